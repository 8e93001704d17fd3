//! SQL of the logs of events: a reader's position, and what stands after it.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

/// How far a reader is in a log of events: a transaction and a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// The transaction, as text: PostgreSQL's xid8 has no type here.
    pub txid: String,
    /// The place.
    pub seq: i64,
}

/// Makes a reader at the beginning, if it is new.
pub async fn ensure_consumer(conn: &mut Conn, name: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into event_consumers (name, txid, seq, updated_at)
         values ($1, '0'::xid8, 0, $2)
         on conflict (name) do nothing",
        name,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Locks a reader and gives its position; none when another node reads at this moment.
pub async fn lock_consumer(conn: &mut Conn, name: &str) -> Result<Option<Position>, sqlx::Error> {
    sqlx::query_as!(
        Position,
        r#"select txid::text as "txid!", seq from event_consumers where name = $1 for update skip locked"#,
        name
    )
    .fetch_optional(conn)
    .await
}

/// Moves a reader on.
pub async fn move_consumer(conn: &mut Conn, name: &str, to: &Position, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update event_consumers set txid = $2::text::xid8, seq = $3, updated_at = $4 where name = $1",
        name,
        &to.txid,
        to.seq,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An event in an org.
#[derive(Debug)]
pub struct Event {
    /// Where it stands in the log.
    pub position: Position,
    /// The org.
    pub org_id: Uuid,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: String,
    /// To what kind of object.
    pub object_kind: String,
    /// To which one.
    pub object_id: Option<Uuid>,
    /// What it is, or was.
    pub payload: Value,
    /// What kind of caller did it.
    pub actor_kind: String,
    /// Who did it.
    pub actor_id: Option<Uuid>,
    /// Their name.
    pub actor_name: Option<String>,
}

/// The next events after a position. Only of transactions older than every running one, so that no late commit is skipped.
pub async fn next_events(conn: &mut Conn, after: &Position, limit: i64) -> Result<Vec<Event>, sqlx::Error> {
    sqlx::query!(
        r#"select txid::text as "txid!", seq, org_id, at, kind, object_kind, object_id, payload, actor_kind, actor_id, actor_name
           from events
           where (txid, seq) > ($1::text::xid8, $2) and txid < pg_snapshot_xmin(pg_current_snapshot())
           order by events.txid, seq
           limit $3"#,
        &after.txid,
        after.seq,
        limit
    )
    .map(|row| Event {
        position: Position { txid: row.txid, seq: row.seq },
        org_id: row.org_id,
        at: row.at,
        kind: row.kind,
        object_kind: row.object_kind,
        object_id: row.object_id,
        payload: row.payload,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
    })
    .fetch_all(conn)
    .await
}

/// An event of an account.
#[derive(Debug)]
pub struct AccountEvent {
    /// Where it stands in the log.
    pub position: Position,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: String,
    /// To whom.
    pub user_id: Option<Uuid>,
    /// What it is, or was.
    pub payload: Value,
}

/// The next events of accounts after a position, as [`next_events`].
pub async fn next_account_events(
    conn: &mut Conn,
    after: &Position,
    limit: i64,
) -> Result<Vec<AccountEvent>, sqlx::Error> {
    sqlx::query!(
        r#"select txid::text as "txid!", seq, at, kind, user_id, payload
           from system_events
           where (txid, seq) > ($1::text::xid8, $2) and txid < pg_snapshot_xmin(pg_current_snapshot())
           order by system_events.txid, seq
           limit $3"#,
        &after.txid,
        after.seq,
        limit
    )
    .map(|row| AccountEvent {
        position: Position { txid: row.txid, seq: row.seq },
        at: row.at,
        kind: row.kind,
        user_id: row.user_id,
        payload: row.payload,
    })
    .fetch_all(conn)
    .await
}

/// How many events a reader has not handled yet, those of running transactions among them.
pub async fn backlog(conn: &mut Conn, orgs: &str, accounts: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select (select count(*)
                   from events e
                   where not exists (
                      select from event_consumers c where c.name = $1 and (e.txid, e.seq) <= (c.txid, c.seq)))
                + (select count(*)
                   from system_events e
                   where not exists (
                      select from event_consumers c where c.name = $2 and (e.txid, e.seq) <= (c.txid, c.seq))) as "count!""#,
        orgs,
        accounts
    )
    .fetch_one(conn)
    .await
}
