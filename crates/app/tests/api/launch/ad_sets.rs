//! Ad sets of launches: once whatever fails, with whom they are for.

use chrono::TimeDelta;
use cmis_app::integrations::line::Line;
use cmis_base::{platform::Platform, secret::expose};
use cmis_connectors::meta::VERSION;
use serde_json::{Value, json};

use super::{NEWER, PLATFORM, act, draft, once, one, push, show};
use crate::integrations::stage::Stage;

#[tokio::test]
async fn an_ad_set_with_a_budget_of_its_own_follows_its_campaign() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_small(Platform::Tiktok).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(&stage, Platform::Tiktok, "Grows").await;
    let path = one(&stage, &campaign);
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    stage.admin.patch(&path, json!({"budget": 900})).await.data();
    stage.app.run_jobs().await;
    stage.pass(NEWER).await;
    stage.app.read_again();
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    let ad_sets = "select count(*) from ad_sets where made_by_step is not null and lifetime_budget_micros = 900000000";
    assert_eq!(stage.app.count(ad_sets).await, 1);
}

#[tokio::test]
async fn what_a_platform_wants_besides_is_told_before_and_done_there() {
    let stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Sells").await;
    let path = one(&stage, &campaign);
    stage.admin.patch(&path, json!({"objectives": ["conversions"]})).await.data();
    let plan = stage.admin.get(&format!("{path}/launch")).await.data().clone();
    assert_eq!((&plan["ready"], &plan["accounts"][0]["ad_set_needs"]), (&json!(true), &json!("pixel")));
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    // it is there, and spends nothing until somebody has told the platform what it wants
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["status"], push(&shown)), (&json!("paused"), (&json!("failed"), &json!("paused"))), "{shown}");
    let told = &shown["accounts"][0]["push"];
    assert_eq!((&told["kind"], &told["problem"]["code"]), (&json!("ad_set"), &json!("needs_pixel")));
    act(&stage.admin, &format!("{path}/resume")).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.made(PLATFORM).await, [("Sells".to_owned(), "paused".to_owned())], "nothing was made there yet");

    // somebody makes it there, and what is there runs
    let external = shown["accounts"][0]["platform_campaign"]["external_id"].as_str().expect("an id").to_owned();
    make_there(&stage, &integration, &external).await;
    act(&stage.admin, &format!("{path}/retry")).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["status"], push(&shown)), (&json!("active"), (&json!("done"), &json!("active"))), "{shown}");
    assert_eq!(stage.made_ad_sets(PLATFORM).await, [("Theirs".to_owned(), "active".to_owned())]);
}

/// An ad set that a person makes at the platform, with the pixel that counts its sales.
async fn make_there(stage: &Stage, integration: &Value, campaign: &str) {
    let id = integration["id"].as_str().expect("an id").parse().expect("an id");
    let mut line = Line::open(&stage.app.app, stage.org, id).await.expect("a line").expect("tokens");
    let token = line.ask(None, |_, tokens| async move { Ok(expose(&tokens.access).to_owned()) });
    let token = token.await.expect("an answer").expect("a token");
    let account = stage.accounts(PLATFORM).await.swap_remove(0).external_id;
    let form = [
        ("access_token", token.as_str()),
        ("campaign_id", campaign),
        ("name", "Theirs"),
        ("status", "ACTIVE"),
        ("billing_event", "IMPRESSIONS"),
        ("optimization_goal", "OFFSITE_CONVERSIONS"),
        ("promoted_object", r#"{"pixel_id": "1", "custom_event_type": "PURCHASE"}"#),
        ("targeting", r#"{"geo_locations": {"countries": ["SA"]}, "targeting_automation": {"advantage_audience": 0}}"#),
        ("end_time", "2027-11-01T00:00:00+0000"),
    ];
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    stage.call(&format!("meta/graph/{VERSION}/act_{account}/adsets"), body).await;
}

#[tokio::test]
async fn a_name_that_changes_on_the_way_makes_no_second_ad_set() {
    let mut stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Once").await;
    let path = one(&stage, &campaign);
    let cut = json!({"platform": PLATFORM, "kind": "cut", "path_contains": makes_ad_sets(PLATFORM).0});
    stage.control("faults", cut).await;
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    stage.admin.patch(&path, json!({"name": "Twice"})).await.data();
    // what is being made waits behind what stops it
    act(&stage.admin, &format!("{path}/pause")).await;
    act(&stage.admin, &format!("{path}/resume")).await;
    stage.pass(TimeDelta::minutes(2)).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["status"], push(&shown)), (&json!("active"), (&json!("done"), &json!("active"))), "{shown}");
    assert_eq!((stage.made(PLATFORM).await, stage.made_ad_sets(PLATFORM).await), (once(), once()));
}

#[tokio::test]
async fn an_audience_that_a_platform_does_not_know_is_mended_and_told_again() {
    let stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Mended").await;
    let path = one(&stage, &campaign);
    let audience = |country: &str| json!({"target_audience": {"locations": [country]}});
    stage.admin.patch(&path, audience("XX")).await.data();
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!(shown["accounts"][0]["push"]["problem"]["code"], "unknown_country", "{shown}");
    stage.admin.patch(&path, audience("SA")).await.data();
    act(&stage.admin, &format!("{path}/retry")).await;
    stage.app.run_jobs().await;
    assert_eq!(push(&show(&stage, &campaign).await), (&json!("done"), &json!("active")));
    assert_eq!(stage.made_ad_sets(PLATFORM).await, [("Mended".to_owned(), "active".to_owned())]);
    stage.admin.patch(&path, audience("AE")).await.refused(422, "validation_failed");
}

/// The part of an address at which a platform makes ad sets, and how many calls of a launch go there before.
const fn makes_ad_sets(platform: Platform) -> (&'static str, u8) {
    match platform {
        Platform::Meta => ("adsets", 0),
        // campaigns are made there too, before
        Platform::Google => ("mutate", 2),
        Platform::Tiktok => ("adgroup/create", 0),
        Platform::Linkedin => ("adCampaigns", 0),
        Platform::Twitter => ("line_items", 0),
        Platform::Snapchat => ("adsquads", 0),
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_ad_set() {
    let mut stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        stage.connect_small(platform).await;
        stage.app.read_nothing();
        let campaign = draft(&stage, platform, "Once").await;
        let (address, after) = makes_ad_sets(platform);
        let cut = json!({"platform": platform, "kind": "cut", "path_contains": address, "after": after});
        stage.control("faults", cut).await;
        act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
        stage.app.run_jobs().await;
        assert_eq!(stage.hits("cut").await, 1, "{platform}");
        let waiting = show(&stage, &campaign).await;
        assert_eq!(push(&waiting), (&json!("pending"), &json!("paused")), "{platform}: {waiting}");
        assert_eq!(stage.made_ad_sets(platform).await.len(), 1, "{platform}");
        stage.pass(TimeDelta::minutes(2)).await;
        stage.app.run_jobs().await;
        let shown = show(&stage, &campaign).await;
        assert_eq!(push(&shown), (&json!("done"), &json!("active")), "{platform}: {shown}");
        let ad_sets = stage.made_ad_sets(platform).await;
        let there: Vec<_> = ad_sets.into_iter().filter(|(_, status)| status != "removed").collect();
        assert_eq!((stage.made(platform).await, there), (once(), once()), "{platform}");
        stage.control("reset", json!({})).await;
    }
}
