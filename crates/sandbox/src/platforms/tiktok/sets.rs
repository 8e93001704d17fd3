//! Ad groups made and changed. Checked first, then done whole.

use chrono::NaiveDateTime;
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    advertiser, advertiser_mut,
    ask::{self, Body},
    campaigns::{self, MOST, asked_status, new_status},
    objects,
    problem::{Problem, Told},
    rules, targeting,
};
use crate::{
    core::{call::Call, state::Desk},
    world::tree::{Account, AdSet, Campaign, Kind, Stops},
};

/// Words, the values they may have, and whether a new ad group needs them.
const WORDS: [(&str, &[&str], bool); 7] = [
    (
        "budget_mode",
        &["BUDGET_MODE_DAY", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET", "BUDGET_MODE_TOTAL", "BUDGET_MODE_INFINITE"],
        true,
    ),
    ("schedule_type", &["SCHEDULE_START_END", "SCHEDULE_FROM_NOW"], true),
    ("pacing", &["PACING_MODE_SMOOTH", "PACING_MODE_FAST"], true),
    ("billing_event", &["CPC", "CPM", "OCPM", "CPV"], true),
    ("placement_type", &["PLACEMENT_TYPE_AUTOMATIC", "PLACEMENT_TYPE_NORMAL"], false),
    ("gender", &["GENDER_MALE", "GENDER_FEMALE", "GENDER_UNLIMITED"], false),
    ("bid_type", &["BID_TYPE_NO_BID", "BID_TYPE_CUSTOM"], false),
];

/// `POST /adgroup/create/`.
pub fn create(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let id = body.required("advertiser_id")?;
    let account = advertiser(desk, &id)?;
    let campaign = campaigns::find(account, &body.required("campaign_id")?)?;
    let name = body.name("adgroup_name")?.ok_or_else(|| ask::missing("adgroup_name"))?;
    for (name, _, is_needed) in WORDS {
        if is_needed {
            body.required(name)?;
        }
    }
    rules::check(&body, &objects::campaign(account, campaign), desk.now)?;
    if body.get("budget").is_none() {
        return Err(ask::missing("budget"));
    }
    let mut extra = said(&body, account, &body.required("budget_mode")?)?;
    let now = objects::time(desk.now);
    extra.insert("create_time".to_owned(), now.as_str().into());
    extra.insert("modify_time".to_owned(), now.into());
    let (status, campaign) = (new_status(&body)?, campaign.id);
    let number = desk.new_id(Platform::Tiktok, Kind::Set);
    let mut campaigns = advertiser_mut(desk, &id)?.campaigns.iter_mut();
    let found = campaigns.find(|it| it.id == campaign);
    let found = found.ok_or_else(|| Problem::missing("campaign", &campaign.to_string()))?;
    if found.sets.len() >= MOST {
        return Err(Problem::invalid("The campaign has too many ad groups."));
    }
    found.sets.push(AdSet { id: number, name, status, stops: Stops::default(), extra, ads: Vec::new() });
    whole(desk, &id, number)
}

/// `POST /adgroup/update/`.
pub fn update(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let id = body.required("advertiser_id")?;
    let account = advertiser(desk, &id)?;
    let (campaign, set) = find(account, &body.required("adgroup_id")?)?;
    let (number, row) = (set.id, objects::set(account, campaign, set));
    let mode = row.get("budget_mode").and_then(Value::as_str).unwrap_or_default();
    if body.text("budget_mode")?.is_some_and(|asked| asked != mode) {
        return Err(Problem::invalid("budget_mode: The budget mode of an ad group cannot be changed."));
    }
    let (name, mut extra) = (body.name("adgroup_name")?, said(&body, account, mode)?);
    extra.extend(rules::reschedule(&body, &row, desk.now)?);
    extra.insert("modify_time".to_owned(), objects::time(desk.now).into());
    let sets = advertiser_mut(desk, &id)?.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    for set in sets.filter(|set| set.id == number) {
        if let Some(name) = &name {
            name.clone_into(&mut set.name);
        }
        set.extra.extend(extra.clone());
    }
    whole(desk, &id, number)
}

/// `POST /adgroup/status/update/`.
pub fn set_status(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (id, ids) = (body.required("advertiser_id")?, body.ids("adgroup_ids")?);
    let status = asked_status(&body)?;
    let account = advertiser(desk, &id)?;
    for id in &ids {
        find(account, id)?;
    }
    let (today, now) = (desk.today(account), objects::time(desk.now));
    let sets = advertiser_mut(desk, &id)?.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    for set in sets.filter(|set| ids.contains(&set.id.to_string())) {
        set.set_status(status, today);
        set.extra.insert("modify_time".to_owned(), now.as_str().into());
    }
    Ok(json!({"adgroup_ids": ids, "status": objects::operation(status)}))
}

/// An ad group that is not gone, nor what it is in.
pub fn find<'a>(account: &'a Account, id: &str) -> Result<(&'a Campaign, &'a AdSet), Problem> {
    let mut sets = account.campaigns.iter().flat_map(|campaign| campaign.sets.iter().map(move |set| (campaign, set)));
    let found = sets.find(|(_, set)| set.id.to_string() == id).ok_or_else(|| Problem::missing("ad group", id))?;
    if objects::is_deleted(found.0.status) || objects::is_deleted(found.1.status) {
        return Err(Problem::invalid("The ad group has been deleted."));
    }
    Ok(found)
}

/// What a body says of an ad group besides its name and status, checked. `mode` is the kind of its budget.
fn said(body: &Body, account: &Account, mode: &str) -> Result<Map<String, Value>, Problem> {
    let mut extra = Map::new();
    for (name, may, _) in WORDS {
        if let Some(text) = body.text(name)? {
            extra.insert(name.to_owned(), ask::one_of(name, &text, may)?.into());
        }
    }
    for name in ["schedule_start_time", "schedule_end_time"] {
        if let Some(text) = body.text(name)? {
            NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S")
                .map_err(|_| Problem::invalid(format!("{name}: Not a time as 2026-01-31 08:00:00.")))?;
            extra.insert(name.to_owned(), text.into());
        }
    }
    extra.extend(targeting::said(body)?);
    for name in ["optimization_goal", "promotion_type", "promotion_target_type"] {
        if let Some(word) = body.name(name)? {
            extra.insert(name.to_owned(), word.into());
        }
    }
    for (name, most) in [("frequency", 1_000), ("frequency_schedule", 30)] {
        if let Some(number) = body.number(name, most)? {
            extra.insert(name.to_owned(), number.into());
        }
    }
    if let Some(bid) = body.money("bid_price", account.quantum())? {
        extra.insert("bid_price".to_owned(), bid.into());
    }
    match body.money("budget", account.quantum())? {
        Some(amount) if (amount > 0) != (mode == "BUDGET_MODE_INFINITE") => {
            extra.insert("budget".to_owned(), amount.into());
        }
        Some(_) => return Err(Problem::invalid("budget: Does not go with the budget mode of the ad group.")),
        None => {}
    }
    Ok(extra)
}

fn whole(desk: &Desk<'_>, advertiser_id: &str, number: u64) -> Told {
    let account = advertiser(desk, advertiser_id)?;
    let (campaign, set) = find(account, &number.to_string())?;
    Ok(Value::Object(objects::set(account, campaign, set)))
}
