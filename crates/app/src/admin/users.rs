//! The people of the installation.

use axum::extract::State;
use cmis_base::id::{Id, User};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::queries::{self, USERS, UserView};
use crate::{
    access::caller::InstanceAdmin,
    audit::{self, Change},
    http::{
        error::{ApiError, FailureBody},
        extract::{Item, Json},
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    state::App,
    users::queries::end_sessions,
};

listed!(Users = USERS);

/// List the people of the installation
///
/// Filters: `disabled`, `is_instance_admin`. Sorts: `name`, `email`, `created_at`, `last_seen_at`.
#[utoipa::path(get, path = "/api/admin/users", tag = "Administration", params(Listing<Users>), security(("instance" = [])),
    responses((status = 200, body = PageBody<UserView>)))]
pub async fn list(
    State(app): State<App>,
    _admin: InstanceAdmin,
    query: Listing<Users>,
) -> Result<Page<UserView>, ApiError> {
    let mut tx = app.system("list people").await?;
    let page = query.fetch(&mut tx).await?;
    tx.done();
    Ok(page)
}

/// A change of a person. What is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct UpdateUser {
    /// Whether they are kept out.
    disabled: Option<bool>,
    /// Whether they administer the installation.
    is_instance_admin: Option<bool>,
}

fn told(user: &UserView) -> Value {
    json!({"name": user.name, "disabled": user.disabled, "is_instance_admin": user.is_instance_admin})
}

/// Keep a person out, or change whether they administer the installation
///
/// Who is kept out or no longer an administrator is signed out everywhere.
#[utoipa::path(patch, path = "/api/admin/users/{id}", tag = "Administration", request_body = UpdateUser,
    params(("id" = Id<User>, Path)), security(("instance" = [])),
    responses((status = 200, body = Reply<UserView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
    Item(id): Item<User>,
    Json(body): Json<UpdateUser>,
) -> Result<Reply<UserView>, ApiError> {
    let now = app.now();
    let mut tx = app.system("change person").await?;
    let others = queries::lock_other_admins(&mut tx, id).await?;
    let before = queries::find_user(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-user"))?;
    let disabled = body.disabled.unwrap_or(before.disabled);
    let is_instance_admin = body.is_instance_admin.unwrap_or(before.is_instance_admin);
    if disabled && !before.disabled && id == admin.user {
        return Err(ApiError::conflict("error-disable-oneself"));
    }
    let was_acting = before.is_instance_admin && !before.disabled;
    if was_acting && (disabled || !is_instance_admin) && others == 0 {
        return Err(ApiError::conflict("error-last-instance-admin"));
    }
    queries::update_user(&mut tx, id, disabled.then_some(now), is_instance_admin).await?;
    if (disabled && !before.disabled) || (before.is_instance_admin && !is_instance_admin) {
        end_sessions(&mut tx, id, None, "administration", now).await?;
    }
    let after = UserView { disabled, is_instance_admin, ..before.clone() };
    let change = Change::new("user.administered", "user", id).before(told(&before)).after(told(&after));
    audit::record_system(&mut tx, &admin.actor, now, change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(after))
}
