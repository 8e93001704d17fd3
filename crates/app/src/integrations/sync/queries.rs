//! SQL of syncs: their runs and where they stand.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{Id, Integration, Job, Org, SyncRun, User};
use cmis_connectors::platform::problem::Problem;
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    model::{STATUSES, SyncRow},
    plan::Kind,
};
use crate::http::list::{Filter, Kind as Value, List};

/// The syncs of an integration.
pub const SYNCS: List = List {
    select: "r.id, r.integration_id, r.kind, r.cause, r.status, r.job_id, r.progress, r.pages, r.rows, r.resumes_at, r.problem_class,
             r.problem_code, r.problem_words, r.created_at, r.started_at, r.finished_at",
    from: "sync_runs r where true",
    filters: &[
        Filter { name: "kind", sql: "r.kind =", kind: Value::Words(&["update", "backfill"]) },
        Filter { name: "status", sql: "r.status =", kind: Value::Words(STATUSES) },
    ],
    sorts: &[("created_at", "r.created_at")],
    default_sort: "-created_at",
    tie: "r.id",
    search: &[],
    fields: &[
        "id",
        "integration_id",
        "kind",
        "cause",
        "status",
        "job_id",
        "progress",
        "pages",
        "rows",
        "resumes_at",
        "problem",
        "created_at",
        "started_at",
        "finished_at",
    ],
    includes: &[],
    feed: None,
};

/// The newest update of each integration.
pub async fn newest(conn: &mut Conn, of: &[Id<Integration>]) -> Result<Vec<SyncRow>, sqlx::Error> {
    let of: Vec<Uuid> = of.iter().map(|id| id.raw()).collect();
    sqlx::query_as!(
        SyncRow,
        "select r.id, r.integration_id, r.kind, r.cause, r.status, r.job_id, r.progress, r.pages, r.rows, r.resumes_at, r.problem_class,
                r.problem_code, r.problem_words, r.created_at, r.started_at, r.finished_at
         from unnest($1::uuid[]) as i (id)
         cross join lateral (
            select * from sync_runs r where r.integration_id = i.id and r.kind = 'update' order by r.created_at desc, r.id desc limit 1
         ) r",
        &of
    )
    .fetch_all(conn)
    .await
}

/// Runs by their orgs and ids. System role.
pub async fn of_ids(conn: &mut Conn, orgs: &[Uuid], ids: &[Uuid]) -> Result<Vec<SyncRow>, sqlx::Error> {
    sqlx::query_as!(
        SyncRow,
        "select r.id, r.integration_id, r.kind, r.cause, r.status, r.job_id, r.progress, r.pages, r.rows, r.resumes_at, r.problem_class,
                r.problem_code, r.problem_words, r.created_at, r.started_at, r.finished_at
         from unnest($1::uuid[], $2::uuid[]) as n (org_id, id)
         join sync_runs r on r.org_id = n.org_id and r.id = n.id",
        orgs,
        ids
    )
    .fetch_all(conn)
    .await
}

/// A run that waits or works.
pub struct Live {
    /// Id.
    pub id: Id<SyncRun>,
    /// Its job.
    pub job_id: Id<Job>,
}

/// The run of an integration that waits or works.
pub async fn live(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    kind: Kind,
) -> Result<Option<Live>, sqlx::Error> {
    sqlx::query_as!(
        Live,
        r#"select id as "id: Id<SyncRun>", job_id as "job_id: Id<Job>" from sync_runs
           where org_id = $1 and integration_id = $2 and kind = $3 and status in ('queued', 'running')"#,
        org.raw(),
        integration.raw(),
        kind.as_str()
    )
    .fetch_optional(conn)
    .await
}

/// New runs, column by column.
#[derive(Debug, Default)]
pub struct NewRuns {
    /// Orgs.
    pub orgs: Vec<Uuid>,
    /// Integrations.
    pub integrations: Vec<Uuid>,
    /// Ids.
    pub ids: Vec<Uuid>,
}

/// A run that waits for a job.
pub struct Queued {
    /// Org.
    pub org_id: Id<Org>,
    /// Id.
    pub id: Id<SyncRun>,
    /// Integration.
    pub integration_id: Id<Integration>,
}

/// Queues a run for each integration that has none of the kind; one that is held goes on instead. Those that wait or work already are left out.
pub async fn queue(
    conn: &mut Conn,
    new: &NewRuns,
    kind: Kind,
    cause: &str,
    by: Option<Id<User>>,
    now: DateTime<Utc>,
) -> Result<Vec<Queued>, sqlx::Error> {
    sqlx::query_as!(
        Queued,
        r#"insert into sync_runs as r (org_id, id, integration_id, kind, cause, status, job_id, created_by, created_at)
           select n.org_id, n.id, n.integration_id, $4, $5, 'queued', n.id, $6, $7
           from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (org_id, id, integration_id)
           on conflict (org_id, integration_id, kind) where status in ('queued', 'running', 'held') do update
           set status = 'queued', cause = excluded.cause, created_by = excluded.created_by, stalled = 0, problem_class = null,
               problem_code = null, problem_words = null
           where r.status = 'held'
           returning org_id as "org_id: Id<Org>", id as "id: Id<SyncRun>", integration_id as "integration_id: Id<Integration>""#,
        &new.orgs,
        &new.ids,
        &new.integrations,
        kind.as_str(),
        cause,
        by.map(Id::raw),
        now
    )
    .fetch_all(conn)
    .await
}

/// Names the jobs of runs.
pub async fn set_jobs(conn: &mut Conn, orgs: &[Uuid], runs: &[Uuid], jobs: &[Uuid]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sync_runs r set job_id = n.job_id
         from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as n (org_id, id, job_id)
         where r.org_id = n.org_id and r.id = n.id",
        orgs,
        runs,
        jobs
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A run at work.
#[derive(Clone, Debug)]
pub struct Run {
    /// Id.
    pub id: Id<SyncRun>,
    /// `update` or `backfill`.
    pub kind: String,
    /// When it first began.
    pub started_at: DateTime<Utc>,
    /// Whether this is its first attempt.
    pub is_new: bool,
    /// Attempts since a page was stored, this one included.
    pub stalled: i16,
    /// Pages stored.
    pub pages: i32,
}

/// A run begins to work or goes on; none when it is over, or another one of its kind is at work. One that failed or was cancelled is
/// begun again when its job is.
pub async fn begin(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<SyncRun>,
    job: Id<Job>,
    now: DateTime<Utc>,
) -> Result<Option<Run>, sqlx::Error> {
    sqlx::query_as!(
        Run,
        r#"update sync_runs r
           set status = 'running', job_id = $3, started_at = coalesce(r.started_at, $4), resumes_at = null, finished_at = null,
               stalled = case when r.status in ('queued', 'running') then least(r.stalled + 1, 30000) else 1 end,
               today = coalesce(r.today, ($4::timestamptz at time zone 'utc')::date),
               problem_class = case when r.status in ('queued', 'running') then r.problem_class end,
               problem_code = case when r.status in ('queued', 'running') then r.problem_code end,
               problem_words = case when r.status in ('queued', 'running') then r.problem_words end
           from (select id, started_at from sync_runs where org_id = $1 and id = $2 for update) before
           where r.org_id = $1 and r.id = before.id and r.status not in ('completed', 'held')
             and not exists (
                select from sync_runs o
                where o.org_id = $1 and o.integration_id = r.integration_id and o.kind = r.kind and o.id <> r.id
                  and o.status in ('queued', 'running', 'held'))
           returning r.id as "id: Id<SyncRun>", r.kind, r.started_at as "started_at!", before.started_at is null as "is_new!",
                     r.stalled, r.pages"#,
        org.raw(),
        id.raw(),
        job.raw(),
        now
    )
    .fetch_optional(conn)
    .await
}

/// How a run ends, for now or for good.
#[derive(Clone, Copy, Debug)]
pub struct End<'a> {
    /// `held`, `completed`, `failed` or `cancelled`.
    pub status: &'a str,
    /// Why, unless that stands there already.
    pub problem: Option<&'a Problem>,
}

/// What stands of a run that ended.
pub struct Ended {
    /// `update` or `backfill`.
    pub kind: String,
    /// Rows stored.
    pub rows: i64,
    /// When it began.
    pub started_at: Option<DateTime<Utc>>,
    /// What failed for good.
    pub problem_class: Option<String>,
    /// The platform's code.
    pub problem_code: Option<String>,
    /// The platform's words.
    pub problem_words: Option<String>,
}

/// Ends a run. One that is held keeps where it stands; the others keep nothing.
pub async fn end(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<SyncRun>,
    end: End<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Ended>, sqlx::Error> {
    let is_held = end.status == "held";
    let ended = sqlx::query_as!(
        Ended,
        "update sync_runs
         set status = $3, finished_at = case when $4 then null else $5::timestamptz end, resumes_at = null,
             progress = case when $3 = 'completed' then 100 else progress end,
             problem_class = coalesce($6, problem_class), problem_code = coalesce($7, problem_code),
             problem_words = coalesce($8, problem_words)
         where org_id = $1 and id = $2 and status in ('queued', 'running', 'held')
         returning kind, rows, started_at, problem_class, problem_code, problem_words",
        org.raw(),
        id.raw(),
        end.status,
        is_held,
        now,
        end.problem.map(|problem| problem.class.as_str()),
        end.problem.map(|problem| problem.code.as_str()),
        end.problem.map(|problem| problem.words.as_str())
    )
    .fetch_optional(&mut *conn)
    .await?;
    if !is_held {
        sqlx::query!("delete from sync_pages where org_id = $1 and run_id = $2", org.raw(), id.raw())
            .execute(&mut *conn)
            .await?;
        sqlx::query!("delete from sync_positions where org_id = $1 and run_id = $2", org.raw(), id.raw())
            .execute(conn)
            .await?;
    }
    Ok(ended)
}

/// Syncs of an integration that failed since the last one that did not, this one included.
pub async fn streak(conn: &mut Conn, org: Id<Org>, integration: Id<Integration>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from sync_runs f
           where f.org_id = $1 and f.integration_id = $2 and f.status = 'failed'
             and f.finished_at > coalesce((select max(c.finished_at) from sync_runs c
                                           where c.org_id = $1 and c.integration_id = $2 and c.status = 'completed'), '-infinity')"#,
        org.raw(),
        integration.raw()
    )
    .fetch_one(conn)
    .await
}

/// The run waits for the platform. A wait that was asked for is no failure.
pub async fn wait(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<SyncRun>,
    until: DateTime<Utc>,
    was_asked_for: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sync_runs set resumes_at = $3, stalled = case when $4 then 0 else stalled end where org_id = $1 and id = $2",
        org.raw(),
        id.raw(),
        until,
        was_asked_for
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notes what failed for good in a run that goes on. The first stays.
pub async fn note(conn: &mut Conn, org: Id<Org>, id: Id<SyncRun>, problem: &Problem) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sync_runs set problem_class = $3, problem_code = $4, problem_words = $5
         where org_id = $1 and id = $2 and problem_class is null",
        org.raw(),
        id.raw(),
        problem.class.as_str(),
        problem.code,
        problem.words
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether something failed for good in a run.
pub async fn has_failed(conn: &mut Conn, org: Id<Org>, id: Id<SyncRun>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select problem_class is not null as "has!" from sync_runs where org_id = $1 and id = $2"#,
        org.raw(),
        id.raw()
    )
    .fetch_one(conn)
    .await
}

/// What pages brought.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Pages.
    pub pages: i32,
    /// Rows of numbers.
    pub rows: i64,
    /// How far the run is.
    pub percent: i16,
}

/// Counts what pages brought: the run is not stuck.
pub async fn count(conn: &mut Conn, org: Id<Org>, id: Id<SyncRun>, counted: Counted) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sync_runs
         set pages = pages + $5, rows = rows + $3, progress = greatest(progress, $4), stalled = 0
         where org_id = $1 and id = $2",
        org.raw(),
        id.raw(),
        counted.rows,
        counted.percent,
        counted.pages
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether a back-fill is due: an account has no numbers of the days before `day`, and none was tried within a day.
pub async fn wants_backfill(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    day: NaiveDate,
    since: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from ad_accounts
                          where org_id = $1 and integration_id = $2 and is_used and is_reached and backfilled_to > $3)
              and not exists (select from sync_runs
                              where org_id = $1 and integration_id = $2 and kind = 'backfill' and status in ('failed', 'cancelled')
                                and finished_at > $4) as "wants!""#,
        org.raw(),
        integration.raw(),
        day,
        since
    )
    .fetch_one(conn)
    .await
}

/// Whether an update of the integration waits for its turn.
pub async fn update_waits(conn: &mut Conn, org: Id<Org>, integration: Id<Integration>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from sync_runs
                          where org_id = $1 and integration_id = $2 and kind = 'update' and status = 'queued') as "waits!""#,
        org.raw(),
        integration.raw()
    )
    .fetch_one(conn)
    .await
}

/// Everything of an integration was read.
pub async fn set_synced(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations
         set synced_at = $3, updated_at = $3,
             backfilled_to = (select max(backfilled_to) from ad_accounts where org_id = $1 and integration_id = $2 and is_used)
         where org_id = $1 and id = $2",
        org.raw(),
        integration.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// When an integration is read next; none while nothing is used.
pub async fn set_due(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update integrations set sync_at = $3 where org_id = $1 and id = $2", org.raw(), integration.raw(), at)
        .execute(conn)
        .await
        .map(drop)
}

/// Makes an integration due at an instant at the latest.
pub async fn due_by(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations set sync_at = least(sync_at, $3) where org_id = $1 and id = $2",
        org.raw(),
        integration.raw(),
        at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether an update of an integration works, or was begun for news after `since`; none where it cannot be read. Locks the integration.
pub async fn is_busy(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    since: DateTime<Utc>,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from sync_runs r
                          where r.org_id = $1 and r.integration_id = $2 and r.kind = 'update'
                            and (r.status = 'running'
                                 or r.cause in ('platform', 'schedule') and r.status <> 'queued' and r.created_at > $3)) as "is_busy!"
           from integrations i
           where i.org_id = $1 and i.id = $2 and i.status = 'active'
             and (exists (select from ad_accounts a where a.org_id = $1 and a.integration_id = $2 and a.is_used)
                  or exists (select from platform_profiles p where p.org_id = $1 and p.integration_id = $2 and p.is_used))
           for update of i"#,
        org.raw(),
        integration.raw(),
        since
    )
    .fetch_optional(conn)
    .await
}

/// Whether an org uses any account, page or profile of an integration.
pub async fn has_used(conn: &mut Conn, org: Id<Org>, integration: Id<Integration>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from ad_accounts where org_id = $1 and integration_id = $2 and is_used)
                  or exists (select from platform_profiles where org_id = $1 and integration_id = $2 and is_used) as "has!""#,
        org.raw(),
        integration.raw()
    )
    .fetch_one(conn)
    .await
}

/// The campaigns whose numbers an integration brings.
pub async fn counted(conn: &mut Conn, org: Id<Org>, integration: Id<Integration>) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct p.campaign_id as "campaign_id!"
           from platform_campaigns p
           join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id
           where a.org_id = $1 and a.integration_id = $2 and a.is_used and p.campaign_id is not null"#,
        org.raw(),
        integration.raw()
    )
    .fetch_all(conn)
    .await
}
