//! Snapchat's connector against its stand-in.

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
    snapchat::{Hosts, Snapchat, VERSION},
};
use cmis_sandbox::{Numbers, SECRET};
use serde_json::{Value, json};

use crate::stage::{Stage, all, back, insights, november};

pub fn connector(stage: &Stage) -> Snapchat {
    let wire = Wire::new(Arc::new(|_| {})).unwrap();
    let app = App { id: "4711".to_owned(), secret: Secret::from(SECRET), more: BTreeMap::new() };
    Snapchat::new(wire, Hosts::under(&stage.root), VERSION, app)
}

async fn signed_in(stage: &Stage) -> (Snapchat, Tokens) {
    let connector = connector(stage);
    let tokens = stage.tokens(&connector).await;
    (connector, tokens)
}

async fn account(connector: &Snapchat, tokens: &Tokens, currency: &str) -> AdAccount {
    let accounts = all!(after => connector.ad_accounts(tokens, after));
    accounts.into_iter().find(|account| account.currency == currency).unwrap()
}

fn units(units: i64) -> Option<Micros> {
    Some(Micros(units * 1_000_000))
}

/// The sums of what Snapchat tells, in the order of the truth's.
fn sums(rows: &[Insight]) -> [i64; 6] {
    let sum = |of: &dyn Fn(&Insight) -> i64| rows.iter().map(of).sum::<i64>();
    [
        sum(&|row| row.numbers.impressions),
        sum(&|row| row.numbers.clicks),
        sum(&|row| row.numbers.spend.0),
        sum(&|row| row.numbers.video_views.unwrap()),
        sum(&|row| row.numbers.conversions.unwrap()),
        sum(&|row| row.numbers.conversion_value.unwrap().0),
    ]
}

fn told(truth: &Numbers) -> [i64; 6] {
    let conversions = truth.conversions * 1_000_000;
    [truth.impressions, truth.clicks, truth.spend, truth.video_views, conversions, truth.value]
}

#[tokio::test]
async fn a_person_signs_in_stays_for_long_and_leaves() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    assert_eq!(tokens.expires_at, Some(stage.clock.now() + TimeDelta::minutes(30)));
    assert_eq!(tokens.refresh_expires_at, None);
    let identity = connector.identify(&tokens).await.unwrap();
    assert_eq!(identity.name, "ليلى الحربي");
    stage.clock.advance(TimeDelta::days(100));
    let problem = connector.identify(&tokens).await.expect_err("over");
    assert_eq!(problem.class, Class::Expired, "{problem}");
    let fresh = connector.refresh(&tokens, stage.clock.now()).await.unwrap().unwrap();
    assert_eq!(connector.identify(&fresh).await.unwrap(), identity);
    connector.revoke(&fresh).await.unwrap();
    connector.identify(&fresh).await.expect_err("given back");
    connector.revoke(&fresh).await.unwrap();
    let problem = connector.refresh(&fresh, stage.clock.now()).await.expect_err("given back");
    assert_eq!(problem.class, Class::Revoked, "{problem}");
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
    let elsewhere = "http://localhost:8080/elsewhere".parse().unwrap();
    connector.finish(&elsewhere, &query, begun.keep.as_ref(), now).await.expect_err("another address");
    let query = stage.consent(&begun.url, "allow", connector.scopes()).await;
    connector.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
    let problem = connector.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("used");
    assert!(!problem.class.passes(), "{problem}");
}

#[tokio::test]
async fn what_is_read_is_the_truth_in_every_currency_zone_and_split() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let accounts = all!(after => connector.ad_accounts(&tokens, after));
    let currencies: Vec<_> = accounts.iter().map(|account| account.currency.as_str()).collect();
    assert_eq!(currencies, ["USD", "JPY", "KWD", "EGP", "SAR"], "of every organization");
    assert!(!connector.splits().is_empty());
    for account in &accounts {
        let number = stage.sandbox.account(Platform::Snapchat, &account.id).unwrap();
        let campaigns = all!(after => connector.campaigns(&tokens, account, after));
        let sets = all!(after => connector.ad_sets(&tokens, account, after));
        let ads = all!(after => connector.ads(&tokens, account, after));
        let window = november(stage.clock.now());
        let truth = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
        assert_eq!((campaigns.len(), account.currency.as_str()), (truth.campaigns.len(), truth.currency));
        assert!(campaigns.iter().all(|it| it.objective.is_some() && it.budget.daily.is_some()), "{campaigns:?}");
        let ids: BTreeSet<_> = campaigns.iter().map(|it| it.id.as_str()).collect();
        assert!(sets.iter().all(|set| ids.contains(set.campaign_id.as_str()) && set.budget.daily.is_some()));
        let ids: BTreeSet<_> = sets.iter().map(|it| it.id.as_str()).collect();
        assert!(ads.iter().all(|ad| ids.contains(ad.ad_set_id.as_str())));
        let ids: BTreeSet<_> = ads.iter().map(|it| it.id.as_str()).collect();
        for split in [Split::None].iter().chain(connector.splits()) {
            let rows = insights(&connector, &tokens, account, window, *split).await;
            assert_eq!(rows.iter().any(|row| row.part.is_empty()), *split == Split::None, "{split:?}");
            assert!(rows.iter().all(|row| (window.from..=window.to).contains(&row.day)), "{split:?}");
            assert!(rows.iter().filter_map(|row| row.ad_id.as_deref()).all(|ad| ids.contains(ad)), "{split:?}");
            if *split == Split::None {
                let leads: i64 = rows.iter().map(|row| row.numbers.leads.unwrap()).sum();
                assert_eq!(leads, truth.total.leads, "{}", account.currency);
            }
            // where age and gender are not told together, each is told of all
            let of = |name: &str| -> Vec<Insight> {
                rows.iter().filter(|row| row.part.iter().any(|part| part.0 == name)).cloned().collect()
            };
            match split {
                Split::AgeGender => {
                    for name in ["age", "gender"] {
                        assert_eq!(sums(&of(name)), told(&truth.total), "{} {name}", account.currency);
                    }
                }
                _ => assert_eq!(sums(&rows), told(&truth.total), "{} {split:?}", account.currency),
            }
        }
    }
}

#[tokio::test]
async fn days_on_which_clocks_change_are_read_whole() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    // New York goes back on the first of November 2026, Cairo at midnight of October's last Friday, and forward at one of April's
    for (currency, from, to) in [
        ("USD", "2026-10-30", "2026-11-03"),
        ("USD", "2026-03-07", "2026-03-09"),
        ("EGP", "2026-10-28", "2026-10-31"),
        ("EGP", "2026-04-22", "2026-04-26"),
        ("EGP", "2026-04-24", "2026-04-24"),
    ] {
        let account = account(&connector, &tokens, currency).await;
        let number = stage.sandbox.account(Platform::Snapchat, &account.id).unwrap();
        let window = Window { from: day(from), to: day(to) };
        let truth = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
        let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
        assert_eq!(sums(&rows), told(&truth.total), "{currency} {from}");
        let days: BTreeSet<_> = rows.iter().map(|row| row.day).collect();
        assert_eq!(days.len(), usize::try_from((window.to - window.from).num_days() + 1).unwrap(), "{currency} {from}");
    }
}

#[tokio::test]
async fn the_longest_window_is_taken_and_today_grows() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "SAR").await;
    let number = stage.sandbox.account(Platform::Snapchat, &account.id).unwrap();
    let to = stage.clock.now().date_naive();
    let window = Window { from: to - TimeDelta::days(i64::from(connector.longest_window(Split::None)) - 1), to };
    let truth = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
    let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
    assert_eq!(sums(&rows), told(&truth.total));
    assert!(rows.iter().any(|row| row.day == to));
    let change =
        json!({"platform": "snapchat", "account": account.id, "from": window.from, "to": window.to, "factor": 0.9});
    stage.control("restate", change).await;
    let after = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
    assert!(after.total.spend < truth.total.spend);
    let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
    assert_eq!(sums(&rows), told(&after.total));
}

/// A change that the connector has no word for.
async fn sent(stage: &Stage, tokens: &Tokens, method: &str, path: &str, body: &Value) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let address = stage.root.join(&format!("snapchat/api/v1/{path}")).unwrap();
    let call = client.request(method.parse().unwrap(), address).bearer_auth(expose(&tokens.access));
    let answer = call.header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
    assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
    serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
}

#[tokio::test]
async fn long_lists_are_read_to_their_end_and_deleted_ones_are_told() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "KWD").await;
    let before = all!(after => connector.campaigns(&tokens, &account, after));
    let item = |number: i32| {
        json!({"name": format!("C{number}"), "ad_account_id": account.id, "status": "PAUSED",
            "start_time": "2026-12-01T00:00:00.000Z", "objective_v2_properties": {"objective_v2_type": "SALES"}})
    };
    let items: Vec<Value> = (0..1_200).map(item).collect();
    let path = format!("adaccounts/{}/campaigns", account.id);
    sent(&stage, &tokens, "POST", &path, &json!({"campaigns": items})).await;
    let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
    let ids: BTreeSet<_> = campaigns.iter().map(|campaign| campaign.id.as_str()).collect();
    assert_eq!((ids.len(), campaigns.len()), (before.len() + 1_200, before.len() + 1_200));
    let page = connector.campaigns(&tokens, &account, None).await.unwrap();
    assert!(page.next.is_some());

    // numbers come page by page too, and many ads have none: sixty are put between the others
    let ads = all!(after => connector.ads(&tokens, &account, after));
    let (squad, shown) =
        (&ads[0].ad_set_id, sent(&stage, &tokens, "GET", &format!("ads/{}", ads[0].id), &json!({})).await);
    let creative = &shown["ads"][0]["ad"]["creative_id"];
    let ad = json!({"ad_squad_id": squad, "creative_id": creative, "name": "A", "status": "ACTIVE", "type": "SNAP_AD"});
    sent(&stage, &tokens, "POST", &format!("adsquads/{squad}/ads"), &json!({"ads": vec![ad; 60]})).await;
    let number = stage.sandbox.account(Platform::Snapchat, &account.id).unwrap();
    let window = november(stage.clock.now());
    let truth = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
    for split in [Split::None, Split::Country] {
        let first = connector.insights(&tokens, &account, window, split, None).await.unwrap();
        assert!(first.next.is_some(), "{split:?}");
        let rows = all!(after => connector.insights(&tokens, &account, window, split, after));
        assert_eq!(sums(&rows), told(&truth.total), "{split:?}");
    }

    let gone = &before[0].id;
    sent(&stage, &tokens, "DELETE", &format!("campaigns/{gone}"), &json!({})).await;
    let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
    let found = campaigns.iter().find(|campaign| campaign.id == *gone);
    assert_eq!(found.map(|campaign| campaign.status), Some(Status::Deleted));
}

#[tokio::test]
async fn a_campaign_is_made_paused_and_follows_its_changes() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    for currency in ["USD", "JPY", "KWD", "EGP", "SAR"] {
        let account = account(&connector, &tokens, currency).await;
        let read = async |id: &str| -> Campaign {
            let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
            campaigns.into_iter().find(|campaign| campaign.id == id).unwrap()
        };
        for objective in
            [Objective::Traffic, Objective::Awareness, Objective::Leads, Objective::Sales, Objective::AppPromotion]
        {
            let starts_at = Some(stage.clock.now() + TimeDelta::days(1));
            let ends_at = Some(stage.clock.now() + TimeDelta::days(9));
            let budget = Budget { daily: units(50_000), lifetime: None };
            let new = NewCampaign {
                name: "عروض الشتاء & Winter".to_owned(), objective, budget, starts_at, ends_at
            };
            let id = connector.create_campaign(&tokens, &account, &new).await.unwrap();
            let made = read(&id).await;
            assert_eq!((made.name.as_str(), made.status, made.budget), (new.name.as_str(), Status::Paused, budget));
            assert_eq!((made.objective, made.starts_at, made.ends_at), (Some(objective), starts_at, ends_at));
        }
        let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
        let old = campaigns.iter().find(|campaign| campaign.status == Status::Active).unwrap();
        connector.rename_campaign(&tokens, &account, &old.id, "Spring").await.unwrap();
        let changed = read(&old.id).await;
        let kept = (changed.status, changed.budget, changed.objective, changed.starts_at, changed.ends_at);
        assert_eq!(changed.name, "Spring");
        assert_eq!(kept, (old.status, old.budget, old.objective, old.starts_at, old.ends_at), "and nothing else");
        connector.set_status(&tokens, &account, Level::Campaign, &old.id, Status::Paused).await.unwrap();
        let budget = Budget { daily: units(60_000), lifetime: None };
        connector.set_budget(&tokens, &account, Level::Campaign, &old.id, budget).await.unwrap();
        let changed = read(&old.id).await;
        assert_eq!((changed.name.as_str(), changed.status, changed.budget), ("Spring", Status::Paused, budget));
        let low = Budget { daily: Some(Micros(1_000_000)), lifetime: None };
        let problem = connector.set_budget(&tokens, &account, Level::Campaign, &old.id, low).await.expect_err("low");
        assert_eq!((problem.class, problem.may_have_happened), (Class::Invalid, false), "{problem}");
        assert_eq!(read(&old.id).await.budget, budget);
    }
}

#[tokio::test]
async fn ad_squads_and_ads_are_changed_and_keep_the_rest() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "KWD").await;
    let sets = all!(after => connector.ad_sets(&tokens, &account, after));
    let set = &sets[0];
    connector.set_status(&tokens, &account, Level::AdSet, &set.id, Status::Paused).await.unwrap();
    let budget = Budget { daily: units(77), lifetime: None };
    connector.set_budget(&tokens, &account, Level::AdSet, &set.id, budget).await.unwrap();
    let sets = all!(after => connector.ad_sets(&tokens, &account, after));
    let changed = sets.iter().find(|it| it.id == set.id).unwrap();
    assert_eq!((changed.status, changed.budget, &changed.name), (Status::Paused, budget, &set.name));

    let ads = all!(after => connector.ads(&tokens, &account, after));
    let ad = ads.iter().find(|ad| ad.status == Status::Active).unwrap();
    connector.set_status(&tokens, &account, Level::Ad, &ad.id, Status::Paused).await.unwrap();
    let ads = all!(after => connector.ads(&tokens, &account, after));
    let changed = ads.iter().find(|it| it.id == ad.id).unwrap();
    assert_eq!((changed.status, &changed.name, &changed.ad_set_id), (Status::Paused, &ad.name, &ad.ad_set_id));
    let window = november(stage.clock.now());
    for (level, id) in [(Level::Ad, &ad.id), (Level::AdSet, &set.id), (Level::Campaign, &set.campaign_id)] {
        connector.set_status(&tokens, &account, level, id, Status::Deleted).await.unwrap();
        // its numbers are still the account's
        let number = stage.sandbox.account(Platform::Snapchat, &account.id).unwrap();
        let truth = stage.sandbox.truth(Platform::Snapchat, number, window.from, window.to).unwrap();
        let rows = all!(after => connector.insights(&tokens, &account, window, Split::None, after));
        assert_eq!(sums(&rows), told(&truth.total), "{level:?}");
    }
    let missing = "92e1c28a-a331-45b4-8c26-fd3e0eea8c39";
    for level in [Level::Campaign, Level::AdSet, Level::Ad] {
        let problem =
            connector.set_status(&tokens, &account, level, missing, Status::Paused).await.expect_err("there is none");
        assert_eq!((problem.class, problem.may_have_happened), (Class::NotFound, false), "{level:?}: {problem}");
    }
}

/// A campaign, and an ad squad below it for women from 25 to 34 who speak Arabic, in two countries, on nine days.
async fn women(
    stage: &Stage,
    (connector, tokens, account): (&Snapchat, &Tokens, &AdAccount),
    objective: Objective,
    budget: Budget,
) -> NewAdSet {
    let name = "عروض الشتاء & Winter".to_owned();
    let starts_at = Some(stage.clock.now() + TimeDelta::days(1));
    let ends_at = Some(stage.clock.now() + TimeDelta::days(10));
    let new = NewCampaign { name, objective, budget, starts_at, ends_at };
    NewAdSet {
        campaign_id: connector.create_campaign(tokens, account, &new).await.unwrap(),
        name: "نساء & Women".to_owned(),
        objective,
        budget,
        starts_at,
        ends_at,
        audience: Audience {
            age_min: Some(25),
            age_max: Some(34),
            genders: vec![Gender::Female],
            countries: vec!["SA".to_owned(), "AE".to_owned()],
            languages: vec!["ar".to_owned()],
        },
    }
}

/// All that Snapchat says of an ad squad.
async fn shown(stage: &Stage, tokens: &Tokens, id: &str) -> Value {
    let told = sent(stage, tokens, "GET", &format!("adsquads/{id}?return_placement_v2=true"), &json!({})).await;
    told["adsquads"][0]["adsquad"].clone()
}

#[tokio::test]
async fn an_ad_squad_is_made_with_its_audience_and_nothing_is_guessed() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    assert!(connector.has_ad_set_budgets());
    for currency in ["USD", "JPY", "KWD", "EGP", "SAR"] {
        let account = account(&connector, &tokens, currency).await;
        for budget in [Budget { daily: units(50_000), lifetime: None }, Budget { daily: None, lifetime: units(90_000) }]
        {
            let new = women(&stage, (&connector, &tokens, &account), Objective::Traffic, budget).await;
            assert_eq!(connector.nearest(&new.audience), new.audience, "what Snapchat tells apart as it is");
            let id = connector.create_ad_set(&tokens, &account, &new).await.unwrap();
            let sets = all!(after => connector.ad_sets(&tokens, &account, after));
            let set = sets.iter().find(|set| set.id == id).unwrap();
            let AdSet { campaign_id, name, status, budget: own, .. } = set;
            let expected = (&new.campaign_id, &new.name, Status::Active, budget);
            assert_eq!((campaign_id, name, *status, *own), expected, "{currency}");
            let told = shown(&stage, &tokens, &id).await;
            let people = json!({"min_age": 25, "max_age": 34, "gender": "FEMALE", "languages": ["ar"]});
            let targeting = json!({"geos": [{"country_code": "sa"}, {"country_code": "ae"}], "demographics": [people]});
            for (field, value) in [
                ("targeting", targeting),
                ("placement_v2", json!({"config": "AUTOMATIC"})),
                ("optimization_goal", json!("SWIPES")),
                ("bid_strategy", json!("AUTO_BID")),
                ("billing_event", json!("IMPRESSION")),
                ("start_time", json!("2026-11-22T09:00:00.000Z")),
                ("end_time", json!("2026-12-01T09:00:00.000Z")),
                // its campaign is paused: nothing is spent
                ("delivery_status", json!(["INVALID_NOT_EFFECTIVE_ACTIVE"])),
            ] {
                assert_eq!(told[field], value, "{field}: {told}");
            }
        }
    }
}

#[tokio::test]
async fn an_ad_squad_is_shown_to_more_but_never_to_fewer_and_to_nobody_unknown() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "SAR").await;
    let budget = Budget { daily: units(5_000), lifetime: None };
    let new = women(&stage, (&connector, &tokens, &account), Objective::Awareness, budget).await;
    let make = async |audience: Audience| -> Result<Value, Problem> {
        let new = NewAdSet { audience, starts_at: None, ends_at: None, ..new.clone() };
        let id = connector.create_ad_set(&tokens, &account, &new).await?;
        Ok(shown(&stage, &tokens, &id).await)
    };
    let wide = Audience { age_min: Some(47), age_max: Some(60), genders: vec![], ..new.audience.clone() };
    assert_eq!((connector.nearest(&wide).age_min, connector.nearest(&wide).age_max), (Some(45), None));
    let told = make(wide).await.unwrap();
    assert_eq!(told["targeting"]["demographics"], json!([{"min_age": 45, "languages": ["ar"]}]));
    assert_eq!(told["end_time"], Value::Null);
    let somewhere = |countries: &[&str], languages: &[&str]| Audience {
        countries: countries.iter().map(|it| (*it).to_owned()).collect(),
        languages: languages.iter().map(|it| (*it).to_owned()).collect(),
        ..Audience::default()
    };
    let told = make(somewhere(&["GB", "gb"], &[])).await.unwrap();
    let everybody = json!({"geos": [{"country_code": "uk"}], "demographics": [{"min_age": 18}]});
    assert_eq!(told["targeting"], everybody, "nobody under 18, and Snapchat's own word for the country");

    let before = all!(after => connector.ad_sets(&tokens, &account, after)).len();
    for (audience, code, named) in [
        (somewhere(&["SA", "KP"], &["ar"]), "unknown_country", "KP"),
        (somewhere(&["SA"], &["tlh"]), "unknown_language", "tlh"),
        (somewhere(&[], &[]), "no_country", ""),
        (somewhere(&["SA", "AE"], &[]), "one_language", "language"),
        (somewhere(&["SA", "AE"], &["ar", "en"]), "one_language", "language"),
        (Audience { age_min: Some(40), age_max: Some(20), ..somewhere(&["SA"], &[]) }, "no_ages", ""),
    ] {
        let problem = make(audience).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{problem}");
        assert!(problem.words.contains(named) && !problem.may_have_happened, "{problem}");
    }
    assert_eq!(all!(after => connector.ad_sets(&tokens, &account, after)).len(), before, "nothing was made");
    let told = make(somewhere(&["SA"], &["ar", "en"])).await.unwrap();
    assert_eq!(told["targeting"]["demographics"][0]["languages"], json!(["ar", "en"]), "in one country, several");
}

#[tokio::test]
async fn each_objective_has_its_ad_squad() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "USD").await;
    let daily = Budget { daily: units(500), lifetime: None };
    let lifetime = Budget { daily: None, lifetime: units(900) };
    for (objective, goal) in [
        (Objective::Awareness, "IMPRESSIONS"),
        (Objective::Traffic, "SWIPES"),
        (Objective::Engagement, "VIDEO_VIEWS"),
        (Objective::Leads, "LEAD_FORM_SUBMISSIONS"),
        (Objective::AppPromotion, "SWIPES"),
        (Objective::Sales, "SWIPES"),
    ] {
        for budget in [daily, lifetime] {
            let new = women(&stage, (&connector, &tokens, &account), objective, budget).await;
            let id = connector.create_ad_set(&tokens, &account, &new).await.unwrap();
            assert_eq!(shown(&stage, &tokens, &id).await["optimization_goal"], goal, "{objective:?}");
        }
    }
    let mut new = women(&stage, (&connector, &tokens, &account), Objective::Traffic, Budget::default()).await;
    let problem = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no budget");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_budget"), "{problem}");
    (new.budget, new.ends_at) = (lifetime, None);
    let problem = connector.create_ad_set(&tokens, &account, &new).await.expect_err("no end");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_end"), "{problem}");
}

#[tokio::test]
async fn an_ad_squad_that_nobody_heard_of_is_found_by_its_name() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "USD").await;
    let budget = Budget { daily: units(500), lifetime: None };
    let new = women(&stage, (&connector, &tokens, &account), Objective::Traffic, budget).await;
    let cut = async |path: &str| {
        let fault = json!({"platform": "snapchat", "kind": "cut", "path_contains": path});
        stage.control("faults", fault).await;
        connector.create_ad_set(&tokens, &account, &new).await.expect_err("no answer")
    };
    // while it only asks, nothing has happened
    for path in ["/targeting/geo/country", "/targeting/demographics/languages"] {
        let cut = cut(path).await;
        assert!(!cut.may_have_happened && cut.class.passes(), "{path}: {cut}");
    }
    let cut = cut("/adsquads").await;
    assert!(cut.may_have_happened && cut.class.passes(), "{cut}");
    let sets = all!(after => connector.ad_sets(&tokens, &account, after));
    let found: Vec<_> = sets.iter().filter(|set| set.campaign_id == new.campaign_id && set.name == new.name).collect();
    assert_eq!(found.len(), 1);
    let told = shown(&stage, &tokens, &found[0].id).await;
    assert_eq!(told["targeting"]["geos"].as_array().unwrap().len(), 2, "with all that it has");
    // what follows finds it and goes on: its status and its budget are changed, and its targeting stays
    connector.set_status(&tokens, &account, Level::AdSet, &found[0].id, Status::Paused).await.unwrap();
    let now = shown(&stage, &tokens, &found[0].id).await;
    assert_eq!((&now["targeting"], &now["status"]), (&told["targeting"], &json!("PAUSED")));
}

#[tokio::test]
async fn each_fault_has_its_class_and_only_a_revocation_disconnects() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "USD").await;
    for (kind, classes) in [
        ("rate_limit", &[Class::RateLimited][..]),
        ("outage", &[Class::Outage, Class::Transient]),
        ("cut", &[Class::Transient]),
        ("expired_token", &[Class::Expired]),
    ] {
        stage.control("faults", json!({"platform": "snapchat", "kind": kind})).await;
        let problem = connector.campaigns(&tokens, &account, None).await.expect_err(kind);
        assert!(classes.contains(&problem.class), "{kind}: {problem}");
        assert!(!problem.may_have_happened, "{kind}: reading changes nothing");
    }
    for (kind, classes) in [("rate_limit", &[Class::RateLimited][..]), ("outage", &[Class::Outage, Class::Transient])] {
        stage.control("faults", json!({"platform": "snapchat", "kind": kind})).await;
        let problem = connector.refresh(&tokens, stage.clock.now()).await.expect_err(kind);
        assert!(classes.contains(&problem.class), "{kind}: {problem}");
    }
    let tokens = connector.refresh(&tokens, stage.clock.now()).await.unwrap().unwrap();
    let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
    let running = campaigns.iter().find(|campaign| campaign.status == Status::Active).unwrap();
    // the connector reads the object, then writes it: the second call is cut
    stage.control("faults", json!({"platform": "snapchat", "kind": "cut", "after": 1})).await;
    let change = connector.set_status(&tokens, &account, Level::Campaign, &running.id, Status::Paused);
    let problem = change.await.expect_err("no answer");
    assert!(problem.may_have_happened && problem.class.passes(), "{problem}");
    let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
    assert_eq!(campaigns.iter().find(|it| it.id == running.id).unwrap().status, Status::Paused, "it happened");

    stage.control("faults", json!({"platform": "snapchat", "kind": "revoked_token"})).await;
    let problem = connector.campaigns(&tokens, &account, None).await.expect_err("revoked");
    assert!([Class::Expired, Class::Revoked].contains(&problem.class), "{problem}");
    let problem = connector.refresh(&tokens, stage.clock.now()).await.expect_err("revoked");
    assert_eq!(problem.class, Class::Revoked, "{problem}");
}

#[tokio::test]
async fn budgets_that_run_out_are_believed_when_signed_and_fresh() {
    let stage = Stage::start().await;
    let (connector, tokens) = signed_in(&stage).await;
    let account = account(&connector, &tokens, "EGP").await;
    let event = json!({"platform": "snapchat", "kind": "budget_threshold_reached", "account": account.id, "count": 3, "duplicate": true});
    stage.control("events", event).await;
    let arrived = stage.arrived();
    assert_eq!(arrived.len(), 6, "each twice");
    let (secrets, now, query) = ([Secret::from("older"), Secret::from(SECRET)], stage.clock.now(), BTreeMap::new());
    let campaigns = all!(after => connector.campaigns(&tokens, &account, after));
    let mut ids = BTreeSet::new();
    for (path, headers, body) in &arrived {
        assert_eq!(path, "/api/webhooks/snapchat");
        let call = Incoming { query: &query, headers, body };
        assert_eq!(connector.verify(call, &secrets, now), Ok(()));
        assert_eq!(connector.verify(call, &secrets[..1], now), Err(Unverified::Wrong));
        assert_eq!(connector.verify(call, &secrets, now + TimeDelta::hours(8)), Err(Unverified::Stale));
        let notices = connector.read(call).unwrap();
        let [notice] = notices.as_slice() else { panic!("{notices:?}") };
        assert_eq!((notice.kind.as_str(), notice.account.as_ref()), ("budget_threshold_reached", Some(&account.id)));
        let campaign = notice.payload["campaign_id"].as_str().unwrap();
        assert!(campaigns.iter().any(|it| it.id == campaign));
        assert!(notice.at.is_some_and(|at| now - at <= TimeDelta::seconds(20)));
        ids.insert(notice.id.clone());
    }
    assert_eq!(ids.len(), 3, "a repeat has the id of the first");
}
