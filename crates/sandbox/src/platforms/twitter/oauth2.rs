//! Sign-in of version 2: OAuth 2.0 with PKCE, refreshing with rotation, giving back, and who is there.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{
    problem::{blank, invalid_request, oauth2 as wrong},
    sign_in,
};
use crate::{
    core::{
        answer::Answer,
        call::Call,
        consent::{self, Consent, Decision},
        sign,
        state::{Desk, Grant, Secret, Standing, Use},
    },
    platforms::SECRET,
};

const SCOPES: [&str; 25] = [
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "users.email",
    "follows.read",
    "follows.write",
    "offline.access",
    "space.read",
    "mute.read",
    "mute.write",
    "like.read",
    "like.write",
    "list.read",
    "list.write",
    "block.read",
    "block.write",
    "bookmark.read",
    "bookmark.write",
    "dm.read",
    "dm.write",
    "media.write",
    "timeline.read",
    "broadcast.read",
    "broadcast.write",
];
/// Life of an access token, in seconds.
const LIFE: i64 = 7_200;
/// Life of a code, in seconds.
const CODE: i64 = 30;
/// Longest `state`.
const STATE: usize = 500;

fn bad(description: &str) -> Answer {
    wrong(StatusCode::BAD_REQUEST, "invalid_request", description)
}

/// `/i/oauth2/authorize`: the page, and its form.
pub fn authorize(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let Some(app) = params.filled("client_id") else { return bad("Missing required parameter [client_id].") };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        return bad("Value passed for the redirect uri did not match the uri of the app.");
    };
    if params.get("response_type") != Some("code") {
        return bad("Value passed for the response type was invalid.");
    }
    let scopes: Vec<String> = params.get("scope").unwrap_or_default().split_whitespace().map(str::to_owned).collect();
    if scopes.is_empty() || !scopes.iter().all(|scope| SCOPES.contains(&scope.as_str())) {
        return wrong(StatusCode::BAD_REQUEST, "invalid_scope", "One or more scopes were invalid.");
    }
    let method = params.filled("code_challenge_method").unwrap_or("plain");
    let Some(challenge) = params.filled("code_challenge").filter(|_| ["plain", "S256"].contains(&method)) else {
        return bad("Value passed for the code challenge was invalid.");
    };
    let state = params.get("state").unwrap_or_default();
    if state.chars().count() > STATE {
        return bad("Value passed for the state was too long.");
    }
    match if call.method == Method::POST { consent::decision(params) } else { None } {
        None => return consent::page(call, &Consent { platform: "X", app, scopes: &scopes, may_decline: false }),
        Some(Decision::Deny) => {
            back.query_pairs_mut().append_pair("error", "access_denied").append_pair("state", state);
        }
        Some(Decision::Allow) => {
            let challenge = Some((challenge.to_owned(), method.to_owned()));
            let (client, declined) = (app.to_owned(), Vec::new());
            let grant = Grant { platform: Platform::Twitter, client, granted: scopes, declined, is_revoked: false };
            let grant = desk.grant(grant);
            let code = desk.issue_code("", grant, params.get("redirect_uri").unwrap_or_default(), challenge);
            let end = desk.now.checked_add_signed(TimeDelta::seconds(CODE));
            if let Some(secret) = desk.state.secrets.get_mut(&code) {
                secret.expires = end;
            }
            back.query_pairs_mut().append_pair("state", state).append_pair("code", &code);
        }
    }
    Answer::see_other(StatusCode::FOUND, back.into())
}

/// The app that calls: by `Authorization: Basic` with its secret, or as a public client by its id alone.
fn client(call: &Call) -> Result<String, Answer> {
    let refused = || wrong(StatusCode::UNAUTHORIZED, "unauthorized_client", "Missing valid authorization header");
    if call.header("authorization").is_none() {
        return call.params.filled("client_id").map(str::to_owned).ok_or_else(refused);
    }
    call.basic().filter(|(_, secret)| secret == SECRET).map(|(id, _)| id).ok_or_else(refused)
}

/// `POST /2/oauth2/token`.
pub fn token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let client = match client(call) {
        Ok(client) => client,
        Err(refused) => return refused,
    };
    let params = &call.params;
    match params.get("grant_type") {
        Some("authorization_code") => {
            let code = params.get("code").unwrap_or_default();
            let is_code = desk.state.secrets.get(code).is_some_and(|it| it.challenge.is_some());
            let redeemed = if is_code { desk.redeem(Platform::Twitter, code) } else { None };
            let Some(secret) = redeemed.filter(|it| is_for(desk, it, &client)) else {
                return bad("Value passed for the authorization code was invalid.");
            };
            if params.get("redirect_uri") != Some(secret.redirect.as_str()) {
                return bad("Value passed for the redirect uri did not match the uri of the authorization code.");
            }
            if !verifies(&secret, params.get("code_verifier").unwrap_or_default()) {
                return bad("Value passed for the code verifier did not match the code challenge.");
            }
            issue(desk, secret.grant)
        }
        Some("refresh_token") => {
            let refresh = params.get("refresh_token").unwrap_or_default();
            let found = desk.state.secrets.get(refresh).filter(|it| it.good_for == Use::Refresh);
            let Some(grant) = found.filter(|it| is_for(desk, it, &client)).map(|it| it.grant) else {
                return bad("Value passed for the token was invalid.");
            };
            // rotated: the one that was used is gone
            desk.state.take(refresh);
            issue(desk, grant)
        }
        _ => bad("Value passed for the grant type was invalid."),
    }
}

fn is_for(desk: &Desk<'_>, secret: &Secret, client: &str) -> bool {
    let grant = desk.state.grants.get(&secret.grant);
    grant.is_some_and(|grant| grant.platform == Platform::Twitter && grant.client == client && !grant.is_revoked)
}

fn verifies(secret: &Secret, verifier: &str) -> bool {
    match &secret.challenge {
        Some((challenge, method)) if method == "S256" => *challenge == sign::challenge(verifier),
        Some((challenge, _)) => challenge == verifier,
        None => false,
    }
}

fn issue(desk: &mut Desk<'_>, grant: u64) -> Answer {
    let scopes = desk.state.grants.get(&grant).map(|grant| grant.granted.clone()).unwrap_or_default();
    let access = desk.issue("", grant, Use::Access, Some(LIFE));
    let mut told =
        json!({"token_type": "bearer", "expires_in": LIFE, "access_token": access, "scope": scopes.join(" ")});
    if scopes.iter().any(|scope| scope == "offline.access") {
        told["refresh_token"] = desk.issue("", grant, Use::Refresh, None).into();
    }
    Answer::json(&told)
}

/// `POST /2/oauth2/revoke`: an access token alone, or with a refresh token everything of its consent. Unknown ones are gone already.
pub fn revoke(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let client = match client(call) {
        Ok(client) => client,
        Err(refused) => return refused,
    };
    let Some(token) = call.params.filled("token") else { return bad("Missing required parameter [token].") };
    let found = desk.state.secrets.get(token).filter(|it| is_for(desk, it, &client));
    match found.map(|secret| (secret.good_for, secret.grant)) {
        Some((Use::Refresh, grant)) => desk.state.revoke(grant),
        Some((Use::Access, _)) => {
            desk.state.take(token);
        }
        _ => {}
    }
    Answer::json(&json!({"revoked": true}))
}

/// Fields of a user beside those that are always told.
const FIELDS: [&str; 8] =
    ["created_at", "description", "location", "profile_image_url", "protected", "public_metrics", "url", "verified"];
const ALWAYS: [&str; 3] = ["id", "name", "username"];

/// `GET /2/users/me`, as a bearer or with a signed call.
pub fn me(desk: &Desk<'_>, call: &Call) -> Answer {
    match call.bearer() {
        Some(token) => match desk.standing(Platform::Twitter, token) {
            Standing::Live(grant, secret) if secret.good_for == Use::Access => {
                let has = |scope: &str| grant.granted.iter().any(|it| it == scope);
                if !has("users.read") || !has("tweet.read") {
                    return blank(StatusCode::FORBIDDEN);
                }
            }
            _ => return blank(StatusCode::UNAUTHORIZED),
        },
        None if sign_in::viewer(desk, call).is_err() => return blank(StatusCode::UNAUTHORIZED),
        None => {}
    }
    let asked = call.params.filled("user.fields").unwrap_or_default();
    let asked: Vec<&str> = asked.split(',').filter(|field| !field.is_empty()).collect();
    if let Some(unknown) = asked.iter().find(|field| !FIELDS.contains(field) && !ALWAYS.contains(field)) {
        let message = format!("The `user.fields` query parameter value [{}] is not valid", short(unknown));
        return invalid_request("user.fields", unknown, &message);
    }
    let (id, username) = sign_in::person(desk);
    let all = json!({
        "id": id.to_string(),
        "name": "ليلى الحربي",
        "username": username,
        "created_at": "2019-03-04T08:00:00.000Z",
        "description": "قهوة وتسويق",
        "location": "الرياض",
        "profile_image_url": "https://example.com/layla_normal.jpg",
        "protected": false,
        "public_metrics": {
            "followers_count": 1_204,
            "following_count": 310,
            "tweet_count": 2_866,
            "listed_count": 12,
            "like_count": 940,
        },
        "url": "",
        "verified": false,
    });
    let told = |name: &&str| all.get(*name).map(|value| ((*name).to_owned(), value.clone()));
    let data: Map<String, Value> = ALWAYS.iter().chain(&asked).filter_map(told).collect();
    Answer::json(&json!({"data": data}))
}

fn short(text: &str) -> String {
    text.chars().take(100).collect()
}
