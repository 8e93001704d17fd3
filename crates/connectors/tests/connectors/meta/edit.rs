//! Changes: what is sent, and what is refused before anything is.

use chrono::DateTime;
use cmis_base::money::Micros;
use cmis_connectors::platform::{Budget, Days, EditAds, Level, NewCampaign, Objective, Status, problem::Class};

use super::platform::{Platform, account, tokens, with_token};

const DONE: &str = r#"{"success":true}"#;

fn daily(micros: i64) -> Budget {
    Budget { daily: Some(Micros(micros)), lifetime: None }
}

fn lifetime(micros: i64) -> Budget {
    Budget { daily: None, lifetime: Some(Micros(micros)) }
}

fn summer(budget: Budget) -> NewCampaign {
    NewCampaign {
        name: "Été & \"صيف\"".to_owned(),
        objective: Objective::Traffic,
        budget,
        starts_at: DateTime::from_timestamp(1_785_585_600, 0),
        ends_at: DateTime::from_timestamp(1_785_672_000, 0),
    }
}

#[tokio::test]
async fn a_campaign_is_made_paused() {
    let platform = Platform::start().await;
    platform.says(r#"{"id":"120210000000000000"}"#).says(r#"{"id":"13"}"#);
    let (meta, account) = (platform.meta(), account("USD"));
    let made = meta.create_campaign(&tokens(), &account, &summer(daily(50_000_000))).await;
    assert_eq!(made.as_deref(), Ok("120210000000000000"));
    let bare = NewCampaign { starts_at: None, ends_at: None, ..summer(Budget::default()) };
    assert_eq!(meta.create_campaign(&tokens(), &account, &bare).await.as_deref(), Ok("13"));
    let head = [
        ("name", "Été & \"صيف\""),
        ("objective", "OUTCOME_TRAFFIC"),
        ("status", "PAUSED"),
        ("special_ad_categories", "[]"),
        ("buying_type", "AUCTION"),
    ];
    let with_budget = [
        ("daily_budget", "5000"),
        ("bid_strategy", "LOWEST_COST_WITHOUT_CAP"),
        ("start_time", "2026-08-01T12:00:00+0000"),
        ("stop_time", "2026-08-02T12:00:00+0000"),
    ];
    let line = "POST /act_123/campaigns";
    let first = [&head[..], &with_budget].concat();
    let second = [&head[..], &[("is_adset_budget_sharing_enabled", "false")]].concat();
    assert_eq!(platform.asked(), [with_token(line, &[], &first), with_token(line, &[], &second)]);
}

#[tokio::test]
async fn each_objective_has_its_word() {
    for (objective, word) in [
        (Objective::Awareness, "OUTCOME_AWARENESS"),
        (Objective::Traffic, "OUTCOME_TRAFFIC"),
        (Objective::Engagement, "OUTCOME_ENGAGEMENT"),
        (Objective::Leads, "OUTCOME_LEADS"),
        (Objective::AppPromotion, "OUTCOME_APP_PROMOTION"),
        (Objective::Sales, "OUTCOME_SALES"),
    ] {
        let platform = Platform::start().await;
        platform.says(r#"{"id":"1"}"#);
        let new = NewCampaign { objective, ..summer(lifetime(1_000_000)) };
        platform.meta().create_campaign(&tokens(), &account("USD"), &new).await.expect("an id");
        assert_eq!(platform.asked()[0].form[1].1, word);
    }
}

#[tokio::test]
async fn names_states_and_budgets_are_set_on_the_object() {
    let platform = Platform::start().await;
    let (meta, account, tokens) = (platform.meta(), account("USD"), tokens());
    for _ in 0..6 {
        platform.says(DONE);
    }
    meta.rename_campaign(&tokens, &account, "12", "New").await.expect("renamed");
    for status in [Status::Active, Status::Paused, Status::Archived] {
        meta.set_status(&tokens, &account, Level::Ad, "34", status).await.expect("set");
    }
    meta.set_budget(&tokens, &account, Level::AdSet, "23", daily(12_340_000)).await.expect("set");
    meta.set_budget(&tokens, &account, Level::Campaign, "12", lifetime(990_000)).await.expect("set");
    let expected = [
        ("/12", "name", "New"),
        ("/34", "status", "ACTIVE"),
        ("/34", "status", "PAUSED"),
        ("/34", "status", "ARCHIVED"),
        ("/23", "daily_budget", "1234"),
        ("/12", "lifetime_budget", "99"),
    ];
    assert_eq!(
        platform.asked(),
        expected.map(|(path, name, value)| with_token(&format!("POST {path}"), &[], &[(name, value)]))
    );
    // what names a person or an account is no campaign
    for id in ["me", "act_1", "", "../12"] {
        let problem = meta.set_status(&tokens, &account, Level::Campaign, id, Status::Archived).await.expect_err(id);
        assert_eq!(problem.code, "bad_id", "{id}");
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn an_amount_that_the_currency_cannot_hold_is_not_sent() {
    let platform = Platform::start().await;
    let meta = platform.meta();
    let both = Budget { daily: Some(Micros(1_000_000)), lifetime: Some(Micros(1_000_000)) };
    for (level, currency, budget, code) in [
        (Level::Campaign, "USD", daily(12_345_000), "bad_budget"),
        (Level::Campaign, "JPY", daily(100_500_000), "bad_budget"),
        (Level::Campaign, "USD", daily(0), "bad_budget"),
        (Level::Campaign, "USD", lifetime(-1_000_000), "bad_budget"),
        (Level::Campaign, "USD", both, "two_budgets"),
        (Level::Campaign, "USD", Budget::default(), "no_budget"),
        (Level::Ad, "USD", daily(1_000_000), "no_budget"),
    ] {
        let problem = meta.set_budget(&tokens(), &account(currency), level, "12", budget).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{budget:?}");
    }
    assert_eq!(platform.asked(), []);
    platform.says(DONE);
    meta.set_budget(&tokens(), &account("JPY"), Level::Campaign, "12", daily(100_000_000)).await.expect("set");
    assert_eq!(platform.asked()[0].form[0], ("daily_budget".to_owned(), "100".to_owned()));
}

#[tokio::test]
async fn after_an_unclear_answer_it_may_have_happened() {
    let platform = Platform::start().await;
    let meta = platform.meta();
    for (status, body, class, may_have) in [
        (400, r#"{"error":{"code":100,"message":"Invalid parameter"}}"#, Class::Invalid, false),
        (400, r#"{"error":{"code":17,"message":"Too many"}}"#, Class::RateLimited, false),
        (200, r#"{"error":{"code":190,"error_subcode":463}}"#, Class::Expired, false),
        (500, r#"{"error":{"code":2,"message":"Service"}}"#, Class::Transient, true),
        (502, "<html>", Class::Outage, true),
        (200, "<html>", Class::Transient, true),
        (200, "{}", Class::Transient, true),
    ] {
        platform.answers(status, &[], body);
        let made = meta.create_campaign(&tokens(), &account("USD"), &summer(daily(1_000_000))).await;
        let problem = made.expect_err("no id");
        assert_eq!((problem.class, problem.may_have_happened), (class, may_have), "{status} {body}");
    }
    platform.says(r#"{"success":false}"#);
    let problem = meta.rename_campaign(&tokens(), &account("USD"), "12", "x").await.expect_err("not done");
    assert_eq!(problem.code, "not_done");
}

#[tokio::test]
async fn only_days_that_are_another_are_sent() {
    let platform = Platform::start().await;
    let meta = platform.meta();
    let at = |seconds: i64| DateTime::from_timestamp(seconds, 0);
    let fields = "start_time,end_time,lifetime_budget,campaign{lifetime_budget}";
    let runs = r#"{"start_time":"2026-08-01T15:00:00+0300","end_time":"2026-08-02T12:00:00+0000","lifetime_budget":"0",
        "campaign":{"daily_budget":"500","id":"1"},"id":"23"}"#;
    let set = async |level: Level, starts_at: Option<i64>, ends_at: Option<i64>| {
        let days = Days { starts_at: starts_at.and_then(at), ends_at: ends_at.and_then(at), has_begun: false };
        meta.set_days(&tokens(), &account("USD"), level, "23", days).await
    };
    let asked = || with_token("GET /23", &[("fields", fields)], &[]);
    let told = |form: &[(&str, &str)]| with_token("POST /23", &[], form);
    platform.says(runs);
    set(Level::AdSet, Some(1_785_585_600), Some(1_785_672_000)).await.expect("so already");
    assert_eq!(platform.asked(), [asked()]);
    for (starts, ends, form) in [
        (None, Some(1_785_758_400), &[("end_time", "2026-08-03T12:00:00+0000")][..]),
        (Some(1_785_589_200), Some(1_785_672_000), &[("start_time", "2026-08-01T13:00:00+0000")]),
        (Some(1_785_589_200), None, &[("start_time", "2026-08-01T13:00:00+0000"), ("end_time", "0")]),
    ] {
        platform.says(runs).says(DONE);
        set(Level::AdSet, starts, ends).await.expect("set");
        assert_eq!(platform.asked(), [asked(), told(form)]);
    }
    platform.says(r#"{"start_time":"2026-08-01T12:00:00+0000","id":"23"}"#).says(DONE);
    set(Level::Campaign, None, Some(1_785_672_000)).await.expect("set");
    let fields = ("fields", "start_time,stop_time,lifetime_budget");
    let ended = told(&[("stop_time", "2026-08-02T12:00:00+0000")]);
    assert_eq!(platform.asked(), [with_token("GET /23", &[fields], &[]), ended]);
    // the campaign's money is for all of its days
    platform.says(&runs.replace(r#""daily_budget":"500""#, r#""lifetime_budget":"500""#));
    assert_eq!(set(Level::AdSet, None, None).await.expect_err("needed").code, "no_end");
    assert_eq!(platform.asked(), [asked()]);
    assert_eq!(set(Level::Ad, None, None).await.expect_err("none").code, "no_days");
}
