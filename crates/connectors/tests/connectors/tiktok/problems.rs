//! What TikTok refuses, mostly with a 200.

use std::time::Duration;

use cmis_connectors::platform::{Ads, SignIn, problem::Class};

use super::platform::{APP_SECRET, Platform, TOKEN, account, tokens};

#[tokio::test]
async fn every_code_has_its_class() {
    let platform = Platform::start().await;
    for (code, class) in [
        (20_001, Class::Transient),
        (40_000, Class::Invalid),
        (40_001, Class::Permission),
        (40_002, Class::Invalid),
        (40_007, Class::NotFound),
        (40_008, Class::Invalid),
        (40_009, Class::Invalid),
        (40_013, Class::Invalid),
        (40_014, Class::Invalid),
        (40_016, Class::RateLimited),
        (40_050, Class::Duplicate),
        (40_100, Class::RateLimited),
        (40_102, Class::Expired),
        (40_103, Class::Revoked),
        (40_104, Class::Revoked),
        (40_105, Class::Revoked),
        (40_107, Class::Revoked),
        (40_110, Class::Invalid),
        (40_113, Class::Expired),
        (40_118, Class::Expired),
        (40_132, Class::RateLimited),
        (40_133, Class::RateLimited),
        (40_200, Class::Invalid),
        (40_201, Class::Transient),
        (40_202, Class::Invalid),
        (40_300, Class::Invalid),
        (40_502, Class::Invalid),
        (40_700, Class::Invalid),
        (40_900, Class::Invalid),
        (40_911, Class::Invalid),
        (50_000, Class::Transient),
        (50_002, Class::Transient),
        (51_305, Class::Transient),
        (60_001, Class::Outage),
        // nobody knows them
        (40_999, Class::Invalid),
        (59_999, Class::Transient),
        (7, Class::Invalid),
        (-1, Class::Invalid),
    ] {
        platform.answers(200, &[], &format!(r#"{{"code":{code},"message":"m","request_id":"r1","data":{{}}}}"#));
        let problem = platform.tiktok().identify(&tokens()).await.expect_err("refused");
        assert_eq!((problem.class, problem.code), (class, code.to_string()), "{code}");
        assert_eq!((problem.words.as_str(), problem.request_id.as_deref()), ("m", Some("r1")));
        assert_eq!(problem.retry_after.is_some(), class == Class::RateLimited);
    }
}

#[tokio::test]
async fn what_goes_by_itself_disconnects_nobody() {
    let platform = Platform::start().await;
    for (status, body, class) in [
        (502, "<html>bad gateway</html>", Class::Outage),
        (503, "", Class::Outage),
        (500, "{}", Class::Transient),
        (500, r#"{"code":0,"message":"OK"}"#, Class::Transient),
        (503, r#"{"code":7,"message":"?"}"#, Class::Outage),
        (429, "", Class::RateLimited),
        (404, "<html>without the slash</html>", Class::NotFound),
        (302, "", Class::Invalid),
        (200, "", Class::Transient),
        (200, "[]", Class::Transient),
        (200, "{}", Class::Transient),
        (200, r#"{"code":"40105","message":7}"#, Class::Transient),
        (200, r#"{"code":0,"data":null}"#, Class::Transient),
        (200, r#"{"code":1e99}"#, Class::Transient),
        // the code of the body is believed with any status
        (401, r#"{"code":40105,"message":"revoked"}"#, Class::Revoked),
        (500, r#"{"code":40100}"#, Class::RateLimited),
    ] {
        platform.answers(status, &[], body);
        let problem = platform.tiktok().identify(&tokens()).await.expect_err("refused");
        assert_eq!((problem.class, problem.may_have_happened), (class, false), "{status} {body}");
    }
    let gone = Platform::start().await;
    let tiktok = gone.tiktok();
    drop(gone);
    let problem = tiktok.identify(&tokens()).await.expect_err("nobody is there");
    assert!(problem.class.passes(), "{problem:?}");
}

#[tokio::test]
async fn who_is_limited_knows_how_long_to_wait() {
    let platform = Platform::start().await;
    for (code, headers, seconds) in [
        (40_100, &[][..], Some(1)),
        (40_016, &[], Some(300)),
        (40_132, &[], Some(300)),
        (40_133, &[], Some(300)),
        (40_133, &[("retry-after", "7")], Some(7)),
        (40_133, &[("retry-after", "999999999")], Some(86_400)),
        (40_002, &[], None),
    ] {
        platform.answers(200, headers, &format!(r#"{{"code":{code},"message":"Too many requests."}}"#));
        let problem = platform.tiktok().campaigns(&tokens(), &account(), None).await.expect_err("refused");
        assert_eq!(problem.retry_after, seconds.map(Duration::from_secs), "{code}");
    }
}

#[tokio::test]
async fn its_words_hold_no_secret() {
    let platform = Platform::start().await;
    let long = "x".repeat(495);
    for (message, words) in [
        (format!("Access token {TOKEN} is wrong"), "Access token … is wrong".to_owned()),
        (format!("secret={APP_SECRET}, {TOKEN}"), "secret=…, …".to_owned()),
        // cut after the secret is out, so that no half of it stays
        (format!("{long}{APP_SECRET}"), format!("{long}…")),
        ("two\nlines".to_owned(), "twolines".to_owned()),
    ] {
        let body = serde_json::json!({"code": 40_105, "message": message, "request_id": "a\nb"}).to_string();
        platform.answers(200, &[], &body);
        let problem = platform.tiktok().identify(&tokens()).await.expect_err("refused");
        assert_eq!((problem.words.as_str(), problem.request_id.as_deref()), (words.as_str(), Some("ab")));
        let shown = format!("{problem:?}");
        assert!(!shown.contains(TOKEN) && !shown.contains(APP_SECRET));
    }
}
