//! What hostile or broken clients send, to every route of the API document: never a 500, always the documented error.

use http::Method;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use serde_json::{Map, Value, json};

use crate::{
    harness::{Answer, Client, TestApp},
    routes::{Operation, operations},
};

/// Random bodies for each route.
const RANDOM_BODIES: usize = 24;

/// Texts that have broken servers before.
fn odd_texts() -> Vec<String> {
    vec![
        String::new(),
        " ".into(),
        "\u{0}".into(),
        "a\u{0}b".into(),
        "\u{202e}gnp.exe".into(),
        "\u{feff}".into(),
        "👩‍👩‍👧‍👦".repeat(50),
        "ﷺ".repeat(40),
        "e\u{301}".repeat(300),
        "'; drop table users; --".into(),
        "{{7*7}} ${7*7} <script>alert(1)</script>".into(),
        "../../../../etc/passwd".into(),
        "9".repeat(400),
        "-1".into(),
        "NaN".into(),
        "x".repeat(100_000),
    ]
}

async fn caller(app: &TestApp, operation: &Operation) -> (Client, String) {
    let id = app.app.ids.next::<()>();
    let (salma, org) = app.founder(&format!("Salma{id}")).await;
    let client = match operation.scheme.as_deref() {
        None => app.anonymous(),
        Some("instance") => app.instance_admin(&format!("Root{id}")).await.client,
        Some(_) => salma.client,
    };
    (client, operation.address(org))
}

#[track_caller]
fn documented(operation: &Operation, sent: &str, answer: &Answer) {
    let status = answer.status.as_u16();
    let short: String = sent.chars().take(120).collect();
    assert!(status < 500, "{} answered {status} to {short}: {}", operation.name(), answer.body);
    if status >= 400 {
        assert_eq!(answer.body["success"], false, "{} to {short}: {}", operation.name(), answer.body);
        assert!(answer.body["code"].is_string() && answer.body["message"].is_string(), "{}", answer.body);
    }
}

async fn send(client: &Client, operation: &Operation, address: &str, body: &str) -> Answer {
    client.raw(operation.method.clone(), address, Some("application/json"), body.as_bytes().to_vec()).await
}

fn properties(operation: &Operation) -> Map<String, Value> {
    operation.body.as_ref().and_then(|schema| schema["properties"].as_object()).cloned().unwrap_or_default()
}

#[tokio::test]
async fn broken_json_and_wrong_types_are_400_and_missing_fields_422() {
    let app = TestApp::start().await;
    for operation in operations().into_iter().filter(|operation| operation.body.is_some()) {
        let (client, address) = caller(&app, &operation).await;
        for broken in ["{", "nul", "{\"a\":}", "[1,2", "\"", "{} {}", "\u{feff}{}"] {
            let answer = send(&client, &operation, &address, broken).await;
            assert_eq!(answer.status.as_u16(), 400, "{} to {broken}: {}", operation.name(), answer.body);
        }
        for wrong in ["5", "\"text\"", "true", " []", "[null, null]"] {
            let answer = send(&client, &operation, &address, wrong).await;
            assert_eq!(answer.status.as_u16(), 400, "{} to {wrong}: {}", operation.name(), answer.body);
        }
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(send(&client, &operation, &address, &deep).await.status.as_u16(), 400, "{}", operation.name());
        for (name, _) in properties(&operation) {
            let body = json!({name.clone(): {"an": "object", "where": ["none", "belongs"]}}).to_string();
            let answer = send(&client, &operation, &address, &body).await;
            documented(&operation, &body, &answer);
        }
        let required = operation
            .body
            .as_ref()
            .and_then(|schema| schema["required"].as_array())
            .is_some_and(|names| !names.is_empty());
        if required {
            let (client, address) = caller(&app, &operation).await;
            let answer = send(&client, &operation, &address, "{}").await;
            let status = answer.status.as_u16();
            assert!(status == 422 || status == 404, "{} to {{}}: {status} {}", operation.name(), answer.body);
        }
    }
}

#[tokio::test]
async fn odd_texts_in_every_field_are_taken_or_refused_in_words() {
    let app = TestApp::start().await;
    for operation in operations().into_iter().filter(|operation| operation.body.is_some()) {
        let (mut client, mut address) = caller(&app, &operation).await;
        let names: Vec<String> = properties(&operation).keys().cloned().collect();
        for text in odd_texts() {
            let body: Map<String, Value> = names.iter().map(|name| (name.clone(), Value::from(text.clone()))).collect();
            let body = Value::Object(body).to_string();
            let answer = send(&client, &operation, &address, &body).await;
            documented(&operation, &body, &answer);
            if answer.status.as_u16() == 401 {
                (client, address) = caller(&app, &operation).await;
            }
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        "[a-z]{1,12}@[a-z]{1,8}\\.com".prop_map(Value::from),
        Just(json!("2026-13-45T99:99:99Z")),
        Just(json!("+262142-12-31T23:59:59Z")),
        Just(json!("01900000-0000-7000-8000-000000000000")),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-z_]{1,10}", inner, 0..6).prop_map(|map| json!(map)),
        ]
    })
}

#[tokio::test]
async fn random_bodies_over_the_document_never_break_the_server() {
    let app = TestApp::start().await;
    let mut runner = TestRunner::deterministic();
    for operation in operations().into_iter().filter(|operation| operation.body.is_some()) {
        let (mut client, mut address) = caller(&app, &operation).await;
        let names: Vec<String> = properties(&operation).keys().cloned().collect();
        for _ in 0..RANDOM_BODIES {
            let mut body = Map::new();
            for name in &names {
                let value = any_json().new_tree(&mut runner).expect("value").current();
                body.insert(name.clone(), value);
            }
            let body = Value::Object(body).to_string();
            let answer = send(&client, &operation, &address, &body).await;
            documented(&operation, &body, &answer);
            if answer.status.as_u16() == 401 {
                (client, address) = caller(&app, &operation).await;
            }
        }
    }
}

#[tokio::test]
async fn odd_query_strings_are_400_or_ignored() {
    let app = TestApp::start().await;
    let queries = [
        "limit=0",
        "limit=999",
        "limit=abc",
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "sort=;--",
        "sort=-",
        "fields=nothing",
        "include=everything",
        "q=%00",
        "q=%FF%FE",
        "cursor=x",
        "cursor=AAAA",
        "q=%25%5F%5C",
        "from=yesterday",
        "to=+262142-01-01",
        "status=%27",
        "role=%E2%80%AE",
        "q=%F0%9F%A6%92&q=2&q=3",
        "%00=1",
        "a[b]=c&&&===",
    ];
    for operation in
        operations().into_iter().filter(|operation| operation.method == Method::GET && operation.scheme.is_some())
    {
        let (client, address) = caller(&app, &operation).await;
        for query in queries {
            let answer = client.get(&format!("{address}?{query}")).await;
            documented(&operation, query, &answer);
        }
    }
}

#[tokio::test]
async fn a_huge_body_is_413_and_another_content_type_415() {
    let app = TestApp::start().await;
    let huge = format!("{{\"name\": \"{}\"}}", "x".repeat(2 * 1024 * 1024));
    for operation in operations().into_iter().filter(|operation| operation.body.is_some()) {
        let (client, address) = caller(&app, &operation).await;
        assert_eq!(send(&client, &operation, &address, &huge).await.status.as_u16(), 413, "{}", operation.name());
        let answer = client.raw(operation.method.clone(), &address, Some("text/xml"), b"<a/>".to_vec()).await;
        assert_eq!(answer.status.as_u16(), 415, "{}: {}", operation.name(), answer.body);
    }
}

#[tokio::test]
async fn unknown_addresses_and_methods_are_in_the_envelope() {
    let app = TestApp::start().await;
    let client = app.anonymous();
    for address in [
        "/api/nothing",
        "/api/orgs/%00/members",
        "/api/",
        "/api/v1/none",
        "/api/invitations/0",
        "/oauth/none",
        "/.well-known/none",
        "/api/orgs/1/members/x/y/z",
    ] {
        let answer = client.get(address).await;
        assert!([404, 401].contains(&answer.status.as_u16()), "{address}: {} {}", answer.status, answer.body);
        assert_eq!(answer.body["success"], false, "{address}");
    }
    client.delete("/api/auth/login").await.refused(405, "method_not_allowed");
}
