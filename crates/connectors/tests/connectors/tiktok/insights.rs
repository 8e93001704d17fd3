//! Numbers of ads.

use chrono::NaiveDate;
use cmis_base::money::Micros;
use cmis_connectors::platform::{Ads, Insight, Numbers, Split, Window, problem::Class};
use serde_json::{Value, json};

use super::platform::{ACCOUNT, Asked, Platform, account, get, tokens};

const ALL: &str = r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}]"#;
const METRICS: &str = concat!(
    r#"["campaign_id","adgroup_id","spend","impressions","clicks","conversion","video_play_actions","#,
    r#""likes","comments","shares","reach"]"#
);
const SPLIT_METRICS: &str = r#"["campaign_id","adgroup_id","spend","impressions","clicks","conversion"]"#;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn window() -> Window {
    Window { from: day("2021-10-01"), to: day("2021-10-30") }
}

fn asked(report: &str, dimensions: &str, metrics: &str, page: &str) -> Asked {
    let query = [
        ("advertiser_id", ACCOUNT),
        ("service_type", "AUCTION"),
        ("report_type", report),
        ("data_level", "AUCTION_AD"),
        ("dimensions", dimensions),
        ("metrics", metrics),
        ("start_date", "2021-10-01"),
        ("end_date", "2021-10-30"),
        ("filtering", ALL),
        ("page", page),
        ("page_size", "1000"),
    ];
    get("/report/integrated/get/", &query)
}

fn row() -> Value {
    json!({"dimensions": {"stat_time_day": "2021-10-25 00:00:00", "ad_id": "1714125049901106"},
        "metrics": {"campaign_id": "1714125042508817", "adgroup_id": "1714125042509841", "spend": "20.001",
            "impressions": "5830", "clicks": "69", "ctr": "1.18", "reach": "5319", "conversion": "3",
            "video_play_actions": "5173", "likes": "36", "comments": "2", "shares": "1"}})
}

fn page(list: &[Value], page: u32, total: u32) -> Value {
    json!({"list": list, "page_info": {"total_number": 1, "page": page, "page_size": 1000, "total_page": total}})
}

#[tokio::test]
async fn an_ad_has_one_row_a_day() {
    let platform = Platform::start().await;
    platform.says(&page(&[row()], 1, 2)).says(&page(&[row(), row()], 2, 2));
    let tiktok = platform.tiktok();
    let first = tiktok.insights(&tokens(), &account(), window(), Split::None, None).await.expect("a page");
    let insight = Insight {
        day: day("2021-10-25"),
        campaign_id: "1714125042508817".to_owned(),
        ad_set_id: Some("1714125042509841".to_owned()),
        ad_id: Some("1714125049901106".to_owned()),
        part: vec![],
        numbers: Numbers {
            impressions: 5830,
            clicks: 69,
            spend: Micros(20_001_000),
            conversions: Some(3_000_000),
            conversion_value: None,
            leads: None,
            video_views: Some(5173),
            engagements: Some(39),
            reach: Some(5319),
        },
    };
    assert_eq!((first.items, first.next.as_deref()), (vec![insight], Some("2")));
    let last = tiktok.insights(&tokens(), &account(), window(), Split::None, Some("2")).await.expect("a page");
    assert_eq!((last.items.len(), last.next), (2, None));
    let dimensions = r#"["ad_id","stat_time_day"]"#;
    assert_eq!(platform.asked(), ["1", "2"].map(|page| asked("BASIC", dimensions, METRICS, page)));
    assert_eq!((tiktok.longest_window(Split::None), tiktok.longest_window(Split::Hour)), (30, 1));
}

#[tokio::test]
async fn parts_have_our_words() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    for (split, dimensions, given, part) in [
        (
            Split::AgeGender,
            r#"["ad_id","stat_time_day","age","gender"]"#,
            json!({"age": "AGE_25_34", "gender": "FEMALE"}),
            vec![("age", "25-34"), ("gender", "female")],
        ),
        (
            Split::AgeGender,
            r#"["ad_id","stat_time_day","age","gender"]"#,
            json!({"age": "AGE_55_100", "gender": "MALE"}),
            vec![("age", "55+"), ("gender", "male")],
        ),
        (
            Split::AgeGender,
            r#"["ad_id","stat_time_day","age","gender"]"#,
            json!({"age": "NONE", "gender": "NONE"}),
            vec![("age", "unknown"), ("gender", "unknown")],
        ),
        (
            Split::AgeGender,
            r#"["ad_id","stat_time_day","age","gender"]"#,
            json!({}),
            vec![("age", "unknown"), ("gender", "unknown")],
        ),
        (
            Split::Country,
            r#"["ad_id","stat_time_day","country_code"]"#,
            json!({"country_code": "SA"}),
            vec![("country", "SA")],
        ),
        (
            Split::Country,
            r#"["ad_id","stat_time_day","country_code"]"#,
            json!({"country_code": "None"}),
            vec![("country", "unknown")],
        ),
        (
            Split::Device,
            r#"["ad_id","stat_time_day","platform"]"#,
            json!({"platform": "ANDROID"}),
            vec![("device", "android")],
        ),
        (
            Split::Device,
            r#"["ad_id","stat_time_day","platform"]"#,
            json!({"platform": "-"}),
            vec![("device", "unknown")],
        ),
    ] {
        assert!(tiktok.splits().contains(&split));
        let mut row = row();
        for (name, value) in given.as_object().expect("an object") {
            row["dimensions"][name] = value.clone();
        }
        row["metrics"] = json!({"campaign_id": "11", "adgroup_id": "21", "spend": "0.5", "impressions": "7",
            "clicks": "1", "conversion": "0"});
        platform.says(&page(&[row], 1, 1));
        let rows = tiktok.insights(&tokens(), &account(), window(), split, None).await.expect("a page").items;
        let part: Vec<_> = part.into_iter().map(|(name, word)| (name, word.to_owned())).collect();
        assert_eq!(rows[0].part, part, "{given}");
        let numbers =
            Numbers { impressions: 7, clicks: 1, spend: Micros(500_000), conversions: Some(0), ..Numbers::default() };
        assert_eq!(rows[0].numbers, numbers);
        assert_eq!(platform.asked(), [asked("AUDIENCE", dimensions, SPLIT_METRICS, "1")]);
    }
}

#[tokio::test]
async fn hours_are_in_the_basic_report_of_one_day_and_without_people() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    assert!(tiktok.splits().contains(&Split::Hour));
    let hour = |begins: &str| {
        let mut row = row();
        row["dimensions"] = json!({"stat_time_hour": begins, "ad_id": "1714125049901106"});
        row["metrics"].as_object_mut().expect("an object").remove("reach");
        row
    };
    let of_day = Window { from: day("2021-10-25"), to: day("2021-10-25") };
    let read = async |rows: &[Value]| {
        platform.says(&page(rows, 1, 1));
        tiktok.insights(&tokens(), &account(), of_day, Split::Hour, None).await
    };
    let rows = read(&[hour("2021-10-25 00:00:00"), hour("2021-10-25 13:00:00")]).await.expect("a page").items;
    let told: Vec<_> = rows.iter().map(|row| (row.day, row.part.clone(), row.numbers.reach)).collect();
    let part = |hour: &str| vec![("hour", hour.to_owned())];
    assert_eq!(told, [(of_day.from, part("00"), None), (of_day.from, part("13"), None)]);
    assert_eq!((rows[1].numbers.spend, rows[1].numbers.engagements), (Micros(20_001_000), Some(39)));
    let metrics = METRICS.replace(r#","reach""#, "");
    let query = [
        ("advertiser_id", ACCOUNT),
        ("service_type", "AUCTION"),
        ("report_type", "BASIC"),
        ("data_level", "AUCTION_AD"),
        ("dimensions", r#"["ad_id","stat_time_hour"]"#),
        ("metrics", &metrics),
        ("start_date", "2021-10-25"),
        ("end_date", "2021-10-25"),
        ("filtering", ALL),
        ("page", "1"),
        ("page_size", "1000"),
    ];
    assert_eq!(platform.asked(), [get("/report/integrated/get/", &query)]);
    for broken in [row(), hour("-"), hour("2021-10-25"), hour("2021-10-25 24:00:00")] {
        let problem = read(std::slice::from_ref(&broken)).await.expect_err("unreadable");
        assert_eq!(problem.code, "unreadable", "{broken}");
    }
}

#[tokio::test]
async fn placements_are_not_asked_for() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    assert!(!tiktok.splits().contains(&Split::Placement));
    let refused = tiktok.insights(&tokens(), &account(), window(), Split::Placement, None).await;
    assert_eq!(refused.expect_err("refused").class, Class::Invalid);
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn what_tiktok_does_not_tell_is_none_and_what_it_tells_badly_is_an_error() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    let read = async |part: &str, change: Value| {
        let mut row = row();
        for (name, value) in change.as_object().expect("an object") {
            row[part][name] = value.clone();
        }
        platform.says(&page(&[row], 1, 1));
        let page = tiktok.insights(&tokens(), &account(), window(), Split::None, None).await;
        page.map(|page| page.items.into_iter().next().expect("a row").numbers)
    };
    let dashes = json!({"spend": "-", "reach": "-", "conversion": null, "video_play_actions": "-", "likes": "-",
        "comments": "-", "shares": "-"});
    let numbers = read("metrics", dashes).await.expect("numbers");
    assert_eq!(numbers, Numbers { impressions: 5830, clicks: 69, ..Numbers::default() });
    let numbers = read("metrics", json!({"likes": "-", "comments": 4, "conversion": "1.5"})).await.expect("numbers");
    assert_eq!((numbers.engagements, numbers.conversions), (Some(5), Some(1_500_000)));
    for (part, broken) in [
        ("metrics", json!({"spend": "twenty"})),
        ("metrics", json!({"impressions": "1e40"})),
        ("metrics", json!({"clicks": true})),
        ("metrics", json!({"campaign_id": null})),
        ("metrics", json!({"adgroup_id": "-"})),
        ("dimensions", json!({"ad_id": "a"})),
        ("dimensions", json!({"stat_time_day": "2021-10-25"})),
        ("dimensions", json!({"stat_time_day": "-"})),
    ] {
        let problem = read(part, broken.clone()).await.expect_err("unreadable");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{broken}");
    }
}
