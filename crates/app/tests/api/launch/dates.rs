//! The days of what was launched: who may move them, what they cost, and that platforms are told.

use chrono::{Days, NaiveDate};
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::{NEWER, PLATFORM, act, draft, one, push, show};
use crate::integrations::stage::Stage;

fn dates(campaign: &Value) -> (&Value, &Value) {
    (&campaign["start_date"], &campaign["end_date"])
}

/// A campaign that runs from today on for 21 days, on one account.
async fn running(stage: &Stage, platform: Platform) -> (Value, NaiveDate) {
    stage.connect_small(platform).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(stage, platform, "Ramadan").await;
    act(&stage.admin, &format!("{}/activate", one(stage, &campaign))).await;
    stage.app.run_jobs().await;
    (campaign, stage.app.clock.now().date_naive())
}

#[tokio::test]
async fn every_platform_is_told_of_other_days_and_of_the_way_back() {
    let stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        let (campaign, today) = running(&stage, platform).await;
        let path = one(&stage, &campaign);
        let there = stage.made_there(platform).await;
        let later = stage.admin.patch(&path, json!({"end_date": today + Days::new(45)})).await.data().clone();
        assert_eq!((&later["is_pushing"], &later["end_date"]), (&json!(true), &json!(today + Days::new(45))));
        stage.app.run_jobs().await;
        let shown = show(&stage, &campaign).await;
        assert_eq!(push(&shown).0, "done", "{platform}: {shown}");
        assert_ne!(stage.made_there(platform).await, there, "{platform} has other days");
        let changes = stage.admin.get(&format!("{path}/changes?kind=dates")).await.data().clone();
        let change = &changes[0];
        assert_eq!(dates(&change["before"]["dates"]), (&json!(today), &json!(today + Days::new(20))), "{platform}");
        assert_eq!((&change["after"]["dates"]["end_date"], &change["can_undo"]), (&later["end_date"], &json!(true)));

        act(&stage.admin, &format!("{path}/changes/{}/undo", change["id"].as_str().expect("id"))).await;
        stage.app.run_jobs().await;
        assert_eq!(stage.made_there(platform).await, there, "{platform} has the days that it had");
        assert_eq!(dates(&show(&stage, &campaign).await), dates(&campaign), "{platform}");
        act(&stage.admin, &format!("{path}/complete")).await;
        stage.app.run_jobs().await;
    }
}

#[tokio::test]
async fn a_day_that_has_begun_stays_and_what_is_over_is_not_made_longer() {
    let stage = Stage::start().await;
    let (campaign, today) = running(&stage, PLATFORM).await;
    let path = one(&stage, &campaign);
    let yesterday = today - Days::new(1);
    let wrong = stage.admin.patch(&path, json!({"start_date": today + Days::new(2), "end_date": yesterday})).await;
    let errors = wrong.refused(422, "validation_failed")["errors"].clone();
    assert_eq!(
        (errors["start_date"].as_array().map(Vec::len), errors["end_date"].as_array().map(Vec::len)),
        (Some(1), Some(1))
    );
    let endless = stage.admin.patch(&path, json!({"end_date": null})).await;
    assert!(
        endless.refused(422, "validation_failed")["errors"]["end_date"].is_array(),
        "a budget for all days needs an end"
    );

    let (member, _) = stage.app.colleague("Omar", stage.org, "member").await;
    member.patch(&path, json!({"end_date": today + Days::new(40)})).await.refused(403, "forbidden");
    let seen = format!("\"{}\"", show(&stage, &campaign).await["version"]);
    stage.admin.patch(&path, json!({"end_date": today + Days::new(40)})).await.data();
    let late = stage.admin.with("if-match", &seen).patch(&path, json!({"end_date": today + Days::new(50)})).await;
    late.refused(409, "stale_version");

    act(&stage.admin, &format!("{path}/complete")).await;
    let over = stage.admin.patch(&path, json!({"end_date": today + Days::new(60)})).await;
    assert!(over.refused(422, "validation_failed")["errors"]["end_date"].is_array());
}

#[tokio::test]
async fn while_a_platform_makes_it_its_days_stay_and_what_it_refuses_can_be_told_again() {
    let stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Ramadan").await;
    let path = one(&stage, &campaign);
    act(&stage.admin, &format!("{path}/activate")).await;
    let end = stage.app.clock.now().date_naive() + Days::new(40);
    let jobs = stage.admin.get("/api/jobs").await.data().clone();
    let told = jobs.as_array().expect("jobs").iter().find(|job| job["kind"] == "campaign.push").expect("a job");
    let job = format!("/api/jobs/{}", told["id"].as_str().expect("id"));
    assert_eq!(stage.admin.get(&job).await.data()["can_cancel"], false, "what was decided is told");
    stage.admin.delete(&job).await.refused(409, "conflict");
    stage.admin.patch(&path, json!({"end_date": end})).await.refused(409, "conflict");
    stage.app.run_jobs().await;

    stage.control("faults", json!({"platform": PLATFORM, "kind": "revoked_token"})).await;
    stage.admin.patch(&path, json!({"end_date": end})).await.data();
    stage.app.run_jobs().await;
    let refused = show(&stage, &campaign).await;
    assert_eq!(push(&refused).0, "failed", "{refused}");
    assert_eq!(refused["accounts"][0]["push"]["kind"], "dates");
    stage.connect_unread(PLATFORM).await;
    act(&stage.admin, &format!("{path}/retry")).await;
    stage.app.run_jobs().await;
    assert_eq!(push(&show(&stage, &campaign).await).0, "done");
}

#[tokio::test]
async fn a_list_that_was_read_meanwhile_does_not_bring_the_old_days_back() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    let imported = stage.admin.get(&stage.path("campaigns?origin=platform&status=active")).await.data()[0].clone();
    let path = one(&stage, &imported);
    let end = stage.app.clock.now().date_naive() + Days::new(33);
    let changed = stage.admin.patch(&path, json!({"end_date": end})).await.data().clone();
    assert_eq!(changed["end_date"], json!(end));
    stage.app.run_jobs().await;
    stage.pass(NEWER).await;
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    let shown = show(&stage, &imported).await;
    assert_eq!((push(&shown).0, &shown["end_date"]), (&json!("done"), &json!(end)), "the platform says the same");
}

#[tokio::test]
async fn longer_days_of_a_daily_budget_are_money() {
    let stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Ramadan").await;
    let path = one(&stage, &campaign);
    let today = stage.app.clock.now().date_naive();
    let plan = json!({"budget": 100, "budget_type": "daily", "end_date": today + Days::new(9)});
    stage.admin.patch(&path, plan).await.data();
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    let (manager, _) = stage.app.colleague("Huda", stage.org, "manager").await;
    let limits = stage.path(&format!("spending/limits/{}", campaign["currency"].as_str().expect("a currency")));
    stage.admin.put(&limits, json!({"lifetime_cap": 1500, "approval_above": 1200})).await.data();

    // fewer days cost nothing, more are counted
    stage.admin.patch(&path, json!({"end_date": today + Days::new(4)})).await.data();
    stage.admin.patch(&path, json!({"end_date": today + Days::new(11)})).await.data();
    stage.admin.patch(&path, json!({"end_date": today + Days::new(30)})).await.refused(409, "spend_limit");

    // beyond what one person may decide, somebody else agrees
    let asked = manager.patch(&path, json!({"end_date": today + Days::new(13)})).await;
    assert_eq!(asked.status.as_u16(), 202);
    let waiting = asked.data().clone();
    assert_eq!(waiting["end_date"], json!(today + Days::new(11)), "nothing is done yet");
    let approval = &waiting["approval"];
    assert_eq!((&approval["kind"], &approval["worth"]), (&json!("dates"), &json!(1400)));
    assert_eq!(dates(&approval["dates"]).1, &json!(today + Days::new(13)));
    let both = manager.patch(&path, json!({"end_date": today + Days::new(13), "budget": 101})).await;
    both.refused(409, "spend_limit");
    let approve = stage.path(&format!("spending/approvals/{}/approve", approval["id"].as_str().expect("id")));
    manager.post(&approve, json!({})).await.refused(403, "forbidden");
    act(&stage.admin, &approve).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["end_date"], push(&shown).0), (&json!(today + Days::new(13)), &json!("done")));

    // what changed meanwhile is asked for anew
    let more = manager.patch(&path, json!({"end_date": today + Days::new(14)})).await.data().clone();
    stage.admin.patch(&path, json!({"end_date": today + Days::new(3)})).await.data();
    let id = more["approval"]["id"].as_str().expect("id");
    let outdated = stage.admin.post(&stage.path(&format!("spending/approvals/{id}/approve")), json!({})).await;
    outdated.refused(409, "conflict");
}

#[tokio::test]
async fn a_campaign_that_is_to_begin_earlier_begins_earlier_at_every_platform() {
    let stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        stage.connect_small(platform).await;
        stage.without_history().await;
        stage.app.read_nothing();
        let campaign = draft(&stage, platform, "Ramadan").await;
        let path = one(&stage, &campaign);
        let today = stage.app.clock.now().date_naive();
        stage.admin.patch(&path, json!({"start_date": today + Days::new(10)})).await.data();
        act(&stage.admin, &format!("{path}/activate")).await;
        stage.app.run_jobs().await;
        let later = stage.made_there(platform).await;
        // a day that has begun where the account is: it begins now
        for start in [today + Days::new(5), today] {
            let before = stage.made_there(platform).await;
            stage.admin.patch(&path, json!({"start_date": start})).await.data();
            stage.app.run_jobs().await;
            assert_eq!(push(&show(&stage, &campaign).await).0, "done", "{platform}");
            assert_ne!(stage.made_there(platform).await, before, "{platform} begins earlier");
        }
        assert_ne!(stage.made_there(platform).await, later, "{platform}");
        stage.admin.patch(&path, json!({"start_date": today + Days::new(1)})).await.refused(422, "validation_failed");
        act(&stage.admin, &format!("{path}/complete")).await;
        stage.app.run_jobs().await;
    }
}

#[tokio::test]
async fn a_few_days_more_again_and_again_are_as_many_as_all_at_once() {
    let mut stage = Stage::start().await;
    let (campaign, today) = {
        stage.connect_small(PLATFORM).await;
        stage.without_history().await;
        stage.app.read_nothing();
        let campaign = draft(&stage, PLATFORM, "Ramadan").await;
        let today = stage.app.clock.now().date_naive();
        let plan = json!({"budget": 100, "budget_type": "daily", "end_date": today + Days::new(9)});
        stage.admin.patch(&one(&stage, &campaign), plan).await.data();
        act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
        stage.app.run_jobs().await;
        (campaign, today)
    };
    let path = one(&stage, &campaign);
    stage.app.colleague("Huda", stage.org, "manager").await;
    let limits = stage.path(&format!("spending/limits/{}", campaign["currency"].as_str().expect("a currency")));
    stage.admin.put(&limits, json!({"approval_above": 1000})).await.data();
    stage.pass(chrono::TimeDelta::days(8)).await;
    let asked = stage.admin.patch(&path, json!({"end_date": today + Days::new(16)})).await;
    assert_eq!(asked.status.as_u16(), 202, "nine days are left of seventeen");
    let endless = stage.admin.patch(&path, json!({"end_date": null})).await;
    assert_eq!((endless.status.as_u16(), &endless.data()["approval"]["worth"]), (202, &json!(3000)));

    // while everything is stopped nothing is made longer, also where it rests
    stage.admin.post(&stage.path("spending/stop"), json!({})).await;
    stage.app.run_jobs().await;
    stage.admin.patch(&path, json!({"end_date": today + Days::new(10)})).await.refused(409, "spending_stopped");
    stage.admin.patch(&path, json!({"end_date": today + Days::new(8)})).await.data();
}
