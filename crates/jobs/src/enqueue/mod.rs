//! Storing jobs, in the transaction of the change that causes them.

mod queries;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Ids, Org, User};
use cmis_db::Conn;
use uuid::Uuid;

use crate::job::Job;
pub(crate) use queries::NewJobs;

/// Jobs that one statement stores.
const BATCH: usize = 5_000;
/// The most urgent and the least urgent priority.
const PRIORITIES: (i16, i16) = (-1000, 1000);

/// A job and how it shall run. `Enqueue::new(job).org(org).by(user)`.
#[derive(Debug)]
pub struct Enqueue<J> {
    job: J,
    org: Option<Id<Org>>,
    run_at: Option<DateTime<Utc>>,
    priority: i16,
    unique_key: Option<String>,
    concurrency_key: Option<String>,
    at_once: i16,
    created_by: Option<Id<User>>,
}

impl<J: Job> Enqueue<J> {
    /// A job of the installation itself that runs as soon as possible.
    pub fn new(job: J) -> Self {
        Self {
            job,
            org: None,
            run_at: None,
            priority: 0,
            unique_key: None,
            concurrency_key: None,
            at_once: 1,
            created_by: None,
        }
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

    /// Higher runs first, from -1000 to 1000; the default is 0. Within one priority the orgs take turns.
    pub fn priority(mut self, priority: i16) -> Self {
        self.priority = priority.clamp(PRIORITIES.0, PRIORITIES.1);
        self
    }

    /// A waiting job of the same kind, org and key is the same job.
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// Of all jobs with this key one runs at a time. Keys are shared by all kinds and orgs: put both into it where meant.
    pub fn one_at_a_time(self, key: impl Into<String>) -> Self {
        self.at_most(1, key)
    }

    /// Of all jobs with this key so many run at a time, at least one. All jobs of a key should give the same number; where
    /// they do not, each goes by its own.
    pub fn at_most(mut self, at_once: u16, key: impl Into<String>) -> Self {
        self.at_once = i16::try_from(at_once.clamp(1, 1000)).unwrap_or(1000);
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
    let mut jobs = NewJobs::of::<J>(now);
    let is_unique = enqueue.unique_key.is_some();
    push(&mut jobs, id.raw(), enqueue)?;
    if !is_unique {
        queries::insert_one(conn, &jobs).await?;
        return Ok(id);
    }
    let stored = queries::insert(conn, &jobs).await?;
    Ok(stored.first().map_or(id, |stored| Id::new(stored.id)))
}

/// Stores many jobs of a kind in the caller's transaction, thousands in one statement. Returns their ids in the order
/// given; equal unique keys get one id.
pub async fn enqueue_all<J: Job>(
    conn: &mut Conn,
    now: DateTime<Utc>,
    ids: &Ids,
    all: impl IntoIterator<Item = Enqueue<J>>,
) -> Result<Vec<Id<id::Job>>, sqlx::Error> {
    let mut all = all.into_iter().peekable();
    let mut stored = Vec::new();
    let mut seen: HashMap<(Option<Id<Org>>, String), usize> = HashMap::new();
    while all.peek().is_some() {
        let mut jobs = NewJobs::of::<J>(now);
        let begun = stored.len();
        // which place of `stored` an equal job of this batch has, for those that are not stored themselves
        let mut same = Vec::new();
        for enqueue in all.by_ref().take(BATCH) {
            let id = ids.next::<id::Job>();
            if let Some(key) = &enqueue.unique_key {
                let place = *seen.entry((enqueue.org, key.clone())).or_insert(stored.len());
                if place != stored.len() {
                    same.push((stored.len(), place));
                    stored.push(id);
                    continue;
                }
            }
            stored.push(id);
            push(&mut jobs, id.raw(), enqueue)?;
        }
        let merged: HashMap<(Option<Uuid>, String), Uuid> = queries::insert(conn, &jobs)
            .await?
            .into_iter()
            .filter_map(|row| row.unique_key.map(|key| ((row.org_id, key), row.id)))
            .collect();
        for ((org, key), place) in seen.iter().filter(|(_, place)| **place >= begun) {
            if let Some(id) = merged.get(&(org.map(Id::raw), key.clone())) {
                stored[*place] = Id::new(*id);
            }
        }
        for (place, equal) in same {
            stored[place] = stored[equal];
        }
    }
    Ok(stored)
}

fn push<J: Job>(jobs: &mut NewJobs, id: Uuid, enqueue: Enqueue<J>) -> Result<(), sqlx::Error> {
    let payload = serde_json::to_value(&enqueue.job).map_err(|error| sqlx::Error::Encode(error.into()))?;
    let run_at = enqueue.run_at.unwrap_or(jobs.now);
    jobs.ids.push(id);
    jobs.orgs.push(enqueue.org.map(Id::raw));
    jobs.payloads.push(payload);
    jobs.states.push(if run_at > jobs.now { "scheduled" } else { "pending" });
    jobs.priorities.push(enqueue.priority);
    jobs.run_ats.push(run_at);
    jobs.unique_keys.push(enqueue.unique_key);
    jobs.concurrency_keys.push(enqueue.concurrency_key);
    jobs.concurrency_limits.push(enqueue.at_once);
    jobs.created_bys.push(enqueue.created_by.map(Id::raw));
    Ok(())
}
