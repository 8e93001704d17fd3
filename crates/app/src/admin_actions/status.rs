//! Figures behind `cmis audit:status`.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
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
    /// Announcements of platforms whose effect failed three times or more and is tried again.
    pub retrying_inbound: u64,
    /// Announcements of platforms that nobody has worked on for longer than five minutes.
    pub waiting_inbound: u64,
    /// What is connected and keeps itself fresh, or should.
    pub integrations: Integrations,
}

/// How what orgs connected does.
#[derive(Debug, Default)]
pub struct Integrations {
    /// Integrations that are not disconnected, of orgs that are not suspended.
    pub connected: u64,
    /// Those that somebody should look at.
    pub ailing: Vec<Ailing>,
}

/// What integrations suffer from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ailment {
    /// The right was taken back: a person has to connect it again.
    NeedsReconnect,
    /// The token ends within a week and cannot renew itself: a person has to connect it again before.
    Ends,
    /// Three syncs or more failed since the last one that did not.
    Failing,
    /// It should be read every hour, and was not for six.
    Late,
}

impl Ailment {
    /// Every one, the worst first.
    pub const ALL: [Self; 4] = [Self::NeedsReconnect, Self::Ends, Self::Failing, Self::Late];

    /// A stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NeedsReconnect => "needs_reconnect",
            Self::Ends => "ends",
            Self::Failing => "failing",
            Self::Late => "late",
        }
    }
}

/// Integrations that suffer from the same. One that suffers from several things is told with the worst.
#[derive(Debug)]
pub struct Ailing {
    /// What of.
    pub ailment: Ailment,
    /// How many.
    pub count: u64,
    /// A few of them, as `org, platform, name`.
    pub names: Vec<String>,
}

/// Collects it.
pub async fn trouble(app: &App) -> Result<Trouble, ApiError> {
    let mut tx = app.system("command line: alerts").await?;
    let kinds = job_kinds(&mut tx, app.now()).await?;
    let workers = find::workers(&mut tx).await?;
    let paused = schedules::paused(&mut tx).await?;
    let (failed_webhooks, failing_endpoints) = queries::webhook_trouble(&mut tx, app.now()).await?;
    let inbound = queries::inbound_trouble(&mut tx, app.now()).await?;
    let integrations = integrations(&mut tx, app).await?;
    tx.commit().await?;
    let failed = kinds.into_iter().filter(|kind| kind.failed > 0);
    Ok(Trouble {
        failed_kinds: failed.map(|kind| (kind.kind, kind.failed.unsigned_abs(), kind.last_failed_at)).collect(),
        workers_alive: workers.iter().filter(|worker| worker.is_alive).count(),
        paused_at: paused.map(|(at, _)| at),
        failed_webhooks: failed_webhooks.unsigned_abs(),
        failing_endpoints: failing_endpoints.unsigned_abs(),
        failed_inbound: inbound.failed.unsigned_abs(),
        retrying_inbound: inbound.retrying.unsigned_abs(),
        waiting_inbound: inbound.waiting.unsigned_abs(),
        integrations,
    })
}

async fn integrations(conn: &mut Conn, app: &App) -> Result<Integrations, sqlx::Error> {
    let mut found = Integrations::default();
    for row in queries::ailing_integrations(conn, app.now()).await? {
        found.connected += row.count.unsigned_abs();
        let ailment = Ailment::ALL.into_iter().find(|ailment| Some(ailment.as_str()) == row.ailment.as_deref());
        if let Some(ailment) = ailment {
            found.ailing.push(Ailing { ailment, count: row.count.unsigned_abs(), names: row.names });
        }
    }
    Ok(found)
}
