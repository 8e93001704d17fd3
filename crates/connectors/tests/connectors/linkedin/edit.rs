//! Making and changing groups, campaigns and creatives.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    AdAccount, Budget, Days, EditAds, Level, NewCampaign, Objective, Status, problem::Class,
};
use serde_json::{Value, json};

use super::platform::{Asked, Platform, account, rest, time, tokens};

fn new() -> NewCampaign {
    NewCampaign {
        name: "Spring \"26\"".to_owned(),
        objective: Objective::Traffic,
        budget: Budget::default(),
        starts_at: time(1_785_585_600),
        ends_at: None,
    }
}

fn daily(micros: i64) -> Budget {
    Budget { daily: Some(Micros(micros)), lifetime: None }
}

fn total(micros: i64) -> Budget {
    Budget { daily: None, lifetime: Some(Micros(micros)) }
}

fn sent(asked: &Asked) -> Value {
    serde_json::from_str(&asked.body).expect("JSON")
}

fn changed(path: &str, fields: &Value) -> Asked {
    Asked {
        method: Some("PARTIAL_UPDATE".to_owned()),
        content_type: Some("application/json".to_owned()),
        body: json!({ "patch": { "$set": fields } }).to_string(),
        ..rest(&format!("POST /adAccounts/507525021/{path}"))
    }
}

#[tokio::test]
async fn a_campaign_is_made_as_a_paused_group() {
    let platform = Platform::start().await;
    platform.answers(201, &[("x-restli-id", "112466001")], "");
    let new = NewCampaign { budget: total(1_000_000_000), ends_at: time(1_788_177_600), ..new() };
    let id = platform.linkedin().create_campaign(&tokens(), &account("USD"), &new).await;
    assert_eq!(id, Ok("112466001".to_owned()));
    let asked = platform.asked().remove(0);
    assert_eq!(
        sent(&asked),
        json!({"account":"urn:li:sponsoredAccount:507525021","name":"Spring \"26\"","status":"PAUSED",
            "objectiveType":"WEBSITE_VISIT","runSchedule":{"start":1_785_585_600_000_i64,"end":1_788_177_600_000_i64},
            "totalBudget":{"amount":"1000.00","currencyCode":"USD"},
            "budgetOptimization":{"bidStrategy":"MAXIMUM_DELIVERY","budgetOptimizationStrategy":"DYNAMIC"}})
    );
    let content_type = Some("application/json".to_owned());
    let expected =
        Asked { content_type, body: asked.body.clone(), ..rest("POST /adAccounts/507525021/adCampaignGroups") };
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_budget_by_day_is_one_that_the_group_shares_out() {
    let platform = Platform::start().await;
    for (objective, word) in [
        (Objective::Awareness, "BRAND_AWARENESS"),
        (Objective::Engagement, "ENGAGEMENT"),
        (Objective::Leads, "LEAD_GENERATION"),
        (Objective::Sales, "WEBSITE_CONVERSIONS"),
    ] {
        platform.answers(201, &[("x-restli-id", "1")], "");
        let new = NewCampaign { objective, budget: daily(12_500_000), ..new() };
        platform.linkedin().create_campaign(&tokens(), &account("USD"), &new).await.expect("an id");
        let body = sent(&platform.asked()[0]);
        assert_eq!(body["objectiveType"], word);
        assert_eq!(body["dailyBudget"], json!({"amount":"12.50","currencyCode":"USD"}));
        assert_eq!(body["budgetOptimization"]["budgetOptimizationStrategy"], "DYNAMIC");
        assert_eq!(body["runSchedule"], json!({"start":1_785_585_600_000_i64}));
    }
}

#[tokio::test]
async fn the_new_id_is_found_wherever_it_stands() {
    let platform = Platform::start().await;
    for (header, value, expected) in [
        ("x-restli-id", "7", Some("7")),
        ("x-linkedin-id", "8", Some("8")),
        ("location", "/adAccounts/507525021/adCampaignGroups/9", Some("9")),
        ("x-restli-id", "urn:li:sponsoredCampaignGroup:10", Some("10")),
        ("x-restli-id", "", None),
        ("x-restli-id", "../1a", None),
        ("x-other", "1", None),
    ] {
        platform.answers(201, &[(header, value)], "");
        let made = platform.linkedin().create_campaign(&tokens(), &account("USD"), &new()).await;
        match expected {
            Some(id) => assert_eq!(made, Ok(id.to_owned()), "{header}"),
            // it is there, and nobody knows where
            None => assert!(made.expect_err("no id").may_have_happened, "{value}"),
        }
    }
}

#[tokio::test]
async fn what_linkedin_cannot_have_is_not_sent() {
    let platform = Platform::start().await;
    for (new, currency, code) in [
        (NewCampaign { starts_at: None, ..new() }, "USD", "no_start"),
        (NewCampaign { budget: total(1_000_000), ..new() }, "USD", "no_end"),
        (NewCampaign { objective: Objective::AppPromotion, ..new() }, "USD", "no_objective"),
        (NewCampaign { budget: daily(1_000), ..new() }, "USD", "bad_budget"),
        (NewCampaign { budget: daily(1_500_000), ..new() }, "JPY", "bad_budget"),
        (NewCampaign { budget: daily(0), ..new() }, "USD", "bad_budget"),
        (NewCampaign { budget: daily(-1), ..new() }, "USD", "bad_budget"),
        (
            NewCampaign {
                budget: Budget { daily: Some(Micros(1)), lifetime: Some(Micros(1)) },
                ends_at: time(1_788_177_600),
                ..new()
            },
            "USD",
            "two_budgets",
        ),
    ] {
        let made = platform.linkedin().create_campaign(&tokens(), &account(currency), &new).await.expect_err(code);
        assert_eq!((made.class, made.code.as_str(), made.may_have_happened), (Class::Invalid, code, false));
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_change_sets_one_field() {
    let platform = Platform::start().await;
    let (linkedin, tokens, account) = (platform.linkedin(), tokens(), account("USD"));
    for _ in 0..9 {
        platform.answers(204, &[], "");
    }
    linkedin.rename_campaign(&tokens, &account, "600", "ربيع").await.expect("renames");
    for (level, id, status) in [
        (Level::Campaign, "600", Status::Active),
        (Level::AdSet, "1111", Status::Paused),
        (Level::AdSet, "1111", Status::Archived),
        (Level::Ad, "3", Status::Active),
        (Level::Ad, "3", Status::Deleted),
    ] {
        linkedin.set_status(&tokens, &account, level, id, status).await.expect("sets");
    }
    for (level, budget) in
        [(Level::AdSet, daily(100_000_000)), (Level::AdSet, total(100_500_000)), (Level::Campaign, total(1_000_000))]
    {
        linkedin.set_budget(&tokens, &account, level, "1111", budget).await.expect("sets");
    }
    let money = |amount: &str| json!({ "amount": amount, "currencyCode": "USD" });
    let creative = "creatives/urn%3Ali%3AsponsoredCreative%3A3";
    assert_eq!(
        platform.asked(),
        [
            changed("adCampaignGroups/600", &json!({"name":"ربيع"})),
            changed("adCampaignGroups/600", &json!({"status":"ACTIVE"})),
            changed("adCampaigns/1111", &json!({"status":"PAUSED"})),
            changed("adCampaigns/1111", &json!({"status":"ARCHIVED"})),
            changed(creative, &json!({"intendedStatus":"ACTIVE"})),
            changed(creative, &json!({"intendedStatus":"PENDING_DELETION"})),
            changed("adCampaigns/1111", &json!({ "dailyBudget": money("100.00") })),
            changed("adCampaigns/1111", &json!({ "totalBudget": money("100.50") })),
            changed("adCampaignGroups/1111", &json!({ "totalBudget": money("1.00") })),
        ]
    );
}

#[tokio::test]
async fn budgets_have_the_places_of_their_currency() {
    let platform = Platform::start().await;
    for (currency, micros, amount) in
        [("JPY", 5_000_000_000, "5000"), ("KWD", 1_525_000, "1.525"), ("SAR", 50_000, "0.05")]
    {
        platform.answers(204, &[], "");
        let set = platform.linkedin();
        set.set_budget(&tokens(), &account(currency), Level::AdSet, "1", daily(micros)).await.expect("sets");
        let body = sent(&platform.asked()[0]);
        assert_eq!(body["patch"]["$set"]["dailyBudget"], json!({"amount":amount,"currencyCode":currency}));
    }
}

#[tokio::test]
async fn hostile_ids_and_missing_budgets_change_nothing() {
    let platform = Platform::start().await;
    let (linkedin, tokens) = (platform.linkedin(), tokens());
    let good = account("USD");
    for id in ["", "1/2", "..", "1?x", "urn:li:sponsoredCreative:1", "-1", "%31"] {
        let bad = AdAccount { id: id.to_owned(), ..account("USD") };
        for level in [Level::Campaign, Level::AdSet, Level::Ad] {
            let set = linkedin.set_status(&tokens, &good, level, id, Status::Active).await;
            assert_eq!(set.expect_err(id).code, "bad_id");
            let set = linkedin.set_status(&tokens, &bad, level, "1", Status::Active).await;
            assert_eq!(set.expect_err(id).code, "bad_id");
        }
        assert_eq!(linkedin.rename_campaign(&tokens, &good, id, "x").await.expect_err(id).code, "bad_id");
        assert_eq!(linkedin.create_campaign(&tokens, &bad, &new()).await.expect_err(id).code, "bad_id");
    }
    for (level, budget) in [(Level::Ad, daily(1_000_000)), (Level::AdSet, Budget::default())] {
        let set = linkedin.set_budget(&tokens, &good, level, "1", budget).await;
        assert_eq!(set.expect_err("no budget").code, "no_budget");
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn whether_a_failed_change_may_have_happened_is_said() {
    let platform = Platform::start().await;
    for (status, expected) in [(400, false), (403, false), (422, false), (429, false), (500, true), (504, true)] {
        platform.answers(status, &[], "{}");
        let made = platform.linkedin().create_campaign(&tokens(), &account("USD"), &new()).await.expect_err("refused");
        assert_eq!(made.may_have_happened, expected, "{status}");
        platform.answers(status, &[], "{}");
        let set = platform.linkedin().rename_campaign(&tokens(), &account("USD"), "1", "x").await.expect_err("refused");
        assert_eq!(set.may_have_happened, expected, "{status}");
    }
}

#[tokio::test]
async fn a_schedule_is_set_whole() {
    let platform = Platform::start().await;
    let linkedin = platform.linkedin();
    let set = async |level: Level, starts_at: Option<i64>, ends_at: Option<i64>| {
        let days = Days { starts_at: starts_at.and_then(time), ends_at: ends_at.and_then(time), has_begun: false };
        linkedin.set_days(&tokens(), &account("USD"), level, "1111", days).await
    };
    let runs = r#"{"id":1111,"runSchedule":{"start":1785585600000,"end":1785672000000}}"#;
    for (level, path) in [(Level::Campaign, "adCampaignGroups/1111"), (Level::AdSet, "adCampaigns/1111")] {
        for (starts, ends, schedule) in [
            (None, Some(1_785_758_400), json!({"start": 1_785_585_600_000_i64, "end": 1_785_758_400_000_i64})),
            (
                Some(1_785_589_200),
                Some(1_785_672_000),
                json!({"start": 1_785_589_200_000_i64, "end": 1_785_672_000_000_i64}),
            ),
            (None, None, json!({"start": 1_785_585_600_000_i64})),
        ] {
            platform.says(runs).answers(204, &[], "");
            set(level, starts, ends).await.expect("sets");
            let read = rest(&format!("GET /adAccounts/507525021/{path}"));
            assert_eq!(platform.asked(), [read, changed(path, &json!({ "runSchedule": schedule }))]);
        }
        platform.says(runs);
        set(level, Some(1_785_585_600), Some(1_785_672_000)).await.expect("so already");
        platform.says(&runs.replace("\"id\"", r#""totalBudget":{"amount":"5","currencyCode":"USD"},"id""#));
        let problem = set(level, None, None).await.expect_err("needed");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_end"));
        platform.says(r#"{"id":1111}"#);
        assert_eq!(set(level, None, Some(1_785_672_000)).await.expect_err("from when").code, "no_start");
        assert_eq!(platform.asked().len(), 3);
    }
    assert_eq!(set(Level::Ad, None, None).await.expect_err("none").code, "no_days");
}
