//! Changing campaigns, ad groups and ads.

use chrono::DateTime;
use cmis_base::money::Micros;
use cmis_connectors::platform::{Budget, Days, EditAds, Level, NewCampaign, Objective, Status, problem::Class};
use serde_json::{Value, json};

use super::platform::{ACCOUNT, Platform, account, account_of, get, post, tokens};

fn new(objective: Objective, budget: Budget) -> NewCampaign {
    NewCampaign { name: "رمضان \"2027\"".to_owned(), objective, budget, starts_at: None, ends_at: None }
}

const fn daily(micros: i64) -> Budget {
    Budget { daily: Some(Micros(micros)), lifetime: None }
}

const fn lifetime(micros: i64) -> Budget {
    Budget { daily: None, lifetime: Some(Micros(micros)) }
}

#[tokio::test]
async fn a_campaign_is_made_paused() {
    let platform = Platform::start().await;
    for (objective, budget, rest) in [
        (
            Objective::Traffic,
            daily(50_500_000),
            r#""TRAFFIC","operation_status":"DISABLE","budget_optimize_on":false,"budget_mode":"BUDGET_MODE_DAY","budget":50.5"#,
        ),
        (
            Objective::Awareness,
            lifetime(5_000_000_000),
            r#""REACH","operation_status":"DISABLE","budget_optimize_on":false,"budget_mode":"BUDGET_MODE_TOTAL","budget":5000"#,
        ),
        (
            Objective::Sales,
            daily(19_990_000),
            r#""WEB_CONVERSIONS","operation_status":"DISABLE","budget_optimize_on":false,"budget_mode":"BUDGET_MODE_DAY","budget":19.99"#,
        ),
        (
            Objective::Leads,
            daily(1_005_000),
            r#""LEAD_GENERATION","operation_status":"DISABLE","budget_optimize_on":false,"budget_mode":"BUDGET_MODE_DAY","budget":1.005"#,
        ),
        (
            Objective::Engagement,
            Budget::default(),
            r#""ENGAGEMENT","operation_status":"DISABLE","budget_optimize_on":false,"budget_mode":"BUDGET_MODE_INFINITE""#,
        ),
        (
            Objective::AppPromotion,
            Budget::default(),
            r#""APP_PROMOTION","operation_status":"DISABLE","budget_optimize_on":false,"app_promotion_type":"APP_INSTALL","budget_mode":"BUDGET_MODE_INFINITE""#,
        ),
    ] {
        platform.says(&json!({"campaign_id": "1728545382536225", "budget": 50.5, "operation_status": "DISABLE"}));
        let made = platform.tiktok().create_campaign(&tokens(), &account(), &new(objective, budget)).await;
        assert_eq!(made.as_deref(), Ok("1728545382536225"));
        let start = format!(r#"{{"advertiser_id":"{ACCOUNT}","campaign_name":"رمضان \"2027\"","objective_type":"#);
        assert_eq!(platform.asked(), [post("/campaign/create/", &format!("{start}{rest}}}"))]);
    }
}

#[tokio::test]
async fn a_campaign_that_was_made_running_is_paused() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    let new = new(Objective::Engagement, Budget::default());
    let running = json!({"campaign_id": "11", "operation_status": "ENABLE"});
    platform.says(&running).says(&json!({"campaign_ids": ["11"], "status": "DISABLE"}));
    assert_eq!(tiktok.create_campaign(&tokens(), &account(), &new).await.as_deref(), Ok("11"));
    let pause = format!(r#"{{"advertiser_id":"{ACCOUNT}","campaign_ids":["11"],"operation_status":"DISABLE"}}"#);
    assert_eq!(platform.asked()[1..], [post("/campaign/status/update/", &pause)]);
    platform.says(&running).answers(200, &[], r#"{"code":40001,"message":"no permission"}"#);
    let problem = tiktok.create_campaign(&tokens(), &account(), &new).await.expect_err("it may run");
    assert_eq!((problem.class, problem.may_have_happened), (Class::Permission, true));
}

#[tokio::test]
async fn what_tiktok_cannot_hold_is_not_sent() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    let both = Budget { daily: Some(Micros(1)), lifetime: Some(Micros(1)) };
    for (budget, code) in [
        (both, "two_budgets"),
        (daily(0), "bad_budget"),
        (daily(-1_000_000), "bad_budget"),
        // more digits than a number of JSON's carries
        (daily(9_007_199_254_740_993_001), "bad_budget"),
    ] {
        let problem = tiktok.create_campaign(&tokens(), &account(), &new(Objective::Traffic, budget)).await;
        let problem = problem.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{budget:?}");
    }
    let dated =
        NewCampaign { ends_at: DateTime::from_timestamp(1_785_585_600, 0), ..new(Objective::Traffic, daily(1)) };
    let problem = tiktok.create_campaign(&tokens(), &account(), &dated).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_dates"));
    let problem = tiktok.create_campaign(&tokens(), &account_of("1/2"), &new(Objective::Traffic, daily(1))).await;
    assert_eq!(problem.expect_err("refused").code, "bad_id");
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn what_may_have_happened_is_said() {
    let platform = Platform::start().await;
    for (status, body, class, may_have) in [
        (200, r#"{"code":40002,"message":"budget: too low"}"#, Class::Invalid, false),
        (200, r#"{"code":40050,"message":"name exists"}"#, Class::Duplicate, false),
        (200, r#"{"code":40100,"message":"Too many requests."}"#, Class::RateLimited, false),
        (200, r#"{"code":20001,"message":"Partial success"}"#, Class::Transient, true),
        (200, r#"{"code":50002,"message":"Service error"}"#, Class::Transient, true),
        (200, r#"{"code":0,"data":{}}"#, Class::Transient, true),
        (200, r#"{"code":0,"data":{"campaign_id":"../1"}}"#, Class::Transient, true),
        (200, "<html>", Class::Transient, true),
        (504, "", Class::Outage, true),
        (500, r#"{"code":0}"#, Class::Transient, true),
    ] {
        platform.answers(status, &[], body);
        let new = new(Objective::Traffic, daily(50_000_000));
        let problem = platform.tiktok().create_campaign(&tokens(), &account(), &new).await.expect_err("refused");
        assert_eq!((problem.class, problem.may_have_happened), (class, may_have), "{body}");
    }
}

#[tokio::test]
async fn names_and_states_are_set() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    platform.says(&json!({"campaign_id": "11"}));
    assert_eq!(tiktok.rename_campaign(&tokens(), &account(), "11", "New").await, Ok(()));
    let renamed = format!(r#"{{"advertiser_id":"{ACCOUNT}","campaign_id":"11","campaign_name":"New"}}"#);
    assert_eq!(platform.asked(), [post("/campaign/update/", &renamed)]);
    for (level, status, path, rest) in [
        (Level::Campaign, Status::Active, "/campaign", r#""campaign_ids":["11"],"operation_status":"ENABLE""#),
        (Level::Campaign, Status::Deleted, "/campaign", r#""campaign_ids":["11"],"operation_status":"DELETE""#),
        (Level::AdSet, Status::Paused, "/adgroup", r#""adgroup_ids":["11"],"operation_status":"DISABLE""#),
        (Level::Ad, Status::Paused, "/ad", r#""ad_ids":["11"],"operation_status":"DISABLE""#),
    ] {
        platform.answers(200, &[], r#"{"code":0,"message":"OK"}"#);
        assert_eq!(tiktok.set_status(&tokens(), &account(), level, "11", status).await, Ok(()));
        let body = format!(r#"{{"advertiser_id":"{ACCOUNT}",{rest}}}"#);
        assert_eq!(platform.asked(), [post(&format!("{path}/status/update/"), &body)]);
    }
    let problem = tiktok.set_status(&tokens(), &account(), Level::Ad, "11", Status::Archived).await;
    assert_eq!(problem.expect_err("refused").code, "no_archive");
    for odd in ["", "11,12", "../11", "\"]"] {
        let renamed = tiktok.rename_campaign(&tokens(), &account(), odd, "New").await;
        let set = tiktok.set_status(&tokens(), &account(), Level::Ad, odd, Status::Paused).await;
        let spent = tiktok.set_budget(&tokens(), &account(), Level::Campaign, odd, daily(1)).await;
        for answer in [renamed, set, spent] {
            assert_eq!(answer.expect_err("refused").class, Class::NotFound, "{odd}");
        }
    }
    assert_eq!(platform.asked(), []);
}

fn found(name: &str, mode: &str) -> Value {
    json!({"list": [{name: "11", "budget_mode": mode}], "page_info": {"page": 1, "page_size": 10, "total_page": 1}})
}

#[tokio::test]
async fn a_budget_stays_of_its_kind() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    for (level, path, ids, name, mode, budget, number) in [
        (Level::Campaign, "campaign", "campaign_ids", "campaign_id", "BUDGET_MODE_DAY", daily(75_250_000), "75.25"),
        (Level::AdSet, "adgroup", "adgroup_ids", "adgroup_id", "BUDGET_MODE_TOTAL", lifetime(900_000_000), "900"),
        (
            Level::AdSet,
            "adgroup",
            "adgroup_ids",
            "adgroup_id",
            "BUDGET_MODE_DYNAMIC_DAILY_BUDGET",
            daily(1_000_000),
            "1",
        ),
    ] {
        platform.says(&found(name, mode)).says(&json!({}));
        assert_eq!(tiktok.set_budget(&tokens(), &account(), level, "11", budget).await, Ok(()));
        let (filter, fields) = (format!(r#"{{"{ids}":["11"]}}"#), format!(r#"["{name}","budget_mode"]"#));
        let query = [
            ("advertiser_id", ACCOUNT),
            ("filtering", &filter),
            ("fields", &fields),
            ("page", "1"),
            ("page_size", "10"),
        ];
        let body = format!(r#"{{"advertiser_id":"{ACCOUNT}","{name}":"11","budget":{number}}}"#);
        let asked = [get(&format!("/{path}/get/"), &query), post(&format!("/{path}/update/"), &body)];
        assert_eq!(platform.asked(), asked);
    }
    for (mode, budget, code) in [
        ("BUDGET_MODE_TOTAL", daily(1_000_000), "other_budget"),
        ("BUDGET_MODE_DAY", lifetime(1_000_000), "other_budget"),
        ("BUDGET_MODE_INFINITE", daily(1_000_000), "no_budget"),
    ] {
        platform.says(&found("campaign_id", mode));
        let problem = tiktok.set_budget(&tokens(), &account(), Level::Campaign, "11", budget).await;
        let problem = problem.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{mode}");
    }
    // another one came than was asked for
    platform.says(&found("campaign_id", "BUDGET_MODE_DAY"));
    let problem = tiktok.set_budget(&tokens(), &account(), Level::Campaign, "12", daily(1_000_000)).await;
    assert_eq!(problem.expect_err("refused").class, Class::NotFound);
    platform.asked();
    for (level, budget) in [(Level::Ad, daily(1)), (Level::Campaign, Budget::default())] {
        let problem = tiktok.set_budget(&tokens(), &account(), level, "11", budget).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_budget"));
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_schedule_is_told_whole() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    let at = |text: Option<&str>| text.map(|text| text.parse().expect("a time"));
    let set = async |level: Level, starts: Option<&str>, ends: Option<&str>| {
        tiktok
            .set_days(
                &tokens(),
                &account(),
                level,
                "11",
                Days { starts_at: at(starts), ends_at: at(ends), has_begun: false },
            )
            .await
    };
    let row = |mode: &str, kind: &str, starts: &str, ends: Value| {
        json!({"list": [{"adgroup_id": "11", "budget_mode": mode, "schedule_type": kind, "schedule_start_time": starts,
            "schedule_end_time": ends}], "page_info": {"page": 1, "page_size": 10, "total_page": 1}})
    };
    let begun = "2026-01-31 21:00:00";
    for (row, starts, ends, told) in [
        (
            row("BUDGET_MODE_DAY", "SCHEDULE_START_END", begun, "2190-01-31 20:59:59".into()),
            None,
            Some("2190-02-28T20:59:59Z"),
            r#""schedule_type":"SCHEDULE_START_END","schedule_start_time":"2026-01-31 21:00:00","schedule_end_time":"2190-02-28 20:59:59""#,
        ),
        (
            row("BUDGET_MODE_DAY", "SCHEDULE_START_END", begun, "2190-01-31 20:59:59".into()),
            None,
            None,
            r#""schedule_type":"SCHEDULE_FROM_NOW","schedule_start_time":"2026-01-31 21:00:00""#,
        ),
        (
            // an end that is none
            row("BUDGET_MODE_INFINITE", "SCHEDULE_FROM_NOW", "2190-01-01 00:00:00", "2200-01-01 00:00:00".into()),
            Some("2190-01-02T00:00:00Z"),
            Some("2200-01-01T00:00:00Z"),
            r#""schedule_type":"SCHEDULE_START_END","schedule_start_time":"2190-01-02 00:00:00","schedule_end_time":"2200-01-01 00:00:00""#,
        ),
    ] {
        platform.says(&row).says(&json!({}));
        assert_eq!(set(Level::AdSet, starts, ends).await, Ok(()));
        let query = [
            ("advertiser_id", ACCOUNT),
            ("filtering", r#"{"adgroup_ids":["11"]}"#),
            ("fields", r#"["adgroup_id","budget_mode","schedule_type","schedule_start_time","schedule_end_time"]"#),
            ("page", "1"),
            ("page_size", "10"),
        ];
        let body = format!(r#"{{"advertiser_id":"{ACCOUNT}","adgroup_id":"11",{told}}}"#);
        assert_eq!(platform.asked(), [get("/adgroup/get/", &query), post("/adgroup/update/", &body)]);
    }
    for (mode, starts, ends, code) in [
        ("BUDGET_MODE_TOTAL", None, None, "no_end"),
        ("BUDGET_MODE_DAY", Some("2189-12-31T00:00:00Z"), None, "has_begun"),
        ("BUDGET_MODE_DAY", None, Some("2026-02-01T00:00:00Z"), "past_end"),
        ("BUDGET_MODE_DAY", None, Some("2026-01-01T00:00:00Z"), "bad_days"),
    ] {
        platform.says(&row(mode, "SCHEDULE_START_END", begun, "2190-01-31 20:59:59".into()));
        let problem = set(Level::AdSet, starts, ends).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code));
    }
    assert_eq!(platform.asked().len(), 4);
    assert_eq!(set(Level::Campaign, None, None).await.expect_err("none").code, "no_days");
}
