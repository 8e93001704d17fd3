//! SQL of realtime: notices to every node.

use cmis_db::Conn;

/// Sends notices at commit.
pub async fn notify(conn: &mut Conn, notices: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_notify('realtime', told.notice) from unnest($1::text[]) as told (notice)", notices)
        .execute(conn)
        .await
        .map(drop)
}
