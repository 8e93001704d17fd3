//! OAuth 1.0a in three steps: request token, the page on which a person allows, access token; who is there; giving it back.
//! The secret of a token is made of the token, so that nothing has to be kept of it.

use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::json;

use super::{
    problem::numbered,
    signed::{Claim, Doubt, encoded},
};
use crate::core::{
    answer::Answer,
    call::Call,
    consent::{self, Consent, Decision},
    sign::hmac_sha256,
    state::{Desk, Grant, Secret, Standing, Use},
};

/// Calls that change something need this of a grant.
pub const WRITE: &str = "write";

/// The one person of this stand-in: number and name of the account at X.
pub fn person(desk: &Desk<'_>) -> (u64, &'static str) {
    (desk.world.id(Platform::Twitter, "user", 0), "layla_alharbi")
}

/// The secret that belongs to a token of OAuth 1.0a.
fn secret_of(desk: &Desk<'_>, token: &str) -> String {
    let mut secret = hmac_sha256("a secret that protects nothing", format!("{}:{token}", desk.world.seed).as_bytes());
    secret.truncate(45);
    secret
}

/// What a person's browser brings back for a request token that was allowed.
fn verifier_of(desk: &Desk<'_>, token: &str) -> String {
    let mut verifier = secret_of(desk, &format!("verifier:{token}"));
    verifier.truncate(32);
    verifier
}

/// Why a call by OAuth 1.0a is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not signed as it has to be.
    Doubt(Doubt),
    /// The token is not known, or its consent was taken back.
    Token,
}

impl Refused {
    /// In the words that are older than version 2.
    pub fn answer(self) -> Answer {
        match self {
            Self::Doubt(Doubt::Missing) => numbered(StatusCode::BAD_REQUEST, 215, "Bad Authentication data."),
            Self::Doubt(Doubt::Wrong) => numbered(StatusCode::UNAUTHORIZED, 32, "Could not authenticate you."),
            Self::Doubt(Doubt::Stale) => numbered(StatusCode::UNAUTHORIZED, 135, "Timestamp out of bounds."),
            Self::Token => numbered(StatusCode::UNAUTHORIZED, 89, "Invalid or expired token."),
        }
    }
}

/// Whoever calls, once signature and token hold.
#[derive(Debug)]
pub struct Viewer {
    /// The consent.
    pub grant: u64,
    /// Whether it is more than looking.
    pub may_write: bool,
}

/// Who calls with an access token of OAuth 1.0a.
pub fn viewer(desk: &Desk<'_>, call: &Call) -> Result<Viewer, Refused> {
    let claim = Claim::read(call).ok_or(Refused::Doubt(Doubt::Missing))?;
    let token = claim.get("oauth_token").ok_or(Refused::Doubt(Doubt::Missing))?;
    claim.verify(call, &secret_of(desk, token), desk.now).map_err(Refused::Doubt)?;
    match desk.standing(Platform::Twitter, token) {
        Standing::Live(grant, secret) if secret.good_for == Use::LongAccess => {
            if claim.get("oauth_consumer_key") != Some(grant.client.as_str()) {
                return Err(Refused::Token);
            }
            Ok(Viewer { grant: secret.grant, may_write: grant.granted.iter().any(|it| it == WRITE) })
        }
        _ => Err(Refused::Token),
    }
}

/// `POST /oauth/request_token`.
pub fn request_token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let Some(claim) = Claim::read(call) else { return Refused::Doubt(Doubt::Missing).answer() };
    if let Err(doubt) = claim.verify(call, "", desk.now) {
        return Refused::Doubt(doubt).answer();
    }
    let callback = claim.get("oauth_callback").or_else(|| call.params.filled("oauth_callback"));
    let (Some(client), Some(callback)) = (claim.get("oauth_consumer_key"), callback) else {
        return Refused::Doubt(Doubt::Missing).answer();
    };
    if consent::redirect(desk.product, Some(callback)).is_none() {
        let message = "Callback URL not approved for this client application. Approved callback URLs can be adjusted in \
                       your application settings";
        return numbered(StatusCode::FORBIDDEN, 415, message);
    }
    let asked: &[&str] = match call.params.get("x_auth_access_type").or_else(|| claim.get("x_auth_access_type")) {
        Some("read") => &["read"],
        _ => &["read", WRITE],
    };
    // nothing is granted before the person says so: until then it stands among what is not
    let declined = asked.iter().map(|it| (*it).to_owned()).collect();
    let grant = Grant {
        platform: Platform::Twitter,
        client: client.to_owned(),
        granted: Vec::new(),
        declined,
        is_revoked: false,
    };
    let grant = desk.grant(grant);
    let token = desk.issue_code("", grant, callback, None);
    let secret = secret_of(desk, &token);
    form(&[("oauth_token", &token), ("oauth_token_secret", &secret), ("oauth_callback_confirmed", "true")])
}

/// A request token with its consent: what it is, and whether the person has said yes.
fn request<'a>(desk: &'a Desk<'_>, token: &str) -> Option<(&'a Secret, &'a Grant)> {
    let secret = desk.state.secrets.get(token)?;
    let grant = desk.state.grants.get(&secret.grant)?;
    let lives = !grant.is_revoked && secret.expires.is_none_or(|end| end > desk.now);
    let is_one = secret.good_for == Use::Code && secret.challenge.is_none() && grant.platform == Platform::Twitter;
    (is_one && lives).then_some((secret, grant))
}

/// `/oauth/authorize` and `/oauth/authenticate`: the page, and its form.
pub fn authorize(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let token = call.params.get("oauth_token").unwrap_or_default().to_owned();
    let found = request(desk, &token).filter(|(_, grant)| grant.granted.is_empty());
    let found = found
        .map(|(secret, grant)| (secret.grant, secret.redirect.clone(), grant.client.clone(), grant.declined.clone()));
    let gone = || {
        let text = "<!doctype html><title>X</title><p>Whoa there! The request token for this page is invalid. It may have \
                    already been used, or expired because it is too old.</p>";
        Answer::html(StatusCode::UNAUTHORIZED, text.to_owned())
    };
    let Some((number, callback, app, asked)) = found else { return gone() };
    let Some(mut back) = consent::redirect(desk.product, Some(&callback)) else { return gone() };
    match if call.method == Method::POST { consent::decision(&call.params) } else { None } {
        None => {
            return consent::page(call, &Consent { platform: "X", app: &app, scopes: &asked, may_decline: false });
        }
        Some(Decision::Deny) => {
            desk.state.revoke(number);
            back.query_pairs_mut().append_pair("denied", &token);
        }
        Some(Decision::Allow) => {
            if let Some(grant) = desk.state.grants.get_mut(&number) {
                grant.granted = std::mem::take(&mut grant.declined);
            }
            let verifier = verifier_of(desk, &token);
            back.query_pairs_mut().append_pair("oauth_token", &token).append_pair("oauth_verifier", &verifier);
        }
    }
    Answer::see_other(StatusCode::FOUND, back.into())
}

/// `POST /oauth/access_token`, signed with the request token.
pub fn access_token(desk: &mut Desk<'_>, call: &Call) -> Answer {
    let Some(claim) = Claim::read(call) else { return Refused::Doubt(Doubt::Missing).answer() };
    let Some(token) = claim.get("oauth_token") else { return Refused::Doubt(Doubt::Missing).answer() };
    if let Err(doubt) = claim.verify(call, &secret_of(desk, token), desk.now) {
        return Refused::Doubt(doubt).answer();
    }
    let verifier = claim.get("oauth_verifier").or_else(|| call.params.filled("oauth_verifier"));
    let is_allowed = request(desk, token).is_some_and(|(_, grant)| {
        !grant.granted.is_empty() && claim.get("oauth_consumer_key") == Some(grant.client.as_str())
    });
    if !is_allowed || verifier != Some(verifier_of(desk, token).as_str()) {
        return Refused::Token.answer();
    }
    let Some(secret) = desk.redeem(Platform::Twitter, token) else { return Refused::Token.answer() };
    let (user, name) = person(desk);
    let access = desk.issue(&format!("{user}-"), secret.grant, Use::LongAccess, None);
    let secret = secret_of(desk, &access);
    let user = user.to_string();
    form(&[("oauth_token", &access), ("oauth_token_secret", &secret), ("user_id", &user), ("screen_name", name)])
}

/// `POST /1.1/oauth/invalidate_token.json`: the token that signs the call is good for nothing from then on.
pub fn invalidate(desk: &mut Desk<'_>, call: &Call) -> Answer {
    match viewer(desk, call) {
        Ok(viewer) => {
            desk.state.revoke(viewer.grant);
            let token = Claim::read(call).and_then(|claim| claim.get("oauth_token").map(str::to_owned));
            Answer::json(&json!({"access_token": token}))
        }
        Err(refused) => refused.answer(),
    }
}

/// `GET /1.1/account/verify_credentials.json`.
pub fn verify_credentials(desk: &Desk<'_>, call: &Call) -> Answer {
    if let Err(refused) = viewer(desk, call) {
        return refused.answer();
    }
    let (id, name) = person(desk);
    Answer::json(&json!({
        "id": id,
        "id_str": id.to_string(),
        "name": "ليلى الحربي",
        "screen_name": name,
        "protected": false,
        "verified": false,
        "followers_count": 1_204,
        "friends_count": 310,
    }))
}

/// A body as a form has it, which X calls HTML.
fn form(pairs: &[(&str, &str)]) -> Answer {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    let body = pairs.join("&").into_bytes();
    Answer { status: StatusCode::OK, headers: Vec::new(), content_type: "text/html; charset=utf-8", body }
}
