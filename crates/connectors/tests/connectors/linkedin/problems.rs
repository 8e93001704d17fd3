//! What LinkedIn refuses.

use std::time::Duration;

use cmis_connectors::{
    linkedin::{Hosts, LinkedIn, VERSION},
    platform::{Ads, problem::Class},
};
use url::Url;

use super::platform::{APP_SECRET, Platform, TOKEN, app, tokens, wire};

#[tokio::test]
async fn every_refusal_has_its_class() {
    let platform = Platform::start().await;
    let linkedin = platform.linkedin();
    for (status, body, class, code) in [
        (
            401,
            r#"{"status":401,"serviceErrorCode":65602,"code":"EXPIRED_ACCESS_TOKEN","message":"m"}"#,
            Class::Expired,
            "EXPIRED_ACCESS_TOKEN",
        ),
        (401, r#"{"serviceErrorCode":65602}"#, Class::Expired, "65602"),
        (401, r#"{"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN"}"#, Class::Revoked, "REVOKED_ACCESS_TOKEN"),
        (401, r#"{"serviceErrorCode":65601}"#, Class::Revoked, "65601"),
        (401, r#"{"code":"REVOKED_ACCESS_TOKEN"}"#, Class::Revoked, "REVOKED_ACCESS_TOKEN"),
        // it may only be old: a refresh tells
        (401, r#"{"serviceErrorCode":65600,"code":"INVALID_ACCESS_TOKEN"}"#, Class::Expired, "INVALID_ACCESS_TOKEN"),
        (401, "", Class::Expired, "http 401"),
        (
            403,
            r#"{"serviceErrorCode":100,"code":"ACCESS_DENIED","message":"Not enough permissions to access: x"}"#,
            Class::Permission,
            "ACCESS_DENIED",
        ),
        (403, r#"{"serviceErrorCode":65601}"#, Class::Permission, "65601"),
        (400, r#"{"code":"ILLEGAL_ARGUMENT"}"#, Class::Invalid, "ILLEGAL_ARGUMENT"),
        (404, r#"{"status":404,"code":"RESOURCE_NOT_FOUND"}"#, Class::NotFound, "RESOURCE_NOT_FOUND"),
        (409, r#"{"message":"Version mismatch"}"#, Class::Transient, "http 409"),
        (411, "{}", Class::Invalid, "http 411"),
        (414, "", Class::Invalid, "http 414"),
        (422, r#"{"code":"UNPROCESSABLE_ENTITY"}"#, Class::Invalid, "UNPROCESSABLE_ENTITY"),
        (422, r#"{"code":"DUPLICATE_POST"}"#, Class::Duplicate, "DUPLICATE_POST"),
        (422, r#"{"errorDetails":{"inputErrors":[{"code":"DUPLICATE_NAME"}]}}"#, Class::Duplicate, "http 422"),
        (
            426,
            r#"{"status":426,"code":"NONEXISTENT_VERSION","message":"Requested version 20250101 is not active"}"#,
            Class::Invalid,
            "NONEXISTENT_VERSION",
        ),
        (429, r#"{"serviceErrorCode":101,"status":429}"#, Class::RateLimited, "101"),
        (429, "", Class::RateLimited, "http 429"),
        (500, r#"{"code":"INTERNAL_SERVER_ERROR"}"#, Class::Transient, "INTERNAL_SERVER_ERROR"),
        (500, r#"{"serviceErrorCode":65601}"#, Class::Transient, "65601"),
        (502, "<html>bad gateway</html>", Class::Outage, "http 502"),
        (503, "", Class::Outage, "http 503"),
        (504, "", Class::Outage, "http 504"),
        (302, "", Class::Invalid, "http 302"),
        // parts of other kinds than documented do not hide the others
        (401, r#"{"serviceErrorCode":65601,"code":7,"message":[],"errorDetails":"x"}"#, Class::Revoked, "65601"),
        (400, r#"{"code":"not a word"}"#, Class::Invalid, "http 400"),
        (400, "[]", Class::Invalid, "http 400"),
    ] {
        platform.answers(status, &[], body);
        let problem = linkedin.ad_accounts(&tokens(), None).await.expect_err(body);
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{status} {body}");
        assert!(!problem.may_have_happened, "a question changes nothing");
    }
}

#[tokio::test]
async fn what_no_one_can_read_or_reach_disconnects_nobody() {
    let platform = Platform::start().await;
    for body in ["", "null", "[]", "{}", r#"{"elements":{}}"#, r#"{"elements":[7]}"#] {
        platform.says(body);
        let problem = platform.linkedin().ad_accounts(&tokens(), None).await.expect_err(body);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{body}");
    }
    // a port that was free a moment ago
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("address");
    let root = Url::parse(&format!("http://{free}")).expect("url");
    let linkedin = LinkedIn::new(wire(), Hosts::under(&root), VERSION.to_owned(), app());
    let problem = linkedin.ad_accounts(&tokens(), None).await.expect_err("nobody there");
    assert_eq!(problem.class, Class::Outage);
}

#[tokio::test]
async fn its_words_are_kept_without_secrets() {
    let platform = Platform::start().await;
    let both = r#"{"message":"Input validation failed","errorDetailType":"x","errorDetails":{"inputErrors":[
        {"code":"FIELD_REQUIRED","description":"name is required","input":{"inputPath":{"fieldPath":"name"}}},
        {"description":"Input validation failed"},{"code":"X"}]}}"#;
    for (body, words) in [
        (both.to_owned(), "Input validation failed; name is required".to_owned()),
        (format!(r#"{{"message":"Bad {TOKEN} of {APP_SECRET}"}}"#), "Bad … of …".to_owned()),
        // cut after the secret is out, so that no half of it stays
        (format!(r#"{{"message":"{}{TOKEN}"}}"#, "x".repeat(495)), format!("{}…", "x".repeat(495))),
        (r"{}".to_owned(), String::new()),
    ] {
        platform.answers(400, &[("x-li-uuid", "UUID")], &body);
        let problem = platform.linkedin().ad_accounts(&tokens(), None).await.expect_err("refused");
        assert_eq!((problem.words.as_str(), problem.request_id.as_deref()), (words.as_str(), Some("UUID")));
        assert!(!format!("{problem:?}{problem}").contains(TOKEN));
    }
    platform.answers(502, &[("x-li-request-id", "REQ")], "");
    let problem = platform.linkedin().ad_accounts(&tokens(), None).await.expect_err("refused");
    assert_eq!(problem.request_id.as_deref(), Some("REQ"));
}

#[tokio::test]
async fn a_daily_limit_ends_at_midnight_utc() {
    let platform = Platform::start().await;
    let daily = r#"{"message":"Resource level throttle limit for calls to this resource is reached.","status":429}"#;
    let date = ("date", "Sat, 01 Aug 2026 21:30:00 GMT");
    for (headers, body, seconds) in [
        (&[date][..], daily, Some(9_000)),
        (&[date], r#"{"serviceErrorCode":101}"#, Some(9_000)),
        (&[("date", "Sat, 01 Aug 2026 00:00:00 GMT")], daily, Some(86_400)),
        (&[("date", "Thu, 31 Dec 2026 23:59:59 GMT")], daily, Some(1)),
        (&[date, ("retry-after", "60")], daily, Some(60)),
        // another limit may be over sooner
        (&[date], r#"{"message":"Too many requests"}"#, None),
        (&[date], "", None),
        (&[("date", "soon")], daily, None),
    ] {
        platform.answers(429, headers, body);
        let problem = platform.linkedin().ad_accounts(&tokens(), None).await.expect_err("throttled");
        assert_eq!(problem.class, Class::RateLimited);
        assert_eq!(problem.retry_after, seconds.map(Duration::from_secs), "{headers:?} {body}");
    }
}

#[tokio::test]
async fn a_version_that_no_header_can_hold_is_not_sent() {
    let platform = Platform::start().await;
    let root = Url::parse("http://127.0.0.1:9").expect("url");
    let linkedin = LinkedIn::new(wire(), Hosts::under(&root), "2026\n07".to_owned(), app());
    assert_eq!(linkedin.ad_accounts(&tokens(), None).await.expect_err("refused").code, "bad_version");
    assert_eq!(platform.lines(), Vec::<String>::new());
}
