//! The SQL of a running worker: claims, leases, outcomes.
//!
//! When a job is due and when a lease ends is decided by the database's clock alone, so that nodes whose clocks differ neither
//! take each other's running jobs nor wait for the wrong time. A test whose clock stands hands its instant over instead:
//! [`Now`]. `statement_timestamp()`, unlike `clock_timestamp()`, lets the indexes be used.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::{lanes::Share, view::reason::LOST};

/// Now: none for the database's clock, an instant in a test.
pub type Now = Option<DateTime<Utc>>;

/// A lane of a queue as a survey sees it.
pub struct Seen {
    pub queue: String,
    pub rank: i16,
    pub org: Uuid,
    /// Its first job of a known kind.
    pub run_at: Option<DateTime<Utc>>,
    pub id: Option<Uuid>,
}

/// Where a survey of a queue begins.
#[derive(Default)]
pub struct Starts {
    pub queues: Vec<&'static str>,
    pub ranks: Vec<i16>,
    pub orgs: Vec<Option<Uuid>>,
}

// An order that follows an index of expressions names all of them: under row-level security the planner does not see that
// `-priority = …` leaves one value only, and would sort all that waits.

/// The lanes of each queue behind its start, at most `limit` of them, in order: one probe of the index a lane.
pub async fn survey(conn: &mut Conn, starts: &Starts, kinds: &[&str], limit: i64) -> Result<Vec<Seen>, sqlx::Error> {
    sqlx::query_as!(
        Seen,
        r#"select served.queue as "queue!", found.rank as "rank!", found.org as "org!", first.run_at as "run_at?",
            first.id as "id?"
        from unnest($1::text[], $2::smallint[], $3::uuid[]) served (queue, rank, org)
        cross join lateral (
            with recursive lane (rank, org) as (
                select served.rank, served.org
                union all
                select next.rank, next.org
                from lane
                cross join lateral (
                    select -priority as rank, coalesce(org_id, '00000000-0000-0000-0000-000000000000') as org
                    from jobs
                    where queue = served.queue and state = 'pending'
                        and (-priority, coalesce(org_id, '00000000-0000-0000-0000-000000000000'))
                            > (lane.rank, coalesce(lane.org, '00000000-0000-0000-0000-000000000000'))
                    order by -priority, coalesce(org_id, '00000000-0000-0000-0000-000000000000')
                    limit 1) next)
            select rank, org
            from lane
            offset 1
            limit $5) found
        left join lateral (
            select run_at, id
            from jobs
            where queue = served.queue and state = 'pending' and -priority = found.rank
                and coalesce(org_id, '00000000-0000-0000-0000-000000000000') = found.org and kind = any($4)
            order by -priority, coalesce(org_id, '00000000-0000-0000-0000-000000000000'), run_at, id
            limit 1) first on true
        order by served.queue, found.rank, found.org"#,
        &starts.queues as _,
        &starts.ranks,
        &starts.orgs as _,
        kinds as _,
        limit
    )
    .fetch_all(conn)
    .await
}

/// A job in the hands of a worker.
pub struct Claimed {
    pub id: Uuid,
    pub org_id: Option<Uuid>,
    pub kind: String,
    pub payload: Value,
    pub priority: i16,
    pub run_at: DateTime<Utc>,
    pub attempt: i16,
    pub max_attempts: i16,
    pub concurrency_key: Option<String>,
    pub concurrency_limit: i16,
    pub created_by: Option<Uuid>,
}

/// Who holds claimed jobs, and for how many seconds.
#[derive(Clone, Copy)]
pub struct Holder {
    pub worker_id: Uuid,
    pub lease: Uuid,
    pub seconds: f64,
}

/// Hands waiting jobs of the shares' lanes to a worker, whatever their keys: those whose key is taken are parked in the same
/// transaction. A job of another kind waits for a worker that knows it.
pub async fn claim(
    conn: &mut Conn,
    queue: &str,
    shares: &[Share],
    kinds: &[&str],
    holder: Holder,
    now: Now,
) -> Result<Vec<Claimed>, sqlx::Error> {
    let ranks: Vec<i16> = shares.iter().map(|share| share.lane.rank).collect();
    let orgs: Vec<Uuid> = shares.iter().map(|share| share.lane.org).collect();
    let run_ats: Vec<DateTime<Utc>> = shares.iter().map(|share| share.lane.run_at).collect();
    let ids: Vec<Uuid> = shares.iter().map(|share| share.lane.id).collect();
    let quotas: Vec<i32> = shares.iter().map(|share| share.quota).collect();
    sqlx::query_as!(
        Claimed,
        r#"with picked as materialized (
            select job.id
            from unnest($2::smallint[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::int[])
                lane (rank, org, run_at, id, quota)
            cross join lateral (
                select id
                from jobs
                where queue = $1 and state = 'pending' and -priority = lane.rank
                    and coalesce(org_id, '00000000-0000-0000-0000-000000000000') = lane.org
                    and (run_at, id) >= (lane.run_at, lane.id) and kind = any($7)
                order by -priority, coalesce(org_id, '00000000-0000-0000-0000-000000000000'), run_at, id
                limit lane.quota
                for update skip locked) job)
        update jobs
        set state = 'running',
            attempt = attempt + 1,
            worker_id = $8,
            lease = $9,
            lease_until = coalesce($11, statement_timestamp()) + make_interval(secs => $10),
            started_at = coalesce($11, statement_timestamp()),
            progress = 0,
            progress_message = null
        from picked
        where jobs.id = picked.id
        returning jobs.id, org_id, kind, payload, priority, run_at, attempt, max_attempts, concurrency_key,
            concurrency_limit, created_by"#,
        queue,
        &ranks,
        &orgs,
        &run_ats,
        &ids,
        &quotas,
        kinds as _,
        holder.worker_id,
        holder.lease,
        holder.seconds,
        now
    )
    .fetch_all(conn)
    .await
}

/// Takes the transaction locks of those `keys` that nobody else is deciding about.
pub async fn try_lock_keys(conn: &mut Conn, keys: &[String]) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select key as "key!"
        from unnest($1::text[]) wanted (key)
        where pg_try_advisory_xact_lock(hashtextextended('jobs.' || key, 0))"#,
        keys
    )
    .fetch_all(conn)
    .await
}

/// Takes the transaction locks of all `keys`; sorted, so that two who want the same ones do not wait for each other.
pub async fn lock_keys(conn: &mut Conn, keys: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended('jobs.' || key, 0))
        from (
            select key
            from unnest($1::text[]) wanted (key)
            order by hashtextextended('jobs.' || key, 0)) sorted"#,
        keys
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// How many jobs of each of the `keys` run, without those of the lease. Asked after the keys were locked, as a new statement, so
/// that it sees finished claims.
pub async fn running_of_keys(
    conn: &mut Conn,
    keys: &[String],
    but_lease: Uuid,
) -> Result<Vec<(String, i64)>, sqlx::Error> {
    sqlx::query!(
        r#"select concurrency_key as "key!", count(*) as "jobs!"
        from jobs
        where state = 'running' and concurrency_key = any($1) and lease <> $2
        group by concurrency_key"#,
        keys,
        but_lease
    )
    .map(|row| (row.key, row.jobs))
    .fetch_all(conn)
    .await
}

/// Takes a claim back within its transaction, as if it had not been made. Returns nothing of it to the worker.
pub async fn unclaim(conn: &mut Conn, ids: &[Uuid], state: &str) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"update jobs
        set state = $2, attempt = attempt - 1, worker_id = null, lease = null, lease_until = null, started_at = null
        where id = any($1)"#,
        ids,
        state
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes blocked jobs of the `keys` pending again, as many as their keys have room for. Under the locks of the keys.
pub async fn unblock(conn: &mut Conn, keys: &[String]) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"with freed as materialized (
            select waiting.id
            from unnest($1::text[]) wanted (key)
            cross join lateral (
                select concurrency_limit - (
                    select count(*)
                    from jobs busy
                    where busy.state = 'running' and busy.concurrency_key = wanted.key) as room
                from jobs
                where state = 'blocked' and concurrency_key = wanted.key
                order by -priority, run_at, id
                limit 1) head
            cross join lateral (
                select id
                from jobs
                where state = 'blocked' and concurrency_key = wanted.key
                order by -priority, run_at, id
                limit greatest(head.room, 0)
                for update skip locked) waiting)
        update jobs
        set state = 'pending'
        from freed
        where jobs.id = freed.id"#,
        keys
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Keys behind `after` that jobs are blocked on, in order: for the look that finds what a dead worker left blocked.
pub async fn blocked_keys(conn: &mut Conn, after: &str, limit: i64) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with recursive blocked (key) as (
            select $1::text
            union all
            select next.concurrency_key
            from blocked
            cross join lateral (
                select concurrency_key
                from jobs
                where state = 'blocked' and concurrency_key > blocked.key
                order by concurrency_key
                limit 1) next)
        select key as "key!"
        from blocked
        offset 1
        limit $2"#,
        after,
        limit
    )
    .fetch_all(conn)
    .await
}

/// Makes scheduled jobs pending whose time has come. Returns how many.
pub async fn promote(conn: &mut Conn, now: Now, limit: i64) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        r#"with due as materialized (
            select id
            from jobs
            where state = 'scheduled' and run_at <= coalesce($1, statement_timestamp())
            order by run_at
            limit $2
            for update skip locked)
        update jobs
        set state = 'pending'
        from due
        where jobs.id = due.id"#,
        now,
        limit
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Seconds until the next scheduled job is due, at most `within`; none when there is none so soon.
pub async fn next_due(conn: &mut Conn, now: Now, within: f64) -> Result<Option<f64>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select extract(epoch from run_at - coalesce($1, statement_timestamp()))::float8 as "seconds!"
        from jobs
        where state = 'scheduled' and run_at < coalesce($1, statement_timestamp()) + make_interval(secs => $2)
        order by run_at
        limit 1"#,
        now,
        within
    )
    .fetch_optional(conn)
    .await
}

/// Renews leases that are still held; returns those, with whether somebody cancelled the job.
pub async fn renew(
    conn: &mut Conn,
    held: &Held,
    seconds: f64,
    now: Now,
) -> Result<Vec<(Uuid, Uuid, bool)>, sqlx::Error> {
    sqlx::query!(
        r#"update jobs
        set lease_until = coalesce($4, statement_timestamp()) + make_interval(secs => $3)
        from unnest($1::uuid[], $2::uuid[]) held (id, lease)
        where jobs.id = held.id and jobs.lease = held.lease
        returning jobs.id, jobs.lease as "lease!", jobs.cancel_requested"#,
        &held.ids,
        &held.leases,
        seconds,
        now
    )
    .map(|row| (row.id, row.lease, row.cancel_requested))
    .fetch_all(conn)
    .await
}

// Attempts that did not complete are kept in job_attempts; the one that completed is the finished job itself. They are kept
// with `on conflict`: one that was given back has the number of the next, and should both begin in the same microsecond, an
// outcome must not be lost over it.

/// How jobs ended, side by side.
#[derive(Default)]
pub struct End {
    pub ids: Vec<Uuid>,
    pub leases: Vec<Uuid>,
    /// `completed` or `failed`.
    pub states: Vec<&'static str>,
    pub results: Vec<Option<Value>>,
    pub errors: Vec<Option<String>>,
}

impl End {
    /// Adds one.
    pub fn push(&mut self, id: Uuid, lease: Uuid, state: &'static str, result: Option<Value>, error: Option<String>) {
        self.ids.push(id);
        self.leases.push(lease);
        self.states.push(state);
        self.results.push(result);
        self.errors.push(error);
    }
}

/// Moves jobs to the finished ones and keeps their attempts, as far as their leases still hold them. A cancelled job that did
/// not complete counts as cancelled. Returns the stored states.
pub async fn finish(conn: &mut Conn, end: &End, now: Now) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query!(r#"with done as (
            delete from jobs
            using unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[], $5::text[])
                given (id, lease, state, result, error)
            where jobs.id = given.id and jobs.lease = given.lease
            returning jobs.id, org_id, queue, kind, payload, attempt, max_attempts, progress, created_by, created_at,
                started_at, worker_id, priority, unique_key, concurrency_key, concurrency_limit, given.result, given.error,
                case when given.state = 'failed' and cancel_requested then 'cancelled' else given.state end as state),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($6, statement_timestamp()), state, error
            from done
            where state <> 'completed' and attempt > 0
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, result, error,
            created_by, created_at, started_at, finished_at, priority, unique_key, concurrency_key, concurrency_limit)
        select id, org_id, queue, kind, payload, state, attempt, max_attempts,
            case when state = 'completed' then 100 else progress end, result, error, created_by, created_at, started_at,
            coalesce($6, statement_timestamp()), priority, unique_key, concurrency_key, concurrency_limit
        from done
        returning id, state"#, &end.ids, &end.leases, &end.states as _, &end.results as _, &end.errors as _, now)
    .map(|row| (row.id, row.state))
    .fetch_all(conn)
    .await
}

/// Failed attempts that will be tried again, side by side.
#[derive(Default)]
pub struct Retries {
    pub ids: Vec<Uuid>,
    pub leases: Vec<Uuid>,
    /// Seconds until the next attempt.
    pub afters: Vec<f64>,
    pub errors: Vec<String>,
}

/// Puts jobs back after a failed attempt and keeps the attempts, as far as the leases still hold them and nobody cancelled
/// them. Of equal jobs (one was enqueued while the other ran) all live and one keeps the unique key: the one that waits already,
/// else the first. Returns those put back.
pub async fn retry(conn: &mut Conn, retries: &Retries, now: Now) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"with locked as (
            select jobs.id, attempt, org_id, worker_id, started_at, kind, unique_key, given.after, given.error
            from jobs
            join unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[]) given (id, lease, after, error)
                on jobs.id = given.id and jobs.lease = given.lease
            where not cancel_requested
            for update of jobs),
        held as (
            select *, row_number() over (partition by kind, unique_key, org_id order by id) as place
            from locked),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($5, statement_timestamp()), 'retry', error
            from held
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        update jobs
        set state = 'scheduled',
            run_at = coalesce($5, statement_timestamp()) + make_interval(secs => held.after),
            worker_id = null,
            lease = null,
            lease_until = null,
            last_error = held.error,
            unique_key = case when held.place > 1 or exists (
                select 1
                from jobs equal
                where equal.state <> 'running' and equal.kind = jobs.kind and equal.unique_key = jobs.unique_key
                    and equal.org_id is not distinct from jobs.org_id) then null else jobs.unique_key end
        from held
        where jobs.id = held.id
        returning jobs.id"#,
        &retries.ids,
        &retries.leases,
        &retries.afters,
        &retries.errors,
        now
    )
    .fetch_all(conn)
    .await
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

/// Why jobs go back without an outcome.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// Their worker went away: the attempt counts.
    Lost,
    /// Their worker is shutting down: the attempt is kept and does not count.
    Released,
    /// They had not begun.
    Unbegun,
}

/// Puts jobs back, as far as the leases still hold them, with the unique keys as [`retry`] does. Returns how many.
pub async fn put_back(conn: &mut Conn, held: &Held, now: Now, why: Back) -> Result<u64, sqlx::Error> {
    let said = match why {
        Back::Lost => Some(LOST),
        Back::Released => Some("given back: the worker was shutting down"),
        Back::Unbegun => None,
    };
    let done = sqlx::query!(
        r#"with locked as (
            select jobs.id, jobs.attempt, jobs.org_id, jobs.worker_id, jobs.started_at, jobs.kind, jobs.unique_key
            from jobs
            join unnest($1::uuid[], $2::uuid[]) given (id, lease) on jobs.id = given.id and jobs.lease = given.lease
            for update of jobs),
        held as (
            select *, row_number() over (partition by kind, unique_key, org_id order by id) as place
            from locked),
        kept as (
            insert into job_attempts (job_id, attempt, org_id, worker_id, started_at, finished_at, outcome, error)
            select id, attempt, org_id, worker_id, started_at, coalesce($3, statement_timestamp()), 'lost', $5::text
            from held
            where $5::text is not null
            on conflict (job_id, attempt, started_at) do update
            set finished_at = excluded.finished_at, outcome = excluded.outcome, error = excluded.error)
        update jobs
        set state = 'pending',
            attempt = case when $4 then jobs.attempt else greatest(jobs.attempt - 1, 0) end,
            worker_id = null,
            lease = null,
            lease_until = null,
            last_error = coalesce($5::text, last_error),
            unique_key = case when held.place > 1 or exists (
                select 1
                from jobs equal
                where equal.state <> 'running' and equal.kind = jobs.kind and equal.unique_key = jobs.unique_key
                    and equal.org_id is not distinct from jobs.org_id) then null else jobs.unique_key end
        from held
        where jobs.id = held.id"#,
        &held.ids,
        &held.leases,
        now,
        why == Back::Lost,
        said
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// A running job whose lease ended.
pub struct Expired {
    pub id: Uuid,
    pub lease: Uuid,
    /// No attempt is left.
    pub spent: bool,
    pub concurrency_key: Option<String>,
}

/// Locks jobs whose lease ended.
pub async fn lock_expired(conn: &mut Conn, now: Now) -> Result<Vec<Expired>, sqlx::Error> {
    sqlx::query_as!(
        Expired,
        r#"select id, lease as "lease!", attempt >= max_attempts or cancel_requested as "spent!", concurrency_key
        from jobs
        where state = 'running' and lease_until < coalesce($1, statement_timestamp())
        order by lease_until
        limit 500
        for update skip locked"#,
        now
    )
    .fetch_all(conn)
    .await
}
