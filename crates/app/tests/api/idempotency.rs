//! `Idempotency-Key`, short forms, headers and languages: what every route has without doing anything for it.

use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn both_forms_of_an_address_are_one() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let long = salma.get(&format!("/api/orgs/{org}/members")).await;
    for form in ["/api/members", "/api/v1/members", &format!("/api/v1/orgs/{org}/members"), "/api/members/"] {
        let client = salma.with("x-org-id", &org.to_string());
        assert_eq!(client.get(form).await.data(), long.data(), "{form}");
    }
}

#[tokio::test]
async fn every_answer_carries_its_headers_and_speaks_the_callers_language() {
    let app = TestApp::with(|settings| settings.limits.anonymous = 2).await;
    let client = app.anonymous().with("x-request-id", "test-0001");
    let answer = client.get("/api/orgs/current/members").await;
    answer.refused(401, "unauthenticated");
    for (name, value) in [
        ("x-request-id", "test-0001"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cache-control", "no-store"),
        ("x-ratelimit-limit", "2"),
        ("x-ratelimit-remaining", "1"),
        ("www-authenticate", "Bearer"),
    ] {
        assert_eq!(answer.headers[name], value, "{name}");
    }
    assert!(answer.headers["content-security-policy"].to_str().expect("text").contains("script-src 'self'"));
    let arabic = client.with("accept-language", "ar-SA,en;q=0.5").get("/api/orgs/current/members").await;
    assert!(arabic.body["message"].as_str().expect("message").contains("سجّل الدخول"), "{}", arabic.body);
    let refused = client.get("/api/auth/options").await;
    refused.refused(429, "rate_limited");
    assert!(refused.body["retry_after"].as_u64().expect("seconds") <= 60);
    assert!(refused.headers.contains_key("retry-after"));
    app.advance(chrono::TimeDelta::seconds(60));
    assert!(client.get("/api/auth/options").await.status.is_success());
}

#[tokio::test]
async fn a_post_with_an_idempotency_key_takes_effect_once() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let client = salma.with("idempotency-key", "invite-omar");
    let path = format!("/api/orgs/{org}/invitations");
    let body = json!({"email": "omar@example.com", "role": "member"});
    let first = client.post(&path, body.clone()).await;
    assert_eq!(first.status.as_u16(), 201, "{}", first.body);
    let again = client.post(&path, body).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.headers["location"], first.headers["location"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    client.post(&path, json!({"email": "noor@example.com", "role": "member"})).await.refused(409, "conflict");
    // a refused request frees its key
    let other = salma.with("idempotency-key", "invite-noor");
    other.post(&path, json!({"email": "nobody"})).await.refused(422, "validation_failed");
    assert_eq!(other.post(&path, json!({"email": "noor@example.com", "role": "member"})).await.status.as_u16(), 201);
}
