//! Agreeing to what somebody else decided, or not.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, SpendApproval},
    money::Micros,
    permission::{Permission, need},
};
use cmis_db::Conn;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    campaigns::{
        changes::{
            actions::{self, Author, NewBudget},
            dates::{self, NewDates},
            queries as changes,
            readiness::Launch,
            routes::reaches_all,
        },
        routes::lock,
    },
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json},
        list::{Bound, Listing, Page, PageBody, listed},
        reply::Reply,
    },
    metrics::{self, sight::Sight},
    spending::{
        approvals::Wish,
        model::{ApprovalRow, ApprovalView},
        queries::{self, APPROVALS},
    },
    state::App,
};

/// Characters of a note.
const LONGEST_NOTE: usize = 500;

listed!(Approvals = APPROVALS);

/// List approvals
///
/// What somebody decided that comes to more than may be spent without a second person, the newest first. Filters: `state`, `kind`, `campaign_id`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/spending/approvals", tag = "Spending", params(("org_id" = Id<Org>, Path), Listing<Approvals>),
    security(("bearer" = ["spending.read"])), responses((status = 200, body = PageBody<ApprovalView>)))]
pub async fn list(
    caller: Caller<need::SpendingRead>,
    query: Listing<Approvals>,
) -> Result<Page<ApprovalView>, ApiError> {
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let page = query.fetch_with::<ApprovalRow>(&APPROVALS, vec![Bound::Within(reach)], &mut tx).await?;
    tx.done();
    Ok(page.map(ApprovalRow::view))
}

fn gone() -> ApiError {
    ApiError::not_found("thing-spend-approval")
}

/// Ends an open approval; how it stands then.
async fn decide(
    conn: &mut Conn,
    app: &App,
    caller: &OrgCaller,
    row: &ApprovalRow,
    (state, note): (&str, &str),
    action: &'static str,
) -> Result<ApprovalView, ApiError> {
    let now = app.now();
    queries::decide(conn, row.id, (state, note), caller.member, now).await?;
    let after = queries::approval(conn, None, row.id).await?.ok_or_else(gone)?;
    let mut told = after.told();
    told["result"] = state.into();
    let change = Change::new(action, "campaign", row.campaign_id).after(told);
    audit::record(conn, caller.org, &caller.actor, now, change).await?;
    Ok(after.view())
}

/// An approval that is open, locked after its campaign.
async fn open(conn: &mut Conn, sight: &Sight, id: Id<SpendApproval>) -> Result<ApprovalRow, ApiError> {
    let row = queries::lock_approval(conn, sight.reach.as_deref(), id).await?.ok_or_else(gone)?;
    if row.state == "open" {
        Ok(row)
    } else {
        Err(ApiError::new(ErrorCode::InvalidTransition, "error-approval-decided"))
    }
}

/// Approve
///
/// The campaign is launched, or gets its budget or its days, as it was asked. Not by whoever asked, and only while the campaign is still as it was then.
#[utoipa::path(post, path = "/api/orgs/{org_id}/spending/approvals/{id}/approve", tag = "Spending",
    params(("org_id" = Id<Org>, Path), ("id" = Id<SpendApproval>, Path)), security(("bearer" = ["spending.approve"])),
    responses((status = 200, body = Reply<ApprovalView>), (status = 409, body = FailureBody), (status = 422, body = FailureBody)))]
pub async fn approve(
    State(app): State<App>,
    caller: Caller<need::SpendingApprove>,
    Item(id): Item<SpendApproval>,
) -> Result<Reply<ApprovalView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let found = queries::approval(&mut tx, sight.reach.as_deref(), id).await?.ok_or_else(gone)?;
    let campaign = lock(&mut tx, &sight, found.campaign_id).await?;
    let row = open(&mut tx, &sight, id).await?;
    if row.asked_by_user == Some(caller.user) {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-approval-own"));
    }
    reaches_all(&mut tx, &sight, campaign.id).await?;
    // its days may have changed at its platform
    let wish = Wish { kind: "", budget: Micros(row.budget_micros), dates: row.dates.map(|it| it.0) };
    let worth = wish.worth(&campaign, sight.today);
    if !row.is_current || worth.0 > row.worth_micros {
        return Err(ApiError::conflict("error-approval-outdated"));
    }
    let author = Author { approval: Some(id), ..Author::of(&caller) };
    if row.kind == "launch" {
        caller.need(Permission::CampaignsActivate)?;
        let targets = changes::targets(&mut tx, campaign.id).await?;
        let launch = Launch::of(&campaign, targets, app.now(), sight.today);
        if !launch.missing.is_empty() {
            return Err(ApiError::validation(launch.missing));
        }
        actions::launch(&mut tx, &app, author, &campaign, &launch.parts).await?;
    } else {
        caller.need(Permission::CampaignsUpdateLive)?;
        let live = changes::live(&mut tx, &[campaign.id.raw()]).await?;
        match row.dates {
            Some(days) => {
                let new = NewDates { row: campaign, dates: days.0 };
                let mut check = Check::new();
                dates::judge(&mut check, &app, &new, &live, sight.today);
                check.done()?;
                dates::set(&mut tx, &app, author, &new, &live).await?;
            }
            None => {
                let new = NewBudget { row: campaign, amount: Micros(row.budget_micros) };
                actions::set_budgets(&mut tx, &app, author, &[new], &live).await?;
            }
        }
    }
    let view = decide(&mut tx, &app, &caller, &row, ("approved", ""), "spending.approval_decided").await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-approval-approved"))
}

/// Why something is rejected.
#[derive(Deserialize, ToSchema)]
#[schema(as = RejectSpending)]
pub struct Reject {
    /// For whoever asked; up to 500 characters.
    note: Option<String>,
}

/// Reject
///
/// Nothing is done; whoever asked is told why.
#[utoipa::path(post, path = "/api/orgs/{org_id}/spending/approvals/{id}/reject", tag = "Spending", request_body = Reject,
    params(("org_id" = Id<Org>, Path), ("id" = Id<SpendApproval>, Path)), security(("bearer" = ["spending.approve"])),
    responses((status = 200, body = Reply<ApprovalView>), (status = 409, body = FailureBody)))]
pub async fn reject(
    State(app): State<App>,
    caller: Caller<need::SpendingApprove>,
    Item(id): Item<SpendApproval>,
    Json(body): Json<Reject>,
) -> Result<Reply<ApprovalView>, ApiError> {
    let mut check = Check::new();
    let note = check.lines_if("note", body.note, LONGEST_NOTE).unwrap_or_default();
    check.done()?;
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = open(&mut tx, &sight, id).await?;
    let view = decide(&mut tx, &app, &caller, &row, ("rejected", &note), "spending.approval_decided").await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-approval-rejected"))
}

/// Withdraw
///
/// By whoever asked.
#[utoipa::path(post, path = "/api/orgs/{org_id}/spending/approvals/{id}/withdraw", tag = "Spending",
    params(("org_id" = Id<Org>, Path), ("id" = Id<SpendApproval>, Path)), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<ApprovalView>), (status = 403, body = FailureBody), (status = 409, body = FailureBody)))]
pub async fn withdraw(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Item(id): Item<SpendApproval>,
) -> Result<Reply<ApprovalView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let row = open(&mut tx, &sight, id).await?;
    if row.asked_by_user != Some(caller.user) {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-approval-others"));
    }
    let view = decide(&mut tx, &app, &caller, &row, ("withdrawn", ""), "spending.approval_withdrawn").await?;
    tx.commit().await?;
    Ok(Reply::ok(view).say("message-approval-withdrawn"))
}
