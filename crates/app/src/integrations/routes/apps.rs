//! An org's own app at a platform: its quota there is its own, and consents are granted to it.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Org},
    permission::need,
    platform::Platform,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::platform_of;
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::ApiError,
        extract::{Json, Path},
        precondition::IfMatch,
        reply::{Nothing, Reply},
    },
    integrations::apps::{Sealed, queries},
    state::App,
};

/// The platform of an address.
#[derive(Deserialize)]
pub struct AtPlatform {
    platform: String,
}

/// An organization's own app, without its secrets.
#[derive(Serialize, ToSchema)]
#[schema(as = PlatformApp)]
pub struct AppView {
    /// Its platform.
    platform: Platform,
    /// Client id, app id, client key or consumer key.
    app_id: String,
    /// Whether webhooks of relays are taken with a secret of their own.
    has_webhook_secret: bool,
    /// What else is set, by the platform's name of it.
    more: Vec<String>,
    /// For `If-Match`.
    version: i32,
    /// When it last changed.
    updated_at: DateTime<Utc>,
}

/// An app at a platform.
#[derive(Deserialize, ToSchema)]
#[schema(as = SetPlatformApp)]
pub struct SetApp {
    /// Client id, app id, client key or consumer key.
    #[schema(required, nullable = false)]
    app_id: Option<String>,
    /// Its secret. When it is changed under the same id, webhooks that the one before signed are taken for a day more.
    #[schema(required, nullable = false)]
    app_secret: Option<String>,
    /// Signs webhooks of relays; at least 16 characters. What is left out stays as it is while the id does.
    webhook_secret: Option<String>,
    /// Google's developer token.
    developer_token: Option<String>,
    /// Google's manager account, ten digits.
    login_customer_id: Option<String>,
}

fn gone() -> ApiError {
    ApiError::not_found("thing-platform-app")
}

/// Show the organization's own app at a platform
///
/// Without its secrets. 404 where there is none: the installation's is used.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{platform}/app", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("platform" = Platform, Path)), security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<AppView>)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(at): Path<AtPlatform>,
) -> Result<Reply<AppView>, ApiError> {
    let platform = platform_of(&at.platform)?;
    let mut tx = caller.tx().await?;
    let row = queries::one(&mut tx, caller.org, platform.as_str()).await?.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(Reply::ok(view(&app, caller.org, platform, row)?))
}

fn view(app: &App, org: Id<Org>, platform: Platform, row: queries::AppRow) -> Result<AppView, ApiError> {
    let sealed = Sealed::open(&app.keys, org, platform, &row.secrets).map_err(ApiError::internal)?;
    Ok(AppView {
        platform,
        app_id: row.app_id,
        has_webhook_secret: sealed.webhook_secret.is_some(),
        more: sealed.more.into_keys().collect(),
        version: row.version,
        updated_at: row.updated_at,
    })
}

/// Set the organization's own app at a platform
///
/// New consents are granted to it. What was granted to another app has to be connected again. The answer never holds a secret.
#[utoipa::path(put, path = "/api/orgs/{org_id}/integrations/{platform}/app", tag = "Integrations", request_body = SetApp,
    params(("org_id" = Id<Org>, Path), ("platform" = Platform, Path), IfMatch),
    security(("bearer" = ["integrations.manage"])), responses((status = 200, body = Reply<AppView>)))]
pub async fn set(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(at): Path<AtPlatform>,
    seen: IfMatch,
    Json(body): Json<SetApp>,
) -> Result<Reply<AppView>, ApiError> {
    let platform = platform_of(&at.platform)?;
    let mut check = Check::new();
    let app_id = check.text("app_id", body.app_id, 1..=500);
    let secret = check.text("app_secret", body.app_secret, 1..=500);
    let webhook_secret = check.text_if("webhook_secret", body.webhook_secret, 16..=500);
    let token = check.text_if("developer_token", body.developer_token, 1..=500);
    let manager = check.text_if("login_customer_id", body.login_customer_id, 10..=12);
    if manager.as_ref().is_some_and(|text| !text.bytes().all(|it| it.is_ascii_digit() || it == b'-')) {
        check.fail("login_customer_id", "check-customer");
    }
    let more = [("developer_token", token), ("login_customer_id", manager)];
    let (app_id, secret) = check.finish(|| Some((app_id?, secret?)))?;

    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = queries::lock(&mut tx, caller.org, platform.as_str()).await?;
    seen.holds(before.as_ref().map_or(0, |row| row.version))?;
    let mut sealed = match before.as_ref().filter(|row| row.app_id == app_id) {
        Some(row) => Sealed::open(&app.keys, caller.org, platform, &row.secrets).map_err(ApiError::internal)?,
        None => Sealed::new(&secret),
    };
    sealed.change(secret, now);
    // what is set stays until something else is
    sealed.webhook_secret = webhook_secret.or(sealed.webhook_secret);
    sealed.more.extend(more.into_iter().filter_map(|(name, text)| Some((name.to_owned(), text?))));
    let bytes = sealed.seal(&app.keys, caller.org, platform).map_err(ApiError::internal)?;
    queries::set(&mut tx, caller.org, platform.as_str(), (&app_id, &bytes), caller.member, now).await?;
    let told = |id: &str| json!({"name": platform, "app_id": id});
    let change = Change::of_kind("platform_app.set", "platform_app");
    let change = match &before {
        Some(row) => change.before(told(&row.app_id)),
        None => change,
    };
    audit::record(&mut tx, caller.org, &caller.actor, now, change.after(told(&app_id))).await?;
    let row = queries::one(&mut tx, caller.org, platform.as_str()).await?.ok_or_else(gone)?;
    tx.commit().await?;
    Ok(Reply::ok(view(&app, caller.org, platform, row)?))
}

/// Remove the organization's own app at a platform
///
/// The installation's is used from now on. What was granted to this one has to be connected again.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/integrations/{platform}/app", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("platform" = Platform, Path), IfMatch),
    security(("bearer" = ["integrations.manage"])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(at): Path<AtPlatform>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let platform = platform_of(&at.platform)?;
    let mut tx = caller.tx().await?;
    let before = queries::lock(&mut tx, caller.org, platform.as_str()).await?.ok_or_else(gone)?;
    seen.holds(before.version)?;
    queries::remove(&mut tx, caller.org, platform.as_str()).await?;
    let told = json!({"name": platform, "app_id": before.app_id});
    let change = Change::of_kind("platform_app.removed", "platform_app").before(told);
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::done())
}
