//! A report is told page by page as it was first counted, and counted anew when anything changed on which it depends.

use cmis_base::money::Micros;
use serde_json::{Value, json};

use crate::{
    stage::{Stage, query},
    tiktok::{ALL, micros, token, whole},
};

const FROM: &str = "2026-08-10";
const TO: &str = "2026-08-20";

async fn truth(stage: &Stage, platform: &str, account: &str) -> Value {
    let pairs = [("platform", platform), ("account", account), ("from", FROM), ("to", TO)];
    stage.get(&format!("/control/truth?{}", query(&pairs))).await.ok()["total"]["spend_micros"].clone()
}

/// The spend of all pages, by ad, day and age.
async fn meta(stage: &Stage, token: &str, account: &str) -> i64 {
    let range = json!({"since": FROM, "until": TO}).to_string();
    let pairs = [
        ("access_token", token),
        ("level", "ad"),
        ("time_increment", "1"),
        ("time_range", &range),
        ("breakdowns", "age"),
        ("fields", "spend"),
        ("limit", "400"),
    ];
    let mut page = stage.get(&format!("/meta/graph/v26.0/act_{account}/insights?{}", query(&pairs))).await.ok();
    let (mut sum, mut pages) = (0, 1);
    loop {
        let rows = page["data"].as_array().unwrap();
        sum += rows.iter().map(|row| Micros::parse(row["spend"].as_str().unwrap()).unwrap().0).sum::<i64>();
        let Some(next) = page["paging"]["next"].as_str() else { break };
        page = stage.get(next).await.ok();
        pages += 1;
    }
    assert!(pages > 2, "{pages}");
    sum
}

async fn tiktok(stage: &Stage, token: &str, account: &str) -> i64 {
    let dimensions = r#"["ad_id","stat_time_day","age"]"#;
    let all = r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}]"#;
    let asked = [
        ("advertiser_id", account),
        ("report_type", "AUDIENCE"),
        ("data_level", "AUCTION_AD"),
        ("dimensions", dimensions),
        ("metrics", r#"["spend"]"#),
        ("filtering", all),
        ("start_date", FROM),
        ("end_date", TO),
        ("page_size", "400"),
    ];
    let rows = whole(stage, token, "report/integrated/get", &asked).await;
    assert!(rows.len() > 800);
    rows.iter().map(|row| micros(&row["metrics"]["spend"])).sum()
}

#[tokio::test]
async fn what_was_corrected_stopped_or_goes_on_is_told_at_once() {
    let stage = Stage::new().await;
    let tokens = (stage.meta_token("ads_read,ads_management").await, token(&stage, &ALL).await);
    let accounts = (stage.account("meta", "USD").await, stage.account("tiktok", "USD").await);
    let mut before = Vec::new();
    for step in ["first", "again", "corrected", "a minute later", "stopped"] {
        match step {
            "corrected" => {
                for (platform, account) in [("meta", &accounts.0), ("tiktok", &accounts.1)] {
                    let asked = json!({"platform": platform, "account": account, "from": FROM, "to": "2026-08-12", "factor": 3});
                    stage.control("restate", asked).await.ok();
                }
            }
            "a minute later" => stage.clock.advance(chrono::TimeDelta::seconds(60)),
            "stopped" => {
                // who stops yesterday delivers nothing today
                let list = format!("/meta/graph/v26.0/act_{}/campaigns?access_token={}", accounts.0, tokens.0);
                let campaigns = stage.get(&list).await.ok();
                for campaign in campaigns["data"].as_array().unwrap() {
                    let path = format!("/meta/graph/v26.0/{}", campaign["id"].as_str().unwrap());
                    stage.form(&path, &[("access_token", &tokens.0), ("status", "PAUSED")]).await.ok();
                }
            }
            _ => {}
        }
        let told = (meta(&stage, &tokens.0, &accounts.0).await, tiktok(&stage, &tokens.1, &accounts.1).await);
        let known = (truth(&stage, "meta", &accounts.0).await, truth(&stage, "tiktok", &accounts.1).await);
        assert_eq!((json!(told.0), json!(told.1)), known, "{step}");
        before.push(told.0);
    }
    assert!(before[0] == before[1] && before[1] < before[2] && before[2] < before[3], "{before:?}");
    assert_eq!(before[3], before[4], "what ran today counts whole");
    stage.clock.advance(chrono::TimeDelta::days(1));
    let later = meta(&stage, &stage.meta_token("ads_read").await, &accounts.0).await;
    assert_eq!(json!(later), truth(&stage, "meta", &accounts.0).await, "and is over tomorrow");
}
