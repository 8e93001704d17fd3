//! Integrations: all of them, one, and what is done to one.

use axum::extract::State;
use cmis_base::{
    id::{Id, Integration, Org},
    permission::{Permission, need},
    platform::Platform,
};
use cmis_connectors::platform::problem::Problem;
use cmis_db::Conn;
use serde_json::json;

use super::gone;
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        error::{ApiError, FailureBody},
        extract::Item,
        list::{Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::{Nothing, Reply},
    },
    integrations::{
        apps,
        connect::{callback_url, webhook_url},
        line::{Closed, Line as Way},
        log::{self, Level, Line},
        model::{IntegrationView, LogRow, LogView, PlatformView, missing, refusal},
        profiles,
        queries::{self, LOG},
        sync,
    },
    state::App,
    webhooks::inbound::channel,
};

listed!(Log = LOG);

/// List the platforms with what is connected
///
/// Every platform, connected or not.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations", tag = "Integrations", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["integrations.read"])), responses((status = 200, body = Reply<Vec<PlatformView>>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::IntegrationsRead>,
) -> Result<Reply<Vec<PlatformView>>, ApiError> {
    let mut tx = caller.tx().await?;
    let rows = queries::list(&mut tx, None, None).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let accounts = queries::ad_accounts(&mut tx, &ids).await?;
    let profiles = profiles::queries::list(&mut tx, &ids).await?;
    let syncs = sync::queries::newest(&mut tx, &ids).await?;
    let own = apps::queries::of_org(&mut tx).await?;
    tx.commit().await?;
    let mut integrations = rows
        .into_iter()
        .map(|row| IntegrationView::of(row, &accounts, &profiles, &syncs))
        .collect::<Result<Vec<_>, _>>()?;
    let mut views = Vec::new();
    let may_manage = caller.may(Permission::IntegrationsManage);
    for platform in Platform::ALL {
        let own = own.iter().find(|(word, _)| word == platform.as_str()).map(|(_, id)| id.as_str());
        let (here, elsewhere) = integrations.into_iter().partition(|it| it.platform == platform);
        integrations = elsewhere;
        views.push(PlatformView {
            platform,
            is_available: own.is_some() || app.settings.platform_apps.contains_key(&platform),
            is_own_app: own.is_some(),
            scopes: app.connectors.scopes(platform).map_err(ApiError::internal)?.to_vec(),
            callback_url: callback_url(&app, platform),
            webhook_url: webhook_url(&app, platform, own),
            webhook_verify_token: may_manage.then(|| channel::verify_token(&app, platform, own)),
            integrations: here,
        });
    }
    Ok(Reply::ok(views))
}

/// One integration as people see it; 404 without it.
pub async fn view(conn: &mut Conn, id: Id<Integration>) -> Result<IntegrationView, ApiError> {
    let row = queries::list(conn, None, Some(id)).await?.pop().ok_or_else(gone)?;
    let accounts = queries::ad_accounts(conn, &[id]).await?;
    let profiles = profiles::queries::list(conn, &[id]).await?;
    let syncs = sync::queries::newest(conn, &[id]).await?;
    IntegrationView::of(row, &accounts, &profiles, &syncs)
}

/// Show an integration
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{id}", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.read"])),
    responses((status = 200, body = Reply<IntegrationView>)))]
pub async fn show(
    caller: Caller<need::IntegrationsRead>,
    Item(id): Item<Integration>,
) -> Result<Reply<IntegrationView>, ApiError> {
    let mut tx = caller.tx().await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Reply::ok(view))
}

/// What a line that cannot be opened is to whoever asked.
pub fn closed(why: Closed) -> ApiError {
    match why {
        Closed::Gone => gone(),
        Closed::NeedsReconnect => ApiError::conflict("error-needs-reconnect"),
        Closed::NoApp => ApiError::conflict("error-app-gone"),
    }
}

async fn open(app: &App, org: Id<Org>, id: Id<Integration>) -> Result<Way, ApiError> {
    Way::open(app, org, id).await.map_err(ApiError::internal)?.map_err(closed)
}

/// Refresh the token
///
/// Gets a fresh one from the platform now, ahead of its time. 424 where the platform refuses or its tokens cannot be refreshed.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{id}/refresh", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<IntegrationView>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn refresh(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
) -> Result<Reply<IntegrationView>, ApiError> {
    let mut way = open(&app, caller.org, id).await?;
    let platform = way.connected.connector.platform;
    let refreshed = way.refresh().await.map_err(ApiError::internal)?;
    refreshed.map_err(|problem: Problem| match problem.code.as_str() {
        "not_refreshable" => ApiError::conflict("error-not-refreshable"),
        _ => refusal(platform, &problem),
    })?;
    let mut tx = caller.tx().await?;
    let told = json!({"name": way.connected.name, "platform": platform});
    let change = Change::new("integration.refreshed", "integration", id).after(told);
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-token-refreshed"))
}

/// Test an integration
///
/// Asks the platform by a real call whether the token holds, whose it is and what it allows.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{id}/test", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<IntegrationView>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn test(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
) -> Result<Reply<IntegrationView>, ApiError> {
    let mut way = open(&app, caller.org, id).await?;
    let (platform, asked) = (way.connected.connector.platform, way.connected.connector.sign_in.scopes());
    let answer = way.ask(None, async |connector, tokens| connector.sign_in.identify(&tokens).await).await;
    let now = app.now();
    let identity = match answer.map_err(ApiError::internal)? {
        Ok(identity) => identity,
        Err(problem) => {
            let mut tx = caller.tx().await?;
            let line = Line::problem(Level::Error, "test_failed", &problem);
            log::write(&mut tx, &app, caller.org, id, line, now).await?;
            tx.commit().await?;
            return Err(refusal(platform, &problem));
        }
    };
    let mut tx = caller.tx().await?;
    queries::verified(&mut tx, caller.org, id, now).await?;
    if !identity.scopes.is_empty() {
        let missing = missing(asked, &identity.scopes);
        queries::set_scopes(&mut tx, id, &identity.name, &identity.scopes, &missing).await?;
    }
    log::write(&mut tx, &app, caller.org, id, Line::new(Level::Info, "tested"), now).await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-integration-tested"))
}

/// Read the log of an integration
///
/// Kept for 90 days. Filters: `level`. Sorts: `at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{id}/logs", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path), Listing<Log>),
    security(("bearer" = ["integrations.read"])), responses((status = 200, body = PageBody<LogView>)))]
pub async fn log(
    caller: Caller<need::IntegrationsRead>,
    Item(id): Item<Integration>,
    query: Listing<Log>,
) -> Result<Page<LogView>, ApiError> {
    let mut tx = caller.tx().await?;
    queries::access(&mut tx, caller.org, id).await?.ok_or_else(gone)?;
    let page = query.fetch_where::<LogRow>(&mut tx, &[("l.integration_id =", id.raw())]).await?;
    tx.commit().await?;
    Ok(page.map(LogView::from))
}

/// Disconnect an integration
///
/// The platform is asked to tell of its pages no more, and the token is given back, soon after the answer. Numbers that were read stay; nothing
/// is read any more.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/integrations/{id}", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path), IfMatch),
    security(("bearer" = ["integrations.manage"])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn disconnect(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = queries::lock(&mut tx, id).await?.ok_or_else(gone)?;
    seen.holds(before.version)?;
    queries::disconnect(&mut tx, id, now).await?;
    log::write(&mut tx, &app, caller.org, id, Line::new(Level::Info, "disconnected"), now).await?;
    let told = json!({"name": before.name, "platform": before.platform});
    let change = Change::new("integration.disconnected", "integration", id).before(told);
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    profiles::settle(&mut tx, &app, caller.org, id).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-disconnected"))
}
