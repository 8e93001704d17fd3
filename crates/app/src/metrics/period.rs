//! Days that are asked about, and the spans that a chart has. Pure.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::{check::Check, error::ApiError, extract::given, words::Say};

/// The longest period, in days: what a sync keeps is thirteen months, and a year before it is compared.
pub const LONGEST: i64 = 800;
/// Days of which hours are kept, today among them.
const HOURLY: i64 = 7;
/// Days unless told otherwise.
const USUAL: u64 = 30;

/// From a day to a day, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Period {
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day.
    pub end_date: NaiveDate,
}

/// The days of a question: the last thirty, today among them, unless told otherwise.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The first day, `YYYY-MM-DD`.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub start_date: Option<NaiveDate>,
    /// The last day, `YYYY-MM-DD`.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub end_date: Option<NaiveDate>,
}

impl Asked {
    /// The period, in an org's time zone; 422 where it cannot be.
    pub fn period(&self, today: NaiveDate) -> Result<Period, ApiError> {
        let end = self.end_date.unwrap_or_else(|| self.start_date.map_or(today, |start| start.max(today)));
        let start = self.start_date.unwrap_or_else(|| end.checked_sub_days(Days::new(USUAL - 1)).unwrap_or(end));
        let mut check = Check::new();
        for (field, day) in [("start_date", start), ("end_date", end)] {
            if !(2000..=2100).contains(&day.year()) {
                check.fail(field, "check-date-range");
            }
        }
        if end < start {
            check.fail("end_date", "check-dates-reversed");
        } else if (end - start).num_days() >= LONGEST {
            check.fail("start_date", Say::new("check-period-long").count("max", LONGEST));
        }
        check.done()?;
        Ok(Period { start_date: start, end_date: end })
    }
}

/// The day that it is somewhere.
pub fn today(now: DateTime<Utc>, zone: &str) -> NaiveDate {
    now.with_timezone(&zone.parse::<Tz>().unwrap_or(Tz::UTC)).date_naive()
}

impl Period {
    /// All days of which there can be numbers.
    pub const EVER: Self = Self {
        start_date: NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(),
        end_date: NaiveDate::from_ymd_opt(2100, 12, 31).unwrap(),
    };

    /// How many days.
    pub fn days(self) -> i64 {
        (self.end_date - self.start_date).num_days() + 1
    }

    /// As many days, just before.
    pub fn before(self) -> Self {
        let days = TimeDelta::days(self.days());
        Self { start_date: self.start_date - days, end_date: self.end_date - days }
    }

    /// Its spans: of each hour, day, week, month or year that it touches, the first day from where it begins.
    pub fn spans(self, by: Granularity, week: WeekStart) -> Vec<Span> {
        let days = self.start_date.iter_days().take_while(|day| *day <= self.end_date);
        if by == Granularity::Hour {
            return days.flat_map(|date| (0..24).map(move |hour| Span { date, hour: Some(hour) })).collect();
        }
        let span = |day| Span { date: by.span_of(day, week).max(self.start_date), hour: None };
        let mut spans: Vec<Span> = days.map(span).collect();
        spans.dedup();
        spans
    }
}

/// A span of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Span {
    /// The first day of the span.
    pub date: NaiveDate,
    /// The hour of that day, 0 to 23, where spans are hours. One that a clock shows twice is one; one that it leaves out has nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub hour: Option<i16>,
}

/// How long the spans of a series are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// An hour of a day, in each account's clock: of the last seven days.
    Hour,
    /// A day.
    #[default]
    Day,
    /// A week, as the org's weeks begin.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// The day that a week begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeekStart {
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
    /// Monday.
    Monday,
}

impl WeekStart {
    /// Of a stored word.
    pub fn of(word: &str) -> Self {
        match word {
            "saturday" => Self::Saturday,
            "sunday" => Self::Sunday,
            _ => Self::Monday,
        }
    }

    fn days_since(self, day: NaiveDate) -> u64 {
        let from_monday = u64::from(day.weekday().num_days_from_monday());
        match self {
            Self::Monday => from_monday,
            Self::Sunday => (from_monday + 1) % 7,
            Self::Saturday => (from_monday + 2) % 7,
        }
    }
}

impl Granularity {
    /// 422 unless numbers of a period are kept so finely.
    pub fn is_kept(self, period: Period, today: NaiveDate) -> Result<(), ApiError> {
        let is_ahead = (period.end_date - today).num_days() > 1;
        if self == Self::Hour && (is_ahead || (today - period.start_date).num_days() >= HOURLY) {
            return Err(ApiError::field("granularity", Say::new("check-hours").count("max", HOURLY)));
        }
        Ok(())
    }

    /// The first day of the span that a day is in.
    pub fn span_of(self, day: NaiveDate, week: WeekStart) -> NaiveDate {
        match self {
            Self::Hour | Self::Day => Some(day),
            Self::Week => day.checked_sub_days(Days::new(week.days_since(day))),
            Self::Month => day.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        }
        .unwrap_or(day)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Asked, Granularity, Period, Span, WeekStart};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_period_is_the_last_thirty_days_unless_told_otherwise() {
        let asked = Asked::default().period(day("2026-11-22")).expect("a period");
        assert_eq!(asked, Period { start_date: day("2026-10-24"), end_date: day("2026-11-22") });
        assert_eq!(asked.days(), 30);
        assert_eq!(asked.before(), Period { start_date: day("2026-09-24"), end_date: day("2026-10-23") });
        let reversed = Asked { start_date: Some(day("2026-02-01")), end_date: Some(day("2026-01-01")) };
        assert!(reversed.period(day("2026-11-22")).is_err());
        let long = Asked { start_date: Some(day("2001-02-01")), end_date: None };
        assert!(long.period(day("2026-11-22")).is_err());
    }

    #[test]
    fn hours_are_of_the_last_seven_days() {
        let from = |start| Period { start_date: day(start), end_date: day("2026-11-22") };
        assert_eq!(from("2026-11-21").spans(Granularity::Hour, WeekStart::Monday).len(), 48);
        assert!(Granularity::Hour.is_kept(from("2026-11-16"), day("2026-11-22")).is_ok());
        assert!(Granularity::Hour.is_kept(from("2026-11-15"), day("2026-11-22")).is_err());
        assert!(Granularity::Day.is_kept(from("2026-11-15"), day("2026-11-22")).is_ok());
    }

    #[test]
    fn weeks_begin_as_the_org_says_and_never_before_the_period() {
        // 2026-11-22 is a Sunday
        let week = |start| Granularity::Week.span_of(day("2026-11-22"), start);
        assert_eq!(week(WeekStart::Saturday), day("2026-11-21"));
        assert_eq!(week(WeekStart::Sunday), day("2026-11-22"));
        assert_eq!(week(WeekStart::Monday), day("2026-11-16"));
        let period = Period { start_date: day("2026-11-12"), end_date: day("2026-11-24") };
        let spans = period.spans(Granularity::Week, WeekStart::Saturday);
        let dates = |spans: Vec<Span>| spans.into_iter().map(|span| span.date).collect::<Vec<_>>();
        assert_eq!(dates(spans), [day("2026-11-12"), day("2026-11-14"), day("2026-11-21")]);
        let months = Period { start_date: day("2025-12-31"), end_date: day("2026-02-01") };
        let spans = months.spans(Granularity::Month, WeekStart::Saturday);
        assert_eq!(dates(spans), [day("2025-12-31"), day("2026-01-01"), day("2026-02-01")]);
        assert_eq!(dates(months.spans(Granularity::Year, WeekStart::Monday)), [day("2025-12-31"), day("2026-01-01")]);
    }
}
