//! The second factor, from its set-up to its loss.

use chrono::TimeDelta;
use cmis_app::users::mfa::totp;
use serde_json::{Value, json};

use crate::harness::{PASSWORD, Person, TestApp};

/// The code that an authenticator app shows now.
fn code(app: &TestApp, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
    let now = u64::try_from(app.clock.now().timestamp()).expect("after 1970");
    totp(secret.as_bytes(), "x@example.com").expect("generator").generate(now).to_string()
}

/// A person with a second factor: the secret and the recovery codes.
async fn with_mfa(app: &TestApp, person: &Person) -> (String, Vec<String>) {
    let setup = person.post("/api/users/me/mfa/setup", json!({"password": PASSWORD})).await;
    let secret = setup.data()["secret"].as_str().expect("secret").to_owned();
    assert!(setup.data()["otpauth_url"].as_str().expect("address").starts_with("otpauth://totp/CMIS"));
    let confirmed = person.post("/api/users/me/mfa/confirm", json!({"code": code(app, &secret)})).await;
    let codes = confirmed.data()["recovery_codes"].as_array().expect("codes").clone();
    (secret, codes.iter().map(|code| code.as_str().expect("text").to_owned()).collect())
}

async fn mfa_token(app: &TestApp, person: &Person) -> String {
    let answer = app.anonymous().post("/api/auth/login", json!({"email": person.email, "password": PASSWORD})).await;
    assert_eq!(answer.data()["mfa_required"], true);
    answer.data()["mfa_token"].as_str().expect("token").to_owned()
}

async fn second_step(app: &TestApp, person: &Person, code: &str) -> crate::harness::Answer {
    let token = mfa_token(app, person).await;
    app.anonymous().post("/api/auth/login/mfa", json!({"mfa_token": token, "code": code})).await
}

#[tokio::test]
async fn a_second_factor_is_confirmed_before_it_counts() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    salma.post("/api/users/me/mfa/confirm", json!({"code": "123456"})).await.refused(409, "conflict");
    salma.post("/api/users/me/mfa/setup", json!({"password": "wrong"})).await.refused(422, "validation_failed");
    salma.post("/api/users/me/mfa/setup", json!({"password": PASSWORD})).await.data();
    let login = json!({"email": salma.email, "password": PASSWORD});
    assert!(app.anonymous().post("/api/auth/login", login).await.data()["access_token"].is_string());
    assert_eq!(salma.get("/api/users/me").await.data()["mfa_enabled"], false);
    salma.post("/api/users/me/mfa/confirm", json!({"code": "000000"})).await.refused(422, "validation_failed");

    let (secret, codes) = with_mfa(&app, &salma).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(salma.get("/api/users/me").await.data()["mfa_enabled"], true);
    assert_eq!(salma.get(&format!("/api/orgs/{org}/members")).await.data()[0]["mfa_enabled"], true);
    assert!(app.mails().await.iter().any(|mail| mail.subject.contains("on")));
    salma.post("/api/users/me/mfa/setup", json!({"password": PASSWORD})).await.refused(409, "conflict");
    salma.post("/api/users/me/mfa/confirm", json!({"code": code(&app, &secret)})).await.refused(409, "conflict");
    // nothing of it is stored in the open
    let mut tx = app.app.system("test").await.expect("transaction");
    let stored: String = sqlx::query_scalar("select (select string_agg(u::text, '') from users u) || (select string_agg(r::text, '') from recovery_codes r)")
        .fetch_one(&mut *tx)
        .await
        .expect("rows");
    let raw = totp_rs::Secret::try_from_base32(&secret).expect("base32");
    assert!(!stored.contains(&hex::encode(raw.as_bytes())) && !codes.iter().any(|code| stored.contains(code.as_str())));
}

#[tokio::test]
async fn a_code_works_once() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let (secret, _) = with_mfa(&app, &salma).await;
    // the one that confirmed it
    second_step(&app, &salma, &code(&app, &secret)).await.refused(401, "unauthenticated");
    app.advance(TimeDelta::seconds(30));
    let now = code(&app, &secret);
    assert!(second_step(&app, &salma, &now).await.data()["access_token"].is_string());
    second_step(&app, &salma, &now).await.refused(401, "unauthenticated");
    app.advance(TimeDelta::minutes(5));
    second_step(&app, &salma, &now).await.refused(401, "unauthenticated");
    // two logins at once with one code
    let now = code(&app, &secret);
    let (one, two) = tokio::join!(second_step(&app, &salma, &now), second_step(&app, &salma, &now));
    assert_eq!([one, two].iter().filter(|answer| answer.status.is_success()).count(), 1);
}

#[tokio::test]
async fn a_recovery_code_works_once_with_or_without_its_dash() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let (_, codes) = with_mfa(&app, &salma).await;
    for code in &codes {
        let (head, tail) = code.split_once('-').expect("dash");
        let fits = |part: &str| part.len() == 5 && part.chars().all(|c| "abcdefghjkmnpqrstuvwxyz23456789".contains(c));
        assert!(fits(head) && fits(tail), "{code}");
    }
    second_step(&app, &salma, &codes[0]).await.data();
    second_step(&app, &salma, &codes[0]).await.refused(401, "unauthenticated");
    second_step(&app, &salma, &codes[1].replace('-', "").to_uppercase()).await.data();
    let renewed = salma.post("/api/users/me/mfa/recovery-codes", json!({"password": PASSWORD})).await;
    assert_eq!(renewed.data()["recovery_codes"].as_array().map(Vec::len), Some(10));
    second_step(&app, &salma, &codes[2]).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn guessing_codes_ends_soon() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let (secret, _) = with_mfa(&app, &salma).await;
    app.advance(TimeDelta::minutes(1));
    for _ in 0..10 {
        let answer = salma.post("/api/users/me/mfa/disable", json!({"password": PASSWORD, "code": "000000"})).await;
        answer.refused(422, "validation_failed");
    }
    let right = json!({"password": PASSWORD, "code": code(&app, &secret)});
    salma.post("/api/users/me/mfa/disable", right).await.refused(429, "rate_limited");
}

#[tokio::test]
async fn switched_off_it_is_forgotten() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    salma
        .post("/api/users/me/mfa/disable", json!({"password": PASSWORD, "code": "123456"}))
        .await
        .refused(409, "conflict");
    salma.post("/api/users/me/mfa/recovery-codes", json!({"password": PASSWORD})).await.refused(409, "conflict");
    let (secret, _) = with_mfa(&app, &salma).await;
    app.advance(TimeDelta::seconds(30));
    let body = |password: &str, code: &str| json!({"password": password, "code": code});
    salma
        .post("/api/users/me/mfa/disable", body("wrong", &code(&app, &secret)))
        .await
        .refused(422, "validation_failed");
    salma.post("/api/users/me/mfa/disable", body(PASSWORD, &code(&app, &secret))).await.data();
    assert_eq!(salma.get("/api/users/me").await.data()["mfa_enabled"], false);
    assert_eq!(salma.get(&format!("/api/orgs/{org}/members")).await.data()[0]["mfa_enabled"], false);
    let login = json!({"email": salma.email, "password": PASSWORD});
    assert!(app.anonymous().post("/api/auth/login", login).await.data()["access_token"].is_string());
}

#[tokio::test]
async fn the_login_that_confirmed_opens_an_org_that_asks_for_it_and_others_do_not() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let before = app.signed_in(salma.user, "Salma").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update orgs set require_mfa = true").execute(&mut *tx).await.expect("statement");
    tx.commit().await.expect("commit");
    app.app.access.forget();
    let members = format!("/api/orgs/{org}/members");
    salma.get(&members).await.refused(403, "mfa_required");
    with_mfa(&app, &salma).await;
    salma.get(&members).await.data();
    assert_eq!(salma.get("/api/context").await.data()["mfa_required"], Value::Bool(false));
    before.get(&members).await.refused(403, "mfa_required");
}
