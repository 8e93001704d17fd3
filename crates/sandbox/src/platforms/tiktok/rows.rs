//! The numbers of a report put together: by level, by time, by part. Knows nothing of parameters and nothing of JSON.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

use super::objects::Delivery;
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// The advertiser.
    Advertiser,
    /// A campaign.
    Campaign,
    /// An ad group.
    AdGroup,
    /// An ad.
    Ad,
}

/// How time is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Not at all.
    Whole,
    /// By days of the account's zone.
    Day,
    /// By its hours.
    Hour,
}

/// By what rows are cut further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Age, gender, or both.
    AgeGender,
    /// Country.
    Country,
    /// Kind of phone.
    Platform,
    /// App.
    Placement,
}

/// What is reported.
pub struct Want {
    /// What a row is about.
    pub level: Level,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// How time is cut.
    pub step: Step,
    /// How rows are cut further: by what, and by which of its labels.
    pub split: Option<(Split, Vec<usize>)>,
}

/// What a row is of.
#[derive(Clone, Copy)]
pub struct Of<'a> {
    /// The account.
    pub account: &'a Account,
    /// The campaign; only of rows at its level or below.
    pub campaign: &'a Campaign,
    /// The ad group, likewise.
    pub set: &'a AdSet,
    /// The ad, likewise.
    pub ad: &'a Ad,
}

impl Of<'_> {
    /// The id at a level.
    pub const fn id(&self, level: Level) -> u64 {
        match level {
            Level::Advertiser => self.account.id,
            Level::Campaign => self.campaign.id,
            Level::AdGroup => self.set.id,
            Level::Ad => self.ad.id,
        }
    }

    /// How it does at a level; an advertiser always runs.
    pub fn delivery(&self, level: Level) -> Delivery {
        match level {
            Level::Advertiser => Delivery::Ok,
            Level::Campaign => Delivery::of_campaign(self.campaign),
            Level::AdGroup => Delivery::of_set(self.campaign, self.set),
            Level::Ad => Delivery::of_ad(self.campaign, self.set, self.ad),
        }
    }
}

/// A row.
pub struct Row<'a> {
    /// What it is of; below the level it is only the first of many.
    pub of: Of<'a>,
    /// The day and the hour, as far as time is cut.
    pub time: (NaiveDate, &'static str),
    /// Values of the split, in the order asked.
    pub labels: Vec<&'static str>,
    /// The numbers.
    pub numbers: Numbers,
    /// Likes, comments, shares, follows.
    pub reactions: [i64; 4],
}

/// A row that is kept: what it is of by its ad's id.
pub struct Kept {
    ad: u64,
    time: (NaiveDate, &'static str),
    labels: Vec<&'static str>,
    numbers: Numbers,
    reactions: [i64; 4],
}

impl Kept {
    /// What of a row is kept.
    pub fn new(row: Row<'_>) -> Self {
        let Row { of, time, labels, numbers, reactions } = row;
        Self { ad: of.ad.id, time, labels, numbers, reactions }
    }

    /// The row again, with the ads of its account.
    pub fn row<'a>(&self, ads: &BTreeMap<u64, Of<'a>>) -> Option<Row<'a>> {
        let (of, labels) = (*ads.get(&self.ad)?, self.labels.clone());
        Some(Row { of, time: self.time, labels, numbers: self.numbers, reactions: self.reactions })
    }
}

/// Every ad of an account by its id.
pub fn ads(account: &Account) -> BTreeMap<u64, Of<'_>> {
    account.ads().map(|(campaign, set, ad)| (ad.id, Of { account, campaign, set, ad })).collect()
}

/// Which apps show ads. The names of the report are those of the ad group.
const PLACEMENT: &[Cell] =
    &[(&["PLACEMENT_TIKTOK"], 880), (&["PLACEMENT_PANGLE"], 100), (&["PLACEMENT_GLOBAL_APP_BUNDLE"], 20)];
const PLATFORM: &[Cell] = &[(&["ANDROID"], 560), (&["IPHONE"], 380), (&["IPAD"], 40), (&["PC"], 20)];

/// What rows are told apart by: id, day, hour, values of the split.
type Key = (u64, NaiveDate, &'static str, Vec<&'static str>);

/// The rows of an account, of the ads that count. Those without delivery are not there.
pub fn rows<'a>(desk: &Desk<'_>, account: &'a Account, want: &Want, counts: impl Fn(&Of<'a>) -> bool) -> Vec<Row<'a>> {
    let observer = desk.observer();
    let mut sums: BTreeMap<Key, (Of<'a>, Sum, Sum)> = BTreeMap::new();
    let ads = account.ads().map(|(campaign, set, ad)| Of { account, campaign, set, ad });
    for of in ads.filter(counts) {
        for day in want.days.0.iter_days().take_while(|day| *day <= want.days.1) {
            let Some(numbers) = observer.numbers(account, of.campaign, of.ad, day) else { continue };
            let first = if want.step == Step::Whole { want.days.0 } else { day };
            for (hour, labels, part, reactions) in parts(desk, &of, day, numbers, want) {
                let entry = sums.entry((of.id(want.level), first, hour, labels));
                let (_, sum, reacted) = entry.or_insert_with(|| (of, Sum::default(), Sum::default()));
                sum.add(&part);
                reacted.add(&reactions);
            }
        }
    }
    let row = |((_, day, hour, labels), (of, sum, reacted)): (Key, (Of<'a>, Sum, Sum))| {
        let reacted = reacted.numbers();
        let reactions = [reacted.impressions, reacted.clicks, reacted.conversions, reacted.leads];
        Row { of, time: (day, hour), labels, numbers: sum.numbers(), reactions }
    };
    sums.into_iter().map(row).collect()
}

/// What people did besides, as numbers, so that it is cut and added up as exactly as the rest.
fn reactions(numbers: &Numbers) -> Numbers {
    let likes = numbers.video_views * 7 / 1000;
    Numbers { impressions: likes, clicks: likes / 40, conversions: likes / 25, leads: likes / 60, ..Numbers::default() }
}

/// The day's numbers in parts, with hour and labels; parts without anything are left out.
fn parts(
    desk: &Desk<'_>,
    of: &Of<'_>,
    day: NaiveDate,
    numbers: Numbers,
    want: &Want,
) -> Vec<(&'static str, Vec<&'static str>, Numbers, Numbers)> {
    let zone = of.account.zone;
    let cells = match (&want.split, want.step) {
        (Some((split, _)), _) => Cow::Borrowed(cells(*split, zone)),
        (None, Step::Hour) => Family::Hour.cells_on(zone, day, desk.now),
        (None, _) => return vec![("", Vec::new(), numbers, reactions(&numbers))],
    };
    let key = |part: u64| mix(desk.world.seed, &[of.ad.id, day.num_days_from_ce().unsigned_abs().into(), part]);
    let quantum = of.account.quantum();
    let told = split(&numbers, &cells, key(60), quantum);
    let reacted = split(&reactions(&numbers), &cells, key(61), quantum);
    let whole = cells.iter().zip(told.into_iter().zip(reacted));
    let whole = whole.map(|((cell, _), (part, reacted))| match &want.split {
        None => (cell.first().copied().unwrap_or_default(), Vec::new(), part, reacted),
        Some((split, places)) => {
            let label = |place: &usize| said(*split, *place, cell.get(*place).copied().unwrap_or_default());
            ("", places.iter().map(label).collect(), part, reacted)
        }
    });
    whole.filter(|(.., part, reacted)| !part.is_nothing() || !reacted.is_nothing()).collect()
}

const fn cells(split: Split, zone: Tz) -> &'static [Cell] {
    match split {
        Split::AgeGender => Family::AgeGender.cells(zone),
        Split::Country => Family::Country.cells(zone),
        Split::Platform => PLATFORM,
        Split::Placement => PLACEMENT,
    }
}

/// A label in TikTok's words.
fn said(split: Split, place: usize, label: &'static str) -> &'static str {
    match (split, place, label) {
        (Split::AgeGender, 0, label) => match label {
            "13-17" => "AGE_13_17",
            "18-24" => "AGE_18_24",
            "25-34" => "AGE_25_34",
            "35-44" => "AGE_35_44",
            "45-54" => "AGE_45_54",
            "55-64" | "65+" => "AGE_55_100",
            _ => "NONE",
        },
        (Split::AgeGender, _, label) => match label {
            "male" => "MALE",
            "female" => "FEMALE",
            _ => "NONE",
        },
        (.., label) => label,
    }
}
