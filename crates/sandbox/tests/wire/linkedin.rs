//! LinkedIn: sections 1, 2, 3, 6 and 7 of its facts.

use cmis_base::money::Micros;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::stage::{Got, Stage, param, query};

const SCOPES: &str =
    "openid profile email r_ads rw_ads r_ads_reporting r_organization_admin r_marketing_leadgen_automation";
const AUTHORIZATION: &str = "/linkedin/www/oauth/v2/authorization";
const ACCESS_TOKEN: &str = "/linkedin/www/oauth/v2/accessToken";
const AUGUST: &str = "dateRange=(start:(year:2026,month:8,day:1),end:(year:2026,month:8,day:10))";

struct Caller<'a> {
    stage: &'a Stage,
    token: String,
}

/// What comes back from the page.
async fn decide(stage: &Stage, client: &str, scopes: &str, decision: &str) -> String {
    let back = format!("{}/callback", stage.product);
    let asked = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", back.as_str()),
        ("state", "a&b"),
        ("scope", scopes),
        ("sandbox_decision", decision),
    ];
    let sent = stage.form(AUTHORIZATION, &asked).await;
    assert_eq!(sent.status, 302, "{}", sent.body);
    sent.header("location").to_owned()
}

async fn exchange(stage: &Stage, client: &str, code: &str) -> Got {
    let back = format!("{}/callback", stage.product);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", client),
        ("client_secret", "sandbox-secret"),
        ("redirect_uri", &back),
    ];
    stage.form(ACCESS_TOKEN, &pairs).await
}

async fn refresh(stage: &Stage, token: &Value) -> Got {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
        ("client_id", "app"),
        ("client_secret", "sandbox-secret"),
    ];
    stage.form(ACCESS_TOKEN, &pairs).await
}

impl<'a> Caller<'a> {
    async fn new(stage: &'a Stage) -> Self {
        Self::with(stage, SCOPES).await
    }

    async fn with(stage: &'a Stage, scopes: &str) -> Self {
        let code = param(&decide(stage, "app", scopes, "allow").await, "code");
        let told = exchange(stage, "app", &code).await.ok();
        Self { stage, token: told["access_token"].as_str().unwrap().to_owned() }
    }

    async fn call(&self, method: &str, path: &str, more: &[(&str, &str)], body: String) -> Got {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("linkedin-version", "202607"),
            ("x-restli-protocol-version", "2.0.0"),
        ];
        headers.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        headers.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        self.stage.send(method, &format!("/linkedin/api/{path}"), &headers, body).await
    }

    async fn get(&self, path: &str) -> Got {
        self.call("GET", &format!("rest/{path}"), &[], String::new()).await
    }

    async fn create(&self, path: &str, body: &Value) -> Got {
        let json = ("content-type", "application/json");
        self.call("POST", &format!("rest/{path}"), &[json], body.to_string()).await
    }

    async fn set(&self, path: &str, set: Value) -> Got {
        let headers = [("content-type", "application/json"), ("x-restli-method", "PARTIAL_UPDATE")];
        let body = json!({"patch": {"$set": set}});
        self.call("POST", &format!("rest/{path}"), &headers, body.to_string()).await
    }

    /// Every element, page by page.
    async fn whole(&self, path: &str) -> (Vec<Value>, usize) {
        let (mut elements, mut pages, mut token) = (Vec::new(), 0, String::new());
        loop {
            let page = self.get(&format!("{path}&pageToken={token}")).await.ok();
            elements.extend(page["elements"].as_array().unwrap().clone());
            pages += 1;
            match page["metadata"]["nextPageToken"].as_str() {
                Some(next) => next.clone_into(&mut token),
                None => return (elements, pages),
            }
        }
    }
}

/// The path of the one field that is wrong.
#[track_caller]
fn wrong_field(got: &Got) -> Value {
    assert_eq!((got.status, &got.json()["status"]), (400, &json!(400)), "{}", got.body);
    got.json()["errorDetails"]["inputErrors"][0]["input"]["inputPath"]["fieldPath"].clone()
}

#[tokio::test]
async fn consent_denial_codes_and_refreshing_are_as_documented() {
    let stage = Stage::new().await;
    let denied = decide(&stage, "app", "r_ads", "deny").await;
    assert_eq!(["error", "state", "code"].map(|name| param(&denied, name)), ["user_cancelled_authorize", "a&b", ""]);
    let unknown = decide(&stage, "app", "r_ads w_everything", "allow").await;
    assert_eq!(param(&unknown, "error"), "unauthorized_scope_error");
    let page = async |back: &str| {
        let asked =
            [("client_id", "app"), ("redirect_uri", back), ("response_type", "code"), ("scope", "r_ads openid")];
        stage.get(&format!("{AUTHORIZATION}?{}", query(&asked))).await
    };
    assert_eq!(page("https://evil.example/").await.json()["error"], "invalid_request");
    let page = page("http://localhost:1/back").await;
    assert!(page.status == 200 && page.body.contains("checked disabled> <bdi>r_ads</bdi>"), "{}", page.body);

    let code = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    stage.clock.advance(chrono::TimeDelta::minutes(29));
    let told = exchange(&stage, "app", &code).await.ok();
    assert_eq!((&told["expires_in"], &told["scope"]), (&json!(5_184_000), &json!(SCOPES.replace(' ', ","))));
    let again = exchange(&stage, "app", &code).await;
    assert_eq!((again.status, &again.json()["error"]), (400, &json!("invalid_grant")));
    let late = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    stage.clock.advance(chrono::TimeDelta::minutes(31));
    assert_eq!(exchange(&stage, "app", &late).await.json()["error"], "invalid_grant");

    let ends = told["refresh_token_expires_in"].as_i64().unwrap();
    stage.clock.advance(chrono::TimeDelta::days(100));
    let renewed = refresh(&stage, &told["refresh_token"]).await.ok();
    assert_eq!(renewed["refresh_token"], told["refresh_token"], "it stays the same one");
    let passed = 100 * 86_400 + 31 * 60;
    assert_eq!(renewed["refresh_token_expires_in"], ends - passed, "and its time does not begin anew");
    stage.clock.advance(chrono::TimeDelta::days(266));
    assert_eq!(refresh(&stage, &told["refresh_token"]).await.json()["error"], "invalid_grant");

    let code = param(&decide(&stage, "standard-app", "r_ads", "allow").await, "code");
    let told = exchange(&stage, "standard-app", &code).await.ok();
    assert!(told.get("refresh_token").is_none(), "only approved partners refresh: {told}");
    let wrong = [("client_id", "app"), ("client_secret", "wrong"), ("grant_type", "refresh_token")];
    let wrong = stage.form(ACCESS_TOKEN, &wrong).await;
    assert_eq!((wrong.status, &wrong.json()["error"]), (401, &json!("invalid_client")));
}

#[tokio::test]
async fn tokens_are_looked_at_given_back_and_wrong_ones_told_apart() {
    let stage = Stage::new().await;
    let code = param(&decide(&stage, "app", SCOPES, "allow").await, "code");
    let told = exchange(&stage, "app", &code).await.ok();
    let of = ["access_token", "refresh_token"].map(|name| {
        [("client_id", "app"), ("client_secret", "sandbox-secret"), ("token", told[name].as_str().unwrap())]
    });
    let introspect = "/linkedin/www/oauth/v2/introspectToken";
    let active = stage.form(introspect, &of[0]).await.ok();
    assert_eq!((&active["active"], &active["status"]), (&json!(true), &json!("active")));
    let mut caller = Caller { stage: &stage, token: told["access_token"].as_str().unwrap().to_owned() };
    let me = caller.call("GET", "v2/userinfo", &[("linkedin-version", "")], String::new()).await.ok();
    assert!(me["sub"].is_string() && me["name"].is_string() && me["email_verified"] == true, "{me}");

    let code = |got: Got| (got.status, got.json()["serviceErrorCode"].clone());
    for _ in 0..2 {
        assert_eq!(stage.form("/linkedin/www/oauth/v2/revoke", &of[0]).await.status, 200);
    }
    assert_eq!(code(caller.get("adAccounts?q=search").await), (401, json!(65600)));
    let renewed = refresh(&stage, &told["refresh_token"]).await.ok();
    renewed["access_token"].as_str().unwrap().clone_into(&mut caller.token);
    assert_eq!(stage.form("/linkedin/www/oauth/v2/revoke", &of[1]).await.status, 200);
    assert_eq!(code(caller.get("adAccounts?q=search").await), (401, json!(65601)));
    assert_eq!(refresh(&stage, &told["refresh_token"]).await.json()["error"], "invalid_grant");
    assert_eq!(stage.form(introspect, &of[0]).await.ok()["active"], false);

    let caller = Caller::new(&stage).await;
    assert_eq!(
        code(caller.call("GET", "rest/adAccounts?q=search", &[("authorization", "")], String::new()).await).1,
        65604
    );
    stage.clock.advance(chrono::TimeDelta::days(61));
    let late = caller.get("adAccounts?q=search").await;
    assert_eq!(late.json()["code"], "EXPIRED_ACCESS_TOKEN");
    assert_eq!(code(late), (401, json!(65602)));
}

#[tokio::test]
async fn versions_protocol_and_scopes_are_held_to() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let get =
        async |headers: &[(&str, &str)]| caller.call("GET", "rest/adAccounts?q=search", headers, String::new()).await;
    assert_eq!(get(&[("linkedin-version", "")]).await.json()["code"], "VERSION_MISSING");
    let old = get(&[("linkedin-version", "20250101")]).await;
    assert_eq!((old.status, &old.json()["code"]), (426, &json!("NONEXISTENT_VERSION")));
    assert_eq!(old.json()["message"], "Requested version 20250101 is not active");
    assert_eq!(get(&[("linkedin-version", "202511")]).await.status, 426);
    assert_eq!(get(&[("x-restli-protocol-version", "")]).await.status, 400);
    let good = get(&[]).await;
    assert_eq!(good.status, 200);
    for name in ["x-li-uuid", "x-li-request-id", "x-li-fabric", "x-restli-protocol-version"] {
        assert!(!good.header(name).is_empty(), "{name}");
    }
    let reader = Caller::with(&stage, "r_ads").await;
    let account = stage.account("linkedin", "USD").await;
    assert_eq!(reader.get("adAccounts?q=search").await.status, 200);
    for got in [
        reader.create(&format!("adAccounts/{account}/adCampaignGroups"), &json!({})).await,
        reader.get(&format!("adAnalytics?q=analytics&accounts=List(urn%3Ali%3AsponsoredAccount%3A{account})")).await,
        reader.get("organizationAcls?q=roleAssignee").await,
        reader.get("leadFormResponses/x").await,
        reader.call("GET", "v2/userinfo", &[], String::new()).await,
    ] {
        assert_eq!((got.status, &got.json()["code"]), (403, &json!("ACCESS_DENIED")), "{}", got.body);
    }
    assert_eq!(caller.get("nonsense").await.status, 404);
    let acls = caller.get("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED&count=2").await.ok();
    assert_eq!((acls["elements"].as_array().unwrap().len(), &acls["paging"]["total"]), (2, &json!(5)));
    let next = acls["paging"]["links"][0]["href"].as_str().unwrap().trim_start_matches("/rest/").to_owned();
    let second = caller.get(&next).await.ok();
    assert_ne!(second["elements"][0], acls["elements"][0]);
    let urn = second["elements"][0]["organization"].as_str().unwrap();
    let organization = caller.get(&format!("organizations/{}", urn.rsplit(':').next().unwrap())).await.ok();
    assert!(organization["localizedName"].is_string());
}

#[tokio::test]
async fn what_there_is_comes_in_pages_and_by_criteria() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (accounts, pages) = caller.whole("adAccounts?q=search&search=(status:(values:List(ACTIVE)))&pageSize=2").await;
    assert_eq!((accounts.len(), pages), (5, 3));
    assert!(
        accounts
            .iter()
            .all(|it| it["id"].is_u64() && it["reference"].as_str().unwrap().starts_with("urn:li:organization:"))
    );
    let account = accounts.iter().find(|it| it["currency"] == "KWD").unwrap()["id"].to_string();
    let of = |kind: &str| format!("adAccounts/{account}/{kind}");
    let all = "search=(status:(values:List(ACTIVE,PAUSED,ARCHIVED,DRAFT)))";
    let (groups, _) = caller.whole(&format!("{}?q=search&{all}&pageSize=3", of("adCampaignGroups"))).await;
    let (campaigns, _) = caller.whole(&format!("{}?q=search&{all}&pageSize=3", of("adCampaigns"))).await;
    let truth = format!("/control/truth?platform=linkedin&account={account}&from=2026-08-01&to=2026-08-01");
    assert_eq!(groups.len(), stage.get(&truth).await.ok()["campaigns"].as_object().unwrap().len());
    let daily: Vec<&Value> = groups.iter().chain(&campaigns).filter_map(|it| it.get("dailyBudget")).collect();
    assert!(!daily.is_empty());
    // a dinar has a thousand fils
    assert!(
        daily
            .iter()
            .all(|it| it["currencyCode"] == "KWD"
                && it["amount"].as_str().unwrap().split('.').nth(1).unwrap().len() == 3)
    );
    assert!(groups.iter().all(|it| it.get("dailyBudget").is_some() == it.get("budgetOptimization").is_some()));

    let group = groups[0]["id"].as_u64().unwrap();
    let search = format!("search=(campaignGroup:(values:List(urn%3Ali%3AsponsoredCampaignGroup%3A{group})))");
    let within = caller.get(&format!("{}?q=search&{search}", of("adCampaigns"))).await.ok();
    let expected =
        campaigns.iter().filter(|it| it["campaignGroup"] == format!("urn:li:sponsoredCampaignGroup:{group}"));
    assert_eq!(within["elements"].as_array().unwrap().len(), expected.count());
    let campaign = &within["elements"][0];
    let urn = format!("urn%3Ali%3AsponsoredCampaign%3A{}", campaign["id"]);
    let creatives =
        caller.get(&format!("{}?q=criteria&campaigns=List({urn})&sortOrder=DESCENDING", of("creatives"))).await.ok();
    let creatives = creatives["elements"].as_array().unwrap();
    assert!(
        !creatives.is_empty() && creatives.iter().all(|it| it["campaign"].as_str().unwrap() == urn.replace("%3A", ":"))
    );
    let id = creatives[0]["id"].as_str().unwrap();
    let one = caller.get(&of(&format!("creatives/{}?fields=id,campaign", id.replace(':', "%3A")))).await.ok();
    assert_eq!(one, json!({"id": id, "campaign": creatives[0]["campaign"]}));
    assert_eq!(caller.get(&of(&format!("creatives/{id}"))).await.status, 400, "an urn in a path is encoded");
    assert_eq!(caller.get(&of("adCampaigns/1")).await.status, 404);
    assert_eq!(caller.get("adAccounts/1/adCampaigns?q=search").await.status, 404);

    for (query, field) in [
        ("", "q"),
        ("q=nonsense", "q"),
        ("q=search&pageSize=1001", "pageSize"),
        ("q=search&pageToken=nonsense", "pageToken"),
        ("q=search&search=(status:(values:List(RUNNING)))", "search/status"),
        ("q=search&search=(status:(values:ACTIVE))", "search/status"),
        ("q=search&search=%28status%3A%28values%3AList%28ACTIVE%29%29%29", "search"),
        ("q=search&search=(campaignGroup:(values:List(urn:li:sponsoredCampaignGroup:1)))", "search"),
    ] {
        let got = caller.get(&format!("{}?{query}", of("adCampaigns"))).await;
        assert_eq!(wrong_field(&got), field, "{query}");
    }
    let unknown = caller.get(&format!("{}?q=search&start=0&count=10", of("adCampaigns"))).await;
    assert!(unknown.status == 403 && unknown.json()["message"].as_str().unwrap().contains("[/start]"));
}

#[tokio::test]
async fn groups_campaigns_and_creatives_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "JPY").await;
    let urn = format!("urn:li:sponsoredAccount:{account}");
    let of = |kind: &str| format!("adAccounts/{account}/{kind}");
    let schedule = json!({"start": 1_787_184_000_000_i64, "end": 1_790_000_000_000_i64});
    let yen = |amount: &str| json!({"amount": amount, "currencyCode": "JPY"});
    let group = json!({"account": urn, "name": "عروض & Spring", "status": "DRAFT", "runSchedule": schedule,
        "objectiveType": "LEAD_GENERATION", "totalBudget": yen("50000")});
    let made = caller.create(&of("adCampaignGroups"), &group).await;
    assert_eq!((made.status, made.body.as_str()), (201, ""));
    let id = made.header("x-restli-id").to_owned();
    assert_eq!(made.header("location"), format!("/adAccounts/{account}/adCampaignGroups/{id}"));
    let path = of(&format!("adCampaignGroups/{id}"));
    let told = caller.get(&path).await.ok();
    assert_eq!(
        (&told["name"], &told["status"], &told["totalBudget"]),
        (&group["name"], &json!("DRAFT"), &yen("50000"))
    );
    assert_eq!((&told["runSchedule"], &told["objectiveType"]), (&schedule, &json!("LEAD_GENERATION")));
    for (change, field) in [
        (json!({"totalBudget": {"amount": 50_000, "currencyCode": "JPY"}}), "totalBudget"),
        (json!({"totalBudget": {"amount": "50000", "currencyCode": "USD"}}), "totalBudget"),
        (json!({"totalBudget": yen("0.5")}), "totalBudget"),
        (json!({"dailyBudget": yen("500")}), "dailyBudget"),
        (json!({"runSchedule": {"start": 5}}), "runSchedule/end"),
        (json!({"status": "RUNNING"}), "status"),
        (json!({"account": "urn:li:sponsoredAccount:1"}), "account"),
        (json!({"name": "x".repeat(101)}), "name"),
    ] {
        let mut body = group.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(wrong_field(&caller.create(&of("adCampaignGroups"), &body).await), field, "{change}");
    }
    let mut odd = group.clone();
    odd["budget"] = json!(1);
    assert_eq!(caller.create(&of("adCampaignGroups"), &odd).await.status, 403);

    let shared = json!({"status": "ACTIVE", "name": "Summer", "dailyBudget": yen("700"),
        "budgetOptimization": {"budgetOptimizationStrategy": "DYNAMIC"}});
    let changed = caller.set(&path, shared).await;
    assert_eq!((changed.status, changed.body.as_str()), (204, ""));
    assert_eq!(caller.set(&path, json!({"dailyBudget": yen("800")})).await.status, 204);
    let told = caller.get(&path).await.ok();
    assert_eq!(
        (&told["name"], &told["status"], &told["dailyBudget"]),
        (&json!("Summer"), &json!("ACTIVE"), &yen("800"))
    );
    assert_eq!(wrong_field(&caller.set(&path, json!({"name": "Autumn", "status": "DRAFT"})).await), "status");
    assert_eq!(wrong_field(&caller.set(&path, json!({"objectiveType": "ENGAGEMENT"})).await), "objectiveType");
    assert_eq!(caller.get(&path).await.ok()["name"], "Summer", "nothing is half done");
    let plain = caller.create(&path, &json!({"patch": {"$set": {"name": "x"}}})).await;
    assert_eq!(plain.status, 400, "the method of Rest.li is missing: {}", plain.body);

    let campaign = json!({"account": urn, "campaignGroup": format!("urn:li:sponsoredCampaignGroup:{id}"), "name": "C1",
        "type": "SPONSORED_UPDATES", "status": "DRAFT", "objectiveType": "LEAD_GENERATION", "costType": "CPM",
        "unitCost": yen("12"), "runSchedule": schedule, "locale": {"country": "JP", "language": "ja"},
        "targetingCriteria": {"include": {"and": []}}, "politicalIntent": "NOT_DECLARED"});
    let made = caller.create(&of("adCampaigns"), &campaign).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let campaign_path = of(&format!("adCampaigns/{}", made.header("x-restli-id")));
    let creative = json!({"campaign": format!("urn:li:sponsoredCampaign:{}", made.header("x-restli-id")),
        "content": {"reference": "urn:li:share:7"}, "intendedStatus": "DRAFT"});
    let made = caller.create(&of("creatives"), &creative).await;
    let urn = made.header("x-restli-id").to_owned();
    assert!(urn.starts_with("urn:li:sponsoredCreative:"), "{} {}", made.status, made.body);
    let creative_path = of(&format!("creatives/{}", urn.replace(':', "%3A")));
    assert_eq!(caller.get(&creative_path).await.ok()["content"], creative["content"]);
    assert_eq!(caller.set(&creative_path, json!({"intendedStatus": "ACTIVE"})).await.status, 204);
    let held = caller.get(&creative_path).await.ok();
    assert_eq!(
        (&held["intendedStatus"], &held["servingHoldReasons"]),
        (&json!("ACTIVE"), &json!(["CAMPAIGN_STOPPED"]))
    );
    let delete = async |path: &str| caller.call("DELETE", &format!("rest/{path}"), &[], String::new()).await.status;
    assert_eq!(delete(&creative_path).await, 400, "only a draft is deleted");
    assert_eq!(delete(&campaign_path).await, 204);
    assert_eq!(caller.get(&creative_path).await.status, 404, "it went with its campaign");
    assert_eq!(caller.set(&path, json!({"status": "PENDING_DELETION"})).await.status, 204);
    assert_eq!(wrong_field(&caller.set(&path, json!({"status": "ACTIVE"})).await), "status");
}

#[tokio::test]
async fn analytics_add_up_to_the_truth_by_every_pivot_that_is_exact() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let fields = "fields=impressions,clicks,costInLocalCurrency,videoViews,oneClickLeads,dateRange,pivotValues";
    for currency in ["USD", "JPY", "KWD"] {
        let account = stage.account("linkedin", currency).await;
        let truth = format!("/control/truth?platform=linkedin&account={account}&from=2026-08-01&to=2026-08-10");
        let truth = stage.get(&truth).await.ok()["total"].clone();
        let own = format!("accounts=List(urn%3Ali%3AsponsoredAccount%3A{account})&{AUGUST}&{fields}");
        for (asked, pivots) in [
            ("q=analytics&pivot=CAMPAIGN_GROUP&timeGranularity=DAILY", 1),
            ("q=analytics&pivot=ACCOUNT&timeGranularity=ALL", 1),
            ("q=analytics&pivot=IMPRESSION_DEVICE_TYPE&timeGranularity=MONTHLY", 1),
            ("q=statistics&pivots=List(CREATIVE,CAMPAIGN,CAMPAIGN_GROUP)&timeGranularity=DAILY", 3),
            ("q=statistics&pivots=List(CREATIVE,PLACEMENT_NAME,SERVING_LOCATION)&timeGranularity=YEARLY", 3),
        ] {
            let rows = caller.get(&format!("adAnalytics?{asked}&{own}")).await.ok()["elements"].clone();
            let rows = rows.as_array().unwrap();
            assert!(rows.iter().all(|row| row["pivotValues"].as_array().unwrap().len() == pivots));
            let sum = |name: &str| rows.iter().map(|row| row[name].as_i64().unwrap()).sum::<i64>();
            let spend: Micros =
                rows.iter().map(|row| Micros::parse(row["costInLocalCurrency"].as_str().unwrap()).unwrap()).sum();
            let told = json!([sum("impressions"), sum("clicks"), sum("videoViews"), sum("oneClickLeads"), spend]);
            let names = ["impressions", "clicks", "video_views", "leads", "spend_micros"];
            assert_eq!(told, json!(names.map(|name| truth[name].clone())), "{currency} {asked}");
        }
        let people =
            format!("adAnalytics?q=statistics&pivots=List(CREATIVE,MEMBER_SENIORITY)&timeGranularity=DAILY&{own}");
        let people = caller.get(&people).await.ok()["elements"].clone();
        let people = people.as_array().unwrap();
        let sum: i64 = people.iter().map(|row| row["impressions"].as_i64().unwrap()).sum();
        assert!(people.iter().all(|row| row["impressions"].as_i64() >= Some(3)));
        let total = truth["impressions"].as_i64().unwrap();
        assert!(sum <= total && sum * 10 > total * 9, "{sum} of {total}: few are left out");
    }
}

#[tokio::test]
async fn analytics_are_asked_in_the_address_or_in_the_body_and_say_what_is_wrong() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "USD").await;
    let own = format!("accounts=List(urn%3Ali%3AsponsoredAccount%3A{account})");
    let asked = format!("q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{AUGUST}&{own}");
    let plain = caller.get(&format!("adAnalytics?{asked}")).await.ok();
    let first = plain["elements"][0].as_object().unwrap();
    assert_eq!(first.keys().collect::<Vec<_>>(), ["impressions", "clicks"], "without fields");
    assert_eq!(plain["paging"], json!({"start": 0, "count": 10, "links": []}));
    let tunnel = [("content-type", "application/x-www-form-urlencoded"), ("x-http-method-override", "GET")];
    let tunnelled = caller.call("POST", "rest/adAnalytics", &tunnel, asked.clone()).await;
    assert_eq!(tunnelled.ok(), plain);

    let usd = format!("{asked}&fields=costInUsd,costInLocalCurrency");
    let row = caller.get(&format!("adAnalytics?{usd}")).await.ok()["elements"][0].clone();
    assert_eq!(row["costInUsd"], row["costInLocalCurrency"], "dollars are dollars");
    let today = "dateRange=(start:(year:2026,month:8,day:20))";
    let count = async |pivot: &str| {
        let asked = format!("adAnalytics?q=analytics&pivot={pivot}&timeGranularity=DAILY&{today}&{own}");
        caller.get(&asked).await.ok()["elements"].as_array().unwrap().len()
    };
    assert!(count("CREATIVE").await > 0 && count("MEMBER_COUNTRY_V2").await == 0, "people are told of a day late");
    let elsewhere = asked.replace(&account, "1");
    assert_eq!(caller.get(&format!("adAnalytics?{elsewhere}")).await.ok()["elements"], json!([]));

    let metrics = ["impressions", "clicks"].repeat(11).join(",");
    for (from, to, field) in [
        ("q=analytics", "q=nonsense", "q"),
        ("pivot=CAMPAIGN", "pivot=MEMBER_AGE", "pivot"),
        ("timeGranularity=DAILY&", "", "timeGranularity"),
        (own.as_str(), "", "accounts"),
        (own.as_str(), "accounts=List(urn:li:sponsoredAccount:1)", "accounts"),
        (own.as_str(), "campaigns=List(urn%3Ali%3AsponsoredAccount%3A1)", "campaigns"),
        ("month:8,day:10", "month:2,day:30", "dateRange"),
        ("year:2026,month:8,day:10", "year:2025,month:8,day:10", "dateRange"),
        (own.as_str(), &format!("{own}&fields=nonsense"), "fields"),
        (own.as_str(), &format!("{own}&fields={metrics}"), "fields"),
    ] {
        let got = caller.get(&format!("adAnalytics?{}", asked.replacen(from, to, 1))).await;
        assert_eq!(wrong_field(&got), field, "{from} {to}");
    }
    let four = "q=statistics&pivots=List(CREATIVE,CAMPAIGN,CAMPAIGN_GROUP,ACCOUNT)&timeGranularity=ALL";
    assert_eq!(wrong_field(&caller.get(&format!("adAnalytics?{four}&{AUGUST}&{own}")).await), "pivots");
}

#[tokio::test]
async fn an_answer_has_no_pages_and_loses_the_oldest() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "USD").await;
    let asked = format!(
        "q=statistics&pivots=List(CREATIVE,PLACEMENT_NAME)&timeGranularity=DAILY\
         &dateRange=(start:(year:2024,month:1,day:1))&fields=dateRange,impressions&accounts=List(urn%3Ali%3AsponsoredAccount%3A{account})"
    );
    let rows = caller.get(&format!("adAnalytics?{asked}")).await.ok()["elements"].clone();
    let rows = rows.as_array().unwrap();
    assert_eq!(rows.len(), 15_000);
    let day = |row: &Value| row["dateRange"]["start"].clone();
    assert_eq!(day(rows.last().unwrap()), json!({"year": 2026, "month": 8, "day": 20}));
    assert_ne!(day(&rows[0])["year"], 2024);
}

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
