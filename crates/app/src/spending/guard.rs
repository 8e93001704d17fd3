//! Asking the policy, in the transaction of a decision: one decision of an org at a time, so that two never share what is left under a cap.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Org},
    money::Micros,
};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    policy::{Excess, Policy, Refusal},
    queries,
};
use crate::{
    campaigns::changes::shares::smallest,
    http::{
        error::{ApiError, ErrorCode},
        words::Say,
    },
    metrics::{self, period::today},
};

/// What came of a decision that costs money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// It holds.
    Now,
    /// Somebody else has to agree first.
    Asked,
}

/// What an org lets be spent, with what runs and what of these campaigns is to run. Until the transaction ends nobody else decides.
///
/// A transaction locks its campaigns before.
pub async fn policy(conn: &mut Conn, org: Id<Org>, now: DateTime<Utc>, campaigns: &[Uuid]) -> Result<Policy, ApiError> {
    queries::one_at_a_time(conn, org).await?;
    read(conn, now, campaigns).await
}

/// The same for whoever only looks.
pub async fn read(conn: &mut Conn, now: DateTime<Utc>, campaigns: &[Uuid]) -> Result<Policy, ApiError> {
    let settings = metrics::queries::settings(conn).await?;
    let is_stopped = queries::stop(conn).await?.is_some();
    let limits = queries::limits(conn).await?;
    let today = today(now, &settings.time_zone);
    if limits.is_empty() {
        return Ok(Policy::new(is_stopped, limits, Vec::new(), Vec::new(), today));
    }
    let budgets = queries::budgets(conn, campaigns, now).await?;
    let spent = queries::spent(conn, now).await?;
    Ok(Policy::new(is_stopped, limits, budgets, spent, today))
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let of = |key: &'static str, it: &Excess| {
            // as much as the currency can hold, and never less than it is
            let coin = smallest(&it.currency);
            let shown = |amount: Micros| Micros(amount.0.saturating_add(coin - 1) / coin * coin).to_string();
            let say = Say::new(key).with("cap", shown(it.cap)).with("taken", shown(it.taken));
            say.with("asked", shown(it.asked)).with("currency", it.currency.clone())
        };
        match refusal {
            Refusal::Stopped => Self::new(ErrorCode::SpendingStopped, "error-spending-stopped"),
            Refusal::NoCap(currency) => {
                Self::new(ErrorCode::SpendLimit, Say::new("error-spend-currency").with("currency", currency))
            }
            Refusal::Unknown => Self::new(ErrorCode::SpendLimit, "error-spend-unknown"),
            Refusal::Daily(it) => Self::new(ErrorCode::SpendLimit, of("error-spend-daily", &it)),
            Refusal::Lifetime(it) => Self::new(ErrorCode::SpendLimit, of("error-spend-lifetime", &it)),
        }
    }
}
