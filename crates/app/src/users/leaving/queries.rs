//! SQL of leaving: what a person takes along, what is erased, what is past its time. All through the system role.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, User};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

/// Everything that a person takes along, as named files. Never a hash, a secret or another person's data.
pub async fn export(conn: &mut Conn, user: Id<User>) -> Result<Vec<(&'static str, Value)>, sqlx::Error> {
    let parts = [
        (
            "profile.json",
            sqlx::query_scalar!(
                "select to_jsonb(x)
                 from (
                    select id, email, name, locale, time_zone, theme, email_verified_at, mfa_enabled_at, is_instance_admin,
                           last_seen_at, created_at
                    from users
                    where id = $1) x",
                user.raw()
            ),
        ),
        (
            "sessions.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.created_at), '[]')
                 from (
                    select id, org_id, client, remember, device, address, mfa, created_at, last_used_at, expires_at,
                           ended_at, end_reason
                    from sessions
                    where user_id = $1) x",
                user.raw()
            ),
        ),
        (
            "memberships.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.joined_at), '[]')
                 from (
                    select m.org_id, o.name as org_name, m.role, m.status, m.display_name, m.email, m.joined_at, m.last_active_at
                    from members m
                    join orgs o on o.org_id = m.org_id
                    where m.user_id = $1) x",
                user.raw()
            ),
        ),
        (
            "notifications.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.created_at), '[]')
                 from (select id, org_id, kind, params, link, created_at, read_at from notifications where user_id = $1) x",
                user.raw()
            ),
        ),
        (
            "notification_preferences.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.kind), '[]')
                 from (select kind, in_app, mail from notification_preferences where user_id = $1) x",
                user.raw()
            ),
        ),
        (
            "onboarding.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.at), '[]')
                 from (select step, status, at from onboarding_steps where user_id = $1) x",
                user.raw()
            ),
        ),
        (
            "account_activity.json",
            sqlx::query_scalar!(
                "select coalesce(jsonb_agg(x order by x.at), '[]')
                 from (
                    select at, action, object_kind, object_id, before, after, address, request_id
                    from system_audit_log
                    where actor_id = $1 and actor_kind in ('person', 'instance_admin')) x",
                user.raw()
            ),
        ),
    ];
    let mut files = Vec::with_capacity(parts.len());
    for (name, query) in parts {
        files.push((name, query.fetch_optional(&mut *conn).await?.flatten().unwrap_or_default()));
    }
    Ok(files)
}

/// The finished and waiting exports of a person.
pub async fn export_jobs(conn: &mut Conn, user: Id<User>) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id!" from finished_jobs where kind = 'user.export' and created_by = $1
           union
           select id from jobs where kind = 'user.export' and created_by = $1"#,
        user.raw()
    )
    .fetch_all(conn)
    .await
}

/// Locks the administrators of the installation, so that they change one after the other, and counts those who can act but one.
pub async fn lock_other_instance_admins(conn: &mut Conn, but: Id<User>) -> Result<usize, sqlx::Error> {
    let admins: Vec<Uuid> = sqlx::query_scalar!(
        "select id
         from users
         where is_instance_admin and disabled_at is null and erased_at is null
         order by id
         for update"
    )
    .fetch_all(conn)
    .await?;
    Ok(admins.into_iter().filter(|id| *id != but.raw()).count())
}

/// A person's place in an org, as leaving needs it.
#[derive(Debug)]
pub struct OwnMembership {
    /// The org.
    pub org_id: Id<Org>,
    /// Its name.
    pub org_name: String,
    /// Its language.
    pub org_locale: String,
    /// Whether it goes anyway.
    pub deletes_at: Option<DateTime<Utc>>,
    /// The membership.
    pub member_id: Id<Member>,
    /// Role word.
    pub role: String,
    /// `active` or `suspended`.
    pub status: String,
    /// Others who are not removed.
    pub others: i64,
    /// Acting admins among them.
    pub other_admins: i64,
}

impl OwnMembership {
    /// Whether the person keeps the org's administration alive.
    pub fn is_acting_admin(&self) -> bool {
        self.role == "admin" && self.status == "active"
    }
}

/// The orgs of a person. The orgs' rows are locked, so that nobody joins meanwhile, and their admins, so that none leaves.
pub async fn lock_memberships(conn: &mut Conn, user: Id<User>) -> Result<Vec<OwnMembership>, sqlx::Error> {
    sqlx::query!(
        "select
         from orgs o
         where o.org_id in (select m.org_id from members m where m.user_id = $1 and m.status <> 'removed')
         order by o.org_id
         for update",
        user.raw()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "select
         from members a
         where a.org_id in (select m.org_id from members m where m.user_id = $1 and m.status <> 'removed')
           and ((a.role = 'admin' and a.status = 'active') or a.user_id = $1)
         order by a.id
         for update",
        user.raw()
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query_as!(
        OwnMembership,
        r#"select m.org_id, o.name as org_name, o.locale as org_locale, o.deletes_at, m.id as member_id, m.role, m.status,
                  (select count(*)
                   from members c
                   where c.org_id = m.org_id and c.id <> m.id and c.status <> 'removed') as "others!",
                  (select count(*)
                   from members c
                   where c.org_id = m.org_id and c.id <> m.id and c.role = 'admin' and c.status = 'active') as "other_admins!"
           from members m
           join orgs o on o.org_id = m.org_id
           where m.user_id = $1 and m.status <> 'removed'
           order by m.org_id"#,
        user.raw()
    )
    .fetch_all(conn)
    .await
}

/// Removes a member; what names them goes with [`anonymize_traces`].
pub async fn remove_member(conn: &mut Conn, own: &OwnMembership) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update members set status = 'removed', version = version + 1 where org_id = $1 and id = $2",
        own.org_id.raw(),
        own.member_id.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Deletes what hangs on an account: secrets, choices, mails on their way, stored answers.
pub async fn forget_account(conn: &mut Conn, user: Id<User>, email: &str) -> Result<(), sqlx::Error> {
    for query in [
        sqlx::query!(
            "delete from refresh_tokens r using sessions s where s.id = r.session_id and s.user_id = $1",
            user.raw()
        ),
        sqlx::query!("delete from user_tokens where user_id = $1", user.raw()),
        sqlx::query!("delete from user_pictures where user_id = $1", user.raw()),
        sqlx::query!("delete from recovery_codes where user_id = $1", user.raw()),
        sqlx::query!("delete from notification_preferences where user_id = $1", user.raw()),
        sqlx::query!("delete from notifications where user_id = $1", user.raw()),
        sqlx::query!("delete from onboarding_steps where user_id = $1", user.raw()),
        sqlx::query!("delete from idempotency_keys where caller = $1", user.raw()),
        sqlx::query!(
            "delete from jobs where created_by = $1 and kind = 'user.export' and state = 'pending'",
            user.raw()
        ),
    ] {
        query.execute(&mut *conn).await?;
    }
    for query in [
        sqlx::query!("delete from registrations where lower(email) = lower($1)", email),
        sqlx::query!("delete from mails where lower(recipient) = lower($1) and sent_at is not null", email),
    ] {
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Ends what the person's memberships let others do in their name.
pub async fn forget_in_orgs(
    conn: &mut Conn,
    orgs: &[Uuid],
    members: &[Uuid],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    for query in [
        sqlx::query!(
            "update api_keys set revoked_at = $3 where org_id = any($1) and created_by = any($2) and revoked_at is null",
            orgs,
            members,
            now
        ),
        sqlx::query!(
            "update oauth_grants set revoked_at = $3 where org_id = any($1) and member_id = any($2) and revoked_at is null",
            orgs,
            members,
            now
        ),
    ] {
        query.execute(&mut *conn).await?;
    }
    sqlx::query!("delete from member_ad_accounts where org_id = any($1) and member_id = any($2)", orgs, members)
        .execute(conn)
        .await
        .map(drop)
}

/// Takes name, address and place out of what was written down about the person, in the orgs that they left earlier too. The
/// entries themselves stay: who is asked later must be able to see what happened.
/// `names` stand where the person's name stood: in Arabic and in English.
pub async fn anonymize_traces(conn: &mut Conn, user: Id<User>, names: [&str; 2]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update members m
         set display_name = case o.locale when 'ar' then $2 else $3 end, email = 'deleted-' || m.id || '@invalid',
             has_picture = false, mfa_enabled = false, last_active_at = null
         from orgs o
         where o.org_id = m.org_id and m.user_id = $1",
        user.raw(),
        names[0],
        names[1]
    )
    .execute(&mut *conn)
    .await?;
    for query in [
        sqlx::query!(
            "update audit_log a
             set actor_name = m.display_name, address = null
             from members m
             where m.user_id = $1 and a.org_id = m.org_id and a.actor_id = $1",
            user.raw()
        ),
        sqlx::query!(
            "update audit_log a
             set before = a.before - '{name,email}'::text[], after = a.after - '{name,email}'::text[]
             from members m
             where m.user_id = $1 and a.org_id = m.org_id and a.object_kind = 'member' and a.object_id = m.id",
            user.raw()
        ),
        sqlx::query!(
            "update events e
             set actor_name = case when e.actor_id = $1 then m.display_name else e.actor_name end,
                 payload = case
                    when e.object_kind = 'member' and e.object_id = m.id then e.payload - '{name,email}'::text[]
                    else e.payload
                 end
             from members m
             where m.user_id = $1 and e.org_id = m.org_id and (e.actor_id = $1 or e.object_id = m.id)",
            user.raw()
        ),
        sqlx::query!("update system_audit_log set actor_name = null, address = null where actor_id = $1", user.raw()),
        sqlx::query!(
            "update system_audit_log
             set before = before - '{name,email}'::text[], after = after - '{name,email}'::text[]
             where object_kind = 'user' and object_id = $1",
            user.raw()
        ),
        sqlx::query!(
            "update system_events set payload = payload - '{name,email}'::text[] where user_id = $1",
            user.raw()
        ),
        sqlx::query!("update sessions set device = '', address = '' where user_id = $1", user.raw()),
    ] {
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Makes a tombstone of an account and ends its logins.
pub async fn bury(conn: &mut Conn, user: Id<User>, name: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update sessions set ended_at = $2, end_reason = 'account erased' where user_id = $1 and ended_at is null",
        user.raw(),
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update users
         set email = 'deleted-' || gen_random_uuid() || '@invalid', name = $2, password_hash = null, email_verified_at = null,
             time_zone = 'UTC', theme = 'system', mfa_secret = null, mfa_enabled_at = null, mfa_last_step = null,
             is_instance_admin = false, last_seen_at = null, erased_at = $3, version = version + 1
         where id = $1",
        user.raw(),
        name,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}
