//! The switch that stops everything.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{limits::view, sees_all};
use crate::{
    access::caller::Caller,
    campaigns::changes::actions::Author,
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::Json,
        reply::Reply,
    },
    spending::{model::SpendingView, switch},
    state::App,
};

/// Characters of a note.
const LONGEST_NOTE: usize = 500;

/// Why everything stops.
#[derive(Deserialize, ToSchema)]
#[schema(as = StopSpending)]
pub struct Stop {
    /// For whoever sees it; up to 500 characters.
    note: Option<String>,
}

/// Stop all spending
///
/// Every campaign that runs is paused at its platforms, and none can be launched, resumed or given more until an administrator releases it. The
/// answer does not wait for the platforms: `stopped` says how far they are. What is switched on at a platform meanwhile is paused again.
#[utoipa::path(post, path = "/api/orgs/{org_id}/spending/stop", tag = "Spending", request_body = Stop, params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["spending.stop"])),
    responses((status = 202, body = Reply<SpendingView>), (status = 409, body = FailureBody)))]
pub async fn stop(
    State(app): State<App>,
    caller: Caller<need::SpendingStop>,
    Json(body): Json<Stop>,
) -> Result<Reply<SpendingView>, ApiError> {
    let mut check = Check::new();
    let note = check.lines_if("note", body.note, LONGEST_NOTE).unwrap_or_default();
    check.done()?;
    let mut tx = caller.tx().await?;
    sees_all(&mut tx, &caller).await?;
    switch::stop(&mut tx, &app, Author::of(&caller), &note).await?;
    let view = view(&mut tx, &app, &caller).await?;
    tx.commit().await?;
    Ok(Reply::accepted(view).say("message-spending-stopped"))
}

/// What happens when spending is released.
#[derive(Deserialize, ToSchema)]
#[schema(as = ReleaseSpending)]
pub struct Release {
    /// Whether what the stop paused, and nobody has touched since, runs again. What no longer fits under the caps stays paused.
    #[serde(default)]
    resume: bool,
}

/// Release spending
///
/// Campaigns can be launched and resumed again.
#[utoipa::path(post, path = "/api/orgs/{org_id}/spending/release", tag = "Spending", request_body = Release,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["spending.manage"])),
    responses((status = 200, body = Reply<SpendingView>), (status = 409, body = FailureBody)))]
pub async fn release(
    State(app): State<App>,
    caller: Caller<need::SpendingManage>,
    Json(body): Json<Release>,
) -> Result<Reply<SpendingView>, ApiError> {
    let mut tx = caller.tx().await?;
    sees_all(&mut tx, &caller).await?;
    switch::release(&mut tx, &app, Author::of(&caller), body.resume).await?;
    let view = view(&mut tx, &app, &caller).await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-spending-released"))
}
