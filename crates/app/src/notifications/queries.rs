//! SQL of notifications: who is told, the person's choices and their list. All through the system role: a person's
//! notifications come from all their orgs.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Notification, Org, User},
    locale::Locale,
};
use cmis_db::Conn;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::http::list::{Filter, Kind as FilterKind, List};

/// Who invited whom: an invitation, or the member who took one up, and the inviter's membership.
pub async fn inviters(conn: &mut Conn, orgs: &[Uuid], objects: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    sqlx::query!(
        r#"select id as "id!", invited_by as "invited_by!"
           from invitations
           where org_id = any($1) and id = any($2)
           union all
           select m.id, i.invited_by
           from members m
           join invitations i on i.org_id = m.org_id and lower(i.email) = lower(m.email)
           where m.org_id = any($1) and m.id = any($2) and i.accepted_at is not null"#,
        orgs,
        objects
    )
    .map(|row| (row.id, row.invited_by))
    .fetch_all(conn)
    .await
}

/// Somebody who may be told.
#[derive(Clone, Debug)]
pub struct Recipient {
    /// The org.
    pub org_id: Uuid,
    /// The org's name.
    pub org_name: String,
    /// Their membership.
    pub member_id: Uuid,
    /// Their role.
    pub role: String,
    /// The person.
    pub person: Addressee,
}

/// Whom a mail goes to.
#[derive(Clone, Debug)]
pub struct Addressee {
    /// The person.
    pub user_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their language.
    pub locale: String,
}

/// The acting admins and managers of some orgs, and some further members.
pub async fn recipients(conn: &mut Conn, orgs: &[Uuid], members: &[Uuid]) -> Result<Vec<Recipient>, sqlx::Error> {
    sqlx::query!(
        "select m.org_id, o.name as org_name, m.id as member_id, m.role, u.id as user_id, u.name, u.email, u.locale
         from members m
         join orgs o on o.org_id = m.org_id
         join users u on u.id = m.user_id
         where m.org_id = any($1) and m.status = 'active' and (m.role in ('admin', 'manager') or m.id = any($2))
           and u.disabled_at is null and u.erased_at is null
         order by m.org_id, m.id",
        orgs,
        members
    )
    .map(|row| Recipient {
        org_id: row.org_id,
        org_name: row.org_name,
        member_id: row.member_id,
        role: row.role,
        person: Addressee { user_id: row.user_id, name: row.name, email: row.email, locale: row.locale },
    })
    .fetch_all(conn)
    .await
}

/// Some people, as far as they may still be told of anything.
pub async fn people(conn: &mut Conn, users: &[Uuid]) -> Result<Vec<Addressee>, sqlx::Error> {
    sqlx::query_as!(
        Addressee,
        "select id as user_id, name, email, locale
         from users
         where id = any($1) and disabled_at is null and erased_at is null",
        users
    )
    .fetch_all(conn)
    .await
}

/// The org in which some people see what concerns their account: the one they used last.
pub async fn home_orgs(conn: &mut Conn, users: &[Uuid]) -> Result<Vec<(Uuid, Uuid)>, sqlx::Error> {
    sqlx::query!(
        "select distinct on (m.user_id) m.user_id, m.org_id
         from members m
         join orgs o on o.org_id = m.org_id
         where m.user_id = any($1) and m.status = 'active' and o.suspended_at is null
         order by m.user_id, m.last_active_at desc nulls last, m.joined_at",
        users
    )
    .map(|row| (row.user_id, row.org_id))
    .fetch_all(conn)
    .await
}

/// What a person chose for one kind.
#[derive(Clone, Debug)]
pub struct PreferenceRow {
    /// Whose.
    pub user_id: Uuid,
    /// Of what.
    pub kind: String,
    /// In the app.
    pub in_app: bool,
    /// By mail.
    pub mail: bool,
}

/// What some people chose; what they never touched is not there.
pub async fn preferences(conn: &mut Conn, users: &[Uuid]) -> Result<Vec<PreferenceRow>, sqlx::Error> {
    sqlx::query_as!(
        PreferenceRow,
        "select user_id, kind, in_app, mail from notification_preferences where user_id = any($1)",
        users
    )
    .fetch_all(conn)
    .await
}

/// Replaces what a person chose.
pub async fn replace_preferences(
    conn: &mut Conn,
    user: Id<User>,
    kinds: &[&str],
    in_app: &[bool],
    mail: &[bool],
) -> Result<(), sqlx::Error> {
    // both of two requests at once would delete nothing and insert the same
    sqlx::query!("select from users where id = $1 for update", user.raw()).execute(&mut *conn).await?;
    sqlx::query!("delete from notification_preferences where user_id = $1", user.raw()).execute(&mut *conn).await?;
    sqlx::query!(
        "insert into notification_preferences (user_id, kind, in_app, mail)
         select $1, n.kind, n.in_app, n.mail
         from unnest($2::text[], $3::boolean[], $4::boolean[]) as n (kind, in_app, mail)",
        user.raw(),
        kinds as &[&str],
        in_app,
        mail
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notifications to store.
#[derive(Debug, Default)]
pub struct NewNotifications {
    /// Orgs.
    pub orgs: Vec<Uuid>,
    /// Ids.
    pub ids: Vec<Uuid>,
    /// People.
    pub users: Vec<Uuid>,
    /// Their languages, which are not stored.
    pub locales: Vec<Locale>,
    /// Kinds.
    pub kinds: Vec<&'static str>,
    /// What their words need.
    pub params: Vec<Value>,
    /// Pages of the web app.
    pub links: Vec<&'static str>,
}

/// Stores notifications in one statement; those of orgs that went meanwhile are left out.
pub async fn insert(conn: &mut Conn, new: &NewNotifications, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into notifications (org_id, id, user_id, kind, params, link, created_at)
         select n.org_id, n.id, n.user_id, n.kind, n.params, n.link, $7
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[])
            as n (org_id, id, user_id, kind, params, link)
         join orgs o on o.org_id = n.org_id",
        &new.orgs,
        &new.ids,
        &new.users,
        &new.kinds as &[&str],
        &new.params,
        &new.links as &[&str],
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// How many notices a person got by mail one by one in an hour.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The person.
    pub user_id: Uuid,
    /// When the hour began.
    pub since: DateTime<Utc>,
    /// How many.
    pub sent: i32,
}

/// The standings of some people, locked in one order.
pub async fn lock_standings(conn: &mut Conn, users: &[Uuid]) -> Result<Vec<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        "select user_id, since, sent
         from notification_mails
         where user_id = any($1)
         order by user_id
         for update",
        users
    )
    .fetch_all(conn)
    .await
}

/// Stores the standings of some people; those who went meanwhile are left out.
pub async fn store_standings(conn: &mut Conn, standings: &[Standing]) -> Result<(), sqlx::Error> {
    let users: Vec<Uuid> = standings.iter().map(|standing| standing.user_id).collect();
    let since: Vec<DateTime<Utc>> = standings.iter().map(|standing| standing.since).collect();
    let sent: Vec<i32> = standings.iter().map(|standing| standing.sent).collect();
    sqlx::query!(
        "insert into notification_mails (user_id, since, sent)
         select n.user_id, n.since, n.sent
         from unnest($1::uuid[], $2::timestamptz[], $3::int[]) as n (user_id, since, sent)
         join users u on u.id = n.user_id
         order by n.user_id
         on conflict (user_id) do update set since = excluded.since, sent = excluded.sent",
        &users,
        &since,
        &sent
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notices that wait for one mail.
#[derive(Debug, Default)]
pub struct NewDigests {
    /// People.
    pub users: Vec<Uuid>,
    orgs: Vec<Option<Uuid>>,
    kinds: Vec<&'static str>,
    params: Vec<Value>,
}

impl NewDigests {
    /// One more.
    pub fn push(&mut self, user: Uuid, org: Option<Uuid>, kind: &'static str, params: Value) {
        self.users.push(user);
        self.orgs.push(org);
        self.kinds.push(kind);
        self.params.push(params);
    }
}

/// Stores notices that wait for one mail; those of orgs that went meanwhile are left out.
pub async fn insert_digests(conn: &mut Conn, new: &NewDigests) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into notification_digests (user_id, org_id, kind, params)
         select n.user_id, n.org_id, n.kind, n.params
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) as n (user_id, org_id, kind, params)
         join users u on u.id = n.user_id
         left join orgs o on o.org_id = n.org_id
         where n.org_id is null or o.org_id is not null",
        &new.users,
        &new.orgs as &[Option<Uuid>],
        &new.kinds as &[&str],
        &new.params
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A notice that waited.
#[derive(Debug)]
pub struct DigestRow {
    /// Of what.
    pub kind: String,
    /// What its words need.
    pub params: Value,
}

/// Takes everything that waits for a person, oldest first. Of an org that they left meanwhile they are told no more.
pub async fn take_digests(conn: &mut Conn, user: Uuid) -> Result<Vec<DigestRow>, sqlx::Error> {
    sqlx::query_as!(
        DigestRow,
        r#"with taken as (
            delete from notification_digests
            where user_id = $1
            returning seq, org_id, kind, params)
         select kind as "kind!", params as "params!"
         from taken
         where org_id is null
            or exists (select from members m where m.org_id = taken.org_id and m.user_id = $1 and m.status = 'active')
         order by seq"#,
        user
    )
    .fetch_all(conn)
    .await
}

/// A row of a person's list.
#[derive(Debug, FromRow)]
pub struct NotificationRow {
    /// Id.
    pub id: Id<Notification>,
    /// The org.
    pub org_id: Id<Org>,
    /// Of what.
    pub kind: String,
    /// What its words need.
    pub params: Value,
    /// Page of the web app.
    pub link: Option<String>,
    /// When it was told.
    pub created_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A person's notifications, of the orgs that they are in. The handler adds whose.
pub const NOTIFICATIONS: List = List {
    select: "n.id, n.org_id, n.kind, n.params, n.link, n.created_at, n.read_at",
    from: "notifications n
           join members m on m.org_id = n.org_id and m.user_id = n.user_id and m.status = 'active'
           where true",
    filters: &[
        Filter { name: "read", sql: "(n.read_at is not null) =", kind: FilterKind::Bool },
        Filter { name: "kind", sql: "n.kind =", kind: FilterKind::Text },
        Filter { name: "org_id", sql: "n.org_id =", kind: FilterKind::Id },
    ],
    sorts: &[("created_at", "n.created_at")],
    default_sort: "-created_at",
    tie: "n.id desc",
    search: &[],
    fields: &["id", "kind", "title", "body", "link", "read", "created_at", "org_id"],
    includes: &[],
    feed: None,
};

/// How many a person has not read.
pub async fn count_unread(conn: &mut Conn, user: Id<User>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from notifications n
           join members m on m.org_id = n.org_id and m.user_id = n.user_id and m.status = 'active'
           where n.user_id = $1 and n.read_at is null"#,
        user.raw()
    )
    .fetch_one(conn)
    .await
}

/// Marks one of a person's as read; `false` when it is none of theirs.
pub async fn read(
    conn: &mut Conn,
    user: Id<User>,
    id: Id<Notification>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "update notifications set read_at = coalesce(read_at, $3) where user_id = $1 and id = $2",
        user.raw(),
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Marks all of a person's as read. Gives how many were not.
pub async fn read_all(conn: &mut Conn, user: Id<User>, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    sqlx::query!("update notifications set read_at = $2 where user_id = $1 and read_at is null", user.raw(), now)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
