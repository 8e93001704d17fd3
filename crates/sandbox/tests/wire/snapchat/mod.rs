//! Snapchat: sections 1, 2, 3 and 7 of its facts, and the plain dialect of webhooks.

mod stats;
mod writing;

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
