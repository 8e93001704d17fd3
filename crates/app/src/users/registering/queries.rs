//! SQL of registrations. All through the system role.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, User};
use cmis_db::Conn;
use uuid::Uuid;

/// A registration that waits for its mail to be confirmed.
#[derive(Debug)]
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

/// Keeps a registration until its link is followed.
pub async fn insert_registration(conn: &mut Conn, row: &Registration, token_hash: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into registrations (id, token_hash, email, name, password_hash, locale, time_zone, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        row.id,
        token_hash,
        &row.email,
        &row.name,
        &row.password_hash,
        &row.locale,
        &row.time_zone,
        row.created_at,
        row.expires_at
    )
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
    sqlx::query_as!(
        Registration,
        "select id, email, name, password_hash, locale, time_zone, created_at, expires_at
         from registrations
         where token_hash = $1 and expires_at > $2
         for update",
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// A registration, whether its link still works or not.
pub async fn registration(conn: &mut Conn, id: Uuid) -> Result<Option<Registration>, sqlx::Error> {
    sqlx::query_as!(
        Registration,
        "select id, email, name, password_hash, locale, time_zone, created_at, expires_at
         from registrations
         where id = $1",
        id
    )
    .fetch_optional(conn)
    .await
}

/// The newest registration of an address.
pub async fn latest_registration(conn: &mut Conn, email: &str) -> Result<Option<Registration>, sqlx::Error> {
    sqlx::query_as!(
        Registration,
        "select id, email, name, password_hash, locale, time_zone, created_at, expires_at
         from registrations
         where lower(email) = lower($1)
         order by created_at desc
         limit 1",
        email
    )
    .fetch_optional(conn)
    .await
}

/// Whether several people registered the address of a registration, or one person several times.
pub async fn has_rivals(conn: &mut Conn, row: &Registration, since: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
              select 1 from registrations where lower(email) = lower($1) and id <> $2 and created_at > $3
           ) as "exists!""#,
        &row.email,
        row.id,
        since
    )
    .fetch_one(conn)
    .await
}

/// Leaves a person without a password: only a mailed link sets one.
pub async fn clear_password(conn: &mut Conn, user: Id<User>) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set password_hash = null where id = $1", user.raw()).execute(conn).await.map(drop)
}

/// Lets a registration's link work until later.
pub async fn renew_registration(
    conn: &mut Conn,
    id: Uuid,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update registrations set token_hash = $2, expires_at = $3 where id = $1", id, token_hash, expires_at)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets every registration of an address: one of them was confirmed.
pub async fn delete_registrations(conn: &mut Conn, email: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from registrations where lower(email) = lower($1)", email).execute(conn).await.map(drop)
}
