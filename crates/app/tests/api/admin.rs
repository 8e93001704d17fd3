//! The administration of the installation: people, orgs, plans, and its own last administrator.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn only_administrators_of_the_installation_get_in() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let root = app.instance_admin("Root").await;
    for path in ["users", "orgs", "plans", "audit", "health"] {
        let path = format!("/api/admin/{path}");
        salma.get(&path).await.refused(403, "forbidden");
        app.anonymous().get(&path).await.refused(401, "unauthenticated");
        root.get(&path).await.data();
    }
    salma.patch(&format!("/api/admin/orgs/{org}"), json!({"plan": "enterprise"})).await.refused(403, "forbidden");
    // and they see no org's data
    root.get(&format!("/api/orgs/{org}/members")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_person_is_kept_out_at_once_and_let_in_again() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/admin/users/{}", salma.user);
    assert_eq!(root.get("/api/admin/users?q=salma").await.data()[0]["orgs"], 1);
    assert_eq!(root.patch(&path, json!({"disabled": true})).await.data()["disabled"], true);
    salma.get(&format!("/api/orgs/{org}/members")).await.refused(401, "unauthenticated");
    let login = json!({"email": "salma@example.com", "password": PASSWORD});
    assert!(!app.anonymous().post("/api/auth/login", login.clone()).await.status.is_success());
    assert_eq!(root.get("/api/admin/users?disabled=true").await.body["meta"]["total"], 1);
    root.patch(&path, json!({"disabled": false})).await.data();
    app.anonymous().post("/api/auth/login", login).await.data();
    root.patch(&path, json!({"disabled": "yes"})).await.refused(400, "malformed_request");
    root.patch(&format!("/api/admin/users/{org}"), json!({"disabled": true})).await.refused(404, "not_found");
    let log = root.get("/api/admin/audit?action=user.administered").await;
    assert_eq!(log.data()[0]["actor"]["kind"], "instance_admin");
    assert_eq!(log.body["meta"]["total"], 2);
}

#[tokio::test]
async fn the_last_administrator_stays_also_when_two_demote_each_other() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let own = format!("/api/admin/users/{}", root.user);
    root.patch(&own, json!({"is_instance_admin": false})).await.refused(409, "conflict");
    root.patch(&own, json!({"disabled": true})).await.refused(409, "conflict");

    let other = app.instance_admin("Other").await;
    root.patch(&own, json!({"disabled": true})).await.refused(409, "conflict");
    let path = format!("/api/admin/users/{}", other.user);
    let (one, two) = tokio::join!(
        root.patch(&path, json!({"is_instance_admin": false})),
        other.patch(&own, json!({"is_instance_admin": false})),
    );
    let done = [&one, &two].iter().filter(|answer| answer.status.is_success()).count();
    assert_eq!(done, 1, "{one:?} {two:?}");
}

#[tokio::test]
async fn an_org_gets_another_plan_and_is_suspended() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let (salma, org) = app.founder("Salma").await;
    app.colleague("Amal", org, "admin").await;
    app.founder("Noor").await;
    let answer = root.get("/api/admin/orgs?include=admins&sort=-name").await;
    assert_eq!(answer.data()[0]["admins"], json!(["Amal", "Salma"]));
    assert_eq!((&answer.data()[0]["members"], &answer.data()[0]["suspended"]), (&json!(2), &json!(false)));
    assert!(root.get("/api/admin/orgs").await.data()[0].get("admins").is_none());

    let path = format!("/api/admin/orgs/{org}");
    root.patch(&path, json!({"plan": "gold"})).await.refused(422, "validation_failed");
    assert_eq!(root.patch(&path, json!({"plan": "starter"})).await.data()["plan"], "starter");
    assert_eq!(root.get("/api/admin/orgs?plan=starter").await.body["meta"]["total"], 1);
    assert_eq!(salma.get(&format!("/api/orgs/{org}/usage")).await.data()["metrics"][0]["limit"], 10);
    root.patch(&path, json!({"suspended": true})).await.data();
    salma.get(&format!("/api/orgs/{org}/members")).await.refused(403, "org_suspended");
    root.patch(&path, json!({"suspended": false})).await.data();
    let log = salma.get(&format!("/api/orgs/{org}/audit-log?action=org.administered")).await;
    assert_eq!(log.body["meta"]["total"], 3);
}

#[tokio::test]
async fn a_plans_limits_hold_at_once() {
    let app = TestApp::start().await;
    let root = app.instance_admin("Root").await;
    let salma = app.person("Salma").await;
    salma.post("/api/orgs", json!({"name": "Nakheel"})).await.data();
    let path = "/api/admin/plans/free";
    for wrong in
        [json!({"members": 0}), json!({"ai_requests": -1}), json!({"storage_bytes": 9_007_199_254_740_992_i64})]
    {
        root.patch(path, wrong).await.refused(422, "validation_failed");
    }
    root.patch(path, json!({"members": 1.5})).await.refused(400, "malformed_request");
    root.patch("/api/admin/plans/gold", json!({})).await.refused(404, "not_found");
    let answer = root.patch(path, json!({"members": 1.0, "storage_bytes": null})).await;
    assert_eq!((&answer.data()["members"], &answer.data()["storage_bytes"]), (&json!(1), &Value::Null));
    assert_eq!((&answer.data()["ai_requests"], &answer.data()["orgs"]), (&json!(50), &json!(1)));
    let body = json!({"email": "omar@example.com", "role": "member"});
    let refused = salma.post("/api/invitations", body).await;
    assert_eq!(refused.refused(402, "plan_limit")["required_plan"], "starter");
    assert_eq!(root.get("/api/admin/plans").await.data().as_array().expect("plans").len(), 4);
}
