//! All SQL of the queue.
//!
//! When a job is due and when a lease ends is decided by the database's clock alone, so that nodes whose clocks differ neither
//! take each other's running jobs nor wait for the wrong time. A test whose clock stands hands its instant over instead:
//! [`Now`]. `statement_timestamp()`, unlike `clock_timestamp()`, lets the indexes be used.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::view::{Attempt, JobView};

/// Now: none for the database's clock, an instant in a test.
pub type Now = Option<DateTime<Utc>>;

/// A job as it is stored first.
pub struct NewJob {
    pub id: Uuid,
    pub org_id: Option<Uuid>,
    pub queue: &'static str,
    pub kind: &'static str,
    pub payload: Value,
    pub priority: i16,
    pub run_at: DateTime<Utc>,
    pub max_attempts: i16,
    pub unique_key: Option<String>,
    pub concurrency_key: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

/// Inserts a job and wakes the workers at commit. On a unique key that waits already, its row is updated: the lock keeps
/// workers from it until this transaction ends, so that the job sees what this transaction did.
pub async fn insert(conn: &mut Conn, job: &NewJob) -> Result<Uuid, sqlx::Error> {
    sqlx::query_scalar(
        "with stored as (
            insert into jobs (id, org_id, queue, kind, payload, state, priority, run_at, max_attempts, unique_key,
                concurrency_key, created_by, created_at)
            values ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10, $11, $12)
            on conflict (kind, unique_key, (coalesce(org_id, '00000000-0000-0000-0000-000000000000'::uuid)))
                where state = 'pending' and unique_key is not null
            do update set
                run_at = case when jobs.attempt = 0 then least(jobs.run_at, excluded.run_at) else jobs.run_at end,
                priority = greatest(jobs.priority, excluded.priority)
            returning id)
        select id
        from stored, (select pg_notify('jobs', $3)) notified",
    )
    .bind(job.id)
    .bind(job.org_id)
    .bind(job.queue)
    .bind(job.kind)
    .bind(&job.payload)
    .bind(job.priority)
    .bind(job.run_at)
    .bind(job.max_attempts)
    .bind(&job.unique_key)
    .bind(&job.concurrency_key)
    .bind(job.created_by)
    .bind(job.created_at)
    .fetch_one(conn)
    .await
}

/// Which of `queues` hold a job that is due and of one of the `kinds`.
pub async fn due_queues(
    conn: &mut Conn,
    queues: &[&str],
    kinds: &[&str],
    now: Now,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select queue
        from unnest($1::text[]) served (queue)
        where exists (
            select 1
            from jobs
            where jobs.queue = served.queue and state = 'pending' and run_at <= coalesce($2, statement_timestamp())
                and (kind = any($3) or cancel_requested))",
    )
    .bind(queues)
    .bind(now)
    .bind(kinds)
    .fetch_all(conn)
    .await
}

/// A job that may be claimed, locked.
#[derive(sqlx::FromRow)]
pub struct Candidate {
    pub id: Uuid,
    pub concurrency_key: Option<String>,
}

/// Locks due jobs of a queue and of the `kinds`, best first, without those whose key is busy. A job of another kind waits for
/// a worker that knows it. A cancelled job is due whatever its key, and whatever its kind: nobody has to know how to run it.
pub async fn lock_due(
    conn: &mut Conn,
    queue: &str,
    kinds: &[&str],
    now: Now,
    limit: i64,
) -> Result<Vec<Candidate>, sqlx::Error> {
    sqlx::query_as(
        "select id, case when cancel_requested then null else concurrency_key end as concurrency_key
        from jobs
        where queue = $1 and state = 'pending' and run_at <= coalesce($2, statement_timestamp())
            and (kind = any($4) or cancel_requested)
            and (concurrency_key is null or cancel_requested or not exists (
                select 1
                from jobs busy
                where busy.state = 'running' and busy.concurrency_key = jobs.concurrency_key))
        order by priority desc, run_at, id
        limit $3
        for update skip locked",
    )
    .bind(queue)
    .bind(now)
    .bind(limit)
    .bind(kinds)
    .fetch_all(conn)
    .await
}

/// Takes the transaction locks of those `keys` that no other claim is looking at.
pub async fn lock_keys(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select key
        from unnest($1::text[]) wanted (key)
        where pg_try_advisory_xact_lock(hashtextextended('jobs.' || key, 0))",
    )
    .bind(keys)
    .fetch_all(conn)
    .await
}

/// Which of `keys` have a running job. Asked after [`lock_keys`], as a new statement, so that it sees finished claims.
pub async fn busy_keys(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "select distinct concurrency_key
        from jobs
        where state = 'running' and concurrency_key = any($1)",
    )
    .bind(keys)
    .fetch_all(conn)
    .await
}

/// Due jobs of kinds that are none of the `kinds`: what they are and how many wait.
pub async fn strangers(conn: &mut Conn, kinds: &[&str], now: Now) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query_as(
        "select kind, count(*)
        from jobs
        where state = 'pending' and run_at <= coalesce($2, statement_timestamp()) and kind <> all($1)
            and not cancel_requested
        group by kind
        order by kind
        limit 50",
    )
    .bind(kinds)
    .bind(now)
    .fetch_all(conn)
    .await
}

/// A job in the hands of a worker.
#[derive(sqlx::FromRow)]
pub struct Claimed {
    pub id: Uuid,
    pub org_id: Option<Uuid>,
    pub kind: String,
    pub payload: Value,
    pub attempt: i16,
    pub max_attempts: i16,
    pub cancel_requested: bool,
    pub created_by: Option<Uuid>,
}

/// Who holds claimed jobs, and for how many seconds.
#[derive(Clone, Copy)]
pub struct Holder {
    pub worker_id: Uuid,
    pub lease: Uuid,
    pub seconds: f64,
}

/// Hands locked jobs to a worker. A cancelled one is only fetched to be put away: it begins no attempt.
pub async fn claim(conn: &mut Conn, ids: &[Uuid], holder: Holder, now: Now) -> Result<Vec<Claimed>, sqlx::Error> {
    sqlx::query_as(
        "update jobs
        set state = 'running',
            attempt = case when cancel_requested then attempt else attempt + 1 end,
            worker_id = $2,
            lease = $3,
            lease_until = coalesce($5, statement_timestamp()) + make_interval(secs => $4),
            started_at = coalesce($5, statement_timestamp()),
            progress = 0,
            progress_message = null
        where id = any($1)
        returning id, org_id, kind, payload, attempt, max_attempts, cancel_requested, created_by",
    )
    .bind(ids)
    .bind(holder.worker_id)
    .bind(holder.lease)
    .bind(holder.seconds)
    .bind(now)
    .fetch_all(conn)
    .await
}

/// Renews leases that are still held; returns those, with whether somebody cancelled the job.
pub async fn renew(
    conn: &mut Conn,
    ids: &[Uuid],
    leases: &[Uuid],
    seconds: f64,
    now: Now,
) -> Result<Vec<(Uuid, Uuid, bool)>, sqlx::Error> {
    sqlx::query_as(
        "update jobs
        set lease_until = coalesce($4, statement_timestamp()) + make_interval(secs => $3)
        from unnest($1::uuid[], $2::uuid[]) held (id, lease)
        where jobs.id = held.id and jobs.lease = held.lease
        returning jobs.id, jobs.lease, jobs.cancel_requested",
    )
    .bind(ids)
    .bind(leases)
    .bind(seconds)
    .bind(now)
    .fetch_all(conn)
    .await
}

/// Whether the lease still holds the job; keeps the row locked until the end of the transaction.
pub async fn hold(conn: &mut Conn, id: Uuid, lease: Uuid) -> Result<bool, sqlx::Error> {
    let held: Option<i32> = sqlx::query_scalar(
        "select 1
        from jobs
        where id = $1 and lease = $2
        for no key update",
    )
    .bind(id)
    .bind(lease)
    .fetch_optional(conn)
    .await?;
    Ok(held.is_some())
}

/// Stores progress if the lease still holds the job.
pub async fn set_progress(
    conn: &mut Conn,
    id: Uuid,
    lease: Uuid,
    percent: i16,
    message: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update jobs
        set progress = $3, progress_message = $4
        where id = $1 and lease = $2",
    )
    .bind(id)
    .bind(lease)
    .bind(percent)
    .bind(message)
    .execute(conn)
    .await?;
    Ok(())
}

// An attempt is kept with `on conflict`: one that was given back has the number of the next, and should both begin in the
// same microsecond, an outcome must not be lost over it.

/// How a job ended.
pub struct End<'a> {
    pub state: &'static str,
    pub result: Option<&'a Value>,
    pub error: Option<&'a str>,
    pub at: Now,
}

/// Moves a job to the finished ones and keeps its attempt, if the lease still holds it. A cancelled job that did not
/// complete counts as cancelled. Returns the stored state; none when the lease was lost.
pub async fn finish(conn: &mut Conn, id: Uuid, lease: Uuid, end: &End<'_>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "with done as (
            delete from jobs
            where id = $1 and lease = $2
            returning *, case when $3 = 'failed' and cancel_requested then 'cancelled' else $3 end as ended),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($6, statement_timestamp()), ended, $5
            from done
            where attempt > 0
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, result,
            error, created_by, created_at, started_at, finished_at)
        select id, org_id, queue, kind, payload, ended, attempt, max_attempts,
            case when ended = 'completed' then 100 else progress end, $4, $5, created_by, created_at, started_at,
            coalesce($6, statement_timestamp())
        from done
        returning state",
    )
    .bind(id)
    .bind(lease)
    .bind(end.state)
    .bind(end.result)
    .bind(end.error)
    .bind(end.at)
    .fetch_optional(conn)
    .await
}

/// A failed attempt that will be tried again.
pub struct Retry<'a> {
    /// Seconds until the next attempt.
    pub after: f64,
    pub error: &'a str,
    pub at: Now,
}

/// Puts a job back after a failed attempt and keeps the attempt, if the lease still holds it and nobody cancelled it.
/// When an equal job was enqueued meanwhile, both live and the old one gives up its unique key.
pub async fn retry(conn: &mut Conn, id: Uuid, lease: Uuid, retry: &Retry<'_>) -> Result<bool, sqlx::Error> {
    let back: Option<Uuid> = sqlx::query_scalar(
        "with held as (
            select id, attempt, org_id, worker_id, started_at
            from jobs
            where id = $1 and lease = $2 and not cancel_requested
            for update),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($5, statement_timestamp()), 'retry', $4
            from held
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        update jobs
        set state = 'pending',
            run_at = coalesce($5, statement_timestamp()) + make_interval(secs => $3),
            worker_id = null,
            lease = null,
            lease_until = null,
            last_error = $4,
            unique_key = case when exists (
                select 1
                from jobs equal
                where equal.state = 'pending' and equal.kind = jobs.kind and equal.unique_key = jobs.unique_key
                    and equal.org_id is not distinct from jobs.org_id) then null else unique_key end
        from held
        where jobs.id = held.id
        returning jobs.id",
    )
    .bind(id)
    .bind(lease)
    .bind(retry.after)
    .bind(retry.error)
    .bind(retry.at)
    .fetch_optional(conn)
    .await?;
    Ok(back.is_some())
}

/// Puts jobs back whose worker went away. An attempt that was `lost` counts; one that was given back at a shutdown does
/// not. Both are kept. Returns the jobs put back.
pub async fn put_back(conn: &mut Conn, held: &Held, now: Now, lost: bool) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "with held as (
            select jobs.id, jobs.attempt, jobs.org_id, jobs.worker_id, jobs.started_at
            from jobs
            join unnest($1::uuid[], $2::uuid[]) given (id, lease) on jobs.id = given.id and jobs.lease = given.lease
            for update of jobs),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($3, statement_timestamp()), 'lost', $5
            from held
            where attempt > 0
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        update jobs
        set state = 'pending',
            run_at = least(jobs.run_at, coalesce($3, statement_timestamp())),
            attempt = case when $4 then jobs.attempt else greatest(jobs.attempt - 1, 0) end,
            worker_id = null,
            lease = null,
            lease_until = null,
            last_error = $5,
            unique_key = case when exists (
                select 1
                from jobs equal
                where equal.state = 'pending' and equal.kind = jobs.kind and equal.unique_key = jobs.unique_key
                    and equal.org_id is not distinct from jobs.org_id) then null else unique_key end
        from held
        where jobs.id = held.id",
    )
    .bind(&held.ids)
    .bind(&held.leases)
    .bind(now)
    .bind(lost)
    .bind(if lost { "the worker was lost" } else { "given back: the worker was shutting down" })
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Jobs and the leases that hold them, side by side.
#[derive(Default)]
pub struct Held {
    pub ids: Vec<Uuid>,
    pub leases: Vec<Uuid>,
}

impl Held {
    /// Adds one.
    pub fn push(&mut self, id: Uuid, lease: Uuid) {
        self.ids.push(id);
        self.leases.push(lease);
    }
}

/// A running job whose lease ended.
#[derive(sqlx::FromRow)]
pub struct Expired {
    pub id: Uuid,
    pub lease: Uuid,
    /// No attempt is left.
    pub spent: bool,
}

/// Locks jobs whose lease ended.
pub async fn lock_expired(conn: &mut Conn, now: Now) -> Result<Vec<Expired>, sqlx::Error> {
    sqlx::query_as(
        "select id, lease, attempt >= max_attempts or cancel_requested as spent
        from jobs
        where state = 'running' and lease_until < coalesce($1, statement_timestamp())
        order by lease_until
        limit 500
        for update skip locked",
    )
    .bind(now)
    .fetch_all(conn)
    .await
}

/// Tells every worker at commit: a queue's name means that it has work, `cancel` that a running job was cancelled.
pub async fn notify(conn: &mut Conn, message: &str) -> Result<(), sqlx::Error> {
    sqlx::query("select pg_notify('jobs', $1)").bind(message).execute(conn).await?;
    Ok(())
}

/// Marks a live job as cancelled. A waiting one becomes due at once, so that a worker puts it away, and gives up its unique
/// key. Returns its stored state.
pub async fn request_cancel(conn: &mut Conn, id: Uuid, now: DateTime<Utc>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar(
        "update jobs
        set cancel_requested = true,
            unique_key = case when state = 'pending' then null else unique_key end,
            run_at = case when state = 'pending' then least(run_at, $2) else run_at end,
            priority = case when state = 'pending' then 32767 else priority end
        where id = $1
        returning state",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(conn)
    .await
}

/// A live or finished job.
pub async fn find(conn: &mut Conn, id: Uuid) -> Result<Option<JobView>, sqlx::Error> {
    sqlx::query_as(
        "select id, org_id, kind, queue,
            case when state = 'pending' and cancel_requested then 'cancelled' else state end as state, progress, progress_message, null::jsonb as result, last_error as error, attempt, created_by, created_at,
            started_at, null::timestamptz as finished_at
        from jobs
        where id = $1
        union all
        select id, org_id, kind, queue, state, progress, null, result, error, attempt, created_by, created_at, started_at,
            finished_at
        from finished_jobs
        where id = $1
        limit 1",
    )
    .bind(id)
    .fetch_optional(conn)
    .await
}

/// The ended attempts of a job, oldest first.
pub async fn list_attempts(conn: &mut Conn, id: Uuid) -> Result<Vec<Attempt>, sqlx::Error> {
    sqlx::query_as(
        "select attempt, started_at, finished_at, outcome, error
        from job_attempts
        where job_id = $1
        order by started_at",
    )
    .bind(id)
    .fetch_all(conn)
    .await
}

/// Deletes finished jobs older than `before`.
pub async fn delete_finished(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "delete from finished_jobs
        where finished_at < $1",
    )
    .bind(before)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes attempts that ended before `before`, of jobs that are not waiting any more.
pub async fn delete_attempts(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query(
        "delete from job_attempts
        where finished_at < $1
            and not exists (
                select 1
                from jobs
                where jobs.id = job_id)",
    )
    .bind(before)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes everything the queue knows of an org, running jobs included: their workers lose the lease.
pub async fn delete_org(conn: &mut Conn, org_id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query(
        "with live as (
            delete from jobs
            where org_id = $1),
        finished as (
            delete from finished_jobs
            where org_id = $1)
        delete from job_attempts
        where org_id = $1",
    )
    .bind(org_id)
    .execute(conn)
    .await?;
    Ok(())
}
