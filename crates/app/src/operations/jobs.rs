//! Background work as its owner sees it: where it stands and what came of it.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Job},
    permission::Permission,
};
use cmis_jobs::{JobView, State as JobState};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    access::{
        caller::{Anyone, OrgCaller},
        sessions::{Credential, Identity},
    },
    http::{error::ApiError, extract::Item, reply::Reply, request::Origin, words::Say},
    state::App,
};

/// Work that has begun.
#[derive(Serialize, ToSchema)]
pub struct Started {
    /// For `/api/jobs/{id}`.
    job_id: Id<Job>,
    /// Always `pending`.
    status: &'static str,
}

impl Started {
    /// The answer of what enqueued a job.
    pub const fn new(job_id: Id<Job>) -> Self {
        Self { job_id, status: "pending" }
    }
}

/// A job.
#[derive(Serialize, ToSchema)]
pub struct JobStatus {
    /// The job.
    job_id: Id<Job>,
    /// What it does: `org.export`.
    kind: String,
    /// `pending`, `processing`, `completed`, `failed` or `cancelled`.
    status: &'static str,
    /// 0 to 100.
    progress: i16,
    /// What came of it; null until it is completed.
    result: Option<Value>,
    /// Why it failed.
    error: Option<String>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
}

/// The permission that a job's result needs beside being in its org.
fn needed(kind: &str) -> Option<Permission> {
    (kind == "org.export").then_some(Permission::OrgExport)
}

/// 404 unless the job is the caller's org's, or the person's own.
fn check(app: &App, identity: &Identity, origin: Origin, job: &JobView) -> Result<(), ApiError> {
    let gone = || ApiError::not_found("thing-job");
    match job.org_id {
        Some(org) => {
            if !identity.memberships.iter().any(|membership| membership.org_id == org) {
                return Err(gone());
            }
            let caller = OrgCaller::within(app, identity, org, origin)?;
            if needed(&job.kind).is_some_and(|permission| !caller.may(permission)) {
                return Err(gone());
            }
            Ok(())
        }
        None => {
            let is_person = matches!(identity.credential, Credential::Session { .. });
            let is_own = job.created_by == Some(identity.profile.user_id);
            if is_person && is_own { Ok(()) } else { Err(gone()) }
        }
    }
}

async fn find(app: &App, identity: &Identity, origin: Origin, id: Id<Job>) -> Result<Reply<JobStatus>, ApiError> {
    let mut tx = app.system("show job").await?;
    let job = cmis_jobs::find(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-job"))?;
    tx.commit().await?;
    check(app, identity, origin, &job)?;
    Ok(Reply::ok(JobStatus {
        job_id: job.id,
        kind: job.kind,
        status: job.state.as_str(),
        progress: job.progress,
        result: job.result.filter(|result| !result.is_null()),
        // the cause may hold an address or a path of the installation: it is in the log
        error: (job.state == JobState::Failed).then(|| Say::new("error-job-failed").here()),
        created_at: job.created_at,
        finished_at: job.finished_at,
    }))
}

/// Show a job
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "Jobs", params(("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>)))]
pub async fn show(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    find(&app, &identity, origin, id).await
}

/// Show where a job stands
///
/// The same as the job itself.
#[utoipa::path(get, path = "/api/jobs/{id}/status", tag = "Jobs", params(("id" = Id<Job>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<JobStatus>)))]
pub async fn status(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    find(&app, &identity, origin, id).await
}
