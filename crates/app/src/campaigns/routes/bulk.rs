//! Changing many campaigns at once. Each gets an answer of its own; a bad one spoils none of the rest.

use axum::extract::State;
use cmis_base::{
    id::{Campaign, Id, Org},
    money::Micros,
    permission::{Permission, need},
};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{edit::may_change, gone, moves};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    campaigns::{
        changes::{
            actions::{self, Author, NewBudget},
            queries::{self as changes, Live},
            routes,
            shares::smallest,
        },
        model::CampaignRow,
        plan, queries,
    },
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::Json,
        reply::Reply,
        words::Say,
    },
    metrics::{decimal::Decimal, sight::Sight},
    spending::{guard, policy::Policy},
    state::App,
};

/// A whole, in millionths of a percent.
const WHOLE: i64 = 100_000_000;
/// Changes that are more than this have to be confirmed.
const HALF: i64 = WHOLE / 2;
/// By how much budgets change at once.
const PERCENT: std::ops::RangeInclusive<i64> = -90_000_000..=1_000_000_000;
/// Campaigns that may be changed at once.
const MOST: usize = 500;
/// Tags of a campaign.
const MOST_TAGS: usize = 50;

/// What came of many.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BulkOutcome)]
pub struct Outcome {
    /// How many were changed.
    updated: usize,
    /// How many were not.
    failed: usize,
    /// One for each, in their order.
    results: Vec<One>,
}

/// What came of one.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = BulkResult)]
pub struct One {
    /// The campaign.
    id: Id<Campaign>,
    /// Where it stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<String>,
    /// Why it was not changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    error: Option<String>,
}

/// Those that may be changed, and what is told of each.
fn judged(
    asked: &[Id<Campaign>],
    rows: &[CampaignRow],
    mut may: impl FnMut(&CampaignRow) -> Result<String, ApiError>,
) -> (Vec<Uuid>, Outcome) {
    let mut good = Vec::new();
    let results: Vec<One> = asked
        .iter()
        .map(|id| {
            let row = rows.iter().find(|row| row.id == *id).ok_or_else(gone);
            match row.and_then(&mut may) {
                Ok(status) => {
                    good.push(id.raw());
                    One { id: *id, status: Some(status), error: None }
                }
                Err(error) => One { id: *id, status: None, error: Some(error.message().here()) },
            }
        })
        .collect();
    let outcome = Outcome { updated: good.len(), failed: results.len() - good.len(), results };
    (good, outcome)
}

/// The campaigns that a body names, once each.
fn asked(check: &mut Check, ids: Option<Vec<Id<Campaign>>>) -> Vec<Id<Campaign>> {
    let mut ids = check.required("campaign_ids", ids).unwrap_or_default();
    if ids.len() > MOST {
        check.fail("campaign_ids", Say::new("check-too-many-campaigns").count("max", MOST));
    }
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    ids
}

async fn locked(
    tx: &mut cmis_db::Conn,
    app: &App,
    caller: &OrgCaller,
    ids: &[Id<Campaign>],
) -> Result<Vec<CampaignRow>, ApiError> {
    let sight = Sight::of(tx, app, caller).await?;
    let raw: Vec<Uuid> = ids.iter().map(|id| id.raw()).collect();
    Ok(queries::lock_all(tx, sight.reach.as_deref(), &raw).await?)
}

/// The same, and which of them run on ad accounts beyond the caller's.
async fn reached(
    tx: &mut cmis_db::Conn,
    app: &App,
    caller: &OrgCaller,
    ids: &[Id<Campaign>],
) -> Result<(Vec<CampaignRow>, Vec<Uuid>), ApiError> {
    let sight = Sight::of(tx, app, caller).await?;
    let raw: Vec<Uuid> = ids.iter().map(|id| id.raw()).collect();
    let rows = queries::lock_all(tx, sight.reach.as_deref(), &raw).await?;
    let beyond = match &sight.reach {
        Some(reach) => changes::beyond(tx, &raw, reach).await?,
        None => Vec::new(),
    };
    Ok((rows, beyond))
}

/// What may be spent beside these: each that may run is counted for those after it.
async fn policy(
    tx: &mut cmis_db::Conn,
    app: &App,
    caller: &OrgCaller,
    rows: &[CampaignRow],
) -> Result<Policy, ApiError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.raw()).collect();
    guard::policy(tx, caller.org, app.now(), &ids).await
}

/// A status for many campaigns.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BulkStatus)]
pub struct Status {
    /// Up to 500 campaigns.
    #[schema(required, nullable = false)]
    campaign_ids: Option<Vec<Id<Campaign>>>,
    /// `active` (of paused ones), `paused`, `completed` or `archived`.
    #[schema(required, nullable = false)]
    status: Option<String>,
}

/// Pause, resume, end or archive many campaigns
///
/// Drafts are launched one by one. Platforms are told by jobs: the answer does not wait for them.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/campaigns/bulk/status", tag = "Campaigns", request_body = Status,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<Outcome>)))]
pub async fn status(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Json(body): Json<Status>,
) -> Result<Reply<Outcome>, ApiError> {
    move_all(&app, &caller, body).await
}

/// Pause, resume, end or archive many campaigns, by an older address
#[utoipa::path(patch, path = "/api/orgs/{org_id}/ad-campaigns/bulk/status", tag = "Campaigns", request_body = Status,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.activate"])),
    responses((status = 200, body = Reply<Outcome>)))]
pub async fn ad_status(
    State(app): State<App>,
    caller: Caller<need::CampaignsActivate>,
    Json(body): Json<Status>,
) -> Result<Reply<Outcome>, ApiError> {
    move_all(&app, &caller, body).await
}

async fn move_all(app: &App, caller: &OrgCaller, body: Status) -> Result<Reply<Outcome>, ApiError> {
    let mut check = Check::new();
    let ids = asked(&mut check, body.campaign_ids);
    let to = check.one_of("status", body.status, &["active", "paused", "completed", "archived"]);
    let to = check.finish(|| to)?;
    let mut tx = caller.tx().await?;
    let (rows, beyond) = reached(&mut tx, app, caller, &ids).await?;
    let mut policy = policy(&mut tx, app, caller, &rows).await?;
    let (good, outcome) = judged(&ids, &rows, |row| {
        if beyond.contains(&row.id.raw()) {
            return Err(routes::beyond());
        }
        if to == "archived" {
            caller.need(Permission::CampaignsUpdate)?;
            moves::may_archive(caller, row)?;
        } else {
            actions::may_move(row, to)?;
        }
        if to == "active" {
            policy.take(row.id, &row.currency, None)?;
        }
        Ok(to.to_owned())
    });
    let rows: Vec<CampaignRow> = rows.into_iter().filter(|row| good.contains(&row.id.raw())).collect();
    if to == "archived" {
        archive_all(&mut tx, app, caller, &rows).await?;
    } else {
        actions::set_status(&mut tx, app, Author::of(caller), &rows, to).await?;
    }
    tx.commit().await?;
    Ok(Reply::ok(outcome))
}

/// A change of many budgets.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BulkBudget)]
pub struct Budget {
    /// Up to 500 campaigns that were launched.
    #[schema(required, nullable = false)]
    campaign_ids: Option<Vec<Id<Campaign>>>,
    /// By how many percent each changes: -90 to 1000, with up to two places.
    #[schema(required, nullable = false, value_type = Decimal)]
    percent: Option<Number>,
    /// Whether they may change by more than half.
    #[serde(default)]
    confirm: bool,
}

/// Change many budgets by a share
///
/// Each is rounded down to what its currency can hold. Platforms are told by jobs: the answer does not wait for them.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/campaigns/bulk/budget", tag = "Campaigns", request_body = Budget,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.update_live"])),
    responses((status = 200, body = Reply<Outcome>), (status = 409, body = FailureBody)))]
pub async fn budget(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdateLive>,
    Json(body): Json<Budget>,
) -> Result<Reply<Outcome>, ApiError> {
    let mut check = Check::new();
    let ids = asked(&mut check, body.campaign_ids);
    let percent = check.required("percent", body.percent).and_then(|number| {
        let percent =
            Micros::parse(&number.to_string()).ok().filter(|it| PERCENT.contains(&it.0) && it.0 % 10_000 == 0);
        if percent.is_none() {
            check.fail("percent", "check-percent");
        }
        percent
    });
    let percent = check.finish(|| percent)?;
    if percent.0.abs() > HALF && !body.confirm {
        let say = Say::new("error-budgets-steep").with("percent", percent.to_string());
        return Err(ApiError::new(ErrorCode::ConfirmationRequired, say));
    }
    let mut tx = caller.tx().await?;
    let (rows, beyond) = reached(&mut tx, &app, &caller, &ids).await?;
    let raw: Vec<Uuid> = rows.iter().map(|row| row.id.raw()).collect();
    let live = changes::live(&mut tx, &raw).await?;
    let mut policy = policy(&mut tx, &app, &caller, &rows).await?;
    let (good, outcome) = judged(&ids, &rows, |row| {
        if beyond.contains(&row.id.raw()) {
            return Err(routes::beyond());
        }
        let of: Vec<&Live> = live.iter().filter(|live| live.campaign_id == row.id).collect();
        let new = NewBudget { row: row.clone(), amount: grown(row, percent)? };
        actions::divided(row, &of, new.amount)?;
        actions::needs_nobody(&policy, &new)?;
        actions::may_raise(&mut policy, &new)?;
        Ok(row.status.clone())
    });
    let rows = rows.into_iter().filter(|row| good.contains(&row.id.raw()));
    let new: Result<Vec<NewBudget>, ApiError> =
        rows.map(|row| Ok(NewBudget { amount: grown(&row, percent)?, row })).collect();
    actions::set_budgets(&mut tx, &app, Author::of(&caller), &new?, &live).await?;
    tx.commit().await?;
    Ok(Reply::ok(outcome))
}

/// A launched campaign's budget after a change by a share.
fn grown(row: &CampaignRow, percent: Micros) -> Result<Micros, ApiError> {
    match row.status.as_str() {
        "draft" => return Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-not-launched")),
        "archived" => return Err(ApiError::new(ErrorCode::InvalidTransition, "error-campaign-archived")),
        _ => {}
    }
    let before = row.budget_micros.ok_or_else(|| ApiError::conflict("error-budget-elsewhere"))?;
    let unit = i128::from(smallest(&row.currency));
    let after = i128::from(before) * i128::from(WHOLE + percent.0) / i128::from(WHOLE) / unit * unit;
    let after = i64::try_from(after).ok().filter(|after| *after > 0);
    after.map(Micros).ok_or_else(|| ApiError::conflict("check-launch-share"))
}

/// Tags to add and to remove.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BulkTags)]
pub struct Tags {
    /// Up to 500 campaigns.
    #[schema(required, nullable = false)]
    campaign_ids: Option<Vec<Id<Campaign>>>,
    /// Tags that they get.
    add: Option<Vec<String>>,
    /// Tags that they lose.
    remove: Option<Vec<String>>,
}

/// Tag many campaigns
#[utoipa::path(patch, path = "/api/orgs/{org_id}/campaigns/bulk/tags", tag = "Campaigns", request_body = Tags,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<Outcome>)))]
pub async fn tags(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Json(body): Json<Tags>,
) -> Result<Reply<Outcome>, ApiError> {
    let mut check = Check::new();
    let ids = asked(&mut check, body.campaign_ids);
    let add = plan::words(&mut check, "add", body.add.unwrap_or_default());
    let remove = plan::words(&mut check, "remove", body.remove.unwrap_or_default());
    check.done()?;
    let now = app.now();
    let mut tx = caller.tx().await?;
    let rows = locked(&mut tx, &app, &caller, &ids).await?;
    let (good, outcome) = judged(&ids, &rows, |row| {
        may_change(&caller, row)?;
        let kept = row.tags.iter().filter(|tag| !remove.contains(tag)).count();
        let new = add.iter().filter(|tag| !row.tags.contains(tag)).count();
        if kept + new > MOST_TAGS {
            return Err(ApiError::conflict(Say::new("check-too-many-words").count("max", MOST_TAGS)));
        }
        Ok(row.status.clone())
    });
    queries::tag(&mut tx, &good, &add, &remove, now).await?;
    let after = locked(&mut tx, &app, &caller, &ids).await?;
    let changes: Vec<Change> = rows
        .iter()
        .zip(&after)
        .filter(|(before, after)| before.tags != after.tags)
        .map(|(before, after)| {
            Change::new("campaign.updated", "campaign", before.id).before(before.told()).after(after.told())
        })
        .collect();
    audit::record_all(&mut tx, caller.org, &caller.actor, now, &changes).await?;
    tx.commit().await?;
    Ok(Reply::ok(outcome))
}

/// Campaigns to archive.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BulkCampaigns)]
pub struct Campaigns {
    /// Up to 500 campaigns.
    #[schema(required, nullable = false)]
    campaign_ids: Option<Vec<Id<Campaign>>>,
}

/// Archive many campaigns
#[utoipa::path(post, path = "/api/orgs/{org_id}/campaigns/bulk/archive", tag = "Campaigns", request_body = Campaigns,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<Outcome>)))]
pub async fn archive(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Json(body): Json<Campaigns>,
) -> Result<Reply<Outcome>, ApiError> {
    let mut check = Check::new();
    let ids = asked(&mut check, body.campaign_ids);
    check.done()?;
    let mut tx = caller.tx().await?;
    let rows = locked(&mut tx, &app, &caller, &ids).await?;
    let (good, outcome) = judged(&ids, &rows, |row| moves::may_archive(&caller, row).map(|()| "archived".to_owned()));
    let rows: Vec<CampaignRow> = rows.into_iter().filter(|row| good.contains(&row.id.raw())).collect();
    archive_all(&mut tx, &app, &caller, &rows).await?;
    tx.commit().await?;
    Ok(Reply::ok(outcome))
}

async fn archive_all(
    conn: &mut cmis_db::Conn,
    app: &App,
    caller: &OrgCaller,
    rows: &[CampaignRow],
) -> Result<(), ApiError> {
    let now = app.now();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.raw()).collect();
    queries::archive(conn, &ids, now).await?;
    let told: Vec<Change> = rows.iter().map(|row| actions::moved(row, "archived", None)).collect();
    Ok(audit::record_all(conn, caller.org, &caller.actor, now, &told).await?)
}
