//! A sync as people see it. Pure.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Job, SyncRun};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::integrations::model::{ProblemView, advice};

/// The words of a run's status.
pub const STATUSES: &[&str] = &["queued", "running", "held", "completed", "failed", "cancelled"];

/// A row of `sync_runs`.
#[derive(Clone, Debug, FromRow)]
pub struct SyncRow {
    /// Id.
    pub id: Uuid,
    /// Its integration.
    pub integration_id: Uuid,
    /// `update` or `backfill`.
    pub kind: String,
    /// Why.
    pub cause: String,
    /// Where it stands.
    pub status: String,
    /// Its job.
    pub job_id: Uuid,
    /// 0 to 100.
    pub progress: i16,
    /// Pages read.
    pub pages: i32,
    /// Rows of numbers stored.
    pub rows: i64,
    /// Waits until then.
    pub resumes_at: Option<DateTime<Utc>>,
    /// What failed.
    pub problem_class: Option<String>,
    /// Its code.
    pub problem_code: Option<String>,
    /// The platform's words.
    pub problem_words: Option<String>,
    /// Asked for.
    pub created_at: DateTime<Utc>,
    /// Begun.
    pub started_at: Option<DateTime<Utc>>,
    /// Over.
    pub finished_at: Option<DateTime<Utc>>,
}

/// A sync.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Sync)]
pub struct SyncView {
    /// Id.
    pub id: Id<SyncRun>,
    /// Its integration.
    pub integration_id: Id<Integration>,
    /// `update`: everything as it is now and the numbers of the last 28 days; `backfill`: those of the months before.
    pub kind: String,
    /// `connect`, `person`, `schedule`, `platform` or `command`.
    pub cause: String,
    /// `queued`, `running`, `held` (it goes on once the platform is connected again), `completed`, `failed` or `cancelled`.
    pub status: String,
    /// For `/api/jobs/{id}`: how it goes on, and cancelling it.
    pub job_id: Id<Job>,
    /// 0 to 100.
    pub progress: i16,
    /// Pages read.
    pub pages: i32,
    /// Rows of numbers read.
    pub rows: i64,
    /// It waits for the platform until then; null while it works.
    pub resumes_at: Option<DateTime<Utc>>,
    /// What failed for good; null while nothing did.
    pub problem: Option<ProblemView>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<SyncRow> for SyncView {
    fn from(row: SyncRow) -> Self {
        let at = row.finished_at.or(row.started_at).unwrap_or(row.created_at);
        let problem = row.problem_class.map(|class| ProblemView {
            message: advice(&class),
            class,
            code: row.problem_code.unwrap_or_default(),
            words: row.problem_words.unwrap_or_default(),
            at,
        });
        Self {
            id: Id::new(row.id),
            integration_id: Id::new(row.integration_id),
            kind: row.kind,
            cause: row.cause,
            status: row.status,
            job_id: Id::new(row.job_id),
            progress: row.progress,
            pages: row.pages,
            rows: row.rows,
            resumes_at: row.resumes_at,
            problem,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

/// A sync that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyncStarted {
    /// The sync: a new one, or the one that waits or works already.
    pub sync_id: Id<SyncRun>,
    /// For `/api/jobs/{id}`.
    pub job_id: Id<Job>,
    /// Always `pending`: where it stands is told of the job.
    pub status: &'static str,
}
