//! The background work of the whole installation: what waits, what failed and why, without anything of an org.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Job};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::queries;
use crate::{
    access::caller::InstanceAdmin,
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::Item,
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    jobs::{model::Failed, routes::one::record},
    state::App,
};

listed!(EveryJob = queries::JOBS);

/// A row of the list.
#[derive(Debug, FromRow)]
pub struct AdminJobRow {
    id: Id<Job>,
    kind: String,
    queue: String,
    status: String,
    error: Option<String>,
    attempt: i16,
    max_attempts: i16,
    is_of_org: bool,
    created_at: DateTime<Utc>,
    run_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

/// A job, as the administration sees it.
#[derive(Serialize, ToSchema)]
pub struct AdminJob {
    /// Id of the job.
    id: Id<Job>,
    /// What it does: `org.export`.
    kind: String,
    /// The queue it waits in.
    queue: String,
    /// `pending`, `processing` or `failed`.
    status: String,
    /// Why it failed; null unless it did.
    failure: Option<Failed>,
    /// Attempts begun.
    attempt: i16,
    /// Attempts before it counts as failed.
    max_attempts: i16,
    /// Whether it is an organization's; else a person's or the installation's own.
    is_of_org: bool,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it is or was due; null once it ended.
    run_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
}

impl From<AdminJobRow> for AdminJob {
    fn from(row: AdminJobRow) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            queue: row.queue,
            failure: row.error.filter(|_| row.finished_at.is_some()).map(|error| Failed::of(&error)),
            status: row.status,
            attempt: row.attempt,
            max_attempts: row.max_attempts,
            is_of_org: row.is_of_org,
            created_at: row.created_at,
            run_at: row.run_at,
            finished_at: row.finished_at,
        }
    }
}

/// List the installation's background work that waits, runs or failed
///
/// Of all organizations, without anything of theirs. Filters: `status`, `kind`, `queue`. Sorts: `created_at`.
#[utoipa::path(get, path = "/api/admin/jobs", tag = "Administration", params(Listing<EveryJob>), security(("instance" = [])),
    responses((status = 200, body = PageBody<AdminJob>)))]
pub async fn list(
    State(app): State<App>,
    _admin: InstanceAdmin,
    query: Listing<EveryJob>,
) -> Result<Page<AdminJob>, ApiError> {
    let mut tx = app.system("list jobs").await?;
    let page = query.fetch::<AdminJobRow>(&mut tx).await?;
    tx.commit().await?;
    Ok(page.map(AdminJob::from))
}

/// How jobs of one kind stand.
#[derive(Serialize, ToSchema)]
pub struct JobKind {
    /// What they do.
    pub kind: String,
    /// Their queue.
    pub queue: String,
    /// Waiting, due or not.
    pub pending: i64,
    /// Running.
    pub processing: i64,
    /// Completed within a day.
    pub completed: i64,
    /// Failed within a day.
    pub failed: i64,
    /// Cancelled within a day.
    pub cancelled: i64,
    /// When one failed last, within a day.
    pub last_failed_at: Option<DateTime<Utc>>,
}

/// List the kinds of background work, with how many stand where
///
/// Waiting and running ones, and those that ended within a day.
#[utoipa::path(get, path = "/api/admin/jobs/kinds", tag = "Administration", security(("instance" = [])),
    responses((status = 200, body = Reply<Vec<JobKind>>)))]
pub async fn kinds(State(app): State<App>, _admin: InstanceAdmin) -> Result<Reply<Vec<JobKind>>, ApiError> {
    let mut tx = app.system("count jobs by kind").await?;
    let kinds = queries::job_kinds(&mut tx, app.now()).await?;
    tx.commit().await?;
    Ok(Reply::ok(kinds))
}

/// Try a failed or cancelled job again, whosever it is
#[utoipa::path(post, path = "/api/admin/jobs/{id}/retry", tag = "Administration", params(("id" = Id<Job>, Path)),
    security(("instance" = [])), responses((status = 200, body = Reply<AdminJob>), (status = 409, body = FailureBody)))]
pub async fn retry(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
    Item(id): Item<Job>,
) -> Result<Reply<AdminJob>, ApiError> {
    let gone = || ApiError::not_found("thing-job");
    let mut tx = app.system("retry job").await?;
    let job = cmis_jobs::find(&mut tx, id).await?.ok_or_else(gone)?;
    if !cmis_jobs::retry(&mut tx, app.now(), id).await? {
        return Err(ApiError::new(ErrorCode::InvalidTransition, "error-job-not-failed"));
    }
    record(&app, &mut tx, job.org_id, &admin.actor, "job.retried", &job).await?;
    let row = queries::find_job(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(Reply::ok(row.into()).say("message-job-retried"))
}
