//! SQL over all tables of an org. Names come from the catalog, quoted by it; values are bound.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Job, Org};
use cmis_db::Conn;
use futures_util::stream::BoxStream;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::Table;

/// The tables whose rows belong to orgs: those with the tenants' policy. Bytes and whatever is called a secret are no
/// columns of an export: hashes and sealed values are stored as bytes.
pub async fn tables(conn: &mut Conn) -> Result<Vec<Table>, sqlx::Error> {
    sqlx::query_as!(
        Table,
        r#"select quote_ident(c.relname) as "name!",
                  array(select quote_ident(a.attname)
                        from pg_attribute a
                        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid <> 'bytea'::regtype
                          and a.attname !~ '(hash|secret|password|token|sealed)'
                        order by a.attnum) as "columns!",
                  array(select distinct quote_ident(p.relname)
                        from pg_constraint k
                        join pg_class p on p.oid = k.confrelid
                        where k.conrelid = c.oid and k.contype = 'f') as "parents!"
           from pg_class c
           join pg_policy y on y.polrelid = c.oid and y.polname = 'tenant'
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
           order by c.relname"#
    )
    .fetch_all(conn)
    .await
}

/// One view of the data for the whole export, for as long as it takes. First statement of a tenant's transaction.
pub async fn hold_still(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query("set transaction isolation level repeatable read, read only").execute(&mut *conn).await?;
    sqlx::query("set local statement_timeout = '30min'").execute(&mut *conn).await?;
    sqlx::query("set local idle_in_transaction_session_timeout = '30min'").execute(conn).await.map(drop)
}

/// The rows of one table as JSON, one by one, in the order of their storage.
pub fn rows<'c>(conn: &'c mut Conn, table: &Table, org: Id<Org>) -> BoxStream<'c, Result<String, sqlx::Error>> {
    let sql = format!(
        "select row_to_json(t)::text from (select {} from {} where org_id = $1) t",
        table.columns.join(", "),
        table.name
    );
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(org.raw()).fetch(conn)
}

/// Deletes up to `limit` rows of an org (of a partitioned table a few more). System role.
pub async fn delete_some(conn: &mut Conn, table: &str, org: Id<Org>, limit: i64) -> Result<u64, sqlx::Error> {
    let sql = format!(
        "delete from {table} where org_id = $1 and ctid = any(array(select ctid from {table} where org_id = $1 limit $2))"
    );
    sqlx::query(AssertSqlSafe(sql)).bind(org.raw()).bind(limit).execute(conn).await.map(|done| done.rows_affected())
}

/// Shuts an org whose end has begun: nobody works in it any more. System role.
pub async fn shut(conn: &mut Conn, org: Id<Org>, now: chrono::DateTime<chrono::Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update orgs set suspended_at = coalesce(suspended_at, $2) where org_id = $1", org.raw(), now)
        .execute(conn)
        .await
        .map(drop)
}

/// The exports that were made of an org. System role.
pub async fn exports(conn: &mut Conn, org: Id<Org>) -> Result<Vec<Id<Job>>, sqlx::Error> {
    let ids: Vec<Uuid> =
        sqlx::query_scalar!("select id from finished_jobs where org_id = $1 and kind = 'org.export'", org.raw())
            .fetch_all(conn)
            .await?;
    Ok(ids.into_iter().map(Id::new).collect())
}

/// Deletes the mails of an org, sent and waiting. System role.
pub async fn delete_mails(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from mails where org_id = $1", org.raw()).execute(conn).await.map(drop)
}

/// Deletes the org's own row and, through it, what is left. System role.
pub async fn delete_org(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from orgs where org_id = $1", org.raw()).execute(conn).await.map(drop)
}

/// Orgs whose day of deletion is over.
pub async fn overdue(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Id<Org>>, sqlx::Error> {
    let ids: Vec<Uuid> = sqlx::query_scalar!(
        "select org_id
         from orgs
         where deletes_at <= $1
         order by deletes_at",
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(Id::new).collect())
}
