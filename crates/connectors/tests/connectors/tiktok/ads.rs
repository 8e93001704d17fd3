//! Campaigns, ad groups and ads.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use cmis_connectors::platform::{Ad, AdSet, Ads, Budget, Campaign, Objective, Status, problem::Class};
use serde_json::{Value, json};

use super::platform::{ACCOUNT, Platform, account, account_of, get, tokens};

const ALL: &str = r#"{"primary_status":"STATUS_ALL"}"#;

fn page(list: &Value, page: u32, total: u32) -> Value {
    json!({"list": list, "page_info": {"page": page, "page_size": 1000, "total_number": 2, "total_page": total}})
}

fn one(list: &Value) -> Value {
    page(list, 1, 1)
}

fn at(text: &str) -> Option<DateTime<Utc>> {
    Some(text.parse().expect("a time"))
}

fn row() -> Value {
    json!({"campaign_id": "1728545382536225", "campaign_name": "CampaignVideo", "advertiser_id": ACCOUNT,
        "objective_type": "TRAFFIC", "objective": "LANDING_PAGE", "campaign_type": "REGULAR_CAMPAIGN", "budget": 50.5,
        "budget_mode": "BUDGET_MODE_DAY", "budget_optimize_on": false, "operation_status": "DISABLE",
        "secondary_status": "CAMPAIGN_STATUS_DISABLE", "create_time": "2022-03-28 12:09:05",
        "modify_time": "2022-03-30 21:23:52", "roas_bid": 0.0})
}

/// A row with some things changed, read.
async fn read(platform: &Platform, change: Value) -> Result<Campaign, Class> {
    let mut row = row();
    for (name, value) in change.as_object().expect("an object") {
        row[name] = value.clone();
    }
    platform.says(&one(&json!([row])));
    let page = platform.tiktok().campaigns(&tokens(), &account(), None).await.map_err(|problem| problem.class)?;
    Ok(page.items.into_iter().next().expect("a row"))
}

#[tokio::test]
async fn campaigns_are_read_to_the_last_page() {
    let platform = Platform::start().await;
    platform.says(&page(&json!([row()]), 1, 2)).says(&page(&json!([row()]), 2, 2));
    let tiktok = platform.tiktok();
    let first = tiktok.campaigns(&tokens(), &account(), None).await.expect("a page");
    let campaign = Campaign {
        id: "1728545382536225".to_owned(),
        name: "CampaignVideo".to_owned(),
        status: Status::Paused,
        delivery: Some("CAMPAIGN_STATUS_DISABLE".to_owned()),
        objective: Some(Objective::Traffic),
        objective_word: "TRAFFIC".to_owned(),
        budget: Budget { daily: Some(Micros(50_500_000)), lifetime: None },
        starts_at: None,
        ends_at: None,
        updated_at: at("2022-03-30T21:23:52Z"),
    };
    assert_eq!((first.items, first.next.as_deref()), (vec![campaign], Some("2")));
    let last = tiktok.campaigns(&tokens(), &account(), Some("2")).await.expect("a page");
    assert_eq!((last.items.len(), last.next), (1, None));
    let fields = concat!(
        r#"["campaign_id","campaign_name","objective_type","budget","budget_mode","operation_status","#,
        r#""secondary_status","modify_time"]"#
    );
    let asked = ["1", "2"].map(|page| {
        let query =
            [("advertiser_id", ACCOUNT), ("filtering", ALL), ("fields", fields), ("page", page), ("page_size", "1000")];
        get("/campaign/get/", &query)
    });
    assert_eq!(platform.asked(), asked);
}

#[tokio::test]
async fn ad_groups_and_ads_know_what_they_belong_to() {
    let platform = Platform::start().await;
    platform.says(&one(&json!([{"adgroup_id": "21", "campaign_id": "11", "adgroup_name": "Riyadh", "budget": 700.0,
        "budget_mode": "BUDGET_MODE_TOTAL", "operation_status": "ENABLE",
        "secondary_status": "ADGROUP_STATUS_DELIVERY_OK", "modify_time": "2026-08-01 12:00:00"}])));
    platform.says(&one(&json!([{"ad_id": "31", "adgroup_id": "21", "ad_name": "Video", "operation_status": "ENABLE",
        "secondary_status": "AD_STATUS_AUDIT_DENY", "modify_time": "2026-08-01 12:00:00"}])));
    let tiktok = platform.tiktok();
    let ad_set = AdSet {
        id: "21".to_owned(),
        campaign_id: "11".to_owned(),
        name: "Riyadh".to_owned(),
        status: Status::Active,
        delivery: Some("ADGROUP_STATUS_DELIVERY_OK".to_owned()),
        budget: Budget { daily: None, lifetime: Some(Micros(700_000_000)) },
        updated_at: at("2026-08-01T12:00:00Z"),
    };
    assert_eq!(tiktok.ad_sets(&tokens(), &account(), None).await.expect("a page").items, [ad_set]);
    let ad = Ad {
        id: "31".to_owned(),
        ad_set_id: "21".to_owned(),
        name: "Video".to_owned(),
        status: Status::Active,
        delivery: Some("AD_STATUS_AUDIT_DENY".to_owned()),
        updated_at: at("2026-08-01T12:00:00Z"),
    };
    assert_eq!(tiktok.ads(&tokens(), &account(), None).await.expect("a page").items, [ad]);
    let question = |path: &str, fields: &str| {
        let query =
            [("advertiser_id", ACCOUNT), ("filtering", ALL), ("fields", fields), ("page", "1"), ("page_size", "1000")];
        get(path, &query)
    };
    let ad_group_fields = concat!(
        r#"["adgroup_id","campaign_id","adgroup_name","budget","budget_mode","operation_status","#,
        r#""secondary_status","modify_time"]"#
    );
    let ad_fields = r#"["ad_id","adgroup_id","ad_name","operation_status","secondary_status","modify_time"]"#;
    assert_eq!(platform.asked(), [question("/adgroup/get/", ad_group_fields), question("/ad/get/", ad_fields)]);
}

#[tokio::test]
async fn two_words_tell_what_it_is_set_to() {
    let platform = Platform::start().await;
    for (operation, secondary, status) in [
        (json!("ENABLE"), json!("CAMPAIGN_STATUS_ENABLE"), Status::Active),
        (json!("ENABLE"), json!("ADVERTISER_ACCOUNT_PUNISH"), Status::Active),
        (json!("ENABLE"), json!(null), Status::Active),
        (json!("DISABLE"), json!("CAMPAIGN_STATUS_DISABLE"), Status::Paused),
        (json!("FROZEN"), json!(null), Status::Paused),
        (json!("a new word"), json!(null), Status::Paused),
        (json!(null), json!(null), Status::Paused),
        (json!("DELETE"), json!(null), Status::Deleted),
        (json!("ENABLE"), json!("CAMPAIGN_STATUS_DELETE"), Status::Deleted),
        (json!("DISABLE"), json!("AD_STATUS_CAMPAIGN_DELETE"), Status::Deleted),
    ] {
        let change = json!({"operation_status": operation, "secondary_status": secondary});
        assert_eq!(read(&platform, change).await.expect("a campaign").status, status, "{operation} {secondary}");
    }
}

#[tokio::test]
async fn budgets_are_units_of_the_currency_read_by_their_digits() {
    let platform = Platform::start().await;
    let daily = |micros| Budget { daily: Some(Micros(micros)), lifetime: None };
    for (mode, budget, expected) in [
        ("BUDGET_MODE_DAY", json!(50.0), daily(50_000_000)),
        // a dollar's cents, a yen that has none, a dinar's fils: all are units
        ("BUDGET_MODE_DAY", json!(19.99), daily(19_990_000)),
        ("BUDGET_MODE_DAY", json!(5000), daily(5_000_000_000)),
        ("BUDGET_MODE_DAY", json!(1.005), daily(1_005_000)),
        ("BUDGET_MODE_DAY", json!(0.1), daily(100_000)),
        ("BUDGET_MODE_DAY", json!("12.34"), daily(12_340_000)),
        ("BUDGET_MODE_DYNAMIC_DAILY_BUDGET", json!(1e3), daily(1_000_000_000)),
        ("BUDGET_MODE_TOTAL", json!(80.25), Budget { daily: None, lifetime: Some(Micros(80_250_000)) }),
        ("BUDGET_MODE_INFINITE", json!(0.0), Budget::default()),
        ("BUDGET_MODE_DAY", json!(0.0), Budget::default()),
        ("BUDGET_MODE_DAY", json!(null), Budget::default()),
        ("A_NEW_MODE", json!(5), Budget::default()),
    ] {
        let change = json!({"budget_mode": mode, "budget": budget});
        assert_eq!(read(&platform, change).await.expect("a campaign").budget, expected, "{mode} {budget}");
    }
    assert_eq!(read(&platform, json!({"budget": 1e300})).await.expect_err("too much"), Class::Transient);
}

#[tokio::test]
async fn every_word_of_an_objective_is_one_of_ours_or_none() {
    let platform = Platform::start().await;
    for (word, objective) in [
        ("REACH", Some(Objective::Awareness)),
        ("RF_REACH", Some(Objective::Awareness)),
        ("TRAFFIC", Some(Objective::Traffic)),
        ("VIDEO_VIEWS", Some(Objective::Engagement)),
        ("ENGAGEMENT", Some(Objective::Engagement)),
        ("LEAD_GENERATION", Some(Objective::Leads)),
        ("APP_PROMOTION", Some(Objective::AppPromotion)),
        ("WEB_CONVERSIONS", Some(Objective::Sales)),
        ("PRODUCT_SALES", Some(Objective::Sales)),
        ("SOMETHING_NEW", None),
    ] {
        let campaign = read(&platform, json!({"objective_type": word})).await.expect("a campaign");
        assert_eq!((campaign.objective, campaign.objective_word.as_str()), (objective, word));
    }
}

#[tokio::test]
async fn a_page_that_is_not_one_is_an_error_and_not_an_end() {
    let platform = Platform::start().await;
    for data in [
        one(&json!([{"campaign_name": "without an id"}])),
        one(&json!([{"campaign_id": "1/../2"}])),
        one(&json!([{"campaign_id": ""}])),
        one(&json!([{"campaign_id": "1", "modify_time": "yesterday"}])),
        json!({"list": []}),
        json!({"page_info": {"page": 1, "total_page": 1}}),
        page(&json!([]), 1, 9),
        page(&json!([row()]), 3, 9),
        json!(null),
        json!([]),
    ] {
        platform.says(&data);
        let problem = platform.tiktok().campaigns(&tokens(), &account(), None).await.expect_err("unreadable");
        let got = (problem.class, problem.code.as_str(), problem.may_have_happened);
        assert_eq!(got, (Class::Transient, "unreadable", false), "{data}");
    }
    platform.says(&page(&json!([]), 1, 0));
    let none = platform.tiktok().campaigns(&tokens(), &account(), None).await.expect("a page");
    assert_eq!((none.items.len(), none.next), (0, None));
}

#[tokio::test]
async fn odd_accounts_and_pages_change_no_call() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    for id in ["", "1&page=2", "../7", "act_1", "1\u{0}"] {
        let problem = tiktok.ads(&tokens(), &account_of(id), None).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::NotFound, "bad_id"), "{id}");
    }
    for after in ["", "0", "1", "-2", "+2", "02", "2 ", "99999999999", "4294967295"] {
        let problem = tiktok.ads(&tokens(), &account(), Some(after)).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_page"), "{after}");
    }
    assert_eq!(platform.asked(), []);
}
