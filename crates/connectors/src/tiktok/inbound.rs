//! Webhooks of TikTok: the signature over the time and the bytes as they came, and what a body announces. There are two shapes of a body.
//! Apps are told of messages, comments and posts one at a time, with a `content` that is JSON in a string; subscriptions tell of leads and
//! reviews, several at once.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose, hmac, same};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    TikTok,
    values::{Text, is_id},
};
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Lead, Notice, Unverified};

/// The kind of a notice whose payload [`lead`] reads.
pub const LEAD: &str = "LEAD";

const SIGNATURE: &str = "tiktok-signature";
/// How old a signature may be: TikTok signs each attempt anew.
const OLDEST: TimeDelta = TimeDelta::minutes(5);
/// How far in the future it may be, for clocks that differ.
const NEWEST: TimeDelta = TimeDelta::minutes(1);

impl Inbound for TikTok {
    /// There is none.
    fn handshake(&self, _: Incoming<'_>, _: &Secret, _: &[Secret]) -> Option<Handshake> {
        None
    }

    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], now: DateTime<Utc>) -> Result<(), Unverified> {
        let mut headers = call.headers.get_all(SIGNATURE).iter();
        let (Some(header), None) = (headers.next(), headers.next()) else { return Err(Unverified::Missing) };
        let signature = Signature::read(header.as_bytes()).ok_or(Unverified::Missing)?;
        let signed = [signature.time, b".", call.body].concat();
        // every secret is tried, so that the time does not tell which one it was
        let holds = secrets
            .iter()
            .map(expose)
            .filter(|secret| !secret.is_empty())
            .fold(false, |holds, secret| holds | same(&hmac(secret.as_bytes(), &signed), &signature.digest));
        if !holds {
            return Err(Unverified::Wrong);
        }
        let age = now.signed_duration_since(signature.at);
        if age > OLDEST || age < -NEWEST { Err(Unverified::Stale) } else { Ok(()) }
    }

    /// A `content` that is no JSON stays text. An event is known by all that it says, a lead by its own id.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        match serde_json::from_slice(call.body).map_err(|_| BadBody)? {
            Told::Event(event) => Ok(vec![event.notice()]),
            Told::Changes(changes) => Ok(changes.notices()),
        }
    }
}

/// `t=1633174587,s=` and 64 lower-case hexadecimal digits, as TikTok writes it and in no other spelling.
struct Signature<'a> {
    /// As it was signed.
    time: &'a [u8],
    at: DateTime<Utc>,
    digest: Vec<u8>,
}

impl<'a> Signature<'a> {
    fn read(header: &'a [u8]) -> Option<Self> {
        let (time, digest) = std::str::from_utf8(header).ok()?.strip_prefix("t=")?.split_once(",s=")?;
        let is_time = (1..=11).contains(&time.len()) && time.bytes().all(|byte| byte.is_ascii_digit());
        let is_digest = digest.len() == 64 && digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_time || !is_digest {
            return None;
        }
        let at = DateTime::from_timestamp(time.parse().ok()?, 0)?;
        Some(Self { time: time.as_bytes(), at, digest: hex::decode(digest).ok()? })
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Told {
    Event(Event),
    Changes(Changes),
}

/// What happened to one person's or business's account.
#[derive(Deserialize)]
struct Event {
    client_key: Option<String>,
    event: String,
    create_time: Option<i64>,
    user_openid: Option<String>,
    #[serde(default)]
    content: Value,
}

impl Event {
    fn notice(self) -> Notice {
        let content = self.content.as_str().unwrap_or_default();
        let payload = match &self.content {
            Value::String(text) if text.is_empty() => Value::Null,
            Value::String(_) => serde_json::from_str(content).unwrap_or(self.content.clone()),
            other => other.clone(),
        };
        let all = json!([self.client_key, self.event, self.create_time, self.user_openid, self.content]);
        Notice {
            id: digest(&all),
            kind: self.event,
            account: self.user_openid.filter(|id| !id.is_empty()),
            at: self.create_time.and_then(|time| DateTime::from_timestamp(time, 0)),
            payload,
        }
    }
}

/// What a subscription tells. When it was sent, and TikTok's id of the sending, are of the attempt and not of what happened.
#[derive(Deserialize)]
struct Changes {
    object: i64,
    entry: Vec<Map<String, Value>>,
}

impl Changes {
    fn notices(self) -> Vec<Notice> {
        let kind = match self.object {
            1 => LEAD.to_owned(),
            2 => "AD_GROUP".to_owned(),
            3 => "AD".to_owned(),
            8 => "CREATIVE_FATIGUE".to_owned(),
            10 => "TCM_VIDEOS".to_owned(),
            11 => "REPORT_DATA_CHANGE".to_owned(),
            14 => "API_SERVICE_STATUS".to_owned(),
            other => format!("object_{other}"),
        };
        self.entry.into_iter().map(|entry| notice(&kind, entry)).collect()
    }
}

fn notice(kind: &str, entry: Map<String, Value>) -> Notice {
    let text = |name| entry.get(name).and_then(|value| Text::deserialize(value).ok()).map(|text| text.0);
    let account = text("advertiser_id").or_else(|| text("adv_id")).filter(|id| is_id(id));
    let at = entry.get("create_time").and_then(Value::as_i64).and_then(|time| DateTime::from_timestamp(time, 0));
    let own_id = text("id").filter(|id| kind == LEAD && is_id(id));
    let id = own_id.unwrap_or_else(|| digest(&json!([kind, entry])));
    Notice { id, kind: kind.to_owned(), account, at, payload: Value::Object(entry) }
}

fn digest(all: &Value) -> String {
    hex::encode(Sha256::digest(all.to_string().as_bytes()))
}

/// What of the payload makes a lead.
#[derive(Deserialize)]
struct Payload {
    id: Text,
    page_id: Option<Text>,
    campaign_id: Option<Text>,
    ad_id: Option<Text>,
    create_time: Option<i64>,
    #[serde(default)]
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    field: String,
    #[serde(default)]
    value: Value,
}

/// The lead in the payload of a [`Notice`] of [`LEAD`]. The form is the page that it stands on.
pub fn lead(payload: &Value) -> Result<Lead, BadBody> {
    let payload = Payload::deserialize(payload).map_err(|_| BadBody)?;
    let id = Some(payload.id.0).filter(|id| is_id(id)).ok_or(BadBody)?;
    // 0 is none
    let other = |text: Option<Text>| text.map(|text| text.0).filter(|id| is_id(id) && id != "0");
    let fields = payload.changes.into_iter().map(|Change { field, value }| match value {
        Value::String(text) => (field, text),
        Value::Null => (field, String::new()),
        other => (field, other.to_string()),
    });
    Ok(Lead {
        id,
        at: payload.create_time.and_then(|time| DateTime::from_timestamp(time, 0)),
        form_id: other(payload.page_id),
        campaign_id: other(payload.campaign_id),
        ad_id: other(payload.ad_id),
        fields: fields.collect::<BTreeMap<_, _>>(),
    })
}
