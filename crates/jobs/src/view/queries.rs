//! The SQL of looking at jobs and changing them from outside.

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org, User};
use cmis_db::Conn;
use uuid::Uuid;

use super::{Attempt, JobView, QueueView, State, WorkerView, find::Filter};

/// A live or finished job.
pub async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<JobView>, sqlx::Error> {
    sqlx::query_as!(JobView, r#"select id as "id!: Id<id::Job>", org_id as "org_id: Id<Org>", kind as "kind!", queue as "queue!", state as "state!: State",
            progress as "progress!", progress_message, null::jsonb as result, last_error as error, attempt as "attempt!",
            max_attempts as "max_attempts!", priority as "priority!", run_at, cancel_requested as "cancel_requested!",
            created_by as "created_by: Id<User>", created_at as "created_at!", started_at,
            null::timestamptz as finished_at
        from jobs
        where id = $1
        union all
        select id, org_id, kind, queue, state, progress, null, result, error, attempt, max_attempts, priority, null, false,
            created_by, created_at, started_at, finished_at
        from finished_jobs
        where id = $1
        limit 1"#, id)
    .fetch_optional(conn)
    .await
}

/// The newest jobs that fit.
pub async fn list(conn: &mut Conn, filter: &Filter, limit: i64) -> Result<Vec<JobView>, sqlx::Error> {
    let states: Option<Vec<&str>> =
        (!filter.states.is_empty()).then(|| filter.states.iter().flat_map(|state| state.stored()).copied().collect());
    let kinds = (!filter.kinds.is_empty()).then_some(&filter.kinds);
    sqlx::query_as!(JobView, r#"select id as "id!: Id<id::Job>", org_id as "org_id: Id<Org>", kind as "kind!", queue as "queue!", state as "state!: State",
            progress as "progress!", progress_message, result, error, attempt as "attempt!",
            max_attempts as "max_attempts!", priority as "priority!", run_at, cancel_requested as "cancel_requested!",
            created_by as "created_by: Id<User>", created_at as "created_at!", started_at,
            finished_at
        from (
            (select id, org_id, kind, queue, state, progress, progress_message, null::jsonb as result, last_error as error,
                attempt, max_attempts, priority, run_at, cancel_requested, created_by, created_at, started_at,
                null::timestamptz as finished_at
            from jobs
            where ($1::uuid is null or org_id = $1) and ($2::uuid is null or created_by = $2)
                and ($3::text[] is null or state = any($3)) and ($4::text[] is null or kind = any($4))
                and ($5::text is null or queue = $5) and ($6::uuid is null or id < $6)
            order by id desc
            limit $7)
            union all
            (select id, org_id, kind, queue, state, progress, null, result, error, attempt, max_attempts, priority, null,
                false, created_by, created_at, started_at, finished_at
            from finished_jobs
            where ($1::uuid is null or org_id = $1) and ($2::uuid is null or created_by = $2)
                and ($3::text[] is null or state = any($3)) and ($4::text[] is null or kind = any($4))
                and ($5::text is null or queue = $5) and ($6::uuid is null or id < $6)
            order by id desc
            limit $7)) every
        order by id desc
        limit $7"#, filter.org.map(Id::raw), filter.created_by.map(Id::raw), states as _, kinds as _, filter.queue.map(|queue| queue.as_str()), filter.before.map(Id::raw), limit)
    .fetch_all(conn)
    .await
}

/// The ended attempts of a job, oldest first: those that did not complete, and the one that did, which is the finished job.
pub async fn list_attempts(conn: &mut Conn, id: Uuid) -> Result<Vec<Attempt>, sqlx::Error> {
    sqlx::query_as!(Attempt, r#"select attempt as "attempt!", started_at as "started_at!", finished_at as "finished_at!", outcome as "outcome!",
            error
        from job_attempts
        where job_id = $1
        union all
        select attempt, started_at, finished_at, state, null
        from finished_jobs
        where id = $1 and state = 'completed'
        order by 2, 3"#, id)
    .fetch_all(conn)
    .await
}

/// Depth and age of the queues; counts stop at `most`.
pub async fn queues(conn: &mut Conn, queues: &[&str], most: i64) -> Result<Vec<QueueView>, sqlx::Error> {
    sqlx::query_as!(QueueView, r#"with ended as (
            select queue, state, count(*) as jobs
            from finished_jobs
            where finished_at > statement_timestamp() - interval '1 day'
            group by queue, state),
        live as (
            select queue, state, count(*) as jobs, min(run_at) as oldest
            from (
                select jobs.queue, state, run_at
                from unnest(array['pending', 'scheduled', 'blocked', 'running']) wanted (word)
                cross join lateral (
                    select queue, state, run_at
                    from jobs
                    where state = wanted.word
                    limit $2) jobs) counted
            group by queue, state)
        select named.queue as "queue!",
            coalesce((select jobs from live where live.queue = named.queue and state = 'pending'), 0) as "pending!",
            coalesce((select jobs from live where live.queue = named.queue and state = 'scheduled'), 0) as "scheduled!",
            coalesce((select jobs from live where live.queue = named.queue and state = 'blocked'), 0) as "blocked!",
            coalesce((select jobs from live where live.queue = named.queue and state = 'running'), 0) as "running!",
            coalesce((
                select extract(epoch from greatest(statement_timestamp() - oldest, interval '0'))::float8
                from live
                where live.queue = named.queue and state = 'pending'), 0) as "oldest_seconds!",
            coalesce((select jobs from ended where ended.queue = named.queue and state = 'completed'), 0) as "completed!",
            coalesce((select jobs from ended where ended.queue = named.queue and state = 'failed'), 0) as "failed!",
            coalesce((select jobs from ended where ended.queue = named.queue and state = 'cancelled'), 0) as "cancelled!"
        from unnest($1::text[]) named (queue)"#, queues as _, most)
    .fetch_all(conn)
    .await
}

/// The workers seen within the last hour.
pub async fn workers(conn: &mut Conn) -> Result<Vec<WorkerView>, sqlx::Error> {
    sqlx::query_as!(
        WorkerView,
        r#"select id, name, queues, places, running, stopping, started_at, seen_at,
            seen_at > statement_timestamp() - interval '15 seconds' as "is_alive!"
        from job_workers
        where seen_at > statement_timestamp() - interval '1 hour'
        order by seen_at desc"#
    )
    .fetch_all(conn)
    .await
}

/// Tells every worker at commit: `cancel` that a running job was cancelled, anything else that there may be work.
pub async fn notify(conn: &mut Conn, message: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(r#"select pg_notify('jobs', $1)"#, message).execute(conn).await?;
    Ok(())
}

/// Marks a live job as cancelled and locks it. Returns its stored state.
pub async fn request_cancel(conn: &mut Conn, id: Uuid) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"update jobs
        set cancel_requested = true
        where id = $1
        returning state"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Moves a job that does not run to the finished ones, as cancelled.
pub async fn finish_waiting(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"with done as (
            delete from jobs
            where id = $1
            returning *)
        insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, error,
            created_by, created_at, started_at, finished_at, priority, unique_key, concurrency_key, concurrency_limit)
        select id, org_id, queue, kind, payload, 'cancelled', attempt, max_attempts, progress, last_error, created_by,
            created_at, started_at, $2, priority, unique_key, concurrency_key, concurrency_limit
        from done"#,
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves a waiting job to another time; whether there was one.
pub async fn reschedule(conn: &mut Conn, id: Uuid, run_at: DateTime<Utc>, state: &str) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"update jobs
        set run_at = $2, state = $3
        where id = $1 and state <> 'running'"#,
        id,
        run_at,
        state
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Makes a failed or cancelled job pending again; whether there was one.
pub async fn revive(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"with ended as (
            delete from finished_jobs
            where id = $1 and state in ('failed', 'cancelled')
            returning *)
        insert into jobs (id, org_id, queue, kind, payload, state, priority, run_at, attempt, max_attempts, unique_key,
            concurrency_key, concurrency_limit, created_by, created_at, last_error)
        select id, org_id, queue, kind, payload, 'pending', priority, $2, 0, max_attempts,
            case when exists (
                select 1
                from jobs equal
                where equal.state <> 'running' and equal.kind = ended.kind and equal.unique_key = ended.unique_key
                    and equal.org_id is not distinct from ended.org_id) then null else unique_key end,
            concurrency_key, concurrency_limit, created_by, created_at, error
        from ended"#,
        id,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Deletes finished jobs older than `before`.
pub async fn delete_finished(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"delete from finished_jobs
        where finished_at < $1"#,
        before
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes attempts that ended before `before`, of jobs that are not waiting any more.
pub async fn delete_attempts(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"delete from job_attempts
        where finished_at < $1
            and not exists (
                select 1
                from jobs
                where jobs.id = job_id)"#,
        before
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes everything the queue knows of an org, running jobs included: their workers lose the lease.
pub async fn delete_org(conn: &mut Conn, org_id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"with live as (
            delete from jobs
            where org_id = $1),
        finished as (
            delete from finished_jobs
            where org_id = $1)
        delete from job_attempts
        where org_id = $1"#,
        org_id
    )
    .execute(conn)
    .await?;
    Ok(())
}
