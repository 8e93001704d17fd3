//! SQL of the command line's actions, all as the system role.

use chrono::{DateTime, Utc};
use cmis_base::id::{ApiKey, Id, Integration, Member, Org, User};
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    doctor::Known,
    keys::KeySummary,
    orgs::{Found, OrgSummary},
    people::Person,
    spending::Spending,
    webhooks::FailedDelivery,
};

/// The fingerprint that stands in the installation's row.
pub async fn key_fingerprint(conn: &mut Conn) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select key_fingerprint from instance").fetch_optional(conn).await
}

/// Makes the installation's row unless it is there.
pub async fn insert_instance(conn: &mut Conn, fingerprint: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into instance (key_fingerprint, created_at)
         values ($1, $2)
         on conflict do nothing",
        fingerprint,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes the fingerprint.
pub async fn set_key_fingerprint(conn: &mut Conn, fingerprint: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update instance set key_fingerprint = $1", fingerprint).execute(conn).await.map(drop)
}

/// Replaces the hash of the set-up token.
pub async fn set_setup_token(conn: &mut Conn, hash: Option<&[u8]>) -> Result<(), sqlx::Error> {
    sqlx::query!("update instance set setup_token_hash = $1", hash).execute(conn).await.map(drop)
}

/// Whether there is any account.
pub async fn has_people(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from users where erased_at is null) as "exists!""#)
        .fetch_one(conn)
        .await
}

/// Everybody with an account.
pub async fn list_people(conn: &mut Conn) -> Result<Vec<Person>, sqlx::Error> {
    sqlx::query_as!(
        Person,
        r#"select u.id, u.name, u.email, u.is_instance_admin, u.mfa_enabled_at is not null as "mfa_enabled!",
                  u.disabled_at is not null as "disabled!", count(m.id) as "orgs!", u.created_at, u.last_seen_at
           from users u
           left join members m on m.user_id = u.id and m.status <> 'removed'
           where u.erased_at is null
           group by u.id
           order by lower(u.email)"#
    )
    .fetch_all(conn)
    .await
}

/// Gives or takes the administration of the installation.
pub async fn set_instance_admin(conn: &mut Conn, user: Id<User>, yes: bool) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set is_instance_admin = $2, version = version + 1 where id = $1", user.raw(), yes)
        .execute(conn)
        .await
        .map(drop)
}

/// Disables a person, or lets them in again.
pub async fn set_disabled(conn: &mut Conn, user: Id<User>, at: Option<DateTime<Utc>>) -> Result<(), sqlx::Error> {
    sqlx::query!("update users set disabled_at = $2, version = version + 1 where id = $1", user.raw(), at)
        .execute(conn)
        .await
        .map(drop)
}

/// Every org.
pub async fn list_orgs(conn: &mut Conn) -> Result<Vec<OrgSummary>, sqlx::Error> {
    sqlx::query_as!(
        OrgSummary,
        r#"select o.org_id as id, o.name, o.plan, count(m.id) as "members!", o.suspended_at is not null as "suspended!",
                  o.deletes_at, o.created_at
           from orgs o
           left join members m on m.org_id = o.org_id and m.status <> 'removed'
           group by o.org_id
           order by lower(o.name), o.org_id"#
    )
    .fetch_all(conn)
    .await
}

/// Orgs by id, or by exact name.
pub async fn find_orgs(conn: &mut Conn, id: Option<Id<Org>>, name: &str) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        "select org_id as id, name, plan
         from orgs
         where org_id = $1 or ($1 is null and name = $2)
         limit 2",
        id.map(Id::raw),
        name
    )
    .fetch_all(conn)
    .await
}

/// A member who stands for the command line.
#[derive(Debug)]
pub struct Standing {
    /// The membership.
    pub id: Id<Member>,
    /// Shown name.
    pub name: String,
    /// Role word.
    pub role: String,
}

/// The acting admin who has been there longest.
pub async fn first_admin(conn: &mut Conn, org: Id<Org>) -> Result<Option<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        "select id, display_name as name, role
         from members
         where org_id = $1 and role = 'admin' and status = 'active'
         order by joined_at, id
         limit 1",
        org.raw()
    )
    .fetch_optional(conn)
    .await
}

/// An acting member by address.
pub async fn find_member(conn: &mut Conn, org: Id<Org>, email: &str) -> Result<Option<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        "select id, display_name as name, role
         from members
         where org_id = $1 and lower(email) = lower($2) and status = 'active'",
        org.raw(),
        email
    )
    .fetch_optional(conn)
    .await
}

/// Moves an org to another plan.
pub async fn set_plan(conn: &mut Conn, org: Id<Org>, plan: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update orgs set plan = $2, version = version + 1 where org_id = $1", org.raw(), plan)
        .execute(conn)
        .await
        .map(drop)
}

/// A key as it is stored first.
#[derive(Debug)]
pub struct NewKeyRow<'a> {
    /// Its org.
    pub org: Id<Org>,
    /// Id.
    pub id: Id<ApiKey>,
    /// Name.
    pub name: &'a str,
    /// How it starts.
    pub prefix: &'a str,
    /// SHA-256 of it.
    pub hash: &'a [u8],
    /// Permissions.
    pub scopes: &'a [String],
    /// Whose it is.
    pub created_by: Id<Member>,
    /// When it stops to work.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Makes a key.
pub async fn insert_key(conn: &mut Conn, key: &NewKeyRow<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into api_keys (org_id, id, name, prefix, hash, scopes, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        key.org.raw(),
        key.id.raw(),
        key.name,
        key.prefix,
        key.hash,
        key.scopes,
        key.created_by.raw(),
        now,
        key.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The keys of one org, or of all.
pub async fn list_keys(conn: &mut Conn, org: Option<Id<Org>>) -> Result<Vec<KeySummary>, sqlx::Error> {
    sqlx::query_as!(
        KeySummary,
        "select k.id, k.org_id, o.name as org, k.name, k.prefix, k.scopes, m.email as member, k.created_at, k.expires_at,
                k.last_used_at, k.revoked_at
         from api_keys k
         join orgs o on o.org_id = k.org_id
         join members m on m.org_id = k.org_id and m.id = k.created_by
         where $1::uuid is null or k.org_id = $1
         order by lower(o.name), k.created_at",
        org.map(Id::raw)
    )
    .fetch_all(conn)
    .await
}

/// Keys by id, or by how they start, that are not revoked.
pub async fn find_keys(
    conn: &mut Conn,
    id: Option<Id<ApiKey>>,
    prefix: &str,
) -> Result<Vec<(Id<Org>, Id<ApiKey>)>, sqlx::Error> {
    sqlx::query!(
        r#"select org_id as "org_id: Id<Org>", id as "id: Id<ApiKey>"
           from api_keys
           where revoked_at is null and (id = $1 or ($1 is null and prefix = $2))
           limit 2"#,
        id.map(Id::raw),
        prefix
    )
    .map(|row| (row.org_id, row.id))
    .fetch_all(conn)
    .await
}

/// Revokes a key.
pub async fn revoke_key(conn: &mut Conn, org: Id<Org>, id: Id<ApiKey>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update api_keys set revoked_at = $3 where org_id = $1 and id = $2", org.raw(), id.raw(), now)
        .execute(conn)
        .await
        .map(drop)
}

/// How many servers and workers listen on the database.
pub async fn listeners(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from pg_stat_activity
           where datname = current_database() and application_name = 'cmis-listener'"#
    )
    .fetch_one(conn)
    .await
}

/// Webhook deliveries that were given up, the last ones first: of an org, of an endpoint, or those named.
pub async fn failed_deliveries(
    conn: &mut Conn,
    org: Option<Id<Org>>,
    endpoint: Option<Uuid>,
    ids: Option<&[Uuid]>,
    limit: Option<i64>,
) -> Result<Vec<FailedDelivery>, sqlx::Error> {
    sqlx::query_as!(
        FailedDelivery,
        r#"select d.id, d.org_id, o.name as org, d.endpoint_id,
                  coalesce(substring(e.url from '^[a-z]+://([^/?#]+)'), '') as "host!",
                  e.disabled_at is not null as "disabled!", d.event, d.attempts, d.status, d.error, d.finished_at
           from webhook_deliveries d
           join webhook_endpoints e on e.org_id = d.org_id and e.id = d.endpoint_id
           join orgs o on o.org_id = d.org_id
           where d.state = 'failed' and d.event <> 'webhook.test' and ($1::uuid is null or d.org_id = $1)
             and ($2::uuid is null or d.endpoint_id = $2) and ($3::uuid[] is null or d.id = any($3))
           order by d.finished_at desc, d.id
           limit $4"#,
        org.map(Id::raw),
        endpoint,
        ids,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Makes failed deliveries due again, with all their tries before them.
pub async fn replay_deliveries(conn: &mut Conn, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update webhook_deliveries
         set state = 'pending', tries = 0, next_attempt_at = $2, finished_at = null
         where id = any($1) and state = 'failed'",
        ids,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Every integration that is not disconnected.
pub async fn integrations(conn: &mut Conn) -> Result<Vec<Known>, sqlx::Error> {
    sqlx::query_as!(
        Known,
        r#"select i.org_id as "org_id: Id<Org>", o.name as org_name, i.id as "id: Id<Integration>", i.platform, i.name, i.missing_scopes,
                  i.expires_at, i.refresh_at
           from integrations i
           join orgs o on o.org_id = i.org_id
           where i.status <> 'disconnected'
           order by o.name, i.platform, i.created_at"#
    )
    .fetch_all(conn)
    .await
}

/// How orgs stand with what may be spent; all of them without an id.
pub async fn spending(conn: &mut Conn, org: Option<Id<Org>>) -> Result<Vec<Spending>, sqlx::Error> {
    sqlx::query_as!(
        Spending,
        r#"select o.org_id as "org_id: Id<Org>", o.name as org_name,
                  (select count(*) from campaigns c where c.org_id = o.org_id and c.status = 'active') as "active_campaigns!",
                  s.stopped_at as "stopped_at?", m.display_name as "stopped_by?", s.note as "note?",
                  array(select l.currency from spend_limits l where l.org_id = o.org_id order by 1) as "currencies!",
                  (select count(*) from spend_approvals p where p.org_id = o.org_id and p.state = 'open') as "open_approvals!"
           from orgs o
           left join spend_stops s on s.org_id = o.org_id
           left join members m on m.org_id = s.org_id and m.id = s.stopped_by
           where $1::uuid is null or o.org_id = $1
           order by o.name, o.org_id"#,
        org.map(Id::raw)
    )
    .fetch_all(conn)
    .await
}
