//! Campaigns, ad groups and ads, those that were removed too: old numbers keep their names.

use chrono_tz::Tz;
use cmis_base::money::Micros;
use serde::Deserialize;

use super::{
    Google,
    dates::{end_from_wall, from_wall},
    values::Whole,
};
use crate::platform::{Ad, AdAccount, AdSet, Budget, Campaign, Objective, Page, Status, Tokens, problem::Problem};

const CAMPAIGNS: &str = "SELECT campaign.id, campaign.name, campaign.status, campaign.primary_status, \
     campaign.advertising_channel_type, campaign.bidding_strategy_type, campaign.start_date_time, \
     campaign.end_date_time, campaign_budget.amount_micros, campaign_budget.total_amount_micros, \
     campaign_budget.explicitly_shared FROM campaign";
const AD_GROUPS: &str =
    "SELECT ad_group.id, ad_group.name, ad_group.status, ad_group.primary_status, campaign.id FROM ad_group";
const ADS: &str = "SELECT ad_group_ad.ad.id, ad_group_ad.ad.name, ad_group_ad.ad.type, ad_group_ad.status, \
     ad_group_ad.policy_summary.approval_status, ad_group.id FROM ad_group_ad";

/// A reference to something above: its id is all that is asked for.
#[derive(Deserialize)]
pub(super) struct Above {
    pub id: Whole,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CampaignRow {
    campaign: CampaignFields,
    #[serde(default)]
    campaign_budget: BudgetFields,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CampaignFields {
    id: Whole,
    #[serde(default)]
    name: String,
    status: Option<String>,
    primary_status: Option<String>,
    #[serde(default)]
    advertising_channel_type: String,
    #[serde(default)]
    bidding_strategy_type: String,
    start_date_time: Option<String>,
    end_date_time: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct BudgetFields {
    amount_micros: Option<Whole>,
    total_amount_micros: Option<Whole>,
    explicitly_shared: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdGroupRow {
    ad_group: AdGroupFields,
    campaign: Above,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdGroupFields {
    id: Whole,
    #[serde(default)]
    name: String,
    status: Option<String>,
    primary_status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdRow {
    ad_group_ad: AdGroupAdFields,
    ad_group: Above,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdGroupAdFields {
    ad: AdFields,
    status: Option<String>,
    #[serde(default)]
    policy_summary: PolicySummary,
}

#[derive(Deserialize)]
struct AdFields {
    id: Whole,
    #[serde(default)]
    name: String,
    #[serde(default, rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct PolicySummary {
    approval_status: Option<String>,
}

impl Google {
    pub(super) async fn page_of_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        let page = self.search::<CampaignRow>(tokens, self.customer(account)?, CAMPAIGNS, after).await?;
        // without a zone that is known a wall clock tells no moment
        let zone = account.time_zone.parse().ok();
        Ok(each(page, |row| row.into_campaign(zone)))
    }

    pub(super) async fn page_of_ad_groups(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        let page = self.search::<AdGroupRow>(tokens, self.customer(account)?, AD_GROUPS, after).await?;
        Ok(each(page, |AdGroupRow { ad_group, campaign }| AdSet {
            id: ad_group.id.0.to_string(),
            campaign_id: campaign.id.0.to_string(),
            name: ad_group.name,
            status: status(ad_group.status.as_deref()),
            delivery: ad_group.primary_status,
            budget: Budget::default(),
            updated_at: None,
        }))
    }

    pub(super) async fn page_of_ads(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        let page = self.search::<AdRow>(tokens, self.customer(account)?, ADS, after).await?;
        Ok(each(page, |AdRow { ad_group_ad, ad_group }| Ad {
            id: ad_group_ad.ad.id.0.to_string(),
            ad_set_id: ad_group.id.0.to_string(),
            name: ad_group_ad.ad.name(),
            status: status(ad_group_ad.status.as_deref()),
            delivery: ad_group_ad.policy_summary.approval_status,
            updated_at: None,
        }))
    }
}

fn each<R, T>(page: Page<R>, into: impl FnMut(R) -> T) -> Page<T> {
    Page { items: page.items.into_iter().map(into).collect(), next: page.next }
}

impl CampaignRow {
    fn into_campaign(self, zone: Option<Tz>) -> Campaign {
        let Self { campaign, campaign_budget: budget } = self;
        // one that is shared is nobody's own
        let own = |amount: Option<Whole>| amount.filter(|_| !budget.explicitly_shared).map(|amount| Micros(amount.0));
        let moment = |text: Option<String>, read: fn(&str, Tz) -> _| read(&text?, zone?);
        Campaign {
            id: campaign.id.0.to_string(),
            name: campaign.name,
            status: status(campaign.status.as_deref()),
            delivery: campaign.primary_status,
            objective: objective(&campaign.advertising_channel_type, &campaign.bidding_strategy_type),
            objective_word: campaign.advertising_channel_type,
            budget: Budget { daily: own(budget.amount_micros), lifetime: own(budget.total_amount_micros) },
            starts_at: moment(campaign.start_date_time, from_wall),
            ends_at: moment(campaign.end_date_time, end_from_wall),
            updated_at: None,
        }
    }
}

impl AdFields {
    /// Most ads have no name: theirs is made of what they are, `Responsive search ad 123`.
    fn name(self) -> String {
        if !self.name.is_empty() {
            return self.name;
        }
        let kind = self.kind.replace('_', " ").to_lowercase();
        let mut letters = kind.chars();
        match letters.next() {
            Some(first) => format!("{}{} {}", first.to_uppercase(), letters.as_str(), self.id.0),
            None => format!("Ad {}", self.id.0),
        }
    }
}

/// A state that this version does not know (`UNKNOWN`, or none) is not said to run.
fn status(word: Option<&str>) -> Status {
    match word {
        Some("ENABLED") => Status::Active,
        Some("REMOVED") => Status::Deleted,
        _ => Status::Paused,
    }
}

/// Google has no objectives. A channel that serves one purpose tells it; on the others it is what the bids are for:
///
/// | channel | bids for | objective |
/// |---|---|---|
/// | `SHOPPING` `PERFORMANCE_MAX` `HOTEL` `TRAVEL` | any | sales |
/// | `MULTI_CHANNEL` | any | app promotion |
/// | `LOCAL_SERVICES` | any | leads |
/// | `VIDEO` `DEMAND_GEN` | conversion value, conversions, else | sales, leads, engagement |
/// | `DISPLAY` | conversion value, conversions, clicks, else | sales, leads, traffic, awareness |
/// | `SEARCH` `SMART` `LOCAL` | conversion value, conversions, impressions, else | sales, leads, awareness, traffic |
fn objective(channel: &str, bidding: &str) -> Option<Objective> {
    let by_bids = match bidding {
        "MAXIMIZE_CONVERSION_VALUE" | "TARGET_ROAS" => Some(Objective::Sales),
        "MAXIMIZE_CONVERSIONS" | "TARGET_CPA" => Some(Objective::Leads),
        "MANUAL_CPC" | "TARGET_SPEND" | "TARGET_CPC" | "ENHANCED_CPC" => Some(Objective::Traffic),
        "TARGET_IMPRESSION_SHARE" | "MANUAL_CPM" | "TARGET_CPM" => Some(Objective::Awareness),
        _ => None,
    };
    let is_for_conversions = matches!(by_bids, Some(Objective::Sales | Objective::Leads));
    match channel {
        "SHOPPING" | "PERFORMANCE_MAX" | "HOTEL" | "TRAVEL" => Some(Objective::Sales),
        "MULTI_CHANNEL" => Some(Objective::AppPromotion),
        "LOCAL_SERVICES" => Some(Objective::Leads),
        "VIDEO" | "DEMAND_GEN" if is_for_conversions => by_bids,
        "VIDEO" | "DEMAND_GEN" => Some(Objective::Engagement),
        "DISPLAY" => by_bids.or(Some(Objective::Awareness)),
        "SEARCH" | "SMART" | "LOCAL" => by_bids.or(Some(Objective::Traffic)),
        _ => None,
    }
}
