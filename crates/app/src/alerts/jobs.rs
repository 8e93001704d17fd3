//! When it is looked: every quarter of an hour, after each sync, and after a rule changed. Many reasons at once make one look.

use std::time::Duration;

use anyhow::Context;
use cmis_base::id::{Id, Org};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Schedule, When, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{evaluate::evaluate, queries};
use crate::state::App;

/// How often is looked.
const LOOK: Duration = Duration::from_secs(900);

/// Looks whether anything crossed a threshold in an org, or has come back.
#[derive(Debug, Serialize, Deserialize)]
pub struct EvaluateAlerts {}

impl Job for EvaluateAlerts {
    const KIND: &'static str = "alerts.evaluate";
    const QUEUE: Queue = Queue::AnalyticsProcessing;
    /// What comes after is looked at again soon.
    const MAX_ATTEMPTS: i16 = 3;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("alerts belong to an org").map_err(Failure::permanent)?;
        let mut tx = job.tx().await?;
        let outcome = evaluate(&mut tx, &app, org).await?;
        let result = json!({"fired": outcome.fired, "resolved": outcome.resolved});
        job.complete(&mut tx, &result).await?;
        tx.commit().await?;
        Ok(result)
    }
}

/// Has each org looked at in which there is something to look at. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct AlertsDue {}

impl Job for AlertsDue {
    const KIND: &'static str = "alerts.due";
    const QUEUE: Queue = Queue::AnalyticsProcessing;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let orgs = queries::orgs_to_look_at(&mut tx).await?;
        let jobs: Vec<_> = orgs.into_iter().map(look).collect();
        let jobs = cmis_jobs::enqueue_all(&mut tx, app.now(), &app.ids, jobs).await?;
        tx.commit().await?;
        Ok(json!({"orgs": jobs.len()}))
    }
}

/// The job of an org: one that waits is the same, and none runs beside another.
fn look(org: Id<Org>) -> Enqueue<EvaluateAlerts> {
    Enqueue::new(EvaluateAlerts {}).org(org).unique("alerts").one_at_a_time(format!("alerts:{org}"))
}

/// Numbers came in, in the caller's transaction: they are looked at where somebody wants to be told of any.
pub async fn numbers_came(conn: &mut Conn, app: &App, org: Id<Org>) -> Result<(), sqlx::Error> {
    if queries::has_rules(conn, org).await? { rules_changed(conn, app, org).await } else { Ok(()) }
}

/// A rule changed, in the caller's transaction: what it is about is looked at anew.
pub async fn rules_changed(conn: &mut Conn, app: &App, org: Id<Org>) -> Result<(), sqlx::Error> {
    cmis_jobs::enqueue(conn, app.now(), app.ids.next(), look(org)).await.map(drop)
}

/// Teaches a worker these jobs, and when they recur.
pub fn register(worker: Worker, app: &App) -> Worker {
    worker.register::<EvaluateAlerts>(app.clone()).register::<AlertsDue>(app.clone()).schedule(Schedule::new(
        "alerts.evaluate",
        When::every(LOOK),
        || AlertsDue {},
    ))
}
