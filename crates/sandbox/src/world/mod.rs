//! The advertisers behind the stand-ins: who they are and what their ads did. Deterministic for a seed, without storage.
//! Knows nothing of any platform's wire.

pub mod hash;
mod names;
pub mod numbers;
pub mod split;
pub mod tree;

use chrono::NaiveDate;
use cmis_base::platform::Platform;

use self::tree::{Account, Kind, PLACES, id};

/// The world of a seed.
#[derive(Clone, Debug)]
pub struct World {
    /// What everything is made of.
    pub seed: u64,
    /// The accounts of all platforms as they are before anybody changes them.
    pub accounts: Vec<Account>,
}

impl World {
    /// Makes the world of a seed, seen on a day.
    pub fn new(seed: u64, today: NaiveDate) -> Self {
        let places =
            Platform::ALL.into_iter().flat_map(|platform| (0..PLACES.len()).map(move |place| (platform, place)));
        let accounts = places.filter_map(|(platform, place)| Account::make(seed, platform, place, today)).collect();
        Self { seed, accounts }
    }

    /// The id of something that is no part of an account's tree: a person, a page, a form, a lead.
    pub fn id(&self, platform: Platform, what: &str, number: u64) -> u64 {
        let word = what.bytes().fold(7_u64, |word, byte| word.wrapping_mul(31).wrapping_add(byte.into()));
        id(platform, Kind::Other, hash::mix(self.seed, &[platform as u64, word, number]))
    }

    /// What the page of the account at a place is called.
    pub fn page_name(place: usize) -> &'static str {
        names::PAGES.get(place).copied().unwrap_or("Page")
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
    use cmis_base::platform::Platform;
    use proptest::prelude::*;

    use super::{
        World,
        numbers::{Numbers, Observer},
    };

    fn noon() -> DateTime<Utc> {
        "2026-08-20T12:00:00Z".parse().unwrap()
    }

    /// All numbers of a platform's account on a day.
    fn told(world: &World, now: DateTime<Utc>, account: usize, day: NaiveDate) -> Vec<Option<Numbers>> {
        let observer = Observer { seed: world.seed, now, restated: &[] };
        let account = &world.accounts[account];
        account.ads().map(|(campaign, _, ad)| observer.numbers(account, campaign, ad, day)).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]
        #[test]
        fn a_seed_makes_one_world_and_past_days_are_final(seed: u64, account in 0_usize..30, ago in 2_i64..365) {
            let today = noon().date_naive();
            let (one, other) = (World::new(seed, today), World::new(seed, today));
            prop_assert_eq!(format!("{:?}", one.accounts), format!("{:?}", other.accounts));
            let day = today - TimeDelta::days(ago);
            let before = told(&one, noon(), account, day);
            prop_assert_eq!(&before, &told(&other, noon(), account, day));
            prop_assert_eq!(&before, &told(&one, noon() + TimeDelta::days(30), account, day));
            for numbers in before.into_iter().flatten() {
                prop_assert!(numbers.clicks <= numbers.impressions && numbers.reach <= numbers.impressions);
                prop_assert_eq!(numbers.spend % one.accounts[account].quantum(), 0);
                prop_assert_eq!(numbers.value % one.accounts[account].quantum(), 0);
            }
        }
    }

    #[test]
    fn today_grows_with_the_hour_and_tomorrow_is_not_there() {
        let world = World::new(7, noon().date_naive());
        let day = noon().date_naive();
        let spend = |now| told(&world, now, 0, day).into_iter().flatten().map(|numbers| numbers.spend).sum::<i64>();
        let (noon_spend, evening) = (spend(noon()), spend(noon() + TimeDelta::hours(8)));
        assert!(0 < noon_spend && noon_spend < evening, "{noon_spend} {evening}");
        assert!(told(&world, noon(), 0, day + TimeDelta::days(1)).iter().all(Option::is_none));
    }

    #[test]
    fn accounts_are_of_the_size_and_places_that_were_asked() {
        let world = World::new(7, noon().date_naive());
        for platform in Platform::ALL {
            let accounts: Vec<_> = world.accounts.iter().filter(|it| it.platform == platform).collect();
            let currencies: Vec<_> = accounts.iter().map(|it| it.currency).collect();
            assert_eq!(currencies, ["USD", "JPY", "KWD", "EGP", "SAR"]);
            for account in accounts {
                assert!((4..=12).contains(&account.campaigns.len()));
                for campaign in &account.campaigns {
                    assert!((1..=4).contains(&campaign.sets.len()));
                    assert!(campaign.sets.iter().all(|set| (1..=3).contains(&set.ads.len())));
                }
            }
        }
    }

    #[test]
    fn the_weekend_of_the_gulf_is_friday_and_of_new_york_sunday() {
        let world = World::new(7, noon().date_naive());
        // 2026-05-01 is a Friday; a quarter of whole weeks
        let first: NaiveDate = "2026-05-01".parse().unwrap();
        let by_weekday = |account: usize| {
            let mut sums = [0_i64; 7];
            for offset in 0..84 {
                let rows = told(&world, noon(), account, first + TimeDelta::days(offset));
                sums[usize::try_from(offset % 7).unwrap()] +=
                    rows.into_iter().flatten().map(|it| it.impressions).sum::<i64>();
            }
            sums
        };
        let (new_york, kuwait) = (by_weekday(0), by_weekday(2));
        assert!(kuwait[0] > kuwait[2], "Friday above Sunday: {kuwait:?}");
        assert!(new_york[2] > new_york[4], "Sunday above Tuesday: {new_york:?}");
    }
}
