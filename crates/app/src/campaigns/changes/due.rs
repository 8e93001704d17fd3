//! What the product itself looks after: launched campaigns that are over or have spent their whole budget are stopped, wherever their
//! platform would let them go on, and platforms that nobody tells any more what they wait for are told.

use std::time::Duration;

use chrono::TimeDelta;
use cmis_base::id::{Campaign, Id, Org};
use cmis_jobs::{Failure, Job, Queue, Running, Schedule, When, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    actions::{self, Author},
    push::PushCampaign,
    queries,
};
use crate::{access::caller::Actor, campaigns, http::error::ApiError, state::App};

/// How often is looked.
const LOOK: Duration = Duration::from_secs(300);
/// How long nobody moved until somebody else goes on.
const STUCK: TimeDelta = TimeDelta::hours(1);
/// Campaigns that one round takes; the rest is left to the next.
const MOST: i64 = 1000;

/// Stops what has to be stopped. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct CampaignsDue {}

impl Job for CampaignsDue {
    const KIND: &'static str = "campaigns.due";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let due = queries::due(&mut tx, app.now(), MOST).await?;
        let stuck = queries::stuck(&mut tx, app.now() - STUCK, MOST).await?;
        tx.commit().await?;
        let mut stopped = 0;
        for one in &due {
            job.check()?;
            stopped += usize::from(stop(&app, one.org_id, one.id, &one.reason).await?);
        }
        let actor = Actor::system();
        let mut tx = job.tx().await?;
        for &(org, campaign, account) in &stuck {
            actions::push(&mut tx, &app, Author::system(org, &actor, None), [(campaign, account)])
                .await
                .map_err(failed)?;
        }
        tx.commit().await?;
        Ok(json!({"stopped": stopped, "stuck": stuck.len()}))
    }
}

fn failed(error: ApiError) -> Failure {
    anyhow::anyhow!("{}", error.message().to(cmis_base::locale::Locale::En)).into()
}

/// Stops a campaign that still runs: one that is over ends, one that has spent its budget pauses, so that it can be given more.
async fn stop(app: &App, org: Id<Org>, id: Id<Campaign>, reason: &str) -> Result<bool, Failure> {
    let mut tx = app.tenant(org).await?;
    let rows = campaigns::queries::lock_all(&mut tx, None, &[id.raw()]).await?;
    let is_running = rows.iter().any(|row| row.status == "active");
    if is_running {
        let to = if reason == "end_date_reached" { "completed" } else { "paused" };
        let actor = Actor::system();
        let author = Author::system(org, &actor, Some(reason));
        actions::set_status(&mut tx, app, author, &rows, to).await.map_err(failed)?;
    }
    tx.commit().await?;
    Ok(is_running)
}

/// Teaches a worker these jobs, and when they recur.
pub fn register(worker: Worker, app: &App) -> Worker {
    worker.register::<PushCampaign>(app.clone()).register::<CampaignsDue>(app.clone()).schedule(Schedule::new(
        "campaigns.due",
        When::every(LOOK),
        || CampaignsDue {},
    ))
}
