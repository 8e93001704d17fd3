//! Changing groups, campaigns and creatives. What is made is a group, and paused. Amounts that the account's currency cannot hold are
//! refused, not rounded.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    LinkedIn, ad_sets,
    restli::{ACCOUNT, CREATIVE, digits, encoded, urn},
    values::{Money, Schedule, invalid, status_word, time},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::Problem,
};

/// What is asked of a group or a campaign before its days are changed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Runs {
    run_schedule: Option<Schedule>,
    total_budget: Option<Money>,
}

impl Runs {
    fn read(&self) -> Present {
        let schedule = self.run_schedule.as_ref();
        Present {
            starts_at: schedule.and_then(|it| it.start).and_then(time),
            ends_at: schedule.and_then(|it| it.end).and_then(time),
            has_to_end: self.total_budget.is_some(),
        }
    }
}

/// From when and until when, as LinkedIn takes it.
pub(super) fn schedule(starts_at: DateTime<Utc>, ends_at: Option<DateTime<Utc>>) -> Value {
    let mut schedule = json!({ "start": starts_at.timestamp_millis() });
    if let Some(at) = ends_at {
        schedule["end"] = at.timestamp_millis().into();
    }
    schedule
}

/// The word of a group's schema for an objective.
fn objective(objective: Objective) -> Result<&'static str, Problem> {
    Ok(match objective {
        Objective::Awareness => "BRAND_AWARENESS",
        Objective::Traffic => "WEBSITE_VISIT",
        Objective::Engagement => "ENGAGEMENT",
        Objective::Leads => "LEAD_GENERATION",
        Objective::Sales => "WEBSITE_CONVERSIONS",
        Objective::AppPromotion => return Err(invalid("no_objective", "LinkedIn promotes no apps")),
    })
}

/// A budget's field and amount; none where there is none.
pub(super) fn budget(budget: Budget, account: &AdAccount) -> Result<Option<(&'static str, Value)>, Problem> {
    let (name, amount) = match budget {
        Budget { daily: None, lifetime: None } => return Ok(None),
        Budget { daily: Some(amount), lifetime: None } => ("dailyBudget", amount),
        Budget { daily: None, lifetime: Some(amount) } => ("totalBudget", amount),
        Budget { daily: Some(_), lifetime: Some(_) } => {
            return Err(invalid("two_budgets", "A budget is by day or in all"));
        }
    };
    Ok(Some((name, Money::written(amount, &account.currency)?)))
}

/// A new group. LinkedIn wants to know when it begins, and when it ends where it has a budget in all; a budget of either kind is one that
/// the group shares out among its campaigns, which have none of their own.
fn group(account: &AdAccount, new: &NewCampaign) -> Result<Value, Problem> {
    let starts = new.starts_at.ok_or_else(|| invalid("no_start", "LinkedIn wants to know when a campaign begins"))?;
    if new.budget.lifetime.is_some() && new.ends_at.is_none() {
        return Err(invalid("no_end", "LinkedIn wants an end where there is a budget in all"));
    }
    let mut group = json!({
        "account": urn(ACCOUNT, &account.id),
        "name": new.name,
        "status": "PAUSED",
        "objectiveType": objective(new.objective)?,
        "runSchedule": schedule(starts, new.ends_at),
    });
    if let Some((name, amount)) = budget(new.budget, account)? {
        group[name] = amount;
        group["budgetOptimization"] =
            json!({ "bidStrategy": "MAXIMUM_DELIVERY", "budgetOptimizationStrategy": "DYNAMIC" });
    }
    Ok(group)
}

/// Where something of an account stands.
fn place(account: &AdAccount, level: Level, id: &str) -> Result<String, Problem> {
    let (account, id) = (digits(&account.id)?, digits(id)?);
    Ok(match level {
        Level::Campaign => format!("adAccounts/{account}/adCampaignGroups/{id}"),
        Level::AdSet => format!("adAccounts/{account}/adCampaigns/{id}"),
        // a creative's key is its URN
        Level::Ad => format!("adAccounts/{account}/creatives/{}", encoded(&urn(CREATIVE, id))),
    })
}

impl LinkedIn {
    /// What runs already is asked first, as LinkedIn takes both times or none: one that is left out is taken away.
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, id): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        if level == Level::Ad {
            return Err(without_days("An ad has no days of its own: its ad set has"));
        }
        let place = place(account, level, id)?;
        let present = self.get::<Runs>(tokens, &place).await?.read();
        let Some(change) = days.change(present)? else { return Ok(()) };
        let starts_at = change.starts_at.or(present.starts_at).ok_or_else(|| {
            invalid("no_start", "LinkedIn wants to know when it begins: choose the day on which it does")
        })?;
        self.change(tokens, &place, json!({ "runSchedule": schedule(starts_at, days.ends_at) })).await
    }
}

impl EditAds for LinkedIn {
    fn create_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewCampaign,
    ) -> Answer<'a, String> {
        Box::pin(async move {
            let path = format!("adAccounts/{}/adCampaignGroups", digits(&account.id)?);
            self.create(tokens, &path, group(account, new)?).await
        })
    }

    fn rename_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        id: &'a str,
        name: &'a str,
    ) -> Answer<'a, ()> {
        Box::pin(
            async move { self.change(tokens, &place(account, Level::Campaign, id)?, json!({ "name": name })).await },
        )
    }

    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn ad_set_needs(&self, objective: Objective) -> Option<Need> {
        (objective == Objective::AppPromotion).then_some(Need::App)
    }

    /// They share their group's.
    fn has_ad_set_budgets(&self) -> bool {
        false
    }

    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_campaign(tokens, account, new))
    }

    /// Deleting is a state too, which LinkedIn takes of everything but drafts.
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        status: Status,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let name = if level == Level::Ad { "intendedStatus" } else { "status" };
            self.change(tokens, &place(account, level, id)?, json!({ name: status_word(status) })).await
        })
    }

    /// Changes the one that is given. Where LinkedIn has one of the other kind too, it stays: taking a ceiling away is not asked for.
    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        new: Budget,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            if level == Level::Ad {
                return Err(invalid("no_budget", "An ad has no budget of its own"));
            }
            let (name, amount) = budget(new, account)?.ok_or_else(|| invalid("no_budget", "No budget was given"))?;
            let fields = Map::from_iter([(name.to_owned(), amount)]);
            self.change(tokens, &place(account, level, id)?, fields.into()).await
        })
    }

    fn levels_with_days(&self) -> &'static [Level] {
        &[Level::Campaign, Level::AdSet]
    }

    fn set_days<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        days: Days,
    ) -> Answer<'a, ()> {
        Box::pin(self.change_days(tokens, account, (level, id), days))
    }
}
