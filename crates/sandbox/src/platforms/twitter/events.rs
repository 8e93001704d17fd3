//! What X sends: events of the X Activity API and a consent that was taken back, signed over the bytes as they stand; and the
//! challenge (CRC) by which the product shows that it knows the app's secret. Posts and messages themselves are not kept here.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, SecondsFormat, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

use super::sign_in::person;
use crate::{
    core::{sign::hmac_sha256, state::Desk},
    platforms::{Challenge, Event, SECRET},
    world::tree::Kind,
};

/// The kinds of events, with the challenge.
pub const KINDS: [&str; 4] = ["mention", "message", "revoke", "challenge"];
/// How long the product may take to answer a challenge.
const WITHIN: Duration = Duration::from_secs(10);

/// `sha256=` and the base64 of HMAC-SHA256, as X signs bodies and answers to challenges.
fn signature(key: &str, bytes: &[u8]) -> String {
    format!("sha256={}", STANDARD.encode(hex::decode(hmac_sha256(key, bytes)).unwrap_or_default()))
}

/// The challenge, with a token that was not asked before.
pub fn challenge(desk: &mut Desk<'_>) -> Challenge {
    let number = desk.state.number();
    let token = hmac_sha256("a challenge", format!("{}:{number}", desk.world.seed).as_bytes());
    let query = Serializer::new(String::new())
        .append_pair("crc_token", &token)
        .append_pair("nonce", &number.to_string())
        .finish();
    let expected = Map::from_iter([("response_token".to_owned(), signature(SECRET, token.as_bytes()).into())]);
    Challenge { id: format!("crc_{number}"), query, expected, within: WITHIN }
}

/// Makes `mention`, `message` or `revoke`. `text` is what somebody says. With `revoke` the person really takes back what every app,
/// or `app`, was allowed.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    let text = asked.get("text").and_then(Value::as_str).unwrap_or("كم السعر؟ 👍").to_owned();
    let (me, username) = person(desk);
    let me = me.to_string();
    let number = desk.state.number();
    let other = desk.world.id(Platform::Twitter, "person", number % 20).to_string();
    let id = desk.new_id(Platform::Twitter, Kind::Other).to_string();
    let activity = |event_type: &str, payload: Value| {
        json!({"data": {
            "event_uuid": id,
            "filter": {"user_id": me},
            "event_type": event_type,
            "tag": "sandbox",
            "payload": payload,
        }})
    };
    let body = match kind {
        "mention" => {
            let post = json!({
                "id": id,
                "edit_history_tweet_ids": [id],
                "conversation_id": id,
                "author_id": other,
                "created_at": at.to_rfc3339_opts(SecondsFormat::Millis, true),
                "text": format!("@{username} {text}"),
            });
            activity("post.mention.create", post)
        }
        "message" => {
            let message = json!({
                "type": "message_create",
                "id": id,
                "created_timestamp": at.timestamp_millis().to_string(),
                "message_create": {
                    "target": {"recipient_id": me},
                    "sender_id": other,
                    "message_data": {"text": text, "entities": {}},
                },
            });
            let users = json!({
                other.as_str(): {"data": {"id": other, "name": "سارة المطيري", "username": format!("person{}", number % 20)}},
                me.as_str(): {"data": {"id": me, "name": "ليلى الحربي", "username": username}},
            });
            activity("dm.received", json!({"direct_message_events": [message], "users": users}))
        }
        "revoke" => {
            let app = asked.get("app").and_then(Value::as_str);
            let taken = |it: &&mut crate::core::state::Grant| {
                it.platform == Platform::Twitter && app.is_none_or(|app| app == it.client)
            };
            desk.state.grants.values_mut().filter(taken).for_each(|grant| grant.is_revoked = true);
            json!({"for_user_id": me, "user_event": {"revoke": {
                "date_time": at.to_rfc3339_opts(SecondsFormat::Secs, false),
                "target": {"app_id": app.unwrap_or("sandbox")},
                "source": {"user_id": me},
            }}})
        }
        _ => return Err(format!("kind is {}", KINDS.join(", "))),
    };
    let body = body.to_string().into_bytes();
    let headers = vec![("x-twitter-webhooks-signature", signature(SECRET, &body))];
    Ok(Event { id, body, headers, is_wanted: true })
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn the_vectors_of_the_facts_come_out() {
        let expected = "sha256=t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=";
        assert_eq!(signature("test_secret", br#"{"hello":"world"}"#), expected);
        let expected = "sha256=/IbP9WhAQrf0h/4cBMKNeNolMUDpjlu/5y5+CZ9ggI4=";
        assert_eq!(signature("test_secret", b"crc123"), expected);
    }
}
