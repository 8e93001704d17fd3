//! Leads and the handshake, faults, and what is sent to do harm.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::{AUTHORIZATION, Caller, exchange, wrong_field};
use crate::stage::Stage;

#[tokio::test]
async fn leads_come_signed_and_can_be_fetched_and_the_handshake_is_begun() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "SAR").await;
    let owner = json!({"sponsoredAccount": format!("urn:li:sponsoredAccount:{account}")});
    let subscription = json!({"webhook": "https://product.example/hooks", "owner": owner, "leadType": "SPONSORED"});
    let subscribed = caller.create("leadNotifications", &subscription).await;
    assert_eq!((subscribed.status, subscribed.header("x-restli-id").is_empty()), (201, false));
    let plain = json!({"webhook": "http://product.example/hooks", "owner": owner, "leadType": "SPONSORED"});
    assert_eq!(wrong_field(&caller.create("leadNotifications", &plain).await), "webhook");

    let asked = json!({"platform": "linkedin", "kind": "lead_action", "account": account, "late": 3600});
    stage.control("events", asked).await.ok();
    let (path, headers, body) = stage.caught.lock().unwrap().pop().unwrap();
    assert_eq!(path, "/api/webhooks/linkedin");
    let mac = Hmac::<Sha256>::new_from_slice(b"sandbox-secret").unwrap().chain_update(b"hmacsha256=");
    let expected = hex::encode(mac.chain_update(&body).finalize().into_bytes());
    assert_eq!(headers["x-li-signature"].to_str().unwrap(), expected);
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(
        (&event["type"], &event["leadAction"], &event["owner"]),
        (&json!("LEAD_ACTION"), &json!("CREATED"), &owner)
    );
    assert_eq!(event["occurredAt"], stage.clock.now().timestamp_millis() - 3_600_000);
    let urn = event["leadGenFormResponse"].as_str().unwrap();
    let id = urn.strip_prefix("urn:li:leadGenFormResponse:").unwrap();
    let lead = caller.get(&format!("leadFormResponses/{id}")).await.ok();
    assert_eq!((&lead["id"], &lead["submittedAt"]), (&json!(id), &event["occurredAt"]));
    let answer = &lead["formResponse"]["answers"][2]["answerDetails"]["textQuestionAnswer"]["answer"];
    assert!(answer.as_str().unwrap().ends_with("@example.com"), "{lead}");
    stage.control("reset", json!({})).await.ok();
    let caller = Caller::new(&stage).await;
    assert_eq!(caller.get(&format!("leadFormResponses/{id}")).await.status, 404);

    let shaken = stage.control("events", json!({"platform": "linkedin", "kind": "challenge"})).await.ok();
    let delivery = &shaken["deliveries"][0];
    assert_eq!((&delivery["status"], &delivery["accepted"]), (&json!(200), &json!(false)), "it did not say the secret");
    let (path, ..) = stage.caught.lock().unwrap().pop().unwrap();
    assert_eq!(path, "/api/webhooks/linkedin");
    let wrong = stage.control("events", json!({"platform": "meta", "kind": "challenge"})).await;
    assert_eq!(wrong.status, 400, "Meta's handshake begins elsewhere");
}

#[tokio::test]
async fn leads_of_an_account_are_listed_by_time_and_place() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "SAR").await;
    let event = json!({"platform": "linkedin", "kind": "lead_action", "account": account, "lost": true});
    let lost = stage.control("events", event).await.ok()["deliveries"][0]["id"].clone();
    assert!(stage.caught.lock().unwrap().is_empty());
    let list = async |account: &str, rest: &str| {
        let owner = format!("q=owner&owner=(sponsoredAccount:urn%3Ali%3AsponsoredAccount%3A{account})");
        caller.get(&format!("leadFormResponses?{owner}&leadType=(leadType:SPONSORED){rest}")).await
    };
    let all = list(&account, "&limitedToTestLeads=false").await.ok();
    let elements = all["elements"].as_array().unwrap().clone();
    assert_eq!((elements.len(), &all["paging"]["total"], &elements[0]["id"]), (7, &json!(7), &lost));
    let second = list(&account, "&start=5&count=5").await.ok();
    assert_eq!((&second["elements"], &second["paging"]["start"]), (&json!(elements[5..]), &json!(5)));
    let at = elements[3]["submittedAt"].as_i64().unwrap();
    let span = list(&account, &format!("&submittedAtTimeRange=(start:{at},end:{})", at + 1)).await.ok();
    assert_eq!(span["elements"], json!([elements[3]]));
    let fetched = caller.get(&format!("leadFormResponses/{}", elements[6]["id"].as_str().unwrap())).await.ok();
    assert_eq!(fetched, elements[6]);
    assert_eq!(list(&account, "&limitedToTestLeads=true").await.ok()["elements"], json!([]));
    assert_eq!(list("1", "").await.status, 403, "somebody else's");
    for wrong in ["&submittedAtTimeRange=(start:x)", "&start=-1", "&count=many"] {
        assert_eq!(list(&account, wrong).await.status, 400, "{wrong}");
    }
    assert_eq!(caller.get("leadFormResponses?q=owner").await.status, 400);
}

#[tokio::test]
async fn faults_are_in_linkedins_own_words() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let fault = async |kind: &str, path: &str| {
        let fault = json!({"platform": "linkedin", "kind": kind, "path_contains": path});
        stage.control("faults", fault).await.ok();
    };
    fault("rate_limit", "adAccounts").await;
    let limited = caller.get("adAccounts?q=search").await;
    assert_eq!((limited.status, &limited.json()["serviceErrorCode"]), (429, &json!(101)));
    assert!(limited.headers.keys().all(|name| !name.as_str().contains("rate")), "LinkedIn tells no limits");
    fault("outage", "adAccounts").await;
    assert_eq!(caller.get("adAccounts?q=search").await.json()["status"], 503);
    fault("outage", "oauth").await;
    let page = stage.get(AUTHORIZATION).await;
    assert_eq!(page.json()["error"], "invalid_request", "pages for people are not hit");
    assert_eq!(exchange(&stage, "app", "x").await.status, 503, "the address of tokens beside it is");
    for (kind, code) in [("expired_token", 65602), ("revoked_token", 65601)] {
        let caller = Caller::new(&stage).await;
        fault(kind, "").await;
        for _ in 0..2 {
            let got = caller.get("adAccounts?q=search").await;
            assert_eq!((got.status, &got.json()["serviceErrorCode"]), (401, &json!(code)), "{kind}");
        }
    }
}

#[tokio::test]
async fn hostile_input_is_answered_and_nothing_breaks() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "USD").await;
    let deep = "(a:".repeat(5_000);
    for value in ["List(", ")", "%", "%ff", "''", "List(''')", "(:)", "(a:b,)", &deep, "List(99999999999999999999)"] {
        for query in ["q=search&search", "q=search&pageSize", "q=search&pageToken", "q=search&fields"] {
            let got = caller.get(&format!("adAccounts/{account}/adCampaigns?{query}={value}")).await;
            assert!([200, 400].contains(&got.status), "{query} {value}: {}", got.body);
        }
        for name in ["dateRange", "pivots", "accounts", "timeGranularity"] {
            let got = caller.get(&format!("adAnalytics?q=statistics&{name}={value}")).await;
            assert_eq!(got.status, 400, "{name} {value}");
        }
    }
    for path in
        ["adAccounts/%ff", "adAccounts/%00/creatives/%F0%9F", "organizations/99999999999999999999", "adAccounts/+1"]
    {
        assert!(caller.get(path).await.status >= 400, "{path}");
    }
    let group = format!("adAccounts/{account}/adCampaignGroups");
    for body in ["[]", "", "{\"name\":", "null"] {
        let json = ("content-type", "application/json");
        assert_eq!(caller.call("POST", &format!("rest/{group}"), &[json], body.to_owned()).await.status, 400, "{body}");
    }
    for amount in ["-1", "1e999", "9223372036855", "NaN", "1e-30", ""] {
        let body = json!({"account": format!("urn:li:sponsoredAccount:{account}"), "name": "x", "status": "PAUSED",
            "runSchedule": {"start": i64::MAX - 1, "end": i64::MAX}, "totalBudget": {"amount": amount, "currencyCode": "USD"}});
        assert_eq!(wrong_field(&caller.create(&group, &body).await), "totalBudget", "{amount}");
    }
}
