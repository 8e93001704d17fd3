//! SQL of personas, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, Persona};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, types::Json};

use super::model::{PersonaRow, Sketch};
use crate::http::list::{Filter, Kind, List};

/// The personas of an org. How many campaigns speak to one is of all of them: all lose it when it goes.
pub const PERSONAS: List = List {
    select: "p.id, p.name, p.occupation, p.description, p.audience, p.goals, p.pains, p.channels, p.tone,
             (select count(*) from campaigns c where c.org_id = p.org_id and c.persona_id = p.id) as campaigns,
             p.created_by, m.display_name as creator_name, p.version, p.created_at, p.updated_at",
    from: "personas p left join members m on m.org_id = p.org_id and m.id = p.created_by where true",
    filters: &[
        Filter { name: "id", sql: "p.id =", kind: Kind::Id },
        Filter { name: "created_by", sql: "p.created_by =", kind: Kind::Id },
    ],
    sorts: &[("name", "lower(p.name)"), ("created_at", "p.created_at"), ("updated_at", "p.updated_at")],
    default_sort: "name",
    tie: "p.id",
    search: &["p.name", "p.occupation", "p.description"],
    fields: &[
        "id",
        "name",
        "occupation",
        "description",
        "target_audience",
        "goals",
        "pains",
        "channels",
        "tone",
        "campaigns",
        "created_by",
        "version",
        "created_at",
        "updated_at",
    ],
    includes: &[],
    feed: None,
};

/// One persona.
pub async fn find(conn: &mut Conn, id: Id<Persona>) -> Result<Option<PersonaRow>, sqlx::Error> {
    let sql = format!("select {} from {} and p.id = $1", PERSONAS.select, PERSONAS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// The same, locked for this transaction.
pub async fn lock(conn: &mut Conn, id: Id<Persona>) -> Result<Option<PersonaRow>, sqlx::Error> {
    let sql = format!("select {} from {} and p.id = $1 for update of p", PERSONAS.select, PERSONAS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// How many personas an org has, counted by one transaction at a time.
pub async fn count(conn: &mut Conn, org: Id<Org>) -> Result<i64, sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", format!("personas of {org}"))
        .execute(&mut *conn)
        .await?;
    sqlx::query_scalar!(r#"select count(*) as "count!" from personas"#).fetch_one(conn).await
}

/// Keeps a new persona.
pub async fn insert(
    conn: &mut Conn,
    (org, maker): (Id<Org>, Id<Member>),
    id: Id<Persona>,
    sketch: &Sketch,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into personas (org_id, id, name, occupation, description, audience, goals, pains, channels, tone, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        org.raw(),
        id.raw(),
        sketch.name,
        sketch.occupation,
        sketch.description,
        Json(&sketch.audience) as _,
        sketch.goals,
        sketch.pains,
        &sketch.channels,
        sketch.tone,
        maker.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes a persona.
pub async fn update(conn: &mut Conn, id: Id<Persona>, sketch: &Sketch, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update personas
         set name = $2, occupation = $3, description = $4, audience = $5, goals = $6, pains = $7, channels = $8, tone = $9,
             version = version + 1, updated_at = $10
         where id = $1",
        id.raw(),
        sketch.name,
        sketch.occupation,
        sketch.description,
        Json(&sketch.audience) as _,
        sketch.goals,
        sketch.pains,
        &sketch.channels,
        sketch.tone,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Where the campaigns stand that speak to a persona, locked for this transaction.
pub async fn statuses(conn: &mut Conn, id: Id<Persona>) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!("select status from campaigns where persona_id = $1 order by id for update", id.raw())
        .fetch_all(conn)
        .await
}

/// Removes a persona. Campaigns stay without it.
pub async fn delete(conn: &mut Conn, id: Id<Persona>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from personas where id = $1", id.raw()).execute(conn).await.map(drop)
}
