//! How the whole installation does: what its nodes wrote, added up.
//!
//! Whoever is signed in sees whether it is well and how fast it answers. What waits, fails and runs is every org's, so it is for
//! the administrators of the installation, and even for them without anything of an org.

use axum::extract::State;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use cmis_base::id::{Id, Job};
use cmis_jobs::view::find;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    figures::{ALIVE_FOR, Sum},
    health::{self, Part},
    queries::{self, MinuteRow},
};
use crate::{
    access::caller::Anyone,
    http::{error::ApiError, extract::Query, reply::Reply},
    jobs::{model::Failed, routes::system::QueueEntry},
    state::App,
};

/// A stretch of time.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// The last sixty minutes, minute by minute.
    #[default]
    Hour,
    /// The last day, by quarters of an hour.
    Day,
}

impl Period {
    const fn length(self) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::minutes(60),
            Self::Day => TimeDelta::hours(24),
        }
    }

    const fn step(self) -> TimeDelta {
        match self {
            Self::Hour => TimeDelta::minutes(1),
            Self::Day => TimeDelta::minutes(15),
        }
    }
}

/// What to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// `hour` unless told otherwise.
    #[serde(default)]
    #[param(inline)]
    period: Period,
}

/// How the installation does.
#[derive(Serialize, ToSchema)]
pub struct Figures {
    /// `healthy`; `degraded` when it works and somebody has to look; `unhealthy`.
    status: &'static str,
    /// Seconds since the node started that has run for longest.
    uptime_seconds: i64,
    /// What the requests are counted over.
    period: Period,
    /// Requests that all nodes answered within it.
    requests: u64,
    /// Those that failed by our fault.
    failed: u64,
    /// Share of requests that did not, in percent; null without any.
    success_rate: Option<f64>,
    /// How long answers took; null without any.
    latency: Option<Latency>,
    /// What is for administrators of the installation; null for everybody else.
    details: Option<Details>,
}

/// How long answers took, in milliseconds.
#[derive(Serialize, ToSchema)]
pub struct Latency {
    /// The mean.
    mean_ms: f64,
    /// Half of them took no longer.
    p50_ms: f64,
    /// 95 of 100 took no longer.
    p95_ms: f64,
    /// 99 of 100 took no longer.
    p99_ms: f64,
}

/// What happens in the installation.
#[derive(Serialize, ToSchema)]
#[schema(as = InstallationDetails)]
pub struct Details {
    /// What the product stands on, as this node sees it.
    parts: Vec<Part>,
    /// The nodes of the last hour.
    nodes: Vec<NodeView>,
    /// The period in equal slices, oldest first.
    series: Vec<Slice>,
    /// Every queue, over all organizations.
    queues: Vec<QueueEntry>,
    /// Errors of the last day by kind, most frequent first.
    errors: Vec<ErrorKind>,
    /// The newest errors of the last day.
    newest_errors: Vec<NewestError>,
    /// Who is there.
    activity: Activity,
}

/// A process that serves requests.
#[derive(Serialize, ToSchema)]
#[schema(as = Node)]
pub struct NodeView {
    /// Host and process.
    pub name: String,
    /// Version of the binary.
    pub version: String,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Its last sign of life.
    pub seen_at: DateTime<Utc>,
    /// Whether that is recent.
    pub is_alive: bool,
}

/// A slice of the period.
#[derive(Serialize, ToSchema)]
#[schema(as = FigureSlice)]
pub struct Slice {
    /// Its beginning.
    at: DateTime<Utc>,
    /// Requests.
    requests: u64,
    /// Those that failed by our fault.
    failed: u64,
    /// 95 of 100 took no longer; null without any.
    p95_ms: Option<f64>,
}

/// Errors of one kind.
#[derive(Serialize, ToSchema)]
pub struct ErrorKind {
    /// `request` or `job`.
    pub source: String,
    /// The code of a request's error; what the job does.
    pub kind: String,
    /// How many.
    pub count: i64,
    /// The last one.
    pub last_at: DateTime<Utc>,
}

/// An error, without anything of an org.
#[derive(Serialize, ToSchema)]
pub struct NewestError {
    /// `request` or `job`.
    pub source: String,
    /// The code of a request's error; what the job does.
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Method and route template of a request.
    pub place: Option<String>,
    /// Finds the log line of a request.
    pub error_id: Option<String>,
    /// The job.
    pub job_id: Option<Id<Job>>,
    /// Why the job failed.
    pub failure: Option<Failed>,
}

/// Who is there.
#[derive(Serialize, ToSchema)]
#[schema(as = InstallationActivity)]
pub struct Activity {
    /// People seen within fifteen minutes.
    pub people_now: i64,
    /// People seen within a day.
    pub people_today: i64,
    /// Organizations in which somebody did something within a day.
    pub organizations_today: i64,
}

/// How the installation does
///
/// Over all of its nodes, as they wrote it within the last seconds. Details are for administrators of the installation.
#[utoipa::path(get, path = "/api/metrics", tag = "System", params(Asked), security(("bearer" = [])), responses(
    (status = 200, body = Reply<Figures>)))]
pub async fn metrics(
    State(app): State<App>,
    caller: Anyone,
    Query(Asked { period }): Query<Asked>,
) -> Result<Reply<Figures>, ApiError> {
    let now = app.now();
    // whole slices: the one that is going on is the last
    let last = now.duration_trunc(period.step()).unwrap_or(now);
    let first = last + period.step() - period.length();
    let health = health::check(&app).await;
    let mut tx = app.system("figures of the installation").await?;
    let minutes = queries::minutes(&mut tx, first).await?;
    let nodes = queries::nodes(&mut tx, now - TimeDelta::hours(1), now - ALIVE_FOR).await?;
    tx.commit().await?;
    let uptime = nodes.iter().filter(|node| node.is_alive).map(|node| (now - node.started_at).num_seconds()).max();
    let mut sum = Sum::default();
    minutes.iter().for_each(|minute| sum.add(&minute.sum()));
    let details = if caller.is_instance_admin() {
        let series = slices(&minutes, first, period);
        Some(details(&app, now, health.parts.clone(), nodes, series).await?)
    } else {
        None
    };
    Ok(Reply::ok(Figures {
        status: health.status,
        uptime_seconds: uptime.unwrap_or_else(|| i64::try_from(app.started.elapsed().as_secs()).unwrap_or(i64::MAX)),
        period,
        requests: sum.requests,
        failed: sum.failed,
        success_rate: share(sum.requests - sum.failed, sum.requests, 100.0),
        latency: latency(&sum),
        details,
    }))
}

#[expect(clippy::cast_precision_loss, reason = "figures to two places")]
fn share(part: u64, whole: u64, scale: f64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 / whole as f64 * scale * 100.0).round() / 100.0)
}

fn latency(sum: &Sum) -> Option<Latency> {
    Some(Latency {
        mean_ms: share(sum.micros, sum.requests, 0.001)?,
        p50_ms: sum.percentile(0.5)?,
        p95_ms: sum.percentile(0.95)?,
        p99_ms: sum.percentile(0.99)?,
    })
}

impl MinuteRow {
    fn sum(&self) -> Sum {
        let mut sum = Sum {
            requests: self.requests.unsigned_abs(),
            failed: self.failed.unsigned_abs(),
            micros: self.micros.unsigned_abs(),
            ..Sum::default()
        };
        for (place, count) in sum.latencies.iter_mut().zip(&self.latencies) {
            *place = count.unsigned_abs();
        }
        sum
    }
}

/// The period in slices; those without any request too.
fn slices(minutes: &[MinuteRow], first: DateTime<Utc>, period: Period) -> Vec<Slice> {
    let count = i32::try_from(period.length().num_minutes() / period.step().num_minutes()).unwrap_or(0);
    (0..count)
        .map(|number| {
            let at = first + period.step() * number;
            let mut sum = Sum::default();
            let within = |minute: &&MinuteRow| (at..at + period.step()).contains(&minute.minute);
            minutes.iter().filter(within).for_each(|minute| sum.add(&minute.sum()));
            Slice { at, requests: sum.requests, failed: sum.failed, p95_ms: sum.percentile(0.95) }
        })
        .collect()
}

async fn details(
    app: &App,
    now: DateTime<Utc>,
    parts: Vec<Part>,
    nodes: Vec<NodeView>,
    series: Vec<Slice>,
) -> Result<Details, ApiError> {
    let day = now - TimeDelta::days(1);
    let mut tx = app.system("details of the installation").await?;
    let details = Details {
        parts,
        nodes,
        series,
        queues: find::queues(&mut tx).await?.into_iter().map(QueueEntry::from).collect(),
        errors: queries::error_kinds(&mut tx, day).await?,
        newest_errors: queries::newest_errors(&mut tx, day).await?,
        activity: queries::activity(&mut tx, now).await?,
    };
    tx.commit().await?;
    Ok(details)
}
