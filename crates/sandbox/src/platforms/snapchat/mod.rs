//! Snapchat: sign-in (`accounts`) and the Marketing API (`api`). Hosts, addresses, who may call. The Public Profile API is not there.

mod count;
mod draft;
mod events;
mod fields;
pub mod ids;
mod nodes;
mod oauth;
mod paging;
mod problem;
mod stats;
mod targeting;
mod write;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};

use self::problem::{Problem, Told, success};
use super::{Refusal, Stand};
use crate::core::{
    answer::Answer,
    call::Call,
    state::{Desk, Standing},
};

/// Snapchat's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Snapchat,
    page_hosts: &["accounts/login/oauth2/authorize"],
    answer,
    refuse,
    token: |call| call.bearer().map(str::to_owned),
    event: events::make,
    events: &["budget_threshold_reached"],
};

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let pieces = call.pieces();
    match (call.host.as_str(), &call.method, pieces.as_slice()) {
        ("accounts", &Method::GET | &Method::POST, ["login", "oauth2", "authorize"]) => oauth::consent(desk, call),
        ("accounts", &Method::POST, ["login", "oauth2", "access_token"]) => oauth::token(desk, call),
        ("accounts", &Method::POST, ["accounts", "oauth2", "revoke"]) => oauth::revoke(desk, call),
        ("api", _, ["v1", path @ ..]) => {
            if let Err(refused) = authenticate(desk, call) {
                return refused;
            }
            match (&call.method, path) {
                (&Method::POST | &Method::PUT | &Method::DELETE, path) => write::answer(desk, call, path),
                (&Method::GET, path) => match read(desk, call, path) {
                    Ok(told) => Answer::json(&success(call, "SUCCESS", told).into()),
                    Err(problem) => problem.answer(call),
                },
                _ => Problem::method().answer(call),
            }
        }
        _ => Problem::missing().answer(call),
    }
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    let plain = |status: StatusCode, text: &str| {
        let (headers, body) = (Vec::new(), text.as_bytes().to_vec());
        Answer { status, headers, content_type: "text/plain; charset=utf-8", body }
    };
    match (refusal, call.host.as_str()) {
        (Refusal::RateLimit, _) => plain(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
        (Refusal::Outage, "accounts") => plain(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        (Refusal::Outage, _) => Problem::outage().answer(call),
    }
}

/// The bearer and its scope. What was never a token is refused in the words of OAuth, what is over in those of the API.
fn authenticate(desk: &Desk<'_>, call: &Call) -> Result<(), Answer> {
    let unknown =
        || oauth::wrong(StatusCode::UNAUTHORIZED, "invalid_token", "The access token is missing or not valid");
    let token = call.bearer().ok_or_else(unknown)?;
    match desk.standing(Platform::Snapchat, token) {
        Standing::Live(grant, _) if grant.granted.iter().any(|scope| scope == oauth::MARKETING) => Ok(()),
        Standing::Live(..) => Err(Problem::scope().answer(call)),
        Standing::Expired | Standing::Revoked => Err(Problem::unauthorized().answer(call)),
        Standing::Unknown => Err(unknown()),
    }
}

/// What is read, by address.
fn read(desk: &Desk<'_>, call: &Call, path: &[&str]) -> Told {
    match path {
        ["me"] => Ok(nodes::me(desk)),
        ["me", "organizations"] => nodes::organizations(desk, call),
        ["targeting", list @ ..] => targeting::lists(call, list),
        ["organizations", id] => nodes::organization(desk, call, id),
        ["organizations", id, "adaccounts"] => nodes::accounts(desk, call, id),
        [kind @ ("adaccounts" | "campaigns" | "adsquads" | "ads"), id] => nodes::one(desk, call, kind, id),
        [kind @ ("adaccounts" | "campaigns" | "adsquads" | "ads"), id, "stats"] => stats::answer(desk, call, kind, id),
        [kind @ ("adaccounts" | "campaigns" | "adsquads"), id, edge @ ("campaigns" | "adsquads" | "ads")] => {
            nodes::edge(desk, call, kind, id, edge)
        }
        _ => Err(Problem::missing()),
    }
}
