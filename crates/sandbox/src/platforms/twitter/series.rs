//! What entities did over time, put together: by day, by hour or in all, at a placement, by segment. Knows nothing of parameters.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{
    nodes::{funding, midnight, placements},
    targeting, times,
};
use crate::{
    core::state::Desk,
    world::{
        hash::mix,
        numbers::{Numbers, Sum},
        split::{Cell, Family, split},
        tree::{Account, Ad, AdSet, Campaign},
    },
};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entity {
    /// The account.
    Account,
    /// The account's money.
    FundingInstrument,
    /// A campaign.
    Campaign,
    /// A line item.
    LineItem,
    /// A promoted post.
    PromotedTweet,
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// By days.
    Day,
    /// By hours.
    Hour,
    /// Not at all.
    Total,
}

/// By what numbers are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Age.
    Age,
    /// Gender.
    Gender,
    /// Country.
    Locations,
    /// Device and its system.
    Platforms,
}

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Whole days of the account, the last one not included.
    Days(NaiveDate, NaiveDate),
    /// Hours, the last one not included.
    Hours(DateTime<Utc>, DateTime<Utc>),
}

/// Where ads are shown, and how much of what is shown everywhere.
const PLACEMENTS: [Cell; 3] = [(&["ALL_ON_TWITTER"], 800), (&["SPOTLIGHT"], 130), (&["TREND"], 70)];
/// Name and value of targeting by platform.
const PLATFORMS: [Cell; 4] = [
    (&["iOS", "0"], 450),
    (&["Android", "1"], 330),
    (&["Mobile web on other devices", "3"], 40),
    (&["Desktop and laptop computers", "4"], 180),
];
/// How much of a day happens in its hours; the last one is there when clocks go back.
const HOURS: [Cell; 25] = {
    let weights = [9, 6, 4, 3, 3, 5, 12, 24, 36, 44, 48, 50, 52, 50, 48, 46, 48, 54, 62, 70, 74, 66, 44, 22, 10];
    let mut cells: [Cell; 25] = [(&[], 0); 25];
    let mut hour = 0;
    while hour < 25 {
        cells[hour].1 = weights[hour];
        hour += 1;
    }
    cells
};

/// A day, and the pieces of time that it, or an hour of it, belongs to.
type Day = (NaiveDate, Vec<(usize, Option<usize>)>);

/// What is asked of the numbers.
pub struct Want {
    /// What a row is about.
    pub entity: Entity,
    /// When.
    pub span: Span,
    /// How time is cut.
    pub granularity: Granularity,
    /// Where ads were shown.
    pub placement: &'static str,
    /// By what numbers are cut.
    pub segment: Option<Segment>,
}

/// Name and value of a segment, and the numbers of each piece of time.
pub type Series = (Option<(String, String)>, Vec<Numbers>);

impl Want {
    /// How many pieces of time there are.
    pub fn length(&self) -> usize {
        let count = match (self.granularity, self.span) {
            (Granularity::Total, _) => 1,
            (_, Span::Days(from, to)) => (to - from).num_days(),
            (_, Span::Hours(from, to)) => (to - from).num_hours(),
        };
        usize::try_from(count).unwrap_or(0)
    }

    /// Each day with the pieces of time that it, or one of its hours, belongs to.
    fn days(&self, zone: Tz) -> Vec<Day> {
        let place = |place: usize| if self.granularity == Granularity::Total { 0 } else { place };
        match self.span {
            Span::Days(from, to) => {
                let days = from.iter_days().take_while(|day| *day < to).enumerate();
                days.map(|(number, day)| (day, vec![(place(number), None)])).collect()
            }
            Span::Hours(from, to) => {
                let mut days: Vec<Day> = Vec::new();
                for (number, at) in times::hours(from, to).enumerate() {
                    let day = at.with_timezone(&zone).date_naive();
                    let hour = usize::try_from((at - midnight(zone, day)).num_hours()).unwrap_or(0);
                    match days.last_mut() {
                        Some((last, pieces)) if *last == day => pieces.push((place(number), Some(hour))),
                        _ => days.push((day, vec![(place(number), Some(hour))])),
                    }
                }
                days
            }
        }
    }
}

/// The ads of an entity; none if the account has no such thing.
pub fn ads<'a>(
    desk: &Desk<'_>,
    account: &'a Account,
    entity: Entity,
    id: u64,
) -> Option<Vec<(&'a Campaign, &'a AdSet, &'a Ad)>> {
    let exists = match entity {
        Entity::Account => account.id == id,
        Entity::FundingInstrument => funding(desk.world, account) == id,
        Entity::Campaign => account.campaigns.iter().any(|it| it.id == id),
        Entity::LineItem => account.campaigns.iter().flat_map(|it| &it.sets).any(|it| it.id == id),
        Entity::PromotedTweet => account.ads().any(|(.., ad)| ad.id == id),
    };
    let is_in = |(campaign, set, ad): &(&Campaign, &AdSet, &Ad)| match entity {
        Entity::Account | Entity::FundingInstrument => true,
        Entity::Campaign => campaign.id == id,
        Entity::LineItem => set.id == id,
        Entity::PromotedTweet => ad.id == id,
    };
    exists.then(|| account.ads().filter(is_in).collect())
}

/// The numbers of an entity; none if the account has no such thing. Segments without anything are not there.
pub fn series(desk: &Desk<'_>, account: &Account, id: u64, want: &Want) -> Option<Vec<Series>> {
    let ads = ads(desk, account, want.entity, id)?;
    let days = want.days(account.zone);
    let labels = labels(want.segment, account.zone);
    let mut sums = vec![vec![Sum::default(); want.length()]; labels.len()];
    let observer = desk.observer();
    for (campaign, _, ad) in ads {
        for (day, pieces) in &days {
            let Some(told) = observer.numbers(account, campaign, ad, *day) else { continue };
            let key = |part: u64| mix(desk.world.seed, &[ad.id, day.num_days_from_ce().unsigned_abs().into(), part]);
            let Some(told) = placed(&told, campaign, want.placement, key(51), account.quantum()) else { continue };
            let parts = parts(&told, want.segment, account.zone, key(52), account.quantum());
            for (part, sums) in parts.iter().zip(&mut sums) {
                let by_hour = || by_hour(desk, account, *day, part, key(53));
                let hours = if pieces.iter().any(|piece| piece.1.is_some()) { by_hour() } else { Vec::new() };
                for (place, hour) in pieces {
                    let part = match hour {
                        None => Some(part),
                        Some(hour) => hours.get(*hour),
                    };
                    if let (Some(sum), Some(part)) = (sums.get_mut(*place), part) {
                        sum.add(part);
                    }
                }
            }
        }
    }
    let told = labels.into_iter().zip(sums);
    let told = told.map(|(label, sums)| (label, sums.iter().map(Sum::numbers).collect::<Vec<_>>()));
    Some(told.filter(|(label, numbers)| label.is_none() || numbers.iter().any(|it| !it.is_nothing())).collect())
}

/// What of a day's numbers happened at a placement.
fn placed(told: &Numbers, campaign: &Campaign, placement: &str, key: u64, quantum: i64) -> Option<Numbers> {
    let everywhere = placements(campaign.goal);
    if everywhere.len() == 1 {
        return everywhere.contains(&placement).then_some(*told);
    }
    let place = PLACEMENTS.iter().position(|(name, _)| name.contains(&placement))?;
    split(told, &PLACEMENTS, key, quantum).get(place).copied()
}

/// A day's numbers by its hours; today ends with this one.
fn by_hour(desk: &Desk<'_>, account: &Account, day: NaiveDate, told: &Numbers, key: u64) -> Vec<Numbers> {
    let (start, next) = (midnight(account.zone, day), day.succ_opt().unwrap_or(day));
    let end = midnight(account.zone, next).min(desk.now + TimeDelta::minutes(59));
    let count = usize::try_from((end - start).num_hours()).unwrap_or(0).clamp(1, HOURS.len());
    split(told, HOURS.get(..count).unwrap_or(&HOURS), key, account.quantum())
}

/// Ages of the world, in their order.
fn ages(zone: Tz) -> Vec<&'static str> {
    let mut ages: Vec<&'static str> = Vec::new();
    for age in Family::AgeGender.cells(zone).iter().filter_map(|cell| cell.0.first().copied()) {
        if !ages.contains(&age) {
            ages.push(age);
        }
    }
    ages
}

const GENDERS: [(&str, &str, &str); 3] =
    [("male", "Male", "1"), ("female", "Female", "2"), ("unknown", "Unknown", "0")];

/// Names and values of the segments, in the order of [`parts`]; one without a name where nothing is cut.
fn labels(segment: Option<Segment>, zone: Tz) -> Vec<Option<(String, String)>> {
    let pair = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
    match segment {
        None => vec![None],
        Some(Segment::Age) => {
            let value = |age: &str| match (age.split_once('-'), age.strip_suffix('+')) {
                (Some((from, to)), _) => format!("AGE_{from}_TO_{to}"),
                (None, Some(from)) => format!("AGE_OVER_{from}"),
                (None, None) => "UNKNOWN".to_owned(),
            };
            ages(zone).into_iter().map(|age| pair(age, &value(age))).collect()
        }
        Some(Segment::Gender) => GENDERS.iter().map(|(_, name, value)| pair(name, value)).collect(),
        Some(Segment::Platforms) => PLATFORMS.iter().map(|(it, _)| pair(it[0], it[1])).collect(),
        Some(Segment::Locations) => {
            let codes = Family::Country.cells(zone).iter().filter_map(|cell| cell.0.first());
            codes.map(|code| pair(country(code).0, country(code).1)).collect()
        }
    }
}

/// Name and place id of a country.
fn country(code: &str) -> (&str, &str) {
    let found = targeting::COUNTRIES.iter().find(|(known, ..)| *known == code);
    found.map_or((code, "0000000000000000"), |(_, name, place)| (*name, *place))
}

/// The numbers in parts, in the order of [`labels`].
fn parts(told: &Numbers, segment: Option<Segment>, zone: Tz, key: u64, quantum: i64) -> Vec<Numbers> {
    let grouped = |names: &[&str], place: usize| {
        let cells = Family::AgeGender.cells(zone);
        let mut sums = vec![Sum::default(); names.len()];
        for ((labels, _), part) in cells.iter().zip(split(told, cells, key, quantum)) {
            let label = labels.get(place).copied().unwrap_or_default();
            if let Some(sum) = names.iter().position(|name| *name == label).and_then(|place| sums.get_mut(place)) {
                sum.add(&part);
            }
        }
        sums.iter().map(Sum::numbers).collect()
    };
    match segment {
        None => vec![*told],
        Some(Segment::Age) => grouped(&ages(zone), 0),
        Some(Segment::Gender) => grouped(&GENDERS.map(|it| it.0), 1),
        Some(Segment::Platforms) => split(told, &PLATFORMS, key, quantum),
        Some(Segment::Locations) => split(told, Family::Country.cells(zone), key, quantum),
    }
}
