//! Numbers, and how they are asked for.

use cmis_base::money::Micros;
use serde_json::{Value, json};

use super::{AUGUST, Caller, wrong_field};
use crate::stage::Stage;

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
    for list in ["CREATIVE,CAMPAIGN,CAMPAIGN_GROUP,ACCOUNT", "MEMBER_INDUSTRY,MEMBER_SENIORITY", "CREATIVE,CREATIVE"] {
        let asked = format!("q=statistics&pivots=List({list})&timeGranularity=ALL&{AUGUST}&{own}");
        assert_eq!(wrong_field(&caller.get(&format!("adAnalytics?{asked}")).await), "pivots", "{list}");
    }
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
