//! SQL of invitations.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Invitation, Member, Org};
use cmis_db::Conn;
use sqlx::FromRow;

use crate::http::list::{Filter, Kind, List};

/// A row of `invitations` with its inviter's name.
#[derive(Clone, Debug, FromRow)]
pub struct InvitationRow {
    /// Id of the invitation.
    pub id: Id<Invitation>,
    /// The invited address.
    pub email: String,
    /// The offered role.
    pub role: String,
    /// The inviter's own words.
    pub message: Option<String>,
    /// Language of its mail.
    pub locale: String,
    /// `pending`, `accepted`, `revoked` or `expired`.
    pub status: String,
    /// Who invites.
    pub inviter_id: Id<Member>,
    /// Their name.
    pub inviter_name: String,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// End.
    pub expires_at: DateTime<Utc>,
}

/// Invitations of an org; `$1` is now.
pub const INVITATIONS: List = List {
    select: "i.id, i.email, i.role, i.message, i.locale, i.invited_by as inviter_id, m.display_name as inviter_name,
             i.created_at, i.expires_at,
             case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
                  when i.expires_at <= $1 then 'expired' else 'pending' end as status",
    from: "invitations i join members m on m.org_id = i.org_id and m.id = i.invited_by where true",
    filters: &[
        Filter {
            name: "status",
            sql: "case when i.accepted_at is not null then 'accepted' when i.revoked_at is not null then 'revoked'
                       when i.expires_at <= $1 then 'expired' else 'pending' end =",
            kind: Kind::Words(&["pending", "accepted", "revoked", "expired"]),
        },
        Filter { name: "role", sql: "i.role =", kind: Kind::Words(&["admin", "manager", "member", "viewer"]) },
    ],
    sorts: &[("created_at", "i.created_at"), ("expires_at", "i.expires_at"), ("email", "lower(i.email)")],
    default_sort: "-created_at",
    tie: "i.id",
    search: &["i.email", "m.display_name"],
    fields: &["id", "email", "role", "message", "status", "invited_by", "expires_at", "created_at"],
    includes: &[],
    feed: None,
};

/// One invitation, locked.
pub async fn lock(
    conn: &mut Conn,
    id: Id<Invitation>,
    now: DateTime<Utc>,
) -> Result<Option<InvitationRow>, sqlx::Error> {
    let sql = format!("select {} from {} and i.id = $2 for update of i", INVITATIONS.select, INVITATIONS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now).bind(id.raw()).fetch_optional(conn).await
}

/// A new invitation.
#[derive(Debug)]
pub struct NewInvitation<'a> {
    /// Its id.
    pub id: Id<Invitation>,
    /// The invited address, lower case.
    pub email: &'a str,
    /// The offered role.
    pub role: &'static str,
    /// The inviter's own words.
    pub message: Option<&'a str>,
    /// Language of the mail.
    pub locale: &'static str,
    /// SHA-256 of the token.
    pub token_hash: &'a [u8],
    /// Who invites.
    pub invited_by: Id<Member>,
    /// Now.
    pub created_at: DateTime<Utc>,
    /// End.
    pub expires_at: DateTime<Utc>,
}

/// Stores an invitation; breaks `invitations_open_key` when one is open for the address.
pub async fn insert(conn: &mut Conn, org: Id<Org>, new: &NewInvitation<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into invitations (org_id, id, email, role, message, locale, token_hash, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        org.raw(),
        new.id.raw(),
        new.email,
        new.role,
        new.message,
        new.locale,
        new.token_hash,
        new.invited_by.raw(),
        new.created_at,
        new.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What stands in the way of inviting an address.
#[derive(Debug)]
pub struct Standing {
    /// The address belongs to a member.
    pub is_member: bool,
    /// It has an open invitation.
    pub is_invited: bool,
}

/// What stands in the way of inviting an address.
pub async fn standing(conn: &mut Conn, email: &str, now: DateTime<Utc>) -> Result<Standing, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        r#"select exists (select from members where lower(email) = $1 and status <> 'removed') as "is_member!",
                  exists (select from invitations
                          where lower(email) = $1 and accepted_at is null and revoked_at is null and expires_at > $2)
                      as "is_invited!""#,
        email,
        now
    )
    .fetch_one(conn)
    .await
}

/// Takes the expired invitation of an address out of the way of a new one.
pub async fn retire_expired(conn: &mut Conn, email: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update invitations set revoked_at = $2
         where lower(email) = $1 and accepted_at is null and revoked_at is null and expires_at <= $2",
        email,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Gives an invitation a new token and a new end; the old token is dead.
pub async fn renew(
    conn: &mut Conn,
    id: Id<Invitation>,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update invitations set token_hash = $2, expires_at = $3 where id = $1",
        id.raw(),
        token_hash,
        expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends an invitation.
pub async fn revoke(conn: &mut Conn, id: Id<Invitation>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update invitations set revoked_at = $2 where id = $1", id.raw(), now).execute(conn).await.map(drop)
}

/// An invitation that ended because its inviter may not make it any more.
#[derive(Debug)]
pub struct Fallen {
    /// The invitation.
    pub id: Id<Invitation>,
    /// The invited address.
    pub email: String,
    /// The offered role.
    pub role: String,
}

/// Ends a member's open invitations but for those to the roles that the member may still offer.
pub async fn revoke_of(
    conn: &mut Conn,
    org: Id<Org>,
    inviter: Id<Member>,
    kept_roles: &[&str],
    now: DateTime<Utc>,
) -> Result<Vec<Fallen>, sqlx::Error> {
    sqlx::query_as!(
        Fallen,
        "update invitations set revoked_at = $4
         where org_id = $1 and invited_by = $2 and accepted_at is null and revoked_at is null and role <> all($3)
         returning id, email, role",
        org.raw(),
        inviter.raw(),
        kept_roles as &[&str],
        now
    )
    .fetch_all(conn)
    .await
}

/// What the holder of a token sees.
#[derive(Debug)]
pub struct OpenInvitation {
    /// The invitation.
    pub id: Id<Invitation>,
    /// Its org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org_name: String,
    /// Whether the installation suspended the org.
    pub org_suspended: bool,
    /// The invited address.
    pub email: String,
    /// The offered role.
    pub role: String,
    /// The inviter's own words.
    pub message: Option<String>,
    /// The inviter's name.
    pub invited_by: String,
    /// The inviter's role now.
    pub inviter_role: String,
    /// End.
    pub expires_at: DateTime<Utc>,
    /// Whether the address has an account.
    pub has_account: bool,
}

/// The open invitation behind a token, while its inviter is active. Whether they may still offer the role is asked by
/// [`super::find_open`]. System role.
pub async fn find_open(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<OpenInvitation>, sqlx::Error> {
    sqlx::query_as!(
        OpenInvitation,
        r#"select i.id, i.org_id, o.name as org_name, o.suspended_at is not null as "org_suspended!", i.email, i.role, i.message,
                  m.display_name as invited_by, m.role as inviter_role, i.expires_at,
                  exists (select from users u where lower(u.email) = lower(i.email) and u.erased_at is null) as "has_account!"
           from invitations i
           join orgs o on o.org_id = i.org_id
           join members m on m.org_id = i.org_id and m.id = i.invited_by and m.status = 'active'
           join users inviter on inviter.id = m.user_id and inviter.disabled_at is null and inviter.erased_at is null
           where i.token_hash = $1 and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2
             and (o.deletes_at is null or o.deletes_at > $2)"#,
        token_hash,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Uses an open invitation up; `false` when somebody did so before. System role.
pub async fn accept(conn: &mut Conn, org: Id<Org>, token_hash: &[u8], now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update invitations set accepted_at = $3
         where org_id = $1 and token_hash = $2 and accepted_at is null and revoked_at is null and expires_at > $3",
        org.raw(),
        token_hash,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}
