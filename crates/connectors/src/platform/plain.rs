//! The plain dialect of webhooks, which every platform's address takes beside the platform's own: for relays, and for platforms that sign
//! nothing. A JSON object, signed as a whole with the channel's own secret, that says when it was sent.
//!
//! A relay signs each attempt anew, with a new time; so what is old is refused, and an event is known by what it says, not by its time.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    platform::Platform,
    secret::{Secret, expose, hmac, same},
};
use http::HeaderMap;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified};

/// How old a call may be.
const OLDEST: TimeDelta = TimeDelta::minutes(5);
/// How far a relay's clock may be ahead of ours.
const AHEAD: TimeDelta = TimeDelta::minutes(1);
/// Longest name of an event, of an account or of a channel that is believed to be one.
const LONGEST_NAME: usize = 256;

/// Where an event's kind stands.
const KINDS: [&str; 3] = ["event_type", "event", "kind"];
/// Where the account stands.
const ACCOUNTS: [&str; 4] = ["advertiser_id", "ad_account_id", "account_id", "page_id"];
/// Where an event's own id stands; a plain `id` may be that of the ad or the post, of which there is more than one event.
const IDS: [&str; 2] = ["event_id", "form_response_id"];
/// Google's: which channel it is of. Not signed: the secret is the channel's, and so is bound to it.
const CHANNEL: &str = "x-goog-channel-id";
/// Google's: `sync` when the channel was opened.
const STATE: &str = "x-goog-resource-state";

/// The dialect at one platform's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plain(Platform);

impl Plain {
    /// At the address of `platform`.
    pub const fn of(platform: Platform) -> Self {
        Self(platform)
    }

    /// The header of the signature. Meta's and LinkedIn's own have other names; X's own has this one, with another form.
    pub const fn header(self) -> &'static str {
        match self.0 {
            Platform::Meta => "x-meta-hub-signature",
            Platform::Google => "x-goog-signature",
            Platform::Tiktok => "x-tiktok-signature",
            Platform::Linkedin => "x-linkedin-signature",
            Platform::Twitter => "x-twitter-webhooks-signature",
            Platform::Snapchat => "x-snapchat-signature",
        }
    }

    /// Whether a call speaks this dialect, going by its signature's form; what does not is for the platform's own.
    pub fn is_spoken(self, headers: &HeaderMap) -> bool {
        headers.get_all(self.header()).iter().any(|value| digest(value.as_bytes()).is_some())
    }
}

impl Inbound for Plain {
    /// There is none.
    fn handshake(&self, _: Incoming<'_>, _: &Secret, _: &[Secret]) -> Option<Handshake> {
        None
    }

    /// A call without a time is as stale as an old one: it could have been sent at any.
    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], now: DateTime<Utc>) -> Result<(), Unverified> {
        let given = only(call.headers, self.header()).and_then(digest).ok_or(Unverified::Missing)?;
        if self.0 == Platform::Google {
            named(call.headers, CHANNEL).and(named(call.headers, STATE)).ok_or(Unverified::Missing)?;
        }
        // every secret is tried, so that the time does not tell which one it was
        let holds = secrets
            .iter()
            .map(expose)
            .filter(|secret| !secret.is_empty())
            .fold(false, |holds, secret| holds | same(&hmac(secret.as_bytes(), call.body), &given));
        if !holds {
            return Err(Unverified::Wrong);
        }
        let at = object(call.body).ok().as_ref().and_then(time).ok_or(Unverified::Stale)?;
        let age = now.signed_duration_since(at);
        if age > OLDEST || age < -AHEAD { Err(Unverified::Stale) } else { Ok(()) }
    }

    /// One notice; none where Google only says that a channel is open.
    ///
    /// Its id is made of the event's own id where the body has one. Else it is made of all that it says but the time, and of the day:
    /// what is told again within a day of UTC is a repeat, and what happens anew on another day is not.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        let body = object(call.body)?;
        let at = time(&body).ok_or(BadBody)?;
        let kind = KINDS.iter().find_map(|name| word(body.get(*name)?)).ok_or(BadBody)?;
        let mut account = ACCOUNTS.iter().find_map(|name| word(body.get(*name)?));
        if self.0 == Platform::Google {
            account = Some(named(call.headers, CHANNEL).ok_or(BadBody)?.to_owned());
            if named(call.headers, STATE) == Some("sync") {
                return Ok(Vec::new());
            }
        }
        let what = match IDS.iter().find_map(|name| word(body.get(*name)?)) {
            Some(id) => json!({ "id": id }),
            None => {
                let mut said = Value::Object(body.clone());
                if let Some(said) = said.as_object_mut() {
                    said.shift_remove("timestamp");
                }
                // a relay may write the same in another order
                said.sort_all_objects();
                json!({ "said": said, "day": at.date_naive().to_string() })
            }
        };
        let all = json!([self.0.as_str(), kind, account, what]).to_string();
        // of its own kind: no relay can take the place of an event that the platform itself has yet to tell
        let id = format!("plain:{}", hex::encode(Sha256::digest(all.as_bytes())));
        Ok(vec![Notice { id, kind, account, at: Some(at), payload: Value::Object(body) }])
    }
}

/// A header that is there once.
fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value.as_bytes()),
        _ => None,
    }
}

/// A header that is there once and can be a name.
fn named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let text = std::str::from_utf8(only(headers, name)?).ok()?;
    let is_name = (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_name.then_some(text)
}

/// `sha256=` and 64 lower-case hexadecimal digits, and no other spelling.
fn digest(header: &[u8]) -> Option<Vec<u8>> {
    let text = header.strip_prefix(b"sha256=")?;
    let is_plain = text.len() == 64 && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_plain.then(|| hex::decode(text).ok()).flatten()
}

fn object(body: &[u8]) -> Result<Map<String, Value>, BadBody> {
    serde_json::from_slice(body).map_err(|_| BadBody)
}

/// When it was sent: whole seconds, or RFC 3339.
fn time(body: &Map<String, Value>) -> Option<DateTime<Utc>> {
    match body.get("timestamp")? {
        Value::Number(seconds) => DateTime::from_timestamp(seconds.as_i64()?, 0),
        Value::String(text) => DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()),
        _ => None,
    }
}

/// A word, or a number as its digits.
fn word(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    let is_word = (1..=LONGEST_NAME).contains(&text.len()) && !text.chars().any(char::is_control);
    is_word.then_some(text)
}
