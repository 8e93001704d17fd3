//! Meta: the dialog of Facebook Login (`www`) and the Graph and Marketing API (`graph`). Hosts, addresses, who may call.

mod ad_sets;
mod days;
mod events;
mod fields;
mod insights;
mod leads;
mod locales;
mod nodes;
mod oauth;
mod paging;
mod problem;
mod report;
mod subscriptions;
mod write;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use self::problem::{Problem, Told};
use super::{Refusal, SECRET, Stand};
use crate::core::{
    answer::Answer,
    call::{Call, Params},
    sign::hmac_sha256,
    state::{Desk, Standing},
};

/// Meta's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Meta,
    page_hosts: &["www"],
    answer,
    refuse,
    token,
    event: events::make,
    events: &["leadgen", "feed_comment", "message"],
};

/// Versions that still answer.
const VERSIONS: [&str; 3] = ["v24.0", "v25.0", "v26.0"];

/// What everything of a call is read from: query, form, and a body of JSON.
pub struct Ask<'a> {
    /// The call.
    pub call: &'a Call,
    /// The version that was called.
    pub version: String,
    /// Parameters from everywhere.
    pub params: Params,
}

/// Whoever calls, once the token is good.
pub struct Viewer {
    /// The consent.
    pub grant: u64,
    /// What was allowed.
    pub scopes: Vec<String>,
    /// With a page's own token: which page.
    pub page: Option<u64>,
}

impl Viewer {
    /// One of the scopes, or Meta's refusal.
    pub fn needs(&self, scopes: &[&str]) -> Result<(), Problem> {
        let has = self.scopes.iter().any(|scope| scopes.contains(&scope.as_str()));
        if has { Ok(()) } else { Err(Problem::scope(scopes.first().copied().unwrap_or_default())) }
    }
}

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let pieces = call.pieces();
    match (call.host.as_str(), pieces.as_slice()) {
        ("www", [version, "dialog", "oauth"]) if VERSIONS.contains(version) => oauth::dialog(desk, call),
        ("graph", [version, rest @ ..]) if VERSIONS.contains(version) => {
            let ask = Ask { call, version: (*version).to_owned(), params: params(call) };
            let told = graph(desk, &ask, rest);
            let answer = told.map_or_else(|problem| problem.answer(call), |value| Answer::json(&value));
            let used = desk.state.log.len().min(500) / 10;
            usage(answer, rest, version, used, 0).with("x-fb-trace-id", call.trace.clone())
        }
        ("graph", [version, ..]) => {
            let version: String = version.chars().take(16).collect();
            Problem::invalid(format!("Unknown or retired API version: {version}")).answer(call)
        }
        _ => Answer::html(StatusCode::NOT_FOUND, "<!doctype html><title>Not found</title>".to_owned()),
    }
}

fn params(call: &Call) -> Params {
    let mut params = call.params.clone();
    if let Some(Value::Object(body)) = call.json() {
        params.0.extend(body.into_iter().map(|(name, value)| match value {
            Value::String(text) => (name, text),
            other => (name, other.to_string()),
        }));
    }
    params
}

/// The headers that tell how much of the allowed calls is used, in percent.
fn usage(answer: Answer, path: &[&str], version: &str, percent: usize, minutes: u32) -> Answer {
    let app = json!({"call_count": percent, "total_time": percent, "total_cputime": percent});
    let answer = answer
        .with("x-app-usage", app.to_string())
        .with("facebook-api-version", version)
        .with("x-fb-rev", "1000000001");
    let Some(account) = path.first().and_then(|piece| piece.strip_prefix("act_")) else { return answer };
    let kind = if path.contains(&"insights") { "ads_insights" } else { "ads_management" };
    let business = json!({account: [{
        "type": kind,
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": minutes,
        "ads_api_access_tier": "standard_access",
    }]});
    let of_account =
        json!({"acc_id_util_pct": percent, "reset_time_duration": 300, "ads_api_access_tier": "standard_access"});
    answer.with("x-business-use-case-usage", business.to_string()).with("x-ad-account-usage", of_account.to_string())
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    let pieces = call.pieces();
    let rest = pieces.get(1..).unwrap_or_default();
    let version = pieces.first().copied().unwrap_or("v26.0");
    match refusal {
        Refusal::Outage => Problem::outage().answer(call),
        Refusal::RateLimit => {
            let is_account = rest.first().is_some_and(|piece| piece.starts_with("act_"));
            let code = match () {
                () if rest.contains(&"insights") => 80_000,
                () if is_account => 80_004,
                () => 4,
            };
            usage(Problem::rate(code).answer(call), rest, version, 100, 5)
        }
    }
}

fn token(call: &Call) -> Option<String> {
    call.params.filled("access_token").or_else(|| call.bearer()).map(str::to_owned)
}

/// Who calls, by the token; `appsecret_proof` is held against it when it is sent.
fn viewer(desk: &Desk<'_>, ask: &Ask<'_>) -> Result<Viewer, Problem> {
    let token = ask.params.filled("access_token").or_else(|| ask.call.bearer());
    let Some(token) = token else {
        return Err(Problem::token(467, "An access token is required to request this resource."));
    };
    let viewer = match desk.standing(Platform::Meta, token) {
        Standing::Live(grant, secret) => {
            Viewer { grant: secret.grant, scopes: grant.granted.clone(), page: secret.page }
        }
        Standing::Expired => {
            let at = desk.now.format("%A, %d-%b-%y %H:%M:%S UTC");
            let message = format!("Error validating access token: Session has expired. The current time is {at}.");
            return Err(Problem::token(463, &message));
        }
        Standing::Revoked => {
            let message = "Error validating access token: The user has not authorized application.";
            return Err(Problem::token(458, message));
        }
        Standing::Unknown => return Err(Problem::token(467, "Invalid OAuth access token.")),
    };
    match ask.params.get("appsecret_proof") {
        Some(proof) if !proof.eq_ignore_ascii_case(&hmac_sha256(SECRET, token.as_bytes())) => {
            Err(Problem::invalid("Invalid appsecret_proof provided in the API argument"))
        }
        _ => Ok(viewer),
    }
}

/// The Graph API, by address.
fn graph(desk: &mut Desk<'_>, ask: &Ask<'_>, path: &[&str]) -> Told {
    match (&ask.call.method, path) {
        (&Method::GET | &Method::POST, ["oauth", "access_token"]) => return oauth::exchange(desk, ask),
        (&Method::GET, ["debug_token"]) => return oauth::debug(desk, ask),
        _ => {}
    }
    let viewer = viewer(desk, ask)?;
    let is_me = |id: &str| id == "me" || id == oauth::user_id(desk).to_string();
    match (&ask.call.method, path) {
        (&Method::GET, [id]) if is_me(id) => oauth::me(desk, ask),
        (&Method::GET, [id, "permissions"]) if is_me(id) => oauth::permissions(desk, &viewer),
        (&Method::DELETE, [id, "permissions"]) if is_me(id) => oauth::revoke(desk, &viewer, None),
        (&Method::DELETE, [id, "permissions", scope]) if is_me(id) => oauth::revoke(desk, &viewer, Some(scope)),
        (&Method::GET, [id, "accounts"]) if is_me(id) => nodes::pages(desk, ask, &viewer),
        (&Method::GET, [id, "adaccounts"]) if is_me(id) => {
            viewer.needs(&["ads_read", "ads_management"])?;
            nodes::accounts(desk, ask)
        }
        (&Method::GET, ["search"]) => {
            viewer.needs(&["ads_read", "ads_management"])?;
            locales::search(ask)
        }
        (&Method::GET, [form, "leads"]) => leads::of_form(desk, ask, &viewer, form),
        (&Method::GET, [page, "leadgen_forms"]) => leads::forms(desk, ask, &viewer, page),
        (&Method::POST, [page, "subscribed_apps"]) => subscriptions::subscribe(desk, ask, &viewer, page),
        (&Method::DELETE, [page, "subscribed_apps"]) => subscriptions::unsubscribe(desk, &viewer, page),
        (&Method::GET, [page, "subscribed_apps"]) => subscriptions::subscribed(desk, &viewer, page),
        (&Method::GET, [id, "insights"]) => {
            viewer.needs(&["ads_read", "ads_management"])?;
            insights::answer(desk, ask, id)
        }
        (&Method::POST, [id, "insights"]) => {
            viewer.needs(&["ads_read", "ads_management"])?;
            insights::start(desk, ask, id)
        }
        (&Method::GET, [id, edge @ ("campaigns" | "adsets" | "ads")]) => {
            viewer.needs(&["ads_read", "ads_management"])?;
            nodes::edge(desk, ask, id, edge)
        }
        (&Method::GET, [id]) if leads::is_page(desk, id) => nodes::page(desk, ask, &viewer, id),
        (&Method::GET, [id]) => leads::lead(desk, ask, &viewer, id).unwrap_or_else(|| {
            viewer.needs(&["ads_read", "ads_management"])?;
            insights::state(desk, id).map_or_else(|| nodes::node(desk, ask, id), Ok)
        }),
        (&Method::POST | &Method::DELETE, _) => {
            viewer.needs(&["ads_management"])?;
            write::answer(desk, ask, path)
        }
        _ => Err(Problem::missing(path.first().copied().unwrap_or_default())),
    }
}
