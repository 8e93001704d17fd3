//! What Google's refusals mean to us.

use std::{collections::BTreeMap, time::Duration};

use cmis_base::secret::Secret;
use cmis_connectors::platform::{Ads, App, Tokens, problem::Class, problem::Problem};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::{ACCESS, APP_SECRET, DEVELOPER_TOKEN, REFRESH, Server, account, says, text, tokens, with};
use crate::recorder::Says;

/// A refusal of the Ads API with one error.
fn failure(status: &str, group: &str, reason: &str) -> Value {
    json!({ "error": { "code": 0, "message": "Outer words", "status": status, "details": [{
        "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
        "errors": [{ "errorCode": { group: reason }, "message": "Inner words.", "trigger": { "stringValue": "sent" },
            "location": { "fieldPathElements": [{ "fieldName": "operations", "index": 0 }] } }],
        "requestId": "FromBody",
    }] } })
}

async fn refused(answer: Says) -> Problem {
    let server = Server::new([answer]).await;
    let problem = server.google().campaigns(&tokens(), &account(), None).await.expect_err("refused");
    assert_eq!(server.lines().len(), 1);
    problem
}

#[tokio::test]
async fn every_documented_error_has_its_class() {
    for (http, status, group, reason, class) in [
        (401, "UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_EXPIRED", Class::Expired),
        (401, "UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_INVALID", Class::Expired),
        (401, "UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_DISABLED", Class::Expired),
        (401, "UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_HEADER_INVALID", Class::Expired),
        (401, "UNAUTHENTICATED", "authenticationError", "AUTHENTICATION_ERROR", Class::Expired),
        (401, "UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_REVOKED", Class::Revoked),
        (401, "UNAUTHENTICATED", "authenticationError", "GOOGLE_ACCOUNT_DELETED", Class::Revoked),
        (401, "UNAUTHENTICATED", "authenticationError", "CUSTOMER_NOT_FOUND", Class::NotFound),
        (401, "UNAUTHENTICATED", "authenticationError", "CLIENT_CUSTOMER_ID_INVALID", Class::Invalid),
        (401, "UNAUTHENTICATED", "authenticationError", "NOT_ADS_USER", Class::Permission),
        (401, "UNAUTHENTICATED", "authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED", Class::Permission),
        (401, "UNAUTHENTICATED", "authenticationError", "ADVANCED_PROTECTION_NOT_ENROLLED", Class::Permission),
        (401, "UNAUTHENTICATED", "authenticationError", "DEVELOPER_TOKEN_INVALID", Class::Permission),
        (403, "PERMISSION_DENIED", "authorizationError", "USER_PERMISSION_DENIED", Class::Permission),
        (403, "PERMISSION_DENIED", "authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED", Class::Permission),
        (403, "PERMISSION_DENIED", "authorizationError", "CUSTOMER_NOT_ENABLED", Class::Permission),
        (403, "PERMISSION_DENIED", "authorizationError", "MISSING_TOS", Class::Permission),
        (400, "INVALID_ARGUMENT", "queryError", "UNRECOGNIZED_FIELD", Class::Invalid),
        (400, "INVALID_ARGUMENT", "requestError", "PAGE_SIZE_NOT_SUPPORTED", Class::Invalid),
        (400, "INVALID_ARGUMENT", "requestError", "UNSUPPORTED_VERSION", Class::Invalid),
        (400, "INVALID_ARGUMENT", "campaignError", "DUPLICATE_CAMPAIGN_NAME", Class::Duplicate),
        (400, "INVALID_ARGUMENT", "adGroupError", "DUPLICATE_ADGROUP_NAME", Class::Duplicate),
        (400, "INVALID_ARGUMENT", "mutateError", "RESOURCE_NOT_FOUND", Class::NotFound),
        (400, "INVALID_ARGUMENT", "rangeError", "TOO_LOW", Class::Invalid),
        (429, "RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_EXHAUSTED", Class::RateLimited),
        (429, "RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", Class::RateLimited),
        (429, "RESOURCE_EXHAUSTED", "quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION", Class::RateLimited),
        (500, "INTERNAL", "internalError", "INTERNAL_ERROR", Class::Transient),
        (503, "UNAVAILABLE", "internalError", "TRANSIENT_ERROR", Class::Transient),
        (504, "DEADLINE_EXCEEDED", "internalError", "DEADLINE_EXCEEDED", Class::Transient),
        (503, "UNAVAILABLE", "newError", "SOMETHING_NEW", Class::Transient),
        (409, "ABORTED", "databaseError", "CONCURRENT_MODIFICATION", Class::Transient),
    ] {
        let problem = refused(with(says(http, &failure(status, group, reason)), "request-id", "FromHeader")).await;
        assert_eq!((problem.class, problem.code.as_str()), (class, reason));
        assert_eq!((problem.words.as_str(), problem.request_id.as_deref()), ("Inner words.", Some("FromHeader")));
        assert!(!problem.may_have_happened && problem.retry_after.is_none());
    }
}

#[tokio::test]
async fn a_refusal_before_the_ads_api_has_googles_common_words() {
    let info = |reason: &str| {
        json!({ "error": { "code": 401, "message": "Outer words", "status": "UNAUTHENTICATED", "details": [
            { "@type": "type.googleapis.com/google.rpc.DebugInfo", "detail": "x", "errors": 7 },
            { "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason, "domain": "googleapis.com" },
        ] } })
    };
    let bare = |status: &str| json!({ "error": { "code": 0, "message": "Outer words", "status": status } });
    for (http, body, class, code) in [
        (401, info("ACCESS_TOKEN_EXPIRED"), Class::Expired, "ACCESS_TOKEN_EXPIRED"),
        (401, info("CREDENTIALS_MISSING"), Class::Expired, "CREDENTIALS_MISSING"),
        (401, info("SOMETHING_NEW"), Class::Expired, "UNAUTHENTICATED"),
        (403, info("ACCESS_TOKEN_SCOPE_INSUFFICIENT"), Class::Permission, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        (403, info("SERVICE_DISABLED"), Class::Permission, "SERVICE_DISABLED"),
        (403, bare("PERMISSION_DENIED"), Class::Permission, "PERMISSION_DENIED"),
        (404, bare("NOT_FOUND"), Class::NotFound, "NOT_FOUND"),
        (409, bare("ALREADY_EXISTS"), Class::Duplicate, "ALREADY_EXISTS"),
        (409, bare("ABORTED"), Class::Transient, "ABORTED"),
        (429, bare("RESOURCE_EXHAUSTED"), Class::RateLimited, "RESOURCE_EXHAUSTED"),
        (503, bare("UNAVAILABLE"), Class::Transient, "UNAVAILABLE"),
        // in an array, as searchStream does
        (400, json!([bare("INVALID_ARGUMENT")]), Class::Invalid, "INVALID_ARGUMENT"),
        (
            401,
            json!([failure("UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_REVOKED")]),
            Class::Revoked,
            "OAUTH_TOKEN_REVOKED",
        ),
        // what no version says
        (403, bare("?"), Class::Permission, "http 403"),
        (400, failure("INVALID_ARGUMENT", "x", "<b>"), Class::Invalid, "http 400"),
        (401, json!({ "error": "invalid_token" }), Class::Expired, "http 401"),
        (404, json!(null), Class::NotFound, "http 404"),
        (502, json!([]), Class::Outage, "http 502"),
    ] {
        let problem = refused(says(http, &body)).await;
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{body}");
    }
    let problem = refused(with(with(text(503, "<html>away</html>"), "retry-after", "7"), "request-id", "R")).await;
    assert_eq!((problem.class, problem.words.as_str()), (Class::Outage, ""));
    assert_eq!((problem.retry_after, problem.request_id.as_deref()), (Some(Duration::from_secs(7)), Some("R")));
}

#[tokio::test]
async fn a_quota_says_how_long_to_wait() {
    let quota = |delay: &str| {
        let mut body = failure("RESOURCE_EXHAUSTED", "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED");
        body["error"]["details"][0]["errors"][0]["details"] =
            json!({ "quotaErrorDetails": { "rateScope": "ACCOUNT", "rateName": "Requests", "retryDelay": delay } });
        body
    };
    let info = json!({ "error": { "status": "RESOURCE_EXHAUSTED", "details": [
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2.5s" },
    ] } });
    let day = Duration::from_secs(86_400);
    for (body, wait) in [
        (quota("30s"), Some(Duration::from_secs(30))),
        (quota("999999999s"), Some(day)),
        (quota("-1s"), None),
        (quota("soon"), None),
        (info, Some(Duration::from_millis(2_500))),
    ] {
        let problem = refused(says(429, &body)).await;
        assert_eq!((problem.class, problem.retry_after), (Class::RateLimited, wait), "{body}");
    }
    let both = with(says(429, &quota("soon")), "retry-after", "9");
    assert_eq!(refused(both).await.retry_after, Some(Duration::from_secs(9)));
}

#[tokio::test]
async fn several_errors_are_told_together_and_the_first_decides() {
    let mut body = failure("INVALID_ARGUMENT", "campaignError", "DUPLICATE_CAMPAIGN_NAME");
    let second = json!({ "errorCode": { "rangeError": "TOO_LOW" }, "message": "Too low." });
    body["error"]["details"][0]["errors"].as_array_mut().expect("errors").push(second);
    let problem = refused(says(400, &body)).await;
    assert_eq!((problem.class, problem.words.as_str()), (Class::Duplicate, "Inner words. Too low."));
    assert_eq!(problem.request_id.as_deref(), Some("FromBody"));
}

#[tokio::test]
async fn no_secret_comes_back_in_a_problem() {
    for secret in [ACCESS, REFRESH, APP_SECRET, DEVELOPER_TOKEN] {
        let mut body = failure("UNAUTHENTICATED", "authenticationError", "OAUTH_TOKEN_INVALID");
        body["error"]["details"][0]["errors"][0]["message"] = format!("The token {secret} is invalid").into();
        let problem = refused(says(401, &body)).await;
        assert!(!format!("{problem} {problem:?}").contains(secret));
    }
}

#[tokio::test]
async fn what_google_cannot_be_told_is_not_sent() {
    let server = Server::new([]).await;
    let broken = Tokens { access: Secret::from("a\r\nx: y"), ..tokens() };
    let problem = server.google().campaigns(&broken, &account(), None).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_token"));
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn a_developer_token_is_sent_only_when_there_is_one() {
    for token in [None, Some("")] {
        let server = Server::new([says(200, &json!({}))]).await;
        let more = BTreeMap::from_iter(token.map(|token| ("developer_token", Secret::from(token))));
        let google = server.google_as(App { id: "c".to_owned(), secret: Secret::from("s"), more });
        google.campaigns(&tokens(), &account(), None).await.expect("campaigns");
        assert_eq!(server.asked()[0].header("developer-token"), None);
    }
}

const NAMES: &[&str] =
    &["error", "details", "errors", "errorCode", "status", "message", "retryDelay", "reason", "results", "campaign"];

fn json_like() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop_oneof!["\\PC{0,8}", Just("30s".to_owned()), Just("UNAVAILABLE".to_owned())].prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(prop::sample::select(NAMES), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().map(|(name, it)| (name.to_owned(), it)).collect())),
        ]
    })
}

#[test]
fn no_answer_breaks_it() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    proptest!(ProptestConfig::with_cases(48), |(bodies in prop::collection::vec(json_like(), 8), http in 200_u16..600)| {
        runtime.block_on(async {
            let count = bodies.len();
            let server = Server::new(bodies.iter().map(|body| says(http, body))).await;
            let google = server.google();
            for _ in 0..count {
                let _ = google.campaigns(&tokens(), &account(), None).await;
            }
            assert_eq!(server.lines().len(), count);
        });
    });
}
