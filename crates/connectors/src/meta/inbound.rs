//! Webhooks of Meta: the handshake, the signature over the bytes as they came, and what a body announces. A body may hold many things;
//! each becomes a notice of its own.

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, hmac, same};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Meta,
    values::{Text, is_id},
};
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified};

const SIGNATURE: &str = "x-hub-signature-256";

/// Longest challenge that is given back: Meta's are ten digits.
const LONGEST_CHALLENGE: usize = 256;

#[derive(Deserialize)]
struct Update {
    object: String,
    entry: Vec<Entry>,
}

/// What happened to one page, account or person.
#[derive(Deserialize)]
struct Entry {
    id: Option<Text>,
    time: Option<i64>,
    #[serde(default)]
    changes: Vec<Change>,
    /// Where the app did not ask for values.
    #[serde(default)]
    changed_fields: Vec<String>,
    #[serde(default)]
    messaging: Vec<Value>,
    #[serde(default)]
    standby: Vec<Value>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    #[serde(default)]
    value: Value,
}

impl Inbound for Meta {
    fn handshake(&self, call: Incoming<'_>, verify_token: &Secret, _secrets: &[Secret]) -> Option<Handshake> {
        let given = |name| call.query.get(name).map(String::as_str);
        let expected = expose(verify_token);
        let is_ours = !expected.is_empty() && same(given("hub.verify_token")?.as_bytes(), expected.as_bytes());
        let challenge = given("hub.challenge")?;
        let is_plain =
            (1..=LONGEST_CHALLENGE).contains(&challenge.len()) && challenge.bytes().all(|byte| byte.is_ascii_graphic());
        (is_ours && is_plain && given("hub.mode") == Some("subscribe"))
            .then(|| Handshake { content_type: "text/plain", body: challenge.to_owned() })
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

    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        let Update { object, entry } = serde_json::from_slice(call.body).map_err(|_| BadBody)?;
        Ok(entry.into_iter().flat_map(|entry| notices(&object, entry)).collect())
    }
}

/// `sha256=` and 64 lower-case hexadecimal digits, as Meta writes it and in no other spelling.
fn digest(header: &[u8]) -> Option<Vec<u8>> {
    let text = header.strip_prefix(b"sha256=")?;
    let is_plain = text.len() == 64 && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_plain.then(|| hex::decode(text).ok()).flatten()
}

/// What an entry announces: changes first, then messages, each in its order.
///
/// A change's kind is its field and its payload the value, except with `permissions`, where the fields are names of permissions: there
/// the kind is `permissions`, and the payload has `field` and `value`.
fn notices(object: &str, entry: Entry) -> Vec<Notice> {
    let account = entry.id.map(|id| id.0);
    let notice = |kind: &str, time: Option<i64>, payload: Value| Notice {
        id: notice_id(object, account.as_deref(), time.or(entry.time), kind, &payload),
        kind: kind.to_owned(),
        account: account.clone(),
        at: time.or(entry.time).and_then(moment),
        payload,
    };
    let unvalued = entry.changed_fields.into_iter().map(|field| Change { field, value: Value::Null });
    let changes = entry.changes.into_iter().chain(unvalued).map(|Change { field, value }| {
        if object == "permissions" {
            return notice("permissions", None, json!({ "field": field, "value": value }));
        }
        notice(&field, value.get("created_time").and_then(Value::as_i64), value)
    });
    let said = |kind: &'static str| {
        let notice = &notice;
        move |message: Value| notice(kind, message.get("timestamp").and_then(Value::as_i64), message)
    };
    let messages = entry.messaging.into_iter().map(said("messaging"));
    let standby = entry.standby.into_iter().map(said("standby"));
    changes.chain(messages).chain(standby).collect()
}

/// A lead has an id of its own, by which a second telling is known however it is packed. Anything else is known by all that it says.
fn notice_id(object: &str, account: Option<&str>, time: Option<i64>, kind: &str, payload: &Value) -> String {
    let lead = (kind == "leadgen").then(|| payload.get("leadgen_id")).flatten();
    if let Some(Text(id)) = lead.and_then(|id| Text::deserialize(id).ok()).filter(|id| is_id(&id.0)) {
        return id;
    }
    let all = json!([object, account, time, kind, payload]).to_string();
    hex::encode(Sha256::digest(all.as_bytes()))
}

/// Meta gives seconds here and milliseconds there: as seconds these would be in the year 5138.
fn moment(time: i64) -> Option<DateTime<Utc>> {
    match time {
        ..100_000_000_000 => DateTime::from_timestamp(time, 0),
        _ => DateTime::from_timestamp_millis(time),
    }
}
