//! Listing alerts and putting them aside.

use axum::extract::State;
use cmis_base::{
    id::{Alert, Id, Org},
    permission::need,
};

use crate::{
    access::caller::Caller,
    alerts::{
        model::{AlertRow, AlertView},
        queries::{self, ALERTS},
    },
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::Item,
        list::{Bound, Listing, Page, PageBody, listed},
        reply::Reply,
    },
    metrics,
    state::App,
};

listed!(Alerts = ALERTS);

/// List alerts
///
/// The newest first. Filters: `status`, `kind`, `campaign_id`. Whoever is limited to some ad accounts sees those of campaigns that run on these
/// alone: the numbers of an alert are of all ad accounts of its campaign.
#[utoipa::path(get, path = "/api/orgs/{org_id}/alerts", tag = "Analytics", params(("org_id" = Id<Org>, Path), Listing<Alerts>),
    security(("bearer" = ["analytics.read"])), responses((status = 200, body = PageBody<AlertView>)))]
pub async fn list(caller: Caller<need::AnalyticsRead>, query: Listing<Alerts>) -> Result<Page<AlertView>, ApiError> {
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let page = query.fetch_with::<AlertRow>(&ALERTS, vec![Bound::Within(reach)], &mut tx).await?;
    tx.done();
    Ok(page.map(AlertRow::view))
}

/// Dismiss an alert
///
/// It does not fire again until its value has come back and crosses the threshold anew.
#[utoipa::path(post, path = "/api/orgs/{org_id}/alerts/{id}/dismiss", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Alert>, Path)), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<AlertView>), (status = 409, body = FailureBody)))]
pub async fn dismiss(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Alert>,
) -> Result<Reply<AlertView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let row = queries::lock_alert(&mut tx, reach.as_deref(), id).await?;
    let row = row.ok_or_else(|| ApiError::not_found("thing-alert"))?;
    match row.status.as_str() {
        "open" => {}
        "dismissed" => {
            tx.done();
            return Ok(Reply::ok(row.view()));
        }
        _ => return Err(ApiError::new(ErrorCode::InvalidTransition, "error-alert-resolved")),
    }
    queries::dismiss(&mut tx, id, now).await?;
    let change = Change::new("alert.dismissed", "alert", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let after = AlertRow { status: "dismissed".to_owned(), ended_at: Some(now), ..row };
    Ok(Reply::ok(after.view()).say("message-alert-dismissed"))
}
