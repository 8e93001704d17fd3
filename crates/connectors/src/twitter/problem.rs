//! What X's refusals mean, and what its answers tell of limits. X has three dialects: words in capitals (Ads), numbers (version 1.1), and
//! problems with a `type` (version 2), of which the last part counts: its host has changed once already.
//!
//! Tokens of OAuth 1.0a do not end, and a bare 401 may as well come of a wrong key of the app: only the number that says so is
//! [`Class::Revoked`].

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::platform::{
    problem::{Class, Problem},
    wire::{Reply, Usage},
};

/// A limit as its headers tell it.
struct Limit {
    of: String,
    most: u32,
    left: u32,
    resets: Option<Duration>,
}

/// What an answer that is no success means; `secrets` are what must not come back in its words.
pub(super) fn of(reply: &Reply, account: Option<&str>, now: DateTime<Utc>, secrets: &[&str]) -> Problem {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let problem = told(&body, reply.status).unwrap_or_else(|| reply.by_status()).without(secrets.iter().copied());
    let wait = match problem.class {
        Class::RateLimited => {
            let mut limits = limits_of(reply, account, now);
            // the person's, which is nobody's usage here
            limits.extend(limit(reply, "x-user-limit-24hour", "user", now));
            wait(&limits).or_else(|| reply.retry_after())
        }
        _ => reply.retry_after(),
    };
    named(problem.after(wait), reply)
}

/// What a 200 says that holds no data and errors instead.
pub(super) fn in_answer(reply: &Reply, secrets: &[&str]) -> Option<Problem> {
    let body: Value = serde_json::from_slice(&reply.body).ok()?;
    let is_empty = body.get("data").is_none_or(Value::is_null);
    let problem = told(&body, reply.status).filter(|_| is_empty && body.get("errors").is_some())?;
    Some(named(problem.without(secrets.iter().copied()), reply))
}

/// With X's id of the call.
pub(super) fn named(mut problem: Problem, reply: &Reply) -> Problem {
    let id = reply.header("x-transaction-id").or_else(|| reply.header("x-transaction"));
    problem.request_id = id.map(|id| id.chars().filter(char::is_ascii_graphic).take(100).collect());
    problem
}

/// What the body says; none where it is in no dialect of X's.
fn told(body: &Value, status: u16) -> Option<Problem> {
    let listed = |name: &str| body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    // of things that are done at once each has a list of its own
    let single: Vec<Value> = listed("operation_errors").iter().filter_map(Value::as_array).flatten().cloned().collect();
    let faults = if listed("errors").is_empty() { &single } else { listed("errors") };
    let first = faults.first().unwrap_or(&Value::Null);
    let text = |from: &Value, name: &str| from.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let each: Vec<String> = faults
        .iter()
        .take(20)
        .map(|fault| {
            [text(fault, "message"), text(fault, "detail")].into_iter().find(|it| !it.is_empty()).unwrap_or_default()
        })
        .filter(|words| !words.is_empty())
        .collect();
    let words = if each.is_empty() { text(body, "detail") } else { each.join(" ") };
    match first.get("code") {
        Some(Value::String(word)) if is_word(word) => return Some(Problem::new(by_word(word, status), word, &words)),
        Some(Value::Number(number)) => {
            let class = number.as_i64().and_then(by_number).unwrap_or_else(|| by_status(status));
            return Some(Problem::new(class, number.to_string(), &words));
        }
        _ => {}
    }
    let kinds = [text(body, "type"), text(first, "type")];
    let kind =
        kinds.iter().filter_map(|kind| kind.rsplit_once("/problems/")).map(|(_, kind)| kind).find(|it| is_kind(it));
    if let Some(kind) = kind {
        let class = by_kind(kind).unwrap_or_else(|| by_status(status));
        return Some(Problem::new(class, kind, &words));
    }
    let class = match status {
        // the one refusal of a repeat that version 2 has, and it has no type of its own
        403 if words.contains("duplicate content") => Class::Duplicate,
        _ => by_status(status),
    };
    (!words.is_empty()).then(|| Problem::new(class, format!("http {status}"), &words))
}

/// A code of the Ads API ("Error codes and responses").
fn by_word(word: &str, status: u16) -> Class {
    match word {
        // also for a token that was taken back: nothing in it tells
        "UNAUTHORIZED_ACCESS" => Class::Expired,
        "TOO_MANY_REQUESTS" | "TWEET_RATE_LIMIT_EXCEEDED" => Class::RateLimited,
        "INTERNAL_ERROR" | "LOCK_ACQUISITION_TIMEOUT" | "CANCELLED_REQUEST" => Class::Transient,
        "OVER_CAPACITY" | "SERVICE_UNAVAILABLE" => Class::Outage,
        "DUPLICATE_TWEET" => Class::Duplicate,
        "UNAUTHORIZED_CLIENT_APPLICATION"
        | "READONLY_CLIENT_APPLICATION"
        | "ACTION_NOT_ALLOWED"
        | "ACCOUNT_LOCKED_OUT"
        | "CURRENT_USER_SUSPENDED"
        | "FEATURE_NOT_AVAILABLE"
        | "FUNDING_INSTRUMENT_ACCESS_NOT_ALLOWED" => Class::Permission,
        // of money and of content, which no right mends
        "FUNDING_INSTRUMENT_EXCEEDS_AVAILABLE_CREDIT_LIMIT"
        | "GENERIC_TWEET_ERROR"
        | "MALWARE_STATUS"
        | "TWEET_IS_SPAM" => Class::Invalid,
        word if word.starts_with("INVALID_") => Class::Invalid,
        word if word.ends_with("_NOT_FOUND") || word == "NOT_FOUND" => Class::NotFound,
        _ => by_status(status),
    }
}

/// A code of version 1.1, which the addresses of OAuth 1.0a answer with.
fn by_number(number: i64) -> Option<Class> {
    Some(match number {
        // "invalid or expired token": these do not expire
        89 => Class::Revoked,
        // could not authenticate, bad authentication data: the token's fault or the app's
        32 | 99 | 215 => Class::Expired,
        64 | 87 | 93 | 220 | 261 | 326 | 416 => Class::Permission,
        17 | 34 | 50 | 144 => Class::NotFound,
        88 | 185 => Class::RateLimited,
        130 => Class::Outage,
        131 => Class::Transient,
        187 => Class::Duplicate,
        // 135: our clock is wrong; 415: the address to come back to is not registered with the app
        135 | 415 => Class::Invalid,
        _ => return None,
    })
}

/// The last part of a `type` of version 2.
fn by_kind(kind: &str) -> Option<Class> {
    Some(match kind {
        "invalid-request" | "disallowed-resource" => Class::Invalid,
        "resource-not-found" => Class::NotFound,
        "not-authorized-for-resource"
        | "not-authorized-for-field"
        | "field-unauthorized"
        | "client-forbidden"
        | "oauth1-permissions"
        | "unsupported-authentication" => Class::Permission,
        "usage-capped" | "rate-limit-exceeded" => Class::RateLimited,
        "conflict" => Class::Duplicate,
        "streaming-connection" | "operational-disconnect" => Class::Transient,
        _ => return None,
    })
}

fn by_status(status: u16) -> Class {
    match status {
        401 => Class::Expired,
        403 => Class::Permission,
        404 => Class::NotFound,
        408 | 423 => Class::Transient,
        409 => Class::Duplicate,
        429 => Class::RateLimited,
        502..=504 => Class::Outage,
        500..=599 => Class::Transient,
        _ => Class::Invalid,
    }
}

fn is_word(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=100).contains(&text.len()) && text.bytes().all(is_one)
}

fn is_kind(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=100).contains(&text.len()) && text.bytes().all(is_one)
}

/// How much of its limits a call used up. A limit of the account is the account's; the other one, which belongs to the person and the
/// kind of call, is the app's where X says both, as it is then one for the whole app.
pub(super) fn limits(reply: &Reply, account: Option<&str>, now: DateTime<Utc>) -> Vec<Usage> {
    limits_of(reply, account, now)
        .into_iter()
        .map(|limit| Usage {
            percent: f64::from(limit.most.saturating_sub(limit.left)) * 100.0 / f64::from(limit.most),
            regains: limit.resets.filter(|_| limit.left == 0),
            of: limit.of,
        })
        .collect()
}

fn limits_of(reply: &Reply, account: Option<&str>, now: DateTime<Utc>) -> Vec<Limit> {
    let own = account.and_then(|id| limit(reply, "x-account-rate-limit", id, now));
    let general = match (account, &own) {
        (Some(id), None) => limit(reply, "x-rate-limit", id, now),
        _ => limit(reply, "x-rate-limit", "app", now),
    };
    own.into_iter().chain(general).chain(limit(reply, "x-app-limit-24hour", "app", now)).collect()
}

/// A limit whose three headers read; what is incomplete says nothing.
fn limit(reply: &Reply, name: &str, of: &str, now: DateTime<Utc>) -> Option<Limit> {
    let header = |part: &str| reply.header(&format!("{name}-{part}")).map(str::trim);
    let most: u32 = header("limit")?.parse().ok().filter(|most| *most > 0)?;
    let left = header("remaining")?.parse().ok()?;
    let resets = header("reset").and_then(|text| text.parse::<i64>().ok()).map(|at| {
        let seconds = at.saturating_sub(now.timestamp()).max(0);
        Duration::from_secs(seconds.unsigned_abs())
    });
    Some(Limit { of: of.to_owned(), most, left, resets })
}

/// Until every limit that is used up starts anew; where none says that it is, until the first that is told does.
fn wait(limits: &[Limit]) -> Option<Duration> {
    let used_up = limits.iter().filter(|limit| limit.left == 0).filter_map(|limit| limit.resets).max();
    used_up.or_else(|| limits.iter().find_map(|limit| limit.resets))
}
