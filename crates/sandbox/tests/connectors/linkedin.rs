//! LinkedIn's connector against its stand-in.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    Router,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use cmis_base::{
    money::Micros,
    platform::Platform,
    secret::{Secret, expose},
};
use cmis_connectors::{
    linkedin::{Hosts, LinkedIn, VERSION},
    platform::{
        AdAccount, AdSet, Ads, App, Audience, Budget, Campaign, EditAds, Gender, Inbound, Incoming, Insight, Leads,
        Level, NewAdSet, NewCampaign, Objective, SignIn, Split, Status, Tokens, Unverified, problem::Class, wire::Wire,
    },
};
use cmis_sandbox::{SECRET, Sandbox, Settings};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

use crate::stage::{Stage, all, back, november};

pub fn connector(root: &Url, app: &str) -> LinkedIn {
    let app = App { id: app.to_owned(), secret: Secret::from(SECRET), more: BTreeMap::new() };
    LinkedIn::new(Wire::new(Arc::new(|_| {})).unwrap(), Hosts::under(root), VERSION.to_owned(), app)
}

fn sums(rows: &[Insight]) -> [i64; 6] {
    let sum = |of: fn(&Insight) -> Option<i64>| rows.iter().filter_map(of).sum();
    [
        sum(|row| Some(row.numbers.impressions)),
        sum(|row| Some(row.numbers.clicks)),
        sum(|row| Some(row.numbers.spend.0)),
        sum(|row| row.numbers.conversions),
        sum(|row| row.numbers.leads),
        sum(|row| row.numbers.video_views),
    ]
}

#[tokio::test]
async fn a_person_says_yes_or_no() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let asked: BTreeSet<&str> = linkedin.scopes().iter().copied().collect();
    assert_eq!(tokens.scopes.iter().map(String::as_str).collect::<BTreeSet<_>>(), asked);
    let lives = tokens.expires_at.unwrap() - stage.clock.now();
    assert_eq!((lives.num_days(), tokens.refresh.is_some()), (60, true));
    assert_eq!((tokens.refresh_expires_at.unwrap() - stage.clock.now()).num_days(), 365);
    let identity = linkedin.identify(&tokens).await.unwrap();
    assert!(!identity.id.is_empty() && identity.name == "ليلى الحربي", "{identity:?}");

    let now = stage.clock.now();
    let begun = linkedin.begin(&back(), "state-2", now).await.unwrap();
    let query = stage.consent(&begun.url, "deny", &[]).await;
    let denied = linkedin.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("denied");
    assert_eq!(denied.class, Class::Denied, "{denied}");
    let query = stage.consent(&begun.url, "allow", &[]).await;
    let elsewhere = "http://localhost:8080/elsewhere".parse().unwrap();
    linkedin.finish(&elsewhere, &query, begun.keep.as_ref(), now).await.expect_err("another address");
    let query = stage.consent(&begun.url, "allow", &[]).await;
    linkedin.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
    let used = linkedin.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("used");
    assert!(!used.class.passes(), "{used}");
}

#[tokio::test]
async fn partners_refresh_and_others_sign_in_anew() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    stage.clock.advance(chrono::TimeDelta::days(61));
    let late = linkedin.ad_accounts(&tokens, None).await.expect_err("two months");
    assert_eq!(late.class, Class::Expired, "{late}");
    let fresh = linkedin.refresh(&tokens, stage.clock.now()).await.unwrap().unwrap();
    assert_eq!(fresh.refresh_expires_at, tokens.refresh_expires_at, "its time does not begin anew");
    assert!(linkedin.identify(&fresh).await.is_ok());

    let standard = connector(&stage.root, "standard-4711");
    let tokens = stage.tokens(&standard).await;
    assert!(tokens.refresh.is_none());
    assert!(standard.refresh(&tokens, stage.clock.now()).await.unwrap().is_none());

    for linkedin in [&linkedin, &standard] {
        let tokens = stage.tokens(linkedin).await;
        linkedin.revoke(&tokens).await.unwrap();
        linkedin.identify(&tokens).await.expect_err("given back");
        assert!(!matches!(linkedin.refresh(&tokens, stage.clock.now()).await, Ok(Some(_))), "all of it is given back");
        linkedin.revoke(&tokens).await.unwrap();
    }
}

/// Everything of an account hangs together, and its numbers are the truth by every split.
async fn check(stage: &Stage, linkedin: &LinkedIn, tokens: &Tokens, account: &AdAccount) {
    let campaigns = all!(after => linkedin.campaigns(tokens, account, after));
    let sets = all!(after => linkedin.ad_sets(tokens, account, after));
    let ads = all!(after => linkedin.ads(tokens, account, after));
    let window = november(stage.clock.now());
    let id = account.id.parse().unwrap();
    let truth = stage.sandbox.truth(Platform::Linkedin, id, window.from, window.to).unwrap();
    assert_eq!(truth.currency, account.currency);
    let ids: BTreeSet<u64> = campaigns.iter().map(|it| it.id.parse().unwrap()).collect();
    assert_eq!(ids, truth.campaigns.iter().map(|(id, _)| *id).collect(), "{}", account.name);
    let ids: BTreeSet<_> = campaigns.iter().map(|it| it.id.as_str()).collect();
    assert!(sets.iter().all(|set| ids.contains(set.campaign_id.as_str())));
    let ids: BTreeSet<_> = sets.iter().map(|it| it.id.as_str()).collect();
    assert!(ads.iter().all(|ad| ids.contains(ad.ad_set_id.as_str())));
    let daily = campaigns.iter().map(|it| it.budget.daily).chain(sets.iter().map(|it| it.budget.daily));
    assert!(daily.flatten().all(|daily| daily.0 > 0) && campaigns.iter().any(|it| it.budget.daily.is_some()));
    assert!(sets.iter().any(|set| set.budget.daily.is_some()), "{}: some share nothing out", account.name);

    let total = truth.total;
    let conversions = total.conversions * 1_000_000;
    let told = [total.impressions, total.clicks, total.spend, conversions, total.leads, total.video_views];
    let ids: BTreeSet<_> = ads.iter().map(|ad| ad.id.as_str()).collect();
    for split in [Split::None].iter().chain(linkedin.splits()) {
        let rows = all!(after => linkedin.insights(tokens, account, window, *split, after));
        assert!(rows.iter().all(|row| (window.from..=window.to).contains(&row.day)));
        assert!(rows.iter().filter_map(|row| row.ad_id.as_deref()).all(|ad| ids.contains(ad)));
        assert!(rows.iter().all(|row| row.part.is_empty() == (*split == Split::None)), "{split:?}");
        assert_eq!(sums(&rows), told, "{} {split:?}", account.name);
        for (campaign, numbers) in &truth.campaigns {
            let own = rows.iter().filter(|row| row.campaign_id == campaign.to_string());
            assert_eq!(own.map(|row| row.numbers.spend.0).sum::<i64>(), numbers.spend, "{campaign} {split:?}");
        }
    }
}

#[tokio::test]
async fn what_is_read_is_the_truth_in_every_currency() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let currencies: BTreeSet<_> = accounts.iter().map(|account| account.currency.as_str()).collect();
    assert_eq!(currencies, ["EGP", "JPY", "KWD", "SAR", "USD"].into());
    for account in &accounts {
        assert!(account.is_active && !account.time_zone.is_empty());
        check(&stage, &linkedin, &tokens, account).await;
    }
    let (account, window) = (&accounts[0], november(stage.clock.now()));
    let change =
        json!({"platform": "linkedin", "account": account.id, "from": window.from, "to": window.to, "factor": 0.9});
    stage.control("restate", change).await;
    check(&stage, &linkedin, &tokens, account).await;
}

#[tokio::test]
async fn a_window_of_more_rows_than_an_answer_holds_loses_nothing() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let mut largest = (0, &accounts[0]);
    for account in &accounts {
        let ads = all!(after => linkedin.ads(&tokens, account, after));
        largest = if ads.len() > largest.0 { (ads.len(), account) } else { largest };
    }
    let (ads, account) = largest;
    let mut window = november(stage.clock.now());
    window.from = window.to - chrono::TimeDelta::days(20_000 / i64::try_from(ads).unwrap());
    let truth = stage.sandbox.truth(Platform::Linkedin, account.id.parse().unwrap(), window.from, window.to).unwrap();
    let rows = all!(after => linkedin.insights(&tokens, account, window, Split::None, after));
    assert!(rows.len() > 15_000, "{}", rows.len());
    assert_eq!(sums(&rows)[2], truth.total.spend, "{} rows", rows.len());
}

#[tokio::test]
async fn campaigns_are_made_and_changed() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let units = |units: i64| Some(Micros(units * 1_000_000));
    let now = stage.clock.now();
    for account in &accounts {
        for (objective, budget) in [
            (Objective::Traffic, Budget { daily: units(50_000), lifetime: None }),
            (Objective::Leads, Budget { daily: None, lifetime: units(70_000) }),
            (Objective::Sales, Budget::default()),
        ] {
            let new = NewCampaign {
                name: format!("عروض الشتاء & {objective:?}"),
                objective,
                budget,
                starts_at: Some(now + chrono::TimeDelta::days(1)),
                ends_at: Some(now + chrono::TimeDelta::days(31)),
            };
            let id = linkedin.create_campaign(&tokens, account, &new).await.unwrap();
            let read = async || -> Campaign {
                let campaigns = all!(after => linkedin.campaigns(&tokens, account, after));
                campaigns.into_iter().find(|campaign| campaign.id == id).unwrap()
            };
            let made = read().await;
            assert_eq!((&made.name, made.status, made.objective), (&new.name, Status::Paused, Some(objective)));
            assert_eq!((made.budget, made.starts_at, made.ends_at), (budget, new.starts_at, new.ends_at));

            linkedin.rename_campaign(&tokens, account, &id, "Spring").await.unwrap();
            linkedin.set_status(&tokens, account, Level::Campaign, &id, Status::Active).await.unwrap();
            let more = if budget.lifetime.is_some() {
                Budget { daily: None, lifetime: units(90_000) }
            } else {
                Budget { daily: units(60_000), lifetime: None }
            };
            let set = linkedin.set_budget(&tokens, account, Level::Campaign, &id, more).await;
            let told = read().await;
            assert_eq!((told.name.as_str(), told.status), ("Spring", Status::Active));
            if budget == Budget::default() {
                // a group's own daily budget is one that it shares out, and to begin with that is more than an amount
                assert_eq!(set.expect_err("shares nothing out").class, Class::Invalid);
                assert_eq!(told.budget, budget);
            } else {
                assert_eq!((set, told.budget), (Ok(()), more));
            }
        }
        let sets = all!(after => linkedin.ad_sets(&tokens, account, after));
        let set = sets.iter().find(|set| set.budget.daily.is_some()).unwrap();
        let budget = Budget { daily: units(40_000), lifetime: None };
        linkedin.set_budget(&tokens, account, Level::AdSet, &set.id, budget).await.unwrap();
        linkedin.set_status(&tokens, account, Level::AdSet, &set.id, Status::Paused).await.unwrap();
        let sets = all!(after => linkedin.ad_sets(&tokens, account, after));
        let set = sets.iter().find(|it| it.id == set.id).unwrap();
        assert_eq!((set.budget, set.status), (budget, Status::Paused));

        let ads = all!(after => linkedin.ads(&tokens, account, after));
        let ad = ads.iter().find(|ad| ad.status == Status::Active).unwrap();
        for status in [Status::Paused, Status::Archived] {
            linkedin.set_status(&tokens, account, Level::Ad, &ad.id, status).await.unwrap();
            let ads = all!(after => linkedin.ads(&tokens, account, after));
            assert_eq!(ads.iter().find(|it| it.id == ad.id).unwrap().status, status);
        }
    }
}

/// A campaign that is for something, and an ad set for women in two countries that is to be made below it.
async fn planned(
    stage: &Stage,
    linkedin: &LinkedIn,
    tokens: &Tokens,
    account: &AdAccount,
    objective: Objective,
    budget: Budget,
) -> NewAdSet {
    let now = stage.clock.now();
    let (starts_at, ends_at) = (Some(now + chrono::TimeDelta::days(1)), Some(now + chrono::TimeDelta::days(31)));
    let new = NewCampaign { name: format!("{objective:?}"), objective, budget, starts_at, ends_at };
    let campaign_id = linkedin.create_campaign(tokens, account, &new).await.unwrap();
    let audience = Audience {
        age_min: Some(25),
        age_max: Some(34),
        genders: vec![Gender::Female],
        countries: vec!["SA".to_owned(), "AE".to_owned()],
        languages: vec!["ar".to_owned()],
    };
    NewAdSet { campaign_id, name: "نساء & Women".to_owned(), objective, budget, starts_at, ends_at, audience }
}

/// An ad set as LinkedIn tells of it, and as the connector does.
async fn made(
    stage: &Stage,
    linkedin: &LinkedIn,
    tokens: &Tokens,
    account: &AdAccount,
    new: &NewAdSet,
) -> (AdSet, Value) {
    let id = linkedin.create_ad_set(tokens, account, new).await.unwrap();
    let sets = all!(after => linkedin.ad_sets(tokens, account, after));
    let set = sets.into_iter().find(|set| set.id == id).unwrap();
    let address = format!("linkedin/api/rest/adAccounts/{}/adCampaigns/{id}", account.id);
    let asked = stage.client.get(stage.root.join(&address).unwrap()).bearer_auth(expose(&tokens.access));
    let asked = asked.header("linkedin-version", VERSION).header("x-restli-protocol-version", "2.0.0");
    let told = asked.send().await.unwrap().bytes().await.unwrap();
    (set, serde_json::from_slice(&told).unwrap())
}

#[tokio::test]
async fn ad_sets_are_made_for_whom_they_are_meant() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let account = &accounts[0];
    let daily = Budget { daily: Some(Micros(50_000_000_000)), lifetime: None };
    let new = planned(&stage, &linkedin, &tokens, account, Objective::Traffic, daily).await;
    assert_eq!(linkedin.nearest(&new.audience), new.audience);
    assert!(!linkedin.has_ad_set_budgets());
    let (set, told) = made(&stage, &linkedin, &tokens, account, &new).await;
    assert_eq!((&set.name, &set.campaign_id, set.status), (&new.name, &new.campaign_id, Status::Active));
    assert_eq!(set.budget, Budget::default(), "it is the campaign's");
    assert_eq!(set.delivery.as_deref(), Some("CAMPAIGN_GROUP_STATUS_HOLD"), "it runs when its campaign does");
    let or = |facet: &str, urns: &[&str]| json!({"or": {format!("urn:li:adTargetingFacet:{facet}"): urns}});
    let expected = [
        or("locations", &["urn:li:geo:104305776", "urn:li:geo:100459316"]),
        or("interfaceLocales", &["urn:li:locale:ar_AE"]),
        or("ageRanges", &["urn:li:ageRange:(25,34)"]),
        or("genders", &["urn:li:gender:FEMALE"]),
    ];
    assert_eq!(told["targetingCriteria"], json!({"include": {"and": expected}}));
    assert_eq!(told["locale"], json!({"country": "AE", "language": "ar"}));
    let millis = |at: Option<chrono::DateTime<chrono::Utc>>| at.unwrap().timestamp_millis();
    assert_eq!(told["runSchedule"], json!({"start": millis(new.starts_at), "end": millis(new.ends_at)}));
    assert_eq!((&told["optimizationTargetType"], &told["costType"]), (&json!("MAX_CLICK"), &json!("CPM")));
    assert!(told["associatedEntity"].as_str().unwrap().starts_with("urn:li:organization:"), "{told}");

    // whole ranges are asked for, and everybody where nothing narrows; a schedule without a start is the campaign's
    let audience = Audience {
        age_min: Some(30),
        age_max: Some(60),
        genders: vec![Gender::Male, Gender::Female],
        countries: vec!["TR".to_owned(), "JO".to_owned(), "GE".to_owned()],
        languages: vec!["zh".to_owned(), "id".to_owned()],
    };
    let nearest = Audience { age_min: Some(25), age_max: None, genders: Vec::new(), ..audience.clone() };
    assert_eq!(linkedin.nearest(&audience), nearest);
    let wide = NewAdSet { name: "wide".to_owned(), audience, starts_at: None, ends_at: None, ..new.clone() };
    let (_, told) = made(&stage, &linkedin, &tokens, account, &wide).await;
    let expected = [
        or("locations", &["urn:li:geo:106315325", "urn:li:geo:103710677", "urn:li:geo:102105699"]),
        or("interfaceLocales", &["urn:li:locale:zh_CN", "urn:li:locale:zh_TW", "urn:li:locale:in_ID"]),
        or("ageRanges", &["urn:li:ageRange:(25,34)", "urn:li:ageRange:(35,54)", "urn:li:ageRange:(55,2147483647)"]),
    ];
    assert_eq!(told["targetingCriteria"], json!({"include": {"and": expected}}));
    assert_eq!(told["runSchedule"], json!({"start": millis(new.starts_at)}));
    let audience = Audience { age_min: Some(18), countries: vec!["SA".to_owned()], ..Audience::default() };
    let everybody = NewAdSet { name: "all".to_owned(), audience, ..new.clone() };
    let (_, told) = made(&stage, &linkedin, &tokens, account, &everybody).await;
    let expected = json!({"include": {"and": [or("locations", &["urn:li:geo:100459316"])]}});
    assert_eq!((&told["targetingCriteria"], &told["locale"]["language"]), (&expected, &json!("en")));
}

#[tokio::test]
async fn ad_sets_that_linkedin_cannot_have_are_not_made() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let account = &accounts[0];
    let total = Budget { daily: None, lifetime: Some(Micros(70_000_000_000)) };
    for objective in
        [Objective::Awareness, Objective::Traffic, Objective::Engagement, Objective::Leads, Objective::Sales]
    {
        let new = planned(&stage, &linkedin, &tokens, account, objective, total).await;
        let (set, _) = made(&stage, &linkedin, &tokens, account, &new).await;
        assert_eq!(set.budget, Budget::default(), "{objective:?}");
    }
    let new = planned(&stage, &linkedin, &tokens, account, Objective::Traffic, total).await;
    let bare = planned(&stage, &linkedin, &tokens, account, Objective::Traffic, Budget::default()).await;
    let before = all!(after => linkedin.ad_sets(&tokens, account, after)).len();
    let places = |country: &str| Audience { countries: vec![country.to_owned()], ..Audience::default() };
    let speaking = Audience { languages: vec!["ar".to_owned(), "tlh".to_owned()], ..places("SA") };
    for (new, code) in [
        (NewAdSet { audience: places("ZZ"), ..new.clone() }, "unknown_country"),
        (NewAdSet { audience: places("KP"), ..new.clone() }, "unknown_country"),
        (NewAdSet { audience: speaking, ..new.clone() }, "unknown_language"),
        (NewAdSet { audience: Audience::default(), ..new.clone() }, "no_country"),
        (NewAdSet { objective: Objective::AppPromotion, ..new.clone() }, "no_objective"),
        (bare, "no_budget"),
    ] {
        let problem = linkedin.create_ad_set(&tokens, account, &new).await.expect_err(code);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, code), "{problem}");
        assert!(!problem.may_have_happened && !problem.words.is_empty(), "{problem}");
    }
    let gone = NewAdSet { campaign_id: "1".to_owned(), ..new.clone() };
    let problem = linkedin.create_ad_set(&tokens, account, &gone).await.expect_err("no such campaign");
    assert_eq!((problem.class, problem.may_have_happened), (Class::NotFound, false), "{problem}");
    assert_eq!(all!(after => linkedin.ad_sets(&tokens, account, after)).len(), before);

    // the answer is lost: what is found by its name is whole
    let fault = json!({"platform": "linkedin", "kind": "cut", "path_contains": "/adCampaigns"});
    stage.control("faults", fault).await;
    let problem = linkedin.create_ad_set(&tokens, account, &new).await.expect_err("no answer");
    let sets = all!(after => linkedin.ad_sets(&tokens, account, after));
    assert_eq!((problem.may_have_happened, sets.len()), (true, before + 1), "{problem}");
}

#[tokio::test]
async fn each_fault_has_its_class() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let accounts = all!(after => linkedin.ad_accounts(&tokens, after));
    let account = &accounts[0];
    let fault = async |kind: &str| {
        stage.control("faults", json!({"platform": "linkedin", "kind": kind})).await;
    };
    for (kind, classes) in [
        ("rate_limit", &[Class::RateLimited][..]),
        ("outage", &[Class::Outage, Class::Transient]),
        ("cut", &[Class::Transient]),
        ("expired_token", &[Class::Expired]),
    ] {
        fault(kind).await;
        let problem = linkedin.campaigns(&tokens, account, None).await.expect_err(kind);
        assert!(classes.contains(&problem.class) && !problem.may_have_happened, "{kind}: {problem}");
    }
    fault("outage").await;
    let down = linkedin.refresh(&tokens, stage.clock.now()).await.expect_err("down");
    assert!(down.class.passes(), "{down}");
    let fresh = linkedin.refresh(&tokens, stage.clock.now()).await.unwrap().unwrap();
    let campaigns = all!(after => linkedin.campaigns(&fresh, account, after));
    let running = campaigns.iter().find(|campaign| campaign.status == Status::Active).unwrap();
    fault("cut").await;
    let status = linkedin.set_status(&fresh, account, Level::Campaign, &running.id, Status::Paused);
    let lost = status.await.expect_err("no answer");
    assert!(lost.may_have_happened && lost.class.passes(), "{lost}");
    let campaigns = all!(after => linkedin.campaigns(&fresh, account, after));
    assert_eq!(campaigns.iter().find(|it| it.id == running.id).unwrap().status, Status::Paused, "it happened");
    fault("revoked_token").await;
    let revoked = linkedin.campaigns(&fresh, account, None).await.expect_err("revoked");
    assert_eq!(revoked.class, Class::Revoked, "{revoked}");
}

#[tokio::test]
async fn leads_are_announced_signed_and_fetched() {
    let stage = Stage::start().await;
    let linkedin = connector(&stage.root, "4711");
    let tokens = stage.tokens(&linkedin).await;
    let event = json!({"platform": "linkedin", "kind": "lead_action", "count": 3, "duplicate": true});
    stage.control("events", event).await;
    let arrived = stage.arrived();
    assert_eq!(arrived.len(), 6);
    let (secrets, now, query) = ([Secret::from("older"), Secret::from(SECRET)], stage.clock.now(), BTreeMap::new());
    let mut ids = BTreeSet::new();
    for (_, headers, body) in &arrived {
        let call = Incoming { query: &query, headers, body };
        assert_eq!(linkedin.verify(call, &secrets, now), Ok(()));
        assert_eq!(linkedin.verify(call, &secrets[..1], now), Err(Unverified::Wrong));
        let notices = linkedin.read(call).unwrap();
        assert_eq!(notices.len(), 1);
        let notice = &notices[0];
        assert_eq!(notice.at.map(|at| (now - at).num_seconds() <= 20), Some(true));
        if ids.insert(notice.id.clone()) {
            let urn = notice.payload["leadGenFormResponse"].as_str().unwrap();
            let lead = linkedin.lead(&tokens, urn.rsplit(':').next().unwrap()).await.unwrap();
            assert_eq!(lead.at, notice.at);
            assert!(lead.fields.values().any(|value| value.ends_with("@example.com")), "{lead:?}");
        }
    }
    assert_eq!(ids.len(), 3, "a repeat has the id of the first");
}

/// A product that knows nothing but how to answer LinkedIn's handshake.
async fn shake(State(linkedin): State<Arc<(LinkedIn, &'static str)>>, request: Request) -> Response {
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()).into_owned().collect();
    let call = Incoming { query: &query, headers: request.headers(), body: b"" };
    let answer = linkedin.0.handshake(call, &Secret::from(""), &[Secret::from(linkedin.1)]);
    answer.map_or_else(
        || "no handshake".into_response(),
        |answer| ([("content-type", answer.content_type)], answer.body).into_response(),
    )
}

#[tokio::test]
async fn the_handshake_is_answered_with_the_right_secret_alone() {
    let stage = Stage::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    for (secret, accepted) in [(SECRET, true), ("another", false)] {
        let mut serving = JoinSet::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let product: Url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let door = Router::new().fallback(shake).with_state(Arc::new((connector(&product, "4711"), secret)));
        serving.spawn(async move { axum::serve(listener, door).await.unwrap() });
        let sandbox = Sandbox::new(Settings { seed: 1, product, clock: stage.clock.clone() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/control/events", listener.local_addr().unwrap());
        serving.spawn(async move { axum::serve(listener, cmis_sandbox::router(sandbox)).await.unwrap() });
        let body = json!({"platform": "linkedin", "kind": "challenge"}).to_string();
        let sent = client.post(address).header("content-type", "application/json").body(body).send().await.unwrap();
        let told: Value = serde_json::from_slice(&sent.bytes().await.unwrap()).unwrap();
        assert_eq!(told["deliveries"][0]["accepted"], accepted, "{told}");
    }
}
