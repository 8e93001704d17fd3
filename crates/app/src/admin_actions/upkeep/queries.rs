//! SQL of keeping the house and of the figures about it.

use chrono::{DateTime, Utc};
use cmis_db::Conn;

use super::{LastTimes, Partitions};

/// When the daily work last came to its end.
pub async fn last_times(conn: &mut Conn) -> Result<Option<LastTimes>, sqlx::Error> {
    sqlx::query_as!(LastTimes, "select maintained_at, backed_up_at from instance").fetch_optional(conn).await
}

/// Notes the daily maintenance.
pub async fn set_maintained_at(conn: &mut Conn, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update instance set maintained_at = $1", at).execute(conn).await.map(drop)
}

/// Notes the daily backup.
pub async fn set_backed_up_at(conn: &mut Conn, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update instance set backed_up_at = $1", at).execute(conn).await.map(drop)
}

/// Somebody who administers the installation.
pub struct InstanceAdmin {
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Language.
    pub locale: String,
}

/// Everybody who administers the installation and may sign in.
pub async fn instance_admins(conn: &mut Conn) -> Result<Vec<InstanceAdmin>, sqlx::Error> {
    sqlx::query_as!(
        InstanceAdmin,
        r#"select name, email, locale
           from users
           where is_instance_admin and disabled_at is null and erased_at is null
           order by id"#
    )
    .fetch_all(conn)
    .await
}

/// Makes the partitions of a table for the months to come.
pub async fn ensure_partitions(conn: &mut Conn, table: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("select ensure_partitions($1::text::regclass)", table).execute(conn).await.map(drop)
}

/// Which partitions of some tables stand.
pub async fn find_partitions(conn: &mut Conn, tables: &[&str]) -> Result<Partitions, sqlx::Error> {
    sqlx::query_as!(
        Partitions,
        r#"select bool_and(to_regclass(format('public.%I', t.name || to_char(m.today, '_YYYYMM'))) is not null) as "this_month!",
                  bool_and(to_regclass(format('public.%I', t.name || to_char(m.today + interval '1 month', '_YYYYMM')))
                      is not null) as "coming_month!"
           from unnest($1::text[]) as t (name)
           cross join (select date_trunc('month', now() at time zone 'utc') as today) m"#,
        tables as &[&str]
    )
    .fetch_one(conn)
    .await
}

/// Rows and bytes of finished jobs older than `before`.
pub async fn old_finished_jobs(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "rows!", coalesce(sum(pg_column_size(f.*)), 0)::bigint as "bytes!"
           from finished_jobs f
           where f.finished_at < $1"#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Rows and bytes of attempts older than `before`.
pub async fn old_attempts(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "rows!", coalesce(sum(pg_column_size(a.*)), 0)::bigint as "bytes!"
           from job_attempts a
           where a.finished_at < $1 and not exists (select from jobs where jobs.id = a.job_id)"#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Rows and bytes of mails older than `before`.
pub async fn old_mail_rows(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "rows!", coalesce(sum(pg_column_size(m.*)), 0)::bigint as "bytes!"
           from mails m
           where m.created_at < $1"#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes the tokens of logins that are over, and logins that have been over for 90 days: until then they tell known
/// devices from new ones. Gives rows and bytes.
pub async fn delete_expired_sessions(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"with tokens as (
              delete from refresh_tokens r
              using sessions s
              where s.id = r.session_id and least(s.expires_at, s.ended_at) < $1::timestamptz - interval '1 day'
              returning pg_column_size(r.*) as size),
           logins as (
              delete from sessions s
              where least(s.expires_at, s.ended_at) < $1::timestamptz - interval '90 days'
              returning pg_column_size(s.*) as size),
           gone as (
              select size from tokens
              union all
              select size from logins)
           select count(*) as "rows!", coalesce(sum(size), 0)::bigint as "bytes!"
           from gone"#,
        now
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes mailed links and login steps past their time.
pub async fn delete_expired_tokens(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"with gone as (
              delete from user_tokens t
              where t.expires_at < $1::timestamptz - interval '1 day'
              returning pg_column_size(t.*) as size)
           select count(*) as "rows!", coalesce(sum(size), 0)::bigint as "bytes!"
           from gone"#,
        now
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes registrations that nobody confirmed in a week.
pub async fn delete_expired_registrations(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"with gone as (
              delete from registrations r
              where r.created_at < $1::timestamptz - interval '7 days' and r.expires_at < $1
              returning pg_column_size(r.*) as size)
           select count(*) as "rows!", coalesce(sum(size), 0)::bigint as "bytes!"
           from gone"#,
        now
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes counters of failures that block nobody any more.
pub async fn delete_old_throttles(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"with gone as (
              delete from throttles t
              where t.window_start < $1::timestamptz - interval '1 day' and (t.blocked_until is null or t.blocked_until < $1)
              returning pg_column_size(t.*) as size)
           select count(*) as "rows!", coalesce(sum(size), 0)::bigint as "bytes!"
           from gone"#,
        now
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// The database's own clock.
pub async fn database_time(conn: &mut Conn) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(r#"select clock_timestamp() as "now!""#).fetch_one(conn).await
}

/// Tables that hold an org's rows, or that the tenant role reaches, without forced row-level security or without a policy.
pub async fn exposed_tables(conn: &mut Conn) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select c.relname::text as "name!"
           from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
               and (has_table_privilege('cmis_tenant', c.oid, 'select, insert, update, delete, truncate')
                   or (not c.relispartition
                       and exists (
                          select from pg_attribute a
                          where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)))
               and not (c.relrowsecurity and c.relforcerowsecurity
                   and exists (select from pg_policy p where p.polrelid = c.oid))
           order by 1"#
    )
    .fetch_all(conn)
    .await
}

/// How many tables have forced row-level security.
pub async fn guarded_tables(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from pg_class c
           where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity
               and c.relforcerowsecurity"#
    )
    .fetch_one(conn)
    .await
}

/// Jobs that failed in the last day.
pub async fn failed_jobs(conn: &mut Conn, now: DateTime<Utc>) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from finished_jobs
           where state = 'failed' and finished_at > $1::timestamptz - interval '1 day'"#,
        now
    )
    .fetch_one(conn)
    .await
}

/// How many due jobs wait, and for how many seconds the oldest has.
pub async fn waiting_jobs(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, f64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "waiting!", coalesce(extract(epoch from $1 - min(run_at)), 0)::float8 as "oldest!"
           from jobs
           where state = 'pending' and run_at <= $1"#,
        now
    )
    .map(|row| (row.waiting, row.oldest))
    .fetch_one(conn)
    .await
}

/// How many webhook deliveries were given up within a day, and how many endpoints fail for an hour or were switched off for
/// it within a week.
pub async fn webhook_trouble(conn: &mut Conn, now: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select (select count(*)
                   from webhook_deliveries
                   where state = 'failed' and finished_at > $1::timestamptz - interval '1 day') as "deliveries!",
                  (select count(*)
                   from webhook_endpoints
                   where (disabled_at is null and failing_since < $1::timestamptz - interval '1 hour')
                       or (disabled_reason in ('failing', 'gone') and disabled_at > $1::timestamptz - interval '7 days'))
                      as "endpoints!""#,
        now
    )
    .map(|row| (row.deliveries, row.endpoints))
    .fetch_one(conn)
    .await
}

/// What goes wrong with announcements of platforms.
pub struct InboundTrouble {
    /// Effects that were given up within a day.
    pub failed: i64,
    /// Effects that failed three times or more and are tried again.
    pub retrying: i64,
    /// What nobody has worked on for longer than five minutes.
    pub waiting: i64,
}

/// What goes wrong with announcements of platforms.
pub async fn inbound_trouble(conn: &mut Conn, now: DateTime<Utc>) -> Result<InboundTrouble, sqlx::Error> {
    sqlx::query_as!(
        InboundTrouble,
        r#"select (select count(*) from webhook_logs
                   where state = 'failed' and processed_at > $1::timestamptz - interval '1 day') as "failed!",
                  (select count(*) from webhook_logs where state = 'retrying' and attempts >= 3) as "retrying!",
                  (select coalesce(sum(cardinality(event_ids)), 0)::bigint from unspread_batches
                   where due_at < $1::timestamptz - interval '5 minutes')
                  + (select count(*) from webhook_logs l
                     join orgs o on o.org_id = l.org_id and o.suspended_at is null
                     where l.state in ('received', 'retrying') and l.next_attempt_at < $1::timestamptz - interval '5 minutes')
                      as "waiting!""#,
        now
    )
    .fetch_one(conn)
    .await
}

/// How many integrations suffer from the same; nothing for those that are well.
pub struct AilingRow {
    /// Word of `Ailment`.
    pub ailment: Option<String>,
    /// How many.
    pub count: i64,
    /// Five of them.
    pub names: Vec<String>,
}

/// The integrations that are not disconnected, by what they suffer from, the worst alone. Orgs that are suspended are left aside.
pub async fn ailing_integrations(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<AilingRow>, sqlx::Error> {
    sqlx::query_as!(
        AilingRow,
        r#"with known as (
              select o.name as org, i.platform, i.name, i.id,
                     case
                        when i.status = 'needs_reconnect' then 'needs_reconnect'
                        when least(case when i.refresh_at is null then i.expires_at end, i.refresh_expires_at)
                             < $1::timestamptz + interval '7 days' then 'ends'
                        when i.sync_at is null then null
                        when (select count(*) from sync_runs f
                              where f.org_id = i.org_id and f.integration_id = i.id and f.kind = 'update' and f.status = 'failed'
                                and f.created_at > coalesce(i.synced_at, '-infinity') - interval '2 days'
                                and f.finished_at > coalesce(i.synced_at, '-infinity')) >= 3 then 'failing'
                        when coalesce(i.synced_at, (select min(r.created_at) from sync_runs r
                                                    where r.org_id = i.org_id and r.integration_id = i.id))
                             < $1::timestamptz - interval '6 hours' then 'late'
                     end as ailment
              from integrations i
              join orgs o on o.org_id = i.org_id
              where i.status <> 'disconnected' and o.suspended_at is null)
           select ailment, count(*) as "count!",
                  coalesce((array_agg(concat_ws(', ', org, platform, name) order by org, platform, id)
                            filter (where ailment is not null))[1:5], '{}') as "names!"
           from known
           group by ailment
           order by array_position(array['needs_reconnect', 'ends', 'failing', 'late'], ailment)"#,
        now
    )
    .fetch_all(conn)
    .await
}
