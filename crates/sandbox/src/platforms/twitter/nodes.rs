//! Accounts, funding instruments, campaigns, line items and promoted posts as the Ads API says them, and their ids.

use chrono::{DateTime, Duration, NaiveDate, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use crate::{
    core::state::Desk,
    world::{
        World,
        tree::{Account, Ad, AdSet, Campaign, FIRST_DAY, Goal, Status},
    },
};

/// What callers set beside a name, a status and a campaign's daily budget is kept under the platform's own words. This one tells of
/// a campaign or line item that is a draft.
pub const DRAFT: &str = "draft";
/// And this one holds whom a line item is shown to, which is told by itself.
pub const TARGETING: &str = "targeting";

/// An id as X writes it: base 36.
pub fn base36(number: u64) -> String {
    let mut rest = number;
    let mut digits = Vec::new();
    loop {
        let digit = u32::try_from(rest % 36).ok().and_then(|digit| char::from_digit(digit, 36));
        digits.push(digit.unwrap_or('0'));
        rest /= 36;
        if rest == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}

/// The number of an id.
pub fn number(id: &str) -> Option<u64> {
    let is_id = !id.is_empty() && id.bytes().all(|it| it.is_ascii_digit() || it.is_ascii_lowercase());
    if is_id { u64::from_str_radix(id, 36).ok() } else { None }
}

/// An instant as X writes it: `2017-06-30T04:41:06Z`.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// When a day begins in a zone; where clocks go forward at midnight, an hour later.
pub fn midnight(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let naive = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    let found = zone.from_local_datetime(&naive).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(naive + Duration::hours(1))).earliest());
    found.map_or_else(|| naive.and_utc(), |local| local.to_utc())
}

/// The account of an id.
pub fn account<'a>(desk: &'a Desk<'_>, id: &str) -> Option<&'a Account> {
    let number = number(id)?;
    desk.accounts(Platform::Twitter).find(|account| account.id == number)
}

/// The number of an account's one funding instrument.
pub fn funding(world: &World, account: &Account) -> u64 {
    world.id(Platform::Twitter, "funding", account.place as u64)
}

/// Whether it was deleted, or put away, for which X has no other word.
pub const fn is_deleted(status: Status) -> bool {
    matches!(status, Status::Removed | Status::Archived)
}

const fn entity_status(status: Status) -> &'static str {
    match status {
        Status::Active => "ACTIVE",
        Status::Paused | Status::Archived | Status::Removed => "PAUSED",
    }
}

/// The platform's objective and goal. A campaign has none: its line items do.
pub const fn objective(goal: Goal) -> (&'static str, &'static str, &'static str) {
    match goal {
        Goal::Traffic => ("WEBSITE_CLICKS", "LINK_CLICKS", "IMPRESSION"),
        Goal::Leads => ("WEBSITE_CLICKS", "SITE_VISITS", "IMPRESSION"),
        Goal::Sales => ("WEBSITE_CLICKS", "WEBSITE_CONVERSIONS", "IMPRESSION"),
        Goal::Awareness => ("REACH", "MAX_REACH", "IMPRESSION"),
        Goal::Engagement => ("ENGAGEMENTS", "ENGAGEMENT", "ENGAGEMENT"),
    }
}

/// Where ads of a goal are shown: what is to be seen is shown everywhere, the rest where people read.
pub const fn placements(goal: Goal) -> &'static [&'static str] {
    match goal {
        Goal::Awareness => &["ALL_ON_TWITTER", "SPOTLIGHT", "TREND"],
        _ => &["ALL_ON_TWITTER"],
    }
}

/// An account.
pub fn account_json(account: &Account) -> Value {
    let made = midnight(account.zone, FIRST_DAY);
    json!({
        "name": account.name,
        "business_name": null,
        "timezone": account.zone.name(),
        "timezone_switch_at": stamp(made),
        "id": base36(account.id),
        "created_at": stamp(made),
        "updated_at": stamp(made),
        "industry_type": "RETAIL",
        "business_id": null,
        "approval_status": "ACCEPTED",
        "deleted": false,
    })
}

/// The account's funding instrument, which is where its currency stands.
pub fn funding_json(world: &World, account: &Account) -> Value {
    let made = stamp(midnight(account.zone, FIRST_DAY));
    json!({
        "start_time": made,
        "description": "Visa ending in 0650",
        "credit_limit_local_micro": null,
        "end_time": null,
        "id": base36(funding(world, account)),
        "entity_status": "ACTIVE",
        "account_id": base36(account.id),
        "reasons_not_able_to_fund": [],
        "io_header": null,
        "currency": account.currency,
        "funded_amount_local_micro": null,
        "created_at": made,
        "type": "CREDIT_CARD",
        "able_to_fund": true,
        "updated_at": made,
        "credit_remaining_local_micro": null,
        "deleted": false,
    })
}

/// With what callers set on top, but for what is our own note.
fn with_extra(node: Value, extra: &Map<String, Value>) -> Value {
    let Value::Object(mut node) = node else { return node };
    if extra.contains_key(DRAFT) {
        node.insert("entity_status".to_owned(), "DRAFT".into());
    }
    let own = extra.iter().filter(|(name, _)| ![DRAFT, TARGETING].contains(&name.as_str()));
    node.extend(own.map(|(name, value)| (name.clone(), value.clone())));
    Value::Object(node)
}

/// A campaign.
pub fn campaign_json(world: &World, account: &Account, campaign: &Campaign, now: DateTime<Utc>) -> Value {
    let made = stamp(midnight(account.zone, campaign.made));
    let ended = campaign.plan.as_ref().and_then(|plan| plan.ends);
    let is_over = ended.is_some_and(|end| midnight(account.zone, end) <= now);
    let mut reasons = Vec::new();
    if campaign.status != Status::Active {
        reasons.push("PAUSED_BY_ADVERTISER");
    }
    if campaign.sets.is_empty() {
        reasons.push("INCOMPLETE");
    }
    if is_over {
        reasons.push("EXPIRED");
    }
    let effective = match (reasons.is_empty(), is_over, campaign.status) {
        (true, ..) => "RUNNING",
        (_, true, _) => "EXPIRED",
        (_, _, Status::Active) => "UNKNOWN",
        _ => "PAUSED",
    };
    let node = json!({
        "name": campaign.name,
        "budget_optimization": "LINE_ITEM",
        "reasons_not_servable": reasons,
        "servable": reasons.is_empty(),
        "purchase_order_number": null,
        "effective_status": effective,
        "daily_budget_amount_local_micro": account.daily_budget(campaign),
        "funding_instrument_id": base36(funding(world, account)),
        "duration_in_days": null,
        "standard_delivery": null,
        "total_budget_amount_local_micro": null,
        "id": base36(campaign.id),
        "entity_status": entity_status(campaign.status),
        "account_id": base36(account.id),
        "frequency_cap": null,
        "currency": account.currency,
        "created_at": made,
        "updated_at": made,
        "deleted": is_deleted(campaign.status),
    });
    with_extra(node, &campaign.extra)
}

/// A line item.
pub fn line_item_json(world: &World, account: &Account, campaign: &Campaign, set: &AdSet) -> Value {
    let made = stamp(midnight(account.zone, campaign.made));
    let ends = campaign.plan.as_ref().and_then(|plan| plan.ends).map(|day| stamp(midnight(account.zone, day)));
    let (objective, goal, pay_by) = objective(campaign.goal);
    let node = json!({
        "advertiser_user_id": world.id(Platform::Twitter, "user", 0).to_string(),
        "name": set.name,
        "placements": placements(campaign.goal),
        "start_time": made,
        "bid_amount_local_micro": null,
        "advertiser_domain": null,
        "target_cpa_local_micro": null,
        "primary_web_event_tag": null,
        "goal": goal,
        "daily_budget_amount_local_micro": null,
        "product_type": "PROMOTED_TWEETS",
        "end_time": ends,
        "funding_instrument_id": base36(funding(world, account)),
        "bid_strategy": "AUTO",
        "duration_in_days": null,
        "standard_delivery": true,
        "total_budget_amount_local_micro": null,
        "objective": objective,
        "id": base36(set.id),
        "entity_status": entity_status(set.status),
        "automatic_tweet_promotion": null,
        "frequency_cap": null,
        "android_app_store_identifier": null,
        "categories": [],
        "currency": account.currency,
        "pay_by": pay_by,
        "created_at": made,
        "ios_app_store_identifier": null,
        "updated_at": made,
        "campaign_id": base36(campaign.id),
        "creative_source": "MANUAL",
        "deleted": is_deleted(set.status),
    });
    with_extra(node, &set.extra)
}

/// A promoted post. It has no name and cannot be paused: it is there, or it was taken from its line item.
pub fn promoted_json(account: &Account, campaign: &Campaign, set: &AdSet, ad: &Ad) -> Value {
    let made = stamp(midnight(account.zone, campaign.made));
    let node = json!({
        "line_item_id": base36(set.id),
        "id": base36(ad.id),
        "entity_status": entity_status(ad.status),
        "created_at": made,
        "updated_at": made,
        "approval_status": "ACCEPTED",
        "tweet_id": (1_400_000_000_000_000_000 + ad.id % 100_000_000_000_000_000).to_string(),
        "deleted": is_deleted(ad.status),
    });
    with_extra(node, &ad.extra)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{base36, midnight, number, stamp};

    proptest! {
        #[test]
        fn ids_come_back(id: u64) {
            prop_assert_eq!(number(&base36(id)), Some(id));
        }
    }

    #[test]
    fn what_is_no_id_is_none_and_days_begin_where_people_live() {
        for text in ["", "+1", "A", "ä", "zzzzzzzzzzzzzz", "1 2"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(base36(0), "0");
        assert_eq!(stamp(midnight(Tz::Asia__Tokyo, "2026-08-01".parse().unwrap())), "2026-07-31T15:00:00Z");
        // in Cairo clocks go forward at midnight
        assert_eq!(stamp(midnight(Tz::Africa__Cairo, "2026-04-24".parse().unwrap())), "2026-04-23T22:00:00Z");
    }
}
