//! Google: identity (`accounts`, `oauth`) and the Ads API (`ads`). Hosts, addresses, who may call on behalf of whom.

mod budgets;
mod constants;
mod criteria;
mod dates;
mod days;
mod events;
mod fields;
mod gaql;
mod groups;
mod mutate;
mod oauth;
mod problem;
mod search;
mod table;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use self::problem::{Problem, Told};
use super::{Refusal, Stand};
use crate::core::{
    answer::Answer,
    call::Call,
    state::{Desk, Standing},
};

/// Google's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Google,
    page_hosts: &["accounts"],
    answer,
    refuse,
    token: |call| call.bearer().map(str::to_owned),
    event: events::make,
    events: &["lead_form"],
};

/// Versions that still answer.
const VERSIONS: [&str; 4] = ["v23", "v24", "v25", "v26"];

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let pieces = call.pieces();
    match (call.host.as_str(), &call.method, pieces.as_slice()) {
        ("accounts", &Method::GET | &Method::POST, ["o", "oauth2", "v2", "auth"]) => oauth::consent(desk, call),
        ("oauth", &Method::POST, ["token"]) => oauth::token(desk, call),
        ("oauth", &Method::POST, ["revoke"]) => oauth::revoke(desk, call),
        ("ads", _, [version, rest @ ..]) => {
            let is_stream = is_stream(call);
            let told = if VERSIONS.contains(version) {
                ads(desk, call, version, rest)
            } else {
                Err(Problem::invalid("requestError", "UNSUPPORTED_VERSION", "Version is deprecated or unknown."))
            };
            let answer =
                told.map_or_else(|problem| problem.answer(call, version, is_stream), |value| Answer::json(&value));
            answer.with("request-id", call.trace.clone())
        }
        _ => {
            let error =
                json!({"error": {"code": 404, "message": "Requested entity was not found.", "status": "NOT_FOUND"}});
            Answer::json_with(StatusCode::NOT_FOUND, &error)
        }
    }
}

fn is_stream(call: &Call) -> bool {
    call.path.last().is_some_and(|piece| piece.ends_with(":searchStream"))
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    if call.host == "oauth" {
        return match refusal {
            Refusal::RateLimit => {
                oauth::wrong(StatusCode::TOO_MANY_REQUESTS, "rate_limit_exceeded", "Rate Limit Exceeded")
            }
            Refusal::Outage => {
                oauth::wrong(StatusCode::SERVICE_UNAVAILABLE, "internal_failure", "Backend Error. Please try again.")
            }
        };
    }
    let version = call.path.first().map_or("v26", String::as_str);
    let problem = match refusal {
        Refusal::RateLimit => Problem::rate(),
        Refusal::Outage => Problem::outage(),
    };
    problem.answer(call, version, is_stream(call)).with("request-id", call.trace.clone())
}

/// The bearer, its scope and the developer token.
fn authenticate(desk: &Desk<'_>, call: &Call) -> Result<(), Problem> {
    let token = call.bearer().ok_or_else(|| Problem::bearer("CREDENTIALS_MISSING"))?;
    match desk.standing(Platform::Google, token) {
        Standing::Live(grant, _) if !grant.granted.iter().any(|scope| scope == oauth::ADWORDS) => {
            let message = "Request had insufficient authentication scopes.";
            return Err(Problem::permission("ACTION_NOT_PERMITTED", message));
        }
        Standing::Live(..) => {}
        Standing::Expired => {
            let message = "Request had invalid authentication credentials: the access token has expired.";
            return Err(Problem::authentication("OAUTH_TOKEN_EXPIRED", message));
        }
        Standing::Revoked => {
            return Err(Problem::authentication("OAUTH_TOKEN_REVOKED", "OAuth token has been revoked."));
        }
        Standing::Unknown => return Err(Problem::bearer("ACCESS_TOKEN_EXPIRED")),
    }
    match call.header("developer-token") {
        Some(token) if token.len() == 22 => Ok(()),
        _ => Err(Problem::authentication("DEVELOPER_TOKEN_INVALID", "The developer token is not valid.")),
    }
}

/// The number of the manager above all accounts.
pub fn manager(desk: &Desk<'_>) -> u64 {
    1_000_000_000 + desk.world.id(Platform::Google, "manager", 0) % 1_000_000_000
}

/// The number of the account that people may enter without the manager.
fn direct(desk: &Desk<'_>) -> Option<u64> {
    desk.accounts(Platform::Google).next().map(|account| account.id)
}

/// Whether the caller may act for a customer: directly, or through the manager that is named.
fn permitted(desk: &Desk<'_>, call: &Call, customer: &str) -> Result<u64, Problem> {
    let number = |text: &str| {
        let is_id = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit());
        text.parse::<u64>().ok().filter(|_| is_id)
    };
    let invalid = |message: &str| Problem::invalid("requestError", "INVALID_CUSTOMER_ID", message).because_of(customer);
    let customer = number(customer).ok_or_else(|| invalid("Invalid customer ID."))?;
    let manager = manager(desk);
    let exists = customer == manager || desk.accounts(Platform::Google).any(|account| account.id == customer);
    let may = match call.header("login-customer-id") {
        None => customer == manager || Some(customer) == direct(desk),
        Some(login) => {
            let login = number(login).ok_or_else(|| invalid("Invalid login-customer-id."))?;
            login == manager || (login == customer && Some(customer) == direct(desk))
        }
    };
    if exists && may {
        return Ok(customer);
    }
    let message = "User doesn't have permission to access customer. Note: If you're accessing a client customer, the \
                   manager's customer id must be set in the 'login-customer-id' header.";
    Err(Problem::permission("USER_PERMISSION_DENIED", message))
}

/// The Ads API, by address.
fn ads(desk: &mut Desk<'_>, call: &Call, version: &str, path: &[&str]) -> Told {
    authenticate(desk, call)?;
    let body = || match call.json() {
        Some(body @ Value::Object(_)) => Ok(body),
        _ => Err(Problem::payload("", "The body is no object of JSON.")),
    };
    match (&call.method, path) {
        (&Method::GET, ["customers:listAccessibleCustomers"]) => {
            let names = direct(desk).into_iter().chain([manager(desk)]).map(|id| format!("customers/{id}"));
            Ok(json!({"resourceNames": names.collect::<Vec<_>>()}))
        }
        (&Method::POST, ["customers", customer, operation]) => {
            let customer = permitted(desk, call, customer)?;
            match *operation {
                "googleAds:search" => search::search(desk, customer, &body()?),
                "googleAds:searchStream" => search::stream(desk, customer, &body()?, &call.trace),
                "googleAds:mutate" => mutate::all(desk, customer, &body()?, version, &call.trace),
                operation => match operation.strip_suffix(":mutate") {
                    Some(kind) => mutate::of_kind(desk, customer, kind, &body()?, version, &call.trace),
                    None => Err(Problem::invalid("requestError", "BAD_RESOURCE_ID", "There is no such operation.")),
                },
            }
        }
        _ => Err(Problem::invalid("requestError", "BAD_RESOURCE_ID", "There is no such address.")),
    }
}
