//! Requests a minute by caller: a local count per node, merged through Postgres about once a second.
//!
//! Between two merges a node knows the others' requests of a second ago, so a caller can exceed the limit by at most one
//! second's traffic of the other nodes. Login, client registration and quotas are exact elsewhere.

use std::{collections::HashMap, sync::Mutex, time::Duration};

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Timelike, Utc};

use crate::state::App;

/// How often local counts are merged.
const MERGE_EVERY: Duration = Duration::from_secs(1);

/// Callers counted at once; addresses beyond share one count, so that nobody fills the memory with them.
const MOST: usize = 100_000;

/// Counts of the running minute.
#[derive(Default)]
pub struct Rates(Mutex<HashMap<String, Count>>);

struct Count {
    minute: DateTime<Utc>,
    /// Of all nodes, as of the last merge.
    merged: u64,
    /// Of this node since then.
    local: u64,
}

/// What a caller has left.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Requests a minute.
    pub limit: u64,
    /// Left in this minute.
    pub remaining: u64,
    /// Seconds to the next minute.
    pub reset: u64,
    /// Whether this request is within the limit.
    pub allowed: bool,
}

impl Rates {
    /// Counts one request of `key`.
    pub fn count(&self, key: &str, limit: u64, now: DateTime<Utc>) -> Standing {
        self.spend(key, 1, limit, now)
    }

    /// Counts something of `key` that costs as much as so many requests. The last one may cost more than is left.
    pub fn spend(&self, key: &str, cost: u64, limit: u64, now: DateTime<Utc>) -> Standing {
        let minute = start_of_minute(now);
        let reset = 60 - u64::from(now.second().min(59));
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let crowded = counts.len() >= MOST && key.starts_with("address:") && !counts.contains_key(key);
        let key = if crowded { "address:other" } else { key };
        let count = match counts.get_mut(key) {
            Some(count) => count,
            None => counts.entry(key.to_owned()).or_insert(Count { minute, merged: 0, local: 0 }),
        };
        // a clock that steps back starts nothing afresh
        if count.minute < minute {
            *count = Count { minute, merged: 0, local: 0 };
        }
        let used = count.merged + count.local;
        let allowed = used < limit;
        let spent = if allowed { cost } else { 0 };
        count.local += spent;
        Standing { limit, remaining: limit.saturating_sub(used + spent), reset, allowed }
    }

    /// Whether a caller used up the minute already; counts nothing.
    pub fn is_over(&self, key: &str, limit: u64, now: DateTime<Utc>) -> bool {
        let minute = start_of_minute(now);
        let counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = counts.get(key).or_else(|| counts.get("address:other").filter(|_| counts.len() >= MOST));
        count.is_some_and(|count| count.minute >= minute && count.merged + count.local >= limit)
    }

    /// Takes the local counts for merging and forgets past minutes.
    fn take(&self, now: DateTime<Utc>) -> Vec<(String, DateTime<Utc>, i64)> {
        let minute = start_of_minute(now);
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        counts.retain(|_, count| count.minute >= minute);
        counts
            .iter_mut()
            .filter(|(_, count)| count.local > 0)
            .map(|(key, count)| {
                let local = std::mem::take(&mut count.local);
                count.merged += local;
                (key.clone(), count.minute, i64::try_from(local).unwrap_or(i64::MAX))
            })
            .collect()
    }

    fn learn(&self, totals: Vec<(String, DateTime<Utc>, i64)>) {
        let mut counts = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for (key, minute, used) in totals {
            if let Some(count) = counts.get_mut(&key).filter(|count| count.minute == minute) {
                count.merged = u64::try_from(used).unwrap_or_default();
            }
        }
    }
}

fn start_of_minute(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::nanoseconds(i64::from(now.second()) * 1_000_000_000 + i64::from(now.nanosecond()))
}

impl Standing {
    /// Puts the figures on an answer.
    pub fn write(&self, headers: &mut HeaderMap) {
        headers.insert("x-ratelimit-limit", HeaderValue::from(self.limit));
        headers.insert("x-ratelimit-remaining", HeaderValue::from(self.remaining));
        headers.insert("x-ratelimit-reset", HeaderValue::from(self.reset));
    }
}

/// Merges the counts of this node with those of the others, about once a second.
pub async fn merge_forever(app: App) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(MERGE_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let counts = app.rates.take(app.now());
        if !counts.is_empty() {
            app.rates.learn(merge(&app, &counts).await?);
        }
    }
}

async fn merge(
    app: &App,
    counts: &[(String, DateTime<Utc>, i64)],
) -> Result<Vec<(String, DateTime<Utc>, i64)>, sqlx::Error> {
    let mut tx = app.system("merge rate counts").await?;
    let totals = super::queries::merge_rate_counts(&mut tx, counts).await?;
    tx.commit().await?;
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::Rates;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn a_caller_gets_the_limit_and_a_new_minute_starts_afresh() {
        let rates = Rates::default();
        let now = DateTime::from_timestamp(1_700_000_010, 0).expect("instant");
        assert!(rates.count("k", 2, now).allowed);
        assert_eq!(rates.count("k", 2, now).remaining, 0);
        assert!(!rates.count("k", 2, now).allowed);
        assert!(rates.count("other", 2, now).allowed);
        assert!(rates.is_over("k", 2, now) && !rates.is_over("other", 2, now));
        assert!(rates.count("k", 2, now + TimeDelta::seconds(60)).allowed);
        assert!(rates.count("k", 2, now + TimeDelta::seconds(60)).allowed);
        assert!(!rates.count("k", 2, now).allowed, "a step back of the clock gives nothing back");
    }

    #[test]
    fn addresses_do_not_fill_the_memory() {
        let rates = Rates::default();
        let now = DateTime::from_timestamp(1_700_000_010, 0).expect("instant");
        let allowed = (0..super::MOST + 50).filter(|n| rates.count(&format!("address:{n}"), 5, now).allowed).count();
        assert_eq!(allowed, super::MOST + 5);
        assert_eq!(rates.0.lock().expect("counts").len(), super::MOST + 1);
        assert!(rates.count("session:1", 5, now).allowed);
    }
}
