//! A person consents, the token is made long, renewed, looked at and given back.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose, hmac};
use cmis_connectors::{
    meta::Hosts,
    platform::{Identity, SignIn, problem::Class},
};
use url::Url;

use super::platform::{APP_SECRET, Platform, as_app, tokens, with_token};

const PERMISSIONS: &str = r#"{"data":[{"permission":"ads_read","status":"granted"},
    {"permission":"leads_retrieval","status":"declined"},{"permission":"pages_show_list","status":"expired"},
    {"permission":"ads_management","status":"granted"}]}"#;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_785_585_600, 0).expect("a time")
}

fn back() -> Url {
    Url::parse("https://cmis.example/back?from=meta").expect("url")
}

fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn refused(code: i64, subcode: i64) -> String {
    format!(r#"{{"error":{{"message":"Error validating access token","code":{code},"error_subcode":{subcode}}}}}"#)
}

#[test]
fn the_hosts_are_metas_or_below_a_root() {
    let real = Hosts::real().expect("addresses");
    assert_eq!((real.www.as_str(), real.graph.as_str()), ("https://www.facebook.com/", "https://graph.facebook.com/"));
    for root in ["http://127.0.0.1:9/a/b", "http://127.0.0.1:9/a/b/"] {
        let hosts = Hosts::under(&Url::parse(root).expect("url"));
        assert_eq!(hosts.www.as_str(), "http://127.0.0.1:9/a/b/meta/www");
        assert_eq!(hosts.graph.as_str(), "http://127.0.0.1:9/a/b/meta/graph");
    }
}

#[tokio::test]
async fn the_dialog_names_the_app_the_way_back_and_what_is_asked_for() {
    let platform = Platform::start().await;
    let begun = platform.meta().begin(&back(), "st&te", now()).await.expect("begins");
    assert_eq!(begun.url.path(), "/sandbox/meta/www/v26.0/dialog/oauth");
    let query: Vec<(String, String)> = begun.url.query_pairs().into_owned().collect();
    let expected = [
        ("client_id", "4711"),
        ("redirect_uri", "https://cmis.example/back?from=meta"),
        ("state", "st&te"),
        ("response_type", "code"),
        (
            "scope",
            "ads_read,ads_management,business_management,leads_retrieval,pages_show_list,pages_manage_metadata,\
             pages_read_engagement,pages_manage_ads",
        ),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert!(begun.keep.is_none());
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_code_becomes_a_short_token_and_at_once_a_long_one() {
    let platform = Platform::start().await;
    platform
        .says(r#"{"access_token":"SHORT","token_type":"bearer","expires_in":5000}"#)
        .says(r#"{"access_token":"LONG","token_type":"bearer","expires_in":5184000}"#)
        .says(PERMISSIONS);
    let back_query = query(&[("code", "the-code"), ("state", "s")]);
    let tokens = platform.meta().finish(&back(), &back_query, None, now()).await.expect("tokens");
    assert_eq!(expose(&tokens.access), "LONG");
    assert_eq!(tokens.expires_at, Some(now() + TimeDelta::days(60)));
    assert_eq!(tokens.scopes, ["ads_read", "ads_management"]);
    assert!(tokens.refresh.is_none());
    let ours = [("client_id", "4711"), ("client_secret", APP_SECRET)];
    let first = [ours[0], ours[1], ("redirect_uri", "https://cmis.example/back?from=meta"), ("code", "the-code")];
    let second = [ours[0], ours[1], ("grant_type", "fb_exchange_token"), ("fb_exchange_token", "SHORT")];
    let mut third = with_token("GET /me/permissions", &[], &[]);
    third.authorization = Some("Bearer LONG".to_owned());
    let proof = hmac(APP_SECRET.as_bytes(), b"LONG").map(|byte| format!("{byte:02x}")).concat();
    third.query = vec![("appsecret_proof".to_owned(), proof)];
    let exchange = "GET /oauth/access_token";
    assert_eq!(platform.asked(), [as_app(exchange, &first), as_app(exchange, &second), third]);
}

#[tokio::test]
async fn a_token_without_an_end_has_none() {
    for answer in [r#"{"access_token":"LONG"}"#, r#"{"access_token":"LONG","expires_in":0}"#] {
        let platform = Platform::start().await;
        platform.says(answer).says(PERMISSIONS);
        let fresh = platform.meta().refresh(&tokens(), now()).await.expect("refreshes").expect("tokens");
        assert_eq!(fresh.expires_at, None, "{answer}");
    }
}

#[tokio::test]
async fn who_says_no_is_told_so_and_nothing_is_called() {
    let platform = Platform::start().await;
    let denied = [("error", "access_denied"), ("error_code", "200"), ("error_description", "Permissions error")];
    for (came, class, code, words) in [
        (&denied[..], Class::Denied, "access_denied", "Permissions error"),
        (&[("error", "server_error")], Class::Transient, "server_error", ""),
        (&[("error_code", "1349048"), ("error_message", "Can't load")], Class::Invalid, "1349048", "Can't load"),
        (&[("state", "s")], Class::Invalid, "no_code", "Meta sent no code back"),
        (&[("code", "")], Class::Invalid, "no_code", "Meta sent no code back"),
    ] {
        let problem = platform.meta().finish(&back(), &query(came), None, now()).await.expect_err("no tokens");
        assert_eq!((problem.class, problem.code.as_str(), problem.words.as_str()), (class, code, words));
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_used_code_is_refused_without_repeating_it() {
    let platform = Platform::start().await;
    let body =
        r#"{"error":{"message":"Code the-code of test_secret has been used.","code":100,"error_subcode":36009}}"#;
    platform.answers(400, &[], body);
    let problem =
        platform.meta().finish(&back(), &query(&[("code", "the-code")]), None, now()).await.expect_err("no tokens");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "100/36009"));
    assert_eq!(problem.words, "Code … of … has been used.");
}

#[tokio::test]
async fn a_token_is_renewed_while_it_holds_and_then_only_by_the_person() {
    let platform = Platform::start().await;
    platform.says(r#"{"access_token":"YOUNGER","expires_in":5184000}"#).says(PERMISSIONS);
    let fresh = platform.meta().refresh(&tokens(), now()).await.expect("refreshes").expect("tokens");
    assert_eq!(expose(&fresh.access), "YOUNGER");
    assert_eq!(platform.asked()[0].query[3], ("fb_exchange_token".to_owned(), "TOKEN".to_owned()));

    for (status, body, class) in [
        (400, refused(190, 463), Class::Revoked),
        (400, refused(190, 467), Class::Revoked),
        (400, refused(190, 458), Class::Revoked),
        // neither a checkpoint nor a bad hour of Meta's is a revocation
        (400, refused(190, 459), Class::Permission),
        (500, refused(2, 0), Class::Transient),
        (502, String::new(), Class::Outage),
        // nor what something between says
        (401, String::new(), Class::Expired),
    ] {
        platform.answers(status, &[], &body);
        let problem = platform.meta().refresh(&tokens(), now()).await.expect_err("no tokens");
        assert_eq!(problem.class, class, "{status} {body}");
    }
}

#[tokio::test]
async fn a_platform_that_cannot_be_reached_has_taken_nothing_back() {
    let mut platform = Platform::start().await;
    let meta = platform.meta();
    platform.stop().await;
    let renewed = meta.refresh(&tokens(), now()).await.expect_err("no tokens");
    let verified = meta.identify(&tokens()).await.expect_err("no identity");
    let revoked = meta.revoke(&tokens()).await.expect_err("not given back");
    for problem in [renewed, verified, revoked] {
        assert_eq!((problem.class, problem.may_have_happened), (Class::Outage, false));
        // the exchange has the app's secret and the token in its address
        let told = format!("{problem:?} {problem}");
        assert!(!told.contains(APP_SECRET) && !told.contains("TOKEN"), "{told}");
    }
}

#[tokio::test]
async fn whose_token_it_is_is_asked_and_given_back() {
    let platform = Platform::start().await;
    platform.says(r#"{"id":"10215","name":"Jane"}"#).says(PERMISSIONS).says(r#"{"success":true}"#);
    let identity = platform.meta().identify(&tokens()).await.expect("an identity");
    let scopes = ["ads_read", "ads_management"].map(str::to_owned).to_vec();
    assert_eq!(identity, Identity { id: "10215".to_owned(), name: "Jane".to_owned(), scopes });
    platform.meta().revoke(&tokens()).await.expect("revokes");
    assert_eq!(
        platform.asked(),
        [
            with_token("GET /me", &[("fields", "id,name")], &[]),
            with_token("GET /me/permissions", &[], &[]),
            with_token("DELETE /me/permissions", &[], &[]),
        ]
    );
    // the person was faster
    platform.answers(400, &[], &refused(190, 458));
    assert_eq!(platform.meta().revoke(&tokens()).await, Ok(()));
    platform.says(r#"{"success":false}"#);
    assert_eq!(platform.meta().revoke(&tokens()).await.map_err(|it| it.code), Err("not_done".to_owned()));
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_was_never_one() {
    let platform = Platform::start().await;
    let mut tokens = tokens();
    tokens.access = Secret::from("two\r\nlines");
    let problem = platform.meta().identify(&tokens).await.expect_err("no identity");
    assert_eq!(problem.class, Class::Revoked);
    assert!(!format!("{problem:?} {problem}").contains("lines") && platform.asked().is_empty());
}
