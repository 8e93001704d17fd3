//! Figures behind `cmis audit:status`.

use chrono::{DateTime, Utc};
use cmis_jobs::{schedules, view::find};

use super::{queries::listeners, upkeep::queries};
use crate::{admin::queries::job_kinds, http::error::ApiError, state::App};

/// What the database says of the installation.
#[derive(Debug)]
pub struct Figures {
    /// A round trip, in milliseconds.
    pub latency_ms: f64,
    /// Tables that hold orgs' rows, or that the tenant role reaches, without row-level security.
    pub exposed_tables: Vec<String>,
    /// Tables with row-level security.
    pub guarded_tables: i64,
    /// Jobs that failed in the last day.
    pub failed_jobs: i64,
    /// Due jobs that wait.
    pub waiting_jobs: i64,
    /// How long the oldest of them has waited, in seconds.
    pub oldest_seconds: f64,
    /// Servers and workers at work.
    pub listeners: i64,
    /// The database's clock.
    pub database_time: DateTime<Utc>,
    /// Ours, read beside it.
    pub own_time: DateTime<Utc>,
    /// Last daily maintenance.
    pub maintained_at: Option<DateTime<Utc>>,
}

/// Collects the figures.
pub async fn figures(app: &App) -> Result<Figures, ApiError> {
    let latency_ms = app.db.ping().await?.as_secs_f64() * 1000.0;
    let now = app.now();
    let mut tx = app.system("command line: status").await?;
    let database_time = queries::database_time(&mut tx).await?;
    let own_time = app.now();
    let exposed_tables = queries::exposed_tables(&mut tx).await?;
    let guarded_tables = queries::guarded_tables(&mut tx).await?;
    let failed_jobs = queries::failed_jobs(&mut tx, now).await?;
    let (waiting_jobs, oldest_seconds) = queries::waiting_jobs(&mut tx, now).await?;
    let listeners = listeners(&mut tx).await?;
    let maintained_at = queries::last_times(&mut tx).await?.and_then(|times| times.maintained_at);
    tx.commit().await?;
    Ok(Figures {
        latency_ms,
        exposed_tables,
        guarded_tables,
        failed_jobs,
        waiting_jobs,
        oldest_seconds,
        listeners,
        database_time,
        own_time,
        maintained_at,
    })
}

/// What goes wrong in the background.
#[derive(Debug)]
pub struct Trouble {
    /// Kinds of which jobs failed within a day: how many, and when the last one did.
    pub failed_kinds: Vec<(String, u64, Option<DateTime<Utc>>)>,
    /// Workers that live.
    pub workers_alive: usize,
    /// Since when the schedules are paused.
    pub paused_at: Option<DateTime<Utc>>,
    /// Webhook deliveries that were given up within a day.
    pub failed_webhooks: u64,
    /// Webhook endpoints that fail, or were switched off for it within a week.
    pub failing_endpoints: u64,
    /// Announcements of platforms whose effect was given up within a day.
    pub failed_inbound: u64,
    /// Announcements of platforms that have waited for their orgs longer than five minutes.
    pub waiting_inbound: u64,
}

/// Collects it.
pub async fn trouble(app: &App) -> Result<Trouble, ApiError> {
    let mut tx = app.system("command line: alerts").await?;
    let kinds = job_kinds(&mut tx, app.now()).await?;
    let workers = find::workers(&mut tx).await?;
    let paused = schedules::paused(&mut tx).await?;
    let (failed_webhooks, failing_endpoints) = queries::webhook_trouble(&mut tx, app.now()).await?;
    let (failed_inbound, waiting_inbound) = queries::inbound_trouble(&mut tx, app.now()).await?;
    tx.commit().await?;
    let failed = kinds.into_iter().filter(|kind| kind.failed > 0);
    Ok(Trouble {
        failed_kinds: failed.map(|kind| (kind.kind, kind.failed.unsigned_abs(), kind.last_failed_at)).collect(),
        workers_alive: workers.iter().filter(|worker| worker.is_alive).count(),
        paused_at: paused.map(|(at, _)| at),
        failed_webhooks: failed_webhooks.unsigned_abs(),
        failing_endpoints: failing_endpoints.unsigned_abs(),
        failed_inbound: failed_inbound.unsigned_abs(),
        waiting_inbound: waiting_inbound.unsigned_abs(),
    })
}
