//! What Snapchat says when it refuses: a whole call, one row of a call that went well otherwise, or a token. It names no time to wait;
//! its limits are per second.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::platform::{
    problem::{Class, Problem},
    wire::Reply,
};

/// Longest id of a call that is kept.
const LONGEST_ID: usize = 200;

/// Cuts what was secret in a call out of its answer, should Snapchat ever repeat it.
pub(super) fn forget(reply: &mut Reply, secrets: &[&str]) {
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        let text = String::from_utf8_lossy(&reply.body);
        if text.contains(secret) {
            reply.body = text.replace(secret, "…").into_bytes();
        }
    }
}

/// The body of an answer that went well as a whole. `PARTIAL` did: its rows tell the rest.
pub(super) fn envelope(reply: &Reply) -> Result<Map<String, Value>, Problem> {
    let body = reply.json::<Map<String, Value>>();
    match body {
        Ok(body) if reply.is_success() => match body.get("request_status").and_then(Value::as_str) {
            Some(status) if is(status, "SUCCESS") || is(status, "PARTIAL") => Ok(body),
            Some(_) => Err(refusal(reply, &body)),
            None => Err(Problem::unreadable("The answer says nothing of the request")),
        },
        Ok(body) => Err(refusal(reply, &body)),
        Err(unreadable) if reply.is_success() => Err(unreadable),
        Err(_) => Err(bare(reply)),
    }
}

/// Whether a row went well.
pub(super) fn row(row: &Map<String, Value>, request_id: Option<&str>) -> Result<(), Problem> {
    let text = |name| row.get(name).and_then(Value::as_str);
    match text("sub_request_status") {
        None => Ok(()),
        Some(status) if is(status, "SUCCESS") => Ok(()),
        Some(_) => {
            let words = text("sub_request_error_reason").unwrap_or_default();
            let code = code(words.split(|it: char| !it.is_ascii_alphanumeric()).next().unwrap_or_default());
            let mut problem = Problem::new(
                code.and_then(class).unwrap_or(Class::Invalid),
                code.unwrap_or("sub_request_error"),
                words,
            );
            problem.request_id = request_id.map(shown);
            Err(problem)
        }
    }
}

/// A refused token, code or consent.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    error: String,
    error_description: String,
}

/// What the token endpoint refuses; `ended` is what a grant that no longer holds means at this step. A wrong client is for whoever runs
/// the app to mend, and disconnects nobody.
pub(super) fn of_tokens(reply: &Reply, ended: Class) -> Problem {
    let refused: Refused = serde_json::from_slice(&reply.body).unwrap_or_default();
    let Some(word) = word(&refused.error) else {
        let mut problem = bare(reply);
        // here 401 is about the client
        if problem.class == Class::Expired {
            problem.class = Class::Invalid;
        }
        return problem;
    };
    let class = match word {
        _ if reply.status == 429 || reply.status >= 500 => reply.by_status().class,
        "invalid_grant" => ended,
        "server_error" | "temporarily_unavailable" => Class::Transient,
        _ => Class::Invalid,
    };
    let problem = Problem::new(class, word, &refused.error_description);
    if class == Class::RateLimited { problem.after(wait(reply)) } else { problem }
}

/// What a person came back with instead of a code.
pub(super) fn of_consent(error: &str, words: &str) -> Problem {
    let class = match error {
        "access_denied" => Class::Denied,
        "server_error" | "temporarily_unavailable" => Class::Transient,
        _ => Class::Invalid,
    };
    Problem::new(class, word(error).unwrap_or("consent_failed"), words)
}

/// One of OAuth's words, if it is one.
fn word(text: &str) -> Option<&str> {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    Some(text).filter(|text| (1..=60).contains(&text.len()) && text.bytes().all(is_word))
}

/// A refused call. The status decides where it says all there is to do; else the code, where it is known.
fn refusal(reply: &Reply, body: &Map<String, Value>) -> Problem {
    let text = |name| body.get(name).and_then(Value::as_str).filter(|text| !text.trim().is_empty());
    // a refused token comes as OAuth has it
    let code = text("error_code").and_then(code).or_else(|| text("error").and_then(word));
    let by_status = bare(reply);
    let class = match reply.status {
        401 | 429 | 500.. => by_status.class,
        _ => code.and_then(class).unwrap_or(by_status.class),
    };
    // what it says to people is the same for everything
    let words = text("debug_message").or_else(|| text("display_message")).or_else(|| text("error_description"));
    let code = code.map_or(by_status.code, str::to_owned);
    let mut problem = Problem::new(class, code, words.unwrap_or_default());
    problem.retry_after = by_status.retry_after;
    problem.request_id = text("request_id").map(shown);
    // some say nothing but which row it was
    if problem.words.is_empty() {
        let mut rows = body.values().filter_map(Value::as_array).flatten().filter_map(Value::as_object);
        problem.words = rows.find_map(|it| row(it, None).err()).map(|found| found.words).unwrap_or_default();
    }
    problem
}

/// A refusal whose body says nothing: that of a limit is plain text.
fn bare(reply: &Reply) -> Problem {
    let problem = reply.by_status();
    if problem.class == Class::RateLimited { problem.after(wait(reply)) } else { problem }
}

/// 20 calls a second for an app, 10 for a token: after a second there is room again.
fn wait(reply: &Reply) -> Option<Duration> {
    reply.retry_after().or(Some(Duration::from_secs(1)))
}

/// What a code means; none for one that says less than the status does.
fn class(code: &str) -> Option<Class> {
    match code {
        "E1008" => Some(Class::Invalid),
        "E3001" => Some(Class::Permission),
        "E3003" => Some(Class::NotFound),
        "invalid_token" => Some(Class::Expired),
        _ => None,
    }
}

/// `E` and digits.
fn code(text: &str) -> Option<&str> {
    let digits = text.strip_prefix('E')?;
    ((1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(text)
}

/// In its answers about statistics Snapchat writes these words small.
fn is(status: &str, word: &str) -> bool {
    status.eq_ignore_ascii_case(word)
}

/// An id as far as it is worth keeping.
fn shown(id: &str) -> String {
    id.chars().filter(char::is_ascii_graphic).take(LONGEST_ID).collect()
}
