//! Listing, showing, making, changing and removing personas.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, Persona},
    permission::{Permission, need},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{MOST, PersonaRow, PersonaView, Sketch, SketchBody},
    queries::{self, PERSONAS},
};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody, constraint},
        extract::{Item, Json},
        list::{Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::Reply,
        words::Say,
    },
    state::App,
};

listed!(Personas = PERSONAS);

fn gone() -> ApiError {
    ApiError::not_found("thing-persona")
}

fn taken(error: sqlx::Error) -> ApiError {
    match constraint(&error) {
        Some("personas_name_key") => ApiError::field("name", "check-persona-name-taken"),
        _ => error.into(),
    }
}

/// List personas
///
/// By name. Filters: `id`, `created_by`; `q` looks into name, occupation and description.
#[utoipa::path(get, path = "/api/orgs/{org_id}/personas", tag = "Campaigns", params(("org_id" = Id<Org>, Path), Listing<Personas>),
    security(("bearer" = ["campaigns.read"])), responses((status = 200, body = PageBody<PersonaView>)))]
pub async fn list(
    caller: Caller<need::CampaignsRead>,
    query: Listing<Personas>,
) -> Result<Page<PersonaView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<PersonaRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(PersonaRow::view))
}

/// Show a persona
#[utoipa::path(get, path = "/api/orgs/{org_id}/personas/{id}", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Persona>, Path)), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<PersonaView>)))]
pub async fn show(
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<Persona>,
) -> Result<Reply<PersonaView>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    tx.done();
    Ok(Reply::ok(row.view()))
}

/// Make a persona
///
/// An organization has at most 200.
#[utoipa::path(post, path = "/api/orgs/{org_id}/personas", tag = "Campaigns", request_body = SketchBody,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.create"])),
    responses((status = 201, body = Reply<PersonaView>), (status = 409, body = FailureBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::CampaignsCreate>,
    Json(body): Json<SketchBody>,
) -> Result<Reply<PersonaView>, ApiError> {
    let mut check = Check::new();
    let sketch = Sketch::default().with(&mut check, body);
    check.done()?;
    let (id, now) = (app.ids.next(), app.now());
    let mut tx = caller.tx().await?;
    if queries::count(&mut tx, caller.org).await? >= MOST {
        return Err(ApiError::conflict(Say::new("error-persona-limit").count("max", MOST)));
    }
    queries::insert(&mut tx, (caller.org, caller.member), id, &sketch, now).await.map_err(taken)?;
    let row = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    let change = Change::new("persona.created", "persona", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/personas/{id}", caller.org);
    Ok(Reply::created(row.view(), location))
}

/// Change a persona
///
/// What is absent stays. The audience of the campaigns that speak to them stays theirs.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/personas/{id}", tag = "Campaigns", request_body = SketchBody,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Persona>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<PersonaView>)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Persona>,
    seen: IfMatch,
    Json(body): Json<SketchBody>,
) -> Result<Reply<PersonaView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = queries::lock(&mut tx, id).await?.ok_or_else(gone)?;
    seen.holds(before.version)?;
    let mut check = Check::new();
    let sketch = before.sketch().with(&mut check, body);
    check.done()?;
    if sketch == before.sketch() {
        tx.done();
        return Ok(Reply::ok(before.view()));
    }
    queries::update(&mut tx, id, &sketch, now).await.map_err(taken)?;
    let after = queries::find(&mut tx, id).await?.ok_or_else(gone)?;
    let change = Change::new("persona.updated", "persona", id).before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view()))
}

/// What a persona leaves behind.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonaRemoved)]
pub struct Removed {
    /// How many campaigns spoke to them, and have no persona now.
    campaigns: usize,
}

/// Remove a persona
///
/// Campaigns that speak to them have none then; where one of these was launched, it takes `campaigns.update_live`.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/personas/{id}", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Persona>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<Removed>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Persona>,
    seen: IfMatch,
) -> Result<Reply<Removed>, ApiError> {
    let mut tx = caller.tx().await?;
    // campaigns before the persona, as whoever changes a campaign takes them
    let statuses = queries::statuses(&mut tx, id).await?;
    let before = queries::lock(&mut tx, id).await?.ok_or_else(gone)?;
    seen.holds(before.version)?;
    if statuses.iter().any(|status| status != "draft") {
        caller.need(Permission::CampaignsUpdateLive)?;
    }
    queries::delete(&mut tx, id).await?;
    let change = Change::new("persona.removed", "persona", id).before(before.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::ok(Removed { campaigns: statuses.len() }).say("message-persona-removed"))
}
