//! SQL of registrations. All through the system role.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, User};
use cmis_db::Conn;
use sqlx::FromRow;
use uuid::Uuid;

/// A registration that waits for its mail to be confirmed.
#[derive(Debug, FromRow)]
pub struct Registration {
    /// Id.
    pub id: Uuid,
    /// Unconfirmed address.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
    /// `ar` or `en`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when its link works.
    pub expires_at: DateTime<Utc>,
}

const REGISTRATION: &str =
    "select id, email, name, password_hash, locale, time_zone, created_at, expires_at from registrations where ";

/// Keeps a registration until its link is followed.
pub async fn insert_registration(conn: &mut Conn, row: &Registration, token_hash: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into registrations (id, token_hash, email, name, password_hash, locale, time_zone, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(row.id)
    .bind(token_hash)
    .bind(&row.email)
    .bind(&row.name)
    .bind(&row.password_hash)
    .bind(&row.locale)
    .bind(&row.time_zone)
    .bind(row.created_at)
    .bind(row.expires_at)
    .execute(conn)
    .await
    .map(drop)
}

/// The registration of a link that still works.
pub async fn find_registration(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Registration>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{REGISTRATION} token_hash = $1 and expires_at > $2 for update")))
        .bind(token_hash)
        .bind(now)
        .fetch_optional(conn)
        .await
}

/// A registration, whether its link still works or not.
pub async fn registration(conn: &mut Conn, id: Uuid) -> Result<Option<Registration>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!("{REGISTRATION} id = $1"))).bind(id).fetch_optional(conn).await
}

/// The newest registration of an address.
pub async fn latest_registration(conn: &mut Conn, email: &str) -> Result<Option<Registration>, sqlx::Error> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "{REGISTRATION} lower(email) = lower($1) order by created_at desc limit 1"
    )))
    .bind(email)
    .fetch_optional(conn)
    .await
}

/// Whether several people registered the address of a registration, or one person several times.
pub async fn has_rivals(conn: &mut Conn, row: &Registration, since: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar(
        "select exists (
            select 1 from registrations where lower(email) = lower($1) and id <> $2 and created_at > $3
         )",
    )
    .bind(&row.email)
    .bind(row.id)
    .bind(since)
    .fetch_one(conn)
    .await
}

/// Leaves a person without a password: only a mailed link sets one.
pub async fn clear_password(conn: &mut Conn, user: Id<User>) -> Result<(), sqlx::Error> {
    sqlx::query("update users set password_hash = null where id = $1").bind(user.raw()).execute(conn).await.map(drop)
}

/// Lets a registration's link work until later.
pub async fn renew_registration(
    conn: &mut Conn,
    id: Uuid,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("update registrations set token_hash = $2, expires_at = $3 where id = $1")
        .bind(id)
        .bind(token_hash)
        .bind(expires_at)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets every registration of an address: one of them was confirmed.
pub async fn delete_registrations(conn: &mut Conn, email: &str) -> Result<(), sqlx::Error> {
    sqlx::query("delete from registrations where lower(email) = lower($1)").bind(email).execute(conn).await.map(drop)
}
