//! Campaigns, ad sets and ads. Meta lists only what is not archived unless it is asked for each state by name, and refuses a state that
//! the level does not have, and the deleted ones.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    Meta,
    accounts::Listed,
    call,
    values::{Text, budget_places, time},
};
use crate::platform::{Ad, AdAccount, AdSet, Budget, Campaign, Objective, Page, Status, Tokens, problem::Problem};

/// Objects in one answer.
const OBJECTS: &str = "200";

const CAMPAIGN_FIELDS: &str =
    "id,name,objective,status,effective_status,daily_budget,lifetime_budget,start_time,stop_time,updated_time";
const CAMPAIGN_STATES: &str = r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES"]"#;

const AD_SET_FIELDS: &str = "id,campaign_id,name,status,effective_status,daily_budget,lifetime_budget,updated_time";
const AD_SET_STATES: &str = r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES","CAMPAIGN_PAUSED"]"#;

const AD_FIELDS: &str = "id,adset_id,name,status,effective_status,updated_time";
const AD_STATES: &str = concat!(
    r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES","CAMPAIGN_PAUSED","ADSET_PAUSED","DISAPPROVED","#,
    r#""PENDING_REVIEW","PREAPPROVED","PENDING_BILLING_INFO"]"#
);

/// What all three have.
#[derive(Deserialize)]
struct Object {
    id: Text,
    name: Option<String>,
    status: String,
    effective_status: Option<String>,
    updated_time: Option<String>,
}

/// Budgets in minor units; absent or `0` where there is none.
#[derive(Deserialize)]
struct Amounts {
    daily_budget: Option<Text>,
    lifetime_budget: Option<Text>,
}

#[derive(Deserialize)]
struct CampaignRow {
    #[serde(flatten)]
    object: Object,
    #[serde(flatten)]
    amounts: Amounts,
    objective: Option<String>,
    start_time: Option<String>,
    stop_time: Option<String>,
}

#[derive(Deserialize)]
struct AdSetRow {
    #[serde(flatten)]
    object: Object,
    #[serde(flatten)]
    amounts: Amounts,
    campaign_id: Text,
}

#[derive(Deserialize)]
struct AdRow {
    #[serde(flatten)]
    object: Object,
    adset_id: Text,
}

impl Amounts {
    fn read(&self, currency: &str) -> Result<Budget, Problem> {
        let read = |text: &Option<Text>| match text {
            None => Ok(None),
            Some(Text(text)) => {
                let minor: i64 = text.parse().map_err(|_| Problem::unreadable("A budget does not read"))?;
                let amount = Micros::from_minor(minor, budget_places(currency));
                let amount = amount.map_err(|_| Problem::unreadable("A budget is too large"))?;
                Ok(Some(amount).filter(|amount| *amount != Micros(0)))
            }
        };
        Ok(Budget { daily: read(&self.daily_budget)?, lifetime: read(&self.lifetime_budget)? })
    }
}

/// A word that Meta does not document is not said to run: one new word must not keep an account from being read.
fn status(word: &str) -> Status {
    match word {
        "ACTIVE" => Status::Active,
        "ARCHIVED" => Status::Archived,
        "DELETED" => Status::Deleted,
        _ => Status::Paused,
    }
}

/// Of the six that campaigns are made with since 2022, and of those that older ones still have.
fn objective(word: &str) -> Option<Objective> {
    Some(match word {
        "OUTCOME_AWARENESS" | "BRAND_AWARENESS" | "REACH" | "LOCAL_AWARENESS" | "STORE_VISITS" => Objective::Awareness,
        "OUTCOME_TRAFFIC" | "LINK_CLICKS" => Objective::Traffic,
        "OUTCOME_ENGAGEMENT" | "POST_ENGAGEMENT" | "PAGE_LIKES" | "EVENT_RESPONSES" | "VIDEO_VIEWS" | "MESSAGES" => {
            Objective::Engagement
        }
        "OUTCOME_LEADS" | "LEAD_GENERATION" => Objective::Leads,
        "OUTCOME_APP_PROMOTION" | "APP_INSTALLS" => Objective::AppPromotion,
        "OUTCOME_SALES" | "CONVERSIONS" | "PRODUCT_CATALOG_SALES" => Objective::Sales,
        _ => return None,
    })
}

impl CampaignRow {
    fn read(self, currency: &str) -> Result<Campaign, Problem> {
        let Object { id, name, status: word, effective_status, updated_time } = self.object;
        let objective_word = self.objective.unwrap_or_default();
        Ok(Campaign {
            id: id.0,
            name: name.unwrap_or_default(),
            status: status(&word),
            delivery: effective_status,
            objective: objective(&objective_word),
            objective_word,
            budget: self.amounts.read(currency)?,
            starts_at: at(self.start_time)?,
            ends_at: at(self.stop_time)?,
            updated_at: at(updated_time)?,
        })
    }
}

impl AdSetRow {
    fn read(self, currency: &str) -> Result<AdSet, Problem> {
        let Object { id, name, status: word, effective_status, updated_time } = self.object;
        Ok(AdSet {
            id: id.0,
            campaign_id: self.campaign_id.0,
            name: name.unwrap_or_default(),
            status: status(&word),
            delivery: effective_status,
            budget: self.amounts.read(currency)?,
            updated_at: at(updated_time)?,
        })
    }
}

impl AdRow {
    fn read(self) -> Result<Ad, Problem> {
        let Object { id, name, status: word, effective_status, updated_time } = self.object;
        Ok(Ad {
            id: id.0,
            ad_set_id: self.adset_id.0,
            name: name.unwrap_or_default(),
            status: status(&word),
            delivery: effective_status,
            updated_at: at(updated_time)?,
        })
    }
}

fn at(text: Option<String>) -> Result<Option<DateTime<Utc>>, Problem> {
    text.map_or(Ok(None), |text| time(&text))
}

/// A list of an account: which, with what, in which states.
struct List {
    edge: &'static str,
    fields: &'static str,
    states: &'static str,
}

impl Meta {
    async fn list<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        list: List,
        after: Option<&str>,
    ) -> Result<Listed<T>, Problem> {
        let mut params = vec![("fields", list.fields), ("effective_status", list.states), ("limit", OBJECTS)];
        params.extend(after.map(|after| ("after", after)));
        self.with(tokens).of(account).get(&[&call::node(account)?, list.edge], &params).await
    }

    pub(super) async fn list_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        let list = List { edge: "campaigns", fields: CAMPAIGN_FIELDS, states: CAMPAIGN_STATES };
        let rows: Listed<CampaignRow> = self.list(tokens, account, list, after).await?;
        rows.page(after, |row| row.read(&account.currency))
    }

    pub(super) async fn list_ad_sets(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        let list = List { edge: "adsets", fields: AD_SET_FIELDS, states: AD_SET_STATES };
        let rows: Listed<AdSetRow> = self.list(tokens, account, list, after).await?;
        rows.page(after, |row| row.read(&account.currency))
    }

    pub(super) async fn list_ads(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        let list = List { edge: "ads", fields: AD_FIELDS, states: AD_STATES };
        let rows: Listed<AdRow> = self.list(tokens, account, list, after).await?;
        rows.page(after, AdRow::read)
    }
}
