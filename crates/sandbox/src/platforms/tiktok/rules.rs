//! What a new ad group needs below its campaign, and what of it goes together.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::{
    ask::{self, Body},
    problem::Problem,
};
use crate::platforms::days::{Span, Wrong};

/// How long ago an ad group may begin.
const LATE: TimeDelta = TimeDelta::hours(12);

/// An objective, what ads of it may promote and aim at, and whether what they promote has to be said.
type Aim = (&'static str, &'static [&'static str], &'static [&'static str], bool);

const AIMS: [Aim; 8] = [
    ("REACH", &["WEBSITE_OR_DISPLAY"], &["REACH", "SHOW"], false),
    ("VIDEO_VIEWS", &["WEBSITE_OR_DISPLAY"], &["ENGAGED_VIEW", "ENGAGED_VIEW_FIFTEEN"], false),
    ("ENGAGEMENT", &["WEBSITE_OR_DISPLAY"], &["FOLLOWERS", "PAGE_VISIT"], false),
    (
        "TRAFFIC",
        &["WEBSITE", "APP_ANDROID", "APP_IOS"],
        &["CLICK", "TRAFFIC_LANDING_PAGE_VIEW", "DESTINATION_VISIT"],
        true,
    ),
    (
        "LEAD_GENERATION",
        &[
            "LEAD_GENERATION",
            "LEAD_GEN_CLICK_TO_TT_DIRECT_MESSAGE",
            "LEAD_GEN_CLICK_TO_SOCIAL_MEDIA_APP_MESSAGE",
            "LEAD_GEN_CLICK_TO_CALL",
        ],
        &["LEAD_GENERATION", "CLICK", "CONVERT", "CONVERSATION", "PREFERRED_LEAD"],
        true,
    ),
    ("APP_PROMOTION", &["APP_ANDROID", "APP_IOS"], &["CLICK", "INSTALL", "IN_APP_EVENT", "VALUE"], true),
    ("WEB_CONVERSIONS", &["WEBSITE", "APP_ANDROID", "APP_IOS"], &["CONVERT", "VALUE"], true),
    (
        "PRODUCT_SALES",
        &["WEBSITE", "APP_ANDROID", "APP_IOS", "VIDEO_SHOPPING", "LIVE_SHOPPING", "PSA_PRODUCT"],
        &["CLICK", "CONVERT", "VALUE"],
        true,
    ),
];

/// What is paid for with what is aimed at; the rest is paid for by `OCPM`.
const PAID: [(&str, &str); 6] = [
    ("CLICK", "CPC"),
    ("PAGE_VISIT", "CPC"),
    ("SHOW", "CPM"),
    ("REACH", "CPM"),
    ("ENGAGED_VIEW", "CPV"),
    ("ENGAGED_VIEW_FIFTEEN", "CPV"),
];

/// Checks a new ad group below the campaign of a row.
pub fn check(body: &Body, campaign: &Map<String, Value>, now: DateTime<Utc>) -> Result<(), Problem> {
    let objective = campaign.get("objective_type").and_then(Value::as_str).unwrap_or_default();
    aim(body, objective)?;
    extras(body, objective)?;
    bid(body)?;
    place(body)?;
    let is_shared = campaign.get("budget_optimize_on") == Some(&Value::Bool(true));
    if !is_shared {
        budget(body, objective, campaign.get("budget_mode").and_then(Value::as_str).unwrap_or_default())?;
    }
    schedule(body, now)
}

/// What is promoted, aimed at and paid for.
fn aim(body: &Body, objective: &str) -> Result<(), Problem> {
    let Some((_, promotions, goals, is_needed)) = AIMS.iter().find(|aim| aim.0 == objective) else {
        return Err(Problem::invalid("campaign_id: Ad groups of this campaign are not made here."));
    };
    match body.text("promotion_type")? {
        Some(promotion) => {
            ask::one_of("promotion_type", &promotion, promotions)?;
        }
        None if *is_needed => return Err(ask::missing("promotion_type")),
        None => {}
    }
    let goal = body.required("optimization_goal")?;
    ask::one_of("optimization_goal", &goal, goals)?;
    let paid = PAID.iter().find(|(it, _)| *it == goal).map_or("OCPM", |(_, paid)| paid);
    if body.required("billing_event")? != paid {
        return Err(Problem::invalid(format!("billing_event: Must be {paid} with optimization_goal {goal}.")));
    }
    Ok(())
}

/// What single objectives need besides.
fn extras(body: &Body, objective: &str) -> Result<(), Problem> {
    match (body.number("frequency", 1_000)?, body.number("frequency_schedule", 30)?, objective) {
        (Some(_), Some(_), "REACH") => {}
        (_, _, "REACH") => return Err(ask::missing("frequency")),
        (None, None, _) => {}
        _ => return Err(Problem::invalid("frequency: Only with the objective REACH.")),
    }
    match (body.text("promotion_target_type")?, objective) {
        (Some(kind), "LEAD_GENERATION") => {
            ask::one_of("promotion_target_type", &kind, &["INSTANT_PAGE", "EXTERNAL_WEBSITE"])?;
        }
        (Some(_), _) => {
            return Err(Problem::invalid("promotion_target_type: Only with the objective LEAD_GENERATION."));
        }
        (None, _) => {}
    }
    let needed: &[&str] = match objective {
        "APP_PROMOTION" => &["app_id", "operating_systems"],
        "WEB_CONVERSIONS" => &["pixel_id", "optimization_event"],
        "VIDEO_VIEWS" => &["bid_display_mode"],
        _ => &[],
    };
    needed.iter().find(|name| body.get(name).is_none()).map_or(Ok(()), |name| Err(ask::missing(name)))
}

fn bid(body: &Body) -> Result<(), Problem> {
    let field = if body.required("billing_event")? == "OCPM" { "conversion_bid_price" } else { "bid_price" };
    match body.text("bid_type")?.as_deref() {
        Some("BID_TYPE_CUSTOM") if body.get(field).is_none() => Err(ask::missing(field)),
        Some("BID_TYPE_NO_BID") if body.get("bid_price").is_some() || body.get("conversion_bid_price").is_some() => {
            Err(Problem::invalid("bid_price: Not with bid_type BID_TYPE_NO_BID."))
        }
        _ => Ok(()),
    }
}

/// Where it is shown, in which apps and on which part of the earth.
fn place(body: &Body) -> Result<(), Problem> {
    let is_automatic = body.text("placement_type")?.as_deref() == Some("PLACEMENT_TYPE_AUTOMATIC");
    if !is_automatic && body.get("placements").is_none() {
        return Err(ask::missing("placements"));
    }
    if body.get("location_ids").is_none() { Err(ask::missing("location_ids")) } else { Ok(()) }
}

/// What it may spend where its campaign does not share its budget out.
fn budget(body: &Body, objective: &str, campaign: &str) -> Result<(), Problem> {
    let mode = body.required("budget_mode")?;
    let is_allowed = match mode.as_str() {
        "BUDGET_MODE_INFINITE" => false,
        "BUDGET_MODE_TOTAL" => campaign != "BUDGET_MODE_DAY",
        // for these, only those whom TikTok lets
        "BUDGET_MODE_DYNAMIC_DAILY_BUDGET" => !["REACH", "VIDEO_VIEWS", "ENGAGEMENT"].contains(&objective),
        _ => true,
    };
    if is_allowed { Ok(()) } else { Err(Problem::invalid("budget_mode: Not below this campaign.")) }
}

fn schedule(body: &Body, now: DateTime<Utc>) -> Result<(), Problem> {
    let start = body.required("schedule_start_time")?;
    let has_end = body.required("schedule_type")? == "SCHEDULE_START_END";
    if has_end && body.required("schedule_end_time")? <= start {
        return Err(Problem::invalid("schedule_end_time: Must be later than schedule_start_time."));
    }
    if !has_end && body.required("budget_mode")? == "BUDGET_MODE_TOTAL" {
        return Err(Problem::invalid("schedule_type: Must be SCHEDULE_START_END with budget_mode BUDGET_MODE_TOTAL."));
    }
    if moment(&start).is_some_and(|start| now.signed_duration_since(start) > LATE) {
        return Err(Problem::invalid("schedule_start_time: More than 12 hours ago."));
    }
    Ok(())
}

/// A time, which says no zone and is UTC.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").ok().map(|at| at.and_utc())
}

/// Checks another schedule for the ad group of a row. What is kept of it otherwise than it came: nothing in place of an end that is taken
/// away. Whoever says its kind says its times too.
pub fn reschedule(body: &Body, row: &Map<String, Value>, now: DateTime<Utc>) -> Result<Map<String, Value>, Problem> {
    let kind = body.text("schedule_type")?;
    let (start, end) = (body.text("schedule_start_time")?, body.text("schedule_end_time")?);
    if kind.is_none() && start.is_none() && end.is_none() {
        return Ok(Map::new());
    }
    let was = |name: &str| row.get(name).and_then(Value::as_str);
    let has_end = kind.as_deref().or(was("schedule_type")) == Some("SCHEDULE_START_END");
    if kind.is_some() && start.is_none() {
        return Err(ask::missing("schedule_start_time"));
    }
    if kind.is_some() && has_end && end.is_none() {
        return Err(ask::missing("schedule_end_time"));
    }
    if !has_end && was("budget_mode") == Some("BUDGET_MODE_TOTAL") {
        return Err(Problem::invalid("schedule_type: Must be SCHEDULE_START_END with budget_mode BUDGET_MODE_TOTAL."));
    }
    let old =
        Span { start: was("schedule_start_time").and_then(moment), end: was("schedule_end_time").and_then(moment) };
    let new = Span {
        start: start.as_deref().and_then(moment).or(old.start),
        end: end.as_deref().and_then(moment).or(old.end).filter(|_| has_end),
    };
    let words = match old.wrong(new, now) {
        None if has_end => return Ok(Map::new()),
        None => return Ok(Map::from_iter([("schedule_end_time".to_owned(), Value::Null)])),
        Some(Wrong::HasBegun) => "schedule_start_time: Cannot be changed after the ad group has started.",
        Some(Wrong::StartIsOver) => "schedule_start_time: Must be later than the current time.",
        Some(Wrong::EndIsOver) => "schedule_end_time: Must be later than the current time.",
        Some(Wrong::EndsFirst) => "schedule_end_time: Must be later than schedule_start_time.",
    };
    Err(Problem::invalid(words))
}
