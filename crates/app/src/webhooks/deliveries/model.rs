//! What is sent, when it is tried again, and how the log shows it. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::id::{Id, WebhookDelivery, WebhookEndpoint};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

/// The waits between the tries of a delivery, in seconds: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h.
const WAITS: [i64; 7] = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(10);
/// How long an endpoint may fail before it is switched off.
pub const PATIENCE: TimeDelta = TimeDelta::days(5);

/// What is posted. The text of it is made once: each attempt sends and signs the same bytes.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    /// The event's id: the same at every endpoint and in every attempt.
    pub id: Uuid,
    /// What happened.
    pub event: &'a str,
    /// When.
    pub timestamp: DateTime<Utc>,
    /// In which org.
    pub org_id: Uuid,
    /// What it is, or was.
    pub data: Value,
}

impl Body<'_> {
    /// As it is sent.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }
}

/// What an event tells outside: the id of its object, and what the change recorded of it.
pub fn data(object_kind: &str, object_id: Option<Uuid>, payload: &Value) -> Value {
    let mut data = Map::new();
    if let Some(id) = object_id {
        data.insert(format!("{object_kind}_id"), id.to_string().into());
    }
    match payload {
        Value::Object(fields) => {
            data.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        Value::Null => {}
        other => {
            data.insert("value".to_owned(), other.clone());
        }
    }
    Value::Object(data)
}

/// When a delivery is tried again after its try number `tries` (1 is the first) failed; none after the last. The receiver may ask
/// for a longer wait, up to ten hours.
pub fn next_try(tries: i16, asked: Option<TimeDelta>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let nth = usize::try_from(tries.saturating_sub(1)).ok()?;
    let wait = TimeDelta::seconds(*WAITS.get(nth)?);
    Some(now + asked.map_or(wait, |asked| asked.min(LONGEST_WAIT).max(wait)))
}

/// The states of a delivery.
pub const STATES: &[&str] = &["pending", "delivered", "failed"];

/// A delivery.
#[derive(Clone, Debug, FromRow, Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub struct DeliveryView {
    /// Id.
    pub id: Id<WebhookDelivery>,
    /// The event's id: the header `webhook-id`.
    pub event_id: Uuid,
    /// What happened.
    pub event: String,
    /// `pending`, `delivered` or `failed`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i16,
    /// What the last one was answered with.
    pub status: Option<i16>,
    /// Why it was not answered.
    pub error: Option<String>,
    /// When it is tried again.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// When it happened.
    pub created_at: DateTime<Utc>,
    /// When it was delivered or given up.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A delivery with what was sent, and each attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookDeliveryDetail)]
pub struct DeliveryDetail {
    /// The delivery.
    #[serde(flatten)]
    pub view: DeliveryView,
    /// The endpoint.
    pub endpoint_id: Id<WebhookEndpoint>,
    /// The body, as it is sent and signed.
    pub body: String,
    /// Every attempt, the last one first.
    pub log: Vec<AttemptView>,
}

/// One attempt.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
pub struct AttemptView {
    /// Which one, from 1.
    pub number: i16,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took to the head of the answer, or to the failure.
    pub latency_ms: i32,
    /// The status of the answer.
    pub status: Option<i16>,
    /// The first 4 kB of the answer.
    pub answer: Option<String>,
    /// Why there is no status: `timeout`, `no_connection`, `tls`, `name_unknown`, `address_refused`, `cut_off`, `bad_answer`.
    pub error: Option<String>,
    /// The same in the words of the system, in English.
    pub detail: Option<String>,
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use serde_json::json;
    use uuid::Uuid;

    use super::{data, next_try};

    #[test]
    fn the_waits_are_as_promised() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        let waits: Vec<Option<i64>> =
            (1..=9).map(|tries| next_try(tries, None, now).map(|at| (at - now).num_seconds())).collect();
        let hour = 3600;
        let told = [5, 300, 1800, 2 * hour, 5 * hour, 10 * hour, 10 * hour];
        assert_eq!(waits[..7], told.map(Some));
        assert_eq!(waits[7..], [None, None]);
    }

    #[test]
    fn a_receiver_may_ask_for_more_patience_but_not_for_less_and_not_for_ever() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        let after =
            |tries, asked| next_try(tries, Some(TimeDelta::seconds(asked)), now).map(|at| (at - now).num_seconds());
        assert_eq!(after(1, 60), Some(60));
        assert_eq!(after(2, 60), Some(300));
        assert_eq!(after(1, 10_000_000), Some(36_000));
        assert_eq!(after(8, 60), None);
    }

    #[test]
    fn data_names_its_object_and_what_was_recorded_of_it() {
        let told = data("member", Some(Uuid::nil()), &json!({"role": "admin"}));
        assert_eq!(told, json!({"member_id": Uuid::nil(), "role": "admin"}));
        assert_eq!(data("org", None, &json!(null)), json!({}));
    }
}
