//! Changing campaigns, ad sets and ads. Campaigns are made paused. Amounts that the account's currency cannot hold are refused, not
//! rounded.

use cmis_base::money::Micros;
use serde::Deserialize;

use super::{
    Meta, ad_sets,
    call::{self, Done, Params},
    values::{Text, budget_places, time, written},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::{Class, Problem},
};

/// Takes an end away.
const NO_END: &str = "0";

/// What making something is answered with.
#[derive(Deserialize)]
pub(super) struct Made {
    /// Its id.
    pub id: Text,
}

/// What is asked of something before its days are changed.
#[derive(Deserialize)]
struct Runs {
    start_time: Option<String>,
    /// What a campaign calls otherwise.
    #[serde(alias = "stop_time")]
    end_time: Option<String>,
    #[serde(flatten)]
    spends: Spends,
    /// That of an ad set.
    campaign: Option<Spends>,
}

#[derive(Deserialize)]
struct Spends {
    lifetime_budget: Option<Text>,
}

impl Spends {
    /// Whether there is a budget for all days; `0` is none.
    fn in_all(&self) -> bool {
        self.lifetime_budget.as_ref().is_some_and(|budget| budget.0 != "0")
    }
}

impl Runs {
    fn read(&self) -> Result<Present, Problem> {
        let at = |text: &Option<String>| text.as_deref().map_or(Ok(None), time);
        Ok(Present {
            starts_at: at(&self.start_time)?,
            ends_at: at(&self.end_time)?,
            has_to_end: self.spends.in_all() || self.campaign.as_ref().is_some_and(Spends::in_all),
        })
    }
}

fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

const fn objective(objective: Objective) -> &'static str {
    match objective {
        Objective::Awareness => "OUTCOME_AWARENESS",
        Objective::Traffic => "OUTCOME_TRAFFIC",
        Objective::Engagement => "OUTCOME_ENGAGEMENT",
        Objective::Leads => "OUTCOME_LEADS",
        Objective::AppPromotion => "OUTCOME_APP_PROMOTION",
        Objective::Sales => "OUTCOME_SALES",
    }
}

const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "ACTIVE",
        Status::Paused => "PAUSED",
        Status::Archived => "ARCHIVED",
        Status::Deleted => "DELETED",
    }
}

/// A budget as Meta takes it: its name and minor units; none where there is none.
fn budget(budget: Budget, account: &AdAccount) -> Result<Option<(&'static str, String)>, Problem> {
    let (name, amount) = match budget {
        Budget { daily: None, lifetime: None } => return Ok(None),
        Budget { daily: Some(amount), lifetime: None } => ("daily_budget", amount),
        Budget { daily: None, lifetime: Some(amount) } => ("lifetime_budget", amount),
        Budget { daily: Some(_), lifetime: Some(_) } => {
            return Err(invalid("two_budgets", "A budget is by day or in all"));
        }
    };
    let places = budget_places(&account.currency);
    let minor = amount.to_minor(places).ok().filter(|minor| Micros::from_minor(*minor, places) == Ok(amount));
    match minor {
        Some(minor) if minor > 0 => Ok(Some((name, minor.to_string()))),
        _ => Err(invalid("bad_budget", "Not an amount that the account's currency can hold")),
    }
}

impl Meta {
    async fn make_campaign(&self, tokens: &Tokens, account: &AdAccount, new: &NewCampaign) -> Result<String, Problem> {
        let budget = budget(new.budget, account)?;
        let (starts, ends) = (new.starts_at.map(written), new.ends_at.map(written));
        let mut params = vec![
            ("name", new.name.as_str()),
            ("objective", objective(new.objective)),
            ("status", "PAUSED"),
            ("special_ad_categories", "[]"),
            ("buying_type", "AUCTION"),
        ];
        match &budget {
            Some((name, minor)) => {
                params.extend([(*name, minor.as_str()), ("bid_strategy", "LOWEST_COST_WITHOUT_CAP")])
            }
            // wanted where the ad sets have the budgets
            None => params.push(("is_adset_budget_sharing_enabled", "false")),
        }
        params.extend(starts.as_deref().map(|time| ("start_time", time)));
        params.extend(ends.as_deref().map(|time| ("stop_time", time)));
        let path = [&call::node(account)?, "campaigns"];
        let made: Made = self.with(tokens).of(account).post(&path, &params).await?;
        Ok(made.id.0)
    }

    async fn change(&self, tokens: &Tokens, account: &AdAccount, id: &str, params: &Params<'_>) -> Result<(), Problem> {
        self.with(tokens).of(account).post::<Done>(&[call::number(id)?], params).await?.check()
    }

    async fn change_budget(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        target: (Level, &str),
        new: Budget,
    ) -> Result<(), Problem> {
        let (level, id) = target;
        if level == Level::Ad {
            return Err(invalid("no_budget", "An ad has no budget of its own"));
        }
        let (name, minor) = budget(new, account)?.ok_or_else(|| invalid("no_budget", "No budget was given"))?;
        self.change(tokens, account, id, &[(name, &minor)]).await
    }

    /// What runs already is asked first: Meta takes no other beginning of what has begun, and no end away that a budget needs.
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, id): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        let (end, fields) = match level {
            Level::Campaign => ("stop_time", "start_time,stop_time,lifetime_budget"),
            Level::AdSet => ("end_time", "start_time,end_time,lifetime_budget,campaign{lifetime_budget}"),
            Level::Ad => return Err(without_days("An ad has no days of its own: its ad set has")),
        };
        let runs: Runs = self.with(tokens).of(account).get(&[call::number(id)?], &[("fields", fields)]).await?;
        let Some(change) = days.change(runs.read()?)? else { return Ok(()) };
        let starts = change.starts_at.map(written);
        let ends = change.ends_at.map(|at| at.map_or_else(|| NO_END.to_owned(), written));
        let told = [("start_time", starts.as_deref()), (end, ends.as_deref())];
        let params: Vec<_> = told.into_iter().filter_map(|(name, time)| Some((name, time?))).collect();
        self.change(tokens, account, id, &params).await
    }
}

impl EditAds for Meta {
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
        Box::pin(async move { self.change(tokens, account, id, &[("name", name)]).await })
    }

    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn ad_set_needs(&self, objective: Objective) -> Option<Need> {
        match objective {
            Objective::Leads => Some(Need::Page),
            Objective::AppPromotion => Some(Need::App),
            Objective::Sales => Some(Need::Pixel),
            _ => None,
        }
    }

    fn has_ad_set_budgets(&self) -> bool {
        false
    }

    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_ad_set(tokens, account, new))
    }

    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        _level: Level,
        id: &'a str,
        new: Status,
    ) -> Answer<'a, ()> {
        Box::pin(async move { self.change(tokens, account, id, &[("status", status(new))]).await })
    }

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
