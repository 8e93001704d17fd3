//! Background work and schedules from the command line.

use std::time::Duration;

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Job};
use cmis_jobs::{
    JobView, State, Worker,
    schedules::{self, ScheduleView},
    view::find::{self, Filter},
};

use super::{actor, orgs};
use crate::{background, http::error::ApiError, jobs::routes::one::record, state::App};

/// How often a job that is waited for is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Which jobs to list.
#[derive(Debug, Default)]
pub struct Wanted {
    /// In one of these states.
    pub states: Vec<State>,
    /// Of one of these kinds.
    pub kinds: Vec<String>,
    /// Of the org of this id or name.
    pub org: Option<String>,
    /// At most so many, the newest.
    pub limit: i64,
}

/// The newest jobs that fit, with their errors as they are stored.
pub async fn list(app: &App, wanted: &Wanted) -> Result<Vec<JobView>, ApiError> {
    let mut tx = app.system("command line: list jobs").await?;
    let org = match &wanted.org {
        Some(text) => Some(orgs::find(&mut tx, text).await?.id),
        None => None,
    };
    let filter = Filter { org, states: wanted.states.clone(), kinds: wanted.kinds.clone(), ..Filter::default() };
    let jobs = find::list(&mut tx, &filter, wanted.limit).await?;
    tx.commit().await?;
    Ok(jobs)
}

/// Lets a failed or cancelled job run again; whether it was one.
pub async fn retry(app: &App, id: Id<Job>) -> Result<bool, ApiError> {
    let mut tx = app.system("command line: retry job").await?;
    let Some(job) = cmis_jobs::find(&mut tx, id).await? else { return Ok(false) };
    let is_back = cmis_jobs::retry(&mut tx, app.now(), id).await?;
    if is_back {
        record(app, &mut tx, job.org_id, &actor(), "job.retried", &job).await?;
    }
    tx.commit().await?;
    Ok(is_back)
}

/// Cancels a job that waits or runs; gives where it stands then, none when there is none.
pub async fn cancel(app: &App, id: Id<Job>) -> Result<Option<State>, ApiError> {
    let mut tx = app.system("command line: cancel job").await?;
    let Some(job) = cmis_jobs::find(&mut tx, id).await? else { return Ok(None) };
    let state = cmis_jobs::cancel(&mut tx, app.now(), id).await?;
    if state.is_some() {
        record(app, &mut tx, job.org_id, &actor(), "job.cancelled", &job).await?;
    }
    tx.commit().await?;
    Ok(state)
}

/// Every schedule, planned first if no worker has done so yet, and since when they are paused.
pub async fn schedules(app: &App) -> Result<(Vec<ScheduleView>, Option<DateTime<Utc>>), ApiError> {
    let worker = background::worker(app);
    worker.plan().await?;
    let mut tx = app.system("command line: schedules").await?;
    let list = worker.schedules().list(&mut tx).await?;
    let paused = schedules::paused(&mut tx).await?.map(|(at, _)| at);
    tx.commit().await?;
    Ok((list, paused))
}

/// Runs one schedule now, or everything that is due, and waits for what came of it: in a worker of the installation, or here
/// when none is at work. An attempt that failed and will be tried again is not waited for any longer.
pub async fn run_schedules(app: &App, name: Option<&str>) -> Result<Vec<JobView>, ApiError> {
    let worker = background::worker(app);
    worker.plan().await?;
    let ids = match name {
        Some(name) => vec![run_one(app, &worker, name).await?],
        None => run_due(app, &worker).await?,
    };
    let mut ended = Vec::new();
    for id in ids {
        ended.push(wait_for(app, id).await?);
    }
    Ok(ended)
}

async fn run_one(app: &App, worker: &Worker, name: &str) -> Result<Id<Job>, ApiError> {
    let mut tx = app.system("command line: run schedule").await?;
    let id = worker.schedules().run_now(&mut tx, app.now(), app.ids.next(), name).await?;
    let id = id.ok_or_else(|| ApiError::not_found("thing-schedule"))?;
    tx.commit().await?;
    Ok(id)
}

/// Enqueues what is due, unless a worker was faster: then that run is the one.
async fn run_due(app: &App, worker: &Worker) -> Result<Vec<Id<Job>>, ApiError> {
    let mut tx = app.system("command line: due schedules").await?;
    let before = worker.schedules().list(&mut tx).await?;
    tx.commit().await?;
    worker.tick().await?;
    let mut tx = app.system("command line: begun schedules").await?;
    let after = worker.schedules().list(&mut tx).await?;
    tx.commit().await?;
    let now = app.now();
    let was_due = |name: &str| before.iter().any(|schedule| schedule.name == name && schedule.next_at <= now);
    let begun = after.into_iter().filter(|schedule| was_due(&schedule.name) && schedule.next_at > now);
    Ok(begun.filter_map(|schedule| schedule.last_job_id.map(Id::new)).collect())
}

async fn wait_for(app: &App, id: Id<Job>) -> Result<JobView, ApiError> {
    loop {
        let mut tx = app.system("command line: wait for job").await?;
        let job = cmis_jobs::find(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-job"))?;
        let is_company = find::workers(&mut tx).await?.iter().any(|worker| worker.is_alive && !worker.stopping);
        tx.commit().await?;
        let has_failed_once = job.state == State::Pending && job.error.is_some();
        if job.state.is_final() || has_failed_once {
            return Ok(job);
        }
        if !is_company {
            background::worker(app).run_due().await?;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}
