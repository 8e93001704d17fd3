//! Campaigns, ad squads and ads as Snapchat has them, in our types. What it deleted is still listed, with its state.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Snapchat,
    call::{AD_SQUADS, ADS, CAMPAIGNS},
    values::{Id, Whole, id, read},
};
use crate::platform::{Ad, AdAccount, AdSet, Budget, Campaign, Objective, Page, Status, Tokens, problem::Problem};

/// What all three have.
#[derive(Deserialize)]
struct Thing {
    id: Id,
    #[serde(default)]
    name: String,
    status: Option<String>,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    delivery_status: Option<Vec<String>>,
    updated_at: Option<DateTime<Utc>>,
}

impl Thing {
    /// A word that is not known is not running.
    fn status(&self) -> Status {
        match self.status.as_deref() {
            _ if self.deleted => Status::Deleted,
            Some("DELETED") => Status::Deleted,
            Some("ACTIVE") => Status::Active,
            _ => Status::Paused,
        }
    }

    /// All that Snapchat says of how it does.
    fn delivery(&self) -> Option<String> {
        self.delivery_status.as_ref().filter(|words| !words.is_empty()).map(|words| words.join(", "))
    }
}

#[derive(Deserialize)]
struct CampaignRow {
    #[serde(flatten)]
    thing: Thing,
    objective: Option<String>,
    objective_v2_properties: Option<ObjectiveV2>,
    daily_budget_micro: Option<Whole>,
    lifetime_spend_cap_micro: Option<Whole>,
    start_time: Option<DateTime<Utc>>,
    end_time: Option<DateTime<Utc>>,
}

#[derive(Deserialize)]
struct ObjectiveV2 {
    objective_v2_type: Option<String>,
}

#[derive(Deserialize)]
struct AdSquadRow {
    #[serde(flatten)]
    thing: Thing,
    campaign_id: Id,
    daily_budget_micro: Option<Whole>,
    lifetime_budget_micro: Option<Whole>,
}

#[derive(Deserialize)]
struct AdRow {
    #[serde(flatten)]
    thing: Thing,
    ad_squad_id: Id,
    review_status: Option<String>,
}

impl Snapchat {
    pub(super) async fn page_of_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        self.page(tokens, &["adaccounts", id(&account.id)?, "campaigns"], CAMPAIGNS, after, campaign).await
    }

    pub(super) async fn page_of_ad_squads(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        self.page(tokens, &["adaccounts", id(&account.id)?, "adsquads"], AD_SQUADS, after, ad_squad).await
    }

    pub(super) async fn page_of_ads(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        self.page(tokens, &["adaccounts", id(&account.id)?, "ads"], ADS, after, ad).await
    }
}

fn campaign(row: Map<String, Value>) -> Result<Campaign, Problem> {
    let row: CampaignRow = read(row, "A campaign does not read")?;
    let newer = row.objective_v2_properties.and_then(|it| it.objective_v2_type);
    let word = newer.or(row.objective).unwrap_or_default();
    Ok(Campaign {
        status: row.thing.status(),
        delivery: row.thing.delivery(),
        id: row.thing.id.0,
        name: row.thing.name,
        objective: objective(&word),
        objective_word: word,
        budget: budget(row.daily_budget_micro, row.lifetime_spend_cap_micro),
        starts_at: row.start_time,
        ends_at: row.end_time,
        updated_at: row.thing.updated_at,
    })
}

pub(super) fn ad_squad(row: Map<String, Value>) -> Result<AdSet, Problem> {
    let row: AdSquadRow = read(row, "An ad squad does not read")?;
    Ok(AdSet {
        status: row.thing.status(),
        delivery: row.thing.delivery(),
        id: row.thing.id.0,
        campaign_id: row.campaign_id.0,
        name: row.thing.name,
        budget: budget(row.daily_budget_micro, row.lifetime_budget_micro),
        updated_at: row.thing.updated_at,
    })
}

/// Of an ad that is not approved the review says why it does not run; of others the delivery does.
pub(super) fn ad(row: Map<String, Value>) -> Result<Ad, Problem> {
    let row: AdRow = read(row, "An ad does not read")?;
    let review = row.review_status.filter(|word| !word.is_empty());
    let delivery = match review {
        Some(review) if review != "APPROVED" => Some(review),
        review => row.thing.delivery().or(review),
    };
    Ok(Ad {
        status: row.thing.status(),
        delivery,
        id: row.thing.id.0,
        ad_set_id: row.ad_squad_id.0,
        name: row.thing.name,
        updated_at: row.thing.updated_at,
    })
}

/// A campaign may have a cap on all of its days beside a daily budget: the daily one is what it spends by.
fn budget(daily: Option<Whole>, lifetime: Option<Whole>) -> Budget {
    match daily.and_then(Whole::set) {
        Some(daily) => Budget { daily: Some(daily), lifetime: None },
        None => Budget { daily: None, lifetime: lifetime.and_then(Whole::set) },
    }
}

/// The newer words, and those before them.
fn objective(word: &str) -> Option<Objective> {
    Some(match word {
        "AWARENESS_AND_ENGAGEMENT" | "BRAND_AWARENESS" | "PROMOTE_PLACES" => Objective::Awareness,
        "TRAFFIC" | "WEB_VIEW" => Objective::Traffic,
        "ENGAGEMENT" | "VIDEO_VIEW" | "PROMOTE_STORIES" => Objective::Engagement,
        "LEADS" | "LEAD_GENERATION" => Objective::Leads,
        // of both Snapchat makes campaigns for an app now
        "APP_PROMOTION" | "APP_INSTALL" | "APP_CONVERSION" => Objective::AppPromotion,
        "SALES" | "CATALOG_SALES" | "WEB_CONVERSION" => Objective::Sales,
        _ => return None,
    })
}

/// The word for a new campaign. Awareness and engagement are one at Snapchat, and come back as awareness.
pub(super) fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness | Objective::Engagement => "AWARENESS_AND_ENGAGEMENT",
        Objective::Traffic => "TRAFFIC",
        Objective::Leads => "LEADS",
        Objective::AppPromotion => "APP_PROMOTION",
        Objective::Sales => "SALES",
    }
}

#[cfg(test)]
mod tests {
    use super::{objective, objective_word};
    use crate::platform::Objective;

    #[test]
    fn every_word_for_an_objective_is_known() {
        for (words, expected) in [
            (&["AWARENESS_AND_ENGAGEMENT", "BRAND_AWARENESS", "PROMOTE_PLACES"][..], Some(Objective::Awareness)),
            (&["TRAFFIC", "WEB_VIEW"], Some(Objective::Traffic)),
            (&["ENGAGEMENT", "VIDEO_VIEW", "PROMOTE_STORIES"], Some(Objective::Engagement)),
            (&["LEADS", "LEAD_GENERATION"], Some(Objective::Leads)),
            (&["APP_PROMOTION", "APP_INSTALL", "APP_CONVERSION"], Some(Objective::AppPromotion)),
            (&["SALES", "CATALOG_SALES", "WEB_CONVERSION"], Some(Objective::Sales)),
            (&["", "sales", "SOMETHING_NEW"], None),
        ] {
            for word in words {
                assert_eq!(objective(word), expected, "{word}");
            }
        }
        for made in
            [Objective::Awareness, Objective::Traffic, Objective::Leads, Objective::AppPromotion, Objective::Sales]
        {
            assert_eq!(objective(objective_word(made)), Some(made));
        }
    }
}
