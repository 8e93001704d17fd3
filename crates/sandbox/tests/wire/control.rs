//! The control API and page, and the events that are sent.

use cmis_sandbox::SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stage::Stage;

#[tokio::test]
async fn leads_come_signed_and_can_be_fetched() {
    let stage = Stage::new().await;
    let sent = stage.control("events", json!({"platform": "meta", "kind": "leadgen", "unsubscribed": true})).await.ok();
    assert_eq!(sent["deliveries"][0]["status"], 200);
    let (path, headers, body) = stage.caught.lock().unwrap().pop().unwrap();
    assert_eq!(path, "/api/webhooks/meta");
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&body);
    let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    assert_eq!(headers["x-hub-signature-256"].to_str().unwrap(), expected);
    assert!(headers["x-hub-signature"].to_str().unwrap().starts_with("sha1="));
    assert!(body.is_ascii());
    let event: Value = serde_json::from_slice(&body).unwrap();
    let change = &event["entry"][0]["changes"][0];
    assert_eq!((&event["object"], &change["field"]), (&json!("page"), &json!("leadgen")));
    assert_eq!(event["entry"][0]["id"], change["value"]["page_id"]);
    let token = stage.meta_token("leads_retrieval").await;
    let id = change["value"]["leadgen_id"].as_str().unwrap();
    let lead = stage.get(&format!("/meta/graph/v26.0/{id}?access_token={token}")).await.ok();
    assert_eq!((&lead["id"], &lead["form_id"]), (&json!(id), &change["value"]["form_id"]));
    assert_eq!(lead["field_data"][0]["name"], "email");
    let without = stage.meta_token("ads_read").await;
    assert_eq!(stage.get(&format!("/meta/graph/v26.0/{id}?access_token={without}")).await.status, 403);

    stage.control("events", json!({"platform": "google", "kind": "lead_form", "key": "mine"})).await.ok();
    let (path, _, body) = stage.caught.lock().unwrap().pop().unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((path.as_str(), &event["google_key"]), ("/api/webhooks/google", &json!("mine")));
    assert!(event["campaign_id"].is_u64() && event["user_column_data"][1]["column_id"] == "EMAIL");
}

#[tokio::test]
async fn events_come_twice_out_of_order_and_late() {
    let stage = Stage::new().await;
    stage.control("faults", json!({"platform": "meta", "kind": "duplicate_webhook"})).await.ok();
    let asked = json!({"platform": "meta", "kind": "leadgen", "count": 3, "reordered": true, "late": 3600, "unsubscribed": true});
    stage.control("events", asked).await.ok();
    let caught = stage.caught.lock().unwrap().clone();
    let bodies: Vec<_> = caught.iter().map(|(.., body)| body.clone()).collect();
    assert_eq!(bodies.len(), 6);
    assert!(bodies.chunks(2).all(|pair| pair[0] == pair[1]), "the same bytes twice");
    let time = |body: &[u8]| {
        serde_json::from_slice::<Value>(body).unwrap()["entry"][0]["changes"][0]["value"]["created_time"]
            .as_i64()
            .unwrap()
    };
    let times: Vec<i64> = bodies.chunks(2).map(|pair| time(&pair[0])).collect();
    let late = stage.clock.now().timestamp() - 3600;
    assert_eq!(times, [late, late - 10, late - 20], "newest first");
}

#[tokio::test]
async fn restated_numbers_change_the_past_and_a_reset_brings_it_back() {
    let stage = Stage::new().await;
    let account = stage.account("meta", "USD").await;
    let address = format!("/control/truth?platform=meta&account=act_{account}&from=2026-08-01&to=2026-08-01");
    let spend = async || stage.get(&address).await.ok()["total"]["spend_micros"].as_i64().unwrap();
    let before = spend().await;
    let restate =
        json!({"platform": "meta", "account": account, "from": "2026-08-01", "to": "2026-08-02", "factor": 0.5});
    stage.control("restate", restate).await.ok();
    let after = spend().await;
    assert!(after > 0 && after < before && before - 2 * after < 10_000 * 200, "{before} {after}");
    stage.control("reset", json!({})).await.ok();
    assert_eq!(spend().await, before);
}

#[tokio::test]
async fn the_page_works_with_plain_forms_and_shows_no_secrets() {
    let stage = Stage::new().await;
    let token = stage.meta_token("ads_read").await;
    stage.get(&format!("/meta/graph/v26.0/me%3Cb%3E?access_token={token}")).await;
    let fault = [("platform", "meta"), ("kind", "outage"), ("times", "2"), ("path_contains", "<i>"), ("seconds", "")];
    let planted = stage.form("/control/faults", &fault).await;
    assert_eq!((planted.status, planted.header("location")), (303, "/"));
    let page = stage.send("GET", "/", &[("accept-language", "ar")], String::new()).await;
    assert!(page.body.contains("dir=\"rtl\"") && page.body.contains("&lt;i&gt;") && page.body.contains("× 2"));
    assert!(!page.body.contains("<i>") && !page.body.contains(&token) && !page.body.contains("<script"));
    stage.form("/control/faults/clear", &[]).await;
    assert_eq!(stage.get("/control/faults").await.ok(), json!({"faults": []}));
}

#[tokio::test]
async fn what_is_too_large_or_nonsense_is_refused() {
    let stage = Stage::new().await;
    let long = format!("/meta/graph/v26.0/me?fields={}", "a".repeat(40_000));
    assert_eq!(stage.get(&long).await.status, 414);
    for (path, body) in [
        ("faults", json!({"platform": "meta", "kind": "nonsense"})),
        ("faults", json!({"platform": "nobody", "kind": "cut"})),
        ("faults", json!([])),
        ("events", json!({"platform": "meta", "kind": "nonsense"})),
        ("events", json!({"platform": "tiktok", "kind": "lead"})),
        ("restate", json!({"platform": "meta", "account": "1", "from": "2026-08-01", "to": "2026-08-01", "factor": 2})),
    ] {
        assert_eq!(stage.control(path, body.clone()).await.status, 400, "{path} {body}");
    }
    for path in ["/nowhere", "/meta", "/tiktok/api/x", "/control/nonsense", "/meta/nohost/v26.0/me"] {
        assert_eq!(stage.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn hostile_input_is_answered_and_nothing_breaks() {
    let stage = Stage::new().await;
    let token = stage.meta_token("ads_read,ads_management").await;
    let account = stage.account("meta", "USD").await;
    let deep = format!("{}{}", "a{".repeat(150), "}".repeat(150));
    let deep_json = "[".repeat(5_000);
    let day = r#"{"since":"9999-12-31","until":"9999-12-31"}"#;
    let old = r#"{"since":"-262143-01-01","until":"2026-01-01"}"#;
    let pairs: [(&str, &str); 9] = [
        ("fields", &deep),
        ("fields", "a{b"),
        ("fields", "}{,((é"),
        ("time_range", day),
        ("time_range", old),
        ("time_range", &deep_json),
        ("filtering", r#"[{"field":"spend","operator":"IN","value":[1e999,"9e99999999"]}]"#),
        ("limit", "99999999999999999999999"),
        ("after", "/////"),
    ];
    for pair in pairs {
        for edge in ["insights", "campaigns", "ads"] {
            let query = crate::stage::query(&[pair, ("access_token", &token), ("level", "ad")]);
            let got = stage.get(&format!("/meta/graph/v26.0/act_{account}/{edge}?{query}")).await;
            assert!([200, 400].contains(&got.status), "{pair:?} {edge}: {}", got.body);
        }
    }
    for path in ["/meta/graph/v26.0/act_%ff%00/insights", "/meta/graph/v26.0/%", "/google/ads/v26/customers/%F0%9F/x"] {
        assert!(stage.get(path).await.status >= 400, "{path}");
    }
    let budget = [("access_token", token.as_str()), ("name", "x"), ("objective", "OUTCOME_SALES")];
    let budget =
        [budget.as_slice(), &[("special_ad_categories", "[]"), ("daily_budget", "9223372036854775807")]].concat();
    let got = stage.form(&format!("/meta/graph/v26.0/act_{account}/campaigns"), &budget).await;
    assert_eq!(got.json()["error"]["code"], 100);
    let truth = format!("/control/truth?platform=meta&account={account}&from=0001-01-01&to=9999-12-31");
    let ever = stage.get(&truth).await.ok();
    let known = truth.replace("0001-01-01", "2024-01-01").replace("9999-12-31", "2026-08-20");
    assert!(ever["total"]["impressions"].as_i64().unwrap() > 0, "{ever}");
    assert_eq!(ever, stage.get(&known).await.ok(), "from the first day of the world to today");
    assert_eq!(stage.get(&truth.replace("9999-12-31", "%2B262142-12-31")).await.status, 400);
    let event = json!({"platform": "meta", "kind": "leadgen", "late": u64::MAX, "count": u64::MAX});
    let sent = stage.control("events", event).await.ok();
    assert_eq!(sent["deliveries"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn ids_do_not_come_again_after_a_reset() {
    let stage = Stage::new().await;
    let mut seen = std::collections::BTreeSet::new();
    for kind in ["leadgen", "feed_comment", "message"] {
        for _ in 0..3 {
            stage.control("events", json!({"platform": "meta", "kind": kind, "unsubscribed": true})).await.ok();
            let (.., body) = stage.caught.lock().unwrap().pop().unwrap();
            let event: Value = serde_json::from_slice(&body).unwrap();
            let entry = &event["entry"][0];
            let value = &entry["changes"][0]["value"];
            let ids = [&value["leadgen_id"], &value["comment_id"], &entry["messaging"][0]["message"]["mid"]];
            let id = ids.into_iter().find_map(Value::as_str).unwrap().to_owned();
            assert!(seen.insert(id.clone()), "{id} came before");
            stage.control("reset", json!({})).await.ok();
        }
    }
    // another start, a minute later: numbers begin further on
    let later = Stage::at("2026-08-20T12:01:00Z").await;
    later.control("events", json!({"platform": "meta", "kind": "message"})).await.ok();
    let (.., body) = later.caught.lock().unwrap().pop().unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    let id = event["entry"][0]["messaging"][0]["message"]["mid"].as_str().unwrap();
    assert!(seen.insert(id.to_owned()), "{id} came before");
    let number: u64 = id.trim_start_matches("m_").parse().unwrap();
    assert!(number > 60_000 + 1_000, "{number}");
}
