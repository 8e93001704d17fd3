//! OAuth 2.0: a code with PKCE, refresh tokens that are good once.

use std::collections::BTreeMap;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use cmis_base::secret::{Secret, expose};
use cmis_connectors::platform::{SignIn, Tokens, problem::Class};
use sha2::{Digest, Sha256};
use url::Url;

use super::platform::{APP_SECRET, Platform, at, now};

const SCOPES: &str =
    "tweet.read tweet.write tweet.moderate.write users.read dm.read dm.write media.write offline.access";
const ACCESS: &str = "access-token-of-two-hours";
const REFRESH: &str = "refresh-token-good-once";

fn back() -> Url {
    "https://cmis.example/back".parse().expect("an address")
}

fn pairs(list: &[(&str, &str)]) -> BTreeMap<String, String> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn tokens() -> Tokens {
    Tokens {
        access: Secret::from(ACCESS),
        refresh: Some(Secret::from(REFRESH)),
        expires_at: Some(now()),
        refresh_expires_at: None,
        scopes: vec!["tweet.read".to_owned()],
    }
}

fn basic() -> String {
    format!("Basic {}", STANDARD.encode(format!("client-id:{APP_SECRET}")))
}

#[tokio::test]
async fn a_code_is_exchanged_with_its_verifier() {
    let x = Platform::start().await;
    let v2 = x.v2();
    let begun = v2.begin(&back(), "a state", now()).await.expect("begins");
    let verifier = begun.keep.expect("kept");
    assert!(begun.url.as_str().starts_with(&x.at("twitter/www/i/oauth2/authorize?")));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(expose(&verifier)));
    let asked: BTreeMap<String, String> = begun.url.query_pairs().into_owned().collect();
    assert_eq!(
        asked,
        pairs(&[
            ("response_type", "code"),
            ("client_id", "client-id"),
            ("redirect_uri", "https://cmis.example/back"),
            ("scope", SCOPES),
            ("state", "a state"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ])
    );
    assert!((43..=128).contains(&expose(&verifier).len()));
    assert!(!begun.url.as_str().contains('+'), "spaces are %20, as X shows them");

    x.says(
        r#"{"token_type":"bearer","expires_in":7200,"access_token":"a1","scope":"tweet.read offline.access","refresh_token":"r1"}"#,
    );
    let came = pairs(&[("state", "a state"), ("code", "the code")]);
    let got = v2.finish(&back(), &came, Some(&verifier), now()).await.expect("finishes");
    assert_eq!((expose(&got.access), got.refresh.as_ref().map(expose)), ("a1", Some("r1")));
    assert_eq!((got.expires_at, got.refresh_expires_at), (Some(at("2026-05-20T14:00:00Z")), None));
    assert_eq!(got.scopes, ["tweet.read", "offline.access"]);
    let [asked] = x.asked().try_into().expect("one question");
    assert_eq!((asked.line.as_str(), asked.by), ("POST /sandbox/twitter/api/2/oauth2/token", basic()));
    assert_eq!(
        asked.form,
        pairs(&[
            ("grant_type", "authorization_code"),
            ("code", "the code"),
            ("redirect_uri", "https://cmis.example/back"),
            ("code_verifier", expose(&verifier)),
        ])
    );
}

#[tokio::test]
async fn what_comes_back_without_a_code_is_told_apart() {
    let x = Platform::start().await;
    let (v2, kept) = (x.v2(), Secret::from("v"));
    for (query, keep, class, code) in [
        (&[("error", "access_denied"), ("state", "s")][..], Some(&kept), Class::Denied, "access_denied"),
        (&[("error", "server_error")], Some(&kept), Class::Transient, "server_error"),
        (&[("error", "<script>")], Some(&kept), Class::Invalid, "consent_failed"),
        (&[("state", "s")], Some(&kept), Class::Invalid, "no_code"),
        (&[("code", "")], Some(&kept), Class::Invalid, "no_code"),
        (&[("code", "c")], None, Class::Invalid, "no_verifier"),
    ] {
        let problem = v2.finish(&back(), &pairs(query), keep, now()).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{query:?}");
    }
    assert!(x.asked().is_empty());
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_what_comes_with_it() {
    let x = Platform::start().await;
    let v2 = x.v2();
    x.says(r#"{"token_type":"bearer","expires_in":7200,"access_token":"a2","refresh_token":"r2"}"#);
    let got = v2.refresh(&tokens(), now()).await.expect("refreshes").expect("tokens");
    assert_eq!((expose(&got.access), got.refresh.as_ref().map(expose)), ("a2", Some("r2")));
    assert_eq!(got.scopes, ["tweet.read"], "what is not told is as it was");
    let [asked] = x.asked().try_into().expect("one question");
    assert_eq!(asked.form, pairs(&[("grant_type", "refresh_token"), ("refresh_token", REFRESH)]));

    let without = Tokens { refresh: None, ..tokens() };
    assert!(v2.refresh(&without, now()).await.expect("nothing to do").is_none());

    x.says("half an answ");
    let problem = v2.refresh(&tokens(), now()).await.expect_err("unreadable");
    assert!(problem.may_have_happened, "the old one may be spent");
}

#[tokio::test]
async fn only_a_spent_token_disconnects() {
    let x = Platform::start().await;
    let v2 = x.v2();
    let spent = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
    for (status, body, class) in [
        (400, spent, Class::Revoked),
        (400, r#"{"error":"invalid_grant","error_description":"revoked"}"#, Class::Revoked),
        (400, r#"{"error":"invalid_request","error_description":"Missing required parameter"}"#, Class::Invalid),
        (
            401,
            r#"{"error":"unauthorized_client","error_description":"Missing valid authorization header"}"#,
            Class::Invalid,
        ),
        (401, r#"{"error":"invalid_client"}"#, Class::Invalid),
        (401, r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#, Class::Invalid),
        (401, "", Class::Invalid),
        (429, r#"{"error":"invalid_grant"}"#, Class::RateLimited),
        (500, r#"{"error":"invalid_grant"}"#, Class::Transient),
        (503, "", Class::Outage),
    ] {
        x.answers(status, &[], body);
        assert_eq!(v2.refresh(&tokens(), now()).await.expect_err(body).class, class, "{status} {body}");
    }
    // a code that is no longer good is no revocation
    x.answers(400, &[], spent);
    let came = pairs(&[("code", "late")]);
    let problem = v2.finish(&back(), &came, Some(&Secret::from("v")), now()).await.expect_err("too late");
    assert_eq!(problem.class, Class::Invalid);
}

#[tokio::test]
async fn tokens_are_verified_and_given_back() {
    let x = Platform::start().await;
    let v2 = x.v2();
    x.answers(
        200,
        &[("x-rate-limit-limit", "75"), ("x-rate-limit-remaining", "60"), ("x-rate-limit-reset", "1779279000")],
        r#"{"data":{"id":"2244994945","name":"","username":"acme"}}"#,
    );
    let identity = v2.identify(&tokens()).await.expect("holds");
    assert_eq!((identity.id.as_str(), identity.name.as_str()), ("2244994945", "acme"));
    assert_eq!(identity.scopes, ["tweet.read"]);
    let [usage] = x.used().try_into().expect("told");
    assert_eq!((usage.of.as_str(), usage.percent, usage.regains), ("app", 20.0, None));

    x.says(r#"{"revoked":true}"#).says(r#"{"revoked":true}"#);
    v2.revoke(&tokens()).await.expect("given back");
    let [verified, first, second] = x.asked().try_into().expect("three questions");
    assert_eq!(
        (verified.line.as_str(), verified.by),
        ("GET /sandbox/twitter/api/2/users/me", format!("Bearer {ACCESS}"))
    );
    assert_eq!((first.line.as_str(), first.by), ("POST /sandbox/twitter/api/2/oauth2/revoke", basic()));
    assert_eq!(first.form, pairs(&[("token", REFRESH), ("token_type_hint", "refresh_token")]));
    assert_eq!(second.form, pairs(&[("token", ACCESS), ("token_type_hint", "access_token")]));

    let gone = r#"{"error":"invalid_request","error_description":"Value passed for the token was invalid."}"#;
    x.answers(400, &[], gone).answers(400, &[], gone);
    v2.revoke(&tokens()).await.expect("were given back before");
    x.answers(503, &[], "");
    assert_eq!(v2.revoke(&tokens()).await.expect_err("away").class, Class::Outage);

    x.answers(
        400,
        &[],
        &format!(r#"{{"error":"invalid_request","error_description":"no {REFRESH} or {APP_SECRET}"}}"#),
    );
    assert_eq!(v2.refresh(&tokens(), now()).await.expect_err("refused").words, "no … or …");
}
