//! TikTok's reports: section B3 of its facts.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::{
    stage::Stage,
    tiktok::{ALL, data, get, micros, post, token, whole},
};

const ASKED: [(&str, &str); 4] = [
    ("service_type", "AUCTION"),
    ("data_level", "AUCTION_AD"),
    ("metrics", r#"["spend","impressions","clicks","conversion","video_play_actions","campaign_id","likes"]"#),
    ("filtering", r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}]"#),
];
const DAYS: [(&str, &str); 2] = [("start_date", "2026-07-01"), ("end_date", "2026-07-30")];

#[tokio::test]
async fn reports_add_up_to_the_truth_in_every_currency_and_split() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    for currency in ["USD", "JPY", "KWD", "EGP", "SAR"] {
        let account = stage.account("tiktok", currency).await;
        let truth = format!("/control/truth?platform=tiktok&account={account}&from=2026-07-01&to=2026-07-05");
        let truth = stage.get(&truth).await.ok()["total"].clone();
        for (kind, split, values) in [
            ("BASIC", &[][..], &[][..]),
            ("AUDIENCE", &["age"], &["AGE_13_17", "AGE_55_100", "NONE"]),
            ("AUDIENCE", &["age", "gender"], &["AGE_25_34", "MALE", "FEMALE"]),
            ("AUDIENCE", &["country_code"], &[]),
            ("AUDIENCE", &["platform"], &["ANDROID"]),
            ("AUDIENCE", &["placement"], &["PLACEMENT_TIKTOK"]),
        ] {
            let dimensions = json!([&["ad_id", "stat_time_day"], split].concat()).to_string();
            let asked = [("advertiser_id", account.as_str()), ("report_type", kind), ("page_size", "1000")];
            let days = [("start_date", "2026-07-01"), ("end_date", "2026-07-05")];
            let (known, more) = (r#"["spend","impressions","clicks","conversion","campaign_id"]"#, ASKED[2].1);
            let metrics = ("metrics", if split.is_empty() { more } else { known });
            let asked =
                [&asked, &ASKED[..2], &ASKED[3..], &days, &[("dimensions", dimensions.as_str()), metrics]].concat();
            let rows = whole(&stage, &token, "report/integrated/get", &asked).await;
            let sum = |name: &str| rows.iter().map(|row| micros(&row["metrics"][name])).sum::<i64>();
            assert_eq!(sum("spend"), truth["spend_micros"], "{currency} {split:?}");
            let counts = [
                ("impressions", "impressions"),
                ("clicks", "clicks"),
                ("conversion", "conversions"),
                ("video_play_actions", "video_views"),
            ];
            for (metric, name) in &counts[..if split.is_empty() { 4 } else { 3 }] {
                assert_eq!(sum(metric) / 1_000_000, truth[name].as_i64().unwrap(), "{currency} {split:?} {metric}");
            }
            let first = &rows[0];
            assert_eq!(first["dimensions"].as_object().unwrap().len(), 2 + split.len(), "{first}");
            assert_eq!(first["dimensions"]["stat_time_day"].as_str().unwrap().len(), "2026-07-01 00:00:00".len());
            assert!(first["metrics"]["spend"].as_str().unwrap().split_once('.').unwrap().1.len() == 3, "{first}");
            let labels: Vec<_> =
                rows.iter().flat_map(|row| split.iter().map(|name| &row["dimensions"][name])).collect();
            assert!(values.iter().all(|value| labels.iter().any(|it| *it == value)), "{currency} {split:?}");
        }
    }
}

#[tokio::test]
async fn levels_hours_and_life_times_tell_the_same() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "SAR").await;
    let report = async |pairs: &[(&str, &str)]| {
        let basic = [("advertiser_id", account.as_str()), ("report_type", "BASIC"), ("page_size", "1000")];
        let metrics = ("metrics", r#"["spend","impressions","likes","video_play_actions"]"#);
        whole(&stage, &token, "report/integrated/get", &[&basic, pairs, &[metrics]].concat()).await
    };
    let spent = |rows: &[Value]| rows.iter().map(|row| micros(&row["metrics"]["spend"])).sum::<i64>();
    let truth = async |from: &str, to: &str| {
        let address = format!("/control/truth?platform=tiktok&account={account}&from={from}&to={to}");
        stage.get(&address).await.ok()["total"]["spend_micros"].as_i64().unwrap()
    };
    for (level, id, kind) in [
        ("AUCTION_ADVERTISER", "advertiser_id", ""),
        ("AUCTION_CAMPAIGN", "campaign_id", "campaign"),
        ("AUCTION_ADGROUP", "adgroup_id", "adgroup"),
        ("AUCTION_AD", "ad_id", "ad"),
    ] {
        let filter =
            format!(r#"[{{"field_name":"{kind}_status","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}}]"#);
        let filter = if kind.is_empty() { "" } else { filter.as_str() };
        let dimensions = format!(r#"["{id}"]"#);
        let of = [("data_level", level), ("dimensions", dimensions.as_str()), ("filtering", filter)];
        let year = [&of[..], &[("start_date", "2025-08-01"), ("end_date", "2026-07-31")]].concat();
        assert_eq!(spent(&report(&year).await), truth("2025-08-01", "2026-07-31").await, "{level}");
        let ever = [&of[..], &[("query_lifetime", "true")]].concat();
        assert_eq!(spent(&report(&ever).await), truth("2024-01-01", "2026-08-20").await, "{level}");
    }
    let hours = [("data_level", "AUCTION_ADVERTISER"), ("dimensions", r#"["advertiser_id","stat_time_hour"]"#)];
    let whole_day = [&hours[..], &[("start_date", "2026-07-01"), ("end_date", "2026-07-01")]].concat();
    let rows = report(&whole_day).await;
    assert_eq!((rows.len(), spent(&rows)), (24, truth("2026-07-01", "2026-07-01").await));
    let day = [("data_level", "AUCTION_ADVERTISER"), ("dimensions", r#"["advertiser_id","stat_time_day"]"#)];
    let day = report(&[&day[..], &[("start_date", "2026-07-01"), ("end_date", "2026-07-01")]].concat()).await;
    for metric in ["impressions", "likes", "video_play_actions"] {
        let sum: i64 = rows.iter().map(|row| micros(&row["metrics"][metric])).sum();
        assert!(sum > 0 && sum == micros(&day[0]["metrics"][metric]), "{metric}");
    }
    assert_eq!(rows[23]["dimensions"]["stat_time_hour"], "2026-07-01 23:00:00");
    let today = [&hours[..], &[("start_date", "2026-08-20"), ("end_date", "2026-08-20")]].concat();
    let rows = report(&today).await;
    // noon in Greenwich is three o'clock in Riyadh
    assert_eq!(rows.last().unwrap()["dimensions"]["stat_time_hour"], "2026-08-20 15:00:00");
    assert_eq!(spent(&rows), truth("2026-08-20", "2026-08-20").await);
    let order = [("data_level", "AUCTION_AD"), ("dimensions", r#"["ad_id"]"#), ("order_field", "spend")];
    let rows = report(&[&order[..], &DAYS].concat()).await;
    assert!(rows.is_sorted_by_key(|row| -micros(&row["metrics"]["spend"])) && rows.len() > 2);
    let campaign =
        report(&[("data_level", "AUCTION_CAMPAIGN"), ("dimensions", r#"["campaign_id"]"#), DAYS[0], DAYS[1]]).await;
    let id = &campaign[0]["dimensions"]["campaign_id"];
    let only = json!([{"field_name": "campaign_ids", "filter_type": "IN", "filter_value": json!([id]).to_string()}]);
    let ads = [
        ("data_level", "AUCTION_AD"),
        ("dimensions", r#"["ad_id"]"#),
        ("filtering", &only.to_string()),
        DAYS[0],
        DAYS[1],
    ];
    assert_eq!(spent(&report(&ads).await), micros(&campaign[0]["metrics"]["spend"]));
}

#[tokio::test]
async fn what_a_report_cannot_be_is_refused() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "USD").await;
    let basic =
        [("advertiser_id", account.as_str()), ("report_type", "BASIC"), ("dimensions", r#"["ad_id","stat_time_day"]"#)];
    let asked = [&basic[..], &ASKED, &DAYS].concat();
    data(get(&stage, &token, "report/integrated/get", &asked).await);
    for (name, value) in [
        ("report_type", "CATALOG"),
        ("report_type", ""),
        ("service_type", "RESERVATION"),
        ("data_level", "AD"),
        ("dimensions", ""),
        ("dimensions", "ad_id"),
        ("dimensions", r#"["stat_time_day"]"#),
        ("dimensions", r#"["campaign_id","stat_time_day"]"#),
        ("dimensions", r#"["ad_id","ad_id"]"#),
        ("dimensions", r#"["ad_id","stat_time_day","age"]"#),
        ("dimensions", r#"["ad_id","stat_time_day","stat_time_hour"]"#),
        ("dimensions", r#"["ad_id","stat_time_hour"]"#),
        ("metrics", r#"["spend","nonsense"]"#),
        ("start_date", "2026-06-30"),
        ("start_date", "2026-07-31"),
        ("start_date", "01.07.2026"),
        ("end_date", "9999-12-31"),
        ("end_date", ""),
        ("query_lifetime", "true"),
        ("filtering", r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":["STATUS_ALL"]}]"#),
        ("filtering", r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":"[\"ALL\"]"}]"#),
        ("filtering", r#"[{"field_name":"nonsense","filter_type":"IN","filter_value":"[]"}]"#),
        ("filtering", "{}"),
        ("order_field", "clicks_of_nobody"),
        ("page_size", "5000"),
    ] {
        let wrong: Vec<_> = asked.iter().copied().filter(|pair| pair.0 != name).chain([(name, value)]).collect();
        let got = get(&stage, &token, "report/integrated/get", &wrong).await;
        assert_eq!(got["code"], 40_002, "{name} {value}: {got}");
    }
    let audience: Vec<_> =
        asked.iter().copied().filter(|pair| !["report_type", "dimensions", "metrics"].contains(&pair.0)).collect();
    for dimensions in [r#"["ad_id","stat_time_day"]"#, r#"["ad_id","age","country_code"]"#, r#"["ad_id","age","age"]"#]
    {
        let wrong = [&audience[..], &[("report_type", "AUDIENCE"), ("dimensions", dimensions)]].concat();
        let got = get(&stage, &token, "report/integrated/get", &wrong).await;
        assert_eq!(got["code"], 40_002, "{dimensions}: {got}");
    }
    let by_age = [("report_type", "AUDIENCE"), ("dimensions", r#"["ad_id","age"]"#)];
    let audience = [&audience[..], &by_age].concat();
    for (metrics, code) in
        [(r#"["spend","result"]"#, 0), (r#"["reach"]"#, 40_002), (r#"["video_play_actions"]"#, 40_002)]
    {
        let got =
            get(&stage, &token, "report/integrated/get", &[&audience[..], &[("metrics", metrics)]].concat()).await;
        assert_eq!(got["code"], code, "{metrics}: {got}");
    }
}

#[tokio::test]
async fn what_is_deleted_delivers_no_more_and_is_told_to_those_who_ask() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "EGP").await;
    let report = async |filter: &str| {
        let of = [("advertiser_id", account.as_str()), ("report_type", "BASIC"), ("page_size", "1000")];
        let dimensions = ("dimensions", r#"["ad_id","stat_time_day"]"#);
        let days = [("start_date", "2026-08-10"), ("end_date", "2026-08-30"), ("filtering", filter)];
        let asked = [&of[..], &ASKED[..3], &[dimensions], &days].concat();
        whole(&stage, &token, "report/integrated/get", &asked).await
    };
    let before = report(ASKED[3].1).await;
    let campaign = before[0]["metrics"]["campaign_id"].clone();
    let gone = json!({"advertiser_id": account, "campaign_ids": [campaign], "operation_status": "DELETE"});
    data(post(&stage, &token, "campaign/status/update", &gone).await);
    stage.clock.advance(TimeDelta::days(5));
    let (all, shown) = (report(ASKED[3].1).await, report("").await);
    let of_it = |rows: &[Value]| rows.iter().filter(|row| row["metrics"]["campaign_id"] == campaign).count();
    assert!(of_it(&all) > 0 && of_it(&shown) == 0);
    let late = |row: &&Value| row["dimensions"]["stat_time_day"].as_str().unwrap() > "2026-08-20 00:00:00";
    assert!(all.iter().any(|row| late(&row)), "the others run on");
    assert!(!all.iter().any(|row| late(&row) && row["metrics"]["campaign_id"] == campaign));
    let ads = whole(&stage, &token, "ad/get", &[("advertiser_id", &account), ("page_size", "1000")]).await;
    assert!(ads.iter().all(|ad| ad["campaign_id"] != campaign));
    let filter = r#"{"secondary_status":"AD_STATUS_CAMPAIGN_DELETE"}"#;
    let ads =
        whole(&stage, &token, "ad/get", &[("advertiser_id", &account), ("filtering", filter), ("page_size", "1000")])
            .await;
    assert!(ads.iter().any(|ad| ad["campaign_id"] == campaign && ad["operation_status"] == "ENABLE"));
}
