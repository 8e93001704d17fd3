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

#[tokio::test]
async fn a_key_belongs_to_the_org_that_the_request_means() {
    let app = TestApp::start().await;
    let (salma, one) = app.founder("Salma").await;
    let (_, two) = app.founder("Omar").await;
    app.join(&salma, two, "admin").await;
    let body = json!({"email": "noor@example.com", "role": "member"});
    let client = salma.with("idempotency-key", "invite-noor");
    let mut ids = Vec::new();
    for org in [one, two] {
        let made = client.with("x-org-id", &org.to_string()).post("/api/invitations", body.clone()).await;
        assert!(made.headers.get("idempotency-replayed").is_none(), "{}", made.body);
        ids.push(made.data()["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);
    for (org, id) in [one, two].into_iter().zip(&ids) {
        // the long form names the same org, but is another address
        let again = client.with("x-org-id", &org.to_string()).post("/api/invitations", body.clone()).await;
        assert_eq!((&again.data()["id"], &again.headers["idempotency-replayed"] == "true"), (id, true));
    }
}

#[tokio::test]
async fn a_repeat_is_answered_only_while_the_caller_may_still_do_it() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, member) = app.colleague("Omar", org, "admin").await;
    let path = format!("/api/orgs/{org}/invitations");
    let body = json!({"email": "noor@example.com", "role": "member"});
    let client = omar.with("idempotency-key", "invite-noor");
    client.post(&path, body.clone()).await.data();
    client.post(&path, body.clone()).await.data();
    let place = format!("/api/orgs/{org}/members/{member}");
    salma.patch(&place, json!({"role": "viewer"})).await.data();
    client.post(&path, body.clone()).await.refused(403, "forbidden");
    salma.patch(&place, json!({"status": "suspended"})).await.data();
    client.post(&path, body.clone()).await.refused(403, "forbidden");
    salma.delete(&place).await.data();
    client.post(&path, body).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_secret_that_is_shown_once_is_not_in_the_repeat() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let client = salma.with("idempotency-key", "key-for-zap");
    let path = format!("/api/orgs/{org}/api-keys");
    let body = json!({"name": "Zap", "scopes": ["members.read"]});
    let first = client.post(&path, body.clone()).await;
    assert!(first.data()["key"].as_str().expect("key").starts_with("cmis_live_"));
    let again = client.post(&path, body).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((&again.data()["id"], &again.data()["key"]), (&first.data()["id"], &serde_json::Value::Null));
    assert_eq!(again.data()["secret_shown"], false);
}

#[tokio::test]
async fn a_client_that_hangs_up_finds_the_answer_under_its_key() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/invitations");
    // hung up after every possible number of steps: each invitation is made once and its answer kept
    for pause in [0, 1, 2, 4, 8, 16, 32] {
        let client = salma.with("idempotency-key", &format!("invite-{pause}"));
        let body = json!({"email": format!("noor{pause}@example.com"), "role": "member"});
        let send = client.post(&path, body.clone());
        drop(tokio::time::timeout(std::time::Duration::from_millis(pause), send).await);
        // what was begun goes on by itself
        app.app.tasks.close();
        app.app.tasks.wait().await;
        app.app.tasks.reopen();
        let again = client.post(&path, body.clone()).await;
        assert_eq!(again.status.as_u16(), 201, "{}", again.body);
    }
    assert_eq!(salma.get(&path).await.body["meta"]["total"], 7);
}

#[tokio::test]
async fn the_word_current_in_the_long_form_names_no_org() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let client = salma.with("x-org-id", &org.to_string());
    client.get("/api/members").await.data();
    client.get("/api/orgs/current/members").await.refused(404, "not_found");
    client.send(http::Method::DELETE, "/api/orgs/current", Some(json!({}))).await.refused(404, "not_found");
    for action in ["leave", "restore", "invitations"] {
        client.post(&format!("/api/orgs/current/{action}"), json!({})).await.refused(404, "not_found");
    }
    client.with("x-org-id", "").get("/api/members").await.refused(404, "not_found");
}

#[tokio::test]
async fn a_caller_holds_so_many_keys_and_no_more() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (huda, _) = app.colleague("Huda", org, "admin").await;
    let path = format!("/api/orgs/{org}/invitations");
    let invite = |name: &str| json!({"email": format!("{name}@example.com"), "role": "member"});
    let held = salma.with("idempotency-key", "held");
    let first = held.post(&path, invite("held")).await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query(
        "insert into idempotency_keys (caller, scope, key, request_hash, created_at)
         select $1, $2, 'other-' || n, '\\x00', $3 + interval '1 hour'
         from generate_series(1, 9999) n",
    )
    .bind(salma.user.raw())
    .bind(org.raw())
    .bind(app.clock.now())
    .execute(&mut *tx)
    .await
    .expect("keys");
    tx.commit().await.expect("commit");

    app.advance(chrono::TimeDelta::hours(2));
    let salma = app.signed_in(salma.user, "Salma").await;
    let huda = app.signed_in(huda.user, "Huda").await;
    let new = salma.with("idempotency-key", "one-more");
    let refused = new.post(&path, invite("new")).await;
    let body = refused.refused(429, "rate_limited");
    assert_eq!((&body["limit"], &body["remaining"]), (&json!(10_000), &json!(0)));
    let wait = 22 * 3600 + 1;
    assert_eq!((&body["retry_after"], &refused.headers["retry-after"]), (&json!(wait), &wait.into()));
    // what is held goes on to hold; without a key, or as somebody else, nothing is refused
    let again = salma.with("idempotency-key", "held").post(&path, invite("held")).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    salma.post(&path, invite("without")).await.data();
    huda.with("idempotency-key", "one-more").post(&path, invite("hudas")).await.data();

    app.advance(chrono::TimeDelta::seconds(wait));
    let salma = app.signed_in(salma.user, "Salma").await;
    salma.with("idempotency-key", "one-more").post(&path, invite("new")).await.data();
}
