//! Changing many campaigns at once. Each gets an answer of its own; a bad one spoils none of the rest.

use axum::extract::State;
use cmis_base::{
    id::{Campaign, Id, Org},
    permission::need,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{edit::may_change, gone, moves};
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    campaigns::{model::CampaignRow, plan, queries},
    http::{check::Check, error::ApiError, extract::Json, reply::Reply, words::Say},
    metrics::sight::Sight,
    state::App,
};

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
    may: impl Fn(&CampaignRow) -> Result<String, ApiError>,
) -> (Vec<Uuid>, Outcome) {
    let mut good = Vec::new();
    let results: Vec<One> = asked
        .iter()
        .map(|id| {
            let row = rows.iter().find(|row| row.id == *id).ok_or_else(gone);
            match row.and_then(&may) {
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
    let now = app.now();
    let mut tx = caller.tx().await?;
    let rows = locked(&mut tx, &app, &caller, &ids).await?;
    let (good, outcome) = judged(&ids, &rows, |row| moves::may_archive(&caller, row).map(|()| "archived".to_owned()));
    queries::archive(&mut tx, &good, now).await?;
    let changes: Vec<Change> =
        rows.iter().filter(|row| good.contains(&row.id.raw())).map(|row| moves::moved(row, "archived")).collect();
    audit::record_all(&mut tx, caller.org, &caller.actor, now, &changes).await?;
    tx.commit().await?;
    Ok(Reply::ok(outcome))
}
