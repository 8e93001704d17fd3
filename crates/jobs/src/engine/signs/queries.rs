//! The SQL of workers' signs of life.

use cmis_db::Conn;
use uuid::Uuid;

use crate::engine::queries::Now;

/// What a worker tells of itself.
pub struct Sign<'a> {
    pub id: Uuid,
    pub name: &'a str,
    pub kinds: &'a [&'static str],
    pub queues: Vec<&'a str>,
    pub places: i32,
    pub running: i32,
    pub waits_for: Vec<&'a str>,
    pub stopping: bool,
}

/// Stores a worker's sign of life.
pub async fn give_sign(conn: &mut Conn, sign: &Sign<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"insert into job_workers (id, name, kinds, queues, places, running, waits_for, stopping, started_at, seen_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, statement_timestamp(), statement_timestamp())
        on conflict (id) do update
        set running = excluded.running, waits_for = excluded.waits_for, stopping = excluded.stopping,
            seen_at = excluded.seen_at"#,
        sign.id,
        sign.name,
        sign.kinds as _,
        &sign.queues as _,
        sign.places,
        sign.running,
        &sign.waits_for as _,
        sign.stopping
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a worker.
pub async fn delete_worker(conn: &mut Conn, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"delete from job_workers
        where id = $1"#,
        id
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets workers that were not seen for an hour.
pub async fn delete_old_workers(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"delete from job_workers
        where seen_at < statement_timestamp() - interval '1 hour'"#
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Pending jobs of kinds that are none of the `kinds`: what they are and how many wait. Looks at a hundred thousand jobs at
/// most.
pub async fn strangers(conn: &mut Conn, kinds: &[&str]) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query!(
        r#"select kind, count(*) as "jobs!"
        from (
            select kind
            from jobs
            where state = 'pending'
            limit 100000) waiting
        where kind <> all($1)
        group by kind
        order by kind
        limit 50"#,
        kinds as _
    )
    .map(|row| (row.kind, row.jobs))
    .fetch_all(conn)
    .await
}

/// Fails pending jobs of kinds that neither `kinds` nor any living worker knows and that have been due for so many days.
pub async fn fail_strangers(
    conn: &mut Conn,
    kinds: &[&str],
    days: i32,
    reason: &str,
    now: Now,
) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"with stranded as materialized (
            select id
            from jobs
            where state = 'pending' and run_at < coalesce($4, statement_timestamp()) - make_interval(days => $2)
                and kind <> all($1)
                and not exists (
                    select 1
                    from job_workers
                    where kind = any(kinds) and seen_at > statement_timestamp() - interval '1 minute')
            limit 1000
            for update skip locked),
        done as (
            delete from jobs
            using stranded
            where jobs.id = stranded.id
            returning jobs.*)
        insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, error,
            created_by, created_at, started_at, finished_at, priority, unique_key, concurrency_key, concurrency_limit)
        select id, org_id, queue, kind, payload, 'failed', attempt, max_attempts, progress, $3, created_by, created_at,
            started_at, coalesce($4, statement_timestamp()), priority, unique_key, concurrency_key, concurrency_limit
        from done"#,
        kinds as _,
        days,
        reason,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
