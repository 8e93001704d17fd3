//! Google Ads: sections 1, 2, 3 and 7 of its facts.

mod criteria;
mod mutates;
mod queries;
mod sign_in;

use serde_json::{Value, json};

use crate::stage::{Got, Stage};

struct Caller<'a> {
    stage: &'a Stage,
    token: String,
    manager: String,
}

impl<'a> Caller<'a> {
    async fn new(stage: &'a Stage) -> Self {
        let token = stage.google_tokens().await["access_token"].as_str().unwrap().to_owned();
        let mut caller = Self { stage, token, manager: String::new() };
        let names = caller.send("GET", "customers:listAccessibleCustomers", json!(null)).await.ok();
        let last = names["resourceNames"].as_array().unwrap().last().unwrap().as_str().unwrap();
        last.trim_start_matches("customers/").clone_into(&mut caller.manager);
        caller
    }

    async fn send(&self, method: &str, path: &str, body: Value) -> Got {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![("authorization", bearer.as_str()), ("developer-token", "sandbox-developer-0001")];
        if !self.manager.is_empty() {
            headers.push(("login-customer-id", self.manager.as_str()));
        }
        self.stage.send(method, &format!("/google/ads/v26/{path}"), &headers, body.to_string()).await
    }

    async fn search(&self, customer: &str, query: &str) -> Got {
        self.send("POST", &format!("customers/{customer}/googleAds:search"), json!({"query": query})).await
    }
}

#[track_caller]
fn code(got: &Got) -> Value {
    let body = got.json();
    let error = if body.is_array() { &body[0] } else { &body };
    assert_eq!(error["error"]["code"], got.status);
    error["error"]["details"][0]["errors"][0]["errorCode"].clone()
}

#[tokio::test]
async fn tokens_are_refreshed_and_revoked() {
    let stage = Stage::new().await;
    let told = stage.google_tokens().await;
    assert_eq!((&told["expires_in"], &told["token_type"]), (&json!(3599), &json!("Bearer")));
    let refresh = told["refresh_token"].as_str().unwrap();
    let pairs = |secret| {
        [("grant_type", "refresh_token"), ("refresh_token", refresh), ("client_id", "app"), ("client_secret", secret)]
    };
    let again = stage.form("/google/oauth/token", &pairs("sandbox-secret")).await.ok();
    assert!(again.get("refresh_token").is_none() && again["access_token"] != told["access_token"]);
    let wrong = stage.form("/google/oauth/token", &pairs("wrong")).await;
    assert_eq!(
        (wrong.status, wrong.json()),
        (401, json!({"error": "invalid_client", "error_description": "Unauthorized"}))
    );
    assert_eq!(stage.form(&format!("/google/oauth/revoke?token={refresh}"), &[]).await.ok(), json!({}));
    let gone = stage.form("/google/oauth/token", &pairs("sandbox-secret")).await;
    let said = json!({"error": "invalid_grant", "error_description": "Token has been expired or revoked."});
    assert_eq!((gone.status, gone.json()), (400, said));
}

#[tokio::test]
async fn callers_need_a_token_a_developer_token_and_the_manager() {
    let stage = Stage::new().await;
    let mut caller = Caller::new(&stage).await;
    let egypt = stage.account("google", "EGP").await;
    let query = "SELECT customer.id, customer.currency_code FROM customer";
    let row = caller.search(&egypt, query).await.ok();
    let customer = json!({"resourceName": format!("customers/{egypt}"), "id": egypt, "currencyCode": "EGP"});
    assert_eq!(row["results"][0]["customer"], customer);
    assert_eq!(row["fieldMask"], "customer.id,customer.currencyCode");
    let clients = "SELECT customer_client.id, customer_client.level, customer_client.manager FROM customer_client WHERE customer_client.level <= 1";
    let clients = caller.search(&caller.manager, clients).await.ok();
    assert_eq!(clients["results"].as_array().unwrap().len(), 6);
    let metrics = caller.search(&caller.manager, "SELECT metrics.clicks FROM customer").await;
    assert_eq!(code(&metrics), json!({"queryError": "REQUESTED_METRICS_FOR_MANAGER"}));

    let manager = std::mem::take(&mut caller.manager);
    let denied = caller.search(&egypt, query).await;
    assert_eq!((denied.status, code(&denied)), (403, json!({"authorizationError": "USER_PERMISSION_DENIED"})));
    assert!(!denied.header("request-id").is_empty());
    caller.manager = manager;
    let bearer = format!("Bearer {}", caller.token);
    let path = "/google/ads/v26/customers:listAccessibleCustomers";
    let without = stage.send("GET", path, &[("authorization", &bearer)], String::new()).await;
    assert_eq!(code(&without), json!({"authenticationError": "DEVELOPER_TOKEN_INVALID"}));
    assert_eq!(stage.get(path).await.json()["error"]["details"][0]["reason"], "CREDENTIALS_MISSING");
    stage.clock.advance(chrono::TimeDelta::hours(2));
    let late = caller.search(&egypt, query).await;
    assert_eq!((late.status, code(&late)), (401, json!({"authenticationError": "OAUTH_TOKEN_EXPIRED"})));
}

#[tokio::test]
async fn queries_are_paged_by_ten_thousand_and_add_up_to_the_truth() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "USD").await;
    let truth = format!("/control/truth?platform=google&account={account}&from=2026-02-01&to=2026-08-20");
    let truth = stage.get(&truth).await.ok();
    let query = "SELECT segments.date, segments.device, metrics.cost_micros, metrics.impressions FROM ad_group_ad \
                 WHERE segments.date BETWEEN '2026-02-01' AND '2026-08-20'";
    let path = format!("customers/{account}/googleAds:search");
    let (mut spend, mut impressions, mut pages, mut rows) = (0_i64, 0_i64, 0, 0);
    let mut body = json!({"query": query, "searchSettings": {"returnTotalResultsCount": true}});
    let total = loop {
        let page = caller.send("POST", &path, body.clone()).await.ok();
        for row in page["results"].as_array().unwrap() {
            spend += row["metrics"]["costMicros"].as_str().unwrap().parse::<i64>().unwrap();
            impressions += row["metrics"]["impressions"].as_str().unwrap().parse::<i64>().unwrap();
            rows += 1;
        }
        pages += 1;
        let Some(token) = page.get("nextPageToken") else { break page["totalResultsCount"].clone() };
        assert_eq!(page["results"].as_array().unwrap().len(), 10_000);
        body["pageToken"] = token.clone();
    };
    assert!(pages > 1);
    assert_eq!(total, rows.to_string());
    assert_eq!(json!(spend), truth["total"]["spend_micros"]);
    assert_eq!(json!(impressions), truth["total"]["impressions"]);

    body["query"] = "SELECT campaign.id FROM campaign".into();
    let other = caller.send("POST", &path, body.clone()).await;
    assert_eq!(code(&other), json!({"requestError": "INVALID_PAGE_TOKEN"}));
    body["pageSize"] = 100.into();
    assert_eq!(code(&caller.send("POST", &path, body).await), json!({"requestError": "PAGE_SIZE_NOT_SUPPORTED"}));

    let stream = json!({"query": "SELECT metrics.cost_micros, metrics.ctr FROM customer WHERE segments.date DURING LAST_7_DAYS"});
    let stream_path = format!("customers/{account}/googleAds:searchStream");
    let batches = caller.send("POST", &stream_path, stream).await.ok();
    assert!(batches[0]["results"][0]["metrics"]["ctr"].is_f64() && batches[0]["requestId"].is_string());
    let wrong = caller.send("POST", &stream_path, json!({"query": "SELECT campaign.nonsense FROM campaign"})).await;
    assert!(wrong.json().is_array());
    assert_eq!(code(&wrong), json!({"queryError": "UNRECOGNIZED_FIELD"}));
}

#[tokio::test]
async fn conditions_order_and_limit_hold() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "SAR").await;
    let query = "SELECT campaign.id, campaign.name, campaign.status, campaign_budget.amount_micros, metrics.clicks FROM campaign \
                 WHERE campaign.status IN ('ENABLED') AND segments.date >= '2026-08-01' ORDER BY metrics.clicks DESC LIMIT 3";
    let rows = caller.search(&account, query).await.ok()["results"].as_array().unwrap().clone();
    let clicks: Vec<i64> = rows.iter().map(|row| row["metrics"]["clicks"].as_str().unwrap().parse().unwrap()).collect();
    assert_eq!(clicks.len(), 3);
    assert!(clicks.is_sorted_by(|left, right| left >= right));
    assert!(rows.iter().all(|row| row["campaign"]["status"] == "ENABLED"));
    assert!(rows[0]["campaignBudget"]["amountMicros"].is_string());
}

#[tokio::test]
async fn mutates_are_whole_or_in_part_as_asked() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "JPY").await;
    let temporary = format!("customers/{account}/campaignBudgets/-1");
    let campaign = json!({"name": "Spring #1", "status": "PAUSED", "advertisingChannelType": "SEARCH", "campaignBudget": temporary,
        "manualCpc": {}, "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"});
    let budget = json!({"resourceName": temporary, "name": "B1", "explicitlyShared": true, "amountMicros": "50000000", "deliveryMethod": "STANDARD"});
    let both = json!({"mutateOperations": [
        {"campaignBudgetOperation": {"create": budget}},
        {"campaignOperation": {"create": campaign}},
    ]});
    let path = format!("customers/{account}/googleAds:mutate");
    let made = caller.send("POST", &path, both.clone()).await.ok();
    let name = made["mutateOperationResponses"][1]["campaignResult"]["resourceName"].as_str().unwrap().to_owned();
    let again = caller.send("POST", &path, both).await;
    assert_eq!(code(&again), json!({"campaignBudgetError": "DUPLICATE_NAME"}));
    let location = &again.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"][0];
    assert_eq!(location, &json!({"fieldName": "mutate_operations", "index": 0}));

    let path = format!("customers/{account}/campaigns:mutate");
    let missing = format!("customers/{account}/campaigns/1");
    let mut change = json!({"operations": [
        {"update": {"resourceName": name, "status": "ENABLED"}, "updateMask": "status"},
        {"remove": missing},
    ]});
    assert_eq!(code(&caller.send("POST", &path, change.clone()).await), json!({"mutateError": "RESOURCE_NOT_FOUND"}));
    let status =
        "SELECT campaign.status, campaign_budget.amount_micros FROM campaign WHERE campaign.name = 'Spring #1'";
    let found = caller.search(&account, status).await.ok()["results"][0].clone();
    assert_eq!(
        (&found["campaign"]["status"], &found["campaignBudget"]["amountMicros"]),
        (&json!("PAUSED"), &json!("50000000"))
    );
    change["partialFailure"] = true.into();
    let partial = caller.send("POST", &path, change).await.ok();
    assert_eq!(partial["results"], json!([{"resourceName": name}, {}]));
    assert_eq!(partial["partialFailureError"]["details"][0]["errors"].as_array().unwrap().len(), 1);
    let found = caller.search(&account, status).await.ok()["results"][0]["campaign"]["status"].clone();
    assert_eq!(found, "ENABLED");
}

#[tokio::test]
async fn ad_groups_and_ads_are_stopped_and_budgets_changed() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "KWD").await;
    let query =
        "SELECT ad_group_ad.resource_name, ad_group.resource_name, campaign.campaign_budget FROM ad_group_ad LIMIT 1";
    let row = caller.search(&account, query).await.ok()["results"][0].clone();
    let (ad, group) = (&row["adGroupAd"]["resourceName"], &row["adGroup"]["resourceName"]);
    let budget = &row["campaign"]["campaignBudget"];
    let changes = [
        ("adGroups", json!({"update": {"resourceName": group, "status": "PAUSED"}, "updateMask": "status"})),
        ("adGroupAds", json!({"remove": ad})),
        (
            "campaignBudgets",
            json!({"update": {"resourceName": budget, "amountMicros": "7000000"}, "updateMask": "amount_micros"}),
        ),
    ];
    for (kind, operation) in &changes {
        let path = format!("customers/{account}/{kind}:mutate");
        let tried = caller.send("POST", &path, json!({"operations": [operation], "validateOnly": true})).await;
        assert_eq!(tried.ok(), json!({}), "{kind}");
    }
    let query = format!(
        "SELECT ad_group_ad.status, ad_group.status FROM ad_group_ad WHERE ad_group_ad.resource_name = '{}'",
        ad.as_str().unwrap()
    );
    let before = caller.search(&account, &query).await.ok()["results"][0].clone();
    assert_eq!((&before["adGroup"]["status"], &before["adGroupAd"]["status"]), (&json!("ENABLED"), &json!("ENABLED")));
    for (kind, operation) in &changes {
        let path = format!("customers/{account}/{kind}:mutate");
        caller.send("POST", &path, json!({"operations": [operation]})).await.ok();
    }
    let after = caller.search(&account, &query).await.ok()["results"][0].clone();
    assert_eq!((&after["adGroup"]["status"], &after["adGroupAd"]["status"]), (&json!("PAUSED"), &json!("REMOVED")));
    let query = format!(
        "SELECT campaign_budget.amount_micros FROM campaign_budget WHERE campaign_budget.resource_name = '{}'",
        budget.as_str().unwrap()
    );
    let amount = caller.search(&account, &query).await.ok()["results"][0]["campaignBudget"]["amountMicros"].clone();
    assert_eq!(amount, "7000000");
    let without = json!({"operations": [{"update": {"resourceName": budget, "amountMicros": "1"}}]});
    let without = caller.send("POST", &format!("customers/{account}/campaignBudgets:mutate"), without).await;
    assert_eq!(code(&without), json!({"fieldMaskError": "FIELD_MASK_MISSING"}));
}
