//! Faults that were planted, one by one.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn refusals_are_in_the_platforms_own_words_and_end() {
    let stage = Stage::new().await;
    let token = stage.meta_token("ads_read").await;
    let account = stage.account("meta", "USD").await;
    let address = format!("/meta/graph/v26.0/act_{account}/insights?access_token={token}");
    let fault = json!({"platform": "meta", "kind": "rate_limit", "path_contains": "insights", "times": 1, "after": 1});
    stage.control("faults", fault).await.ok();
    assert_eq!(stage.get(&format!("/meta/graph/v26.0/me?access_token={token}")).await.status, 200);
    assert_eq!(stage.get(&address).await.status, 200, "one call passes before");
    let limited = stage.get(&address).await;
    assert_eq!((limited.status, &limited.json()["error"]["code"]), (400, &json!(80_000)));
    assert!(limited.header("x-business-use-case-usage").contains("\"estimated_time_to_regain_access\":5"));
    assert_eq!(stage.get(&address).await.status, 200);

    stage.control("faults", json!({"platform": "meta", "kind": "outage", "seconds": 60})).await.ok();
    let down = stage.get(&address).await;
    assert_eq!((down.status, &down.json()["error"]["is_transient"]), (500, &json!(true)));
    assert_eq!(stage.get(&address).await.status, 500);
    stage.clock.advance(chrono::TimeDelta::seconds(61));
    assert_eq!(stage.get(&address).await.status, 200);

    stage.control("faults", json!({"platform": "google", "kind": "rate_limit"})).await.ok();
    let limited = stage.send("POST", "/google/ads/v26/customers/1/googleAds:searchStream", &[], String::new()).await;
    let error = &limited.json()[0]["error"];
    assert_eq!((limited.status, &error["status"]), (429, &json!("RESOURCE_EXHAUSTED")));
    for (kind, status, word) in [("outage", 503, "internal_failure"), ("rate_limit", 429, "rate_limit_exceeded")] {
        stage.control("faults", json!({"platform": "google", "kind": kind})).await.ok();
        let refused = stage.form("/google/oauth/token", &[("grant_type", "refresh_token")]).await;
        assert_eq!((refused.status, &refused.json()["error"]), (status, &json!(word)));
        assert!(refused.json()["error_description"].is_string());
    }
    let delay = &error["details"][0]["errors"][0]["details"]["quotaErrorDetails"]["retryDelay"];
    assert_eq!(delay, "30s");
}

#[tokio::test]
async fn a_token_expires_or_is_revoked_for_good() {
    let stage = Stage::new().await;
    for (kind, subcode) in [("expired_token", 463), ("revoked_token", 458)] {
        let token = stage.meta_token("ads_read").await;
        let address = format!("/meta/graph/v26.0/me?access_token={token}");
        assert_eq!(stage.get(&address).await.status, 200);
        stage.control("faults", json!({"platform": "meta", "kind": kind})).await.ok();
        for _ in 0..2 {
            assert_eq!(stage.get(&address).await.json()["error"]["error_subcode"], subcode, "{kind}");
        }
    }
    let tokens = stage.google_tokens().await;
    stage.control("faults", json!({"platform": "google", "kind": "revoked_token"})).await.ok();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str()), ("developer-token", "sandbox-developer-0001")];
    let list = "/google/ads/v26/customers:listAccessibleCustomers";
    assert_eq!(stage.send("GET", list, &headers, String::new()).await.status, 401);
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ("client_id", "app"),
        ("client_secret", "sandbox-secret"),
    ];
    assert_eq!(stage.form("/google/oauth/token", &refresh).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn a_cut_connection_leaves_the_effect_and_no_answer() {
    let stage = Stage::new().await;
    let token = stage.meta_token("ads_read,ads_management").await;
    let account = stage.account("meta", "USD").await;
    stage.control("faults", json!({"platform": "meta", "kind": "cut", "path_contains": "/campaigns"})).await.ok();
    let body = crate::stage::query(&[
        ("access_token", &token),
        ("name", "made though nobody heard of it"),
        ("objective", "OUTCOME_TRAFFIC"),
        ("special_ad_categories", "[]"),
    ]);
    let path = format!("/meta/graph/v26.0/act_{account}/campaigns");
    let form = [("content-type", "application/x-www-form-urlencoded")];
    assert!(stage.try_send("POST", &path, &form, body).await.is_err(), "the connection is cut");
    let list = stage.get(&format!("{path}?access_token={token}&fields=name&limit=100")).await.ok();
    let names: Vec<_> = list["data"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names.iter().filter(|name| *name == "made though nobody heard of it").count(), 1);
    let calls = stage.get("/control/calls").await.ok();
    let cut = calls["calls"].as_array().unwrap().iter().find(|call| call["status"] == 0).unwrap();
    assert_eq!((&cut["path"], &cut["faults"]), (&json!(path), &json!(["cut"])));
}

#[tokio::test]
async fn a_slow_answer_takes_its_time() {
    let stage = Stage::new().await;
    stage.control("faults", json!({"platform": "meta", "kind": "slow", "seconds": 1})).await.ok();
    let start = Instant::now();
    assert_eq!(stage.get("/meta/graph/v26.0/me").await.status, 400);
    assert!(start.elapsed() >= Duration::from_secs(1));
}
