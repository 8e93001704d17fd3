//! SQL of the administration. Works as the system role and reads counts and names of orgs, never what is in them.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Job, Org, User, WebhookEndpoint};
use cmis_db::Conn;
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::jobs::{AdminJobRow, JobKind};
use crate::{
    http::list::{Filter, Kind, List},
    jobs::queries::from_jobs,
};

/// A person, as the administration sees them.
#[derive(Clone, Debug, FromRow, Serialize, ToSchema)]
#[schema(as = AdminUser)]
pub struct UserView {
    /// Id of the person.
    pub id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
    /// Whether they are kept out.
    pub disabled: bool,
    /// How many orgs they belong to.
    pub orgs: i64,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last use.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// The people of the installation.
pub const USERS: List = List {
    select: "u.id, u.name, u.email, u.email_verified_at is not null as email_verified,
             u.mfa_enabled_at is not null as mfa_enabled, u.is_instance_admin, u.disabled_at is not null as disabled,
             (select count(*) from members m where m.user_id = u.id and m.status <> 'removed') as orgs,
             u.created_at, u.last_seen_at",
    from: "users u where u.erased_at is null",
    filters: &[
        Filter { name: "disabled", sql: "(u.disabled_at is not null) =", kind: Kind::Bool },
        Filter { name: "is_instance_admin", sql: "u.is_instance_admin =", kind: Kind::Bool },
    ],
    sorts: &[
        ("name", "lower(u.name)"),
        ("email", "lower(u.email)"),
        ("created_at", "u.created_at"),
        ("last_seen_at", "u.last_seen_at nulls last"),
    ],
    default_sort: "name",
    tie: "u.id",
    search: &["u.name", "u.email"],
    fields: &[
        "id",
        "name",
        "email",
        "email_verified",
        "mfa_enabled",
        "is_instance_admin",
        "disabled",
        "orgs",
        "created_at",
        "last_seen_at",
    ],
    includes: &[],
    feed: None,
};

/// One person.
pub async fn find_user(conn: &mut Conn, id: Id<User>) -> Result<Option<UserView>, sqlx::Error> {
    let sql = format!("select {} from {} and u.id = $1", USERS.select, USERS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// Locks the acting administrators of the installation, and counts those other than one.
pub async fn lock_other_admins(conn: &mut Conn, but: Id<User>) -> Result<usize, sqlx::Error> {
    let admins: Vec<Id<User>> = sqlx::query_scalar!(
        r#"select id as "id: Id<User>"
           from users
           where is_instance_admin and disabled_at is null and erased_at is null
           order by id
           for update"#
    )
    .fetch_all(conn)
    .await?;
    Ok(admins.into_iter().filter(|id| *id != but).count())
}

/// Keeps a person out or lets them in, and makes them an administrator or not.
pub async fn update_user(
    conn: &mut Conn,
    id: Id<User>,
    disabled_at: Option<DateTime<Utc>>,
    is_instance_admin: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users
         set disabled_at = case when $2::timestamptz is null then null else coalesce(disabled_at, $2) end,
             is_instance_admin = $3, version = version + 1
         where id = $1",
        id.raw(),
        disabled_at,
        is_instance_admin
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An org, as the administration sees it.
#[derive(Clone, Debug, FromRow, Serialize, ToSchema)]
#[schema(as = AdminOrg)]
pub struct OrgView {
    /// Id of the org.
    pub id: Id<Org>,
    /// Name.
    pub name: String,
    /// `free`, `starter`, `professional` or `enterprise`.
    pub plan: String,
    /// How many people are in it.
    pub members: i64,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// When everything in it goes, if that is scheduled.
    pub deletes_at: Option<DateTime<Utc>>,
    /// Whether it is suspended.
    pub suspended: bool,
    /// The names of its administrators, when asked for by `include=admins`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub admins: Option<Vec<String>>,
}

/// The orgs of the installation.
pub const ORGS: List = List {
    select: "o.org_id as id, o.name, o.plan,
             (select count(*) from members m where m.org_id = o.org_id and m.status <> 'removed') as members,
             o.created_at, o.deletes_at, o.suspended_at is not null as suspended, null::text[] as admins",
    from: "orgs o where true",
    filters: &[
        Filter { name: "plan", sql: "o.plan =", kind: Kind::Words(&["free", "starter", "professional", "enterprise"]) },
        Filter { name: "suspended", sql: "(o.suspended_at is not null) =", kind: Kind::Bool },
    ],
    sorts: &[
        ("name", "lower(o.name)"),
        ("plan", "(select p.rank from plans p where p.name = o.plan) nulls last"),
        ("created_at", "o.created_at"),
        ("deletes_at", "o.deletes_at nulls last"),
    ],
    default_sort: "name",
    tie: "o.org_id",
    search: &["o.name"],
    fields: &["id", "name", "plan", "members", "created_at", "deletes_at", "suspended", "admins"],
    includes: &["admins"],
    feed: None,
};

/// The same with the names of their administrators.
pub const ORGS_WITH_ADMINS: List = List {
    select: "o.org_id as id, o.name, o.plan,
             (select count(*) from members m where m.org_id = o.org_id and m.status <> 'removed') as members,
             o.created_at, o.deletes_at, o.suspended_at is not null as suspended,
             array(select m.display_name
                   from members m
                   where m.org_id = o.org_id and m.role = 'admin' and m.status = 'active'
                   order by lower(m.display_name), m.id) as admins",
    ..ORGS
};

/// One org, locked.
pub async fn lock_org(conn: &mut Conn, id: Id<Org>) -> Result<Option<OrgView>, sqlx::Error> {
    let sql = format!("select {} from {} and o.org_id = $1 for no key update of o", ORGS.select, ORGS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// Changes an org's plan and suspension.
pub async fn update_org(
    conn: &mut Conn,
    id: Id<Org>,
    plan: &str,
    suspended_at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update orgs
         set plan = $2, version = version + 1,
             suspended_at = case when $3::timestamptz is null then null else coalesce(suspended_at, $3) end
         where org_id = $1",
        id.raw(),
        plan,
        suspended_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A plan and what it allows; null is any number.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Plan)]
pub struct PlanView {
    /// `free`, `starter`, `professional` or `enterprise`.
    pub name: String,
    /// AI requests a month.
    pub ai_requests: Option<i64>,
    /// Members and open invitations.
    pub members: Option<i64>,
    /// Connected accounts.
    pub connected_accounts: Option<i64>,
    /// Bytes of files.
    pub storage_bytes: Option<i64>,
    /// How many orgs have it.
    pub orgs: i64,
}

/// Every plan, smallest first.
pub async fn plans(conn: &mut Conn) -> Result<Vec<PlanView>, sqlx::Error> {
    sqlx::query_as!(
        PlanView,
        r#"select p.name, p.ai_requests, p.members, p.connected_accounts, p.storage_bytes,
                  (select count(*) from orgs o where o.plan = p.name) as "orgs!"
           from plans p
           order by p.rank"#
    )
    .fetch_all(conn)
    .await
}

/// One plan, locked.
pub async fn lock_plan(conn: &mut Conn, name: &str) -> Result<Option<PlanView>, sqlx::Error> {
    sqlx::query_as!(
        PlanView,
        r#"select p.name, p.ai_requests, p.members, p.connected_accounts, p.storage_bytes,
                  (select count(*) from orgs o where o.plan = p.name) as "orgs!"
           from plans p
           where p.name = $1
           for no key update of p"#,
        name
    )
    .fetch_optional(conn)
    .await
}

/// Changes what a plan allows.
pub async fn update_plan(conn: &mut Conn, plan: &PlanView) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update plans set ai_requests = $2, members = $3, connected_accounts = $4, storage_bytes = $5 where name = $1",
        &plan.name,
        plan.ai_requests,
        plan.members,
        plan.connected_accounts,
        plan.storage_bytes
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A webhook that fails, as the administration sees it.
#[derive(Clone, Debug, FromRow, Serialize, ToSchema)]
#[schema(as = FailedWebhook)]
pub struct FailedWebhookView {
    /// Id of the endpoint.
    pub id: Id<WebhookEndpoint>,
    /// Id of its org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org: String,
    /// The host of its address.
    pub host: String,
    /// Deliveries that were given up in the last 30 days.
    pub failed: i64,
    /// What the last attempt was answered with.
    pub status: Option<i16>,
    /// Why it was not answered.
    pub error: Option<String>,
    /// When that was.
    pub last_attempt_at: Option<DateTime<Utc>>,
    /// Since when none has succeeded.
    pub failing_since: Option<DateTime<Utc>>,
    /// Since when it is switched off.
    pub disabled_at: Option<DateTime<Utc>>,
    /// `person`, `failing` or `gone`.
    pub disabled_reason: Option<String>,
}

/// The webhooks of the installation that fail.
pub const FAILED_WEBHOOKS: List = List {
    select: "w.id, w.org_id, w.org, w.host, w.failed, w.status, w.error, w.last_attempt_at, w.failing_since, w.disabled_at,
             w.disabled_reason",
    from: "(select e.id, e.org_id, o.name as org, coalesce(substring(e.url from '^[a-z]+://([^/?#]+)'), '') as host,
                   (select count(*) from webhook_deliveries d
                    where d.org_id = e.org_id and d.endpoint_id = e.id and d.state = 'failed' and d.event <> 'webhook.test')
                       as failed,
                   e.last_status as status, e.last_error as error, e.last_attempt_at, e.failing_since, e.disabled_at,
                   e.disabled_reason
            from webhook_endpoints e
            join orgs o on o.org_id = e.org_id) w
           where (w.failed > 0 or (w.failing_since is not null and w.disabled_at is null) or w.disabled_reason in ('failing', 'gone'))",
    filters: &[Filter { name: "disabled", sql: "(w.disabled_at is not null) =", kind: Kind::Bool }],
    sorts: &[("failed", "w.failed"), ("last_attempt_at", "w.last_attempt_at nulls last"), ("org", "lower(w.org)")],
    default_sort: "-last_attempt_at",
    tie: "w.id",
    search: &["w.org", "w.host"],
    fields: &[
        "id",
        "org_id",
        "org",
        "host",
        "failed",
        "status",
        "error",
        "last_attempt_at",
        "failing_since",
        "disabled_at",
        "disabled_reason",
    ],
    includes: &[],
    feed: None,
};

/// Jobs of all orgs that wait, run or failed.
pub const JOBS: List = List {
    select: "j.id, j.kind, j.queue, j.status, j.error, j.attempt, j.max_attempts, j.org_id is not null as is_of_org, j.created_at,
             j.run_at, j.finished_at",
    from: from_jobs!("j.status in ('pending', 'processing', 'failed')"),
    filters: &[
        Filter { name: "status", sql: "j.status =", kind: Kind::Words(&["pending", "processing", "failed"]) },
        Filter { name: "kind", sql: "j.kind =", kind: Kind::Text },
        Filter { name: "queue", sql: "j.queue =", kind: Kind::Text },
    ],
    sorts: &[("created_at", "j.id")],
    default_sort: "-created_at",
    tie: "j.id",
    search: &[],
    fields: &[
        "id",
        "kind",
        "queue",
        "status",
        "failure",
        "attempt",
        "max_attempts",
        "is_of_org",
        "created_at",
        "run_at",
        "finished_at",
    ],
    includes: &[],
    feed: None,
};

/// A job of that list.
pub async fn find_job(conn: &mut Conn, id: Id<Job>) -> Result<Option<AdminJobRow>, sqlx::Error> {
    let sql = format!("select {} from {} and j.id = $1", JOBS.select, JOBS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// How many jobs of each kind stand where; ended ones of the last day.
pub async fn job_kinds(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<JobKind>, sqlx::Error> {
    sqlx::query_as!(
        JobKind,
        r#"with counted as (
              select kind, queue, case when state = 'running' then 'processing' else 'pending' end as status, count(*) as jobs,
                     null::timestamptz as last_at
              from jobs
              group by 1, 2, 3
              union all
              select kind, queue, state, count(*), max(finished_at)
              from finished_jobs
              where finished_at > $1::timestamptz - interval '1 day'
              group by 1, 2, 3)
           select kind as "kind!", queue as "queue!",
                  coalesce(sum(jobs) filter (where status = 'pending'), 0)::bigint as "pending!",
                  coalesce(sum(jobs) filter (where status = 'processing'), 0)::bigint as "processing!",
                  coalesce(sum(jobs) filter (where status = 'completed'), 0)::bigint as "completed!",
                  coalesce(sum(jobs) filter (where status = 'failed'), 0)::bigint as "failed!",
                  coalesce(sum(jobs) filter (where status = 'cancelled'), 0)::bigint as "cancelled!",
                  max(last_at) filter (where status = 'failed') as last_failed_at
           from counted
           group by kind, queue
           order by 6 desc, kind
           limit 200"#,
        now
    )
    .fetch_all(conn)
    .await
}
