//! Making and changing.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    AdAccount, Audience, Budget, Days, EditAds, Level, NewAdSet, NewCampaign, Objective, Status, problem::Class,
};
use serde_json::json;

use super::platform::{Platform, account, at, line, tokens};

const FUNDINGS: &str = r#"{"next_cursor":null,"data":[
    {"id":"old","currency":"USD","able_to_fund":true,"deleted":true},
    {"id":"empty","currency":"USD","able_to_fund":false,"entity_status":"ACTIVE"},
    {"id":"paused","currency":"USD","able_to_fund":true,"entity_status":"PAUSED"},
    {"id":"lygyi","currency":"USD","able_to_fund":true,"entity_status":"ACTIVE","deleted":false}]}"#;
const DONE: &str =
    r#"{"request":{"params":{}},"data":{"id":"8wku2","name":"demo","entity_status":"PAUSED","deleted":false}}"#;

fn new(name: &str, budget: Budget) -> NewCampaign {
    NewCampaign { name: name.to_owned(), objective: Objective::Traffic, budget, starts_at: None, ends_at: None }
}

fn daily(micros: i64) -> Budget {
    Budget { daily: Some(Micros(micros)), lifetime: None }
}

fn lifetime(micros: i64) -> Budget {
    Budget { daily: None, lifetime: Some(Micros(micros)) }
}

#[tokio::test]
async fn a_campaign_is_made_paused_and_paid_by_what_is_able_to() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(FUNDINGS).answers(201, &[], DONE);
    let id =
        twitter.create_campaign(&tokens(), &account(), &new("حملة & + 1", daily(140_000_000))).await.expect("made");
    assert_eq!(id, "8wku2");
    let fundings = line("GET", "funding_instruments?count=1000&with_deleted=true");
    let made = "campaigns?funding_instrument_id=lygyi&name=حملة & + 1&entity_status=PAUSED&daily_budget_amount_local_micro=140000000";
    assert_eq!(x.lines(), [fundings.clone(), line("POST", made)]);

    x.says(FUNDINGS).says(DONE);
    twitter.create_campaign(&tokens(), &account(), &new("demo", Budget::default())).await.expect("made");
    let made = "campaigns?funding_instrument_id=lygyi&name=demo&entity_status=PAUSED";
    assert_eq!(x.lines(), [fundings.clone(), line("POST", made)]);

    // a budget of another currency would be another amount
    let riyals = AdAccount { currency: "SAR".to_owned(), ..account() };
    x.says(FUNDINGS);
    let problem =
        twitter.create_campaign(&tokens(), &riyals, &new("demo", daily(1_000_000))).await.expect_err("dollars");
    assert_eq!(problem.code, "no_funding_instrument");
    assert_eq!(x.lines(), std::slice::from_ref(&fundings));

    x.says(r#"{"data":[]}"#);
    let problem =
        twitter.create_campaign(&tokens(), &account(), &new("demo", daily(1_000_000))).await.expect_err("nothing pays");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_funding_instrument"));
    assert_eq!(x.lines(), [fundings]);
}

#[tokio::test]
async fn money_is_micros_that_the_currency_can_hold() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    for (currency, budget, query) in [
        ("USD", daily(12_340_000), "daily_budget_amount_local_micro=12340000"),
        ("USD", lifetime(1_000_000_000_000), "total_budget_amount_local_micro=1000000000000"),
        ("JPY", daily(1_500_000_000), "daily_budget_amount_local_micro=1500000000"),
        ("KWD", daily(1_005_000), "daily_budget_amount_local_micro=1005000"),
    ] {
        let account = AdAccount { currency: currency.to_owned(), ..account() };
        x.says(DONE);
        twitter.set_budget(&tokens(), &account, Level::Campaign, "8wku2", budget).await.expect("set");
        assert_eq!(x.lines(), [line("PUT", &format!("campaigns/8wku2?{query}"))], "{currency}");
    }
    x.says(DONE);
    twitter.set_budget(&tokens(), &account(), Level::AdSet, "itttx", daily(5_500_000)).await.expect("set");
    assert_eq!(x.lines(), [line("PUT", "line_items/itttx?daily_budget_amount_local_micro=5500000")]);

    let both = Budget { daily: Some(Micros(1_000_000)), lifetime: Some(Micros(1_000_000)) };
    for (currency, level, budget, code) in [
        ("USD", Level::Campaign, daily(12_345_000), "bad_budget"),
        ("JPY", Level::Campaign, daily(1_500_000), "bad_budget"),
        ("KWD", Level::Campaign, daily(1_000_500), "bad_budget"),
        ("USD", Level::Campaign, daily(0), "bad_budget"),
        ("USD", Level::Campaign, lifetime(-1_000_000), "bad_budget"),
        ("USD", Level::Campaign, both, "two_budgets"),
        ("USD", Level::Campaign, Budget::default(), "no_budget"),
        ("USD", Level::Ad, daily(1_000_000), "no_budget"),
    ] {
        let account = AdAccount { currency: currency.to_owned(), ..account() };
        let problem = twitter.set_budget(&tokens(), &account, level, "8wku2", budget).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{currency} {budget:?}");
    }
    assert!(x.asked().is_empty());
}

#[tokio::test]
async fn names_and_states_are_changed_where_x_can() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    x.says(DONE);
    twitter.rename_campaign(&tokens(), &account(), "8wku2", "a=b").await.expect("renamed");
    assert_eq!(x.lines(), [line("PUT", "campaigns/8wku2?name=a=b")]);
    for (level, status, expected) in [
        (Level::Campaign, Status::Active, line("PUT", "campaigns/id1?entity_status=ACTIVE")),
        (Level::Campaign, Status::Paused, line("PUT", "campaigns/id1?entity_status=PAUSED")),
        (Level::Campaign, Status::Deleted, line("DELETE", "campaigns/id1")),
        (Level::AdSet, Status::Active, line("PUT", "line_items/id1?entity_status=ACTIVE")),
        (Level::AdSet, Status::Deleted, line("DELETE", "line_items/id1")),
        (Level::Ad, Status::Deleted, line("DELETE", "promoted_tweets/id1")),
    ] {
        x.says(DONE);
        twitter.set_status(&tokens(), &account(), level, "id1", status).await.expect("set");
        assert_eq!(x.lines(), [expected]);
    }
    for (level, status, id, code) in [
        (Level::Ad, Status::Paused, "id1", "no_status"),
        (Level::Ad, Status::Active, "id1", "no_status"),
        (Level::Campaign, Status::Archived, "id1", "no_archive"),
        (Level::Ad, Status::Archived, "id1", "no_archive"),
        (Level::Campaign, Status::Deleted, "..", "bad_id"),
        (Level::Campaign, Status::Deleted, "", "bad_id"),
        (Level::Campaign, Status::Paused, "a/b", "bad_id"),
    ] {
        let problem = twitter.set_status(&tokens(), &account(), level, id, status).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{id}");
    }
    for name in [String::new(), "é".repeat(256)] {
        let problem = twitter.rename_campaign(&tokens(), &account(), "8wku2", &name).await.expect_err("no name");
        assert_eq!(problem.code, "bad_name");
    }
    assert!(x.asked().is_empty());
}

#[tokio::test]
async fn a_change_that_may_have_been_made_says_so() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    for (status, body, class, may_have_happened) in [
        (500, r#"{"errors":[{"code":"INTERNAL_ERROR","message":"x"}]}"#, Class::Transient, true),
        (503, "", Class::Outage, true),
        (200, "{}", Class::Transient, true),
        (200, "", Class::Transient, true),
        (400, r#"{"errors":[{"code":"INVALID_PARAMETER","message":"x"}]}"#, Class::Invalid, false),
        (429, r#"{"errors":[{"code":"TOO_MANY_REQUESTS","message":"x"}]}"#, Class::RateLimited, false),
    ] {
        x.answers(status, &[], body);
        let problem = twitter.rename_campaign(&tokens(), &account(), "8wku2", "n").await.expect_err(body);
        assert_eq!((problem.class, problem.may_have_happened), (class, may_have_happened), "{status} {body}");
    }
    x.says(FUNDINGS).says(r#"{"data":{"id":"../x"}}"#);
    let problem = twitter.create_campaign(&tokens(), &account(), &new("n", daily(1_000_000))).await.expect_err("no id");
    assert!(problem.may_have_happened && problem.code == "unreadable");
}

const PLACES: &str = r#"{"next_cursor":null,"data":[
    {"name":"Kuwait","country_code":"KW","targeting_value":"aaaa"},
    {"name":"Saudi Arabia","country_code":"SA","targeting_value":"bbbb"}]}"#;

fn ad_set() -> NewAdSet {
    NewAdSet {
        campaign_id: "8wku2".to_owned(),
        name: "demo".to_owned(),
        objective: Objective::Engagement,
        budget: daily(5_500_000),
        starts_at: None,
        ends_at: None,
        audience: Audience { age_min: Some(50), countries: vec!["SA".to_owned()], ..Audience::default() },
    }
}

#[tokio::test]
async fn an_ad_set_is_told_of_its_audience_before_it_runs() {
    let x = Platform::start().await;
    x.says(PLACES).answers(201, &[], DONE).answers(201, &[], r#"{"data":[]}"#).says(DONE);
    assert_eq!(x.twitter().create_ad_set(&tokens(), &account(), &ad_set()).await, Ok("8wku2".to_owned()));
    let asked = x.asked();
    let operation = |kind: &str, value: &str| {
        json!({"operation_type": "Create", "params": {"line_item_id": "8wku2", "operator_type": "EQ",
            "targeting_type": kind, "targeting_value": value}})
    };
    assert_eq!(asked[2].json, json!([operation("AGE", "AGE_OVER_50"), operation("LOCATION", "bbbb")]));
    assert!(asked.iter().all(|it| it.by == asked[0].by && it.form.is_empty()), "{asked:?}");
    let lines: Vec<_> = asked.into_iter().map(|it| it.line).collect();
    let made = "line_items?campaign_id=8wku2&name=demo&objective=ENGAGEMENTS&goal=ENGAGEMENT&product_type=PROMOTED_TWEETS\
                &placements=ALL_ON_TWITTER&bid_strategy=AUTO&start_time=2026-05-20T12:00:00Z&entity_status=PAUSED\
                &daily_budget_amount_local_micro=5500000";
    assert!(lines[0].ends_with("/12/targeting_criteria/locations?location_type=COUNTRIES&count=1000"), "{}", lines[0]);
    assert!(lines[2].starts_with("POST ") && lines[2].contains("/12/batch/accounts/"), "{}", lines[2]);
    assert_eq!(lines[1], line("POST", made));
    assert_eq!(lines[3], line("PUT", "line_items/8wku2?entity_status=ACTIVE"));
}

#[tokio::test]
async fn an_ad_set_whose_audience_is_refused_is_taken_back() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let refused = r#"{"errors":[],"operation_errors":[[],[{"code":"INVALID_PARAMETER","message":"No such place"}]]}"#;
    for (batch, deleted, may_have_happened) in [(400, Some(200), false), (400, Some(500), true), (503, None, true)] {
        x.says(PLACES).answers(201, &[], DONE).answers(batch, &[], refused);
        if let Some(status) = deleted {
            x.answers(status, &[], DONE);
        }
        let problem = twitter.create_ad_set(&tokens(), &account(), &ad_set()).await.expect_err("refused");
        assert_eq!((problem.code.as_str(), problem.words.as_str()), ("INVALID_PARAMETER", "No such place"));
        assert_eq!(problem.may_have_happened, may_have_happened, "{batch} {deleted:?}");
        let lines = x.lines();
        assert_eq!(lines.len(), if deleted.is_some() { 4 } else { 3 }, "{lines:?}");
        assert_eq!(lines.get(3), deleted.map(|_| line("DELETE", "line_items/8wku2")).as_ref());
    }
}

#[tokio::test]
async fn an_end_without_a_value_is_taken_away() {
    let x = Platform::start().await;
    let twitter = x.twitter();
    let set = async |level: Level, starts: Option<&str>, ends: Option<&str>| {
        let days = Days { starts_at: starts.map(at), ends_at: ends.map(at), has_begun: false };
        twitter.set_days(&tokens(), &account(), level, "itttx", days).await
    };
    let runs = |start: &str| {
        format!(r#"{{"data":{{"id":"itttx","start_time":"{start}","end_time":"2026-06-30T00:00:00Z"}}}}"#)
    };
    let (begun, planned) = (runs("2026-05-01T00:00:00Z"), runs("2026-06-01T00:00:00Z"));
    for (runs, starts, ends, told) in [
        (&begun, None, Some("2026-07-31T00:00:00Z"), "end_time=2026-07-31T00:00:00Z"),
        (&begun, Some("2026-05-01T00:00:00Z"), None, "end_time="),
        (&planned, Some("2026-06-02T00:00:00Z"), Some("2026-06-30T00:00:00Z"), "start_time=2026-06-02T00:00:00Z"),
        (&planned, Some("2026-06-02T00:00:00Z"), None, "start_time=2026-06-02T00:00:00Z&end_time="),
    ] {
        x.says(runs).says(DONE);
        set(Level::AdSet, starts, ends).await.expect("set");
        let lines = [line("GET", "line_items/itttx"), line("PUT", &format!("line_items/itttx?{told}"))];
        assert_eq!(x.lines(), lines);
    }
    x.says(&begun);
    set(Level::AdSet, None, Some("2026-06-30T00:00:00Z")).await.expect("so already");
    for (runs, starts, ends, code) in [
        (&begun, Some("2026-06-01T00:00:00Z"), None, "has_begun"),
        (&planned, Some("2026-05-02T00:00:00Z"), None, "past_start"),
        (&begun, None, Some("2026-05-02T00:00:00Z"), "past_end"),
        (&planned, None, Some("2026-05-31T00:00:00Z"), "bad_days"),
    ] {
        x.says(runs);
        let problem = set(Level::AdSet, starts, ends).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code));
    }
    assert_eq!(x.lines().len(), 5);
    assert_eq!(set(Level::Campaign, None, None).await.expect_err("none").code, "no_days");
}
