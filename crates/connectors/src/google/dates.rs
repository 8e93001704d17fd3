//! Dates and times as Google has them: the wall clock of the account's time zone, without an offset.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// How Google writes a moment.
const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// The moment that a wall clock shows. Shown twice, it is the first one; skipped, it is when the clock goes on.
pub(super) fn from_wall(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    let shown = NaiveDateTime::parse_from_str(text, FORMAT).ok().filter(|it| (1970..=9999).contains(&it.year()))?;
    // no clock has ever skipped more than a day
    (0..=96).find_map(|quarters| {
        let shown = shown.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
        zone.from_local_datetime(&shown).earliest().map(|at| at.with_timezone(&Utc))
    })
}

/// When a campaign ends. Until version 22 one without an end had the day that means never.
pub(super) fn end_from_wall(text: &str, zone: Tz) -> Option<DateTime<Utc>> {
    if text.starts_with("2037-12-30") { None } else { from_wall(text, zone) }
}

/// The beginning of the day in which a campaign starts: search and display campaigns know whole days only.
pub(super) fn start_of_day(at: DateTime<Utc>, zone: Tz) -> String {
    format!("{} 00:00:00", day(at, zone))
}

/// The last second of the day in which a campaign ends; an end at midnight is the end of the day before.
pub(super) fn end_of_day(at: DateTime<Utc>, zone: Tz) -> String {
    format!("{} 23:59:59", day(at.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(at), zone))
}

fn day(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    // at the ends of what a date can hold there is no wall clock to show
    if (1970..=9999).contains(&at.year()) { at.with_timezone(&zone).date_naive() } else { at.date_naive() }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;
    use proptest::prelude::*;

    use super::{end_from_wall, end_of_day, from_wall, start_of_day};

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    #[test]
    fn a_wall_clock_is_read_in_its_zone_and_on_the_days_when_it_is_changed() {
        for (shown, zone, at) in [
            ("2026-01-15 00:00:00", Tz::Asia__Riyadh, "2026-01-14T21:00:00Z"),
            ("2026-07-15 00:00:00", Tz::America__New_York, "2026-07-15T04:00:00Z"),
            ("2026-01-15 00:00:00", Tz::America__New_York, "2026-01-15T05:00:00Z"),
            // shown twice
            ("2026-11-01 01:30:00", Tz::America__New_York, "2026-11-01T05:30:00Z"),
            // midnight is skipped
            ("2026-04-24 00:00:00", Tz::Africa__Cairo, "2026-04-23T22:00:00Z"),
            // a whole day is skipped
            ("2011-12-30 00:00:00", Tz::Pacific__Apia, "2011-12-30T10:00:00Z"),
        ] {
            assert_eq!(from_wall(shown, zone), Some(utc(at)), "{shown} {zone}");
        }
        for wrong in ["", "2026-13-01 00:00:00", "2026-01-01", "2026-01-01T00:00:00Z", "+99999-01-01 00:00:00"] {
            assert_eq!(from_wall(wrong, Tz::UTC), None, "{wrong}");
        }
        assert_eq!(end_from_wall("2037-12-30 23:59:59", Tz::UTC), None);
    }

    #[test]
    fn a_campaign_runs_on_whole_days_of_its_account() {
        assert_eq!(start_of_day(utc("2026-03-01T22:30:00Z"), Tz::Asia__Riyadh), "2026-03-02 00:00:00");
        assert_eq!(end_of_day(utc("2026-03-31T20:59:59Z"), Tz::Asia__Riyadh), "2026-03-31 23:59:59");
        assert_eq!(end_of_day(utc("2026-03-31T21:00:00Z"), Tz::Asia__Riyadh), "2026-03-31 23:59:59");
        assert_eq!(end_of_day(utc("2026-03-31T21:00:01Z"), Tz::Asia__Riyadh), "2026-04-01 23:59:59");
    }

    proptest! {
        #[test]
        fn no_text_and_no_zone_breaks_it(text in "[0-9: +-]{0,24}", zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let _ = from_wall(&text, chrono_tz::TZ_VARIANTS[zone]);
        }
    }
}
