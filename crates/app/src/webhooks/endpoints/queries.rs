//! SQL of webhook endpoints, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, WebhookEndpoint};
use cmis_db::Conn;

use super::model::EndpointRow;
use crate::http::list::{Filter, Kind, List};

/// The endpoints of an org.
pub const ENDPOINTS: List = List {
    select: "e.id, e.url, e.description, e.events, e.secret, e.previous_secret, e.previous_until, e.failing_since, e.disabled_at,
             e.disabled_reason, e.last_attempt_at, e.last_status, e.last_error, e.version, e.created_at, e.updated_at,
             e.created_by, m.display_name as creator_name",
    from: "webhook_endpoints e join members m on m.org_id = e.org_id and m.id = e.created_by where true",
    filters: &[Filter { name: "disabled", sql: "(e.disabled_at is not null) =", kind: Kind::Bool }],
    sorts: &[("url", "e.url"), ("created_at", "e.created_at"), ("last_attempt_at", "e.last_attempt_at nulls last")],
    default_sort: "-created_at",
    tie: "e.id",
    search: &["e.url", "e.description"],
    fields: &[
        "id",
        "url",
        "description",
        "events",
        "status",
        "disabled_at",
        "disabled_reason",
        "failing_since",
        "last_attempt",
        "previous_secret_until",
        "version",
        "created_at",
        "updated_at",
        "created_by",
    ],
    includes: &[],
    feed: None,
};

/// One endpoint.
pub async fn find(conn: &mut Conn, id: Id<WebhookEndpoint>) -> Result<Option<EndpointRow>, sqlx::Error> {
    let sql = format!("select {} from {} and e.id = $1", ENDPOINTS.select, ENDPOINTS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// One endpoint, locked for this transaction.
pub async fn lock(conn: &mut Conn, id: Id<WebhookEndpoint>) -> Result<Option<EndpointRow>, sqlx::Error> {
    let sql = format!("select {} from {} and e.id = $1 for update of e", ENDPOINTS.select, ENDPOINTS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// How many endpoints the org has, counted by one transaction at a time.
pub async fn count(conn: &mut Conn, org: Id<Org>) -> Result<i64, sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", format!("webhook endpoints of {org}"))
        .execute(&mut *conn)
        .await?;
    sqlx::query_scalar!(r#"select count(*) as "count!" from webhook_endpoints"#).fetch_one(conn).await
}

/// What a new endpoint is made of.
#[derive(Debug)]
pub struct NewEndpoint<'a> {
    /// Id.
    pub id: Id<WebhookEndpoint>,
    /// Where.
    pub url: &'a str,
    /// Description.
    pub description: &'a str,
    /// Events; none for all.
    pub events: Option<&'a [String]>,
    /// Sealed.
    pub secret: &'a [u8],
    /// Who made it.
    pub created_by: Id<Member>,
}

/// Keeps a new endpoint.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    endpoint: &NewEndpoint<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into webhook_endpoints (org_id, id, url, description, events, secret, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        org.raw(),
        endpoint.id.raw(),
        endpoint.url,
        endpoint.description,
        endpoint.events,
        endpoint.secret,
        endpoint.created_by.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes where an endpoint is and what it is told.
pub async fn update(
    conn: &mut Conn,
    id: Id<WebhookEndpoint>,
    url: &str,
    description: &str,
    events: Option<&[String]>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints
         set url = $2, description = $3, events = $4, version = version + 1, updated_at = $5
         where id = $1",
        id.raw(),
        url,
        description,
        events,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Gives an endpoint a new secret; the one before signs too until `until`.
pub async fn rotate(
    conn: &mut Conn,
    id: Id<WebhookEndpoint>,
    secret: &[u8],
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints
         set previous_secret = secret, previous_until = $3, secret = $2, version = version + 1, updated_at = $4
         where id = $1",
        id.raw(),
        secret,
        until,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Switches an endpoint off, with the reason.
pub async fn disable(
    conn: &mut Conn,
    id: Id<WebhookEndpoint>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints
         set disabled_at = $3, disabled_reason = $2, version = version + 1, updated_at = $3
         where id = $1 and disabled_at is null",
        id.raw(),
        reason,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Switches an endpoint on, with a clean record.
pub async fn enable(conn: &mut Conn, id: Id<WebhookEndpoint>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints
         set disabled_at = null, disabled_reason = null, failing_since = null, version = version + 1, updated_at = $2
         where id = $1",
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notes what came of the last attempt, and since when none has succeeded.
pub async fn note(
    conn: &mut Conn,
    id: Id<WebhookEndpoint>,
    at: DateTime<Utc>,
    status: Option<i16>,
    error: Option<&str>,
    failing_since: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints
         set last_attempt_at = $2, last_status = $3, last_error = $4, failing_since = $5
         where id = $1",
        id.raw(),
        at,
        status,
        error,
        failing_since
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes an endpoint. What was delivered to it goes with its age.
pub async fn delete(conn: &mut Conn, id: Id<WebhookEndpoint>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from webhook_endpoints where id = $1", id.raw()).execute(conn).await.map(drop)
}
