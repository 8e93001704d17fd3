//! Whether something may be spent. Pure: what runs, what was spent and what is allowed go in; whether one more fits comes out.
//!
//! What a campaign commits to is what its budget lets its platforms spend: a day's budget on each of its days, what is left of a whole budget shared
//! out over the days that are left; today at least what is spent. Amounts of a currency are compared with the caps of that currency; without a cap of its own a currency may
//! not be spent as soon as another one has caps, so that no hole is left.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{Campaign, Id},
    money::Micros,
};

use crate::campaigns::{changes::model::Dates, model::CampaignRow};

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

/// A budget of a campaign: its own, or what its ad sets have together.
#[derive(Clone, Debug)]
pub struct Budget {
    /// The campaign.
    pub campaign_id: Id<Campaign>,
    /// Whether it runs: here, or as far as is known still at a platform.
    pub runs: bool,
    /// ISO 4217.
    pub currency: String,
    /// Whether it is a day's.
    pub is_daily: bool,
    /// What may be spent, in micros: the budget, or what its platforms have where that is more.
    pub amount: i64,
    /// What of it belongs to platforms at which nothing is made yet: a new budget comes on top.
    pub unmade: i64,
    /// What was spent of it in all; of a day's budget nothing.
    pub spent: i64,
    /// What was spent today.
    pub spent_today: i64,
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
    /// What today is more than that, as it is spent already.
    pub more_today: i128,
    /// On all of these days, without what is spent; of a day's budget without an end, on one.
    pub ahead: i128,
}

impl Budget {
    /// What it commits to. Of what is past its end, a day.
    pub fn commitment(&self, today: NaiveDate) -> Commitment {
        let from = self.start_date.map_or(today, |start| start.max(today));
        let to = self.end_date.map(|end| end.max(from));
        let days = i128::from(to.map_or(1, |to| (to - from).num_days() + 1));
        let (amount, today_spent) = (i128::from(self.amount), i128::from(self.spent_today));
        let (daily, ahead) = if self.is_daily {
            (amount, (amount * days - if from == today { today_spent.min(amount) } else { 0 }).max(0))
        } else {
            let left = (amount - i128::from(self.spent)).max(0);
            ((left + days - 1) / days, left)
        };
        let more_today = if from == today { (today_spent - daily).max(0) } else { 0 };
        Commitment { from, to, daily, more_today, ahead }
    }

    /// With another amount.
    fn with(&self, amount: Option<Micros>) -> Self {
        let amount = amount.map_or(self.amount, |amount| amount.0.saturating_add(self.unmade));
        Self { runs: true, amount, ..self.clone() }
    }

    /// On other days.
    fn on(&self, Dates { start_date, end_date }: Dates) -> Self {
        Self { runs: true, start_date, end_date, ..self.clone() }
    }
}

/// What runs commits to in a currency.
#[derive(Clone, Debug, Default)]
struct Committed {
    /// By how much the sum of a day differs from that of the day before.
    steps: BTreeMap<NaiveDate, i128>,
    /// In all from today on.
    ahead: i128,
    /// What was spent today by what runs.
    running_today: i128,
}

impl Committed {
    fn count(&mut self, budget: &Budget, today: NaiveDate, sign: i128) {
        let it = budget.commitment(today);
        let mut step = |day: Option<NaiveDate>, by: i128| {
            if let Some(day) = day {
                *self.steps.entry(day).or_default() += sign * by;
            }
        };
        step(Some(it.from), it.daily + it.more_today);
        step(it.from.succ_opt(), -it.more_today);
        step(it.to.and_then(|to| to.succ_opt()), -it.daily);
        self.ahead += sign * it.ahead;
        self.running_today += sign * i128::from(budget.spent_today);
    }
}

/// What was spent of a currency.
#[derive(Clone, Debug)]
pub struct Spent {
    /// ISO 4217.
    pub currency: String,
    /// Today, of each account's own day.
    pub today: i64,
    /// Since the lifetime cap counts.
    pub ever: i64,
}

/// Why something may not be spent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing may be spent now.
    Stopped,
    /// Nothing is said about this currency.
    NoCap(String),
    /// Nobody knows what it may spend: its platform has not told.
    Unknown,
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
    /// The day that it is for the org.
    pub today: NaiveDate,
    budgets: HashMap<Id<Campaign>, Vec<Budget>>,
    spent: BTreeMap<String, Spent>,
    committed: BTreeMap<String, Committed>,
}

impl Policy {
    /// Of the budgets of what runs and of what is to run.
    pub fn new(
        is_stopped: bool,
        limits: Vec<Limit>,
        budgets: Vec<Budget>,
        spent: Vec<Spent>,
        today: NaiveDate,
    ) -> Self {
        let spent = spent.into_iter().map(|it| (it.currency.clone(), it)).collect();
        let mut policy = Self { is_stopped, limits, today, spent, ..Self::default() };
        for budget in budgets {
            policy.count(&budget, 1);
            policy.budgets.entry(budget.campaign_id).or_default().push(budget);
        }
        policy
    }

    fn count(&mut self, budget: &Budget, sign: i128) {
        if budget.runs {
            let committed = self.committed.entry(budget.currency.clone()).or_default();
            committed.count(budget, self.today, sign);
        }
    }

    /// Lets a campaign run, with another budget where one is told, and counts it among what runs; or says why not.
    pub fn take(&mut self, campaign: Id<Campaign>, currency: &str, budget: Option<Micros>) -> Result<(), Refusal> {
        self.take_as(campaign, currency, |own| own.with(budget))
    }

    /// The same of a campaign that gets other days.
    pub fn take_on(&mut self, campaign: Id<Campaign>, currency: &str, dates: Dates) -> Result<(), Refusal> {
        self.take_as(campaign, currency, |own| own.on(dates))
    }

    fn take_as(
        &mut self,
        campaign: Id<Campaign>,
        currency: &str,
        new: impl Fn(&Budget) -> Budget,
    ) -> Result<(), Refusal> {
        if self.is_stopped {
            return Err(Refusal::Stopped);
        }
        if !self.limits.iter().any(Limit::has_cap) {
            return Ok(());
        }
        self.cap_of(currency)?;
        let own = self.budgets.remove(&campaign).unwrap_or_default();
        own.iter().for_each(|it| self.count(it, -1));
        let mut taken: Vec<Budget> = Vec::with_capacity(own.len());
        let mut judged = if own.is_empty() { Err(Refusal::Unknown) } else { Ok(()) };
        for it in own.iter().map(new) {
            judged = judged.and_then(|()| self.fits(&it));
            self.count(&it, 1);
            taken.push(it);
        }
        let kept = if judged.is_ok() {
            taken
        } else {
            taken.iter().for_each(|it| self.count(it, -1));
            own.iter().for_each(|it| self.count(it, 1));
            own
        };
        self.budgets.insert(campaign, kept);
        judged
    }

    fn cap_of(&self, currency: &str) -> Result<&Limit, Refusal> {
        let limit = self.limits.iter().find(|limit| limit.currency == currency && limit.has_cap());
        limit.ok_or_else(|| Refusal::NoCap(currency.to_owned()))
    }

    /// Whether a budget fits beside what runs.
    fn fits(&self, new: &Budget) -> Result<(), Refusal> {
        let limit = self.cap_of(&new.currency)?;
        let commitment = new.commitment(self.today);
        let excess = |cap: i64, taken: i128, asked: i128| Excess {
            currency: new.currency.clone(),
            cap: Micros(cap),
            taken: clamped(taken),
            asked: clamped(asked),
        };
        if let Some(cap) = limit.daily_cap_micros {
            let spent = i128::from(self.spent_today(&new.currency));
            if commitment.from == self.today && spent >= i128::from(cap) {
                return Err(Refusal::Daily(excess(cap, spent, commitment.daily)));
            }
            let taken = self.most_on_a_day(&new.currency, commitment.from, commitment.to, new.spent_today);
            let asked = commitment.daily + commitment.more_today;
            if taken + asked > i128::from(cap) {
                return Err(Refusal::Daily(excess(cap, taken, asked)));
            }
        }
        if let Some(cap) = limit.lifetime_cap_micros {
            let taken = i128::from(self.spent_of(&new.currency)) + self.ahead(&new.currency);
            if taken + commitment.ahead > i128::from(cap) {
                return Err(Refusal::Lifetime(excess(cap, taken, commitment.ahead)));
            }
        }
        Ok(())
    }

    /// Whether anything wants a second person.
    pub fn has_seconds(&self) -> bool {
        self.limits.iter().any(|limit| limit.approval_above_micros.is_some())
    }

    /// Whether somebody else has to agree to what a campaign comes to. A currency of which nothing is said is no way around one of which it is.
    pub fn wants_second(&self, currency: &str, worth: Micros) -> bool {
        let mut above = self.limits.iter().filter_map(|limit| Some((&limit.currency, limit.approval_above_micros?)));
        let is_said = self.limits.iter().any(|limit| limit.currency == currency);
        match above.clone().find(|(of, _)| *of == currency) {
            Some((_, above)) => worth.0 > above,
            None => !is_said && above.next().is_some(),
        }
    }

    fn spent_today(&self, currency: &str) -> i64 {
        self.spent.get(currency).map_or(0, |it| it.today)
    }

    /// What was spent of a currency since its lifetime cap counts.
    pub fn spent_of(&self, currency: &str) -> i64 {
        self.spent.get(currency).map_or(0, |it| it.ever)
    }

    /// What is committed on that day of a span on which it is most. Today what is spent by what runs no more counts too, but for what of it is told
    /// as the asker's own.
    fn most_on_a_day(&self, currency: &str, from: NaiveDate, to: Option<NaiveDate>, own_today: i64) -> i128 {
        let Some(committed) = self.committed.get(currency) else {
            return if from == self.today { self.idle_today(currency, own_today) } else { 0 };
        };
        let mut sum: i128 = committed.steps.range(..=from).map(|(_, step)| step).sum();
        let mut most = sum + if from == self.today { self.idle_today(currency, own_today) } else { 0 };
        for (day, step) in committed.steps.range(from..).filter(|(day, _)| **day > from) {
            if to.is_some_and(|to| *day > to) {
                break;
            }
            sum += step;
            most = most.max(sum);
        }
        most
    }

    /// What was spent today by what runs no more, and is not the asker's own.
    fn idle_today(&self, currency: &str, own: i64) -> i128 {
        let running = self.committed.get(currency).map_or(0, |it| it.running_today);
        (i128::from(self.spent_today(currency)) - running - i128::from(own)).max(0)
    }

    /// What is committed on the day on which it is most, today with all that is spent.
    pub fn most_ever(&self, currency: &str) -> i128 {
        self.most_on_a_day(currency, self.today, None, 0)
    }

    /// What is committed in all from today on.
    pub fn ahead(&self, currency: &str) -> i128 {
        self.committed.get(currency).map_or(0, |it| it.ahead)
    }
}

/// An amount that can be shown.
pub fn clamped(amount: i128) -> Micros {
    Micros(i64::try_from(amount).unwrap_or(i64::MAX))
}

/// What a campaign comes to with a budget: the whole one, or a day's over its days from today on; over thirty days where it has no end.
pub fn worth(row: &CampaignRow, amount: Micros, today: NaiveDate) -> Micros {
    let from = row.start_date.map_or(today, |start| start.max(today));
    over(row, amount, row.end_date.map_or(MONTH, |end| (end.max(from) - from).num_days() + 1))
}

/// What it comes to on other days: on all of them, so that a few more now and again are as many as all of them at once; without an end on no fewer
/// than it has.
pub fn worth_on(row: &CampaignRow, amount: Micros, dates: Dates, today: NaiveDate) -> Micros {
    let days = |dates: Dates| {
        let from = dates.start_date.unwrap_or(today);
        dates.end_date.map(|end| (end.max(from) - from).num_days() + 1)
    };
    over(row, amount, days(dates).unwrap_or_else(|| days(Dates::of(row)).map_or(MONTH, |had| had.max(MONTH))))
}

fn over(row: &CampaignRow, amount: Micros, days: i64) -> Micros {
    if row.budget_type != "daily" {
        return amount;
    }
    clamped(i128::from(amount.0) * i128::from(days))
}

#[cfg(test)]
mod tests;
