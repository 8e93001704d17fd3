//! What Meta says when it refuses, and of its limits: codes and subcodes in our classification, percentages of four headers.
//! Meta repeats malformed tokens in its words: what was secret in a call is cut out of them.

use std::{collections::BTreeMap, time::Duration};

use serde::Deserialize;
use serde_json::Value;

use crate::platform::{
    problem::{Class, Problem},
    wire::{Reply, Usage},
};

/// The body of a refusal.
#[derive(Deserialize)]
struct Refused {
    error: Detail,
}

#[derive(Deserialize)]
struct Detail {
    code: i64,
    error_subcode: Option<i64>,
    message: Option<String>,
    error_user_title: Option<String>,
    error_user_msg: Option<String>,
    is_transient: Option<bool>,
    fbtrace_id: Option<String>,
}

/// Reads a refusal; none where the body is not one.
pub(super) fn refusal(reply: &Reply, limits: &[Usage], secrets: &[&str]) -> Option<Problem> {
    let Refused { error } = serde_json::from_slice(&reply.body).ok()?;
    let subcode = error.error_subcode.filter(|subcode| *subcode != 0);
    let class = class(error.code, subcode, error.is_transient == Some(true)).unwrap_or_else(|| reply.by_status().class);
    let code = match subcode {
        Some(subcode) => format!("{}/{subcode}", error.code),
        None => error.code.to_string(),
    };
    let mut problem = Problem::new(class, code, &without(words(&error), secrets));
    if class == Class::RateLimited {
        problem = problem.after(wait(reply, limits));
    }
    problem = named(problem, reply);
    if problem.request_id.is_none() {
        problem.request_id = error.fbtrace_id.as_deref().map(shown);
    }
    Some(problem)
}

/// A failure whose body says nothing.
pub(super) fn bare(reply: &Reply, limits: &[Usage]) -> Problem {
    let problem = reply.by_status();
    let is_limited = problem.class == Class::RateLimited;
    named(if is_limited { problem.after(wait(reply, limits)) } else { problem }, reply)
}

/// With Meta's id of the call.
pub(super) fn named(mut problem: Problem, reply: &Reply) -> Problem {
    problem.request_id = reply.header("x-fb-trace-id").map(shown);
    problem
}

/// An id as far as it is worth keeping.
fn shown(id: &str) -> String {
    id.chars().filter(char::is_ascii_graphic).take(100).collect()
}

/// What a code means; none for one that says nothing, where the status decides.
///
/// 190 and 102 say that the token does not hold; the subcode says why. Only what the person did on purpose, or what ended all their
/// sessions, is [`Class::Revoked`]. A subcode that may be either (467, none, a new one) is [`Class::Expired`]: an exchange is tried, and
/// its refusal decides. A person who first has to log in at Facebook (459) or to confirm their account (464) has taken nothing back.
fn class(code: i64, subcode: Option<i64>, is_transient: bool) -> Option<Class> {
    Some(match (code, subcode) {
        // 368: blocked for a while by its policies; it says to wait
        (4 | 17 | 32 | 341 | 368 | 613 | 80_000..=80_014, _) => Class::RateLimited,
        (1 | 2, _) => Class::Transient,
        _ if is_transient => Class::Transient,
        // the app was removed, the password changed, the app reinstalled, the user gone, the session ended by a call
        (190 | 102, Some(458 | 460 | 461 | 465 | 466)) => Class::Revoked,
        (190 | 102, Some(459 | 464)) => Class::Permission,
        (190 | 102, _) => Class::Expired,
        (3 | 10 | 200..=299, _) => Class::Permission,
        // "does not exist, cannot be loaded due to missing permissions": it does not say which, and what is missing might be deleted here
        (100, Some(33)) => Class::Permission,
        (803, _) => Class::NotFound,
        (100 | 1_609_005, _) => Class::Invalid,
        (506, _) => Class::Duplicate,
        _ => return None,
    })
}

/// What is written for people, else what is written for us.
fn words(error: &Detail) -> String {
    let told = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    match (told(&error.error_user_title), told(&error.error_user_msg)) {
        (Some(title), Some(text)) => format!("{title}: {text}"),
        (None, Some(text)) => text,
        (_, None) => told(&error.message).unwrap_or_default(),
    }
}

fn without(words: String, secrets: &[&str]) -> String {
    secrets.iter().filter(|secret| !secret.is_empty()).fold(words, |words, secret| words.replace(secret, "…"))
}

/// How long to wait: what the limits say, else the header of all the web.
fn wait(reply: &Reply, limits: &[Usage]) -> Option<Duration> {
    limits.iter().filter_map(|usage| usage.regains).max().or_else(|| reply.retry_after())
}

/// A use case's limit: percentages, and minutes until it is open again.
#[derive(Deserialize)]
struct Case {
    call_count: Option<f64>,
    total_time: Option<f64>,
    total_cputime: Option<f64>,
    estimated_time_to_regain_access: Option<f64>,
}

impl Case {
    fn percent(&self) -> f64 {
        [self.call_count, self.total_time, self.total_cputime].into_iter().flatten().fold(0.0, f64::max)
    }
}

/// The limits of an account and its app; seconds until the first starts anew.
#[derive(Deserialize)]
struct Shares {
    acc_id_util_pct: Option<f64>,
    app_id_util_pct: Option<f64>,
    reset_time_duration: Option<f64>,
}

/// What the headers say of limits: one for each thing that is limited, the fullest of what is told. A header that does not read says
/// nothing.
pub(super) fn limits(reply: &Reply, account: Option<&str>) -> Vec<Usage> {
    let mut found = Vec::new();
    let mut add = |of: &str, percent: f64, regains: Option<Duration>| {
        found.push(Usage { of: of.to_owned(), percent, regains });
    };
    if let Some(app) = json::<Case>(reply, "x-app-usage") {
        add("app", app.percent(), None);
    }
    for (id, cases) in json::<BTreeMap<String, Vec<Value>>>(reply, "x-business-use-case-usage").unwrap_or_default() {
        for case in cases.into_iter().filter_map(|case| serde_json::from_value::<Case>(case).ok()) {
            let minutes = case.estimated_time_to_regain_access.filter(|minutes| *minutes > 0.0);
            add(&id, case.percent(), minutes.and_then(|minutes| seconds(minutes * 60.0)));
        }
    }
    for header in ["x-ad-account-usage", "x-fb-ads-insights-throttle"] {
        let Some(shares) = json::<Shares>(reply, header) else { continue };
        if let Some(percent) = shares.app_id_util_pct {
            add("app", percent, None);
        }
        if let (Some(account), Some(percent)) = (account, shares.acc_id_util_pct) {
            // below the limit there is room now, whenever it starts anew
            add(account, percent, shares.reset_time_duration.filter(|_| percent >= 100.0).and_then(seconds));
        }
    }
    fullest(found)
}

fn fullest(found: Vec<Usage>) -> Vec<Usage> {
    let mut by_name: BTreeMap<String, Usage> = BTreeMap::new();
    for usage in found {
        match by_name.get_mut(&usage.of) {
            Some(known) => {
                known.percent = known.percent.max(usage.percent);
                known.regains = known.regains.max(usage.regains);
            }
            None => {
                by_name.insert(usage.of.clone(), usage);
            }
        }
    }
    by_name.into_values().collect()
}

fn json<T: for<'de> Deserialize<'de>>(reply: &Reply, header: &str) -> Option<T> {
    serde_json::from_str(reply.header(header)?).ok()
}

/// A time of up to ten days; what is longer, negative or no number is not believed.
fn seconds(seconds: f64) -> Option<Duration> {
    Duration::try_from_secs_f64(seconds).ok().filter(|wait| *wait <= Duration::from_secs(864_000))
}
