//! What TikTok says when it refuses. Almost every answer is a 200: a code in the body tells whether it is one. What was secret in a call is
//! cut out of TikTok's words.

use std::time::Duration;

use serde::Deserialize;

use super::values::Text;
use crate::platform::{
    problem::{Class, Problem},
    wire::Reply,
};

/// After too many calls in a second.
const A_MOMENT: Duration = Duration::from_secs(1);
/// After too many calls in a minute. What is over for the day is asked for again this often: TikTok does not say which limit it was.
const A_WHILE: Duration = Duration::from_secs(300);

/// What every answer has around it.
#[derive(Deserialize)]
struct Envelope {
    code: i64,
    message: Option<String>,
    request_id: Option<Text>,
}

/// Why there is no answer; none when there is one.
pub(super) fn refusal(reply: &Reply, secrets: &[&str]) -> Option<Problem> {
    let envelope: Option<Envelope> = serde_json::from_slice(&reply.body).ok();
    match envelope {
        Some(envelope) if envelope.code != 0 => Some(named(told(reply, &envelope, secrets), &envelope)),
        Some(envelope) if !reply.is_success() => Some(named(reply.by_status(), &envelope)),
        None if !reply.is_success() => Some(reply.by_status()),
        None => Some(Problem::unreadable("The answer has no code")),
        Some(_) => None,
    }
}

/// With TikTok's id of the call, for its support.
fn named(mut problem: Problem, envelope: &Envelope) -> Problem {
    let id = envelope.request_id.as_ref().and_then(Text::told);
    problem.request_id = id.map(|id| id.chars().filter(char::is_ascii_graphic).take(100).collect());
    problem
}

fn told(reply: &Reply, envelope: &Envelope, secrets: &[&str]) -> Problem {
    let code = envelope.code;
    let class =
        class(code).unwrap_or_else(|| if reply.is_success() { Class::Invalid } else { reply.by_status().class });
    let words = envelope.message.clone().unwrap_or_default();
    let words = secrets.iter().filter(|it| !it.is_empty()).fold(words, |words, secret| words.replace(secret, "…"));
    let problem = Problem::new(class, code.to_string(), &words);
    let own = if code == 40_100 { A_MOMENT } else { A_WHILE };
    match class {
        Class::RateLimited => problem.after(Some(reply.retry_after().unwrap_or(own))),
        _ => problem.after(reply.retry_after()),
    }
}

/// What a code means; none for one that is in no documented range.
///
/// Of the codes about tokens, those that do not say that the token is wrong or was taken back are [`Class::Expired`]: a refresh is tried,
/// which TikTok does not have for advertisers, and so the person is asked. A code of a sign-in that does not hold (40110) disconnects
/// nobody.
fn class(code: i64) -> Option<Class> {
    Some(match code {
        40_016 | 40_100 | 40_132 | 40_133 => Class::RateLimited,
        40_001 => Class::Permission,
        // an ended refresh, no token at all, one that is wrong or was taken back
        40_103..=40_105 | 40_107 => Class::Revoked,
        40_110 => Class::Invalid,
        40_102 | 40_113 | 40_118 => Class::Expired,
        40_007 => Class::NotFound,
        40_050 => Class::Duplicate,
        // done in part: which part is seen by asking, and never taken for the whole
        20_001 => Class::Transient,
        // a task that is not ready
        40_201 => Class::Transient,
        40_000..=49_999 => Class::Invalid,
        // maintenance
        60_001 => Class::Outage,
        50_000..=69_999 => Class::Transient,
        _ => return None,
    })
}
