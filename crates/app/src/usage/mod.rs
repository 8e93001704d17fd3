//! What an org uses of its plan, and the answer when the plan does not allow more.
//!
//! [`room_for`] is what a feature calls in the transaction of its write: it locks the org's row, so that two requests at
//! once cannot both take the last place. [`warn_when_near`] is called after the commit.

pub mod queries;
pub mod routes;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use cmis_base::id::{Id, Org};
use cmis_db::Conn;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::caller::Actor,
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode},
        words::Say,
    },
    orgs,
    state::App,
};

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::of_org)).routes(routes!(routes::of_person))
}

/// Something that a plan limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Members, suspended ones too, and open invitations.
    Members,
    /// Connected accounts of platforms.
    ConnectedAccounts,
    /// AI requests of the month in the org's time zone.
    AiRequests,
    /// Bytes of files.
    StorageBytes,
}

impl Metric {
    /// Every metric, in the order of answers.
    pub const ALL: [Self; 4] = [Self::Members, Self::ConnectedAccounts, Self::AiRequests, Self::StorageBytes];

    /// The public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::ConnectedAccounts => "connected_accounts",
            Self::AiRequests => "ai_requests",
            Self::StorageBytes => "storage_bytes",
        }
    }

    const fn refusal(self) -> &'static str {
        match self {
            Self::Members => "error-plan-members",
            Self::ConnectedAccounts => "error-plan-connected-accounts",
            Self::AiRequests => "error-plan-ai-requests",
            Self::StorageBytes => "error-plan-storage",
        }
    }

    /// What a plan or a use says of this metric.
    fn of<T>(self, (members, accounts, requests, bytes): (T, T, T, T)) -> T {
        match self {
            Self::Members => members,
            Self::ConnectedAccounts => accounts,
            Self::AiRequests => requests,
            Self::StorageBytes => bytes,
        }
    }
}

/// Use of one metric.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Figure {
    /// Which one.
    pub metric: Metric,
    /// What is used, in the metric's unit.
    pub used: i64,
    /// What the plan allows; null for any number.
    pub limit: Option<i64>,
    /// When the count begins again; null when it does not.
    pub resets_at: Option<DateTime<Utc>>,
}

/// What an org uses of its plan.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Usage {
    /// `free`, `starter`, `professional` or `enterprise`.
    pub plan: String,
    /// Every metric.
    pub metrics: Vec<Figure>,
}

/// The month of an instant in a time zone: its first day, and the instant at which the next one begins.
pub fn month(zone: &str, now: DateTime<Utc>) -> (NaiveDate, DateTime<Utc>) {
    let zone: Tz = zone.parse().unwrap_or(Tz::UTC);
    let today = now.with_timezone(&zone).date_naive();
    let first = today.with_day(1).unwrap_or(today);
    let next = (first + Months::new(1)).and_time(chrono::NaiveTime::MIN);
    let begin = zone.from_local_datetime(&next).earliest().map_or_else(|| next.and_utc(), |at| at.to_utc());
    (first, begin)
}

/// What an org uses of its plan now.
pub async fn figures(conn: &mut Conn, org: Id<Org>, now: DateTime<Utc>) -> Result<Usage, ApiError> {
    let plan = queries::plan_of(conn, org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    let (period, next) = month(&plan.time_zone, now);
    let used = queries::used(conn, org, period, now).await?;
    let metrics = Metric::ALL
        .into_iter()
        .map(|metric| Figure {
            metric,
            used: metric.of(used.all()),
            limit: metric.of(plan.limits.all()),
            resets_at: (metric == Metric::AiRequests).then_some(next),
        })
        .collect();
    Ok(Usage { plan: plan.plan, metrics })
}

/// 402 unless the plan allows `more` of a metric. Holds the org's row until the end of the transaction.
pub async fn room_for(
    conn: &mut Conn,
    org: Id<Org>,
    metric: Metric,
    more: i64,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    orgs::queries::lock_org(conn, org).await?;
    let usage = figures(conn, org, now).await?;
    match usage.metrics.into_iter().find(|figure| figure.metric == metric) {
        Some(figure) => check(conn, &figure, more).await,
        None => Ok(()),
    }
}

/// 402 unless the plan allows one more person; the invitation they come with no longer counts. Locks like [`room_for`].
pub async fn room_to_join(conn: &mut Conn, org: Id<Org>, now: DateTime<Utc>) -> Result<(), ApiError> {
    orgs::queries::lock_org(conn, org).await?;
    let plan = queries::plan_of(conn, org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    let (period, _) = month(&plan.time_zone, now);
    let used = queries::used(conn, org, period, now).await?.members;
    let figure = Figure { metric: Metric::Members, used, limit: plan.limits.members, resets_at: None };
    check(conn, &figure, 1).await
}

async fn check(conn: &mut Conn, figure: &Figure, more: i64) -> Result<(), ApiError> {
    let Some(limit) = figure.limit.filter(|limit| figure.used + more > *limit) else { return Ok(()) };
    let plans = queries::plans(conn).await?;
    let enough = plans
        .into_iter()
        .find(|plan| figure.metric.of(plan.limits.all()).is_none_or(|limit| figure.used + more <= limit))
        .map(|plan| plan.name);
    let sentence = Say::new(figure.metric.refusal()).count("limit", limit).count("used", figure.used);
    Err(ApiError::new(ErrorCode::PlanLimit, sentence)
        .extra("metric", figure.metric.as_str())
        .extra("limit", limit)
        .extra("used", figure.used)
        .extra("required_plan", enough)
        .extra("resets_at", figure.resets_at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))))
}

/// Tells the admins, once for each limit and period, that nine tenths of it are used.
pub async fn warn_when_near(app: &App, org: Id<Org>, metric: Metric) -> Result<(), ApiError> {
    let now = app.now();
    let mut tx = app.system("plan limit warning").await?;
    let Some(plan) = queries::plan_of(&mut tx, org).await? else { return Ok(()) };
    let (period, _) = month(&plan.time_zone, now);
    let used = metric.of(queries::used(&mut tx, org, period, now).await?.all());
    let Some(limit) = metric.of(plan.limits.all()).filter(|limit| is_near(used, *limit)) else { return Ok(()) };
    let period = if metric == Metric::AiRequests { period } else { NaiveDate::default() };
    if queries::note_warning(&mut tx, org, (metric, limit, period), now).await? {
        let figures = json!({"metric": metric.as_str(), "used": used, "limit": limit});
        let change = Change::new("plan.limit_near", "org", org).after(figures);
        audit::record(&mut tx, org, &Actor::system(), now, change).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether nine tenths of a limit are used.
fn is_near(used: i64, limit: i64) -> bool {
    limit > 0 && i128::from(used) * 10 >= i128::from(limit) * 9
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::{is_near, month};

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).expect("instant").to_utc()
    }

    #[test]
    fn a_month_begins_at_midnight_of_the_org() {
        // half past ten in the evening in London is the next day, and month, in Riyadh
        let (first, next) = month("Asia/Riyadh", at("2026-11-30T22:30:00Z"));
        assert_eq!(first.to_string(), "2026-12-01");
        assert_eq!(next, at("2026-12-31T21:00:00Z"));
        assert_eq!(month("UTC", at("2026-12-31T23:59:59Z")).1, at("2027-01-01T00:00:00Z"));
    }

    #[test]
    fn nine_tenths_are_near() {
        assert!(!is_near(8, 10) && is_near(9, 10) && is_near(3, 3) && !is_near(2, 3));
        assert!(!is_near(0, 0) && is_near(i64::MAX, i64::MAX));
    }
}
