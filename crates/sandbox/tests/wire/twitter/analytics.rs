//! Numbers: at once and by jobs, in all currencies and zones, against the truth.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Caller, refusal};
use crate::stage::{Got, Stage};

const ZONES: [(&str, i64); 5] = [("USD", -4), ("JPY", 9), ("KWD", 3), ("EGP", 3), ("SAR", 3)];
const PLACEMENTS: [&str; 3] = ["ALL_ON_TWITTER", "SPOTLIGHT", "TREND"];

/// A local midnight of August as X takes it.
fn midnight(day: u32, offset: i64) -> String {
    format!("2026-08-{day:02}T00:00:00{}{:02}00", if offset < 0 { '-' } else { '+' }, offset.abs())
}

fn sum(value: &Value) -> i64 {
    value.as_array().map_or(0, |values| values.iter().map(|it| it.as_i64().unwrap()).sum())
}

/// Sums of all rows by metric.
fn sums(told: &Value) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for row in told["data"].as_array().unwrap().iter().flat_map(|it| it["id_data"].as_array().unwrap()) {
        for (name, value) in row["metrics"].as_object().unwrap() {
            if value.is_object() {
                *sums.entry(name.clone()).or_default() += sum(&value["metric"]);
                *sums.entry(format!("{name}.sale_amount")).or_default() += sum(&value["sale_amount"]);
            } else {
                *sums.entry(name.clone()).or_default() += sum(value);
            }
        }
    }
    sums
}

async fn ids(caller: &Caller<'_>, account: &str, kind: &str) -> Vec<String> {
    let asked = [("with_deleted", "true"), ("count", "1000")];
    let list = caller.ads("GET", &format!("accounts/{account}/{kind}"), &asked).await.ok();
    list["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

fn question<'a>(ids: &'a str, start: &'a str, end: &'a str, placement: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("entity", "PROMOTED_TWEET"),
        ("entity_ids", ids),
        ("start_time", start),
        ("end_time", end),
        ("granularity", "DAY"),
        ("placement", placement),
        ("metric_groups", "ENGAGEMENT,BILLING,VIDEO,WEB_CONVERSION"),
    ]
}

#[tokio::test]
async fn what_every_post_did_adds_up_to_the_truth() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    for (currency, offset) in ZONES {
        let (id, number) = caller.account(currency).await;
        let posts = ids(&caller, &id, "promoted_tweets").await;
        let (start, end) = (midnight(3, offset), midnight(10, offset));
        let mut found: BTreeMap<String, i64> = BTreeMap::new();
        for posts in posts.chunks(20) {
            let posts = posts.join(",");
            for placement in PLACEMENTS {
                let asked = question(&posts, &start, &end, placement);
                let told = caller.ads("GET", &format!("stats/accounts/{id}"), &asked).await.ok();
                assert_eq!((&told["data_type"], &told["time_series_length"]), (&json!("stats"), &json!(7)));
                for (name, sum) in sums(&told) {
                    *found.entry(name).or_default() += sum;
                }
            }
        }
        let truth = format!("/control/truth?platform=twitter&account={number}&from=2026-08-03&to=2026-08-09");
        let truth = stage.get(&truth).await.ok()["total"].clone();
        assert!(truth["spend_micros"].as_i64().unwrap() > 0);
        for (metric, expected) in [
            ("billed_charge_local_micro", "spend_micros"),
            ("impressions", "impressions"),
            ("url_clicks", "clicks"),
            ("video_total_views", "video_views"),
            ("conversion_purchases", "conversions"),
            ("conversion_purchases.sale_amount", "value_micros"),
            ("conversion_sign_ups", "leads"),
        ] {
            assert_eq!(json!(found[metric]), truth[expected], "{currency} {metric}");
        }
    }
}

#[tokio::test]
async fn hours_totals_and_levels_say_the_same() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, number) = caller.account("KWD").await;
    let (start, end) = (midnight(18, 3), midnight(21, 3));
    let truth = format!("/control/truth?platform=twitter&account={number}&from=2026-08-18&to=2026-08-20");
    let truth = stage.get(&truth).await.ok()["total"].clone();
    let ask = async |changes: &[(&'static str, &str)]| -> Value {
        let mut asked = question("", &start, &end, "ALL_ON_TWITTER");
        for (name, value) in changes {
            asked.retain(|it| it.0 != *name);
            asked.push((name, value));
        }
        caller.ads("GET", &format!("stats/accounts/{id}"), &asked).await.ok()
    };
    for (entity, kind) in
        [("CAMPAIGN", "campaigns"), ("LINE_ITEM", "line_items"), ("FUNDING_INSTRUMENT", "funding_instruments")]
    {
        let ids = ids(&caller, &id, kind).await;
        for (granularity, length) in [("DAY", 3), ("HOUR", 72), ("TOTAL", 1)] {
            let mut spend = 0;
            for ids in ids.chunks(20) {
                for placement in PLACEMENTS {
                    let ids = ids.join(",");
                    let told = ask(&[
                        ("entity", entity),
                        ("entity_ids", &ids),
                        ("granularity", granularity),
                        ("placement", placement),
                        ("metric_groups", "ENGAGEMENT,BILLING"),
                    ])
                    .await;
                    assert_eq!(told["time_series_length"], length);
                    spend += sums(&told)["billed_charge_local_micro"];
                }
            }
            assert_eq!(json!(spend), truth["spend_micros"], "{entity} {granularity}");
        }
    }
    // it is three in the afternoon in Kuwait: what comes later today did not happen yet
    let hours =
        ask(&[("entity", "ACCOUNT"), ("entity_ids", &id), ("granularity", "HOUR"), ("metric_groups", "ENGAGEMENT")])
            .await;
    let impressions = hours["data"][0]["id_data"][0]["metrics"]["impressions"].as_array().unwrap();
    assert!(
        impressions[48..63].iter().all(|it| it.as_i64().unwrap() > 0) && impressions[63..].iter().all(|it| *it == 0)
    );
    let morning =
        [("entity", "ACCOUNT"), ("entity_ids", &id), ("granularity", "TOTAL"), ("metric_groups", "ENGAGEMENT")];
    let morning =
        [morning.as_slice(), &[("start_time", "2026-08-19T21:00:00Z"), ("end_time", "2026-08-20T03:00:00Z")]].concat();
    let told = ask(&morning).await;
    let expected: i64 = impressions[48..54].iter().map(|it| it.as_i64().unwrap()).sum();
    assert_eq!(told["data"][0]["id_data"][0]["metrics"]["impressions"], json!([expected]));
    assert_eq!(told["request"]["params"]["segmentation_type"], json!(null));
    let before = [
        ("start_time", "2023-01-01"),
        ("end_time", "2023-01-03"),
        ("entity", "ACCOUNT"),
        ("entity_ids", id.as_str()),
        ("metric_groups", "ENGAGEMENT"),
    ];
    assert_eq!(ask(&before).await["data"][0]["id_data"][0]["metrics"]["impressions"], json!(null), "nothing is null");
}

#[tokio::test]
async fn what_may_not_be_asked_is_refused() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("JPY").await;
    let campaigns = ids(&caller, &id, "campaigns").await;
    let (start, end) = (midnight(3, 9), midnight(10, 9));
    let many = vec![campaigns[0].as_str(); 21].join(",");
    let mut good = question(&campaigns[0], &start, &end, "ALL_ON_TWITTER");
    good[0].1 = "CAMPAIGN";
    let path = format!("stats/accounts/{id}");
    assert_eq!(caller.ads("GET", &path, &good).await.status, 200);
    for (name, value, code) in [
        ("entity", "NONSENSE", "INVALID_PARAMETER"),
        ("entity", "", "MISSING_PARAMETER"),
        ("entity_ids", "", "MISSING_PARAMETER"),
        ("entity_ids", &many, "INVALID_PARAMETER"),
        ("start_time", "", "MISSING_PARAMETER"),
        ("start_time", "2026-08-03T00:30:00Z", "INVALID_PARAMETER"),
        ("start_time", "2026-08-03T01:00:00+0900", "INVALID_PARAMETER"),
        ("start_time", "2026-08-02T00:00:00+0900", "INVALID_TIME_WINDOW"),
        ("end_time", "2026-08-03T00:00:00+0900", "INVALID_TIME_WINDOW"),
        ("end_time", "2026-08-09T01:00:00+0900", "INVALID_PARAMETER"),
        ("end_time", "9999-12-31", "INVALID_TIME_WINDOW"),
        ("granularity", "WEEK", "INVALID_PARAMETER"),
        ("placement", "ALL_ON_TWITTER,TREND", "INVALID_PARAMETER"),
        ("metric_groups", "", "MISSING_PARAMETER"),
        ("metric_groups", "ENGAGEMENT,NONSENSE", "INVALID_PARAMETER"),
        ("segmentation_type", "AGE", "INVALID_PARAMETER"),
    ] {
        let mut asked: Vec<_> = good.iter().copied().filter(|it| it.0 != name).collect();
        asked.push((name, value));
        assert_eq!(refusal(&caller.ads("GET", &path, &asked).await), (400, code.to_owned()), "{name} {value}");
    }
    let mut asked = good.clone();
    asked[1].1 = "zz";
    assert_eq!(refusal(&caller.ads("GET", &path, &asked).await), (404, "NOT_FOUND".to_owned()));
    let empty = caller.ads("GET", &path, &[("start_time", "")]).await;
    assert_eq!(empty.json()["request"]["params"]["account_id"], id);
}

/// The text of a gzip file of stored blocks.
#[track_caller]
fn unpacked(file: &[u8]) -> Vec<u8> {
    assert_eq!(file[..4], [0x1f, 0x8b, 8, 0]);
    let (mut text, mut rest) = (Vec::new(), &file[10..]);
    loop {
        let (is_last, length) = (rest[0], u16::from_le_bytes([rest[1], rest[2]]));
        assert_eq!(length, !u16::from_le_bytes([rest[3], rest[4]]));
        text.extend(&rest[5..5 + usize::from(length)]);
        rest = &rest[5 + usize::from(length)..];
        if is_last == 1 {
            break;
        }
    }
    assert_eq!(rest[4..], u32::try_from(text.len()).unwrap().to_le_bytes());
    text
}

async fn download(address: &str) -> Vec<u8> {
    let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(address).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-type"].to_str().unwrap()),
        (200, "application/gzip")
    );
    answer.bytes().await.unwrap().to_vec()
}

async fn job(caller: &Caller<'_>, id: &str, asked: &[(&str, &str)]) -> Got {
    caller.ads("POST", &format!("stats/jobs/accounts/{id}"), asked).await
}

#[tokio::test]
async fn jobs_are_made_ready_and_their_segments_add_up() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, number) = caller.account("USD").await;
    let campaigns = ids(&caller, &id, "campaigns").await.join(",");
    let truth = format!("/control/truth?platform=twitter&account={number}&from=2026-07-01&to=2026-08-09");
    let truth = stage.get(&truth).await.ok()["total"].clone();
    for segment in ["", "AGE", "GENDER", "PLATFORMS", "LOCATIONS"] {
        let (mut spend, mut names) = (0, Vec::new());
        for placement in PLACEMENTS {
            let asked = [
                ("entity", "CAMPAIGN"),
                ("entity_ids", campaigns.as_str()),
                ("start_time", "2026-07-01T04:00:00Z"),
                ("end_time", "2026-08-10T04:00:00Z"),
                ("granularity", "DAY"),
                ("placement", placement),
                ("metric_groups", "ENGAGEMENT,BILLING"),
                ("segmentation_type", segment),
            ];
            let made = job(&caller, &id, &asked).await;
            assert_eq!(made.status, 201, "{}", made.body);
            let made = made.json()["data"].clone();
            assert_eq!((&made["status"], &made["url"]), (&json!("PROCESSING"), &json!(null)));
            assert_eq!(made["id"].as_u64().unwrap().to_string(), made["id_str"]);
            let look = [("job_ids", made["id_str"].as_str().unwrap())];
            let path = format!("stats/jobs/accounts/{id}");
            assert_eq!(caller.ads("GET", &path, &look).await.ok()["data"][0]["status"], "PROCESSING");
            let ready = caller.ads("GET", &path, &look).await.ok()["data"][0].clone();
            assert_eq!((&ready["status"], &ready["expires_at"]), (&json!("SUCCESS"), &json!("2026-08-22T12:00:00Z")));
            let told: Value =
                serde_json::from_slice(&unpacked(&download(ready["url"].as_str().unwrap()).await)).unwrap();
            assert_eq!(told["time_series_length"], 40);
            spend += sums(&told)["billed_charge_local_micro"];
            let rows = told["data"].as_array().unwrap().iter().flat_map(|it| it["id_data"].as_array().unwrap().clone());
            names.extend(rows.filter_map(|row| row["segment"]["segment_name"].as_str().map(str::to_owned)));
        }
        assert_eq!(json!(spend), truth["spend_micros"], "{segment}");
        names.sort();
        names.dedup();
        let expected: &[&str] = match segment {
            "GENDER" => &["Female", "Male", "Unknown"],
            "PLATFORMS" => &["Android", "Desktop and laptop computers", "Mobile web on other devices", "iOS"],
            "LOCATIONS" => &["Canada", "Mexico", "United States"],
            "AGE" => &["13-17", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", "Unknown"],
            _ => &[],
        };
        assert_eq!(names, expected, "{segment}");
    }
    let unknown = format!("{}/twitter/ton/advertiser-api-async-analytics/stats_job_1.json.gz", stage.base);
    assert_eq!(stage.get(&unknown).await.status, 404);
}

#[tokio::test]
async fn jobs_have_longer_windows_and_a_limit() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("SAR").await;
    let base = |start, segment| {
        [
            ("entity", "ACCOUNT"),
            ("entity_ids", id.as_str()),
            ("start_time", start),
            ("end_time", "2026-08-01"),
            ("granularity", "TOTAL"),
            ("placement", "TREND"),
            ("metric_groups", "ENGAGEMENT"),
            ("segmentation_type", segment),
        ]
    };
    for (start, segment, status) in
        [("2026-05-03", "", 201), ("2026-05-02", "", 400), ("2026-06-17", "AGE", 201), ("2026-06-16", "AGE", 400)]
    {
        assert_eq!(job(&caller, &id, &base(start, segment)).await.status, status, "{start} {segment}");
    }
    assert_eq!(job(&caller, &id, &base("2026-07-01", "NONSENSE")).await.status, 400);
    for _ in 2..100 {
        assert_eq!(job(&caller, &id, &base("2026-07-01", "")).await.status, 201);
    }
    assert_eq!(refusal(&job(&caller, &id, &base("2026-07-01", "")).await), (429, "TOO_MANY_REQUESTS".to_owned()));
    let path = format!("stats/jobs/accounts/{id}");
    let list = caller.ads("GET", &path, &[]).await.ok();
    assert_eq!(list["data"].as_array().unwrap().len(), 100);
    caller.ads("GET", &path, &[]).await.ok();
    assert_eq!(job(&caller, &id, &base("2026-07-01", "")).await.status, 201, "once some are ready");
}

#[tokio::test]
async fn what_was_active_is_told_with_its_hours_and_placements() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("EGP").await;
    let path = format!("stats/accounts/{id}/active_entities");
    let asked = [("entity", "LINE_ITEM"), ("start_time", "2026-08-01"), ("end_time", "2026-08-04")];
    let told = caller.ads("GET", &path, &asked).await.ok();
    let items = ids(&caller, &id, "line_items").await;
    let rows = told["data"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| items.contains(&row["entity_id"].as_str().unwrap().to_owned())));
    assert!(rows.iter().all(|row| row["activity_start_time"].as_str() >= Some("2026-07-31T21:00:00Z")));
    assert!(rows.iter().all(|row| row["activity_end_time"].as_str() < Some("2026-08-03T21:00:00Z")));
    assert!(rows.iter().any(|row| row["placements"] == json!(PLACEMENTS)));
    let campaign = ids(&caller, &id, "campaigns").await[0].clone();
    let some = caller.ads("GET", &path, &[asked.as_slice(), &[("campaign_ids", &campaign)]].concat()).await.ok();
    let count = some["data"].as_array().unwrap().len();
    assert!(0 < count && count < rows.len());
    let long = [("entity", "CAMPAIGN"), ("start_time", "2026-01-01"), ("end_time", "2026-08-04")];
    assert_eq!(refusal(&caller.ads("GET", &path, &long).await), (400, "INVALID_TIME_WINDOW".to_owned()));
}
