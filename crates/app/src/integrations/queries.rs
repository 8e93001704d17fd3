//! SQL of integrations, their ad accounts and their log, in a tenant transaction.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{AdAccount, Id, Integration, Member, Org};
use cmis_connectors::platform::{AdAccount as Reached, Identity, problem::Problem};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use super::{log::Line, sync::objects::clean};
use crate::http::list::{Filter, Kind, List};

/// The log of an integration.
pub const LOG: List = List {
    select: "l.id, l.run_id, l.at, l.level, l.code, l.params",
    from: "integration_log l where true",
    filters: &[Filter { name: "level", sql: "l.level =", kind: Kind::Words(&["info", "warning", "error"]) }],
    sorts: &[("at", "l.at")],
    default_sort: "-at",
    tie: "l.id",
    search: &[],
    fields: &["id", "run_id", "at", "level", "code", "message", "params"],
    includes: &[],
    feed: None,
};

/// What is needed to call a platform as an integration.
pub struct Access {
    /// `meta`, …
    pub platform: String,
    /// The app.
    pub app_id: String,
    /// Whether it is the org's own.
    pub is_own_app: bool,
    /// Whose consent.
    pub name: String,
    /// `active`, …
    pub status: String,
}

/// How an integration is called.
pub async fn access(conn: &mut Conn, org: Id<Org>, id: Id<Integration>) -> Result<Option<Access>, sqlx::Error> {
    sqlx::query_as!(
        Access,
        "select platform, app_id, is_own_app, name, status from integrations where org_id = $1 and id = $2",
        org.raw(),
        id.raw()
    )
    .fetch_optional(conn)
    .await
}

/// An integration as people see it.
#[derive(Clone, Debug)]
pub struct IntegrationRow {
    /// Id.
    pub id: Id<Integration>,
    /// Platform.
    pub platform: String,
    /// Whether the app is the org's own.
    pub is_own_app: bool,
    /// Who granted, at the platform.
    pub external_id: String,
    /// Their name.
    pub name: String,
    /// Granted.
    pub scopes: Vec<String>,
    /// Asked for and not granted.
    pub missing_scopes: Vec<String>,
    /// `active`, `needs_reconnect`, `disconnected`.
    pub status: String,
    /// The tokens' version.
    pub token_version: i32,
    /// When the access token ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// When it is refreshed.
    pub refresh_at: Option<DateTime<Utc>>,
    /// The last call that proved the tokens.
    pub verified_at: DateTime<Utc>,
    /// What failed last.
    pub problem_class: Option<String>,
    /// Its code.
    pub problem_code: Option<String>,
    /// The platform's words.
    pub problem_words: Option<String>,
    /// When.
    pub problem_at: Option<DateTime<Utc>>,
    /// The last sync that ended well.
    pub synced_at: Option<DateTime<Utc>>,
    /// The next one.
    pub sync_at: Option<DateTime<Utc>>,
    /// Version.
    pub version: i32,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// Integrations that are not disconnected: all, of a platform, or one.
pub async fn list(
    conn: &mut Conn,
    platform: Option<&str>,
    one: Option<Id<Integration>>,
) -> Result<Vec<IntegrationRow>, sqlx::Error> {
    sqlx::query_as!(
        IntegrationRow,
        r#"select id as "id: Id<Integration>", platform, is_own_app, external_id, name, scopes, missing_scopes, status, token_version,
                  expires_at, refresh_expires_at, refresh_at, verified_at, problem_class, problem_code, problem_words, problem_at,
                  synced_at, sync_at, version, created_at, updated_at
           from integrations
           where status <> 'disconnected' and ($1::text is null or platform = $1) and ($2::uuid is null or id = $2)
           order by created_at, id"#,
        platform,
        one.map(Id::raw)
    )
    .fetch_all(conn)
    .await
}

/// One integration, locked for this transaction.
pub async fn lock(conn: &mut Conn, id: Id<Integration>) -> Result<Option<IntegrationRow>, sqlx::Error> {
    sqlx::query!("select id from integrations where id = $1 for update", id.raw()).fetch_optional(&mut *conn).await?;
    Ok(list(conn, None, Some(id)).await?.pop())
}

/// The live integration of somebody at a platform, locked.
pub async fn find_by_identity(
    conn: &mut Conn,
    platform: &str,
    external_id: &str,
) -> Result<Option<(Id<Integration>, i32)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select id as "id: Id<Integration>", token_version from integrations
           where platform = $1 and external_id = $2 and status <> 'disconnected' for update"#,
        platform,
        external_id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.id, row.token_version)))
}

/// What a consent brought.
pub struct Granted<'a> {
    /// Which integration.
    pub id: Id<Integration>,
    /// Platform.
    pub platform: &'a str,
    /// The app.
    pub app_id: &'a str,
    /// Whether it is the org's own.
    pub is_own_app: bool,
    /// Who.
    pub identity: &'a Identity,
    /// Granted.
    pub scopes: &'a [String],
    /// Asked for and not granted.
    pub missing: &'a [String],
}

/// A new integration, without tokens yet: their version is 0.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    by: Id<Member>,
    granted: &Granted<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status,
                                   token_version, verified_at, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', 0, $10, $11, $10, $10)",
        org.raw(),
        granted.id.raw(),
        granted.platform,
        granted.app_id,
        granted.is_own_app,
        granted.identity.id,
        granted.identity.name,
        granted.scopes,
        granted.missing,
        now,
        by.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An integration was granted again: all is well with it.
pub async fn granted_again(conn: &mut Conn, granted: &Granted<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations
         set app_id = $2, is_own_app = $3, name = $4, scopes = $5, missing_scopes = $6, status = 'active', verified_at = $7,
             problem_class = null, problem_code = null, problem_words = null, problem_at = null, version = version + 1,
             updated_at = $7
         where id = $1",
        granted.id.raw(),
        granted.app_id,
        granted.is_own_app,
        granted.identity.name,
        granted.scopes,
        granted.missing,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A call proved the tokens: what failed before is over.
pub async fn verified(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<Integration>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations
         set verified_at = $3, problem_class = null, problem_code = null, problem_words = null, problem_at = null, updated_at = $3
         where org_id = $1 and id = $2 and status = 'active'",
        org.raw(),
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What a call proved of somebody's rights.
pub async fn set_scopes(
    conn: &mut Conn,
    id: Id<Integration>,
    name: &str,
    scopes: &[String],
    missing: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations set name = $2, scopes = $3, missing_scopes = $4 where id = $1",
        id.raw(),
        name,
        scopes,
        missing
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notes what failed with the tokens of version `seen`; with `is_over` the integration waits for a person from now on. Whether it does, and
/// did not before. A refusal of tokens that others have replaced meanwhile says nothing of it.
pub async fn fail(
    conn: &mut Conn,
    id: Id<Integration>,
    seen: i32,
    problem: &Problem,
    is_over: bool,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let before = sqlx::query!("select status, token_version from integrations where id = $1 for update", id.raw())
        .fetch_optional(&mut *conn)
        .await?;
    if !before.is_some_and(|row| row.status == "active" && (row.token_version == seen || !is_over)) {
        return Ok(false);
    }
    sqlx::query!(
        "update integrations
         set status = case when $5 then 'needs_reconnect' else status end, problem_class = $2, problem_code = $3,
             problem_words = $4, problem_at = $6, version = version + $5::bool::int, updated_at = $6
         where id = $1",
        id.raw(),
        problem.class.as_str(),
        problem.code,
        problem.words,
        is_over,
        now
    )
    .execute(conn)
    .await?;
    Ok(is_over)
}

/// Ends an integration. Its accounts stay with their numbers and are not read any more, its pages are not heard of, and nobody reads
/// their leads. Its tokens go when they were given back.
pub async fn disconnect(conn: &mut Conn, id: Id<Integration>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations
         set status = 'disconnected', refresh_at = null, sync_at = null, version = version + 1, updated_at = $2
         where id = $1",
        id.raw(),
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update ad_accounts set is_used = false, updated_at = $2 where integration_id = $1 and is_used",
        id.raw(),
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update platform_profiles set is_used = false, updated_at = $2 where integration_id = $1 and is_used",
        id.raw(),
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from lead_lists where integration_id = $1", id.raw()).execute(&mut *conn).await?;
    sqlx::query!(
        "update reconnect_links set revoked_at = $2 where integration_id = $1 and revoked_at is null",
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An ad account as people see it.
#[derive(Clone, Debug)]
pub struct AdAccountRow {
    /// Id.
    pub id: Id<AdAccount>,
    /// Its integration.
    pub integration_id: Id<Integration>,
    /// The platform's id.
    pub external_id: String,
    /// Name.
    pub name: String,
    /// Currency.
    pub currency: String,
    /// Its days.
    pub time_zone: String,
    /// Whether ads can run.
    pub is_active: bool,
    /// Whether the org uses it.
    pub is_used: bool,
    /// Whether the tokens still reach it.
    pub is_reached: bool,
    /// Numbers from this day on.
    pub backfilled_to: Option<NaiveDate>,
}

/// The ad accounts of integrations.
pub async fn ad_accounts(conn: &mut Conn, of: &[Id<Integration>]) -> Result<Vec<AdAccountRow>, sqlx::Error> {
    let of: Vec<Uuid> = of.iter().map(|id| id.raw()).collect();
    sqlx::query_as!(
        AdAccountRow,
        r#"select id as "id: Id<AdAccount>", integration_id as "integration_id: Id<Integration>", external_id, name, currency,
                  time_zone, is_active, is_used, is_reached, backfilled_to
           from ad_accounts where integration_id = any($1) order by name, id"#,
        &of
    )
    .fetch_all(conn)
    .await
}

/// Keeps what the tokens reach. An account that another live integration has stays there; one that is no longer reached is marked.
pub async fn reach(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    platform: &str,
    accounts: &[(Id<AdAccount>, Reached)],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    // a list that shifts between two pages names an account twice
    let mut named = HashSet::new();
    let accounts: Vec<_> = accounts.iter().filter(|(_, it)| named.insert(it.id.as_str())).collect();
    let column = |of: fn(&Reached) -> &str| accounts.iter().map(|(_, it)| clean(of(it))).collect::<Vec<_>>();
    let ids: Vec<Uuid> = accounts.iter().map(|(id, _)| id.raw()).collect();
    let external = column(|it| &it.id);
    let active: Vec<bool> = accounts.iter().map(|(_, it)| it.is_active).collect();
    let through: Vec<Option<String>> = accounts.iter().map(|(_, it)| it.through.as_deref().map(clean)).collect();
    sqlx::query!(
        "insert into ad_accounts as a (org_id, id, integration_id, platform, external_id, name, currency, time_zone, is_active,
                                       through, created_at, updated_at)
         select $1, found.id, $2, $3, found.external_id, found.name, found.currency, found.time_zone, found.is_active, found.through,
                $11, $11
         from unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bool[], $10::text[])
              as found(id, external_id, name, currency, time_zone, is_active, through)
         on conflict (org_id, platform, external_id) do update
         set integration_id = excluded.integration_id, name = excluded.name, currency = excluded.currency,
             time_zone = excluded.time_zone, is_active = excluded.is_active, through = excluded.through, is_reached = true,
             updated_at = excluded.updated_at
         where a.integration_id = excluded.integration_id
            or exists (select from integrations i
                       where i.org_id = a.org_id and i.id = a.integration_id and i.status <> 'active')",
        org.raw(),
        integration.raw(),
        platform,
        &ids,
        &external,
        &column(|it| &it.name),
        &column(|it| &it.currency),
        &column(|it| &it.time_zone),
        &active,
        &through as &[Option<String>],
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update ad_accounts set is_reached = external_id = any($2), updated_at = $3
         where integration_id = $1 and is_reached <> (external_id = any($2))",
        integration.raw(),
        &external,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Uses these accounts of an integration and no others.
pub async fn choose(
    conn: &mut Conn,
    integration: Id<Integration>,
    chosen: &[Id<AdAccount>],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let chosen: Vec<Uuid> = chosen.iter().map(|id| id.raw()).collect();
    sqlx::query!(
        "update ad_accounts set is_used = id = any($2), updated_at = $3
         where integration_id = $1 and is_used <> (id = any($2))",
        integration.raw(),
        &chosen,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Writes a line of the log.
pub async fn insert_log(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    id: Uuid,
    line: &Line,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into integration_log (org_id, id, integration_id, run_id, at, level, code, params)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        org.raw(),
        id,
        integration.raw(),
        line.run.map(Id::raw),
        now,
        line.level.as_str(),
        line.code,
        Value::Object(line.params.clone())
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether the same was said of an integration since an instant: the code of the line, and of the problem that it tells.
pub async fn was_said(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    line: &Line,
    since: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from integration_log
                          where org_id = $1 and integration_id = $2 and at > $3 and code = $4
                            and params -> 'problem' is not distinct from $5::jsonb) as "was!""#,
        org.raw(),
        integration.raw(),
        since,
        line.code,
        line.params.get("problem").cloned()
    )
    .fetch_one(conn)
    .await
}
