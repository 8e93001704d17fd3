//! Reconnect links: somebody without an account here, who holds the right at the platform, gives it back. A link shows the org's and the platform's name and
//! mends one integration once; it reaches nothing else.

use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Integration, Org},
    permission::need,
    platform::Platform,
    secret::{expose, token, token_hash},
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{
    By, begin,
    queries::{self, Link, NewLink},
    routes::{Callback, ConnectUrl},
};
use crate::{
    access::caller::{Actor, Caller},
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json, Path},
        reply::{Nothing, Reply},
    },
    integrations::{queries as integrations, routes::gone},
    state::App,
};

/// How long a link is good.
const LIFE: TimeDelta = TimeDelta::days(7);

/// A reconnect link.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconnectLink)]
pub struct LinkView {
    /// To be sent to whoever holds the right at the platform: shown this once.
    url: String,
    /// Until when.
    expires_at: DateTime<Utc>,
}

/// Make a reconnect link
///
/// For somebody without an account here. It is good once, for seven days, and ends the one before.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{id}/reconnect-link", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 201, body = Reply<LinkView>)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
) -> Result<Reply<LinkView>, ApiError> {
    let now = app.now();
    let secret = token("");
    let new = NewLink {
        id: app.ids.next::<Link>().raw(),
        integration: id,
        token_hash: token_hash(expose(&secret)),
        by: caller.member,
        expires_at: now + LIFE,
    };
    let mut tx = caller.tx().await?;
    let row = integrations::lock(&mut tx, id).await?.filter(|row| row.status != "disconnected").ok_or_else(gone)?;
    queries::insert_link(&mut tx, caller.org, &new, now).await?;
    let told = json!({"name": row.name, "platform": row.platform, "expires_at": new.expires_at});
    let change = Change::new("integration.link_created", "integration", id).after(told);
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let url = app.settings.link(&format!("/reconnect/{}", expose(&secret)));
    let location = format!("/api/orgs/{}/integrations/{id}", caller.org);
    Ok(Reply::created(LinkView { url, expires_at: new.expires_at }, location).shown_once(&["url"]))
}

/// End the reconnect link
#[utoipa::path(delete, path = "/api/orgs/{org_id}/integrations/{id}/reconnect-link", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
) -> Result<Reply<Nothing>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let row = integrations::lock(&mut tx, id).await?.ok_or_else(gone)?;
    if queries::end_links(&mut tx, id, now).await? > 0 {
        let told = json!({"name": row.name, "platform": row.platform});
        let change = Change::new("integration.link_revoked", "integration", id).before(told);
        audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    }
    tx.commit().await?;
    Ok(Reply::done())
}

/// What a reconnect link leads to.
#[derive(Serialize, ToSchema)]
#[schema(as = ReconnectOffer)]
pub struct Offer {
    /// The organization that asks.
    org_name: String,
    /// Who made the link.
    asked_by: String,
    /// The platform.
    platform: Platform,
    /// Whose consent is needed, by their name at the platform.
    name: String,
    /// What is asked for, in the platform's words.
    scopes: Vec<&'static str>,
    /// Until when.
    expires_at: DateTime<Utc>,
}

async fn find(app: &App, token: &str) -> Result<(Link, Platform), ApiError> {
    let mut tx = app.system("reconnect link").await?;
    let found = queries::link(&mut tx, &token_hash(token), app.now()).await?;
    tx.done();
    let link = found.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "error-reconnect-gone"))?;
    let platform = link.platform.parse().map_err(ApiError::internal)?;
    Ok((link, platform))
}

/// Show what a reconnect link is for
#[utoipa::path(get, path = "/api/reconnect/{token}", tag = "Integrations", params(("token" = String, Path)),
    responses((status = 200, body = Reply<Offer>)))]
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Reply<Offer>, ApiError> {
    let (link, platform) = find(&app, &token).await?;
    let mut tx = app.tenant(link.org_id).await?;
    let credentials = crate::integrations::apps::present(&app, &mut tx, link.org_id, platform).await?;
    tx.commit().await?;
    let scopes = match credentials {
        Some(found) => app.connectors.of(platform, found.app).map_err(ApiError::internal)?.sign_in.scopes().to_vec(),
        None => Vec::new(),
    };
    Ok(Reply::ok(Offer {
        org_name: link.org_name,
        asked_by: link.creator_name,
        platform,
        name: link.name,
        scopes,
        expires_at: link.expires_at,
    }))
}

/// Begin connecting by a reconnect link
#[utoipa::path(post, path = "/api/reconnect/{token}/begin", tag = "Integrations", params(("token" = String, Path)),
    responses((status = 200, body = Reply<ConnectUrl>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn begin_by_link(State(app): State<App>, Path(token): Path<String>) -> Result<Reply<ConnectUrl>, ApiError> {
    let (link, platform) = find(&app, &token).await?;
    let by = By::Link(link.id, link.created_by);
    let begun = begin(&app, link.org_id, by, platform, Some(link.integration_id)).await?;
    Ok(Reply::ok(ConnectUrl { url: begun.url.into(), expires_at: begun.expires_at }))
}

/// Finish connecting by a reconnect link
///
/// The same account at the platform has to consent. The link is good for nothing more afterwards.
#[utoipa::path(post, path = "/api/reconnect/{token}/callback", tag = "Integrations", request_body = Callback,
    params(("token" = String, Path)),
    responses((status = 200, body = Reply<Nothing>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn finish_by_link(
    State(app): State<App>,
    Path(token): Path<String>,
    Json(body): Json<Callback>,
) -> Result<Reply<Nothing>, ApiError> {
    let (link, platform) = find(&app, &token).await?;
    let query = body.query()?;
    let by = By::Link(link.id, link.created_by);
    super::finish(&app, link.org_id, by, &Actor::system(), platform, &query).await?;
    Ok(Reply::done().say("message-reconnected"))
}
