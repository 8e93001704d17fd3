//! Switching an endpoint on and off, a new secret for it, and trying it out.

use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org, WebhookDelivery, WebhookEndpoint},
    permission::need,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{
    model::{self, EndpointView, Reason, place},
    queries,
    routes::{gone, lock},
};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::ApiError,
        extract::{Item, Json},
        precondition::IfMatch,
        reply::Reply,
    },
    state::App,
    webhooks::{
        catalogue::TEST,
        deliveries::{job, model::Body, queries as sent, sending},
    },
};

/// How long the secret before a rotation signs too.
const OVERLAP: TimeDelta = TimeDelta::hours(24);

/// Enable a webhook endpoint
///
/// What waited is sent at once. What happened while it was disabled is not.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks/{id}/enable", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), IfMatch),
    security(("bearer" = ["webhooks.manage"])), responses((status = 200, body = Reply<EndpointView>)))]
pub async fn enable(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
    seen: IfMatch,
) -> Result<Reply<EndpointView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, id).await?;
    seen.holds(before.version)?;
    if before.disabled_at.is_none() {
        tx.commit().await?;
        return Ok(Reply::ok(before.view(now)));
    }
    queries::enable(&mut tx, id, now).await?;
    job::enqueue(&mut tx, &app, [(caller.org, id)], now).await?;
    let after = lock(&mut tx, id).await?;
    let change = Change::new("webhook_endpoint.enabled", "webhook_endpoint", id);
    let change = change.before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view(now)))
}

/// Disable a webhook endpoint
///
/// Nothing is sent to it, and nothing that happens meanwhile is kept for it. What waits stays until it is enabled again.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks/{id}/disable", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), IfMatch),
    security(("bearer" = ["webhooks.manage"])), responses((status = 200, body = Reply<EndpointView>)))]
pub async fn disable(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
    seen: IfMatch,
) -> Result<Reply<EndpointView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, id).await?;
    seen.holds(before.version)?;
    if before.disabled_at.is_some() {
        tx.commit().await?;
        return Ok(Reply::ok(before.view(now)));
    }
    queries::disable(&mut tx, id, Reason::Person.as_str(), now).await?;
    let after = lock(&mut tx, id).await?;
    let change = Change::new("webhook_endpoint.disabled", "webhook_endpoint", id);
    let change = change.before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view(now)))
}

/// What a rotation takes.
#[derive(Deserialize, ToSchema)]
#[schema(as = RotateWebhookSecret)]
pub struct RotateSecret {
    /// A secret of one's own; one is made when it is absent.
    secret: Option<String>,
}

/// A new secret.
#[derive(Serialize, ToSchema)]
#[schema(as = NewWebhookSecret)]
pub struct NewSecret {
    /// Shown this once.
    secret: String,
    /// Until when deliveries are signed with the one before too.
    previous_secret_until: DateTime<Utc>,
}

/// Give a webhook endpoint a new secret
///
/// For 24 hours deliveries are signed with the one before too, so that a receiver can change over. A second rotation within
/// that time ends the oldest.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks/{id}/rotate-secret", tag = "Organization",
    request_body = RotateSecret, params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path)),
    security(("bearer" = ["webhooks.manage"])), responses((status = 200, body = Reply<NewSecret>)))]
pub async fn rotate_secret(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
    Json(body): Json<RotateSecret>,
) -> Result<Reply<NewSecret>, ApiError> {
    let now = app.now();
    let mut check = Check::new();
    let secret = model::secret(&mut check, body.secret);
    check.done()?;
    let mut tx = caller.tx().await?;
    let row = lock(&mut tx, id).await?;
    let until = now + OVERLAP;
    queries::rotate(&mut tx, id, &app.keys.seal(&place(id), secret.as_bytes()), until, now).await?;
    let change = Change::new("webhook_endpoint.secret_rotated", "webhook_endpoint", id);
    let change = change.after(json!({"name": row.name(), "previous_secret_until": until}));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let new = NewSecret { secret: secret.to_string(), previous_secret_until: until };
    Ok(Reply::ok(new).shown_once(&["secret"]))
}

/// What came of a test.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookTest)]
pub struct TestResult {
    /// The delivery, which the endpoint's list keeps.
    delivery_id: Id<WebhookDelivery>,
    /// Whether it answered 2xx.
    succeeded: bool,
    /// The status that it answered with.
    status: Option<i16>,
    /// How long that took.
    latency_ms: i32,
    /// The first 4 kB of the answer.
    answer: Option<String>,
    /// Why there is no status: `timeout`, `no_connection`, `tls`, `name_unknown`, `address_refused`, `cut_off`, `bad_answer`.
    error: Option<String>,
    /// The same in the words of the system, in English.
    detail: Option<String>,
}

/// Try a webhook endpoint out
///
/// Sends a `webhook.test` event at once, signed like any other, and gives what came back: after at most 15 seconds. It is not
/// tried again, and does not count against the endpoint. A disabled one can be tried too.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks/{id}/test", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path)), security(("bearer" = ["webhooks.manage"])),
    responses((status = 200, body = Reply<TestResult>)))]
pub async fn test(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
) -> Result<Reply<TestResult>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;

    let now = app.now();
    let event_id = app.ids.next::<()>().raw();
    let data = json!({"webhook_endpoint_id": id, "sent_by": caller.name});
    let body = Body { id: event_id, event: TEST, timestamp: now, org_id: caller.org.raw(), data };
    let body = body.text().map_err(ApiError::internal)?;
    let receiver = sending::Receiver::of(&app, &row, now).map_err(ApiError::internal)?;
    let outcome = receiver.send(&app, event_id, &body).await;

    let delivery_id = app.ids.next();
    let mut tx = caller.tx().await?;
    sent::insert_test(&mut tx, caller.org, id, delivery_id, event_id, &body, &outcome).await?;
    tx.commit().await?;
    Ok(Reply::ok(TestResult {
        delivery_id,
        succeeded: outcome.is_success(),
        status: outcome.status,
        latency_ms: outcome.latency_ms,
        answer: outcome.answer,
        error: outcome.error.map(str::to_owned),
        detail: outcome.detail,
    }))
}
