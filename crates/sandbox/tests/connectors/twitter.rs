//! X: the connector of its ads, whose calls are signed, and the sign-in of version 2, against the sandbox.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{Router, body::Bytes, extract::RawQuery};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cmis_base::{
    clock::Clock,
    money::Micros,
    platform::Platform,
    secret::{Secret, expose},
};
use cmis_connectors::{
    platform::{
        AdAccount, AdSet, Ads, App, Audience, Budget, Campaign, EditAds, Gender, Inbound, Incoming, Insight, Level,
        NewAdSet, NewCampaign, Objective, SignIn, Split, Status, Tokens, Unverified, Window, problem::Class,
        wire::Wire,
    },
    twitter::{Hosts, Twitter, TwitterV2, VERSION},
};
use cmis_sandbox::{SECRET, Sandbox, Settings};
use hmac::{Hmac, KeyInit, Mac};
use http::HeaderMap;
use serde_json::{Value, json};
use sha1::Sha1;
use tokio::task::JoinSet;
use url::Url;

use crate::stage::{Stage, all, back, insights, november, port};

fn app(id: &str) -> App {
    App { id: id.to_owned(), secret: Secret::from(SECRET), more: BTreeMap::new() }
}

pub fn connector(root: &Url, clock: &Clock) -> Twitter {
    Twitter::new(
        Wire::new(Arc::new(|_| {})).unwrap(),
        Hosts::under(root),
        VERSION.to_owned(),
        app("4711"),
        clock.clone(),
    )
}

/// A stage, and the connector that was allowed everything.
async fn signed_in() -> (Stage, Twitter, Tokens) {
    let stage = Stage::start().await;
    let x = connector(&stage.root, &stage.clock);
    let tokens = tokens(&stage, &x).await;
    (stage, x, tokens)
}

/// Signs in and allows everything.
async fn tokens(stage: &Stage, x: &dyn SignIn) -> Tokens {
    let begun = x.begin(&back(), "state-1", stage.clock.now()).await.unwrap();
    let query = stage.consent(&begun.url, "allow", x.scopes()).await;
    assert_eq!(query["state"], "state-1");
    x.finish(&back(), &query, begun.keep.as_ref(), stage.clock.now()).await.unwrap()
}

async fn accounts(x: &Twitter, tokens: &Tokens) -> Vec<AdAccount> {
    all!(after => x.ad_accounts(tokens, after))
}

/// What control and truth know an account by.
fn number(account: &AdAccount) -> u64 {
    u64::from_str_radix(&account.id, 36).unwrap()
}

fn spend(rows: &[Insight]) -> Micros {
    rows.iter().map(|row| row.numbers.spend).sum()
}

#[tokio::test]
async fn everything_is_read_and_numbers_are_the_truth_in_all_currencies() {
    let (stage, x, tokens) = signed_in().await;
    let identity = x.identify(&tokens).await.unwrap();
    assert!(!identity.id.is_empty() && !identity.name.is_empty() && identity.scopes == ["read-write"], "{identity:?}");
    let accounts = accounts(&x, &tokens).await;
    let currencies: Vec<_> = accounts.iter().map(|account| account.currency.as_str()).collect();
    assert_eq!(currencies, ["USD", "JPY", "KWD", "EGP", "SAR"]);
    let zones: Vec<_> = accounts.iter().map(|account| account.time_zone.as_str()).collect();
    assert_eq!(zones, ["America/New_York", "Asia/Tokyo", "Asia/Kuwait", "Africa/Cairo", "Asia/Riyadh"]);
    for account in &accounts {
        assert!(account.is_active);
        let campaigns = all!(after => x.campaigns(&tokens, account, after));
        let sets = all!(after => x.ad_sets(&tokens, account, after));
        let ads = all!(after => x.ads(&tokens, account, after));
        let window = november(stage.clock.now());
        let truth = stage.sandbox.truth(Platform::Twitter, number(account), window.from, window.to).unwrap();
        assert_eq!(campaigns.len(), truth.campaigns.len(), "{}: the deleted ones too", account.name);
        assert!(campaigns.iter().all(|it| it.budget.daily.is_some()));
        let ids: BTreeSet<_> = campaigns.iter().map(|it| it.id.as_str()).collect();
        assert!(sets.iter().all(|set| ids.contains(set.campaign_id.as_str())));
        let ids: BTreeSet<_> = sets.iter().map(|it| it.id.as_str()).collect();
        assert!(ads.iter().all(|ad| ids.contains(ad.ad_set_id.as_str())));

        for split in [Split::None].iter().chain(x.splits()) {
            let rows = insights(&x, &tokens, account, window, *split).await;
            let numbers = || rows.iter().map(|row| &row.numbers);
            assert_eq!(spend(&rows), Micros(truth.total.spend), "{} {split:?}", account.name);
            assert_eq!(numbers().map(|it| it.impressions).sum::<i64>(), truth.total.impressions, "{split:?}");
            assert_eq!(numbers().map(|it| it.clicks).sum::<i64>(), truth.total.clicks, "{split:?}");
            assert_eq!(numbers().filter_map(|it| it.video_views).sum::<i64>(), truth.total.video_views, "{split:?}");
            assert!(rows.iter().all(|row| (window.from..=window.to).contains(&row.day)));
            let ads: BTreeSet<_> = ads.iter().map(|ad| ad.id.as_str()).collect();
            assert!(rows.iter().filter_map(|row| row.ad_id.as_deref()).all(|ad| ads.contains(ad)));
        }
        let rows = insights(&x, &tokens, account, window, Split::None).await;
        // purchases and registrations, in millionths
        let conversions: i64 = rows.iter().filter_map(|row| row.numbers.conversions).sum();
        assert_eq!(conversions, (truth.total.conversions + truth.total.leads) * 1_000_000, "{}", account.name);
        // each day is the day that it is where the account is
        for day in window.from.iter_days().take_while(|day| *day <= window.to) {
            let truth = stage.sandbox.truth(Platform::Twitter, number(account), day, day).unwrap();
            let of_day: Vec<_> = rows.iter().filter(|row| row.day == day).cloned().collect();
            assert_eq!(spend(&of_day), Micros(truth.total.spend), "{} {day}", account.name);
        }
    }
}

#[tokio::test]
async fn days_are_whole_where_clocks_change() {
    let (stage, x, tokens) = signed_in().await;
    let accounts = accounts(&x, &tokens).await;
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    // New York goes back on 2026-11-01 and went forward on 2026-03-08, Cairo on 2026-10-30 and 2026-04-24
    for (account, from, to) in [
        (&accounts[0], "2026-10-28", "2026-11-03"),
        (&accounts[0], "2026-03-05", "2026-03-11"),
        (&accounts[3], "2026-10-26", "2026-11-02"),
        (&accounts[3], "2026-04-21", "2026-04-28"),
        (&accounts[0], "2026-07-01", "2026-07-08"),
    ] {
        let window = Window { from: day(from), to: day(to) };
        let rows = insights(&x, &tokens, account, window, Split::None).await;
        for day in window.from.iter_days().take_while(|day| *day <= window.to) {
            let truth = stage.sandbox.truth(Platform::Twitter, number(account), day, day).unwrap();
            let of_day: Vec<_> = rows.iter().filter(|row| row.day == day).cloned().collect();
            assert_eq!(spend(&of_day), Micros(truth.total.spend), "{} {day}", account.time_zone);
        }
    }
}

#[tokio::test]
async fn a_person_says_no_and_what_comes_back_is_good_once() {
    let stage = Stage::start().await;
    let x = connector(&stage.root, &stage.clock);
    let now = stage.clock.now();
    let begun = x.begin(&back(), "state-2", now).await.unwrap();
    let query = stage.consent(&begun.url, "deny", &[]).await;
    assert_eq!(query["state"], "state-2");
    let problem = x.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("denied");
    assert_eq!(problem.class, Class::Denied, "{problem}");

    let (begun, other) = (x.begin(&back(), "a", now).await.unwrap(), x.begin(&back(), "b", now).await.unwrap());
    let query = stage.consent(&begun.url, "allow", &[]).await;
    x.finish(&back(), &query, other.keep.as_ref(), now).await.expect_err("of another sign-in");
    x.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
    let problem = x.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("used");
    assert!(!problem.class.passes() && problem.class != Class::Revoked, "{problem}");
}

#[tokio::test]
async fn a_campaign_is_made_paused_and_follows_its_changes() {
    let (_stage, x, tokens) = signed_in().await;
    for account in accounts(&x, &tokens).await.iter().take(3) {
        let units = |units: i64| Some(Micros(units * 1_000_000));
        let new = NewCampaign {
            name: "عروض الشتاء & Winter +1, 50%".to_owned(),
            objective: Objective::Traffic,
            budget: Budget { daily: units(50_000), lifetime: None },
            starts_at: None,
            ends_at: None,
        };
        let id = x.create_campaign(&tokens, account, &new).await.unwrap();
        let read = async || -> Campaign {
            let campaigns = all!(after => x.campaigns(&tokens, account, after));
            campaigns.into_iter().find(|campaign| campaign.id == id).unwrap()
        };
        let made = read().await;
        assert_eq!((made.name.as_str(), made.status, made.budget), (new.name.as_str(), Status::Paused, new.budget));
        x.rename_campaign(&tokens, account, &id, "Spring").await.unwrap();
        x.set_status(&tokens, account, Level::Campaign, &id, Status::Active).await.unwrap();
        let budget = Budget { daily: units(60_000), lifetime: None };
        x.set_budget(&tokens, account, Level::Campaign, &id, budget).await.unwrap();
        let changed = read().await;
        assert_eq!((changed.name.as_str(), changed.status, changed.budget), ("Spring", Status::Active, budget));
        // what is spent in all is a cap beside what is spent a day, and cannot be less
        let in_all = |units: i64| Budget { daily: None, lifetime: Some(Micros(units * 1_000_000)) };
        x.set_budget(&tokens, account, Level::Campaign, &id, in_all(900_000)).await.unwrap();
        assert_eq!(read().await.budget, budget, "{}", account.currency);
        let problem =
            x.set_budget(&tokens, account, Level::Campaign, &id, in_all(50_000)).await.expect_err("too little");
        assert_eq!((problem.class, problem.may_have_happened), (Class::Invalid, false), "{problem}");

        let sets = all!(after => x.ad_sets(&tokens, account, after));
        let set = sets.iter().find(|set| set.status == Status::Active).unwrap();
        x.set_status(&tokens, account, Level::AdSet, &set.id, Status::Paused).await.unwrap();
        let budget = Budget { daily: units(70), lifetime: None };
        x.set_budget(&tokens, account, Level::AdSet, &set.id, budget).await.unwrap();
        let sets = all!(after => x.ad_sets(&tokens, account, after));
        let now = sets.iter().find(|it| it.id == set.id).unwrap();
        assert_eq!((now.status, now.budget), (Status::Paused, budget));
        x.set_status(&tokens, account, Level::Campaign, &id, Status::Deleted).await.unwrap();
        assert_eq!(read().await.status, Status::Deleted);
        let problem = x.rename_campaign(&tokens, account, &id, "x").await.expect_err("gone");
        assert_eq!(problem.class, Class::NotFound, "{problem}");
    }
}

/// Letters, digits and four signs stay.
fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// What the Ads API answers, whoever the connector is: signed by hand.
async fn read(stage: &Stage, tokens: &Tokens, path: &str, nonce: &str) -> Value {
    let address = stage.root.join(&format!("twitter/ads/12/{path}")).unwrap();
    let at = stage.clock.now().timestamp().to_string();
    let mut said = vec![
        ("oauth_consumer_key", "4711"),
        ("oauth_nonce", nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &at),
        ("oauth_token", expose(&tokens.access)),
        ("oauth_version", "1.0"),
    ];
    let pair = |name: &str, value: &str| format!("{}={}", percent(name), percent(value));
    let query = address.query_pairs().map(|(name, value)| pair(&name, &value));
    let mut all: Vec<String> = said.iter().map(|(name, value)| pair(name, value)).chain(query).collect();
    all.sort();
    let plain = address.as_str().split('?').next().unwrap();
    let base = format!("GET&{}&{}", percent(plain), percent(&all.join("&")));
    let key = format!("{}&{}", percent(SECRET), percent(expose(tokens.refresh.as_ref().unwrap())));
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap().chain_update(base.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    said.push(("oauth_signature", &signature));
    let said: Vec<String> = said.iter().map(|(name, value)| format!("{name}=\"{}\"", percent(value))).collect();
    let asked = stage.client.get(address).header("authorization", format!("OAuth {}", said.join(", ")));
    serde_json::from_slice(&asked.send().await.unwrap().bytes().await.unwrap()).unwrap()
}

/// A campaign, and an ad set for women in two countries that is to be made below it.
async fn planned(x: &Twitter, tokens: &Tokens, account: &AdAccount, budget: Budget, now: DateTime<Utc>) -> NewAdSet {
    let objective = Objective::Traffic;
    let new = NewCampaign { name: "عروض".to_owned(), objective, budget, starts_at: None, ends_at: None };
    let campaign_id = x.create_campaign(tokens, account, &new).await.unwrap();
    let audience = Audience {
        age_min: Some(25),
        age_max: Some(34),
        genders: vec![Gender::Female],
        countries: vec!["SA".to_owned(), "AE".to_owned()],
        languages: vec!["ar".to_owned()],
    };
    let (starts_at, ends_at) = (Some(now + TimeDelta::days(1)), Some(now + TimeDelta::days(31)));
    NewAdSet { campaign_id, name: "نساء & Women, 50%".to_owned(), objective, budget, starts_at, ends_at, audience }
}

/// The ad sets of a campaign, as the connector tells of them.
async fn below(x: &Twitter, tokens: &Tokens, account: &AdAccount, campaign: &str) -> Vec<AdSet> {
    let sets = all!(after => x.ad_sets(tokens, account, after));
    sets.into_iter().filter(|set| set.campaign_id == campaign).collect()
}

/// Kind and name of what a line item is told of its audience.
async fn audience(stage: &Stage, tokens: &Tokens, account: &AdAccount, item: &str) -> BTreeSet<(String, String)> {
    let path = format!("accounts/{}/targeting_criteria?line_item_ids={item}", account.id);
    let told = read(stage, tokens, &path, &format!("of-{item}")).await;
    let text = |it: &Value, name: &str| it[name].as_str().unwrap().to_owned();
    let all = told["data"].as_array().unwrap_or_else(|| panic!("{told}"));
    assert!(all.iter().all(|it| it["operator_type"] == "EQ" && it["line_item_id"] == item), "{told}");
    all.iter().map(|it| (text(it, "targeting_type"), text(it, "name"))).collect()
}

fn pairs(all: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    all.iter().map(|(kind, name)| ((*kind).to_owned(), (*name).to_owned())).collect()
}

#[tokio::test]
async fn ad_sets_are_made_for_whom_they_are_meant() {
    let (stage, x, tokens) = signed_in().await;
    let account = &accounts(&x, &tokens).await[0];
    let budget = Budget { daily: Some(Micros(50_000_000)), lifetime: None };
    let new = planned(&x, &tokens, account, budget, stage.clock.now()).await;
    let wider = Audience { age_min: Some(21), ..new.audience.clone() };
    assert_eq!((x.nearest(&new.audience), x.has_ad_set_budgets()), (wider, true));
    let id = x.create_ad_set(&tokens, account, &new).await.unwrap();
    let sets = below(&x, &tokens, account, &new.campaign_id).await;
    assert_eq!(sets.len(), 1);
    let set = &sets[0];
    assert_eq!((&set.id, &set.name, set.status, set.budget), (&id, &new.name, Status::Active, budget));
    let expected = [
        ("AGE", "AGE_21_TO_34"),
        ("GENDER", "Female"),
        ("LANGUAGE", "Arabic"),
        ("LOCATION", "Saudi Arabia"),
        ("LOCATION", "United Arab Emirates"),
    ];
    assert_eq!(audience(&stage, &tokens, account, &id).await, pairs(&expected));
    let told = read(&stage, &tokens, &format!("accounts/{}/line_items/{id}", account.id), "one").await["data"].clone();
    assert_eq!(
        (&told["start_time"], &told["end_time"]),
        (&json!("2026-11-22T09:00:00Z"), &json!("2026-12-22T09:00:00Z"))
    );
    assert_eq!((&told["bid_strategy"], &told["goal"]), (&json!("AUTO"), &json!("LINK_CLICKS")));
    // now it is known what the campaign is for, and from when to when
    let campaigns = all!(after => x.campaigns(&tokens, account, after));
    let campaign = campaigns.iter().find(|it| it.id == new.campaign_id).unwrap();
    assert_eq!(
        (campaign.objective, campaign.status, campaign.starts_at, campaign.ends_at),
        (Some(Objective::Traffic), Status::Paused, new.starts_at, new.ends_at)
    );

    // everybody of age, from now on and without an end; languages may be several of X's
    let everybody = Audience {
        genders: vec![Gender::Male, Gender::Female],
        countries: vec!["TW".to_owned()],
        languages: vec!["zh".to_owned()],
        ..Audience::default()
    };
    let open = NewAdSet { name: "open".to_owned(), starts_at: None, ends_at: None, audience: everybody, ..new.clone() };
    let id = x.create_ad_set(&tokens, account, &open).await.unwrap();
    let expected = [
        ("AGE", "AGE_OVER_18"),
        ("LANGUAGE", "Simplified Chinese"),
        ("LANGUAGE", "Traditional Chinese"),
        ("LOCATION", "Taiwan"),
    ];
    assert_eq!(audience(&stage, &tokens, account, &id).await, pairs(&expected));
    let told = read(&stage, &tokens, &format!("accounts/{}/line_items/{id}", account.id), "two").await["data"].clone();
    assert_eq!((&told["start_time"], &told["end_time"]), (&json!("2026-11-21T09:00:00Z"), &json!(null)));
}

#[tokio::test]
async fn ad_sets_that_x_cannot_have_are_not_made() {
    let (stage, x, tokens) = signed_in().await;
    let account = &accounts(&x, &tokens).await[0];
    let total = Budget { daily: None, lifetime: Some(Micros(900_000_000)) };
    for objective in
        [Objective::Awareness, Objective::Traffic, Objective::Engagement, Objective::Leads, Objective::Sales]
    {
        let new = planned(&x, &tokens, account, total, stage.clock.now()).await;
        x.create_ad_set(&tokens, account, &NewAdSet { objective, ..new.clone() }).await.unwrap();
        let sets = below(&x, &tokens, account, &new.campaign_id).await;
        assert_eq!((sets.len(), sets[0].budget, sets[0].status), (1, total, Status::Active), "{objective:?}");
    }
    let new = planned(&x, &tokens, account, total, stage.clock.now()).await;
    let places = |country: &str| Audience { countries: vec![country.to_owned()], ..Audience::default() };
    let speaking = Audience { languages: vec!["ar".to_owned(), "tlh".to_owned()], ..places("SA") };
    for (wrong, code) in [
        (NewAdSet { audience: places("ZZ"), ..new.clone() }, "unknown_country"),
        (NewAdSet { audience: speaking, ..new.clone() }, "unknown_language"),
        (NewAdSet { audience: Audience::default(), ..new.clone() }, "no_country"),
        (NewAdSet { objective: Objective::AppPromotion, ..new.clone() }, "no_app"),
        (NewAdSet { name: String::new(), ..new.clone() }, "bad_name"),
    ] {
        let problem = x.create_ad_set(&tokens, account, &wrong).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{problem}");
        assert!(!problem.may_have_happened && !problem.words.is_empty(), "{problem}");
    }
    let gone = NewAdSet { campaign_id: "1".to_owned(), ..new.clone() };
    let problem = x.create_ad_set(&tokens, account, &gone).await.expect_err("no such campaign");
    assert_eq!((problem.class, problem.may_have_happened), (Class::NotFound, false), "{problem}");
    assert!(below(&x, &tokens, account, &new.campaign_id).await.is_empty());
}

#[tokio::test]
async fn an_ad_set_that_is_half_made_does_not_run() {
    let (stage, x, tokens) = signed_in().await;
    let account = &accounts(&x, &tokens).await[0];
    let budget = Budget { daily: Some(Micros(50_000_000)), lifetime: None };
    // where it breaks, how many criteria it then has, and its state
    for (kind, path, criteria, status) in [
        ("cut", "/line_items", 0, Status::Paused),
        ("outage", "/batch/", 0, Status::Paused),
        ("rate_limit", "/batch/", 0, Status::Paused),
        ("cut", "/batch/", 5, Status::Paused),
        ("outage", "/line_items/", 5, Status::Paused),
        ("cut", "/line_items/", 5, Status::Active),
    ] {
        let new = planned(&x, &tokens, account, budget, stage.clock.now()).await;
        stage.control("faults", json!({"platform": "twitter", "kind": kind, "path_contains": path})).await;
        let problem = x.create_ad_set(&tokens, account, &new).await.expect_err(path);
        assert!(problem.may_have_happened && problem.class.passes(), "{kind} {path}: {problem}");
        let sets = below(&x, &tokens, account, &new.campaign_id).await;
        let found: Vec<_> = sets.iter().map(|set| (&set.name, set.status)).collect();
        assert_eq!(found, [(&new.name, status)], "{kind} {path}");
        assert_eq!(audience(&stage, &tokens, account, &sets[0].id).await.len(), criteria, "{kind} {path}");
    }
    // what fails before there is anything to find has not happened
    let new = planned(&x, &tokens, account, budget, stage.clock.now()).await;
    for path in ["/targeting_criteria/locations", "/targeting_criteria/languages"] {
        stage.control("faults", json!({"platform": "twitter", "kind": "outage", "path_contains": path})).await;
        let problem = x.create_ad_set(&tokens, account, &new).await.expect_err(path);
        assert!(!problem.may_have_happened && problem.class.passes(), "{path}: {problem}");
    }
    assert!(below(&x, &tokens, account, &new.campaign_id).await.is_empty());
}

#[tokio::test]
async fn each_fault_has_its_class() {
    let (stage, x, tokens) = signed_in().await;
    let accounts = accounts(&x, &tokens).await;
    let account = &accounts[0];
    let plant = async |kind: &str| {
        stage.control("faults", json!({"platform": "twitter", "kind": kind})).await;
    };
    for (kind, classes) in [
        ("rate_limit", &[Class::RateLimited][..]),
        ("outage", &[Class::Outage, Class::Transient]),
        ("cut", &[Class::Transient]),
    ] {
        plant(kind).await;
        let problem = x.campaigns(&tokens, account, None).await.expect_err(kind);
        assert!(classes.contains(&problem.class) && !problem.may_have_happened, "{kind}: {problem}");
        let must_wait = kind == "rate_limit" || kind == "outage";
        assert_eq!(problem.retry_after.is_some_and(|wait| !wait.is_zero()), must_wait, "{kind}: {problem:?}");
    }
    let campaigns = all!(after => x.campaigns(&tokens, account, after));
    let running = campaigns.iter().find(|campaign| campaign.status == Status::Active).unwrap();
    plant("cut").await;
    let change = x.set_status(&tokens, account, Level::Campaign, &running.id, Status::Paused);
    let problem = change.await.expect_err("no answer");
    assert!(problem.may_have_happened && problem.class.passes(), "{problem}");
    let campaigns = all!(after => x.campaigns(&tokens, account, after));
    assert_eq!(campaigns.iter().find(|it| it.id == running.id).unwrap().status, Status::Paused, "it happened");

    // these tokens neither end nor can they be refreshed: whatever ends them, the person has to sign in again
    for kind in ["expired_token", "revoked_token"] {
        let tokens = self::tokens(&stage, &x).await;
        plant(kind).await;
        let problem = x.campaigns(&tokens, account, None).await.expect_err(kind);
        assert!([Class::Expired, Class::Revoked].contains(&problem.class), "{kind}: {problem}");
        x.identify(&tokens).await.expect_err(kind);
        assert!(x.refresh(&tokens, stage.clock.now()).await.unwrap().is_none(), "{kind}");
    }
    let tokens = self::tokens(&stage, &x).await;
    x.revoke(&tokens).await.unwrap();
    x.identify(&tokens).await.expect_err("given back");
    x.revoke(&tokens).await.unwrap();
}

#[tokio::test]
async fn corrected_numbers_are_read_corrected() {
    let (stage, x, tokens) = signed_in().await;
    let window = november(stage.clock.now());
    let account = accounts(&x, &tokens).await.remove(2);
    let before = stage.sandbox.truth(Platform::Twitter, number(&account), window.from, window.to).unwrap().total;
    let change = json!({"platform": "twitter", "account": number(&account), "from": window.from, "to": window.to, "factor": 0.9});
    stage.control("restate", change).await;
    let after = stage.sandbox.truth(Platform::Twitter, number(&account), window.from, window.to).unwrap().total;
    assert!(after.spend < before.spend);
    let rows = insights(&x, &tokens, &account, window, Split::None).await;
    assert_eq!(spend(&rows), Micros(after.spend));
}

#[tokio::test]
async fn version_2_signs_in_with_a_proof_refreshes_and_gives_back() {
    let stage = Stage::start().await;
    let wire = Wire::new(Arc::new(|_| {})).unwrap();
    let x = TwitterV2::new(wire, Hosts::under(&stage.root), app("4711"), stage.clock.clone());
    let now = stage.clock.now();
    let begun = x.begin(&back(), "state-2", now).await.unwrap();
    let query = stage.consent(&begun.url, "deny", &[]).await;
    let problem = x.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("denied");
    assert_eq!(problem.class, Class::Denied, "{problem}");
    let query = stage.consent(&begun.url, "allow", x.scopes()).await;
    x.finish(&back(), &query, Some(&Secret::from("another verifier, which is long enough to be one")), now)
        .await
        .expect_err("without the proof");
    let late = stage.consent(&begun.url, "allow", x.scopes()).await;
    stage.clock.advance(TimeDelta::seconds(31));
    x.finish(&back(), &late, begun.keep.as_ref(), stage.clock.now()).await.expect_err("after thirty seconds");

    let first = tokens(&stage, &x).await;
    assert_eq!(first.expires_at, Some(stage.clock.now() + TimeDelta::hours(2)));
    assert_eq!(first.scopes.len(), x.scopes().len());
    let identity = x.identify(&first).await.unwrap();
    assert!(!identity.id.is_empty() && !identity.name.is_empty());
    stage.clock.advance(TimeDelta::hours(2));
    assert_eq!(x.identify(&first).await.expect_err("over").class, Class::Expired);
    let second = x.refresh(&first, stage.clock.now()).await.unwrap().unwrap();
    x.identify(&second).await.unwrap();
    let problem = x.refresh(&first, stage.clock.now()).await.expect_err("rotated");
    assert_eq!(problem.class, Class::Revoked, "{problem}");
    x.revoke(&second).await.unwrap();
    x.identify(&second).await.expect_err("given back");
    x.refresh(&second, stage.clock.now()).await.expect_err("given back whole");
    x.revoke(&second).await.unwrap();
}

#[tokio::test]
async fn events_are_believed_when_signed_and_read() {
    let stage = Stage::start().await;
    let x = connector(&stage.root, &stage.clock);
    let (secrets, query) = ([Secret::from("older"), Secret::from(SECRET)], BTreeMap::new());
    for kind in ["mention", "message", "revoke"] {
        stage.control("events", json!({"platform": "twitter", "kind": kind, "count": 3, "duplicate": true})).await;
        let arrived = stage.arrived();
        assert_eq!(arrived.len(), 6, "each twice");
        let mut ids = BTreeSet::new();
        for (path, headers, body) in &arrived {
            assert_eq!(path, "/api/webhooks/twitter");
            let call = Incoming { query: &query, headers, body };
            assert_eq!(x.verify(call, &secrets, stage.clock.now()), Ok(()), "{kind}");
            assert_eq!(x.verify(call, &secrets[..1], stage.clock.now()), Err(Unverified::Wrong), "{kind}");
            let notices = x.read(call).unwrap();
            assert_eq!(notices.len(), 1, "{kind}: {notices:?}");
            assert!(notices[0].account.is_some() && !notices[0].kind.is_empty(), "{kind}: {notices:?}");
            ids.insert(notices[0].id.clone());
        }
        assert_eq!(ids.len(), 3, "{kind}: a repeat has the id of the first");
    }
}

#[tokio::test]
async fn the_challenge_of_a_webhook_is_answered() {
    let clock = Clock::fixed("2026-11-21T09:00:00Z".parse::<DateTime<Utc>>().unwrap());
    for (secret, accepted) in [(SECRET, true), ("wrong", false)] {
        let mut serving = JoinSet::new();
        let ((product, product_port), (root, sandbox_port)) = (port().await, port().await);
        let sandbox = Sandbox::new(Settings { seed: 1, product, clock: clock.clone() });
        serving.spawn(async move { axum::serve(sandbox_port, cmis_sandbox::router(sandbox)).await.unwrap() });
        let x = connector(&root, &clock);
        // the product, as far as a handshake goes
        let answer = move |RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes| {
            let x = x.clone();
            async move {
                let query = query.unwrap_or_default();
                let query = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
                let call = Incoming { query: &query, headers: &headers, body: &body };
                let answer = x.handshake(call, &Secret::from("verify"), &[Secret::from(secret)]).unwrap();
                ([("content-type", answer.content_type)], answer.body)
            }
        };
        serving.spawn(async move { axum::serve(product_port, Router::new().fallback(answer)).await.unwrap() });
        let asked = json!({"platform": "twitter", "kind": "challenge"});
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let request = client.post(root.join("control/events").unwrap()).header("content-type", "application/json");
        let told = request.body(asked.to_string()).send().await.unwrap().bytes().await.unwrap();
        let told: Value = serde_json::from_slice(&told).unwrap();
        assert_eq!(told["deliveries"][0]["accepted"], accepted, "{told}");
    }
}
