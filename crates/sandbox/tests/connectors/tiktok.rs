//! TikTok's connector against its stand-in: signing in, reading to the last micro, writing, faults, webhooks.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{NaiveDate, TimeDelta};
use cmis_base::{
    money::Micros,
    platform::Platform,
    secret::{Secret, expose},
};
use cmis_connectors::{
    platform::{
        AdAccount, AdSet, Ads, App, Audience, Budget, Campaign, EditAds, Gender, Inbound, Incoming, Insight, Level,
        NewAdSet, NewCampaign, Objective, SignIn, Split, Status, Tokens, Unverified, Window,
        problem::{Class, Problem},
        wire::Wire,
    },
    tiktok::{Hosts, TikTok, VERSION},
};
use cmis_sandbox::SECRET;
use serde_json::{Value, json};

use crate::stage::{Stage, all, back, insights, november};

pub fn connector(stage: &Stage) -> TikTok {
    let app = App { id: "4711".to_owned(), secret: Secret::from(SECRET), more: BTreeMap::new() };
    TikTok::new(Wire::new(Arc::new(|_| {})).unwrap(), Hosts::under(&stage.root), VERSION, app, stage.clock.clone())
}

async fn accounts(connector: &TikTok, tokens: &Tokens) -> Vec<AdAccount> {
    all!(after => connector.ad_accounts(tokens, after))
}

async fn campaigns(connector: &TikTok, tokens: &Tokens, account: &AdAccount) -> Vec<Campaign> {
    all!(after => connector.campaigns(tokens, account, after))
}

/// An ad group for women from 25 to 34 who speak Arabic, in two countries, on nine days.
fn women(stage: &Stage, campaign: &str, objective: Objective, budget: Budget) -> NewAdSet {
    NewAdSet {
        campaign_id: campaign.to_owned(),
        name: "نساء & Women".to_owned(),
        objective,
        budget,
        starts_at: Some(stage.clock.now() + TimeDelta::days(1)),
        ends_at: Some(stage.clock.now() + TimeDelta::days(10)),
        audience: Audience {
            age_min: Some(25),
            age_max: Some(34),
            genders: vec![Gender::Female],
            countries: vec!["SA".to_owned(), "AE".to_owned()],
            languages: vec!["ar".to_owned()],
        },
    }
}

fn campaign(objective: Objective, budget: Budget) -> NewCampaign {
    NewCampaign { name: "عروض الشتاء & Winter".to_owned(), objective, budget, starts_at: None, ends_at: None }
}

/// All that TikTok says of an ad group.
async fn shown(stage: &Stage, tokens: &Tokens, account: &AdAccount, id: &str) -> Value {
    let mut address = stage.root.join("tiktok/business/open_api/v1.3/adgroup/get/").unwrap();
    let only = json!({"adgroup_ids": [id]}).to_string();
    address.query_pairs_mut().append_pair("advertiser_id", &account.id).append_pair("filtering", &only);
    let asked = stage.client.get(address).header("access-token", expose(&tokens.access));
    let told: Value = serde_json::from_slice(&asked.send().await.unwrap().bytes().await.unwrap()).unwrap();
    assert_eq!(told["data"]["page_info"]["total_number"], 1, "{told}");
    told["data"]["list"][0].clone()
}

/// Spend, impressions, clicks.
fn sums(rows: &[Insight]) -> (Micros, i64, i64) {
    let numbers = || rows.iter().map(|row| &row.numbers);
    (numbers().map(|it| it.spend).sum(), numbers().map(|it| it.impressions).sum(), numbers().map(|it| it.clicks).sum())
}

async fn fault(stage: &Stage, kind: &str, path: &str) {
    stage.control("faults", json!({"platform": "tiktok", "kind": kind, "path_contains": path})).await;
}

#[tokio::test]
async fn a_person_says_yes_and_everything_is_read_as_it_is() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    assert!(tokens.expires_at.is_none() && tokens.refresh.is_none(), "it lives for ever: {tokens:?}");
    let identity = connector.identify(&tokens).await.unwrap();
    assert!(!identity.id.is_empty() && !identity.name.is_empty(), "{identity:?}");
    let accounts = accounts(&connector, &tokens).await;
    let said: BTreeSet<_> = accounts.iter().map(|it| (it.currency.as_str(), it.time_zone.as_str())).collect();
    let expected = [
        ("EGP", "Africa/Cairo"),
        ("JPY", "Asia/Tokyo"),
        ("KWD", "Asia/Kuwait"),
        ("SAR", "Asia/Riyadh"),
        ("USD", "America/New_York"),
    ];
    assert_eq!(said, expected.into());
    assert!(accounts.iter().all(|account| account.is_active));
    for account in &accounts {
        let campaigns = campaigns(&connector, &tokens, account).await;
        let sets = all!(after => connector.ad_sets(&tokens, account, after));
        let ads = all!(after => connector.ads(&tokens, account, after));
        let day = stage.clock.now().date_naive();
        let truth = stage.sandbox.truth(Platform::Tiktok, account.id.parse().unwrap(), day, day).unwrap();
        let ids: BTreeSet<String> = truth.campaigns.iter().map(|(id, _)| id.to_string()).collect();
        assert_eq!(campaigns.iter().map(|it| it.id.clone()).collect::<BTreeSet<_>>(), ids, "the deleted ones too");
        assert!(campaigns.iter().all(|it| it.objective.is_some() && it.budget.daily.is_some_and(|it| it.0 > 0)));
        assert!(sets.iter().all(|set| ids.contains(&set.campaign_id)));
        let ids: BTreeSet<_> = sets.iter().map(|it| it.id.as_str()).collect();
        assert!(ads.len() >= sets.len() && ads.iter().all(|ad| ids.contains(ad.ad_set_id.as_str())));
    }
}

#[tokio::test]
async fn numbers_are_the_truth_in_every_currency_and_split() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let to: NaiveDate = stage.clock.now().date_naive() - TimeDelta::days(2);
    let window = Window { from: to - TimeDelta::days(2), to };
    for account in accounts(&connector, &tokens).await {
        let truth = stage.sandbox.truth(Platform::Tiktok, account.id.parse().unwrap(), window.from, window.to).unwrap();
        let told = (Micros(truth.total.spend), truth.total.impressions, truth.total.clicks);
        let campaigns = campaigns(&connector, &tokens, &account).await;
        let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
        assert_eq!(sums(&rows), told, "{}", account.currency);
        let views: i64 = rows.iter().filter_map(|row| row.numbers.video_views).sum();
        assert_eq!(views, truth.total.video_views, "{}", account.currency);
        for (id, numbers) in &truth.campaigns {
            let of_it: Vec<_> = rows.iter().filter(|row| row.campaign_id == id.to_string()).cloned().collect();
            assert_eq!(sums(&of_it).0, Micros(numbers.spend), "{} {id}", account.currency);
        }
        assert!(!connector.splits().is_empty());
        for split in connector.splits() {
            let rows = insights(&connector, &tokens, &account, window, *split).await;
            assert_eq!(sums(&rows), told, "{} {split:?}", account.currency);
            assert!(rows.iter().all(|row| !row.part.is_empty() && row.ad_id.is_some() && row.ad_set_id.is_some()));
            assert!(rows.iter().all(|row| (window.from..=window.to).contains(&row.day)));
            assert!(rows.iter().all(|row| campaigns.iter().any(|it| it.id == row.campaign_id)));
        }
    }
}

#[tokio::test]
async fn long_windows_deleted_campaigns_and_corrections_are_read() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let account = accounts(&connector, &tokens).await.remove(0);
    let id = account.id.parse().unwrap();
    let days = TimeDelta::days(i64::from(connector.longest_window(Split::None)) - 1);
    let to = november(stage.clock.now()).to;
    let window = Window { from: to - days, to };
    let truth = || stage.sandbox.truth(Platform::Tiktok, id, window.from, window.to).unwrap().total;
    let before = truth();
    let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
    assert_eq!(sums(&rows), (Micros(before.spend), before.impressions, before.clicks), "as long as one may ask for");
    let campaign = rows[0].campaign_id.clone();
    connector.set_status(&tokens, &account, Level::Campaign, &campaign, Status::Deleted).await.unwrap();
    let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
    assert_eq!(sums(&rows).0, Micros(before.spend), "what is deleted has spent all the same");
    let gone = campaigns(&connector, &tokens, &account).await;
    assert_eq!(gone.iter().find(|it| it.id == campaign).unwrap().status, Status::Deleted);
    let change = json!({"platform": "tiktok", "account": account.id, "from": window.from, "to": to, "factor": 0.9});
    stage.control("restate", change).await;
    let after = truth();
    assert!(after.spend < before.spend);
    let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
    assert_eq!(sums(&rows).0, Micros(after.spend));
}

#[tokio::test]
async fn a_person_says_no_and_a_code_is_good_once() {
    let stage = Stage::start().await;
    let (connector, now) = (connector(&stage), stage.clock.now());
    let begun = connector.begin(&back(), "state-2", now).await.unwrap();
    let query = stage.consent(&begun.url, "deny", &[]).await;
    assert_eq!(query["state"], "state-2");
    let problem = connector.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("denied");
    assert_eq!(problem.class, Class::Denied, "{problem}");
    let query = stage.consent(&begun.url, "allow", connector.scopes()).await;
    connector.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
    let problem = connector.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("used");
    assert!(!problem.class.passes(), "{problem}");
}

#[tokio::test]
async fn a_campaign_is_made_paused_and_follows_its_changes() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    for account in accounts(&connector, &tokens).await {
        let units = |units: i64| Some(Micros(units * 1_000_000));
        // what a dinar can be split into, and a yen cannot
        let odd = if account.currency == "KWD" { Some(Micros(512_345_000)) } else { units(60_000) };
        for budget in [Budget { daily: units(50_000), lifetime: None }, Budget { daily: None, lifetime: units(90_000) }]
        {
            let new = campaign(Objective::Traffic, budget);
            let id = connector.create_campaign(&tokens, &account, &new).await.unwrap();
            let read = async || {
                let campaigns = campaigns(&connector, &tokens, &account).await;
                campaigns.into_iter().find(|campaign| campaign.id == id).unwrap()
            };
            let made = read().await;
            assert_eq!((made.name.as_str(), made.status, made.budget), (new.name.as_str(), Status::Paused, budget));
            assert_eq!(made.objective, Some(Objective::Traffic));
            connector.rename_campaign(&tokens, &account, &id, "Spring").await.unwrap();
            connector.set_status(&tokens, &account, Level::Campaign, &id, Status::Active).await.unwrap();
            let is_daily = budget.daily.is_some();
            let budget = Budget { daily: odd.filter(|_| is_daily), lifetime: odd.filter(|_| !is_daily) };
            connector.set_budget(&tokens, &account, Level::Campaign, &id, budget).await.unwrap();
            let changed = read().await;
            assert_eq!((changed.name.as_str(), changed.status, changed.budget), ("Spring", Status::Active, budget));
            let other = Budget { daily: budget.lifetime, lifetime: budget.daily };
            let other = connector.set_budget(&tokens, &account, Level::Campaign, &id, other).await.expect_err("kind");
            assert_eq!(other.class, Class::Invalid, "{other}");
            if !is_daily {
                continue;
            }
            let new = women(&stage, &id, Objective::Traffic, Budget { daily: units(9_000), lifetime: None });
            let set = connector.create_ad_set(&tokens, &account, &new).await.unwrap();
            connector.set_budget(&tokens, &account, Level::AdSet, &set, budget).await.unwrap();
            let sets = all!(after => connector.ad_sets(&tokens, &account, after));
            let set = sets.iter().find(|it| it.id == set).unwrap();
            assert_eq!((set.budget, &set.campaign_id, set.status), (budget, &id, Status::Active));
        }
        let sets = all!(after => connector.ad_sets(&tokens, &account, after));
        let ads = all!(after => connector.ads(&tokens, &account, after));
        let set = sets.iter().find(|it| it.status == Status::Active).unwrap();
        let ad = ads.iter().find(|it| it.status == Status::Active && it.ad_set_id != set.id).unwrap();
        connector.set_status(&tokens, &account, Level::AdSet, &set.id, Status::Paused).await.unwrap();
        connector.set_status(&tokens, &account, Level::Ad, &ad.id, Status::Paused).await.unwrap();
        let sets = all!(after => connector.ad_sets(&tokens, &account, after));
        let ads = all!(after => connector.ads(&tokens, &account, after));
        assert_eq!(sets.iter().find(|it| it.id == set.id).unwrap().status, Status::Paused);
        assert_eq!(ads.iter().find(|it| it.id == ad.id).unwrap().status, Status::Paused);
        let missing = connector.set_status(&tokens, &account, Level::Ad, "1", Status::Paused).await.expect_err("none");
        assert_eq!(missing.class, Class::NotFound, "{missing}");
    }
}

#[tokio::test]
async fn an_ad_group_is_made_with_its_audience_and_nothing_is_guessed() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let units = |units: i64| Some(Micros(units * 1_000_000));
    assert!(connector.has_ad_set_budgets());
    for account in accounts(&connector, &tokens).await {
        for (budget, mode) in [
            (Budget { daily: units(50_000), lifetime: None }, "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"),
            (Budget { daily: None, lifetime: units(90_000) }, "BUDGET_MODE_TOTAL"),
        ] {
            let new = campaign(Objective::Traffic, budget);
            let campaign = connector.create_campaign(&tokens, &account, &new).await.unwrap();
            let new = women(&stage, &campaign, Objective::Traffic, budget);
            assert_eq!(connector.nearest(&new.audience), new.audience, "what TikTok tells apart as it is");
            let id = connector.create_ad_set(&tokens, &account, &new).await.unwrap();
            let sets = all!(after => connector.ad_sets(&tokens, &account, after));
            let set = sets.iter().find(|set| set.id == id).unwrap();
            let AdSet { campaign_id, name, status, budget: own, .. } = set;
            assert_eq!((campaign_id, name, *status, *own), (&campaign, &new.name, Status::Active, budget));
            let told = shown(&stage, &tokens, &account, &id).await;
            for (field, value) in [
                ("location_ids", json!(["102358", "290557"])),
                ("age_groups", json!(["AGE_25_34"])),
                ("gender", json!("GENDER_FEMALE")),
                ("languages", json!(["ar"])),
                ("placements", json!(["PLACEMENT_TIKTOK"])),
                ("schedule_type", json!("SCHEDULE_START_END")),
                ("schedule_start_time", json!("2026-11-22 09:00:00")),
                ("schedule_end_time", json!("2026-12-01 09:00:00")),
                ("budget_mode", json!(mode)),
                ("bid_type", json!("BID_TYPE_NO_BID")),
                ("promotion_type", json!("WEBSITE")),
                // its campaign is paused: nothing is spent
                ("secondary_status", json!("ADGROUP_STATUS_CAMPAIGN_DISABLE")),
            ] {
                assert_eq!(told[field], value, "{field}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn an_ad_group_is_shown_to_more_but_never_to_fewer_and_to_nobody_unknown() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let account = accounts(&connector, &tokens).await.remove(0);
    let budget = Budget { daily: Some(Micros(5_000_000_000)), lifetime: None };
    let campaign_id =
        connector.create_campaign(&tokens, &account, &campaign(Objective::Awareness, budget)).await.unwrap();
    let new = women(&stage, &campaign_id, Objective::Awareness, budget);
    let make = async |audience: Audience, starts_at, ends_at| -> Result<Value, Problem> {
        let new = NewAdSet { audience, starts_at, ends_at, ..new.clone() };
        let id = connector.create_ad_set(&tokens, &account, &new).await?;
        Ok(shown(&stage, &tokens, &account, &id).await)
    };
    let wide = Audience { age_min: Some(30), age_max: Some(60), genders: vec![], ..new.audience.clone() };
    assert_eq!((connector.nearest(&wide).age_min, connector.nearest(&wide).age_max), (Some(25), None));
    let told = make(wide, None, None).await.unwrap();
    assert_eq!(told["age_groups"], json!(["AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100"]));
    assert_eq!((&told["gender"], &told["schedule_type"]), (&json!("GENDER_UNLIMITED"), &json!("SCHEDULE_FROM_NOW")));
    assert_eq!(told["schedule_start_time"], "2026-11-21 09:00:00", "now");
    assert_eq!(told["budget_mode"], "BUDGET_MODE_DAY");
    let everybody = Audience { countries: vec!["sa".to_owned(), "SA".to_owned()], ..Audience::default() };
    let long_ago = Some(stage.clock.now() - TimeDelta::days(3));
    let told = make(everybody.clone(), long_ago, None).await.unwrap();
    assert_eq!(told["age_groups"].as_array().unwrap().len(), 5, "nobody under 18: {told}");
    assert_eq!((&told["location_ids"], &told["languages"]), (&json!(["102358"]), &Value::Null));
    assert_eq!(told["schedule_start_time"], "2026-11-21 09:00:00");
    let chinese = Audience { languages: vec!["zh".to_owned()], ..everybody.clone() };
    assert_eq!(
        make(chinese, None, None).await.unwrap()["languages"],
        json!(["zh", "zh-Hant"]),
        "however it is written"
    );

    let before = all!(after => connector.ad_sets(&tokens, &account, after)).len();
    let somewhere = |countries: &[&str], languages: &[&str]| Audience {
        countries: countries.iter().map(|it| (*it).to_owned()).collect(),
        languages: languages.iter().map(|it| (*it).to_owned()).collect(),
        ..Audience::default()
    };
    for (audience, code, named) in [
        (somewhere(&["SA", "KP"], &[]), "unknown_country", "KP"),
        (somewhere(&["SA"], &["ar", "tlh"]), "unknown_language", "tlh"),
        (somewhere(&["SA"], &["a"]), "unknown_language", "a"),
        (somewhere(&[], &[]), "no_country", ""),
        (Audience { age_min: Some(50), age_max: Some(20), ..everybody.clone() }, "no_ages", ""),
    ] {
        let problem = make(audience, None, None).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{problem}");
        assert!(problem.words.contains(named) && !problem.may_have_happened, "{problem}");
    }
    let over = make(everybody, long_ago, long_ago).await.expect_err("over");
    assert_eq!((over.class, over.code.as_str()), (Class::Invalid, "bad_dates"));
    assert_eq!(all!(after => connector.ad_sets(&tokens, &account, after)).len(), before, "nothing was made");
}

#[tokio::test]
async fn each_objective_has_its_ad_group_or_says_why_not() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let account = accounts(&connector, &tokens).await.remove(0);
    let daily = Budget { daily: Some(Micros(5_000_000_000)), lifetime: None };
    let lifetime = Budget { daily: None, lifetime: daily.daily };
    for (objective, goal) in [
        (Objective::Awareness, Ok("REACH")),
        (Objective::Traffic, Ok("CLICK")),
        (Objective::Engagement, Ok("FOLLOWERS")),
        (Objective::Leads, Ok("LEAD_GENERATION")),
        (Objective::AppPromotion, Err("needs_app")),
        (Objective::Sales, Err("needs_pixel")),
    ] {
        for budget in [daily, lifetime] {
            let campaign = connector.create_campaign(&tokens, &account, &campaign(objective, budget)).await.unwrap();
            let made = connector.create_ad_set(&tokens, &account, &women(&stage, &campaign, objective, budget)).await;
            match (made, goal) {
                (Ok(id), Ok(goal)) => {
                    let told = shown(&stage, &tokens, &account, &id).await;
                    assert_eq!(told["optimization_goal"], goal, "{objective:?}");
                }
                (Err(problem), Err(code)) => {
                    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{objective:?}");
                    assert!(!problem.may_have_happened && problem.words.contains("Ads Manager"), "{problem}");
                }
                (made, _) => panic!("{objective:?}: {made:?}"),
            }
        }
    }
    let none = connector.create_campaign(&tokens, &account, &campaign(Objective::Traffic, Budget::default())).await;
    let none = none.unwrap();
    let mut new = women(&stage, &none, Objective::Traffic, Budget::default());
    let problem = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no budget");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_budget"), "{problem}");
    (new.budget, new.ends_at) = (lifetime, None);
    let problem = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no end");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_end"), "{problem}");
}

#[tokio::test]
async fn an_ad_group_that_nobody_heard_of_is_found_by_its_name() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let account = accounts(&connector, &tokens).await.remove(0);
    let budget = Budget { daily: Some(Micros(5_000_000_000)), lifetime: None };
    let campaign = connector.create_campaign(&tokens, &account, &campaign(Objective::Traffic, budget)).await.unwrap();
    let new = women(&stage, &campaign, Objective::Traffic, budget);
    // while it only asks, nothing has happened
    for path in ["/tool/region/", "/tool/language/"] {
        fault(&stage, "cut", path).await;
        let cut = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no answer");
        assert!(!cut.may_have_happened && cut.class.passes(), "{path}: {cut}");
    }
    fault(&stage, "cut", "/adgroup/create/").await;
    let cut = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no answer");
    assert!(cut.may_have_happened && cut.class.passes(), "{cut}");
    let sets = all!(after => connector.ad_sets(&tokens, &account, after));
    let found: Vec<_> = sets.iter().filter(|set| set.campaign_id == campaign && set.name == new.name).collect();
    assert_eq!(found.len(), 1);
    let told = shown(&stage, &tokens, &account, &found[0].id).await;
    assert_eq!(told["location_ids"], json!(["102358", "290557"]), "with all that it has");
}

#[tokio::test]
async fn each_fault_has_its_class_and_only_a_revocation_disconnects() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    let tokens = stage.tokens(&connector).await;
    let account = accounts(&connector, &tokens).await.remove(0);
    for (kind, classes) in [
        ("rate_limit", &[Class::RateLimited][..]),
        ("outage", &[Class::Outage, Class::Transient]),
        ("cut", &[Class::Transient]),
        ("expired_token", &[Class::Expired]),
    ] {
        fault(&stage, kind, "/campaign/get/").await;
        let problem = connector.campaigns(&tokens, &account, None).await.expect_err(kind);
        assert!(classes.contains(&problem.class) && !problem.may_have_happened, "{kind}: {problem}");
    }
    assert!(connector.refresh(&tokens, stage.clock.now()).await.unwrap().is_none(), "there is nothing to refresh with");
    let fresh = stage.tokens(&connector).await;
    let running = campaigns(&connector, &fresh, &account).await;
    let running = running.iter().find(|it| it.status == Status::Active).unwrap();
    fault(&stage, "cut", "/campaign/status/update/").await;
    let cut = connector.set_status(&fresh, &account, Level::Campaign, &running.id, Status::Paused).await;
    let cut = cut.expect_err("no answer");
    assert!(cut.may_have_happened && cut.class.passes(), "{cut}");
    let now = campaigns(&connector, &fresh, &account).await;
    assert_eq!(now.iter().find(|it| it.id == running.id).unwrap().status, Status::Paused, "it happened");
    fault(&stage, "revoked_token", "").await;
    let problem = connector.campaigns(&fresh, &account, None).await.expect_err("revoked");
    assert_eq!(problem.class, Class::Revoked, "{problem}");

    // somebody allows less than was asked for
    let begun = connector.begin(&back(), "state", stage.clock.now()).await.unwrap();
    let query = stage.consent(&begun.url, "allow", &["1"]).await;
    let less = connector.finish(&back(), &query, begun.keep.as_ref(), stage.clock.now()).await.unwrap();
    assert_eq!(less.scopes, ["1"]);
    let problem = connector.campaigns(&less, &account, None).await.expect_err("a scope is missing");
    assert_eq!(problem.class, Class::Permission, "{problem}");

    let given = stage.tokens(&connector).await;
    connector.revoke(&given).await.unwrap();
    connector.identify(&given).await.expect_err("given back");
    connector.revoke(&given).await.unwrap_or_else(|problem| panic!("twice is once: {problem}"));
}

#[tokio::test]
async fn events_are_believed_when_signed_and_read() {
    let stage = Stage::start().await;
    let connector = connector(&stage);
    for (kind, field) in [
        ("comment.update", "comment_id"),
        ("im_receive_msg", "message_id"),
        ("im_send_msg", "message_id"),
        ("authorization.removed", "reason"),
    ] {
        let event = json!({"platform": "tiktok", "kind": kind, "count": 3, "duplicate": true, "late": 600});
        stage.control("events", event).await;
        let arrived = stage.arrived();
        assert_eq!(arrived.len(), 6, "{kind}: each twice");
        let (secrets, now, query) = ([Secret::from("older"), Secret::from(SECRET)], stage.clock.now(), BTreeMap::new());
        let mut ids = BTreeSet::new();
        for (path, headers, body) in &arrived {
            assert_eq!(path, "/api/webhooks/tiktok");
            let call = Incoming { query: &query, headers, body };
            assert_eq!(connector.verify(call, &secrets, now), Ok(()), "{kind}");
            assert_eq!(connector.verify(call, &secrets[..1], now), Err(Unverified::Wrong), "{kind}");
            let years = now + TimeDelta::days(700);
            assert_eq!(connector.verify(call, &secrets, years), Err(Unverified::Stale), "{kind}");
            let changed = [body.as_ref(), b" "].concat();
            let forged = Incoming { body: &changed, ..call };
            assert_eq!(connector.verify(forged, &secrets, now), Err(Unverified::Wrong), "{kind}");
            let notices = connector.read(call).unwrap();
            assert_eq!((notices.len(), notices[0].kind.as_str()), (1, kind));
            assert!(notices[0].at.is_some_and(|at| at <= now - TimeDelta::seconds(600)), "{kind}: when it happened");
            assert!(find(&notices[0].payload, field), "{kind}: {}", notices[0].payload);
            ids.insert(notices[0].id.clone());
        }
        assert_eq!(ids.len(), 3, "{kind}: a repeat has the id of the first");
    }
}

/// Whether a field stands somewhere in what was read.
fn find(value: &Value, field: &str) -> bool {
    match value {
        Value::Object(fields) => fields.iter().any(|(name, value)| name == field || find(value, field)),
        Value::Array(values) => values.iter().any(|value| find(value, field)),
        _ => false,
    }
}
