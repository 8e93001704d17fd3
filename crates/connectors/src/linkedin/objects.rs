//! Campaign groups, campaigns and creatives, the archived and deleted ones too: old numbers keep their names. In our words they are
//! campaigns, ad sets and ads.

use serde::Deserialize;

use super::{
    LinkedIn,
    restli::{CAMPAIGN, CREATIVE, GROUP, digits, id_of, is_id, list},
    values::{Money, Schedule, Stamps, Text, budget, delivery, status, time},
};
use crate::platform::{Ad, AdAccount, AdSet, Campaign, Objective, Page, Tokens, problem::Problem};

/// Groups or campaigns in one answer: few calls, as the limits count them by day.
const MANY: &str = "500";
/// Creatives in one answer, which LinkedIn gives no more of.
const CREATIVES: &str = "100";
/// A search wants a criterion, and only one over all states finds all of them.
const GROUP_STATES: [&str; 7] = ["ACTIVE", "ARCHIVED", "CANCELED", "DRAFT", "PAUSED", "PENDING_DELETION", "REMOVED"];
const CAMPAIGN_STATES: [&str; 8] =
    ["ACTIVE", "ARCHIVED", "CANCELED", "COMPLETED", "DRAFT", "PAUSED", "PENDING_DELETION", "REMOVED"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GroupRow {
    id: Text,
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    serving_statuses: Vec<String>,
    /// On a group that is for one kind of campaign.
    #[serde(default)]
    objective_type: String,
    total_budget: Option<Money>,
    /// On a group that shares its budget out.
    daily_budget: Option<Money>,
    run_schedule: Option<Schedule>,
    change_audit_stamps: Option<Stamps>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CampaignRow {
    id: Text,
    campaign_group: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    serving_statuses: Vec<String>,
    total_budget: Option<Money>,
    daily_budget: Option<Money>,
    change_audit_stamps: Option<Stamps>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreativeRow {
    id: String,
    campaign: String,
    name: Option<String>,
    #[serde(default)]
    intended_status: String,
    #[serde(default)]
    is_serving: bool,
    #[serde(default)]
    serving_hold_reasons: Vec<String>,
    review: Option<Review>,
    last_modified_at: Option<i64>,
}

#[derive(Deserialize)]
struct Review {
    status: Option<String>,
}

/// An id that came as a number.
fn own(id: Text) -> Result<String, Problem> {
    if is_id(&id.0) { Ok(id.0) } else { Err(Problem::unreadable("A campaign has no id")) }
}

/// An id that came in a URN.
fn within(kind: &str, urn: &str) -> Result<String, Problem> {
    id_of(kind, urn).map(str::to_owned).ok_or_else(|| Problem::unreadable("A URN is not of the kind that it should be"))
}

impl GroupRow {
    fn read(self, account: &AdAccount) -> Result<Campaign, Problem> {
        let (starts, ends) = self.run_schedule.map_or((None, None), |schedule| (schedule.start, schedule.end));
        Ok(Campaign {
            id: own(self.id)?,
            name: self.name,
            status: status(&self.status),
            delivery: delivery(&self.status, self.serving_statuses),
            objective: objective(&self.objective_type),
            objective_word: self.objective_type,
            budget: budget(self.daily_budget.as_ref(), self.total_budget.as_ref(), account)?,
            starts_at: starts.and_then(time),
            ends_at: ends.and_then(time),
            updated_at: Stamps::changed(self.change_audit_stamps.as_ref()),
        })
    }
}

impl CampaignRow {
    fn read(self, account: &AdAccount) -> Result<AdSet, Problem> {
        Ok(AdSet {
            id: own(self.id)?,
            campaign_id: within(GROUP, &self.campaign_group)?,
            name: self.name,
            status: status(&self.status),
            delivery: delivery(&self.status, self.serving_statuses),
            budget: budget(self.daily_budget.as_ref(), self.total_budget.as_ref(), account)?,
            updated_at: Stamps::changed(self.change_audit_stamps.as_ref()),
        })
    }
}

impl CreativeRow {
    fn read(self) -> Result<Ad, Problem> {
        let id = within(CREATIVE, &self.id)?;
        let review = self.review.and_then(|review| review.status).filter(|word| word != "APPROVED");
        let serving = self.is_serving.then(|| "SERVING".to_owned());
        Ok(Ad {
            ad_set_id: within(CAMPAIGN, &self.campaign)?,
            // most have none: people know them by their posts
            name: self.name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
            id,
            status: status(&self.intended_status),
            delivery: delivery(
                &self.intended_status,
                review.into_iter().chain(self.serving_hold_reasons).chain(serving),
            ),
            updated_at: self.last_modified_at.and_then(time),
        })
    }
}

/// LinkedIn writes some of its words with an `S` here and without it there. Who applies for a job has converted.
fn objective(word: &str) -> Option<Objective> {
    Some(match word {
        "BRAND_AWARENESS" => Objective::Awareness,
        "WEBSITE_VISIT" | "WEBSITE_VISITS" | "WEBSITE_TRAFFIC" => Objective::Traffic,
        "ENGAGEMENT" | "CREATIVE_ENGAGEMENT" | "VIDEO_VIEW" | "VIDEO_VIEWS" => Objective::Engagement,
        "LEAD_GENERATION" | "TALENT_LEAD" | "TALENT_LEADS" => Objective::Leads,
        "WEBSITE_CONVERSION" | "WEBSITE_CONVERSIONS" | "JOB_APPLICANT" | "JOB_APPLICANTS" => Objective::Sales,
        _ => return None,
    })
}

impl LinkedIn {
    pub(super) async fn list_groups(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        let path = format!("adAccounts/{}/adCampaignGroups", digits(&account.id)?);
        let query = format!("q=search&search=(status:(values:{}))&pageSize={MANY}", list(GROUP_STATES));
        self.page(tokens, (&path, &query), after, |row: GroupRow| row.read(account)).await
    }

    pub(super) async fn list_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        let path = format!("adAccounts/{}/adCampaigns", digits(&account.id)?);
        let query = format!("q=search&search=(status:(values:{}))&pageSize={MANY}", list(CAMPAIGN_STATES));
        self.page(tokens, (&path, &query), after, |row: CampaignRow| row.read(account)).await
    }

    /// Without a criterion a search for creatives finds all of the account's.
    pub(super) async fn list_creatives(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        let path = format!("adAccounts/{}/creatives", digits(&account.id)?);
        let query = format!("q=criteria&pageSize={CREATIVES}");
        self.page(tokens, (&path, &query), after, CreativeRow::read).await
    }
}
