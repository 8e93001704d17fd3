//! SQL of saved views, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, SavedView};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, types::Json};

use super::model::{PAGES, Query, ViewRow};
use crate::http::list::{Filter, Kind, List};

/// The views that a member sees, `$1`: their own and shared ones.
pub const VIEWS: List = List {
    select: "v.id, v.page, v.name, v.query, v.columns, v.is_shared, v.owner_id, m.display_name as owner_name, v.version, v.created_at,
             v.updated_at",
    from: "saved_views v join members m on m.org_id = v.org_id and m.id = v.owner_id where (v.is_shared or v.owner_id = any($1))",
    filters: &[
        Filter { name: "of", sql: "v.page =", kind: Kind::Words(&PAGES) },
        Filter { name: "is_shared", sql: "v.is_shared =", kind: Kind::Bool },
    ],
    sorts: &[("name", "lower(v.name)"), ("created_at", "v.created_at"), ("updated_at", "v.updated_at")],
    default_sort: "name",
    tie: "v.id",
    search: &["v.name"],
    fields: &[
        "id",
        "page",
        "name",
        "query",
        "columns",
        "is_shared",
        "is_own",
        "owner",
        "version",
        "created_at",
        "updated_at",
    ],
    includes: &[],
    feed: None,
};

/// One view that a member sees, locked for this transaction.
pub async fn lock(conn: &mut Conn, member: Id<Member>, id: Id<SavedView>) -> Result<Option<ViewRow>, sqlx::Error> {
    let sql = format!("select {} from {} and v.id = $2 for update of v", VIEWS.select, VIEWS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(vec![member.raw()]).bind(id.raw()).fetch_optional(conn).await
}

/// How many views a member has, counted by one transaction at a time.
pub async fn count(conn: &mut Conn, member: Id<Member>) -> Result<i64, sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", format!("saved views of {member}"))
        .execute(&mut *conn)
        .await?;
    sqlx::query_scalar!(r#"select count(*) as "count!" from saved_views where owner_id = $1"#, member.raw())
        .fetch_one(conn)
        .await
}

/// What a view holds.
#[derive(Clone, Debug)]
pub struct Kept<'a> {
    /// Name.
    pub name: &'a str,
    /// Parameters.
    pub query: &'a Query,
    /// Columns.
    pub columns: Option<&'a [String]>,
    /// Shared.
    pub is_shared: bool,
}

/// Keeps a new view.
pub async fn insert(
    conn: &mut Conn,
    (org, owner): (Id<Org>, Id<Member>),
    id: Id<SavedView>,
    page: &str,
    view: &Kept<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into saved_views (org_id, id, owner_id, page, name, query, columns, is_shared, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        org.raw(),
        id.raw(),
        owner.raw(),
        page,
        view.name,
        Json(view.query) as _,
        view.columns,
        view.is_shared,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes a view.
pub async fn update(
    conn: &mut Conn,
    id: Id<SavedView>,
    view: &Kept<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update saved_views
         set name = $2, query = $3, columns = $4, is_shared = $5, version = version + 1, updated_at = $6
         where id = $1",
        id.raw(),
        view.name,
        Json(view.query) as _,
        view.columns,
        view.is_shared,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes a view.
pub async fn delete(conn: &mut Conn, id: Id<SavedView>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from saved_views where id = $1", id.raw()).execute(conn).await.map(drop)
}
