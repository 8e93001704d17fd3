//! Changing campaigns, ad groups and ads. What is made is paused. A budget is one number at TikTok, and whether it is by day or in all was
//! settled when it was made: that is asked first, so that an amount never lands in the other kind.

use cmis_base::money::Micros;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    TikTok, ad_sets,
    call::Listed,
    objects::{BudgetKind, budget_kind},
    values::{Text, given_id, id, json_list},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    problem::{Class, Problem},
};

#[derive(Deserialize)]
struct Made {
    campaign_id: Text,
    operation_status: Option<String>,
}

/// What is asked of something before its budget is changed; the id is there by the name of its level.
#[derive(Deserialize)]
struct Spends {
    budget_mode: Option<String>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// TikTok's names of a level: in paths, of an id, of several.
struct Names {
    path: &'static str,
    id: &'static str,
    ids: &'static str,
}

const fn names(level: Level) -> Names {
    match level {
        Level::Campaign => Names { path: "campaign", id: "campaign_id", ids: "campaign_ids" },
        Level::AdSet => Names { path: "adgroup", id: "adgroup_id", ids: "adgroup_ids" },
        Level::Ad => Names { path: "ad", id: "ad_id", ids: "ad_ids" },
    }
}

pub(super) fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

/// The word for a new campaign.
pub(super) const fn objective(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness => "REACH",
        Objective::Traffic => "TRAFFIC",
        Objective::Engagement => "ENGAGEMENT",
        Objective::Leads => "LEAD_GENERATION",
        Objective::AppPromotion => "APP_PROMOTION",
        Objective::Sales => "WEB_CONVERSIONS",
    }
}

/// What may be spent, when it is one of the two; none when it is neither.
pub(super) fn amount(budget: Budget) -> Result<Option<(BudgetKind, Value)>, Problem> {
    match budget {
        Budget { daily: None, lifetime: None } => Ok(None),
        Budget { daily: Some(amount), lifetime: None } => Ok(Some((BudgetKind::Daily, number(amount)?))),
        Budget { daily: None, lifetime: Some(amount) } => Ok(Some((BudgetKind::Lifetime, number(amount)?))),
        Budget { daily: Some(_), lifetime: Some(_) } => {
            Err(invalid("two_budgets", "A budget is by day or in all, not both"))
        }
    }
}

/// A number of currency units with the amount's own digits; one that would change on the way is refused.
fn number(amount: Micros) -> Result<Value, Problem> {
    let value = serde_json::from_str::<Value>(&amount.to_string()).ok();
    value
        .filter(|value| amount > Micros(0) && Micros::parse(&value.to_string()) == Ok(amount))
        .ok_or_else(|| invalid("bad_budget", "Not an amount that can be a budget"))
}

/// It is there, whatever else was not done.
pub(super) fn happened(mut problem: Problem) -> Problem {
    problem.may_have_happened = true;
    problem
}

impl TikTok {
    async fn make_campaign(&self, tokens: &Tokens, account: &AdAccount, new: &NewCampaign) -> Result<String, Problem> {
        if new.starts_at.is_some() || new.ends_at.is_some() {
            return Err(invalid("no_dates", "A TikTok campaign has no dates of its own: its ad groups have them"));
        }
        let mut body = json!({
            "advertiser_id": id(&account.id)?,
            "campaign_name": new.name,
            "objective_type": objective(new.objective),
            "operation_status": "DISABLE",
            // whether it is on where nothing is said has changed over time: a budget here is a limit over those of the ad groups
            "budget_optimize_on": false,
        });
        if new.objective == Objective::AppPromotion {
            body["app_promotion_type"] = "APP_INSTALL".into();
        }
        match amount(new.budget)? {
            None => body["budget_mode"] = "BUDGET_MODE_INFINITE".into(),
            Some((kind, number)) => {
                let is_daily = kind == BudgetKind::Daily;
                body["budget_mode"] = if is_daily { "BUDGET_MODE_DAY" } else { "BUDGET_MODE_TOTAL" }.into();
                body["budget"] = number;
            }
        }
        let Made { campaign_id, operation_status } = self.post(tokens, &["campaign", "create"], body).await?;
        let campaign = given_id(campaign_id).map_err(happened)?;
        // apps that TikTok has not let make paused campaigns make running ones, and are not told
        if operation_status.as_deref() == Some("ENABLE") {
            self.switch(tokens, account, (Level::Campaign, &campaign), Status::Paused).await.map_err(happened)?;
        }
        Ok(campaign)
    }

    async fn rename(&self, tokens: &Tokens, account: &AdAccount, campaign: &str, name: &str) -> Result<(), Problem> {
        let body = json!({ "advertiser_id": id(&account.id)?, "campaign_id": id(campaign)?, "campaign_name": name });
        self.change(tokens, &["campaign", "update"], body).await
    }

    async fn switch(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, target): (Level, &str),
        status: Status,
    ) -> Result<(), Problem> {
        let operation = match status {
            Status::Active => "ENABLE",
            Status::Paused => "DISABLE",
            Status::Deleted => "DELETE",
            Status::Archived => return Err(invalid("no_archive", "TikTok has no archive: pause it or delete it")),
        };
        let names = names(level);
        let body = json!({
            "advertiser_id": id(&account.id)?,
            names.ids: [id(target)?],
            "operation_status": operation,
        });
        self.change(tokens, &[names.path, "status", "update"], body).await
    }

    async fn change_budget(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, target): (Level, &str),
        budget: Budget,
    ) -> Result<(), Problem> {
        if level == Level::Ad {
            return Err(invalid("no_budget", "An ad has no budget of its own"));
        }
        let (kind, number) = amount(budget)?.ok_or_else(|| invalid("no_budget", "No budget was given"))?;
        let names = names(level);
        let (account, target) = (id(&account.id)?, id(target)?);
        match self.kind_of_budget(tokens, account, &names, target).await? {
            Some(known) if known == kind => {}
            Some(_) => return Err(invalid("other_budget", "TikTok keeps a daily budget daily and a total one total")),
            None => return Err(invalid("no_budget", "It has no budget of its own that could be changed")),
        }
        let body = json!({ "advertiser_id": account, names.id: target, "budget": number });
        self.change(tokens, &[names.path, "update"], body).await
    }

    async fn kind_of_budget(
        &self,
        tokens: &Tokens,
        account: &str,
        names: &Names,
        target: &str,
    ) -> Result<Option<BudgetKind>, Problem> {
        let filter = json!({ names.ids: [target] }).to_string();
        let fields = json_list(&[names.id, "budget_mode"]);
        let params = [
            ("advertiser_id", account),
            ("filtering", &filter),
            ("fields", &fields),
            ("page", "1"),
            ("page_size", "10"),
        ];
        let rows: Listed<Spends> = self.get(tokens, &[names.path, "get"], &params).await?;
        let is_it = |row: &Spends| {
            row.rest.get(names.id).and_then(|id| Text::deserialize(id).ok()).is_some_and(|id| id.0 == target)
        };
        let found = rows.page(1, Ok)?.items.into_iter().find(is_it);
        let found = found.ok_or_else(|| Problem::new(Class::NotFound, "not_there", "The account has no such thing"))?;
        Ok(budget_kind(found.budget_mode.as_deref()))
    }
}

impl EditAds for TikTok {
    /// Dates are refused: a campaign has none at TikTok.
    fn create_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewCampaign,
    ) -> Answer<'a, String> {
        Box::pin(self.make_campaign(tokens, account, new))
    }

    fn rename_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        id: &'a str,
        name: &'a str,
    ) -> Answer<'a, ()> {
        Box::pin(self.rename(tokens, account, id, name))
    }

    /// By age group from 18 on, the last of which is from 55 on.
    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn ad_set_needs(&self, objective: Objective) -> Option<Need> {
        match objective {
            Objective::AppPromotion => Some(Need::App),
            Objective::Sales => Some(Need::Pixel),
            _ => None,
        }
    }

    fn has_ad_set_budgets(&self) -> bool {
        true
    }

    /// Made in one call, after reads. Objectives that cannot do without an app or a pixel are refused.
    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_ad_group(tokens, account, new))
    }

    /// TikTok has no [`Status::Archived`].
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        status: Status,
    ) -> Answer<'a, ()> {
        Box::pin(self.switch(tokens, account, (level, id), status))
    }

    /// Of the kind that it has: TikTok keeps a daily budget daily and a total one total.
    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        budget: Budget,
    ) -> Answer<'a, ()> {
        Box::pin(self.change_budget(tokens, account, (level, id), budget))
    }
}
