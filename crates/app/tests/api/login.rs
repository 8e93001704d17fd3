//! From registration to a login that is refreshed, stolen and ended.

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn a_person_registers_confirms_signs_in_and_signs_out() {
    let app = TestApp::start().await;
    let salma = app.anonymous();
    let body = json!({"name": "Salma", "email": "Salma@Example.com", "password": PASSWORD, "locale": "ar"});
    assert_eq!(salma.post("/api/auth/register", body.clone()).await.data()["status"], "verification_sent");

    let login = json!({"email": "salma@example.com", "password": PASSWORD});
    salma.post("/api/auth/login", login.clone()).await.refused(403, "email_unverified");
    let token = app.mailed_token("salma@example.com").await;
    assert_eq!(
        salma.post("/api/auth/verify-email", json!({"token": token})).await.data()["email"],
        "salma@example.com"
    );
    salma.post("/api/auth/verify-email", json!({"token": token})).await.refused(404, "not_found");

    // registering again tells a stranger nothing, and the owner by mail
    assert_eq!(salma.post("/api/auth/register", body).await.data()["status"], "verification_sent");
    let last = app.mails().await.pop().expect("mail");
    assert!(last.links.iter().any(|link| link.contains("/forgot-password")), "{:?}", last.links);

    let answer = salma.post("/api/auth/login", login).await;
    let signed_in = answer.data();
    let person = salma.bearer(signed_in["access_token"].as_str().expect("token"));
    assert_eq!(signed_in["expires_in"], 900);
    assert!(person.post("/api/auth/logout", json!({})).await.status.is_success());
    person.post("/api/auth/logout", json!({})).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn wrong_passwords_are_answered_alike_and_throttled() {
    let app = TestApp::start().await;
    app.person("Omar").await;
    let stranger = app.anonymous();
    let attempt = |email: &str| json!({"email": email, "password": "not the right one"});
    let known = stranger.post("/api/auth/login", attempt("omar@example.com")).await;
    let unknown = stranger.post("/api/auth/login", attempt("nobody@example.com")).await;
    assert_eq!(known.body, unknown.body);
    known.refused(401, "unauthenticated");
    for _ in 0..9 {
        stranger.post("/api/auth/login", attempt("omar@example.com")).await;
    }
    let right = json!({"email": "omar@example.com", "password": PASSWORD});
    let answer = stranger.post("/api/auth/login", right.clone()).await;
    answer.refused(429, "rate_limited");
    assert!(answer.headers.contains_key("retry-after"));
    app.advance(TimeDelta::minutes(16));
    assert!(stranger.post("/api/auth/login", right).await.status.is_success());
}

#[tokio::test]
async fn a_refresh_token_changes_with_each_use_and_a_stolen_one_ends_the_login() {
    let app = TestApp::start().await;
    app.person("Noor").await;
    let client = app.anonymous();
    let answer = client.post("/api/auth/login", json!({"email": "noor@example.com", "password": PASSWORD})).await;
    let first = answer.data()["refresh_token"].clone();
    let second =
        client.post("/api/auth/refresh", json!({"refresh_token": first})).await.data()["refresh_token"].clone();
    assert_ne!(first, second);
    // a second tab, a lost answer
    let again = client.post("/api/auth/refresh", json!({"refresh_token": first})).await;
    let person = client.bearer(again.data()["access_token"].as_str().expect("token"));
    app.advance(TimeDelta::seconds(11));
    client.post("/api/auth/refresh", json!({"refresh_token": first})).await.refused(401, "unauthenticated");
    client.post("/api/auth/refresh", json!({"refresh_token": second})).await.refused(401, "unauthenticated");
    person.post("/api/auth/logout", json!({})).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_browser_gets_a_cookie_that_other_origins_cannot_use() {
    let app = TestApp::start().await;
    app.person("Huda").await;
    let browser = app.anonymous();
    let body = json!({"email": "huda@example.com", "password": PASSWORD, "client": "web", "remember": true});
    let answer = browser.post("/api/auth/login", body).await;
    assert!(answer.data().get("refresh_token").is_none());
    let cookie = answer.headers["set-cookie"].to_str().expect("text").to_owned();
    for part in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let pair = cookie.split(';').next().expect("pair");
    let evil = browser.with("cookie", pair).with("origin", "https://evil.example");
    evil.post("/api/auth/refresh", json!({})).await.refused(403, "forbidden");
    let own = browser.with("cookie", pair).with("origin", "http://localhost:8080");
    assert!(own.post("/api/auth/refresh", json!({})).await.status.is_success());
}

#[tokio::test]
async fn a_forgotten_password_is_reset_once_and_ends_every_login() {
    let app = TestApp::start().await;
    let rana = app.person("Rana").await;
    let stranger = app.anonymous();
    let known = stranger.post("/api/auth/forgot-password", json!({"email": rana.email})).await;
    let unknown = stranger.post("/api/auth/forgot-password", json!({"email": "who@example.com"})).await;
    assert_eq!((known.status.as_u16(), &known.body), (202, &unknown.body));
    let token = app.mailed_token(&rana.email).await;
    let body = json!({"token": token, "password": "seven quiet rivers run north"});
    assert!(stranger.post("/api/auth/reset-password", body.clone()).await.status.is_success());
    stranger.post("/api/auth/reset-password", body).await.refused(404, "not_found");
    rana.post("/api/auth/logout", json!({})).await.refused(401, "unauthenticated");
    stranger
        .post("/api/auth/login", json!({"email": rana.email, "password": PASSWORD}))
        .await
        .refused(401, "unauthenticated");
}
