//! Looking: one job, many jobs, queues, workers.

use cmis_base::id::{self, Id, Org, User};
use cmis_db::Conn;

use super::{Attempt, JobView, QueueView, State, WorkerView, queries};
use crate::job::Queue;

/// Counts of a queue stop here, so that asking costs the same whatever waits.
pub const COUNTED: i64 = 100_000;

/// Which jobs to list; what is none or empty does not narrow it.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Of this org.
    pub org: Option<Id<Org>>,
    /// Caused by this user.
    pub created_by: Option<Id<User>>,
    /// In one of these states.
    pub states: Vec<State>,
    /// Of one of these kinds.
    pub kinds: Vec<String>,
    /// In this queue.
    pub queue: Option<Queue>,
    /// Older than this one: the last of the page before.
    pub before: Option<Id<id::Job>>,
}

/// A job by its id, live or finished.
pub async fn find(conn: &mut Conn, id: Id<id::Job>) -> Result<Option<JobView>, sqlx::Error> {
    queries::find(conn, id.raw()).await
}

/// The ended attempts of a job, oldest first.
pub async fn attempts(conn: &mut Conn, id: Id<id::Job>) -> Result<Vec<Attempt>, sqlx::Error> {
    queries::list_attempts(conn, id.raw()).await
}

/// The newest jobs, live and finished, at most `limit`. The page that follows begins before the last one's id.
pub async fn list(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<Vec<JobView>, sqlx::Error> {
    queries::list(conn, filter, limit.clamp(1, 1000)).await
}

/// Depth and age of every queue, and how the jobs of the last day ended.
pub async fn queues(conn: &mut Conn) -> Result<Vec<QueueView>, sqlx::Error> {
    queries::queues(conn, &Queue::ALL.iter().map(|queue| queue.as_str()).collect::<Vec<_>>(), COUNTED).await
}

/// The workers seen within the last hour, latest sign first.
pub async fn workers(conn: &mut Conn) -> Result<Vec<WorkerView>, sqlx::Error> {
    queries::workers(conn).await
}
