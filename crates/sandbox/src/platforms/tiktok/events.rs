//! TikTok's webhooks: an envelope whose `content` is JSON once more, as text; signed with the time before the bytes.

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use crate::{
    core::{
        sign::hmac_sha256,
        state::{Desk, trace},
    },
    platforms::{Event, SECRET},
};

/// Kinds of events, by TikTok's own names.
pub const KINDS: [&str; 4] = ["comment.update", "im_receive_msg", "im_send_msg", "authorization.removed"];

/// Ids of comments, posts and people have nineteen digits.
const LONG: u64 = 7_000_000_000_000_000_000;

/// Makes an event. `account` names the advertiser whose TikTok account it happens at; the first, if not given. `text` is what
/// somebody says, `app` the app that is told; the one that was allowed last, if not given.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    let is_it = |id: u64| text("account").is_none_or(|account| account == id.to_string());
    let accounts = || desk.accounts(Platform::Tiktok).enumerate();
    let (place, name) = accounts()
        .find(|(_, account)| is_it(account.id))
        .map(|(place, account)| (place as u64, account.name.clone()))
        .ok_or("there is no such account")?;
    let kind = KINDS.into_iter().find(|known| *known == kind);
    let kind = kind.ok_or_else(|| format!("kind is {}", KINDS.join(", ")))?;
    let number = 1_000 + desk.state.number();
    let business = desk.world.id(Platform::Tiktok, "business", place).to_string();
    let person = desk.world.id(Platform::Tiktok, "person", number % 20).to_string();
    let said = text("text").unwrap_or("كم السعر؟ 👍");
    let (id, content) = match kind {
        "comment.update" => {
            let comment = LONG + number;
            let video = LONG + desk.world.id(Platform::Tiktok, "video", place);
            let content = json!({
                "comment_id": comment,
                "video_id": video,
                "parent_comment_id": 0,
                "comment_type": "comment",
                "comment_action": "insert",
                "timestamp": at.timestamp_millis(),
                "unique_identifier": business,
            });
            (comment.to_string(), content)
        }
        "authorization.removed" => (format!("authorization-{number}"), json!({"reason": 1})),
        _ => {
            let message = format!("m_{number}");
            let (business, person) = (json!({"id": business}), json!({"id": person}));
            let (from, to) = if kind == "im_receive_msg" {
                (("sara.k", person), (name.as_str(), business))
            } else {
                ((name.as_str(), business), ("sara.k", person))
            };
            let content = json!({
                "type": "text",
                "message_id": message,
                "timestamp": at.timestamp_millis(),
                "conversation_id": format!("c_{place}_{}", number % 20),
                "text": {"body": said},
                "from": from.0,
                "from_user": from.1,
                "to": to.0,
                "to_user": to.1,
            });
            (message, content)
        }
    };
    let last = desk.state.grants.values().rev().find(|grant| grant.platform == Platform::Tiktok);
    let app = text("app").map(str::to_owned).or_else(|| last.map(|grant| grant.client.clone()));
    let body = json!({
        "client_key": app.unwrap_or_else(|| "sandbox".to_owned()),
        "event": kind,
        "create_time": at.timestamp(),
        "user_openid": business,
        "content": content.to_string(),
    });
    let body = body.to_string().into_bytes();
    // signed when it is sent, which may be long after it happened
    let sent = desk.now.timestamp();
    let headers = vec![
        ("tiktok-signature", signature(SECRET, sent, &body)),
        ("webhook-schema-version", "1.0".to_owned()),
        ("x-tt-logid", trace(desk.world.seed, number)),
    ];
    Ok(Event { id, body, headers, is_wanted: true })
}

/// `t=…,s=…` over the time in seconds, a point and the body as it stands.
fn signature(secret: &str, time: i64, body: &[u8]) -> String {
    let signed = [format!("{time}.").as_bytes(), body].concat();
    format!("t={time},s={}", hmac_sha256(secret, &signed))
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn the_vector_of_the_facts_comes_out() {
        let expected = "t=1700000000,s=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747";
        assert_eq!(signature("test_secret", 1_700_000_000, br#"{"hello":"world"}"#), expected);
    }
}
