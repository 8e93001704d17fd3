//! Days of an account's time zone as X asks for them: from midnight to midnight there, in parts of 7 times 24 hours at most. A week in
//! which the clocks go back is longer than that, and is asked for in two parts. Hours are those that the account's clock shows, too.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;

use crate::platform::{
    Window,
    problem::{Class, Problem},
};

/// Days that one question may cover.
pub(super) const LONGEST: u16 = 7;

/// Days of one call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    first: NaiveDate,
    days: u64,
    /// Midnight of the first day.
    begins: DateTime<Tz>,
    /// Midnight after the last.
    ends: DateTime<Tz>,
}

/// A day, or an hour of it.
pub(super) type Piece = (NaiveDate, Option<u32>);

impl Span {
    /// When it begins, as X takes it.
    pub fn start(&self) -> String {
        written(self.begins)
    }

    /// When it is over.
    pub fn end(&self) -> String {
        written(self.ends)
    }

    /// Its days in their order.
    pub fn by_day(&self) -> Vec<Piece> {
        (0..self.days).filter_map(|nth| Some((self.first.checked_add_days(Days::new(nth))?, None))).collect()
    }

    /// Its hours in their order: one that the clock shows twice is there twice, one that it skips is not.
    pub fn by_hour(&self) -> Vec<Piece> {
        let hours = self.ends.signed_duration_since(self.begins).num_hours();
        let begins = (0..hours).filter_map(|nth| self.begins.checked_add_signed(TimeDelta::hours(nth)));
        begins.map(|at| (at.date_naive(), Some(at.hour()))).collect()
    }
}

/// The calls that a window needs.
pub(super) fn spans(window: Window, zone: &str) -> Result<Vec<Span>, Problem> {
    let zone: Tz = zone.parse().map_err(|_| invalid("bad_time_zone", "The account's time zone is unknown"))?;
    let days = (window.to - window.from).num_days() + 1;
    if !(1..=i64::from(LONGEST)).contains(&days) {
        return Err(invalid("bad_window", "X answers for 1 to 7 days at a time"));
    }
    let mut spans: Vec<Span> = Vec::new();
    for day in window.from.iter_days().take(usize::try_from(days).unwrap_or_default()) {
        let out_of_time = || invalid("bad_window", "A day that no calendar has");
        let start = midnight(day, zone).ok_or_else(out_of_time)?;
        let end = day.succ_opt().and_then(|next| midnight(next, zone)).ok_or_else(out_of_time)?;
        match spans.last_mut() {
            Some(span) if end.signed_duration_since(span.begins) <= TimeDelta::days(i64::from(LONGEST)) => {
                span.days += 1;
                span.ends = end;
            }
            _ => spans.push(Span { first: day, days: 1, begins: start, ends: end }),
        }
    }
    Ok(spans)
}

/// When a day begins: at the first of two midnights, or, where the clocks skip it, when they go on.
fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Tz>> {
    let shown = day.and_time(NaiveTime::MIN);
    // no clock has ever skipped more than a day
    (0..=96).find_map(|quarters| {
        let shown = shown.checked_add_signed(TimeDelta::minutes(15 * quarters))?;
        zone.from_local_datetime(&shown).earliest()
    })
}

/// X takes whole hours alone. What is none in UTC (India, Nepal) is one on the account's own clock.
fn written(at: DateTime<Tz>) -> String {
    match at.to_utc() {
        utc if utc.minute() == 0 => utc.to_rfc3339_opts(SecondsFormat::Secs, true),
        _ => at.to_rfc3339_opts(SecondsFormat::Secs, false),
    }
}

fn invalid(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;

    use super::spans;
    use crate::platform::Window;

    fn window(from: &str, to: &str) -> Window {
        Window { from: from.parse().expect("a day"), to: to.parse().expect("a day") }
    }

    fn told(from: &str, to: &str, zone: &str) -> Vec<(String, u64, String, String)> {
        let spans = spans(window(from, to), zone).expect(zone);
        spans.into_iter().map(|span| (span.first.to_string(), span.days, span.start(), span.end())).collect()
    }

    #[test]
    fn days_begin_at_midnight_of_the_account() {
        for (from, to, zone, start, end) in [
            ("2026-05-19", "2026-05-25", "UTC", "2026-05-19T00:00:00Z", "2026-05-26T00:00:00Z"),
            ("2026-05-19", "2026-05-25", "Asia/Riyadh", "2026-05-18T21:00:00Z", "2026-05-25T21:00:00Z"),
            ("2026-05-19", "2026-05-19", "America/Los_Angeles", "2026-05-19T07:00:00Z", "2026-05-20T07:00:00Z"),
            ("2026-05-19", "2026-05-19", "Asia/Kolkata", "2026-05-19T00:00:00+05:30", "2026-05-20T00:00:00+05:30"),
            // the clocks go on: a week of 167 hours
            ("2026-03-05", "2026-03-11", "America/Los_Angeles", "2026-03-05T08:00:00Z", "2026-03-12T07:00:00Z"),
            // midnight itself is skipped: the day begins an hour late, and the one before is as long as ever
            ("2026-04-23", "2026-04-24", "Africa/Cairo", "2026-04-22T22:00:00Z", "2026-04-24T21:00:00Z"),
            ("2026-04-24", "2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"),
            // midnight is twice: the day begins with the first
            ("2026-11-01", "2026-11-01", "America/Havana", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"),
        ] {
            let days = (window(from, to).to - window(from, to).from).num_days() + 1;
            let days = u64::try_from(days).expect("days");
            assert_eq!(
                told(from, to, zone),
                [(from.to_owned(), days, start.to_owned(), end.to_owned())],
                "{zone} {from}"
            );
        }
    }

    #[test]
    fn a_week_of_169_hours_is_asked_for_in_two_parts() {
        let part = |day: &str, days, start: &str, end: &str| (day.to_owned(), days, start.to_owned(), end.to_owned());
        assert_eq!(
            told("2026-10-29", "2026-11-04", "America/Los_Angeles"),
            [
                part("2026-10-29", 6, "2026-10-29T07:00:00Z", "2026-11-04T08:00:00Z"),
                part("2026-11-04", 1, "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z"),
            ]
        );
    }

    #[test]
    fn hours_are_those_that_the_clock_shows() {
        let shown = |from: &str, to: &str, zone: &str| {
            let spans = spans(window(from, to), zone).expect(zone);
            let hours = spans.iter().flat_map(super::Span::by_hour);
            hours.map(|(day, hour)| format!("{day} {:02}", hour.expect("an hour"))).collect::<Vec<_>>()
        };
        let week = shown("2026-05-19", "2026-05-25", "Asia/Kolkata");
        assert_eq!((week.len(), week[0].as_str(), week[167].as_str()), (168, "2026-05-19 00", "2026-05-25 23"));
        let skipped = shown("2026-03-08", "2026-03-08", "America/Los_Angeles");
        assert_eq!(
            (skipped.len(), &skipped[1..3]),
            (23, &["2026-03-08 01".to_owned(), "2026-03-08 03".to_owned()][..])
        );
        let twice = shown("2026-11-01", "2026-11-01", "America/Los_Angeles");
        assert_eq!((twice.len(), &twice[1], &twice[2]), (25, &"2026-11-01 01".to_owned(), &"2026-11-01 01".to_owned()));
        assert_eq!(shown("2026-04-24", "2026-04-24", "Africa/Cairo")[0], "2026-04-24 01");
        assert_eq!(shown("2026-10-29", "2026-11-04", "America/Los_Angeles").len(), 169);
    }

    #[test]
    fn what_x_would_refuse_is_not_asked() {
        for (from, to, zone) in [
            ("2026-05-19", "2026-05-26", "UTC"),
            ("2026-05-19", "2026-05-18", "UTC"),
            ("2026-05-19", "2026-05-19", "Mars/Olympus"),
            ("2026-05-19", "2026-05-19", ""),
            ("-262143-01-01", "+262142-12-31", "UTC"),
        ] {
            assert!(spans(window(from, to), zone).is_err(), "{from} {to} {zone}");
        }
    }

    proptest! {
        #[test]
        fn every_day_is_asked_for_once(days in 0..50_000_i64, length in 0..7_i64, zone in 0..chrono_tz::TZ_VARIANTS.len()) {
            let from = DateTime::UNIX_EPOCH.date_naive() + TimeDelta::days(days);
            let window = Window { from, to: from + TimeDelta::days(length) };
            let spans = spans(window, chrono_tz::TZ_VARIANTS[zone].name()).expect("spans");
            let mut next = from;
            let mut end: Option<String> = None;
            for span in &spans {
                prop_assert_eq!(span.first, next);
                prop_assert!(end.is_none_or(|end| end == span.start()));
                let time = |text: &str| DateTime::parse_from_rfc3339(text).expect("a time");
                prop_assert!(time(&span.end()) - time(&span.start()) <= TimeDelta::days(7));
                next += TimeDelta::days(i64::try_from(span.days).expect("days"));
                end = Some(span.end());
            }
            prop_assert_eq!(next, window.to + TimeDelta::days(1));
        }
    }
}
