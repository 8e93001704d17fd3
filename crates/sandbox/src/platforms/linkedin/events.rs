//! LinkedIn's webhooks: the handshake that it begins, and leads, signed as they stand. The word before the body is part of
//! what is signed, not of the header.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{leads, nodes};
use crate::{
    core::{
        sign::{hmac_sha256, sha256},
        state::{Announced, Desk},
    },
    platforms::{Challenge, Event, SECRET},
};

/// How long the product may take for the handshake.
const WITHIN: Duration = Duration::from_secs(3);

/// The signature of a body.
fn signature(key: &str, body: &[u8]) -> String {
    hmac_sha256(key, &[b"hmacsha256=", body].concat())
}

/// A text as LinkedIn names things by: `890e4665-4dfe-4ab1-b689-ed553bceeed0`. No other has it.
fn name(desk: &mut Desk<'_>, what: &str) -> String {
    let text = sha256(format!("{}:{what}:{}", desk.world.seed, desk.state.number()).as_bytes());
    let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    [piece(0, 8), piece(8, 12), piece(12, 16), piece(16, 20), piece(20, 32)].join("-")
}

/// The handshake: a code, which the product sends back with its HMAC.
pub fn challenge(desk: &mut Desk<'_>) -> Challenge {
    let code = name(desk, "challenge");
    let mut expected = Map::new();
    expected.insert("challengeCode".to_owned(), code.clone().into());
    expected.insert("challengeResponse".to_owned(), hmac_sha256(SECRET, code.as_bytes()).into());
    Challenge { query: format!("challengeCode={code}"), id: code, expected, within: WITHIN }
}

/// Makes `lead_action`. `account` names the account; the first, if not given.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    if kind != "lead_action" {
        return Err("kind is lead_action or challenge".to_owned());
    }
    let account = asked.get("account").and_then(Value::as_str);
    let is_it = |id: u64| account.is_none_or(|account| account == id.to_string());
    let found = desk.accounts(Platform::Linkedin).find(|it| is_it(it.id)).ok_or("there is no such account")?;
    let (account, creative) = (found.id, found.ads().next().map(|(_, _, ad)| nodes::urn("sponsoredCreative", ad.id)));
    let id = name(desk, "lead");
    desk.state.announce(Announced { platform: Platform::Linkedin, id: id.clone(), account, at });
    let body = json!({
        "type": "LEAD_ACTION",
        "leadGenFormResponse": format!("urn:li:leadGenFormResponse:{id}"),
        "leadGenForm": nodes::urn("leadGenForm", leads::form_id(desk.world, account)),
        "owner": {"sponsoredAccount": nodes::urn("sponsoredAccount", account)},
        "associatedEntity": {"sponsoredCreative": creative},
        "leadType": "SPONSORED",
        "leadAction": "CREATED",
        "occurredAt": at.timestamp_millis(),
    });
    let body = body.to_string().into_bytes();
    let headers = vec![("x-li-signature", signature(SECRET, &body))];
    Ok(Event { id, body, headers, is_wanted: true })
}

#[cfg(test)]
mod tests {
    use super::{hmac_sha256, signature};

    #[test]
    fn the_vectors_of_the_facts_come_out() {
        let body = br#"{"hello":"world"}"#;
        let signed = "596c649ec5b68d4ee024260b828bea09a322a817618967a6b6c6320138856a9f";
        assert_eq!(signature("test_secret", body), signed);
        let response = "fc86cff5684042b7f487fe1c04c28d78da253140e98e5bbfe72e7e099f60808e";
        assert_eq!(hmac_sha256("test_secret", b"crc123"), response);
    }
}
