//! Reading platforms from the command line: begins the syncs of integrations, waits for them, and tells what came of each.
//!
//! A sync is worked on where a worker is; here where none is. Whoever stops to wait loses nothing: what was begun is there, and asked for
//! again it is the same sync. It must never begin what a person has to mend first.

mod queries;

use std::{collections::HashMap, pin::pin, time::Duration};

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Integration, Org, SyncRun},
    platform::Platform,
};
use cmis_jobs::{Queue, Worker, view::find};
use serde::Serialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{actor, orgs};
use crate::{
    audit::{self, Change},
    background,
    http::error::ApiError,
    integrations::{
        model::ProblemView,
        sync::{Cause, Start, model::SyncView, plan::Kind, queries as runs, start_all},
    },
    state::App,
};

/// How often a sync that is waited for is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// How long what this process works on may take to its next page when nobody waits any more.
const GRACE: Duration = Duration::from_secs(2);

/// An integration that was asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Its org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org: String,
    /// Which.
    pub id: Id<Integration>,
    /// Who granted.
    pub name: String,
    /// `active` or `needs_reconnect`.
    pub status: String,
    /// Whether any account is chosen.
    pub has_used: bool,
    /// Its sync; none where there is something to do for a person first.
    pub run: Option<Id<SyncRun>>,
}

/// Where an integration's sync stands.
#[derive(Clone, Debug, Serialize)]
pub struct Standing {
    /// Its org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org: String,
    /// Which.
    pub integration_id: Id<Integration>,
    /// Who granted.
    pub name: String,
    /// The sync; none where it was not begun.
    pub sync_id: Option<Id<SyncRun>>,
    /// A word of a sync's status, `needs_reconnect` or `no_accounts`.
    pub status: String,
    /// 0 to 100.
    pub progress: i16,
    /// Pages read.
    pub pages: i32,
    /// Rows of numbers read.
    pub rows: i64,
    /// How long it took, or has taken so far, in seconds.
    pub seconds: Option<i64>,
    /// It waits for the platform until then.
    pub resumes_at: Option<DateTime<Utc>>,
    /// What failed, and what to do.
    pub problem: Option<ProblemView>,
}

impl Standing {
    /// Whether nothing more comes by itself.
    pub fn is_over(&self) -> bool {
        !matches!(self.status.as_str(), "queued" | "running")
    }

    /// Whether everything was read.
    pub fn is_well(&self) -> bool {
        self.status == "completed"
    }
}

/// Begins the syncs of a platform's integrations: those of some orgs (ids or names), or of all; of all only those that use an account.
/// Where one waits or works already it is that one.
pub async fn begin(app: &App, platform: Platform, of: &[String]) -> Result<Vec<Asked>, ApiError> {
    let now = app.now();
    let mut tx = app.system("command line: sync").await?;
    let mut org_ids = Vec::new();
    for text in of {
        org_ids.push(orgs::find(&mut tx, text).await?.id.raw());
    }
    let mut asked = queries::integrations(&mut tx, platform.as_str(), &org_ids).await?;
    asked.retain(|one| one.has_used || !of.is_empty());
    let ready: Vec<_> =
        asked.iter().filter(|it| it.has_used && it.status == "active").map(|it| (it.org_id, it.id)).collect();
    start_all(&mut tx, app, &ready, Start { kind: Kind::Update, cause: Cause::Command, by: None }).await?;
    let (ready_orgs, ready): (Vec<_>, Vec<_>) = ready.iter().map(|(org, id)| (org.raw(), id.raw())).unzip();
    let begun: HashMap<_, _> =
        queries::live(&mut tx, &ready_orgs, &ready, Kind::Update.as_str()).await?.into_iter().collect();
    for one in &mut asked {
        one.run = begun.get(&one.id.raw()).copied();
        let Some(run) = one.run else { continue };
        let told = json!({"name": one.name, "platform": platform, "run_id": run});
        let change = Change::new("integration.sync_requested", "integration", one.id).after(told);
        audit::record(&mut tx, one.org_id, &actor(), now, change).await?;
    }
    tx.commit().await?;
    Ok(asked)
}

/// The back-fills that their updates left behind and that are not over.
pub async fn backfills(app: &App, asked: &[Asked]) -> Result<Vec<Asked>, ApiError> {
    let (orgs, ids): (Vec<_>, Vec<_>) = asked.iter().map(|one| (one.org_id.raw(), one.id.raw())).unzip();
    let mut tx = app.system("command line: back-fills").await?;
    let begun: HashMap<_, _> =
        queries::live(&mut tx, &orgs, &ids, Kind::Backfill.as_str()).await?.into_iter().collect();
    tx.commit().await?;
    let of = |one: &Asked| Some(Asked { run: Some(*begun.get(&one.id.raw())?), ..one.clone() });
    Ok(asked.iter().filter_map(of).collect())
}

/// Where they stand now.
pub async fn look(app: &App, asked: &[Asked]) -> Result<Vec<Standing>, ApiError> {
    let ids = asked.iter().filter_map(|one| Some((one.org_id.raw(), one.run?.raw())));
    let (orgs, ids): (Vec<_>, Vec<_>) = ids.unzip();
    let mut tx = app.system("command line: wait for syncs").await?;
    let found = runs::of_ids(&mut tx, &orgs, &ids).await?;
    tx.commit().await?;
    let mut found: HashMap<_, _> = found.into_iter().map(SyncView::from).map(|view| (view.id, view)).collect();
    let now = app.now();
    Ok(asked.iter().map(|one| standing(one, one.run.and_then(|run| found.remove(&run)), now)).collect())
}

fn standing(one: &Asked, run: Option<SyncView>, now: DateTime<Utc>) -> Standing {
    let status = match &run {
        Some(run) => run.status.clone(),
        None if one.status != "active" => "needs_reconnect".to_owned(),
        None if !one.has_used => "no_accounts".to_owned(),
        // it was, and the cleaning of the house took it
        None => "cancelled".to_owned(),
    };
    let begun = run.as_ref().and_then(|run| run.started_at);
    let ended = run.as_ref().and_then(|run| run.finished_at);
    Standing {
        org_id: one.org_id,
        org: one.org.clone(),
        integration_id: one.id,
        name: one.name.clone(),
        sync_id: one.run,
        status,
        progress: run.as_ref().map_or(0, |run| run.progress),
        pages: run.as_ref().map_or(0, |run| run.pages),
        rows: run.as_ref().map_or(0, |run| run.rows),
        seconds: begun.map(|at| (ended.unwrap_or(now) - at).num_seconds()),
        resumes_at: run.as_ref().and_then(|run| run.resumes_at),
        problem: run.and_then(|run| run.problem),
    }
}

/// Waits until all of them are over, or `stopping`, and tells in between where they stand. Where no worker is at work, this process reads; what
/// it did not come to the end of goes on with the next worker.
pub async fn wait(
    app: &App,
    asked: &[Asked],
    stopping: impl Future<Output = ()>,
    mut tell: impl FnMut(&[Standing]),
) -> Result<Vec<Standing>, ApiError> {
    let (worker, enough) = (of_syncs(app), CancellationToken::new());
    let mut stopping = pin!(stopping);
    let mut working = None;
    let outcome = loop {
        let standing = match look(app, asked).await {
            Ok(standing) => standing,
            Err(error) => break Err(error),
        };
        tell(&standing);
        if standing.iter().all(Standing::is_over) {
            break Ok(standing);
        }
        if working.is_none() && !is_company(app).await? {
            working = Some(Box::pin(worker.run(enough.clone())));
        }
        let work = async {
            match &mut working {
                Some(working) => working.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = work => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = &mut stopping => break look(app, asked).await,
        }
    };
    enough.cancel();
    if let Some(working) = working {
        working.await;
    }
    outcome
}

/// A worker that takes nothing but what is read from platforms, and does not wait long for what is begun.
fn of_syncs(app: &App) -> Worker {
    let others = Queue::ALL.iter().copied().filter(|queue| *queue != Queue::Sync);
    let worker = background::worker(app).unscheduled().grace(GRACE);
    others.fold(worker, |worker, queue| worker.concurrency(queue, 0))
}

async fn is_company(app: &App) -> Result<bool, ApiError> {
    let mut tx = app.system("command line: who works").await?;
    let workers = find::workers(&mut tx).await?;
    tx.commit().await?;
    Ok(workers.iter().any(|worker| worker.is_alive && !worker.stopping))
}
