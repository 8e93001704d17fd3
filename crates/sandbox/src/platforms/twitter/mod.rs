//! X: pages for people (`www`), sign-in of both kinds (`api`), the Ads API (`ads`) and the files of its jobs (`ton`). Hosts,
//! addresses, who may call. What is published, comments and messages are not here yet.

mod ask;
mod events;
mod jobs;
mod limits;
mod lists;
mod metrics;
pub mod nodes;
mod oauth2;
mod problem;
mod series;
mod sign_in;
mod signed;
mod stats;
mod targeting;
mod times;
mod write;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::json;

pub use self::events::challenge;
use self::{
    ask::Ask,
    lists::Kind,
    problem::{Problem, Told},
    signed::Claim,
    write::Verb,
};
use super::{Refusal, Stand};
use crate::{
    core::{answer::Answer, call::Call, state::Desk},
    world::tree::Account,
};

/// X's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Twitter,
    page_hosts: &["www", "api/oauth/authorize", "api/oauth/authenticate"],
    answer,
    refuse,
    token,
    event: events::make,
    events: &events::KINDS,
};

/// The version of the Ads API that still answers.
const VERSION: &str = "12";

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let once = Claim::read(call).and_then(|claim| claim.once());
    if once.as_ref().is_some_and(|once| desk.state.nonces.contains(once)) {
        return replayed(call);
    }
    let answer = by_host(desk, call);
    // who signs a call is told how far the app's rights reach
    let answer = match sign_in::viewer(desk, call) {
        Ok(viewer) => answer.with("x-access-level", if viewer.may_write { "read-write" } else { "read" }),
        Err(_) => answer,
    };
    if let Some(once) = once.filter(|_| answer.status != StatusCode::UNAUTHORIZED) {
        desk.state.remember(once);
    }
    limits::told(desk, call, answer)
}

fn by_host(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let pieces = call.pieces();
    match (call.host.as_str(), &call.method, pieces.as_slice()) {
        ("www", &Method::GET | &Method::POST, ["i", "oauth2", "authorize"]) => oauth2::authorize(desk, call),
        ("api", &Method::GET | &Method::POST, ["oauth", "authorize" | "authenticate"]) => {
            sign_in::authorize(desk, call)
        }
        ("api", &Method::POST, ["oauth", "request_token"]) => sign_in::request_token(desk, call),
        ("api", &Method::POST, ["oauth", "access_token"]) => sign_in::access_token(desk, call),
        ("api", &Method::POST, ["1.1", "oauth", "invalidate_token" | "invalidate_token.json"]) => {
            sign_in::invalidate(desk, call)
        }
        ("api", &Method::GET, ["1.1", "account", "verify_credentials.json"]) => sign_in::verify_credentials(desk, call),
        ("api", &Method::POST, ["2", "oauth2", "token"]) => oauth2::token(desk, call),
        ("api", &Method::POST, ["2", "oauth2", "revoke"]) => oauth2::revoke(desk, call),
        ("api", &Method::GET, ["2", "users", "me"]) => oauth2::me(desk, call),
        ("api", _, ["2", ..]) => problem::blank(StatusCode::NOT_FOUND),
        ("api", ..) => problem::numbered(StatusCode::NOT_FOUND, 34, "Sorry, that page does not exist."),
        ("ads", _, path) => ads(desk, call, path),
        ("ton", &Method::GET, ["advertiser-api-async-analytics", name]) => jobs::file(desk, name),
        _ => Answer::html(StatusCode::NOT_FOUND, "<!doctype html><title>Not found</title>".to_owned()),
    }
}

/// A call whose nonce was used before is not taken again.
fn replayed(call: &Call) -> Answer {
    match (call.host.as_str(), call.path.first().map(String::as_str)) {
        ("ads", _) => Problem::unauthorized().answer(&json!({"params": {}})),
        (_, Some("2")) => problem::blank(StatusCode::UNAUTHORIZED),
        _ => sign_in::Refused::Doubt(signed::Doubt::Wrong).answer(),
    }
}

fn token(call: &Call) -> Option<String> {
    let signed = || Claim::read(call).and_then(|claim| claim.get("oauth_token").map(str::to_owned));
    call.bearer().map(str::to_owned).or_else(signed)
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    let is_version_2 = call.path.first().is_some_and(|piece| piece == "2");
    let request = json!({"params": {}});
    let answer = match (call.host.as_str(), refusal) {
        ("ads", Refusal::RateLimit) => Problem::rate().answer(&request),
        ("ads", Refusal::Outage) => Problem::outage().answer(&request),
        (_, Refusal::RateLimit) if is_version_2 => problem::blank(StatusCode::TOO_MANY_REQUESTS),
        (_, Refusal::Outage) if is_version_2 => problem::blank(StatusCode::SERVICE_UNAVAILABLE),
        (_, Refusal::RateLimit) => problem::numbered(StatusCode::TOO_MANY_REQUESTS, 88, "Rate limit exceeded"),
        (_, Refusal::Outage) => problem::numbered(StatusCode::SERVICE_UNAVAILABLE, 130, "Over capacity"),
    };
    match refusal {
        Refusal::RateLimit => limits::spent(call, answer),
        Refusal::Outage => answer.with("retry-after", "30"),
    }
}

/// The Ads API: who calls, then by address. Every answer repeats what was asked.
fn ads(desk: &mut Desk<'_>, call: &Call, path: &[&str]) -> Answer {
    let ask = Ask::new(&call.params);
    let request = json!({"params": ask.echo(&named(path))});
    let told = match path {
        [VERSION, rest @ ..] => permitted(desk, call).and_then(|()| by_address(desk, call, &ask, rest)),
        _ => Err(Problem::no_route()),
    };
    match told {
        Ok(mut told) => {
            if told.get("request").is_none() {
                told["request"] = request;
            }
            let status = if call.method == Method::POST { StatusCode::CREATED } else { StatusCode::OK };
            Answer::json_with(status, &told)
        }
        Err(problem) => problem.answer(&request),
    }
}

/// Whether the call is signed by somebody who may make it.
fn permitted(desk: &Desk<'_>, call: &Call) -> Result<(), Problem> {
    let viewer = sign_in::viewer(desk, call).map_err(|_| Problem::unauthorized())?;
    if call.method == Method::GET || viewer.may_write {
        return Ok(());
    }
    let message = "This client application may only read";
    Err(Problem::new(StatusCode::FORBIDDEN, "READONLY_CLIENT_APPLICATION", message))
}

/// What of an address is repeated among the parameters.
fn named<'a>(path: &[&'a str]) -> Vec<(&'static str, &'a str)> {
    match path {
        [_, "accounts", account, kind, id] => {
            let own = lists::kind(kind).map(|kind| (kind.id, *id));
            own.into_iter().chain([("account_id", *account)]).collect()
        }
        [_, "accounts", account, ..]
        | [_, "batch" | "stats", "accounts", account, ..]
        | [_, "stats", "jobs", "accounts", account] => vec![("account_id", account)],
        _ => Vec::new(),
    }
}

fn by_address(desk: &mut Desk<'_>, call: &Call, ask: &Ask, path: &[&str]) -> Told {
    let method = &call.method;
    match (method, path) {
        (&Method::GET, ["accounts"]) => return lists::accounts(desk, ask),
        (&Method::GET, [targeting::WORD, what]) => return targeting::options(ask, what),
        (&Method::GET, ["accounts", id]) => {
            return Ok(json!({"data": nodes::account_json(&account(desk, id)?)}));
        }
        _ => {}
    }
    match (method, path) {
        (&Method::GET, ["accounts", id, "authenticated_user_access"]) => {
            account(desk, id)?;
            let permissions = ["ACCOUNT_ADMIN", "TWEET_COMPOSER"];
            Ok(json!({"data": {"user_id": sign_in::person(desk).0.to_string(), "permissions": permissions}}))
        }
        (_, ["accounts", id, word]) => {
            let (account, kind) = (account(desk, id)?, kind(word)?);
            match *method {
                Method::GET => lists::list(desk, ask, &account, kind),
                Method::POST if kind.word == "promoted_tweets" => write::promote(desk, ask, &account, kind),
                Method::POST => write::one(desk, ask, &account, kind, Verb::Create),
                _ => Err(not_allowed()),
            }
        }
        (_, ["accounts", id, word, object]) => {
            let (account, kind) = (account(desk, id)?, kind(word)?);
            match *method {
                Method::GET => lists::one(desk, ask, &account, kind, object),
                Method::PUT => write::one(desk, ask, &account, kind, Verb::Update(object)),
                Method::DELETE => write::one(desk, ask, &account, kind, Verb::Delete(object)),
                _ => Err(not_allowed()),
            }
        }
        (&Method::POST, ["batch", "accounts", id, word @ ("campaigns" | "line_items" | targeting::WORD)]) => {
            let (account, kind) = (account(desk, id)?, kind(word)?);
            write::batch(desk, call.json(), &account, kind)
        }
        (&Method::GET, ["stats", "accounts", id]) => stats::answer(desk, ask, &account(desk, id)?),
        (&Method::GET, ["stats", "accounts", id, "active_entities"]) => stats::active(desk, ask, &account(desk, id)?),
        (&Method::POST, ["stats", "jobs", "accounts", id]) => {
            let account = account(desk, id)?;
            jobs::start(desk, ask, &account)
        }
        (&Method::GET, ["stats", "jobs", "accounts", id]) => {
            let account = account(desk, id)?;
            jobs::list(desk, call, ask, &account)
        }
        _ => Err(Problem::no_route()),
    }
}

fn not_allowed() -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "The method is not allowed for this address")
}

fn kind(word: &str) -> Result<&'static Kind, Problem> {
    lists::kind(word).ok_or_else(Problem::no_route)
}

/// The account of an address, as it is before the call.
fn account(desk: &Desk<'_>, id: &str) -> Result<Account, Problem> {
    let found = nodes::account(desk, id).cloned();
    let message = "The account was not found, or the authenticated user has no access to it";
    found.ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "ACCOUNT_NOT_FOUND", message))
}
