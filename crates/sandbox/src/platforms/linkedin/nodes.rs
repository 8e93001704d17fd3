//! Accounts, campaign groups, campaigns and creatives as LinkedIn says them. A campaign of the world is a campaign group
//! here, an ad set a campaign, an ad a creative. Money is decimal text in units, times are milliseconds.

use chrono::NaiveDate;
use cmis_base::{money::Micros, platform::Platform};
use serde_json::{Map, Value, json};

use super::people;
use crate::world::{
    World,
    tree::{Account, Ad, AdSet, Campaign, FIRST_DAY, Goal, Status},
};

/// Every status there is. Accounts, groups, campaigns and creatives have some of them each.
pub const STATUSES: [&str; 8] =
    ["ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED"];

/// Where `extra` keeps LinkedIn's own word for a status, and when something was changed.
pub const STATUS: &str = "#status";
/// See [`STATUS`].
pub const CHANGED: &str = "#changed";

/// LinkedIn's word for a status.
pub fn status(status: Status, extra: &Map<String, Value>) -> &str {
    let word = match status {
        Status::Active => "ACTIVE",
        Status::Paused => "PAUSED",
        Status::Archived => "ARCHIVED",
        Status::Removed => "PENDING_DELETION",
    };
    extra.get(STATUS).and_then(Value::as_str).unwrap_or(word)
}

/// What a word makes of the world's status.
pub fn status_of(word: &str) -> Status {
    match word {
        "ACTIVE" => Status::Active,
        "ARCHIVED" | "COMPLETED" | "CANCELED" => Status::Archived,
        "PENDING_DELETION" | "REMOVED" => Status::Removed,
        _ => Status::Paused,
    }
}

/// LinkedIn's word for a goal.
pub fn objective(goal: Goal) -> &'static str {
    match goal {
        Goal::Traffic => "WEBSITE_VISITS",
        Goal::Leads => "LEAD_GENERATION",
        Goal::Sales => "WEBSITE_CONVERSIONS",
        Goal::Awareness => "BRAND_AWARENESS",
        Goal::Engagement => "ENGAGEMENT",
    }
}

/// An amount as `{amount, currencyCode}`, with the currency's own places.
pub fn money(micros: i64, account: &Account) -> Value {
    json!({"amount": decimal(micros, account.minor_places()), "currencyCode": account.currency})
}

/// Micros in units with so many places at least: `100.00`, `12`, `0.000001`.
pub fn decimal(micros: i64, places: u32) -> String {
    let text = Micros(micros).to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    if places == 0 && fraction.is_empty() {
        return whole.to_owned();
    }
    format!("{whole}.{fraction:0<width$}", width = places as usize)
}

/// The urn of something with a number.
pub fn urn(kind: &str, id: u64) -> String {
    format!("urn:li:{kind}:{id}")
}

/// Midnight of a day, in milliseconds since 1970.
fn midnight(day: NaiveDate) -> i64 {
    day.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc().timestamp_millis()
}

/// Who changed something when.
fn stamps(world: &World, made: NaiveDate, extra: &Map<String, Value>) -> Value {
    let actor = format!("urn:li:person:{}", people::person(world));
    let made = midnight(made);
    let changed = extra.get(CHANGED).cloned().unwrap_or_else(|| made.into());
    json!({"created": {"actor": actor, "time": made}, "lastModified": {"actor": actor, "time": changed}})
}

/// What callers set takes the place of what was there, or takes it away; what is ours alone is left out.
fn over(mut told: Value, extra: &Map<String, Value>) -> Value {
    for (name, value) in extra.iter().filter(|(name, _)| !name.starts_with('#')) {
        match value {
            Value::Null => {
                told.as_object_mut().and_then(|told| told.remove(name));
            }
            value => told[name.as_str()] = value.clone(),
        }
    }
    told
}

/// `/adAccounts/{id}`.
pub fn account(world: &World, account: &Account) -> Value {
    json!({
        "id": account.id,
        "name": account.name,
        "type": "BUSINESS",
        "status": "ACTIVE",
        "currency": account.currency,
        "reference": urn("organization", people::organization_id(world, account.place)),
        "test": false,
        "servingStatuses": ["RUNNABLE"],
        "notifiedOnCampaignOptimization": true,
        "version": {"versionTag": "1"},
        "changeAuditStamps": stamps(world, FIRST_DAY, &Map::new()),
    })
}

/// Whether a group's money is shared out among its campaigns. The world's groups: every second one.
pub fn is_dynamic(group: &Campaign) -> bool {
    match group.extra.get("budgetOptimization") {
        Some(optimization) => optimization.get("budgetOptimizationStrategy").is_some_and(|it| it == "DYNAMIC"),
        None => group.plan.is_some() && group.id.is_multiple_of(2),
    }
}

/// When a group begins and ends.
fn schedule(group: &Campaign) -> Value {
    let plan = group.plan.as_ref();
    let mut schedule = json!({"start": midnight(plan.map_or(group.made, |plan| plan.starts))});
    if let Some(end) = plan.and_then(|plan| plan.ends) {
        schedule["end"] = midnight(end).into();
    }
    schedule
}

/// When something of a group runs, as it was set, or as its group does.
pub fn run_schedule(group: &Campaign, extra: &Map<String, Value>) -> Value {
    extra.get("runSchedule").cloned().unwrap_or_else(|| schedule(group))
}

/// `/adAccounts/{id}/adCampaignGroups/{id}`.
pub fn group(world: &World, account: &Account, group: &Campaign, today: NaiveDate) -> Value {
    let has_ended = group.plan.as_ref().and_then(|plan| plan.ends).is_some_and(|end| end <= today);
    let status = status(group.status, &group.extra);
    let serving = match status {
        "ACTIVE" if has_ended => "CAMPAIGN_GROUP_END_DATE_HOLD",
        "ACTIVE" => "RUNNABLE",
        _ => "STOPPED",
    };
    let mut told = json!({
        "id": group.id,
        "account": urn("sponsoredAccount", account.id),
        "name": group.name,
        "status": status,
        "objectiveType": objective(group.goal),
        "runSchedule": schedule(group),
        "servingStatuses": [serving],
        "allowedCampaignTypes": ["SPONSORED_UPDATES"],
        "backfilled": false,
        "test": false,
        "changeAuditStamps": stamps(world, group.made, &group.extra),
    });
    if is_dynamic(group) {
        told["budgetOptimization"] = json!({"budgetOptimizationStrategy": "DYNAMIC"});
        if let Some(daily) = account.daily_budget(group) {
            told["dailyBudget"] = money(daily, account);
        }
    }
    over(told, &group.extra)
}

/// A campaign's part of a daily budget that is the world's group's, where the group does not share it out itself.
fn daily_part(account: &Account, group: &Campaign, set: &AdSet) -> Option<i64> {
    if group.plan.is_none() || is_dynamic(group) {
        return None;
    }
    let ads = group.sets.iter().map(|set| set.ads.len()).sum::<usize>();
    let (ads, own) = (i64::try_from(ads).ok()?.max(1), i64::try_from(set.ads.len()).ok()?);
    let part = account.daily_budget(group)?.saturating_mul(own) / ads;
    Some(part - part % account.quantum())
}

/// `/adAccounts/{id}/adCampaigns/{id}`.
pub fn campaign(world: &World, account: &Account, group: &Campaign, set: &AdSet) -> Value {
    let (own, above) = (status(set.status, &set.extra), status(group.status, &group.extra));
    let serving = match (own, above) {
        ("ACTIVE", "ACTIVE") => "RUNNABLE",
        ("ACTIVE", _) => "CAMPAIGN_GROUP_STATUS_HOLD",
        _ => "STOPPED",
    };
    let mut told = json!({
        "id": set.id,
        "account": urn("sponsoredAccount", account.id),
        "campaignGroup": urn("sponsoredCampaignGroup", group.id),
        "associatedEntity": urn("organization", people::organization_id(world, account.place)),
        "name": set.name,
        "type": "SPONSORED_UPDATES",
        "status": own,
        "objectiveType": objective(group.goal),
        "costType": "CPM",
        "creativeSelection": "OPTIMIZED",
        "unitCost": money(account.quantum().saturating_mul(1_250), account),
        "runSchedule": schedule(group),
        "locale": {"country": "US", "language": "en"},
        "targetingCriteria":
            {"include": {"and": [{"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:103644278"]}}]}},
        "offsiteDeliveryEnabled": false,
        "audienceExpansionEnabled": false,
        "optimizationTargetType": "NONE",
        "politicalIntent": "NOT_DECLARED",
        "servingStatuses": [serving],
        "test": false,
        "version": {"versionTag": "1"},
        "changeAuditStamps": stamps(world, group.made, &set.extra),
    });
    if let Some(daily) = daily_part(account, group, set) {
        told["dailyBudget"] = money(daily, account);
    }
    over(told, &set.extra)
}

/// The post that a creative of the world shows.
pub fn share(world: &World, ad: &Ad) -> u64 {
    world.id(Platform::Linkedin, "share", ad.id)
}

/// `/adAccounts/{id}/creatives/{urn}`.
pub fn creative(world: &World, account: &Account, group: &Campaign, set: &AdSet, ad: &Ad) -> Value {
    let own = status(ad.status, &ad.extra);
    let mut reasons = Vec::new();
    let mut holds = |is_held: bool, reason: &'static str| {
        if is_held {
            reasons.push(reason);
        }
    };
    holds(own != "ACTIVE", "STOPPED");
    holds(status(set.status, &set.extra) != "ACTIVE", "CAMPAIGN_STOPPED");
    holds(status(group.status, &group.extra) != "ACTIVE", "CAMPAIGN_GROUP_STATUS_HOLD");
    let person = format!("urn:li:person:{}", people::person(world));
    let made = midnight(group.made);
    let told = json!({
        "id": urn("sponsoredCreative", ad.id),
        "account": urn("sponsoredAccount", account.id),
        "campaign": urn("sponsoredCampaign", set.id),
        "intendedStatus": own,
        "content": {"reference": urn("share", share(world, ad))},
        "isServing": reasons.is_empty(),
        "isTest": false,
        "createdBy": person,
        "createdAt": made,
        "lastModifiedBy": person,
        "lastModifiedAt": ad.extra.get(CHANGED).cloned().unwrap_or_else(|| made.into()),
        "servingHoldReasons": reasons,
    });
    over(told, &ad.extra)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn amounts_have_the_places_of_their_currency_and_more_where_needed() {
        assert_eq!(decimal(100_000_000, 2), "100.00");
        assert_eq!(decimal(12_345_000, 2), "12.345");
        assert_eq!(decimal(12_000_000, 0), "12");
        assert_eq!(decimal(12_500_000, 3), "12.500");
        assert_eq!(decimal(12_500_000, 0), "12.5");
    }
}
