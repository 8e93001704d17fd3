//! What a caller sends of a campaign, an ad squad or an ad: read and checked whole before anything of it is done.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{
    ids::{number, uuid},
    nodes::{self, Node, instant},
    targeting,
};
use crate::{
    core::state::Desk,
    platforms::days::{self, Span},
    world::tree::{Account, Goal, PLACES, Status},
};

/// Longest name, in letters.
const NAME: usize = 375;
/// Least daily budget of a campaign, in dollars.
const LEAST: i64 = 20;
/// Least daily budget of an ad squad, in micros of whatever currency.
const LEAST_OF_SQUAD: i64 = 5_000_000;
const OBJECTIVES: [&str; 11] = [
    "BRAND_AWARENESS",
    "APP_CONVERSION",
    "APP_INSTALL",
    "CATALOG_SALES",
    "ENGAGEMENT",
    "LEAD_GENERATION",
    "VIDEO_VIEW",
    "WEB_CONVERSION",
    "PROMOTE_STORIES",
    "PROMOTE_PLACES",
    "WEB_VIEW",
];
const NEWER_OBJECTIVES: [&str; 5] = ["AWARENESS_AND_ENGAGEMENT", "TRAFFIC", "LEADS", "APP_PROMOTION", "SALES"];
const BID_STRATEGIES: [&str; 4] = ["AUTO_BID", "LOWEST_COST_WITH_MAX_BID", "MIN_ROAS", "TARGET_COST"];
const BILLING_EVENTS: [&str; 1] = ["IMPRESSION"];

/// Why one object of a call is not done.
pub struct Wrong {
    /// What the caller is told.
    pub reason: String,
    /// Whether a field is missing or of another type.
    pub is_malformed: bool,
}

impl Wrong {
    /// A field is missing or of another type.
    pub fn malformed(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_malformed: true }
    }

    /// A value that cannot be.
    pub fn value(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_malformed: false }
    }
}

/// An object that may be made, or take the place of the one there is.
pub struct Draft {
    /// Its name.
    pub name: String,
    /// What it is set to.
    pub status: Status,
    /// Fields that are kept as they are said; null where one is taken away.
    pub kept: Map<String, Value>,
    /// Campaigns: the daily budget in micros.
    pub daily: Option<i64>,
    /// Campaigns: what for.
    pub goal: Goal,
}

/// Reads what is to be made under `above`, or to take the place of `old`.
pub fn read(
    desk: &Desk<'_>,
    item: &Map<String, Value>,
    above: Node<'_>,
    old: Option<Node<'_>>,
) -> Result<Draft, Wrong> {
    let name = text(item, "name")?.to_owned();
    if name.chars().count() > NAME {
        return Err(Wrong::value(format!("name is longer than {NAME} characters")));
    }
    let status = match text(item, "status")? {
        "ACTIVE" => Status::Active,
        "PAUSED" => Status::Paused,
        _ => return Err(Wrong::value("status must be ACTIVE or PAUSED")),
    };
    let (above_id, above_name) = (
        uuid(above.id()),
        match above {
            Node::Account(_) => "ad_account_id",
            Node::Campaign(..) => "campaign_id",
            _ => "ad_squad_id",
        },
    );
    if !text(item, above_name)?.eq_ignore_ascii_case(&above_id) {
        return Err(Wrong::value(format!("{above_name} is another one than in the address")));
    }
    let (kept, daily, goal) = match above {
        Node::Account(account) => campaign(desk, item, account, old)?,
        Node::Campaign(account, campaign) => {
            let shown = above.to_json(desk);
            let objective = shown.pointer("/objective_v2_properties/objective_v2_type").and_then(Value::as_str);
            let below =
                Below { has_budget: account.daily_budget(campaign).is_some(), objective, is_new: old.is_none() };
            (squad(item, &below)?, None, campaign.goal)
        }
        Node::Squad(account, campaign, _) | Node::Ad(account, campaign, ..) => {
            (ad(desk, item, account)?, None, campaign.goal)
        }
    };
    if let Some(old) = old {
        check_days(&old.to_json(desk), &kept, desk.now)?;
    }
    Ok(Draft { name, status, kept, daily, goal })
}

type Kept = Map<String, Value>;

fn campaign(
    desk: &Desk<'_>,
    item: &Map<String, Value>,
    account: &Account,
    old: Option<Node<'_>>,
) -> Result<(Kept, Option<i64>, Goal), Wrong> {
    let mut kept = Map::new();
    times(item, &mut kept)?;
    if old.is_none() && kept.get("start_time").is_none_or(Value::is_null) {
        kept.insert("start_time".to_owned(), instant(desk.now).into());
    }
    let daily = micros(item, "daily_budget_micro")?;
    let least =
        PLACES.get(account.place).map_or(LEAST * 100, |place| place.2 * LEAST).saturating_mul(account.quantum());
    if daily.is_some_and(|daily| daily < least) {
        return Err(Wrong::value(format!("daily_budget_micro must be at least {least}")));
    }
    kept.insert("lifetime_spend_cap_micro".to_owned(), micros(item, "lifetime_spend_cap_micro")?.into());
    let model = word(item, "buy_model", &["AUCTION", "RESERVED"])?.unwrap_or("AUCTION");
    kept.insert("buy_model".to_owned(), model.into());
    let objective = word(item, "objective", &OBJECTIVES)?;
    let newer = match item.get("objective_v2_properties").filter(|it| !it.is_null()) {
        None => None,
        Some(Value::Object(newer)) => {
            Some(word(newer, "objective_v2_type", &NEWER_OBJECTIVES)?.ok_or_else(|| missing("objective_v2_type"))?)
        }
        Some(_) => return Err(Wrong::malformed("objective_v2_properties must be an object")),
    };
    if let Some(old) = old {
        let is_same = |name: &str| {
            let new = item.get(name).filter(|it| !it.is_null());
            new.is_none_or(|new| old.to_json(desk).get(name) == Some(new))
        };
        if !is_same("objective") || !is_same("objective_v2_properties") {
            return Err(Wrong::value("The objective of a campaign can not be changed"));
        }
    } else {
        kept.insert("objective".to_owned(), objective.unwrap_or("BRAND_AWARENESS").into());
        let newer = newer.map_or(Value::Null, |newer| serde_json::json!({"objective_v2_type": newer}));
        kept.insert("objective_v2_properties".to_owned(), newer);
    }
    let goal = match newer.or(objective) {
        Some("TRAFFIC" | "WEB_VIEW") => Goal::Traffic,
        Some("LEADS" | "LEAD_GENERATION") => Goal::Leads,
        Some("SALES" | "WEB_CONVERSION" | "CATALOG_SALES") => Goal::Sales,
        Some("ENGAGEMENT" | "VIDEO_VIEW" | "PROMOTE_STORIES") => Goal::Engagement,
        _ => Goal::Awareness,
    };
    Ok((kept, daily, goal))
}

/// What an ad squad is below, and whether it is made there.
struct Below<'a> {
    has_budget: bool,
    objective: Option<&'a str>,
    is_new: bool,
}

fn squad(item: &Map<String, Value>, below: &Below<'_>) -> Result<Kept, Wrong> {
    let mut kept = Map::new();
    times(item, &mut kept)?;
    let (daily, lifetime) = (micros(item, "daily_budget_micro")?, micros(item, "lifetime_budget_micro")?);
    match (daily, lifetime) {
        (Some(_), Some(_)) => return Err(Wrong::value("Only one of daily_budget_micro and lifetime_budget_micro")),
        (None, None) if below.is_new || !below.has_budget => return Err(Wrong::value("The ad squad has no budget")),
        (Some(daily), _) if below.is_new && daily < LEAST_OF_SQUAD => {
            return Err(Wrong::value(format!("daily_budget_micro must be at least {LEAST_OF_SQUAD}")));
        }
        (None, Some(_)) if kept.get("end_time").is_none_or(Value::is_null) => {
            return Err(Wrong::value("A lifetime budget needs an end_time"));
        }
        _ => {}
    }
    let strategy = word(item, "bid_strategy", &BID_STRATEGIES)?.unwrap_or("AUTO_BID");
    let bid = micros(item, "bid_micro")?;
    if matches!(strategy, "LOWEST_COST_WITH_MAX_BID" | "TARGET_COST") && bid.is_none() {
        return Err(Wrong::value(format!("bid_micro is required with {strategy}")));
    }
    let kind = word(item, "type", &["SNAP_ADS", "LENS", "FILTER"])?.ok_or_else(|| missing("type"))?;
    let event = word(item, "billing_event", &BILLING_EVENTS)?.ok_or_else(|| missing("billing_event"))?;
    let pacing = word(item, "pacing_type", &["STANDARD", "ACCELERATED"])?.unwrap_or("STANDARD");
    let spec = item.get("targeting").and_then(Value::as_object);
    let spec = spec.ok_or_else(|| Wrong::malformed("targeting must be an object"))?;
    targeting::check(spec)?;
    kept.insert("targeting".to_owned(), spec.clone().into());
    match item.get("placement_v2").filter(|it| !it.is_null()) {
        None => kept.insert("placement_v2".to_owned(), Value::Null),
        Some(Value::Object(places)) if word(places, "config", &["AUTOMATIC", "CUSTOM"])?.is_some() => {
            kept.insert("placement_v2".to_owned(), places.clone().into())
        }
        Some(_) => return Err(Wrong::malformed("placement_v2 must be an object with a config")),
    };
    let goal = text(item, "optimization_goal")?;
    targeting::check_goal(goal, below.objective, below.is_new)?;
    let words = [("bid_strategy", strategy), ("type", kind), ("billing_event", event), ("pacing_type", pacing)];
    kept.extend(words.into_iter().chain([("optimization_goal", goal)]).map(|(name, it)| (name.to_owned(), it.into())));
    let money = [("daily_budget_micro", daily), ("lifetime_budget_micro", lifetime), ("bid_micro", bid)];
    kept.extend(money.map(|(name, it)| (name.to_owned(), it.into())));
    Ok(kept)
}

fn ad(desk: &Desk<'_>, item: &Map<String, Value>, account: &Account) -> Result<Kept, Wrong> {
    let creative = number(text(item, "creative_id")?);
    let shown = creative.filter(|id| account.ads().any(|(_, _, ad)| nodes::creative(desk, ad) == *id));
    let creative = shown.ok_or_else(|| Wrong::value("creative_id is none of the ad account's creatives"))?;
    let kind = capitals(item, "type")?.ok_or_else(|| missing("type"))?;
    let kept = [("creative_id", uuid(creative)), ("type", kind.to_owned())];
    Ok(kept.into_iter().map(|(name, it)| (name.to_owned(), it.into())).collect())
}

fn missing(name: &str) -> Wrong {
    Wrong::malformed(format!("{name} is required"))
}

/// A field that has to be there, as text.
pub fn text<'a>(item: &'a Map<String, Value>, name: &str) -> Result<&'a str, Wrong> {
    item.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty()).ok_or_else(|| missing(name))
}

/// A word of a list.
fn word<'a>(item: &'a Map<String, Value>, name: &str, known: &[&str]) -> Result<Option<&'a str>, Wrong> {
    match item.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if known.contains(&text.as_str()) => Ok(Some(text)),
        Some(Value::String(_)) => Err(Wrong::value(format!("{name} must be one of {}", known.join(", ")))),
        Some(_) => Err(Wrong::malformed(format!("{name} must be text"))),
    }
}

/// A word of a list that is not known whole: capitals, digits and underscores.
fn capitals<'a>(item: &'a Map<String, Value>, name: &str) -> Result<Option<&'a str>, Wrong> {
    let is_word = |text: &str| {
        let is_letter = |it: u8| it.is_ascii_uppercase() || it.is_ascii_digit() || it == b'_';
        !text.is_empty() && text.len() <= 64 && text.bytes().all(is_letter)
    };
    match item.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if is_word(text) => Ok(Some(text)),
        Some(_) => Err(Wrong::value(format!("{name} is not known"))),
    }
}

/// Money: a whole number of micros above zero.
fn micros(item: &Map<String, Value>, name: &str) -> Result<Option<i64>, Wrong> {
    match item.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_i64() {
            Some(micros) if micros > 0 => Ok(Some(micros)),
            Some(_) => Err(Wrong::value(format!("{name} must be above 0"))),
            None => Err(Wrong::malformed(format!("{name} must be a whole number"))),
        },
    }
}

fn time(item: &Map<String, Value>, name: &str) -> Result<Option<DateTime<Utc>>, Wrong> {
    let wrong = || Wrong::malformed(format!("{name} must be a time as 2016-08-11T22:03:58.869Z"));
    match item.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => {
            DateTime::parse_from_rfc3339(text).map(|at| Some(at.to_utc())).map_err(|_| wrong())
        }
        Some(_) => Err(wrong()),
    }
}

/// Whether it may run as it is to, instead of as it does.
fn check_days(old: &Value, kept: &Kept, now: DateTime<Utc>) -> Result<(), Wrong> {
    let at = |value: Option<&Value>| value.and_then(|it| serde_json::from_value(it.clone()).ok());
    let was = Span { start: at(old.get("start_time")), end: at(old.get("end_time")) };
    let new = Span { start: at(kept.get("start_time")), end: at(kept.get("end_time")) };
    Err(Wrong::value(match was.wrong(new, now) {
        None => return Ok(()),
        Some(days::Wrong::HasBegun) => "start_time can not be changed once it has started",
        Some(days::Wrong::StartIsOver) => "start_time must be in the future",
        Some(days::Wrong::EndIsOver) => "end_time must be in the future",
        Some(days::Wrong::EndsFirst) => "end_time must be after start_time",
    }))
}

/// When it begins and ends.
fn times(item: &Map<String, Value>, kept: &mut Kept) -> Result<(), Wrong> {
    let (start, end) = (time(item, "start_time")?, time(item, "end_time")?);
    if start.zip(end).is_some_and(|(start, end)| end <= start) {
        return Err(Wrong::value("end_time must be after start_time"));
    }
    kept.insert("start_time".to_owned(), start.map(instant).into());
    kept.insert("end_time".to_owned(), end.map(instant).into());
    Ok(())
}
