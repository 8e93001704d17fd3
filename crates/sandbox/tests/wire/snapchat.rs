//! Snapchat: sections 1, 2, 3 and 7 of its facts, and the plain dialect of webhooks.

use std::collections::BTreeSet;

use cmis_sandbox::SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stage::{Got, Stage, param, query};

const AUTHORIZE: &str = "/snapchat/accounts/login/oauth2/authorize";
const TOKEN: &str = "/snapchat/accounts/login/oauth2/access_token";

struct Caller<'a> {
    stage: &'a Stage,
    tokens: Value,
}

fn asked<'a>(back: &'a str, scope: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![("response_type", "code"), ("client_id", "app"), ("redirect_uri", back), ("scope", scope), ("state", "a&b")]
}

async fn code(stage: &Stage, scope: &str) -> String {
    let back = format!("{}/callback", stage.product);
    let mut form = asked(&back, scope);
    form.push(("sandbox_decision", "allow"));
    let sent = stage.form(AUTHORIZE, &form).await;
    assert_eq!((sent.status, param(sent.header("location"), "state")), (302, "a&b".to_owned()));
    param(sent.header("location"), "code")
}

async fn exchange(stage: &Stage, code: &str, secret: &str) -> Got {
    let back = format!("{}/callback", stage.product);
    let pairs = [("grant_type", "authorization_code"), ("code", code), ("client_id", "app"), ("redirect_uri", &back)];
    stage.form(TOKEN, &[&pairs[..], &[("client_secret", secret)]].concat()).await
}

async fn refresh(stage: &Stage, token: &str) -> Got {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", "app")];
    stage.form(TOKEN, &[&pairs[..], &[("client_secret", SECRET)]].concat()).await
}

impl<'a> Caller<'a> {
    async fn new(stage: &'a Stage) -> Self {
        Self::with(stage, "snapchat-marketing-api").await
    }

    async fn with(stage: &'a Stage, scope: &str) -> Self {
        let tokens = exchange(stage, &code(stage, scope).await, SECRET).await.ok();
        Self { stage, tokens }
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Got {
        let bearer = format!("Bearer {}", self.tokens["access_token"].as_str().unwrap());
        let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
        let address = if path.starts_with("http") { path.to_owned() } else { format!("/snapchat/api/v1/{path}") };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.stage.send(method, &address, &headers, body).await
    }

    async fn get(&self, path: &str, pairs: &[(&str, &str)]) -> Got {
        self.send("GET", &format!("{path}?{}", query(pairs)), json!(null)).await
    }

    /// Every row, page by page, as the links lead.
    async fn whole(&self, path: &str, edge: &str, pairs: &[(&str, &str)]) -> (Vec<Value>, usize) {
        let mut page = self.get(&format!("{path}/{edge}"), pairs).await.ok();
        let (mut rows, mut pages) = (Vec::new(), 1);
        loop {
            assert_eq!(page["request_status"], "SUCCESS");
            for row in page[edge].as_array().unwrap() {
                assert_eq!(row["sub_request_status"], "SUCCESS");
                rows.push(row[edge.trim_end_matches('s')].clone());
            }
            let Some(next) = page["paging"]["next_link"].as_str() else { return (rows, pages) };
            assert!(next.starts_with(&format!("{}/snapchat/api/v1/{path}/{edge}?cursor=", self.stage.base)), "{next}");
            page = self.send("GET", next, json!(null)).await.ok();
            pages += 1;
        }
    }

    async fn account(&self, currency: &str) -> String {
        self.stage.account("snapchat", currency).await
    }

    async fn truth(&self, account: &str, from: &str, to: &str) -> Value {
        let pairs = [("platform", "snapchat"), ("account", account), ("from", from), ("to", to)];
        self.stage.get(&format!("/control/truth?{}", query(&pairs))).await.ok()
    }
}

#[track_caller]
fn error(got: &Got, status: u16, code: &str) {
    let body = got.json();
    assert_eq!((got.status, &body["request_status"], &body["error_code"]), (status, &json!("ERROR"), &json!(code)));
    assert!(body["debug_message"].is_string() && body["display_message"].is_string());
    assert!(!body["request_id"].as_str().unwrap().is_empty());
}

fn sum<'a>(rows: impl Iterator<Item = &'a Value>, field: &str) -> i64 {
    rows.map(|row| row[field].as_i64().unwrap()).sum()
}

#[tokio::test]
async fn consent_is_a_page_and_codes_are_good_once() {
    let stage = Stage::new().await;
    let back = format!("{}/callback", stage.product);
    let mut form = asked(&back, "snapchat-marketing-api");
    let page = stage.get(&format!("{AUTHORIZE}?{}", query(&form))).await;
    assert!(page.status == 200 && page.body.contains("snapchat-marketing-api") && page.body.contains("Snapchat"));
    form.push(("sandbox_decision", "deny"));
    let denied = stage.form(AUTHORIZE, &form).await;
    let said = ["error", "state", "code"].map(|name| param(denied.header("location"), name));
    assert_eq!(said, ["access_denied", "a&b", ""]);
    let unknown = stage.get(&format!("{AUTHORIZE}?{}", query(&asked(&back, "everything")))).await;
    assert_eq!((unknown.status, &unknown.json()["error"]), (400, &json!("invalid_scope")));
    let elsewhere = asked("https://evil.example/", "snapchat-marketing-api");
    assert_eq!(stage.get(&format!("{AUTHORIZE}?{}", query(&elsewhere))).await.status, 400);

    let code = code(&stage, "snapchat-marketing-api").await;
    let wrong = exchange(&stage, &code, "wrong").await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_client")));
    let told = exchange(&stage, &code, SECRET).await.ok();
    let said = (&told["token_type"], &told["expires_in"], &told["scope"]);
    assert_eq!(said, (&json!("Bearer"), &json!(1800), &json!("snapchat-marketing-api")));
    let again = exchange(&stage, &code, SECRET).await;
    assert_eq!((again.status, &again.json()["error"]), (400, &json!("invalid_grant")));
}

#[tokio::test]
async fn tokens_last_half_an_hour_and_are_refreshed_without_end() {
    let stage = Stage::new().await;
    let mut caller = Caller::new(&stage).await;
    let me = caller.get("me", &[]).await.ok();
    assert_eq!((&me["request_status"], &me["me"]["email"]), (&json!("SUCCESS"), &json!("layla@example.com")));
    stage.clock.advance(chrono::TimeDelta::minutes(31));
    let over = caller.get("me", &[]).await;
    assert_eq!((over.status, &over.json()["debug_message"]), (401, &json!("Unauthorized")));
    stage.clock.advance(chrono::TimeDelta::days(400));
    let first = caller.tokens["refresh_token"].as_str().unwrap().to_owned();
    caller.tokens = refresh(&stage, &first).await.ok();
    assert_eq!(caller.get("me", &[]).await.status, 200);
    assert!(caller.tokens["refresh_token"].is_string());

    let unknown = stage.get("/snapchat/api/v1/me").await;
    assert_eq!((unknown.status, &unknown.json()["error"]), (401, &json!("invalid_token")));
    let other = Caller::with(&stage, "snapchat-profile-api").await;
    error(&other.get("me", &[]).await, 403, "E3001");

    let revoke = "/snapchat/accounts/accounts/oauth2/revoke";
    let token = caller.tokens["refresh_token"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        assert_eq!(stage.form(revoke, &[("token", &token)]).await.status, 200);
    }
    assert_eq!(caller.get("me", &[]).await.status, 401);
    for token in [&first, &token] {
        let gone = refresh(&stage, token).await;
        assert_eq!((gone.status, &gone.json()["error"]), (400, &json!("invalid_grant")));
    }
}

#[tokio::test]
async fn organizations_lead_to_accounts_and_these_to_what_is_in_them() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (organizations, _) = caller.whole("me", "organizations", &[("with_ad_accounts", "true")]).await;
    assert_eq!(organizations.len(), 2);
    let mut accounts = Vec::new();
    for organization in &organizations {
        let path = format!("organizations/{}", organization["id"].as_str().unwrap());
        let (rows, _) = caller.whole(&path, "adaccounts", &[]).await;
        assert_eq!(organization["ad_accounts"], json!(rows));
        accounts.extend(rows);
    }
    let currencies: Vec<_> = accounts.iter().map(|it| it["currency"].as_str().unwrap()).collect();
    assert_eq!(currencies, ["USD", "JPY", "KWD", "EGP", "SAR"]);
    assert_eq!((&accounts[2]["timezone"], &accounts[2]["status"]), (&json!("Asia/Kuwait"), &json!("ACTIVE")));
    let id = accounts[2]["id"].as_str().unwrap();
    assert_eq!((id.len(), id), (36, caller.account("KWD").await.as_str()));
    let path = format!("adaccounts/{id}");
    let (campaigns, _) = caller.whole(&path, "campaigns", &[]).await;
    let truth = caller.truth(id, "2026-08-01", "2026-08-01").await;
    let ids =
        |rows: &[Value]| -> BTreeSet<String> { rows.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect() };
    assert_eq!(ids(&campaigns), truth["campaigns"].as_object().unwrap().keys().cloned().collect());
    assert!(campaigns.iter().all(|it| it["daily_budget_micro"].as_i64().unwrap() % 1_000 == 0));
    assert!(campaigns.iter().any(|it| it["objective_v2_properties"]["objective_v2_type"].is_string()));
    let (squads, _) = caller.whole(&path, "adsquads", &[]).await;
    let (ads, _) = caller.whole(&path, "ads", &[]).await;
    assert!(squads.iter().all(|it| ids(&campaigns).contains(it["campaign_id"].as_str().unwrap())));
    assert!(ads.iter().all(|it| ids(&squads).contains(it["ad_squad_id"].as_str().unwrap())));
    let squad = format!("adsquads/{}", ads[0]["ad_squad_id"].as_str().unwrap());
    let (of_squad, _) = caller.whole(&squad, "ads", &[]).await;
    assert!(of_squad.contains(&ads[0]) && of_squad.len() < ads.len());
    assert_eq!(caller.get(&squad, &[]).await.ok()["adsquads"][0]["adsquad"]["id"], ads[0]["ad_squad_id"]);
    error(&caller.get("campaigns/92e1c28a-a331-45b4-8c26-fd3e0eea8c39", &[]).await, 404, "E3003");
    error(&caller.get(&path.replace("adaccounts", "campaigns"), &[]).await, 404, "E3003");
    for (name, value) in [("limit", "49"), ("limit", "1001"), ("limit", "x"), ("cursor", "nonsense")] {
        error(&caller.get(&format!("{path}/campaigns"), &[(name, value)]).await, 400, "E1001");
    }
}

fn campaign(account: &str, name: &str) -> Value {
    json!({"name": name, "ad_account_id": account, "status": "PAUSED", "start_time": "2026-09-01T03:00:00.000+03:00",
        "daily_budget_micro": 50_000_000_000_i64, "objective_v2_properties": {"objective_v2_type": "TRAFFIC"}})
}

#[tokio::test]
async fn many_are_made_in_one_call_and_read_page_by_page() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("JPY").await;
    let path = format!("adaccounts/{account}");
    let (before, _) = caller.whole(&path, "campaigns", &[]).await;
    let items: Vec<Value> = (0..120).map(|number| campaign(&account, &format!("C{number}"))).collect();
    let made = caller.send("POST", &format!("{path}/campaigns"), json!({"campaigns": items})).await.ok();
    assert_eq!((&made["request_status"], made["campaigns"].as_array().unwrap().len()), (&json!("SUCCESS"), 120));
    let first = &made["campaigns"][0]["campaign"];
    let said = [&first["status"], &first["objective"], &first["start_time"], &first["buy_model"]];
    assert_eq!(said, ["PAUSED", "BRAND_AWARENESS", "2026-09-01T00:00:00.000Z", "AUCTION"]);
    assert_eq!(first["delivery_status"], json!(["INVALID_NOT_ACTIVE"]));
    assert_eq!(first["created_at"], "2026-08-20T12:00:00.000Z");
    let mut plain = campaign(&account, "plain");
    for name in ["start_time", "daily_budget_micro", "objective_v2_properties"] {
        plain.as_object_mut().unwrap().remove(name);
    }
    let plain = caller.send("POST", &format!("{path}/campaigns"), json!({"campaigns": [plain]})).await.ok();
    let plain = plain["campaigns"][0]["campaign"].clone();
    assert_eq!((&plain["start_time"], &plain["objective"]), (&plain["created_at"], &json!("BRAND_AWARENESS")));
    caller.send("DELETE", &format!("campaigns/{}", plain["id"].as_str().unwrap()), json!(null)).await.ok();
    let (all, pages) = caller.whole(&path, "campaigns", &[("limit", "50")]).await;
    let ids: BTreeSet<_> = all.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((ids.len(), pages), (before.len() + 120, (before.len() + 120).div_ceil(50)));
    let (usual, of_usual) = caller.whole(&path, "campaigns", &[]).await;
    assert_eq!((usual.len(), of_usual), (all.len(), pages), "fifty, if nobody says");
    let mut address = format!("{path}/stats?breakdown=campaign&limit=50&fields=spend");
    let mut counted = BTreeSet::new();
    let pages_of_stats = loop {
        let told = caller.send("GET", &address, json!(null)).await.ok();
        let rows = &told["total_stats"][0]["total_stat"]["breakdown_stats"]["campaign"];
        assert!(rows.as_array().unwrap().len() <= 50);
        counted.extend(rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        match told["paging"]["next_link"].as_str() {
            Some(next) => next.clone_into(&mut address),
            None => break counted.len().div_ceil(50),
        }
    };
    assert_eq!((counted.len(), pages_of_stats), (all.len() + 1, pages), "the deleted one's numbers stay");
    // a page stays in place when rows before it go
    let page = caller.get(&format!("{path}/campaigns"), &[("limit", "50")]).await.ok();
    let gone = page["campaigns"][0]["campaign"]["id"].as_str().unwrap();
    caller.send("DELETE", &format!("campaigns/{gone}"), json!(null)).await.ok();
    let next = caller.send("GET", page["paging"]["next_link"].as_str().unwrap(), json!(null)).await.ok();
    assert_eq!(next["campaigns"][0]["campaign"]["id"], all[50]["id"]);
}

#[tokio::test]
async fn what_is_wrong_with_one_does_not_keep_the_others() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}/campaigns");
    let with = |name: &str, value: Value| {
        let mut item = campaign(&account, "x");
        item[name] = value;
        item
    };
    let low = with("daily_budget_micro", json!(19_990_000));
    let mixed = json!({"campaigns": [campaign(&account, "good"), low]});
    let told = caller.send("POST", &path, mixed).await.ok();
    assert_eq!(told["request_status"], "PARTIAL");
    let [good, bad] = [0, 1].map(|place| told["campaigns"][place]["sub_request_status"].clone());
    assert_eq!((good, bad), (json!("SUCCESS"), json!("ERROR")));
    assert!(told["campaigns"][1]["sub_request_error_reason"].as_str().unwrap().contains("20000000"));
    let other = caller.account("SAR").await;
    for (item, status) in [
        (with("daily_budget_micro", json!(1)), 200),
        (with("daily_budget_micro", json!(-1)), 200),
        (with("daily_budget_micro", json!("50000000")), 400),
        (with("daily_budget_micro", json!(50.5)), 400),
        (with("status", json!("ARCHIVED")), 200),
        (with("name", json!("ن".repeat(376))), 200),
        (with("name", json!(null)), 400),
        (with("ad_account_id", json!(other)), 200),
        (with("start_time", json!("tomorrow")), 400),
        (with("end_time", json!("2026-01-01T00:00:00.000Z")), 200),
        (with("objective", json!("FAME")), 200),
        (with("objective_v2_properties", json!({"objective_v2_type": "FAME"})), 200),
        (json!("nonsense"), 400),
    ] {
        let got = caller.send("POST", &path, json!({"campaigns": [item]})).await;
        let body = got.json();
        assert_eq!((got.status, &body["request_status"]), (status, &json!("ERROR")), "{item} {body}");
        let one = &body["campaigns"][0];
        assert!(one["sub_request_status"] == "ERROR" && one["sub_request_error_reason"].is_string(), "{body}");
    }
    for body in [json!({}), json!({"campaigns": []}), json!({"campaigns": 1}), json!([])] {
        error(&caller.send("POST", &path, body).await, 400, "E1001");
    }
    let (rows, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    assert_eq!(rows.iter().filter(|it| it["name"] == "x").count(), 0);
}

#[tokio::test]
async fn a_change_takes_the_whole_object() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}");
    let (campaigns, _) = caller.whole(&path, "campaigns", &[]).await;
    let mut whole = campaigns[0].clone();
    whole["name"] = "عروض".into();
    whole["lifetime_spend_cap_micro"] = 7_000_000_000_i64.into();
    let put = async |item: &Value| caller.send("PUT", &format!("{path}/campaigns"), json!({"campaigns": [item]})).await;
    let told = put(&whole).await.ok()["campaigns"][0]["campaign"].clone();
    assert_eq!((&told["name"], &told["lifetime_spend_cap_micro"]), (&json!("عروض"), &json!(7_000_000_000_i64)));
    assert_eq!(told["daily_budget_micro"], campaigns[0]["daily_budget_micro"]);
    assert_ne!(told["updated_at"], campaigns[0]["updated_at"]);
    // what is left out is taken away
    for name in ["daily_budget_micro", "lifetime_spend_cap_micro"] {
        whole.as_object_mut().unwrap().remove(name);
    }
    whole["status"] = "PAUSED".into();
    let told = put(&whole).await.ok()["campaigns"][0]["campaign"].clone();
    assert!(told["daily_budget_micro"].is_null() && told["lifetime_spend_cap_micro"].is_null(), "{told}");
    assert_eq!((&told["status"], &told["delivery_status"]), (&json!("PAUSED"), &json!(["INVALID_NOT_ACTIVE"])));
    assert_eq!(put(&json!({"id": whole["id"], "status": "ACTIVE"})).await.status, 400, "a part is no object");
    whole["objective"] = "APP_INSTALL".into();
    assert_eq!(put(&whole).await.json()["campaigns"][0]["sub_request_status"], "ERROR");
    whole["id"] = "92e1c28a-a331-45b4-8c26-fd3e0eea8c39".into();
    let missing = put(&whole).await;
    assert_eq!((missing.status, &missing.json()["request_status"]), (200, &json!("ERROR")));

    // days on which it stood still have no numbers
    let id = campaigns[0]["id"].as_str().unwrap();
    stage.clock.advance(chrono::TimeDelta::days(5));
    let after = Caller::new(&stage).await;
    let truth = after.truth(&account, "2026-08-22", "2026-08-24").await;
    assert_eq!(truth["campaigns"][id]["impressions"], 0);
}

#[tokio::test]
async fn ad_squads_and_ads_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("SAR").await;
    let path = format!("adaccounts/{account}");
    let (ads, _) = caller.whole(&path, "ads", &[]).await;
    let (squads, _) = caller.whole(&path, "adsquads", &[]).await;
    let parent = squads[0]["campaign_id"].as_str().unwrap();
    let squad = json!({"campaign_id": parent, "name": "S", "status": "ACTIVE", "type": "SNAP_ADS",
        "targeting": {"geos": [{"country_code": "sa"}]}, "billing_event": "IMPRESSION", "bid_strategy": "AUTO_BID",
        "daily_budget_micro": 100_000_000, "optimization_goal": "SWIPES"});
    let squads_path = format!("campaigns/{parent}/adsquads");
    let send = async |method: &str, path: &str, edge: &str, item: &Value| {
        caller.send(method, path, json!({edge: [item]})).await.json()[edge][0].clone()
    };
    let mut made = send("POST", &squads_path, "adsquads", &squad).await["adsquad"].clone();
    assert_eq!((&made["daily_budget_micro"], &made["pacing_type"]), (&json!(100_000_000), &json!("STANDARD")));
    for (name, value) in [
        ("lifetime_budget_micro", json!(1_000_000_000)),
        ("bid_strategy", json!("TARGET_COST")),
        ("type", json!("BANNER")),
        ("targeting", json!("everybody")),
        ("campaign_id", json!(account)),
    ] {
        let mut wrong = squad.clone();
        wrong[name] = value;
        let told = send("POST", &squads_path, "adsquads", &wrong).await;
        assert!(told["sub_request_status"] == "ERROR" && told["sub_request_error_reason"].is_string(), "{told}");
    }
    made["daily_budget_micro"] = 200_000_000.into();
    made["status"] = "PAUSED".into();
    let told = send("PUT", &squads_path, "adsquads", &made).await["adsquad"].clone();
    assert_eq!((&told["daily_budget_micro"], &told["status"]), (&json!(200_000_000), &json!("PAUSED")));

    let id = made["id"].as_str().unwrap();
    let ad = json!({"ad_squad_id": id, "creative_id": ads[0]["creative_id"], "name": "A", "status": "ACTIVE", "type": "SNAP_AD"});
    let ads_path = format!("adsquads/{id}/ads");
    let made = send("POST", &ads_path, "ads", &ad).await["ad"].clone();
    assert_eq!((&made["review_status"], &made["creative_id"]), (&json!("PENDING_REVIEW"), &ads[0]["creative_id"]));
    assert_eq!(made["delivery_status"], json!(["INVALID_NOT_EFFECTIVE_ACTIVE"]));
    let mut wrong = ad.clone();
    wrong["creative_id"] = made["id"].clone();
    assert_eq!(send("POST", &ads_path, "ads", &wrong).await["sub_request_status"], "ERROR");
    let ad_path = format!("ads/{}", made["id"].as_str().unwrap());
    let read = caller.get(&ad_path, &[]).await.ok();
    assert_eq!(read["ads"][0]["ad"], made);
    stage.clock.advance(chrono::TimeDelta::hours(2));
    let caller = Caller::new(&stage).await;
    assert_eq!(caller.get(&ad_path, &[]).await.ok()["ads"][0]["ad"]["review_status"], "APPROVED");

    let squad_path = format!("adsquads/{id}");
    let gone = caller.send("DELETE", &squad_path, json!(null)).await.ok();
    assert_eq!(gone["request_status"], "SUCCESS");
    error(&caller.send("DELETE", &squad_path, json!(null)).await, 404, "E3003");
    error(&caller.get(&ad_path, &[]).await, 404, "E3003");
    assert_eq!(caller.whole(&path, "adsquads", &[]).await.0.len(), squads.len());
    let (all, _) = caller.whole(&path, "adsquads", &[("read_deleted_entities", "true")]).await;
    let deleted: Vec<_> = all.iter().filter(|it| it["deleted"] == true).map(|it| it["id"].clone()).collect();
    assert_eq!(deleted, [json!(id)]);
    assert_eq!(caller.whole(&path, "ads", &[]).await.0.len(), ads.len());
}

/// Every bucket's rows of a breakdown.
fn buckets<'a>(told: &'a Value, level: &str, name: &'a str) -> impl Iterator<Item = &'a Value> {
    let stat = &told["timeseries_stats"][0]["timeseries_stat"];
    let of = stat["breakdown_stats"][level].as_array().unwrap().iter();
    of.flat_map(move |of| of["timeseries"].as_array().unwrap().iter().map(move |bucket| &bucket[name]))
}

const FIELDS: &str =
    "impressions,swipes,spend,video_views,conversion_purchases,conversion_purchases_value,conversion_sign_ups";
/// Fields that together are what the truth calls so.
const PAIRS: [(&[&str], &str); 6] = [
    (&["impressions"], "impressions"),
    (&["swipes"], "clicks"),
    (&["spend"], "spend_micros"),
    (&["video_views"], "video_views"),
    (&["conversion_purchases", "conversion_sign_ups"], "conversions"),
    (&["conversion_purchases_value"], "value_micros"),
];

#[tokio::test]
async fn stats_add_up_to_the_truth_in_every_currency_level_and_dimension() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    for (currency, offset) in
        [("USD", "-04:00"), ("JPY", "+09:00"), ("KWD", "+03:00"), ("EGP", "+03:00"), ("SAR", "+03:00")]
    {
        let account = caller.account(currency).await;
        let path = format!("adaccounts/{account}/stats");
        let truth = caller.truth(&account, "2026-08-11", "2026-08-20").await;
        let (start, end) = (format!("2026-08-11T00:00:00.000{offset}"), format!("2026-08-21T00:00:00.000{offset}"));
        let base = [
            ("granularity", "DAY"),
            ("start_time", &start),
            ("end_time", &end),
            ("omit_empty", "true"),
            ("limit", "1000"),
        ];
        for level in ["campaign", "adsquad", "ad"] {
            let fields = format!("{FIELDS},native_leads");
            let asked = [&base[..], &[("breakdown", level), ("fields", &fields)]].concat();
            let told = caller.get(&path, &asked).await.ok();
            for (fields, name) in PAIRS.into_iter().chain([(&["native_leads"][..], "leads")]) {
                let told: i64 = fields.iter().map(|field| sum(buckets(&told, level, "stats"), field)).sum();
                assert_eq!(json!(told), truth["total"][name], "{currency} {level} {fields:?}");
            }
        }
        for (dimension, key) in
            [("country", "country"), ("gender", "gender"), ("age", "age_bucket"), ("os", "os"), ("make", "make")]
        {
            let asked =
                [&base[..], &[("breakdown", "ad"), ("fields", FIELDS), ("report_dimension", dimension)]].concat();
            let told = caller.get(&path, &asked).await.ok();
            let parts = || buckets(&told, "ad", "dimension_stats").flat_map(|rows| rows.as_array().unwrap());
            for (fields, name) in PAIRS {
                let told: i64 = fields.iter().map(|field| sum(parts(), field)).sum();
                assert_eq!(json!(told), truth["total"][name], "{currency} {dimension} {fields:?}");
            }
            let labels: BTreeSet<_> = parts().map(|part| part[key].as_str().unwrap()).collect();
            assert!(labels.len() > 1 && labels.iter().all(|it| !it.chars().any(char::is_uppercase)), "{labels:?}");
        }
        let asked = [("start_time", start.as_str()), ("end_time", &end)];
        let told = caller.get(&path, &asked).await.ok();
        let stat = &told["total_stats"][0]["total_stat"];
        assert_eq!(stat["stats"], json!({"spend": truth["total"]["spend_micros"]}), "an account has only its spend");
        assert_eq!((&stat["start_time"], &stat["type"]), (&json!(start), &json!("AD_ACCOUNT")));
    }
}

#[tokio::test]
async fn hours_add_up_to_days_also_where_clocks_change() {
    let stage = Stage::at("2026-11-05T15:00:00Z").await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let (campaigns, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    let campaign = campaigns[0]["id"].as_str().unwrap();
    let path = format!("campaigns/{campaign}/stats");
    // New York's first of November has 25 hours
    let ask = async |granularity: &str, start: &str, end: &str| {
        let asked = [("granularity", granularity), ("start_time", start), ("end_time", end)];
        caller.get(&path, &[&asked[..], &[("fields", "spend,impressions,quartile_1,view_completion")]].concat()).await
    };
    let (start, end) = ("2026-11-01T00:00:00.000-04:00", "2026-11-02T00:00:00.000-05:00");
    let day = ask("DAY", start, end).await.ok();
    let series = |told: &Value| {
        told["timeseries_stats"][0]["timeseries_stat"]["timeseries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["stats"].clone())
            .collect::<Vec<_>>()
    };
    let hours = ask("HOUR", start, end).await.ok();
    assert_eq!((series(&day).len(), series(&hours).len()), (1, 25));
    let total = ask("TOTAL", start, end).await.ok()["total_stats"][0]["total_stat"]["stats"].clone();
    for field in ["spend", "impressions", "quartile_1", "view_completion"] {
        assert_eq!(sum(series(&hours).iter(), field), series(&day)[0][field].as_i64().unwrap(), "{field}");
        assert_eq!(total[field], series(&day)[0][field], "{field}");
        assert!(total[field].as_i64().unwrap() > 0, "{field}");
    }
    let noon = "2026-11-01T12:00:00.000-05:00";
    let (early, late) = (ask("TOTAL", start, noon).await.ok(), ask("TOTAL", noon, end).await.ok());
    let of = |told: &Value| told["total_stats"][0]["total_stat"]["stats"]["spend"].as_i64().unwrap();
    assert!(of(&early) > 0 && of(&late) > 0);
    assert_eq!(of(&early) + of(&late), total["spend"].as_i64().unwrap());
    let truth = caller.truth(&account, "2026-11-01", "2026-11-01").await;
    assert_eq!(total["spend"], truth["campaigns"][campaign]["spend_micros"]);

    let lifetime = caller.get(&path, &[("granularity", "LIFETIME")]).await.ok();
    let lifetime = &lifetime["lifetime_stats"][0]["lifetime_stat"];
    let ever = caller.truth(&account, "2024-01-01", "2026-11-05").await;
    assert_eq!(lifetime["stats"]["spend"], ever["campaigns"][campaign]["spend_micros"]);
    assert!(lifetime["stats"]["screen_time_millis"].is_i64() && lifetime.get("start_time").is_none());
}

#[tokio::test]
async fn stats_are_asked_by_local_days_and_for_what_there_is() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("KWD").await;
    let path = format!("adaccounts/{account}/stats");
    let (from, to) = ("2026-08-01T00:00:00.000+03:00", "2026-08-08T00:00:00.000+03:00");
    let ask = async |more: &[(&str, &str)]| {
        let base = [("granularity", "DAY"), ("start_time", from), ("end_time", to), ("breakdown", "ad")];
        let kept = base.into_iter().filter(|(name, _)| more.iter().all(|(it, _)| it != name));
        let pairs: Vec<_> = kept.chain(more.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
        caller.get(&path, &pairs).await
    };
    let told = ask(&[]).await.ok();
    let stat = &told["timeseries_stats"][0]["timeseries_stat"];
    assert_eq!(stat["finalized_data_end_time"], "2026-08-19T00:00:00.000+03:00");
    let ads = stat["breakdown_stats"]["ad"].as_array().unwrap();
    assert!(ads.iter().all(|ad| ad["timeseries"].as_array().unwrap().len() == 7), "also days without anything");
    assert_eq!(ads[0]["timeseries"][6]["end_time"], to);
    assert_eq!(ask(&[("start_time", "2026-07-31T21:00:00.000Z")]).await.status, 200, "the same instant");
    for wrong in [
        &[("start_time", "2026-08-01T00:00:00.000Z")][..],
        &[("start_time", "2026-08-01T00:00:00.000 03:00")],
        &[("start_time", "2026-08-01")],
        &[("start_time", "")],
        &[("end_time", "2026-08-01T00:00:00.000+03:00")],
        &[("end_time", "2026-09-02T00:00:00.000+03:00")],
        &[("end_time", "9999-12-31T23:59:59.000-12:00")],
        &[("granularity", "HOUR"), ("end_time", "2026-08-09T00:00:00.000+03:00")],
        &[("granularity", "HOUR"), ("start_time", "2026-08-07T00:30:00.000+03:00")],
        &[("granularity", "HOUR"), ("report_dimension", "country")],
        &[("granularity", "HOUR"), ("fields", "uniques")],
        &[("fields", "native_leads"), ("report_dimension", "os")],
        &[("granularity", "WEEK")],
        &[("fields", "impressions,nonsense")],
        &[("breakdown", "creative")],
        &[("breakdown", ""), ("fields", "impressions")],
        &[("report_dimension", "shoe_size")],
        &[("swipe_up_attribution_window", "28")],
        &[("limit", "10")],
    ] {
        let got = ask(wrong).await;
        assert_eq!(got.status, 400, "{wrong:?}: {}", got.body);
        error(&got, 400, "E1001");
    }
    let windows = [("swipe_up_attribution_window", "28_DAY"), ("view_attribution_window", "1_DAY")];
    let told = ask(&windows).await.ok();
    assert_eq!(told["timeseries_stats"][0]["timeseries_stat"]["view_attribution_window"], "1_DAY");
    let ever =
        ask(&[("granularity", "TOTAL"), ("start_time", "1970-01-01T00:00:00Z"), ("end_time", "9999-12-31T00:00:00Z")]);
    assert_eq!(ever.await.status, 200);
}

#[tokio::test]
async fn budgets_that_run_out_are_announced_and_signed() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("KWD").await;
    let asked = json!({"platform": "snapchat", "kind": "budget_threshold_reached", "account": account, "count": 2});
    stage.control("events", asked).await.ok();
    let caught = stage.caught.lock().unwrap().clone();
    assert_eq!(caught.len(), 2);
    assert_ne!(caught[0].2, caught[1].2);
    let (campaigns, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    for (path, headers, body) in &caught {
        assert_eq!(path, "/api/webhooks/snapchat");
        let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap().chain_update(body);
        let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
        assert_eq!(headers["x-snapchat-signature"].to_str().unwrap(), expected);
        let event: Value = serde_json::from_slice(body).unwrap();
        let campaign = campaigns.iter().find(|it| it["id"] == event["campaign_id"]).unwrap();
        assert_eq!(
            (&event["event_type"], &event["ad_account_id"]),
            (&json!("budget_threshold_reached"), &json!(account))
        );
        let left = 100 - event["budget_spent_percentage"].as_i64().unwrap();
        let budget = campaign["daily_budget_micro"].as_i64().unwrap();
        assert_eq!(event["remaining_budget"], budget * left / 100 / 1_000_000);
        assert!(stage.clock.now().timestamp() - event["timestamp"].as_i64().unwrap() <= 10);
    }
    for wrong in
        [json!({"percentage": 101}), json!({"account": "x"}), json!({"campaign": account}), json!({"kind": "lead"})]
    {
        let mut asked = json!({"platform": "snapchat", "kind": "budget_threshold_reached"});
        asked.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        assert_eq!(stage.control("events", asked).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn refusals_are_plain_and_hit_the_token_but_not_the_page() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let plant = async |kind: &str, path: &str| {
        let fault = json!({"platform": "snapchat", "kind": kind, "path_contains": path});
        stage.control("faults", fault).await.ok();
    };
    plant("rate_limit", "").await;
    let limited = caller.get("me", &[]).await;
    assert_eq!((limited.status, limited.body.as_str(), limited.header("retry-after")), (429, "Too Many Requests", ""));
    plant("outage", "").await;
    let down = caller.get("me", &[]).await;
    assert_eq!((down.status, &down.json()["request_status"]), (503, &json!("ERROR")));
    plant("outage", "/accounts/").await;
    let back = format!("{}/callback", stage.product);
    let page = stage.get(&format!("{AUTHORIZE}?{}", query(&asked(&back, "snapchat-marketing-api")))).await;
    assert_eq!(page.status, 200, "pages for people are spared");
    let token = caller.tokens["refresh_token"].as_str().unwrap();
    assert_eq!(refresh(&stage, token).await.status, 503);
    assert_eq!(refresh(&stage, token).await.status, 200);
    let foreign = [("origin", "http://evil.example"), ("content-type", "application/x-www-form-urlencoded")];
    assert_eq!(stage.send("POST", AUTHORIZE, &foreign, String::new()).await.status, 403);
    plant("revoked_token", "").await;
    assert_eq!(caller.get("me", &[]).await.status, 401);
    assert_eq!(refresh(&stage, token).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn hostile_input_is_answered() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}/campaigns");
    for body in ["", "nul", "[[[[", "{\"campaigns\":[{\"name\":1e999}]}", "{\"campaigns\":[null,[],{}]}"] {
        let bearer = format!("Bearer {}", caller.tokens["access_token"].as_str().unwrap());
        let address = format!("/snapchat/api/v1/{path}");
        let got = stage.send("POST", &address, &[("authorization", &bearer)], body.to_owned()).await;
        assert_eq!((got.status, &got.json()["request_status"]), (400, &json!("ERROR")), "{body}");
    }
    let mut item = campaign(&account, "x");
    item["daily_budget_micro"] = i64::MAX.into();
    let made = caller.send("POST", &path, json!({"campaigns": [item]})).await.ok();
    let id = made["campaigns"][0]["campaign"]["id"].as_str().unwrap();
    let event = json!({"platform": "snapchat", "kind": "budget_threshold_reached", "campaign": id, "percentage": "0"});
    stage.control("events", event).await.ok();
    for path in ["", "me/x", "campaigns", "campaigns/%00%ff", "adaccounts/é/ads", "ads/x/stats", "adsquads/x/campaigns"]
    {
        error(&caller.get(path, &[]).await, 404, "E3003");
    }
    error(&caller.send("POST", "campaigns/x/nonsense", json!({})).await, 404, "E3003");
    error(&caller.send("PUT", "me", json!({})).await, 405, "E1001");
    error(&caller.send("DELETE", &format!("adaccounts/{account}"), json!(null)).await, 405, "E1001");
}
