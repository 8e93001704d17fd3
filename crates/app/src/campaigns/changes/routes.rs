//! Launching a campaign, moving it, and what was decided of it.

use axum::extract::State;
use cmis_base::{
    id::{Campaign, CampaignChange, Id, Org},
    money::Micros,
    permission::{Permission, need},
};
use cmis_db::Conn;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    actions::{self, Author, NewBudget},
    dates::{self, NewDates},
    model::{ChangeRow, ChangeView, Dates},
    queries::{self, CHANGES},
    readiness::{Launch, LaunchView},
};
use crate::{
    access::caller::{Caller, OrgCaller},
    campaigns::{
        model::{CampaignRow, DetailView},
        queries as campaigns,
        routes::{detail, gone, lock},
    },
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json, Path},
        list::{Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::Reply,
        words::Say,
    },
    metrics::{period::Asked, sight::Sight},
    spending::guard::Decided,
    state::App,
};

listed!(Changes = CHANGES);

/// 403 for whoever is limited to some ad accounts where the campaign runs on others too: they would move what they cannot see.
pub async fn reaches_all(conn: &mut Conn, sight: &Sight, id: Id<Campaign>) -> Result<(), ApiError> {
    let Some(reach) = &sight.reach else { return Ok(()) };
    if queries::beyond(conn, &[id.raw()], reach).await?.is_empty() { Ok(()) } else { Err(beyond()) }
}

/// What is told of a campaign that runs beyond the ad accounts that somebody is limited to.
pub fn beyond() -> ApiError {
    ApiError::new(ErrorCode::Forbidden, "error-campaign-beyond")
}

/// Look at a launch
///
/// What would be made where, before anything is made, and what is missing. Everything is made paused, and switched on when it is there.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/{id}/launch", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path)), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<LaunchView>), (status = 409, body = FailureBody)))]
pub async fn look(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<Campaign>,
) -> Result<Reply<LaunchView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = campaigns::find(&mut tx, sight.reach.as_deref(), id).await?.ok_or_else(gone)?;
    let targets = queries::targets(&mut tx, id).await?;
    tx.done();
    let launch = Launch::of(&row, targets, app.now(), sight.today);
    Ok(Reply::ok(launch.view(&row, &app.connectors)))
}

/// Launch a campaign
///
/// A draft that is ready becomes active, and gets a campaign at each of its ad accounts: made paused, then switched on. The answer does not wait
/// for the platforms: `is_pushing` says whether they are still being told, `accounts` how far each is. What comes to more than the organization lets
/// be spent without a second person waits as its `approval` (202).
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/activate", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 202, body = Reply<DetailView>), (status = 409, body = FailureBody),
              (status = 422, body = FailureBody)))]
pub async fn activate(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    reaches_all(&mut tx, &sight, id).await?;
    if row.status != "draft" {
        return Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-launched"));
    }
    let targets = queries::targets(&mut tx, id).await?;
    let launch = Launch::of(&row, targets, app.now(), sight.today);
    if !launch.missing.is_empty() {
        return Err(ApiError::validation(launch.missing));
    }
    let decided = actions::launch(&mut tx, &app, Author::of(&caller), &row, &launch.parts).await?;
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(match decided {
        Decided::Now => Reply::ok(detail).say("message-campaign-launched"),
        Decided::Asked => Reply::accepted(detail).say("message-approval-asked"),
    })
}

async fn go(
    app: &App,
    caller: &OrgCaller,
    id: Id<Campaign>,
    seen: IfMatch,
    to: &str,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, app, caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    reaches_all(&mut tx, &sight, id).await?;
    actions::may_move(&row, to)?;
    actions::set_status(&mut tx, app, Author::of(caller), &[row], to).await?;
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(Reply::ok(detail))
}

/// Pause a campaign
///
/// At all its platforms.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/pause", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn pause(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    Ok(go(&app, &caller, id, seen, "paused").await?.say("message-campaign-paused"))
}

/// Resume a paused campaign
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/resume", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn resume(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    Ok(go(&app, &caller, id, seen, "active").await?.say("message-campaign-resumed"))
}

/// End a campaign
///
/// It is paused at its platforms and counts as over; it can be archived then.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/complete", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn complete(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<DetailView>, ApiError> {
    Ok(go(&app, &caller, id, seen, "completed").await?.say("message-campaign-completed"))
}

/// Tell platforms again what they refused
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/retry", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path)), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn retry(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<Campaign>,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    reaches_all(&mut tx, &sight, id).await?;
    let key = match row.status.as_str() {
        "draft" => Some("error-campaign-not-launched"),
        "archived" => Some("error-campaign-archived"),
        "completed" => Some("error-campaign-over"),
        _ => None,
    };
    if let Some(key) = key {
        return Err(ApiError::new(ErrorCode::InvalidTransition, key));
    }
    if actions::retry(&mut tx, &app, Author::of(&caller), &row).await? == 0 {
        return Err(ApiError::conflict("error-campaign-nothing-failed"));
    }
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(Reply::ok(detail))
}

/// List what was decided of a campaign
///
/// Launches, moves, budgets and days, the newest first, each with how far every platform is. Filters: `kind`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/{id}/changes", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), Listing<Changes>), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = PageBody<ChangeView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<Campaign>,
    query: Listing<Changes>,
) -> Result<Page<ChangeView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let reach = sight.reach.as_deref();
    campaigns::find(&mut tx, reach, id).await?.ok_or_else(gone)?;
    let page = query.fetch_where::<ChangeRow>(&mut tx, &[("h.campaign_id =", id.raw())]).await?;
    let ids: Vec<Uuid> = page.rows.iter().map(|row| row.id.raw()).collect();
    let mut steps = queries::steps(&mut tx, &ids, reach).await?;
    tx.done();
    Ok(page.map(|row| {
        let own = steps.extract_if(.., |step| step.change_id == row.id).collect::<Vec<_>>();
        row.view(own)
    }))
}

/// A change of a campaign.
#[derive(Deserialize)]
pub struct Of {
    id: Id<Campaign>,
    change_id: Id<CampaignChange>,
}

/// How a change is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = UndoChange)]
pub struct Undo {
    /// Whether a budget may change by more than half.
    #[serde(default)]
    confirm: bool,
}

/// Take a change back
///
/// The campaign gets the status, the budget or the days that it had before, at its platforms too. Only of the newest change of its kind, when every platform has
/// answered, and while the campaign is still as the change left it.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/{id}/changes/{change_id}/undo", tag = "Campaigns", request_body = Undo,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), ("change_id" = Id<CampaignChange>, Path)),
    security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<DetailView>), (status = 202, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn undo(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Path(Of { id, change_id }): Path<Of>,
    Json(body): Json<Undo>,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    reaches_all(&mut tx, &sight, id).await?;
    let change = queries::change(&mut tx, id, change_id).await?;
    let change = change.ok_or_else(|| ApiError::not_found("thing-campaign-change"))?;
    let (before, after) = (&change.before.0, &change.after.0);
    let is_as_left = after.status.as_ref().is_none_or(|status| *status == row.status)
        && after.budget_micros.is_none_or(|budget| Some(budget) == row.budget_micros)
        && after.dates.is_none_or(|dates| dates == Dates::of(&row));
    if !change.can_undo() || !is_as_left {
        return Err(ApiError::conflict("error-change-stays"));
    }
    let author = Author { undoes: Some(change_id), ..Author::of(&caller) };
    let mut decided = Decided::Now;
    match (&before.status, before.budget_micros, before.dates) {
        (Some(status), ..) => actions::set_status(&mut tx, &app, author, &[row], status).await?,
        (None, Some(budget), _) => {
            let new = NewBudget { row, amount: Micros(budget) };
            decided = set_budget(&mut tx, &app, (&caller, &sight), author, new, body.confirm).await?;
        }
        (None, None, Some(dates)) => {
            caller.need(Permission::CampaignsUpdateLive)?;
            let live = queries::live(&mut tx, &[id.raw()]).await?;
            let new = NewDates { row, dates };
            let mut check = Check::new();
            dates::judge(&mut check, &app, &new, &live, sight.today);
            if check.done().is_err() {
                return Err(ApiError::conflict("error-change-stays"));
            }
            decided = dates::set(&mut tx, &app, author, &new, &live).await?;
        }
        (None, None, None) => return Err(ApiError::conflict("error-change-stays")),
    }
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(match decided {
        Decided::Now => Reply::ok(detail).say("message-change-undone"),
        Decided::Asked => Reply::accepted(detail).say("message-approval-asked"),
    })
}

/// Gives one launched campaign another budget; one that is steep has to be confirmed.
pub async fn set_budget(
    conn: &mut Conn,
    app: &App,
    (caller, sight): (&OrgCaller, &Sight),
    author: Author<'_>,
    new: NewBudget,
    is_confirmed: bool,
) -> Result<Decided, ApiError> {
    caller.need(Permission::CampaignsUpdateLive)?;
    reaches_all(conn, sight, new.row.id).await?;
    if !is_confirmed {
        confirmed(&new.row, new.amount)?;
    }
    let live = queries::live(conn, &[new.row.id.raw()]).await?;
    actions::set_budgets(conn, app, author, &[new], &live).await
}

/// 409 with the difference where a budget would change by more than half.
pub fn confirmed(row: &CampaignRow, amount: Micros) -> Result<(), ApiError> {
    if !actions::is_steep(row.budget_micros, amount) {
        return Ok(());
    }
    let before = row.budget_micros.map_or_else(String::new, |before| Micros(before).to_string());
    let say = Say::new("error-budget-steep").with("before", before).with("after", amount.to_string());
    Err(ApiError::new(ErrorCode::ConfirmationRequired, say.with("currency", row.currency.clone())))
}
