//! The numbers of stats put together: by ad, by hour and day of the account's zone, by dimension. Knows nothing of parameters and JSON.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::nodes::{Node, day_after, day_start};
use crate::{
    core::state::Desk,
    world::{
        hash::mix,
        numbers::{Numbers, Sum},
        split::{Cell, Family, split},
        tree::{Account, Ad, Campaign, FIRST_DAY},
    },
};

/// What ads did. Everything of it adds up but the reach.
#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    /// What the world knows; its conversions less the sign-ups among them.
    pub numbers: Numbers,
    /// What else there is: how far videos were seen (a quarter, half, three quarters, to the end), under impressions, clicks, conversions
    /// and leads, and sign-ups under views.
    more: Numbers,
}

impl Row {
    fn of_day(numbers: Numbers) -> Self {
        let part = |percent: i64| numbers.video_views * percent / 100;
        let sign_ups = numbers.conversions / 4;
        let more = Numbers {
            impressions: part(62),
            clicks: part(44),
            conversions: part(35),
            leads: part(28),
            video_views: sign_ups,
            ..Numbers::default()
        };
        Self { numbers: Numbers { conversions: numbers.conversions - sign_ups, ..numbers }, more }
    }

    /// Views of a quarter, of half, of three quarters, of all of the video.
    pub const fn seen(&self) -> [i64; 4] {
        [self.more.impressions, self.more.clicks, self.more.conversions, self.more.leads]
    }

    /// Conversions that were no purchases.
    pub const fn sign_ups(&self) -> i64 {
        self.more.video_views
    }

    /// Whether nothing happened at all.
    pub fn is_nothing(&self) -> bool {
        self.numbers.is_nothing() && self.more.is_nothing()
    }

    /// Adds another.
    pub fn add(&mut self, other: &Self) {
        let both = |one: Numbers, other: &Numbers| {
            let mut sum = Sum::default();
            sum.add(&one);
            sum.add(other);
            sum.numbers()
        };
        self.numbers = both(self.numbers, &other.numbers);
        self.more = both(self.more, &other.more);
    }

    fn split(&self, cells: &[Cell], key: u64, quantum: i64) -> Vec<Self> {
        let (numbers, more) = (split(&self.numbers, cells, key, quantum), split(&self.more, cells, key, quantum));
        numbers.into_iter().zip(more).map(|(numbers, more)| Self { numbers, more }).collect()
    }
}

/// What is told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Country,
    Region,
    Dma,
    AgeGender,
    Os,
    Make,
}

/// By what rows are cut: names in a row, each with the place of its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    kind: Kind,
    /// In the order asked.
    pub names: Vec<(&'static str, usize)>,
}

const OS: &[Cell] = &[(&["ios"], 560), (&["android"], 440)];
const MAKE: &[Cell] =
    &[(&["apple"], 560), (&["samsung"], 250), (&["huawei"], 70), (&["xiaomi"], 80), (&["unknown"], 40)];
const AMERICA: &[Cell] = &[(&["california"], 410), (&["texas"], 280), (&["new york"], 250), (&["unknown"], 60)];
const JAPAN: &[Cell] = &[(&["tokyo"], 520), (&["osaka"], 360), (&["unknown"], 120)];
const EGYPT: &[Cell] = &[(&["cairo"], 610), (&["alexandria"], 240), (&["unknown"], 150)];
const GULF: &[Cell] = &[(&["riyadh"], 380), (&["makkah"], 260), (&["al asimah"], 200), (&["unknown"], 160)];
/// Nielsen's areas: only the United States have them.
const DMA: &[Cell] = &[(&["501"], 420), (&["803"], 380), (&["623"], 200)];
const NO_DMA: &[Cell] = &[(&["unknown"], 1000)];

impl Dimension {
    /// The dimension of a `report_dimension`: one, or several that are told together.
    pub fn parse(text: &str) -> Option<Self> {
        let mut found: Option<Self> = None;
        for name in text.split(',') {
            let (kind, name) = match name.trim().to_ascii_lowercase().as_str() {
                "country" => (Kind::Country, ("country", 0)),
                "region" => (Kind::Region, ("region", 0)),
                "dma" => (Kind::Dma, ("dma", 0)),
                "age" => (Kind::AgeGender, ("age_bucket", 0)),
                "gender" => (Kind::AgeGender, ("gender", 1)),
                "os" => (Kind::Os, ("os", 0)),
                "make" => (Kind::Make, ("make", 0)),
                _ => return None,
            };
            let dimension = found.get_or_insert(Self { kind, names: Vec::new() });
            if dimension.kind != kind || dimension.names.contains(&name) {
                return None;
            }
            dimension.names.push(name);
        }
        found
    }

    /// The parts of a day's numbers.
    const fn cells(&self, account: &Account) -> &'static [Cell] {
        match (self.kind, account.zone) {
            (Kind::Country, zone) => Family::Country.cells(zone),
            (Kind::AgeGender, zone) => Family::AgeGender.cells(zone),
            (Kind::Region, Tz::America__New_York) => AMERICA,
            (Kind::Region, Tz::Asia__Tokyo) => JAPAN,
            (Kind::Region, Tz::Africa__Cairo) => EGYPT,
            (Kind::Region, _) => GULF,
            (Kind::Dma, Tz::America__New_York) => DMA,
            (Kind::Dma, _) => NO_DMA,
            (Kind::Os, _) => OS,
            (Kind::Make, _) => MAKE,
        }
    }
}

/// From when to when, on hours, the end not included, and whether hours are told apart or only days.
#[derive(Clone, Copy)]
pub struct Span {
    /// Begins.
    pub from: DateTime<Utc>,
    /// Is over.
    pub to: DateTime<Utc>,
    /// Hours are told apart.
    pub by_hour: bool,
}

/// Sums by the start of their day or hour and, with a dimension, by its values.
pub type Sums = BTreeMap<(DateTime<Utc>, Vec<String>), Row>;

/// What a node did.
pub fn sums(desk: &Desk<'_>, node: &Node<'_>, span: Span, dimension: Option<&Dimension>) -> Sums {
    let account = node.account();
    let mut sums = Sums::new();
    let is_of = |campaign: u64, set: u64, ad: u64| match *node {
        Node::Account(_) => true,
        Node::Campaign(_, it) => it.id == campaign,
        Node::Squad(_, _, it) => it.id == set,
        Node::Ad(_, _, _, it) => it.id == ad,
    };
    for (campaign, _, ad) in account.ads().filter(|(campaign, set, ad)| is_of(campaign.id, set.id, ad.id)) {
        for (start, day, row) in pieces(desk, account, (campaign, ad), span) {
            let Some(dimension) = dimension else {
                sums.entry((start, Vec::new())).or_default().add(&row);
                continue;
            };
            let cells = dimension.cells(account);
            let parts = row.split(cells, key(desk, ad, day, 60), account.quantum());
            for ((labels, _), part) in cells.iter().zip(parts).filter(|(_, part)| !part.is_nothing()) {
                let label = |(_, place): &(&str, usize)| labels.get(*place).copied().unwrap_or_default().to_lowercase();
                sums.entry((start, dimension.names.iter().map(label).collect())).or_default().add(&part);
            }
        }
    }
    sums
}

fn key(desk: &Desk<'_>, ad: &Ad, day: NaiveDate, what: u64) -> u64 {
    mix(desk.world.seed, &[ad.id, day.num_days_from_ce().unsigned_abs().into(), what])
}

/// What an ad did, piece by piece: when the piece starts, its day, the numbers.
fn pieces(
    desk: &Desk<'_>,
    account: &Account,
    (campaign, ad): (&Campaign, &Ad),
    span: Span,
) -> Vec<(DateTime<Utc>, NaiveDate, Row)> {
    let local = |at: DateTime<Utc>| at.with_timezone(&account.zone).date_naive();
    let (first, last) = (local(span.from).max(FIRST_DAY), local(span.to).min(desk.today(account)));
    let mut pieces = Vec::new();
    for day in first.iter_days().take_while(|day| *day <= last) {
        let Some(numbers) = desk.observer().numbers(account, campaign, ad, day) else { continue };
        let row = Row::of_day(numbers);
        let (start, end) = (day_start(account.zone, day), day_start(account.zone, day_after(day)));
        if !span.by_hour && span.from <= start && end <= span.to {
            pieces.push((start, day, row));
            continue;
        }
        let hours = hours(row, key(desk, ad, day, 61), account.quantum(), (start, end.min(desk.now)));
        let inside = hours.into_iter().filter(|(at, _)| (span.from..span.to).contains(at));
        if span.by_hour {
            pieces.extend(inside.map(|(at, row)| (at, day, row)));
        } else {
            let mut sum = Row::default();
            inside.for_each(|(_, row)| sum.add(&row));
            pieces.push((start.max(span.from), day, sum));
        }
    }
    pieces
}

/// A day's numbers by its hours, as far as it went: 23 or 25 of them where clocks are changed.
fn hours(row: Row, key: u64, quantum: i64, (start, end): (DateTime<Utc>, DateTime<Utc>)) -> Vec<(DateTime<Utc>, Row)> {
    // people sleep at night and look most in the evening
    const COURSE: [i64; 24] =
        [30, 20, 12, 8, 8, 12, 22, 34, 40, 42, 44, 46, 50, 50, 48, 46, 48, 54, 60, 66, 72, 74, 64, 50];
    let minutes = (end - start).num_minutes().clamp(1, 25 * 60);
    let cells: Vec<Cell> = (0..(minutes + 59) / 60)
        .map(|hour| {
            let weight = usize::try_from(hour).ok().and_then(|hour| COURSE.get(hour)).copied().unwrap_or(30);
            (&[] as &[&str], (weight * (minutes - hour * 60).min(60)).max(1))
        })
        .collect();
    let rows = row.split(&cells, key, quantum).into_iter();
    (0_i64..).zip(rows).map(|(hour, row)| (start + TimeDelta::hours(hour), row)).collect()
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Row, hours};
    use crate::world::numbers::Numbers;

    #[test]
    fn hours_add_up_to_the_day_however_long_it_is() {
        let start: DateTime<Utc> = "2026-08-20T21:00:00Z".parse().unwrap();
        let numbers = Numbers {
            impressions: 100_003,
            spend: 77_770_000,
            video_views: 901,
            conversions: 77,
            ..Numbers::default()
        };
        let day = Row::of_day(numbers);
        for (minutes, expected) in [(24 * 60, 24), (23 * 60, 23), (25 * 60, 25), (1, 1), (61, 2)] {
            let hours = hours(day, 7, 10_000, (start, start + TimeDelta::minutes(minutes)));
            assert_eq!(hours.len(), expected);
            let mut sum = Row::default();
            hours.iter().for_each(|(_, row)| sum.add(row));
            assert_eq!((sum.numbers, sum.more), (day.numbers, day.more));
            assert!(hours.iter().all(|(_, row)| row.numbers.spend % 10_000 == 0));
        }
    }
}
