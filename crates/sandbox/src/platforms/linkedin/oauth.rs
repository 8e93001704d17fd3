//! LinkedIn's OAuth 2: consent, codes, tokens, refreshing, what a token is, giving it back. Nothing of it may be declined in
//! part, and a refresh token's time does not begin anew.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    core::{
        answer::Answer,
        call::{Call, Params},
        consent::{self, Consent, Decision},
        state::{Desk, Grant, Secret, Standing, Use},
    },
    platforms::SECRET,
};

const SCOPES: [&str; 15] = [
    "openid",
    "profile",
    "email",
    "w_member_social",
    "r_organization_social",
    "w_organization_social",
    "rw_organization_admin",
    "r_organization_admin",
    "r_ads",
    "rw_ads",
    "r_ads_reporting",
    "r_marketing_leadgen_automation",
    "r_basicprofile",
    "r_events",
    "r_member_social",
];

/// Life of a code, in minutes.
const CODE: i64 = 30;
/// Life of an access token, in seconds: 60 days.
const ACCESS: i64 = 5_184_000;
/// Life of a refresh token, in seconds: 365 days.
const REFRESH: i64 = 31_536_000;
/// Apps whose id begins so are no approved partners: they get no refresh token.
const NO_PARTNER: &str = "standard";

/// An error of these addresses.
pub fn wrong(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json_with(status, &json!({"error": error, "error_description": description}))
}

fn invalid_request(description: &str) -> Answer {
    wrong(StatusCode::BAD_REQUEST, "invalid_request", description)
}

fn invalid_grant(description: &str) -> Answer {
    wrong(StatusCode::BAD_REQUEST, "invalid_grant", description)
}

/// `…/authorization`: the page, and its form.
pub fn authorization(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let Some(app) = params.filled("client_id") else {
        return invalid_request("You need to pass the \"client_id\" parameter");
    };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        return invalid_request("The redirect_uri does not match the registered value");
    };
    let state = params.get("state").unwrap_or_default();
    let refuse = |error: &str, description: &str| {
        let mut back = back.clone();
        let mut pairs = back.query_pairs_mut();
        pairs.append_pair("error", error).append_pair("error_description", description).append_pair("state", state);
        drop(pairs);
        Answer::see_other(StatusCode::FOUND, back.into())
    };
    if params.get("response_type") != Some("code") {
        return refuse("invalid_request", "The passed in response_type is not supported");
    }
    let scopes: Vec<String> = params.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let unknown = scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str()));
    if let Some(unknown) = unknown {
        let unknown: String = unknown.chars().take(64).collect();
        let description = format!("Scope \"{unknown}\" is not authorized for your application");
        return refuse("unauthorized_scope_error", &description);
    }
    match if call.method == Method::POST { consent::decision(params) } else { None } {
        None => consent::page(call, &Consent { platform: "LinkedIn", app, scopes: &scopes, may_decline: false }),
        Some(Decision::Deny) => refuse("user_cancelled_authorize", "The user cancelled the authorization"),
        Some(Decision::Allow) => {
            let (platform, declined, client) = (Platform::Linkedin, Vec::new(), app.to_owned());
            let grant = desk.grant(Grant { platform, client, granted: scopes, declined, is_revoked: false });
            let code = desk.issue_code("AQT", grant, params.get("redirect_uri").unwrap_or_default(), None);
            let until = desk.now.checked_add_signed(TimeDelta::minutes(CODE));
            if let Some(secret) = desk.state.secrets.get_mut(&code) {
                secret.expires = until;
            }
            back.query_pairs_mut().append_pair("code", &code).append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
    }
}

/// The app that calls, if its secret is right.
fn client(params: &Params) -> Result<&str, Answer> {
    let client =
        params.filled("client_id").ok_or_else(|| invalid_request("A required parameter \"client_id\" is missing"))?;
    if params.get("client_secret") != Some(SECRET) {
        return Err(wrong(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed"));
    }
    Ok(client)
}

/// `POST …/accessToken`.
pub fn access_token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let client = match client(params) {
        Ok(client) => client,
        Err(answer) => return answer,
    };
    match params.get("grant_type") {
        Some("authorization_code") => {
            let secret = desk.redeem(Platform::Linkedin, params.get("code").unwrap_or_default());
            let is_same = |it: &Secret| params.get("redirect_uri") == Some(it.redirect.as_str());
            let Some(secret) = secret.filter(|it| is_of(desk, it, client) && is_same(it)) else {
                let description = "Unable to retrieve access token: appid/redirect uri/code verifier does not match \
                                   authorization code. Or authorization code expired. Or external member binding exists";
                return invalid_grant(description);
            };
            let is_partner = !client.starts_with(NO_PARTNER);
            let refresh = is_partner.then(|| desk.issue("AQW", secret.grant, Use::Refresh, Some(REFRESH)));
            tokens(desk, secret.grant, refresh.as_deref())
        }
        Some("refresh_token") => {
            let refresh = params.get("refresh_token").unwrap_or_default();
            let secret = desk.state.secrets.get(refresh).filter(|it| it.good_for == Use::Refresh);
            let lives = |it: &&Secret| is_of(desk, it, client) && it.expires.is_none_or(|end| end > desk.now);
            match secret.filter(lives).map(|it| it.grant) {
                Some(grant) => tokens(desk, grant, Some(refresh)),
                None => {
                    invalid_grant("The provided authorization grant or refresh token is invalid, expired or revoked")
                }
            }
        }
        _ => invalid_request("The passed in grant_type is invalid"),
    }
}

fn is_of(desk: &Desk<'_>, secret: &Secret, client: &str) -> bool {
    let grant = desk.state.grants.get(&secret.grant);
    grant.is_some_and(|it| it.platform == Platform::Linkedin && it.client == client && !it.is_revoked)
}

fn tokens(desk: &mut Desk<'_>, grant: u64, refresh: Option<&str>) -> Answer {
    let access = desk.issue("AQX", grant, Use::Access, Some(ACCESS));
    let scopes = desk.state.grants.get(&grant).map(|grant| grant.granted.join(",")).unwrap_or_default();
    let mut told = json!({"access_token": access, "expires_in": ACCESS, "scope": scopes, "token_type": "Bearer"});
    if let Some(refresh) = refresh {
        let ends = desk.state.secrets.get(refresh).and_then(|it| it.expires);
        told["refresh_token"] = refresh.into();
        told["refresh_token_expires_in"] = ends.map_or(0, |ends| (ends - desk.now).num_seconds()).into();
    }
    Answer::json(&told)
}

/// `POST …/introspectToken`.
pub fn introspect(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let client = match client(&call.params) {
        Ok(client) => client,
        Err(answer) => return answer,
    };
    let token = call.params.get("token").unwrap_or_default();
    let told = match desk.standing(Platform::Linkedin, token) {
        Standing::Live(grant, secret) if grant.client == client => json!({
            "active": true,
            "status": "active",
            "auth_type": "3L",
            "client_id": grant.client,
            "scope": grant.granted.join(","),
            "expires_at": secret.expires.as_ref().map(DateTime::<Utc>::timestamp),
        }),
        Standing::Expired => json!({"active": false, "status": "expired"}),
        Standing::Revoked => json!({"active": false, "status": "revoked"}),
        Standing::Live(..) | Standing::Unknown => json!({"active": false}),
    };
    Answer::json(&told)
}

/// `POST …/revoke`: a refresh token takes the whole consent with it, an access token only itself (RFC 7009, where both are
/// allowed, and which answers 200 for a token that is no good any more). LinkedIn says little of it.
pub fn revoke(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let client = match client(&call.params) {
        Ok(client) => client,
        Err(answer) => return answer,
    };
    let Some(token) = call.params.filled("token") else {
        return invalid_request("A required parameter \"token\" is missing");
    };
    let secret = desk.state.secrets.get(token).filter(|it| is_of(desk, it, client));
    match secret.map(|it| (it.good_for, it.grant)) {
        Some((Use::Refresh, grant)) => desk.state.revoke(grant),
        Some((Use::Access, _)) => {
            if let Some(secret) = desk.state.secrets.get_mut(token) {
                secret.is_revoked = true;
            }
        }
        _ => {}
    }
    super::empty(StatusCode::OK)
}
