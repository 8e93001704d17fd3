//! Syncs of an integration, over the API.

use axum::extract::State;
use cmis_base::{
    id::{Id, Integration, Org},
    permission::need,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Cause, Start,
    model::{SyncRow, SyncStarted, SyncView},
    plan::Kind,
    queries::{self, SYNCS},
};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    http::{
        error::{ApiError, FailureBody},
        extract::{Item, Path},
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    integrations::{
        line::Closed,
        queries as integrations,
        routes::{gone, one::closed},
    },
    state::App,
};

listed!(Syncs = SYNCS);

/// List the syncs of an integration
///
/// The newest first; kept for 90 days. Filters: `kind`, `status`. Sorts: `created_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{id}/syncs", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path), Listing<Syncs>),
    security(("bearer" = ["integrations.read"])), responses((status = 200, body = PageBody<SyncView>)))]
pub async fn list(
    caller: Caller<need::IntegrationsRead>,
    Item(id): Item<Integration>,
    query: Listing<Syncs>,
) -> Result<Page<SyncView>, ApiError> {
    let mut tx = caller.tx().await?;
    integrations::access(&mut tx, caller.org, id).await?.ok_or_else(gone)?;
    let page = query.fetch_where::<SyncRow>(&mut tx, &[("r.integration_id =", id.raw())]).await?;
    tx.commit().await?;
    Ok(page.map(SyncView::from))
}

/// Sync an integration now
///
/// Everything as it is now, and the numbers of the last 28 days. Asking again while one waits or works is the same sync.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{id}/sync", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 202, body = Reply<SyncStarted>), (status = 409, body = FailureBody)))]
pub async fn sync(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
) -> Result<Reply<SyncStarted>, ApiError> {
    begin(&app, &caller, id).await
}

/// The integration of an address.
#[derive(Deserialize)]
pub struct Place {
    integration_id: Id<Integration>,
}

/// Sync an integration now, by another address
///
/// The same as `POST /integrations/{id}/sync`.
#[utoipa::path(post, path = "/api/orgs/{org_id}/sync/{integration_id}", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("integration_id" = Id<Integration>, Path)),
    security(("bearer" = ["integrations.manage"])),
    responses((status = 202, body = Reply<SyncStarted>), (status = 409, body = FailureBody)))]
pub async fn sync_one(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(place): Path<Place>,
) -> Result<Reply<SyncStarted>, ApiError> {
    begin(&app, &caller, place.integration_id).await
}

async fn begin(app: &App, caller: &OrgCaller, id: Id<Integration>) -> Result<Reply<SyncStarted>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = integrations::lock(&mut tx, id).await?.ok_or_else(gone)?;
    if row.status != "active" {
        return Err(closed(Closed::NeedsReconnect));
    }
    if !queries::has_used(&mut tx, caller.org, id).await? {
        return Err(ApiError::conflict("error-no-accounts-used"));
    }
    let start = Start { kind: Kind::Update, cause: Cause::Person, by: Some(caller.user) };
    let started = super::start(&mut tx, app, caller.org, id, start).await?;
    let told = json!({"name": row.name, "platform": row.platform, "run_id": started.run});
    let change = Change::new("integration.sync_requested", "integration", id).after(told);
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    let location = format!("/api/jobs/{}", started.job);
    Ok(Reply::accepted(SyncStarted { sync_id: started.run, job_id: started.job, status: "pending" }).at(location))
}
