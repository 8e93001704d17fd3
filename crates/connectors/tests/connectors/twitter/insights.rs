//! Numbers of ads by day.

use cmis_base::money::Micros;
use cmis_connectors::platform::{AdAccount, Ads, Insight, Numbers, Split, Window, problem::Class};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::platform::{Platform, account, line, tokens};

fn window(from: &str, to: &str) -> Window {
    Window { from: from.parse().expect("a day"), to: to.parse().expect("a day") }
}

fn ads(rows: &[(&str, &str)], next: Option<&str>) -> String {
    let rows: Vec<Value> =
        rows.iter().map(|(id, item)| json!({ "id": id, "line_item_id": item, "deleted": false })).collect();
    json!({ "next_cursor": next, "data": rows }).to_string()
}

fn items(rows: &[(&str, &str, &[&str])]) -> String {
    let row = |(id, campaign, placements): &(&str, &str, &[&str])| json!({ "id": id, "campaign_id": campaign, "placements": placements });
    json!({ "next_cursor": null, "data": rows.iter().map(row).collect::<Vec<_>>() }).to_string()
}

fn stats(rows: &[(&str, Value)]) -> String {
    let row = |(id, metrics): &(&str, Value)| json!({ "id": id, "id_data": [{ "segment": null, "metrics": metrics }] });
    json!({ "data_type": "stats", "time_series_length": 2, "data": rows.iter().map(row).collect::<Vec<_>>(), "request": {} }).to_string()
}

fn stats_line(ids: &str, start: &str, end: &str, placement: &str) -> String {
    line_of(ids, (start, end), "DAY", placement)
}

fn line_of(ids: &str, (start, end): (&str, &str), granularity: &str, placement: &str) -> String {
    format!(
        "GET /sandbox/twitter/ads/12/stats/accounts/18ce54d4x5t?entity=PROMOTED_TWEET&entity_ids={ids}&start_time={start}&\
         end_time={end}&granularity={granularity}&placement={placement}&metric_groups=ENGAGEMENT,BILLING,VIDEO,WEB_CONVERSION"
    )
}

fn insight(day: &str, ad: &str, numbers: Numbers) -> Insight {
    Insight {
        day: day.parse().expect("a day"),
        campaign_id: "c1".to_owned(),
        ad_set_id: Some("l1".to_owned()),
        ad_id: Some(ad.to_owned()),
        part: Vec::new(),
        numbers,
    }
}

#[tokio::test]
async fn a_page_of_ads_is_counted_day_by_day() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let first = json!({
        "impressions": [1233, null], "tweets_send": null, "likes": [1, 4], "replies": null, "retweets": [2, 0], "engagements": [58, 0],
        "clicks": [58, 0], "url_clicks": [30, 0], "app_clicks": [5, 0], "billed_charge_local_micro": [12_345_678, 0],
        "video_total_views": [7, 0],
        "conversion_purchases": { "metric": [2, 0], "sale_amount": [1, 1], "sale_amount_local_micro": [99_990_000, null] },
        "conversion_sign_ups": { "metric": [3, 0] }, "conversion_custom": null, "conversion_downloads": { "else": [1] },
        "conversion_site_visits": { "metric": [500, 500] },
    });
    let nothing =
        json!({ "impressions": null, "likes": null, "billed_charge_local_micro": null, "video_total_views": [0, 0] });
    x.says(&ads(&[("p1", "l1"), ("p2", "l1"), ("p3", "l1")], Some("c-2")))
        .says(&items(&[("l1", "c1", &["TWITTER_TIMELINE", "TWITTER_SEARCH"])]))
        .says(&stats(&[("p2", nothing), ("p1", first)]));
    let page = twitter
        .insights(&tokens(), &account(), window("2026-05-19", "2026-05-20"), Split::None, None)
        .await
        .expect("numbers");
    let counted = Numbers {
        impressions: 1233,
        clicks: 30,
        spend: Micros(12_345_678),
        conversions: Some(5_000_000),
        conversion_value: Some(Micros(99_990_000)),
        leads: None,
        video_views: Some(7),
        engagements: Some(3),
        reach: None,
    };
    let liked = Numbers {
        conversions: Some(0),
        conversion_value: Some(Micros(0)),
        video_views: Some(0),
        engagements: Some(4),
        ..Numbers::default()
    };
    assert_eq!(page.items, [insight("2026-05-19", "p1", counted), insight("2026-05-20", "p1", liked)]);
    assert_eq!(page.next.as_deref(), Some("c-2"));
    let asked = x.asked();
    assert!(
        asked[2].query.contains("entity_ids=p1%2Cp2%2Cp3&start_time=2026-05-19T07%3A00%3A00Z&"),
        "{}",
        asked[2].query
    );
    let lines: Vec<String> = asked.into_iter().map(|asked| asked.line).collect();
    assert_eq!(
        lines,
        [
            line("GET", "promoted_tweets?count=20&with_deleted=true"),
            line("GET", "line_items?line_item_ids=l1&count=1000&with_deleted=true&with_draft=true"),
            stats_line("p1,p2,p3", "2026-05-19T07:00:00Z", "2026-05-21T07:00:00Z", "ALL_ON_TWITTER"),
        ]
    );

    x.says(&ads(&[], None));
    let last = twitter
        .insights(&tokens(), &account(), window("2026-05-19", "2026-05-20"), Split::None, page.next.as_deref())
        .await;
    let last = last.expect("numbers");
    assert_eq!((last.items.len(), last.next), (0, None));
    assert_eq!(x.lines(), [line("GET", "promoted_tweets?count=20&with_deleted=true&cursor=c-2")]);
}

#[tokio::test]
async fn places_that_are_counted_apart_are_asked_apart() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let prepare = || {
        x.says(&ads(&[("p1", "l1"), ("p2", "l2"), ("p3", "l3"), ("p4", "l4")], None))
            .says(&items(&[
                ("l1", "c1", &["ALL_ON_TWITTER", "PUBLISHER_NETWORK"]),
                ("l2", "c2", &["TREND"]),
                ("l3", "c3", &["SPOTLIGHT"]),
                ("l4", "c4", &["TAP_BANNER"]),
            ]))
            .says(&stats(&[("p1", json!({ "impressions": [10], "billed_charge_local_micro": [1_000_000] }))]))
            .says(&stats(&[("p1", json!({ "impressions": [5], "likes": [1] })), ("p4", json!({ "impressions": [4] }))]))
            .says(&stats(&[("p3", json!({ "impressions": [3] }))]))
            .says(&stats(&[("p2", json!({ "impressions": [2] }))]));
    };
    prepare();
    let riyadh = AdAccount { time_zone: "Asia/Riyadh".to_owned(), ..account() };
    let day = window("2026-05-19", "2026-05-19");
    let page = twitter.insights(&tokens(), &riyadh, day, Split::None, None).await.expect("numbers");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|it| (it.ad_id.as_deref().unwrap_or_default(), it.campaign_id.as_str(), it.numbers.impressions))
        .collect();
    assert_eq!(told, [("p1", "c1", 15), ("p2", "c2", 2), ("p3", "c3", 3), ("p4", "c4", 4)]);
    assert_eq!((page.items[0].numbers.engagements, page.items[0].numbers.spend), (Some(1), Micros(1_000_000)));
    assert_eq!(page.items[1].numbers.video_views, None, "what is not given is not zero");
    let asked = x.lines();
    let stats = |ids: &str, placement: &str| stats_line(ids, "2026-05-18T21:00:00Z", "2026-05-19T21:00:00Z", placement);
    assert_eq!(
        asked[2..],
        [
            stats("p1", "ALL_ON_TWITTER"),
            stats("p1,p4", "PUBLISHER_NETWORK"),
            stats("p3", "SPOTLIGHT"),
            stats("p2", "TREND")
        ]
    );

    prepare();
    let page = twitter.insights(&tokens(), &riyadh, day, Split::Placement, None).await.expect("numbers");
    let told: Vec<_> = page
        .items
        .iter()
        .map(|it| {
            (it.ad_id.as_deref().unwrap_or_default(), it.part[0].0, it.part[0].1.as_str(), it.numbers.impressions)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("p1", "placement", "all_on_twitter", 10),
            ("p1", "placement", "publisher_network", 5),
            ("p2", "placement", "trend", 2),
            ("p3", "placement", "spotlight", 3),
            ("p4", "placement", "publisher_network", 4),
        ]
    );
}

#[tokio::test]
async fn hours_are_those_of_the_accounts_clock_wherever_they_are_counted() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let hours = |count: usize, told: &[(usize, i64)]| {
        let mut hours = vec![Value::Null; count];
        told.iter().for_each(|(place, number)| hours[*place] = json!(number));
        stats(&[("p1", json!({ "impressions": hours, "likes": null }))])
    };
    let shown = |items: &[Insight]| -> Vec<(String, String, i64)> {
        assert!(items.iter().all(|it| it.part[0].0 == "hour" && it.numbers.reach.is_none()));
        items.iter().map(|it| (it.day.to_string(), it.part[0].1.clone(), it.numbers.impressions)).collect()
    };
    let row = |(day, hour, impressions): (&str, &str, i64)| (day.to_owned(), hour.to_owned(), impressions);
    x.says(&ads(&[("p1", "l1")], None))
        .says(&items(&[("l1", "c1", &["ALL_ON_TWITTER", "TREND"])]))
        .says(&hours(48, &[(0, 1), (23, 2), (24, 4)]))
        .says(&hours(48, &[(23, 8)]));
    let riyadh = AdAccount { time_zone: "Asia/Riyadh".to_owned(), ..account() };
    let days = window("2026-05-19", "2026-05-20");
    let page = twitter.insights(&tokens(), &riyadh, days, Split::Hour, None).await.expect("numbers");
    let expected = [("2026-05-19", "00", 1), ("2026-05-19", "23", 10), ("2026-05-20", "00", 4)];
    assert_eq!(shown(&page.items), expected.map(row));
    let line = |placement| line_of("p1", ("2026-05-18T21:00:00Z", "2026-05-20T21:00:00Z"), "HOUR", placement);
    assert_eq!(x.lines()[2..], [line("ALL_ON_TWITTER"), line("TREND")]);

    // the clock of Los Angeles shows one o'clock twice; with 24 numbers of that day nobody would know which is whose
    let day = window("2026-11-01", "2026-11-01");
    let ask = async |answer: &str| {
        x.says(&ads(&[("p1", "l1")], None)).says(&items(&[("l1", "c1", &[])])).says(answer);
        let page = twitter.insights(&tokens(), &account(), day, Split::Hour, None).await;
        x.asked();
        page
    };
    let page = ask(&hours(25, &[(0, 1), (1, 2), (2, 4), (3, 8), (24, 16)])).await.expect("numbers");
    let expected =
        [("2026-11-01", "00", 1), ("2026-11-01", "01", 6), ("2026-11-01", "02", 8), ("2026-11-01", "23", 16)];
    assert_eq!(shown(&page.items), expected.map(row));
    assert_eq!(ask(&hours(24, &[(0, 1)])).await.expect_err("too few").code, "unreadable");
}

#[tokio::test]
async fn a_week_that_is_an_hour_longer_is_asked_for_twice() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(&ads(&[("p1", "l1")], None))
        .says(&items(&[("l1", "c1", &[])]))
        .says(&stats(&[("p1", json!({ "impressions": [1, 2, 3, 4, 5, 6] }))]))
        .says(&stats(&[("p1", json!({ "impressions": [7] }))]));
    let week = window("2026-10-29", "2026-11-04");
    let page = twitter.insights(&tokens(), &account(), week, Split::None, None).await.expect("numbers");
    let told: Vec<_> = page.items.iter().map(|it| (it.day.to_string(), it.numbers.impressions)).collect();
    assert_eq!((told[0].clone(), told[6].clone()), (("2026-10-29".to_owned(), 1), ("2026-11-04".to_owned(), 7)));
    assert_eq!(told.len(), 7);
    assert_eq!(
        x.lines()[2..],
        [
            stats_line("p1", "2026-10-29T07:00:00Z", "2026-11-04T08:00:00Z", "ALL_ON_TWITTER"),
            stats_line("p1", "2026-11-04T08:00:00Z", "2026-11-05T08:00:00Z", "ALL_ON_TWITTER"),
        ]
    );
}

#[tokio::test]
async fn numbers_that_cannot_be_placed_are_not_guessed() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let day = window("2026-05-19", "2026-05-19");
    let known = items(&[("l1", "c1", &[])]);
    for (items, stats) in [
        (&known, stats(&[("p1", json!({ "impressions": [1, 2] }))])),
        (&known, stats(&[("p1", json!({ "impressions": [1], "likes": [] }))])),
        (&known, stats(&[("p1", json!({ "impressions": [1], "conversion_purchases": { "metric": [1, 2] } }))])),
        (&known, stats(&[("p1", json!({ "impressions": ["1"] }))])),
        (&known, stats(&[("p1", json!({ "billed_charge_local_micro": [1.5] }))])),
        (&known, stats(&[("p9", json!({ "impressions": [1] }))])),
        (&items(&[("l9", "c1", &[])]), stats(&[("p1", json!({ "impressions": [1] }))])),
        (&items(&[("l1", "c/1", &[])]), stats(&[("p1", json!({ "impressions": [1] }))])),
        (&known, "{}".to_owned()),
    ] {
        x.says(&ads(&[("p1", "l1")], None)).says(items).says(&stats);
        let problem = twitter.insights(&tokens(), &account(), day, Split::None, None).await.expect_err(&stats);
        assert_eq!(problem.code, "unreadable", "{stats}");
    }
    // an ad of a line item that is not told about, and without numbers: nothing is missing
    x.says(&ads(&[("p1", "l1")], None)).says(&items(&[])).says(&stats(&[("p1", json!({ "impressions": null }))]));
    assert!(twitter.insights(&tokens(), &account(), day, Split::None, None).await.expect("numbers").items.is_empty());
    x.asked();

    for (window, split, code) in [
        (window("2026-05-19", "2026-05-26"), Split::None, "bad_window"),
        (window("2026-05-19", "2026-05-18"), Split::None, "bad_window"),
        (day, Split::Country, "no_such_split"),
        (day, Split::AgeGender, "no_such_split"),
    ] {
        let problem = twitter.insights(&tokens(), &account(), window, split, None).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code));
    }
    assert!(x.asked().is_empty());
    assert_eq!(twitter.splits(), [Split::Placement, Split::Hour]);
    assert_eq!((twitter.longest_window(Split::None), twitter.longest_window(Split::Hour)), (7, 7));
}

/// Mostly what belongs at a place, and sometimes anything.
fn mostly(right: impl Strategy<Value = String> + 'static) -> impl Strategy<Value = String> {
    prop_oneof![4 => right.boxed(), 1 => "\\PC{0,40}".boxed()]
}

/// The three answers of a page of numbers, more or less.
fn answers() -> impl Strategy<Value = (String, String, String)> {
    let conversions = vec!["null", "[9223372036854775807]", "[[]]", "1", "{\"metric\":[1]}", "{\"metric\":null}"];
    let stats = ("-?[1-9][0-9]{0,18}", prop::sample::select(conversions)).prop_map(|(count, conversions)| {
        let metrics = format!(r#"{{"impressions":[{count}],"likes":[{count}],"conversion_custom":{conversions}}}"#);
        format!(r#"{{"data":[{{"id":"p1","id_data":[{{"metrics":{metrics}}},{{"metrics":{metrics}}}]}}]}}"#)
    });
    (mostly(Just(ads(&[("p1", "l1")], None))), mostly(Just(items(&[("l1", "c1", &["TREND"])]))), mostly(stats))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_answer_breaks_it((ads, items, stats) in answers()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let x = Platform::start().await;
            for body in [&ads, &items, &stats] {
                x.says(body);
            }
            let day = window("2026-05-19", "2026-05-19");
            let _ = x.twitter().insights(&tokens(), &account(), day, Split::None, None).await;
        });
    }
}
