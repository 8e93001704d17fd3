//! SQL of a person's own account. All through the system role: the tenant role reaches none of it.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, Session, User};
use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::users::queries::{UserRow, find};

/// A person, locked until the end of the transaction, so that changes of one account happen one after the other.
pub async fn lock(conn: &mut Conn, id: Id<User>) -> Result<Option<UserRow>, sqlx::Error> {
    sqlx::query!("select from users where id = $1 for update", id.raw()).execute(&mut *conn).await?;
    find(conn, id).await
}

/// The new address whose link still waits to be followed.
pub async fn pending_email(conn: &mut Conn, user: Id<User>, now: DateTime<Utc>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select email as "email!"
           from user_tokens
           where user_id = $1 and purpose = 'change_email' and used_at is null and expires_at > $2 and email is not null"#,
        user.raw(),
        now
    )
    .fetch_optional(conn)
    .await
}

/// Notes the login that asked for a new address.
pub async fn set_token_session(conn: &mut Conn, hash: &[u8], session: Id<Session>) -> Result<(), sqlx::Error> {
    sqlx::query!("update user_tokens set session_id = $2 where hash = $1", hash, session.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// The login that asked for a new address.
pub async fn token_session(conn: &mut Conn, hash: &[u8]) -> Result<Option<Uuid>, sqlx::Error> {
    let found: Option<Option<Uuid>> =
        sqlx::query_scalar!("select session_id from user_tokens where hash = $1", hash).fetch_optional(conn).await?;
    Ok(found.flatten())
}

/// Keeps a token that gives an account its old address back. Earlier ones stay: of two changes the first old address counts
/// as much as the second.
pub async fn insert_undo(
    conn: &mut Conn,
    hash: &[u8],
    user: Id<User>,
    old_email: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into user_tokens (hash, user_id, purpose, email, created_at, expires_at)
         values ($1, $2, 'undo_email', $3, $4, $5)",
        hash,
        user.raw(),
        old_email,
        now,
        expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The person and the old address of an undo that still works, locked.
pub async fn find_undo(
    conn: &mut Conn,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<(Uuid, String)>, sqlx::Error> {
    sqlx::query!(
        r#"select user_id, email as "email!"
           from user_tokens
           where hash = $1 and purpose = 'undo_email' and used_at is null and expires_at > $2 and email is not null
           for update"#,
        hash,
        now
    )
    .map(|row| (row.user_id, row.email))
    .fetch_optional(conn)
    .await
}

/// Lets an undo and the later ones stop to work. Earlier ones stay: who took the account over and moved it twice must not
/// shut its owner's way back by taking the second step back.
pub async fn delete_undos(conn: &mut Conn, user: Id<User>, used: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from user_tokens
         where user_id = $1 and purpose = 'undo_email'
           and created_at >= (select used.created_at from user_tokens used where used.hash = $2)",
        user.raw(),
        used
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Takes the password away: only a mailed link leads in again.
pub async fn clear_password(conn: &mut Conn, user: Id<User>) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set password_hash = null, version = version + 1 where id = $1", user.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// What a person edits of themselves.
#[derive(Debug)]
pub struct Profile<'a> {
    /// Shown name.
    pub name: &'a str,
    /// `ar` or `en`.
    pub locale: &'a str,
    /// IANA time zone.
    pub time_zone: &'a str,
    /// Theme.
    pub theme: &'a str,
}

/// Changes a person, and their shown name in every org.
pub async fn update_profile(conn: &mut Conn, id: Id<User>, profile: &Profile<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set name = $2, locale = $3, time_zone = $4, theme = $5, version = version + 1 where id = $1",
        id.raw(),
        profile.name,
        profile.locale,
        profile.time_zone,
        profile.theme
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update members set display_name = $2 where user_id = $1 and display_name <> $2",
        id.raw(),
        profile.name
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A stored picture.
#[derive(Debug)]
pub struct PictureRow {
    /// Its content type.
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was set.
    pub updated_at: DateTime<Utc>,
}

/// A person's picture.
pub async fn find_picture(conn: &mut Conn, id: Id<User>) -> Result<Option<PictureRow>, sqlx::Error> {
    sqlx::query_as!(
        PictureRow,
        "select content_type, bytes, updated_at from user_pictures where user_id = $1",
        id.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Sets a person's picture.
pub async fn set_picture(
    conn: &mut Conn,
    id: Id<User>,
    content_type: &str,
    bytes: &[u8],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into user_pictures (user_id, content_type, bytes, updated_at)
         values ($1, $2, $3, $4)
         on conflict (user_id) do update set content_type = $2, bytes = $3, updated_at = $4",
        id.raw(),
        content_type,
        bytes,
        now
    )
    .execute(&mut *conn)
    .await?;
    mirror_picture(conn, id, true).await
}

/// Removes a person's picture.
pub async fn delete_picture(conn: &mut Conn, id: Id<User>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from user_pictures where user_id = $1", id.raw()).execute(&mut *conn).await?;
    mirror_picture(conn, id, false).await
}

async fn mirror_picture(conn: &mut Conn, id: Id<User>, has_picture: bool) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set version = version + 1 where id = $1", id.raw()).execute(&mut *conn).await?;
    sqlx::query!("update members set has_picture = $2 where user_id = $1 and has_picture <> $2", id.raw(), has_picture)
        .execute(conn)
        .await
        .map(drop)
}

/// A live login of a person.
#[derive(Debug)]
pub struct SessionRow {
    /// Id.
    pub id: Id<Session>,
    /// `web` or `api`.
    pub client: String,
    /// `User-Agent`.
    pub device: String,
    /// From where.
    pub address: String,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: DateTime<Utc>,
    /// Its current org.
    pub org_id: Option<Uuid>,
}

/// The live logins of a person, last used first.
pub async fn list_sessions(
    conn: &mut Conn,
    user: Id<User>,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRow>, sqlx::Error> {
    sqlx::query_as!(
        SessionRow,
        "select id, client, device, address, created_at, last_used_at, org_id
         from sessions
         where user_id = $1 and ended_at is null and expires_at > $2
         order by last_used_at desc, id desc
         limit 200",
        user.raw(),
        now
    )
    .fetch_all(conn)
    .await
}

/// Keeps a sealed secret that waits for its first code.
pub async fn set_pending_mfa(conn: &mut Conn, user: Id<User>, sealed: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set mfa_secret = $2, mfa_last_step = null where id = $1 and mfa_enabled_at is null",
        user.raw(),
        sealed
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Switches the second factor on; the login that proved it counts as one with a second factor.
pub async fn enable_mfa(
    conn: &mut Conn,
    user: Id<User>,
    session: Id<Session>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set mfa_enabled_at = $2, version = version + 1 where id = $1", user.raw(), now)
        .execute(&mut *conn)
        .await?;
    sqlx::query!("update sessions set mfa = true where id = $1", session.raw()).execute(&mut *conn).await?;
    mirror_mfa(conn, user, true).await
}

/// Switches the second factor off and forgets all of it.
pub async fn disable_mfa(conn: &mut Conn, user: Id<User>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update users set mfa_secret = null, mfa_enabled_at = null, mfa_last_step = null, version = version + 1
         where id = $1",
        user.raw()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("update sessions set mfa = false where user_id = $1 and mfa", user.raw()).execute(&mut *conn).await?;
    sqlx::query!("delete from recovery_codes where user_id = $1", user.raw()).execute(&mut *conn).await?;
    mirror_mfa(conn, user, false).await
}

async fn mirror_mfa(conn: &mut Conn, user: Id<User>, enabled: bool) -> Result<(), sqlx::Error> {
    sqlx::query!("update members set mfa_enabled = $2 where user_id = $1 and mfa_enabled <> $2", user.raw(), enabled)
        .execute(conn)
        .await
        .map(drop)
}

/// Replaces the recovery codes; the old ones stop to work.
pub async fn replace_recovery_codes(conn: &mut Conn, user: Id<User>, hashes: &[Vec<u8>]) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from recovery_codes where user_id = $1", user.raw()).execute(&mut *conn).await?;
    sqlx::query!("insert into recovery_codes (user_id, hash) select $1, unnest($2::bytea[])", user.raw(), hashes)
        .execute(conn)
        .await
        .map(drop)
}

/// An org, as far as every page needs it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContextOrg)]
pub struct ContextOrg {
    /// Id.
    pub id: Id<Org>,
    /// Name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA time zone.
    pub time_zone: String,
    /// `ar` or `en`.
    pub locale: String,
    /// `saturday`, `sunday` or `monday`.
    pub week_start: String,
    /// `msa`, `gulf`, `egyptian`, `levantine` or `maghrebi`.
    pub dialect: Option<String>,
    /// `free`, `starter`, `professional` or `enterprise`.
    pub plan: String,
    /// Whether the org asks for a second factor.
    pub require_mfa: bool,
    /// When everything of it goes.
    pub deletes_at: Option<DateTime<Utc>>,
    /// Since when all its spending is stopped.
    pub spending_stopped_at: Option<DateTime<Utc>>,
}

/// An org by its id.
pub async fn find_org(conn: &mut Conn, org: Id<Org>) -> Result<Option<ContextOrg>, sqlx::Error> {
    sqlx::query_as!(
        ContextOrg,
        r#"select o.org_id as id, o.name, o.currency, o.time_zone, o.locale, o.week_start, o.dialect, o.plan, o.require_mfa, o.deletes_at,
                  s.stopped_at as "spending_stopped_at?"
           from orgs o left join spend_stops s on s.org_id = o.org_id
           where o.org_id = $1"#,
        org.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Lets a login stand in another org.
pub async fn set_current_org(conn: &mut Conn, session: Id<Session>, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("update sessions set org_id = $2 where id = $1", session.raw(), org.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// An org of a person with their place in it.
#[derive(Debug)]
pub struct OwnOrgRow {
    /// Id.
    pub id: Id<Org>,
    /// Name.
    pub name: String,
    /// The person's role.
    pub role: String,
    /// Plan.
    pub plan: String,
    /// How many are in it.
    pub members: i64,
    /// Campaigns that run now.
    pub active_campaigns: i64,
    /// When everything of it goes.
    pub deletes_at: Option<DateTime<Utc>>,
    /// Whether the org or the person in it is suspended.
    pub suspended: bool,
}

/// The orgs of a person, by name.
pub async fn list_orgs(conn: &mut Conn, user: Id<User>) -> Result<Vec<OwnOrgRow>, sqlx::Error> {
    sqlx::query_as!(
        OwnOrgRow,
        r#"select o.org_id as id, o.name, m.role, o.plan, o.deletes_at,
                  (o.suspended_at is not null or m.status = 'suspended') as "suspended!",
                  (select count(*) from members c where c.org_id = o.org_id and c.status <> 'removed') as "members!",
                  (select count(*) from campaigns c where c.org_id = o.org_id and c.status = 'active') as "active_campaigns!"
           from members m
           join orgs o on o.org_id = m.org_id
           where m.user_id = $1 and m.status <> 'removed'
           order by lower(o.name), o.org_id"#,
        user.raw()
    )
    .fetch_all(conn)
    .await
}

/// What exists already of what a new person is led through.
#[derive(Debug)]
pub struct OnboardingFacts {
    /// Is in an org.
    pub organization: bool,
    /// Is in an org with others, invited or there.
    pub team: bool,
    /// Has a second factor.
    pub security: bool,
    /// Is in an org with an API key.
    pub api: bool,
}

/// Looks what exists already.
pub async fn onboarding_facts(conn: &mut Conn, user: Id<User>) -> Result<OnboardingFacts, sqlx::Error> {
    sqlx::query_as!(
        OnboardingFacts,
        r#"with own as (
              select org_id from members where user_id = $1 and status <> 'removed')
           select exists (select from own) as "organization!",
                  exists (select from own
                          join members c on c.org_id = own.org_id
                          where c.user_id <> $1 and c.status <> 'removed')
                      or exists (select from own join invitations i on i.org_id = own.org_id) as "team!",
                  exists (select from users where id = $1 and mfa_enabled_at is not null) as "security!",
                  exists (select from own
                          join api_keys k on k.org_id = own.org_id
                          where k.revoked_at is null) as "api!""#,
        user.raw()
    )
    .fetch_one(conn)
    .await
}

/// What the person said of the steps: `(step, status)`.
pub async fn onboarding_steps(conn: &mut Conn, user: Id<User>) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query!("select step, status from onboarding_steps where user_id = $1", user.raw())
        .map(|row| (row.step, row.status))
        .fetch_all(conn)
        .await
}

/// Notes what the person says of a step; `None` forgets it.
pub async fn set_onboarding_step(
    conn: &mut Conn,
    user: Id<User>,
    step: &str,
    status: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let query = match status {
        Some(status) => sqlx::query!(
            "insert into onboarding_steps (user_id, step, status, at)
             values ($1, $2, $3, $4)
             on conflict (user_id, step) do update set status = $3, at = $4",
            user.raw(),
            step,
            status,
            now
        ),
        None => {
            sqlx::query!("delete from onboarding_steps where user_id = $1 and step = $2", user.raw(), step)
        }
    };
    query.execute(conn).await.map(drop)
}
