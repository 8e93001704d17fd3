//! Changing and deleting what an account holds: `{"patch":{"$set":{…},"$delete":[…]}}` with the method of Rest.li in a
//! header. Everything is checked before anything is changed.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Map, Value};

use super::{
    Ask, nodes,
    problem::{Problem, Told},
    search, targeting,
    write::{Fields, check_group_budget, optimization},
};
use crate::{
    core::state::Desk,
    platforms::days::{Span, Wrong},
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Kind, Money, Status},
};

/// Statuses that may be set; the others are LinkedIn's own.
const SETTABLE: [&str; 5] = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "PENDING_DELETION"];
/// Fields that stay as they were made.
const IMMUTABLE: [&str; 7] = ["id", "account", "campaignGroup", "campaign", "type", "objectiveType", "test"];
const GROUP: [&str; 6] = ["name", "status", "runSchedule", "totalBudget", "dailyBudget", "budgetOptimization"];
const CAMPAIGN: [&str; 14] = [
    "name",
    "status",
    "dailyBudget",
    "totalBudget",
    "unitCost",
    "runSchedule",
    "targetingCriteria",
    "costType",
    "creativeSelection",
    "offsiteDeliveryEnabled",
    "audienceExpansionEnabled",
    "optimizationTargetType",
    "politicalIntent",
    "locale",
];
const CREATIVE: [&str; 2] = ["intendedStatus", "content"];

/// Something that can be changed.
enum Target<'a> {
    Group(&'a mut Campaign),
    Campaign(&'a mut AdSet),
    Creative(&'a mut Ad),
}

impl Target<'_> {
    /// The name of the field with the status, the fields that may be set, those that may be taken away.
    const fn known(&self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Group(_) => ("status", &GROUP, &["totalBudget", "dailyBudget", "budgetOptimization"]),
            Self::Campaign(_) => ("status", &CAMPAIGN, &["totalBudget", "dailyBudget"]),
            Self::Creative(_) => ("intendedStatus", &CREATIVE, &[]),
        }
    }

    fn word(&self) -> &str {
        match self {
            Self::Group(it) => nodes::status(it.status, &it.extra),
            Self::Campaign(it) => nodes::status(it.status, &it.extra),
            Self::Creative(it) => nodes::status(it.status, &it.extra),
        }
    }

    fn extra(&mut self) -> &mut Map<String, Value> {
        match self {
            Self::Group(it) => &mut it.extra,
            Self::Campaign(it) => &mut it.extra,
            Self::Creative(it) => &mut it.extra,
        }
    }

    fn set_name(&mut self, name: &str) {
        match self {
            Self::Group(it) => name.clone_into(&mut it.name),
            Self::Campaign(it) => name.clone_into(&mut it.name),
            Self::Creative(it) => name.clone_into(&mut it.name),
        }
    }

    fn set_status(&mut self, word: &str, today: NaiveDate) {
        let status = nodes::status_of(word);
        match self {
            Self::Group(it) => it.set_status(status, today),
            Self::Campaign(it) => it.set_status(status, today),
            Self::Creative(it) => it.set_status(status, today),
        }
        self.extra().insert(nodes::STATUS.to_owned(), word.into());
    }
}

fn target<'a>(campaigns: &'a mut [Campaign], kind: &str, id: u64) -> Option<Target<'a>> {
    let mut groups = campaigns.iter_mut();
    match kind {
        "adCampaignGroups" => groups.find(|it| it.id == id).map(Target::Group),
        "adCampaigns" => groups.flat_map(|it| &mut it.sets).find(|it| it.id == id).map(Target::Campaign),
        "creatives" => {
            let mut ads = groups.flat_map(|it| &mut it.sets).flat_map(|it| &mut it.ads);
            ads.find(|it| it.id == id).map(Target::Creative)
        }
        _ => None,
    }
}

fn index(desk: &Desk<'_>, account: &str) -> Result<usize, Problem> {
    let is_it = |id: u64| id.to_string() == account;
    let place = desk.state.accounts().iter().position(|it| it.platform == Platform::Linkedin && is_it(it.id));
    place.ok_or_else(|| Problem::not_found(account))
}

/// What to set, and what to take away.
type Patch = (Map<String, Value>, Vec<String>);

fn patch(ask: &Ask<'_>) -> Result<Patch, Problem> {
    if ask.restli.is_none_or(|method| !method.eq_ignore_ascii_case("partial_update")) {
        let message = "A POST to an entity needs the header X-RestLi-Method: PARTIAL_UPDATE";
        return Err(Problem::bad("ILLEGAL_ARGUMENT", message));
    }
    let body = ask.body()?;
    let patch = body.get("patch").and_then(Value::as_object).ok_or_else(|| Problem::missing("patch"))?;
    if let Some(unknown) = patch.keys().find(|name| !["$set", "$delete"].contains(&name.as_str())) {
        return Err(Problem::unpermitted("REQUEST_BODY", &format!("patch/{unknown}")));
    }
    let set = match patch.get("$set") {
        None => Map::new(),
        Some(Value::Object(set)) => set.clone(),
        Some(_) => return Err(Problem::invalid("patch/$set", "is no object")),
    };
    let removed = match patch.get("$delete") {
        None => Some(Vec::new()),
        Some(Value::Array(names)) => names.iter().map(|name| name.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    };
    let removed = removed.ok_or_else(|| Problem::invalid("patch/$delete", "is no list of names"))?;
    Ok((set, removed))
}

/// A schedule is set whole: one without an end takes the end away. A draft may begin whenever it likes.
fn check_days(account: &Account, kind: &str, id: u64, fields: &Fields<'_>, now: DateTime<Utc>) -> Result<(), Problem> {
    let Some(end) = fields.schedule("runSchedule")? else { return Ok(()) };
    let groups = account.campaigns.iter();
    let found = match kind {
        "adCampaignGroups" => groups.map(|it| (it, it.id, it.status, &it.extra)).find(|it| it.1 == id),
        _ => groups
            .flat_map(|group| group.sets.iter().map(move |it| (group, it.id, it.status, &it.extra)))
            .find(|it| it.1 == id),
    };
    let Some((group, _, status, extra)) = found else { return Ok(()) };
    let has = |name: &str| fields.0.get(name).or(extra.get(name)).is_some_and(|it| !it.is_null());
    if end.is_none() && has("totalBudget") {
        return Err(Problem::missing("runSchedule/end"));
    }
    let is_draft = nodes::status(status, extra) == "DRAFT";
    let span = |schedule: &Value| {
        let at = |name: &str| schedule.get(name).and_then(Value::as_i64).and_then(DateTime::from_timestamp_millis);
        Span { start: at("start").filter(|_| !is_draft), end: at("end") }
    };
    let new = fields.0.get("runSchedule").map(span).unwrap_or_default();
    let (field, message) = match span(&nodes::run_schedule(group, extra)).wrong(new, now) {
        None => return Ok(()),
        Some(Wrong::HasBegun) => ("runSchedule/start", "cannot be changed once it has started"),
        Some(Wrong::StartIsOver) => ("runSchedule/start", "is in the past"),
        Some(Wrong::EndIsOver) => ("runSchedule/end", "is in the past"),
        Some(Wrong::EndsFirst) => ("runSchedule/end", "is not after the start"),
    };
    Err(Problem::invalid(field, message))
}

/// `POST …/{kind}/{id}` as a partial update: 204.
pub fn update(desk: &mut Desk<'_>, ask: &Ask<'_>, account: &str, kind: &str) -> Told {
    let place = index(desk, account)?;
    let id = search::key(ask, kind)?;
    let (set, removed) = patch(ask)?;
    let (now, budget) = (desk.now, desk.new_id(Platform::Linkedin, Kind::Budget));
    let missing = || Problem::not_found(account);
    // a copy takes the account's place only if all went well
    let mut copy = desk.state.accounts().get(place).cloned().ok_or_else(missing)?;
    let (currency, quantum) = (copy.currency, copy.quantum());
    let (today, fields) = (desk.today(&copy), Fields(&set));
    check_days(&copy, kind, id, &fields, now)?;
    let mut found = target(&mut copy.campaigns, kind, id).ok_or_else(|| Problem::not_found(&id.to_string()))?;
    let (status, known, removable) = found.known();
    if let Some(name) = set.keys().find(|name| IMMUTABLE.contains(&name.as_str())) {
        return Err(Problem::invalid(name, "The field is immutable"));
    }
    fields.only(known)?;
    if let Some(name) = removed.iter().find(|name| !removable.contains(&name.as_str())) {
        return Err(Problem::invalid(name, "The field cannot be deleted"));
    }
    if matches!(found.word(), "PENDING_DELETION" | "REMOVED") {
        return Err(Problem::invalid(status, "What is deleted cannot be changed"));
    }
    let word = fields.word(status, &SETTABLE)?;
    if word == Some("DRAFT") && found.word() != "DRAFT" {
        return Err(Problem::invalid(status, "The status cannot go back to DRAFT"));
    }
    fields.money("totalBudget", currency, quantum)?;
    fields.bid(currency, quantum)?;
    if set.contains_key("targetingCriteria") {
        targeting::criteria(set.get("targetingCriteria"), false)?;
    }
    let daily = fields.money("dailyBudget", currency, quantum)?;
    let is_group = matches!(found, Target::Group(_));
    if is_group {
        optimization(&fields)?;
    }
    if let Some(name) = fields.name(if is_group { 100 } else { 255 })? {
        found.set_name(name);
    }
    if let Some(word) = word {
        found.set_status(word, today);
    }
    let own = ["name", status, if is_group { "dailyBudget" } else { "" }];
    let extra = found.extra();
    extra.extend(set.iter().filter(|(name, _)| !own.contains(&name.as_str())).map(|(k, v)| (k.clone(), v.clone())));
    for name in &removed {
        // said as nothing, so that what the world has does not come back
        extra.insert(name.clone(), Value::Null);
    }
    extra.insert(nodes::CHANGED.to_owned(), now.timestamp_millis().into());
    if let Target::Group(group) = found {
        let is_removed = removed.iter().any(|name| name == "dailyBudget");
        let new = group_budget(group, daily, is_removed, budget)?;
        match (new, daily) {
            (Some(new), _) => copy.budgets.push(new),
            (None, Some(daily)) => {
                let own = copy.campaigns.iter().find(|it| it.id == id).and_then(|it| it.budget);
                copy.budgets.iter_mut().filter(|it| Some(it.id) == own).for_each(|it| it.money = Money::Daily(daily));
            }
            (None, None) => {}
        }
    }
    if let Some(slot) = desk.state.accounts_mut().get_mut(place) {
        *slot = copy;
    }
    Ok(super::empty(StatusCode::NO_CONTENT))
}

/// Checks a group's budgets as they would be; a new budget where a group gets its first daily one.
fn group_budget(
    group: &mut Campaign,
    daily: Option<i64>,
    is_removed: bool,
    budget: u64,
) -> Result<Option<Budget>, Problem> {
    let is_there = |name: &str| group.extra.get(name).is_some_and(|it| !it.is_null());
    let has_end = match group.extra.get("runSchedule") {
        Some(schedule) => schedule.get("end").is_some(),
        None => group.plan.as_ref().is_some_and(|plan| plan.ends.is_some()),
    };
    check_group_budget(nodes::is_dynamic(group), daily.is_some(), is_there("totalBudget"), has_end)?;
    if is_removed {
        group.budget = None;
    } else if daily.is_some() {
        group.extra.remove("dailyBudget");
    }
    let Some(daily) = daily.filter(|_| group.budget.is_none() && !is_removed) else { return Ok(None) };
    group.budget = Some(budget);
    Ok(Some(Budget::daily(budget, group.name.clone(), daily)))
}

/// `DELETE …/{kind}/{id}`: drafts only; the others are set to `PENDING_DELETION`.
pub fn delete(desk: &mut Desk<'_>, ask: &Ask<'_>, account: &str, kind: &str) -> Told {
    let place = index(desk, account)?;
    let id = search::key(ask, kind)?;
    let missing = || Problem::not_found(&id.to_string());
    let account = desk.state.accounts_mut().get_mut(place).ok_or_else(missing)?;
    let found = target(&mut account.campaigns, kind, id).ok_or_else(missing)?;
    if found.word() != "DRAFT" {
        return Err(Problem::invalid(
            found.known().0,
            "Only what is a DRAFT can be deleted; set PENDING_DELETION instead",
        ));
    }
    let groups = &mut account.campaigns;
    let goes = |of: &str, it: u64, status: Status| kind == of && it == id && status == Status::Paused;
    groups.retain(|it| !goes("adCampaignGroups", it.id, it.status));
    for group in groups {
        group.sets.retain(|it| !goes("adCampaigns", it.id, it.status));
        for set in &mut group.sets {
            set.ads.retain(|it| !goes("creatives", it.id, it.status));
        }
    }
    Ok(super::empty(StatusCode::NO_CONTENT))
}
