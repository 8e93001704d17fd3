//! Meta: sections 1, 2, 3, 5 (leads) and 7 of its facts.

use cmis_base::money::Micros;
use serde_json::{Value, json};

use crate::stage::{Stage, param, query};

const HOURLY: &str = "hourly_stats_aggregated_by_advertiser_time_zone";
const READ: &str = "ads_read,ads_management,pages_show_list,leads_retrieval";

async fn graph(stage: &Stage, token: &str, path: &str, pairs: &[(&str, &str)]) -> crate::stage::Got {
    let address = format!("/meta/graph/v26.0/{path}?access_token={token}&{}", query(pairs));
    stage.get(&address).await
}

/// Every row, page by page, as the links lead.
async fn whole(stage: &Stage, token: &str, path: &str, pairs: &[(&str, &str)]) -> (Vec<Value>, usize) {
    let mut page = graph(stage, token, path, pairs).await.ok();
    let (mut rows, mut pages) = (Vec::new(), 1);
    loop {
        rows.extend(page["data"].as_array().unwrap().clone());
        let Some(next) = page["paging"]["next"].as_str() else { return (rows, pages) };
        assert!(next.starts_with(&format!("{}/meta/graph/v26.0/", stage.base)), "{next}");
        page = stage.get(next).await.ok();
        pages += 1;
    }
}

#[tokio::test]
async fn consent_is_a_page_and_denial_and_codes_are_as_documented() {
    let stage = Stage::new().await;
    let back = format!("{}/callback", stage.product);
    let asked = [
        ("client_id", "app"),
        ("redirect_uri", back.as_str()),
        ("state", "a&b"),
        ("scope", "ads_read,pages_show_list"),
    ];
    let address = format!("/meta/www/v26.0/dialog/oauth?{}", query(&asked));
    let page = stage.send("GET", &address, &[("accept-language", "ar")], String::new()).await;
    assert!(page.body.contains("dir=\"rtl\"") && page.body.contains("value=\"ads_read\" checked>"), "{}", page.body);
    let mut form = asked.to_vec();
    form.push(("sandbox_decision", "deny"));
    let denied = stage.form("/meta/www/v26.0/dialog/oauth", &form).await;
    let address = denied.header("location");
    assert_eq!(denied.status, 302);
    let said = ["error", "error_code", "error_description", "error_reason", "state"].map(|name| param(address, name));
    assert_eq!(said, ["access_denied", "200", "Permissions error", "user_denied", "a&b"]);

    form.pop();
    form.extend([("sandbox_decision", "allow"), ("sandbox_scope", "ads_read")]);
    let allowed = stage.form("/meta/www/v26.0/dialog/oauth", &form).await;
    let code = param(allowed.header("location"), "code");
    let exchange = |secret: &'static str| {
        let pairs = [("client_id", "app"), ("client_secret", secret), ("redirect_uri", &back), ("code", &code)];
        format!("/meta/graph/v26.0/oauth/access_token?{}", query(&pairs))
    };
    let wrong = stage.get(&exchange("wrong")).await;
    assert_eq!((wrong.status, &wrong.json()["error"]["code"]), (400, &json!(100)));
    let told = stage.get(&exchange("sandbox-secret")).await.ok();
    assert_eq!(told["token_type"], "bearer");
    assert_eq!(stage.get(&exchange("sandbox-secret")).await.status, 400, "a code is good once");

    let token = told["access_token"].as_str().unwrap();
    let permissions = graph(&stage, token, "me/permissions", &[]).await.ok();
    let declined = json!({"permission": "pages_show_list", "status": "declined"});
    assert_eq!(permissions["data"], json!([{"permission": "ads_read", "status": "granted"}, declined]));
    let long = [
        ("grant_type", "fb_exchange_token"),
        ("client_id", "app"),
        ("client_secret", "sandbox-secret"),
        ("fb_exchange_token", token),
    ];
    let long = stage.get(&format!("/meta/graph/v26.0/oauth/access_token?{}", query(&long))).await.ok();
    assert_eq!(long["expires_in"], 5_184_000);
    let long = long["access_token"].as_str().unwrap();
    let debug = [("input_token", long), ("access_token", "app|sandbox-secret")];
    let debug = stage.get(&format!("/meta/graph/v26.0/debug_token?{}", query(&debug))).await.ok();
    assert_eq!((&debug["data"]["is_valid"], &debug["data"]["scopes"]), (&json!(true), &json!(["ads_read"])));

    stage.clock.advance(chrono::TimeDelta::hours(3));
    let over = graph(&stage, token, "me", &[]).await.json();
    assert_eq!((&over["error"]["code"], &over["error"]["error_subcode"]), (&json!(190), &json!(463)));
    let all = format!("/meta/graph/v26.0/me/permissions?access_token={long}");
    let gone = stage.send("DELETE", &all, &[], String::new());
    assert_eq!(gone.await.ok(), json!({"success": true}));
    assert_eq!(graph(&stage, long, "me", &[]).await.json()["error"]["error_subcode"], 458);
}

#[tokio::test]
async fn accounts_and_campaigns_are_paged_and_show_only_what_was_asked() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let fields = ("fields", "name,currency,timezone_name,account_status");
    let (accounts, pages) = whole(&stage, &token, "me/adaccounts", &[fields, ("limit", "2")]).await;
    assert_eq!((accounts.len(), pages), (5, 3));
    let jpy = accounts.iter().find(|it| it["currency"] == "JPY").unwrap();
    assert_eq!((&jpy["timezone_name"], &jpy["account_status"]), (&json!("Asia/Tokyo"), &json!(1)));
    assert_eq!(jpy.as_object().unwrap().len(), 5, "what was asked and the id: {jpy}");
    let id = jpy["id"].as_str().unwrap();
    let all = r#"["ACTIVE","PAUSED","ARCHIVED"]"#;
    let asked = [("fields", "name,daily_budget,effective_status"), ("effective_status", all), ("limit", "1")];
    let (campaigns, pages) = whole(&stage, &token, &format!("{id}/campaigns"), &asked).await;
    assert!((4..=12).contains(&campaigns.len()) && pages == campaigns.len());
    // the yen has no minor unit: budgets are whole and text
    assert!(campaigns[0]["daily_budget"].as_str().unwrap().parse::<i64>().unwrap() > 1_000);
    let ads = graph(&stage, &token, &format!("{id}/ads"), &[("fields", "adset{name},campaign{name,objective}")]).await;
    assert!(ads.ok()["data"][0]["campaign"]["objective"].as_str().unwrap().starts_with("OUTCOME_"));
    assert!(ads.header("x-business-use-case-usage").contains("ads_management"));
    assert_eq!(ads.header("facebook-api-version"), "v26.0");

    let wrong = graph(&stage, &token, &format!("{id}/campaigns"), &[("fields", "nonsense")]).await;
    let error = &wrong.json()["error"];
    assert_eq!((wrong.status, &error["code"], &error["type"]), (400, &json!(100), &json!("OAuthException")));
    assert!(error["message"].as_str().unwrap().contains("nonexisting field (nonsense)"));
    assert!(!error["fbtrace_id"].as_str().unwrap().is_empty());
    for (name, value) in [("limit", "0"), ("after", "nonsense"), ("effective_status", "ACTIVE")] {
        let wrong = graph(&stage, &token, &format!("{id}/campaigns"), &[(name, value)]).await;
        assert_eq!(wrong.json()["error"]["code"], 100, "{name}");
    }
    assert_eq!(graph(&stage, "nonsense", "me", &[]).await.json()["error"]["code"], 190);
    assert_eq!(graph(&stage, &token, "me", &[("appsecret_proof", "00")]).await.json()["error"]["code"], 100);
    let without = stage.meta_token("pages_show_list").await;
    assert_eq!(graph(&stage, &without, "me/adaccounts", &[]).await.status, 403);
    assert_eq!(stage.get("/meta/graph/v20.0/me").await.json()["error"]["code"], 100);
}

#[tokio::test]
async fn campaigns_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let account = stage.account("meta", "KWD").await;
    let address = format!("/meta/graph/v26.0/act_{account}/campaigns");
    let mut asked = vec![
        ("access_token", token.as_str()),
        ("name", "حملة جديدة"),
        ("objective", "OUTCOME_SALES"),
        ("status", "PAUSED"),
        ("daily_budget", "25500"),
    ];
    assert_eq!(stage.form(&address, &asked).await.json()["error"]["code"], 100, "categories are required");
    asked.push(("special_ad_categories", "[]"));
    let id = stage.form(&address, &asked).await.ok()["id"].as_str().unwrap().to_owned();
    let fields = [("fields", "name,objective,status,daily_budget,special_ad_categories")];
    let made = graph(&stage, &token, &id, &fields).await.ok();
    let expected = json!({"name": "حملة جديدة", "objective": "OUTCOME_SALES", "status": "PAUSED", "daily_budget": "25500",
        "special_ad_categories": [], "id": id});
    assert_eq!(made, expected);
    let one = format!("/meta/graph/v26.0/{id}");
    let change = [("access_token", token.as_str()), ("status", "ACTIVE"), ("daily_budget", "30000")];
    assert_eq!(stage.form(&one, &change).await.ok(), json!({"success": true}));
    let wrong = stage.form(&one, &[("access_token", token.as_str()), ("status", "RUNNING")]).await;
    assert_eq!(wrong.json()["error"]["code"], 100);
    let deleted = stage.send("DELETE", &format!("{one}?access_token={token}"), &[], String::new()).await;
    assert_eq!(deleted.ok(), json!({"success": true}));
    let after = graph(&stage, &token, &id, &[("fields", "status,daily_budget")]).await.ok();
    assert_eq!(after, json!({"status": "DELETED", "daily_budget": "30000", "id": id}));
}

/// The sum of a column that is text, in millionths.
fn sum(rows: &[Value], field: &str) -> i64 {
    let amounts =
        rows.iter().map(|row| row.get(field).map_or(0, |it| Micros::parse(it.as_str().expect("text")).unwrap().0));
    amounts.sum()
}

#[tokio::test]
async fn insights_add_up_to_the_truth_however_they_are_cut() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    for currency in ["USD", "JPY", "KWD"] {
        let account = stage.account("meta", currency).await;
        let truth = format!("/control/truth?platform=meta&account={account}&from=2026-06-15&to=2026-08-20");
        let truth = stage.get(&truth).await.ok();
        let spend = truth["total"]["spend_micros"].as_i64().unwrap();
        let impressions = truth["total"]["impressions"].as_i64().unwrap();
        assert!(spend > 0 && impressions > 0);
        let cuts: [&[(&str, &str)]; 7] = [
            &[("level", "ad"), ("time_increment", "1")],
            &[("level", "campaign"), ("time_increment", "7"), ("breakdowns", "age,gender")],
            &[("level", "campaign"), ("time_increment", "monthly"), ("breakdowns", "country")],
            &[("level", "adset"), ("breakdowns", "publisher_platform,platform_position")],
            &[("level", "account"), ("time_increment", "1"), ("breakdowns", "device_platform")],
            &[("level", "account"), ("time_increment", "1"), ("breakdowns", HOURLY)],
            &[("level", "account")],
        ];
        for cut in cuts {
            let range = r#"{"since":"2026-06-15","until":"2026-08-20"}"#;
            let mut asked = vec![("fields", "spend,impressions"), ("time_range", range), ("limit", "400")];
            asked.extend(cut);
            let (rows, _) = whole(&stage, &token, &format!("act_{account}/insights"), &asked).await;
            assert_eq!(sum(&rows, "spend"), spend, "{currency} {cut:?}");
            assert_eq!(sum(&rows, "impressions"), impressions * 1_000_000, "{currency} {cut:?}");
            let places = rows[0]["spend"].as_str().unwrap().split_once('.').map_or(0, |(_, places)| places.len());
            assert_eq!(
                places,
                match currency {
                    "JPY" => 0,
                    "KWD" => 3,
                    _ => 2,
                }
            );
        }
    }
}

#[tokio::test]
async fn hours_are_told_by_the_clock_of_the_account_and_end_with_this_one() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let path = format!("act_{}/insights", stage.account("meta", "SAR").await);
    let range = r#"{"since":"2026-08-19","until":"2026-08-20"}"#;
    let asked = [("fields", "impressions"), ("level", "account"), ("time_increment", "1"), ("time_range", range)];
    let (rows, _) =
        whole(&stage, &token, &path, &[&asked[..], &[("breakdowns", HOURLY), ("limit", "10")]].concat()).await;
    let told: Vec<_> =
        rows.iter().map(|row| (row["date_start"].as_str().unwrap(), row[HOURLY].as_str().unwrap())).collect();
    // noon in Greenwich is three o'clock in Riyadh
    assert_eq!((told.len(), told[0]), (24 + 16, ("2026-08-19", "00:00:00 - 00:59:59")));
    assert_eq!((told[23].1, told[39]), ("23:00:00 - 23:59:59", ("2026-08-20", "15:00:00 - 15:59:59")));
}

#[tokio::test]
async fn insights_refuse_what_makes_no_sense_and_are_made_in_the_background() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let path = format!("act_{}/insights", stage.account("meta", "SAR").await);
    let wrong: [(&str, &str); 10] = [
        ("level", "creative"),
        ("breakdowns", "age,country"),
        ("breakdowns", "country,hourly_stats_aggregated_by_advertiser_time_zone"),
        // for those who opted in alone
        ("breakdowns", "hourly_stats_aggregated_by_audience_time_zone"),
        ("time_increment", "91"),
        ("date_preset", "last_5d"),
        ("fields", "conversions_of_mine"),
        ("time_range", r#"{"since":"2026-8-1","until":"2026-08-07"}"#),
        ("time_range", r#"{"since":"2026-08-07","until":"2026-08-01"}"#),
        ("time_range", r#"{"since":"2022-08-07","until":"2026-08-01"}"#),
    ];
    for pair in wrong {
        let got = graph(&stage, &token, &path, &[pair]).await;
        assert_eq!((got.status, &got.json()["error"]["code"]), (400, &json!(100)), "{pair:?}");
    }
    let fields = ("fields", "campaign_name,impressions,clicks,ctr,actions,action_values,reach");
    let filter = r#"[{"field":"impressions","operator":"GREATER_THAN","value":0}]"#;
    let asked = [fields, ("level", "campaign"), ("date_preset", "last_7d"), ("filtering", filter)];
    let now = graph(&stage, &token, &path, &asked).await.ok();
    let row = &now["data"][0];
    assert_eq!((&row["date_start"], &row["date_stop"]), (&json!("2026-08-13"), &json!("2026-08-19")));
    assert_eq!(row["actions"][0]["value"], row["clicks"], "{row}");
    assert!(row.get("age").is_none() && row["impressions"].is_string());

    let mut form = vec![("access_token", token.as_str())];
    form.extend(asked);
    let run = stage.form(&format!("/meta/graph/v26.0/{path}"), &form).await.ok();
    let run = run["report_run_id"].as_str().unwrap();
    assert_eq!(graph(&stage, &token, run, &[]).await.ok()["async_status"], "Job Running");
    let done = graph(&stage, &token, run, &[]).await.ok();
    assert_eq!((&done["async_status"], &done["async_percent_completion"]), (&json!("Job Completed"), &json!(100)));
    let (rows, _) = whole(&stage, &token, &format!("{run}/insights"), &[("limit", "2")]).await;
    assert_eq!(&Value::from(rows), &now["data"]);
}

#[tokio::test]
async fn a_page_keeps_its_token_until_that_is_over() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let tokens = async |token: &str| {
        let told = graph(&stage, token, "me/accounts", &[("fields", "id,access_token")]).await.ok();
        told["data"].as_array().unwrap().iter().map(|row| row["access_token"].clone()).collect::<Vec<_>>()
    };
    let first = tokens(&token).await;
    assert_eq!(first.iter().filter_map(Value::as_str).collect::<std::collections::BTreeSet<_>>().len(), 5);
    assert_eq!(first, tokens(&token).await);
    let other = stage.meta_token(READ).await;
    assert!(tokens(&other).await.iter().all(|it| !first.contains(it)), "another consent has its own");
    stage.control("faults", json!({"platform": "meta", "kind": "expired_token"})).await.ok();
    let page = first[0].as_str().unwrap();
    assert_eq!(graph(&stage, page, "me", &[]).await.status, 400);
    let after = tokens(&token).await;
    assert!(after[0] != first[0] && after[1..] == first[1..], "a new one for the page whose token is over");
}

#[tokio::test]
async fn an_account_says_what_it_spent_since_the_first_day() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let account = stage.account("meta", "USD").await;
    let told = graph(&stage, &token, &format!("act_{account}"), &[("fields", "amount_spent")]).await.ok();
    let truth = format!("/control/truth?platform=meta&account={account}&from=2024-01-01&to=2026-08-20");
    let spent = stage.get(&truth).await.ok()["total"]["spend_micros"].as_i64().unwrap();
    assert_eq!(told["amount_spent"], (spent / 10_000).to_string());
}

#[tokio::test]
async fn filters_by_id_choose_ads_before_they_are_added_up() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let account = stage.account("meta", "USD").await;
    let path = format!("act_{account}/insights");
    let days = r#"{"since":"2026-07-01","until":"2026-07-31"}"#;
    let spent = async |pairs: &[(&str, &str)]| {
        let asked = [&[("fields", "campaign_id,ad_id,spend"), ("time_range", days)], pairs].concat();
        whole(&stage, &token, &path, &asked).await.0
    };
    let micros = |row: &Value| Micros::parse(row["spend"].as_str().unwrap()).unwrap().0;
    let campaigns = spent(&[("level", "campaign")]).await;
    assert!(campaigns.len() > 1);
    for campaign in &campaigns {
        let id = campaign["campaign_id"].as_str().unwrap();
        for value in [format!("[\"{id}\"]"), id.to_owned(), format!("\"{id}\"")] {
            let only = format!(r#"[{{"field":"campaign.id","operator":"IN","value":{value}}}]"#);
            let rows = spent(&[("level", "account"), ("filtering", &only)]).await;
            assert_eq!(rows.iter().map(micros).collect::<Vec<_>>(), [micros(campaign)], "{value}");
        }
        let others = format!(r#"[{{"field":"campaign.id","operator":"NOT_EQUAL","value":"{id}"}}]"#);
        let rest = spent(&[("level", "account"), ("filtering", &others)]).await;
        let all: i64 = campaigns.iter().map(micros).sum();
        assert_eq!(rest.iter().map(micros).sum::<i64>(), all - micros(campaign));
    }
    let ad = spent(&[("level", "ad")]).await.remove(0);
    let only = format!(r#"[{{"field":"ad.id","operator":"EQUAL","value":{}}}]"#, ad["ad_id"]);
    let rows = spent(&[("level", "campaign"), ("filtering", &only)]).await;
    assert_eq!(rows.iter().map(micros).collect::<Vec<_>>(), [micros(&ad)]);
    for wrong in [
        r#"[{"field":"spend","operator":"GREATER_THAN","value":"much"}]"#,
        r#"[{"field":"impressions","operator":"IN","value":[1,"two"]}]"#,
        r#"[{"field":"campaign.id","operator":"GREATER_THAN","value":"1"}]"#,
        r#"[{"field":"ad.id","operator":"IN","value":["act_1"]}]"#,
    ] {
        let got = graph(&stage, &token, &path, &[("level", "ad"), ("filtering", wrong)]).await;
        assert_eq!((got.status, &got.json()["error"]["code"]), (400, &json!(100)), "{wrong}");
    }
}

#[tokio::test]
async fn what_is_paused_or_deleted_delivers_no_more() {
    let stage = Stage::new().await;
    let token = stage.meta_token(READ).await;
    let account = stage.account("meta", "USD").await;
    let days = r#"{"since":"2026-08-15","until":"2026-08-30"}"#;
    let asked = [("fields", "adset_id,ad_id,impressions"), ("level", "ad"), ("time_range", days), ("limit", "500")];
    let asked = [asked.as_slice(), &[("time_increment", "1")]].concat();
    let path = format!("act_{account}/insights");
    let before = whole(&stage, &token, &path, &asked).await.0;
    let ad = before[0]["ad_id"].clone();
    let set = before.iter().map(|row| row["adset_id"].clone()).find(|set| *set != before[0]["adset_id"]).unwrap();
    let address = |id: &Value| format!("/meta/graph/v26.0/{}", id.as_str().unwrap());
    stage.form(&address(&ad), &[("access_token", &token), ("status", "PAUSED")]).await.ok();
    let gone = format!("{}?access_token={token}", address(&set));
    stage.send("DELETE", &gone, &[], String::new()).await.ok();
    stage.clock.advance(chrono::TimeDelta::days(5));
    let token = stage.meta_token(READ).await;
    let after = whole(&stage, &token, &path, &asked).await.0;
    let late = |row: &&Value| row["date_start"].as_str().unwrap() > "2026-08-20";
    let stopped = |row: &&Value| row["ad_id"] == ad || row["adset_id"] == set;
    assert!(after.iter().filter(late).count() > 0, "the others run on");
    assert_eq!(after.iter().filter(late).filter(stopped).count(), 0);
    assert!(after.iter().filter(stopped).count() > 0, "what was delivered before stays");
    stage.form(&address(&ad), &[("access_token", &token), ("status", "ACTIVE")]).await.ok();
    stage.clock.advance(chrono::TimeDelta::days(5));
    let token = stage.meta_token(READ).await;
    let again = whole(&stage, &token, &path, &asked).await.0;
    let of_ad = |row: &&Value| row["ad_id"] == ad && row["date_start"].as_str().unwrap() > "2026-08-25";
    assert!(again.iter().any(|row| of_ad(&row)), "and it runs again once it may");
}
