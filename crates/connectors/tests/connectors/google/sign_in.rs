//! Signing in, keeping it, and giving it back.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cmis_base::secret::{Secret, expose};
use cmis_connectors::platform::{Identity, SignIn, Tokens, problem::Class};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::server::{ACCESS, APP_SECRET, REFRESH, SCOPE, Server, at, ok, says, text, tokens};

const NOW: &str = "2026-11-22T12:00:00Z";

fn back() -> Url {
    "https://cmis.example/api/v1/connections/google/return?x=1".parse().expect("an address")
}

fn came_back(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    came_back(pairs)
}

fn open(secret: Option<&Secret>) -> Option<&str> {
    secret.map(expose)
}

#[tokio::test]
async fn a_person_is_sent_to_the_consent_with_a_challenge_of_its_own() {
    let server = Server::new([]).await;
    let google = server.google();
    let begun = google.begin(&back(), "state 1&2", at(NOW)).await.expect("begins");
    assert_eq!(begun.url.path(), "/google/accounts/o/oauth2/v2/auth");
    let asked: BTreeMap<_, _> = begun.url.query_pairs().into_owned().collect();
    let verifier = begun.keep.as_ref().map(expose).expect("a verifier");
    assert!((43..=128).contains(&verifier.len()));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
    let expected = form(&[
        ("response_type", "code"),
        ("client_id", "client.apps"),
        ("redirect_uri", "https://cmis.example/api/v1/connections/google/return?x=1"),
        ("scope", SCOPE),
        ("access_type", "offline"),
        ("prompt", "consent"),
        ("include_granted_scopes", "true"),
        ("state", "state 1&2"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    assert_eq!(asked, expected);
    assert!(!begun.url.as_str().contains(verifier));
    let again = google.begin(&back(), "state", at(NOW)).await.expect("begins");
    assert_ne!(Some(verifier), open(again.keep.as_ref()));
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_code_becomes_tokens() {
    let server = Server::new([ok(&json!({
        "access_token": "ya29.new", "expires_in": 3599, "refresh_token": "1//0new",
        "scope": SCOPE, "token_type": "Bearer", "refresh_token_expires_in": 604_799,
    }))])
    .await;
    let (query, keep) = (came_back(&[("code", "4/0code+/"), ("state", "s")]), Secret::from("verifier"));
    let tokens = server.google().finish(&back(), &query, Some(&keep), at(NOW)).await.expect("tokens");
    assert_eq!((expose(&tokens.access), open(tokens.refresh.as_ref())), ("ya29.new", Some("1//0new")));
    assert_eq!(tokens.expires_at, Some(at("2026-11-22T12:59:59Z")));
    assert_eq!(tokens.refresh_expires_at, Some(at("2026-11-29T11:59:59Z")));
    assert_eq!(tokens.scopes, [SCOPE]);

    let asked = server.asked();
    assert_eq!(asked[0].line, "POST /google/oauth/token");
    assert_eq!(asked[0].header("authorization"), None);
    let expected = form(&[
        ("grant_type", "authorization_code"),
        ("code", "4/0code+/"),
        ("client_id", "client.apps"),
        ("client_secret", APP_SECRET),
        ("redirect_uri", "https://cmis.example/api/v1/connections/google/return?x=1"),
        ("code_verifier", "verifier"),
    ]);
    assert_eq!(asked[0].form(), expected);
}

#[tokio::test]
async fn whoever_says_no_is_not_asked_for_a_token() {
    let server = Server::new([]).await;
    let google = server.google();
    let keep = Secret::from("verifier");
    for (query, keep, class, code) in [
        (came_back(&[("error", "access_denied"), ("code", "4/x")]), Some(&keep), Class::Denied, "access_denied"),
        (came_back(&[("error", "invalid_scope")]), Some(&keep), Class::Invalid, "invalid_scope"),
        (came_back(&[("error", "<script>")]), Some(&keep), Class::Invalid, "consent_failed"),
        (came_back(&[("error", "temporarily_unavailable")]), Some(&keep), Class::Transient, "temporarily_unavailable"),
        (came_back(&[("state", "s")]), Some(&keep), Class::Invalid, "no_code"),
        (came_back(&[("code", "")]), Some(&keep), Class::Invalid, "no_code"),
        (came_back(&[("code", "4/x")]), None, Class::Invalid, "no_verifier"),
    ] {
        let problem = google.finish(&back(), &query, keep, at(NOW)).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{query:?}");
    }
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_consent_without_the_right_to_ads_is_a_no() {
    let granted = |scope: Value| ok(&json!({ "access_token": "a", "expires_in": "3599", "scope": scope }));
    let server = Server::new([granted("openid email".into()), granted(format!("openid {SCOPE}").into())]).await;
    let (google, query, keep) = (server.google(), came_back(&[("code", "c")]), Secret::from("v"));
    let problem = google.finish(&back(), &query, Some(&keep), at(NOW)).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Denied, "scope_not_granted"));
    let tokens = google.finish(&back(), &query, Some(&keep), at(NOW)).await.expect("tokens");
    assert_eq!(tokens.scopes, ["openid", SCOPE]);
    assert_eq!((tokens.refresh.is_none(), tokens.refresh_expires_at), (true, None));
    assert_eq!(tokens.expires_at, Some(at("2026-11-22T12:59:59Z")));
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn a_refresh_keeps_what_is_not_sent_again() {
    let server = Server::new([
        ok(&json!({ "access_token": "ya29.second", "expires_in": 3599, "token_type": "Bearer" })),
        ok(&json!({ "access_token": "ya29.third", "refresh_token": "1//0other", "scope": SCOPE })),
    ])
    .await;
    let google = server.google();
    let old = tokens();
    let second = google.refresh(&old, at(NOW)).await.expect("refreshed").expect("tokens");
    assert_eq!((expose(&second.access), open(second.refresh.as_ref())), ("ya29.second", Some(REFRESH)));
    assert_eq!(second.expires_at, Some(at("2026-11-22T12:59:59Z")));
    assert_eq!((second.refresh_expires_at, second.scopes.clone()), (old.refresh_expires_at, old.scopes.clone()));
    let third = google.refresh(&second, at(NOW)).await.expect("refreshed").expect("tokens");
    assert_eq!((open(third.refresh.as_ref()), third.refresh_expires_at), (Some("1//0other"), None));

    let expected = form(&[
        ("grant_type", "refresh_token"),
        ("refresh_token", REFRESH),
        ("client_id", "client.apps"),
        ("client_secret", APP_SECRET),
    ]);
    assert_eq!(server.asked()[0].form(), expected);
    assert_eq!(server.lines(), ["POST /google/oauth/token", "POST /google/oauth/token"]);

    let none = Tokens { refresh: None, ..old };
    assert!(google.refresh(&none, at(NOW)).await.expect("nothing to do").is_none());
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn only_a_grant_that_is_gone_disconnects() {
    let gone = json!({ "error": "invalid_grant", "error_description": "Token has been expired or revoked." });
    let client = json!({ "error": "invalid_client", "error_description": "Unauthorized" });
    let echo = json!({ "error": "invalid_request", "error_description": format!("bad secret {APP_SECRET}") });
    for (answer, class, code, words) in [
        (says(400, &gone), Class::Revoked, "invalid_grant", "Token has been expired or revoked."),
        (says(401, &client), Class::Invalid, "invalid_client", "Unauthorized"),
        (says(403, &json!({ "error": "access_denied" })), Class::Permission, "access_denied", ""),
        (says(400, &echo), Class::Invalid, "invalid_request", "bad secret …"),
        (says(500, &json!({ "error": "internal_failure" })), Class::Transient, "internal_failure", ""),
        (says(503, &json!({ "error": "whatever" })), Class::Outage, "whatever", ""),
        (says(429, &json!({ "error": "rate_limit_exceeded" })), Class::RateLimited, "rate_limit_exceeded", ""),
        (text(401, "<html>"), Class::Invalid, "http 401", ""),
        (text(502, "<html>"), Class::Outage, "http 502", ""),
        (text(200, "<html>"), Class::Transient, "unreadable", "The answer does not read at line 1, column 1"),
    ] {
        let server = Server::new([answer]).await;
        let problem = server.google().refresh(&tokens(), at(NOW)).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str(), problem.words.as_str()), (class, code, words));
        assert_eq!(server.lines().len(), 1);
    }
    // nobody there at all
    let server = Server::new([]).await;
    let google = server.google();
    drop(server);
    let problem = google.refresh(&tokens(), at(NOW)).await.expect_err("nobody there");
    assert!(problem.class.passes(), "{problem}");
}

#[tokio::test]
async fn a_code_that_was_used_is_no_revocation() {
    let server =
        Server::new([says(400, &json!({ "error": "invalid_grant", "error_description": "Bad Request" }))]).await;
    let (query, keep) = (came_back(&[("code", "used")]), Secret::from("v"));
    let problem = server.google().finish(&back(), &query, Some(&keep), at(NOW)).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "invalid_grant"));
}

#[tokio::test]
async fn somebody_is_who_their_first_account_is() {
    let reached = json!({ "resourceNames": ["customers/9990000001", "customers/1234567890"] });
    let named = json!({ "results": [{ "customer": { "resourceName": "customers/1234567890", "id": "1234567890", "descriptiveName": "Shop" } }] });
    let server = Server::new([ok(&reached), ok(&named)]).await;
    let identity = server.google().identify(&tokens()).await.expect("holds");
    let expected = Identity { id: "1234567890".to_owned(), name: "Shop".to_owned(), scopes: vec![SCOPE.to_owned()] };
    assert_eq!(identity, expected);
    let asked = server.asked();
    assert_eq!(asked[0].line, "GET /google/ads/v26/customers:listAccessibleCustomers");
    assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {ACCESS}").as_str()));
    assert_eq!((asked[0].header("login-customer-id"), asked[0].body.as_str()), (None, ""));
    assert_eq!(asked[1].header("login-customer-id"), Some("1234567890"));

    // one that is closed still tells who it is
    let closed = json!({ "error": { "status": "PERMISSION_DENIED", "message": "x" } });
    let server = Server::new([ok(&reached), says(403, &closed)]).await;
    assert_eq!(server.google().identify(&tokens()).await.expect("holds").name, "123-456-7890");

    let server = Server::new([ok(&json!({}))]).await;
    let problem = server.google().identify(&tokens()).await.expect_err("nobody");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Permission, "no_ads_account"));
}

#[tokio::test]
async fn giving_back_twice_is_giving_back() {
    let gone = json!({ "error": "invalid_token", "error_description": "Token expired or revoked" });
    let server = Server::new([ok(&json!({})), says(400, &gone), text(503, "")]).await;
    let google = server.google();
    google.revoke(&tokens()).await.expect("given back");
    google.revoke(&Tokens { refresh: None, ..tokens() }).await.expect("given back before");
    let problem = google.revoke(&tokens()).await.expect_err("away");
    assert_eq!(problem.class, Class::Outage);
    let by_refresh = "POST /google/oauth/revoke?token=1%2F%2F0refresh-token";
    assert_eq!(server.lines(), [by_refresh, "POST /google/oauth/revoke?token=ya29.access-token", by_refresh]);
}
