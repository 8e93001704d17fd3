//! Numbers by ad and day.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    AdAccount, Ads, Insight, Numbers, Page, Split, Window,
    problem::{Class, Problem},
};
use serde_json::{Value, json};

use super::server::{ACCOUNT, AD, CAMPAIGN, SQUAD, Server, account, more, ok, rows, tokens};
use crate::recorder::Says;

const OTHER_AD: &str = "11111111-2222-3333-4444-555555555555";

fn window(from: &str, to: &str) -> Window {
    Window { from: from.parse().expect("a day"), to: to.parse().expect("a day") }
}

/// Numbers of the ads of an account, by their days.
fn stats(ads: &[(&str, Value)]) -> Value {
    let ads: Vec<Value> = ads
        .iter()
        .map(|(id, days)| json!({ "id": id, "type": "AD", "granularity": "DAY", "timeseries": days }))
        .collect();
    // as Snapchat writes it here
    json!({ "request_status": "success", "request_id": "57ad", "timeseries_stats": [{
        "sub_request_status": "success",
        "timeseries_stat": { "id": ACCOUNT, "type": "AD_ACCOUNT", "granularity": "DAY",
            "finalized_data_end_time": "2026-08-02T00:00:00.000-07:00", "breakdown_stats": { "ad": ads } },
    }] })
}

fn day(begins: &str, stats: &Value) -> Value {
    json!({ "start_time": begins, "end_time": begins, "stats": stats })
}

/// The lists in which the places of ads are found.
fn lists(ads: &[&str]) -> [Says; 2] {
    let ads: Vec<Value> = ads.iter().map(|id| json!({ "id": id, "ad_squad_id": SQUAD, "deleted": true })).collect();
    let squads = [json!({ "id": SQUAD, "campaign_id": CAMPAIGN })];
    [ok(&rows("ads", "ad", &ads)), ok(&rows("adsquads", "adsquad", &squads))]
}

async fn ask(
    server: &Server,
    account: &AdAccount,
    window: Window,
    split: Split,
    after: Option<&str>,
) -> Result<Page<Insight>, Problem> {
    server.snapchat().insights(&tokens(), account, window, split, after).await
}

#[tokio::test]
async fn a_row_is_an_ad_on_a_day_of_the_account() {
    let full = json!({ "impressions": 1234, "swipes": 12, "spend": 1_230_000, "video_views": 300,
        "conversion_purchases": 3, "conversion_purchases_value": 45_500_000, "conversion_sign_ups": 2,
        "total_installs": 0, "uniques": 1000, "native_leads": 4, "something_new": 1.5 });
    let nothing = json!({ "impressions": 0, "swipes": 0, "spend": 0, "uniques": 0 });
    let little = json!({ "spend": 9_223_372_036_854_775_807_i64 });
    let answer = stats(&[
        (
            AD,
            json!([
                day("2026-08-01T00:00:00.000-07:00", &full),
                day("2026-08-02T00:00:00.000-07:00", &nothing),
                day("2026-08-03T07:00:00.000Z", &little),
            ]),
        ),
        (OTHER_AD, json!([])),
    ]);
    let [ads, squads] = lists(&[OTHER_AD, AD]);
    let server = Server::new([ok(&answer), ads, squads]).await;
    let account = account("America/Los_Angeles");
    let page = ask(&server, &account, window("2026-08-01", "2026-08-07"), Split::None, None).await.expect("a page");
    let row = |day: &str, numbers: Numbers| Insight {
        day: day.parse().expect("a day"),
        campaign_id: CAMPAIGN.to_owned(),
        ad_set_id: Some(SQUAD.to_owned()),
        ad_id: Some(AD.to_owned()),
        part: Vec::new(),
        numbers,
    };
    let full = Numbers {
        impressions: 1234,
        clicks: 12,
        spend: Micros(1_230_000),
        conversions: Some(5_000_000),
        conversion_value: Some(Micros(45_500_000)),
        leads: Some(4),
        video_views: Some(300),
        engagements: None,
        reach: Some(1000),
    };
    let little = Numbers { spend: Micros(i64::MAX), ..Numbers::default() };
    assert_eq!(page, Page { items: vec![row("2026-08-01", full), row("2026-08-03", little)], next: None });

    let asked = server.asked();
    assert_eq!(server.lines(), ["stats", "ads", "adsquads"].map(|it| format!("GET /v1/adaccounts/{ACCOUNT}/{it}")));
    let query: Vec<_> = asked[0].query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let fields = "impressions,swipes,spend,video_views,conversion_purchases,conversion_purchases_value,\
        conversion_sign_ups,total_installs,uniques,native_leads";
    assert_eq!(
        query,
        [
            ("breakdown", "ad"),
            ("end_time", "2026-08-08T00:00:00.000-07:00"),
            ("fields", fields),
            ("granularity", "DAY"),
            ("omit_empty", "true"),
            ("start_time", "2026-08-01T00:00:00.000-07:00"),
        ]
    );
}

#[tokio::test]
async fn money_is_micros_in_every_currency() {
    for (currency, spend) in [("USD", 12_340_000), ("JPY", 1_234_000_000), ("KWD", 12_345_000)] {
        let answer = stats(&[(AD, json!([day("2026-08-01T00:00:00.000+00:00", &json!({ "spend": spend }))]))]);
        let [ads, squads] = lists(&[AD]);
        let server = Server::new([ok(&answer), ads, squads]).await;
        let account = AdAccount { currency: currency.to_owned(), ..account("UTC") };
        let page = ask(&server, &account, window("2026-08-01", "2026-08-01"), Split::None, None).await.expect("a page");
        assert_eq!(page.items[0].numbers.spend, Micros(spend), "{currency}");
        server.asked();
    }
}

#[tokio::test]
async fn days_are_asked_for_by_the_local_midnights_and_read_back_by_them() {
    // the clock is put back on the 1st of November, and counting on in steps of 24 hours comes an hour early
    let seen = json!({ "impressions": 1 });
    let days = json!([
        day("2026-11-01T00:00:00.000-07:00", &seen),
        day("2026-11-01T23:00:00.000-08:00", &seen),
        day("2026-11-03T00:00:00.000-08:00", &seen),
    ]);
    let [ads, squads] = lists(&[AD]);
    let server = Server::new([ok(&stats(&[(AD, days)])), ads, squads]).await;
    let account = account("America/Los_Angeles");
    let page = ask(&server, &account, window("2026-11-01", "2026-11-03"), Split::None, None).await.expect("a page");
    let days: Vec<String> = page.items.iter().map(|row| row.day.to_string()).collect();
    assert_eq!(days, ["2026-11-01", "2026-11-02", "2026-11-03"]);
    let asked = server.asked();
    assert_eq!(asked[0].query("start_time"), Some("2026-11-01T00:00:00.000-07:00"));
    assert_eq!(asked[0].query("end_time"), Some("2026-11-04T00:00:00.000-08:00"));
}

#[tokio::test]
async fn hours_are_those_of_the_accounts_clock_and_one_that_it_shows_twice_is_one() {
    let seen = |impressions: i64| json!({ "impressions": impressions, "native_leads": 1 });
    let hours = json!([
        day("2026-11-01T00:00:00.000-07:00", &seen(1)),
        day("2026-11-01T01:00:00.000-07:00", &seen(2)),
        day("2026-11-01T01:00:00.000-08:00", &seen(4)),
        // as a time may be written too
        day("2026-11-02T07:00:00.000Z", &seen(8)),
        day("2026-11-02T00:00:00.000-08:00", &seen(16)),
    ]);
    let others = json!([day("2026-11-02T00:00:00.000-08:00", &seen(32))]);
    let [ads, squads] = lists(&[AD, OTHER_AD]);
    let server = Server::new([ok(&stats(&[(AD, hours), (OTHER_AD, others)])), ads, squads]).await;
    let account = account("America/Los_Angeles");
    let page = ask(&server, &account, window("2026-11-01", "2026-11-02"), Split::Hour, None).await.expect("a page");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|row| (row.day.to_string(), row.part.clone(), row.numbers.impressions, row.numbers.leads))
        .collect();
    let expected = [
        ("2026-11-01", "00", 1, 1),
        ("2026-11-01", "01", 6, 2),
        ("2026-11-01", "23", 8, 1),
        ("2026-11-02", "00", 16, 1),
        ("2026-11-02", "00", 32, 1),
    ];
    let expected = expected.map(|(day, hour, impressions, leads)| {
        (day.to_owned(), vec![("hour", hour.to_owned())], impressions, Some(leads))
    });
    assert_eq!(told, expected);
    let asked = server.asked();
    assert_eq!((asked[0].query("granularity"), asked[0].query("report_dimension")), (Some("HOUR"), None));
    assert_eq!(asked[0].query("start_time"), Some("2026-11-01T00:00:00.000-07:00"));
    assert_eq!(asked[0].query("end_time"), Some("2026-11-03T00:00:00.000-08:00"));
    let fields = asked[0].query("fields").expect("fields");
    assert!(fields.ends_with(",native_leads") && !fields.contains("uniques"), "{fields}");
}

#[tokio::test]
async fn age_and_gender_are_two_questions() {
    let cell = |name: &str, value: &str, spend: i64| json!({ name: value, "impressions": 10, "spend": spend });
    let split = |cells: Value| json!([{ "start_time": "2026-08-01T00:00:00.000+03:00", "dimension_stats": cells }]);
    let ages = split(json!([cell("age_bucket", "25-34", 1), cell("age", "35+", 2), cell("age_bucket", "unknown", 3)]));
    let more_ages = split(json!([cell("age", "18-20", 4)]));
    let genders = split(json!([cell("gender", "FEMALE", 5), { "spend": 6 }]));
    let link = "https://adsapi.snapchat.com/v1/x?cursor=a:b";
    let [ads, squads] = lists(&[AD]);
    let lists = [ads, squads];
    let answers = [ok(&more(stats(&[(AD, ages)]), link)), ok(&stats(&[(AD, more_ages)])), ok(&stats(&[(AD, genders)]))];
    let server = Server::new(answers.into_iter().flat_map(|it| [it].into_iter().chain(lists.clone()))).await;
    let (account, window) = (account("Asia/Riyadh"), window("2026-08-01", "2026-08-01"));
    let (mut after, mut found, mut pages) = (None, Vec::new(), Vec::new());
    loop {
        let page = ask(&server, &account, window, Split::AgeGender, after.as_deref()).await.expect("a page");
        found.extend(page.items.into_iter().map(|row| (row.part[0].0, row.part[0].1.clone(), row.numbers.spend.0)));
        after = page.next;
        pages.push(after.clone());
        if after.is_none() {
            break;
        }
    }
    let expected = [
        ("age", "25-34", 1),
        ("age", "35+", 2),
        ("age", "unknown", 3),
        ("age", "18-20", 4),
        ("gender", "female", 5),
        ("gender", "unknown", 6),
    ];
    assert_eq!(found, expected.map(|(name, value, spend)| (name, value.to_owned(), spend)));
    assert_eq!(pages, [Some("0:a:b".to_owned()), Some("1:".to_owned()), None]);
    let asked: Vec<_> = server.asked().into_iter().filter(|it| it.line.ends_with("/stats")).collect();
    let dimensions: Vec<_> = asked.iter().map(|it| (it.query("report_dimension"), it.query("cursor"))).collect();
    assert_eq!(dimensions, [(Some("age"), None), (Some("age"), Some("a:b")), (Some("gender"), None)]);
    // Snapchat does not split these
    assert!(asked.iter().all(|it| !it.query("fields").expect("fields").contains("uniques")));
}

#[tokio::test]
async fn countries_and_devices_have_our_words() {
    for (split, dimension, cell, part) in [
        (Split::Country, "country", json!({ "country": "sa", "spend": 1 }), ("country", "SA")),
        (Split::Device, "os", json!({ "os": "iOS", "spend": 1 }), ("device", "ios")),
    ] {
        let days = json!([
            { "start_time": "2026-08-01T00:00:00.000+00:00", "dimension_stats": [cell] },
            // what is not split is shown as such
            { "start_time": "2026-08-02T00:00:00.000+00:00", "stats": { "spend": 2 } },
        ]);
        let [ads, squads] = lists(&[AD]);
        let server = Server::new([ok(&stats(&[(AD, days)])), ads, squads]).await;
        let page =
            ask(&server, &account("UTC"), window("2026-08-01", "2026-08-02"), split, None).await.expect("a page");
        let parts: Vec<_> = page.items.iter().map(|row| (row.part.clone(), row.numbers.spend.0)).collect();
        let expected = [(part.0, part.1, 1), (part.0, "unknown", 2)];
        assert_eq!(parts, expected.map(|(name, value, spend)| (vec![(name, value.to_owned())], spend)));
        assert_eq!(server.asked()[0].query("report_dimension"), Some(dimension));
    }
}

#[tokio::test]
async fn nothing_counted_is_nothing_looked_up() {
    let mut empty = stats(&[]);
    for series in [json!({ "id": ACCOUNT, "timeseries": [] }), json!({ "id": ACCOUNT, "breakdown_stats": {} })] {
        empty["timeseries_stats"][0]["timeseries_stat"] = series;
        let server = Server::new([ok(&empty)]).await;
        let page = ask(&server, &account("UTC"), window("2026-08-01", "2026-08-01"), Split::None, None).await;
        assert_eq!(page, Ok(Page { items: Vec::new(), next: None }));
        server.asked();
    }
}

#[tokio::test]
async fn the_lists_are_read_only_as_far_as_they_are_needed() {
    let answer = stats(&[(AD, json!([day("2026-08-01T00:00:00.000Z", &json!({ "swipes": 1 }))]))]);
    let ads = |id: &str| rows("ads", "ad", &[json!({ "id": id, "ad_squad_id": SQUAD })]);
    let link = |cursor: &str| format!("https://adsapi.snapchat.com/v1/x?cursor={cursor}");
    let squads = rows("adsquads", "adsquad", &[json!({ "id": SQUAD, "campaign_id": CAMPAIGN })]);
    let server = Server::new([
        ok(&answer),
        ok(&more(ads(OTHER_AD), &link("1"))),
        ok(&more(ads(AD), &link("2"))),
        ok(&more(squads, &link("1"))),
    ])
    .await;
    let page =
        ask(&server, &account("UTC"), window("2026-08-01", "2026-08-01"), Split::None, None).await.expect("a page");
    assert_eq!((page.items.len(), page.items[0].campaign_id.as_str()), (1, CAMPAIGN));
    assert_eq!(server.asked()[2].query("cursor"), Some("1"));
}

#[tokio::test]
async fn numbers_that_cannot_be_placed_fail_the_page() {
    let counted = json!({ "spend": 1 });
    let days = json!([day("2026-08-01T00:00:00.000Z", &counted)]);
    let [_, squads] = lists(&[]);
    let unbroken = json!({ "request_status": "SUCCESS", "timeseries_stats": [{ "sub_request_status": "SUCCESS",
        "timeseries_stat": { "id": ACCOUNT, "timeseries": days } }] });
    let fractions = json!([day("2026-08-01T00:00:00.000Z", &json!({ "spend": 1.5 }))]);
    let many = json!({ "conversion_purchases": i64::MAX, "total_installs": 1 });
    let too_many = json!([day("2026-08-01T00:00:00.000Z", &many)]);
    for answers in [
        // no list knows the ad
        vec![ok(&stats(&[(AD, days.clone())])), ok(&rows("ads", "ad", &[]))],
        // its ad squad is of no campaign
        vec![ok(&stats(&[(AD, days.clone())])), lists(&[AD])[0].clone(), ok(&rows("adsquads", "adsquad", &[]))],
        vec![ok(&unbroken)],
        vec![ok(&stats(&[("no id", days.clone())]))],
        vec![ok(&stats(&[(AD, json!([{ "start_time": "never", "stats": counted }]))]))],
        vec![ok(&stats(&[(AD, fractions)]))],
        vec![ok(&stats(&[(AD, too_many)]))],
        vec![ok(&stats(&[(AD, json!([day("2026-08-02T00:00:00.000Z", &counted)]))]))],
        vec![squads],
    ] {
        let server = Server::new(answers).await;
        let answer = ask(&server, &account("UTC"), window("2026-08-01", "2026-08-01"), Split::None, None).await;
        let problem = answer.expect_err("no numbers");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"));
        assert!(!problem.may_have_happened);
        server.asked();
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_asked() {
    let server = Server::new([]).await;
    let fine = window("2026-08-01", "2026-08-01");
    for (zone, window, split, after, code) in [
        ("UTC", window("2026-08-01", "2026-09-01"), Split::None, None, "bad_window"),
        ("UTC", window("2026-08-02", "2026-08-01"), Split::None, None, "bad_window"),
        ("UTC", window("2026-08-01", "2026-08-07"), Split::Hour, None, "bad_window"),
        ("UTC", fine, Split::Hour, Some("1:"), "bad_page"),
        ("Mars/Olympus", fine, Split::None, None, "bad_time_zone"),
        ("UTC", fine, Split::Placement, None, "no_such_split"),
        ("UTC", fine, Split::Country, Some("1:"), "bad_page"),
        ("UTC", fine, Split::None, Some("-1:x"), "bad_page"),
        ("UTC", fine, Split::None, Some("x"), "bad_page"),
    ] {
        let problem = ask(&server, &account(zone), window, split, after).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code));
    }
    assert!(server.asked().is_empty());
}
