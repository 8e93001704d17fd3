//! Advertisers, campaigns, ad groups and ads as the Business API says them, and how they do. Money is micros here.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use serde_json::{Map, Value, json};

use crate::world::tree::{Account, Ad, AdSet, Campaign, FIRST_DAY, Goal, Status};

/// What is listed, reported and changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A campaign.
    Campaign,
    /// An ad group.
    AdGroup,
    /// An ad.
    Ad,
}

impl Kind {
    /// The word in names of fields.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Campaign => "campaign",
            Self::AdGroup => "adgroup",
            Self::Ad => "ad",
        }
    }

    /// The word that statuses begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Campaign => "CAMPAIGN_STATUS_",
            Self::AdGroup => "ADGROUP_STATUS_",
            Self::Ad => "AD_STATUS_",
        }
    }
}

/// How something does: by itself, or for what it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Runs.
    Ok,
    /// Stopped; the word of what stops it, nothing for itself.
    Disabled(&'static str),
    /// Gone, likewise.
    Deleted(&'static str),
}

impl Delivery {
    /// Of something by its own status and, from the top, the statuses and words of what it is in.
    fn of(own: Status, above: &[(Status, &'static str)]) -> Self {
        let chain = || above.iter().copied().chain([(own, "")]);
        let gone = chain().find(|(status, _)| is_deleted(*status));
        // what is stopped itself says so, whatever is above
        let stopped = || chain().rev().find(|(status, _)| *status == Status::Paused);
        match (gone, stopped()) {
            (Some((_, word)), _) => Self::Deleted(word),
            (None, Some((_, word))) => Self::Disabled(word),
            (None, None) => Self::Ok,
        }
    }

    /// Of a campaign.
    pub fn of_campaign(campaign: &Campaign) -> Self {
        Self::of(campaign.status, &[])
    }

    /// Of an ad group.
    pub fn of_set(campaign: &Campaign, set: &AdSet) -> Self {
        Self::of(set.status, &[(campaign.status, "CAMPAIGN_")])
    }

    /// Of an ad.
    pub fn of_ad(campaign: &Campaign, set: &AdSet, ad: &Ad) -> Self {
        Self::of(ad.status, &[(campaign.status, "CAMPAIGN_"), (set.status, "ADGROUP_")])
    }

    /// `secondary_status`.
    pub fn secondary(self, kind: Kind) -> String {
        let prefix = kind.prefix();
        match self {
            Self::Ok if kind == Kind::Campaign => format!("{prefix}ENABLE"),
            Self::Ok => format!("{prefix}DELIVERY_OK"),
            Self::Disabled(word) => format!("{prefix}{word}DISABLE"),
            Self::Deleted(word) => format!("{prefix}{word}DELETE"),
        }
    }

    /// Whether a filter for a primary status keeps it; none for a word that is no such status.
    pub fn is_in(self, primary: &str) -> Option<bool> {
        Some(match primary {
            "STATUS_ALL" => true,
            "STATUS_NOT_DELETE" => !matches!(self, Self::Deleted(_)),
            "STATUS_DELETE" => matches!(self, Self::Deleted(_)),
            "STATUS_DISABLE" | "STATUS_NOT_DELIVERY" => matches!(self, Self::Disabled(_)),
            "STATUS_DELIVERY_OK" => self == Self::Ok,
            _ => return None,
        })
    }
}

/// Whether it is gone: TikTok archives nothing.
pub const fn is_deleted(status: Status) -> bool {
    matches!(status, Status::Archived | Status::Removed)
}

/// `operation_status`: what its owner set it to.
pub const fn operation(status: Status) -> &'static str {
    match status {
        Status::Active => "ENABLE",
        Status::Paused => "DISABLE",
        Status::Archived | Status::Removed => "DELETE",
    }
}

/// The platform's word.
pub const fn objective(goal: Goal) -> &'static str {
    match goal {
        Goal::Traffic => "TRAFFIC",
        Goal::Leads => "LEAD_GENERATION",
        Goal::Sales => "WEB_CONVERSIONS",
        Goal::Awareness => "REACH",
        Goal::Engagement => "ENGAGEMENT",
    }
}

/// A time, in UTC and without saying so.
pub fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Midnight of the account's day.
fn midnight(account: &Account, day: NaiveDate) -> String {
    let naive = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    // where clocks go forward at midnight there is none; one o'clock always is
    let local = account.zone.from_local_datetime(&naive).earliest();
    let local = local.or_else(|| account.zone.from_local_datetime(&day.and_hms_opt(1, 0, 0)?).earliest());
    local.map(|local| time(local.to_utc())).unwrap_or_default()
}

/// The row with what callers set on top.
fn with_extra(row: Value, extra: &Map<String, Value>) -> Map<String, Value> {
    let Value::Object(mut row) = row else { return Map::new() };
    row.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone())));
    row
}

/// An advertiser. `timezone` is not always what IANA calls it; `display_timezone` is.
pub fn advertiser(account: &Account) -> Map<String, Value> {
    let zone = account.zone.name();
    let (country, fixed) = match zone {
        "America/New_York" => ("US", "Etc/GMT+5"),
        "Asia/Tokyo" => ("JP", zone),
        "Asia/Kuwait" => ("KW", zone),
        "Africa/Cairo" => ("EG", zone),
        _ => ("SA", zone),
    };
    let row = json!({
        "advertiser_id": account.id.to_string(),
        "name": account.name,
        "company": account.name,
        "currency": account.currency,
        "timezone": fixed,
        "display_timezone": zone,
        "country": country,
        "language": "en",
        "status": "STATUS_ENABLE",
        "role": "ROLE_ADVERTISER",
        "advertiser_account_type": "AUCTION",
        "balance": 0,
        "create_time": FIRST_DAY.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc().timestamp(),
        "rejection_reason": "",
        "description": null,
    });
    with_extra(row, &Map::new())
}

/// A campaign.
pub fn campaign(account: &Account, campaign: &Campaign) -> Map<String, Value> {
    let made = midnight(account, campaign.made);
    let daily = account.daily_budget(campaign);
    let row = json!({
        "advertiser_id": account.id.to_string(),
        "campaign_id": campaign.id.to_string(),
        "campaign_name": campaign.name,
        "campaign_type": "REGULAR_CAMPAIGN",
        "objective_type": objective(campaign.goal),
        "objective": "LANDING_PAGE",
        "budget": daily.unwrap_or(0),
        "budget_mode": if daily.is_some() { "BUDGET_MODE_DAY" } else { "BUDGET_MODE_INFINITE" },
        "budget_optimize_on": daily.is_some(),
        "operation_status": operation(campaign.status),
        "secondary_status": Delivery::of_campaign(campaign).secondary(Kind::Campaign),
        "create_time": made,
        "modify_time": made,
        "roas_bid": 0.0,
        "is_smart_performance_campaign": false,
        "is_search_campaign": false,
    });
    with_extra(row, &campaign.extra)
}

/// An ad group. Those of the world spend what their campaign has.
pub fn set(account: &Account, campaign: &Campaign, set: &AdSet) -> Map<String, Value> {
    let made = midnight(account, campaign.made);
    let row = json!({
        "advertiser_id": account.id.to_string(),
        "campaign_id": campaign.id.to_string(),
        "campaign_name": campaign.name,
        "adgroup_id": set.id.to_string(),
        "adgroup_name": set.name,
        "budget": 0,
        "budget_mode": "BUDGET_MODE_INFINITE",
        "operation_status": operation(set.status),
        "secondary_status": Delivery::of_set(campaign, set).secondary(Kind::AdGroup),
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": made,
        "schedule_end_time": null,
        "optimization_goal": "CLICK",
        "pacing": "PACING_MODE_SMOOTH",
        "billing_event": "CPC",
        "bid_type": "BID_TYPE_NO_BID",
        "bid_price": 0,
        "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
        "placements": null,
        "promotion_type": null,
        "promotion_target_type": null,
        "frequency": null,
        "frequency_schedule": null,
        "location_ids": [],
        "age_groups": null,
        "gender": "GENDER_UNLIMITED",
        "languages": null,
        "create_time": made,
        "modify_time": made,
    });
    with_extra(row, &set.extra)
}

/// An ad.
pub fn ad(account: &Account, campaign: &Campaign, set: &AdSet, ad: &Ad) -> Map<String, Value> {
    let made = midnight(account, campaign.made);
    let row = json!({
        "advertiser_id": account.id.to_string(),
        "campaign_id": campaign.id.to_string(),
        "campaign_name": campaign.name,
        "adgroup_id": set.id.to_string(),
        "adgroup_name": set.name,
        "ad_id": ad.id.to_string(),
        "ad_name": ad.name,
        "ad_text": ad.name,
        "ad_format": "SINGLE_VIDEO",
        "video_id": format!("v10033g{:x}", ad.id),
        "image_ids": null,
        "call_to_action": "LEARN_MORE",
        "landing_page_url": "https://example.com/",
        "display_name": account.name,
        "identity_id": account.id.to_string(),
        "identity_type": "CUSTOMIZED_USER",
        "operation_status": operation(ad.status),
        "secondary_status": Delivery::of_ad(campaign, set, ad).secondary(Kind::Ad),
        "create_time": made,
        "modify_time": made,
    });
    with_extra(row, &ad.extra)
}

#[cfg(test)]
mod tests {
    use super::{Delivery, Kind};
    use crate::world::tree::Status;

    #[test]
    fn what_stops_an_ad_is_said() {
        let (on, off, gone) = (Status::Active, Status::Paused, Status::Removed);
        for (own, campaign, set, said) in [
            (on, on, on, "AD_STATUS_DELIVERY_OK"),
            (off, on, on, "AD_STATUS_DISABLE"),
            (off, off, off, "AD_STATUS_DISABLE"),
            (on, off, on, "AD_STATUS_CAMPAIGN_DISABLE"),
            (on, off, off, "AD_STATUS_ADGROUP_DISABLE"),
            (on, gone, off, "AD_STATUS_CAMPAIGN_DELETE"),
            (off, on, gone, "AD_STATUS_ADGROUP_DELETE"),
            (gone, on, on, "AD_STATUS_DELETE"),
        ] {
            let delivery = Delivery::of(own, &[(campaign, "CAMPAIGN_"), (set, "ADGROUP_")]);
            assert_eq!(delivery.secondary(Kind::Ad), said);
            assert_eq!(delivery.is_in("STATUS_NOT_DELETE"), Some(!said.ends_with("DELETE")), "{said}");
        }
        assert_eq!(Delivery::Ok.is_in("ENABLE"), None);
    }
}
