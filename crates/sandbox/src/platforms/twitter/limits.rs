//! The headers that tell how many calls are left. They only tell: what is refused is what somebody planted as a fault.

use http::Method;

use crate::core::{answer::Answer, call::Call, state::Desk};

/// How many calls are allowed in how many seconds, and what of the log counts.
struct Limit {
    most: u64,
    seconds: i64,
    /// Counted for the account, beside a high limit for the person.
    is_of_account: bool,
    /// Start of the paths that count; whole paths where it is none.
    category: Option<&'static str>,
}

/// Whether it is a call of version 12 or 2, which tell their limits.
fn limit(call: &Call) -> Option<Limit> {
    let all = Limit { most: 100, seconds: 900, is_of_account: false, category: None };
    match (call.host.as_str(), call.pieces().as_slice()) {
        ("api", ["2", "users", "me"]) => Some(Limit { most: 75, ..all }),
        ("api", ["2", ..]) => Some(all),
        ("ads", _) if call.method != Method::GET => {
            Some(Limit { most: 450, seconds: 60, category: Some("/twitter/ads/"), ..all })
        }
        ("ads", [_, "stats", "accounts", _]) => {
            Some(Limit { most: 250, category: Some("/twitter/ads/12/stats/accounts/"), ..all })
        }
        ("ads", [_, "accounts", _, _, ..]) => Some(Limit { most: 10_000, is_of_account: true, ..all }),
        ("ads", [_, "targeting_criteria", _]) => Some(Limit { most: 400, ..all }),
        ("ads", [_, "stats", ..]) => Some(Limit { most: 2_000, is_of_account: true, ..all }),
        ("ads", _) => Some(Limit { most: 5, ..all }),
        _ => None,
    }
}

/// An answer with how many calls are left after this one.
pub fn told(desk: &Desk<'_>, call: &Call, answer: Answer) -> Answer {
    let Some(limit) = limit(call) else { return answer };
    let own = format!("/twitter/{}/{}", call.host, call.path.join("/"));
    let start = call.at.timestamp().div_euclid(limit.seconds) * limit.seconds;
    let counts = desk.state.log.iter().filter(|it| it.at.timestamp() >= start);
    let counts = counts.filter(|it| match limit.category {
        Some(category) => it.path.starts_with(category) && (it.method == "GET") == (call.method == Method::GET),
        None => it.path == own,
    });
    let used = u64::try_from(counts.count()).unwrap_or(0).saturating_add(1);
    with(answer, &limit, limit.most.saturating_sub(used), start + limit.seconds)
}

/// A refusal: nothing is left before the next window.
pub fn spent(call: &Call, answer: Answer) -> Answer {
    let Some(limit) = limit(call) else { return answer };
    let reset = (call.at.timestamp().div_euclid(limit.seconds) + 1) * limit.seconds;
    with(answer, &limit, 0, reset)
}

fn with(answer: Answer, limit: &Limit, left: u64, reset: i64) -> Answer {
    let (most, left, reset) = (limit.most.to_string(), left.to_string(), reset.to_string());
    if limit.is_of_account {
        let answer = answer
            .with("x-account-rate-limit-limit", most)
            .with("x-account-rate-limit-remaining", left)
            .with("x-account-rate-limit-reset", reset.clone());
        return answer
            .with("x-rate-limit-limit", "100000")
            .with("x-rate-limit-remaining", "99000")
            .with("x-rate-limit-reset", reset);
    }
    answer.with("x-rate-limit-limit", most).with("x-rate-limit-remaining", left).with("x-rate-limit-reset", reset)
}
