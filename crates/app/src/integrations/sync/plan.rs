//! What a sync reads of an account, part by part, and which part follows. Pure.

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use cmis_connectors::platform::{Split, Window};

/// Days that every update reads again: platforms restate their numbers for so long.
const ROLLING: i64 = 28;
/// Days, today among them, that hours are read of. They are kept a day longer: an org's today may be the day before.
const HOURLY: i64 = 7;

/// What a sync is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is there now, and the numbers of the last days.
    Update,
    /// The numbers of the months before.
    Backfill,
}

impl Kind {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Update => "update",
            Self::Backfill => "backfill",
        }
    }

    /// The kind of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Update, Self::Backfill].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Something that an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objects {
    /// Campaigns.
    Campaigns,
    /// Ad sets.
    AdSets,
    /// Ads.
    Ads,
}

/// One thing to read of an account, over as many pages as it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All objects of a level.
    Objects(Objects),
    /// Numbers of a window by a split.
    Numbers(Split, Window),
}

impl Part {
    /// The stored word of its step.
    pub const fn step(self) -> &'static str {
        match self {
            Self::Objects(Objects::Campaigns) => "campaigns",
            Self::Objects(Objects::AdSets) => "ad_sets",
            Self::Objects(Objects::Ads) => "ads",
            Self::Numbers(..) => "metrics",
        }
    }

    /// The stored split; of objects that of numbers without one.
    pub const fn split(self) -> i16 {
        match self {
            Self::Objects(_) => 0,
            Self::Numbers(split, _) => split_code(split),
        }
    }

    /// The window of numbers.
    pub const fn window(self) -> Option<Window> {
        match self {
            Self::Objects(_) => None,
            Self::Numbers(_, window) => Some(window),
        }
    }
}

/// The stored number of a split.
pub const fn split_code(split: Split) -> i16 {
    match split {
        Split::None => 0,
        Split::AgeGender => 1,
        Split::Country => 2,
        Split::Placement => 3,
        Split::Device => 4,
        Split::Hour => 5,
    }
}

/// The public word of a split.
pub const fn split_word(split: Split) -> &'static str {
    match split {
        Split::None => "none",
        Split::AgeGender => "age_gender",
        Split::Country => "country",
        Split::Placement => "placement",
        Split::Device => "device",
        Split::Hour => "hour",
    }
}

/// Everything that a sync reads of an account, in its order.
#[derive(Clone, Debug)]
pub struct Plan {
    kind: Kind,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    today: NaiveDate,
    back: Months,
    parts: Vec<Part>,
}

/// Which numbers of an account are there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stored {
    /// From this day on.
    pub from: Option<NaiveDate>,
    /// Up to this one.
    pub to: Option<NaiveDate>,
}

/// What a platform can tell, and how far back it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Able {
    /// The splits beside none.
    pub splits: &'static [Split],
    /// The days that one question may cover,
    pub longest: u16,
    /// and one by hours.
    pub longest_by_hour: u16,
    /// How many months back numbers are read.
    pub back: Months,
}

/// The day that it is in a zone.
pub fn today(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The first day that numbers are kept of.
pub fn first_day(today: NaiveDate, back: Months) -> NaiveDate {
    today.checked_sub_months(back).unwrap_or(today)
}

/// The first day that hours are kept of.
fn first_hours(today: NaiveDate) -> NaiveDate {
    today - TimeDelta::days(HOURLY - 1)
}

impl Plan {
    /// The plan of a run that began on `today` of the account's zone.
    pub fn new(kind: Kind, today: NaiveDate, stored: Stored, able: Able) -> Self {
        let (first, last) = match kind {
            // whoever was not read for weeks gets the days between too
            Kind::Update => {
                let last_read = stored.to.map_or(today, |to| to.min(today));
                ((last_read - TimeDelta::days(ROLLING - 1)).max(first_day(today, able.back)), today)
            }
            Kind::Backfill => {
                let last = stored.from.unwrap_or(today) - TimeDelta::days(1);
                (first_day(today, able.back), last)
            }
        };
        let splits: Vec<Split> = std::iter::once(Split::None).chain(able.splits.iter().copied()).collect();
        let by_day = windows(first, last, able.longest);
        let parts = match kind {
            Kind::Update => {
                let by_hour = windows(first_hours(today), today, able.longest_by_hour);
                let numbers = splits.iter().flat_map(|split| {
                    let windows = if *split == Split::Hour { &by_hour } else { &by_day };
                    windows.iter().map(|window| Part::Numbers(*split, *window))
                });
                let objects = [Objects::Campaigns, Objects::AdSets, Objects::Ads].map(Part::Objects);
                objects.into_iter().chain(numbers).collect()
            }
            // a window with all its splits before the one before it: the account's numbers begin with whole windows
            Kind::Backfill => {
                let splits: Vec<Split> = splits.into_iter().filter(|split| *split != Split::Hour).collect();
                by_day.iter().flat_map(|window| splits.iter().map(|split| Part::Numbers(*split, *window))).collect()
            }
        };
        Self { kind, first, last, today, back: able.back, parts }
    }

    /// The first part; none where there is nothing to read.
    pub fn begin(&self) -> Option<Part> {
        self.parts.first().copied()
    }

    /// The part of a stored place, as long as it is still one of the plan.
    pub fn find(&self, step: &str, split: i16, window: Option<Window>) -> Option<Part> {
        let is_it = |part: &&Part| part.step() == step && part.split() == split && part.window() == window;
        self.parts.iter().find(is_it).copied()
    }

    /// The part that follows; none after the last.
    pub fn after(&self, part: Part) -> Option<Part> {
        let place = self.parts.iter().position(|it| *it == part)?;
        self.parts.get(place + 1).copied()
    }

    /// Days of which nothing is kept any more that is split like this part, once it is stored: with the newest hours the oldest go.
    pub fn outlived(&self, part: Part) -> Vec<NaiveDate> {
        match part {
            Part::Numbers(Split::Hour, window) if window.to == self.today => {
                let kept = first_hours(self.today) - TimeDelta::days(1);
                self.first_day().iter_days().take_while(|day| *day < kept).collect()
            }
            _ => Vec::new(),
        }
    }

    fn first_day(&self) -> NaiveDate {
        first_day(self.today, self.back)
    }

    /// Whether a window is whole with this part.
    pub fn ends_window(&self, part: Part) -> bool {
        self.after(part).is_none_or(|next| next.window() != part.window())
    }

    /// How much of the account is read when this part begins, in hundredths.
    pub fn percent(&self, part: Option<Part>) -> i64 {
        let Some(part) = part else { return 100 };
        match (self.kind, part.window()) {
            (Kind::Backfill, Some(window)) => {
                let all = (self.today - self.first).num_days().max(1);
                ((self.today - window.to).num_days() * 100 / all).clamp(0, 100)
            }
            _ => {
                let place = self.parts.iter().position(|it| *it == part).unwrap_or(0);
                i64::try_from(place * 100 / self.parts.len().max(1)).unwrap_or(100)
            }
        }
    }
}

/// Windows over days, both included, newest first, none longer than it may be.
fn windows(first: NaiveDate, last: NaiveDate, longest: u16) -> Vec<Window> {
    let step = TimeDelta::days(i64::from(longest.max(1)) - 1);
    let mut windows = Vec::new();
    let mut to = last;
    while to >= first {
        let from = (to - step).max(first);
        windows.push(Window { from, to });
        to = from - TimeDelta::days(1);
    }
    windows
}

#[cfg(test)]
mod tests {
    use chrono::{Months, NaiveDate};
    use cmis_connectors::platform::{Split, Window};

    use super::{Able, Kind, Objects, Part, Plan, Stored};

    const BACK: Months = Months::new(13);

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn window(from: &str, to: &str) -> Window {
        Window { from: day(from), to: day(to) }
    }

    /// All parts in their order.
    fn parts(plan: &Plan) -> Vec<Part> {
        std::iter::successors(plan.begin(), |part| plan.after(*part)).collect()
    }

    #[test]
    fn an_update_reads_objects_and_then_28_days_by_each_split() {
        let able = Able { splits: &[Split::Country], longest: 14, longest_by_hour: 7, back: BACK };
        let plan = Plan::new(Kind::Update, day("2026-11-22"), Stored::default(), able);
        let parts = parts(&plan);
        let (newer, older) = (window("2026-11-09", "2026-11-22"), window("2026-10-26", "2026-11-08"));
        let expected = [
            Part::Objects(Objects::Campaigns),
            Part::Objects(Objects::AdSets),
            Part::Objects(Objects::Ads),
            Part::Numbers(Split::None, newer),
            Part::Numbers(Split::None, older),
            Part::Numbers(Split::Country, newer),
            Part::Numbers(Split::Country, older),
        ];
        assert_eq!(parts, expected);
        assert_eq!((plan.percent(plan.begin()), plan.percent(None)), (0, 100));
    }

    #[test]
    fn hours_are_read_of_the_last_seven_days_and_the_newest_outlive_the_rest() {
        let able = Able { splits: &[Split::Device, Split::Hour], longest: 400, longest_by_hour: 6, back: BACK };
        let stored = Stored { from: None, to: Some(day("2026-09-30")) };
        let plan = Plan::new(Kind::Update, day("2026-11-22"), stored, able);
        let hours = [("2026-11-17", "2026-11-22"), ("2026-11-16", "2026-11-16")];
        let hours = hours.map(|(from, to)| Part::Numbers(Split::Hour, window(from, to)));
        assert_eq!(parts(&plan)[5..], hours);
        let outlived = plan.outlived(hours[0]);
        assert_eq!((outlived.first(), outlived.last()), (Some(&day("2025-10-22")), Some(&day("2026-11-14"))));
        assert_eq!((plan.outlived(hours[1]), plan.outlived(parts(&plan)[4])), (Vec::new(), Vec::new()));
    }

    #[test]
    fn days_that_were_missed_are_read_too_but_not_for_ever() {
        let able = Able { splits: &[], longest: 400, longest_by_hour: 7, back: BACK };
        let first = |to: &str| {
            let stored = Stored { from: None, to: Some(day(to)) };
            Plan::new(Kind::Update, day("2026-11-22"), stored, able).first
        };
        assert_eq!(first("2026-11-22"), day("2026-10-26"));
        assert_eq!(first("2026-09-30"), day("2026-09-03"));
        assert_eq!(first("2020-01-01"), day("2025-10-22"));
        // a clock that was wrong once
        assert_eq!(first("2027-01-01"), day("2026-10-26"));
    }

    #[test]
    fn a_backfill_goes_back_window_by_window_and_ends() {
        let able = Able { splits: &[Split::Device, Split::Hour], longest: 90, longest_by_hour: 7, back: BACK };
        let stored = |from: &str| Stored { from: Some(day(from)), to: None };
        let plan = Plan::new(Kind::Backfill, day("2026-11-22"), stored("2026-10-26"), able);
        let newest = window("2026-07-28", "2026-10-25");
        assert_eq!(plan.begin(), Some(Part::Numbers(Split::None, newest)));
        assert!(!plan.ends_window(Part::Numbers(Split::None, newest)));
        let last = Part::Numbers(Split::Device, newest);
        assert!(plan.ends_window(last));
        // where it was killed between two windows, it goes on with the same ones
        let later = Plan::new(Kind::Backfill, day("2026-11-22"), stored("2026-07-28"), able);
        assert_eq!(plan.after(last), later.begin());
        assert_eq!(Plan::new(Kind::Backfill, day("2026-11-22"), stored("2025-10-22"), able).begin(), None);
    }
}
