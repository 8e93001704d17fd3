//! TikTok: part B of its facts.

use chrono::TimeDelta;
use cmis_base::money::Micros;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stage::{Got, Stage, param, query};

const API: &str = "/tiktok/business/open_api/v1.3";
pub const ALL: [&str; 3] = ["1", "2", "4"];

/// The form of the portal's page, sent off.
async fn consent(stage: &Stage, decision: &str, scopes: &[&str]) -> Got {
    let back = format!("{}/callback", stage.product);
    let mut form = vec![("app_id", "app"), ("redirect_uri", back.as_str()), ("state", "a&b")];
    form.push(("sandbox_decision", decision));
    form.extend(scopes.iter().map(|scope| ("sandbox_scope", *scope)));
    stage.form("/tiktok/portal/portal/auth", &form).await
}

pub async fn post(stage: &Stage, token: &str, path: &str, body: &Value) -> Value {
    let headers = [("content-type", "application/json"), ("access-token", token)];
    stage.send("POST", &format!("{API}/{path}/"), &headers, body.to_string()).await.ok()
}

pub async fn get(stage: &Stage, token: &str, path: &str, pairs: &[(&str, &str)]) -> Value {
    let address = format!("{API}/{path}/?{}", query(pairs));
    stage.send("GET", &address, &[("access-token", token)], String::new()).await.ok()
}

async fn exchange(stage: &Stage, app: &str, secret: &str, code: &str) -> Value {
    post(stage, "", "oauth2/access_token", &json!({"app_id": app, "secret": secret, "auth_code": code})).await
}

pub async fn token(stage: &Stage, scopes: &[&str]) -> String {
    let code = param(consent(stage, "allow", scopes).await.header("location"), "auth_code");
    let told = exchange(stage, "app", "sandbox-secret", &code).await;
    told["data"]["access_token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned()
}

/// What stands in `data` of an answer without an error.
#[track_caller]
pub fn data(told: Value) -> Value {
    assert_eq!((&told["code"], &told["message"]), (&json!(0), &json!("OK")), "{told}");
    assert!(!told["request_id"].as_str().unwrap().is_empty());
    told["data"].clone()
}

/// Every row, page by page.
pub async fn whole(stage: &Stage, token: &str, path: &str, pairs: &[(&str, &str)]) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let number = page.to_string();
        let told = data(get(stage, token, path, &[pairs, &[("page", number.as_str())]].concat()).await);
        assert_eq!(told["page_info"]["page"], page);
        rows.extend(told["list"].as_array().unwrap().clone());
        if told["page_info"]["total_page"].as_u64().unwrap() <= page {
            assert_eq!(told["page_info"]["total_number"], rows.len());
            return rows;
        }
    }
    rows
}

pub fn micros(text: &Value) -> i64 {
    Micros::parse(text.as_str().unwrap_or_else(|| panic!("no text: {text}"))).unwrap().0
}

#[tokio::test]
async fn consent_is_a_page_and_denial_codes_and_tokens_are_as_documented() {
    let stage = Stage::new().await;
    let back = format!("{}/callback", stage.product);
    let asked = query(&[("app_id", "app"), ("redirect_uri", &back), ("state", "a&b")]);
    let page = stage
        .send("GET", &format!("/tiktok/portal/portal/auth?{asked}"), &[("accept-language", "ar")], String::new())
        .await;
    assert!(page.body.contains("dir=\"rtl\"") && page.body.contains("value=\"4 Reporting\" checked>"), "{}", page.body);
    let denied = consent(&stage, "deny", &ALL).await;
    assert_eq!(denied.status, 302);
    let said = ["error", "state", "auth_code"].map(|name| param(denied.header("location"), name));
    assert_eq!(said, ["access_denied", "a&b", ""]);
    for (name, value) in [("app_id", ""), ("redirect_uri", "https://evil.example/")] {
        let wrong = query(&[(name, value), ("app_id", "app"), ("redirect_uri", &back)]);
        let got = stage.get(&format!("/tiktok/portal/portal/auth?{wrong}")).await;
        assert_eq!((got.status, &got.json()["code"]), (200, &json!(40_002)), "{name}");
    }

    let allowed = consent(&stage, "allow", &["4 Reporting", "1"]).await;
    let [code, other, state] = ["auth_code", "code", "state"].map(|name| param(allowed.header("location"), name));
    assert_eq!((&code, state.as_str()), (&other, "a&b"));
    assert_eq!(exchange(&stage, "app", "wrong", &code).await["code"], 40_002);
    let told = data(exchange(&stage, "app", "sandbox-secret", &code).await);
    assert_eq!(told["scope"], json!([1, 4]));
    assert_eq!(told["advertiser_ids"].as_array().unwrap().len(), 5);
    assert!(told.get("expires_in").is_none() && told.get("refresh_token").is_none(), "it lives for ever");
    assert_eq!(exchange(&stage, "app", "sandbox-secret", &code).await["code"], 40_110, "a code is good once");
    let code = param(consent(&stage, "allow", &ALL).await.header("location"), "auth_code");
    assert_eq!(exchange(&stage, "other", "sandbox-secret", &code).await["code"], 40_110, "of another app");
    let [soon, late] = ["soon", "late"].map(|_| consent(&stage, "allow", &ALL));
    let (soon, late) = (soon.await, late.await);
    stage.clock.advance(TimeDelta::minutes(59));
    let soon = exchange(&stage, "app", "sandbox-secret", &param(soon.header("location"), "auth_code")).await;
    stage.clock.advance(TimeDelta::minutes(2));
    let late = exchange(&stage, "app", "sandbox-secret", &param(late.header("location"), "auth_code")).await;
    assert_eq!((&soon["code"], &late["code"]), (&json!(0), &json!(40_110)), "a code lives for an hour");

    let token = told["access_token"].as_str().unwrap();
    stage.clock.advance(TimeDelta::days(4_000));
    let app = [("app_id", "app"), ("secret", "sandbox-secret")];
    let list = data(get(&stage, token, "oauth2/advertiser/get", &app).await);
    let ids: Vec<_> = list["list"].as_array().unwrap().iter().map(|it| it["advertiser_id"].clone()).collect();
    assert_eq!(Value::from(ids), told["advertiser_ids"]);
    assert_eq!(get(&stage, token, "oauth2/advertiser/get", &[]).await["code"], 40_002);
    let body = json!({"app_id": "app", "secret": "sandbox-secret", "access_token": token});
    assert_eq!(data(post(&stage, "", "oauth2/revoke_token", &body).await), json!({}));
    assert_eq!(post(&stage, "", "oauth2/revoke_token", &body).await["code"], 40_105);
    let gone = get(&stage, token, "oauth2/advertiser/get", &app).await;
    assert_eq!(gone["message"], "Access token is incorrect or has been revoked.");
    assert_eq!((&gone["code"], &gone["data"]), (&json!(40_105), &json!({})));
    assert_eq!(get(&stage, "", "oauth2/advertiser/get", &app).await["code"], 40_104);
    assert_eq!(get(&stage, "nonsense", "oauth2/advertiser/get", &app).await["code"], 40_105);
}

#[tokio::test]
async fn addresses_end_in_a_slash_and_scopes_count() {
    let stage = Stage::new().await;
    let some = token(&stage, &["1"]).await;
    let account = stage.account("tiktok", "USD").await;
    let ids = format!("[\"{account}\"]");
    let asked = query(&[("advertiser_ids", &ids)]);
    let header = [("access-token", some.as_str())];
    for path in ["advertiser/info", "advertiser/nothing/", "advertiser/"] {
        let got = stage.send("GET", &format!("{API}/{path}?{asked}"), &header, String::new()).await;
        assert_eq!(got.status, 404, "{path}");
    }
    let info = format!("{API}/advertiser/info/?{asked}");
    assert_eq!(stage.send("POST", &info, &header, String::new()).await.status, 404, "of another method");
    assert_eq!(stage.get(&info.replace("v1.3", "v1.2")).await.status, 404);
    data(get(&stage, &some, "advertiser/info", &[("advertiser_ids", &ids)]).await);
    for (path, method) in [("campaign/get", "GET"), ("report/integrated/get", "GET"), ("ad/create", "POST")] {
        let got = stage.send(method, &format!("{API}/{path}/"), &header, "{}".to_owned()).await.ok();
        assert_eq!(got["code"], 40_001, "{path}");
    }
    let all = token(&stage, &ALL).await;
    let foreign = get(&stage, &all, "campaign/get", &[("advertiser_id", "7000000000000000001")]).await;
    assert_eq!(foreign["code"], 40_001, "{foreign}");
}

#[tokio::test]
async fn lists_are_paged_filtered_and_show_only_what_was_asked() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let accounts =
        data(get(&stage, &token, "oauth2/advertiser/get", &[("app_id", "app"), ("secret", "sandbox-secret")]).await);
    let ids: Vec<_> = accounts["list"].as_array().unwrap().iter().map(|it| it["advertiser_id"].clone()).collect();
    let ids = Value::from(ids).to_string();
    let fields = r#"["advertiser_id","currency","timezone","display_timezone","status","balance"]"#;
    let info = data(get(&stage, &token, "advertiser/info", &[("advertiser_ids", &ids), ("fields", fields)]).await);
    let usd = info["list"].as_array().unwrap().iter().find(|it| it["currency"] == "USD").unwrap();
    assert_eq!((&usd["timezone"], &usd["display_timezone"]), (&json!("Etc/GMT+5"), &json!("America/New_York")));
    assert_eq!((&usd["status"], &usd["balance"]), (&json!("STATUS_ENABLE"), &json!(0.0)));
    let account = usd["advertiser_id"].as_str().unwrap();
    assert!(account.len() == 19 && usd.as_object().unwrap().len() == 6, "{usd}");

    let of = ("advertiser_id", account);
    let all = ("filtering", r#"{"primary_status":"STATUS_ALL"}"#);
    for (path, id) in [("campaign/get", "campaign_id"), ("adgroup/get", "adgroup_id"), ("ad/get", "ad_id")] {
        let rows = whole(&stage, &token, path, &[of, all, ("page_size", "3")]).await;
        let whole_at_once = whole(&stage, &token, path, &[of, all, ("page_size", "1000")]).await;
        assert!(rows.len() > 3 && rows == whole_at_once, "{path}");
        assert!(rows.iter().all(|row| row[id].as_str().unwrap().len() == 16), "{path}");
        assert!(rows[0]["create_time"].as_str().unwrap().len() == 19, "{path}");
        let only = format!(r#"{{"{id}s":["{}"]}}"#, rows[1][id].as_str().unwrap());
        let fields = format!(r#"["{id}","operation_status"]"#);
        let told = data(get(&stage, &token, path, &[of, ("filtering", &only), ("fields", &fields)]).await);
        assert_eq!(told["list"], json!([{id: rows[1][id], "operation_status": rows[1]["operation_status"]}]));
        let beyond = data(get(&stage, &token, path, &[of, all, ("page", "999")]).await);
        assert_eq!((&beyond["list"], &beyond["page_info"]["page"]), (&json!([]), &json!(999)), "{path}");
        assert_eq!(beyond["page_info"]["page_size"], 10);
        for (name, value) in [
            ("page_size", "1001"),
            ("page", "0"),
            ("page", "x"),
            ("fields", r#"["nonsense"]"#),
            ("fields", "campaign_id"),
            ("filtering", "[]"),
            ("filtering", r#"{"nonsense":1}"#),
            ("filtering", r#"{"primary_status":"ENABLE"}"#),
            ("filtering", r#"{"secondary_status":"ENABLE"}"#),
            ("filtering", r#"{"campaign_ids":[1]}"#),
        ] {
            let wrong = get(&stage, &token, path, &[of, (name, value)]).await;
            assert_eq!(wrong["code"], 40_002, "{path} {name} {value}: {wrong}");
        }
    }
    assert_eq!(get(&stage, &token, "campaign/get", &[]).await["code"], 40_002);
}

/// The campaign of an id, also when it is deleted.
async fn campaign(stage: &Stage, token: &str, account: &str, id: &str) -> Value {
    let only = format!(r#"{{"campaign_ids":["{id}"],"secondary_status":"CAMPAIGN_STATUS_ALL"}}"#);
    let told = data(get(stage, token, "campaign/get", &[("advertiser_id", account), ("filtering", &only)]).await);
    assert_eq!(told["page_info"]["total_number"], 1, "{told}");
    told["list"][0].clone()
}

#[tokio::test]
async fn campaigns_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "KWD").await;
    let mut asked = json!({
        "advertiser_id": account,
        "campaign_name": "حملة جديدة",
        "objective_type": "WEB_CONVERSIONS",
        "budget_mode": "BUDGET_MODE_DAY",
        "budget": 255.125,
        "operation_status": "DISABLE",
    });
    for (name, value, code) in [
        ("campaign_name", json!(null), 40_002),
        ("objective_type", json!("SALES"), 40_002),
        ("budget_mode", json!("DAILY"), 40_002),
        ("budget", json!(null), 40_002),
        ("budget", json!(0), 40_002),
        ("budget", json!("255.1"), 40_002),
        ("budget", json!(255.1251), 40_002),
        ("operation_status", json!("DELETE"), 40_002),
        ("advertiser_id", json!("1"), 40_001),
        ("advertiser_id", json!(account.parse::<u64>().unwrap()), 40_002),
    ] {
        let mut wrong = asked.clone();
        wrong[name] = value;
        assert_eq!(post(&stage, &token, "campaign/create", &wrong).await["code"], code, "{wrong}");
    }
    let made = data(post(&stage, &token, "campaign/create", &asked).await);
    let id = made["campaign_id"].as_str().unwrap();
    assert_eq!((&made["budget"], &made["budget_mode"]), (&json!(255.125), &json!("BUDGET_MODE_DAY")));
    assert_eq!((&made["create_time"], &made["modify_time"]), (&json!("2026-08-20 12:00:00"), &made["create_time"]));
    assert_eq!(campaign(&stage, &token, &account, id).await, made);

    stage.clock.advance(TimeDelta::hours(1));
    let change = |name: &str, value: Value| json!({"advertiser_id": account, "campaign_id": id, name: value});
    data(post(&stage, &token, "campaign/update", &change("campaign_name", json!("Spring"))).await);
    let changed = data(post(&stage, &token, "campaign/update", &change("budget", json!(300))).await);
    assert_eq!((&changed["campaign_name"], &changed["budget"]), (&json!("Spring"), &json!(300.0)));
    assert_eq!(changed["modify_time"], "2026-08-20 13:00:00");
    let mode = post(&stage, &token, "campaign/update", &change("budget_mode", json!("BUDGET_MODE_TOTAL"))).await;
    assert_eq!(mode["code"], 40_002, "what kind of budget it has stays");
    asked["budget_mode"] = json!("BUDGET_MODE_TOTAL");
    let total = data(post(&stage, &token, "campaign/create", &asked).await);
    let total_id = total["campaign_id"].as_str().unwrap();
    let body = json!({"advertiser_id": account, "campaign_id": total_id, "budget": 1000.5});
    assert_eq!(data(post(&stage, &token, "campaign/update", &body).await)["budget"], 1000.5);

    let status =
        |ids: Value, status: &str| json!({"advertiser_id": account, "campaign_ids": ids, "operation_status": status});
    let enabled = data(post(&stage, &token, "campaign/status/update", &status(json!([id]), "ENABLE")).await);
    assert_eq!(enabled, json!({"campaign_ids": [id], "status": "ENABLE"}));
    let now = campaign(&stage, &token, &account, id).await;
    let said = (&now["operation_status"], &now["secondary_status"]);
    assert_eq!(said, (&json!("ENABLE"), &json!("CAMPAIGN_STATUS_ENABLE")));
    let mixed = post(&stage, &token, "campaign/status/update", &status(json!([id, "1"]), "DELETE")).await;
    assert_eq!(mixed["code"], 40_007, "all or none");
    data(post(&stage, &token, "campaign/status/update", &status(json!([id]), "DELETE")).await);
    let gone = campaign(&stage, &token, &account, id).await;
    assert_eq!(gone["secondary_status"], "CAMPAIGN_STATUS_DELETE");
    let shown = whole(&stage, &token, "campaign/get", &[("advertiser_id", &account)]).await;
    assert!(shown.iter().all(|row| row["campaign_id"] != id), "hidden from those who do not ask for it");
    assert_eq!(post(&stage, &token, "campaign/update", &change("budget", json!(1))).await["code"], 40_002);
    assert_eq!(post(&stage, &token, "campaign/status/update", &status(json!([id]), "ENABLE")).await["code"], 40_002);
}

#[tokio::test]
async fn faults_are_in_tiktoks_own_words_with_status_200() {
    let stage = Stage::new().await;
    let app = [("app_id", "app"), ("secret", "sandbox-secret")];
    for (kind, code, stays) in [
        ("rate_limit", 40_100, false),
        ("outage", 50_000, false),
        ("expired_token", 40_102, true),
        ("revoked_token", 40_105, true),
    ] {
        let token = token(&stage, &ALL).await;
        stage.control("faults", json!({"platform": "tiktok", "kind": kind})).await.ok();
        assert_eq!(get(&stage, &token, "oauth2/advertiser/get", &app).await["code"], code, "{kind}");
        let after = get(&stage, &token, "oauth2/advertiser/get", &app).await;
        assert_eq!(after["code"] == code, stays, "{kind}: {after}");
    }
    let account = stage.account("tiktok", "USD").await;
    let token = token(&stage, &ALL).await;
    stage.control("faults", json!({"platform": "tiktok", "kind": "cut", "path_contains": "/create/"})).await.ok();
    let new = json!({"advertiser_id": account, "campaign_name": "made though nobody heard of it", "objective_type": "TRAFFIC"});
    let headers = [("content-type", "application/json"), ("access-token", token.as_str())];
    assert!(stage.try_send("POST", &format!("{API}/campaign/create/"), &headers, new.to_string()).await.is_err());
    let list = whole(&stage, &token, "campaign/get", &[("advertiser_id", &account)]).await;
    assert_eq!(list[0]["campaign_name"], new["campaign_name"]);
}

#[tokio::test]
async fn events_are_signed_and_carry_json_as_text() {
    let stage = Stage::new().await;
    token(&stage, &ALL).await;
    for (kind, field) in [
        ("comment.update", "/comment_id"),
        ("im_receive_msg", "/text/body"),
        ("im_send_msg", "/conversation_id"),
        ("authorization.removed", "/reason"),
    ] {
        let event = json!({"platform": "tiktok", "kind": kind, "text": "مرحبا", "late": 3600});
        let sent = stage.control("events", event).await.ok();
        assert_eq!(sent["deliveries"][0]["status"], 200, "{kind}");
        let (path, headers, body) = stage.caught.lock().unwrap().pop().unwrap();
        assert_eq!(
            (path.as_str(), headers["webhook-schema-version"].to_str().unwrap()),
            ("/api/webhooks/tiktok", "1.0")
        );
        let now = stage.clock.now().timestamp();
        let mac = Hmac::<Sha256>::new_from_slice(b"sandbox-secret").unwrap().chain_update(format!("{now}."));
        let signature = hex::encode(mac.chain_update(&body).finalize().into_bytes());
        assert_eq!(headers["tiktok-signature"].to_str().unwrap(), format!("t={now},s={signature}"));
        assert!(!headers["x-tt-logid"].is_empty());
        let event: Value = serde_json::from_slice(&body).unwrap();
        let said = (&event["event"], &event["client_key"], &event["create_time"]);
        assert_eq!(said, (&json!(kind), &json!("app"), &json!(now - 3600)));
        let content: Value = serde_json::from_str(event["content"].as_str().unwrap()).unwrap();
        assert!(content.pointer(field).is_some(), "{kind}: {content}");
    }
    let hook = json!({"app_id": "app", "secret": "sandbox-secret", "event_type": "COMMENT", "callback_url": "https://us.example/in"});
    let asked = [("app_id", "app"), ("secret", "sandbox-secret"), ("event_type", "COMMENT")];
    assert_eq!(data(get(&stage, "", "business/webhook/list", &asked).await)["callback_url"], Value::Null);
    let told = json!({"app_id": "app", "event_type": "COMMENT", "callback_url": "https://us.example/in"});
    assert_eq!(data(post(&stage, "", "business/webhook/update", &hook).await), told);
    assert_eq!(data(get(&stage, "", "business/webhook/list", &asked).await), told);
    data(post(&stage, "", "business/webhook/delete", &hook).await);
    assert_eq!(data(get(&stage, "", "business/webhook/list", &asked).await)["callback_url"], Value::Null);
    for (name, value) in [("secret", "wrong"), ("event_type", "NONSENSE"), ("callback_url", "nowhere")] {
        let mut wrong = hook.clone();
        wrong[name] = value.into();
        assert_eq!(post(&stage, "", "business/webhook/update", &wrong).await["code"], 40_002, "{name}");
    }
}

#[tokio::test]
async fn hostile_input_is_answered_and_nothing_breaks() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "USD").await;
    let deep = "[".repeat(20_000);
    let nested = format!(r#"{{"advertiser_id":"{account}","creatives":{}}}"#, "[".repeat(20_000));
    let headers = [("content-type", "application/json"), ("access-token", token.as_str())];
    for path in
        ["campaign/create", "campaign/update", "campaign/status/update", "adgroup/create", "ad/create", "ad/update"]
    {
        for body in
            ["", "null", "[]", "{\"advertiser_id\":", "\u{0}", deep.as_str(), nested.as_str(), "{\"advertiser_id\":{}}"]
        {
            let got = stage.send("POST", &format!("{API}/{path}/"), &headers, body.to_owned()).await.ok();
            assert_eq!(got["code"], 40_002, "{path}: {got}");
        }
    }
    let amounts = ["1e999", "-1", "9223372036854775807", "NaN", "true", "[1]", "\"1\"", "0.0000001", "1e-7"];
    for amount in amounts {
        let body = format!(
            r#"{{"advertiser_id":"{account}","campaign_name":"x","objective_type":"TRAFFIC","budget_mode":"BUDGET_MODE_DAY","budget":{amount}}}"#
        );
        let got = stage.send("POST", &format!("{API}/campaign/create/"), &headers, body).await.ok();
        assert_eq!(got["code"], 40_002, "{amount}: {got}");
    }
    for (path, name) in [
        ("campaign/get", "filtering"),
        ("campaign/get", "fields"),
        ("report/integrated/get", "dimensions"),
        ("report/integrated/get", "filtering"),
        ("advertiser/info", "advertiser_ids"),
        ("campaign/get", "page"),
    ] {
        for value in [&deep[..5_000], "{\"a\"", "null", "1", "99999999999999999999999", "\u{202e}"] {
            let got = get(&stage, &token, path, &[("advertiser_id", &account), (name, value)]).await;
            assert!(got["code"] == 40_002 || got["code"] == 0, "{path} {name}: {got}");
        }
    }
    let large = data(
        get(&stage, &token, "campaign/get", &[("advertiser_id", &account), ("page", "18446744073709551615")]).await,
    );
    assert_eq!(large["list"], json!([]));
}
