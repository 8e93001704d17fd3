//! What LinkedIn says when it refuses, in our classification. Its words are kept, and what was secret in a call is cut out of them.

use std::time::Duration;

use chrono::{DateTime, Days, NaiveTime};
use serde::Deserialize;

use crate::platform::{
    problem::{Class, Problem},
    wire::Reply,
};

/// The body of a refusal by the API. Older calls leave most of it out.
struct Refused {
    code: Option<String>,
    service_error_code: Option<i64>,
    message: Option<String>,
    error_details: Details,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Details {
    input_errors: Vec<InputError>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct InputError {
    code: Option<String>,
    description: Option<String>,
}

/// The body of a refusal by the sign-in.
#[derive(Deserialize)]
struct NotGranted {
    error: String,
    error_description: Option<String>,
}

/// Why the API did not do it.
pub(super) fn of(reply: &Reply, secrets: &[&str]) -> Problem {
    let plain = reply.by_status();
    let Some(refused) = refused(&reply.body) else { return waiting(named(plain, reply), reply, false) };
    let word = refused.code.as_deref().filter(|code| is_word(code));
    let number = refused.service_error_code;
    let class = class(reply.status, word, number, &refused.error_details).unwrap_or(plain.class);
    let code = word.map(str::to_owned).or_else(|| number.map(|number| number.to_string())).unwrap_or(plain.code);
    let is_daily =
        number == Some(101) || refused.message.as_deref().is_some_and(|message| message.contains("throttle limit"));
    let problem = Problem::new(class, code, &without(words(&refused), secrets));
    waiting(named(problem, reply), reply, is_daily)
}

/// Why a token was not given. `is_refresh`: a grant that does not hold any more is a right that was taken back; of a code it says that
/// the code is old.
pub(super) fn of_grant(reply: &Reply, is_refresh: bool, secrets: &[&str]) -> Problem {
    let plain = reply.by_status();
    let told = serde_json::from_slice::<NotGranted>(&reply.body).ok();
    // what is wrong on LinkedIn's side says nothing of the grant, whatever it writes
    let Some(NotGranted { error, error_description }) = told.filter(|_| reply.status < 500 && reply.status != 429)
    else {
        // of a grant neither "expired" nor "forbidden" would be true
        let class = if plain.class.passes() { plain.class } else { Class::Invalid };
        return named(Problem { class, ..plain }, reply);
    };
    let class = if error == "invalid_grant" && is_refresh { Class::Revoked } else { Class::Invalid };
    let words = without(error_description.unwrap_or_default(), secrets);
    named(Problem::new(class, word_or(&error, &plain.code), &words), reply)
}

/// With LinkedIn's id of the call.
pub(super) fn named(mut problem: Problem, reply: &Reply) -> Problem {
    let id = ["x-li-uuid", "x-li-request-id"].into_iter().find_map(|name| reply.header(name));
    problem.request_id = id.map(|id| id.chars().filter(char::is_ascii_graphic).take(100).collect());
    problem
}

/// The word, if it can be one of LinkedIn's.
pub(super) fn word_or(word: &str, other: &str) -> String {
    if is_word(word) { word.to_owned() } else { other.to_owned() }
}

fn is_word(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A body whose parts are of other kinds than documented still has the parts that are not: one by one.
fn refused(body: &[u8]) -> Option<Refused> {
    let serde_json::Value::Object(mut parts) = serde_json::from_slice(body).ok()? else { return None };
    let mut part = |name: &str| parts.remove(name).unwrap_or_default();
    Some(Refused {
        code: part("code").as_str().map(str::to_owned),
        service_error_code: part("serviceErrorCode").as_i64(),
        message: part("message").as_str().map(str::to_owned),
        error_details: serde_json::from_value(part("errorDetails")).unwrap_or_default(),
    })
}

/// What a refusal means; none where its status says it.
///
/// Only 65601 says that a right was taken back. A token that is called invalid (65600) may only be an old one: a refresh tells.
fn class(status: u16, word: Option<&str>, number: Option<i64>, details: &Details) -> Option<Class> {
    let is_duplicate = |code: Option<&str>| code.is_some_and(|code| code.starts_with("DUPLICATE"));
    match (status, number, word) {
        (401, Some(65_601), _) | (401, _, Some("REVOKED_ACCESS_TOKEN")) => Some(Class::Revoked),
        (400 | 409 | 422, ..)
            if is_duplicate(word) || details.input_errors.iter().any(|it| is_duplicate(it.code.as_deref())) =>
        {
            Some(Class::Duplicate)
        }
        // another version of what is there, not the same again
        (409, ..) => Some(Class::Transient),
        _ => None,
    }
}

/// Its message, and what it says of single fields.
fn words(refused: &Refused) -> String {
    let message = refused.message.iter().map(String::as_str);
    let fields = refused.error_details.input_errors.iter().filter_map(|it| it.description.as_deref());
    let mut words: Vec<&str> = Vec::new();
    for text in message.chain(fields).map(str::trim).filter(|text| !text.is_empty()) {
        if !words.contains(&text) {
            words.push(text);
        }
    }
    words.join("; ")
}

fn without(words: String, secrets: &[&str]) -> String {
    secrets.iter().filter(|secret| !secret.is_empty()).fold(words, |words, secret| words.replace(secret, "…"))
}

/// How long to wait. LinkedIn's limits are by day and end at midnight UTC, which no header says: the answer's own date tells how far off
/// it is. A 429 that does not name such a limit may be over sooner.
fn waiting(problem: Problem, reply: &Reply, is_daily: bool) -> Problem {
    if problem.class != Class::RateLimited {
        return problem;
    }
    let wait = reply.retry_after().or_else(|| is_daily.then(|| until_midnight(reply)).flatten());
    problem.after(wait)
}

fn until_midnight(reply: &Reply) -> Option<Duration> {
    let now = DateTime::parse_from_rfc2822(reply.header("date")?).ok()?.naive_utc();
    let midnight = now.date().checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN);
    (midnight - now).to_std().ok()
}
