//! SQL of the orgs' own apps at platforms.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org};
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

/// A row of `platform_apps`.
pub struct AppRow {
    /// Its id at the platform.
    pub app_id: String,
    /// Sealed.
    pub secrets: Vec<u8>,
    /// Version.
    pub version: i32,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

/// An org's app at a platform.
pub async fn one(conn: &mut Conn, org: Id<Org>, platform: &str) -> Result<Option<AppRow>, sqlx::Error> {
    sqlx::query_as!(
        AppRow,
        "select app_id, secrets, version, updated_at from platform_apps where org_id = $1 and platform = $2",
        org.raw(),
        platform
    )
    .fetch_optional(conn)
    .await
}

/// The same, locked for this transaction.
pub async fn lock(conn: &mut Conn, org: Id<Org>, platform: &str) -> Result<Option<AppRow>, sqlx::Error> {
    sqlx::query_as!(
        AppRow,
        "select app_id, secrets, version, updated_at from platform_apps where org_id = $1 and platform = $2 for update",
        org.raw(),
        platform
    )
    .fetch_optional(conn)
    .await
}

/// Keeps an app, its secrets sealed.
pub async fn set(
    conn: &mut Conn,
    org: Id<Org>,
    platform: &str,
    (app_id, secrets): (&str, &[u8]),
    by: Id<Member>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into platform_apps (org_id, platform, app_id, secrets, created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (org_id, platform) do update
         set app_id = excluded.app_id, secrets = excluded.secrets, version = platform_apps.version + 1, updated_at = excluded.updated_at",
        org.raw(),
        platform,
        app_id,
        secrets,
        by.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Forgets an app.
pub async fn remove(conn: &mut Conn, org: Id<Org>, platform: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from platform_apps where org_id = $1 and platform = $2", org.raw(), platform)
        .execute(conn)
        .await
        .map(drop)
}
