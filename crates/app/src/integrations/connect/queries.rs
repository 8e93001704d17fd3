//! SQL of sign-ins that were begun and of reconnect links.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Member, Org};
use cmis_db::Conn;
use uuid::Uuid;

/// A sign-in to be kept.
pub struct NewAttempt<'a> {
    /// Id.
    pub id: Uuid,
    /// SHA-256 of its state.
    pub state_hash: Vec<u8>,
    /// Platform.
    pub platform: &'a str,
    /// The app.
    pub app_id: &'a str,
    /// Whether it is the org's own.
    pub is_own_app: bool,
    /// Who began.
    pub member: Option<Id<Member>>,
    /// The link that began it.
    pub link: Option<Uuid>,
    /// What it is to mend.
    pub mends: Option<Id<Integration>>,
    /// Sealed.
    pub keep: Option<Vec<u8>>,
    /// Its end.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a sign-in.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    new: &NewAttempt<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into connect_attempts (org_id, id, state_hash, platform, app_id, is_own_app, member_id, link_id, integration_id, keep,
                                       created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        org.raw(),
        new.id,
        new.state_hash,
        new.platform,
        new.app_id,
        new.is_own_app,
        new.member.map(Id::raw),
        new.link,
        new.mends.map(Id::raw),
        new.keep,
        now,
        new.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A sign-in that came back.
pub struct Attempt {
    /// Id.
    pub id: Uuid,
    /// The app.
    pub app_id: String,
    /// Whether it is the org's own.
    pub is_own_app: bool,
    /// What it is to mend.
    pub mends: Option<Id<Integration>>,
    /// Sealed.
    pub keep: Option<Vec<u8>>,
}

/// Spends a state: once, in time, at its platform, by whoever began.
pub async fn spend(
    conn: &mut Conn,
    state_hash: &[u8],
    platform: &str,
    member: Option<Id<Member>>,
    link: Option<Uuid>,
    now: DateTime<Utc>,
) -> Result<Option<Attempt>, sqlx::Error> {
    sqlx::query_as!(
        Attempt,
        r#"update connect_attempts set used_at = $5
           where state_hash = $1 and platform = $2 and member_id is not distinct from $3 and link_id is not distinct from $4
             and used_at is null and expires_at > $5
           returning id, app_id, is_own_app, integration_id as "mends: Id<Integration>", keep"#,
        state_hash,
        platform,
        member.map(Id::raw),
        link,
        now
    )
    .fetch_optional(conn)
    .await
}

/// A reconnect link to be kept.
pub struct NewLink {
    /// Id.
    pub id: Uuid,
    /// What it mends.
    pub integration: Id<Integration>,
    /// SHA-256 of its token.
    pub token_hash: Vec<u8>,
    /// Who made it.
    pub by: Id<Member>,
    /// Its end.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a link; those made before for the same integration end.
pub async fn insert_link(conn: &mut Conn, org: Id<Org>, new: &NewLink, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    end_links(conn, new.integration, now).await?;
    sqlx::query!(
        "insert into reconnect_links (org_id, id, integration_id, token_hash, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        org.raw(),
        new.id,
        new.integration.raw(),
        new.token_hash,
        new.by.raw(),
        now,
        new.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends the links of an integration.
pub async fn end_links(conn: &mut Conn, integration: Id<Integration>, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "update reconnect_links set revoked_at = $2 where integration_id = $1 and used_at is null and revoked_at is null",
        integration.raw(),
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A link that still holds.
pub struct Link {
    /// The org.
    pub org_id: Id<Org>,
    /// Its name.
    pub org_name: String,
    /// Id.
    pub id: Uuid,
    /// What it mends.
    pub integration_id: Id<Integration>,
    /// The platform.
    pub platform: String,
    /// Whose consent it was.
    pub name: String,
    /// Who made the link.
    pub created_by: Id<Member>,
    /// Their name.
    pub creator_name: String,
    /// Its end.
    pub expires_at: DateTime<Utc>,
}

/// The link of a token, in a system transaction: whoever holds it has no account.
pub async fn link(conn: &mut Conn, token_hash: &[u8], now: DateTime<Utc>) -> Result<Option<Link>, sqlx::Error> {
    sqlx::query_as!(
        Link,
        r#"select l.org_id as "org_id: Id<Org>", o.name as org_name, l.id, l.integration_id as "integration_id: Id<Integration>",
                  i.platform, i.name, l.created_by as "created_by: Id<Member>", m.display_name as creator_name, l.expires_at
           from reconnect_links l
           join orgs o on o.org_id = l.org_id and o.suspended_at is null
           join integrations i on i.org_id = l.org_id and i.id = l.integration_id and i.status <> 'disconnected'
           join members m on m.org_id = l.org_id and m.id = l.created_by and m.status = 'active'
           where l.token_hash = $1 and l.used_at is null and l.revoked_at is null and l.expires_at > $2"#,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Spends a link, in the transaction of what it did. False when it is good for nothing any more.
pub async fn use_link(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        "update reconnect_links set used_at = $2
         where id = $1 and used_at is null and revoked_at is null and expires_at > $2",
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sign-ins past their time, in a system transaction.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from connect_attempts where expires_at < $1", before).execute(conn).await?;
    Ok(done.rows_affected())
}
