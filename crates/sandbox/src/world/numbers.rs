//! What an ad did on a day: a function of seed, ad and day. Nothing is stored, and money never passes through a float.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc, Weekday};
use chrono_tz::Tz;
use cmis_base::platform::Platform;
use serde::Serialize;

use super::{
    hash::{between, mix},
    tree::{Account, Ad, Campaign, Goal, PLACES},
};

/// Counts, and money in micros of the account's currency. All but `reach` add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Numbers {
    /// Times shown.
    pub impressions: i64,
    /// Clicks.
    pub clicks: i64,
    /// Micros; a whole number of the currency's minor units.
    pub spend: i64,
    /// Purchases.
    pub conversions: i64,
    /// What they were worth, in micros; whole minor units.
    pub value: i64,
    /// Contacts left.
    pub leads: i64,
    /// Views of videos.
    pub video_views: i64,
    /// People; of one ad on one day.
    pub reach: i64,
}

impl Numbers {
    /// In a fixed order, for what treats all alike.
    pub const fn to_array(self) -> [i64; 8] {
        let Self { impressions, clicks, spend, conversions, value, leads, video_views, reach } = self;
        [impressions, clicks, spend, conversions, value, leads, video_views, reach]
    }

    /// From the same order.
    pub const fn from_array(parts: [i64; 8]) -> Self {
        let [impressions, clicks, spend, conversions, value, leads, video_views, reach] = parts;
        Self { impressions, clicks, spend, conversions, value, leads, video_views, reach }
    }

    /// Each number times `over / under`, rounded down; money in whole quanta.
    fn scaled(self, over: i64, under: i64, quantum: i64) -> Self {
        let mut parts = self.to_array();
        for (place, part) in parts.iter_mut().enumerate() {
            let unit = unit_of(place, quantum);
            let scaled = i128::from(*part / unit) * i128::from(over) / i128::from(under.max(1));
            *part = i64::try_from(scaled).unwrap_or(i64::MAX / unit).saturating_mul(unit);
        }
        Self::from_array(parts)
    }

    /// Whether nothing happened at all.
    pub fn is_nothing(&self) -> bool {
        self.to_array().iter().all(|part| *part == 0)
    }
}

/// The smallest step of the number at a place of the array.
pub const fn unit_of(place: usize, quantum: i64) -> i64 {
    if place == 2 || place == 4 { quantum } else { 1 }
}

/// Numbers that are put together. Reach is not added: the same people see an ad twice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    total: Numbers,
    widest: i64,
    parts: i64,
}

impl Sum {
    /// Adds one row.
    pub fn add(&mut self, row: &Numbers) {
        let (mut total, row_parts) = (self.total.to_array(), row.to_array());
        for (sum, part) in total.iter_mut().zip(row_parts) {
            *sum = sum.saturating_add(part);
        }
        self.total = Numbers::from_array(total);
        self.widest = self.widest.max(row.reach);
        self.parts += 1;
    }

    /// The numbers, with a reach between that of the widest part and that of all parts together.
    pub fn numbers(&self) -> Numbers {
        let reach =
            if self.parts < 2 { self.total.reach } else { self.widest.max(self.total.reach.saturating_mul(65) / 100) };
        Numbers { reach, ..self.total }
    }
}

/// Numbers that the platform corrected later.
#[derive(Clone, Debug, Serialize)]
pub struct Restated {
    /// Whose.
    pub platform: Platform,
    /// The account's number.
    pub account: u64,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Factor in thousandths.
    pub thousandths: i64,
}

/// What was planted for those who look for what is unusual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anomaly {
    /// Four times the money for a day.
    SpendSpike,
    /// Clicks as ever, no conversions: the pixel is gone for three days.
    NoConversions,
    /// Impressions cost three times as much for a day.
    CostlyImpressions,
    /// Hardly any delivery for a day.
    Collapse,
}

impl Anomaly {
    /// The word of the control API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SpendSpike => "spend_spike",
            Self::NoConversions => "no_conversions",
            Self::CostlyImpressions => "costly_impressions",
            Self::Collapse => "collapse",
        }
    }
}

/// Numbers as they are told at an instant.
#[derive(Clone, Copy)]
pub struct Observer<'a> {
    /// The world's seed.
    pub seed: u64,
    /// Now.
    pub now: DateTime<Utc>,
    /// Corrections.
    pub restated: &'a [Restated],
}

impl Observer<'_> {
    /// What the ad did that day; none where it did not deliver.
    pub fn numbers(&self, account: &Account, campaign: &Campaign, ad: &Ad, day: NaiveDate) -> Option<Numbers> {
        let plan = campaign.plan.as_ref()?;
        let local = self.now.with_timezone(&account.zone);
        let today = local.date_naive();
        if day > today || !plan.runs_on(day) || campaign.stood_still_on(day, ad) {
            return None;
        }
        let date = day.num_days_from_ce().unsigned_abs().into();
        let of = |part: u64| mix(self.seed, &[ad.id, date, part]);
        if of(0) % 100 < 6 {
            return None;
        }
        let anomaly = anomaly(self.seed, campaign, day);
        let age = (day - plan.starts).num_days();
        let trend = (1000 + plan.growth * age / 365).max(200);
        let mut spend = plan.daily;
        for thousandths in [ad.share, rhythm(account.zone, day), season(day), trend, between(of(1), 780, 1220)] {
            spend = spend.saturating_mul(thousandths) / 1000;
        }
        spend = match anomaly {
            Some(Anomaly::SpendSpike) => spend * 4,
            Some(Anomaly::Collapse) => spend / 12,
            _ => spend,
        };
        let mut numbers = self.effects(account, campaign, ad, spend, &of);
        match anomaly {
            Some(Anomaly::NoConversions) => (numbers.conversions, numbers.value, numbers.leads) = (0, 0, 0),
            Some(Anomaly::CostlyImpressions) => {
                let spend = numbers.spend;
                numbers = Numbers { spend, ..numbers.scaled(1, 3, account.quantum()) };
            }
            _ => {}
        }
        let quantum = account.quantum();
        if day == today {
            let minutes = i64::from(local.hour() * 60 + local.minute());
            numbers = numbers.scaled(minutes, 1440, quantum);
        }
        for it in self.restated {
            if it.platform == account.platform && it.account == account.id && (it.from..=it.to).contains(&day) {
                numbers = numbers.scaled(it.thousandths, 1000, quantum);
            }
        }
        (!numbers.is_nothing()).then_some(numbers)
    }

    /// What an amount of money (in minor units) buys.
    fn effects(
        &self,
        account: &Account,
        campaign: &Campaign,
        ad: &Ad,
        spend: i64,
        of: &impl Fn(u64) -> u64,
    ) -> Numbers {
        let dollar = PLACES.get(account.place).map_or(100, |place| place.2);
        // what an ad is like does not change from day to day
        let like = |part: u64, low: i64, high: i64| between(mix(self.seed, &[ad.id, 100 + part]), low, high);
        let noise = |part: u64| between(of(part), 850, 1150);
        let per_mille = dollar * like(0, 200, 900) / 100;
        let impressions = spend.saturating_mul(noise(2)) / per_mille.max(1);
        let clicks = impressions * like(1, 70, 260) / 10_000 * noise(3) / 1000;
        let rate = match campaign.goal {
            Goal::Sales => 34,
            Goal::Leads => 12,
            _ => 6,
        };
        let conversions = clicks * rate * noise(4) / 1_000_000;
        let worth = dollar * like(2, 18, 90) * noise(5) / 1000;
        let leads = if campaign.goal == Goal::Leads { clicks * like(3, 40, 90) * noise(6) / 1_000_000 } else { 0 };
        Numbers {
            impressions,
            clicks: clicks.min(impressions),
            spend: spend * account.quantum(),
            conversions,
            value: conversions * worth * account.quantum(),
            leads,
            video_views: impressions * like(4, 40, 310) / 1000,
            reach: impressions * 1000 / like(5, 1050, 2200),
        }
    }
}

/// What is unusual about a campaign on a day, if anything: one thing in some of its months.
pub fn anomaly(seed: u64, campaign: &Campaign, day: NaiveDate) -> Option<Anomaly> {
    let month = [campaign.id, day.year().unsigned_abs().into(), day.month().into()];
    let hash = mix(seed, &month);
    if !hash.is_multiple_of(6) {
        return None;
    }
    let first = between(mix(hash, &[1]), 3, 24);
    let since = i64::from(day.day()) - first;
    match mix(hash, &[2]) % 4 {
        0 if since == 0 => Some(Anomaly::SpendSpike),
        1 if (0..3).contains(&since) => Some(Anomaly::NoConversions),
        2 if since == 0 => Some(Anomaly::CostlyImpressions),
        3 if since == 0 => Some(Anomaly::Collapse),
        _ => None,
    }
}

/// The weekly rhythm in thousandths: the weekend is Friday and Saturday in Arab countries.
fn rhythm(zone: Tz, day: NaiveDate) -> i64 {
    let is_friday_weekend = matches!(zone, Tz::Asia__Kuwait | Tz::Asia__Riyadh | Tz::Africa__Cairo);
    match (day.weekday(), is_friday_weekend) {
        (Weekday::Fri, true) => 1320,
        (Weekday::Sat, true) => 1240,
        (Weekday::Thu, true) => 1100,
        (Weekday::Sun, true) => 900,
        (Weekday::Sat, false) => 1210,
        (Weekday::Sun, false) => 1280,
        (Weekday::Fri, false) => 1060,
        (Weekday::Tue, _) => 910,
        _ => 950,
    }
}

/// The year's course in thousandths.
pub(super) fn season(day: NaiveDate) -> i64 {
    match day.month() {
        11 => 1280,
        12 => 1180,
        3 => 1120,
        6..=8 => 900,
        1 => 880,
        _ => 1000,
    }
}
