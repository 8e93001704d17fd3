//! The team: who sees it, who changes it, and the last admin.

use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn a_role_change_takes_effect_at_once_and_the_last_admin_stays() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    let members = format!("/api/orgs/{org}/members");

    omar.patch(&format!("{members}/{omar_id}"), json!({"role": "admin"})).await.refused(403, "forbidden");
    let answer = salma.patch(&format!("{members}/{omar_id}"), json!({"role": "admin"})).await;
    assert_eq!(answer.data()["role"], "admin");
    assert_eq!(answer.data()["version"], 2);
    let list = omar.get(&format!("{members}?sort=-role&fields=id,role")).await;
    let salma_id =
        list.data().as_array().expect("rows").iter().find(|row| row["id"] != json!(omar_id)).expect("row")["id"]
            .clone();
    let salma_id = salma_id.as_str().expect("id");
    omar.patch(&format!("{members}/{salma_id}"), json!({"role": "viewer"})).await.data();
    salma.patch(&format!("{members}/{omar_id}"), json!({"role": "viewer"})).await.refused(403, "forbidden");
    omar.patch(&format!("{members}/{omar_id}"), json!({"status": "suspended"})).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_change_that_was_made_on_an_old_version_is_refused() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (_, omar) = app.colleague("Omar", org, "viewer").await;
    let path = format!("/api/orgs/{org}/members/{omar}");
    assert_eq!(salma.with("if-match", "\"1\"").patch(&path, json!({"role": "member"})).await.data()["version"], 2);
    salma.with("if-match", "\"1\"").patch(&path, json!({"role": "manager"})).await.refused(409, "stale_version");
}

#[tokio::test]
async fn another_org_sees_nothing() {
    let app = TestApp::start().await;
    let (_, org) = app.founder("Salma").await;
    let (mallory, _) = app.founder("Mallory").await;
    mallory.get(&format!("/api/orgs/{org}/members")).await.refused(404, "not_found");
    app.anonymous().get(&format!("/api/orgs/{org}/members")).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_list_pages_filters_sorts_and_keeps_fields() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    for name in ["Amal", "Badr", "Celine", "Dina"] {
        app.colleague(name, org, "member").await;
    }
    let path = format!("/api/orgs/{org}/members");
    let answer = salma.get(&format!("{path}?page=2&limit=2&sort=name&fields=name")).await;
    assert_eq!(answer.data(), &json!([{"name": "Celine"}, {"name": "Dina"}]));
    assert_eq!(answer.body["meta"], json!({"current_page": 2, "per_page": 2, "total_pages": 3, "total": 5}));
    let next = answer.body["links"]["next"].as_str().expect("next");
    assert!(next.starts_with(&path) && next.contains("page=3") && next.contains("limit=2"), "{next}");
    assert_eq!(salma.get(&format!("{path}?role=admin")).await.body["meta"]["total"], 1);
    assert_eq!(salma.get(&format!("{path}?q=AMAL")).await.body["meta"]["total"], 1);
    assert_eq!(salma.get(&format!("{path}?q=%25")).await.body["meta"]["total"], 0);
    assert_eq!(salma.get(&format!("{path}?page=9")).await.body["meta"]["total"], 5);
    for bad in ["limit=0", "limit=101", "page=x", "sort=password", "fields=hash", "role=owner", "include=all"] {
        salma.get(&format!("{path}?{bad}")).await.refused(400, "malformed_request");
    }
}
