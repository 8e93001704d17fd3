//! SQL of orgs and their teams.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, User};
use cmis_db::Conn;
use sqlx::FromRow;
use uuid::Uuid;

use crate::http::list::{Filter, Kind, List};

/// A row of `members` with its ad accounts.
#[derive(Clone, Debug, FromRow)]
pub struct MemberRow {
    /// Id of the membership.
    pub id: Id<Member>,
    /// The person.
    pub user_id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Whether the person has a picture.
    pub has_picture: bool,
    /// Role word.
    pub role: String,
    /// `active` or `suspended`.
    pub status: String,
    /// Whether the member may touch every ad account.
    pub all_ad_accounts: bool,
    /// Those that a limited member may touch.
    pub ad_account_ids: Vec<Uuid>,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
    /// Last use.
    pub last_active_at: Option<DateTime<Utc>>,
    /// Start.
    pub joined_at: DateTime<Utc>,
    /// Version.
    pub version: i32,
}

/// The team.
pub const MEMBERS: List = List {
    select: "m.id, m.user_id, m.display_name as name, m.email, m.has_picture, m.role, m.status, m.all_ad_accounts,
             array(select a.ad_account_id from member_ad_accounts a where a.org_id = m.org_id and a.member_id = m.id order by 1)
                as ad_account_ids,
             m.mfa_enabled, m.last_active_at, m.joined_at, m.version",
    from: "members m where m.status <> 'removed'",
    filters: &[
        Filter { name: "role", sql: "m.role =", kind: Kind::Words(&["admin", "manager", "member", "viewer"]) },
        Filter { name: "status", sql: "m.status =", kind: Kind::Words(&["active", "suspended"]) },
    ],
    sorts: &[
        ("name", "lower(m.display_name)"),
        ("email", "lower(m.email)"),
        ("role", "array_position(array['admin', 'manager', 'member', 'viewer'], m.role)"),
        ("joined_at", "m.joined_at"),
        ("last_active_at", "m.last_active_at"),
    ],
    default_sort: "name",
    tie: "m.id",
    search: &["m.display_name", "m.email"],
    fields: &[
        "id", "user_id", "name", "email", "picture_url", "role", "status", "ad_account_ids", "mfa_enabled", "last_active_at",
        "joined_at", "version",
    ],
    includes: &[],
    feed: None,
};

/// One member who is not removed.
pub async fn find_member(conn: &mut Conn, id: Id<Member>) -> Result<Option<MemberRow>, sqlx::Error> {
    let sql = format!("select {} from {} and m.id = $1", MEMBERS.select, MEMBERS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// Locks the org's acting admins, so that changes of them happen one after the other, and counts those other than one.
pub async fn lock_other_admins(conn: &mut Conn, but: Id<Member>) -> Result<i64, sqlx::Error> {
    let admins: Vec<Uuid> =
        sqlx::query_scalar("select id from members where role = 'admin' and status = 'active' order by id for update")
            .fetch_all(conn)
            .await?;
    Ok(i64::try_from(admins.iter().filter(|id| **id != but.raw()).count()).unwrap_or(i64::MAX))
}

/// What a change of a member sets.
#[derive(Debug)]
pub struct MemberUpdate<'a> {
    /// Role word.
    pub role: &'a str,
    /// `active` or `suspended`.
    pub status: &'a str,
    /// Whether the member may touch every ad account.
    pub all_ad_accounts: bool,
}

/// Changes a member.
pub async fn update_member(conn: &mut Conn, id: Id<Member>, update: &MemberUpdate<'_>) -> Result<(), sqlx::Error> {
    sqlx::query("update members set role = $2, status = $3, all_ad_accounts = $4, version = version + 1 where id = $1")
        .bind(id.raw())
        .bind(update.role)
        .bind(update.status)
        .bind(update.all_ad_accounts)
        .execute(conn)
        .await
        .map(drop)
}

/// Replaces the ad accounts of a limited member.
pub async fn set_ad_accounts(
    conn: &mut Conn,
    org: Id<Org>,
    member: Id<Member>,
    accounts: &[Uuid],
) -> Result<(), sqlx::Error> {
    sqlx::query("delete from member_ad_accounts where member_id = $1").bind(member.raw()).execute(&mut *conn).await?;
    sqlx::query("insert into member_ad_accounts (org_id, member_id, ad_account_id) select distinct $1::uuid, $2::uuid, unnest($3::uuid[])")
        .bind(org.raw())
        .bind(member.raw())
        .bind(accounts)
        .execute(conn)
        .await
        .map(drop)
}
