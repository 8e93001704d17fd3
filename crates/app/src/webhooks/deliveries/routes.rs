//! The log of deliveries, and sending one again.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, WebhookDelivery, WebhookEndpoint},
    permission::need,
};

use serde::Deserialize;

use super::{
    job,
    model::{DeliveryDetail, DeliveryView},
    queries::{self, DELIVERIES},
};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        error::{ApiError, FailureBody},
        extract::{Item, Path},
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    state::App,
    webhooks::endpoints::{
        queries as endpoints,
        routes::{gone, lock},
    },
};

listed!(Deliveries = DELIVERIES);

/// The endpoint and the delivery of an address.
#[derive(Deserialize)]
pub struct Place {
    id: Id<WebhookEndpoint>,
    delivery_id: Id<WebhookDelivery>,
}

/// List the deliveries to a webhook endpoint
///
/// Kept for 30 days. Filters: `state`, `event`, `from`, `to`. Sorts: `created_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhooks/{id}/deliveries", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), Listing<Deliveries>),
    security(("bearer" = ["webhooks.read"])), responses((status = 200, body = PageBody<DeliveryView>)))]
pub async fn list(
    caller: Caller<need::WebhooksRead>,
    Item(id): Item<WebhookEndpoint>,
    query: Listing<Deliveries>,
) -> Result<Page<DeliveryView>, ApiError> {
    let mut tx = caller.tx().await?;
    endpoints::find(&mut tx, id).await?.ok_or_else(gone)?;
    let page = query.fetch_where(&mut tx, &[("d.endpoint_id =", id.raw())]).await?;
    tx.commit().await?;
    Ok(page)
}

fn unknown() -> ApiError {
    ApiError::not_found("thing-webhook-delivery")
}

/// Show a delivery with its attempts
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhooks/{id}/deliveries/{delivery_id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), ("delivery_id" = Id<WebhookDelivery>, Path)),
    security(("bearer" = ["webhooks.read"])), responses((status = 200, body = Reply<DeliveryDetail>)))]
pub async fn show(
    caller: Caller<need::WebhooksRead>,
    Path(place): Path<Place>,
) -> Result<Reply<DeliveryDetail>, ApiError> {
    let Place { id: endpoint_id, delivery_id: id } = place;
    let mut tx = caller.tx().await?;
    endpoints::find(&mut tx, endpoint_id).await?.ok_or_else(gone)?;
    let (view, body) = queries::find(&mut tx, endpoint_id, id).await?.ok_or_else(unknown)?;
    let log = queries::attempts(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Reply::ok(DeliveryDetail { view, endpoint_id, body, log }))
}

/// Send a delivery again
///
/// The same event with the same id, at once and with all its retries before it; also one that was delivered.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks/{id}/deliveries/{delivery_id}/resend", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), ("delivery_id" = Id<WebhookDelivery>, Path)),
    security(("bearer" = ["webhooks.manage"])),
    responses((status = 202, body = Reply<DeliveryView>), (status = 409, body = FailureBody)))]
pub async fn resend(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Path(place): Path<Place>,
) -> Result<Reply<DeliveryView>, ApiError> {
    let Place { id: endpoint_id, delivery_id: id } = place;
    let now = app.now();
    let mut tx = caller.tx().await?;
    let endpoint = lock(&mut tx, endpoint_id).await?;
    let (before, _) = queries::find(&mut tx, endpoint_id, id).await?.ok_or_else(unknown)?;
    if endpoint.disabled_at.is_some() {
        return Err(ApiError::conflict("error-webhook-disabled"));
    }
    queries::again(&mut tx, id, now).await?;
    job::enqueue(&mut tx, &app, [(caller.org, endpoint_id)], now).await?;
    let (after, _) = queries::find(&mut tx, endpoint_id, id).await?.ok_or_else(unknown)?;
    let told = serde_json::json!({"name": endpoint.name(), "event": before.event, "delivery_id": id});
    let change = Change::new("webhook_endpoint.resent", "webhook_endpoint", endpoint_id).after(told);
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::accepted(after))
}
