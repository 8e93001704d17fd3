//! SQL of the token vault, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Org};
use cmis_connectors::platform::Tokens;
use cmis_db::Conn;

/// A version to be kept.
pub struct NewVersion {
    /// Which.
    pub version: i32,
    /// Sealed.
    pub access: Vec<u8>,
    /// Sealed.
    pub refresh: Option<Vec<u8>>,
    /// When the access token ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// How they came.
    pub made_by: &'static str,
}

/// A kept version.
pub struct Version {
    /// Which.
    pub version: i32,
    /// Sealed.
    pub access: Vec<u8>,
    /// Sealed.
    pub refresh: Option<Vec<u8>>,
    /// When the access token ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When the refresh token ends.
    pub refresh_expires_at: Option<DateTime<Utc>>,
    /// What they allow.
    pub scopes: Vec<String>,
}

/// Keeps a version.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    new: &NewVersion,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into integration_tokens (org_id, integration_id, version, access, refresh, expires_at, refresh_expires_at, made_by,
                                         created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        org.raw(),
        integration.raw(),
        new.version,
        new.access,
        new.refresh,
        new.expires_at,
        new.refresh_expires_at,
        new.made_by,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Makes the next version the newest, if nobody did before.
pub async fn move_on(
    conn: &mut Conn,
    integration: Id<Integration>,
    seen: i32,
    next: i32,
    tokens: &Tokens,
    refresh_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update integrations
         set token_version = $3, expires_at = $4, refresh_expires_at = $5, refresh_at = $6, refreshing_until = null, updated_at = $7
         where id = $1 and token_version = $2 and status <> 'disconnected'",
        integration.raw(),
        seen,
        next,
        tokens.expires_at,
        tokens.refresh_expires_at,
        refresh_at,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest version.
pub async fn newest(conn: &mut Conn, integration: Id<Integration>) -> Result<Option<Version>, sqlx::Error> {
    sqlx::query_as!(
        Version,
        "select t.version, t.access, t.refresh, t.expires_at, t.refresh_expires_at, i.scopes
         from integrations i
         join integration_tokens t on t.org_id = i.org_id and t.integration_id = i.id and t.version = i.token_version
         where i.id = $1",
        integration.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Whether this caller may refresh now: nobody else is at it, and the version is still the newest.
pub async fn take_turn(
    conn: &mut Conn,
    integration: Id<Integration>,
    seen: i32,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update integrations set refreshing_until = $4
         where id = $1 and token_version = $2 and (refreshing_until is null or refreshing_until < $3)",
        integration.raw(),
        seen,
        now,
        until
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Lets others refresh: whoever took the turn until then ends it, and nobody else's.
pub async fn end_turn(conn: &mut Conn, integration: Id<Integration>, until: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations set refreshing_until = null where id = $1 and refreshing_until = $2",
        integration.raw(),
        until
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Tokens that cannot be refreshed are not tried again.
pub async fn never_refresh(conn: &mut Conn, integration: Id<Integration>) -> Result<(), sqlx::Error> {
    sqlx::query!("update integrations set refresh_at = null where id = $1", integration.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// When a refresh that failed is tried again.
pub async fn try_again(conn: &mut Conn, integration: Id<Integration>, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update integrations set refresh_at = $2 where id = $1 and status = 'active' and refresh_at is not null",
        integration.raw(),
        at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An integration whose tokens are to be refreshed.
pub struct Due {
    /// The org.
    pub org_id: Id<Org>,
    /// Which.
    pub id: Id<Integration>,
}

/// Those whose time has come, in a system transaction.
pub async fn due(conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select org_id as "org_id: Id<Org>", id as "id: Id<Integration>" from integrations
           where status = 'active' and refresh_at <= $1 order by refresh_at limit $2"#,
        now,
        most
    )
    .fetch_all(conn)
    .await
}

/// What is sealed of tokens, for the rotation of keys: a page after an integration and a version.
pub struct Sealed {
    /// The org.
    pub org_id: Id<Org>,
    /// The integration.
    pub integration_id: Id<Integration>,
    /// The version.
    pub version: i32,
    /// The access token.
    pub access: Vec<u8>,
    /// The refresh token.
    pub refresh: Option<Vec<u8>>,
}
