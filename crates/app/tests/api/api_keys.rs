//! API keys: shown once, never stronger than whoever made them, dead when they are gone.

use chrono::TimeDelta;
use cmis_base::{
    id::{Id, Member, Org},
    secret::token_hash,
};
use serde_json::{Value, json};

use crate::harness::{Client, Person, TestApp};

/// A new key of the person; gives its id and its secret.
async fn key(person: &Person, org: Id<Org>, body: Value) -> (String, String) {
    let answer = person.post(&format!("/api/orgs/{org}/api-keys"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |name: &str| answer.data()[name].as_str().expect("text").to_owned();
    (text("id"), text("key"))
}

fn with(app: &TestApp, key: &str) -> Client {
    app.anonymous().bearer(key)
}

async fn set_status(app: &TestApp, member: Id<Member>, status: &str) {
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update members set status = $2 where id = $1")
        .bind(member.raw())
        .bind(status)
        .execute(&mut *tx)
        .await
        .expect("status");
    tx.commit().await.expect("commit");
    app.app.access.forget();
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_hash() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/api-keys");
    let made = salma.post(&path, json!({"name": "  Reports ", "scopes": ["members.read", "usage.read"]})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let (view, secret) = (made.data().clone(), made.data()["key"].as_str().expect("key").to_owned());
    assert_eq!(secret.len(), "cmis_live_".len() + 43);
    assert!(secret.starts_with("cmis_live_"));
    assert_eq!(view["prefix"], secret[..16]);
    assert_eq!((view["name"].as_str(), view["revoked_at"].as_null()), (Some("Reports"), Some(())));
    assert_eq!(view["created_by"]["name"], "Salma");
    let one = format!("{path}/{}", view["id"].as_str().expect("id"));
    assert_eq!(made.headers["location"], one.as_str());

    for answer in [salma.get(&path).await, salma.get(&one).await] {
        let text = String::from_utf8(answer.bytes).expect("text");
        assert!(text.contains(&secret[..16]) && !text.contains(&secret[16..]), "{text}");
    }
    let mut tx = app.app.system("test").await.expect("transaction");
    let (hash, row, audited): (Vec<u8>, String, i64) = sqlx::query_as(
        "select k.hash, k::text, (select count(*) from audit_log a where a.object_id = k.id and a::text like '%' || $1 || '%')
         from api_keys k",
    )
    .bind(&secret[16..])
    .fetch_one(&mut *tx)
    .await
    .expect("row");
    assert_eq!(hash, token_hash(&secret));
    assert!(!row.contains(&secret[16..]) && audited == 0);
    drop(tx);

    // both headers, both forms of the address
    assert_eq!(with(&app, &secret).get("/api/members").await.status, 200);
    assert_eq!(app.anonymous().with("x-api-key", &secret).get(&format!("/api/orgs/{org}/members")).await.status, 200);
    app.app.access.write_touches().await.expect("touches");
    assert_eq!(salma.get(&one).await.data()["last_used_at"], "2026-11-21T09:00:00Z");
}

#[tokio::test]
async fn nobody_gives_what_they_do_not_have() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let path = format!("/api/orgs/{org}/api-keys");
    let body = |scopes: &[&str]| json!({"name": "x", "scopes": scopes});
    let refused = omar.post(&path, body(&["members.read"])).await;
    assert_eq!(refused.refused(403, "forbidden")["permission"], "api_keys.manage");
    omar.get(&path).await.data();
    for bad in [
        json!({}),
        json!({"name": "", "scopes": []}),
        body(&["made.up"]),
        json!({"name": "x", "scopes": ["org.read"], "expires_at": "2026-11-21T08:00:00Z"}),
    ] {
        salma.post(&path, bad).await.refused(422, "validation_failed");
    }
    let empty = salma.post(&path, json!({})).await;
    assert_eq!(empty.body["errors"].as_object().expect("errors").len(), 2);
    salma.post(&path, json!({"name": 7})).await.refused(400, "malformed_request");

    // a key makes and changes keys within itself only
    let (id, secret) = key(&salma, org, body(&["api_keys.manage", "members.read"])).await;
    let maker = with(&app, &secret);
    let refused = maker.post(&path, body(&["members.read", "audit.read", "org.delete"])).await;
    let message =
        refused.refused(422, "validation_failed")["errors"]["scopes"][0].as_str().expect("message").to_owned();
    assert!(message.contains("org.delete, audit.read") && !message.contains("members.read"), "{message}");
    maker.patch(&format!("{path}/{id}"), json!({"scopes": ["audit.read"]})).await.refused(422, "validation_failed");
    assert_eq!(maker.post(&path, body(&["members.read"])).await.status, 201);
    maker.get(&path).await.refused(403, "forbidden");

    // and nothing that outlives it
    let ends = json!({"name": "x", "scopes": ["api_keys.manage"], "expires_at": "2026-12-01T00:00:00Z"});
    let (id, secret) = key(&salma, org, ends.clone()).await;
    let mortal = with(&app, &secret);
    mortal.post(&path, body(&["api_keys.manage"])).await.refused(422, "validation_failed");
    mortal.patch(&format!("{path}/{id}"), json!({"expires_at": null})).await.refused(422, "validation_failed");
    assert_eq!(mortal.post(&path, ends).await.status, 201);
    assert_eq!(
        salma.patch(&format!("{path}/{id}"), json!({"expires_at": null})).await.data()["expires_at"],
        Value::Null
    );
}

#[tokio::test]
async fn a_key_loses_what_its_creator_loses_and_dies_with_them() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "admin").await;
    let (_, secret) =
        key(&omar, org, json!({"name": "x", "scopes": ["audit.read", "api_keys.read", "members.read"]})).await;
    let client = with(&app, &secret);
    let keys = format!("/api/orgs/{org}/api-keys");
    let members = format!("/api/orgs/{org}/members");
    client.get(&keys).await.data();
    let set = async |body: Value| {
        salma.patch(&format!("{members}/{omar_id}"), body).await.data();
    };

    set(json!({"role": "viewer"})).await;
    assert_eq!(client.get(&keys).await.refused(403, "forbidden")["permission"], "api_keys.read");
    client.get(&members).await.data();
    set(json!({"role": "manager"})).await;
    client.get(&keys).await.data();
    set(json!({"status": "suspended"})).await;
    client.get(&members).await.refused(401, "invalid_api_key");
    set(json!({"status": "active"})).await;
    client.get(&members).await.data();
    set_status(&app, omar_id, "removed").await;
    client.get(&members).await.refused(401, "invalid_api_key");
    // the key is still told, with its creator's name
    let list = salma.get(&keys).await;
    assert_eq!(list.data()[0]["created_by"]["name"], "Omar");
}

#[tokio::test]
async fn a_key_ends_at_once_when_revoked_and_on_time_when_it_expires() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/api-keys");
    let (id, secret) = key(&salma, org, json!({"name": "x", "scopes": ["members.read"]})).await;
    let client = with(&app, &secret);
    client.get("/api/members").await.data();
    salma.patch(&format!("{path}/{id}"), json!({"scopes": ["usage.read"], "name": "y"})).await.data();
    client.get("/api/members").await.refused(403, "forbidden");
    salma.delete(&format!("{path}/{id}")).await.data();
    let refused = client.get("/api/members").await;
    refused.refused(401, "invalid_api_key");
    assert!(refused.headers.contains_key("www-authenticate"));
    salma.delete(&format!("{path}/{id}")).await.data();
    salma.patch(&format!("{path}/{id}"), json!({"name": "z"})).await.refused(409, "conflict");
    assert_eq!(salma.get(&format!("{path}?revoked=true")).await.body["meta"]["total"], 1);
    assert_eq!(salma.get(&format!("{path}?revoked=false")).await.body["meta"]["total"], 0);

    let until = json!({"name": "x", "scopes": ["members.read"], "expires_at": "2026-11-21T09:30:00Z"});
    let (_, secret) = key(&salma, org, until).await;
    app.advance(TimeDelta::minutes(29));
    with(&app, &secret).get("/api/members").await.data();
    app.advance(TimeDelta::minutes(1));
    with(&app, &secret).get("/api/members").await.refused(401, "invalid_api_key");

    let mut tx = app.app.system("test").await.expect("transaction");
    let actions: Vec<String> = sqlx::query_scalar(
        "select action from audit_log where object_kind = 'api_key' and object_id::text = $1 order by seq",
    )
    .bind(&id)
    .fetch_all(&mut *tx)
    .await
    .expect("audit");
    assert_eq!(actions, ["api_key.created", "api_key.updated", "api_key.revoked"]);
}

#[tokio::test]
async fn a_key_belongs_to_one_org() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, other) = app.founder("Mallory").await;
    app.join(&salma, other, "admin").await;
    let (id, secret) = key(&salma, org, json!({"name": "x", "scopes": ["members.read", "api_keys.read"]})).await;
    let client = with(&app, &secret);
    client.get(&format!("/api/orgs/{other}/members")).await.refused(404, "not_found");
    client.with("x-org-id", &other.to_string()).get("/api/members").await.refused(404, "not_found");
    client.get(&format!("/api/orgs/{org}/members")).await.data();
    client.get("/api/oauth/consent").await.refused(403, "forbidden");
    // and nobody else reaches it
    mallory.get(&format!("/api/orgs/{other}/api-keys/{id}")).await.refused(404, "not_found");
    mallory.delete(&format!("/api/orgs/{other}/api-keys/{id}")).await.refused(404, "not_found");
    client.get(&format!("/api/orgs/{org}/api-keys/{id}")).await.data();
}

#[tokio::test]
async fn a_key_has_its_own_limit_a_minute() {
    let app = TestApp::with(|settings| settings.limits.token = 60).await;
    let (salma, org) = app.founder("Salma").await;
    let (_, secret) = key(&salma, org, json!({"name": "x", "scopes": ["members.read"]})).await;
    let client = with(&app, &secret);
    for left in (0..60).rev() {
        let answer = client.get("/api/members").await;
        assert_eq!(answer.status, 200);
        assert_eq!(answer.headers["x-ratelimit-limit"], "60");
        assert_eq!(answer.headers["x-ratelimit-remaining"], left.to_string());
    }
    let refused = client.get("/api/members").await;
    refused.refused(429, "rate_limited");
    assert!(refused.headers.contains_key("retry-after"));
    salma.get(&format!("/api/orgs/{org}/members")).await.data();
    app.advance(TimeDelta::seconds(60));
    assert_eq!(client.get("/api/members").await.status, 200);
}
