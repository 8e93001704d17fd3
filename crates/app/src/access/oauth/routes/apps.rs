//! The OAuth apps of an org.
//!
//! Whoever changes where an app's codes go, or its secret, can act with its scopes: only somebody who holds all of them may.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Member, OauthApp, Org},
    permission::{Permissions, need},
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    access::{
        api_keys::model::{Creator, scopes_within},
        caller::{Caller, OrgCaller},
        oauth::{
            clients::{APP_ID_PREFIX, SECRET_PREFIX},
            model::{MAX_REDIRECTS, is_redirect},
            queries::{self, APPS, NewApp},
        },
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, ErrorCode},
        extract::{Item, Json},
        list::{Listing, Page, PageBody, listed},
        reply::{Nothing, Reply},
        words::Say,
    },
    state::App,
};

listed!(Apps = APPS);

/// An OAuth app, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OAuthApp {
    /// Id.
    pub id: Id<OauthApp>,
    /// What people read at consent.
    pub name: String,
    /// What it calls itself on the wire.
    pub client_id: String,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// What it may ask for at most.
    pub scopes: Vec<String>,
    /// Whether it keeps a secret.
    pub confidential: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it: alone, without a person's consent, the app acts as this member.
    pub created_by: Creator,
    /// When it last got a token.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A new OAuth app with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewOAuthApp {
    /// The app.
    #[serde(flatten)]
    pub app: OAuthApp,
    /// The secret of a confidential app: shown this once, stored as a hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub client_secret: Option<String>,
}

/// A row of `oauth_apps` with its creator.
#[derive(Clone, Debug, FromRow)]
pub struct AppRow {
    /// Id.
    pub id: Id<OauthApp>,
    /// Name.
    pub name: String,
    /// Client id.
    pub client_id: String,
    redirect_uris: Vec<String>,
    scopes: Vec<String>,
    confidential: bool,
    created_at: DateTime<Utc>,
    created_by: Id<Member>,
    creator_name: String,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<AppRow> for OAuthApp {
    fn from(row: AppRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            client_id: row.client_id,
            redirect_uris: row.redirect_uris,
            scopes: row.scopes,
            confidential: row.confidential,
            created_at: row.created_at,
            created_by: Creator { id: row.created_by, name: row.creator_name },
            last_used_at: row.last_used_at,
        }
    }
}

impl AppRow {
    fn told(&self) -> Value {
        json!({
            "name": self.name, "client_id": self.client_id, "redirect_uris": self.redirect_uris, "scopes": self.scopes,
            "confidential": self.confidential,
        })
    }
}

async fn find(conn: &mut Conn, id: Id<OauthApp>) -> Result<AppRow, ApiError> {
    queries::find_app(conn, id).await?.ok_or_else(|| ApiError::not_found("thing-oauth-app"))
}

/// Whoever takes over an app takes over its scopes: 403 naming the first that the caller does not hold.
fn holds_all(caller: &OrgCaller, app: &AppRow) -> Result<(), ApiError> {
    let scopes = Permissions::from_words(app.scopes.iter().map(String::as_str));
    scopes.iter().try_for_each(|scope| caller.need(scope))
}

/// A secret outlives the key or app that would make it.
fn people_only(caller: &OrgCaller) -> Result<(), ApiError> {
    if caller.is_person { Ok(()) } else { Err(ApiError::new(ErrorCode::Forbidden, "error-people-only")) }
}

/// List OAuth apps
///
/// Filter: `created_by`. Sorts: `name`, `created_at`, `last_used_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/oauth-apps", tag = "Organization", params(("org_id" = Id<Org>, Path), Listing<Apps>),
    security(("bearer" = ["oauth_apps.read"])), responses((status = 200, body = PageBody<OAuthApp>)))]
pub async fn list(caller: Caller<need::OauthAppsRead>, query: Listing<Apps>) -> Result<Page<OAuthApp>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<AppRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(OAuthApp::from))
}

/// Show an OAuth app
#[utoipa::path(get, path = "/api/orgs/{org_id}/oauth-apps/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<OauthApp>, Path)), security(("bearer" = ["oauth_apps.read"])),
    responses((status = 200, body = Reply<OAuthApp>)))]
pub async fn show(caller: Caller<need::OauthAppsRead>, Item(id): Item<OauthApp>) -> Result<Reply<OAuthApp>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = find(&mut tx, id).await?;
    tx.done();
    Ok(Reply::ok(row.into()))
}

/// A new OAuth app.
#[derive(Deserialize, ToSchema)]
pub struct CreateOAuthApp {
    /// What people read at consent, 1 to 120 characters.
    #[schema(required, nullable = false)]
    name: Option<String>,
    /// Up to 10 addresses: https, http on this computer, or a private-use scheme with a dot. A confidential app that only
    /// acts for itself needs none.
    #[schema(required, nullable = false)]
    redirect_uris: Option<Vec<String>>,
    /// Permissions, all of which the caller holds.
    #[schema(required, nullable = false)]
    scopes: Option<Vec<String>>,
    /// Whether it can keep a secret: a server can, a page or an installed app cannot.
    #[schema(required, nullable = false)]
    confidential: Option<bool>,
}

fn redirects(check: &mut Check, uris: Option<Vec<String>>, may_be_none: bool) -> Option<Vec<String>> {
    let uris = check.required("redirect_uris", uris)?;
    if uris.is_empty() && !may_be_none {
        check.fail("redirect_uris", "check-required");
        return None;
    }
    if uris.len() > MAX_REDIRECTS {
        check.fail("redirect_uris", Say::new("check-redirects-many").count("max", MAX_REDIRECTS));
        return None;
    }
    let mut are_good = true;
    for (index, _) in uris.iter().enumerate().filter(|(_, uri)| !is_redirect(uri)) {
        check.fail(&format!("redirect_uris.{index}"), "check-redirect");
        are_good = false;
    }
    are_good.then_some(uris)
}

/// Make an OAuth app
///
/// The answer holds the secret of a confidential app this once. Only a person can make one.
#[utoipa::path(post, path = "/api/orgs/{org_id}/oauth-apps", tag = "Organization", request_body = CreateOAuthApp,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["oauth_apps.manage"])),
    responses((status = 201, body = Reply<NewOAuthApp>)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::OauthAppsManage>,
    Json(body): Json<CreateOAuthApp>,
) -> Result<Reply<NewOAuthApp>, ApiError> {
    people_only(&caller)?;
    let mut check = Check::new();
    let name = check.text("name", body.name, 1..=120);
    let confidential = check.required("confidential", body.confidential);
    let uris = redirects(&mut check, body.redirect_uris, confidential == Some(true));
    let scopes = scopes_within(&mut check, "scopes", body.scopes, caller.permissions);
    let (name, confidential, uris, scopes) = check.finish(|| Some((name?, confidential?, uris?, scopes?)))?;

    let client_id = token(APP_ID_PREFIX);
    let secret = confidential.then(|| token(SECRET_PREFIX));
    let hash = secret.as_ref().map(|secret| token_hash(expose(secret)));
    let id = app.ids.next();
    let mut tx = caller.tx().await?;
    let new = NewApp {
        id,
        name: &name,
        client_id: expose(&client_id),
        secret_hash: hash.as_deref(),
        redirect_uris: &uris,
        scopes: &scopes.words(),
        created_by: caller.member,
    };
    queries::insert_app(&mut tx, caller.org, &new, app.now()).await?;
    let row = find(&mut tx, id).await?;
    let change = Change::new("oauth_app.created", "oauth_app", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    let client_secret = secret.map(|secret| expose(&secret).to_owned());
    let location = format!("/api/orgs/{}/oauth-apps/{id}", caller.org);
    Ok(Reply::created(NewOAuthApp { app: row.into(), client_secret }, location).shown_once(&["client_secret"]))
}

/// A change of an OAuth app. What is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct UpdateOAuthApp {
    /// What people read at consent.
    name: Option<String>,
    /// Where codes may be sent.
    redirect_uris: Option<Vec<String>>,
    /// Permissions, all of which the caller holds. Existing consents lose what is taken away and gain nothing.
    scopes: Option<Vec<String>>,
}

/// Change an OAuth app
///
/// Needs every permission that the app may ask for.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/oauth-apps/{id}", tag = "Organization", request_body = UpdateOAuthApp,
    params(("org_id" = Id<Org>, Path), ("id" = Id<OauthApp>, Path)), security(("bearer" = ["oauth_apps.manage"])),
    responses((status = 200, body = Reply<OAuthApp>)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::OauthAppsManage>,
    Item(id): Item<OauthApp>,
    Json(body): Json<UpdateOAuthApp>,
) -> Result<Reply<OAuthApp>, ApiError> {
    let mut tx = caller.tx().await?;
    let before = find(&mut tx, id).await?;
    holds_all(&caller, &before)?;
    let mut check = Check::new();
    let name = check.text_if("name", body.name, 1..=120);
    let uris = body.redirect_uris.and_then(|uris| redirects(&mut check, Some(uris), before.confidential));
    let scopes = body.scopes.and_then(|words| scopes_within(&mut check, "scopes", Some(words), caller.permissions));
    check.done()?;

    let words = scopes.map_or_else(|| before.scopes.clone(), Permissions::words);
    let uris = uris.unwrap_or_else(|| before.redirect_uris.clone());
    queries::update_app(&mut tx, &before, name.as_deref().unwrap_or(&before.name), &uris, &words).await?;
    let after = find(&mut tx, id).await?;
    let change = Change::new("oauth_app.updated", "oauth_app", id).before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(after.into()))
}

/// Remove an OAuth app
///
/// Every consent to it and every token of it ends at once.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/oauth-apps/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<OauthApp>, Path)), security(("bearer" = ["oauth_apps.manage"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::OauthAppsManage>,
    Item(id): Item<OauthApp>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let before = find(&mut tx, id).await?;
    queries::delete_app(&mut tx, &before, app.now()).await?;
    let change = Change::new("oauth_app.removed", "oauth_app", id).before(before.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-oauth-app-removed"))
}

/// The new secret.
#[derive(Serialize, ToSchema)]
pub struct NewSecret {
    /// Shown this once, stored as a hash.
    client_secret: String,
}

/// Give an OAuth app a new secret
///
/// The old one stops to work at once; tokens live on. Only a person who holds every permission of the app can do this.
#[utoipa::path(post, path = "/api/orgs/{org_id}/oauth-apps/{id}/rotate-secret", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<OauthApp>, Path)), security(("bearer" = ["oauth_apps.manage"])),
    responses((status = 200, body = Reply<NewSecret>)))]
pub async fn rotate_secret(
    State(app): State<App>,
    caller: Caller<need::OauthAppsManage>,
    Item(id): Item<OauthApp>,
) -> Result<Reply<NewSecret>, ApiError> {
    people_only(&caller)?;
    let mut tx = caller.tx().await?;
    let row = find(&mut tx, id).await?;
    holds_all(&caller, &row)?;
    if !row.confidential {
        return Err(ApiError::conflict("error-oauth-public-app"));
    }
    let secret = token(SECRET_PREFIX);
    queries::set_secret(&mut tx, id, &token_hash(expose(&secret))).await?;
    let change = Change::new("oauth_app.secret_rotated", "oauth_app", id).after(json!({"name": row.name}));
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::ok(NewSecret { client_secret: expose(&secret).to_owned() }).shown_once(&["client_secret"]))
}
