//! What the members of an org consented to.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Grant, Id, Org, User},
    permission::need,
};
use serde::Serialize;
use serde_json::json;
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::{
    access::{
        caller::Caller,
        oauth::queries::{self, GRANTS},
    },
    audit::{self, Change},
    http::{
        error::ApiError,
        extract::Item,
        list::{Listing, Page, PageBody, listed},
        reply::{Nothing, Reply},
    },
    state::App,
};

listed!(Grants = GRANTS);

/// The person who consented.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GrantUser {
    /// Id of the person.
    pub id: Id<User>,
    /// Shown name.
    pub name: String,
}

/// A consent that holds.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OAuthGrant)]
pub struct GrantView {
    /// Id.
    pub id: Id<Grant>,
    /// The client on the wire.
    pub client_id: String,
    /// The client's name.
    pub client_name: String,
    /// What was consented to; it holds those that the person holds.
    pub scopes: Vec<String>,
    /// Who acts through it.
    pub user: GrantUser,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When a token of it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A row of `oauth_grants` with its member.
#[derive(Clone, Debug, FromRow)]
pub struct GrantRow {
    id: Id<Grant>,
    client_id: String,
    client_name: String,
    scopes: Vec<String>,
    user_id: Id<User>,
    user_name: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

impl From<GrantRow> for GrantView {
    fn from(row: GrantRow) -> Self {
        Self {
            id: row.id,
            client_id: row.client_id,
            client_name: row.client_name,
            scopes: row.scopes,
            user: GrantUser { id: row.user_id, name: row.user_name },
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// List OAuth grants
///
/// Filters: `client_id`, `user_id`. Sorts: `client_name`, `created_at`, `last_used_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/oauth-grants", tag = "Organization",
    params(("org_id" = Id<Org>, Path), Listing<Grants>), security(("bearer" = ["oauth_apps.read"])),
    responses((status = 200, body = PageBody<GrantView>)))]
pub async fn list(caller: Caller<need::OauthAppsRead>, query: Listing<Grants>) -> Result<Page<GrantView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<GrantRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(GrantView::from))
}

/// Revoke an OAuth grant
///
/// Its tokens stop to work at once.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/oauth-grants/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Grant>, Path)), security(("bearer" = ["oauth_apps.manage"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller<need::OauthAppsManage>,
    Item(id): Item<Grant>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = queries::find_org_grant(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-grant"))?;
    queries::revoke_grant(&mut tx, caller.org, id, app.now()).await?;
    let told = json!({"client_id": row.client_id, "client_name": row.client_name, "user_id": row.user_id, "scopes": row.scopes});
    let change = Change::new("oauth_grant.revoked", "oauth_grant", id).before(told);
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-grant-revoked"))
}
