//! Tokens that outlive the sandbox that gave them away: each carries what it is good for, so that a sandbox that is started anew takes it. Whoever
//! connected a platform does not connect it again each time. A reset forgets them all the same.

use chrono::DateTime;
use cmis_base::platform::Platform;
use serde::{Deserialize, Serialize};

use super::{
    call::Call,
    sign::{hmac_sha256, opaque, opened},
    state::{Desk, Grant, SECRETS, Secret, Use},
};

/// Letters of a mark.
const MARK: usize = 64;
/// Longest text that is looked through for tokens.
const LONGEST: usize = 64 * 1024;

/// What a token says of itself.
#[derive(Serialize, Deserialize)]
struct Carried {
    grant: u64,
    platform: Platform,
    client: String,
    granted: Vec<String>,
    declined: Vec<String>,
    good_for: Use,
    expires: Option<i64>,
    page: Option<u64>,
    refreshes: bool,
    number: u64,
}

fn mark(seed: u64, carried: &str) -> String {
    hmac_sha256(&format!("a secret that protects nothing {seed}"), carried.as_bytes())
}

/// The text of a token that says itself what it is good for.
pub fn text(seed: u64, prefix: &str, grant: &Grant, secret: &Secret) -> String {
    let carried = Carried {
        grant: secret.grant,
        platform: grant.platform,
        client: grant.client.clone(),
        granted: grant.granted.clone(),
        declined: grant.declined.clone(),
        good_for: secret.good_for,
        expires: secret.expires.map(|at| at.timestamp_micros()),
        page: secret.page,
        refreshes: secret.refreshes,
        number: secret.number,
    };
    let carried = opaque(&serde_json::to_string(&carried).unwrap_or_default());
    format!("{prefix}{}.{carried}", mark(seed, &carried))
}

/// Takes up what a call comes with of an earlier start.
pub fn tokens(desk: &mut Desk<'_>, call: &Call) {
    let headers = call.headers.values().filter_map(|value| value.to_str().ok());
    let body = call.body.get(..LONGEST.min(call.body.len())).unwrap_or_default();
    let body = std::str::from_utf8(body).unwrap_or_default();
    let texts: Vec<&str> = headers.chain([call.target.as_str(), body]).collect();
    let is_of_token = |it: char| it.is_ascii_alphanumeric() || "._-~".contains(it);
    for text in texts {
        for token in text.split(|it| !is_of_token(it)).filter(|it| it.len() > MARK && it.contains('.')) {
            take_up(desk, token);
        }
    }
}

fn take_up(desk: &mut Desk<'_>, token: &str) {
    if desk.state.secrets.contains_key(token) || desk.state.secrets.len() >= SECRETS {
        return;
    }
    let Some((before, carried)) = token.rsplit_once('.') else { return };
    if !before.ends_with(&mark(desk.world.seed, carried)) {
        return;
    }
    let Some(told) = opened(carried).and_then(|text| serde_json::from_str::<Carried>(&text).ok()) else { return };
    if told.number <= desk.state.forgotten || desk.state.is_gone(token) {
        return;
    }
    let Carried { platform, client, granted, declined, .. } = told;
    let grant = Grant { platform, client, granted, declined, is_revoked: false };
    desk.state.grants.entry(told.grant).or_insert(grant);
    let expires = told.expires.and_then(DateTime::from_timestamp_micros);
    let secret = Secret {
        expires,
        page: told.page,
        refreshes: told.refreshes,
        number: told.number,
        ..Secret::new(told.grant, told.good_for)
    };
    desk.state.secrets.insert(token.to_owned(), secret);
}
