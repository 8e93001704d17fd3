//! SQL of health and figures.

use chrono::{DateTime, Utc};
use cmis_base::id::Id;
use cmis_db::Conn;
use uuid::Uuid;

use super::{
    figures::{RequestError, Sum},
    installation::{Activity, ErrorKind, NewestError, NodeView},
    metrics::QueueFigures,
};
use crate::jobs::model::Failed;

/// Depth and age of the queues that hold anything.
pub async fn queue_figures(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<QueueFigures>, sqlx::Error> {
    sqlx::query_as!(
        QueueFigures,
        r#"select queue,
                  count(*) filter (where state = 'pending' and run_at <= $1) as "waiting!",
                  count(*) filter (where state = 'running') as "running!",
                  coalesce(extract(epoch from $1 - min(run_at) filter (where state = 'pending' and run_at <= $1)), 0)::float8
                      as "oldest_seconds!"
           from jobs
           group by queue
           order by queue"#,
        now
    )
    .fetch_all(conn)
    .await
}

/// Answers as long as the queue can be read.
pub async fn look_at_queue(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query!("select from jobs limit 1").execute(conn).await.map(drop)
}

/// A node's sign of life.
pub async fn sign(
    conn: &mut Conn,
    id: Uuid,
    name: &str,
    started_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"insert into nodes (id, name, version, started_at, seen_at)
           values ($1, $2, $3, $4, $5)
           on conflict (id) do update
           set seen_at = excluded.seen_at"#,
        id,
        name,
        env!("CARGO_PKG_VERSION"),
        started_at,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Writes a node's minute, in place of what was written of it before.
pub async fn write_minute(conn: &mut Conn, node: Uuid, minute: DateTime<Utc>, sum: &Sum) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"insert into node_minutes (node_id, minute, requests, failed, micros, latencies)
           values ($1, $2, $3, $4, $5, $6)
           on conflict (minute, node_id) do update
           set requests = excluded.requests, failed = excluded.failed, micros = excluded.micros,
               latencies = excluded.latencies"#,
        node,
        minute,
        count(sum.requests),
        count(sum.failed),
        count(sum.micros),
        &sum.latencies.map(count)
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps errors of requests.
pub async fn insert_errors(conn: &mut Conn, node: Uuid, errors: &[RequestError]) -> Result<(), sqlx::Error> {
    for error in errors {
        sqlx::query!(
            r#"insert into request_errors (id, at, node_id, code, method, route, error_id)
               values ($1, $2, $3, $4, $5, $6, $7)"#,
            error.id,
            error.at,
            node,
            error.code,
            error.method,
            error.route,
            error.error_id
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// A node's minute.
pub struct MinuteRow {
    /// The minute.
    pub minute: DateTime<Utc>,
    /// Requests answered.
    pub requests: i64,
    /// Those that failed by our fault.
    pub failed: i64,
    /// Microseconds that they took together.
    pub micros: i64,
    /// Requests by class.
    pub latencies: Vec<i64>,
}

/// What the nodes wrote since, by minute.
pub async fn minutes(conn: &mut Conn, since: DateTime<Utc>) -> Result<Vec<MinuteRow>, sqlx::Error> {
    sqlx::query_as!(
        MinuteRow,
        r#"select minute, requests, failed, micros, latencies
           from node_minutes
           where minute >= $1
           order by minute"#,
        since
    )
    .fetch_all(conn)
    .await
}

/// The nodes that gave a sign of life since.
pub async fn nodes(
    conn: &mut Conn,
    since: DateTime<Utc>,
    alive_since: DateTime<Utc>,
) -> Result<Vec<NodeView>, sqlx::Error> {
    sqlx::query_as!(
        NodeView,
        r#"select name, version, started_at, seen_at, seen_at >= $2 as "is_alive!"
           from nodes
           where seen_at >= $1
           order by seen_at >= $2 desc, started_at"#,
        since,
        alive_since
    )
    .fetch_all(conn)
    .await
}

/// Errors by kind since: of requests by their code, of jobs by what they do.
pub async fn error_kinds(conn: &mut Conn, since: DateTime<Utc>) -> Result<Vec<ErrorKind>, sqlx::Error> {
    sqlx::query_as!(
        ErrorKind,
        r#"select 'request' as "source!", code as "kind!", count(*) as "count!", max(at) as "last_at!"
           from request_errors
           where at >= $1
           group by code
           union all
           select 'job', kind, count(*), max(finished_at)
           from finished_jobs
           where state = 'failed' and finished_at >= $1
           group by kind
           order by 3 desc, 4 desc
           limit 50"#,
        since
    )
    .fetch_all(conn)
    .await
}

/// The newest errors since.
pub async fn newest_errors(conn: &mut Conn, since: DateTime<Utc>) -> Result<Vec<NewestError>, sqlx::Error> {
    sqlx::query!(
        r#"(select 'request' as "source!", code as "kind!", at as "at!", method || ' ' || route as "place", error_id,
                   null::uuid as job_id, null::text as error
            from request_errors
            where at >= $1
            order by at desc
            limit 20)
           union all
           (select 'job', kind, finished_at, null, null, id, coalesce(error, '')
            from finished_jobs
            where state = 'failed' and finished_at >= $1
            order by finished_at desc
            limit 20)
           order by 3 desc
           limit 20"#,
        since
    )
    .map(|row| NewestError {
        source: row.source,
        kind: row.kind,
        at: row.at,
        place: row.place,
        error_id: row.error_id,
        job_id: row.job_id.map(Id::new),
        failure: row.error.map(|error| Failed::of(&error)),
    })
    .fetch_all(conn)
    .await
}

/// Who is there.
pub async fn activity(conn: &mut Conn, now: DateTime<Utc>) -> Result<Activity, sqlx::Error> {
    sqlx::query_as!(
        Activity,
        r#"select count(*) filter (where last_seen_at > $1::timestamptz - interval '15 minutes') as "people_now!",
                  count(*) as "people_today!",
                  (select count(distinct org_id) from members where last_active_at > $1::timestamptz - interval '1 day')
                      as "organizations_today!"
           from users
           where last_seen_at > $1::timestamptz - interval '1 day'"#,
        now
    )
    .fetch_one(conn)
    .await
}

/// Rows and bytes of figures older than `before`.
pub async fn old_figures(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "rows!", coalesce(sum(pg_column_size(m.*)), 0)::bigint as "bytes!"
           from node_minutes m
           where m.minute < $1"#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Rows and bytes of errors of requests older than `before`.
pub async fn old_errors(conn: &mut Conn, before: DateTime<Utc>) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "rows!", coalesce(sum(pg_column_size(e.*)), 0)::bigint as "bytes!"
           from request_errors e
           where e.at < $1"#,
        before
    )
    .map(|row| (row.rows, row.bytes))
    .fetch_one(conn)
    .await
}

/// Deletes figures, errors and nodes older than `before`.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        r#"with minutes as (
              delete from node_minutes
              where minute < $1),
           errors as (
              delete from request_errors
              where at < $1)
           delete from nodes
           where seen_at < $1"#,
        before
    )
    .execute(conn)
    .await
    .map(drop)
}
