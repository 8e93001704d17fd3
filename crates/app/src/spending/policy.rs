//! Whether something may be spent. Pure: what runs, what was spent and what is allowed go in; whether one more fits comes out.
//!
//! What a campaign commits to is what its budget lets its platforms spend: a day's budget on each of its days, what is left of a whole budget shared
//! out over the days that are left. Amounts of a currency are compared with the caps of that currency; without a cap of its own a currency may
//! not be spent as soon as another one has caps, so that no hole is left.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{Campaign, Id},
    money::Micros,
};

use crate::campaigns::model::CampaignRow;

/// Days that a day's budget without an end is judged by.
const MONTH: i64 = 30;

/// What an org lets be spent of a currency: a row of `spend_limits`.
#[derive(Clone, Debug)]
pub struct Limit {
    /// ISO 4217.
    pub currency: String,
    /// On one day, over all campaigns.
    pub daily_cap_micros: Option<i64>,
    /// In all, over all campaigns.
    pub lifetime_cap_micros: Option<i64>,
    /// The first day that counts for it.
    pub counted_from: NaiveDate,
    /// What a campaign may come to before somebody else has to agree.
    pub approval_above_micros: Option<i64>,
    /// For `If-Match`.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl Limit {
    const fn has_cap(&self) -> bool {
        self.daily_cap_micros.is_some() || self.lifetime_cap_micros.is_some()
    }
}

/// A budget of a campaign: its own, or that of one of its ad sets.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The campaign.
    pub campaign_id: Id<Campaign>,
    /// Whether it runs.
    pub runs: bool,
    /// ISO 4217.
    pub currency: String,
    /// Of a day.
    pub daily: Option<i64>,
    /// Of all its time.
    pub lifetime: Option<i64>,
    /// What of the latter is spent.
    pub spent: i64,
    /// The first day.
    pub start_date: Option<NaiveDate>,
    /// The last day.
    pub end_date: Option<NaiveDate>,
}

/// What a budget commits to from today on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment {
    /// From.
    pub from: NaiveDate,
    /// To, if it ends.
    pub to: Option<NaiveDate>,
    /// On each of these days.
    pub daily: i128,
    /// On all of them; of a day's budget without an end, on one.
    pub ahead: i128,
}

impl Budget {
    /// What it commits to. Of what is past its end, a day.
    pub fn commitment(&self, today: NaiveDate) -> Commitment {
        let from = self.start_date.map_or(today, |start| start.max(today));
        let to = self.end_date.map(|end| end.max(from));
        let days = i128::from(to.map_or(1, |to| (to - from).num_days() + 1));
        let (daily, ahead) = match (self.daily, self.lifetime) {
            (Some(daily), _) => (i128::from(daily), i128::from(daily) * days),
            (None, Some(whole)) => {
                let left = (i128::from(whole) - i128::from(self.spent)).max(0);
                ((left + days - 1) / days, left)
            }
            (None, None) => (0, 0),
        };
        Commitment { from, to, daily, ahead }
    }
}

/// Why something may not be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing may be spent now.
    Stopped,
    /// Nothing is said about this currency.
    NoCap(String),
    /// More than may be spent on a day.
    Daily(Excess),
    /// More than may be spent in all.
    Lifetime(Excess),
}

/// By what a cap would be passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// ISO 4217.
    pub currency: String,
    /// The cap.
    pub cap: Micros,
    /// What is spent or committed already.
    pub taken: Micros,
    /// What would come to it.
    pub asked: Micros,
}

/// What an org lets be spent, and what it spends.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// Whether nothing may be spent.
    pub is_stopped: bool,
    /// The limits, one of a currency.
    pub limits: Vec<Limit>,
    /// The budgets of what runs and of what is to run.
    pub budgets: Vec<Budget>,
    /// What was spent of each currency since its lifetime cap counts, in micros.
    pub spent: BTreeMap<String, i64>,
    /// The day that it is for the org.
    pub today: NaiveDate,
}

impl Policy {
    /// Lets a campaign run, with another budget where one is told, and counts it among what runs; or says why not.
    pub fn take(&mut self, campaign: Id<Campaign>, budget: Option<Micros>) -> Result<(), Refusal> {
        if self.is_stopped {
            return Err(Refusal::Stopped);
        }
        let own: Vec<Budget> = self.budgets.extract_if(.., |it| it.campaign_id == campaign).collect();
        let others = self.budgets.len();
        for it in &own {
            let new = Budget { runs: true, ..with(it, budget) };
            if let Err(refusal) = self.fits(&new) {
                self.budgets.truncate(others);
                self.budgets.extend(own);
                return Err(refusal);
            }
            self.budgets.push(new);
        }
        Ok(())
    }

    /// Whether a budget fits beside what runs.
    fn fits(&self, new: &Budget) -> Result<(), Refusal> {
        if !self.limits.iter().any(Limit::has_cap) {
            return Ok(());
        }
        let limit = self.limits.iter().find(|limit| limit.currency == new.currency && limit.has_cap());
        let limit = limit.ok_or_else(|| Refusal::NoCap(new.currency.clone()))?;
        let commitment = new.commitment(self.today);
        let excess = |cap: i64, taken: i128, asked: i128| {
            (taken + asked > i128::from(cap)).then(|| Excess {
                currency: new.currency.clone(),
                cap: Micros(cap),
                taken: clamped(taken),
                asked: clamped(asked),
            })
        };
        let taken = self.most_on_a_day(&new.currency, commitment.from, commitment.to);
        if let Some(excess) = limit.daily_cap_micros.and_then(|cap| excess(cap, taken, commitment.daily)) {
            return Err(Refusal::Daily(excess));
        }
        let taken = i128::from(self.spent_of(&new.currency)) + self.ahead(&new.currency);
        match limit.lifetime_cap_micros.and_then(|cap| excess(cap, taken, commitment.ahead)) {
            Some(excess) => Err(Refusal::Lifetime(excess)),
            None => Ok(()),
        }
    }

    /// Whether somebody else has to agree to what a campaign comes to.
    pub fn wants_second(&self, currency: &str, worth: Micros) -> bool {
        let limit = self.limits.iter().find(|limit| limit.currency == currency);
        limit.and_then(|limit| limit.approval_above_micros).is_some_and(|above| worth.0 > above)
    }

    /// What was spent of a currency since its lifetime cap counts.
    pub fn spent_of(&self, currency: &str) -> i64 {
        self.spent.get(currency).copied().unwrap_or(0)
    }

    fn running(&self, currency: &str) -> impl Iterator<Item = Commitment> {
        self.budgets.iter().filter(move |it| it.runs && it.currency == currency).map(|it| it.commitment(self.today))
    }

    /// What is committed on that day of a span on which it is most: it only grows where something begins.
    pub fn most_on_a_day(&self, currency: &str, from: NaiveDate, to: Option<NaiveDate>) -> i128 {
        let all: Vec<Commitment> = self.running(currency).collect();
        let begins = all.iter().map(|it| it.from).filter(|day| *day > from && to.is_none_or(|to| *day <= to));
        let days: BTreeSet<NaiveDate> = begins.chain([from]).collect();
        let on = |day: NaiveDate| {
            all.iter().filter(|it| it.from <= day && it.to.is_none_or(|to| day <= to)).map(|it| it.daily).sum::<i128>()
        };
        days.into_iter().map(on).max().unwrap_or(0)
    }

    /// What is committed in all from today on.
    pub fn ahead(&self, currency: &str) -> i128 {
        self.running(currency).map(|it| it.ahead).sum()
    }
}

/// A budget with another amount of its kind.
fn with(budget: &Budget, amount: Option<Micros>) -> Budget {
    let other = |has: Option<i64>| amount.filter(|_| has.is_some()).map(|it| it.0).or(has);
    Budget { daily: other(budget.daily), lifetime: other(budget.lifetime), ..budget.clone() }
}

/// An amount that can be shown.
pub fn clamped(amount: i128) -> Micros {
    Micros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// What a campaign comes to with a budget: the whole one, or a day's over its days from today on; over thirty days where it has no end.
pub fn worth(row: &CampaignRow, amount: Micros, today: NaiveDate) -> Micros {
    if row.budget_type != "daily" {
        return amount;
    }
    let from = row.start_date.map_or(today, |start| start.max(today));
    let days = row.end_date.map_or(MONTH, |end| (end.max(from) - from).num_days() + 1);
    clamped(i128::from(amount.0) * i128::from(days))
}

#[cfg(test)]
mod tests;
