//! What one may ask and do about jobs from outside: look at them, cancel them, try them again, forget them. All of it in the
//! caller's transaction, so that the tenant role reaches the jobs of its own org only.

pub mod change;
pub mod find;
mod queries;
pub mod reason;

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org, User};
use serde::Serialize;
use serde_json::Value;
use sqlx::{
    Postgres,
    postgres::{PgTypeInfo, PgValueRef},
};

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
    /// Every state.
    pub const ALL: &'static [Self] = &[Self::Pending, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled];

    /// The state of a public word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == word)
    }

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

    /// The stored words of it.
    const fn stored(self) -> &'static [&'static str] {
        match self {
            Self::Pending => &["pending", "scheduled", "blocked"],
            Self::Processing => &["running"],
            Self::Completed => &["completed"],
            Self::Failed => &["failed"],
            Self::Cancelled => &["cancelled"],
        }
    }

    fn from_stored(word: &str) -> Option<Self> {
        Some(match word {
            "pending" | "scheduled" | "blocked" => Self::Pending,
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
    /// Attempts before it counts as failed.
    pub max_attempts: i16,
    /// Higher runs first.
    pub priority: i16,
    /// A live job: when it is or was due. A finished one: none.
    pub run_at: Option<DateTime<Utc>>,
    /// Somebody asked a running job to stop.
    pub cancel_requested: bool,
    /// The user who caused it.
    pub created_by: Option<Id<User>>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When the last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it reached its final state.
    pub finished_at: Option<DateTime<Utc>>,
}

impl sqlx::Type<Postgres> for State {
    fn type_info() -> PgTypeInfo {
        <str as sqlx::Type<Postgres>>::type_info()
    }
}

impl sqlx::Decode<'_, Postgres> for State {
    fn decode(value: PgValueRef<'_>) -> Result<Self, sqlx::error::BoxDynError> {
        let word = <&str as sqlx::Decode<Postgres>>::decode(value)?;
        Self::from_stored(word).ok_or_else(|| format!("no state of a job: {word}").into())
    }
}

/// One ended attempt of a job.
#[derive(Clone, Debug, Serialize)]
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

/// How deep a queue is. Each count stops at [`find::COUNTED`].
#[derive(Clone, Debug, Serialize)]
pub struct QueueView {
    /// The queue's word.
    pub queue: String,
    /// Jobs that may run now.
    pub pending: i64,
    /// Jobs whose time has not come.
    pub scheduled: i64,
    /// Due jobs whose concurrency key is taken.
    pub blocked: i64,
    /// Jobs that run.
    pub running: i64,
    /// Seconds that the oldest pending job has waited; 0 when none waits.
    pub oldest_seconds: f64,
    /// Jobs completed within the last day.
    pub completed: i64,
    /// Jobs failed within the last day.
    pub failed: i64,
    /// Jobs cancelled within the last day.
    pub cancelled: i64,
}

/// A worker that gave a sign of life within the last hour.
#[derive(Clone, Debug, Serialize)]
pub struct WorkerView {
    /// Its id; a new one at each start.
    pub id: uuid::Uuid,
    /// Host and process.
    pub name: String,
    /// The queues that it serves.
    pub queues: Vec<String>,
    /// Jobs that it runs at once.
    pub places: i32,
    /// Jobs that it ran at its last sign.
    pub running: i32,
    /// It takes no more.
    pub stopping: bool,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// Its last sign of life.
    pub seen_at: DateTime<Utc>,
    /// The last sign is so recent that it lives.
    pub is_alive: bool,
}
