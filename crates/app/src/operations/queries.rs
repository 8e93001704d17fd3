//! SQL of health and figures.

use chrono::{DateTime, Utc};
use cmis_db::Conn;

use super::metrics::QueueFigures;

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
