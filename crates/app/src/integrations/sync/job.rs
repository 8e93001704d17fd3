//! The job of a run: it works through the accounts, and decides what becomes of the run when something stops it. However it ends, the run
//! says so: waiting, held, over.

use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use cmis_base::id::{Id, Integration, Org, SyncRun};
use cmis_connectors::platform::problem::{Class, Problem};
use cmis_jobs::{Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    enqueue, finish,
    plan::Kind,
    queries::{self, End, Run},
    walk::{self, Walk},
};
use crate::{
    integrations::{
        line::{Closed, Line as Way},
        log::{self, Level, Line},
        queries as integrations,
    },
    state::App,
};

/// Attempts without a page stored in between, after which a run gives up what it cannot read.
pub const PATIENCE: i16 = 12;
/// The longest wait where the platform asks for none.
const LONGEST_WAIT: Duration = Duration::from_secs(3600);

/// Works on a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct SyncIntegration {
    /// Of which integration.
    pub integration_id: Id<Integration>,
    /// Which.
    pub run_id: Id<SyncRun>,
}

/// What stops a run before its end.
pub enum Stop {
    /// The platform asks to wait, or is away.
    Wait(Problem),
    /// The right was taken back.
    Held,
    /// There is nothing to read any more.
    Gone,
    /// Somebody cancelled it.
    Cancelled,
    /// Another sync of the integration is more urgent.
    GiveWay,
    /// It cannot go on.
    Failed(Problem),
    /// This attempt broke; another one goes on.
    Broken(Failure),
}

impl From<sqlx::Error> for Stop {
    fn from(error: sqlx::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self::Broken(error.into())
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Broken(failure)
    }
}

impl Job for SyncIntegration {
    const KIND: &'static str = "sync.integration";
    const QUEUE: Queue = Queue::Sync;
    /// A long back-fill waits for a platform many times; how often without getting on is for [`PATIENCE`].
    const MAX_ATTEMPTS: i16 = 1000;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("a sync belongs to an org").map_err(Failure::permanent)?;
        let mut tx = job.tx().await?;
        let Some(run) = queries::begin(&mut tx, org, self.run_id, job.id, app.now()).await? else {
            let result = json!({"status": "over"});
            job.complete(&mut tx, &result).await?;
            tx.commit().await?;
            return Ok(result);
        };
        if run.is_new {
            let line = Line::new(Level::Info, "sync_started").with("kind", run.kind.clone()).of(run.id);
            log::write(&mut tx, &app, org, self.integration_id, line, app.now()).await?;
        }
        tx.commit().await?;
        let work = Work { app: &app, job: &job, org, integration: self.integration_id, run: &run };
        match work.through().await {
            Ok(result) => Ok(result),
            Err(stop) => work.stopped(stop).await,
        }
    }
}

/// A run at work in one attempt.
struct Work<'a> {
    app: &'a App,
    job: &'a Running,
    org: Id<Org>,
    integration: Id<Integration>,
    run: &'a Run,
}

impl Work<'_> {
    /// Reads account by account, until there is none left, and then the leads. Accounts that were chosen meanwhile are read too.
    async fn through(&self) -> Result<Value, Stop> {
        // every attempt breaks: there is no use in another one
        if self.run.stalled > 2 * PATIENCE {
            return Err(Stop::Failed(Problem::new(Class::Transient, "stuck", "")));
        }
        let line = match Way::open(self.app, self.org, self.integration).await? {
            Ok(line) => line,
            Err(Closed::Gone) => return Err(Stop::Gone),
            Err(Closed::NeedsReconnect) => return Err(Stop::Held),
            Err(Closed::NoApp) => return Err(Stop::Failed(Problem::new(Class::Permission, "no_app", ""))),
        };
        let mut walk = Walk::new(self.app, self.job, self.org, self.run, line)?;
        if self.run.pages == 0 && self.run.kind == Kind::Update.as_str() {
            walk.discover().await?;
        }
        let mut are_leads_read = self.run.kind != Kind::Update.as_str();
        loop {
            let mut tx = self.job.tx().await?;
            // whoever chooses accounts holds it too: no account is chosen between the last look and the end
            integrations::lock(&mut tx, self.integration).await?;
            if let Some(account) = walk::queries::next_account(&mut tx, self.org, self.integration, self.run).await? {
                tx.commit().await?;
                walk.account(account).await?;
                continue;
            }
            if !are_leads_read {
                tx.commit().await?;
                // after the ads: a lead finds the account of its own
                walk.leads().await?;
                are_leads_read = true;
                continue;
            }
            let has_failed = queries::has_failed(&mut tx, self.org, self.run.id).await?;
            let status = if has_failed { "failed" } else { "completed" };
            return Ok(self.end_in(tx, End { status, problem: None }).await?);
        }
    }

    /// Ends the run and the job together.
    async fn end_in(&self, mut tx: cmis_db::Tx, end: End<'_>) -> Result<Value, Failure> {
        finish(&mut tx, self.app, (self.org, self.integration, self.run.id), end).await?;
        let result = json!({"sync_id": self.run.id, "status": end.status});
        self.job.complete(&mut tx, &result).await?;
        tx.commit().await?;
        Ok(result)
    }

    async fn end(&self, status: &str, problem: Option<&Problem>) -> Result<Value, Failure> {
        let tx = self.job.tx().await?;
        self.end_in(tx, End { status, problem }).await
    }

    async fn stopped(&self, stop: Stop) -> Result<Value, Failure> {
        let is_last = self.job.is_last_attempt();
        match stop {
            Stop::Held => self.end("held", None).await,
            Stop::Gone => self.end("cancelled", None).await,
            Stop::Failed(problem) => self.fail(&problem).await,
            Stop::GiveWay => self.give_way().await,
            Stop::Cancelled => {
                let mut tx = self.job.tx().await?;
                let end = End { status: "cancelled", problem: None };
                finish(&mut tx, self.app, (self.org, self.integration, self.run.id), end).await?;
                tx.commit().await?;
                Err(Failure::permanent(anyhow::anyhow!("cancelled")))
            }
            Stop::Wait(problem) if is_last => self.fail(&problem).await,
            Stop::Wait(problem) => self.wait(&problem).await,
            Stop::Broken(failure) if is_last || matches!(failure, Failure::Permanent(_)) => {
                let problem = Problem::new(Class::Transient, "broken", "");
                let mut tx = self.job.tx().await?;
                let end = End { status: "failed", problem: Some(&problem) };
                finish(&mut tx, self.app, (self.org, self.integration, self.run.id), end).await?;
                tx.commit().await?;
                Err(failure)
            }
            Stop::Broken(failure) => Err(failure),
        }
    }

    /// The run failed, and the job with it.
    async fn fail(&self, problem: &Problem) -> Result<Value, Failure> {
        let mut tx = self.job.tx().await?;
        let end = End { status: "failed", problem: Some(problem) };
        finish(&mut tx, self.app, (self.org, self.integration, self.run.id), end).await?;
        tx.commit().await?;
        Err(Failure::permanent(anyhow::anyhow!("{problem}")))
    }

    /// Another attempt goes on when the platform may be asked again.
    async fn wait(&self, problem: &Problem) -> Result<Value, Failure> {
        let wait = problem.retry_after.unwrap_or_else(|| backoff(self.run.stalled)).max(Duration::from_secs(1));
        let until = self.app.now() + TimeDelta::from_std(wait).unwrap_or(TimeDelta::days(1));
        let was_asked_for = problem.class == Class::RateLimited;
        let mut tx = self.job.tx().await?;
        queries::wait(&mut tx, self.org, self.run.id, until, was_asked_for).await?;
        let line = Line::problem(Level::Warning, "sync_waits", problem).with("seconds", wait.as_secs()).of(self.run.id);
        log::write(&mut tx, self.app, self.org, self.integration, line, self.app.now()).await?;
        tx.commit().await?;
        Err(Failure::retry_after(anyhow::anyhow!("{problem}"), wait))
    }

    /// The rest goes on in a job of its own, behind what is more urgent.
    async fn give_way(&self) -> Result<Value, Failure> {
        let kind = Kind::parse(&self.run.kind).context("a kind of sync").map_err(Failure::permanent)?;
        let now = self.app.now();
        let mut tx = self.job.tx().await?;
        let rest = enqueue(self.org, self.integration, self.run.id, kind).at(now + TimeDelta::seconds(1));
        let next = cmis_jobs::enqueue(&mut tx, now, self.app.ids.next(), rest.by(self.job.created_by)).await?;
        queries::set_jobs(&mut tx, &[self.org.raw()], &[self.run.id.raw()], &[next.raw()]).await?;
        let result = json!({"sync_id": self.run.id, "status": "running", "job_id": next});
        self.job.complete(&mut tx, &result).await?;
        tx.commit().await?;
        Ok(result)
    }
}

/// How long to wait where a platform does not say: ten seconds, twice as long each time.
fn backoff(stalled: i16) -> Duration {
    let times = u32::try_from(stalled.clamp(1, 10) - 1).unwrap_or(0);
    Duration::from_secs(10 << times).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::backoff;

    #[test]
    fn waits_grow_to_an_hour() {
        let waits = [1, 2, 3, 9, 10, i16::MAX].map(|stalled| backoff(stalled).as_secs());
        assert_eq!(waits, [10, 20, 40, 2560, 3600, 3600]);
        assert_eq!(backoff(0).as_secs(), 10);
    }
}
