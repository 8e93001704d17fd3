//! Webhooks of X: the challenge, the signature over the bytes as they came, and what a body announces.
//!
//! X has both made with the same key and in the same way: who gets an answer to a challenge has a signature of that text. A challenge is
//! therefore answered only when it cannot be a body: bodies are JSON objects, and a challenge has no braces.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, hmac, same};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::Twitter;
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified};

const SIGNATURE: &str = "x-twitter-webhooks-signature";
/// Longest challenge that is answered.
const LONGEST_CHALLENGE: usize = 512;
/// Longest id of X's that is taken as one.
const LONGEST_ID: usize = 128;

impl Inbound for Twitter {
    /// X sends no token of ours. The answer can hold one secret only: the first, which has to be the newest.
    fn handshake(&self, call: Incoming<'_>, _verify_token: &Secret, secrets: &[Secret]) -> Option<Handshake> {
        let challenge = call.query.get("crc_token").filter(|text| is_challenge(text))?;
        let secret = secrets.iter().map(expose).find(|secret| !secret.is_empty())?;
        let mac = STANDARD.encode(hmac(secret.as_bytes(), challenge.as_bytes()));
        let body = json!({ "response_token": format!("sha256={mac}") }).to_string();
        Some(Handshake { content_type: "application/json", body })
    }

    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], _now: DateTime<Utc>) -> Result<(), Unverified> {
        let mut headers = call.headers.get_all(SIGNATURE).iter();
        let (Some(header), None) = (headers.next(), headers.next()) else { return Err(Unverified::Missing) };
        let given = digest(header.as_bytes()).ok_or(Unverified::Missing)?;
        // every secret is tried, so that the time does not tell which one it was
        let holds = secrets
            .iter()
            .map(expose)
            .filter(|secret| !secret.is_empty())
            .fold(false, |holds, secret| holds | same(&hmac(secret.as_bytes(), call.body), &given));
        if holds { Ok(()) } else { Err(Unverified::Wrong) }
    }

    /// Bodies of the Activity API are one notice, whose payload is the payload with what was included beside it. Those of the older
    /// Account Activity API are one for each entry of each list, whose kind is the list's name.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        let body: Map<String, Value> = serde_json::from_slice(call.body).map_err(|_| BadBody)?;
        if body.contains_key("data") {
            return activity(body).map(|notice| vec![notice]);
        }
        if let Some(event) = body.get("user_event") {
            return revocation(event).map(|notice| vec![notice]);
        }
        account_activity(body)
    }
}

/// Text as X's challenges are: letters, digits and the signs of base64 and of UUIDs.
fn is_challenge(text: &str) -> bool {
    let is_one =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'+' | b'/' | b'=');
    (1..=LONGEST_CHALLENGE).contains(&text.len()) && text.bytes().all(is_one)
}

/// `sha256=` and 32 bytes in base64 with its padding, in the one spelling that they have.
fn digest(header: &[u8]) -> Option<Vec<u8>> {
    let text = header.strip_prefix(b"sha256=").filter(|text| text.len() == 44)?;
    STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32)
}

#[derive(Deserialize)]
struct Delivered {
    event_uuid: String,
    event_type: String,
    #[serde(default)]
    filter: Value,
    #[serde(default)]
    payload: Value,
    /// Documented inside of the data and beside it.
    #[serde(default)]
    includes: Value,
}

fn activity(mut body: Map<String, Value>) -> Result<Notice, BadBody> {
    let beside = body.remove("includes").unwrap_or_default();
    let data = body.remove("data").unwrap_or_default();
    let Delivered { event_uuid, event_type, filter, payload, includes } =
        Delivered::deserialize(data).map_err(|_| BadBody)?;
    let id = id(&event_uuid).ok_or(BadBody)?.to_owned();
    if event_type.is_empty() || event_type.len() > LONGEST_ID {
        return Err(BadBody);
    }
    let includes = if includes.is_null() { beside } else { includes };
    Ok(Notice {
        id,
        kind: event_type,
        account: filter.get("user_id").and_then(Value::as_str).and_then(id_text),
        at: moment(&payload),
        payload: json!({ "payload": payload, "includes": includes }),
    })
}

/// A person who took the right of the app back.
fn revocation(event: &Value) -> Result<Notice, BadBody> {
    let revoke = event.get("revoke").ok_or(BadBody)?;
    let account = revoke.pointer("/source/user_id").and_then(Value::as_str).and_then(id_text);
    let time = revoke.get("date_time").and_then(Value::as_str);
    let kind = "user_event.revoke";
    Ok(Notice {
        id: hashed(account.as_deref(), kind, revoke),
        kind: kind.to_owned(),
        at: time.and_then(|time| DateTime::parse_from_rfc3339(time).ok()).map(|time| time.to_utc()),
        account,
        payload: revoke.clone(),
    })
}

fn account_activity(body: Map<String, Value>) -> Result<Vec<Notice>, BadBody> {
    let account = body.get("for_user_id").and_then(Value::as_str).and_then(id_text).ok_or(BadBody)?;
    let mut notices = Vec::new();
    for (kind, list) in body {
        let (true, Value::Array(events)) = (kind.ends_with("_events"), list) else { continue };
        for event in events {
            // the same post is told to everybody who is named in it: each telling is one of its own
            let own = event.get("id_str").or_else(|| event.get("id")).filter(|id| id.is_string()).unwrap_or(&event);
            notices.push(Notice {
                id: hashed(Some(&account), &kind, own),
                kind: kind.clone(),
                account: Some(account.clone()),
                at: moment(&event),
                payload: event,
            });
        }
    }
    Ok(notices)
}

/// An id of what has none, or has it only together with somebody.
fn hashed(account: Option<&str>, kind: &str, what: &Value) -> String {
    hex::encode(Sha256::digest(json!([account, kind, what]).to_string().as_bytes()))
}

fn id(text: &str) -> Option<&str> {
    let is_plain = |text: &&str| (1..=LONGEST_ID).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
    Some(text).filter(is_plain)
}

fn id_text(text: &str) -> Option<String> {
    id(text).map(str::to_owned)
}

/// When it happened, in one of the three ways in which X writes times.
fn moment(event: &Value) -> Option<DateTime<Utc>> {
    let text = |name: &str| event.get(name).and_then(Value::as_str);
    if let Some(millis) = text("created_timestamp").or_else(|| text("timestamp_ms")) {
        return DateTime::from_timestamp_millis(millis.parse().ok()?);
    }
    let created = text("created_at")?;
    let old = || DateTime::parse_from_str(created, "%a %b %d %H:%M:%S %z %Y");
    DateTime::parse_from_rfc3339(created).or_else(|_| old()).ok().map(|time| time.to_utc())
}
