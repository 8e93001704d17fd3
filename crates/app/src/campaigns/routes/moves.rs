//! Archiving, restoring and duplicating campaigns.

use axum::extract::State;
use chrono::NaiveDate;
use cmis_base::{
    id::{Campaign, Id, Org},
    permission::{Permission, need},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{detail, edit, lock};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit,
    campaigns::{
        changes::actions::moved,
        model::{CampaignRow, DetailView},
        plan::{Plan, PlanBody},
        queries,
    },
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json},
        precondition::IfMatch,
        reply::Reply,
    },
    metrics::{period::Asked, sight::Sight},
    state::App,
};

/// 403 or 409 unless a campaign may be archived: it is a draft or over, and the caller may change it.
pub fn may_archive(caller: &OrgCaller, row: &CampaignRow) -> Result<(), ApiError> {
    match row.status.as_str() {
        "draft" => Ok(()),
        "completed" => caller.need(Permission::CampaignsUpdateLive),
        "archived" => Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-archived")),
        _ => Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-not-over")),
    }
}

/// Archive a campaign
///
/// A draft, or one that is over.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/archive", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn archive(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    may_archive(&caller, &row)?;
    let now = app.now();
    queries::archive(&mut tx, &[id.raw()], now).await?;
    audit::record(&mut tx, caller.org, &caller.actor, now, moved(&row, "archived", None)).await?;
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(Reply::ok(detail).say("message-campaign-archived"))
}

/// Restore an archived campaign
///
/// To what it was. One that is archived at its platform is so again after the next sync.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/restore", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn restore(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    let Some(to) = row.archived_from.as_deref() else {
        return Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-not-archived"));
    };
    if to != "draft" {
        caller.need(Permission::CampaignsUpdateLive)?;
    }
    // that it runs is for its platform to say
    let to = if to == "active" { "paused" } else { to };
    let now = app.now();
    queries::restore(&mut tx, id, now).await?;
    audit::record(&mut tx, caller.org, &caller.actor, now, moved(&row, to, None)).await?;
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(Reply::ok(detail).say("message-campaign-restored"))
}

/// What a copy has of its own.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DuplicateCampaign)]
pub struct Duplicate {
    /// Its name.
    #[schema(required, nullable = false)]
    name: Option<String>,
    /// The first day; none unless told.
    start_date: Option<NaiveDate>,
    /// The last day; none unless told.
    end_date: Option<NaiveDate>,
}

/// Duplicate a campaign
///
/// The copy is a draft of the same plan with a name and dates of its own; the caller answers for it.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/duplicate", tag = "Campaigns", request_body = Duplicate,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path)), security(("bearer" = ["campaigns.create"])),
    responses((status = 201, body = Reply<DetailView>)))]
pub async fn duplicate(
    State(app): State<App>,
    caller: Caller<need::CampaignsCreate>,
    Item(id): Item<Campaign>,
    Json(body): Json<Duplicate>,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    let mut accounts = queries::accounts(&mut tx, id).await?;
    // whoever is limited to some accounts plans on these
    accounts.retain(|account| sight.reach.as_ref().is_none_or(|reach| reach.contains(&account.raw())));
    let team = queries::team(&mut tx, id).await?;
    let mut check = Check::new();
    let copy = Plan { name: String::new(), start_date: None, end_date: None, ..Plan::of(&row, accounts, team) };
    let copy = Plan { owner: Some(caller.member), ..copy };
    let plan = copy.with(&mut check, PlanBody::named(body.name, body.start_date, body.end_date), sight.today);
    check.done()?;
    let new = app.ids.next();
    let detail = edit::keep(&mut tx, &app, &caller, &sight, new, &plan).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/campaigns/{new}", caller.org);
    Ok(Reply::created(detail, location).say("message-campaign-created"))
}
