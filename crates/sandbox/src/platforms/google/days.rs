//! When campaigns run, by the wall clock of their account: changes that are refused.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Map, Value};

use super::{
    fields::{camel, snake},
    problem::Problem,
    table,
};
use crate::{
    platforms::days::{Span, Wrong},
    world::tree::{Account, Money},
};

/// Whether a campaign may begin and end as an update of it says, by what its mask names. An end that is named and not told is cleared.
pub fn check(
    account: &Account,
    id: &str,
    (update, mask): (&Map<String, Value>, &str),
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let Some(campaign) = account.campaigns.iter().find(|it| it.id.to_string() == id) else { return Ok(()) };
    let is_named = |name: &str| mask.split(',').any(|field| camel(field.trim()) == name);
    let (start, end) = table::days(campaign);
    let told = |name: &str, old: Option<&Value>| match (is_named(name), update.get(name)) {
        (true, Some(new)) => moment(new).map(Some).ok_or_else(|| unreadable(name, new)),
        (true, None) => Ok(None),
        (false, _) => Ok(old.and_then(moment)),
    };
    let old = Span { start: moment(&start), end: end.as_ref().and_then(moment) };
    let new = Span { start: told("startDateTime", Some(&start))?, end: told("endDateTime", end.as_ref())? };
    if new.start.is_none() && is_named("startDateTime") {
        let problem = Problem::invalid("fieldError", "REQUIRED", "The required field was not present.");
        return Err(problem.at(&["update", "start_date_time"]));
    }
    let budget = account.budgets.iter().find(|it| Some(it.id) == campaign.budget);
    if new.end.is_none() && budget.is_some_and(|it| matches!(it.money, Money::InAll(_))) {
        let message = "Campaigns with total budgets must have an end.";
        let problem = Problem::invalid("campaignError", "END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET", message);
        return Err(problem.at(&["update", "end_date_time"]));
    }
    // whole days: what is to begin today may
    let today = now.with_timezone(&account.zone).date_naive().and_time(NaiveTime::MIN).and_utc();
    let (code, message, field) = match old.wrong(new, today) {
        None => return Ok(()),
        Some(Wrong::HasBegun) => (
            "CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED",
            "Trying to change start date on a resource that has started.",
            "start_date_time",
        ),
        Some(Wrong::StartIsOver) => ("CANNOT_SET_DATE_TO_PAST", "Cannot set date to past time", "start_date_time"),
        Some(Wrong::EndIsOver) => ("CANNOT_SET_DATE_TO_PAST", "Cannot set date to past time", "end_date_time"),
        Some(Wrong::EndsFirst) => {
            ("START_DATE_AFTER_END_DATE", "The start date was after the end date.", "end_date_time")
        }
    };
    Err(Problem::invalid("dateRangeError", code, message).at(&["update", field]))
}

/// A wall clock, as if it were the one of UTC.
fn moment(value: &Value) -> Option<DateTime<Utc>> {
    NaiveDateTime::parse_from_str(value.as_str()?, "%Y-%m-%d %H:%M:%S").ok().map(|shown| shown.and_utc())
}

fn unreadable(name: &str, value: &Value) -> Problem {
    let message = "The string date time's format should be yyyy-mm-dd hh:mm:ss.";
    let problem = Problem::invalid("dateError", "INVALID_STRING_DATE_TIME_SECONDS", message);
    problem.because_of(value.as_str().unwrap_or_default()).at(&["update", &snake(name)])
}
