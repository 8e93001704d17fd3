//! Refusals and limits.

use std::time::Duration;

use cmis_connectors::platform::{Ads, problem::Class, wire::Usage};

use super::platform::{NOW, Platform, account, tokens};

#[tokio::test]
async fn every_documented_refusal_has_its_class() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let ads = |code: &str| {
        format!(r#"{{"errors":[{{"code":"{code}","message":"said","parameter":"p"}}],"request":{{"params":{{}}}}}}"#)
    };
    let one = |code: i64| format!(r#"{{"errors":[{{"code":{code},"message":"said"}}]}}"#);
    let two =
        |kind: &str| format!(r#"{{"title":"T","detail":"said","type":"https://api.twitter.com/2/problems/{kind}"}}"#);
    let plain = |status: u16, detail: &str| {
        format!(r#"{{"title":"T","detail":"{detail}","type":"about:blank","status":{status}}}"#)
    };
    for (status, body, class, code) in [
        (400, ads("INVALID_PARAMETER"), Class::Invalid, "INVALID_PARAMETER"),
        (400, ads("MISSING_PARAMETER"), Class::Invalid, "MISSING_PARAMETER"),
        (400, ads("INVALID_TIME_WINDOW"), Class::Invalid, "INVALID_TIME_WINDOW"),
        (404, ads("INVALID_APP_ID"), Class::Invalid, "INVALID_APP_ID"),
        (400, ads("TOO_MANY_CAMPAIGNS"), Class::Invalid, "TOO_MANY_CAMPAIGNS"),
        (400, ads("DUPLICATE_TWEET"), Class::Duplicate, "DUPLICATE_TWEET"),
        (400, ads("FEATURE_NOT_AVAILABLE"), Class::Permission, "FEATURE_NOT_AVAILABLE"),
        (401, ads("UNAUTHORIZED_ACCESS"), Class::Expired, "UNAUTHORIZED_ACCESS"),
        (403, ads("ACCOUNT_NOT_FOUND"), Class::NotFound, "ACCOUNT_NOT_FOUND"),
        (403, ads("UNAUTHORIZED_CLIENT_APPLICATION"), Class::Permission, "UNAUTHORIZED_CLIENT_APPLICATION"),
        (403, ads("ACTION_NOT_ALLOWED"), Class::Permission, "ACTION_NOT_ALLOWED"),
        (403, ads("TWEET_IS_SPAM"), Class::Invalid, "TWEET_IS_SPAM"),
        (404, ads("NOT_FOUND"), Class::NotFound, "NOT_FOUND"),
        (404, ads("CAMPAIGN_NOT_FOUND"), Class::NotFound, "CAMPAIGN_NOT_FOUND"),
        (408, ads("CANCELLED_REQUEST"), Class::Transient, "CANCELLED_REQUEST"),
        (423, ads("LOCK_ACQUISITION_TIMEOUT"), Class::Transient, "LOCK_ACQUISITION_TIMEOUT"),
        (429, ads("TOO_MANY_REQUESTS"), Class::RateLimited, "TOO_MANY_REQUESTS"),
        (429, ads("TWEET_RATE_LIMIT_EXCEEDED"), Class::RateLimited, "TWEET_RATE_LIMIT_EXCEEDED"),
        (500, ads("INTERNAL_ERROR"), Class::Transient, "INTERNAL_ERROR"),
        (503, ads("OVER_CAPACITY"), Class::Outage, "OVER_CAPACITY"),
        (503, ads("SERVICE_UNAVAILABLE"), Class::Outage, "SERVICE_UNAVAILABLE"),
        (403, ads("SOMETHING_NEW"), Class::Permission, "SOMETHING_NEW"),
        (401, one(89), Class::Revoked, "89"),
        (401, one(32), Class::Expired, "32"),
        (400, one(215), Class::Expired, "215"),
        (401, one(135), Class::Invalid, "135"),
        (403, one(64), Class::Permission, "64"),
        (403, one(326), Class::Permission, "326"),
        (429, one(88), Class::RateLimited, "88"),
        (503, one(130), Class::Outage, "130"),
        (500, one(131), Class::Transient, "131"),
        (403, one(187), Class::Duplicate, "187"),
        (404, one(34), Class::NotFound, "34"),
        (403, one(99_999), Class::Permission, "99999"),
        (400, two("invalid-request"), Class::Invalid, "invalid-request"),
        (404, two("resource-not-found"), Class::NotFound, "resource-not-found"),
        (403, two("not-authorized-for-resource"), Class::Permission, "not-authorized-for-resource"),
        (403, two("not-authorized-for-field"), Class::Permission, "not-authorized-for-field"),
        (403, two("client-forbidden").replace("twitter.com", "x.com"), Class::Permission, "client-forbidden"),
        (403, two("oauth1-permissions"), Class::Permission, "oauth1-permissions"),
        (403, two("unsupported-authentication"), Class::Permission, "unsupported-authentication"),
        (400, two("disallowed-resource"), Class::Invalid, "disallowed-resource"),
        (429, two("usage-capped"), Class::RateLimited, "usage-capped"),
        (429, two("rate-limit-exceeded"), Class::RateLimited, "rate-limit-exceeded"),
        (409, two("conflict"), Class::Duplicate, "conflict"),
        (500, two("operational-disconnect"), Class::Transient, "operational-disconnect"),
        (403, two("some-news"), Class::Permission, "some-news"),
        (401, plain(401, "said"), Class::Expired, "http 401"),
        (403, plain(403, "You said that: duplicate content."), Class::Duplicate, "http 403"),
        (403, plain(403, "said"), Class::Permission, "http 403"),
        (429, plain(429, "said"), Class::RateLimited, "http 429"),
        (503, plain(503, "said"), Class::Outage, "http 503"),
    ] {
        x.answers(status, &[("x-transaction-id", "7f")], &body);
        let problem = twitter.ads(&tokens(), &account(), None).await.expect_err(&body);
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{status} {body}");
        assert!(problem.words.contains("said"), "{problem:?}");
        assert_eq!((problem.request_id.as_deref(), problem.may_have_happened), (Some("7f"), false));
    }
}

#[tokio::test]
async fn a_body_that_says_nothing_leaves_it_to_the_status() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    for body in [
        "",
        "<html>Not found</html>",
        "[]",
        "null",
        "{}",
        r#"{"errors":[]}"#,
        r#"{"errors":"no"}"#,
        r#"{"errors":[{"code":[]}]}"#,
        r#"{"errors":[{"code":"not a word"}]}"#,
    ] {
        x.answers(404, &[], body);
        let problem = twitter.ads(&tokens(), &account(), None).await.expect_err(body);
        assert_eq!(
            (problem.class, problem.code.as_str(), problem.words.as_str()),
            (Class::NotFound, "http 404", ""),
            "{body}"
        );
    }
    x.answers(302, &[("location", "http://127.0.0.1:9/")], "");
    assert_eq!(twitter.ads(&tokens(), &account(), None).await.expect_err("no redirects").class, Class::Invalid);
}

#[tokio::test]
async fn several_faults_are_all_told() {
    let x = Platform::start().await;
    let fault = |words: &str| format!(r#"{{"code":"INVALID_PARAMETER","message":"{words}"}}"#);
    x.answers(400, &[], &format!(r#"{{"errors":[{},{}]}}"#, fault("first"), fault("second")));
    let problem = x.twitter().ads(&tokens(), &account(), None).await.expect_err("refused");
    assert_eq!(problem.words, "first second");
}

#[tokio::test]
async fn a_limit_says_when_it_starts_anew() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let (soon, late, past) = ((NOW + 60).to_string(), (NOW + 840).to_string(), (NOW - 5).to_string());
    let general = |left: &'static str, reset: &str| {
        [
            ("x-rate-limit-limit", "250".to_owned()),
            ("x-rate-limit-remaining", left.to_owned()),
            ("x-rate-limit-reset", reset.to_owned()),
        ]
    };
    let own = |left: &'static str, reset: &str| {
        [
            ("x-account-rate-limit-limit", "10000".to_owned()),
            ("x-account-rate-limit-remaining", left.to_owned()),
            ("x-account-rate-limit-reset", reset.to_owned()),
        ]
    };
    let daily = [
        ("x-user-limit-24hour-limit", "100".to_owned()),
        ("x-user-limit-24hour-remaining", "0".to_owned()),
        ("x-user-limit-24hour-reset", (NOW + 3_600).to_string()),
    ];
    for (headers, wait) in [
        (general("0", &soon).to_vec(), Some(60)),
        (general("0", &past).to_vec(), Some(0)),
        // the account's is used up, not the other one
        ([general("7", &soon), own("0", &late)].concat(), Some(840)),
        ([general("0", &soon), own("5000", &late)].concat(), Some(60)),
        ([general("0", &soon), own("0", &late)].concat(), Some(840)),
        (general("3", &late).to_vec(), Some(840)),
        (vec![("retry-after", "17".to_owned())], Some(17)),
        (general("9", &soon).into_iter().chain(daily.clone()).collect(), Some(3_600)),
        (general("0", "soon").to_vec(), None),
        (general("0", "99999999999999").to_vec(), Some(86_400)),
        (Vec::new(), None),
    ] {
        let told: Vec<(&'static str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        x.answers(429, &told, r#"{"errors":[{"code":"TOO_MANY_REQUESTS","message":"x"}]}"#);
        let problem = twitter.ads(&tokens(), &account(), None).await.expect_err("limited");
        assert_eq!(
            (problem.class, problem.retry_after),
            (Class::RateLimited, wait.map(Duration::from_secs)),
            "{told:?}"
        );
    }
    x.answers(503, &[("retry-after", "30")], "");
    let problem = twitter.ads(&tokens(), &account(), None).await.expect_err("away");
    assert_eq!((problem.class, problem.retry_after), (Class::Outage, Some(Duration::from_secs(30))));
}

#[tokio::test]
async fn what_is_used_up_is_told() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let empty = r#"{"data":[],"next_cursor":null}"#;
    let reset = (NOW + 600).to_string();
    let used = |of: &str, percent: f64, regains: Option<u64>| Usage {
        of: of.to_owned(),
        percent,
        regains: regains.map(Duration::from_secs),
    };

    x.answers(
        200,
        &[("x-rate-limit-limit", "250"), ("x-rate-limit-remaining", "50"), ("x-rate-limit-reset", &reset)],
        empty,
    );
    twitter.ads(&tokens(), &account(), None).await.expect("ads");
    assert_eq!(x.used(), [used("18ce54d4x5t", 80.0, None)]);

    let both = [
        ("x-rate-limit-limit", "100000"),
        ("x-rate-limit-remaining", "99000"),
        ("x-rate-limit-reset", &reset),
        ("x-account-rate-limit-limit", "10000"),
        ("x-account-rate-limit-remaining", "0"),
        ("x-account-rate-limit-reset", &reset),
    ];
    x.answers(200, &both, empty);
    twitter.ads(&tokens(), &account(), None).await.expect("ads");
    assert_eq!(x.used(), [used("18ce54d4x5t", 100.0, Some(600)), used("app", 1.0, None)]);

    // about no account
    x.answers(429, &[("x-rate-limit-limit", "5"), ("x-rate-limit-remaining", "0"), ("x-rate-limit-reset", &reset)], "");
    twitter.ad_accounts(&tokens(), None).await.expect_err("limited");
    assert_eq!(x.used(), [used("app", 100.0, Some(600))]);

    for (most, left) in [("0", "0"), ("-1", "0"), ("x", "0"), ("5", "x"), ("", "")] {
        x.answers(200, &[("x-rate-limit-limit", most), ("x-rate-limit-remaining", left)], empty);
        twitter.ads(&tokens(), &account(), None).await.expect("ads");
        assert!(x.used().is_empty(), "{most} {left}");
    }
}

#[tokio::test]
async fn nobody_there_disconnects_nobody() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    drop(x);
    // the server's task ends with it, and its port with the task
    let problem = twitter.ads(&tokens(), &account(), None).await.expect_err("nobody there");
    assert!(matches!(problem.class, Class::Outage | Class::Transient), "{problem:?}");
    assert!(!problem.may_have_happened && problem.words.is_empty());
}
