//! When something recurs. Pure: an instant in, the next one out.
//!
//! Local times are meant as the clock on the wall shows them: where it is put forward over the time, the occurrence is at the first
//! moment after the gap; where the time comes twice, at the first of both. So every day has exactly one.

use std::{fmt, time::Duration};

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

/// What makes work recur.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// Each time so much has passed: at the multiples of it since 1970.
    Every(Duration),
    /// Each day at a local time.
    Daily(NaiveTime, Tz),
    /// Each week on a day at a local time.
    Weekly(Weekday, NaiveTime, Tz),
    /// Each month on a day (29 to 31: the month's last where it is shorter) at a local time.
    Monthly(u32, NaiveTime, Tz),
}

/// Days that are looked through for the next occurrence: a month and its neighbours.
const DAYS: u64 = 64;

impl When {
    /// Each time so much has passed.
    pub const fn every(period: Duration) -> Self {
        Self::Every(period)
    }

    /// Each day at this hour and minute of a zone.
    pub fn daily(hour: u32, minute: u32, zone: Tz) -> Self {
        Self::Daily(time(hour, minute), zone)
    }

    /// Each week at this hour and minute of a zone.
    pub fn weekly(day: Weekday, hour: u32, minute: u32, zone: Tz) -> Self {
        Self::Weekly(day, time(hour, minute), zone)
    }

    /// Each month at this hour and minute of a zone.
    pub fn monthly(day: u32, hour: u32, minute: u32, zone: Tz) -> Self {
        Self::Monthly(day.clamp(1, 31), time(hour, minute), zone)
    }

    /// The first occurrence after an instant.
    pub fn next(&self, after: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Every(period) => {
                let period = i64::try_from(period.as_micros()).unwrap_or(i64::MAX).max(1);
                let passed = after.timestamp_micros().div_euclid(period);
                let next = passed.saturating_add(1).saturating_mul(period);
                DateTime::from_timestamp_micros(next).unwrap_or(DateTime::<Utc>::MAX_UTC)
            }
            Self::Daily(time, zone) => next_day(after, *time, *zone, |_| true),
            Self::Weekly(day, time, zone) => next_day(after, *time, *zone, |date| date.weekday() == *day),
            Self::Monthly(day, time, zone) => {
                next_day(after, *time, *zone, |date| date.day() == (*day).min(last_of_month(date)))
            }
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(period) => match period.as_secs() {
                seconds if period.subsec_nanos() > 0 => {
                    write!(f, "every {} ms", u128::from(seconds) * 1000 + u128::from(period.subsec_millis()))
                }
                seconds if seconds > 0 && seconds % 3600 == 0 => write!(f, "every {} h", seconds / 3600),
                seconds if seconds > 0 && seconds % 60 == 0 => write!(f, "every {} min", seconds / 60),
                seconds => write!(f, "every {seconds} s"),
            },
            Self::Daily(time, zone) => write!(f, "daily at {} ({zone})", time.format("%H:%M")),
            Self::Weekly(day, time, zone) => write!(f, "weekly on {day} at {} ({zone})", time.format("%H:%M")),
            Self::Monthly(day, time, zone) => write!(f, "monthly on day {day} at {} ({zone})", time.format("%H:%M")),
        }
    }
}

/// A stable part of `within` for a key: what recurs for many things does not begin for all of them at once. The same key
/// always gets the same.
pub fn spread(key: &str, within: Duration) -> Duration {
    // FNV-1a, finished so that neighbouring keys lie far apart
    let mut hash = key
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    let within = u64::try_from(within.as_micros()).unwrap_or(u64::MAX);
    let part = (u128::from(hash) * u128::from(within)) >> 64;
    Duration::from_micros(u64::try_from(part).unwrap_or_default())
}

fn time(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour.min(23), minute.min(59), 0).unwrap_or_default()
}

fn last_of_month(date: NaiveDate) -> u32 {
    let (year, month) = if date.month() == 12 { (date.year() + 1, 1) } else { (date.year(), date.month() + 1) };
    NaiveDate::from_ymd_opt(year, month, 1).and_then(|first| first.pred_opt()).map_or(28, |last| last.day())
}

fn next_day(after: DateTime<Utc>, time: NaiveTime, zone: Tz, fits: impl Fn(NaiveDate) -> bool) -> DateTime<Utc> {
    let today = after.with_timezone(&zone).date_naive();
    (0..DAYS)
        .filter_map(|day| today.checked_sub_days(Days::new(1))?.checked_add_days(Days::new(day)))
        .filter(|date| fits(*date))
        .map(|date| instant(date.and_time(time), zone))
        .find(|at| *at > after)
        .unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The instant of a local time, as the module says.
fn instant(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    // no gap is longer than the day that an island skipped when it crossed the date line
    (0..=25 * 60)
        .find_map(|minutes| match zone.from_local_datetime(&(local + TimeDelta::minutes(minutes))) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
            LocalResult::None => None,
        })
        .unwrap_or_else(|| local.and_utc())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, time::Duration};

    use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};
    use chrono_tz::Tz;
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

    use super::{When, spread};

    const CAIRO: Tz = Tz::Africa__Cairo;
    const NEW_YORK: Tz = Tz::America__New_York;
    const RIYADH: Tz = Tz::Asia__Riyadh;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    /// All occurrences of a year of the zone.
    fn year(when: &When, zone: Tz, year: i32) -> Vec<DateTime<Utc>> {
        let begin = zone.with_ymd_and_hms(year, 1, 1, 0, 0, 0).earliest().expect("a moment").to_utc();
        let end = zone.with_ymd_and_hms(year + 1, 1, 1, 0, 0, 0).earliest().expect("a moment").to_utc();
        let mut all = Vec::new();
        let mut last = begin - TimeDelta::microseconds(1);
        loop {
            last = when.next(last);
            if last >= end {
                return all;
            }
            all.push(last);
        }
    }

    #[test]
    fn a_gap_is_jumped_over_and_an_overlap_counts_once() {
        // New York: 02:00 to 03:00 does not exist on 8 March 2026, 01:00 to 02:00 comes twice on 1 November
        let when = When::daily(2, 30, NEW_YORK);
        assert_eq!(
            when.next(at("2026-03-08T00:00:00Z")),
            at("2026-03-08T07:00:00Z"),
            "at 03:00, the first moment after it"
        );
        assert_eq!(when.next(at("2026-03-08T07:00:00Z")), at("2026-03-09T06:30:00Z"));
        let when = When::daily(1, 30, NEW_YORK);
        assert_eq!(when.next(at("2026-11-01T00:00:00Z")), at("2026-11-01T05:30:00Z"), "the first of both");
        assert_eq!(when.next(at("2026-11-01T05:30:00Z")), at("2026-11-02T06:30:00Z"));
        // Cairo: midnight to 01:00 does not exist on 24 April 2026; the last hour of 29 October comes twice
        let when = When::daily(0, 0, CAIRO);
        assert_eq!(when.next(at("2026-04-23T12:00:00Z")), at("2026-04-23T22:00:00Z"));
        assert_eq!(when.next(at("2026-04-23T22:00:00Z")), at("2026-04-24T21:00:00Z"));
        let when = When::daily(23, 30, CAIRO);
        assert_eq!(when.next(at("2026-10-29T12:00:00Z")), at("2026-10-29T20:30:00Z"));
        assert_eq!(when.next(at("2026-10-29T20:30:00Z")), at("2026-10-30T21:30:00Z"));
    }

    #[test]
    fn a_month_that_is_too_short_has_its_last_day() {
        let days: Vec<(u32, u32)> = year(&When::monthly(31, 9, 0, RIYADH), RIYADH, 2028)
            .iter()
            .map(|at| (at.with_timezone(&RIYADH).month(), at.with_timezone(&RIYADH).day()))
            .collect();
        let last = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        assert_eq!(days, (1..).zip(last).collect::<Vec<_>>());
    }

    #[test]
    fn it_says_what_it_is() {
        assert_eq!(When::every(Duration::from_secs(10)).to_string(), "every 10 s");
        assert_eq!(When::every(Duration::from_secs(7200)).to_string(), "every 2 h");
        assert_eq!(When::weekly(Weekday::Sun, 3, 0, Tz::UTC).to_string(), "weekly on Sun at 03:00 (UTC)");
    }

    #[test]
    fn spreading_is_stable_and_even() {
        let hour = Duration::from_secs(3600);
        assert_eq!(spread("integration 7", hour), spread("integration 7", hour));
        let mut tenths = [0; 10];
        for key in 0..10_000 {
            let part = spread(&format!("integration {key}"), hour);
            assert!(part < hour);
            tenths[usize::try_from(part.as_secs() / 360).expect("small")] += 1;
        }
        assert!(tenths.iter().all(|count| (850..1150).contains(count)), "{tenths:?}");
    }

    fn zones() -> impl Strategy<Value = Tz> {
        prop_oneof![Just(CAIRO), Just(NEW_YORK), Just(RIYADH), Just(Tz::UTC), Just(Tz::Australia__Lord_Howe)]
    }

    proptest! {
        /// One occurrence for every day of a year, at its local time but for the days that do not have it.
        #[test]
        fn a_daily_year_is_complete(zone in zones(), hour in 0_u32..24, minute in 0_u32..60, of in 2024_i32..2040) {
            let all = year(&When::daily(hour, minute, zone), zone, of);
            let days: BTreeSet<NaiveDate> = all.iter().map(|at| at.with_timezone(&zone).date_naive()).collect();
            let length = if NaiveDate::from_ymd_opt(of, 2, 29).is_some() { 366 } else { 365 };
            prop_assert_eq!((all.len(), days.len()), (length, length));
            let wanted = NaiveTime::from_hms_opt(hour, minute, 0).expect("a time");
            let others: Vec<_> = all.iter().map(|at| at.with_timezone(&zone)).filter(|at| at.time() != wanted).collect();
            prop_assert!(others.len() <= 1, "{:?}", others);
            for at in others {
                prop_assert!(zone.from_local_datetime(&at.date_naive().and_time(wanted)).earliest().is_none());
                prop_assert!(at.time() > wanted && (at.hour() * 60 + at.minute()) - (hour * 60 + minute) <= 60);
            }
        }

        /// A weekly year has 52 or 53 occurrences, all on its day.
        #[test]
        fn a_weekly_year_is_complete(zone in zones(), hour in 0_u32..24, of in 2024_i32..2040) {
            let all = year(&When::weekly(Weekday::Sun, hour, 0, zone), zone, of);
            prop_assert!(all.len() == 52 || all.len() == 53);
            prop_assert!(all.iter().all(|at| at.with_timezone(&zone).weekday() == Weekday::Sun));
            prop_assert!(all.windows(2).all(|two| two[0] < two[1]));
        }

        /// The next occurrence is after the instant, and no other lies between them.
        #[test]
        fn nothing_lies_between(zone in zones(), seconds in 1_700_000_000_i64..2_200_000_000, hour in 0_u32..24, kind in 0..4) {
            let when = match kind {
                0 => When::every(Duration::from_secs(u64::from(hour) * 60 + 10)),
                1 => When::daily(hour, 30, zone),
                2 => When::weekly(Weekday::Fri, hour, 0, zone),
                _ => When::monthly(hour + 5, hour, 15, zone),
            };
            let after = DateTime::from_timestamp(seconds, 0).expect("an instant");
            let next = when.next(after);
            prop_assert!(next > after);
            prop_assert_eq!(when.next(next - TimeDelta::microseconds(1)), next);
            prop_assert_eq!(when.next(after + (next - after) / 2), next);
        }

        #[test]
        fn any_key_is_spread_within(key in any::<String>(), within in 1_u64..100_000) {
            prop_assert!(spread(&key, Duration::from_secs(within)) < Duration::from_secs(within));
        }
    }
}
