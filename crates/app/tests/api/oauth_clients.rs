//! OAuth clients: an org's apps, how a client proves itself, and those that register themselves.

use base64::Engine;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    oauth::{Party, REDIRECT, approve, pair, party, post, query, refused, returned},
};

async fn register(app: &TestApp, body: Value) -> Party {
    let answer = app.anonymous().post("/oauth/register", body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |name: &str| answer.body[name].as_str().map(str::to_owned);
    Party {
        anonymous: app.anonymous(),
        id: String::new(),
        client_id: text("client_id").expect("client id"),
        secret: text("client_secret"),
    }
}

#[tokio::test]
async fn a_manager_cannot_take_over_an_app_that_may_more() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let strong = party(&app, &salma, org, true, &["members.read", "api_keys.manage"]).await;
    let weak = party(&app, &salma, org, true, &["members.read"]).await;
    let apps = format!("/api/orgs/{org}/oauth-apps");
    let rotated = omar.post(&format!("{apps}/{}/rotate-secret", strong.id), json!({})).await;
    assert_eq!(rotated.refused(403, "forbidden")["permission"], "api_keys.manage");
    let elsewhere = json!({"redirect_uris": ["https://evil.example/cb"]});
    omar.patch(&format!("{apps}/{}", strong.id), elsewhere).await.refused(403, "forbidden");
    let body = json!({"name": "x", "redirect_uris": [REDIRECT], "scopes": ["api_keys.manage"], "confidential": false});
    omar.post(&apps, body).await.refused(422, "validation_failed");

    let answer = omar.post(&format!("{apps}/{}/rotate-secret", weak.id), json!({})).await;
    let secret = answer.data()["client_secret"].as_str().expect("secret").to_owned();
    refused(&weak.token(&[("grant_type", "client_credentials")]).await, 401, "invalid_client");
    let weak = Party { secret: Some(secret), ..weak };
    assert_eq!(weak.token(&[("grant_type", "client_credentials")]).await.status, 200);

    let bad = json!({"name": "x", "redirect_uris": ["http://evil.example/cb", REDIRECT, "https://x/#y"], "scopes": ["members.read"], "confidential": true});
    let errors = salma.post(&apps, bad).await;
    let errors = errors.refused(422, "validation_failed")["errors"].as_object().expect("errors").clone();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["redirect_uris.0", "redirect_uris.2"]);
    assert_eq!(salma.post(&apps, json!({})).await.body["errors"].as_object().expect("errors").len(), 4);
    let text = String::from_utf8(salma.get(&apps).await.bytes).expect("text");
    assert!(!text.contains("cmis_sec_") && !text.contains("secret"));
}

#[tokio::test]
async fn a_client_proves_who_it_is_in_one_way() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let own = party(&app, &salma, org, true, &["members.read"]).await;
    let secret = own.secret.clone().expect("secret");
    let basic = |id: &str, secret: &str| {
        let text = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
        app.anonymous().with("authorization", &format!("Basic {text}"))
    };
    let ask = "grant_type=client_credentials";
    assert_eq!(post(&basic(&own.client_id, &secret), "/oauth/token", ask).await.status, 200);
    for client in
        [basic(&own.client_id, "wrong"), basic("unknown", &secret), basic(&own.client_id, ""), app.anonymous()]
    {
        refused(&post(&client, "/oauth/token", ask).await, 401, "invalid_client");
    }
    let silent =
        Party { secret: None, anonymous: app.anonymous(), id: String::new(), client_id: own.client_id.clone() };
    refused(&silent.token(&[("grant_type", "client_credentials")]).await, 401, "invalid_client");
    let twice = format!("{ask}&client_secret={secret}");
    refused(&post(&basic(&own.client_id, &secret), "/oauth/token", &twice).await, 400, "invalid_request");
    let doubled = format!("{ask}&scope=members.read&scope=members.read");
    refused(&post(&basic(&own.client_id, &secret), "/oauth/token", &doubled).await, 400, "invalid_request");
    refused(&own.token(&[]).await, 400, "invalid_request");
    refused(&own.token(&[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    let large = "x".repeat(70_000);
    refused(&post(&app.anonymous(), "/oauth/token", &large).await, 413, "invalid_request");
    refused(&app.anonymous().post("/oauth/token", json!({})).await, 400, "invalid_request");
    for token in ["\u{0}", "ع", "cmis_or_"] {
        refused(&own.refresh(token).await, 400, "invalid_grant");
    }
    assert_eq!(app.anonymous().get("/oauth/token").await.status, 405);
}

#[tokio::test]
async fn an_assistant_registers_itself_and_a_person_lets_it_in() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, other) = app.founder("Mallory").await;
    app.join(&salma, other, "viewer").await;
    let anonymous = app.anonymous();
    let server = anonymous.get("/.well-known/oauth-authorization-server").await.body;
    assert_eq!(server["issuer"], "http://localhost:8080");
    assert_eq!(server["code_challenge_methods_supported"], json!(["S256"]));
    let resource = anonymous.get("/.well-known/oauth-protected-resource/mcp").await.body;
    assert_eq!(resource["resource"], "http://localhost:8080/mcp");
    assert_eq!(
        anonymous.get("/.well-known/oauth-protected-resource").await.body["authorization_servers"][0],
        server["issuer"]
    );
    anonymous.get("/.well-known/oauth-protected-resource/x").await.refused(404, "not_found");

    let party = register(
        &app,
        json!({"client_name": "Assistant", "redirect_uris": [REDIRECT, "http://127.0.0.1:7777/cb"],
               "token_endpoint_auth_method": "none", "logo_uri": "https://x"}),
    )
    .await;
    assert!(party.secret.is_none());
    let mut ask = party.ask("members.read audit.read");
    ask["resource"] = json!("http://localhost:8080/mcp");
    let question = salma.get(&query(&ask)).await;
    assert_eq!(question.data()["client"]["dynamic"], true);
    assert_eq!(question.data()["orgs"].as_array().expect("orgs").len(), 2);
    let answer = approve(&salma, other, ask.clone()).await;
    let exchanged = party.exchange(&returned(&answer, "code").expect("code")).await;
    assert_eq!(exchanged.body["scope"], "members.read");
    let (access, _) = pair(&exchanged);
    let client = app.anonymous().bearer(&access);
    client.get(&format!("/api/orgs/{other}/members")).await.data();
    client.get(&format!("/api/orgs/{org}/members")).await.refused(404, "not_found");
    assert_eq!(mallory.get(&format!("/api/orgs/{other}/oauth-grants")).await.data()[0]["client_name"], "Assistant");

    // an installed app listens on whichever port is free
    ask["redirect_uri"] = json!("http://127.0.0.1:50123/cb");
    let answer = approve(&salma, org, ask).await;
    assert!(answer.data()["redirect_to"].as_str().expect("address").starts_with("http://127.0.0.1:50123/cb?code="));

    let mut open = party.ask("");
    open["org_id"] = json!(org);
    open["approve"] = json!(true);
    let answer = salma.post("/api/oauth/consent", open).await;
    let exchanged = party.exchange(&returned(&answer, "code").expect("code")).await;
    assert_eq!(
        exchanged.body["scope"],
        "members.read activity.read integrations.read campaigns.read spending.read analytics.read usage.read"
    );

    let secretive = register(&app, json!({"redirect_uris": [REDIRECT]})).await;
    let secret = secretive.secret.clone().expect("secret");
    secretive.tokens(&salma, org, "members.read").await;
    refused(&secretive.token(&[("grant_type", "client_credentials")]).await, 400, "unauthorized_client");
    let bare = Party { secret: None, ..secretive };
    refused(&bare.refresh("cmis_or_x").await, 401, "invalid_client");
    assert!(secret.starts_with("cmis_sec_"));
}

#[tokio::test]
async fn registrations_are_checked_counted_and_forgotten_when_unused() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let anonymous = app.anonymous();
    for (body, error) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["http://evil.example/"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": vec![REDIRECT; 11]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": REDIRECT}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "client_name": "a\u{202e}b"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "client_name": "a\u{0}b"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "grant_types": ["implicit"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "response_types": ["token"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "scope": "everything"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "tls"}), "invalid_client_metadata"),
    ] {
        refused(&anonymous.post("/oauth/register", body).await, 400, error);
    }
    let body = json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"});
    let used = register(&app, body.clone()).await;
    let unused = register(&app, body.clone()).await;
    for _ in 0..18 {
        register(&app, body.clone()).await;
    }
    let full = anonymous.post("/oauth/register", body).await;
    refused(&full, 429, "temporarily_unavailable");
    assert!(full.headers.contains_key("retry-after"));

    app.advance(TimeDelta::days(15));
    let salma = app.signed_in(salma.user, "Salma").await;
    let (_, refresh) = used.tokens(&salma, org, "members.read").await;
    app.advance(TimeDelta::days(16));
    let mut tx = app.app.system("test").await.expect("transaction");
    cmis_app::access::oauth::cleanup(&mut tx, app.clock.now()).await.expect("cleanup");
    tx.commit().await.expect("commit");
    refused(&unused.refresh(&refresh).await, 401, "invalid_client");
    let (_, refresh) = pair(&used.refresh(&refresh).await);
    app.advance(TimeDelta::days(31));
    let mut tx = app.app.system("test").await.expect("transaction");
    cmis_app::access::oauth::cleanup(&mut tx, app.clock.now()).await.expect("cleanup");
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from oauth_grants) + (select count(*) from oauth_tokens) + (select count(*) from oauth_codes)
                + (select count(*) from oauth_dynamic_clients)",
    )
    .fetch_one(&mut *tx)
    .await
    .expect("count");
    assert_eq!(left, 0);
    tx.commit().await.expect("commit");
    refused(&used.refresh(&refresh).await, 401, "invalid_client");
}
