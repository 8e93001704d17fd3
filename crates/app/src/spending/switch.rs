//! The switch that stops everything, whoever turns it: a person or the command line. In the caller's transaction.

use cmis_db::Conn;
use serde_json::json;

use super::{guard, jobs, queries};
use crate::{
    audit::{self, Change},
    campaigns::{
        changes::actions::{self, Author},
        queries as campaigns,
    },
    http::error::ApiError,
    state::App,
};

/// Stops everything; 409 where it is stopped.
pub async fn stop(conn: &mut Conn, app: &App, author: Author<'_>, note: &str) -> Result<(), ApiError> {
    queries::one_at_a_time(conn, author.org).await?;
    if !queries::insert_stop(conn, author.org, (note, author.member), app.now()).await? {
        return Err(ApiError::conflict("error-spending-is-stopped"));
    }
    let change = Change::of_kind("spending.stopped", "spending").after(json!({"note": note}));
    audit::record(conn, author.org, author.actor, app.now(), change).await?;
    Ok(jobs::pause_all(conn, app, author.org, None, "spending_stopped").await?)
}

/// Releases it, and lets go on what it paused where that is wanted and fits under the caps; how many. 409 where nothing is stopped.
pub async fn release(conn: &mut Conn, app: &App, author: Author<'_>, resume: bool) -> Result<usize, ApiError> {
    // who decides locks campaigns before the policy: of what somebody else resumes meanwhile nothing is left to resume
    let since = queries::stop(conn).await?.map(|stop| stop.stopped_at);
    let since = since.ok_or_else(|| ApiError::conflict("error-spending-runs"))?;
    let now = app.now();
    let ids = if resume { queries::stopped_since(conn, since, now).await? } else { Vec::new() };
    let rows = campaigns::lock_all(conn, None, &ids).await?;
    queries::one_at_a_time(conn, author.org).await?;
    if resume && queries::stopped_since(conn, since, now).await?.len() != rows.len() {
        return Err(ApiError::conflict("error-spending-settling"));
    }
    queries::delete_stop(conn).await?.ok_or_else(|| ApiError::conflict("error-spending-runs"))?;
    let rows = actions::resumable(conn, rows, "spending_stopped", (since, since)).await?;
    let mut policy = guard::policy(conn, author.org, now, &ids).await?;
    let rows: Vec<_> = rows.into_iter().filter(|it| policy.take(it.row.id, &it.row.currency, None).is_ok()).collect();
    let told = json!({"result": "released", "resumed": rows.len()});
    let change = Change::of_kind("spending.released", "spending").after(told);
    audit::record(conn, author.org, author.actor, now, change).await?;
    let author = Author { reason: Some("spending_released"), ..author };
    actions::resume(conn, app, author, &rows).await?;
    Ok(rows.len())
}
