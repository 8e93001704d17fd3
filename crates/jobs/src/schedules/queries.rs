//! The SQL of the schedules. When one is due is decided by the database's clock.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use uuid::Uuid;

use super::ScheduleView;
use crate::engine::queries::Now;

/// Now, as everybody has it.
pub async fn now(conn: &mut Conn, now: Now) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar!(r#"select coalesce($1, statement_timestamp()) as "now!""#, now).fetch_one(conn).await
}

/// Stores schedules that are not there or were declared otherwise.
pub async fn plan(
    conn: &mut Conn,
    names: &[&str],
    definitions: &[String],
    nexts: &[DateTime<Utc>],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"insert into job_schedules (name, definition, next_at)
        select name, definition, next_at
        from unnest($1::text[], $2::text[], $3::timestamptz[]) declared (name, definition, next_at)
        order by name
        on conflict (name) do update
        set definition = excluded.definition, next_at = excluded.next_at
        where job_schedules.definition <> excluded.definition"#,
        names as _,
        definitions,
        nexts
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A schedule whose time has come.
pub struct Due {
    pub name: String,
    pub next_at: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

/// Locks the schedules that are due, unless they are paused or another node is at them. A schedule that another version
/// declares otherwise is that version's.
pub async fn lock_due(
    conn: &mut Conn,
    names: &[&str],
    definitions: &[String],
    now: Now,
) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select s.name, s.next_at, coalesce($3, statement_timestamp()) as "now!"
        from job_schedules s
        join unnest($1::text[], $2::text[]) declared (name, definition)
            on declared.name = s.name and declared.definition = s.definition
        where s.next_at <= coalesce($3, statement_timestamp())
            and not exists (
                select 1
                from job_scheduler
                where paused_at is not null)
        order by s.next_at
        for update of s skip locked"#,
        names as _,
        definitions,
        now
    )
    .fetch_all(conn)
    .await
}

/// Moves a locked schedule to its next occurrence.
pub async fn move_on(conn: &mut Conn, name: &str, next_at: DateTime<Utc>, job: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"update job_schedules
        set last_at = next_at, next_at = $2, last_job_id = $3
        where name = $1"#,
        name,
        next_at,
        job
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Seconds until the first of the schedules is due; none while they are paused.
pub async fn seconds_to_next(
    conn: &mut Conn,
    names: &[&str],
    definitions: &[String],
    now: Now,
) -> Result<Option<f64>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select extract(epoch from min(s.next_at) - coalesce($3, statement_timestamp()))::float8
        from job_schedules s
        join unnest($1::text[], $2::text[]) declared (name, definition)
            on declared.name = s.name and declared.definition = s.definition
        where not exists (
                select 1
                from job_scheduler
                where paused_at is not null)"#,
        names as _,
        definitions,
        now
    )
    .fetch_one(conn)
    .await
}

/// Where schedules stand, by name.
pub async fn list(conn: &mut Conn, names: &[&str]) -> Result<Vec<ScheduleView>, sqlx::Error> {
    sqlx::query_as!(
        ScheduleView,
        r#"select name, definition, next_at, last_at, last_job_id
        from job_schedules
        where name = any($1)
        order by name"#,
        names as _
    )
    .fetch_all(conn)
    .await
}

/// Pauses; whether it was running.
pub async fn pause(conn: &mut Conn, now: DateTime<Utc>, by: Option<Uuid>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"update job_scheduler
        set paused_at = $1, paused_by = $2
        where paused_at is null"#,
        now,
        by
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Resumes; whether it was paused.
pub async fn resume(conn: &mut Conn) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"update job_scheduler
        set paused_at = null, paused_by = null
        where paused_at is not null"#
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Since when it is paused, and by whom.
pub async fn paused(conn: &mut Conn) -> Result<Option<(DateTime<Utc>, Option<Uuid>)>, sqlx::Error> {
    sqlx::query!(
        r#"select paused_at as "paused_at!", paused_by
        from job_scheduler
        where paused_at is not null"#
    )
    .map(|row| (row.paused_at, row.paused_by))
    .fetch_optional(conn)
    .await
}
