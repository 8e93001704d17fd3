//! Accounts and what is in them. Made of the seed; what callers change is changed in a copy, which a reset throws away.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use cmis_base::platform::Platform;
use serde_json::{Map, Value};

use super::{
    hash::{between, mix},
    names,
    numbers::season,
};

/// Whether something runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Runs.
    Active,
    /// Stopped by its owner.
    Paused,
    /// Put away (Meta: `ARCHIVED`).
    Archived,
    /// Gone (Meta: `DELETED`, Google: `REMOVED`).
    Removed,
}

/// What a campaign is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// Visits.
    Traffic,
    /// Contacts.
    Leads,
    /// Purchases.
    Sales,
    /// Being seen.
    Awareness,
    /// Reactions.
    Engagement,
}

/// An ad account of an advertiser.
#[derive(Clone, Debug)]
pub struct Account {
    /// Which platform it is of.
    pub platform: Platform,
    /// The number that the platform's id is made of.
    pub id: u64,
    /// Its place in the list, from 0.
    pub place: usize,
    /// The advertiser.
    pub name: String,
    /// ISO 4217.
    pub currency: &'static str,
    /// Days begin by this.
    pub zone: Tz,
    /// Budgets, which campaigns name by id.
    pub budgets: Vec<Budget>,
    /// Oldest first.
    pub campaigns: Vec<Campaign>,
}

/// Money that campaigns may spend.
#[derive(Clone, Debug)]
pub struct Budget {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// How much of it there is.
    pub money: Money,
    /// Made for several campaigns.
    pub is_shared: bool,
    /// Gone.
    pub is_removed: bool,
}

/// An amount of a budget, in micros of the account's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Money {
    /// For a day.
    Daily(i64),
    /// For as long as the campaign runs.
    InAll(i64),
}

impl Budget {
    /// One of a single campaign, for a day.
    pub const fn daily(id: u64, name: String, micros: i64) -> Self {
        Self { id, name, money: Money::Daily(micros), is_shared: false, is_removed: false }
    }
}

/// A campaign.
#[derive(Clone, Debug)]
pub struct Campaign {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// What it is for.
    pub goal: Goal,
    /// Status as its owner set it.
    pub status: Status,
    /// Id of the budget; none where a campaign keeps its money in another way.
    pub budget: Option<u64>,
    /// What it delivers; nothing for one that a caller made.
    pub plan: Option<Plan>,
    /// When callers had it stopped.
    pub stops: Stops,
    /// The day it was made.
    pub made: NaiveDate,
    /// What else callers set, in the platform's own words.
    pub extra: Map<String, Value>,
    /// Ad sets, ad groups.
    pub sets: Vec<AdSet>,
}

/// From when to when something was stopped. Days in between deliver nothing, those of the change count whole.
#[derive(Clone, Debug, Default)]
pub struct Stops(Vec<(NaiveDate, Option<NaiveDate>)>);

impl Stops {
    /// Remembers what a change of the status does to delivery.
    fn change(&mut self, before: Status, after: Status, today: NaiveDate) {
        if before == Status::Active && after != Status::Active {
            self.0.push((today, None));
        }
        if after == Status::Active
            && let Some((_, end @ None)) = self.0.last_mut()
        {
            *end = Some(today);
        }
    }

    /// Whether it was stopped for that whole day.
    fn cover(&self, day: NaiveDate) -> bool {
        self.0.iter().any(|(from, to)| *from < day && to.is_none_or(|to| day < to))
    }
}

/// How a campaign of the world spends.
#[derive(Clone, Debug)]
pub struct Plan {
    /// On a normal day, in the currency's minor units.
    pub daily: i64,
    /// First day.
    pub starts: NaiveDate,
    /// First day on which it no longer runs.
    pub ends: Option<NaiveDate>,
    /// Growth in a year, in thousandths.
    pub growth: i64,
}

/// An ad set (Google: ad group).
#[derive(Clone, Debug)]
pub struct AdSet {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Status as its owner set it.
    pub status: Status,
    /// When callers had it stopped.
    pub stops: Stops,
    /// What else callers set.
    pub extra: Map<String, Value>,
    /// Ads.
    pub ads: Vec<Ad>,
}

/// An ad.
#[derive(Clone, Debug)]
pub struct Ad {
    /// Id.
    pub id: u64,
    /// Name.
    pub name: String,
    /// Status as its owner set it.
    pub status: Status,
    /// When callers had it stopped.
    pub stops: Stops,
    /// What it gets of the campaign's money, in thousandths.
    pub share: i64,
    /// What else callers set.
    pub extra: Map<String, Value>,
}

/// Currency, zone, and how many minor units a dollar is about.
pub const PLACES: [(&str, Tz, i64); 5] = [
    ("USD", Tz::America__New_York, 100),
    ("JPY", Tz::Asia__Tokyo, 150),
    ("KWD", Tz::Asia__Kuwait, 310),
    ("EGP", Tz::Africa__Cairo, 4_900),
    ("SAR", Tz::Asia__Riyadh, 375),
];

/// The day the world began; nothing is older.
pub const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2024, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

impl Plan {
    /// Whether the day lies between start and end.
    pub fn runs_on(&self, day: NaiveDate) -> bool {
        day >= self.starts && self.ends.is_none_or(|end| day < end)
    }
}

impl Campaign {
    /// Sets the status, and remembers from and to when that stopped delivery.
    pub fn set_status(&mut self, status: Status, today: NaiveDate) {
        self.stops.change(self.status, status, today);
        self.status = status;
    }

    /// Whether a caller had it, the ad or the ad's set stopped for that whole day.
    pub fn stood_still_on(&self, day: NaiveDate, ad: &Ad) -> bool {
        let stopped_sets = || self.sets.iter().filter(|set| set.stops.cover(day));
        let is_set_stopped = || stopped_sets().any(|set| set.ads.iter().any(|it| it.id == ad.id));
        self.stops.cover(day) || ad.stops.cover(day) || is_set_stopped()
    }
}

impl AdSet {
    /// Sets the status, and remembers from and to when that stopped delivery.
    pub fn set_status(&mut self, status: Status, today: NaiveDate) {
        self.stops.change(self.status, status, today);
        self.status = status;
    }
}

impl Ad {
    /// Sets the status, and remembers from and to when that stopped delivery.
    pub fn set_status(&mut self, status: Status, today: NaiveDate) {
        self.stops.change(self.status, status, today);
        self.status = status;
    }
}

impl Account {
    /// Minor units in one of the currency, as a power of ten.
    pub fn minor_places(&self) -> u32 {
        cmis_base::currency::minor_places(self.currency)
    }

    /// Micros in a minor unit.
    pub fn quantum(&self) -> i64 {
        10_i64.pow(6_u32.saturating_sub(self.minor_places()))
    }

    /// The daily budget of a campaign in micros.
    pub fn daily_budget(&self, campaign: &Campaign) -> Option<i64> {
        let id = campaign.budget?;
        match self.budgets.iter().find(|budget| budget.id == id)?.money {
            Money::Daily(micros) => Some(micros),
            Money::InAll(_) => None,
        }
    }

    /// Every ad with what it is in.
    pub fn ads(&self) -> impl Iterator<Item = (&Campaign, &AdSet, &Ad)> {
        self.campaigns.iter().flat_map(|campaign| {
            campaign.sets.iter().flat_map(move |set| set.ads.iter().map(move |ad| (campaign, set, ad)))
        })
    }

    /// The account of a platform at a place of the list.
    pub fn make(seed: u64, platform: Platform, place: usize, today: NaiveDate) -> Option<Self> {
        let (currency, zone, dollar) = *PLACES.get(place)?;
        let key = [platform as u64, place as u64];
        let name = (*names::ADVERTISERS.get(place)?).to_owned();
        let id = id(platform, Kind::Account, mix(seed, &key));
        let mut account =
            Self { platform, id, place, name, currency, zone, budgets: Vec::new(), campaigns: Vec::new() };
        for number in 0..between(mix(seed, &[id, 1]), 4, 12) {
            let hash = mix(seed, &[id, 2, number as u64]);
            account.add_campaign(hash, number as usize, dollar, today);
        }
        Some(account)
    }

    fn add_campaign(&mut self, hash: u64, number: usize, dollar: i64, today: NaiveDate) {
        let of = |part: u64| mix(hash, &[part]);
        let goals = [Goal::Traffic, Goal::Leads, Goal::Sales, Goal::Awareness, Goal::Engagement];
        let goal = goals.get(number % goals.len()).copied().unwrap_or(Goal::Traffic);
        let starts = FIRST_DAY + TimeDelta::days(between(of(1), 0, 500));
        // the first three run on for ever, so that no account is ever silent
        let has_ended = number > 2 && of(2) % 4 == 0;
        let ends = has_ended.then(|| starts + TimeDelta::days(between(of(3), 400, 900)));
        let plan = Plan { daily: dollar * between(of(4), 25, 220), starts, ends, growth: between(of(5), -250, 600) };
        let status = match ends {
            Some(end) if end <= today && of(6) % 3 == 0 => Status::Archived,
            Some(end) if end <= today => Status::Paused,
            _ => Status::Active,
        };
        let name = names::campaign(of(7), number, goal);
        let budget = id(self.platform, Kind::Budget, of(8));
        // what it spends these days: owners follow the season
        let daily = budget_of(&plan, today) * self.quantum();
        self.budgets.push(Budget::daily(budget, format!("{name} (budget)"), daily));
        let sets = sets(self.platform, hash);
        self.campaigns.push(Campaign {
            id: id(self.platform, Kind::Campaign, of(9)),
            name,
            goal,
            status,
            budget: Some(budget),
            plan: Some(plan),
            stops: Stops::default(),
            made: starts,
            extra: Map::new(),
            sets,
        });
    }
}

/// A daily budget in minor units, in whole multiples of five hundredths of a normal day, that a campaign keeps to on a day like this.
fn budget_of(plan: &Plan, today: NaiveDate) -> i64 {
    let trend = (1000 + plan.growth * (today - plan.starts).num_days().max(0) / 365).max(200);
    let expected = plan.daily.saturating_mul(season(today)) / 1000 * trend / 1000;
    let step = (plan.daily / 20).max(1);
    (expected + step / 2).max(step) / step * step
}

fn sets(platform: Platform, hash: u64) -> Vec<AdSet> {
    let count = between(mix(hash, &[20]), 1, 4);
    let sizes: Vec<i64> = (0..count).map(|number| between(mix(hash, &[21, number as u64]), 1, 3)).collect();
    let ads: i64 = sizes.iter().sum();
    let sets = sizes.iter().enumerate().map(|(number, size)| {
        let hash = mix(hash, &[22, number as u64]);
        let ads = (0..*size).map(|place| {
            let hash = mix(hash, &[23, place as u64]);
            let (id, name) = (id(platform, Kind::Ad, hash), names::ad(mix(hash, &[1]), place as usize));
            Ad {
                id,
                name,
                status: Status::Active,
                stops: Stops::default(),
                share: 1000 / ads.max(1),
                extra: Map::new(),
            }
        });
        AdSet {
            id: id(platform, Kind::Set, hash),
            name: names::set(mix(hash, &[1]), number),
            status: Status::Active,
            stops: Stops::default(),
            extra: Map::new(),
            ads: ads.collect(),
        }
    });
    sets.collect()
}

/// What an id is of: each kind has its own range, so that no two kinds meet.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An ad account.
    Account = 0,
    /// A budget.
    Budget = 1,
    /// A campaign.
    Campaign = 2,
    /// An ad set.
    Set = 3,
    /// An ad.
    Ad = 4,
    /// A page, a form, a lead and what else there is.
    Other = 5,
}

/// An id of the length that the platform's ids have.
pub fn id(platform: Platform, kind: Kind, hash: u64) -> u64 {
    match (platform, kind) {
        // ten digits
        (Platform::Google, Kind::Account) => 2_000_000_000 + hash % 7_000_000_000,
        (Platform::Google, kind) => (10 + kind as u64) * 1_000_000_000 + hash % 1_000_000_000,
        // nine digits and ten; JSON numbers, which must not lose any
        (Platform::Linkedin, Kind::Account) => 500_000_000 + hash % 100_000_000,
        (Platform::Linkedin, kind) => (1 + kind as u64) * 1_000_000_000 + hash % 1_000_000_000,
        // nineteen digits, more than a float holds; what is in it has sixteen
        (Platform::Tiktok, Kind::Account) => 7_000_000_000_000_000_000 + hash % 100_000_000_000_000_000,
        (Platform::Tiktok, kind) => {
            1_700_000_000_000_000 + kind as u64 * 10_000_000_000_000 + hash % 10_000_000_000_000
        }
        (_, Kind::Account) => 100_000_000_000_000 + hash % 800_000_000_000_000,
        (_, kind) => 120_200_000_000_000_000 + kind as u64 * 10_000_000_000_000 + hash % 10_000_000_000_000,
    }
}
