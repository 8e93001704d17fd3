//! Storing a job, in the transaction of the change that causes it.

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org, User};
use cmis_db::Conn;

use crate::{
    job::Job,
    queries::{self, NewJob},
};

/// A job and how it shall run. `Enqueue::new(job).org(org).by(user)`.
#[derive(Debug)]
pub struct Enqueue<J> {
    job: J,
    org: Option<Id<Org>>,
    run_at: Option<DateTime<Utc>>,
    priority: i16,
    unique_key: Option<String>,
    concurrency_key: Option<String>,
    created_by: Option<Id<User>>,
}

impl<J: Job> Enqueue<J> {
    /// A job of the installation itself that runs as soon as possible.
    pub fn new(job: J) -> Self {
        Self { job, org: None, run_at: None, priority: 0, unique_key: None, concurrency_key: None, created_by: None }
    }

    /// It belongs to an org. The tenant role may enqueue for its own org only.
    pub fn org(mut self, org: impl Into<Option<Id<Org>>>) -> Self {
        self.org = org.into();
        self
    }

    /// Not before this instant.
    pub fn at(mut self, run_at: DateTime<Utc>) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// Higher runs first; the default is 0.
    pub fn priority(mut self, priority: i16) -> Self {
        self.priority = priority;
        self
    }

    /// A waiting job of the same kind, org and key is the same job.
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// Of all jobs with this key one runs at a time. Keys are shared by all kinds and orgs: put both into it where meant.
    pub fn one_at_a_time(mut self, key: impl Into<String>) -> Self {
        self.concurrency_key = Some(key.into());
        self
    }

    /// The user who caused it.
    pub fn by(mut self, user: impl Into<Option<Id<User>>>) -> Self {
        self.created_by = user.into();
        self
    }
}

/// Stores a job in the caller's transaction: it runs after the commit, or never after a rollback. Works as the tenant
/// role (for its own org) and as the system role. Returns `id`, or the id of the waiting job with the same unique key,
/// which then runs after this transaction too, so that it sees its changes.
pub async fn enqueue<J: Job>(
    conn: &mut Conn,
    now: DateTime<Utc>,
    id: Id<id::Job>,
    enqueue: Enqueue<J>,
) -> Result<Id<id::Job>, sqlx::Error> {
    let payload = serde_json::to_value(&enqueue.job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let job = NewJob {
        id: id.raw(),
        org_id: enqueue.org.map(Id::raw),
        queue: J::QUEUE.as_str(),
        kind: J::KIND,
        payload,
        priority: enqueue.priority,
        run_at: enqueue.run_at.unwrap_or(now),
        max_attempts: J::MAX_ATTEMPTS,
        unique_key: enqueue.unique_key,
        concurrency_key: enqueue.concurrency_key,
        created_by: enqueue.created_by.map(Id::raw),
        created_at: now,
    };
    queries::insert(conn, &job).await.map(Id::new)
}
