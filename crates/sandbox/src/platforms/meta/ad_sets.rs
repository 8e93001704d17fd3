//! Ad sets that callers make: what they run for has to suit the campaign, and whom they are shown to has to be told as Meta takes it.

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    Ask, locales, nodes,
    problem::{Problem, Told},
    write::{MOST, account_of, extra, money, required, status},
};
use crate::{
    core::state::Desk,
    platforms::countries,
    world::tree::{Account, AdSet, Campaign, Kind, Status, Stops},
};

/// Parameters that are kept as they came.
pub const KEPT: [&str; 10] = [
    "billing_event",
    "optimization_goal",
    "targeting",
    "promoted_object",
    "bid_amount",
    "destination_type",
    "start_time",
    "end_time",
    "daily_budget",
    "lifetime_budget",
];

/// What may be optimized for.
const GOALS: [&str; 31] = [
    "AD_RECALL_LIFT",
    "APP_INSTALLS",
    "APP_INSTALLS_AND_OFFSITE_CONVERSIONS",
    "AUTOMATIC_OBJECTIVE",
    "CONVERSATIONS",
    "DERIVED_EVENTS",
    "ENGAGED_USERS",
    "EVENT_RESPONSES",
    "IMPRESSIONS",
    "IN_APP_VALUE",
    "LANDING_PAGE_VIEWS",
    "LEAD_GENERATION",
    "LINK_CLICKS",
    "MEANINGFUL_CALL_ATTEMPT",
    "MESSAGING_APPOINTMENT_CONVERSION",
    "MESSAGING_PURCHASE_CONVERSION",
    "NONE",
    "OFFSITE_CONVERSIONS",
    "PAGE_LIKES",
    "POST_ENGAGEMENT",
    "PROFILE_AND_PAGE_ENGAGEMENT",
    "PROFILE_VISIT",
    "QUALITY_CALL",
    "QUALITY_LEAD",
    "REACH",
    "REMINDERS_SET",
    "SUBSCRIBERS",
    "THRUPLAY",
    "VALUE",
    "VISIT_INSTAGRAM_PROFILE",
    "TWO_SECOND_CONTINUOUS_VIDEO_VIEWS",
];

/// What may be paid for.
const BILLED: [&str; 12] = [
    "APP_INSTALLS",
    "CLICKS",
    "IMPRESSIONS",
    "LINK_CLICKS",
    "LISTING_INTERACTION",
    "NONE",
    "OFFER_CLAIMS",
    "PAGE_LIKES",
    "POST_ENGAGEMENT",
    "PURCHASE",
    "THRUPLAY",
    "VIDEO_VIEWS",
];

/// What of a targeting is known here; Meta knows more.
const TARGETING: [&str; 12] = [
    "geo_locations",
    "excluded_geo_locations",
    "age_min",
    "age_max",
    "genders",
    "locales",
    "publisher_platforms",
    "facebook_positions",
    "instagram_positions",
    "device_platforms",
    "targeting_automation",
    "interests",
];

/// Goals that suit an objective.
fn goals(objective: &str) -> &'static [&'static str] {
    match objective {
        "OUTCOME_AWARENESS" => {
            &["REACH", "IMPRESSIONS", "AD_RECALL_LIFT", "THRUPLAY", "TWO_SECOND_CONTINUOUS_VIDEO_VIEWS"]
        }
        "OUTCOME_TRAFFIC" => &[
            "LINK_CLICKS",
            "LANDING_PAGE_VIEWS",
            "REACH",
            "IMPRESSIONS",
            "CONVERSATIONS",
            "QUALITY_CALL",
            "VISIT_INSTAGRAM_PROFILE",
        ],
        "OUTCOME_ENGAGEMENT" => &[
            "POST_ENGAGEMENT",
            "THRUPLAY",
            "TWO_SECOND_CONTINUOUS_VIDEO_VIEWS",
            "CONVERSATIONS",
            "PAGE_LIKES",
            "EVENT_RESPONSES",
            "QUALITY_CALL",
            "LINK_CLICKS",
            "LANDING_PAGE_VIEWS",
            "OFFSITE_CONVERSIONS",
            "REACH",
            "IMPRESSIONS",
        ],
        "OUTCOME_LEADS" => {
            &["LEAD_GENERATION", "QUALITY_LEAD", "QUALITY_CALL", "CONVERSATIONS", "OFFSITE_CONVERSIONS", "SUBSCRIBERS"]
        }
        "OUTCOME_SALES" => &["OFFSITE_CONVERSIONS", "VALUE", "CONVERSATIONS", "QUALITY_CALL"],
        "OUTCOME_APP_PROMOTION" => {
            &["APP_INSTALLS", "APP_INSTALLS_AND_OFFSITE_CONVERSIONS", "OFFSITE_CONVERSIONS", "LINK_CLICKS", "VALUE"]
        }
        _ => &[],
    }
}

/// What a goal's promoted object has to name; nothing for goals that need none.
fn promoted(goal: &str, objective: &str) -> &'static [&'static str] {
    match goal {
        _ if objective == "OUTCOME_APP_PROMOTION" => &["application_id", "object_store_url"],
        "LEAD_GENERATION" | "QUALITY_LEAD" | "PAGE_LIKES" | "CONVERSATIONS" | "SUBSCRIBERS" | "QUALITY_CALL" => {
            &["page_id"]
        }
        "OFFSITE_CONVERSIONS" | "VALUE" => &["pixel_id", "custom_event_type"],
        _ => &[],
    }
}

fn one_of(ask: &Ask<'_>, name: &str, words: &[&'static str]) -> Result<&'static str, Problem> {
    let text = required(ask, name)?;
    let wrong = || Problem::invalid(format!("Param {name} must be one of {{{}}}", words.join(", ")));
    words.iter().copied().find(|word| *word == text).ok_or_else(wrong)
}

/// What it is optimized for, what is paid for, and what is promoted, all of which have to go together.
fn check_goal(ask: &Ask<'_>, objective: &str) -> Result<(), Problem> {
    let goal = one_of(ask, "optimization_goal", &GOALS)?;
    let billed = one_of(ask, "billing_event", &BILLED)?;
    if !goals(objective).contains(&goal) {
        let text = "Your campaign objective doesn't support the performance goal you selected.";
        return Err(Problem::invalid("Invalid parameter").told(2_490_408, "Performance goal isn't available", text));
    }
    if billed != "IMPRESSIONS" && (billed != goal || !["LINK_CLICKS", "THRUPLAY", "PAGE_LIKES"].contains(&goal)) {
        return Err(Problem::invalid(format!("Billing event {billed} is not available for the goal {goal}")));
    }
    let object: Value =
        ask.params.filled("promoted_object").map_or(Ok(json!({})), serde_json::from_str).unwrap_or(Value::Null);
    let Value::Object(object) = object else {
        return Err(Problem::invalid("Param promoted_object must be an object"));
    };
    if promoted(goal, objective).iter().any(|name| object.get(*name).and_then(Value::as_str).is_none()) {
        let text = "Please select a promoted object for your ad set.";
        return Err(Problem::invalid("Invalid parameter").told(1_815_430, "Promoted object is missing", text));
    }
    Ok(())
}

/// A whole number within bounds; none where it is not told.
fn number(targeting: &Map<String, Value>, name: &str, from: u64, to: u64) -> Result<Option<u64>, Problem> {
    let Some(value) = targeting.get(name) else { return Ok(None) };
    let number = value.as_u64().filter(|number| (from..=to).contains(number));
    let wrong = || Problem::invalid(format!("Param targeting[{name}] must be an integer from {from} to {to}"));
    number.map(Some).ok_or_else(wrong)
}

/// A list, each item of which is as it has to be; none where it is not told.
fn list<'a>(
    object: &'a Map<String, Value>,
    name: &str,
    is_right: impl Fn(&Value) -> bool,
) -> Result<Option<&'a [Value]>, Problem> {
    let Some(value) = object.get(name) else { return Ok(None) };
    let items = value.as_array().filter(|items| items.iter().all(is_right));
    items
        .map(|items| Some(items.as_slice()))
        .ok_or_else(|| Problem::invalid(format!("Invalid value in targeting[{name}]")))
}

/// Whom it is shown to.
pub fn check_targeting(text: &str) -> Result<(), Problem> {
    let Ok(targeting) = serde_json::from_str::<Map<String, Value>>(text) else {
        return Err(Problem::invalid("Param targeting must be an object"));
    };
    if let Some(name) = targeting.keys().find(|name| !TARGETING.contains(&name.as_str())) {
        let name: String = name.chars().take(64).collect();
        return Err(Problem::invalid(format!("Unsupported targeting option: {name}")));
    }
    let Some(places) = targeting.get("geo_locations").and_then(Value::as_object) else {
        return Err(Problem::invalid("Your targeting must have geo_locations"));
    };
    if let Some(name) = places.keys().find(|name| *name != "countries" && *name != "location_types") {
        let name: String = name.chars().take(64).collect();
        return Err(Problem::invalid(format!("Unsupported targeting option: geo_locations[{name}]")));
    }
    let countries = list(places, "countries", |it| it.as_str().is_some_and(countries::has_letters))?;
    if countries.is_none_or(<[Value]>::is_empty) {
        return Err(Problem::invalid("Your targeting must have a location at least"));
    }
    let youngest = number(&targeting, "age_min", 13, 65)?.unwrap_or(18);
    let oldest = number(&targeting, "age_max", 13, 65)?.unwrap_or(65);
    if youngest > oldest {
        return Err(Problem::invalid("targeting[age_min] must not be above targeting[age_max]"));
    }
    let genders = list(&targeting, "genders", |it| matches!(it.as_u64(), Some(1 | 2)))?;
    let locales = list(&targeting, "locales", |it| it.as_u64().is_some_and(locales::is_key))?;
    if genders.is_some_and(<[Value]>::is_empty) || locales.is_some_and(|it| it.is_empty() || it.len() > 50) {
        return Err(Problem::invalid("A list of the targeting is empty, or too long"));
    }
    check_automation(&targeting, youngest, oldest)
}

/// Since version 23 of the API everybody has to say whether Meta may choose the audience; if it may, ages cannot be narrowed.
fn check_automation(targeting: &Map<String, Value>, youngest: u64, oldest: u64) -> Result<(), Problem> {
    let automation = targeting.get("targeting_automation").and_then(|it| it.get("advantage_audience"));
    let refused =
        |subcode: u32, title: &str, text: &str| Err(Problem::invalid("Invalid parameter").told(subcode, title, text));
    match automation.and_then(Value::as_u64) {
        Some(0) => Ok(()),
        Some(1) if oldest < 65 => refused(
            1_870_189,
            "Maximum age is below threshold",
            "With Advantage+ audience the maximum age can't be below 65.",
        ),
        Some(1) if youngest > 25 => refused(
            1_870_188,
            "Minimum age is above threshold",
            "With Advantage+ audience the minimum age can't be above 25.",
        ),
        Some(1) => Ok(()),
        _ => refused(
            1_870_227,
            "Advantage audience flag required",
            "To create your ad set, you need to enable or disable the Advantage audience feature. This can be done by setting \
             the advantage_audience flag to either 1 or 0 within the targeting_automation field in the targeting spec.",
        ),
    }
}

/// A time as Meta takes it.
pub fn time(ask: &Ask<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    let Some(text) = ask.params.filled(name) else { return Ok(None) };
    let wrong = || Problem::invalid(format!("Param {name} must be a valid datetime"));
    read_time(text).map(Some).ok_or_else(wrong)
}

/// A time as Meta takes and tells it.
pub fn read_time(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z").or_else(|_| DateTime::parse_from_rfc3339(text));
    read.ok().map(|time| time.to_utc())
}

/// A budget is the campaign's or its ad sets', and one in all needs an end.
fn check_budget(ask: &Ask<'_>, account: &Account, campaign: &Campaign, now: DateTime<Utc>) -> Result<(), Problem> {
    let places = nodes::budget_places(account);
    let (daily, lifetime) = (money(ask, "daily_budget", places)?, money(ask, "lifetime_budget", places)?);
    let of_campaign = account.daily_budget(campaign).is_some();
    let of_all_days = campaign.extra.contains_key("lifetime_budget");
    match (of_campaign || of_all_days, daily.is_some() || lifetime.is_some()) {
        (true, true) => {
            let text = "You can only set an ad set budget or a campaign budget.";
            return Err(Problem::invalid("Invalid parameter").told(1_885_621, "Can't set both budgets", text));
        }
        (false, false) => return Err(Problem::invalid("Your ad set must have a daily_budget or a lifetime_budget")),
        _ if daily.is_some() && lifetime.is_some() => {
            return Err(Problem::invalid("Only one of daily_budget and lifetime_budget can be set"));
        }
        _ => {}
    }
    let (starts, ends) = (time(ask, "start_time")?, time(ask, "end_time")?);
    match ends {
        None if of_all_days || lifetime.is_some() => {
            Err(Problem::invalid("The parameter end_time is required with a lifetime budget"))
        }
        Some(ends) if ends <= starts.unwrap_or(now).max(now) => {
            Err(Problem::invalid("Param end_time must be in the future and after start_time"))
        }
        _ => Ok(()),
    }
}

fn objective(campaign: &Campaign) -> &str {
    let kept = campaign.extra.get("objective").and_then(Value::as_str);
    kept.unwrap_or_else(|| nodes::objective(campaign.goal))
}

/// `POST /{account}/adsets`.
pub fn create(desk: &mut Desk<'_>, ask: &Ask<'_>, account: &str) -> Told {
    let name = required(ask, "name")?.to_owned();
    let campaign = required(ask, "campaign_id")?.to_owned();
    check_targeting(required(ask, "targeting")?)?;
    let status = status(ask, &[Status::Active, Status::Paused])?.unwrap_or(Status::Active);
    let now = desk.now;
    let place = {
        let account = account_of(desk, account)?;
        let place = account.campaigns.iter().position(|it| it.id.to_string() == campaign);
        let place = place.ok_or_else(|| Problem::invalid("Param campaign_id must be a campaign of the account"))?;
        if let Some(found) = account.campaigns.get(place) {
            check_goal(ask, objective(found))?;
            check_budget(ask, account, found, now)?;
            if found.sets.len() >= MOST {
                return Err(Problem::invalid("The campaign has too many ad sets"));
            }
        }
        place
    };
    let extra = extra(ask, &KEPT);
    let id = desk.new_id(Platform::Meta, Kind::Set);
    if let Some(found) = account_of(desk, account)?.campaigns.get_mut(place) {
        found.sets.push(AdSet { id, name, status, stops: Stops::default(), extra, ads: Vec::new() });
    }
    Ok(json!({"id": id.to_string()}))
}
