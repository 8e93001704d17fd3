//! Changing: cancelling, moving in time, trying again, forgetting.

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org};
use cmis_db::Conn;

use super::{State, queries};

/// Cancels a job: one that waits at once, one that runs is told and stops at its next safe point. Returns `Cancelled` or
/// `Processing` accordingly, none when the job is not live (unknown, or finished already).
pub async fn cancel(conn: &mut Conn, now: DateTime<Utc>, id: Id<id::Job>) -> Result<Option<State>, sqlx::Error> {
    let Some(stored) = queries::request_cancel(conn, id.raw()).await? else { return Ok(None) };
    if stored == "running" {
        queries::notify(conn, "cancel").await?;
        return Ok(Some(State::Processing));
    }
    queries::finish_waiting(conn, id.raw(), now).await?;
    Ok(Some(State::Cancelled))
}

/// Moves a waiting job to another time. Returns whether there was one to move.
pub async fn reschedule(
    conn: &mut Conn,
    now: DateTime<Utc>,
    id: Id<id::Job>,
    run_at: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let state = if run_at > now { "scheduled" } else { "pending" };
    let is_moved = queries::reschedule(conn, id.raw(), run_at, state).await?;
    if is_moved {
        queries::notify(conn, "").await?;
    }
    Ok(is_moved)
}

/// Lets a failed or cancelled job run again, at once, as the same job with as many attempts as at first. Returns whether there
/// was one. When an equal job waits meanwhile, both live.
pub async fn retry(conn: &mut Conn, now: DateTime<Utc>, id: Id<id::Job>) -> Result<bool, sqlx::Error> {
    let is_back = queries::revive(conn, id.raw(), now).await?;
    if is_back {
        queries::notify(conn, "").await?;
    }
    Ok(is_back)
}

/// Deletes finished jobs and the attempts that ended before `before`, as the system role. Returns how many rows went.
pub async fn cleanup(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    Ok(queries::delete_finished(conn, before).await? + queries::delete_attempts(conn, before).await?)
}

/// Deletes everything the queue knows of an org, as the system role: part of the org's deletion.
pub async fn erase_org(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    queries::delete_org(conn, org.raw()).await
}
