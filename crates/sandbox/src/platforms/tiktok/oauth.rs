//! Consent of an advertiser, codes, tokens that live for ever, taking them back, the accounts behind a token.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{
    ask::{self, Body},
    problem::{Problem, Told},
};
use crate::{
    core::{
        answer::Answer,
        call::{Call, Params},
        consent::{self, Consent, Decision},
        state::{Desk, Grant, Standing, Use},
    },
    platforms::SECRET,
};

/// What people may allow: the number that calls need, then what the page says. What belongs to posts, comments and messages is
/// another consent, of a TikTok account.
const SCOPES: [&str; 6] =
    ["1 Ad Account", "2 Ads Management", "3 Audience", "4 Reporting", "5 Measurement", "6 Creative"];

/// Life of a code: one hour.
const CODE: TimeDelta = TimeDelta::hours(1);

/// The portal's page, and its form.
pub fn consent(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let Some(app) = params.filled("app_id") else { return ask::missing("app_id").answer(call) };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        return Problem::invalid("redirect_uri: Not one of the app's redirect URIs.").answer(call);
    };
    let state = params.get("state").unwrap_or_default();
    match if call.method == Method::POST { consent::decision(params) } else { None } {
        None => {
            let scopes = SCOPES.map(str::to_owned);
            consent::page(call, &Consent { platform: "TikTok for Business", app, scopes: &scopes, may_decline: true })
        }
        Some(Decision::Deny) => {
            back.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair("error_description", "The user denied the request")
                .append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
        Some(Decision::Allow) => {
            let (granted, declined) = SCOPES.iter().partition(|scope| is_ticked(params, number(scope)));
            let [granted, declined] = [granted, declined]
                .map(|scopes: Vec<&str>| scopes.into_iter().map(|scope| number(scope).to_owned()).collect::<Vec<_>>());
            let client = app.to_owned();
            let grant = desk.grant(Grant { platform: Platform::Tiktok, client, granted, declined, is_revoked: false });
            let code = desk.issue("", grant, Use::Code, Some(CODE.num_seconds()));
            // the code stands under two names
            back.query_pairs_mut()
                .append_pair("auth_code", &code)
                .append_pair("code", &code)
                .append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
    }
}

fn number(scope: &str) -> &str {
    scope.split(' ').next().unwrap_or_default()
}

fn is_ticked(params: &Params, scope: &str) -> bool {
    params.all("sandbox_scope").any(|it| it == "*" || number(it) == scope)
}

/// Whether app and secret belong together; every app has the same secret.
pub fn check_app(app: &str, secret: &str) -> Result<(), Problem> {
    if !app.is_empty() && secret == SECRET {
        return Ok(());
    }
    Err(Problem::invalid("app_id or secret is invalid."))
}

/// `POST /oauth2/access_token/`.
pub fn exchange(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (app, secret) = (body.required("app_id")?, body.required("secret")?);
    let code = body.required("auth_code")?;
    check_app(&app, &secret)?;
    let code = desk.redeem(Platform::Tiktok, &code).ok_or_else(Problem::bad_code)?;
    let grant = desk.state.grants.get(&code.grant).filter(|grant| grant.client == app);
    let scopes: Vec<u64> =
        grant.ok_or_else(Problem::bad_code)?.granted.iter().filter_map(|scope| scope.parse().ok()).collect();
    let advertisers: Vec<String> = desk.accounts(Platform::Tiktok).map(|account| account.id.to_string()).collect();
    let token = desk.issue("", code.grant, Use::LongAccess, None);
    Ok(json!({"access_token": token, "advertiser_ids": advertisers, "scope": scopes}))
}

/// `POST /oauth2/revoke_token/`.
pub fn revoke(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (app, secret) = (body.required("app_id")?, body.required("secret")?);
    let token = body.required("access_token")?;
    check_app(&app, &secret)?;
    let grant = match desk.standing(Platform::Tiktok, &token) {
        Standing::Live(grant, secret) if grant.client == app => secret.grant,
        Standing::Expired => return Err(Problem::expired()),
        Standing::Live(..) | Standing::Revoked | Standing::Unknown => return Err(Problem::revoked()),
    };
    desk.state.revoke(grant);
    Ok(json!({}))
}

/// `GET /oauth2/advertiser/get/`.
pub fn advertisers(desk: &mut Desk<'_>, call: &Call) -> Told {
    check_app(ask::required(&call.query, "app_id")?, ask::required(&call.query, "secret")?)?;
    let list: Vec<Value> = desk
        .accounts(Platform::Tiktok)
        .map(|account| json!({"advertiser_id": account.id.to_string(), "advertiser_name": account.name}))
        .collect();
    Ok(json!({"list": list}))
}
