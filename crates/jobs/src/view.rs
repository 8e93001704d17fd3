//! What one may ask and do about a job from outside: look at it, cancel it, forget it. All of it in the caller's
//! transaction, so that the tenant role reaches the jobs of its own org only.

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org, User};
use cmis_db::Conn;
use serde::Serialize;
use serde_json::Value;
use sqlx::{FromRow, Row, postgres::PgRow};

use crate::queries;

/// Where a job stands, in the public words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Waiting, for its turn or its time.
    Pending,
    /// A worker has it.
    Processing,
    /// Done; the result is kept.
    Completed,
    /// Given up; the error is kept.
    Failed,
    /// Cancelled before or while it ran.
    Cancelled,
}

impl State {
    /// The public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether nothing more will happen to the job.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }

    fn from_stored(word: &str) -> Option<Self> {
        Some(match word {
            "pending" => Self::Pending,
            "running" => Self::Processing,
            "completed" => Self::Completed,
            "failed" => Self::Failed,
            "cancelled" => Self::Cancelled,
            _ => return None,
        })
    }
}

/// A job as one sees it from outside.
#[derive(Clone, Debug)]
pub struct JobView {
    /// The job.
    pub id: Id<id::Job>,
    /// Its org; none for work of the installation itself.
    pub org_id: Option<Id<Org>>,
    /// `feature.verb`.
    pub kind: String,
    /// The queue's word.
    pub queue: String,
    /// Where it stands.
    pub state: State,
    /// 0 to 100.
    pub progress: i16,
    /// What it is doing, for people.
    pub progress_message: Option<String>,
    /// What it answered.
    pub result: Option<Value>,
    /// The last attempt's error. For the log and the job's owner; may hold an outside service's words.
    pub error: Option<String>,
    /// Attempts begun.
    pub attempt: i16,
    /// The user who caused it.
    pub created_by: Option<Id<User>>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When the last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it reached its final state.
    pub finished_at: Option<DateTime<Utc>>,
}

impl FromRow<'_, PgRow> for JobView {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let state: String = row.try_get("state")?;
        Ok(Self {
            id: Id::new(row.try_get("id")?),
            org_id: row.try_get::<Option<_>, _>("org_id")?.map(Id::new),
            kind: row.try_get("kind")?,
            queue: row.try_get("queue")?,
            state: State::from_stored(&state)
                .ok_or_else(|| sqlx::Error::Decode(format!("no state of a job: {state}").into()))?,
            progress: row.try_get("progress")?,
            progress_message: row.try_get("progress_message")?,
            result: row.try_get("result")?,
            error: row.try_get("error")?,
            attempt: row.try_get("attempt")?,
            created_by: row.try_get::<Option<_>, _>("created_by")?.map(Id::new),
            created_at: row.try_get("created_at")?,
            started_at: row.try_get("started_at")?,
            finished_at: row.try_get("finished_at")?,
        })
    }
}

/// One ended attempt of a job.
#[derive(Clone, Debug, FromRow, Serialize)]
pub struct Attempt {
    /// Its number; the first is 1. An attempt given back at a shutdown leaves its number to the next one.
    pub attempt: i16,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended.
    pub finished_at: DateTime<Utc>,
    /// `completed`, `retry`, `failed`, `cancelled` or `lost`.
    pub outcome: String,
    /// Why it did not complete.
    pub error: Option<String>,
}

/// A job by its id, live or finished.
pub async fn find(conn: &mut Conn, id: Id<id::Job>) -> Result<Option<JobView>, sqlx::Error> {
    queries::find(conn, id.raw()).await
}

/// The ended attempts of a job, oldest first.
pub async fn attempts(conn: &mut Conn, id: Id<id::Job>) -> Result<Vec<Attempt>, sqlx::Error> {
    queries::list_attempts(conn, id.raw()).await
}

/// Cancels a job: one that waits at once, one that runs is told and stops at its next safe point. Returns `Cancelled` or
/// `Processing` accordingly, none when the job is not live (unknown, or finished already).
pub async fn cancel(conn: &mut Conn, now: DateTime<Utc>, id: Id<id::Job>) -> Result<Option<State>, sqlx::Error> {
    let stored = queries::request_cancel(conn, id.raw(), now).await?;
    let Some(stored) = stored else { return Ok(None) };
    queries::notify(conn, "cancel").await?;
    Ok(Some(if stored == "pending" { State::Cancelled } else { State::Processing }))
}

/// Deletes finished jobs and the attempts that ended before `before`, as the system role. Returns how many rows went.
pub async fn cleanup(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    Ok(queries::delete_finished(conn, before).await? + queries::delete_attempts(conn, before).await?)
}

/// Deletes everything the queue knows of an org, as the system role: part of the org's deletion.
pub async fn erase_org(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    queries::delete_org(conn, org.raw()).await
}
