//! Launching campaigns and steering them: what platforms are told, and that it happens once whatever fails.

mod ad_sets;
mod dates;
mod spending;

use chrono::{Days, TimeDelta};
use cmis_app::{background, campaigns::changes::due::CampaignsDue};
use cmis_base::platform::Platform;
use cmis_jobs::Enqueue;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{harness::Client, integrations::stage::Stage};

/// Where one platform is enough.
const PLATFORM: Platform = Platform::Meta;
/// How long a list that was read meanwhile counts for less than what was set from here.
const NEWER: TimeDelta = TimeDelta::minutes(3);

/// A draft that is ready on the first used account of a platform.
async fn draft(stage: &Stage, platform: Platform, name: &str) -> Value {
    let account = stage.accounts(platform).await.swap_remove(0);
    let currency = currency(stage, account.id).await;
    let today = stage.app.clock.now().date_naive();
    let plan = json!({"name": name, "objectives": ["traffic"], "budget": 700, "currency": currency, "start_date": today,
                      "end_date": today + Days::new(20), "ad_account_ids": [account.id],
                      "target_audience": {"age_min": 25, "age_max": 34, "genders": ["female"], "locations": ["AE", "SA"], "languages": ["ar"]}});
    stage.admin.post(&stage.path("campaigns"), plan).await.data().clone()
}

async fn currency(stage: &Stage, account: Uuid) -> String {
    let mut tx = stage.app.app.tenant(stage.org).await.expect("transaction");
    let currency = sqlx::query_scalar("select currency from ad_accounts where id = $1");
    currency.bind(account).fetch_one(&mut *tx).await.expect("the account")
}

fn one(stage: &Stage, campaign: &Value) -> String {
    stage.path(&format!("campaigns/{}", campaign["id"].as_str().expect("an id")))
}

async fn show(stage: &Stage, campaign: &Value) -> Value {
    stage.admin.get(&one(stage, campaign)).await.data().clone()
}

async fn act(client: &Client, path: &str) -> Value {
    client.post(path, json!({})).await.data().clone()
}

/// What a campaign's only account has: the push's state, and the status at the platform as it is stored.
fn push(campaign: &Value) -> (&Value, &Value) {
    let account = &campaign["accounts"][0];
    (&account["push"]["state"], &account["platform_campaign"]["status"])
}

/// What a launch would make there.
async fn look(stage: &Stage, platform: Platform, path: &str) {
    let plan = stage.admin.get(&format!("{path}/launch")).await.data().clone();
    assert_eq!((&plan["ready"], &plan["missing"]), (&json!(true), &json!([])), "{platform}");
    let there = &plan["accounts"][0];
    assert_eq!((&there["lifetime_budget"], &there["objective"]), (&json!(700), &json!("traffic")));
    // each platform knows these ages, or a span around them
    let ages = (there["audience"]["age_min"].as_u64(), there["audience"]["age_max"].as_u64());
    assert!(ages.0 <= Some(25) && ages.1 >= Some(34), "{platform}: {there}");
    assert_eq!(there["audience"]["locations"], json!(["AE", "SA"]), "{platform}");
}

#[tokio::test]
async fn a_campaign_is_launched_at_every_platform_and_steered_from_here() {
    let mut stage = Stage::start().await;
    let mut done: i64 = 0;
    for platform in Stage::PLATFORMS {
        let integration = stage.connect_small(platform).await;
        stage.without_history().await;
        stage.app.read_nothing();
        let campaign = draft(&stage, platform, "Ramadan ليالي").await;
        let path = one(&stage, &campaign);
        look(&stage, platform, &path).await;
        assert!(stage.made(platform).await.is_empty(), "looking makes nothing");

        let launched = act(&stage.admin, &format!("{path}/activate")).await;
        assert_eq!((&launched["status"], &launched["is_pushing"]), (&json!("active"), &json!(true)), "{platform}");
        stage.admin.post(&format!("{path}/activate"), json!({})).await.refused(409, "invalid_transition");
        stage.app.run_jobs().await;
        let shown = show(&stage, &campaign).await;
        assert_eq!(push(&shown), (&json!("done"), &json!("active")), "{platform}: {shown}");
        assert_eq!((&shown["status"], &shown["is_pushing"]), (&json!("active"), &json!(false)), "{platform}");
        let made = [("Ramadan ليالي".to_owned(), "active".to_owned())];
        assert_eq!(
            (stage.made(platform).await, stage.made_ad_sets(platform).await),
            (made.to_vec(), made.to_vec()),
            "{platform}"
        );

        act(&stage.admin, &format!("{path}/pause")).await;
        stage.app.run_jobs().await;
        assert_eq!(stage.made(platform).await[0].1, "paused", "{platform}");

        // a budget that changes much is asked about
        let steep = stage.admin.patch(&path, json!({"budget": 1200})).await;
        let told = steep.refused(409, "confirmation_required")["message"].as_str().expect("text").to_owned();
        assert!(told.contains("700") && told.contains("1200"), "{told}");
        let more = stage.admin.patch(&path, json!({"budget": 1200, "confirm": true})).await.data().clone();
        assert_eq!(more["budget"], 1200);
        stage.app.run_jobs().await;
        assert_eq!(
            show(&stage, &campaign).await["accounts"][0]["platform_campaign"]["lifetime_budget"],
            1200,
            "{platform}"
        );
        let changes = stage.admin.get(&format!("{path}/changes")).await.data().clone();
        let kinds: Vec<&str> =
            changes.as_array().expect("rows").iter().map(|it| it["kind"].as_str().expect("kind")).collect();
        assert_eq!(kinds, ["budget", "status", "launch"]);
        assert_eq!((&changes[0]["can_undo"], &changes[0]["made_by"]["name"]), (&json!(true), &json!("Salma")));
        assert_eq!(changes[2]["can_undo"], false);
        let undo = |change: &Value| format!("{path}/changes/{}/undo", change["id"].as_str().expect("id"));
        act(&stage.admin, &undo(&changes[1])).await;
        stage.admin.post(&undo(&changes[1]), json!({})).await.refused(409, "conflict");
        stage.admin.post(&undo(&changes[0]), json!({"confirm": true})).await.data();
        stage.app.run_jobs().await;
        assert_eq!(stage.made(platform).await[0].1, "active", "{platform}");

        // the platform says the same, and what it has is this campaign
        stage.pass(NEWER).await;
        stage.app.read_again();
        stage.ask(&integration).await;
        stage.run_to_the_end().await;
        let read = show(&stage, &campaign).await;
        let there = &read["accounts"][0]["platform_campaign"];
        assert_eq!((&there["name"], &there["status"]), (&json!("Ramadan ليالي"), &json!("active")), "{platform}");
        let has_budget = there["lifetime_budget"] == 700;
        assert!(has_budget && read["accounts"][0]["drifted_from"].is_null(), "{platform}: {there}");
        assert_eq!((&read["status"], &read["budget"]), (&json!("active"), &json!(700)), "{platform}");
        // its ad set is the one that the platform tells of, and may spend what the campaign may
        let ad_sets = "select count(*) from ad_sets s join platform_campaigns p on p.id = s.campaign_id
                       where s.made_by_step is not null and s.name = 'Ramadan ليالي' and s.status = 'active' and s.seen_run is not null
                         and coalesce(s.lifetime_budget_micros, p.lifetime_budget_micros) = p.lifetime_budget_micros";
        done += 1;
        assert_eq!(stage.app.count(ad_sets).await, done, "{platform}");

        act(&stage.admin, &format!("{path}/complete")).await;
        stage.app.run_jobs().await;
        stage.pass(NEWER).await;
        stage.ask(&integration).await;
        stage.run_to_the_end().await;
        assert_eq!(
            show(&stage, &campaign).await["status"],
            "completed",
            "{platform}: what was ended is not paused again"
        );
        assert_eq!(stage.made(platform).await[0].1, "paused", "{platform}");
    }
    let imported = "select count(*) from campaigns where origin = 'platform' and name like 'Ramadan%'";
    assert_eq!(stage.app.count(imported).await, 0);
    assert_eq!(stage.app.count("select count(*) from platform_campaigns where campaign_id is null").await, 0);
}

#[tokio::test]
async fn all_that_is_missing_is_told_before_anything_is_made() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    stage.connect_unread(Platform::Google).await;
    let path = stage.path("campaigns");
    let empty = stage.admin.post(&path, json!({"name": "Empty"})).await.data().clone();
    let refused = stage.admin.post(&format!("{}/activate", one(&stage, &empty)), json!({})).await;
    let errors = refused.refused(422, "validation_failed")["errors"].clone();
    let fields: Vec<&str> = errors.as_object().expect("fields").keys().map(String::as_str).collect();
    assert_eq!(fields, ["ad_account_ids", "budget", "objectives", "start_date", "target_audience.locations"]);
    let plan = stage.admin.get(&format!("{}/launch", one(&stage, &empty))).await.data().clone();
    assert_eq!((&plan["ready"], plan["missing"].as_array().map(Vec::len)), (&json!(false), Some(5)));

    let google = stage.accounts(Platform::Google).await.swap_remove(0);
    let today = stage.app.clock.now().date_naive();
    let plan = json!({"name": "Endless", "objectives": ["app_installs"], "budget": 700, "currency": "XAF", "start_date": today,
                      "ad_account_ids": [google.id]});
    let endless = stage.admin.post(&path, plan).await.data().clone();
    let refused = stage.admin.post(&format!("{}/activate", one(&stage, &endless)), json!({})).await;
    let errors = refused.refused(422, "validation_failed")["errors"].clone();
    assert!(
        errors["end_date"].is_array() && errors["objectives"].is_array() && errors["ad_account_ids"].is_array(),
        "{errors}"
    );

    // who plans does not launch
    let (member, _) = stage.app.colleague("Omar", stage.org, "member").await;
    member.post(&format!("{}/activate", one(&stage, &empty)), json!({})).await.refused(403, "forbidden");
    assert!(stage.made(Platform::Google).await.is_empty() && stage.made(PLATFORM).await.is_empty());
}

/// The part of an address at which a platform makes campaigns.
const fn makes(platform: Platform) -> &'static str {
    match platform {
        Platform::Meta | Platform::Twitter | Platform::Snapchat => "campaigns",
        Platform::Google => "mutate",
        Platform::Tiktok => "campaign/create",
        Platform::Linkedin => "adCampaignGroups",
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_makes_no_second_campaign() {
    let mut stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        stage.connect_small(platform).await;
        stage.app.read_nothing();
        let campaign = draft(&stage, platform, "Once").await;
        act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
        // it is made, and nobody hears of it
        let cut = json!({"platform": platform, "kind": "cut", "path_contains": makes(platform)});
        stage.control("faults", cut).await;
        stage.app.run_jobs().await;
        assert_eq!(stage.made(platform).await.len(), 1, "{platform}");
        let waiting = show(&stage, &campaign).await;
        assert_eq!(push(&waiting), (&json!("pending"), &Value::Null), "{platform}: {waiting}");
        assert!(waiting["accounts"][0]["push"]["problem"]["message"].is_string());
        stage.pass(TimeDelta::minutes(2)).await;
        stage.app.run_jobs().await;
        let shown = show(&stage, &campaign).await;
        assert_eq!(push(&shown), (&json!("done"), &json!("active")), "{platform}: {shown}");
        assert_eq!(stage.made(platform).await, once(), "{platform}");
        assert_eq!(stage.made_ad_sets(platform).await, once(), "{platform}");
    }
}

/// What is there once and runs.
fn once() -> Vec<(String, String)> {
    vec![("Once".to_owned(), "active".to_owned())]
}

#[tokio::test]
async fn a_launch_that_was_given_up_and_is_begun_again_finds_what_it_had_made() {
    let mut stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Once").await;
    let path = one(&stage, &campaign);
    act(&stage.admin, &format!("{path}/activate")).await;
    // it is made and nobody hears of it, and then the right is taken back
    stage.control("faults", json!({"platform": PLATFORM, "kind": "cut", "path_contains": makes(PLATFORM)})).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.made(PLATFORM).await.len(), 1);
    stage.control("faults", json!({"platform": PLATFORM, "kind": "revoked_token"})).await;
    stage.pass(TimeDelta::minutes(2)).await;
    stage.app.run_jobs().await;
    assert_eq!(show(&stage, &campaign).await["status"], "draft");

    stage.connect_unread(PLATFORM).await;
    stage.app.read_nothing();
    stage.admin.patch(&path, json!({"budget": 900})).await.data();
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    stage.pass(TimeDelta::minutes(2)).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["status"], push(&shown)), (&json!("active"), (&json!("done"), &json!("active"))), "{shown}");
    assert_eq!((stage.made(PLATFORM).await, stage.made_ad_sets(PLATFORM).await), (once(), once()));
}

#[tokio::test]
async fn a_worker_that_dies_at_any_call_of_a_launch_makes_no_second_campaign() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.app.read_nothing();
    let campaign = draft(&stage, PLATFORM, "Once").await;
    act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
    for deaths in 0..12 {
        // the platform does it, and the worker is gone before it hears
        let slow = json!({"platform": PLATFORM, "kind": "slow", "after": deaths % 3, "seconds": 100});
        stage.control("faults", slow).await;
        let before = stage.hits("slow").await;
        let worker = background::worker(&stage.app.app).concurrency(cmis_jobs::Queue::Sync, 0);
        tokio::select! {
            () = worker.run(CancellationToken::new()) => {}
            () = told(&stage, before) => {}
        }
        stage.control("faults/clear", json!({})).await;
        stage.pass(TimeDelta::minutes(2)).await;
        if push(&show(&stage, &campaign).await).0 == "done" {
            break;
        }
        // a sync comes between, and knows what it finds
        if deaths == 1 {
            stage.app.read_again();
            stage.ask(&integration).await;
            stage.run_to_the_end().await;
            stage.app.read_nothing();
        }
    }
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!(push(&shown), (&json!("done"), &json!("active")), "{shown}");
    assert_eq!((stage.made(PLATFORM).await, stage.made_ad_sets(PLATFORM).await), (once(), once()));
    assert_eq!(stage.app.count("select count(*) from campaigns where name like 'Once%'").await, 1);
}

/// Waits until one more call does not come back, or the launch is through.
async fn told(stage: &Stage, before: usize) {
    let through = "select count(*) from campaign_steps where kind = 'status' and state = 'done'";
    while stage.hits("slow").await == before && stage.app.count(through).await == 0 {}
}

#[tokio::test]
async fn a_platform_that_refuses_leaves_the_others_running_and_says_what_to_do() {
    let mut stage = Stage::start().await;
    for platform in [PLATFORM, Platform::Tiktok] {
        stage.connect_unread(platform).await;
    }
    let (mut accounts, mut currencies) = (Vec::new(), Vec::new());
    for platform in [PLATFORM, Platform::Tiktok] {
        for account in stage.accounts(platform).await {
            let of = currency(&stage, account.id).await;
            currencies.push(of.clone());
            accounts.push((platform, account.id, of));
        }
    }
    let is_on_both = |currency: &String| {
        let on = |platform| accounts.iter().any(|(it, _, of)| *it == platform && of == currency);
        on(PLATFORM) && on(Platform::Tiktok)
    };
    let common = currencies.iter().find(|it| is_on_both(it)).expect("a currency of both").clone();
    let of = |platform| accounts.iter().find(|(it, _, of)| *it == platform && *of == common).expect("an account").1;
    let today = stage.app.clock.now().date_naive();
    let plan = json!({"name": "Both", "objectives": ["traffic"], "budget": 1000.01, "currency": common, "start_date": today,
                      "end_date": today + Days::new(20), "ad_account_ids": [of(PLATFORM), of(Platform::Tiktok)], "target_audience": {"locations": ["SA"]}});
    let campaign = stage.admin.post(&stage.path("campaigns"), plan).await.data().clone();
    let path = one(&stage, &campaign);
    let parts = stage.admin.get(&format!("{path}/launch")).await.data()["accounts"].clone();
    assert_eq!((&parts[0]["lifetime_budget"], &parts[1]["lifetime_budget"]), (&json!(500.01), &json!(500)));

    stage
        .control("faults", json!({"platform": "tiktok", "kind": "revoked_token", "path_contains": "campaign/create"}))
        .await;
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    let (meta, tiktok) = (&shown["accounts"][0], &shown["accounts"][1]);
    assert_eq!((&meta["push"]["state"], &tiktok["push"]["state"]), (&json!("done"), &json!("failed")), "{shown}");
    assert_eq!(tiktok["push"]["problem"]["class"], "token_revoked");
    assert!(tiktok["push"]["problem"]["message"].as_str().expect("text").contains("Connect again"));
    assert_eq!(shown["status"], "active", "what runs goes on");
    stage.app.tell().await;
    let told = stage.admin.get("/api/notifications").await;
    let kinds: Vec<&str> = told.data().as_array().expect("rows").iter().filter_map(|it| it["kind"].as_str()).collect();
    assert!(kinds.contains(&"campaign.push_failed"), "{kinds:?}");

    // connected again, it is made up for
    stage.connect_unread(Platform::Tiktok).await;
    act(&stage.admin, &format!("{path}/retry")).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!(shown["accounts"][1]["push"]["state"], "done", "{shown}");
    assert_eq!(stage.made(Platform::Tiktok).await, [("Both".to_owned(), "active".to_owned())]);
    stage.admin.post(&format!("{path}/retry"), json!({})).await.refused(409, "conflict");

    // a platform that is down hears of it later, and only of what was decided last
    stage.control("faults", json!({"platform": "meta", "kind": "outage", "seconds": 60})).await;
    act(&stage.admin, &format!("{path}/pause")).await;
    stage.app.run_jobs().await;
    act(&stage.admin, &format!("{path}/resume")).await;
    act(&stage.admin, &format!("{path}/pause")).await;
    stage.pass(TimeDelta::minutes(30)).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["is_pushing"], &shown["status"]), (&json!(false), &json!("paused")), "{shown}");
    for platform in [PLATFORM, Platform::Tiktok] {
        assert_eq!(stage.made(platform).await[0].1, "paused", "{platform}");
    }
    let ids = json!([campaign["id"]]);
    let resumed = stage
        .admin
        .patch(&stage.path("ad-campaigns/bulk/status"), json!({"campaign_ids": ids, "status": "active"}))
        .await;
    assert_eq!((&resumed.data()["updated"], &resumed.data()["results"][0]["status"]), (&json!(1), &json!("active")));
    let grown =
        stage.admin.patch(&stage.path("campaigns/bulk/budget"), json!({"campaign_ids": ids, "percent": 10})).await;
    assert_eq!(grown.data()["updated"], 1, "{grown:?}");
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["budget"], &shown["status"]), (&json!(1100.01), &json!("active")));
    let parts: Vec<&Value> = (0..2).map(|at| &shown["accounts"][at]["platform_campaign"]["lifetime_budget"]).collect();
    assert_eq!(parts, [&json!(550.01), &json!(550)]);
}

#[tokio::test]
async fn a_launch_that_no_platform_takes_is_a_draft_again() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let campaign = draft(&stage, PLATFORM, "Nowhere").await;
    let path = one(&stage, &campaign);
    stage.control("faults", json!({"platform": "meta", "kind": "revoked_token"})).await;
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    assert_eq!((&shown["status"], &shown["accounts"][0]["push"]["state"]), (&json!("draft"), &json!("failed")));
    assert!(stage.made(PLATFORM).await.is_empty());
    stage.connect_unread(PLATFORM).await;
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    assert_eq!(show(&stage, &campaign).await["status"], "active");
    assert_eq!(stage.made(PLATFORM).await.len(), 1);
}

#[tokio::test]
async fn what_is_over_or_has_spent_its_budget_is_stopped() {
    let mut stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let spent = draft(&stage, PLATFORM, "Spent").await;
    let over = draft(&stage, PLATFORM, "Over").await;
    for campaign in [&spent, &over] {
        act(&stage.admin, &format!("{}/activate", one(&stage, campaign))).await;
    }
    stage.app.run_jobs().await;
    stage
        .app
        .as_owner(
            "insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros)
             select p.org_id, '2026-01-01', p.ad_account_id, p.id, 1, 1, 700000000
             from platform_campaigns p where p.name = 'Spent'",
        )
        .await;
    look_after(&stage).await;
    let shown = show(&stage, &spent).await;
    assert_eq!((&shown["status"], push(&shown)), (&json!("paused"), (&json!("done"), &json!("paused"))));
    let change = stage.admin.get(&format!("{}/changes", one(&stage, &spent))).await.data()[0].clone();
    assert_eq!((&change["reason"], &change["made_by"]), (&json!("budget_exceeded"), &Value::Null));
    assert_eq!(show(&stage, &over).await["status"], "active");
    stage.pass(TimeDelta::days(22)).await;
    look_after(&stage).await;
    assert_eq!(show(&stage, &over).await["status"], "completed");
    assert!(stage.made(PLATFORM).await.iter().all(|(_, status)| status == "paused"));
}

async fn look_after(stage: &Stage) {
    let app = &stage.app.app;
    let mut tx = app.system("the schedule").await.expect("transaction");
    let job = Enqueue::new(CampaignsDue {});
    cmis_jobs::enqueue(&mut tx, app.now(), app.ids.next(), job).await.expect("enqueued");
    tx.commit().await.expect("committed");
    stage.app.run_jobs().await;
}

#[tokio::test]
async fn nobody_moves_what_also_runs_beyond_their_accounts() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let accounts = stage.accounts(PLATFORM).await;
    let campaign = draft(&stage, PLATFORM, "Wide").await;
    let all: Vec<Value> = accounts.iter().map(|it| json!(it.id)).collect();
    stage.admin.patch(&one(&stage, &campaign), json!({"ad_account_ids": all})).await.data();
    stage.app.as_owner("update campaigns set status = 'active'").await;
    let (rami, membership) = stage.app.colleague("Rami", stage.org, "manager").await;
    let body = json!({"ad_account_ids": [accounts[0].id]});
    stage.admin.patch(&stage.path(&format!("members/{membership}")), body).await.data();
    rami.post(&format!("{}/pause", one(&stage, &campaign)), json!({})).await.refused(403, "forbidden");
    rami.patch(&one(&stage, &campaign), json!({"budget": 800})).await.refused(403, "forbidden");
    let body = json!({"campaign_ids": [campaign["id"]], "status": "paused"});
    let bulk = rami.patch(&stage.path("campaigns/bulk/status"), body).await;
    assert_eq!((&bulk.data()["updated"], &bulk.data()["failed"]), (&json!(0), &json!(1)));
    assert_eq!(show(&stage, &campaign).await["status"], "active");
}
