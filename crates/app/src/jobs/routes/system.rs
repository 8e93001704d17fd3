//! Whether background work goes on: workers, queues, schedules.
//!
//! A person sees whether it does, and their own org's part of it; how much there is of all orgs is for the administrators of
//! the installation.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::id::{Id, User};
use cmis_jobs::{
    schedules,
    view::{QueueView, WorkerView, find},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::caller::{Anyone, InstanceAdmin, OrgCaller, OrgHeader},
    audit::{self, Change},
    background,
    http::{
        error::ApiError,
        reply::{Beside, Reply},
    },
    jobs::queries,
    state::App,
};

/// Whether background work goes on.
#[derive(Serialize, ToSchema)]
pub struct JobsHealth {
    /// `healthy`; `degraded` when due work has waited for five minutes or the schedules are paused; `unhealthy` when no worker lives.
    status: &'static str,
    /// Workers that live.
    workers_alive: usize,
    /// Whether the schedules are paused.
    is_paused: bool,
    /// The workers of the last hour; null unless the caller administers the installation.
    workers: Option<Vec<WorkerEntry>>,
    /// Jobs of all queues by state; null unless the caller administers the installation.
    jobs: Option<Counts>,
}

/// A worker.
#[derive(Serialize, ToSchema)]
#[schema(as = Worker)]
pub struct WorkerEntry {
    /// Its id; a new one at each start.
    id: Uuid,
    /// Host and process.
    name: String,
    /// The queues that it serves.
    queues: Vec<String>,
    /// Jobs that it runs at once.
    places: i32,
    /// Jobs that it ran at its last sign of life.
    running: i32,
    /// It takes no more.
    stopping: bool,
    /// When it started.
    started_at: DateTime<Utc>,
    /// Its last sign of life.
    seen_at: DateTime<Utc>,
    /// Whether that is recent.
    is_alive: bool,
}

impl From<WorkerView> for WorkerEntry {
    fn from(worker: WorkerView) -> Self {
        let WorkerView { id, name, queues, places, running, stopping, started_at, seen_at, is_alive } = worker;
        Self { id, name, queues, places, running, stopping, started_at, seen_at, is_alive }
    }
}

/// Jobs by state. Live ones are counted up to 100,000 of a state.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = JobCounts)]
pub struct Counts {
    /// Due.
    pending: i64,
    /// Not due.
    scheduled: i64,
    /// Due, and waiting for another job of the same key.
    blocked: i64,
    /// Running.
    processing: i64,
    /// Completed within a day.
    completed: i64,
    /// Failed within a day.
    failed: i64,
    /// Cancelled within a day.
    cancelled: i64,
}

impl Counts {
    fn of(queues: &[QueueView]) -> Self {
        queues.iter().fold(Self::default(), |sum, queue| Self {
            pending: sum.pending + queue.pending,
            scheduled: sum.scheduled + queue.scheduled,
            blocked: sum.blocked + queue.blocked,
            processing: sum.processing + queue.running,
            completed: sum.completed + queue.completed,
            failed: sum.failed + queue.failed,
            cancelled: sum.cancelled + queue.cancelled,
        })
    }
}

/// Whether background work goes on
#[utoipa::path(get, path = "/api/jobs/health", tag = "Jobs", security(("bearer" = [])),
    responses((status = 200, body = Reply<JobsHealth>)))]
pub async fn health(State(app): State<App>, caller: Anyone) -> Result<Reply<JobsHealth>, ApiError> {
    let mut tx = app.system("health of jobs").await?;
    let workers = find::workers(&mut tx).await?;
    let is_late = queries::is_late(&mut tx).await?;
    let is_paused = schedules::paused(&mut tx).await?.is_some();
    let is_admin = caller.is_instance_admin();
    // counting everybody's jobs costs more than looking whether one is late
    let jobs = if is_admin { Some(Counts::of(&find::queues(&mut tx).await?)) } else { None };
    tx.commit().await?;
    let workers_alive = workers.iter().filter(|worker| worker.is_alive).count();
    Ok(Reply::ok(JobsHealth {
        status: match (workers_alive, is_late || is_paused) {
            (0, _) => "unhealthy",
            (_, true) => "degraded",
            _ => "healthy",
        },
        workers_alive,
        is_paused,
        workers: is_admin.then(|| workers.into_iter().map(WorkerEntry::from).collect()),
        jobs,
    }))
}

/// Depth and age of the queues.
#[derive(Serialize, ToSchema)]
pub struct QueuesStatus {
    /// `installation` for its administrators, `organization` for everybody else: whose jobs are counted.
    scope: &'static str,
    /// Every queue.
    queues: Vec<QueueEntry>,
}

/// A queue. Live jobs are counted up to 100,000 of a state.
#[derive(Serialize, ToSchema)]
#[schema(as = JobQueue)]
pub struct QueueEntry {
    /// Its word.
    queue: String,
    /// Seconds that the oldest due job has waited; 0 when none waits.
    oldest_seconds: f64,
    /// How many jobs stand where.
    #[serde(flatten)]
    jobs: Counts,
}

impl From<QueueView> for QueueEntry {
    fn from(queue: QueueView) -> Self {
        let jobs = Counts::of(std::slice::from_ref(&queue));
        Self { queue: queue.queue, oldest_seconds: queue.oldest_seconds, jobs }
    }
}

/// Show depth and age of the queues
///
/// Of the organization's own jobs; for an administrator of the installation of all jobs.
#[utoipa::path(get, path = "/api/jobs/queues/status", tag = "Jobs", params(OrgHeader), security(("bearer" = [])),
    responses((status = 200, body = Reply<QueuesStatus>)))]
pub async fn queues(
    State(app): State<App>,
    anyone: Anyone,
    caller: OrgCaller,
) -> Result<Reply<QueuesStatus>, ApiError> {
    let (scope, mut tx) = if anyone.is_instance_admin() {
        ("installation", app.system("queues").await?)
    } else {
        ("organization", caller.tx().await?)
    };
    let queues = find::queues(&mut tx).await?.into_iter().map(QueueEntry::from).collect();
    tx.commit().await?;
    Ok(Reply::ok(QueuesStatus { scope, queues }))
}

/// Where the schedules stand.
#[derive(Clone, Serialize, ToSchema)]
pub struct SchedulerStatus {
    /// Whether occurrences are enqueued.
    is_running: bool,
    /// Since when not; null while it runs.
    paused_at: Option<DateTime<Utc>>,
    /// Who paused it; null while it runs, and unless the caller administers the installation.
    paused_by: Option<Id<User>>,
    /// Every schedule, by name.
    schedules: Vec<ScheduleEntry>,
}

/// Recurring work.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleEntry {
    /// Its name.
    name: String,
    /// When it recurs: `daily at 02:00 (UTC)`.
    definition: String,
    /// Its next run.
    next_at: DateTime<Utc>,
    /// The last run that was begun.
    last_at: Option<DateTime<Utc>>,
}

/// The schedules as they stand.
async fn look(app: &App, is_admin: bool) -> Result<SchedulerStatus, ApiError> {
    let mut tx = app.system("schedules").await?;
    let list = background::worker(app).schedules().list(&mut tx).await?;
    let paused = schedules::paused(&mut tx).await?;
    tx.commit().await?;
    let schedules = list.into_iter().map(|schedule| ScheduleEntry {
        name: schedule.name,
        definition: schedule.definition,
        next_at: schedule.next_at,
        last_at: schedule.last_at,
    });
    Ok(SchedulerStatus {
        is_running: paused.is_none(),
        paused_at: paused.map(|(at, _)| at),
        paused_by: paused.and_then(|(_, by)| by).filter(|_| is_admin),
        schedules: schedules.collect(),
    })
}

/// Show the schedules
///
/// What recurs, and when it runs next.
#[utoipa::path(get, path = "/api/jobs/scheduler/status", tag = "Jobs", security(("bearer" = [])),
    responses((status = 200, body = Beside<SchedulerStatus>)))]
pub async fn scheduler(State(app): State<App>, caller: Anyone) -> Result<Beside<SchedulerStatus>, ApiError> {
    Ok(Beside::ok(look(&app, caller.is_instance_admin()).await?))
}

/// Let the schedules go on
///
/// Of the whole installation. What was missed runs once.
#[utoipa::path(post, path = "/api/jobs/scheduler/start", tag = "Jobs", security(("instance" = [])),
    responses((status = 200, body = Reply<SchedulerStatus>)))]
pub async fn start_scheduler(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
) -> Result<Reply<SchedulerStatus>, ApiError> {
    let mut tx = app.system("resume schedules").await?;
    if schedules::resume(&mut tx).await? {
        let change = Change::of_kind("scheduler.resumed", "scheduler");
        audit::record_system(&mut tx, &admin.actor, app.now(), change).await?;
    }
    tx.commit().await?;
    Ok(Reply::ok(look(&app, true).await?).say("message-scheduler-resumed"))
}

/// Pause the schedules
///
/// Of the whole installation. What waits in the queues already runs.
#[utoipa::path(post, path = "/api/jobs/scheduler/stop", tag = "Jobs", security(("instance" = [])),
    responses((status = 200, body = Reply<SchedulerStatus>)))]
pub async fn stop_scheduler(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
) -> Result<Reply<SchedulerStatus>, ApiError> {
    let mut tx = app.system("pause schedules").await?;
    if schedules::pause(&mut tx, app.now(), Some(admin.user)).await? {
        let change = Change::of_kind("scheduler.paused", "scheduler").after(json!({"paused_at": app.now()}));
        audit::record_system(&mut tx, &admin.actor, app.now(), change).await?;
    }
    tx.commit().await?;
    Ok(Reply::ok(look(&app, true).await?).say("message-scheduler-paused"))
}
