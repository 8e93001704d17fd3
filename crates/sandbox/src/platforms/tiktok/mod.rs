//! TikTok for Business: the portal where advertisers consent (`portal`) and the Business API v1.3 (`business`). Hosts,
//! addresses, who may call. The API of posts (open.tiktokapis.com) is another platform as far as the wire goes.

mod ads;
mod ask;
mod campaigns;
mod events;
mod lists;
mod metrics;
mod money;
mod oauth;
mod objects;
mod problem;
mod report;
mod rows;
mod rules;
mod sets;
mod targeting;
mod webhooks;

use cmis_base::platform::Platform;
use http::{Method, StatusCode};

use self::problem::{Problem, Told};
use super::{Refusal, Stand};
use crate::{
    core::{
        answer::Answer,
        call::Call,
        state::{Desk, Standing},
    },
    world::tree::Account,
};

/// TikTok's stand-in.
pub static STAND: Stand = Stand {
    platform: Platform::Tiktok,
    page_hosts: &["portal"],
    answer,
    refuse,
    token: |call| call.header("access-token").map(str::to_owned),
    event: events::make,
    events: &events::KINDS,
};

/// What a call has to show.
enum Needs {
    /// App and secret, in the call itself.
    App,
    /// A token, whatever it allows.
    Token,
    /// A token that allows this.
    Scope(&'static str),
}

/// Answers a call to one address.
type Handler = fn(&mut Desk<'_>, &Call) -> Told;

/// What the API has: method, address below the version, what it needs, who answers.
static ROUTES: [(&str, &str, Needs, Handler); 22] = [
    ("POST", "oauth2/access_token", Needs::App, oauth::exchange),
    ("POST", "oauth2/revoke_token", Needs::App, oauth::revoke),
    ("GET", "oauth2/advertiser/get", Needs::Token, oauth::advertisers),
    ("GET", "advertiser/info", Needs::Scope("1"), lists::advertisers),
    ("GET", "campaign/get", Needs::Scope("2"), lists::campaigns),
    ("POST", "campaign/create", Needs::Scope("2"), campaigns::create),
    ("POST", "campaign/update", Needs::Scope("2"), campaigns::update),
    ("POST", "campaign/status/update", Needs::Scope("2"), campaigns::set_status),
    ("GET", "adgroup/get", Needs::Scope("2"), lists::adgroups),
    ("POST", "adgroup/create", Needs::Scope("2"), sets::create),
    ("POST", "adgroup/update", Needs::Scope("2"), sets::update),
    ("POST", "adgroup/status/update", Needs::Scope("2"), sets::set_status),
    ("GET", "ad/get", Needs::Scope("2"), lists::ads),
    ("POST", "ad/create", Needs::Scope("2"), ads::create),
    ("POST", "ad/update", Needs::Scope("2"), ads::update),
    ("POST", "ad/status/update", Needs::Scope("2"), ads::set_status),
    ("GET", "tool/region", Needs::Scope("2"), targeting::regions),
    ("GET", "tool/language", Needs::Scope("2"), targeting::languages),
    ("GET", "report/integrated/get", Needs::Scope("4"), report::answer),
    ("POST", "business/webhook/update", Needs::App, webhooks::update),
    ("GET", "business/webhook/list", Needs::App, webhooks::list),
    ("POST", "business/webhook/delete", Needs::App, webhooks::delete),
];

fn answer(desk: &mut Desk<'_>, call: &Call) -> Answer {
    match (call.host.as_str(), call.pieces().as_slice()) {
        ("portal", ["portal", "auth"]) if matches!(call.method, Method::GET | Method::POST) => {
            oauth::consent(desk, call)
        }
        // without the last slash there is nothing
        ("business", ["open_api", "v1.3", rest @ ..]) if call.has_last_slash => {
            let path = rest.join("/");
            let route = ROUTES.iter().find(|route| route.0 == call.method.as_str() && route.1 == path);
            route.map_or_else(nothing, |(.., needs, handler)| {
                let told = permitted(desk, call, needs).and_then(|()| handler(desk, call));
                told.map_or_else(|problem| problem.answer(call), |data| problem::answer(call, &data))
            })
        }
        _ => nothing(),
    }
}

fn nothing() -> Answer {
    Answer::html(StatusCode::NOT_FOUND, "<!doctype html><title>404 Not Found</title>".to_owned())
}

fn refuse(call: &Call, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::RateLimit => Problem::rate().answer(call),
        Refusal::Outage => Problem::outage().answer(call),
    }
}

/// Whether the token is good, and good for this.
fn permitted(desk: &Desk<'_>, call: &Call, needs: &Needs) -> Result<(), Problem> {
    if matches!(needs, Needs::App) {
        return Ok(());
    }
    let token = call.header("access-token").filter(|token| !token.is_empty()).ok_or_else(Problem::no_token)?;
    match (desk.standing(Platform::Tiktok, token), needs) {
        (Standing::Live(grant, _), Needs::Scope(scope)) if !grant.granted.iter().any(|it| it == scope) => {
            Err(Problem::permission(format!("The access token does not have the permission of scope {scope}.")))
        }
        (Standing::Live(..), _) => Ok(()),
        (Standing::Expired, _) => Err(Problem::expired()),
        (Standing::Revoked | Standing::Unknown, _) => Err(Problem::revoked()),
    }
}

/// The account that `advertiser_id` names.
fn advertiser<'a>(desk: &'a Desk<'_>, id: &str) -> Result<&'a Account, Problem> {
    let found = desk.accounts(Platform::Tiktok).find(|account| account.id.to_string() == id);
    found.ok_or_else(|| no_permission(id))
}

/// The same, to be changed.
fn advertiser_mut<'a>(desk: &'a mut Desk<'_>, id: &str) -> Result<&'a mut Account, Problem> {
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let found = accounts.find(|account| account.platform == Platform::Tiktok && account.id.to_string() == id);
    found.ok_or_else(|| no_permission(id))
}

fn no_permission(id: &str) -> Problem {
    let id: String = id.chars().take(64).collect();
    Problem::permission(format!("No permission to operate advertiser {id}."))
}
