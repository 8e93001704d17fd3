//! Listing, keeping, changing and removing saved views.

use std::collections::BTreeMap;

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, SavedView},
    permission::{Permission, need},
};
use cmis_db::Conn;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    model::{self, MOST, PAGES, Parameter, SavedViewView, ViewRow},
    queries::{self, Kept, VIEWS},
};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody, constraint},
        extract::{Item, Json, some},
        list::{Bound, Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::{Nothing, Reply},
        words::Say,
    },
    state::App,
};

listed!(Views = VIEWS);

/// List saved views
///
/// One's own and those that others share, by name. Filters: `of` (the page), `is_shared`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/views", tag = "Campaigns", params(("org_id" = Id<Org>, Path), Listing<Views>),
    security(("bearer" = ["campaigns.read"])), responses((status = 200, body = PageBody<SavedViewView>)))]
pub async fn list(caller: Caller<need::CampaignsRead>, query: Listing<Views>) -> Result<Page<SavedViewView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch_with::<ViewRow>(&VIEWS, vec![Bound::Ids(vec![caller.member.raw()])], &mut tx).await?;
    tx.done();
    Ok(page.map(|row| row.view(caller.member)))
}

/// A view that the caller may change: their own one, or, as an administrator, one that is shared.
async fn lock(conn: &mut Conn, caller: &OrgCaller, id: Id<SavedView>) -> Result<ViewRow, ApiError> {
    let row = queries::lock(conn, caller.member, id).await?.ok_or_else(|| ApiError::not_found("thing-view"))?;
    if row.owner_id != caller.member {
        caller.need(Permission::OrgUpdate)?;
    }
    Ok(row)
}

fn taken(error: sqlx::Error) -> ApiError {
    match constraint(&error) {
        Some("saved_views_name_key") => ApiError::field("name", "check-view-name-taken"),
        _ => error.into(),
    }
}

/// Records what others see. What somebody keeps for themselves is nobody else's business.
async fn record(conn: &mut Conn, app: &App, caller: &OrgCaller, change: Change) -> Result<(), ApiError> {
    let is_seen = |value: &serde_json::Value| value["is_shared"] == true;
    if is_seen(&change.before) || is_seen(&change.after) {
        audit::record(conn, caller.org, &caller.actor, app.now(), change).await?;
    }
    Ok(())
}

/// A new view.
#[derive(Deserialize, ToSchema)]
#[schema(as = CreateSavedView)]
pub struct CreateView {
    /// `campaigns` or `analytics`.
    #[schema(required, nullable = false)]
    page: Option<String>,
    /// Up to 80 characters, another one for each of one's views of a page.
    #[schema(required, nullable = false)]
    name: Option<String>,
    /// What the page's address says: up to 30 parameters.
    #[schema(required, nullable = false)]
    query: Option<BTreeMap<String, Parameter>>,
    /// The columns of its list.
    columns: Option<Vec<String>>,
    /// Whether everybody in the organization sees it; needs `campaigns.update`.
    #[serde(default)]
    is_shared: Option<bool>,
}

/// Save a view
///
/// A member has at most 100. Sharing one takes `campaigns.update`.
#[utoipa::path(post, path = "/api/orgs/{org_id}/views", tag = "Campaigns", request_body = CreateView,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.read"])),
    responses((status = 201, body = Reply<SavedViewView>), (status = 409, body = FailureBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Json(body): Json<CreateView>,
) -> Result<Reply<SavedViewView>, ApiError> {
    let mut check = Check::new();
    let page = check.one_of("page", body.page, &PAGES);
    let name = check.text("name", body.name, 1..=80);
    let query = check.required("query", body.query).and_then(|query| model::query(&mut check, query));
    let columns = body.columns.and_then(|columns| model::columns(&mut check, columns));
    let (page, name, query) = check.finish(|| Some((page?, name?, query?)))?;
    let is_shared = body.is_shared == Some(true);
    if is_shared {
        caller.need(Permission::CampaignsUpdate)?;
    }
    let id = app.ids.next();
    let mut tx = caller.tx().await?;
    if queries::count(&mut tx, caller.member).await? >= MOST {
        return Err(ApiError::conflict(Say::new("error-view-limit").count("max", MOST)));
    }
    let new = Kept { name: &name, query: &query, columns: columns.as_deref(), is_shared };
    queries::insert(&mut tx, (caller.org, caller.member), id, page, &new, app.now()).await.map_err(taken)?;
    let row = lock(&mut tx, &caller, id).await?;
    record(&mut tx, &app, &caller, Change::new("saved_view.created", "saved_view", id).after(row.told())).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/views/{id}", caller.org);
    Ok(Reply::created(row.view(caller.member), location))
}

/// A change of a view. What is absent stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = UpdateSavedView)]
pub struct UpdateView {
    /// Name.
    name: Option<String>,
    /// What the page's address says; given whole.
    query: Option<BTreeMap<String, Parameter>>,
    /// The columns of its list; null for those that it has by itself.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Vec<String>>)]
    columns: Option<Option<Vec<String>>>,
    /// Whether everybody in the organization sees it.
    is_shared: Option<bool>,
}

/// Change a saved view
///
/// One's own, or as an administrator one that is shared. One that is shared then takes `campaigns.update`.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/views/{id}", tag = "Campaigns", request_body = UpdateView,
    params(("org_id" = Id<Org>, Path), ("id" = Id<SavedView>, Path), IfMatch), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<SavedViewView>)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<SavedView>,
    seen: IfMatch,
    Json(body): Json<UpdateView>,
) -> Result<Reply<SavedViewView>, ApiError> {
    let mut check = Check::new();
    let name = check.text_if("name", body.name, 1..=80);
    let query = body.query.and_then(|query| model::query(&mut check, query));
    let columns = body.columns.map(|columns| columns.and_then(|columns| model::columns(&mut check, columns)));
    check.done()?;
    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, &caller, id).await?;
    seen.holds(before.version)?;
    let columns = columns.unwrap_or_else(|| before.columns.clone());
    let new = Kept {
        name: name.as_deref().unwrap_or(&before.name),
        query: query.as_ref().unwrap_or(&before.query.0),
        columns: columns.as_deref(),
        is_shared: body.is_shared.unwrap_or(before.is_shared),
    };
    if new.is_shared {
        caller.need(Permission::CampaignsUpdate)?;
    }
    queries::update(&mut tx, id, &new, app.now()).await.map_err(taken)?;
    let after = ViewRow {
        name: new.name.to_owned(),
        query: sqlx::types::Json(new.query.clone()),
        columns: columns.clone(),
        is_shared: new.is_shared,
        version: before.version + 1,
        updated_at: app.now(),
        ..before.clone()
    };
    let change = Change::new("saved_view.updated", "saved_view", id).before(before.told()).after(after.told());
    record(&mut tx, &app, &caller, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view(caller.member)))
}

/// Remove a saved view
///
/// One's own, or as an administrator one that is shared.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/views/{id}", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<SavedView>, Path), IfMatch), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<SavedView>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let before = lock(&mut tx, &caller, id).await?;
    seen.holds(before.version)?;
    queries::delete(&mut tx, id).await?;
    record(&mut tx, &app, &caller, Change::new("saved_view.removed", "saved_view", id).before(before.told())).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-view-removed"))
}
