//! Numbers by creative and day.

use chrono::NaiveDate;
use cmis_base::money::Micros;
use cmis_connectors::platform::{Ads, Insight, Numbers, Page, Split, Window};

use super::platform::{Asked, Platform, account, finder, tokens};

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 8, day).expect("a day")
}

fn window(from: u32, to: u32) -> Window {
    Window { from: day(from), to: day(to) }
}

fn question(from: u32, to: u32) -> Asked {
    finder(&format!(
        "GET /adAnalytics?q=statistics&pivots=List(CREATIVE,CAMPAIGN,CAMPAIGN_GROUP)&timeGranularity=DAILY\
         &dateRange=(start:(year:2026,month:8,day:{from}),end:(year:2026,month:8,day:{to}))\
         &accounts=List(urn%3Ali%3AsponsoredAccount%3A507525021)\
         &fields=impressions,clicks,landingPageClicks,costInLocalCurrency,externalWebsiteConversions,\
         conversionValueInLocalCurrency,oneClickLeads,videoViews,likes,comments,shares,approximateMemberReach,\
         dateRange,pivotValues"
    ))
}

const PIVOTS: &str =
    r#""pivotValues":["urn:li:sponsoredCreative:3","urn:li:sponsoredCampaign:2","urn:li:sponsoredCampaignGroup:1"]"#;

fn row(day: u32) -> String {
    let date = format!(r#"{{"year":2026,"month":8,"day":{day}}}"#);
    format!(r#"{{{PIVOTS},"dateRange":{{"start":{date},"end":{date}}},"impressions":7}}"#)
}

fn answer(rows: &[String]) -> String {
    format!(r#"{{"paging":{{"start":0,"count":10,"links":[]}},"elements":[{}]}}"#, rows.join(","))
}

#[tokio::test]
async fn a_row_is_of_an_ad_its_ad_set_and_campaign() {
    let platform = Platform::start().await;
    platform.says(
        r#"{"paging":{"start":0,"count":10,"links":[]},"elements":[
        {"impressions":19090,"clicks":100,"landingPageClicks":81,"costInUsd":"1.1","costInLocalCurrency":"209.449",
         "externalWebsiteConversions":4,"conversionValueInLocalCurrency":"80.5","oneClickLeads":2,"videoViews":9,
         "likes":5,"comments":0,"shares":1,"approximateMemberReach":15000,
         "pivotValues":["urn:li:sponsoredCampaignGroup:600","urn:li:sponsoredCreative:3","urn:li:sponsoredCampaign:1111"],
         "dateRange":{"start":{"year":2026,"month":8,"day":1},"end":{"year":2026,"month":8,"day":1}}},
        {"pivotValues":["urn:li:sponsoredCreative:4","urn:li:sponsoredCampaign:1111","urn:li:sponsoredCampaignGroup:600"],
         "dateRange":{"start":{"day":7,"month":8,"year":2026},"end":{"day":7,"month":8,"year":2026}},
         "clicks":3,"costInLocalCurrency":12.345678}]}"#,
    );
    let asked = platform.linkedin().insights(&tokens(), &account("USD"), window(1, 7), Split::None, None).await;
    let insight = |on, ad: &str, numbers| Insight {
        day: day(on),
        campaign_id: "600".to_owned(),
        ad_set_id: Some("1111".to_owned()),
        ad_id: Some(ad.to_owned()),
        part: vec![],
        numbers,
    };
    let full = Numbers {
        impressions: 19_090,
        clicks: 81,
        spend: Micros(209_449_000),
        conversions: Some(4_000_000),
        conversion_value: Some(Micros(80_500_000)),
        leads: Some(2),
        video_views: Some(9),
        engagements: Some(6),
        reach: Some(15_000),
    };
    // what is not told is none
    let bare = Numbers { clicks: 3, spend: Micros(12_345_678), ..Numbers::default() };
    assert_eq!(asked, Ok(Page { items: vec![insight(1, "3", full), insight(7, "4", bare)], next: None }));
    assert_eq!(platform.asked(), [question(1, 7)]);
}

#[tokio::test]
async fn spend_is_read_by_its_digits_in_any_currency() {
    let platform = Platform::start().await;
    for (currency, text, micros) in [
        ("USD", r#""0.30""#, 300_000),
        ("USD", r#""0.1234567""#, 123_457),
        ("JPY", r#""4321""#, 4_321_000_000),
        ("KWD", r#""1.005""#, 1_005_000),
        ("USD", "1e-2", 10_000),
        ("USD", "null", 0),
    ] {
        let row = row(1).replace(r#""impressions":7"#, &format!(r#""costInLocalCurrency":{text}"#));
        platform.says(&answer(&[row]));
        let asked = platform.linkedin().insights(&tokens(), &account(currency), window(1, 1), Split::None, None).await;
        assert_eq!(asked.expect("a page").items[0].numbers.spend, Micros(micros), "{text}");
    }
}

#[tokio::test]
async fn a_full_answer_is_asked_for_again_in_halves() {
    let platform = Platform::start().await;
    let full = answer(&vec![row(1); 15_000]);
    platform.says(&full).says(&full).says(&full).says(&answer(&[row(2), row(3)]));
    let (linkedin, tokens, account) = (platform.linkedin(), tokens(), account("USD"));
    let first = linkedin.insights(&tokens, &account, window(1, 4), Split::None, None).await.expect("a page");
    // a day cannot be halved, nor hold more: an account has no more creatives
    assert_eq!((first.items.len(), first.next.as_deref()), (15_000, Some("2026-08-02")));
    let second =
        linkedin.insights(&tokens, &account, window(1, 4), Split::None, first.next.as_deref()).await.expect("a page");
    assert_eq!((second.items.len(), second.next), (2, None));
    assert_eq!(platform.asked(), [question(1, 4), question(1, 2), question(1, 1), question(2, 4)]);
}

#[tokio::test]
async fn a_link_to_more_is_not_passed_over() {
    let platform = Platform::start().await;
    let more = r#"{"elements":[],"paging":{"start":0,"count":10,"links":[{"rel":"next","href":"/x","type":"j"}]}}"#;
    platform.says(more).says(&answer(&[row(1)])).says(more);
    let (linkedin, tokens, account) = (platform.linkedin(), tokens(), account("USD"));
    let first = linkedin.insights(&tokens, &account, window(1, 2), Split::None, None).await.expect("a page");
    assert_eq!((first.items.len(), first.next.as_deref()), (1, Some("2026-08-02")));
    let problem = linkedin.insights(&tokens, &account, window(1, 2), Split::None, Some("2026-08-02")).await;
    assert_eq!(problem.expect_err("cut off").words, "A single day is cut off");
    assert_eq!(platform.asked(), [question(1, 2), question(1, 1), question(2, 2)]);
}

#[tokio::test]
async fn what_cannot_be_asked_is_not() {
    let platform = Platform::start().await;
    let (linkedin, tokens, account) = (platform.linkedin(), tokens(), account("USD"));
    for (window, split, after, code) in [
        (window(1, 7), Split::Country, None, "no_such_split"),
        (window(1, 7), Split::AgeGender, None, "no_such_split"),
        (window(1, 7), Split::Hour, None, "no_such_split"),
        (window(7, 1), Split::None, None, "bad_window"),
        (window(1, 7), Split::None, Some("2026-08-08"), "bad_window"),
        (window(1, 7), Split::None, Some("2026-07-31"), "bad_window"),
        (window(1, 7), Split::None, Some("1),end:(year:1"), "bad_page"),
    ] {
        let problem = linkedin.insights(&tokens, &account, window, split, after).await.expect_err(code);
        assert_eq!(problem.code, code);
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_row_that_is_not_one_is_said() {
    let platform = Platform::start().await;
    let good = row(1);
    for bad in [
        good.replace("sponsoredCampaignGroup:1", "sponsoredCampaignGroup:"),
        good.replace(r#""urn:li:sponsoredCreative:3","#, ""),
        good.replace(r#""day":1"#, r#""day":32"#),
        good.replace("dateRange", "range"),
        good.replace(r#""impressions":7"#, r#""impressions":"many""#),
        good.replace(r#""impressions":7"#, r#""costInLocalCurrency":"1,5""#),
        good.replace(r#""impressions":7"#, r#""costInLocalCurrency":{}"#),
        good.replace(r#""impressions":7"#, r#""externalWebsiteConversions":9223372036854775807"#),
    ] {
        platform.says(&answer(std::slice::from_ref(&bad)));
        let asked = platform.linkedin().insights(&tokens(), &account("USD"), window(1, 1), Split::None, None).await;
        assert_eq!(asked.expect_err(&bad).code, "unreadable", "{bad}");
    }
    platform.says(&answer(&[good.replace(r#""impressions":7"#, r#""likes":9223372036854775807,"shares":9"#)]));
    let asked = platform.linkedin().insights(&tokens(), &account("USD"), window(1, 1), Split::None, None).await;
    assert_eq!(asked.expect("a page").items[0].numbers.engagements, Some(i64::MAX));
}
