//! The log of what platforms announced to an org, over the API. What a platform said is opened for those alone who manage integrations.

use axum::extract::State;
use cmis_base::{
    id::{Id, Integration, Org, WebhookLog},
    permission::{Permission, need},
};
use serde_json::{Value, json};

use super::{
    effects,
    model::{LogDetail, LogRow, LogView, details_place, place},
    queries::{self, LOGS},
};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        error::{ApiError, FailureBody},
        extract::Item,
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    integrations::{queries as integrations, routes::gone as no_integration},
    state::App,
};

listed!(Logs = LOGS);

/// List what platforms announced
///
/// Kept for 30 days. Filters: `platform`, `state`, `kind`, `integration_id`, `from`, `to`. Sorts: `received_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhook-logs", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), Listing<Logs>), security(("bearer" = ["integrations.read"])),
    responses((status = 200, body = PageBody<LogView>)))]
pub async fn list(caller: Caller<need::IntegrationsRead>, query: Listing<Logs>) -> Result<Page<LogView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<LogRow>(&mut tx).await?;
    tx.commit().await?;
    Ok(page.map(LogView::from))
}

/// List what a platform announced to an integration
///
/// As the list of all. Filters: `platform`, `state`, `kind`, `integration_id`, `from`, `to`. Sorts: `received_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{id}/webhooks", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path), Listing<Logs>),
    security(("bearer" = ["integrations.read"])), responses((status = 200, body = PageBody<LogView>)))]
pub async fn of_integration(
    caller: Caller<need::IntegrationsRead>,
    Item(id): Item<Integration>,
    query: Listing<Logs>,
) -> Result<Page<LogView>, ApiError> {
    let mut tx = caller.tx().await?;
    integrations::access(&mut tx, caller.org, id).await?.ok_or_else(no_integration)?;
    let page = query.fetch_where::<LogRow>(&mut tx, &[("l.integration_id =", id.raw())]).await?;
    tx.commit().await?;
    Ok(page.map(LogView::from))
}

fn gone() -> ApiError {
    ApiError::not_found("thing-webhook-log")
}

/// Show what a platform announced
///
/// With what it said, for callers with `integrations.manage`: it may hold what a person filled in.
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhook-logs/{id}", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookLog>, Path)), security(("bearer" = ["integrations.read"])),
    responses((status = 200, body = Reply<LogDetail>)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller<need::IntegrationsRead>,
    Item(id): Item<WebhookLog>,
) -> Result<Reply<LogDetail>, ApiError> {
    let mut tx = caller.tx().await?;
    let view = LogView::from(queries::find(&mut tx, id).await?.ok_or_else(gone)?);
    let sealed = queries::sealed(&mut tx, id).await?;
    tx.commit().await?;
    let (mut payload, mut details) = (None, None);
    if let Some((event, fetched)) = sealed.filter(|_| caller.may(Permission::IntegrationsManage)) {
        payload = opened(&app, &place(event), said(&app, event).await?.as_deref())?;
        details = opened(&app, &details_place(id), fetched.as_deref())?;
    }
    Ok(Reply::ok(LogDetail { view, payload, details }))
}

/// What an event says, sealed. The event is the installation's; that it is told to the org was looked at before.
async fn said(app: &App, event: uuid::Uuid) -> Result<Option<Vec<u8>>, sqlx::Error> {
    let mut tx = app.system("what a platform announced, for whom it was told").await?;
    let found = queries::payloads(&mut tx, &[event]).await?;
    tx.commit().await?;
    Ok(found.into_iter().next().map(|(_, payload)| payload))
}

fn opened(app: &App, place: &str, sealed: Option<&[u8]>) -> Result<Option<Value>, ApiError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let plain = app.keys.open(place, sealed).map_err(ApiError::internal)?;
    serde_json::from_slice(&plain).map(Some).map_err(ApiError::internal)
}

/// Work on an announcement again
///
/// At once and with all its attempts before it. 409 for one that did what it does: nothing is done twice.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhook-logs/{id}/replay", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookLog>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 202, body = Reply<LogView>), (status = 409, body = FailureBody)))]
pub async fn replay(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<WebhookLog>,
) -> Result<Reply<LogView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    let kind = queries::again(&mut tx, id, now).await?;
    let kind = kind.ok_or_else(|| ApiError::conflict("error-webhook-log-done"))?;
    effects::enqueue(&mut tx, &app, [caller.org], now).await?;
    let change = Change::new("webhook_log.replayed", "webhook_log", id).after(json!({"name": kind}));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    let after = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(Reply::accepted(after.into()))
}
