//! Snapchat's sign-in: consent, codes, tokens of half an hour, refreshing, taking back.

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    core::{
        answer::Answer,
        call::Call,
        consent::{self, Consent, Decision},
        state::{Desk, Grant, Secret, Use},
    },
    platforms::SECRET,
};

/// The scope of the Marketing API.
pub const MARKETING: &str = "snapchat-marketing-api";
/// All scopes.
const SCOPES: [&str; 3] = [MARKETING, "snapchat-offline-conversions-api", "snapchat-profile-api"];
/// Life of an access token, in seconds.
const LIFE: i64 = 1_800;

/// An error of the token endpoint (RFC 6749, section 5.2).
pub fn wrong(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json_with(status, &json!({"error": error, "error_description": description}))
}

fn bad_grant(description: &str) -> Answer {
    wrong(StatusCode::BAD_REQUEST, "invalid_grant", description)
}

/// `/login/oauth2/authorize`: the page, and its form.
pub fn consent(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let refuse = |error: &str, description: &str| wrong(StatusCode::BAD_REQUEST, error, description);
    let Some(app) = params.filled("client_id") else {
        return refuse("invalid_request", "client_id is required");
    };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        return refuse("invalid_request", "redirect_uri does not match the app");
    };
    if params.get("response_type") != Some("code") {
        return refuse("unsupported_response_type", "response_type must be code");
    }
    let scopes: Vec<String> = params.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return refuse("invalid_scope", "The requested scope is unknown");
    }
    let state = params.get("state").unwrap_or_default();
    match if call.method == Method::POST { consent::decision(params) } else { None } {
        None => consent::page(call, &Consent { platform: "Snapchat", app, scopes: &scopes, may_decline: false }),
        Some(Decision::Deny) => {
            back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
        Some(Decision::Allow) => {
            let (platform, client, declined) = (Platform::Snapchat, app.to_owned(), Vec::new());
            let grant = desk.grant(Grant { platform, client, granted: scopes, declined, is_revoked: false });
            let code = desk.issue_code("", grant, params.get("redirect_uri").unwrap_or_default(), None);
            back.query_pairs_mut().append_pair("code", &code).append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
    }
}

/// `POST /login/oauth2/access_token`.
pub fn token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let (Some(client), Some(SECRET)) = (params.filled("client_id"), params.get("client_secret")) else {
        return wrong(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
    };
    match params.get("grant_type") {
        Some("authorization_code") => {
            let code = params.get("code").unwrap_or_default();
            let Some(secret) = desk.redeem(Platform::Snapchat, code).filter(|it| is_for(desk, it, client)) else {
                return bad_grant("The authorization code is invalid, expired or used");
            };
            if params.get("redirect_uri") != Some(secret.redirect.as_str()) {
                return bad_grant("redirect_uri does not match the one of the authorization request");
            }
            issue(desk, secret.grant)
        }
        Some("refresh_token") => {
            let refresh = desk.state.secrets.get(params.get("refresh_token").unwrap_or_default()).cloned();
            let Some(secret) = refresh.filter(|it| it.good_for == Use::Refresh && is_for(desk, it, client)) else {
                return bad_grant("The refresh token is invalid or revoked");
            };
            issue(desk, secret.grant)
        }
        _ => wrong(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Unknown grant_type"),
    }
}

fn is_for(desk: &Desk<'_>, secret: &Secret, client: &str) -> bool {
    let grant = desk.state.grants.get(&secret.grant);
    grant.is_some_and(|grant| grant.platform == Platform::Snapchat && grant.client == client && !grant.is_revoked)
}

/// Both tokens. A refresh brings a new refresh token too; the facts say nothing of the old one's end, so it goes on.
fn issue(desk: &mut Desk<'_>, grant: u64) -> Answer {
    let access = desk.issue("hCgw", grant, Use::Access, Some(LIFE));
    let refresh = desk.issue("hCgs", grant, Use::Refresh, None);
    let scope = desk.state.grants.get(&grant).map(|grant| grant.granted.join(" ")).unwrap_or_default();
    Answer::json(&json!({
        "access_token": access,
        "token_type": "Bearer",
        "expires_in": LIFE,
        "refresh_token": refresh,
        "scope": scope,
    }))
}

/// `POST /accounts/oauth2/revoke` (unverified in the facts, so as RFC 7009 has it): either token of a consent ends all of it, and one
/// that is good for nothing is as good as taken back.
pub fn revoke(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    if params.get("client_secret").is_some_and(|secret| secret != SECRET) {
        return wrong(StatusCode::UNAUTHORIZED, "invalid_client", "Client authentication failed");
    }
    let Some(token) = params.filled("token") else {
        return wrong(StatusCode::BAD_REQUEST, "invalid_request", "token is required");
    };
    let secret = desk.state.secrets.get(token).filter(|it| matches!(it.good_for, Use::Access | Use::Refresh));
    let grant = secret.map(|it| it.grant);
    let is_ours = |grant: &u64| desk.state.grants.get(grant).is_some_and(|it| it.platform == Platform::Snapchat);
    if let Some(grant) = grant.filter(is_ours) {
        desk.state.revoke(grant);
    }
    Answer::json(&json!({}))
}
