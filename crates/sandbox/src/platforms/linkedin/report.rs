//! The numbers of analytics put together: by time, by pivots. Knows nothing of parameters and nothing of JSON.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Months, NaiveDate, TimeDelta};
use cmis_base::platform::Platform;

use super::pivots::{Of, Pivot};
use crate::{
    core::state::Desk,
    world::{
        hash::mix,
        numbers::{Numbers, Sum},
        split::split,
        tree::{FIRST_DAY, PLACES},
    },
};

/// Most rows of an answer. There are no pages: of more, the oldest are silently not there.
pub const MOST: usize = 15_000;
/// Events below which a part that tells of people is left out.
const FEWEST: i64 = 3;

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Not at all.
    All,
    /// By days.
    Daily,
    /// By calendar months.
    Monthly,
    /// By calendar years.
    Yearly,
}

/// What is reported.
pub struct Want {
    /// Grouped by these, in this order.
    pub pivots: Vec<Pivot>,
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// How time is cut.
    pub granularity: Granularity,
    /// Only of these; each that is there has to hold.
    pub accounts: Option<BTreeSet<u64>>,
    /// Likewise.
    pub groups: Option<BTreeSet<u64>>,
    /// Likewise.
    pub campaigns: Option<BTreeSet<u64>>,
    /// Likewise.
    pub creatives: Option<BTreeSet<u64>>,
}

/// Sums of a period.
pub struct Row {
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// By the order of the pivots.
    pub pivots: Vec<String>,
    /// The sums; money in micros of the account's currency.
    pub numbers: Numbers,
    /// What was spent, in micros of a US dollar.
    pub dollars: i64,
    /// Decimal places of the account's currency.
    pub places: u32,
}

impl Want {
    fn concerns(&self, of: &Of<'_>) -> bool {
        let is = |wanted: &Option<BTreeSet<u64>>, id: u64| wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
        is(&self.accounts, of.account.id)
            && is(&self.groups, of.group.id)
            && is(&self.campaigns, of.campaign.id)
            && is(&self.creatives, of.creative.id)
    }

    /// First and last day of the period that a day is in, of those that were asked for.
    fn period(&self, day: NaiveDate) -> (NaiveDate, NaiveDate) {
        let first = match self.granularity {
            Granularity::All => return (self.since, self.until),
            Granularity::Daily => return (day, day),
            Granularity::Monthly => day.with_day(1),
            Granularity::Yearly => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        };
        let months = if self.granularity == Granularity::Monthly { 1 } else { 12 };
        let next = first.and_then(|first| first.checked_add_months(Months::new(months)));
        let last = next.and_then(|next| next.pred_opt());
        (first.unwrap_or(day).max(self.since), last.unwrap_or(day).min(self.until))
    }
}

/// Adds up what the ads did that are asked for. What did nothing has no row.
pub fn rows(desk: &Desk<'_>, want: &Want) -> Vec<Row> {
    let observer = desk.observer();
    // LinkedIn's days are those of UTC: what is called tomorrow there has not begun, whatever the world's account calls it
    let utc = desk.now.date_naive();
    let is_of_people = want.pivots.iter().any(|pivot| pivot.is_of_people());
    // numbers of people come a day late and are kept for two years, the others are there at once and for ten
    let newest = if is_of_people { utc - TimeDelta::days(1) } else { utc };
    let oldest = if is_of_people { utc.checked_sub_months(Months::new(24)).unwrap_or(FIRST_DAY) } else { FIRST_DAY };
    let (first, last) = (want.since.max(oldest).max(FIRST_DAY), want.until.min(newest));
    let mut sums: BTreeMap<(NaiveDate, Vec<String>), (Sum, i64, u32)> = BTreeMap::new();
    let all = desk.accounts(Platform::Linkedin).flat_map(|account| {
        account.ads().map(move |(group, campaign, creative)| Of { account, group, campaign, creative })
    });
    let concerned: Vec<Of<'_>> = all.filter(|of| want.concerns(of)).collect();
    // newest first: once an answer is full, no older period is looked at
    let mut day = last;
    while day >= first {
        for of in &concerned {
            let Some(numbers) = observer.numbers(of.account, of.group, of.creative, day) else { continue };
            let dollar = PLACES.get(of.account.place).map_or(100, |place| place.2).max(1);
            for (pivots, part) in parts(desk, want, of, day, numbers) {
                let (sum, dollars, places) = sums.entry((want.period(day).0, pivots)).or_default();
                sum.add(&part);
                *dollars = dollars.saturating_add(part.spend / of.account.quantum() * 1_000_000 / dollar);
                *places = of.account.minor_places();
            }
        }
        let is_full = sums.len() >= MOST && want.period(day).0 == day;
        match day.pred_opt() {
            Some(before) if !is_full => day = before,
            _ => break,
        }
    }
    let surplus = sums.len().saturating_sub(MOST);
    let kept = sums.into_iter().skip(surplus);
    let rows = kept.map(|((start, pivots), (sum, dollars, places))| {
        let days = want.period(start);
        Row { days, pivots, numbers: sum.numbers(), dollars, places }
    });
    rows.collect()
}

/// A day's numbers of an ad in parts, each with a value for every pivot.
fn parts(desk: &Desk<'_>, want: &Want, of: &Of<'_>, day: NaiveDate, numbers: Numbers) -> Vec<(Vec<String>, Numbers)> {
    let mut parts = vec![(Vec::new(), numbers)];
    for (place, pivot) in want.pivots.iter().enumerate() {
        let Some(cells) = pivot.cells(of.account.zone) else {
            parts.iter_mut().for_each(|(values, _)| values.push(pivot.urn(desk.world, of)));
            continue;
        };
        let date = u64::from(day.num_days_from_ce().unsigned_abs());
        let mut finer = Vec::new();
        for (number, (values, part)) in parts.into_iter().enumerate() {
            let key = mix(desk.world.seed, &[of.creative.id, date, place as u64, number as u64, *pivot as u64]);
            for ((labels, _), part) in cells.iter().zip(split(&part, cells, key, of.account.quantum())) {
                let fewest = if pivot.is_of_people() { FEWEST } else { 0 };
                if part.is_nothing() || part.impressions < fewest {
                    continue;
                }
                let label = pivot.said(labels.first().copied().unwrap_or_default());
                finer.push((values.iter().cloned().chain([label.to_owned()]).collect(), part));
            }
        }
        parts = finer;
    }
    parts
}
