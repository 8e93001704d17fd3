//! Reading accounts, campaigns, line items and promoted tweets.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use cmis_connectors::platform::{Ad, AdAccount, AdSet, Ads, Budget, Campaign, Objective, Status, problem::Class};
use serde_json::{Value, json};

use super::platform::{Platform, account, at, line, tokens};

fn list(rows: &Value, next: Option<&str>) -> String {
    json!({ "request": { "params": {} }, "next_cursor": next, "data": rows }).to_string()
}

fn funding(id: &str, currency: &str, is_able: bool) -> Value {
    json!({ "id": id, "currency": currency, "able_to_fund": is_able, "entity_status": "ACTIVE", "type": "CREDIT_CARD", "deleted": false })
}

fn ad_account(id: &str, name: Value, approval: &str) -> Value {
    json!({ "name": name, "business_name": null, "timezone": "Asia/Riyadh", "timezone_switch_at": "2016-07-21T07:00:00Z",
        "id": id, "approval_status": approval, "deleted": false })
}

#[tokio::test]
async fn an_account_has_the_currency_of_what_pays() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let rows = json!([
        ad_account("18ce54d4x5t", json!("API McTestface"), "ACCEPTED"),
        ad_account("a1", json!(null), "ACCEPTED"),
        ad_account("a2", json!("No money"), "ACCEPTED"),
        ad_account("a3", json!("Under review"), "UNDER_REVIEW"),
        ad_account("a4", json!("Locked"), "ACCEPTED"),
    ]);
    x.says(&list(&rows, Some("c-1")))
        .says(&list(&json!([funding("f1", "USD", false), funding("f2", "SAR", true)]), None))
        .says(&list(&json!([funding("f3", "KWD", false)]), None))
        .says(&list(&json!([]), None))
        .says(&list(&json!([funding("f4", "JPY", true)]), None))
        .answers(403, &[], r#"{"errors":[{"code":"ACCOUNT_LOCKED_OUT","message":"x"}]}"#);
    let page = twitter.ad_accounts(&tokens(), None).await.expect("accounts");
    let told: Vec<_> =
        page.items.iter().map(|it| (it.id.as_str(), it.name.as_str(), it.currency.as_str(), it.is_active)).collect();
    assert_eq!(
        told,
        [
            ("18ce54d4x5t", "API McTestface", "SAR", true),
            ("a1", "a1", "KWD", false),
            ("a2", "No money", "XXX", false),
            ("a3", "Under review", "JPY", false),
            ("a4", "Locked", "XXX", false),
        ]
    );
    assert!(page.items.iter().all(|it| it.time_zone == "Asia/Riyadh" && it.through.is_none()));
    let fundings = |id: &str| {
        format!("GET /sandbox/twitter/ads/12/accounts/{id}/funding_instruments?count=1000&with_deleted=true")
    };
    let asked = x.lines();
    assert_eq!(asked[0], "GET /sandbox/twitter/ads/12/accounts?count=50");
    assert_eq!(asked[1..], ["18ce54d4x5t", "a1", "a2", "a3", "a4"].map(fundings));

    // what goes by itself fails the page: it is asked for again
    x.says(&list(&rows, None)).answers(503, &[], "");
    assert_eq!(twitter.ad_accounts(&tokens(), None).await.expect_err("away").class, Class::Outage);
    assert_eq!(x.lines().len(), 2);

    assert_eq!(page.next.as_deref(), Some("c-1"));
    x.says(&list(&json!([]), None));
    let last = twitter.ad_accounts(&tokens(), page.next.as_deref()).await.expect("accounts");
    assert_eq!((last.items.len(), last.next), (0, None));
    assert_eq!(x.lines(), ["GET /sandbox/twitter/ads/12/accounts?count=50&cursor=c-1"]);
}

fn campaign(id: &str, more: Value) -> Value {
    let mut row = json!({ "name": "demo", "budget_optimization": "LINE_ITEM", "reasons_not_servable": [], "servable": true,
        "effective_status": "RUNNING", "daily_budget_amount_local_micro": 140_000_000, "funding_instrument_id": "lygyi",
        "total_budget_amount_local_micro": null, "id": id, "entity_status": "PAUSED", "currency": "USD",
        "created_at": "2017-06-30T21:17:16Z", "updated_at": "2017-06-30T21:17:16Z", "deleted": false });
    row.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    row
}

fn item(id: &str, campaign: &str, more: Value) -> Value {
    let mut row = json!({ "name": "li-18", "placements": ["ALL_ON_TWITTER"], "start_time": "2026-02-16T00:00:00Z", "end_time": null,
        "objective": "ENGAGEMENTS", "id": id, "entity_status": "PAUSED", "currency": "USD", "updated_at": "2022-06-01T02:01:18Z",
        "daily_budget_amount_local_micro": null, "total_budget_amount_local_micro": 9_007_199_254_740_993_i64,
        "campaign_id": campaign, "deleted": false });
    row.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    row
}

fn times(campaign: &Campaign) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    (campaign.starts_at, campaign.ends_at)
}

#[tokio::test]
async fn campaigns_are_told_what_for_and_when_by_their_line_items() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let rows = json!([
        campaign("8wku2", json!({})),
        campaign(
            "c2",
            json!({ "entity_status": "ACTIVE", "effective_status": "UNKNOWN", "reasons_not_servable": ["EXPIRED", "B"],
            "daily_budget_amount_local_micro": null, "total_budget_amount_local_micro": 5_000_000_000_i64 })
        ),
        campaign(
            "c3",
            json!({ "entity_status": "DRAFT", "effective_status": null, "name": null, "total_budget_amount_local_micro": 7,
            "updated_at": null })
        ),
        campaign("c4", json!({ "deleted": true, "entity_status": "ACTIVE" })),
    ]);
    let mut first = json!([
        item("l1", "8wku2", json!({ "start_time": "2026-02-18T00:00:00Z", "end_time": "2026-03-01T00:00:00Z" })),
        item("l2", "8wku2", json!({ "end_time": "2026-04-01T00:00:00Z", "objective": "ENGAGEMENTS" })),
        item("l3", "8wku2", json!({ "deleted": true, "start_time": "2020-01-01T00:00:00Z", "objective": "REACH" })),
    ]);
    let second = json!([
        item("l4", "c2", json!({ "objective": "WEBSITE_CLICKS", "end_time": "2026-04-01T00:00:00Z" })),
        item("l5", "c2", json!({ "objective": "WEBSITE_CLICKS" })),
        item("l6", "c4", json!({ "objective": "SOMETHING_NEW", "deleted": true })),
    ]);
    // what was not asked for changes nothing
    first.as_array_mut().expect("rows").push(item("l9", "other", json!({})));
    x.says(&list(&rows, Some("next"))).says(&list(&first, Some("more"))).says(&list(&second, None));
    let page = twitter.campaigns(&tokens(), &account(), None).await.expect("campaigns");
    let [one, two, three, four] = page.items.try_into().expect("four campaigns");
    assert_eq!(
        one,
        Campaign {
            id: "8wku2".to_owned(),
            name: "demo".to_owned(),
            status: Status::Paused,
            delivery: Some("RUNNING".to_owned()),
            objective: Some(Objective::Engagement),
            objective_word: "ENGAGEMENTS".to_owned(),
            budget: Budget { daily: Some(Micros(140_000_000)), lifetime: None },
            starts_at: Some(at("2026-02-16T00:00:00Z")),
            ends_at: Some(at("2026-04-01T00:00:00Z")),
            updated_at: Some(at("2017-06-30T21:17:16Z")),
        }
    );
    assert_eq!(
        (two.status, two.delivery.as_deref(), two.objective),
        (Status::Active, Some("EXPIRED"), Some(Objective::Traffic))
    );
    assert_eq!(two.budget, Budget { daily: None, lifetime: Some(Micros(5_000_000_000)) });
    assert_eq!(times(&two), (Some(at("2026-02-16T00:00:00Z")), None), "one of its line items has no end");
    assert_eq!((three.status, three.delivery.as_deref(), three.name.as_str()), (Status::Paused, Some("DRAFT"), "c3"));
    assert_eq!(three.budget, Budget { daily: Some(Micros(140_000_000)), lifetime: None }, "never both");
    assert_eq!((three.objective, three.objective_word.as_str(), times(&three)), (None, "", (None, None)));
    assert_eq!((four.status, four.objective, four.objective_word.as_str()), (Status::Deleted, None, "SOMETHING_NEW"));
    assert_eq!(page.next.as_deref(), Some("next"));
    let items = "line_items?campaign_ids=8wku2,c2,c3,c4&count=1000&with_deleted=true&with_draft=true";
    assert_eq!(
        x.lines(),
        [
            line("GET", "campaigns?count=100&with_deleted=true&with_draft=true"),
            line("GET", items),
            line("GET", &format!("{items}&cursor=more")),
        ]
    );
    x.says(&list(&json!([]), None));
    twitter.campaigns(&tokens(), &account(), Some("a b&c=d")).await.expect("campaigns");
    let [asked] = x.asked().try_into().expect("no line items of nothing");
    assert_eq!(asked.query, "count=100&with_deleted=true&with_draft=true&cursor=a%20b%26c%3Dd");
}

#[tokio::test]
async fn line_items_and_promoted_tweets_are_ad_sets_and_ads() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(&list(&json!([item("itttx", "f4z6x", json!({}))]), None));
    let page = twitter.ad_sets(&tokens(), &account(), None).await.expect("ad sets");
    let expected = AdSet {
        id: "itttx".to_owned(),
        campaign_id: "f4z6x".to_owned(),
        name: "li-18".to_owned(),
        status: Status::Paused,
        delivery: None,
        budget: Budget { daily: None, lifetime: Some(Micros(9_007_199_254_740_993)) },
        updated_at: Some(at("2022-06-01T02:01:18Z")),
    };
    assert_eq!(page.items, [expected]);

    let tweet = |id: &str, status: &str, is_deleted: bool| {
        json!({ "line_item_id": "96uzp", "id": id, "entity_status": status, "updated_at": "2017-06-29T05:08:46Z",
            "approval_status": "ACCEPTED", "tweet_id": "880290790664060928", "deleted": is_deleted })
    };
    let rows = json!([
        tweet("1efwlo", "ACTIVE", false),
        tweet("p2", "ACTIVE", true),
        { "id": "p3", "line_item_id": "96uzp", "entity_status": "NEW" },
    ]);
    x.says(&list(&rows, Some("z")));
    let page = twitter.ads(&tokens(), &account(), Some("y")).await.expect("ads");
    let expected = Ad {
        id: "1efwlo".to_owned(),
        ad_set_id: "96uzp".to_owned(),
        name: "880290790664060928".to_owned(),
        status: Status::Active,
        delivery: Some("ACCEPTED".to_owned()),
        updated_at: Some(at("2017-06-29T05:08:46Z")),
    };
    assert_eq!(page.items[0], expected);
    assert_eq!(page.items[1].status, Status::Deleted);
    let third = &page.items[2];
    assert_eq!((third.name.as_str(), third.status, third.delivery.as_deref()), ("p3", Status::Paused, Some("NEW")));
    assert_eq!(
        x.lines(),
        [
            line("GET", "line_items?count=1000&with_deleted=true&with_draft=true"),
            line("GET", "promoted_tweets?count=1000&with_deleted=true&cursor=y"),
        ]
    );
}

#[tokio::test]
async fn rows_without_ids_fail_a_page_and_pages_have_an_end() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let body = |row: Value| list(&json!([row]), None);
    for body in [
        body(json!({ "id": "p1" })),
        body(json!({ "line_item_id": "l1" })),
        body(json!({ "id": "../p1", "line_item_id": "l1" })),
        body(json!({ "id": "p1", "line_item_id": "L&1" })),
        body(json!({ "id": 1, "line_item_id": "l1" })),
        body(json!({ "id": "p1", "line_item_id": "" })),
        list(&json!([]), Some("same")),
        "{}".to_owned(),
        "[]".to_owned(),
        String::new(),
    ] {
        x.says(&body);
        let problem = twitter.ads(&tokens(), &account(), Some("same")).await.expect_err(&body);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{body}");
        assert!(!problem.may_have_happened);
    }
    // money is whole micros, or it is not money
    x.says(&list(&json!([item("l1", "c1", json!({ "daily_budget_amount_local_micro": 1.5 }))]), None));
    assert_eq!(twitter.ad_sets(&tokens(), &account(), None).await.expect_err("half a micro").code, "unreadable");
}

#[tokio::test]
async fn an_id_that_is_none_is_not_called() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    for id in ["", "../12", "a/b", "a%2Fb", "A1", "a b", "٣", &"a".repeat(33)] {
        let account = AdAccount { id: id.to_owned(), ..account() };
        let problem = twitter.campaigns(&tokens(), &account, None).await.expect_err(id);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_id"), "{id}");
    }
    assert!(x.asked().is_empty());
}
