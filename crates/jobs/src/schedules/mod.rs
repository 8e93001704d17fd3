//! What recurs: declared in code, one line each, kept by every worker, enqueued once for each occurrence.
//!
//! An occurrence is a row's `next_at`: whoever locks the row first when it is due enqueues the job and moves `next_at` on, in one
//! transaction. So any number of nodes enqueue each occurrence once, and occurrences missed while none ran are made up for by
//! one. This module never runs anything itself.

mod queries;
mod when;

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use cmis_base::{
    clock::Clock,
    id::{self, Id, Ids, User},
};
use cmis_db::{Conn, Db};
use futures_util::future::BoxFuture;

use crate::{
    enqueue::{Enqueue, enqueue},
    job::Job,
};
pub use when::{When, spread};

/// Longest time until a worker looks at the schedules again: a resumed scheduler goes on within it.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

type Put = dyn for<'c> Fn(&'c mut Conn, Occurrence) -> BoxFuture<'c, Result<Id<id::Job>, sqlx::Error>> + Send + Sync;

/// A job that shall be enqueued.
struct Occurrence {
    now: DateTime<Utc>,
    id: Id<id::Job>,
    at: DateTime<Utc>,
}

/// Work that recurs.
#[derive(Clone)]
pub struct Schedule {
    name: &'static str,
    when: When,
    offset: Duration,
    put: Arc<Put>,
}

impl Schedule {
    /// `job` makes what each occurrence enqueues. Names are unique and kept: the state of the schedule is stored under its name.
    ///
    /// While a run of it waits, a further occurrence is the same run; two runs of it never run at the same time.
    pub fn new<J: Job>(name: &'static str, when: When, job: impl Fn() -> J + Send + Sync + 'static) -> Self {
        let put: Arc<Put> = Arc::new(move |conn, Occurrence { now, id, at }| {
            let job = Enqueue::new(job()).at(at).unique(name).one_at_a_time(format!("schedule:{name}"));
            Box::pin(enqueue(conn, now, id, job))
        });
        Self { name, when, offset: Duration::ZERO, put }
    }

    /// Moves every occurrence by a part of `within` that is always the same for this key: installations that share a platform
    /// do not come to it in the same second.
    pub fn spread(mut self, key: &str, within: Duration) -> Self {
        self.offset = spread(&format!("{}:{key}", self.name), within);
        self
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The first occurrence after an instant.
    pub fn next(&self, after: DateTime<Utc>) -> DateTime<Utc> {
        let offset = chrono::TimeDelta::from_std(self.offset).unwrap_or_default();
        self.when.next(after - offset) + offset
    }

    fn definition(&self) -> String {
        if self.offset.is_zero() {
            self.when.to_string()
        } else {
            format!("{} + {} s", self.when, self.offset.as_secs())
        }
    }
}

/// Where a schedule stands.
#[derive(Clone, Debug)]
pub struct ScheduleView {
    /// Its name.
    pub name: String,
    /// When it recurs: `daily at 02:00 (UTC)`.
    pub definition: String,
    /// The next occurrence.
    pub next_at: DateTime<Utc>,
    /// The last occurrence that was enqueued.
    pub last_at: Option<DateTime<Utc>>,
    /// Its job.
    pub last_job_id: Option<uuid::Uuid>,
}

/// The schedules of the product. Cheap to clone.
#[derive(Clone, Default)]
pub struct Schedules(Arc<Vec<Schedule>>);

impl Schedules {
    /// One more. Two of one name are a mistake in the program.
    pub fn with(self, schedule: Schedule) -> Self {
        assert!(self.find(schedule.name).is_none(), "two schedules called {}", schedule.name);
        let mut all = self.0.as_ref().clone();
        all.push(schedule);
        Self(Arc::new(all))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, name: &str) -> Option<&Schedule> {
        self.0.iter().find(|schedule| schedule.name == name)
    }

    fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|schedule| schedule.name).collect()
    }

    fn definitions(&self) -> Vec<String> {
        self.0.iter().map(Schedule::definition).collect()
    }

    /// Where they stand, by name. One that no worker has kept yet is left out.
    pub async fn list(&self, conn: &mut Conn) -> Result<Vec<ScheduleView>, sqlx::Error> {
        queries::list(conn, &self.names()).await
    }

    /// Runs one now, beside its occurrences, whether or not the scheduler is paused. None when there is none of that name.
    pub async fn run_now(
        &self,
        conn: &mut Conn,
        now: DateTime<Utc>,
        id: Id<id::Job>,
        name: &str,
    ) -> Result<Option<Id<id::Job>>, sqlx::Error> {
        let Some(schedule) = self.find(name) else { return Ok(None) };
        (schedule.put)(conn, Occurrence { now, id, at: now }).await.map(Some)
    }

    /// Stores the next occurrence of those that are new or were declared otherwise.
    pub(crate) async fn plan(&self, db: &Db, clock: &Clock) -> Result<(), sqlx::Error> {
        let mut tx = db.system("plan schedules").await?;
        let now = queries::now(&mut tx, clock.standing()).await?;
        let definitions = self.definitions();
        let nexts: Vec<DateTime<Utc>> = self.0.iter().map(|schedule| schedule.next(now)).collect();
        queries::plan(&mut tx, &self.names(), &definitions, &nexts).await?;
        tx.commit().await
    }

    /// Enqueues what is due; returns how many jobs.
    pub(crate) async fn tick(&self, db: &Db, clock: &Clock, ids: &Ids) -> Result<usize, sqlx::Error> {
        let mut tx = db.system("schedules").await?;
        let definitions = self.definitions();
        let due = queries::lock_due(&mut tx, &self.names(), &definitions, clock.standing()).await?;
        if due.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let mut enqueued = 0;
        for due in due {
            let Some(schedule) = self.find(&due.name) else { continue };
            let occurrence = Occurrence { now: due.now, id: ids.next(), at: due.next_at };
            let job = (schedule.put)(&mut tx, occurrence).await?;
            queries::move_on(&mut tx, schedule.name, schedule.next(due.now), job.raw()).await?;
            enqueued += 1;
        }
        tx.commit().await?;
        Ok(enqueued)
    }

    /// Keeps the schedules until it is dropped.
    pub(crate) async fn keep(&self, db: &Db, clock: &Clock, ids: &Ids) -> anyhow::Result<()> {
        self.plan(db, clock).await?;
        loop {
            self.tick(db, clock, ids).await?;
            let mut tx = db.system("next schedule").await?;
            let seconds =
                queries::seconds_to_next(&mut tx, &self.names(), &self.definitions(), clock.standing()).await?;
            tx.rollback().await?;
            let wait = seconds.map_or(LOOK_AGAIN, |seconds| Duration::from_secs_f64(seconds.max(0.0)));
            tokio::time::sleep(wait.clamp(Duration::from_millis(10), LOOK_AGAIN)).await;
        }
    }
}

/// Pauses the schedules of the whole installation; what is enqueued already runs. Returns whether they were running.
pub async fn pause(conn: &mut Conn, now: DateTime<Utc>, by: Option<Id<User>>) -> Result<bool, sqlx::Error> {
    queries::pause(conn, now, by.map(Id::raw)).await
}

/// Lets the schedules go on; what was missed runs once. Returns whether they were paused.
pub async fn resume(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    queries::resume(conn).await
}

/// Since when the schedules are paused, and who did it; none when they run.
pub async fn paused(conn: &mut Conn) -> Result<Option<(DateTime<Utc>, Option<Id<User>>)>, sqlx::Error> {
    Ok(queries::paused(conn).await?.map(|(at, by)| (at, by.map(Id::new))))
}
