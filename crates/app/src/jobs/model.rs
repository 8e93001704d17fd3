//! What of a job may be shown, and to whom. Pure.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Job, User},
    permission::Permission,
};
use cmis_jobs::{Attempt, JobView, Reason, State};
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::http::{reply::Reply, words::Say};

/// The words of [`State`], for filters.
pub const STATUSES: &[&str] = &["pending", "processing", "completed", "failed", "cancelled"];

/// Work that has begun.
#[derive(Serialize, ToSchema)]
pub struct Started {
    /// For `/api/jobs/{id}`.
    job_id: Id<Job>,
    /// Always `pending`.
    status: &'static str,
}

impl Started {
    /// The answer of what enqueued a job: 202 with the job's address.
    pub fn reply(job_id: Id<Job>) -> Reply<Self> {
        Reply::accepted(Self { job_id, status: State::Pending.as_str() }).at(format!("/api/jobs/{job_id}"))
    }
}

/// Why a job failed, for people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Failed {
    /// `unreadable`, `unknown_kind`, `crashed`, `lost` or `failed`.
    pub reason: &'static str,
    /// One sentence in the caller's language.
    pub message: String,
}

impl Failed {
    /// What to tell of a stored error.
    pub fn of(error: &str) -> Self {
        let reason = Reason::of(error);
        let key = match reason {
            Reason::Unreadable => "error-job-unreadable",
            Reason::UnknownKind => "error-job-unknown-kind",
            Reason::Crashed => "error-job-crashed",
            Reason::Lost => "error-job-lost",
            Reason::Failed => "error-job-failed",
        };
        Self { reason: reason.as_str(), message: Say::new(key).here() }
    }
}

/// The permission that a kind's result needs beside seeing the job: what the job was asked for with.
pub fn result_needs(kind: &str) -> Option<Permission> {
    (kind == "org.export").then_some(Permission::OrgExport)
}

/// Whether people may cancel a kind. What has to be told to platforms ends by another decision: a pause that is cancelled would go on spending.
pub fn may_be_cancelled(kind: &str) -> bool {
    !matches!(kind, "campaign.push" | "spending.pause_all")
}

/// A row of a list of jobs.
#[derive(Debug, FromRow)]
pub struct JobRow {
    id: Id<Job>,
    kind: String,
    queue: String,
    status: String,
    progress: i16,
    error: Option<String>,
    attempt: i16,
    max_attempts: i16,
    cancel_requested: bool,
    created_by: Option<Id<User>>,
    created_by_name: Option<String>,
    created_at: DateTime<Utc>,
    run_at: Option<DateTime<Utc>>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

/// A job in a list.
#[derive(Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobEntry {
    /// Id of the job.
    id: Id<Job>,
    /// What it does: `org.export`.
    kind: String,
    /// The queue it waits in.
    queue: String,
    /// `pending`, `processing`, `completed`, `failed` or `cancelled`.
    status: String,
    /// 0 to 100.
    progress: i16,
    /// Why it failed; null unless it did.
    failure: Option<Failed>,
    /// Attempts begun.
    attempt: i16,
    /// Attempts before it counts as failed.
    max_attempts: i16,
    /// Somebody asked it to stop while it runs.
    cancel_requested: bool,
    /// The person who caused it.
    created_by: Option<Id<User>>,
    /// Their name here.
    created_by_name: Option<String>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it is or was due; null once it ended.
    run_at: Option<DateTime<Utc>>,
    /// When the last attempt began.
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
}

impl From<JobRow> for JobEntry {
    fn from(row: JobRow) -> Self {
        let has_failed = row.status == State::Failed.as_str();
        Self {
            id: row.id,
            kind: row.kind,
            queue: row.queue,
            failure: row.error.filter(|_| has_failed).map(|error| Failed::of(&error)),
            status: row.status,
            progress: row.progress,
            attempt: row.attempt,
            max_attempts: row.max_attempts,
            cancel_requested: row.cancel_requested,
            created_by: row.created_by,
            created_by_name: row.created_by_name,
            created_at: row.created_at,
            run_at: row.run_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

impl From<JobView> for JobEntry {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id,
            failure: failure(&job),
            kind: job.kind,
            queue: job.queue,
            status: job.state.as_str().to_owned(),
            progress: job.progress,
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            cancel_requested: job.cancel_requested,
            created_by: job.created_by,
            created_by_name: None,
            created_at: job.created_at,
            run_at: job.run_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

fn failure(job: &JobView) -> Option<Failed> {
    (job.state == State::Failed).then(|| Failed::of(job.error.as_deref().unwrap_or_default()))
}

/// An attempt that ended.
#[derive(Serialize, ToSchema)]
pub struct JobAttempt {
    /// Its number, from 1.
    attempt: i16,
    /// When it began.
    started_at: DateTime<Utc>,
    /// When it ended.
    finished_at: DateTime<Utc>,
    /// `completed`, `retry` (failed and tried again), `failed`, `cancelled` or `lost` (its worker went away).
    outcome: String,
    /// Why it did not complete.
    failure: Option<Failed>,
}

impl From<Attempt> for JobAttempt {
    fn from(attempt: Attempt) -> Self {
        let is_cancelled = attempt.outcome == "cancelled";
        Self {
            attempt: attempt.attempt,
            started_at: attempt.started_at,
            finished_at: attempt.finished_at,
            outcome: attempt.outcome,
            failure: attempt.error.filter(|_| !is_cancelled).map(|error| Failed::of(&error)),
        }
    }
}

/// A job with everything that may be known of it.
#[derive(Serialize, ToSchema)]
pub struct JobStatus {
    /// The job.
    job_id: Id<Job>,
    /// What it does: `org.export`.
    kind: String,
    /// The queue it waits in.
    queue: String,
    /// `pending`, `processing`, `completed`, `failed` or `cancelled`.
    status: &'static str,
    /// 0 to 100.
    progress: i16,
    /// What it is doing.
    progress_message: Option<String>,
    /// What came of it; null until it is completed, and for who could not have asked for it.
    result: Option<Value>,
    /// Why it failed, in one sentence.
    error: Option<String>,
    /// The same with its word.
    failure: Option<Failed>,
    /// Attempts begun.
    attempt: i16,
    /// Attempts before it counts as failed.
    max_attempts: i16,
    /// The attempts that ended, oldest first.
    attempts: Vec<JobAttempt>,
    /// Somebody asked it to stop while it runs.
    cancel_requested: bool,
    /// Whether the caller may try it again once it failed.
    can_manage: bool,
    /// Whether the caller may cancel it.
    can_cancel: bool,
    /// The person who caused it.
    created_by: Option<Id<User>>,
    /// Their name here.
    created_by_name: Option<String>,
    /// When it was asked for.
    created_at: DateTime<Utc>,
    /// When it is or was due; null once it ended.
    run_at: Option<DateTime<Utc>>,
    /// When the last attempt began.
    started_at: Option<DateTime<Utc>>,
    /// When it ended.
    finished_at: Option<DateTime<Utc>>,
}

/// What somebody may do with a job that they see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rights {
    /// Cancel it, try it again.
    pub manage: bool,
    /// See what came of it.
    pub result: bool,
}

impl JobStatus {
    /// What to tell of a job.
    pub fn new(job: JobView, attempts: Vec<Attempt>, by: Option<String>, rights: Rights) -> Self {
        let failure = failure(&job);
        Self {
            job_id: job.id,
            can_cancel: rights.manage && may_be_cancelled(&job.kind),
            kind: job.kind,
            queue: job.queue,
            status: job.state.as_str(),
            progress: job.progress,
            progress_message: job.progress_message,
            result: job.result.filter(|result| rights.result && !result.is_null()),
            error: failure.as_ref().map(|failure| failure.message.clone()),
            failure,
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            attempts: attempts.into_iter().map(JobAttempt::from).collect(),
            cancel_requested: job.cancel_requested,
            can_manage: rights.manage,
            created_by: job.created_by,
            created_by_name: by,
            created_at: job.created_at,
            run_at: job.run_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use cmis_jobs::State;

    use super::STATUSES;

    #[test]
    fn the_filter_knows_every_state() {
        assert!(State::ALL.iter().map(|state| state.as_str()).eq(STATUSES.iter().copied()));
    }
}
