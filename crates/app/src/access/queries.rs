//! SQL of access: what stands behind a credential, and noting its use.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{ApiKey, Grant, Id, Member, Org, Session, User},
    permission::Permissions,
};
use cmis_db::Conn;
use uuid::Uuid;

use super::sessions::{Credential, Identity, Membership, Profile};

/// A live login with its person and their orgs.
pub async fn find_session(
    conn: &mut Conn,
    id: Id<Session>,
    now: DateTime<Utc>,
) -> Result<Option<Identity>, sqlx::Error> {
    let row = sqlx::query!(
        r#"select u.id as user_id, u.name, u.email, u.locale, u.is_instance_admin,
                  u.mfa_enabled_at is not null as "mfa_enabled!", s.org_id as session_org, s.mfa, s.expires_at
           from sessions s
           join users u on u.id = s.user_id
           where s.id = $1 and s.ended_at is null and s.expires_at > $2 and u.disabled_at is null and u.erased_at is null"#,
        id.raw(),
        now
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let profile = Profile {
        user_id: row.user_id.into(),
        name: row.name,
        email: row.email,
        locale: row.locale,
        is_instance_admin: row.is_instance_admin,
        mfa_enabled: row.mfa_enabled,
    };
    Ok(Some(Identity {
        credential: Credential::Session { id, org: row.session_org.map(Id::new), mfa: row.mfa },
        memberships: memberships(conn, profile.user_id).await?,
        profile,
        expires_at: Some(row.expires_at),
    }))
}

/// The orgs of a person in which they are not removed.
pub async fn memberships(conn: &mut Conn, user: Id<User>) -> Result<Vec<Membership>, sqlx::Error> {
    sqlx::query_as!(
        Membership,
        r#"select m.org_id, m.id as member_id, m.role, m.status = 'suspended' as "is_suspended!",
                  o.suspended_at is not null as "org_suspended!", o.require_mfa
           from members m
           join orgs o on o.org_id = m.org_id
           where m.user_id = $1 and m.status <> 'removed'
           order by m.joined_at, m.id"#,
        user.raw()
    )
    .fetch_all(conn)
    .await
}

/// What stands behind a key or a token.
struct TokenRow {
    user_id: Id<User>,
    name: String,
    email: String,
    locale: String,
    mfa_enabled: bool,
    org_id: Id<Org>,
    member_id: Id<Member>,
    role: String,
    is_suspended: bool,
    org_suspended: bool,
    require_mfa: bool,
    credential_id: Uuid,
    credential_name: String,
    scopes: Vec<String>,
    expires_at: Option<DateTime<Utc>>,
}

impl TokenRow {
    fn identity(self, credential: impl FnOnce(Uuid, String, Permissions) -> Credential) -> Identity {
        let scopes = Permissions::from_words(self.scopes.iter().map(String::as_str));
        Identity {
            credential: credential(self.credential_id, self.credential_name, scopes),
            // neither a key nor an app administers the installation
            profile: Profile {
                user_id: self.user_id,
                name: self.name,
                email: self.email,
                locale: self.locale,
                is_instance_admin: false,
                mfa_enabled: self.mfa_enabled,
            },
            memberships: vec![Membership {
                org_id: self.org_id,
                member_id: self.member_id,
                role: self.role,
                is_suspended: self.is_suspended,
                org_suspended: self.org_suspended,
                require_mfa: self.require_mfa,
            }],
            expires_at: self.expires_at,
        }
    }
}

/// A live API key with its creator's membership.
pub async fn find_key(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<Option<Identity>, sqlx::Error> {
    let row: Option<TokenRow> = sqlx::query_as!(
        TokenRow,
        r#"select u.id as user_id, u.name, u.email, u.locale, u.mfa_enabled_at is not null as "mfa_enabled!",
                  m.org_id, m.id as member_id, m.role, m.status = 'suspended' as "is_suspended!",
                  o.suspended_at is not null as "org_suspended!", o.require_mfa,
                  k.id as credential_id, k.name as credential_name, k.scopes, k.expires_at
           from api_keys k
           join members m on m.org_id = k.org_id and m.id = k.created_by
           join orgs o on o.org_id = k.org_id
           join users u on u.id = m.user_id
           where k.hash = $1 and k.revoked_at is null and (k.expires_at is null or k.expires_at > $2)
             and m.status = 'active' and u.disabled_at is null and u.erased_at is null"#,
        hash,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.identity(|id, name, scopes| Credential::Key { id: Id::<ApiKey>::new(id), name, scopes })))
}

/// A live OAuth access token with its grant's membership.
pub async fn find_app(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<Option<Identity>, sqlx::Error> {
    let row: Option<TokenRow> = sqlx::query_as!(
        TokenRow,
        r#"select u.id as user_id, u.name, u.email, u.locale, u.mfa_enabled_at is not null as "mfa_enabled!",
                  m.org_id, m.id as member_id, m.role, m.status = 'suspended' as "is_suspended!",
                  o.suspended_at is not null as "org_suspended!", o.require_mfa,
                  g.id as credential_id, g.client_name as credential_name,
                  array(select unnest(t.scopes) intersect select unnest(g.scopes)) as "scopes!", t.expires_at
           from oauth_tokens t
           join oauth_grants g on g.org_id = t.org_id and g.id = t.grant_id
           join members m on m.org_id = g.org_id and m.id = g.member_id
           join orgs o on o.org_id = g.org_id
           join users u on u.id = m.user_id
           where t.hash = $1 and t.kind = 'access' and t.expires_at > $2 and g.revoked_at is null
             and m.status = 'active' and u.disabled_at is null and u.erased_at is null"#,
        hash,
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| row.identity(|id, name, scopes| Credential::App { grant: Id::<Grant>::new(id), name, scopes })))
}

/// Org (nil where there is none) and id with the time of their last use.
type Used = Vec<(Uuid, Uuid, DateTime<Utc>)>;

/// What was used, by kind.
#[derive(Default)]
pub struct Touches {
    /// Logins.
    pub sessions: Used,
    /// People.
    pub users: Used,
    /// Memberships.
    pub members: Used,
    /// API keys.
    pub keys: Used,
    /// OAuth grants.
    pub grants: Used,
}

/// Writes "last used" in one statement a kind. Rows are locked in the order of their keys, so that two nodes never wait for
/// each other.
pub async fn write_touches(conn: &mut Conn, touches: Touches) -> Result<(), sqlx::Error> {
    if let Some((orgs, ids, times)) = columns(touches.sessions) {
        sqlx::query!(
            "with n (org_id, id, at) as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])),
             locked as (
                select t.id, n.at
                from n
                join sessions t on t.id = n.id
                where t.last_used_at < n.at
                order by t.id
                for no key update of t)
             update sessions t set last_used_at = l.at from locked l where t.id = l.id",
            &orgs,
            &ids,
            &times
        )
        .execute(&mut *conn)
        .await?;
    }
    if let Some((orgs, ids, times)) = columns(touches.users) {
        sqlx::query!(
            "with n (org_id, id, at) as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])),
             locked as (
                select t.id, n.at
                from n
                join users t on t.id = n.id
                where t.last_seen_at is null or t.last_seen_at < n.at
                order by t.id
                for no key update of t)
             update users t set last_seen_at = l.at from locked l where t.id = l.id",
            &orgs,
            &ids,
            &times
        )
        .execute(&mut *conn)
        .await?;
    }
    write_tenant_touches(conn, touches.members, touches.keys, touches.grants).await
}

async fn write_tenant_touches(conn: &mut Conn, members: Used, keys: Used, grants: Used) -> Result<(), sqlx::Error> {
    if let Some((orgs, ids, times)) = columns(members) {
        sqlx::query!(
            "with n (org_id, id, at) as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])),
             locked as (
                select t.org_id, t.id, n.at
                from n
                join members t on t.org_id = n.org_id and t.id = n.id
                where t.last_active_at is null or t.last_active_at < n.at
                order by t.org_id, t.id
                for no key update of t)
             update members t set last_active_at = l.at from locked l where t.org_id = l.org_id and t.id = l.id",
            &orgs,
            &ids,
            &times
        )
        .execute(&mut *conn)
        .await?;
    }
    if let Some((orgs, ids, times)) = columns(keys) {
        sqlx::query!(
            "with n (org_id, id, at) as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])),
             locked as (
                select t.org_id, t.id, n.at
                from n
                join api_keys t on t.org_id = n.org_id and t.id = n.id
                where t.last_used_at is null or t.last_used_at < n.at
                order by t.org_id, t.id
                for no key update of t)
             update api_keys t set last_used_at = l.at from locked l where t.org_id = l.org_id and t.id = l.id",
            &orgs,
            &ids,
            &times
        )
        .execute(&mut *conn)
        .await?;
    }
    if let Some((orgs, ids, times)) = columns(grants) {
        sqlx::query!(
            "with n (org_id, id, at) as (select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])),
             locked as (
                select t.org_id, t.id, n.at
                from n
                join oauth_grants t on t.org_id = n.org_id and t.id = n.id
                where t.last_used_at is null or t.last_used_at < n.at
                order by t.org_id, t.id
                for no key update of t)
             update oauth_grants t set last_used_at = l.at from locked l where t.org_id = l.org_id and t.id = l.id",
            &orgs,
            &ids,
            &times
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// [`Used`], column by column.
type Columns = (Vec<Uuid>, Vec<Uuid>, Vec<DateTime<Utc>>);

/// In order, column by column; none when nothing was used.
fn columns(mut used: Used) -> Option<Columns> {
    used.sort_unstable();
    let (orgs, rest): (Vec<Uuid>, Vec<(Uuid, DateTime<Utc>)>) =
        used.into_iter().map(|(org, id, at)| (org, (id, at))).unzip();
    let (ids, times) = rest.into_iter().unzip();
    (!orgs.is_empty()).then_some((orgs, ids, times))
}

/// Until when a gate is shut, if it is.
pub async fn find_block(conn: &mut Conn, key: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select blocked_until as "blocked_until!" from throttles where key = $1 and blocked_until > $2"#,
        key,
        now
    )
    .fetch_optional(conn)
    .await
}

/// Counts one try; the last one that is allowed shuts the gate until `until`. `false` when it was shut already. A window that
/// began before `old` starts again.
pub async fn take_turn(
    conn: &mut Conn,
    key: &str,
    tries: i32,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    old: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "insert into throttles as t (key, failures, window_start, blocked_until)
         values ($1, 1, $2, case when $3 <= 1 then $4::timestamptz end)
         on conflict (key) do update set
            failures = case when t.blocked_until is not null or t.window_start < $5 then 1 else t.failures + 1 end,
            window_start = case when t.blocked_until is not null or t.window_start < $5 then $2 else t.window_start end,
            blocked_until = case
                when t.blocked_until is null and t.window_start >= $5 and t.failures + 1 >= $3 then $4
                when $3 <= 1 then $4
            end
         where t.blocked_until is null or t.blocked_until <= $2",
        key,
        now,
        tries,
        until,
        old
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// Takes one try back, and opens the gate that it shut.
pub async fn give_back(conn: &mut Conn, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("update throttles set failures = greatest(failures - 1, 0), blocked_until = null where key = $1", key)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets the failures of a key and of its parts (`key|…`).
pub async fn clear_throttles_of(conn: &mut Conn, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from throttles where key = $1 or starts_with(key, $1 || '|')", key)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets the failures of a key.
pub async fn clear_throttle(conn: &mut Conn, key: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from throttles where key = $1", key).execute(conn).await.map(drop)
}
