//! Limits, faults, events, and input that means harm.

use base64::{Engine, engine::general_purpose::STANDARD};
use cmis_sandbox::SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{Caller, numbered, refusal};
use crate::stage::Stage;

#[tokio::test]
async fn answers_tell_what_is_left_of_the_limits() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    for left in ["4", "3"] {
        let got = caller.ads("GET", "accounts", &[]).await;
        assert_eq!((got.header("x-rate-limit-limit"), got.header("x-rate-limit-remaining")), ("5", left));
        let reset: i64 = got.header("x-rate-limit-reset").parse().unwrap();
        assert!((1..=900).contains(&(reset - stage.clock.now().timestamp())));
    }
    stage.clock.advance(chrono::TimeDelta::minutes(15));
    let (id, _) = caller.account("USD").await;
    let list = caller.ads("GET", &format!("accounts/{id}/campaigns"), &[]).await;
    assert_eq!(list.header("x-account-rate-limit-limit"), "10000");
    assert_eq!(list.header("x-account-rate-limit-remaining"), "9999");
    let change = caller.ads("PUT", &format!("accounts/{id}/campaigns/zz"), &[]).await;
    assert_eq!((change.status, change.header("x-rate-limit-limit")), (404, "450"));
}

#[tokio::test]
async fn faults_speak_the_dialect_of_what_was_called() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("USD").await;
    let path = format!("accounts/{id}/campaigns");
    let plant = async |kind: &str| {
        stage.control("faults", json!({"platform": "twitter", "kind": kind})).await.ok();
    };
    plant("rate_limit").await;
    let limited = caller.ads("GET", &path, &[]).await;
    assert_eq!(refusal(&limited), (429, "TOO_MANY_REQUESTS".to_owned()));
    assert_eq!(limited.header("x-account-rate-limit-remaining"), "0");
    let reset: i64 = limited.header("x-account-rate-limit-reset").parse().unwrap();
    assert!(reset > stage.clock.now().timestamp());
    plant("outage").await;
    let down = caller.ads("GET", &path, &[]).await;
    assert_eq!((refusal(&down), down.header("retry-after")), ((503, "SERVICE_UNAVAILABLE".to_owned()), "30"));
    plant("rate_limit").await;
    assert_eq!(numbered(&caller.api("POST", "oauth/request_token", &[], &[]).await), (429, 88));
    plant("outage").await;
    assert_eq!(numbered(&caller.api("POST", "oauth/request_token", &[], &[]).await), (503, 130));
    plant("rate_limit").await;
    let limited = caller.api("GET", "2/users/me", &[], &[]).await;
    assert_eq!((limited.status, &limited.json()["title"]), (429, &json!("Too Many Requests")));
    assert_eq!((limited.header("x-rate-limit-limit"), limited.header("x-rate-limit-remaining")), ("75", "0"));
    plant("outage").await;
    let down = caller.api("GET", "2/users/me", &[], &[]).await;
    assert_eq!((down.status, &down.json()["detail"]), (503, &json!("Service Unavailable")));
    plant("outage").await;
    let page = caller.stage.get("/twitter/api/oauth/authorize?oauth_token=x").await;
    assert_eq!(page.status, 401, "pages are not hit");
    assert_eq!(caller.ads("GET", &path, &[]).await.status, 503);

    for kind in ["expired_token", "revoked_token"] {
        let caller = Caller::new(&stage).await;
        plant(kind).await;
        for _ in 0..2 {
            let got = caller.ads("GET", &path, &[]).await;
            assert_eq!(refusal(&got), (401, "UNAUTHORIZED_ACCESS".to_owned()), "{kind}");
        }
        assert_eq!(numbered(&caller.api("GET", "1.1/account/verify_credentials.json", &[], &[]).await), (401, 89));
    }
    stage.control("faults", json!({"platform": "twitter", "kind": "cut", "path_contains": "/campaigns"})).await.ok();
    let list = caller.ads("GET", &format!("accounts/{id}/funding_instruments"), &[]).await.ok();
    let asked = [("name", "nobody heard of it"), ("funding_instrument_id", list["data"][0]["id"].as_str().unwrap())];
    let address = format!("{}/twitter/ads/12/{path}", stage.base);
    let header = super::authorization(&caller.signing("POST", &address, &asked, &[], &[]), &caller.key, &caller.token);
    let address = format!("{address}?{}", crate::stage::query(&asked));
    assert!(stage.try_send("POST", &address, &[("authorization", &header)], String::new()).await.is_err());
    let found = caller.ads("GET", &path, &[("q", "nobody heard")]).await.ok();
    assert_eq!(found["data"].as_array().unwrap().len(), 1, "it happened");
}

#[tokio::test]
async fn events_come_signed_and_a_consent_can_be_taken_back() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let mut bodies = Vec::new();
    for kind in ["mention", "message", "revoke"] {
        let event = json!({"platform": "twitter", "kind": kind, "text": "كم السعر؟", "late": 60});
        let sent = stage.control("events", event).await.ok();
        assert_eq!(sent["deliveries"][0]["status"], 200);
        let (path, headers, body) = stage.caught.lock().unwrap().pop().unwrap();
        assert_eq!(path, "/api/webhooks/twitter");
        let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(&body);
        let expected = format!("sha256={}", STANDARD.encode(mac.finalize().into_bytes()));
        assert_eq!(headers["x-twitter-webhooks-signature"].to_str().unwrap(), expected);
        bodies.push(serde_json::from_slice::<Value>(&body).unwrap());
    }
    let data = &bodies[0]["data"];
    assert_eq!((&data["event_type"], &data["payload"]["id"]), (&json!("post.mention.create"), &data["event_uuid"]));
    assert_eq!(data["payload"]["created_at"], "2026-08-20T11:59:00.000Z");
    let message = &bodies[1]["data"]["payload"]["direct_message_events"][0]["message_create"];
    assert_eq!(message["message_data"]["text"], "كم السعر؟");
    assert_eq!(bodies[1]["data"]["filter"]["user_id"], message["target"]["recipient_id"]);
    assert!(bodies[2]["user_event"]["revoke"]["date_time"].is_string());
    assert_eq!(caller.ads("GET", "accounts", &[]).await.status, 401, "what was told is so");

    let asked = stage.control("events", json!({"platform": "twitter", "kind": "challenge"})).await.ok();
    assert_eq!((&asked["deliveries"][0]["status"], &asked["deliveries"][0]["accepted"]), (&json!(200), &json!(false)));
    let (path, headers, body) = stage.caught.lock().unwrap().pop().unwrap();
    assert!(
        path == "/api/webhooks/twitter" && body.is_empty() && !headers.contains_key("x-twitter-webhooks-signature")
    );
    assert_eq!(stage.control("events", json!({"platform": "twitter", "kind": "nonsense"})).await.status, 400);
}

#[tokio::test]
async fn hostile_input_is_answered_and_nothing_breaks() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("USD").await;
    let long = "9".repeat(500);
    let many = "1,".repeat(5_000);
    let texts = ["", ",", "\u{0}", "-1", "é👍", "2026-08-03T+", "2026-02-30T00:00:00Z", "c-____", "=&+%", &long, &many];
    let names = [
        "count",
        "cursor",
        "campaign_ids",
        "entity_ids",
        "start_time",
        "end_time",
        "q",
        "sort_by",
        "job_ids",
        "tweet_ids",
    ];
    for text in texts {
        for name in names {
            for (method, path) in [
                ("GET", format!("accounts/{id}/campaigns")),
                ("GET", format!("stats/accounts/{id}")),
                ("GET", format!("stats/jobs/accounts/{id}")),
                ("POST", format!("accounts/{id}/promoted_tweets")),
            ] {
                let asked = [(name, text), ("entity", "ACCOUNT"), ("line_item_id", "1")];
                let got = caller.ads(method, &path, &asked).await;
                assert!(
                    (200..=414).contains(&got.status),
                    "{method} {path} {name}={text:.20}: {} {}",
                    got.status,
                    got.body
                );
            }
        }
    }
    let deep: Value = (0..100).fold(json!(1), |value, _| json!([value]));
    let odd =
        json!([{"operation_type": 1, "params": {"name": deep, "campaign_id": {"a": 1}}}, null, "x", {"params": []}]);
    assert_eq!(caller.json(&format!("batch/accounts/{id}/campaigns"), &odd).await.status, 400);
    for path in [
        "",
        "/",
        "/twitter/ads",
        "/twitter/ads/11/accounts",
        "/twitter/ton/x",
        "/twitter/api/2/%ff",
        "/twitter/nohost/1",
    ] {
        assert!([200, 401, 404].contains(&stage.get(path).await.status), "{path}");
    }
    assert_eq!(refusal(&stage.get("/twitter/ads/11/accounts").await), (404, "ROUTE_NOT_FOUND".to_owned()));
}
