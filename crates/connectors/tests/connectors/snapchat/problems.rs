//! What Snapchat says when it refuses, and what of it is kept.

use std::time::Duration;

use cmis_connectors::platform::{
    Ads, SignIn,
    problem::{Class, Problem},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::{ACCESS, APP_SECRET, REFRESH, Server, account, at, says, text, tokens};
use crate::recorder::Says;

async fn refused(answer: Says) -> Problem {
    let server = Server::new([answer]).await;
    let answer = server.snapchat().campaigns(&tokens(), &account("UTC"), None).await;
    server.asked();
    answer.expect_err("a problem")
}

fn error(code: &str) -> Value {
    json!({ "request_status": "ERROR", "request_id": "57ad1ad600ff0dd78cb1", "debug_message": "Why it is so",
        "display_message": "We're sorry", "error_code": code })
}

#[tokio::test]
async fn every_refusal_has_its_class() {
    for (status, code, class) in [
        (400, "E1001", Class::Invalid),
        (400, "E1008", Class::Invalid),
        (400, "E9999", Class::Invalid),
        (400, "E3003", Class::NotFound),
        (401, "E1001", Class::Expired),
        (401, "E3001", Class::Expired),
        (403, "E3001", Class::Permission),
        (403, "E1001", Class::Permission),
        (404, "E3003", Class::NotFound),
        (405, "E1001", Class::Invalid),
        (406, "E1001", Class::Invalid),
        (410, "E1001", Class::Invalid),
        (418, "E1001", Class::Invalid),
        (429, "E1001", Class::RateLimited),
        (500, "E1001", Class::Transient),
        (500, "E3003", Class::Transient),
        (503, "E1001", Class::Outage),
        // an error within a 200
        (200, "E3003", Class::NotFound),
        (200, "E3001", Class::Permission),
        (200, "E1001", Class::Invalid),
    ] {
        let problem = refused(says(status, &error(code))).await;
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{status} {code}");
        assert_eq!(problem.words, "Why it is so");
        assert_eq!(problem.request_id.as_deref(), Some("57ad1ad600ff0dd78cb1"));
        assert_eq!(problem.retry_after, (status == 429).then_some(Duration::from_secs(1)));
    }
}

#[tokio::test]
async fn refusals_without_a_code_go_by_their_status() {
    for (status, body, class, code, words) in [
        (
            401,
            r#"{"request_status":"ERROR","debug_message":"Unauthorized"}"#,
            Class::Expired,
            "http 401",
            "Unauthorized",
        ),
        (401, r#"{"error":"invalid_token","error_description":"Ended"}"#, Class::Expired, "invalid_token", "Ended"),
        (401, "", Class::Expired, "http 401", ""),
        (403, "Forbidden", Class::Permission, "http 403", ""),
        (404, "<html>", Class::NotFound, "http 404", ""),
        (410, "", Class::Invalid, "http 410", ""),
        (418, "I'm a teapot", Class::Invalid, "http 418", ""),
        (429, "Too many requests", Class::RateLimited, "http 429", ""),
        (500, "[]", Class::Transient, "http 500", ""),
        (503, "", Class::Outage, "http 503", ""),
        (302, "", Class::Invalid, "http 302", ""),
        (200, "", Class::Transient, "unreadable", ""),
        (200, "{}", Class::Transient, "unreadable", ""),
        (200, r#"{"request_status":"SUCCESS"}"#, Class::Transient, "unreadable", ""),
        (200, r#"{"request_status":"SUCCESS","campaigns":[5]}"#, Class::Transient, "unreadable", ""),
        (200, r#"{"request_status":"SUCCESS","campaigns":[{}]}"#, Class::Transient, "unreadable", ""),
        (
            400,
            r#"{"request_status":"ERROR","campaigns":[{"sub_request_status":"ERROR","sub_request_error_reason":"Bad name"}]}"#,
            Class::Invalid,
            "http 400",
            "Bad name",
        ),
        (
            200,
            r#"{"request_status":"PARTIAL","campaigns":[{"sub_request_status":"ERROR","sub_request_error_reason":"E3003: gone"}]}"#,
            Class::NotFound,
            "E3003",
            "E3003: gone",
        ),
    ] {
        let problem = refused(text(status, body.to_owned())).await;
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{status} {body}");
        assert!(code == "unreadable" || problem.words == words, "{status} {body}: {}", problem.words);
        assert!(!problem.may_have_happened);
    }
}

#[tokio::test]
async fn one_failed_row_fails_the_page() {
    let body = json!({ "request_status": "PARTIAL", "request_id": "5", "campaigns": [
        { "sub_request_status": "SUCCESS", "campaign": { "id": super::server::CAMPAIGN } },
        { "sub_request_status": "ERROR", "sub_request_error_reason": "Could not be loaded" } ] });
    let problem = refused(says(200, &body)).await;
    assert_eq!((problem.code.as_str(), problem.words.as_str()), ("sub_request_error", "Could not be loaded"));
}

#[tokio::test]
async fn secrets_that_come_back_are_cut_out() {
    for (status, name) in [(400, "debug_message"), (401, "error_description"), (200, "display_message")] {
        let body = json!({ "request_status": "ERROR", "request_id": ACCESS, name: format!("bad token {ACCESS}!") });
        let problem = refused(says(status, &body)).await;
        assert!(!format!("{problem:?}").contains(ACCESS), "{problem:?}");
        assert_eq!(problem.words, "bad token …!");
    }
    let reason = format!("refused for {ACCESS}");
    let body = json!({ "request_status": "SUCCESS", "campaigns": [
        { "sub_request_status": "ERROR", "sub_request_error_reason": reason }] });
    assert_eq!(refused(says(200, &body)).await.words, "refused for …");

    let body = json!({ "error": "invalid_grant", "error_description": format!("{REFRESH} of {APP_SECRET}") });
    let server = Server::new([says(400, &body)]).await;
    let problem = server.snapchat().refresh(&tokens(), at("2026-11-22T12:00:00Z")).await.expect_err("refused");
    assert_eq!(problem.words, "… of …");
}

/// JSON that looks like an answer here and there.
fn json_like() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(Value::from("SUCCESS")),
        Just(Value::from("2026-08-01T00:00:00.000-07:00")),
        Just(Value::from(super::server::AD)),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 5, |inner| {
        let name = prop::sample::select(vec![
            "request_status",
            "campaigns",
            "campaign",
            "sub_request_status",
            "timeseries_stats",
            "timeseries_stat",
            "breakdown_stats",
            "ad",
            "timeseries",
            "start_time",
            "stats",
            "dimension_stats",
            "id",
            "spend",
            "paging",
            "next_link",
            "error_code",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_answer_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..64), mut value in json_like(), status in 200_u16..600) {
        // most of what is read is read of answers that went well
        if let Some(body) = value.as_object_mut() {
            body.insert("request_status".to_owned(), "SUCCESS".into());
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let raw = String::from_utf8_lossy(&bytes).into_owned();
            let told = value.to_string();
            let answers = [text(200, told.clone()), text(status, told.clone()), text(200, raw), text(200, told)];
            let server = Server::new(answers).await;
            let (snapchat, account) = (server.snapchat(), account("Africa/Cairo"));
            for _ in 0..2 {
                let _ = snapchat.campaigns(&tokens(), &account, None).await;
            }
            let day = "2026-08-01".parse().expect("a day");
            let window = cmis_connectors::platform::Window { from: day, to: day };
            let split = cmis_connectors::platform::Split::Country;
            for _ in 0..2 {
                let _ = snapchat.insights(&tokens(), &account, window, split, None).await;
            }
        });
    }
}
