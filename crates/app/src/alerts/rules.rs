//! Whether a number is where it should not be. Pure: what is known of a campaign goes in, what a rule of a kind sees in it comes out.
//!
//! Money is of the campaign's own currency: what was spent in another one is not among what goes in. Every value is rounded down, so that none
//! looks as if it had reached what it has not. Where too little is known to tell, nothing is told: an alert neither fires nor ends then.

use chrono::{Days, NaiveDate};
use cmis_base::money::UNIT;
use serde::{Deserialize, Serialize};

/// The stored and public words of kinds.
pub const KINDS: [&str; 6] = ["budget", "pacing", "cpa", "roas", "ctr", "spend_spike"];
/// What an org begins with, in millionths.
pub const DEFAULTS: [(Kind, &[i64]); 2] =
    [(Kind::Budget, &[80 * UNIT, 90 * UNIT, 100 * UNIT]), (Kind::Pacing, &[20 * UNIT])];

/// Complete days that a rate of spending, a price and a ratio are told over.
const WEEK: u64 = 7;
/// Complete days that have to be over before a rate of spending says something of the days to come.
const LEAST_DAYS: i64 = 3;
/// Days before yesterday that it is compared with, and how many there have to be.
const BEFORE: u64 = 14;
const LEAST_BEFORE: usize = 7;
/// Impressions below which a rate of clicks is chance.
const LEAST_IMPRESSIONS: i64 = 1000;
/// The largest budget that is proposed: that a campaign may have.
const MOST_BUDGET: i128 = 1_000_000_000 * UNIT as i128;

/// The days, today among them, of which each rule needs at most so many one by one.
pub const DAYS: u64 = BEFORE + 2;

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// Per cent of the whole budget that is spent.
    Budget,
    /// Per cent by which what is spent at the end will be off the budget.
    Pacing,
    /// What a conversion costs.
    Cpa,
    /// Revenue over spend.
    Roas,
    /// Per cent of impressions that are clicked.
    Ctr,
    /// Per cent by which yesterday's spend is above the median of the days before.
    SpendSpike,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 6] = [Self::Budget, Self::Pacing, Self::Cpa, Self::Roas, Self::Ctr, Self::SpendSpike];

    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Pacing => "pacing",
            Self::Cpa => "cpa",
            Self::Roas => "roas",
            Self::Ctr => "ctr",
            Self::SpendSpike => "spend_spike",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Whether it needs all that was ever spent.
    pub const fn needs_all_time(self) -> bool {
        matches!(self, Self::Budget | Self::Pacing)
    }

    /// Whether a value has crossed a threshold.
    pub const fn is_crossed(self, value: i64, threshold: i64) -> bool {
        match self {
            Self::Budget => value >= threshold,
            Self::Pacing => value.unsigned_abs() > threshold.unsigned_abs(),
            Self::Cpa | Self::SpendSpike => value > threshold,
            Self::Roas | Self::Ctr => value < threshold,
        }
    }

    /// Whether one threshold lies further than another: who crossed it is worse off.
    pub const fn is_further(self, one: i64, other: i64) -> bool {
        match self {
            Self::Roas | Self::Ctr => one < other,
            _ => one > other,
        }
    }
}

/// Numbers of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which.
    pub day: NaiveDate,
    /// Spend, in micros.
    pub spend: i64,
    /// Impressions.
    pub impressions: i64,
    /// Clicks.
    pub clicks: i64,
    /// Conversions that were paid for in the currency, in millionths; none where they are not counted.
    pub conversions: Option<i64>,
    /// What these brought, in micros; none where it is not counted.
    pub revenue: Option<i64>,
}

/// What is known of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// ISO 4217.
    pub currency: String,
    /// In all or a day, in micros.
    pub budget: Option<i64>,
    /// Whether the budget is a day's.
    pub is_daily: bool,
    /// The first day.
    pub starts_on: Option<NaiveDate>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// The day that it is for the org.
    pub today: NaiveDate,
    /// All that was ever spent, in micros.
    pub spent: i64,
    /// The last [`DAYS`] and what accounts further east have of tomorrow, in their order; one without numbers is not among them.
    pub days: Vec<Day>,
}

/// What an alert rests on, as it is stored. Amounts in micros of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What was spent: in all for budget and pacing, from `from` to `to` for the others.
    pub spend: i64,
    /// The campaign's budget.
    pub budget: Option<i64>,
    /// Whether it is a day's.
    pub is_daily: bool,
    /// What a day's budget comes to from the first day to the last.
    pub budget_in_all: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// What will be spent at the end.
    pub projected_spend: Option<i64>,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// The day on which the whole budget is spent, if that is before the end.
    pub runs_out_on: Option<NaiveDate>,
    /// The first day that counts.
    pub from: Option<NaiveDate>,
    /// The last one.
    pub to: Option<NaiveDate>,
}

/// What a rule sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// In millionths: per cent, an amount, a ratio.
    pub value: i64,
    /// What it rests on.
    pub evidence: Evidence,
    /// The budget that would answer it, in micros.
    pub proposed: Option<i64>,
}

/// What a rule of a kind sees in a campaign; nothing where too little is known.
pub fn read(kind: Kind, facts: &Facts) -> Option<Reading> {
    match kind {
        Kind::Budget => facts.budget_spent(),
        Kind::Pacing => facts.pacing(),
        Kind::SpendSpike => facts.spike(),
        Kind::Cpa | Kind::Roas | Kind::Ctr => facts.over_a_week(kind),
    }
}

/// `part` / `whole` to so many steps of a unit, in millionths and rounded down.
fn ratio(part: i128, whole: i128, steps: i128) -> Option<i64> {
    if whole <= 0 {
        return None;
    }
    let units = part.checked_mul(steps)?.div_euclid(whole);
    i64::try_from(units.checked_mul(i128::from(UNIT) / steps)?).ok()
}

/// Per cent to two places.
fn percent(part: i128, whole: i128) -> Option<i64> {
    ratio(part.checked_mul(100)?, whole, 100)
}

/// An amount rounded up to a whole unit of its currency; none where that is no budget that a campaign can have.
fn offered(amount: i128) -> Option<i64> {
    let unit = i128::from(UNIT);
    let whole = (amount + unit - 1).div_euclid(unit) * unit;
    (1..=MOST_BUDGET).contains(&whole).then(|| i64::try_from(whole).ok())?
}

impl Facts {
    fn between(&self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = &Day> {
        self.days.iter().filter(move |day| (first..=last).contains(&day.day))
    }

    fn yesterday(&self) -> Option<NaiveDate> {
        self.today.pred_opt()
    }

    /// What was spent today so far.
    fn spent_today(&self) -> i128 {
        self.days.iter().filter(|day| day.day >= self.today).map(|day| i128::from(day.spend)).sum()
    }

    fn budget(&self) -> Option<i128> {
        self.budget.filter(|budget| *budget > 0).map(i128::from)
    }

    /// The budget of the whole run: of a daily one only where both ends are known.
    fn in_all(&self) -> Option<i128> {
        let budget = self.budget()?;
        if !self.is_daily {
            return Some(budget);
        }
        let days = (self.ends_on? - self.starts_on?).num_days() + 1;
        (days > 0).then(|| budget * i128::from(days))
    }

    /// What is spent a day: the mean of the last week's complete days since it began.
    fn rate(&self) -> Option<i128> {
        let began = self.starts_on.or_else(|| self.days.first().map(|day| day.day))?;
        let first = began.max(self.today.checked_sub_days(Days::new(WEEK))?);
        let days = (self.today - first).num_days();
        let spent: i128 = self.between(first, self.yesterday()?).map(|day| i128::from(day.spend)).sum();
        (days >= LEAST_DAYS).then(|| spent / i128::from(days))
    }

    /// What will be spent when today is over, at a rate.
    fn by_tonight(&self, rate: i128) -> i128 {
        i128::from(self.spent) - self.spent_today() + rate.max(self.spent_today())
    }

    /// What will be spent at the end.
    fn projected(&self) -> Option<i128> {
        let left = (self.ends_on? - self.today).num_days();
        if left < 0 {
            return Some(i128::from(self.spent));
        }
        let rate = self.rate()?;
        Some(self.by_tonight(rate) + rate * i128::from(left))
    }

    /// The day on which the whole budget is spent, if that is before the end.
    fn runs_out_on(&self, in_all: i128) -> Option<NaiveDate> {
        let rate = self.rate()?;
        let left = in_all - self.by_tonight(rate);
        let day = if left <= 0 {
            self.today
        } else if rate > 0 {
            let days = (left + rate - 1) / rate;
            self.today.checked_add_days(Days::new(u64::try_from(days).ok()?))?
        } else {
            return None;
        };
        self.ends_on.is_none_or(|end| day < end).then_some(day)
    }

    /// What budget and pacing rest on.
    fn evidence(&self) -> Evidence {
        let amount = |amount: i128| i64::try_from(amount).ok();
        Evidence {
            spend: self.spent,
            budget: self.budget,
            is_daily: self.is_daily,
            budget_in_all: self.in_all().filter(|_| self.is_daily).and_then(amount),
            currency: self.currency.clone(),
            projected_spend: self.projected().and_then(amount),
            ends_on: self.ends_on,
            runs_out_on: self.in_all().and_then(|in_all| self.runs_out_on(in_all)),
            from: None,
            to: None,
        }
    }

    fn budget_spent(&self) -> Option<Reading> {
        let (budget, in_all) = (self.budget()?, self.in_all()?);
        let spent = i128::from(self.spent);
        let proposed = if self.is_daily {
            self.rate().filter(|rate| *rate > budget)
        } else {
            match self.projected() {
                Some(projected) if projected > budget => Some(projected),
                // it will do until the end
                Some(_) if spent < budget => None,
                _ => Some(spent.max(budget) * 12 / 10),
            }
        };
        let proposed = proposed.and_then(offered);
        Some(Reading { value: percent(spent, in_all)?, evidence: self.evidence(), proposed })
    }

    fn pacing(&self) -> Option<Reading> {
        if self.ends_on.is_some_and(|end| end < self.today) {
            return None;
        }
        let budget = self.budget()?;
        let rate = self.rate()?;
        let heading = if self.is_daily { rate } else { self.projected()? };
        // nothing that is spent is no reason for a budget of nothing
        let proposed = if rate > 0 { offered(heading) } else { None };
        Some(Reading { value: percent(heading - budget, budget)?, evidence: self.evidence(), proposed })
    }

    fn over_a_week(&self, kind: Kind) -> Option<Reading> {
        let (first, last) = (self.today.checked_sub_days(Days::new(WEEK))?, self.yesterday()?);
        let sum = |of: fn(&Day) -> i64| -> i128 { self.between(first, last).map(|day| i128::from(of(day))).sum() };
        let counted = |of: fn(&Day) -> Option<i64>| -> Option<i128> {
            let told: Vec<i64> = self.between(first, last).filter_map(of).collect();
            (!told.is_empty()).then(|| told.into_iter().map(i128::from).sum())
        };
        let spend = sum(|day| day.spend);
        let value = match kind {
            Kind::Ctr => {
                let shown = sum(|day| day.impressions);
                if shown < i128::from(LEAST_IMPRESSIONS) {
                    return None;
                }
                percent(sum(|day| day.clicks), shown)?
            }
            Kind::Roas => ratio(counted(|day| day.revenue)?, spend, 100)?,
            _ => match counted(|day| day.conversions)? {
                // whatever the first one will cost, it is more than this
                0 if spend > 0 => i64::try_from(spend).ok()?,
                conversions if spend > 0 => ratio(spend, conversions, i128::from(UNIT))?,
                _ => return None,
            },
        };
        Some(self.of_days(value, spend, (first, last)))
    }

    fn spike(&self) -> Option<Reading> {
        let yesterday = self.yesterday()?;
        let first = yesterday.checked_sub_days(Days::new(BEFORE))?.max(self.starts_on.unwrap_or(NaiveDate::MIN));
        let mut before: Vec<i128> = first
            .iter_days()
            .take_while(|day| *day < yesterday)
            .map(|day| self.between(day, day).map(|it| i128::from(it.spend)).sum())
            .collect();
        if before.len() < LEAST_BEFORE {
            return None;
        }
        before.sort_unstable();
        // twice the median, so that the middle of two is whole
        let twice = before[(before.len() - 1) / 2] + before[before.len() / 2];
        let spend: i128 = self.between(yesterday, yesterday).map(|day| i128::from(day.spend)).sum();
        Some(self.of_days(percent(2 * spend - twice, twice)?, spend, (yesterday, yesterday)))
    }

    fn of_days(&self, value: i64, spend: i128, (first, last): (NaiveDate, NaiveDate)) -> Reading {
        let evidence = Evidence {
            spend: i64::try_from(spend).unwrap_or(i64::MAX),
            budget: self.budget,
            is_daily: self.is_daily,
            currency: self.currency.clone(),
            ends_on: self.ends_on,
            from: Some(first),
            to: Some(last),
            ..Evidence::default()
        };
        Reading { value, evidence, proposed: None }
    }
}

#[cfg(test)]
mod tests;
