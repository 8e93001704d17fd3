//! SQL of orgs and their teams.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, Session, User};
use cmis_db::Conn;
use sqlx::FromRow;
use uuid::Uuid;

use super::model::OrgView;
use crate::http::list::{Filter, Kind, List};

/// The settings of one org.
pub async fn find_org(conn: &mut Conn, org: Id<Org>) -> Result<Option<OrgView>, sqlx::Error> {
    sqlx::query_as!(
        OrgView,
        "select org_id as id, name, currency, time_zone, locale, week_start, dialect, plan, require_mfa, created_at,
                deletes_at, version
         from orgs
         where org_id = $1",
        org.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Locks an org's row, so that changes of its settings and counts against its plan happen one after the other.
pub async fn lock_org(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("select from orgs where org_id = $1 for no key update", org.raw()).execute(conn).await.map(drop)
}

/// Stores a new org.
pub async fn insert_org(conn: &mut Conn, org: &OrgView) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into orgs (org_id, name, currency, time_zone, locale, week_start, dialect, plan, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        org.id.raw(),
        &org.name,
        &org.currency,
        &org.time_zone,
        &org.locale,
        &org.week_start,
        org.dialect,
        &org.plan,
        org.created_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes an org's settings.
pub async fn update_org(conn: &mut Conn, org: &OrgView) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update orgs
         set name = $2, currency = $3, time_zone = $4, locale = $5, week_start = $6, dialect = $7, require_mfa = $8,
             version = version + 1
         where org_id = $1",
        org.id.raw(),
        &org.name,
        &org.currency,
        &org.time_zone,
        &org.locale,
        &org.week_start,
        org.dialect,
        org.require_mfa
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Schedules an org's deletion, or takes that back.
pub async fn set_deletion(conn: &mut Conn, org: Id<Org>, at: Option<DateTime<Utc>>) -> Result<(), sqlx::Error> {
    sqlx::query!("update orgs set deletes_at = $2, version = version + 1 where org_id = $1", org.raw(), at)
        .execute(conn)
        .await
        .map(drop)
}

/// What an org copies of a person.
#[derive(Debug)]
pub struct PersonRow {
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Language of mails.
    pub locale: String,
    /// Whether there is a picture.
    pub has_picture: bool,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
}

/// A person, locked so that what one starts at once is counted one after the other. System role.
pub async fn lock_person(conn: &mut Conn, user: Id<User>) -> Result<PersonRow, sqlx::Error> {
    sqlx::query_as!(
        PersonRow,
        r#"select u.name, u.email, u.locale, u.mfa_enabled_at is not null as "mfa_enabled!",
                  exists (select from user_pictures p where p.user_id = u.id) as "has_picture!"
           from users u
           where u.id = $1
           for no key update of u"#,
        user.raw()
    )
    .fetch_one(conn)
    .await
}

/// How many orgs a person belongs to. System role.
pub async fn count_orgs(conn: &mut Conn, user: Id<User>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!" from members where user_id = $1 and status <> 'removed'"#,
        user.raw()
    )
    .fetch_one(conn)
    .await
}

/// Stores a new member with what the org copies of the person. System role.
pub async fn insert_member(
    conn: &mut Conn,
    org: Id<Org>,
    member: (Id<Member>, Id<User>, &str),
    person: &PersonRow,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into members (org_id, id, user_id, role, status, display_name, email, has_picture, mfa_enabled, joined_at)
         values ($1, $2, $3, $4, 'active', $5, $6, $7, $8, $9)",
        org.raw(),
        member.0.raw(),
        member.1.raw(),
        member.2,
        &person.name,
        &person.email,
        person.has_picture,
        person.mfa_enabled,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Makes an org the current one of a login. System role.
pub async fn set_current(conn: &mut Conn, session: Id<Session>, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("update sessions set org_id = $2 where id = $1", session.raw(), org.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// Takes an org off the logins of somebody who is no longer in it. System role.
pub async fn clear_current(conn: &mut Conn, user: Id<User>, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sessions set org_id = null where user_id = $1 and org_id = $2 and ended_at is null",
        user.raw(),
        org.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The person behind a membership, also one that is over.
pub async fn user_of(conn: &mut Conn, id: Id<Member>) -> Result<Option<Id<User>>, sqlx::Error> {
    sqlx::query_scalar!(r#"select user_id as "id: Id<User>" from members where id = $1"#, id.raw())
        .fetch_optional(conn)
        .await
}

/// Ends a membership. The row stays as a tombstone, so that what the member made keeps its author.
pub async fn remove_member(conn: &mut Conn, id: Id<Member>) -> Result<(), sqlx::Error> {
    sqlx::query!("update members set status = 'removed', version = version + 1 where id = $1", id.raw())
        .execute(conn)
        .await
        .map(drop)
}

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
    /// Those that a limited member may touch; null without a limit.
    pub ad_account_ids: Option<Vec<Uuid>>,
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
             case when not m.all_ad_accounts then
                array(select a.ad_account_id from member_ad_accounts a where a.org_id = m.org_id and a.member_id = m.id order by 1)
             end as ad_account_ids,
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
        ("last_active_at", "m.last_active_at nulls last"),
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
        sqlx::query_scalar!("select id from members where role = 'admin' and status = 'active' order by id for update")
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
    sqlx::query!(
        "update members set role = $2, status = $3, all_ad_accounts = $4, version = version + 1 where id = $1",
        id.raw(),
        update.role,
        update.status,
        update.all_ad_accounts
    )
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
    sqlx::query!("delete from member_ad_accounts where member_id = $1", member.raw()).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into member_ad_accounts (org_id, member_id, ad_account_id)
         select distinct $1::uuid, $2::uuid, unnest($3::uuid[])",
        org.raw(),
        member.raw(),
        accounts
    )
    .execute(conn)
    .await
    .map(drop)
}
