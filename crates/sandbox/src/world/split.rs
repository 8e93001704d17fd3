//! Breakdowns: a day's numbers of an ad in parts that add up to it exactly, number by number.

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
const GULF: &[Cell] = &[(&["SA"], 520), (&["KW"], 210), (&["AE"], 170), (&["BH"], 60), (&["QA"], 40)];
const EGYPT: &[Cell] = &[(&["EG"], 880), (&["SA"], 80), (&["AE"], 40)];
const JAPAN: &[Cell] = &[(&["JP"], 970), (&["TW"], 30)];
const AMERICA: &[Cell] = &[(&["US"], 860), (&["CA"], 110), (&["MX"], 30)];

impl Family {
    /// The parts, in a fixed order.
    pub const fn cells(self, zone: Tz) -> &'static [Cell] {
        match (self, zone) {
            (Self::AgeGender, _) => AGE_GENDER,
            (Self::Placement, _) => PLACEMENT,
            (Self::Device, _) => DEVICE,
            (Self::Network, _) => NETWORK,
            (Self::Country, Tz::Africa__Cairo) => EGYPT,
            (Self::Country, Tz::Asia__Tokyo) => JAPAN,
            (Self::Country, Tz::America__New_York) => AMERICA,
            (Self::Country, _) => GULF,
        }
    }
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

    const FAMILIES: [Family; 5] =
        [Family::AgeGender, Family::Country, Family::Placement, Family::Device, Family::Network];
    const ZONES: [Tz; 3] = [Tz::America__New_York, Tz::Asia__Kuwait, Tz::Africa__Cairo];

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
