//! What people see of a platform and of an integration. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{AdAccount, Id, Integration, SyncRun},
    platform::Platform,
};
use cmis_connectors::platform::problem::{Class, Problem};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    log,
    profiles::{model::SocialAccountView, queries::ProfileRow},
    queries::{AdAccountRow, IntegrationRow},
    sync::model::{SyncRow, SyncView},
};
use crate::http::{
    error::{ApiError, ErrorCode},
    words::{Say, locale, lookup},
};

/// A platform, connected or not.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PlatformIntegrations)]
pub struct PlatformView {
    /// `meta`, `google`, `tiktok`, `linkedin`, `twitter` or `snapchat`.
    pub platform: Platform,
    /// Whether it can be connected: there is an app, the organization's own or the installation's.
    pub is_available: bool,
    /// Whether that app is the organization's own.
    pub is_own_app: bool,
    /// The rights that are asked for, in the platform's words.
    pub scopes: Vec<&'static str>,
    /// Where the platform sends people back to: to be registered with the app.
    pub callback_url: String,
    /// Where the platform sends what it announces: to be registered with the app.
    pub webhook_url: String,
    /// The word with which the platform is known when it asks whether that address is right (Meta's verify token); null for callers without
    /// `integrations.manage`.
    pub webhook_verify_token: Option<String>,
    /// What is connected, the oldest first.
    pub integrations: Vec<IntegrationView>,
}

/// An authorized connection to a platform, without its tokens.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Integration)]
pub struct IntegrationView {
    /// Id.
    pub id: Id<Integration>,
    /// Platform.
    pub platform: Platform,
    /// Who granted it, by their name at the platform.
    pub name: String,
    /// `active`, or `needs_reconnect`: what waits for it is held until somebody connects it again.
    pub status: String,
    /// Whether it was granted to the organization's own app.
    pub is_own_app: bool,
    /// The rights that were granted, in the platform's words; empty where the platform does not tell.
    pub scopes: Vec<String>,
    /// Rights that were asked for and not granted.
    pub missing_scopes: Vec<String>,
    /// How long it holds.
    pub token: TokenView,
    /// What failed last; null while all is well.
    pub problem: Option<ProblemView>,
    /// When everything was last read; null before the first time.
    pub synced_at: Option<DateTime<Utc>>,
    /// When it is read next; null while nothing is chosen or it is held.
    pub next_sync_at: Option<DateTime<Utc>>,
    /// The newest sync, a back-fill left aside; null before the first.
    pub sync: Option<SyncView>,
    /// The ad accounts that it reaches.
    pub ad_accounts: Vec<AdAccountView>,
    /// The pages and Instagram accounts that it reaches.
    pub social_accounts: Vec<SocialAccountView>,
    /// For `If-Match`.
    pub version: i32,
    /// When it was connected.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// How long an integration holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IntegrationToken)]
pub struct TokenView {
    /// Counts the tokens from 1; every refresh is a new version.
    pub version: i32,
    /// When the present access token ends; null: it does not.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it can no longer be refreshed; null: that does not end, or the platform does not tell.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// When it is refreshed by itself; null: never, somebody has to connect again before it ends.
    pub refreshes_at: Option<DateTime<Utc>>,
    /// The last call that proved it.
    pub verified_at: DateTime<Utc>,
}

/// What a platform refused, or why it could not be reached.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PlatformProblem)]
pub struct ProblemView {
    /// `token_expired`, `token_revoked`, `consent_denied`, `permission_missing`, `rate_limited`, `invalid`, `duplicate`, `not_found`, `transient`, `outage`.
    pub class: String,
    /// What it means and what to do, in the caller's language.
    pub message: String,
    /// The platform's code.
    pub code: String,
    /// The platform's own words; may be empty.
    pub words: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An ad account that an integration reaches.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AdAccount)]
pub struct AdAccountView {
    /// Id.
    pub id: Id<AdAccount>,
    /// The platform's id.
    pub external_id: String,
    /// Name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA; its days are the days of its numbers.
    pub time_zone: String,
    /// Whether ads can run in it.
    pub is_active: bool,
    /// Whether the organization uses it: only then it is read.
    pub is_used: bool,
    /// Whether the tokens still reach it.
    pub is_reached: bool,
    /// The first day with numbers; null before the first sync.
    pub numbers_from: Option<NaiveDate>,
}

/// A line of an integration's log.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = IntegrationLogLine)]
pub struct LogView {
    /// Id.
    pub id: Uuid,
    /// The sync that it belongs to.
    pub run_id: Option<Id<SyncRun>>,
    /// When.
    pub at: DateTime<Utc>,
    /// `info`, `warning` or `error`.
    pub level: String,
    /// A stable word.
    pub code: String,
    /// The sentence, in the caller's language.
    pub message: String,
    /// What stands in it.
    pub params: serde_json::Value,
}

/// A row of `integration_log`.
#[derive(FromRow)]
pub struct LogRow {
    id: Uuid,
    run_id: Option<Uuid>,
    at: DateTime<Utc>,
    level: String,
    code: String,
    params: serde_json::Value,
}

impl From<LogRow> for LogView {
    fn from(row: LogRow) -> Self {
        let message = log::sentence(&row.code, &row.params);
        let run_id = row.run_id.map(Id::new);
        Self { id: row.id, run_id, at: row.at, level: row.level, code: row.code, message, params: row.params }
    }
}

/// What a class of problems means to people, and what they can do.
pub fn advice(class: &str) -> String {
    lookup(locale(), &format!("platform-problem-{}", class.replace('_', "-")), &[]).unwrap_or_else(|| class.to_owned())
}

impl IntegrationView {
    /// The row with its accounts and its newest sync.
    pub fn of(
        row: IntegrationRow,
        accounts: &[AdAccountRow],
        profiles: &[ProfileRow],
        syncs: &[SyncRow],
    ) -> Result<Self, ApiError> {
        let platform = row.platform.parse().map_err(ApiError::internal)?;
        let problem = row.problem_class.zip(row.problem_at).map(|(class, at)| ProblemView {
            message: advice(&class),
            class,
            code: row.problem_code.unwrap_or_default(),
            words: row.problem_words.unwrap_or_default(),
            at,
        });
        let is_active = row.status == "active";
        let accounts: Vec<AdAccountView> =
            accounts.iter().filter(|account| account.integration_id == row.id).map(AdAccountView::from).collect();
        let social_accounts: Vec<SocialAccountView> =
            profiles.iter().filter(|profile| profile.integration_id == row.id).map(SocialAccountView::from).collect();
        let has_used = accounts.iter().any(|it| it.is_used) || social_accounts.iter().any(|it| it.is_used);
        Ok(Self {
            id: row.id,
            platform,
            name: row.name,
            status: row.status,
            is_own_app: row.is_own_app,
            scopes: row.scopes,
            missing_scopes: row.missing_scopes,
            token: TokenView {
                version: row.token_version,
                expires_at: row.expires_at,
                refresh_expires_at: row.refresh_expires_at,
                refreshes_at: row.refresh_at.filter(|_| is_active),
                verified_at: row.verified_at,
            },
            problem,
            synced_at: row.synced_at,
            next_sync_at: row.sync_at.filter(|_| is_active && has_used),
            sync: syncs.iter().find(|sync| sync.integration_id == row.id.raw()).cloned().map(SyncView::from),
            ad_accounts: accounts,
            social_accounts,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

impl From<&AdAccountRow> for AdAccountView {
    fn from(row: &AdAccountRow) -> Self {
        Self {
            id: row.id,
            external_id: row.external_id.clone(),
            name: row.name.clone(),
            currency: row.currency.clone(),
            time_zone: row.time_zone.clone(),
            is_active: row.is_active,
            is_used: row.is_used,
            is_reached: row.is_reached,
            numbers_from: row.backfilled_to,
        }
    }
}

/// What a platform's refusal is to whoever asked for the call.
pub fn refusal(platform: Platform, problem: &Problem) -> ApiError {
    let code = if problem.class == Class::RateLimited { ErrorCode::RateLimited } else { ErrorCode::PlatformProblem };
    let sentence = Say::new("error-platform")
        .word("platform", name_key(platform))
        .with("advice", advice(problem.class.as_str()))
        .with("words", problem.words.clone());
    let error = ApiError::new(code, sentence)
        .extra("class", problem.class.as_str())
        .extra("platform_code", problem.code.clone())
        .extra("platform_words", problem.words.clone());
    match problem.retry_after {
        Some(wait) => error.extra("retry_after", wait.as_secs().max(1)),
        None => error,
    }
}

/// A platform's name as a key of the words.
pub const fn name_key(platform: Platform) -> &'static str {
    match platform {
        Platform::Meta => "platform-meta",
        Platform::Google => "platform-google",
        Platform::Tiktok => "platform-tiktok",
        Platform::Linkedin => "platform-linkedin",
        Platform::Twitter => "platform-twitter",
        Platform::Snapchat => "platform-snapchat",
    }
}

/// Rights that were asked for and not granted. A platform that tells none granted all.
pub fn missing(asked: &[&str], granted: &[String]) -> Vec<String> {
    if granted.is_empty() {
        return Vec::new();
    }
    asked.iter().filter(|scope| !granted.iter().any(|it| it == *scope)).map(|scope| (*scope).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn what_was_not_granted_is_told_where_the_platform_tells() {
        let granted = ["ads_read".to_owned(), "pages_show_list".to_owned()];
        assert_eq!(missing(&["ads_read", "ads_management"], &granted), ["ads_management"]);
        assert!(missing(&["ads_read"], &[]).is_empty());
    }
}
