//! Making, changing and removing campaigns.

use axum::extract::State;
use cmis_base::{
    id::{Campaign, Id, Org},
    money::Micros,
    permission::{Permission, need},
};
use cmis_db::Conn;
use uuid::Uuid;

use super::{detail, lock};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    campaigns::{
        changes::{
            actions::{Author, NewBudget},
            dates::{self, NewDates},
            model::Dates,
            queries::{self as steps, Live},
            routes as changes,
        },
        model::{CampaignRow, DetailView},
        plan::{Plan, PlanBody},
        queries,
    },
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json},
        precondition::IfMatch,
        reply::{Nothing, Reply},
        words::Say,
    },
    metrics::{period::Asked, sight::Sight},
    spending::guard::Decided,
    state::App,
};

/// Make a campaign
///
/// It is a draft: nothing of it reaches a platform.
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns", tag = "Campaigns", request_body = PlanBody,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.create"])),
    responses((status = 201, body = Reply<DetailView>)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::CampaignsCreate>,
    Json(body): Json<PlanBody>,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let mut check = Check::new();
    let empty = Plan { owner: Some(caller.member), ..Plan::new(&sight.settings.currency) };
    let plan = empty.clone().with(&mut check, body, sight.today);
    names_what_is_there(&mut tx, &mut check, &sight, &plan, &empty).await?;
    check.done()?;
    let id = app.ids.next();
    let detail = keep(&mut tx, &app, &caller, &sight, id, &plan).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/campaigns/{id}", caller.org);
    Ok(Reply::created(detail, location).say("message-campaign-created"))
}

/// Keeps a new draft, with its entry in the audit log.
pub async fn keep(
    conn: &mut Conn,
    app: &App,
    caller: &OrgCaller,
    sight: &Sight,
    id: Id<Campaign>,
    plan: &Plan,
) -> Result<DetailView, ApiError> {
    let now = app.now();
    queries::insert(conn, caller.org, id, plan, now).await?;
    let row = lock(conn, sight, id).await?;
    let change = Change::new("campaign.created", "campaign", id).after(row.told());
    audit::record(conn, caller.org, &caller.actor, now, change).await?;
    detail(conn, sight, id, Asked::default().period(sight.today)?).await
}

/// Notes people, a persona and ad accounts that are not there, or that the caller may not use. What stood there before stays.
async fn names_what_is_there(
    conn: &mut Conn,
    check: &mut Check,
    sight: &Sight,
    plan: &Plan,
    before: &Plan,
) -> Result<(), ApiError> {
    if let Some(owner) = plan.owner.filter(|owner| Some(*owner) != before.owner)
        && !queries::is_member(conn, owner).await?
    {
        check.fail("owner_id", "check-no-member");
    }
    if let Some(persona) = plan.persona.filter(|persona| Some(*persona) != before.persona)
        && !queries::has_persona(conn, persona).await?
    {
        check.fail("persona_id", "check-no-persona");
    }
    let new = added(&plan.team, &before.team);
    if !new.is_empty() && queries::active_members(conn, &new).await?.len() < new.len() {
        check.fail("team_ids", "check-no-member");
    }
    let new = added(&plan.accounts, &before.accounts);
    if new.is_empty() {
        return Ok(());
    }
    let used = queries::used_accounts(conn, &new).await?;
    let may = |id: &Uuid| used.contains(id) && sight.reach.as_ref().is_none_or(|reach| reach.contains(id));
    if let Some(unknown) = new.iter().find(|id| !may(id)) {
        check.fail("ad_account_ids", Say::new("check-no-used-account").with("id", unknown.to_string()));
    }
    Ok(())
}

fn added<T>(ids: &[Id<T>], before: &[Id<T>]) -> Vec<Uuid> {
    ids.iter().filter(|id| !before.contains(id)).map(|id| id.raw()).collect()
}

/// Replace a campaign
///
/// What is absent is emptied. Of a campaign that was launched the budget and the dates go to its platforms; audience and accounts cannot be changed here.
#[utoipa::path(put, path = "/api/orgs/{org_id}/campaigns/{id}", tag = "Campaigns", request_body = PlanBody,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<DetailView>), (status = 202, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn replace(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
    Json(body): Json<PlanBody>,
) -> Result<Reply<DetailView>, ApiError> {
    change(&app, &caller, id, seen, body, true).await
}

/// Change a campaign
///
/// What is absent stays. Of a campaign that was launched the budget goes to its platforms, shared out as they have it now; one that changes by more
/// than half is refused until it comes with `confirm`, and one that somebody else has to agree to waits as the `approval` (202). So do dates: the first day until it has begun, the last day while it runs or is paused. Audience and accounts cannot be changed here then.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/campaigns/{id}", tag = "Campaigns", request_body = PlanBody,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<DetailView>), (status = 202, body = Reply<DetailView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
    Json(body): Json<PlanBody>,
) -> Result<Reply<DetailView>, ApiError> {
    change(&app, &caller, id, seen, body, false).await
}

async fn change(
    app: &App,
    caller: &OrgCaller,
    id: Id<Campaign>,
    seen: IfMatch,
    body: PlanBody,
    is_whole: bool,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, app, caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    may_change(caller, &row)?;
    let before = Plan::of(&row, queries::accounts(&mut tx, id).await?, queries::team(&mut tx, id).await?);
    let mut check = Check::new();
    let base = if is_whole { before.emptied(&sight.settings.currency, &row) } else { before.clone() };
    let is_confirmed = body.is_confirmed();
    let plan = base.with(&mut check, body, sight.today);
    names_what_is_there(&mut tx, &mut check, &sight, &plan, &before).await?;
    let is_live = row.status != "draft";
    let (mut decided, mut before, mut plan) = (Decided::Now, before, plan);
    if is_live {
        let lacks_ad_set = steps::lacks_ad_set(&mut tx, row.id).await?;
        plan.keeps_what_platforms_decide(&mut check, &before, lacks_ad_set);
        let live = steps::live(&mut tx, &[id.raw()]).await?;
        let dates = Dates { start_date: plan.start_date, end_date: plan.end_date };
        let new = Steered {
            budget: plan.budget.filter(|budget| Some(*budget) != before.budget),
            dates: (dates != Dates::of(&row)).then_some(dates),
            is_confirmed,
        };
        let new_dates = new.dates.map(|dates| NewDates { row: row.clone(), dates });
        if let Some(new) = &new_dates {
            dates::judge(&mut check, app, new, &live, sight.today);
        }
        check.done()?;
        let row;
        (row, decided) = steer(&mut tx, app, (caller, &sight), (id, new), &live).await?;
        // what somebody else has to agree to is not there yet
        for plan in [&mut before, &mut plan] {
            plan.budget = row.budget_micros.map(Micros);
            (plan.start_date, plan.end_date) = (row.start_date, row.end_date);
        }
    } else {
        check.done()?;
    }
    if plan != before {
        let now = app.now();
        queries::update(&mut tx, caller.org, id, &plan, now).await?;
        let after = lock(&mut tx, &sight, id).await?;
        let change = Change::new("campaign.updated", "campaign", id).before(row.told()).after(after.told());
        audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    }
    let detail = detail(&mut tx, &sight, id, Asked::default().period(sight.today)?).await?;
    tx.commit().await?;
    Ok(match decided {
        Decided::Now => Reply::ok(detail),
        Decided::Asked => Reply::accepted(detail).say("message-approval-asked"),
    })
}

/// What of a launched campaign its platforms are told.
struct Steered {
    budget: Option<Micros>,
    dates: Option<Dates>,
    is_confirmed: bool,
}

/// Gives a launched campaign its budget and its days, what costs less first; how it stands then.
async fn steer(
    conn: &mut Conn,
    app: &App,
    (caller, sight): (&OrgCaller, &Sight),
    (id, new): (Id<Campaign>, Steered),
    live: &[Live],
) -> Result<(CampaignRow, Decided), ApiError> {
    let mut row = lock(conn, sight, id).await?;
    let mut decided = Decided::Now;
    let is_less = new.budget.zip(row.budget_micros).is_some_and(|(amount, before)| amount.0 < before);
    for is_budget in [is_less, !is_less] {
        match (is_budget, new.budget, new.dates) {
            (true, Some(_), _) if decided == Decided::Asked => {
                return Err(ApiError::new(ErrorCode::SpendLimit, "error-approval-dates-first"));
            }
            (true, Some(amount), _) => {
                let new_budget = NewBudget { row, amount };
                let author = Author::of(caller);
                decided = changes::set_budget(conn, app, (caller, sight), author, new_budget, new.is_confirmed).await?;
            }
            (false, _, Some(dates)) => {
                changes::reaches_all(conn, sight, id).await?;
                decided = dates::set(conn, app, Author::of(caller), &NewDates { row, dates }, live).await?;
            }
            _ => continue,
        }
        row = lock(conn, sight, id).await?;
    }
    Ok((row, decided))
}

/// 403 for what was launched unless the caller may change that; 409 for what is archived.
pub fn may_change(caller: &OrgCaller, row: &CampaignRow) -> Result<(), ApiError> {
    match row.status.as_str() {
        "draft" => Ok(()),
        "archived" => Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-archived")),
        _ => caller.need(Permission::CampaignsUpdateLive),
    }
}

/// Delete a campaign
///
/// Only one that no platform knows: the numbers of the others would be of nothing. Those can be archived.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/campaigns/{id}", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), IfMatch), security(("bearer" = ["campaigns.delete"])),
    responses((status = 200, body = Reply<Nothing>), (status = 409, body = FailureBody)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::CampaignsDelete>,
    Item(id): Item<Campaign>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = lock(&mut tx, &sight, id).await?;
    seen.holds(row.version)?;
    if queries::has_counterpart(&mut tx, id).await? {
        return Err(ApiError::conflict("error-campaign-known"));
    }
    queries::delete(&mut tx, id).await?;
    let change = Change::new("campaign.deleted", "campaign", id).before(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-campaign-deleted"))
}
