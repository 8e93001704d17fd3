//! What follows of an announcement in an org: a job for each org that works through its log.
//!
//! Each effect is one transaction, which also says that it is done: it takes place once, or is tried again at 1, 5, 15 minutes, 1, 3 and 12
//! hours, and is failed after that. Calls to the platform come before it. Where a person has to connect again first, it waits for them.

pub mod acts;
pub mod kinds;
pub mod queries;

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
};
use cmis_connectors::platform::problem::{Class, Problem};
use cmis_db::{Conn, Tx};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    model::{next_try, place},
    queries::{self as logs, Due, End},
};
use crate::{integrations::line::Closed, state::App};

/// Rows of a log that are taken at a time.
const BATCH: i64 = 100;
/// How long a job goes on; after that others have their turn.
const TURN: Duration = Duration::from_secs(20);
/// When something is looked at again that waits for a person.
const HELD: TimeDelta = TimeDelta::hours(1);
/// The soonest that a platform is asked again which said to wait, whatever it said.
const LEAST_WAIT: TimeDelta = TimeDelta::minutes(1);

/// Works through an org's log.
#[derive(Debug, Serialize, Deserialize)]
pub struct Effects {}

/// Stores the jobs of some orgs, in the caller's transaction. One that waits is the same job, and runs at the earlier time.
pub async fn enqueue(
    conn: &mut Conn,
    app: &App,
    orgs: impl IntoIterator<Item = Id<Org>>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let jobs = orgs.into_iter().map(|org| {
        let key = format!("webhooks.effects:{org}");
        Enqueue::new(Effects {}).org(org).unique(&key).one_at_a_time(&key).at(at)
    });
    let jobs: Vec<_> = jobs.collect();
    cmis_jobs::enqueue_all(conn, app.now(), &app.ids, jobs).await.map(drop)
}

impl Job for Effects {
    const KIND: &'static str = "webhooks.effects";
    const QUEUE: Queue = Queue::Webhooks;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("a log belongs to an org").map_err(Failure::permanent)?;
        let (begun, mut count) = (Instant::now(), 0);
        loop {
            let mut tx = job.tx().await?;
            let works = queries::is_org_working(&mut tx, org).await?;
            let is_over = begun.elapsed() > TURN || !works;
            let due = if is_over { Vec::new() } else { logs::due(&mut tx, org, app.now(), BATCH).await? };
            if due.is_empty() {
                if let Some(next) = logs::next_due(&mut tx, org).await?.filter(|_| works) {
                    enqueue(&mut tx, &app, [org], next.max(app.now())).await?;
                }
                let result = json!({"events": count});
                job.complete(&mut tx, &result).await?;
                tx.commit().await?;
                return Ok(result);
            }
            tx.commit().await?;
            count += due.len();
            let said = payloads(&app, &due).await?;
            for due in due {
                job.check()?;
                let payload = said.get(&due.event_id);
                work(&app, org, &due, payload).await?;
            }
        }
    }
}

/// What events say, sealed.
async fn payloads(app: &App, due: &[Due]) -> Result<HashMap<Uuid, Vec<u8>>, sqlx::Error> {
    let ids: Vec<Uuid> = due.iter().map(|due| due.event_id).collect();
    let mut tx = app.system("what platforms announced, for whom it was told").await?;
    let found = logs::payloads(&mut tx, &ids).await?;
    tx.commit().await?;
    Ok(found.into_iter().collect())
}

/// Why an effect did not take place.
#[derive(Debug)]
pub enum Trouble {
    /// A stable word; trying again does not help.
    Never(&'static str),
    /// A stable word; another time may be better.
    Later(&'static str),
    /// The platform refused.
    Platform(Problem),
    /// The platform cannot be called.
    Closed(Closed),
    /// Our fault.
    Inner(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Trouble {
    fn from(error: E) -> Self {
        Self::Inner(error.into())
    }
}

/// Something in a log that is worked on.
pub struct Work<'a> {
    /// The product.
    pub app: &'a App,
    /// The org.
    pub org: Id<Org>,
    /// The row.
    pub due: &'a Due,
    /// Where it comes from.
    pub platform: Platform,
    /// What it says.
    pub payload: Value,
}

impl Work<'_> {
    /// Begins the transaction of an effect and notes in it that it took place. None when somebody else was faster: nothing may be done
    /// then.
    pub async fn begin(&self, end: End<'_>) -> Result<Option<Tx>, Trouble> {
        let mut tx = self.app.tenant(self.org).await?;
        let is_ours = self.end(&mut tx, &end).await?;
        Ok(is_ours.then_some(tx))
    }

    /// Notes in a transaction what came of it. False when somebody else was faster: nothing of the transaction may be kept then.
    pub async fn end(&self, conn: &mut Conn, end: &End<'_>) -> Result<bool, sqlx::Error> {
        logs::end(conn, self.due.id, self.due.attempts, end, self.app.now()).await
    }

    /// The same with what it did, and nothing more to say.
    pub async fn done(&self, effect: &'static str) -> Result<Option<Tx>, Trouble> {
        self.begin(End { state: "processed", effect: Some(effect), error: None, next: None, details: None }).await
    }

    /// Notes that it means nothing here.
    async fn ignore(&self, why: &'static str) -> Result<(), Trouble> {
        let end = End { state: "ignored", effect: None, error: Some(why), next: None, details: None };
        if let Some(tx) = self.begin(end).await? {
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Lets an effect take place, or notes why it did not. Only a database that is away is an error: then nothing is noted.
async fn work(app: &App, org: Id<Org>, due: &Due, payload: Option<&Vec<u8>>) -> anyhow::Result<()> {
    let platform: Platform = due.platform.parse()?;
    let outcome = match payload.map(|sealed| read(app, due, sealed)) {
        Some(Ok(payload)) => act(&Work { app, org, due, platform, payload }).await,
        Some(Err(error)) => Err(Trouble::Inner(error)),
        None => Err(Trouble::Never("gone")),
    };
    let Err(trouble) = outcome else { return Ok(()) };
    let now = app.now();
    let attempts = due.attempts.saturating_add(1);
    let (word, next) = match &trouble {
        Trouble::Never(word) => (*word, None),
        Trouble::Later(word) => (*word, next_try(attempts, now)),
        // what waits for a person is held, not failed
        Trouble::Closed(Closed::NeedsReconnect) => ("needs_reconnect", Some(now + HELD)),
        Trouble::Closed(Closed::Gone | Closed::NoApp) => ("no_integration", next_try(attempts, now)),
        Trouble::Platform(problem) => (problem.class.as_str(), after(problem, attempts, now)),
        Trouble::Inner(error) => {
            tracing::error!(error = format!("{error:#}"), kind = due.kind, %platform, "the effect of a webhook failed");
            ("internal", next_try(attempts, now))
        }
    };
    let state = if next.is_some() { "retrying" } else { "failed" };
    let end = End { state, effect: None, error: Some(word), next, details: None };
    let mut tx = app.tenant(org).await?;
    logs::end(&mut tx, due.id, due.attempts, &end, now).await?;
    tx.commit().await?;
    Ok(())
}

fn read(app: &App, due: &Due, sealed: &[u8]) -> anyhow::Result<Value> {
    let plain = app.keys.open(&place(due.event_id), sealed)?;
    Ok(serde_json::from_slice(&plain)?)
}

/// When to ask a platform again that refused.
fn after(problem: &Problem, attempts: i16, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let asked = problem.retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()).map(|wait| now + wait);
    match problem.class {
        // it is the same again however often it is asked
        Class::NotFound | Class::Invalid | Class::Duplicate => None,
        Class::RateLimited | Class::Revoked => Some(asked.unwrap_or(now + HELD).max(now + LEAST_WAIT)),
        _ => next_try(attempts, now).map(|at| asked.map_or(at, |asked| asked.max(at))),
    }
}

async fn act(work: &Work<'_>) -> Result<(), Trouble> {
    use kinds::Meaning;
    match kinds::meaning(work.platform, &work.due.kind, &work.payload) {
        Meaning::Lead(lead) => acts::lead(work, &lead).await,
        Meaning::LeadAnnounced(id) => acts::fetch_lead(work, &id).await,
        Meaning::Review(review) => acts::review(work, &review).await,
        Meaning::Budget(budget) => acts::budget(work, &budget).await,
        Meaning::Changed => acts::refresh(work).await,
        Meaning::Rights => acts::rights(work).await,
        Meaning::Kept => acts::keep(work).await,
        Meaning::Trial => work.ignore("trial").await,
        Meaning::Unknown => work.ignore("unknown_kind").await,
        Meaning::Unreadable => Err(Trouble::Never("unreadable")),
    }
}
