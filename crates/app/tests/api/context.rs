//! Where a caller stands: people, keys, suspended orgs and orgs that ask for a second factor.

use cmis_base::secret::token_hash;
use serde_json::{Value, json};

use crate::harness::TestApp;

async fn run(app: &TestApp, statement: &'static str, org: impl Into<uuid::Uuid>) {
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query(statement).bind(org.into()).execute(&mut *tx).await.expect("statement");
    tx.commit().await.expect("commit");
    app.app.access.forget();
}

#[tokio::test]
async fn a_person_switches_between_their_own_orgs_only() {
    let app = TestApp::start().await;
    let (salma, first) = app.founder("Salma").await;
    let (huda, second) = app.founder("Huda").await;
    salma.put("/api/context", json!({"org_id": second})).await.refused(404, "not_found");
    app.join(&salma, second, "viewer").await;
    let answer = salma.put("/api/context", json!({"org_id": second})).await;
    assert_eq!((&answer.data()["org_id"], &answer.data()["role"]), (&json!(second), &json!("viewer")));
    assert_eq!(answer.data()["org"]["name"], "Huda & Co");
    let permissions = answer.data()["permissions"].as_array().expect("list");
    assert!(permissions.contains(&json!("members.read")) && !permissions.contains(&json!("org.delete")));
    assert_eq!(salma.get("/api/context").await.data()["org_id"], json!(second));
    // the header counts for one request
    let other = salma.with("x-org-id", &first.to_string()).get("/api/context").await;
    assert_eq!(other.data()["role"], "admin");
    huda.with("x-org-id", &first.to_string()).get("/api/context").await.refused(404, "not_found");
    huda.with("x-org-id", "nonsense").get("/api/context").await.refused(404, "not_found");

    let orgs = salma.get("/api/user/orgs").await;
    let names: Vec<_> =
        orgs.data().as_array().expect("orgs").iter().map(|org| (&org["name"], &org["members"])).collect();
    assert_eq!(names, [(&json!("Huda & Co"), &json!(2)), (&json!("Salma & Co"), &json!(1))]);
    app.anonymous().get("/api/context").await.refused(401, "unauthenticated");
    salma.put("/api/context", json!({})).await.refused(422, "validation_failed");
}

#[tokio::test]
async fn a_suspended_or_left_org_is_nowhere() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    run(&app, "update orgs set suspended_at = created_at where org_id = $1", org).await;
    assert_eq!(salma.get("/api/context").await.data()["org_id"], Value::Null);
    salma.put("/api/context", json!({"org_id": org})).await.refused(404, "not_found");
    assert_eq!(salma.get("/api/user/orgs").await.data()[0]["suspended"], true);
    run(&app, "update orgs set suspended_at = null where org_id = $1", org).await;
    run(&app, "update members set status = 'removed' where org_id = $1", org).await;
    assert_eq!(salma.get("/api/context").await.data()["org_id"], Value::Null);
    salma.put("/api/context", json!({"org_id": org})).await.refused(404, "not_found");
    assert_eq!(salma.get("/api/user/orgs").await.data(), &json!([]));
}

#[tokio::test]
async fn a_key_stands_in_its_org_with_what_it_was_made_for() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (_, other) = app.founder("Huda").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("insert into api_keys (org_id, id, name, prefix, hash, scopes, created_by, created_at) select $1, $2, 'k', 'cmis_live_x', $3, '{members.read,org.read}', m.id, $4 from members m where m.org_id = $1")
        .bind(org.raw())
        .bind(app.app.ids.next::<()>().raw())
        .bind(token_hash("cmis_live_secret"))
        .bind(app.clock.now())
        .execute(&mut *tx)
        .await
        .expect("key");
    tx.commit().await.expect("commit");
    let key = app.anonymous().bearer("cmis_live_secret");
    let answer = key.get("/api/context").await;
    assert_eq!((&answer.data()["org_id"], &answer.data()["user_id"]), (&json!(org), &json!(salma.user)));
    let mut permissions: Vec<_> =
        answer.data()["permissions"].as_array().expect("list").iter().filter_map(Value::as_str).collect();
    permissions.sort_unstable();
    assert_eq!(permissions, ["members.read", "org.read"]);
    key.with("x-org-id", &other.to_string()).get("/api/context").await.refused(404, "not_found");
    key.put("/api/context", json!({"org_id": org})).await.refused(403, "forbidden");
    key.get("/api/users/me").await.refused(403, "forbidden");
    key.get("/api/notifications").await.refused(403, "forbidden");
}

#[tokio::test]
async fn an_org_that_asks_for_a_second_factor_is_shown_and_shut() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    run(&app, "update orgs set require_mfa = true where org_id = $1", org).await;
    let answer = salma.get("/api/context").await;
    assert_eq!((&answer.data()["mfa_required"], &answer.data()["permissions"]), (&json!(true), &json!([])));
    assert_eq!(answer.data()["org"]["require_mfa"], true);
    salma.get(&format!("/api/orgs/{org}/members")).await.refused(403, "mfa_required");
}
