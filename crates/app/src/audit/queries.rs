//! SQL of the audit log, the activity feed and their system twins.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use super::Change;
use crate::{
    access::caller::Actor,
    http::list::{Filter, Kind, List},
};

/// Writes the audit entry and the event of a change.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    actor: &Actor,
    now: DateTime<Utc>,
    change: &Change,
) -> Result<(), sqlx::Error> {
    insert_all(conn, org, actor, now, std::slice::from_ref(change)).await
}

/// Writes the audit entries and the events of changes in one statement.
pub async fn insert_all(
    conn: &mut Conn,
    org: Id<Org>,
    actor: &Actor,
    now: DateTime<Utc>,
    changes: &[Change],
) -> Result<(), sqlx::Error> {
    let actions: Vec<String> = changes.iter().map(|change| change.action.to_owned()).collect();
    let objects: Vec<String> = changes.iter().map(|change| change.object.to_owned()).collect();
    let ids: Vec<Option<Uuid>> = changes.iter().map(|change| change.id).collect();
    let before: Vec<Option<Value>> = changes.iter().map(|change| present(&change.before).cloned()).collect();
    let after: Vec<Option<Value>> = changes.iter().map(|change| present(&change.after).cloned()).collect();
    sqlx::query!(
        "with changes as (
            select * from unnest($7::text[], $8::text[], $9::uuid[], $10::jsonb[], $11::jsonb[]) with ordinality
                as c (action, object_kind, object_id, before, after, place)),
         entries as (
            insert into audit_log (org_id, at, actor_kind, actor_id, actor_name, request_id, action, object_kind, object_id,
                                   before, after, address)
            select $1, $2, $3, $4, $5, $6, action, object_kind, object_id, before, after, $12 from changes order by place)
         insert into events (org_id, at, kind, object_kind, object_id, payload, actor_kind, actor_id, actor_name)
         select $1, $2, action, object_kind, object_id, coalesce(after, before, '{}'::jsonb), $3, $4, $5
         from changes order by place",
        org.raw(),
        now,
        actor.kind,
        actor.id,
        actor.name,
        actor.request_id,
        &actions,
        &objects,
        &ids as &[Option<Uuid>],
        &before as &[Option<Value>],
        &after as &[Option<Value>],
        actor.address
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Writes an event alone.
pub async fn insert_event(
    conn: &mut Conn,
    org: Id<Org>,
    now: DateTime<Utc>,
    change: &Change,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into events (org_id, at, kind, object_kind, object_id, payload, actor_kind)
         values ($1, $2, $3, $4, $5, coalesce($6, '{}'::jsonb), 'system')",
        org.raw(),
        now,
        change.action,
        change.object,
        change.id,
        present(&change.after)
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The twin outside any org.
pub async fn insert_system(
    conn: &mut Conn,
    actor: &Actor,
    now: DateTime<Utc>,
    change: &Change,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "with entry as (
            insert into system_audit_log (at, actor_kind, actor_id, actor_name, request_id, action, object_kind, object_id,
                                          before, after, address)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11))
         insert into system_events (at, kind, user_id, payload)
         values ($1, $6, $3, coalesce($10, $9, '{}'::jsonb))",
        now,
        actor.kind,
        actor.id,
        actor.name,
        actor.request_id,
        change.action,
        change.object,
        change.id,
        present(&change.before),
        present(&change.after),
        actor.address
    )
    .execute(conn)
    .await
    .map(drop)
}

fn present(value: &Value) -> Option<&Value> {
    (!value.is_null()).then_some(value)
}

const TIME_FILTERS: [Filter; 2] =
    [Filter { name: "from", sql: "a.at >=", kind: Kind::Time }, Filter { name: "to", sql: "a.at <", kind: Kind::Time }];

/// The full log of one org.
pub const AUDIT: List = List {
    select: "a.seq::text as id, a.at, a.action, a.actor_kind, a.actor_id, a.actor_name, a.object_kind, a.object_id,
             a.before, a.after, a.address, a.request_id",
    from: "audit_log a where true",
    filters: &[
        Filter { name: "action", sql: "a.action =", kind: Kind::Text },
        Filter { name: "actor_id", sql: "a.actor_id =", kind: Kind::Id },
        Filter { name: "object_kind", sql: "a.object_kind =", kind: Kind::Text },
        Filter { name: "object_id", sql: "a.object_id =", kind: Kind::Id },
        TIME_FILTERS[0],
        TIME_FILTERS[1],
    ],
    sorts: &[("at", "a.at")],
    default_sort: "-at",
    tie: "a.seq desc",
    search: &["a.action", "coalesce(a.actor_name, '')", "coalesce(a.address, '')"],
    fields: &["id", "at", "action", "actor", "object", "before", "after", "address", "request_id"],
    includes: &[],
    feed: Some(("a.at", "a.seq")),
};

/// The log of what happened outside any org.
pub const SYSTEM_AUDIT: List = List {
    select: "a.seq::text as id, a.at, a.action, a.actor_kind, a.actor_id, a.actor_name, a.object_kind, a.object_id,
             a.before, a.after, a.address, a.request_id",
    from: "system_audit_log a where true",
    ..AUDIT
};

/// The feed of one org: the same changes, told to everybody in it, without addresses, before and after.
pub const ACTIVITY: List = List {
    select: "a.seq::text as id, a.at, a.kind, a.actor_kind, a.actor_id, a.actor_name, a.object_kind, a.object_id,
             a.payload",
    from: "events a where true",
    filters: &[
        Filter { name: "kind", sql: "a.kind =", kind: Kind::Text },
        Filter { name: "actor_id", sql: "a.actor_id =", kind: Kind::Id },
        Filter { name: "object_id", sql: "a.object_id =", kind: Kind::Id },
        TIME_FILTERS[0],
        TIME_FILTERS[1],
    ],
    sorts: &[("at", "a.at")],
    default_sort: "-at",
    tie: "a.seq desc",
    search: &[],
    fields: &["id", "at", "kind", "summary", "actor", "object"],
    includes: &[],
    feed: Some(("a.at", "a.seq")),
};
