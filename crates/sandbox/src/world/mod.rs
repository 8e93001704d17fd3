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
