//! Campaigns, ad groups and ads. TikTok leaves the deleted ones out unless it is asked for all. A campaign has no dates of its own: its ad
//! groups do.

use cmis_base::money::Micros;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    TikTok,
    call::{Listed, ROWS, page_number},
    values::{Text, amount, given_id, id, json_list, time},
};
use crate::platform::{Ad, AdAccount, AdSet, Budget, Campaign, Objective, Page, Status, Tokens, problem::Problem};

/// Also what was deleted.
const ALL: &str = r#"{"primary_status":"STATUS_ALL"}"#;

const CAMPAIGN_FIELDS: [&str; 8] = [
    "campaign_id",
    "campaign_name",
    "objective_type",
    "budget",
    "budget_mode",
    "operation_status",
    "secondary_status",
    "modify_time",
];
const AD_GROUP_FIELDS: [&str; 8] = [
    "adgroup_id",
    "campaign_id",
    "adgroup_name",
    "budget",
    "budget_mode",
    "operation_status",
    "secondary_status",
    "modify_time",
];
const AD_FIELDS: [&str; 6] = ["ad_id", "adgroup_id", "ad_name", "operation_status", "secondary_status", "modify_time"];

#[derive(Deserialize)]
struct CampaignRow {
    campaign_id: Text,
    campaign_name: Option<String>,
    objective_type: Option<String>,
    budget: Option<Text>,
    budget_mode: Option<String>,
    operation_status: Option<String>,
    secondary_status: Option<String>,
    modify_time: Option<Text>,
}

#[derive(Deserialize)]
struct AdGroupRow {
    adgroup_id: Text,
    campaign_id: Text,
    adgroup_name: Option<String>,
    budget: Option<Text>,
    budget_mode: Option<String>,
    operation_status: Option<String>,
    secondary_status: Option<String>,
    modify_time: Option<Text>,
}

#[derive(Deserialize)]
struct AdRow {
    ad_id: Text,
    adgroup_id: Text,
    ad_name: Option<String>,
    operation_status: Option<String>,
    secondary_status: Option<String>,
    modify_time: Option<Text>,
}

/// What it is set to, which two words tell. What was deleted is seen by the second one (`AD_STATUS_DELETE`, also
/// `AD_STATUS_CAMPAIGN_DELETE`, below something that was deleted). A first word that is unknown, and `FROZEN`, is not taken for running:
/// paused.
fn status(operation: Option<&str>, secondary: Option<&str>) -> Status {
    if secondary.is_some_and(|word| word.ends_with("_DELETE")) {
        return Status::Deleted;
    }
    match operation {
        Some("ENABLE") => Status::Active,
        Some("DELETE") => Status::Deleted,
        _ => Status::Paused,
    }
}

/// Which of the two a budget is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BudgetKind {
    Daily,
    Lifetime,
}

/// None for a budget without end, and for a word that is unknown: what it is about cannot be said then.
pub(super) fn budget_kind(mode: Option<&str>) -> Option<BudgetKind> {
    match mode {
        // the second is an average over a week
        Some("BUDGET_MODE_DAY" | "BUDGET_MODE_DYNAMIC_DAILY_BUDGET") => Some(BudgetKind::Daily),
        Some("BUDGET_MODE_TOTAL") => Some(BudgetKind::Lifetime),
        _ => None,
    }
}

fn budget(mode: Option<&str>, text: Option<&Text>) -> Result<Budget, Problem> {
    let amount = amount(text)?.filter(|amount| *amount != Micros(0));
    Ok(match budget_kind(mode) {
        Some(BudgetKind::Daily) => Budget { daily: amount, lifetime: None },
        Some(BudgetKind::Lifetime) => Budget { daily: None, lifetime: amount },
        None => Budget::default(),
    })
}

/// Of those that campaigns are made with, and of those that older ones still have.
fn objective(word: &str) -> Option<Objective> {
    Some(match word {
        "REACH" | "RF_REACH" | "TOPVIEW_REACH" | "BRAND_CONSIDERATION" => Objective::Awareness,
        "TRAFFIC" | "RF_TRAFFIC" => Objective::Traffic,
        "ENGAGEMENT" | "VIDEO_VIEWS" | "RF_ENGAGEMENT" | "RF_VIDEO_VIEW" => Objective::Engagement,
        "LEAD_GENERATION" => Objective::Leads,
        "APP_PROMOTION" | "APP_INSTALL" | "RF_APP_INSTALL" => Objective::AppPromotion,
        "WEB_CONVERSIONS" | "CONVERSIONS" | "PRODUCT_SALES" | "CATALOG_SALES" | "SHOP_PURCHASES" => Objective::Sales,
        _ => return None,
    })
}

impl CampaignRow {
    fn read(self) -> Result<Campaign, Problem> {
        let objective_word = self.objective_type.unwrap_or_default();
        Ok(Campaign {
            id: given_id(self.campaign_id)?,
            name: self.campaign_name.unwrap_or_default(),
            status: status(self.operation_status.as_deref(), self.secondary_status.as_deref()),
            delivery: self.secondary_status,
            objective: objective(&objective_word),
            objective_word,
            budget: budget(self.budget_mode.as_deref(), self.budget.as_ref())?,
            starts_at: None,
            ends_at: None,
            updated_at: time(self.modify_time.as_ref())?,
        })
    }
}

impl AdGroupRow {
    fn read(self) -> Result<AdSet, Problem> {
        Ok(AdSet {
            id: given_id(self.adgroup_id)?,
            campaign_id: given_id(self.campaign_id)?,
            name: self.adgroup_name.unwrap_or_default(),
            status: status(self.operation_status.as_deref(), self.secondary_status.as_deref()),
            delivery: self.secondary_status,
            budget: budget(self.budget_mode.as_deref(), self.budget.as_ref())?,
            updated_at: time(self.modify_time.as_ref())?,
        })
    }
}

impl AdRow {
    fn read(self) -> Result<Ad, Problem> {
        Ok(Ad {
            id: given_id(self.ad_id)?,
            ad_set_id: given_id(self.adgroup_id)?,
            name: self.ad_name.unwrap_or_default(),
            status: status(self.operation_status.as_deref(), self.secondary_status.as_deref()),
            delivery: self.secondary_status,
            updated_at: time(self.modify_time.as_ref())?,
        })
    }
}

impl TikTok {
    async fn list<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (what, fields): (&str, &[&str]),
        page: u32,
    ) -> Result<Listed<T>, Problem> {
        let (fields, page) = (json_list(fields), page.to_string());
        let params = [
            ("advertiser_id", id(&account.id)?),
            ("filtering", ALL),
            ("fields", &fields),
            ("page", &page),
            ("page_size", ROWS),
        ];
        self.get(tokens, &[what, "get"], &params).await
    }

    pub(super) async fn page_of_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        let page = page_number(after)?;
        let rows: Listed<CampaignRow> = self.list(tokens, account, ("campaign", &CAMPAIGN_FIELDS), page).await?;
        rows.page(page, CampaignRow::read)
    }

    pub(super) async fn page_of_ad_groups(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        let page = page_number(after)?;
        let rows: Listed<AdGroupRow> = self.list(tokens, account, ("adgroup", &AD_GROUP_FIELDS), page).await?;
        rows.page(page, AdGroupRow::read)
    }

    pub(super) async fn page_of_ads(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        let page = page_number(after)?;
        let rows: Listed<AdRow> = self.list(tokens, account, ("ad", &AD_FIELDS), page).await?;
        rows.page(page, AdRow::read)
    }
}
