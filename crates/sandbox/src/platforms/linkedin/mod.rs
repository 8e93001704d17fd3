//! LinkedIn: consent and tokens (`www`), people and the Marketing API (`api`). Hosts, addresses, versions, who may call.
//! Publishing, comments and messages have no place here yet.

mod analytics;
mod change;
mod events;
mod leads;
mod nodes;
mod oauth;
mod people;
mod pivots;
mod problem;
mod report;
mod restli;
mod search;
mod targeting;
mod write;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Map, Value};

pub use self::events::challenge;
use self::{
    problem::{Problem, Told},
    restli::Query,
};
use super::{Refusal, Stand};
use crate::core::{
    answer::Answer,
    call::Call,
    state::{Desk, Standing},
};

/// LinkedIn's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Linkedin,
    page_hosts: &["www/oauth/v2/authorization"],
    answer,
    refuse,
    token: |call| call.bearer().map(str::to_owned),
    event: events::make,
    events: &["lead_action", "challenge"],
};

/// Versions that answer: each of them for a year. The oldest was put out of use on 16 November 2026.
const VERSIONS: [&str; 12] = [
    "202512", "202601", "202602", "202603", "202604", "202605", "202606", "202607", "202608", "202609", "202610",
    "202611",
];

/// Scopes for reading ads, and for changing them.
const READ: [&str; 2] = ["r_ads", "rw_ads"];
const WRITE: [&str; 1] = ["rw_ads"];

/// What a call asks for, once it is clear who calls.
struct Ask<'a> {
    /// Method, as meant: a long query comes in the body of a `POST`.
    method: Method,
    /// The method of Rest.li, where the header names it.
    restli: Option<&'a str>,
    /// Query, or the body in its place.
    query: Query,
    call: &'a Call,
    scopes: Vec<String>,
}

impl Ask<'_> {
    /// One of the scopes, or LinkedIn's refusal.
    fn needs(&self, scopes: &[&str], what: &str) -> Result<(), Problem> {
        let has = self.scopes.iter().any(|scope| scopes.contains(&scope.as_str()));
        if has { Ok(()) } else { Err(Problem::permission(what)) }
    }

    /// The body as an object.
    fn body(&self) -> Result<Map<String, Value>, Problem> {
        match self.call.json() {
            Some(Value::Object(body)) => Ok(body),
            _ => Err(Problem::bad("BAD_REQUEST", "Cannot parse request entity: the body is no object of JSON")),
        }
    }

    /// The last piece of the path, which has to be encoded where it has signs of structure.
    fn key(&self) -> Result<&str, Problem> {
        let path = self.call.target.split('?').next().unwrap_or_default();
        let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if last.contains([':', '(', ')', ',']) {
            return Err(Problem::bad("ILLEGAL_ARGUMENT", "Syntax exception in path variables"));
        }
        Ok(self.call.path.last().map_or("", String::as_str))
    }
}

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let pieces = call.pieces();
    match (call.host.as_str(), &call.method, pieces.as_slice()) {
        ("www", &Method::GET | &Method::POST, ["oauth", "v2", "authorization"]) => oauth::authorization(desk, call),
        ("www", &Method::POST, ["oauth", "v2", "accessToken"]) => oauth::access_token(desk, call),
        ("www", &Method::POST, ["oauth", "v2", "introspectToken"]) => oauth::introspect(desk, call),
        ("www", &Method::POST, ["oauth", "v2", "revoke"]) => oauth::revoke(desk, call),
        ("api", _, path) => {
            let told = api(desk, call, path);
            traced(told.unwrap_or_else(|problem| problem.answer()), call)
        }
        _ => Answer::html(StatusCode::NOT_FOUND, "<!doctype html><title>Page not found</title>".to_owned()),
    }
}

/// An answer that says nothing but its status.
fn empty(status: StatusCode) -> Answer {
    Answer { status, headers: Vec::new(), content_type: "application/json", body: Vec::new() }
}

/// With the headers by which LinkedIn finds a call again.
fn traced(answer: Answer, call: &Call) -> Answer {
    answer
        .with("x-li-uuid", call.trace.clone())
        .with("x-li-request-id", call.trace.clone())
        .with("x-li-fabric", "prod-sandbox")
        .with("x-restli-protocol-version", "2.0.0")
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    match (call.host.as_str(), refusal) {
        ("www", Refusal::RateLimit) => {
            oauth::wrong(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", "Too many requests")
        }
        ("www", Refusal::Outage) => {
            oauth::wrong(StatusCode::SERVICE_UNAVAILABLE, "server_error", "The service is unavailable")
        }
        (_, Refusal::RateLimit) => traced(Problem::rate().answer(), call),
        (_, Refusal::Outage) => traced(Problem::outage().answer(), call),
    }
}

/// What the token allows.
fn scopes(desk: &Desk<'_>, call: &Call) -> Result<Vec<String>, Problem> {
    let Some(token) = call.bearer().filter(|token| !token.is_empty()) else {
        return Err(Problem::token(65604, "EMPTY_ACCESS_TOKEN", "Empty oauth2 access token"));
    };
    match desk.standing(Platform::Linkedin, token) {
        Standing::Live(grant, _) => Ok(grant.granted.clone()),
        Standing::Expired => {
            let message = "The token used in the request has expired";
            Err(Problem::token(65602, "EXPIRED_ACCESS_TOKEN", message))
        }
        Standing::Revoked => {
            let message = "The token used in the request has been revoked by the user";
            Err(Problem::token(65601, "REVOKED_ACCESS_TOKEN", message))
        }
        Standing::Unknown => Err(Problem::token(65600, "INVALID_ACCESS_TOKEN", "Invalid access token")),
    }
}

/// Whether a version answers: a month, or a revision of it (`202607.01`).
fn is_active(version: &str) -> bool {
    let (month, revision) = version.split_once('.').unwrap_or((version, "00"));
    VERSIONS.contains(&month) && revision.len() == 2 && revision.bytes().all(|it| it.is_ascii_digit())
}

/// Everything at `api.linkedin.com`: `v2` has no version, `rest` has one in a header.
fn api(desk: &mut Desk<'_>, call: &Call, path: &[&str]) -> Told {
    let scopes = scopes(desk, call)?;
    let restli = call.header("x-restli-method");
    let own = call.target.split_once('?').map_or("", |(_, query)| query);
    let is_tunnelled = call.method == Method::POST
        && call.header("x-http-method-override").is_some_and(|method| method.eq_ignore_ascii_case("get"));
    let (method, query) = if is_tunnelled {
        let body = std::str::from_utf8(&call.body).map_err(|_| Problem::bad("BAD_REQUEST", "Bad query in the body"))?;
        (Method::GET, Query::new(&format!("{own}&{body}")))
    } else {
        (call.method.clone(), Query::new(own))
    };
    let ask = Ask { method, restli, query, call, scopes };
    match path {
        ["v2", "userinfo"] if ask.method == Method::GET => people::userinfo(desk, &ask),
        ["v2", "me"] if ask.method == Method::GET => people::me(desk, &ask, "NO_VERSION"),
        ["rest", path @ ..] => {
            let version = call.header("linkedin-version").ok_or_else(|| {
                let message = "A version must be present. Please specify a version by adding the LinkedIn-Version \
                               header.";
                Problem::bad("VERSION_MISSING", message)
            })?;
            if !is_active(version) {
                return Err(Problem::version(version));
            }
            if call.header("x-restli-protocol-version") != Some("2.0.0") {
                let message = "The header X-RestLi-Protocol-Version has to be 2.0.0";
                return Err(Problem::bad("ILLEGAL_ARGUMENT", message));
            }
            rest(desk, &ask, path)
        }
        _ => Err(Problem::no_resource(&path.join("/"))),
    }
}

/// The versioned API, by address.
fn rest(desk: &mut Desk<'_>, ask: &Ask<'_>, path: &[&str]) -> Told {
    match (&ask.method, path) {
        (&Method::GET, ["me"]) => people::me(desk, ask, "VERSIONED"),
        (&Method::GET, ["organizationAcls"]) => people::organization_acls(desk, ask),
        (&Method::GET, ["organizations", id]) => people::organization(desk, ask, id),
        (&Method::GET, ["adAnalytics"]) => analytics::answer(desk, ask),
        (&Method::GET, ["adTargetingEntities"]) => targeting::entities(ask),
        (&Method::GET, ["leadFormResponses"]) => leads::of_owner(desk, ask),
        (&Method::GET, ["leadFormResponses", _]) => leads::response(desk, ask),
        (&Method::POST, ["leadNotifications"]) => leads::subscribe(desk, ask),
        (&Method::GET, ["adAccounts", ..]) => {
            ask.needs(&READ, "adAccounts.FINDER")?;
            search::answer(desk, ask, path)
        }
        (&Method::POST | &Method::DELETE, ["adAccounts", ..]) => {
            ask.needs(&WRITE, "adAccounts.UPDATE")?;
            match (&ask.method, path) {
                (&Method::POST, ["adAccounts", account, "adCampaignGroups"]) => write::group(desk, ask, account),
                (&Method::POST, ["adAccounts", account, "adCampaigns"]) => write::campaign(desk, ask, account),
                (&Method::POST, ["adAccounts", account, "creatives"]) => write::creative(desk, ask, account),
                (&Method::POST, ["adAccounts", account, kind, _]) => change::update(desk, ask, account, kind),
                (&Method::DELETE, ["adAccounts", account, kind, _]) => change::delete(desk, ask, account, kind),
                _ => Err(Problem::no_resource(&path.join("/"))),
            }
        }
        _ => Err(Problem::no_resource(&path.join("/"))),
    }
}
