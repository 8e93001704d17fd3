//! What recurs: each integration is read about once an hour, at a minute of its own; runs whose job is gone are ended; tokens are
//! refreshed ahead of their end. Each round takes so many and leaves the rest to the next.

pub mod queries;

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use cmis_base::id::{Id, Integration};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Schedule, When, Worker, schedules::spread};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Cause, Start, finish, job::SyncIntegration, plan::Kind, queries::End, start_all};
use crate::{integrations::line::Line, state::App};

/// How often an integration is read.
const EVERY: Duration = Duration::from_secs(3600);
/// How often is looked for what is due.
const LOOK: Duration = Duration::from_secs(60);
/// Integrations that one round takes.
const MOST: i64 = 500;

/// When an integration is read next: within the hour, at a minute of its own.
pub fn next(integration: Id<Integration>, now: DateTime<Utc>) -> DateTime<Utc> {
    let hour = TimeDelta::from_std(EVERY).unwrap_or_default();
    let begin = now.duration_trunc(hour).unwrap_or(now);
    let at = begin + TimeDelta::from_std(spread(&integration.to_string(), EVERY)).unwrap_or_default();
    if at > now { at } else { at + hour }
}

/// Starts the syncs that are due, and ends runs that nobody works on any more. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct SyncDue {}

impl Job for SyncDue {
    const KIND: &'static str = "sync.due";
    const QUEUE: Queue = Queue::Sync;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let now = app.now();
        let mut tx = job.tx().await?;
        let due = queries::take_due(&mut tx, now, MOST).await?;
        let start = Start { kind: Kind::Update, cause: Cause::Schedule, by: None };
        start_all(&mut tx, &app, &due, start).await?;
        tx.commit().await?;
        let mut tx = job.tx().await?;
        let lost = queries::lost(&mut tx, MOST).await?;
        // each tells its people of its end: they are exceptions
        for run in &lost {
            let is_cancelled = run.is_gone || run.job_state.as_deref() == Some("cancelled");
            let status = if is_cancelled { "cancelled" } else { "failed" };
            let of = (run.org_id, run.integration_id, run.id);
            finish(&mut tx, &app, of, End { status, problem: None }).await?;
        }
        tx.commit().await?;
        Ok(json!({"due": due.len(), "lost": lost.len()}))
    }
}

/// Has tokens refreshed that end soon. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefreshDue {}

impl Job for RefreshDue {
    const KIND: &'static str = "tokens.due";
    const QUEUE: Queue = Queue::Sync;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let due = queries::tokens_due(&mut tx, app.now(), MOST).await?;
        let jobs = due.iter().map(|(org, integration_id)| {
            let key = format!("tokens:{integration_id}");
            let job = Enqueue::new(RefreshTokens { integration_id: *integration_id });
            job.org(*org).unique(&key).one_at_a_time(&key).priority(10)
        });
        let jobs: Vec<_> = jobs.collect();
        cmis_jobs::enqueue_all(&mut tx, app.now(), &app.ids, jobs).await?;
        tx.commit().await?;
        Ok(json!({"due": due.len()}))
    }
}

/// Refreshes the tokens of an integration ahead of their end. What the platform refuses is kept with the integration, and tried again
/// when it is due the next time.
#[derive(Debug, Serialize, Deserialize)]
pub struct RefreshTokens {
    /// Which.
    pub integration_id: Id<Integration>,
}

impl Job for RefreshTokens {
    const KIND: &'static str = "tokens.refresh";
    const QUEUE: Queue = Queue::Sync;
    const MAX_ATTEMPTS: i16 = 3;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("tokens belong to an org").map_err(Failure::permanent)?;
        let mut tx = job.tx().await?;
        let is_due = queries::is_token_due(&mut tx, org, self.integration_id, app.now()).await?;
        tx.commit().await?;
        let outcome = match is_due {
            // somebody refreshed them meanwhile
            false => "fresh".to_owned(),
            true => match Line::open(&app, org, self.integration_id).await? {
                Err(closed) => format!("{closed:?}"),
                Ok(mut line) => match line.refresh().await? {
                    Ok(()) => "refreshed".to_owned(),
                    Err(problem) => problem.class.as_str().to_owned(),
                },
            },
        };
        Ok(json!({"outcome": outcome}))
    }
}

/// Teaches a worker these jobs, and when they recur.
pub fn register(worker: Worker, app: &App) -> Worker {
    worker
        .register::<SyncIntegration>(app.clone())
        .register::<SyncDue>(app.clone())
        .register::<RefreshDue>(app.clone())
        .register::<RefreshTokens>(app.clone())
        .schedule(Schedule::new("sync.due", When::every(LOOK), || SyncDue {}))
        .schedule(Schedule::new("tokens.refresh", When::every(LOOK), || RefreshDue {}))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use cmis_base::id::Id;
    use uuid::Uuid;

    use super::next;

    #[test]
    fn every_integration_has_a_minute_of_its_own() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T09:59:59Z").expect("an instant").to_utc();
        let mut minutes = std::collections::BTreeSet::new();
        for number in 0..100 {
            let id = Id::new(Uuid::from_u128(number));
            let at = next(id, now);
            assert!(at > now && at <= now + TimeDelta::hours(1));
            assert_eq!(next(id, at), at + TimeDelta::hours(1));
            minutes.insert(at.timestamp() / 60);
        }
        assert!(minutes.len() > 30);
    }
}
