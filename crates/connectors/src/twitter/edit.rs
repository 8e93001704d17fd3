//! Changing campaigns and line items. What is made is paused. A promoted tweet is a link between a post and a line item: it can be taken
//! away, and nothing else about it can be changed.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use http::Method;
use serde::{Deserialize, de::IgnoredAny};

use super::{
    Twitter,
    accounts::Funding,
    ad_sets::{self, stamp},
    call::{Params, id, told_id},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::{Class, Problem},
};

/// Longest name, in characters.
const LONGEST_NAME: usize = 255;

/// Something new.
#[derive(Deserialize)]
pub(super) struct Made {
    pub id: String,
}

/// What is asked of a line item before its days are changed.
#[derive(Deserialize)]
struct Runs {
    start_time: Option<DateTime<Utc>>,
    end_time: Option<DateTime<Utc>>,
}

impl Twitter {
    async fn make_campaign(&self, tokens: &Tokens, account: &AdAccount, new: &NewCampaign) -> Result<String, Problem> {
        let name = name(&new.name)?;
        let budget = amount(new.budget, account)?;
        let fundings = self.fundings(tokens, account).await?;
        let is_fit = |it: &&Funding| it.is_able() && it.currency == account.currency;
        let funding = fundings.iter().find(is_fit).ok_or_else(|| {
            invalid(
                "no_funding_instrument",
                "Nothing pays for campaigns of this account in its currency: add a way to pay at X first",
            )
        })?;
        let mut params = vec![("funding_instrument_id", id(&funding.id)?), ("name", name), ("entity_status", "PAUSED")];
        params.extend(budget.as_ref().map(|(field, micros)| (*field, micros.as_str())));
        let made: Made = self.change(tokens, Method::POST, account, &["campaigns"], &params).await?;
        // made it is, whatever it is called
        told_id(made.id).map_err(|problem| Problem { may_have_happened: true, ..problem })
    }

    /// What runs already is asked first: told once more, the beginning of what has begun would be refused.
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, target): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        if level != Level::AdSet {
            return Err(without_days("At X only ad sets have days: change those of the ad sets"));
        }
        let path = [kind(level), id(target)?];
        let runs: Runs = self.one(tokens, account, &path).await?;
        // of a budget for all days X does not say that it needs a last one
        let present = Present { starts_at: runs.start_time, ends_at: runs.end_time, has_to_end: false };
        let Some(change) = days.change(present)? else { return Ok(()) };
        let change = change.in_time(present, self.clock.now())?;
        let starts = change.starts_at.map(stamp);
        // without a value an end is taken away
        let ends = change.ends_at.map(|at| at.map(stamp).unwrap_or_default());
        let told = [("start_time", starts.as_deref()), ("end_time", ends.as_deref())];
        let params: Vec<_> = told.into_iter().filter_map(|(name, time)| Some((name, time?))).collect();
        self.put(tokens, account, &path, &params).await
    }

    pub(super) async fn put(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<(), Problem> {
        self.change::<IgnoredAny>(tokens, Method::PUT, account, path, params).await.map(|_| ())
    }
}

impl EditAds for Twitter {
    /// What it is for and its dates belong to line items at X, which do not exist yet: neither goes along. It is paid with the
    /// first funding instrument that is able to and has the currency of the account, in which the budget is meant.
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
        campaign: &'a str,
        new: &'a str,
    ) -> Answer<'a, ()> {
        Box::pin(async move { self.put(tokens, account, &["campaigns", id(campaign)?], &[("name", name(new)?)]).await })
    }

    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn makes_ad_sets_in_steps(&self) -> bool {
        true
    }

    fn ad_set_needs(&self, objective: Objective) -> Option<Need> {
        (objective == Objective::AppPromotion).then_some(Need::App)
    }

    /// X shares no budget out: a line item spends what it may itself, within what its campaign may.
    fn has_ad_set_budgets(&self) -> bool {
        true
    }

    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_line_item(tokens, account, new))
    }

    /// X has no [`Status::Archived`], and an ad there is neither paused nor started by itself.
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        target: &'a str,
        status: Status,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let path = [kind(level), id(target)?];
            let word = match (status, level) {
                (Status::Deleted, _) => {
                    let done = self.change::<IgnoredAny>(tokens, Method::DELETE, account, &path, &[]).await;
                    return done.map(|_| ());
                }
                (Status::Archived, _) => return Err(invalid("no_archive", "X has no archive: pause it or delete it")),
                (_, Level::Ad) => {
                    return Err(invalid(
                        "no_status",
                        "X cannot pause or start one ad: change its ad set, or delete the ad",
                    ));
                }
                (Status::Active, _) => "ACTIVE",
                (Status::Paused, _) => "PAUSED",
            };
            self.put(tokens, account, &path, &[("entity_status", word)]).await
        })
    }

    /// The other amount of a campaign or line item that has both stays what it is: a cap that nobody asked to lift.
    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        target: &'a str,
        budget: Budget,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            if level == Level::Ad {
                return Err(invalid("no_budget", "An ad has no budget of its own"));
            }
            let (field, micros) =
                amount(budget, account)?.ok_or_else(|| invalid("no_budget", "No budget was given"))?;
            self.put(tokens, account, &[kind(level), id(target)?], &[(field, &micros)]).await
        })
    }

    fn levels_with_days(&self) -> &'static [Level] {
        &[Level::AdSet]
    }

    /// A campaign runs as its line items do.
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

const fn kind(level: Level) -> &'static str {
    match level {
        Level::Campaign => "campaigns",
        Level::AdSet => "line_items",
        Level::Ad => "promoted_tweets",
    }
}

pub(super) fn name(text: &str) -> Result<&str, Problem> {
    match text.chars().count() {
        1..=LONGEST_NAME => Ok(text),
        _ => Err(invalid("bad_name", "A name at X has 1 to 255 characters")),
    }
}

/// A budget as X takes it: its field and micros; none where there is none. An amount that the currency cannot hold is refused here, not
/// rounded there.
pub(super) fn amount(budget: Budget, account: &AdAccount) -> Result<Option<(&'static str, String)>, Problem> {
    let (field, amount) = match (budget.daily, budget.lifetime) {
        (None, None) => return Ok(None),
        (Some(amount), None) => ("daily_budget_amount_local_micro", amount),
        (None, Some(amount)) => ("total_budget_amount_local_micro", amount),
        (Some(_), Some(_)) => return Err(invalid("two_budgets", "A budget is by day or in all")),
    };
    let places = places(&account.currency);
    let is_whole = amount.to_minor(places).and_then(|minor| Micros::from_minor(minor, places)) == Ok(amount);
    match is_whole && amount.0 > 0 {
        true => Ok(Some((field, amount.0.to_string()))),
        false => Err(invalid("bad_budget", "Not an amount that the account's currency can hold")),
    }
}

/// Decimal places of a currency, by X's own list ("Currency").
fn places(currency: &str) -> u32 {
    match currency {
        "VND" | "KRW" | "CLP" | "JPY" => 0,
        "KWD" | "IQD" | "BHD" | "TND" => 3,
        _ => 2,
    }
}

pub(super) fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}
