//! Sends events to the product as the platforms do: twice, out of order or late, if that was asked or planted.

use std::time::Duration;

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{faults::FaultKind, guard::is_json};
use crate::{
    Sandbox,
    platforms::{self, Challenge, Event},
};

/// Events of one request at most.
const MOST: u64 = 50;
/// Oldest event, in seconds: 30 days.
const OLDEST: u64 = 30 * 86_400;

/// The way to the product. None if this machine has no certificates to trust.
pub fn client() -> Option<reqwest::Client> {
    // somebody else may have chosen one already, which is as good
    let _ = rustls::crypto::ring::default_provider().install_default();
    let timeout = Duration::from_secs(20);
    reqwest::Client::builder().timeout(timeout).redirect(reqwest::redirect::Policy::none()).no_proxy().build().ok()
}

/// Makes the events that are asked for and sends them one after the other; tells what came of each.
///
/// # Errors
/// A sentence, when what is asked cannot be made.
pub async fn send(sandbox: &Sandbox, platform: Platform, asked: &Map<String, Value>) -> Result<Value, String> {
    let stand = platforms::of(platform).ok_or("there is no stand-in for this platform")?;
    if let (Some("challenge"), Some(make)) = (asked.get("kind").and_then(Value::as_str), platforms::challenge(platform))
    {
        let challenge = sandbox.at_desk(make);
        return Ok(json!({"deliveries": [shake_hands(sandbox, platform, &challenge).await]}));
    }
    let events = sandbox.at_desk(|desk| {
        let planted = desk.state.faults.hit_webhooks(platform, desk.now);
        let is_planted = |kind: FaultKind| planted.iter().find(|hit| hit.kind == kind);
        let is_asked = |name: &str| asked.get(name).is_some_and(|it| it == true || it == "true" || it == "on");
        let number = |name: &str| {
            asked.get(name).and_then(|it| it.as_u64().or_else(|| it.as_str().and_then(|text| text.parse().ok())))
        };
        let late = is_planted(FaultKind::LateWebhook).map(|hit| u64::from(hit.seconds)).or_else(|| number("late"));
        let is_reordered = is_asked("reordered") || is_planted(FaultKind::ReorderedWebhooks).is_some();
        let is_duplicate = is_asked("duplicate") || is_planted(FaultKind::DuplicateWebhook).is_some();
        let count = number("count").unwrap_or(1).clamp(if is_reordered { 2 } else { 1 }, MOST);
        let kind = asked.get("kind").and_then(Value::as_str).unwrap_or_default();
        let mut events = Vec::new();
        for place in 0..count {
            let ago = late.unwrap_or(0).min(OLDEST) + (count - 1 - place) * 10;
            let at = desk.now - TimeDelta::seconds(i64::try_from(ago).unwrap_or(0));
            events.push((stand.event)(desk, kind, at, asked)?);
        }
        if is_reordered {
            events.reverse();
        }
        Ok::<_, String>((events, is_duplicate, is_asked("lost")))
    });
    let (events, is_duplicate, is_lost) = events?;
    if is_lost {
        // it happened, and nobody is told
        let deliveries: Vec<_> = events.iter().map(|event| json!({"id": event.id, "lost": true})).collect();
        return Ok(json!({"deliveries": deliveries}));
    }
    let mut deliveries = Vec::new();
    for event in &events {
        if !event.is_wanted {
            deliveries.push(json!({"id": event.id, "subscribed": false}));
            continue;
        }
        for _ in 0..if is_duplicate { 2 } else { 1 } {
            deliveries.push(deliver(sandbox, platform, event).await);
        }
    }
    Ok(json!({"deliveries": deliveries}))
}

async fn deliver(sandbox: &Sandbox, platform: Platform, event: &Event) -> Value {
    let Some(client) = &sandbox.0.client else {
        return json!({"id": event.id, "error": "no way out: this machine trusts no certificates"});
    };
    let mut request =
        client.post(address(sandbox, platform)).header("content-type", "application/json").body(event.body.clone());
    for (name, value) in &event.headers {
        request = request.header(*name, value);
    }
    match request.send().await {
        Ok(answer) => json!({"id": event.id, "status": answer.status().as_u16()}),
        Err(error) => json!({"id": event.id, "error": error.to_string()}),
    }
}

/// Where the product takes a platform's webhooks.
fn address(sandbox: &Sandbox, platform: Platform) -> String {
    let product = sandbox.0.settings.product.as_str().trim_end_matches('/');
    format!("{product}/api/webhooks/{platform}")
}

/// Asks the product what only the holder of the secret can answer; tells whether the answer was good.
async fn shake_hands(sandbox: &Sandbox, platform: Platform, challenge: &Challenge) -> Value {
    let Some(client) = &sandbox.0.client else {
        return json!({"id": challenge.id, "error": "no way out: this machine trusts no certificates"});
    };
    let address = format!("{}?{}", address(sandbox, platform), challenge.query);
    let answer = match client.get(address).timeout(challenge.within).send().await {
        Ok(answer) => answer,
        Err(error) => return json!({"id": challenge.id, "error": error.to_string(), "accepted": false}),
    };
    let (status, is_json) = (answer.status().as_u16(), is_json(answer.headers()));
    let told: Value = match answer.bytes().await {
        Ok(body) => serde_json::from_slice(&body).unwrap_or_default(),
        Err(error) => return json!({"id": challenge.id, "error": error.to_string(), "accepted": false}),
    };
    let is_said = challenge.expected.iter().all(|(name, value)| told.get(name) == Some(value));
    json!({"id": challenge.id, "status": status, "accepted": status == 200 && is_json && is_said})
}
