//! SQL of people, logins and mailed tokens. All through the system role: the tenant role reaches none of it.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Session, User};
use cmis_db::Conn;

pub use super::registering::queries::{
    Registration, clear_password, delete_registrations, find_registration, has_rivals, insert_registration,
    latest_registration, registration, renew_registration,
};

/// A row of `users`.
#[derive(Clone, Debug)]
pub struct UserRow {
    /// Id.
    pub id: Id<User>,
    /// Address.
    pub email: String,
    /// Shown name.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: Option<String>,
    /// When the address was confirmed.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// `ar` or `en`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// Theme.
    pub theme: String,
    /// Sealed TOTP secret.
    pub mfa_secret: Option<Vec<u8>>,
    /// When the second factor was confirmed.
    pub mfa_enabled_at: Option<DateTime<Utc>>,
    /// Step of the last accepted code.
    pub mfa_last_step: Option<i64>,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
    /// When an instance administrator disabled them.
    pub disabled_at: Option<DateTime<Utc>>,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// Version.
    pub version: i32,
    /// When the picture was set.
    pub picture_at: Option<DateTime<Utc>>,
}

/// The person of an address, whatever its case.
pub async fn find_by_email(conn: &mut Conn, email: &str) -> Result<Option<UserRow>, sqlx::Error> {
    sqlx::query_as!(
        UserRow,
        r#"select u.id, u.email, u.name, u.password_hash, u.email_verified_at, u.locale, u.time_zone, u.theme, u.mfa_secret,
                  u.mfa_enabled_at, u.mfa_last_step, u.is_instance_admin, u.disabled_at, u.created_at, u.version,
                  p.updated_at as "picture_at?"
           from users u
           left join user_pictures p on p.user_id = u.id
           where u.erased_at is null and lower(u.email) = lower($1)"#,
        email
    )
    .fetch_optional(conn)
    .await
}

/// A person by id.
pub async fn find(conn: &mut Conn, id: Id<User>) -> Result<Option<UserRow>, sqlx::Error> {
    sqlx::query_as!(
        UserRow,
        r#"select u.id, u.email, u.name, u.password_hash, u.email_verified_at, u.locale, u.time_zone, u.theme, u.mfa_secret,
                  u.mfa_enabled_at, u.mfa_last_step, u.is_instance_admin, u.disabled_at, u.created_at, u.version,
                  p.updated_at as "picture_at?"
           from users u
           left join user_pictures p on p.user_id = u.id
           where u.erased_at is null and u.id = $1"#,
        id.raw()
    )
    .fetch_optional(conn)
    .await
}

/// What a new person starts with.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// Id.
    pub id: Id<User>,
    /// Confirmed address, lower case.
    pub email: &'a str,
    /// Shown name.
    pub name: &'a str,
    /// Argon2id in PHC form.
    pub password_hash: &'a str,
    /// `ar` or `en`.
    pub locale: &'a str,
    /// IANA time zone.
    pub time_zone: &'a str,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
}

/// Makes a person with a confirmed address. The constraint `users_email_key` speaks when the address is taken.
pub async fn insert(conn: &mut Conn, user: &NewUser<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into users (id, email, name, password_hash, email_verified_at, locale, time_zone, is_instance_admin, created_at)
         values ($1, $2, $3, $4, $8, $5, $6, $7, $8)",
        user.id.raw(),
        user.email,
        user.name,
        user.password_hash,
        user.locale,
        user.time_zone,
        user.is_instance_admin,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Replaces the password.
pub async fn set_password(conn: &mut Conn, user: Id<User>, hash: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set password_hash = $2, version = version + 1 where id = $1", user.raw(), hash)
        .execute(conn)
        .await
        .map(drop)
}

/// Whether the person signed in from this network's address before, in the last 90 days.
pub async fn is_known_address(
    conn: &mut Conn,
    user: Id<User>,
    address: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (
              select 1 from sessions where user_id = $1 and address = $2 and created_at > $3::timestamptz - interval '90 days'
           ) as "exists!""#,
        user.raw(),
        address,
        now
    )
    .fetch_one(conn)
    .await
}

/// What a token of `user_tokens` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Prove a new address.
    ChangeEmail,
    /// Set a new password.
    ResetPassword,
    /// The second step of a login.
    MfaLogin,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 3] = [Self::ChangeEmail, Self::ResetPassword, Self::MfaLogin];

    const fn as_str(self) -> &'static str {
        match self {
            Self::ChangeEmail => "change_email",
            Self::ResetPassword => "reset_password",
            Self::MfaLogin => "mfa_login",
        }
    }
}

/// A single-use token of a person.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// SHA-256 of the token.
    pub hash: &'a [u8],
    /// Whose.
    pub user: Id<User>,
    /// What for.
    pub purpose: Purpose,
    /// The address that it proves.
    pub email: Option<&'a str>,
    /// "Remember me" of the login that it continues.
    pub remember: bool,
    /// Client of the login that it continues.
    pub client: Option<&'a str>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a token. A new address replaces the one before; logins (two devices at once) and links for a new password (a
/// stranger who asks for another must not kill the one that is about to be followed) stand beside each other.
pub async fn insert_token(conn: &mut Conn, token: &NewToken<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    if token.purpose == Purpose::ChangeEmail {
        sqlx::query!(
            "delete from user_tokens where user_id = $1 and purpose = $2",
            token.user.raw(),
            token.purpose.as_str()
        )
        .execute(&mut *conn)
        .await?;
    }
    sqlx::query!(
        "insert into user_tokens (hash, user_id, purpose, email, remember, client, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        token.hash,
        token.user.raw(),
        token.purpose.as_str(),
        token.email,
        token.remember,
        token.client,
        now,
        token.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Lets tokens of a person for some purposes stop to work.
pub async fn delete_tokens(conn: &mut Conn, user: Id<User>, purposes: &[Purpose]) -> Result<(), sqlx::Error> {
    let words: Vec<&str> = purposes.iter().map(|purpose| purpose.as_str()).collect();
    sqlx::query!("delete from user_tokens where user_id = $1 and purpose = any($2)", user.raw(), &words as &[&str])
        .execute(conn)
        .await
        .map(drop)
}

/// A token that still works.
#[derive(Debug)]
pub struct TokenRow {
    /// Whose.
    pub user_id: Id<User>,
    /// The address that it proves.
    pub email: Option<String>,
    /// "Remember me".
    pub remember: bool,
    /// Client of the login.
    pub client: Option<String>,
    /// Wrong codes so far.
    pub attempts: i16,
}

/// Finds a token and locks it for this transaction.
pub async fn find_token(
    conn: &mut Conn,
    hash: &[u8],
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<Option<TokenRow>, sqlx::Error> {
    sqlx::query_as!(
        TokenRow,
        "select user_id, email, remember, client, attempts
         from user_tokens
         where hash = $1 and purpose = $2 and used_at is null and expires_at > $3
         for update",
        hash,
        purpose.as_str(),
        now
    )
    .fetch_optional(conn)
    .await
}

/// Uses a token up.
pub async fn use_token(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update user_tokens set used_at = $2 where hash = $1", hash, now).execute(conn).await.map(drop)
}

/// Counts a wrong code; after the fifth the token stops to work.
pub async fn count_attempt(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update user_tokens
         set attempts = attempts + 1, used_at = case when attempts >= 4 then $2::timestamptz end
         where hash = $1",
        hash,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A new login.
#[derive(Debug)]
pub struct NewSession<'a> {
    /// Id.
    pub id: Id<Session>,
    /// Whose.
    pub user: Id<User>,
    /// `web` or `api`.
    pub client: &'a str,
    /// "Remember me".
    pub remember: bool,
    /// `User-Agent`.
    pub device: &'a str,
    /// From where.
    pub address: &'a str,
    /// Whether a second factor was given.
    pub mfa: bool,
    /// Until when, unless refreshed.
    pub expires_at: DateTime<Utc>,
}

/// Makes a login. It stands in the org that the person used last.
pub async fn insert_session(conn: &mut Conn, session: &NewSession<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into sessions (id, user_id, org_id, client, remember, device, address, mfa, created_at, last_used_at, expires_at)
         values ($1, $2,
                 (select m.org_id
                  from members m
                  join orgs o on o.org_id = m.org_id
                  where m.user_id = $2 and m.status = 'active' and o.suspended_at is null
                  order by m.last_active_at desc nulls last, m.joined_at
                  limit 1),
                 $3, $4, $5, $6, $7, $8, $8, $9)",
        session.id.raw(),
        session.user.raw(),
        session.client,
        session.remember,
        session.device,
        session.address,
        session.mfa,
        now,
        session.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether the person signed in from this device or address before, in the last 90 days; `None` when they never signed in.
pub async fn is_known_place(
    conn: &mut Conn,
    user: Id<User>,
    device: &str,
    address: &str,
    now: DateTime<Utc>,
) -> Result<Option<bool>, sqlx::Error> {
    sqlx::query_scalar!(
        "select bool_or(device = $2 or address = $3)
         from sessions
         where user_id = $1 and created_at > $4::timestamptz - interval '90 days'",
        user.raw(),
        device,
        address,
        now
    )
    .fetch_one(conn)
    .await
}

/// Keeps the hash of a refresh token.
pub async fn insert_refresh(
    conn: &mut Conn,
    session: Id<Session>,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into refresh_tokens (hash, session_id, created_at) values ($1, $2, $3)",
        hash,
        session.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A presented refresh token with its live login.
#[derive(Debug)]
pub struct RefreshRow {
    /// The login.
    pub session_id: Id<Session>,
    /// Whose.
    pub user_id: Id<User>,
    /// When the token was rotated.
    pub rotated_at: Option<DateTime<Utc>>,
    /// `web` or `api`.
    pub client: String,
    /// "Remember me".
    pub remember: bool,
}

/// Finds a refresh token of a live login and locks the login for this transaction.
pub async fn find_refresh(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<Option<RefreshRow>, sqlx::Error> {
    sqlx::query_as!(
        RefreshRow,
        "select s.id as session_id, s.user_id, r.rotated_at, s.client, s.remember
         from refresh_tokens r
         join sessions s on s.id = r.session_id
         join users u on u.id = s.user_id
         where r.hash = $1 and s.ended_at is null and s.expires_at > $2 and u.disabled_at is null and u.erased_at is null
         for update of s, r",
        hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Which of these tokens of a login is its live one.
pub async fn live_refresh(
    conn: &mut Conn,
    session: Id<Session>,
    hashes: &[Vec<u8>],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select hash from refresh_tokens where session_id = $1 and hash = any($2) and rotated_at is null",
        session.raw(),
        hashes
    )
    .fetch_optional(conn)
    .await
}

/// Marks a token as rotated, if it was not yet.
pub async fn rotate_refresh(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update refresh_tokens set rotated_at = $2 where hash = $1 and rotated_at is null", hash, now)
        .execute(conn)
        .await
        .map(drop)
}

/// Lets a login live on.
pub async fn extend_session(
    conn: &mut Conn,
    id: Id<Session>,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update sessions set expires_at = $2, last_used_at = $3 where id = $1", id.raw(), until, now)
        .execute(conn)
        .await
        .map(drop)
}

/// Ends one login of a person.
pub async fn end_session(
    conn: &mut Conn,
    user: Id<User>,
    id: Id<Session>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update sessions set ended_at = $4, end_reason = $3 where id = $1 and user_id = $2 and ended_at is null",
        id.raw(),
        user.raw(),
        reason,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Ends every login of a person but one. Gives how many ended.
pub async fn end_sessions(
    conn: &mut Conn,
    user: Id<User>,
    but: Option<Id<Session>>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update sessions set ended_at = $4, end_reason = $3
         where user_id = $1 and ended_at is null and ($2::uuid is null or id <> $2)",
        user.raw(),
        but.map(Id::raw),
        reason,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// The set-up token's hash while nobody has used it.
pub async fn setup_token_hash(conn: &mut Conn) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!("select setup_token_hash from instance for update")
        .fetch_optional(conn)
        .await
        .map(Option::flatten)
}

/// Uses the set-up token up.
pub async fn clear_setup_token(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query!("update instance set setup_token_hash = null").execute(conn).await.map(drop)
}

/// Whether the installation waits for its first person. Unlike [`setup_token_hash`] it locks nothing.
pub async fn is_set_up_open(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select 1 from instance where setup_token_hash is not null) as "exists!""#)
        .fetch_one(conn)
        .await
}

/// Moves an account to a confirmed address.
pub async fn set_email(conn: &mut Conn, user: Id<User>, email: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set email = $2, email_verified_at = $3, version = version + 1 where id = $1",
        user.raw(),
        email,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("update members set email = $2 where user_id = $1", user.raw(), email).execute(conn).await.map(drop)
}

/// Remembers the step of an accepted code; `false` when that step or a later one was used before.
pub async fn use_totp_step(conn: &mut Conn, user: Id<User>, step: i64) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update users set mfa_last_step = $2 where id = $1 and (mfa_last_step is null or mfa_last_step < $2)",
        user.raw(),
        step
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Uses a recovery code up; `false` when it is none of the person's unused ones.
pub async fn use_recovery_code(
    conn: &mut Conn,
    user: Id<User>,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update recovery_codes set used_at = $3 where user_id = $1 and hash = $2 and used_at is null",
        user.raw(),
        hash,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}
