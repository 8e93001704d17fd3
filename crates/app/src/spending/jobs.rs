//! Pausing what must not go on: everything when somebody stops it, everything of a currency when a cap is reached, and again what is switched on
//! at a platform meanwhile. What a daily cap paused goes on the next day.

use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use cmis_base::{
    id::{Campaign, Id, Org},
    locale::Locale,
};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Schedule, When, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::queries;
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    campaigns::{
        changes::actions::{self, Author},
        queries as campaigns,
    },
    http::error::{ApiError, ErrorCode},
    state::App,
};

/// Campaigns that one transaction pauses.
const AT_ONCE: i64 = 200;
/// How often is looked.
const LOOK: Duration = Duration::from_secs(300);
/// How long a platform that did not pause is left alone.
const AGAIN: TimeDelta = TimeDelta::hours(1);

/// Pauses what runs in an org: all of it, or all of a currency.
#[derive(Debug, Serialize, Deserialize)]
pub struct PauseAll {
    /// ISO 4217; none for all.
    pub currency: Option<String>,
    /// `spending_stopped`, `daily_cap_reached` or `lifetime_cap_reached`.
    pub reason: String,
}

impl Job for PauseAll {
    const KIND: &'static str = "spending.pause_all";
    const QUEUE: Queue = Queue::Publishing;
    /// What comes after is seen by the next look.
    const MAX_ATTEMPTS: i16 = 3;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("spending belongs to an org").map_err(Failure::permanent)?;
        let actor = Actor::system();
        let mut paused = 0;
        loop {
            job.check()?;
            let mut tx = job.tx().await?;
            let (currency, tried) = (self.currency.as_deref(), app.now() - AGAIN);
            let ids = queries::to_pause(&mut tx, currency, &self.reason, tried, AT_ONCE).await?;
            let rows = campaigns::lock_all(&mut tx, None, &ids).await?;
            let rows: Vec<_> = rows.into_iter().filter(|row| row.status == "active").collect();
            // somebody may have released it, or raised the cap
            queries::one_at_a_time(&mut tx, org).await?;
            let over = queries::over(&mut tx, app.now()).await?;
            let holds = over.iter().any(|it| it.currency == self.currency && it.reason == self.reason);
            if rows.is_empty() || !holds {
                let result = json!({"paused": paused});
                job.complete(&mut tx, &result).await?;
                tx.commit().await?;
                return Ok(result);
            }
            let member = match self.reason.as_str() {
                "spending_stopped" => queries::stop(&mut tx).await?.and_then(|stop| stop.stopped_by),
                _ => None,
            };
            let author = Author { member, ..Author::system(org, &actor, Some(&self.reason)) };
            actions::set_status(&mut tx, &app, author, &rows, "paused").await.map_err(failed)?;
            if self.reason != "spending_stopped" {
                let told = json!({"kind": self.reason, "currency": self.currency, "value": rows.len()});
                let change = Change::of_kind("spending.cap_reached", "spending").after(told);
                audit::record(&mut tx, org, &actor, app.now(), change).await?;
            }
            tx.commit().await?;
            paused += rows.len();
        }
    }
}

fn failed(error: ApiError) -> Failure {
    anyhow::anyhow!("{}", error.message().to(Locale::En)).into()
}

/// Has what runs in an org paused, in the caller's transaction.
pub async fn pause_all(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    currency: Option<String>,
    reason: &str,
) -> Result<(), sqlx::Error> {
    let key = format!("{}:{reason}", currency.as_deref().unwrap_or("all"));
    let job = Enqueue::new(PauseAll { currency, reason: reason.to_owned() }).org(org).unique(&key);
    let job = job.one_at_a_time(format!("spending:{org}")).priority(100);
    cmis_jobs::enqueue(conn, app.now(), app.ids.next(), job).await.map(drop)
}

/// Looks at all orgs: has paused what is past a cap or runs while everything is stopped, and lets go on what waited for a new day. A schedule runs
/// it.
#[derive(Debug, Serialize, Deserialize)]
pub struct SpendingDue {}

impl Job for SpendingDue {
    const KIND: &'static str = "spending.due";
    const QUEUE: Queue = Queue::Publishing;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let over = queries::over(&mut tx, app.now()).await?;
        let orgs: Vec<Uuid> = over.iter().map(|it| it.org.raw()).collect();
        let running = queries::that_run(&mut tx, &orgs).await?;
        let mut paused = 0;
        let runs = |it: &&queries::Over| {
            running
                .iter()
                .any(|(org, currency)| *org == it.org.raw() && it.currency.as_ref().is_none_or(|it| it == currency))
        };
        for it in over.iter().filter(runs) {
            pause_all(&mut tx, &app, it.org, it.currency.clone(), &it.reason).await?;
            paused += 1;
        }
        let waited = queries::of_a_new_day(&mut tx, app.now(), None).await?;
        tx.commit().await?;
        let (mut resumed, mut failed) = (0, 0);
        for (org, campaign, _) in waited {
            job.check()?;
            match go_on(&app, org, campaign).await {
                Ok(goes_on) => resumed += usize::from(goes_on),
                // one that does not work out keeps none of the others waiting; the next look tries again
                Err(error) => {
                    failed += 1;
                    tracing::error!(%org, %campaign, ?error, "a campaign that waited for a new day does not go on");
                }
            }
        }
        Ok(json!({"paused": paused, "resumed": resumed, "failed": failed}))
    }
}

/// Lets a campaign go on that a daily cap paused; false where it does not fit, or a cap is reached already.
async fn go_on(app: &App, org: Id<Org>, campaign: Id<Campaign>) -> Result<bool, Failure> {
    let actor = Actor::system();
    let mut tx = app.tenant(org).await?;
    let rows = campaigns::lock_all(&mut tx, None, &[campaign.raw()]).await?;
    let over = queries::over(&mut tx, app.now()).await?;
    let is_over =
        rows.iter().any(|row| over.iter().any(|it| it.currency.as_ref().is_none_or(|it| *it == row.currency)));
    // somebody may have moved it meanwhile
    let waits = queries::of_a_new_day(&mut tx, app.now(), Some(campaign)).await?.pop();
    let Some((_, _, paused_at)) = waits.filter(|_| !is_over) else {
        tx.done();
        return Ok(false);
    };
    // one of its platforms may have been told later than another
    let times = (paused_at - TimeDelta::days(1), paused_at);
    let them = actions::resumable(&mut tx, rows, "daily_cap_reached", times).await.map_err(failed)?;
    let author = Author::system(org, &actor, Some("new_day"));
    match actions::resume(&mut tx, app, author, &them).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(!them.is_empty())
        }
        Err(error) if matches!(error.code(), ErrorCode::SpendLimit | ErrorCode::SpendingStopped) => Ok(false),
        Err(error) => Err(failed(error)),
    }
}

/// Teaches a worker these jobs, and when they recur.
pub fn register(worker: Worker, app: &App) -> Worker {
    let worker = worker.register::<PauseAll>(app.clone()).register::<SpendingDue>(app.clone());
    worker.schedule(Schedule::new("spending.due", When::every(LOOK), || SpendingDue {}))
}
