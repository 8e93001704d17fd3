//! A person consents, the token is looked at, renewed where there is a refresh token, and given back.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose};
use cmis_connectors::{
    linkedin::Hosts,
    platform::{Identity, SignIn, Tokens, problem::Class},
};
use url::{Url, form_urlencoded};

use super::platform::{APP_SECRET, Asked, Platform, TOKEN, tokens};

const ME: &str = r#"{"sub":"782bbtaQ","name":"John Doe","given_name":"John","family_name":"Doe",
    "locale":{"country":"US","language":"en"},"email_verified":true}"#;
const HOLDS: &str = r#"{"active":true,"status":"active","scope":"r_ads,rw_ads","expires_at":1790000000}"#;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_785_585_600, 0).expect("a time")
}

fn back() -> Url {
    Url::parse("https://cmis.example/back?from=linkedin").expect("url")
}

fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A question to the sign-in.
fn oauth(what: &str, pairs: &[(&str, &str)]) -> Asked {
    let ours = [("client_id", "78abc"), ("client_secret", APP_SECRET)];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs.iter().chain(&ours)).finish();
    Asked {
        line: format!("POST /sandbox/linkedin/www/oauth/v2/{what}"),
        content_type: Some("application/x-www-form-urlencoded".to_owned()),
        body,
        ..Asked::default()
    }
}

fn partner() -> Tokens {
    Tokens {
        refresh: Some(Secret::from("AQW-refresh")),
        refresh_expires_at: Some(now() + TimeDelta::days(100)),
        scopes: vec!["r_ads".to_owned()],
        ..tokens()
    }
}

#[test]
fn the_hosts_are_linkedins_or_below_a_root() {
    let real = Hosts::real().expect("addresses");
    assert_eq!((real.www.as_str(), real.api.as_str()), ("https://www.linkedin.com/", "https://api.linkedin.com/"));
    for root in ["http://127.0.0.1:9/a/b", "http://127.0.0.1:9/a/b/"] {
        let hosts = Hosts::under(&Url::parse(root).expect("url"));
        assert_eq!(hosts.www.as_str(), "http://127.0.0.1:9/a/b/linkedin/www");
        assert_eq!(hosts.api.as_str(), "http://127.0.0.1:9/a/b/linkedin/api");
    }
}

#[tokio::test]
async fn the_consent_names_the_app_the_way_back_and_what_is_asked_for() {
    let platform = Platform::start().await;
    let begun = platform.linkedin().begin(&back(), "st&te", now()).await.expect("begins");
    assert_eq!(begun.url.path(), "/sandbox/linkedin/www/oauth/v2/authorization");
    let given: Vec<(String, String)> = begun.url.query_pairs().into_owned().collect();
    let scopes = "openid profile r_ads rw_ads r_ads_reporting r_marketing_leadgen_automation";
    let expected = [
        ("response_type", "code"),
        ("client_id", "78abc"),
        ("redirect_uri", "https://cmis.example/back?from=linkedin"),
        ("state", "st&te"),
        ("scope", scopes),
    ];
    assert_eq!(given, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(platform.linkedin().scopes().join(" "), scopes);
    assert!(begun.keep.is_none());
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_code_becomes_a_token_and_for_partners_two() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"access_token":"AQX1","expires_in":5184000,"refresh_token":"AQW1","refresh_token_expires_in":31536059,
            "scope":"openid,profile,r_ads","token_type":"Bearer","id_token":"x"}"#,
        )
        .says(r#"{"access_token":"AQX2","expires_in":5184000,"scope":"r_ads rw_ads"}"#);
    let came = query(&[("code", "the-code"), ("state", "s")]);
    let tokens = platform.linkedin().finish(&back(), &came, None, now()).await.expect("tokens");
    assert_eq!((expose(&tokens.access), tokens.refresh.as_ref().map(expose)), ("AQX1", Some("AQW1")));
    assert_eq!(tokens.expires_at, Some(now() + TimeDelta::days(60)));
    assert_eq!(tokens.refresh_expires_at, Some(now() + TimeDelta::seconds(31_536_059)));
    assert_eq!(tokens.scopes, ["openid", "profile", "r_ads"]);
    let tokens = platform.linkedin().finish(&back(), &came, None, now()).await.expect("tokens");
    assert!(tokens.refresh.is_none() && tokens.refresh_expires_at.is_none());
    assert_eq!(tokens.scopes, ["r_ads", "rw_ads"]);
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("redirect_uri", "https://cmis.example/back?from=linkedin"),
    ];
    assert_eq!(platform.asked(), [oauth("accessToken", &fields), oauth("accessToken", &fields)]);
}

#[tokio::test]
async fn who_says_no_is_told_so_and_nothing_is_called() {
    let platform = Platform::start().await;
    for (came, class, code, words) in [
        (
            &[("error", "user_cancelled_login"), ("error_description", "The user cancelled")][..],
            Class::Denied,
            "user_cancelled_login",
            "The user cancelled",
        ),
        (&[("error", "user_cancelled_authorize")], Class::Denied, "user_cancelled_authorize", ""),
        (&[("error", "unauthorized_scope_error"), ("code", "x")], Class::Invalid, "unauthorized_scope_error", ""),
        (&[("error", "server_error")], Class::Transient, "server_error", ""),
        (&[("error", "<script>")], Class::Invalid, "error", ""),
        (&[("state", "s")], Class::Invalid, "no_code", "LinkedIn sent no code back"),
        (&[("code", "")], Class::Invalid, "no_code", "LinkedIn sent no code back"),
    ] {
        let problem = platform.linkedin().finish(&back(), &query(came), None, now()).await.expect_err("no tokens");
        assert_eq!((problem.class, problem.code.as_str(), problem.words.as_str()), (class, code, words));
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_code_that_does_not_hold_is_refused_without_repeating_it() {
    let platform = Platform::start().await;
    for (status, body, class, code) in [
        (
            400,
            r#"{"error":"invalid_grant","error_description":"the-code of test_secret expired"}"#,
            Class::Invalid,
            "invalid_grant",
        ),
        (
            401,
            r#"{"error":"invalid_client","error_description":"Client authentication failed"}"#,
            Class::Invalid,
            "invalid_client",
        ),
        (400, r#"{"error":"invalid_request"}"#, Class::Invalid, "invalid_request"),
        (401, "", Class::Invalid, "http 401"),
        (429, r#"{"error":"x"}"#, Class::RateLimited, "http 429"),
        (503, r#"{"error":"invalid_grant"}"#, Class::Outage, "http 503"),
        (200, "", Class::Transient, "unreadable"),
    ] {
        platform.answers(status, &[], body);
        let came = query(&[("code", "the-code")]);
        let problem = platform.linkedin().finish(&back(), &came, None, now()).await.expect_err("no tokens");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{status} {body}");
        assert!(!problem.words.contains("the-code") && !problem.words.contains(APP_SECRET));
    }
}

#[tokio::test]
async fn only_partners_refresh() {
    let platform = Platform::start().await;
    assert!(platform.linkedin().refresh(&tokens(), now()).await.expect("no failure").is_none());
    assert_eq!(platform.asked(), []);

    platform
        .says(r#"{"access_token":"AQX3","expires_in":60,"refresh_token":"AQW3","refresh_token_expires_in":120,"scope":"rw_ads"}"#)
        .says(r#"{"access_token":"AQX4"}"#);
    let fresh = platform.linkedin().refresh(&partner(), now()).await.expect("refreshes").expect("tokens");
    assert_eq!((expose(&fresh.access), fresh.refresh.as_ref().map(expose)), ("AQX3", Some("AQW3")));
    assert_eq!(fresh.refresh_expires_at, Some(now() + TimeDelta::minutes(2)));
    assert_eq!(fresh.scopes, ["rw_ads"]);
    // what is not told again stays as it was
    let fresh = platform.linkedin().refresh(&partner(), now()).await.expect("refreshes").expect("tokens");
    assert_eq!((expose(&fresh.access), fresh.refresh.as_ref().map(expose)), ("AQX4", Some("AQW-refresh")));
    assert_eq!((fresh.expires_at, fresh.refresh_expires_at), (None, partner().refresh_expires_at));
    assert_eq!(fresh.scopes, ["r_ads"]);
    let fields = [("grant_type", "refresh_token"), ("refresh_token", "AQW-refresh")];
    assert_eq!(platform.asked(), [oauth("accessToken", &fields), oauth("accessToken", &fields)]);
}

#[tokio::test]
async fn only_a_grant_that_is_gone_disconnects() {
    let platform = Platform::start().await;
    for (status, body, class) in [
        (400, r#"{"error":"invalid_grant","error_description":"AQW-refresh was revoked"}"#, Class::Revoked),
        (401, r#"{"error":"invalid_grant"}"#, Class::Revoked),
        (401, r#"{"error":"invalid_client"}"#, Class::Invalid),
        (400, r#"{"error":"invalid_request"}"#, Class::Invalid),
        (400, "", Class::Invalid),
        (429, r#"{"error":"invalid_grant"}"#, Class::RateLimited),
        (500, r#"{"error":"invalid_grant"}"#, Class::Transient),
        (502, "", Class::Outage),
        (200, "{}", Class::Transient),
    ] {
        platform.answers(status, &[], body);
        let problem = platform.linkedin().refresh(&partner(), now()).await.expect_err("no tokens");
        assert_eq!(problem.class, class, "{status} {body}");
        assert!(!format!("{problem:?}").contains("AQW-refresh"));
    }
}

#[tokio::test]
async fn whose_token_it_is_and_what_it_allows_is_asked() {
    let platform = Platform::start().await;
    platform.says(ME).says(HOLDS);
    let identity = platform.linkedin().identify(&tokens()).await;
    let scopes = ["r_ads", "rw_ads"].map(str::to_owned).to_vec();
    assert_eq!(identity, Ok(Identity { id: "782bbtaQ".to_owned(), name: "John Doe".to_owned(), scopes }));
    let me = Asked {
        line: "GET /sandbox/linkedin/api/v2/userinfo".to_owned(),
        authorization: Some(format!("Bearer {TOKEN}")),
        ..Asked::default()
    };
    assert_eq!(platform.asked(), [me, oauth("introspectToken", &[("token", TOKEN)])]);

    platform.says(r#"{"sub":"1","given_name":"Jane","family_name":"Doe"}"#).says(HOLDS);
    assert_eq!(platform.linkedin().identify(&tokens()).await.expect("an identity").name, "Jane Doe");
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_told_apart() {
    let platform = Platform::start().await;
    for (told, class) in [
        (r#"{"active":false,"status":"revoked"}"#, Class::Revoked),
        (r#"{"active":false,"status":"expired"}"#, Class::Expired),
        (r#"{"active":false}"#, Class::Expired),
        (r"{}", Class::Transient),
    ] {
        platform.says(ME).says(told);
        assert_eq!(platform.linkedin().identify(&tokens()).await.expect_err(told).class, class, "{told}");
    }
    platform.answers(401, &[], r#"{"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"Revoked"}"#);
    assert_eq!(platform.linkedin().identify(&tokens()).await.expect_err("revoked").class, Class::Revoked);
    platform.answers(503, &[], "");
    assert_eq!(platform.linkedin().identify(&tokens()).await.expect_err("away").class, Class::Outage);
    platform.says(ME).answers(500, &[], "");
    let problem = platform.linkedin().identify(&tokens()).await.expect_err("away");
    assert_eq!((problem.class, problem.may_have_happened), (Class::Transient, false));
}

#[tokio::test]
async fn a_token_is_given_back() {
    let platform = Platform::start().await;
    for body in ["", "{}", r#"{"status":"ok"}"#, "<html>"] {
        platform.says(body);
        assert_eq!(platform.linkedin().revoke(&tokens()).await, Ok(()), "{body}");
    }
    assert_eq!(platform.asked()[0], oauth("revoke", &[("token", TOKEN)]));
    // a partner's could get new ones for a year
    platform.says("").says("");
    assert_eq!(platform.linkedin().revoke(&partner()).await, Ok(()));
    let asked = platform.asked();
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0], oauth("revoke", &[("token", "AQW-refresh")]));
    platform.answers(503, &[], "");
    assert_eq!(platform.linkedin().revoke(&tokens()).await.expect_err("away").class, Class::Outage);
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_was_never_one() {
    let platform = Platform::start().await;
    let tokens = Tokens { access: Secret::from("two\r\nlines"), ..tokens() };
    let problem = platform.linkedin().identify(&tokens).await.expect_err("no identity");
    assert_eq!(problem.class, Class::Revoked);
    assert!(!format!("{problem:?} {problem}").contains("lines") && platform.asked().is_empty());
}
