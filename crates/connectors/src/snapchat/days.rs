//! Days of an account, and their hours: statistics are asked for from one local midnight to another, each with the offset that holds then.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use crate::platform::{
    Window,
    problem::{Class, Problem},
};

/// The days that Snapchat answers for at once.
pub(super) const LONGEST: u16 = 31;
/// The same by hours. Snapchat takes seven days, but a week in which the clock is put back is an hour longer than that.
pub(super) const LONGEST_BY_HOUR: u16 = 6;

/// When the first day of a window begins and its last one ends, as Snapchat takes it.
pub(super) fn span(window: Window, zone: Tz, longest: u16) -> Result<(String, String), Problem> {
    let days = window.to.signed_duration_since(window.from).num_days();
    if !(0..i64::from(longest)).contains(&days) {
        let words = format!("Snapchat answers such a question for 1 to {longest} days");
        return Err(Problem::new(Class::Invalid, "bad_window", &words));
    }
    let edge = |day: Option<NaiveDate>| day.and_then(|day| beginning(day, zone)).map(written);
    edge(Some(window.from))
        .zip(edge(window.to.succ_opt()))
        .ok_or_else(|| Problem::new(Class::Invalid, "bad_window", "There are no such days"))
}

/// The day that a part of the statistics is of. Snapchat cuts at local midnights; where it should count on in steps of 24 hours instead
/// when the clock was changed, it is an hour beside them, and still the same day is meant.
pub(super) fn day(begins: DateTime<Utc>, zone: Tz) -> Option<NaiveDate> {
    shown(begins, zone)?.checked_add_signed(TimeDelta::hours(2)).map(|shown| shown.date())
}

/// The hour that a part of the statistics is of, and its day.
pub(super) fn hour(begins: DateTime<Utc>, zone: Tz) -> Option<(NaiveDate, u32)> {
    shown(begins, zone).map(|shown| (shown.date(), shown.hour()))
}

/// What the clock shows; at the ends of what a date can hold there is none.
fn shown(at: DateTime<Utc>, zone: Tz) -> Option<NaiveDateTime> {
    Some(at).filter(|at| (1970..=9999).contains(&at.year())).map(|at| at.with_timezone(&zone).naive_local())
}

/// The first moment of a day. Where midnight is skipped the day begins when the clock goes on; where it comes twice, with the first.
fn beginning(day: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    let midnight = day.and_time(NaiveTime::MIN);
    // no clock has ever skipped more than a day
    (0..=96).find_map(|quarters| {
        let shown = midnight.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
        zone.from_local_datetime(&shown).earliest()
    })
}

fn written(time: DateTime<Tz>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{LONGEST, LONGEST_BY_HOUR, beginning, day, hour, span};
    use crate::platform::Window;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn asked(from: &str, to: &str, zone: Tz) -> Option<(String, String)> {
        span(Window { from: date(from), to: date(to) }, zone, LONGEST).ok()
    }

    #[test]
    fn a_window_goes_from_midnight_to_midnight_with_the_offsets_of_both() {
        for (from, to, zone, begins, ends) in [
            (
                "2026-08-01",
                "2026-08-07",
                Tz::America__Los_Angeles,
                "2026-08-01T00:00:00.000-07:00",
                "2026-08-08T00:00:00.000-07:00",
            ),
            // the clock is changed in between
            (
                "2026-11-01",
                "2026-11-01",
                Tz::America__Los_Angeles,
                "2026-11-01T00:00:00.000-07:00",
                "2026-11-02T00:00:00.000-08:00",
            ),
            (
                "2026-01-01",
                "2026-01-31",
                Tz::Asia__Riyadh,
                "2026-01-01T00:00:00.000+03:00",
                "2026-02-01T00:00:00.000+03:00",
            ),
            // midnight is skipped
            (
                "2026-04-24",
                "2026-04-24",
                Tz::Africa__Cairo,
                "2026-04-24T01:00:00.000+03:00",
                "2026-04-25T00:00:00.000+03:00",
            ),
            // midnight comes twice
            (
                "2026-11-01",
                "2026-11-01",
                Tz::America__Havana,
                "2026-11-01T00:00:00.000-04:00",
                "2026-11-02T00:00:00.000-05:00",
            ),
            (
                "2026-05-01",
                "2026-05-01",
                Tz::Asia__Kolkata,
                "2026-05-01T00:00:00.000+05:30",
                "2026-05-02T00:00:00.000+05:30",
            ),
        ] {
            assert_eq!(asked(from, to, zone), Some((begins.to_owned(), ends.to_owned())), "{from} {zone}");
        }
    }

    #[test]
    fn a_window_has_1_to_31_days() {
        assert_eq!(asked("2026-01-01", "2026-02-01", Tz::UTC), None);
        assert_eq!(asked("2026-01-02", "2026-01-01", Tz::UTC), None);
        assert!(span(Window { from: NaiveDate::MAX, to: NaiveDate::MAX }, Tz::UTC, LONGEST).is_err());
        assert!(span(Window { from: NaiveDate::MIN, to: NaiveDate::MAX }, Tz::UTC, LONGEST).is_err());
    }

    #[test]
    fn parts_are_of_their_local_day_even_beside_midnight() {
        for (begins, zone, expected) in [
            ("2026-11-02T08:00:00Z", Tz::America__Los_Angeles, "2026-11-02"),
            // 24 hours after the midnight before
            ("2026-11-02T07:00:00Z", Tz::America__Los_Angeles, "2026-11-02"),
            ("2026-03-09T08:00:00Z", Tz::America__Los_Angeles, "2026-03-09"),
            ("2026-04-23T22:00:00Z", Tz::Africa__Cairo, "2026-04-24"),
        ] {
            assert_eq!(day(begins.parse().expect("a time"), zone), Some(date(expected)), "{begins} {zone}");
        }
    }

    #[test]
    fn hours_are_those_that_the_clock_shows() {
        for (begins, zone, expected) in [
            ("2026-08-01T21:00:00Z", Tz::Asia__Riyadh, ("2026-08-02", 0)),
            ("2026-08-01T20:00:00Z", Tz::Asia__Riyadh, ("2026-08-01", 23)),
            ("2026-05-01T18:30:00Z", Tz::Asia__Kolkata, ("2026-05-02", 0)),
            // shown twice
            ("2026-11-01T08:00:00Z", Tz::America__Los_Angeles, ("2026-11-01", 1)),
            ("2026-11-01T09:00:00Z", Tz::America__Los_Angeles, ("2026-11-01", 1)),
            // midnight is skipped
            ("2026-04-23T22:00:00Z", Tz::Africa__Cairo, ("2026-04-24", 1)),
        ] {
            let (day, shown) = expected;
            assert_eq!(hour(begins.parse().expect("a time"), zone), Some((date(day), shown)), "{begins} {zone}");
        }
    }

    proptest! {
        #[test]
        fn no_window_by_hours_is_longer_than_a_week(days in 0_i64..25_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let from = date("1990-01-01") + chrono::TimeDelta::days(days);
            let window = Window { from, to: from + chrono::TimeDelta::days(i64::from(LONGEST_BY_HOUR) - 1) };
            let (begins, ends) = span(window, chrono_tz::TZ_VARIANTS[zone], LONGEST_BY_HOUR).expect("a span");
            let time = |text: &str| chrono::DateTime::parse_from_rfc3339(text).expect("a time");
            prop_assert!(time(&ends) - time(&begins) <= chrono::TimeDelta::days(7));
        }

        #[test]
        fn a_day_begins_within_itself_in_every_zone(days in 0_i64..25_000, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let zone = chrono_tz::TZ_VARIANTS[zone];
            let expected = date("1990-01-01") + chrono::TimeDelta::days(days);
            let begins = beginning(expected, zone).expect("a beginning").to_utc();
            // days that an island skipped altogether begin with the next
            let found = day(begins, zone).expect("a day");
            prop_assert!(found == expected || found == expected.succ_opt().expect("a day"), "{} {}", expected, zone);
        }
    }
}
