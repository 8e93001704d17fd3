//! The SQL that stores jobs.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::job::Job;

/// Jobs of one kind as they are stored first, column by column.
pub struct NewJobs {
    pub queue: &'static str,
    pub kind: &'static str,
    pub max_attempts: i16,
    pub now: DateTime<Utc>,
    pub ids: Vec<Uuid>,
    pub orgs: Vec<Option<Uuid>>,
    pub payloads: Vec<Value>,
    pub states: Vec<&'static str>,
    pub priorities: Vec<i16>,
    pub run_ats: Vec<DateTime<Utc>>,
    pub unique_keys: Vec<Option<String>>,
    pub concurrency_keys: Vec<Option<String>>,
    pub concurrency_limits: Vec<i16>,
    pub created_bys: Vec<Option<Uuid>>,
}

impl NewJobs {
    /// None yet, of the kind of `J`.
    pub fn of<J: Job>(now: DateTime<Utc>) -> Self {
        Self {
            queue: J::QUEUE.as_str(),
            kind: J::KIND,
            max_attempts: J::MAX_ATTEMPTS,
            now,
            ids: Vec::new(),
            orgs: Vec::new(),
            payloads: Vec::new(),
            states: Vec::new(),
            priorities: Vec::new(),
            run_ats: Vec::new(),
            unique_keys: Vec::new(),
            concurrency_keys: Vec::new(),
            concurrency_limits: Vec::new(),
            created_bys: Vec::new(),
        }
    }
}

/// A stored job: the given one, or the waiting one with its unique key.
pub struct Stored {
    pub id: Uuid,
    pub org_id: Option<Uuid>,
    pub unique_key: Option<String>,
}

/// Inserts jobs and wakes at commit the workers that wait for their queue. On a unique key that waits already, its row is
/// updated: the lock keeps workers from it until this transaction ends, so that the job sees what this transaction did.
pub async fn insert(conn: &mut Conn, jobs: &NewJobs) -> Result<Vec<Stored>, sqlx::Error> {
    sqlx::query!(r#"with stored as (
            insert into jobs (id, org_id, queue, kind, payload, state, priority, run_at, max_attempts, unique_key,
                concurrency_key, concurrency_limit, created_by, created_at)
            select given.id, given.org_id, $1, $2, given.payload, given.state, given.priority, given.run_at, $3,
                given.unique_key, given.concurrency_key, given.concurrency_limit, given.created_by, $4
            from unnest($5::uuid[], $6::uuid[], $7::jsonb[], $8::text[], $9::smallint[], $10::timestamptz[], $11::text[],
                    $12::text[], $13::smallint[], $14::uuid[])
                given (id, org_id, payload, state, priority, run_at, unique_key, concurrency_key, concurrency_limit,
                    created_by)
            on conflict (kind, unique_key, (coalesce(org_id, '00000000-0000-0000-0000-000000000000'::uuid)))
                where state <> 'running' and unique_key is not null
            do update set
                run_at = case when jobs.attempt = 0 then least(jobs.run_at, excluded.run_at) else jobs.run_at end,
                state = case when jobs.attempt = 0 and jobs.state = 'scheduled' then excluded.state else jobs.state end,
                priority = greatest(jobs.priority, excluded.priority)
            returning id, org_id, unique_key)
        select id as "id!", org_id, unique_key, (
            select pg_notify('jobs', '')::text
            from job_workers
            where $1 = any(waits_for) and seen_at > statement_timestamp() - interval '1 minute'
            limit 1) as told
        from stored"#, jobs.queue, jobs.kind, jobs.max_attempts, jobs.now, &jobs.ids, &jobs.orgs as _, &jobs.payloads, &jobs.states as _, &jobs.priorities, &jobs.run_ats, &jobs.unique_keys as _, &jobs.concurrency_keys as _, &jobs.concurrency_limits, &jobs.created_bys as _)
    .map(|row| Stored { id: row.id, org_id: row.org_id, unique_key: row.unique_key })
    .fetch_all(conn)
    .await
}

/// Inserts the only one of `jobs`, which has no unique key: the same in fewer steps, for the commonest case.
pub async fn insert_one(conn: &mut Conn, jobs: &NewJobs) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"with stored as (
            insert into jobs (id, org_id, queue, kind, payload, state, priority, run_at, max_attempts, concurrency_key,
                concurrency_limit, created_by, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))
        select pg_notify('jobs', '')
        from job_workers
        where $3 = any(waits_for) and seen_at > statement_timestamp() - interval '1 minute'
        limit 1"#,
        jobs.ids[0],
        jobs.orgs[0],
        jobs.queue,
        jobs.kind,
        jobs.payloads[0],
        jobs.states[0],
        jobs.priorities[0],
        jobs.run_ats[0],
        jobs.max_attempts,
        jobs.concurrency_keys[0].as_deref(),
        jobs.concurrency_limits[0],
        jobs.created_bys[0],
        jobs.now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
