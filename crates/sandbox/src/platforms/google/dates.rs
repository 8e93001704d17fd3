//! The days that a query's conditions leave: dates, weeks, months, quarters and years. Counts nothing.

use chrono::{Datelike, Months, NaiveDate, TimeDelta};

use super::{
    gaql::{Condition, Operator, Query},
    problem::Problem,
};
use crate::{core::call, world::tree::FIRST_DAY};

/// Segments of time by which days may be told and chosen without being selected.
pub const CORE: [&str; 5] = ["segments.date", "segments.week", "segments.month", "segments.quarter", "segments.year"];

/// The first day of the period of a segment that a day is in.
pub fn first_of(segment: &str, day: NaiveDate) -> NaiveDate {
    let month = || day.with_day(1).unwrap_or(day);
    match segment {
        "segments.week" => day - TimeDelta::days(day.weekday().num_days_from_monday().into()),
        "segments.month" => month(),
        "segments.quarter" => month().with_month(day.month0() / 3 * 3 + 1).unwrap_or(day),
        "segments.year" => month().with_month(1).unwrap_or(day),
        _ => day,
    }
}

/// The last day of the period that begins with a day.
fn last_of(segment: &str, first: NaiveDate) -> NaiveDate {
    let months = match segment {
        "segments.week" => return first + TimeDelta::days(6),
        "segments.month" => 1,
        "segments.quarter" => 3,
        "segments.year" => 12,
        _ => return first,
    };
    first.checked_add_months(Months::new(months)).and_then(|next| next.pred_opt()).unwrap_or(first)
}

/// The days that are left. Who selects such a segment has to leave a span with both its ends.
pub fn window(query: &Query, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let (mut since, mut until) = (None::<NaiveDate>, None::<NaiveDate>);
    let of_time = query.conditions.iter().filter(|condition| CORE.contains(&condition.field.as_str()));
    for condition in of_time {
        let (from, to) = span(condition, today)?;
        since = since.max(from);
        until = match (until, to) {
            (Some(until), Some(to)) => Some(until.min(to)),
            (until, to) => until.or(to),
        };
    }
    let is_told = query.select.iter().any(|field| CORE.contains(&field.as_str()));
    if is_told && (since.is_none() || until.is_none()) {
        let message = "Error in query: a finite range of dates is needed in the WHERE clause.";
        return Err(Problem::invalid("queryError", "EXPECTED_FILTERS_ON_DATE_RANGE", message));
    }
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        let message = "Error in query: the range of dates ends before it starts.";
        return Err(Problem::invalid("queryError", "DATE_RANGE_TOO_NARROW", message));
    }
    Ok((since.unwrap_or(FIRST_DAY), until.unwrap_or(today)))
}

/// First and last day of one condition, as far as it has them.
fn span(condition: &Condition, today: NaiveDate) -> Result<(Option<NaiveDate>, Option<NaiveDate>), Problem> {
    let (field, operator) = (condition.field.as_str(), condition.operator);
    let text = |place: usize| condition.values.get(place).map(String::as_str).unwrap_or_default();
    let wrong = |code: &'static str, text: &str| {
        Problem::invalid("queryError", code, "Error in query: invalid date.").because_of(text)
    };
    if operator == Operator::During {
        let span = during(text(0), today).filter(|_| field == "segments.date");
        let (from, to) = span.ok_or_else(|| wrong("INVALID_VALUE_WITH_DURING_OPERATOR", text(0)))?;
        return Ok((Some(from), Some(to)));
    }
    let unreadable =
        if operator == Operator::Between { "INVALID_VALUE_WITH_BETWEEN_OPERATOR" } else { "INVALID_DATE_FORMAT" };
    let period = |place: usize| {
        let text = text(place);
        let day = read(field, text).ok_or_else(|| wrong(unreadable, text))?;
        if first_of(field, day) != day {
            return Err(wrong("MISALIGNED_DATE_FOR_FILTER", text));
        }
        Ok((day, last_of(field, day)))
    };
    Ok(match operator {
        Operator::Equal => period(0).map(|(first, last)| (Some(first), Some(last)))?,
        Operator::Between => (Some(period(0)?.0), Some(period(1)?.1)),
        Operator::GreaterOrEqual => (Some(period(0)?.0), None),
        Operator::Greater => (period(0)?.1.succ_opt(), None),
        Operator::LessOrEqual => (None, Some(period(0)?.1)),
        Operator::Less => (None, period(0)?.0.pred_opt()),
        _ => return Err(wrong("OPERATOR_FIELD_MISMATCH", field)),
    })
}

/// `2026-08-01`, `20260801`, and a year as a number.
fn read(field: &str, text: &str) -> Option<NaiveDate> {
    if field == "segments.year" {
        return NaiveDate::from_ymd_opt(text.parse().ok().filter(|year| (1900..=9999).contains(year))?, 1, 1);
    }
    let is_basic = text.len() == 8 && text.bytes().all(|it| it.is_ascii_digit());
    if is_basic { NaiveDate::parse_from_str(text, "%Y%m%d").ok() } else { call::day(text) }
}

fn during(name: &str, today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let yesterday = today.pred_opt()?;
    let month = today.with_day(1)?;
    let monday = first_of("segments.week", today);
    let sunday = today - TimeDelta::days(today.weekday().num_days_from_sunday().into());
    let last = |days: i64| Some((today - TimeDelta::days(days), yesterday));
    let before = |first: NaiveDate, days: i64| {
        let start = first - TimeDelta::days(7);
        Some((start, start + TimeDelta::days(days - 1)))
    };
    match name.to_ascii_uppercase().as_str() {
        "TODAY" => Some((today, today)),
        "YESTERDAY" => Some((yesterday, yesterday)),
        "LAST_7_DAYS" => last(7),
        "LAST_14_DAYS" => last(14),
        "LAST_30_DAYS" => last(30),
        "LAST_BUSINESS_WEEK" => before(monday, 5),
        "LAST_WEEK_MON_SUN" => before(monday, 7),
        "LAST_WEEK_SUN_SAT" => before(sunday, 7),
        "THIS_WEEK_MON_TODAY" => Some((monday, today)),
        "THIS_WEEK_SUN_TODAY" => Some((sunday, today)),
        "THIS_MONTH" => Some((month, today)),
        "LAST_MONTH" => Some((month.checked_sub_months(Months::new(1))?, month.pred_opt()?)),
        _ => None,
    }
}
