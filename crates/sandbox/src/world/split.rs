//! Breakdowns: a day's numbers of an ad in parts that add up to it exactly, number by number.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;

use super::{
    hash::mix,
    numbers::{Numbers, unit_of},
};

/// Values of the dimensions of a family, and the weight of the part.
pub type Cell = (&'static [&'static str], i64);

/// Dimensions that are told together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Age and gender.
    AgeGender,
    /// Country, ISO 3166 of two letters.
    Country,
    /// Which app, and where in it.
    Placement,
    /// Kind of device.
    Device,
    /// Kind of network (searches, sites, videos).
    Network,
    /// Hour, by the clock on the wall: `00` to `23`.
    Hour,
}

const AGE_GENDER: &[Cell] = &[
    (&["13-17", "female"], 10),
    (&["13-17", "male"], 12),
    (&["18-24", "female"], 90),
    (&["18-24", "male"], 110),
    (&["25-34", "female"], 170),
    (&["25-34", "male"], 190),
    (&["35-44", "female"], 120),
    (&["35-44", "male"], 130),
    (&["45-54", "female"], 50),
    (&["45-54", "male"], 60),
    (&["55-64", "female"], 20),
    (&["55-64", "male"], 22),
    (&["65+", "female"], 8),
    (&["65+", "male"], 10),
    (&["Unknown", "unknown"], 6),
];
const PLACEMENT: &[Cell] = &[
    (&["facebook", "feed"], 330),
    (&["facebook", "story"], 60),
    (&["instagram", "feed"], 220),
    (&["instagram", "story"], 160),
    (&["instagram", "instagram_reels"], 190),
    (&["audience_network", "an_classic"], 30),
    (&["messenger", "messenger_inbox"], 10),
];
const DEVICE: &[Cell] = &[(&["mobile"], 760), (&["desktop"], 180), (&["tablet"], 40), (&["tv"], 20)];
const NETWORK: &[Cell] = &[(&["search"], 610), (&["search_partners"], 70), (&["content"], 200), (&["youtube"], 120)];
/// What happens in each hour by the clock on the wall: people sleep at night and look most in the evening.
const HOURS: &[Cell] = &[
    (&["00"], 40),
    (&["01"], 25),
    (&["02"], 15),
    (&["03"], 10),
    (&["04"], 8),
    (&["05"], 10),
    (&["06"], 18),
    (&["07"], 28),
    (&["08"], 35),
    (&["09"], 38),
    (&["10"], 40),
    (&["11"], 42),
    (&["12"], 48),
    (&["13"], 50),
    (&["14"], 46),
    (&["15"], 44),
    (&["16"], 46),
    (&["17"], 52),
    (&["18"], 60),
    (&["19"], 68),
    (&["20"], 78),
    (&["21"], 82),
    (&["22"], 72),
    (&["23"], 55),
];
const GULF: &[Cell] = &[(&["SA"], 520), (&["KW"], 210), (&["AE"], 170), (&["BH"], 60), (&["QA"], 40)];
const EGYPT: &[Cell] = &[(&["EG"], 880), (&["SA"], 80), (&["AE"], 40)];
const JAPAN: &[Cell] = &[(&["JP"], 970), (&["TW"], 30)];
const AMERICA: &[Cell] = &[(&["US"], 860), (&["CA"], 110), (&["MX"], 30)];

impl Family {
    /// The parts of a day as it is known now, in a fixed order: of its hours those that have begun.
    pub fn cells_on(self, zone: Tz, day: NaiveDate, now: DateTime<Utc>) -> Cow<'static, [Cell]> {
        match self {
            Self::Hour => Cow::Owned(hours(zone, day, now)),
            family => Cow::Borrowed(family.cells(zone)),
        }
    }

    /// The parts of any day, in a fixed order.
    pub const fn cells(self, zone: Tz) -> &'static [Cell] {
        match (self, zone) {
            (Self::AgeGender, _) => AGE_GENDER,
            (Self::Placement, _) => PLACEMENT,
            (Self::Device, _) => DEVICE,
            (Self::Network, _) => NETWORK,
            (Self::Hour, _) => HOURS,
            (Self::Country, Tz::Africa__Cairo) => EGYPT,
            (Self::Country, Tz::Asia__Tokyo) => JAPAN,
            (Self::Country, Tz::America__New_York) => AMERICA,
            (Self::Country, _) => GULF,
        }
    }
}

/// The hours of a day that have begun, the last one with as much of its weight as is over. What clocks skip is not among them, and what
/// they show twice is one.
fn hours(zone: Tz, day: NaiveDate, now: DateTime<Utc>) -> Vec<Cell> {
    let begins = |hour: u32| zone.from_local_datetime(&day.and_hms_opt(hour, 0, 0)?).earliest();
    let hours = (0..).zip(HOURS).filter_map(|(hour, (label, weight))| {
        let begins = begins(hour).filter(|begins| *begins <= now)?;
        let minutes = now.signed_duration_since(begins).num_minutes().clamp(1, 60);
        Some((*label, weight * minutes))
    });
    hours.collect()
}

/// The parts of `total`, in the order of the cells. `key` names the ad and the day; `quantum` is the money's smallest step.
pub fn split(total: &Numbers, cells: &[Cell], key: u64, quantum: i64) -> Vec<Numbers> {
    let mut parts = vec![[0_i64; 8]; cells.len()];
    for (place, whole) in total.to_array().into_iter().enumerate() {
        let unit = unit_of(place, quantum);
        // each number leans a little differently, so that rates differ between the parts
        let weight =
            |cell: usize, base: i64| i128::from(base) * i128::from(900 + mix(key, &[place as u64, cell as u64]) % 200);
        let weights: Vec<i128> = cells.iter().enumerate().map(|(cell, (_, base))| weight(cell, *base)).collect();
        let all: i128 = weights.iter().sum::<i128>().max(1);
        let (mut so_far, mut given) = (0_i128, 0_i64);
        for (part, weight) in parts.iter_mut().zip(weights) {
            so_far += weight;
            let until = i64::try_from(i128::from(whole / unit) * so_far / all).unwrap_or(i64::MAX);
            if let Some(slot) = part.get_mut(place) {
                *slot = (until - given) * unit;
            }
            given = until;
        }
    }
    parts.into_iter().map(Numbers::from_array).collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{Family, split};
    use crate::world::numbers::Numbers;

    const FAMILIES: [Family; 6] =
        [Family::AgeGender, Family::Country, Family::Placement, Family::Device, Family::Network, Family::Hour];
    const ZONES: [Tz; 3] = [Tz::America__New_York, Tz::Asia__Kuwait, Tz::Africa__Cairo];

    #[test]
    fn hours_are_those_that_have_begun_and_that_the_clock_shows() {
        let cells = |zone: Tz, day: &str, now: &str| {
            let cells = Family::Hour.cells_on(zone, day.parse().unwrap(), now.parse().unwrap());
            cells.iter().map(|(label, weight)| (label[0], *weight)).collect::<Vec<_>>()
        };
        let over = "2026-11-22T12:00:00Z";
        let whole = cells(Tz::Asia__Kuwait, "2026-11-21", over);
        assert_eq!((whole.len(), whole[0], whole[23]), (24, ("00", 40 * 60), ("23", 55 * 60)));
        // three o'clock sharp, and a quarter past
        let today = cells(Tz::Asia__Kuwait, "2026-11-22", over);
        assert_eq!((today.len(), today[14], today[15]), (16, ("14", 46 * 60), ("15", 44)));
        assert_eq!(cells(Tz::Asia__Kuwait, "2026-11-22", "2026-11-22T12:15:00Z")[15], ("15", 44 * 15));
        assert!(cells(Tz::Asia__Kuwait, "2026-11-23", over).is_empty());
        let labels = |day: &str| cells(Tz::America__New_York, day, over).into_iter().map(|it| it.0).collect::<Vec<_>>();
        assert_eq!((labels("2026-03-08").len(), labels("2026-03-08")[2]), (23, "03"));
        assert_eq!((labels("2026-11-01").len(), labels("2026-11-01")[2]), (24, "02"));
        assert_eq!(cells(Tz::Africa__Cairo, "2026-04-24", over)[0].0, "01");
    }

    proptest! {
        #[test]
        fn parts_add_up_in_every_number(
            counts in prop::array::uniform8(0_i64..1_000_000_000),
            key: u64,
            family in prop::sample::select(&FAMILIES),
            zone in prop::sample::select(&ZONES),
            quantum in prop::sample::select(&[1_000_i64, 10_000, 1_000_000]),
        ) {
            let mut whole = counts;
            (whole[2], whole[4]) = (counts[2] * quantum, counts[4] * quantum);
            let parts = split(&Numbers::from_array(whole), family.cells(zone), key, quantum);
            let mut sums = [0_i64; 8];
            for part in parts {
                for (place, number) in part.to_array().into_iter().enumerate() {
                    prop_assert!(number >= 0);
                    sums[place] += number;
                }
                prop_assert_eq!(part.spend % quantum, 0);
            }
            prop_assert_eq!(sums, whole);
        }
    }
}
