//! Listing, making, changing and removing rules.

use axum::extract::State;
use cmis_base::{
    id::{AlertRule, Campaign, Id, Org},
    permission::need,
};
use cmis_db::Conn;
use serde::Deserialize;
use serde_json::Number;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::caller::Caller,
    alerts::{
        evaluate, jobs,
        model::{self, MOST, RuleRow, RuleView},
        queries::{self, RULES},
        rules::{DEFAULTS, KINDS, Kind},
    },
    audit::{self, Change},
    campaigns::{changes, queries as campaigns, routes::gone as no_campaign},
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody, constraint},
        extract::{Item, Json},
        list::{Bound, Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::{Nothing, Reply},
        words::Say,
    },
    metrics::{self, decimal::Decimal},
    state::App,
};

listed!(Rules = RULES);

/// List the rules of alerts
///
/// Filters: `kind`, `campaign_id`, `is_enabled`. An organization begins with `budget` at 80, 90 and 100 and `pacing` at 20, for all campaigns.
#[utoipa::path(get, path = "/api/orgs/{org_id}/alert-rules", tag = "Analytics", params(("org_id" = Id<Org>, Path), Listing<Rules>),
    security(("bearer" = ["analytics.read"])), responses((status = 200, body = PageBody<RuleView>)))]
pub async fn list(caller: Caller<need::AnalyticsRead>, query: Listing<Rules>) -> Result<Page<RuleView>, ApiError> {
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let page = query.fetch_with::<RuleRow>(&RULES, vec![Bound::Within(reach)], &mut tx).await?;
    tx.done();
    Ok(page.map(RuleRow::view))
}

/// 403 for whoever is limited to some ad accounts where a rule is about others too.
async fn may_change(conn: &mut Conn, reach: Option<&[Uuid]>, campaign: Option<Id<Campaign>>) -> Result<(), ApiError> {
    match (reach, campaign) {
        (None, _) => Ok(()),
        (Some(_), None) => Err(ApiError::new(ErrorCode::Forbidden, "error-alert-rule-all")),
        (Some(reach), Some(campaign)) => match changes::queries::beyond(conn, &[campaign.raw()], reach).await? {
            beyond if beyond.is_empty() => Ok(()),
            _ => Err(changes::routes::beyond()),
        },
    }
}

async fn lock(conn: &mut Conn, reach: Option<&[Uuid]>, id: Id<AlertRule>) -> Result<RuleRow, ApiError> {
    queries::lock_rule(conn, reach, id).await?.ok_or_else(|| ApiError::not_found("thing-alert-rule"))
}

/// A new rule.
#[derive(Deserialize, ToSchema)]
#[schema(as = CreateAlertRule)]
pub struct CreateRule {
    /// `budget`: per cent of the whole budget that is spent. `pacing`: per cent by which the projected spend may be off the budget. `cpa`:
    /// above this amount of the campaign's currency, `roas`, `ctr`: below this, over the last seven complete days. `spend_spike`: per cent by
    /// which yesterday's spend is above the median of the fourteen days before.
    #[schema(required, nullable = false)]
    kind: Option<String>,
    /// The campaign that it is of, in the place of the rule of its kind for all; absent or null for all.
    campaign_id: Option<Id<Campaign>>,
    /// Up to 10. Those of a new organization unless told otherwise, for `budget` and `pacing`.
    #[schema(value_type = Option<Vec<Decimal>>)]
    thresholds: Option<Vec<Number>>,
    /// Whether it is on; it is unless told otherwise.
    is_enabled: Option<bool>,
}

/// Make a rule
///
/// Of each kind there is one for all campaigns, and one for each campaign. One of a campaign that is off keeps it silent.
#[utoipa::path(post, path = "/api/orgs/{org_id}/alert-rules", tag = "Analytics", request_body = CreateRule,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["campaigns.update"])),
    responses((status = 201, body = Reply<RuleView>), (status = 409, body = FailureBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Json(body): Json<CreateRule>,
) -> Result<Reply<RuleView>, ApiError> {
    let mut check = Check::new();
    let kind = check.one_of("kind", body.kind, &KINDS).and_then(Kind::parse);
    let thresholds = kind.and_then(|kind| match body.thresholds {
        Some(given) => model::thresholds(&mut check, kind, &given),
        None => {
            let default = DEFAULTS.iter().find(|(of, _)| *of == kind).map(|(_, thresholds)| thresholds.to_vec());
            check.required("thresholds", default)
        }
    });
    let (kind, thresholds) = check.finish(|| kind.zip(thresholds))?;
    let (id, now) = (app.ids.next(), app.now());
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    if let Some(campaign) = body.campaign_id {
        campaigns::find(&mut tx, reach.as_deref(), campaign).await?.ok_or_else(no_campaign)?;
    }
    may_change(&mut tx, reach.as_deref(), body.campaign_id).await?;
    queries::one_at_a_time(&mut tx, caller.org).await?;
    if queries::count_rules(&mut tx).await? >= MOST {
        return Err(ApiError::conflict(Say::new("error-alert-rule-limit").count("max", MOST)));
    }
    let terms = (thresholds.as_slice(), body.is_enabled.unwrap_or(true));
    let made = queries::insert_rule(&mut tx, (caller.org, id), kind.as_str(), body.campaign_id, terms, now).await;
    made.map_err(|error| match constraint(&error) {
        Some("alert_rules_once") => ApiError::conflict("error-alert-rule-exists"),
        _ => error.into(),
    })?;
    let row = lock(&mut tx, None, id).await?;
    let change = Change::new("alert_rule.created", "alert_rule", id).after(row.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    jobs::rules_changed(&mut tx, &app, caller.org).await?;
    tx.commit().await?;
    let location = format!("/api/orgs/{}/alert-rules/{id}", caller.org);
    Ok(Reply::created(row.view(), location))
}

/// A change of a rule. What is absent stays; what it is about does.
#[derive(Deserialize, ToSchema)]
#[schema(as = UpdateAlertRule)]
pub struct UpdateRule {
    /// Up to 10.
    #[schema(value_type = Option<Vec<Decimal>>)]
    thresholds: Option<Vec<Number>>,
    /// Whether it is on. What one that is switched off had fired is resolved.
    is_enabled: Option<bool>,
}

/// Change a rule
///
/// Alerts of thresholds that it has no more are resolved; those that it keeps stay as they are.
#[utoipa::path(patch, path = "/api/orgs/{org_id}/alert-rules/{id}", tag = "Analytics", request_body = UpdateRule,
    params(("org_id" = Id<Org>, Path), ("id" = Id<AlertRule>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<RuleView>)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<AlertRule>,
    seen: IfMatch,
    Json(body): Json<UpdateRule>,
) -> Result<Reply<RuleView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let before = lock(&mut tx, reach.as_deref(), id).await?;
    seen.holds(before.version)?;
    may_change(&mut tx, reach.as_deref(), before.campaign_id).await?;
    let mut check = Check::new();
    let kind = Kind::parse(&before.kind);
    let given = body.thresholds.as_deref().zip(kind);
    let thresholds = given.and_then(|(given, kind)| model::thresholds(&mut check, kind, given));
    check.done()?;
    let thresholds = thresholds.unwrap_or_else(|| before.thresholds.clone());
    let is_enabled = body.is_enabled.unwrap_or(before.is_enabled);
    queries::update_rule(&mut tx, id, &thresholds, is_enabled, now).await?;
    let after = RuleRow { thresholds, is_enabled, version: before.version + 1, updated_at: now, ..before.clone() };
    let change = Change::new("alert_rule.updated", "alert_rule", id).before(before.told()).after(after.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    jobs::rules_changed(&mut tx, &app, caller.org).await?;
    tx.commit().await?;
    Ok(Reply::ok(after.view()))
}

/// Remove a rule
///
/// What it had fired is resolved.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/alert-rules/{id}", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), ("id" = Id<AlertRule>, Path), IfMatch), security(("bearer" = ["campaigns.update"])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::CampaignsUpdate>,
    Item(id): Item<AlertRule>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    // in the order in which who evaluates takes them, and before it is read
    queries::one_at_a_time(&mut tx, caller.org).await?;
    let reach = metrics::queries::reach(&mut tx, caller.member).await?;
    let before = lock(&mut tx, reach.as_deref(), id).await?;
    seen.holds(before.version)?;
    may_change(&mut tx, reach.as_deref(), before.campaign_id).await?;
    let standing = queries::standing_of(&mut tx, id).await?;
    evaluate::end(&mut tx, &app, caller.org, (&standing, &[]), &caller.actor).await?;
    queries::delete_rule(&mut tx, id).await?;
    let change = Change::new("alert_rule.removed", "alert_rule", id).before(before.told());
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    // the one for all counts again
    jobs::rules_changed(&mut tx, &app, caller.org).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-alert-rule-removed"))
}
