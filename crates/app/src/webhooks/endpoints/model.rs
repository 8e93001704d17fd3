//! What a webhook endpoint is, and what one may be. Pure.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Member, WebhookEndpoint},
    secret::{KeyRing, SealError},
};
use cmis_connectors::outside::{BadAddress, Outside, addresses::Reach};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::FromRow;
use url::Url;
use utoipa::ToSchema;
use zeroize::Zeroizing;

use crate::{
    access::api_keys::model::Creator,
    http::{check::Check, words::Say},
    webhooks::{catalogue, signing},
};

/// Endpoints that an org may have.
pub const MOST: i64 = 50;
/// Kinds of events that one endpoint may name.
const MOST_EVENTS: usize = 100;

/// Why an endpoint is told nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Somebody switched it off.
    Person,
    /// No attempt had succeeded for days.
    Failing,
    /// It answered 410.
    Gone,
}

impl Reason {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Failing => "failing",
            Self::Gone => "gone",
        }
    }
}

/// A webhook endpoint, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub struct EndpointView {
    /// Id.
    pub id: Id<WebhookEndpoint>,
    /// Where events are posted.
    pub url: String,
    /// What people call it; may be empty.
    pub description: String,
    /// The events that it is told; null for all.
    pub events: Option<Vec<String>>,
    /// `active` or `disabled`.
    pub status: &'static str,
    /// Since when it is told nothing.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why: `person`, `failing` (no attempt succeeded for five days) or `gone` (it answered 410).
    pub disabled_reason: Option<String>,
    /// Since when no attempt has succeeded; null while it works.
    pub failing_since: Option<DateTime<Utc>>,
    /// The last attempt at it, if there was one.
    pub last_attempt: Option<LastAttempt>,
    /// Until when the secret before the present one signs too.
    pub previous_secret_until: Option<DateTime<Utc>>,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: Creator,
}

/// What came of the last attempt at an endpoint.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookLastAttempt)]
pub struct LastAttempt {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it answered 2xx.
    pub succeeded: bool,
    /// The status that it answered with.
    pub status: Option<i16>,
    /// Why there is no status: `timeout`, `no_connection`, …
    pub error: Option<String>,
}

/// A new endpoint with its secret.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NewWebhookEndpoint)]
pub struct NewEndpointView {
    /// The endpoint's id, once more.
    pub webhook_id: Id<WebhookEndpoint>,
    /// The endpoint.
    #[serde(flatten)]
    pub view: EndpointView,
    /// What deliveries are signed with: shown this once.
    pub secret: String,
}

/// A row of `webhook_endpoints` with its creator.
#[derive(Clone, Debug, FromRow)]
pub struct EndpointRow {
    /// Id.
    pub id: Id<WebhookEndpoint>,
    /// Where.
    pub url: String,
    /// Description.
    pub description: String,
    /// Events; none for all.
    pub events: Option<Vec<String>>,
    /// Sealed.
    pub secret: Vec<u8>,
    /// Sealed.
    pub previous_secret: Option<Vec<u8>>,
    /// Its end.
    pub previous_until: Option<DateTime<Utc>>,
    /// Since when nothing succeeded.
    pub failing_since: Option<DateTime<Utc>>,
    /// Off since.
    pub disabled_at: Option<DateTime<Utc>>,
    /// Why.
    pub disabled_reason: Option<String>,
    /// When something was last sent.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// What it answered.
    pub last_status: Option<i16>,
    /// Why it did not.
    pub last_error: Option<String>,
    /// Version.
    pub version: i32,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
    /// The creator's membership.
    pub created_by: Id<Member>,
    /// The creator's name.
    pub creator_name: String,
}

/// Where a secret is sealed for.
pub fn place(id: Id<WebhookEndpoint>) -> String {
    format!("webhook_endpoints.secret:{id}")
}

impl EndpointRow {
    /// What people call it: the description, else the host of its address.
    pub fn name(&self) -> String {
        if !self.description.is_empty() {
            return self.description.clone();
        }
        host(&self.url)
    }

    /// What an audit entry says of it. A query may hold a token of the receiver's.
    pub fn told(&self) -> Value {
        json!({
            "name": self.name(),
            "url": self.url.split(['?', '#']).next(),
            "description": self.description,
            "events": self.events,
            "enabled": self.disabled_at.is_none(),
            "created_by": self.created_by,
        })
    }

    /// The secrets that sign at an instant, the present one first.
    pub fn secrets(&self, keys: &KeyRing, now: DateTime<Utc>) -> Result<Vec<Zeroizing<String>>, SealError> {
        let previous = self.previous_secret.as_ref().filter(|_| self.previous_until.is_some_and(|until| until > now));
        let sealed = std::iter::once(&self.secret).chain(previous);
        sealed
            .map(|sealed| {
                let plain = keys.open(&place(self.id), sealed)?;
                let text = std::str::from_utf8(&plain).map_err(|_| SealError::Damaged)?;
                Ok(Zeroizing::new(text.to_owned()))
            })
            .collect()
    }

    /// The row as the API shows it.
    pub fn view(self, now: DateTime<Utc>) -> EndpointView {
        let is_success = |status: i16| (200..300).contains(&status);
        EndpointView {
            id: self.id,
            url: self.url,
            description: self.description,
            events: self.events,
            status: if self.disabled_at.is_some() { "disabled" } else { "active" },
            disabled_at: self.disabled_at,
            disabled_reason: self.disabled_reason,
            failing_since: self.failing_since,
            last_attempt: self.last_attempt_at.map(|at| LastAttempt {
                at,
                succeeded: self.last_status.is_some_and(is_success),
                status: self.last_status,
                error: self.last_error,
            }),
            previous_secret_until: self.previous_until.filter(|until| *until > now),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            created_by: Creator { id: self.created_by, name: self.creator_name },
        }
    }
}

/// The host of a stored address.
pub fn host(url: &str) -> String {
    Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// A required address that may be called. Plain HTTP only where private networks are allowed too.
pub fn url(check: &mut Check, outside: &Outside, value: Option<String>) -> Option<Url> {
    let value = check.required("url", value)?;
    match outside.check(&value) {
        Ok(url) if url.scheme() == "http" && outside.reach() == Reach::Public => {
            check.fail("url", "check-webhook-https")
        }
        Ok(mut url) => {
            url.set_fragment(None);
            return Some(url);
        }
        Err(BadAddress::Malformed | BadAddress::Scheme) => check.fail("url", "check-webhook-url"),
        Err(BadAddress::Credentials) => check.fail("url", "check-webhook-credentials"),
        Err(BadAddress::Port) => check.fail("url", "check-webhook-port"),
        Err(BadAddress::Private) => check.fail("url", "check-webhook-private"),
    }
    None
}

/// The kinds of events that an endpoint names, sorted and once each.
pub fn events(check: &mut Check, words: Vec<String>) -> Option<Vec<String>> {
    let unknown: Vec<&str> = words.iter().map(String::as_str).filter(|word| !catalogue::is_told(word)).collect();
    if words.is_empty() {
        check.fail("events", "check-webhook-no-events");
    } else if words.len() > MOST_EVENTS {
        check.fail("events", Say::new("check-webhook-many-events").count("max", MOST_EVENTS));
    } else if let Some(word) = unknown.first() {
        let word: String = word.chars().take(60).collect();
        check.fail("events", Say::new("check-webhook-event").with("event", word));
    } else {
        return Some(words.into_iter().collect::<BTreeSet<_>>().into_iter().collect());
    }
    None
}

/// The given secret, or a new one.
pub fn secret(check: &mut Check, value: Option<String>) -> Zeroizing<String> {
    match value.map(Zeroizing::new) {
        Some(secret) if signing::is_usable(&secret) => secret,
        Some(_) => {
            check.fail("secret", "check-webhook-secret");
            Zeroizing::default()
        }
        None => signing::new_secret(),
    }
}
