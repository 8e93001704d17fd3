//! SQL of the orgs' own apps at platforms.

use cmis_base::id::{Id, Org};
use cmis_db::Conn;

/// An org's app at a platform: its id, and its secrets sealed.
pub async fn find(conn: &mut Conn, org: Id<Org>, platform: &str) -> Result<Option<(String, Vec<u8>)>, sqlx::Error> {
    let row = sqlx::query!(
        "select app_id, secrets from platform_apps where org_id = $1 and platform = $2",
        org.raw(),
        platform
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.app_id, row.secrets)))
}

/// The org's own apps: platform and id.
pub async fn of_org(conn: &mut Conn) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query!("select platform, app_id from platform_apps")
        .map(|row| (row.platform, row.app_id))
        .fetch_all(conn)
        .await
}
