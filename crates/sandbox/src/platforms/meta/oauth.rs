//! Facebook Login: dialog, exchanges, who is there, what was allowed, taking it back.

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::{
    Ask, Viewer, fields,
    problem::{Problem, Told},
};
use crate::{
    core::{
        answer::Answer,
        call::Call,
        consent::{self, Consent, Decision},
        state::{Desk, Grant, Standing, Use},
    },
    platforms::SECRET,
};

const SCOPES: [&str; 18] = [
    "pages_show_list",
    "business_management",
    "pages_manage_posts",
    "pages_manage_engagement",
    "pages_read_engagement",
    "pages_read_user_content",
    "read_insights",
    "pages_manage_metadata",
    "pages_messaging",
    "instagram_basic",
    "instagram_content_publish",
    "instagram_manage_comments",
    "instagram_manage_insights",
    "instagram_manage_messages",
    "ads_management",
    "ads_read",
    "leads_retrieval",
    "pages_manage_ads",
];

/// Life of a token right after the code, in seconds.
const SHORT: i64 = 5_400;
/// Life of a token after the long exchange, in seconds: 60 days.
const LONG: i64 = 5_184_000;

/// The one person of this stand-in.
pub fn user_id(desk: &Desk<'_>) -> u64 {
    desk.world.id(Platform::Meta, "user", 0)
}

/// `GET …/dialog/oauth` shows the page, `POST` is its form.
pub fn dialog(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let params = &call.params;
    let Some(app) = params.filled("client_id") else {
        return Problem::invalid("The parameter client_id is required").answer(call);
    };
    let Some(mut back) = consent::redirect(desk.product, params.get("redirect_uri")) else {
        let message = "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app's Client OAuth Settings.";
        return Problem::invalid(message).answer(call);
    };
    let asked: Vec<String> = params.get("scope").unwrap_or_default().split([',', ' ']).map(str::to_owned).collect();
    let asked: Vec<String> = asked.into_iter().filter(|scope| !scope.is_empty()).collect();
    if let Some(unknown) = asked.iter().find(|scope| !SCOPES.contains(&scope.as_str()) && !is_basic(scope)) {
        let unknown: String = unknown.chars().take(64).collect();
        return Problem::invalid(format!("Invalid Scopes: {unknown}.")).answer(call);
    }
    let decision = if call.method == Method::POST { consent::decision(params) } else { None };
    let state = params.get("state").unwrap_or_default().to_owned();
    match decision {
        None => consent::page(call, &Consent { platform: "Meta", app, scopes: &asked, may_decline: true }),
        Some(Decision::Deny) => {
            back.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair("error_code", "200")
                .append_pair("error_description", "Permissions error")
                .append_pair("error_reason", "user_denied")
                .append_pair("state", &state);
            Answer::see_other(StatusCode::FOUND, back.into())
        }
        Some(Decision::Allow) => {
            let redirect = params.get("redirect_uri").unwrap_or_default().to_owned();
            let granted = consent::ticked(params, &asked);
            let declined = asked.into_iter().filter(|scope| !granted.contains(scope)).collect();
            let client = app.to_owned();
            let grant = desk.grant(Grant { platform: Platform::Meta, client, granted, declined, is_revoked: false });
            let code = desk.issue_code("AQ", grant, &redirect, None);
            back.query_pairs_mut().append_pair("code", &code).append_pair("state", &state);
            Answer::see_other(StatusCode::FOUND, Url::into(back))
        }
    }
}

fn is_basic(scope: &str) -> bool {
    matches!(scope, "public_profile" | "email")
}

/// `oauth/access_token`: the code's exchange, or the one for a long life.
pub fn exchange(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Told {
    let params = &ask.params;
    let client = params.filled("client_id").ok_or_else(|| Problem::invalid("Missing client_id parameter."))?;
    if params.get("client_secret") != Some(SECRET) {
        return Err(Problem::invalid("Error validating client secret."));
    }
    match params.get("grant_type") {
        Some("fb_exchange_token") => {
            let short = params.filled("fb_exchange_token");
            let short = short.ok_or_else(|| Problem::invalid("fb_exchange_token parameter not specified"))?;
            let grant = match desk.standing(Platform::Meta, short) {
                Standing::Live(grant, secret) if grant.client == client => secret.grant,
                Standing::Expired => {
                    return Err(Problem::token(463, "Error validating access token: Session has expired."));
                }
                Standing::Revoked => {
                    let message = "Error validating access token: The user has not authorized application.";
                    return Err(Problem::token(458, message));
                }
                Standing::Live(..) | Standing::Unknown => {
                    return Err(Problem::token(467, "Invalid OAuth access token."));
                }
            };
            let token = desk.issue("EAAG", grant, Use::LongAccess, Some(LONG));
            Ok(json!({"access_token": token, "token_type": "bearer", "expires_in": LONG}))
        }
        Some("client_credentials") => Ok(json!({"access_token": format!("{client}|{SECRET}"), "token_type": "bearer"})),
        None | Some("authorization_code") => {
            let code = params.filled("code").ok_or_else(|| Problem::invalid("Missing authorization code"))?;
            let used = || Problem::invalid("This authorization code has expired or has been used.");
            let secret = desk.redeem(Platform::Meta, code).ok_or_else(used)?;
            let is_theirs = desk.state.grants.get(&secret.grant).is_some_and(|grant| grant.client == client);
            if !is_theirs || params.get("redirect_uri") != Some(secret.redirect.as_str()) {
                let message = "Error validating verification code. Please make sure your redirect_uri is identical \
                               to the one you used in the OAuth dialog request";
                return Err(Problem::invalid(message));
            }
            let token = desk.issue("EAAG", secret.grant, Use::Access, Some(SHORT));
            Ok(json!({"access_token": token, "token_type": "bearer", "expires_in": SHORT}))
        }
        Some(_) => Err(Problem::invalid("Invalid grant_type")),
    }
}

/// `debug_token`, with the app's token.
pub fn debug(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    let caller = ask.params.filled("access_token").or_else(|| ask.call.bearer()).unwrap_or_default();
    let is_app = caller.split_once('|').is_some_and(|(app, secret)| !app.is_empty() && secret == SECRET);
    if !is_app && !matches!(desk.standing(Platform::Meta, caller), Standing::Live(..)) {
        return Err(Problem::token(467, "Invalid OAuth access token."));
    }
    let input = ask.params.filled("input_token").ok_or_else(|| Problem::invalid("Missing input_token"))?;
    let invalid = |message: &str, subcode: u32| json!({"data": {"is_valid": false, "scopes": [], "error": {"code": 190, "subcode": subcode, "message": message}}});
    Ok(match desk.standing(Platform::Meta, input) {
        Standing::Live(grant, secret) => {
            let expires = secret.expires.map_or(0, |end| end.timestamp());
            json!({"data": {
                "app_id": grant.client,
                "type": if secret.good_for == Use::Page { "PAGE" } else { "USER" },
                "application": "Sandbox app",
                "expires_at": expires,
                "data_access_expires_at": desk.now.timestamp() + 7_776_000,
                "is_valid": true,
                "scopes": grant.granted,
                "granular_scopes": grant.granted.iter().map(|scope| json!({"scope": scope})).collect::<Vec<Value>>(),
                "user_id": user_id(desk).to_string(),
            }})
        }
        Standing::Expired => invalid("Error validating access token: Session has expired.", 463),
        Standing::Revoked => invalid("The user has not authorized application.", 458),
        Standing::Unknown => invalid("Invalid OAuth access token.", 467),
    })
}

/// `GET /me`.
pub fn me(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    let me = json!({"id": user_id(desk).to_string(), "name": "ليلى الحربي", "email": "layla@example.com"});
    let asked = ask.params.get("fields").unwrap_or("name");
    fields::select(&me, &fields::parse(asked)?, "User", &["id", "name", "email"])
}

/// `GET /me/permissions`.
pub fn permissions(desk: &Desk<'_>, viewer: &Viewer) -> Told {
    let Some(grant) = desk.state.grants.get(&viewer.grant) else { return Ok(json!({"data": []})) };
    let say = |scopes: &[String], status: &str| -> Vec<Value> {
        scopes.iter().map(|scope| json!({"permission": scope, "status": status})).collect()
    };
    let rows = [say(&grant.granted, "granted"), say(&grant.declined, "declined")].concat();
    Ok(json!({"data": rows}))
}

/// `DELETE /me/permissions[/{scope}]`.
pub fn revoke(desk: &mut Desk<'_>, viewer: &Viewer, scope: Option<&str>) -> Told {
    match (scope, desk.state.grants.get_mut(&viewer.grant)) {
        (None, _) => desk.state.revoke(viewer.grant),
        (Some(scope), Some(grant)) if grant.granted.iter().any(|it| it == scope) => {
            grant.granted.retain(|it| it != scope);
            grant.declined.push(scope.to_owned());
        }
        (Some(_), _) => return Err(Problem::invalid("The permission was not granted")),
    }
    Ok(json!({"success": true}))
}
