//! The SQL of a job that runs.

use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::engine::queries::Now;

/// Whether the lease still holds the job; keeps others from taking the job until the end of the transaction. Its lease can be renewed
/// and it can be cancelled meanwhile: a long transaction must not cost the worker the leases of its other jobs.
pub async fn hold(conn: &mut Conn, id: Uuid, lease: Uuid) -> Result<bool, sqlx::Error> {
    let held: Option<i32> = sqlx::query_scalar!(
        r#"select 1 as "one!"
        from jobs
        where id = $1 and lease = $2
        for key share"#,
        id,
        lease
    )
    .fetch_optional(conn)
    .await?;
    Ok(held.is_some())
}

/// Stores progress if the lease still holds the job, and with `tells` has whoever asked for it told at commit.
pub async fn set_progress(
    conn: &mut Conn,
    id: Uuid,
    lease: Uuid,
    percent: i16,
    message: &str,
    tells: bool,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"with stored as (
            update jobs
            set progress = $3, progress_message = $4
            where id = $1 and lease = $2
            returning id, org_id, created_by, kind)
        select pg_notify('job_news', json_build_object('job_id', id, 'org_id', org_id, 'user_id', created_by, 'kind', kind,
            'progress', $3::smallint, 'message', left($4::text, 500))::text)
        from stored
        where $5 and created_by is not null"#,
        id,
        lease,
        percent,
        message,
        tells
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves a job to the finished ones as completed, if the lease still holds it. Works as the tenant role.
pub async fn complete(conn: &mut Conn, id: Uuid, lease: Uuid, result: &Value, now: Now) -> Result<bool, sqlx::Error> {
    let done = sqlx::query!(
        r#"with done as (
            delete from jobs
            where id = $1 and lease = $2
            returning *)
        insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, result,
            created_by, created_at, started_at, finished_at, priority, unique_key, concurrency_key, concurrency_limit)
        select id, org_id, queue, kind, payload, 'completed', attempt, max_attempts, 100, $3, created_by, created_at,
            started_at, coalesce($4, statement_timestamp()), priority, unique_key, concurrency_key, concurrency_limit
        from done"#,
        id,
        lease,
        result,
        now
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}
