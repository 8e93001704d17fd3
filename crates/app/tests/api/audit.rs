//! What happened: the log for admins, the feed for everybody.

use serde_json::json;

use crate::harness::TestApp;

#[tokio::test]
async fn every_change_stands_in_the_log_with_who_what_and_from_where() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    salma.patch(&format!("/api/orgs/{org}/members/{omar_id}"), json!({"role": "manager"})).await.data();
    salma.patch(&format!("/api/orgs/{org}"), json!({"name": "Nakheel"})).await.data();
    let log = format!("/api/orgs/{org}/audit-log");
    omar.get(&log).await.refused(403, "forbidden");

    let answer = salma.get(&format!("{log}?action=member.role_changed")).await;
    let entry = &answer.data()[0];
    assert_eq!(entry["actor"], json!({"kind": "person", "id": salma.user, "name": "Salma"}));
    assert_eq!(entry["object"], json!({"kind": "member", "id": omar_id}));
    assert_eq!((&entry["before"]["role"], &entry["after"]["role"]), (&json!("viewer"), &json!("manager")));
    assert_eq!(entry["address"], "127.0.0.1");
    assert!(entry["request_id"].is_string());

    assert_eq!(salma.get(&log).await.body["meta"]["total"], 2);
    let page = salma.get(&format!("{log}?cursor=&limit=1")).await;
    assert_eq!(page.data()[0]["action"], "org.updated");
    let next = page.body["links"]["next"].as_str().expect("next").to_owned();
    let page = salma.get(&next).await;
    assert_eq!(page.data()[0]["action"], "member.role_changed");
    assert!(page.body["links"]["next"].is_null());
    assert_eq!(salma.get(&format!("{log}?from=2030-01-01")).await.body["meta"]["total"], 0);
    salma.get(&format!("{log}?actor_id=me")).await.refused(400, "malformed_request");
    let (mallory, _) = app.founder("Mallory").await;
    mallory.get(&log).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_feed_tells_it_in_the_readers_language() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "viewer").await;
    salma.patch(&format!("/api/orgs/{org}/members/{omar_id}"), json!({"role": "manager"})).await.data();
    let feed = format!("/api/orgs/{org}/activity?cursor=");
    let answer = omar.get(&feed).await;
    assert_eq!(answer.data()[0]["summary"], "Salma made Omar a manager");
    assert!(answer.data()[0].get("after").is_none() && answer.data()[0].get("address").is_none());
    let arabic = omar.with("accept-language", "ar").get(&feed).await;
    assert_eq!(arabic.data()[0]["summary"], "منح Salma Omar دور مدير");

    let own = salma.get(&format!("/api/orgs/{org}/members?q=Salma")).await.data()[0]["id"].clone();
    let did = omar.get(&format!("/api/orgs/{org}/members/{}/activity", own.as_str().expect("id"))).await;
    assert_eq!(did.body["meta"]["total"], 1);
    let nothing = omar.get(&format!("/api/orgs/{org}/members/{omar_id}/activity")).await;
    assert_eq!(nothing.body["meta"]["total"], 0);
    omar.get(&format!("/api/orgs/{org}/members/{org}/activity")).await.refused(404, "not_found");
}
