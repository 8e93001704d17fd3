//! The numbers of insights put together: by level, by time, by breakdown. Knows nothing of parameters and little of JSON.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, TimeDelta};

use super::nodes::Node;
use crate::{
    core::state::Desk,
    world::{
        hash::mix,
        numbers::{Numbers, Sum},
        split::{Family, split},
        tree::{Account, Ad, AdSet, Campaign},
    },
};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The account.
    Account,
    /// A campaign.
    Campaign,
    /// An ad set.
    Set,
    /// An ad.
    Ad,
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Increment {
    /// Not at all.
    All,
    /// Every so many days, from the first one.
    Days(i64),
    /// By calendar months.
    Monthly,
}

/// A breakdown: the family, and which of its labels under which name.
#[derive(Clone, Debug)]
pub struct Breakdown {
    /// What is told together.
    pub family: Family,
    /// Name of the dimension and place of its label.
    pub names: Vec<(&'static str, usize)>,
}

/// What is reported.
pub struct Want {
    /// What a row is about.
    pub level: Level,
    /// First day.
    pub since: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// How time is cut.
    pub increment: Increment,
    /// How rows are cut further.
    pub breakdown: Option<Breakdown>,
}

/// What a row is of.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The account.
    pub account: &'a Account,
    /// The campaign; only of rows at its level or below.
    pub campaign: &'a Campaign,
    /// The ad set, likewise.
    pub set: &'a AdSet,
    /// The ad, likewise.
    pub ad: &'a Ad,
}

/// A row.
pub struct Row<'a> {
    /// What it is of; below the level it is only the first of many.
    pub of: Of<'a>,
    /// First day.
    pub start: NaiveDate,
    /// Last day.
    pub stop: NaiveDate,
    /// Values of the breakdown, in the order asked.
    pub labels: Vec<&'static str>,
    /// The numbers.
    pub numbers: Numbers,
}

/// A row that is kept: what it is of by its ad's id.
pub struct Kept {
    ad: u64,
    start: NaiveDate,
    stop: NaiveDate,
    labels: Vec<&'static str>,
    numbers: Numbers,
}

impl Kept {
    /// What of a row is kept.
    pub fn new(row: Row<'_>) -> Self {
        let Row { of, start, stop, labels, numbers } = row;
        Self { ad: of.ad.id, start, stop, labels, numbers }
    }

    /// The row again, with the ads of its account.
    pub fn row<'a>(&self, ads: &BTreeMap<u64, Of<'a>>) -> Option<Row<'a>> {
        let of = *ads.get(&self.ad)?;
        Some(Row { of, start: self.start, stop: self.stop, labels: self.labels.clone(), numbers: self.numbers })
    }
}

/// Every ad of an account by its id.
pub fn ads(account: &Account) -> BTreeMap<u64, Of<'_>> {
    scope(&Node::Account(account)).into_iter().map(|of| (of.ad.id, of)).collect()
}

/// What rows are told apart by: id, first day, values of the breakdown.
type Key = (u64, NaiveDate, Vec<&'static str>);

/// The rows of a node, of the ads that count. Those without delivery are not there.
pub fn rows<'a>(desk: &'a Desk<'_>, node: &Node<'a>, want: &Want, counts: impl Fn(&Of<'a>) -> bool) -> Vec<Row<'a>> {
    let observer = desk.observer();
    let mut sums: BTreeMap<Key, (Of<'a>, NaiveDate, Sum)> = BTreeMap::new();
    for of in scope(node).into_iter().filter(counts) {
        let id = match want.level {
            Level::Account => of.account.id,
            Level::Campaign => of.campaign.id,
            Level::Set => of.set.id,
            Level::Ad => of.ad.id,
        };
        for day in want.since.iter_days().take_while(|day| *day <= want.until) {
            let Some(numbers) = observer.numbers(of.account, of.campaign, of.ad, day) else { continue };
            let (start, stop) = period(want, day);
            for (labels, part) in parts(desk, &of, day, numbers, want.breakdown.as_ref()) {
                let entry = sums.entry((id, start, labels));
                entry.or_insert_with(|| (of, stop, Sum::default())).2.add(&part);
            }
        }
    }
    let rows = sums.into_iter().map(|((_, start, labels), (of, stop, sum))| Row {
        of,
        start,
        stop,
        labels,
        numbers: sum.numbers(),
    });
    rows.collect()
}

fn scope<'a>(node: &Node<'a>) -> Vec<Of<'a>> {
    let (account, campaign, set, ad) = match *node {
        Node::Account(account) => (account, None, None, None),
        Node::Campaign(account, campaign) => (account, Some(campaign.id), None, None),
        Node::Set(account, _, set) => (account, None, Some(set.id), None),
        Node::Ad(account, _, _, ad) => (account, None, None, Some(ad.id)),
    };
    let is = |wanted: Option<u64>, id: u64| wanted.is_none_or(|wanted| wanted == id);
    let ads = account.ads().filter(|it| is(campaign, it.0.id) && is(set, it.1.id) && is(ad, it.2.id));
    ads.map(|(campaign, set, ad)| Of { account, campaign, set, ad }).collect()
}

/// First and last day of the period that a day is in.
fn period(want: &Want, day: NaiveDate) -> (NaiveDate, NaiveDate) {
    match want.increment {
        Increment::All => (want.since, want.until),
        Increment::Days(days) => {
            let start = want.since + TimeDelta::days((day - want.since).num_days() / days.max(1) * days);
            (start, (start + TimeDelta::days(days - 1)).min(want.until))
        }
        Increment::Monthly => {
            let first = day.with_day(1).unwrap_or(day);
            let last = first.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(day);
            (first.max(want.since), last.min(want.until))
        }
    }
}

/// The day's numbers in parts with their labels; parts without anything are left out.
fn parts(
    desk: &Desk<'_>,
    of: &Of<'_>,
    day: NaiveDate,
    numbers: Numbers,
    breakdown: Option<&Breakdown>,
) -> Vec<(Vec<&'static str>, Numbers)> {
    let Some(breakdown) = breakdown else { return vec![(Vec::new(), numbers)] };
    let cells = breakdown.family.cells_on(of.account.zone, day, desk.now);
    let key = mix(desk.world.seed, &[of.ad.id, day.num_days_from_ce().unsigned_abs().into(), 50]);
    let parts = split(&numbers, &cells, key, of.account.quantum());
    let labels = |cell: &'static [&'static str]| {
        breakdown.names.iter().map(|(name, place)| said(name, cell.get(*place).copied().unwrap_or_default())).collect()
    };
    let told = cells.iter().zip(parts).filter(|(_, part)| !part.is_nothing());
    told.map(|((cell, _), part)| (labels(cell), part)).collect()
}

/// How an hour is said.
const HOURS: [&str; 24] = [
    "00:00:00 - 00:59:59",
    "01:00:00 - 01:59:59",
    "02:00:00 - 02:59:59",
    "03:00:00 - 03:59:59",
    "04:00:00 - 04:59:59",
    "05:00:00 - 05:59:59",
    "06:00:00 - 06:59:59",
    "07:00:00 - 07:59:59",
    "08:00:00 - 08:59:59",
    "09:00:00 - 09:59:59",
    "10:00:00 - 10:59:59",
    "11:00:00 - 11:59:59",
    "12:00:00 - 12:59:59",
    "13:00:00 - 13:59:59",
    "14:00:00 - 14:59:59",
    "15:00:00 - 15:59:59",
    "16:00:00 - 16:59:59",
    "17:00:00 - 17:59:59",
    "18:00:00 - 18:59:59",
    "19:00:00 - 19:59:59",
    "20:00:00 - 20:59:59",
    "21:00:00 - 21:59:59",
    "22:00:00 - 22:59:59",
    "23:00:00 - 23:59:59",
];

/// A label in Meta's words.
fn said(name: &str, label: &'static str) -> &'static str {
    match (name, label) {
        ("device_platform", "mobile") => "mobile_app",
        ("device_platform", "tablet") => "mobile_web",
        ("device_platform", "tv") => "unknown",
        ("hourly_stats_aggregated_by_advertiser_time_zone", hour) => {
            HOURS.into_iter().find(|it| it.starts_with(hour)).unwrap_or(hour)
        }
        _ => label,
    }
}
