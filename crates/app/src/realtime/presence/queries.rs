//! SQL of presence. Changes by the system role, reading by the org's own.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, User};
use cmis_db::Conn;
use uuid::Uuid;

use crate::realtime::registry::Present;

/// Notes that a node is there; whether it was not known.
pub async fn show_node(conn: &mut Conn, node: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"insert into realtime_nodes (id, seen_at)
           values ($1, $2)
           on conflict (id) do update
           set seen_at = excluded.seen_at
           returning xmax = 0 as "is_new!""#,
        node,
        now
    )
    .fetch_one(conn)
    .await
}

/// Takes away one node, or those not seen since an instant. Gives who is nowhere any more.
pub async fn remove_nodes(
    conn: &mut Conn,
    node: Option<Uuid>,
    unseen_since: Option<DateTime<Utc>>,
) -> Result<Vec<Present>, sqlx::Error> {
    sqlx::query!(
        r#"with dead as (
               delete from realtime_nodes
               where id = $1 or seen_at < $2
               returning id),
           gone as (
               delete from presence
               using dead
               where node_id = dead.id
               returning org_id, user_id)
           select distinct org_id as "org_id!: Id<Org>", user_id as "user_id!: Id<User>"
           from gone
           where not exists (
               select from presence other
               where other.org_id = gone.org_id and other.user_id = gone.user_id
                   and other.node_id not in (select id from dead))"#,
        node,
        unseen_since
    )
    .map(|row| (row.org_id, row.user_id))
    .fetch_all(conn)
    .await
}

fn columns(people: &[Present]) -> (Vec<Uuid>, Vec<Uuid>) {
    people.iter().map(|(org, user)| (org.raw(), user.raw())).unzip()
}

/// Stores people at a node; those of orgs that went meanwhile are left out. Gives who was nowhere before.
pub async fn insert(conn: &mut Conn, node: Uuid, people: &[Present]) -> Result<Vec<Present>, sqlx::Error> {
    let (orgs, users) = columns(people);
    sqlx::query!(
        r#"with came as (
               insert into presence (org_id, user_id, node_id)
               select new.org_id, new.user_id, $1
               from unnest($2::uuid[], $3::uuid[]) as new (org_id, user_id)
               join orgs on orgs.org_id = new.org_id
               join users on users.id = new.user_id
               on conflict do nothing
               returning org_id, user_id)
           select org_id as "org_id!: Id<Org>", user_id as "user_id!: Id<User>"
           from came
           where not exists (
               select from presence other
               where other.org_id = came.org_id and other.user_id = came.user_id)"#,
        node,
        &orgs,
        &users
    )
    .map(|row| (row.org_id, row.user_id))
    .fetch_all(conn)
    .await
}

/// Takes people away from a node. Gives who is nowhere any more.
pub async fn delete(conn: &mut Conn, node: Uuid, people: &[Present]) -> Result<Vec<Present>, sqlx::Error> {
    let (orgs, users) = columns(people);
    sqlx::query!(
        r#"with gone as (
               delete from presence
               using unnest($2::uuid[], $3::uuid[]) as old (org_id, user_id)
               where presence.org_id = old.org_id and presence.user_id = old.user_id and node_id = $1
               returning presence.org_id, presence.user_id)
           select org_id as "org_id!: Id<Org>", user_id as "user_id!: Id<User>"
           from gone
           where not exists (
               select from presence other
               where other.org_id = gone.org_id and other.user_id = gone.user_id and other.node_id <> $1)"#,
        node,
        &orgs,
        &users
    )
    .map(|row| (row.org_id, row.user_id))
    .fetch_all(conn)
    .await
}

/// The acting members who have the org open.
pub async fn online(conn: &mut Conn, org: Id<Org>) -> Result<Vec<Id<User>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct p.user_id as "user_id!: Id<User>"
           from presence p
           join members m on m.org_id = p.org_id and m.user_id = p.user_id and m.status = 'active'
           where p.org_id = $1"#,
        org.raw()
    )
    .fetch_all(conn)
    .await
}
