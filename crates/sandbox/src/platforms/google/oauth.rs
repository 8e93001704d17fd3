//! Google's identity: consent, codes with PKCE, tokens, refreshing, revoking.

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::json;

use crate::{
    core::{
        answer::Answer,
        call::Call,
        consent::{self, Consent, Decision},
        sign,
        state::{Desk, Grant, Secret, Use},
    },
    platforms::SECRET,
};

/// The scope of the Ads API.
pub const ADWORDS: &str = "https://www.googleapis.com/auth/adwords";
/// Life of an access token, in seconds.
const LIFE: i64 = 3_599;

/// An error of the token endpoint (RFC 6749, section 5.2).
pub fn wrong(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json_with(status, &json!({"error": error, "error_description": description}))
}

fn bad_grant() -> Answer {
    wrong(StatusCode::BAD_REQUEST, "invalid_grant", "Token has been expired or revoked.")
}

/// `…/o/oauth2/v2/auth`: the page, and its form.
pub fn consent(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let refuse = |error: &str, description: &str| wrong(StatusCode::BAD_REQUEST, error, description);
    let Some(app) = params.filled("client_id") else {
        return refuse("invalid_request", "Missing required parameter: client_id");
    };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        return refuse("redirect_uri_mismatch", "The redirect URI in the request is not registered.");
    };
    if params.get("response_type") != Some("code") {
        return refuse("unsupported_response_type", "response_type must be code");
    }
    let scopes: Vec<String> = params.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    let known = [ADWORDS, "openid", "email", "profile"];
    let is_known = |scope: &String| {
        known.contains(&scope.as_str()) || scope.starts_with("https://www.googleapis.com/auth/userinfo.")
    };
    if scopes.is_empty() || !scopes.iter().all(is_known) {
        return refuse("invalid_scope", "Some requested scopes were invalid.");
    }
    let method = params.filled("code_challenge_method").unwrap_or("plain");
    if !["plain", "S256"].contains(&method) {
        return refuse("invalid_request", "code_challenge_method must be plain or S256");
    }
    let is_offline = match params.filled("access_type") {
        None | Some("online") => false,
        Some("offline") => true,
        Some(_) => return refuse("invalid_request", "Invalid parameter value for access_type"),
    };
    let prompts: Vec<&str> = params.get("prompt").unwrap_or_default().split_whitespace().collect();
    let is_prompt = |it: &&str| ["none", "consent", "select_account"].contains(it);
    if !prompts.iter().all(is_prompt) || (prompts.contains(&"none") && prompts.len() > 1) {
        return refuse("invalid_request", "Invalid parameter value for prompt");
    }
    let state = params.get("state").unwrap_or_default();
    // who said yes once is not asked again, unless the app wants that
    let is_known = has_allowed(desk, app, &scopes);
    let decision = match if call.method == Method::POST { consent::decision(params) } else { None } {
        None if is_known && !prompts.iter().any(|it| *it != "none") => Some(Decision::Allow),
        None if prompts.contains(&"none") => {
            back.query_pairs_mut().append_pair("error", "interaction_required").append_pair("state", state);
            return Answer::see_other(StatusCode::FOUND, back.into());
        }
        decision => decision,
    };
    match decision {
        None => consent::page(call, &Consent { platform: "Google Ads", app, scopes: &scopes, may_decline: false }),
        Some(Decision::Deny) => {
            back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
        Some(Decision::Allow) => {
            let challenge = params.filled("code_challenge").map(|it| (it.to_owned(), method.to_owned()));
            let scope = scopes.join(" ");
            let client = app.to_owned();
            let (platform, declined) = (Platform::Google, Vec::new());
            let grant = desk.grant(Grant { platform, client, granted: scopes, declined, is_revoked: false });
            let code = desk.issue_code("4/0", grant, params.get("redirect_uri").unwrap_or_default(), challenge);
            // the first consent brings a refresh token, a later one if it was asked for expressly
            let refreshes = is_offline && (!is_known || prompts.contains(&"consent"));
            if let Some(secret) = desk.state.secrets.get_mut(&code) {
                secret.refreshes = refreshes;
            }
            let mut pairs = back.query_pairs_mut();
            pairs.append_pair("state", state).append_pair("code", &code).append_pair("scope", &scope);
            drop(pairs);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
    }
}

/// Whether the person allowed an app all of these before, and did not take it back.
fn has_allowed(desk: &Desk<'_>, app: &str, scopes: &[String]) -> bool {
    let is_it = |it: &Grant| it.platform == Platform::Google && it.client == app && !it.is_revoked;
    desk.state.grants.values().any(|it| is_it(it) && scopes.iter().all(|scope| it.granted.contains(scope)))
}

/// `POST /token`. The app says who it is in the form, or by HTTP Basic (RFC 6749, section 2.3.1).
pub fn token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let in_form = || Some((params.filled("client_id")?.to_owned(), params.get("client_secret")?.to_owned()));
    let client = match call.header("authorization") {
        Some(_) => call.basic(),
        None => in_form(),
    };
    let Some(client) = client.filter(|(_, secret)| secret == SECRET).map(|(id, _)| id) else {
        return wrong(StatusCode::UNAUTHORIZED, "invalid_client", "Unauthorized");
    };
    let client = client.as_str();
    match params.get("grant_type") {
        Some("authorization_code") => {
            let code = params.get("code").unwrap_or_default();
            let Some(secret) = desk.redeem(Platform::Google, code) else { return bad_grant() };
            if !is_for(desk, &secret, client) || params.get("redirect_uri") != Some(secret.redirect.as_str()) {
                return bad_grant();
            }
            if !verifies(&secret, params.get("code_verifier")) {
                return wrong(StatusCode::BAD_REQUEST, "invalid_grant", "Invalid code verifier.");
            }
            let refresh = secret.refreshes.then(|| desk.issue("1//0", secret.grant, Use::Refresh, None));
            access(desk, secret.grant, refresh.as_deref())
        }
        Some("refresh_token") => {
            let refresh = desk.state.secrets.get(params.get("refresh_token").unwrap_or_default()).cloned();
            let Some(secret) = refresh.filter(|it| it.good_for == Use::Refresh && is_for(desk, it, client)) else {
                return bad_grant();
            };
            access(desk, secret.grant, None)
        }
        _ => wrong(StatusCode::BAD_REQUEST, "unsupported_grant_type", "Invalid grant_type"),
    }
}

fn is_for(desk: &Desk<'_>, secret: &Secret, client: &str) -> bool {
    let grant = desk.state.grants.get(&secret.grant);
    grant.is_some_and(|grant| grant.platform == Platform::Google && grant.client == client && !grant.is_revoked)
}

fn verifies(secret: &Secret, verifier: Option<&str>) -> bool {
    match (&secret.challenge, verifier) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((challenge, method)), Some(verifier)) if method == "S256" => *challenge == sign::challenge(verifier),
        (Some((challenge, _)), Some(verifier)) => challenge == verifier,
    }
}

fn access(desk: &mut Desk<'_>, grant: u64, refresh: Option<&str>) -> Answer {
    let token = desk.issue("ya29.", grant, Use::Access, Some(LIFE));
    let scope = desk.state.grants.get(&grant).map(|grant| grant.granted.join(" ")).unwrap_or_default();
    let mut told = json!({"access_token": token, "expires_in": LIFE, "scope": scope, "token_type": "Bearer"});
    if let Some(refresh) = refresh {
        told["refresh_token"] = refresh.into();
    }
    Answer::json(&told)
}

/// `POST /revoke?token=…`: either token of a consent ends all of it.
pub fn revoke(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let secret = call.params.get("token").and_then(|token| desk.state.secrets.get(token));
    let grant = secret.filter(|it| it.good_for != Use::Code).map(|it| it.grant);
    let known = grant.filter(|grant| {
        desk.state.grants.get(grant).is_some_and(|it| it.platform == Platform::Google && !it.is_revoked)
    });
    let Some(grant) = known else {
        return wrong(StatusCode::BAD_REQUEST, "invalid_token", "Token expired or revoked");
    };
    desk.state.revoke(grant);
    Answer::json(&json!({}))
}
