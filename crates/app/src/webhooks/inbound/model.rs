//! What is kept of an announcement, when an effect is tried again, and how the log shows it. Pure.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use cmis_base::{
    id::{AdAccount, Id, Integration, Org, WebhookLog},
    platform::Platform,
};
use cmis_connectors::platform::Notice;
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    http::words::{locale, lookup},
    integrations::model::advice,
    state::App,
};

/// Announcements of one call: Meta puts up to a thousand into one.
pub const MOST_NOTICES: usize = 1000;
/// Longest id of an event, in bytes: an index holds it.
const LONGEST_ID: usize = 1024;
/// Longest name of a kind, an account, a campaign or an ad, in bytes.
const LONGEST_NAME: usize = 256;
/// Waits after an effect that failed, in minutes; after the last one it is failed.
const WAITS: [i64; 6] = [1, 5, 15, 60, 180, 720];
/// Waits of an event that names a campaign or an ad which no org has read yet, in minutes; after the last one it concerns nobody.
const LOOKS: [i64; 4] = [15, 60, 360, 1440];

/// An announcement on its way into the database.
#[derive(Debug)]
pub struct NewEvent {
    /// Ours.
    pub id: Uuid,
    /// Where it comes from.
    pub platform: Platform,
    /// Whose own app it came to.
    pub owner: Option<Uuid>,
    /// The platform's id, or a hash.
    pub event_id: String,
    /// What of.
    pub kind: String,
    /// The account.
    pub account: Option<String>,
    /// The campaign, if it names one.
    pub campaign: Option<String>,
    /// The ad, if it names one.
    pub ad: Option<String>,
    /// When it happened.
    pub happened_at: Option<DateTime<Utc>>,
    /// What it says, sealed.
    pub payload: Vec<u8>,
}

impl NewEvent {
    /// Seals an announcement. None for what is no announcement of a platform's: ids without end, signs that are no letters.
    pub fn of(app: &App, platform: Platform, owner: Option<Id<Org>>, notice: &Notice) -> Option<Self> {
        let id = app.ids.next::<Self>().raw();
        let is_name = |text: &str, most: usize| (1..=most).contains(&text.len()) && !text.chars().any(char::is_control);
        if !is_name(&notice.id, LONGEST_ID) || !is_name(&notice.kind, LONGEST_NAME) {
            return None;
        }
        let named = |text: Option<String>| text.filter(|text| is_name(text, LONGEST_NAME));
        let plain = serde_json::to_vec(&notice.payload).ok()?;
        Some(Self {
            id,
            platform,
            owner: owner.map(Id::raw),
            event_id: notice.id.clone(),
            kind: notice.kind.clone(),
            account: named(notice.account.clone()),
            campaign: named(id_in(&notice.payload, &["campaign_id"])),
            ad: named(id_in(&notice.payload, &["ad_id", "creative_id"])),
            // what the database has no year for did not happen then
            happened_at: notice.at.filter(|at| (1970..=9999).contains(&at.year())),
            payload: app.keys.seal(&place(id), &plain),
        })
    }

    /// Bytes that it takes.
    pub fn size(&self) -> usize {
        self.payload.len() + self.event_id.len() + 256
    }
}

/// Where a payload is sealed for.
pub fn place(event: Uuid) -> String {
    format!("platform_events.payload:{event}")
}

/// Where what was fetched is sealed for.
pub fn details_place(log: Id<WebhookLog>) -> String {
    format!("webhook_logs.details:{log}")
}

/// An id in a payload, text or number; 0 is none.
pub fn id_in(payload: &Value, names: &[&str]) -> Option<String> {
    let id = names.iter().find_map(|name| match payload.get(*name)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })?;
    Some(id).filter(|id| !matches!(id.as_str(), "" | "0"))
}

/// Counts what came for the figures.
pub fn count(platform: Platform, received: usize, repeated: usize) {
    for (outcome, count) in [("received", received), ("repeated", repeated)] {
        if count > 0 {
            ::metrics::counter!("cmis_webhooks_events_total", "platform" => platform.as_str(), "outcome" => outcome)
                .increment(u64::try_from(count).unwrap_or_default());
        }
    }
}

/// When an effect is tried again after its attempt number `attempts` (1 is the first) failed; none after the last.
pub fn next_try(attempts: i16, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    wait(&WAITS, attempts.saturating_sub(1), now)
}

/// When it is looked again whom an event concerns, after `tries` looks found nobody; none after the last.
pub fn next_look(tries: i16, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    wait(&LOOKS, tries, now)
}

fn wait(waits: &[i64], nth: i16, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    Some(now + TimeDelta::minutes(*waits.get(usize::try_from(nth).ok()?)?))
}

/// The states of an event in an org.
pub const STATES: &[&str] = &["received", "processed", "retrying", "failed", "ignored"];

/// A row of `webhook_logs`.
#[derive(Debug, FromRow)]
pub struct LogRow {
    pub(super) id: Id<WebhookLog>,
    pub(super) platform: String,
    pub(super) kind: String,
    pub(super) integration_id: Option<Id<Integration>>,
    pub(super) ad_account_id: Option<Id<AdAccount>>,
    pub(super) happened_at: Option<DateTime<Utc>>,
    pub(super) received_at: DateTime<Utc>,
    pub(super) state: String,
    pub(super) attempts: i16,
    pub(super) next_attempt_at: Option<DateTime<Utc>>,
    pub(super) effect: Option<String>,
    pub(super) error: Option<String>,
    pub(super) processed_at: Option<DateTime<Utc>>,
}

/// What a platform announced to an org, and what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WebhookLog)]
pub struct LogView {
    /// Id.
    pub id: Id<WebhookLog>,
    /// Platform.
    pub platform: String,
    /// What of, in the platform's word.
    pub kind: String,
    /// The integration that it concerns; null where it concerns the app alone.
    pub integration_id: Option<Id<Integration>>,
    /// The ad account that it concerns, if it concerns one.
    pub ad_account_id: Option<Id<AdAccount>>,
    /// Always true: what does not verify is not kept.
    pub verified: bool,
    /// When it happened, if the platform says so.
    pub happened_at: Option<DateTime<Utc>>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// `received`, `processed`, `retrying`, `failed` or `ignored`.
    pub state: String,
    /// Attempts so far.
    pub attempts: i16,
    /// When it is tried again.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What it did here: `lead_received`, `refreshed`, `ad_reviewed`, `budget_threshold`, `needs_reconnect`, `kept`.
    pub effect: Option<String>,
    /// Why it did nothing, or not yet: a stable word.
    pub error: Option<String>,
    /// Both as a sentence in the caller's language.
    pub message: Option<String>,
    /// When that was.
    pub processed_at: Option<DateTime<Utc>>,
}

/// An announcement with what it says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookLogDetail)]
pub struct LogDetail {
    /// The announcement.
    #[serde(flatten)]
    pub view: LogView,
    /// What the platform said; null for callers without `integrations.manage`: it may hold what a person filled in.
    pub payload: Option<Value>,
    /// What was fetched besides; null as above, and where there is nothing.
    pub details: Option<Value>,
}

impl From<LogRow> for LogView {
    fn from(row: LogRow) -> Self {
        let say =
            |kind: &str, word: &str| lookup(locale(), &format!("webhook-log-{kind}-{}", word.replace('_', "-")), &[]);
        // a word that is none of ours is a class of what the platform refused
        let error = row.error.as_ref().map(|word| say("error", word).unwrap_or_else(|| advice(word)));
        Self {
            message: error
                .or_else(|| row.effect.as_ref().map(|word| say("effect", word).unwrap_or_else(|| word.clone()))),
            id: row.id,
            platform: row.platform,
            kind: row.kind,
            integration_id: row.integration_id,
            ad_account_id: row.ad_account_id,
            verified: true,
            happened_at: row.happened_at,
            received_at: row.received_at,
            state: row.state,
            attempts: row.attempts,
            next_attempt_at: row.next_attempt_at,
            effect: row.effect,
            error: row.error,
            processed_at: row.processed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::{id_in, next_look, next_try};

    #[test]
    fn failures_are_tried_again_and_not_for_ever() {
        let now = DateTime::UNIX_EPOCH;
        let minutes = |at: Option<DateTime<chrono::Utc>>| at.map(|at| (at - now).num_minutes());
        let waits: Vec<_> = (1..=7).map(|attempts| minutes(next_try(attempts, now))).collect();
        assert_eq!(waits, [Some(1), Some(5), Some(15), Some(60), Some(180), Some(720), None]);
        assert_eq!((minutes(next_look(0, now)), minutes(next_look(4, now))), (Some(15), None));
        assert_eq!(minutes(next_try(i16::MIN, now)), None);
    }

    #[test]
    fn an_id_is_text_or_a_number_and_zero_is_none() {
        let payload = json!({"a": "7", "b": 8, "c": 0, "d": {"e": 1}, "f": ""});
        assert_eq!(id_in(&payload, &["x", "a"]).as_deref(), Some("7"));
        assert_eq!(id_in(&payload, &["b"]).as_deref(), Some("8"));
        for none in ["c", "d", "f", "x"] {
            assert_eq!(id_in(&payload, &[none]), None, "{none}");
        }
        assert_eq!(id_in(&json!([1]), &["a"]), None);
    }
}
