//! What this node answered: counted as it goes, written to the database every few seconds, so that several nodes add up.
//!
//! Times are kept as a histogram with fixed bounds: its counts can be added over nodes and minutes, percentiles could not.
//! Counting costs a request a few atomic additions; nothing here waits for the database but the loop.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::Duration,
};

use axum::http::StatusCode;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use uuid::Uuid;

use super::queries;
use crate::{http::error::FailedAs, state::App};

/// How often a node writes its figures and its sign of life.
const WRITE_EVERY: Duration = Duration::from_secs(5);
/// A node whose sign of life is older is gone.
pub const ALIVE_FOR: TimeDelta = TimeDelta::seconds(20);
/// Errors kept between two writings: a broken database must not fill the memory.
const MOST_ERRORS: usize = 50;

/// Upper bounds of the histogram's classes in microseconds; one more class holds what took longer. They are stored by place:
/// changing them would falsify what is stored.
pub const BOUNDS: [u64; 20] = [
    500, 1_000, 2_000, 3_000, 5_000, 8_000, 12_000, 20_000, 30_000, 50_000, 80_000, 120_000, 200_000, 300_000, 500_000,
    800_000, 1_200_000, 2_000_000, 5_000_000, 15_000_000,
];
/// How many classes there are.
pub const CLASSES: usize = BOUNDS.len() + 1;

/// A request that failed by our fault.
#[derive(Clone, Debug)]
pub struct RequestError {
    /// Id of the row.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// The error's public word.
    pub code: &'static str,
    /// The method.
    pub method: &'static str,
    /// The route's template.
    pub route: String,
    /// As the caller was told.
    pub error_id: Option<String>,
}

/// What came together, of a node or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Requests answered.
    pub requests: u64,
    /// Those that failed by our fault.
    pub failed: u64,
    /// Microseconds that they took together.
    pub micros: u64,
    /// Requests by class.
    pub latencies: [u64; CLASSES],
}

impl Sum {
    /// With another one's.
    pub fn add(&mut self, other: &Self) {
        self.requests += other.requests;
        self.failed += other.failed;
        self.micros += other.micros;
        for (own, more) in self.latencies.iter_mut().zip(other.latencies) {
            *own += more;
        }
    }

    /// The time within which this share of the requests was answered, in milliseconds to two places: within a class as if
    /// its requests were spread evenly. None without any request.
    pub fn percentile(&self, share: f64) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts of requests")]
        let counts = self.latencies.map(|count| count as f64);
        let all: f64 = counts.iter().sum();
        if all == 0.0 {
            return None;
        }
        let mut rest = all * share;
        for (class, count) in counts.into_iter().enumerate() {
            if rest <= count {
                let (low, high) = class_bounds(class);
                return Some(((low + (high - low) * rest / count) / 10.0).round() / 100.0);
            }
            rest -= count;
        }
        None
    }
}

/// Bounds of a class in microseconds. What took longer than the last bound counts as that.
fn class_bounds(class: usize) -> (f64, f64) {
    #[expect(clippy::cast_precision_loss, reason = "less than a minute")]
    let bound = |place: usize| BOUNDS.get(place).copied().unwrap_or(BOUNDS[BOUNDS.len() - 1]) as f64;
    (class.checked_sub(1).map_or(0.0, bound), bound(class))
}

/// The figures of this process.
pub struct Figures {
    /// This node.
    pub node: Uuid,
    started_at: DateTime<Utc>,
    requests: AtomicU64,
    failed: AtomicU64,
    micros: AtomicU64,
    latencies: [AtomicU64; CLASSES],
    errors: Mutex<Vec<RequestError>>,
    minute: tokio::sync::Mutex<Minute>,
}

/// What of this minute is written, or shall be.
#[derive(Default)]
struct Minute {
    at: DateTime<Utc>,
    sum: Sum,
}

impl Figures {
    /// Nothing counted yet.
    pub fn new(node: Uuid, started_at: DateTime<Utc>) -> Self {
        Self {
            node,
            started_at,
            requests: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            micros: AtomicU64::new(0),
            latencies: std::array::from_fn(|_| AtomicU64::new(0)),
            errors: Mutex::default(),
            minute: tokio::sync::Mutex::default(),
        }
    }

    /// Counts a request.
    pub fn count(&self, status: StatusCode, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = BOUNDS.iter().position(|bound| micros <= *bound).unwrap_or(BOUNDS.len());
        self.requests.fetch_add(1, Relaxed);
        self.failed.fetch_add(u64::from(status.is_server_error()), Relaxed);
        self.micros.fetch_add(micros, Relaxed);
        self.latencies[class].fetch_add(1, Relaxed);
    }

    /// Notes an answer that is our fault.
    pub fn note(&self, app: &App, failed: &FailedAs, method: &'static str, route: &str) {
        let mut errors = self.errors.lock().unwrap_or_else(PoisonError::into_inner);
        if errors.len() < MOST_ERRORS {
            errors.push(RequestError {
                id: app.ids.next::<Self>().raw(),
                at: app.now(),
                code: failed.code.as_str(),
                method,
                route: route.to_owned(),
                error_id: failed.error_id.clone(),
            });
        }
    }

    fn take(&self) -> Sum {
        Sum {
            requests: self.requests.swap(0, Relaxed),
            failed: self.failed.swap(0, Relaxed),
            micros: self.micros.swap(0, Relaxed),
            latencies: std::array::from_fn(|class| self.latencies[class].swap(0, Relaxed)),
        }
    }

    fn take_errors(&self) -> Vec<RequestError> {
        std::mem::take(&mut *self.errors.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes what was counted since, with the sign of life of this node.
pub async fn write(app: &App) -> Result<(), sqlx::Error> {
    let figures = &app.figures;
    let now = app.now();
    let at = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
    let mut minute = figures.minute.lock().await;
    if minute.at != at {
        *minute = Minute { at, sum: Sum::default() };
    }
    // what cannot be written now is written with what follows in this minute
    minute.sum.add(&figures.take());
    let mut tx = app.system("figures of a node").await?;
    queries::sign(&mut tx, figures.node, &name(), figures.started_at, now).await?;
    if minute.sum.requests > 0 {
        queries::write_minute(&mut tx, figures.node, minute.at, &minute.sum).await?;
    }
    queries::insert_errors(&mut tx, figures.node, &figures.take_errors()).await?;
    tx.commit().await
}

/// Writes every few seconds, until it is dropped.
pub async fn write_forever(app: App) -> anyhow::Result<()> {
    loop {
        write(&app).await?;
        tokio::time::sleep(WRITE_EVERY).await;
    }
}

/// Host and process.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::StatusCode;

    use super::{Figures, Sum};

    #[test]
    fn percentiles_come_from_what_was_added_up() {
        let figures = Figures::new(uuid::Uuid::nil(), chrono::DateTime::UNIX_EPOCH);
        assert_eq!(figures.take().percentile(0.5), None);
        for millis in 1..=100 {
            figures.count(StatusCode::OK, Duration::from_millis(millis));
        }
        figures.count(StatusCode::BAD_GATEWAY, Duration::from_secs(60));
        let mut sum = Sum::default();
        sum.add(&figures.take());
        sum.add(&Sum::default());
        assert_eq!((sum.requests, sum.failed, figures.take().requests), (101, 1, 0));
        let p50 = sum.percentile(0.5).expect("requests");
        let p99 = sum.percentile(0.99).expect("requests");
        assert!((45.0..=55.0).contains(&p50) && (95.0..=120.0).contains(&p99), "{p50} {p99}");
        assert_eq!(sum.percentile(1.0), Some(15_000.0));
    }
}
