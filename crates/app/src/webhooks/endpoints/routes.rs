//! Listing, making, changing and removing webhook endpoints.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, WebhookEndpoint},
    permission::need,
};
use cmis_db::Conn;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    model::{self, EndpointRow, EndpointView, MOST, NewEndpointView, place},
    queries::{self, ENDPOINTS, NewEndpoint},
};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Item, Json, some},
        list::{Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::{Nothing, Reply},
        words::Say,
    },
    state::App,
};

listed!(Endpoints = ENDPOINTS);

/// List webhook endpoints
///
/// Filters: `disabled`. Sorts: `url`, `created_at`, `last_attempt_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhooks", tag = "Organization",
    params(("org_id" = Id<Org>, Path), Listing<Endpoints>), security(("bearer" = ["webhooks.read"])),
    responses((status = 200, body = PageBody<EndpointView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::WebhooksRead>,
    query: Listing<Endpoints>,
) -> Result<Page<EndpointView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<EndpointRow>(&mut tx).await?;
    tx.commit().await?;
    let now = app.now();
    Ok(page.map(|row| row.view(now)))
}

/// Show a webhook endpoint
#[utoipa::path(get, path = "/api/orgs/{org_id}/webhooks/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path)), security(("bearer" = ["webhooks.read"])),
    responses((status = 200, body = Reply<EndpointView>)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller<need::WebhooksRead>,
    Item(id): Item<WebhookEndpoint>,
) -> Result<Reply<EndpointView>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(Reply::ok(row.view(app.now())))
}

/// 404.
pub fn gone() -> ApiError {
    ApiError::not_found("thing-webhook")
}

/// One endpoint, locked for this transaction; 404 without it.
pub async fn lock(conn: &mut Conn, id: Id<WebhookEndpoint>) -> Result<EndpointRow, ApiError> {
    queries::lock(conn, id).await?.ok_or_else(gone)
}

/// A new webhook endpoint.
#[derive(Deserialize, ToSchema)]
#[schema(as = CreateWebhookEndpoint)]
pub struct CreateEndpoint {
    /// Where events are posted: `https://…`.
    #[schema(required, nullable = false)]
    url: Option<String>,
    /// What people call it, up to 200 characters.
    description: Option<String>,
    /// Kinds of events (`/api/webhook-events`); absent or null for all.
    events: Option<Vec<String>>,
    /// A secret of one's own, 16 to 128 visible ASCII characters; one is made when it is absent.
    secret: Option<String>,
}

/// Make a webhook endpoint
///
/// The answer holds the secret this once; it is kept sealed. An organization has at most 50 endpoints.
#[utoipa::path(post, path = "/api/orgs/{org_id}/webhooks", tag = "Organization", request_body = CreateEndpoint,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["webhooks.manage"])),
    responses((status = 201, body = Reply<NewEndpointView>), (status = 409, body = FailureBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Json(body): Json<CreateEndpoint>,
) -> Result<Reply<NewEndpointView>, ApiError> {
    let now = app.now();
    let mut check = Check::new();
    let url = model::url(&mut check, &app.outside, body.url);
    let description = check.text_if("description", body.description, 0..=200);
    let events = body.events.and_then(|words| model::events(&mut check, words));
    let secret = model::secret(&mut check, body.secret);
    let url = check.finish(|| url)?;

    let id = app.ids.next();
    let mut tx = caller.tx().await?;
    if queries::count(&mut tx, caller.org).await? >= MOST {
        return Err(ApiError::conflict(Say::new("error-webhook-limit").count("max", MOST)));
    }
    let new = NewEndpoint {
        id,
        url: url.as_str(),
        description: description.as_deref().unwrap_or_default(),
        events: events.as_deref(),
        secret: &app.keys.seal(&place(id), secret.as_bytes()),
        created_by: caller.member,
    };
    queries::insert(&mut tx, caller.org, &new, now).await?;
    let row = lock(&mut tx, id).await?;
    let change = Change::new("webhook_endpoint.created", "webhook_endpoint", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/webhooks/{id}", caller.org);
    let made = NewEndpointView { webhook_id: id, view: row.view(now), secret: secret.to_string() };
    Ok(Reply::created(made, location).shown_once(&["secret"]))
}

/// A change of a webhook endpoint. What is absent stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = UpdateWebhookEndpoint)]
pub struct UpdateEndpoint {
    /// Where events are posted.
    url: Option<String>,
    /// What people call it.
    description: Option<String>,
    /// Kinds of events; null for all.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Vec<String>>)]
    events: Option<Option<Vec<String>>>,
}

/// Change a webhook endpoint
///
/// What waits to be delivered goes to the new address.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/webhooks/{id}", tag = "Organization", request_body = UpdateEndpoint,
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), IfMatch),
    security(("bearer" = ["webhooks.manage"])), responses((status = 200, body = Reply<EndpointView>)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
    seen: IfMatch,
    Json(body): Json<UpdateEndpoint>,
) -> Result<Reply<EndpointView>, ApiError> {
    let now = app.now();
    let mut check = Check::new();
    let url = body.url.and_then(|url| model::url(&mut check, &app.outside, Some(url)));
    let description = check.text_if("description", body.description, 0..=200);
    let events = body.events.map(|words| words.and_then(|words| model::events(&mut check, words)));
    check.done()?;

    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, id).await?;
    seen.holds(before.version)?;
    let url = url.map_or_else(|| before.url.clone(), String::from);
    let description = description.as_deref().unwrap_or(&before.description);
    let events = events.unwrap_or_else(|| before.events.clone());
    queries::update(&mut tx, id, &url, description, events.as_deref(), now).await?;
    let after = lock(&mut tx, id).await?;
    let change = Change::new("webhook_endpoint.updated", "webhook_endpoint", id);
    let change = change.before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view(now)))
}

/// Remove a webhook endpoint
///
/// What waits to be delivered is not sent any more.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/webhooks/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<WebhookEndpoint>, Path), IfMatch),
    security(("bearer" = ["webhooks.manage"])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::WebhooksManage>,
    Item(id): Item<WebhookEndpoint>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, id).await?;
    seen.holds(before.version)?;
    queries::delete(&mut tx, id).await?;
    let change = Change::new("webhook_endpoint.removed", "webhook_endpoint", id).before(before.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-webhook-removed"))
}
