//! SQL of deliveries and attempts: fanned out as the system role, sent and shown as the tenant.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, WebhookDelivery, WebhookEndpoint};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    model::{AttemptView, DeliveryView, STATES},
    sending::Outcome,
};
use crate::http::list::{Filter, Kind, List};

/// The deliveries to one endpoint.
pub const DELIVERIES: List = List {
    select: "d.id, d.event_id, d.event, d.state, d.attempts, d.status, d.error, d.next_attempt_at, d.created_at, d.finished_at",
    from: "webhook_deliveries d where true",
    filters: &[
        Filter { name: "state", sql: "d.state =", kind: Kind::Words(STATES) },
        Filter { name: "event", sql: "d.event =", kind: Kind::Text },
        Filter { name: "from", sql: "d.created_at >=", kind: Kind::Time },
        Filter { name: "to", sql: "d.created_at <", kind: Kind::Time },
    ],
    sorts: &[("created_at", "d.created_at")],
    default_sort: "-created_at",
    tie: "d.seq desc",
    search: &[],
    fields: &[
        "id",
        "event_id",
        "event",
        "state",
        "attempts",
        "status",
        "error",
        "next_attempt_at",
        "created_at",
        "finished_at",
    ],
    includes: &[],
    feed: Some(("d.created_at", "d.seq")),
};

/// An endpoint that hears of what happens.
#[derive(Debug)]
pub struct Listener {
    /// Its org.
    pub org_id: Uuid,
    /// Its id.
    pub id: Uuid,
    /// What it wants to hear of; none for all.
    pub events: Option<Vec<String>>,
}

/// The endpoints of some orgs that are switched on. System role.
pub async fn listeners(conn: &mut Conn, orgs: &[Uuid]) -> Result<Vec<Listener>, sqlx::Error> {
    sqlx::query_as!(
        Listener,
        "select e.org_id, e.id, e.events
         from webhook_endpoints e
         join orgs o on o.org_id = e.org_id
         where e.org_id = any($1) and e.disabled_at is null and o.suspended_at is null
         order by e.org_id, e.id",
        orgs
    )
    .fetch_all(conn)
    .await
}

/// New deliveries, column by column.
#[derive(Debug, Default)]
pub struct NewDeliveries {
    /// Orgs.
    pub orgs: Vec<Uuid>,
    /// Ids.
    pub ids: Vec<Uuid>,
    /// Endpoints.
    pub endpoints: Vec<Uuid>,
    /// Ids of the events.
    pub event_ids: Vec<Uuid>,
    /// What happened.
    pub events: Vec<String>,
    /// What is sent.
    pub bodies: Vec<String>,
}

/// Stores new deliveries, due at once. System role.
pub async fn insert(conn: &mut Conn, new: &NewDeliveries, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into webhook_deliveries (org_id, id, created_at, endpoint_id, event_id, event, body, state, next_attempt_at)
         select n.org_id, n.id, $7, n.endpoint_id, n.event_id, n.event, n.body, 'pending', $7
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[])
             as n (org_id, id, endpoint_id, event_id, event, body)",
        &new.orgs,
        &new.ids,
        &new.endpoints,
        &new.event_ids,
        &new.events,
        &new.bodies,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores the delivery of a test, which is over, with its one attempt.
pub async fn insert_test(
    conn: &mut Conn,
    org: Id<Org>,
    endpoint: Id<WebhookEndpoint>,
    id: Id<WebhookDelivery>,
    event_id: Uuid,
    body: &str,
    outcome: &Outcome,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with delivery as (
            insert into webhook_deliveries (org_id, id, created_at, endpoint_id, event_id, event, body, state, attempts, tries,
                                            finished_at, status, error)
            values ($1, $2, $3, $4, $5, 'webhook.test', $6, $7, 1, 1, $3, $8, $9))
         insert into webhook_attempts (org_id, delivery_id, number, at, latency_ms, status, answer, error, detail)
         values ($1, $2, 1, $3, $10, $8, $11, $9, $12)",
        org.raw(),
        id.raw(),
        outcome.at,
        endpoint.raw(),
        event_id,
        body,
        if outcome.is_success() { "delivered" } else { "failed" },
        outcome.status,
        outcome.error,
        outcome.latency_ms,
        outcome.answer.as_deref(),
        outcome.detail.as_deref()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A delivery whose time has come.
#[derive(Debug)]
pub struct Due {
    /// Id.
    pub id: Uuid,
    /// When it came about: part of its key.
    pub created_at: DateTime<Utc>,
    /// The event's id.
    pub event_id: Uuid,
    /// What is sent.
    pub body: String,
    /// Tries since it was last sent on purpose.
    pub tries: i16,
}

/// Whether the org works: nothing is sent for a suspended one.
pub async fn is_org_working(conn: &mut Conn, org: Id<Org>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from orgs where org_id = $1 and suspended_at is null) as "working!""#,
        org.raw()
    )
    .fetch_one(conn)
    .await
}

/// The next deliveries to an endpoint whose time has come, longest waiting first.
pub async fn due(
    conn: &mut Conn,
    org: Id<Org>,
    endpoint: Id<WebhookEndpoint>,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        "select id, created_at, event_id, body, tries
         from webhook_deliveries
         where org_id = $1 and endpoint_id = $2 and state = 'pending' and next_attempt_at <= $3
         order by next_attempt_at
         limit $4",
        org.raw(),
        endpoint.raw(),
        now,
        limit
    )
    .fetch_all(conn)
    .await
}

/// When the next delivery to an endpoint is due.
pub async fn next_due(
    conn: &mut Conn,
    org: Id<Org>,
    endpoint: Id<WebhookEndpoint>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select min(next_attempt_at)
         from webhook_deliveries
         where org_id = $1 and endpoint_id = $2 and state = 'pending'",
        org.raw(),
        endpoint.raw()
    )
    .fetch_one(conn)
    .await
}

/// What became of some deliveries, column by column.
#[derive(Debug, Default)]
pub struct Results {
    /// Ids.
    pub ids: Vec<Uuid>,
    /// When they came about.
    pub created: Vec<DateTime<Utc>>,
    /// `delivered`, `pending` or `failed`.
    pub states: Vec<&'static str>,
    /// When they are tried again.
    pub next: Vec<Option<DateTime<Utc>>>,
    /// When the attempts began.
    pub at: Vec<DateTime<Utc>>,
    /// How long they took.
    pub latencies: Vec<i32>,
    /// What was answered.
    pub statuses: Vec<Option<i16>>,
    /// The first of it.
    pub answers: Vec<Option<String>>,
    /// Why nothing was.
    pub errors: Vec<Option<&'static str>>,
    /// In the words of the system.
    pub details: Vec<Option<String>>,
    /// Tries before this one. One that was sent again on purpose meanwhile begins anew, whatever became of this try.
    pub tries: Vec<i16>,
}

/// Stores attempts and what became of their deliveries, in one statement.
pub async fn store(conn: &mut Conn, org: Id<Org>, results: &Results, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with given as (
            select *
            from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::timestamptz[], $6::timestamptz[], $7::int[],
                    $8::smallint[], $9::text[], $10::text[], $11::text[], $13::smallint[])
                as g (id, created_at, state, next_attempt_at, at, latency_ms, status, answer, error, detail, tries)),
         stored as (
            update webhook_deliveries d
            set status = g.status, error = g.error, attempts = d.attempts + 1,
                state = case when d.tries = g.tries then g.state else d.state end,
                next_attempt_at = case when d.tries = g.tries then g.next_attempt_at else d.next_attempt_at end,
                tries = case when d.tries = g.tries then d.tries + 1 else d.tries end,
                finished_at = case when d.tries = g.tries and g.state <> 'pending' then $12::timestamptz end
            from given g
            where d.org_id = $1 and d.id = g.id and d.created_at = g.created_at
            returning d.id, d.attempts)
         insert into webhook_attempts (org_id, delivery_id, number, at, latency_ms, status, answer, error, detail)
         select $1, s.id, s.attempts, g.at, g.latency_ms, g.status, g.answer, g.error, g.detail
         from stored s
         join given g on g.id = s.id",
        org.raw(),
        &results.ids,
        &results.created,
        &results.states as _,
        &results.next as _,
        &results.at,
        &results.latencies,
        &results.statuses as _,
        &results.answers as _,
        &results.errors as _,
        &results.details as _,
        now,
        &results.tries
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Endpoints with deliveries that should have been sent `before`: their job was lost or cancelled. System role.
pub async fn forgotten(conn: &mut Conn, before: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    sqlx::query!(
        "select e.org_id, e.id
         from webhook_endpoints e
         join orgs o on o.org_id = e.org_id
         where e.disabled_at is null and o.suspended_at is null
           and exists (
              select from webhook_deliveries d
              where d.org_id = e.org_id and d.endpoint_id = e.id and d.state = 'pending' and d.next_attempt_at < $1)",
        before
    )
    .map(|row| (row.org_id, row.id))
    .fetch_all(conn)
    .await
}

/// One delivery of an endpoint, with what is sent.
pub async fn find(
    conn: &mut Conn,
    endpoint: Id<WebhookEndpoint>,
    id: Id<WebhookDelivery>,
) -> Result<Option<(DeliveryView, String)>, sqlx::Error> {
    sqlx::query!(
        "select id, event_id, event, state, attempts, status, error, next_attempt_at, created_at, finished_at, body
         from webhook_deliveries
         where id = $1 and endpoint_id = $2",
        id.raw(),
        endpoint.raw()
    )
    .map(|row| {
        let view = DeliveryView {
            id: Id::new(row.id),
            event_id: row.event_id,
            event: row.event,
            state: row.state,
            attempts: row.attempts,
            status: row.status,
            error: row.error,
            next_attempt_at: row.next_attempt_at,
            created_at: row.created_at,
            finished_at: row.finished_at,
        };
        (view, row.body)
    })
    .fetch_optional(conn)
    .await
}

/// The attempts at a delivery, the last one first.
pub async fn attempts(conn: &mut Conn, delivery: Id<WebhookDelivery>) -> Result<Vec<AttemptView>, sqlx::Error> {
    sqlx::query_as!(
        AttemptView,
        "select number, at, latency_ms, status, answer, error, detail
         from webhook_attempts
         where delivery_id = $1
         order by number desc
         limit 100",
        delivery.raw()
    )
    .fetch_all(conn)
    .await
}

/// Makes a delivery due again, with all its tries before it.
pub async fn again(conn: &mut Conn, id: Id<WebhookDelivery>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_deliveries
         set state = 'pending', tries = 0, next_attempt_at = $2, finished_at = null
         where id = $1",
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Rows and bytes of deliveries and attempts older than `before`. System role.
pub async fn old(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select (select count(*) from webhook_deliveries where created_at < $1)
                + (select count(*) from webhook_attempts where at < $1) as "rows!",
                  (select coalesce(sum(pg_column_size(d.*)), 0)::bigint from webhook_deliveries d where d.created_at < $1)
                + (select coalesce(sum(pg_column_size(a.*)), 0)::bigint from webhook_attempts a where a.at < $1) as "bytes!""#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes deliveries and attempts older than `before`. System role.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from webhook_attempts where at < $1", before).execute(&mut *conn).await?;
    sqlx::query!("delete from webhook_deliveries where created_at < $1", before).execute(conn).await.map(drop)
}
