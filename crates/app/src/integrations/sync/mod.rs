//! Reading what an org's ad platforms have: accounts, campaigns, ad sets, ads, and their numbers by day.
//!
//! A run is an update (everything as it is now, the numbers of the last 28 days) or a back-fill (those before, back to 13 months). It goes
//! page by page; each page is stored with the place of the next one, so that it goes on there whatever stops it. It must never add
//! numbers to those that are there, never call a platform while a transaction is open, and never leave a run at work that nobody works on.

pub mod due;
pub mod job;
pub mod model;
pub mod numbers;
pub mod objects;
pub mod plan;
pub mod queries;
pub mod routes;
mod walk;

use chrono::TimeDelta;
use cmis_base::id::{Id, Integration, Job, Org, SyncRun, User};
use cmis_connectors::platform::problem::{Class, Problem};
use cmis_db::Conn;
use cmis_jobs::Enqueue;
use serde_json::json;

use self::{
    job::SyncIntegration,
    plan::Kind,
    queries::{End, Ended, NewRuns},
};
use super::{
    log::{self, Level, Line},
    queries as integrations,
};
use crate::{
    access::caller::Actor,
    alerts::jobs as alerts,
    audit::{self, Change},
    realtime,
    state::App,
};

/// Why a sync is begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Accounts were chosen, or the platform was connected again.
    Connect,
    /// Somebody asked for it.
    Person,
    /// It was time.
    Schedule,
    /// The platform announced news.
    Platform,
    /// The command line.
    Command,
}

impl Cause {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Person => "person",
            Self::Schedule => "schedule",
            Self::Platform => "platform",
            Self::Command => "command",
        }
    }
}

/// What to begin.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    /// What for.
    pub kind: Kind,
    /// Why.
    pub cause: Cause,
    /// Who asked for it.
    pub by: Option<Id<User>>,
}

/// A run that was begun, or the one that was there.
#[derive(Clone, Copy, Debug)]
pub struct Started {
    /// The run.
    pub run: Id<SyncRun>,
    /// Its job.
    pub job: Id<Job>,
}

/// Begins a sync in the caller's transaction. Where one of the kind waits or works already, it is that one; one that is held goes on.
pub async fn start(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
    start: Start,
) -> Result<Started, sqlx::Error> {
    if let Some(started) = start_all(conn, app, &[(org, integration)], start).await?.pop() {
        return Ok(started);
    }
    let live = queries::live(conn, org, integration, start.kind).await?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(Started { run: live.id, job: live.job_id })
}

/// The same for many, at once. Those of which one waits or works already are left out.
pub async fn start_all(
    conn: &mut Conn,
    app: &App,
    integrations: &[(Id<Org>, Id<Integration>)],
    Start { kind, cause, by }: Start,
) -> Result<Vec<Started>, sqlx::Error> {
    let now = app.now();
    let mut new = NewRuns::default();
    for (org, integration) in integrations {
        new.orgs.push(org.raw());
        new.integrations.push(integration.raw());
        new.ids.push(app.ids.next::<SyncRun>().raw());
    }
    let queued = queries::queue(conn, &new, kind, cause.as_str(), by, now).await?;
    let jobs: Vec<_> = queued.iter().map(|run| enqueue(run.org_id, run.integration_id, run.id, kind).by(by)).collect();
    let jobs = cmis_jobs::enqueue_all(conn, now, &app.ids, jobs).await?;
    let (orgs, runs): (Vec<_>, Vec<_>) = queued.iter().map(|run| (run.org_id.raw(), run.id.raw())).unzip();
    queries::set_jobs(conn, &orgs, &runs, &jobs.iter().map(|job| job.raw()).collect::<Vec<_>>()).await?;
    Ok(queued.into_iter().zip(jobs).map(|(run, job)| Started { run: run.id, job }).collect())
}

/// The job of a run. The syncs of an integration run one at a time, updates first.
fn enqueue(org: Id<Org>, integration_id: Id<Integration>, run_id: Id<SyncRun>, kind: Kind) -> Enqueue<SyncIntegration> {
    let job = Enqueue::new(SyncIntegration { integration_id, run_id }).org(org);
    let job = job.unique(format!("sync:{run_id}")).one_at_a_time(format!("sync:{integration_id}"));
    job.priority(if kind == Kind::Backfill { -10 } else { 0 })
}

/// Accounts were chosen: they are read now and from now on; without any nothing is.
pub async fn accounts_chosen(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
    by: Option<Id<User>>,
) -> Result<(), sqlx::Error> {
    if !queries::has_used(conn, org, integration).await? {
        return queries::set_due(conn, org, integration, None).await;
    }
    queries::set_due(conn, org, integration, Some(due::next(integration, app.now()))).await?;
    let begin = Start { kind: Kind::Update, cause: Cause::Connect, by };
    start(conn, app, org, integration, begin).await.map(drop)
}

/// How often an integration is read because the platform announces something: one that announces all the time is not read all the time.
const ANNOUNCED_EVERY: TimeDelta = TimeDelta::minutes(5);

/// The platform announced news of an integration: it is read at once. Where a sync works already, which may be past what is new, or one
/// was begun for news a moment ago, it is due in some minutes instead. Nothing where nothing can be read. Whether it will be read.
pub async fn announced(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
) -> Result<bool, sqlx::Error> {
    let now = app.now();
    let Some(is_busy) = queries::is_busy(conn, org, integration, now - ANNOUNCED_EVERY).await? else {
        return Ok(false);
    };
    if is_busy {
        queries::due_by(conn, org, integration, now + ANNOUNCED_EVERY).await?;
    } else {
        let begin = Start { kind: Kind::Update, cause: Cause::Platform, by: None };
        start(conn, app, org, integration, begin).await?;
    }
    Ok(true)
}

/// Ends a run, for now or for good, in the caller's transaction: its log, its event, and what follows of it. Nothing when it is over already.
pub async fn finish(
    conn: &mut Conn,
    app: &App,
    (org, integration, run): (Id<Org>, Id<Integration>, Id<SyncRun>),
    end: End<'_>,
) -> Result<(), sqlx::Error> {
    let now = app.now();
    let Some(ended) = queries::end(conn, org, run, end, now).await? else { return Ok(()) };
    let seconds = ended.started_at.map_or(0, |at| (now - at).num_seconds());
    let (level, code) = match end.status {
        "held" => (Level::Warning, "sync_held"),
        "completed" => (Level::Info, "sync_completed"),
        "failed" => (Level::Error, "sync_failed"),
        _ => (Level::Info, "sync_cancelled"),
    };
    let line = match failure(&ended) {
        Some(problem) if end.status == "failed" => Line::problem(level, code, &problem),
        // nobody knows why: its job is gone
        None if end.status == "failed" => Line::new(level, "sync_lost"),
        _ => Line::new(level, code),
    };
    let line = line.with("kind", ended.kind.clone()).with("rows", ended.rows).with("seconds", seconds);
    log::write(conn, app, org, integration, line.of(run), now).await?;
    let is_over = matches!(end.status, "completed" | "failed");
    if end.status == "completed" && ended.kind == Kind::Update.as_str() {
        integrations::verified(conn, org, integration, now).await?;
        queries::set_synced(conn, org, integration, now).await?;
    }
    if !is_over {
        return Ok(());
    }
    let counted = queries::counted(conn, org, integration).await?;
    realtime::metrics_updated(conn, org, &counted).await?;
    if end.status == "completed" {
        alerts::numbers_came(conn, app, org).await?;
    }
    let Some(access) = integrations::access(conn, org, integration).await? else { return Ok(()) };
    let mut told = json!({"name": access.name, "platform": access.platform, "run_id": run, "sync": ended.kind, "rows": ended.rows,
                          "seconds": seconds});
    let action = if end.status == "completed" {
        "integration.sync_completed"
    } else {
        told["streak"] = queries::streak(conn, org, integration).await?.into();
        told["class"] = ended.problem_class.into();
        told["code"] = ended.problem_code.into();
        "integration.sync_failed"
    };
    let change = Change::new(action, "integration", integration).after(told);
    audit::record(conn, org, &Actor::system(), now, change).await?;
    if ended.kind != Kind::Update.as_str() || access.status != "active" {
        return Ok(());
    }
    // the days before follow by themselves; wherever the account is, its day is tomorrow at the latest
    let first = plan::first_day(now.date_naive() + TimeDelta::days(1), app.settings.history);
    if queries::wants_backfill(conn, org, integration, first, now - TimeDelta::days(1)).await? {
        let begin = Start { kind: Kind::Backfill, cause: Cause::Connect, by: None };
        start(conn, app, org, integration, begin).await?;
    }
    Ok(())
}

/// What a failed run failed of; one that was lost has no words of a platform.
fn failure(ended: &Ended) -> Option<Problem> {
    let class = ended.problem_class.as_deref()?;
    let known = [
        Class::Expired,
        Class::Revoked,
        Class::Denied,
        Class::Permission,
        Class::RateLimited,
        Class::Invalid,
        Class::Duplicate,
        Class::NotFound,
        Class::Transient,
        Class::Outage,
    ];
    let class = known.into_iter().find(|known| known.as_str() == class)?;
    Some(Problem::new(
        class,
        ended.problem_code.clone().unwrap_or_default(),
        ended.problem_words.as_deref().unwrap_or(""),
    ))
}
