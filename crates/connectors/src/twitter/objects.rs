//! Campaigns, line items (ad sets) and promoted tweets (ads), the deleted and the drafts with them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use serde::Deserialize;

use super::{Twitter, call::told_id};
use crate::platform::{Ad, AdAccount, AdSet, Budget, Campaign, Objective, Page, Status, Tokens, problem::Problem};

/// All there is: X leaves out what is deleted or a draft unless it is told to.
const ALL: [(&str, &str); 2] = [("with_deleted", "true"), ("with_draft", "true")];
/// Campaigns in one answer. Their line items are asked for by their ids, of which 200 are taken.
const CAMPAIGNS: &str = "100";
/// Of others: as many as X gives.
pub(super) const MOST: &str = "1000";

/// What campaigns and line items have alike.
#[derive(Deserialize)]
struct Common {
    id: String,
    name: Option<String>,
    entity_status: Option<String>,
    daily_budget_amount_local_micro: Option<i64>,
    total_budget_amount_local_micro: Option<i64>,
    updated_at: Option<DateTime<Utc>>,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
struct CampaignRow {
    #[serde(flatten)]
    common: Common,
    effective_status: Option<String>,
    reasons_not_servable: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct LineItemRow {
    #[serde(flatten)]
    common: Common,
    campaign_id: String,
}

/// What a campaign is told by its line items, and numbers by theirs.
#[derive(Deserialize)]
pub(super) struct LineItem {
    pub id: String,
    pub campaign_id: String,
    pub objective: Option<String>,
    #[serde(default)]
    pub placements: Vec<String>,
    start_time: Option<DateTime<Utc>>,
    end_time: Option<DateTime<Utc>>,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
pub(super) struct PromotedTweet {
    pub id: String,
    pub line_item_id: String,
    tweet_id: Option<String>,
    entity_status: Option<String>,
    approval_status: Option<String>,
    updated_at: Option<DateTime<Utc>>,
    #[serde(default)]
    deleted: bool,
}

impl Twitter {
    /// A campaign at X has neither an objective nor dates: its line items have, and all of them the same objective. The campaign begins
    /// with the first of them that is left and ends with the last.
    pub(super) async fn page_of_campaigns(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Campaign>, Problem> {
        let params: Vec<_> = [("count", CAMPAIGNS)].into_iter().chain(ALL).collect();
        let page = self.list::<CampaignRow>(tokens, Some(account), "campaigns", &params, after).await?;
        let mut campaigns = page.items.into_iter().map(CampaignRow::read).collect::<Result<Vec<_>, _>>()?;
        let ids: Vec<&str> = campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
        let mut below: HashMap<String, Vec<LineItem>> = HashMap::new();
        for item in self.line_items(tokens, account, "campaign_ids", &ids).await? {
            below.entry(item.campaign_id.clone()).or_default().push(item);
        }
        for campaign in &mut campaigns {
            describe(campaign, below.get(&campaign.id).map(Vec::as_slice).unwrap_or_default());
        }
        Ok(Page { items: campaigns, next: page.next })
    }

    pub(super) async fn page_of_line_items(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<AdSet>, Problem> {
        let params: Vec<_> = [("count", MOST)].into_iter().chain(ALL).collect();
        let page = self.list::<LineItemRow>(tokens, Some(account), "line_items", &params, after).await?;
        let items = page.items.into_iter().map(LineItemRow::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    pub(super) async fn page_of_promoted_tweets(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        after: Option<&str>,
    ) -> Result<Page<Ad>, Problem> {
        let page = self.promoted_tweets(tokens, account, MOST, after).await?;
        let items = page.items.into_iter().map(PromotedTweet::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// Without those deleted, the ads of a deleted line item would be left out too.
    pub(super) async fn promoted_tweets(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        count: &str,
        after: Option<&str>,
    ) -> Result<Page<PromotedTweet>, Problem> {
        let params = [("count", count), ("with_deleted", "true")];
        self.list(tokens, Some(account), "promoted_tweets", &params, after).await
    }

    /// The line items that have one of 200 `ids` at most as their `by`.
    pub(super) async fn line_items(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        by: &str,
        ids: &[&str],
    ) -> Result<Vec<LineItem>, Problem> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let ids = ids.join(",");
        let params: Vec<_> = [(by, ids.as_str()), ("count", MOST)].into_iter().chain(ALL).collect();
        self.whole_list(tokens, account, "line_items", &params).await
    }
}

impl Common {
    /// X lets a campaign have both; the daily amount paces it, and the total one stays a cap that is not shown.
    fn budget(&self) -> Budget {
        let daily = self.daily_budget_amount_local_micro.map(Micros);
        let lifetime = self.total_budget_amount_local_micro.map(Micros).filter(|_| daily.is_none());
        Budget { daily, lifetime }
    }

    fn status(&self) -> Status {
        status(self.entity_status.as_deref(), self.deleted)
    }

    fn shown_name(&self) -> String {
        self.name.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| self.id.clone())
    }
}

impl CampaignRow {
    fn read(self) -> Result<Campaign, Problem> {
        let reason = self.reasons_not_servable.and_then(|reasons| reasons.into_iter().next());
        let delivery = self.effective_status.filter(|word| word != "UNKNOWN").or(reason);
        Ok(Campaign {
            name: self.common.shown_name(),
            status: self.common.status(),
            delivery: delivery.or_else(|| unusual(self.common.entity_status.as_deref())),
            objective: None,
            objective_word: String::new(),
            budget: self.common.budget(),
            starts_at: None,
            ends_at: None,
            updated_at: self.common.updated_at,
            id: told_id(self.common.id)?,
        })
    }
}

impl LineItemRow {
    fn read(self) -> Result<AdSet, Problem> {
        Ok(AdSet {
            campaign_id: told_id(self.campaign_id)?,
            name: self.common.shown_name(),
            status: self.common.status(),
            delivery: unusual(self.common.entity_status.as_deref()),
            budget: self.common.budget(),
            updated_at: self.common.updated_at,
            id: told_id(self.common.id)?,
        })
    }
}

impl PromotedTweet {
    /// Ads have no names at X: it is the id of the post.
    fn read(self) -> Result<Ad, Problem> {
        let id = told_id(self.id)?;
        Ok(Ad {
            ad_set_id: told_id(self.line_item_id)?,
            name: self.tweet_id.filter(|name| !name.is_empty()).unwrap_or_else(|| id.clone()),
            status: status(self.entity_status.as_deref(), self.deleted),
            delivery: self.approval_status.or_else(|| unusual(self.entity_status.as_deref())),
            updated_at: self.updated_at,
            id,
        })
    }
}

/// Gives a campaign what its line items tell.
fn describe(campaign: &mut Campaign, items: &[LineItem]) {
    let mut left: Vec<&LineItem> = items.iter().filter(|item| !item.deleted).collect();
    if left.is_empty() {
        left = items.iter().collect();
    }
    campaign.objective_word = left.iter().find_map(|item| item.objective.clone()).unwrap_or_default();
    campaign.objective = objective(&campaign.objective_word);
    campaign.starts_at = left.iter().filter_map(|item| item.start_time).min();
    // one without an end never ends, and neither does the campaign
    let ends: Option<Vec<_>> = left.iter().map(|item| item.end_time).collect();
    campaign.ends_at = ends.and_then(|ends| ends.into_iter().max());
}

/// A draft does not run; neither does what has a word that is not known here, which then is the delivery.
fn status(word: Option<&str>, is_deleted: bool) -> Status {
    match word {
        _ if is_deleted => Status::Deleted,
        Some("ACTIVE") => Status::Active,
        _ => Status::Paused,
    }
}

/// The word of a state that is not one of ours.
fn unusual(word: Option<&str>) -> Option<String> {
    word.filter(|word| !matches!(*word, "ACTIVE" | "PAUSED")).map(str::to_owned)
}

fn objective(word: &str) -> Option<Objective> {
    Some(match word {
        "REACH" => Objective::Awareness,
        "WEBSITE_CLICKS" => Objective::Traffic,
        "ENGAGEMENTS" | "FOLLOWERS" | "VIDEO_VIEWS" | "PREROLL_VIEWS" => Objective::Engagement,
        "APP_INSTALLS" | "APP_ENGAGEMENTS" => Objective::AppPromotion,
        "WEBSITE_CONVERSIONS" => Objective::Sales,
        _ => return None,
    })
}
