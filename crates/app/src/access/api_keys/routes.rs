//! Making, changing and revoking API keys.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{ApiKey, Id, Org},
    permission::{Role, need},
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    model::{ApiKeyView, KeyRow, NewApiKey, SHOWN, outlives, scopes_within},
    queries::{self, KEYS, NewKey},
};
use crate::{
    access::{
        caller::{Caller, OrgCaller},
        identify::KEY_PREFIX,
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json, some},
        list::{Listing, Page, PageBody, listed},
        reply::{Nothing, Reply},
    },
    state::App,
};

listed!(Keys = KEYS);

/// List API keys
///
/// Filters: `created_by`, `revoked`. Sorts: `name`, `created_at`, `expires_at`, `last_used_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/api-keys", tag = "Organization", params(("org_id" = Id<Org>, Path), Listing<Keys>),
    security(("bearer" = ["api_keys.read"])), responses((status = 200, body = PageBody<ApiKeyView>)))]
pub async fn list(caller: Caller<need::ApiKeysRead>, query: Listing<Keys>) -> Result<Page<ApiKeyView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<KeyRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(ApiKeyView::from))
}

/// Show an API key
#[utoipa::path(get, path = "/api/orgs/{org_id}/api-keys/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<ApiKey>, Path)), security(("bearer" = ["api_keys.read"])),
    responses((status = 200, body = Reply<ApiKeyView>)))]
pub async fn show(caller: Caller<need::ApiKeysRead>, Item(id): Item<ApiKey>) -> Result<Reply<ApiKeyView>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = find(&mut tx, id).await?;
    tx.done();
    Ok(Reply::ok(row.into()))
}

async fn find(conn: &mut Conn, id: Id<ApiKey>) -> Result<KeyRow, ApiError> {
    queries::find(conn, id).await?.ok_or_else(|| ApiError::not_found("thing-api-key"))
}

/// A new API key.
#[derive(Deserialize, ToSchema)]
pub struct CreateApiKey {
    /// What people call it, 1 to 120 characters.
    #[schema(required, nullable = false)]
    name: Option<String>,
    /// Permissions, all of which the caller holds.
    #[schema(required, nullable = false)]
    scopes: Option<Vec<String>>,
    /// When it stops to work; absent or null for never.
    expires_at: Option<DateTime<Utc>>,
}

/// Make an API key
///
/// The answer holds the key this once; only its hash is kept. An app cannot make one, and a key that expires cannot make one
/// that outlives it.
#[utoipa::path(post, path = "/api/orgs/{org_id}/api-keys", tag = "Organization", request_body = CreateApiKey,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["api_keys.manage"])),
    responses((status = 201, body = Reply<NewApiKey>)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::ApiKeysManage>,
    Json(body): Json<CreateApiKey>,
) -> Result<Reply<NewApiKey>, ApiError> {
    let now = app.now();
    let mut check = Check::new();
    let name = check.text("name", body.name, 1..=120);
    let scopes = scopes_within(&mut check, "scopes", body.scopes, caller.permissions);
    let expires_at = check.future("expires_at", body.expires_at, now);
    let (name, scopes) = check.finish(|| name.zip(scopes))?;

    let key = token(KEY_PREFIX);
    let text = expose(&key);
    let id = app.ids.next();
    let mut tx = caller.tx().await?;
    may_live(&mut tx, &caller, expires_at).await?;
    let new = NewKey {
        id,
        name: &name,
        prefix: &text[..SHOWN],
        hash: &token_hash(text),
        scopes: &scopes.words(),
        expires_at,
        created_by: caller.member,
    };
    queries::insert(&mut tx, caller.org, &new, now).await?;
    let row = find(&mut tx, id).await?;
    let change = Change::new("api_key.created", "api_key", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/api-keys/{id}", caller.org);
    Ok(Reply::created(NewApiKey { view: row.into(), key: text.to_owned() }, location).shown_once(&["key"]))
}

/// A key must not leave anything behind that lasts longer than itself; an app's consent can be withdrawn, so it leaves nothing.
async fn may_live(conn: &mut Conn, caller: &OrgCaller, until: Option<DateTime<Utc>>) -> Result<(), ApiError> {
    if caller.is_person {
        return Ok(());
    }
    let own = match caller.actor.id {
        Some(id) => queries::find(conn, Id::new(id)).await?,
        None => None,
    };
    match own {
        None => Err(ApiError::new(ErrorCode::Forbidden, "error-key-by-app")),
        Some(own) if outlives(until, own.expires_at) => Err(ApiError::field("expires_at", "check-key-outlives")),
        Some(_) => Ok(()),
    }
}

/// A change of an API key. What is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct UpdateApiKey {
    /// What people call it.
    name: Option<String>,
    /// Permissions, all of which the caller and the key's creator hold.
    scopes: Option<Vec<String>>,
    /// When it stops to work; null for never.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Option<Option<DateTime<Utc>>>,
}

/// Change an API key's name, scopes or end
#[utoipa::path(patch, path = "/api/orgs/{org_id}/api-keys/{id}", tag = "Organization", request_body = UpdateApiKey,
    params(("org_id" = Id<Org>, Path), ("id" = Id<ApiKey>, Path)), security(("bearer" = ["api_keys.manage"])),
    responses((status = 200, body = Reply<ApiKeyView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::ApiKeysManage>,
    Item(id): Item<ApiKey>,
    Json(body): Json<UpdateApiKey>,
) -> Result<Reply<ApiKeyView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = find(&mut tx, id).await?;
    let creator = Role::parse(&before.creator_role).unwrap_or(Role::Viewer);
    let mut check = Check::new();
    let name = check.text_if("name", body.name, 1..=120);
    let scopes = body.scopes.and_then(|words| {
        scopes_within(&mut check, "scopes", Some(words), caller.permissions.and(creator.permissions()))
    });
    let expires_at = body.expires_at.map(|at| check.future("expires_at", at, now));
    check.done()?;
    if before.revoked_at.is_some() {
        return Err(ApiError::conflict("error-key-revoked"));
    }

    let until = expires_at.unwrap_or(before.expires_at);
    if outlives(until, before.expires_at) {
        may_live(&mut tx, &caller, until).await?;
    }
    let words = scopes.map_or_else(|| before.scopes.clone(), |scopes| scopes.words());
    queries::update(&mut tx, id, name.as_deref().unwrap_or(&before.name), &words, until).await?;
    let after = find(&mut tx, id).await?;
    let change = Change::new("api_key.updated", "api_key", id).before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(after.into()))
}

/// Revoke an API key
///
/// It stops to work at once and stays in the list as revoked. Revoking it again changes nothing.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/api-keys/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<ApiKey>, Path)), security(("bearer" = ["api_keys.manage"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller<need::ApiKeysManage>,
    Item(id): Item<ApiKey>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let before = find(&mut tx, id).await?;
    if before.revoked_at.is_none() {
        queries::revoke(&mut tx, id, app.now()).await?;
        let change = Change::new("api_key.revoked", "api_key", id).before(before.told());
        audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    }
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-key-revoked"))
}
