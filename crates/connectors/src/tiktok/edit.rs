//! Changing campaigns, ad groups and ads. What is made is paused. A budget is one number at TikTok, and whether it is by day or in all was
//! settled when it was made: that is asked first, so that an amount never lands in the other kind. So are days, which are told whole.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{
    TikTok, ad_sets,
    call::Listed,
    objects::{BudgetKind, budget_kind},
    values::{Text, given_id, id, json_list, time, written},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::{Class, Problem},
};

#[derive(Deserialize)]
struct Made {
    campaign_id: Text,
    operation_status: Option<String>,
}

/// What is asked of something before it is changed; the id is there by the name of its level.
#[derive(Deserialize)]
struct Known {
    budget_mode: Option<String>,
    schedule_type: Option<String>,
    schedule_start_time: Option<Text>,
    schedule_end_time: Option<Text>,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

/// What is asked of what has a schedule.
const SCHEDULE: [&str; 3] = ["schedule_type", "schedule_start_time", "schedule_end_time"];
/// An end is one.
const START_END: &str = "SCHEDULE_START_END";

impl Known {
    fn kind_of_budget(&self) -> Option<BudgetKind> {
        budget_kind(self.budget_mode.as_deref())
    }

    /// TikTok may tell an end, years away, also of what runs on.
    fn days(&self) -> Result<Present, Problem> {
        let has_end = self.schedule_type.as_deref() == Some(START_END);
        Ok(Present {
            starts_at: time(self.schedule_start_time.as_ref())?,
            ends_at: time(self.schedule_end_time.as_ref())?.filter(|_| has_end),
            has_to_end: self.kind_of_budget() == Some(BudgetKind::Lifetime),
        })
    }
}

/// A schedule as TikTok takes it: its kind, the beginning, and the end if there is one.
pub(super) fn schedule(
    starts_at: DateTime<Utc>,
    ends_at: Option<DateTime<Utc>>,
) -> impl Iterator<Item = (&'static str, Value)> {
    let kind = if ends_at.is_some() { START_END } else { "SCHEDULE_FROM_NOW" };
    let times = [("schedule_type", kind.into()), ("schedule_start_time", written(starts_at).into())];
    times.into_iter().chain(ends_at.map(|at| ("schedule_end_time", written(at).into())))
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
        match self.known(tokens, account, (&names, target), &[]).await?.kind_of_budget() {
            Some(known) if known == kind => {}
            Some(_) => return Err(invalid("other_budget", "TikTok keeps a daily budget daily and a total one total")),
            None => return Err(invalid("no_budget", "It has no budget of its own that could be changed")),
        }
        let body = json!({ "advertiser_id": account, names.id: target, "budget": number });
        self.change(tokens, &[names.path, "update"], body).await
    }

    /// A beginning that stays is told as it is: without one TikTok takes no schedule.
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, target): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        if level != Level::AdSet {
            return Err(without_days("At TikTok only ad groups have days: change those of the ad groups"));
        }
        let names = names(level);
        let (account, target, now) = (id(&account.id)?, id(target)?, self.clock.now());
        let present = self.known(tokens, account, (&names, target), &SCHEDULE).await?.days()?;
        let Some(change) = days.change(present)? else { return Ok(()) };
        let change = change.in_time(present, now)?;
        let starts_at = change.starts_at.or(present.starts_at).unwrap_or(now);
        let mut body = json!({ "advertiser_id": account, names.id: target });
        for (name, value) in schedule(starts_at, days.ends_at) {
            body[name] = value;
        }
        self.change(tokens, &[names.path, "update"], body).await
    }

    async fn known(
        &self,
        tokens: &Tokens,
        account: &str,
        (names, target): (&Names, &str),
        more: &[&str],
    ) -> Result<Known, Problem> {
        let filter = json!({ names.ids: [target] }).to_string();
        let fields = json_list(&[&[names.id, "budget_mode"], more].concat());
        let params = [
            ("advertiser_id", account),
            ("filtering", &filter),
            ("fields", &fields),
            ("page", "1"),
            ("page_size", "10"),
        ];
        let rows: Listed<Known> = self.get(tokens, &[names.path, "get"], &params).await?;
        let is_it = |row: &Known| {
            row.rest.get(names.id).and_then(|id| Text::deserialize(id).ok()).is_some_and(|id| id.0 == target)
        };
        let found = rows.page(1, Ok)?.items.into_iter().find(is_it);
        found.ok_or_else(|| Problem::new(Class::NotFound, "not_there", "The account has no such thing"))
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

    fn levels_with_days(&self) -> &'static [Level] {
        &[Level::AdSet]
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
