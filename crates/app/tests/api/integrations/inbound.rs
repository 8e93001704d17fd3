//! What follows of what platforms announce: whom it concerns, and what it does there.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_app::{
    admin_actions::{status, upkeep},
    background,
    integrations::apps,
    webhooks::inbound::channel::verify_token,
};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
};
use cmis_jobs::Queue;
use cmis_sandbox::SECRET;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::{
    door::{call, plain, signed, told},
    stage::{Stage, relay_secret},
};
use crate::harness::{Person, TestApp};

/// One text of the database.
pub async fn text(app: &TestApp, sql: impl Into<String>) -> String {
    let mut tx = app.app.system("test").await.expect("transaction");
    let found: Option<String> = sqlx::query_scalar(AssertSqlSafe(sql.into())).fetch_one(&mut *tx).await.expect("text");
    found.unwrap_or_default()
}

/// The sandbox sends events to the product; all are taken.
async fn send(stage: &Stage, asked: Value) {
    let sent = stage.control("events", asked).await;
    for delivery in sent["deliveries"].as_array().expect("deliveries") {
        assert_eq!(delivery["status"], 200, "{sent}");
    }
}

/// A relay tells something, now.
async fn relay(stage: &Stage, platform: Platform, account: &str, body: Value) {
    let body = told(&stage.app, body);
    let headers = plain(platform, relay_secret(platform), account, &body);
    call(&stage.app, &format!("/api/webhooks/{platform}"), &headers, &body).await.data();
}

/// What is in an org's log.
async fn log(stage: &Stage, query: &str) -> Vec<Value> {
    let answer = stage.admin.get(&stage.path(&format!("webhook-logs{query}"))).await;
    answer.data().as_array().expect("rows").clone()
}

/// The next sync of the org has read a campaign, an ad set and an ad in its account.
pub async fn read(app: &TestApp, org: Id<Org>, account: &str, campaign: &str, ad: &str) {
    let id = app.app.ids.next::<()>();
    app.as_owner(&format!(
        "insert into platform_campaigns (org_id, id, ad_account_id, external_id, name, status, created_at, updated_at)
         select org_id, '{id}', id, '{campaign}', 'Ramadan', 'active', now(), now()
         from ad_accounts where org_id = '{org}' and external_id = '{account}';
         insert into ad_sets (org_id, id, ad_account_id, campaign_id, external_id, name, status, created_at, updated_at)
         select org_id, '{id}', id, '{id}', '1', 'Riyadh', 'active', now(), now()
         from ad_accounts where org_id = '{org}' and external_id = '{account}';
         insert into ads (org_id, id, ad_account_id, ad_set_id, external_id, name, status, created_at, updated_at)
         select org_id, '{id}', id, '{id}', '{ad}', 'Lantern', 'active', now(), now()
         from ad_accounts where org_id = '{org}' and external_id = '{account}'"
    ))
    .await;
}

/// Somebody with an org of their own, who connects the same accounts.
async fn neighbour(stage: &mut Stage, name: &str, platform: Platform) -> (Person, Id<Org>) {
    let (person, org) = stage.app.founder(name).await;
    let admin = std::mem::replace(&mut stage.admin, person);
    let own = std::mem::replace(&mut stage.org, org);
    stage.connect_unread(platform).await;
    (std::mem::replace(&mut stage.admin, admin), std::mem::replace(&mut stage.org, own))
}

#[tokio::test]
async fn every_org_with_the_account_is_told_and_nobody_else() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_unread(Platform::Snapchat).await;
    let (huda, other) = neighbour(&mut stage, "Huda", Platform::Snapchat).await;
    let (omar, third) = stage.app.founder("Omar").await;
    let (manager, _) = stage.app.colleague("Mona", stage.org, "manager").await;
    let (member, _) = stage.app.colleague("Dana", stage.org, "member").await;
    let endpoint = json!({"url": "https://crm.example.com/hook", "events": ["analytics.threshold_reached"]});
    stage.admin.post(&stage.path("webhooks"), endpoint).await.data();
    stage.app.run_jobs().await;

    send(&stage, json!({"platform": "snapchat", "kind": "budget_threshold_reached", "percentage": 80})).await;
    stage.app.run_jobs().await;
    let rows = log(&stage, "?platform=snapchat&state=processed").await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert_eq!((&rows[0]["effect"], &rows[0]["verified"]), (&json!("budget_threshold"), &json!(true)));
    assert_eq!(rows[0]["message"], "A budget is nearly spent: people were told");
    assert_eq!(rows[0]["integration_id"], integration["id"]);
    let theirs = huda.get(&format!("/api/orgs/{other}/webhook-logs")).await.data().clone();
    assert_eq!(theirs.as_array().expect("rows").len(), 1);
    assert!(omar.get(&format!("/api/orgs/{third}/webhook-logs")).await.data().as_array().expect("rows").is_empty());
    let id = rows[0]["id"].as_str().expect("id");
    omar.get(&format!("/api/orgs/{third}/webhook-logs/{id}")).await.refused(404, "not_found");
    huda.get(&format!("/api/orgs/{other}/webhook-logs/{id}")).await.refused(404, "not_found");

    // people who run campaigns are told, and so is whoever listens outside
    stage.app.tell().await;
    for person in [&stage.admin, &manager, &huda] {
        let notices = person.get("/api/notifications").await.body.to_string();
        assert!(notices.contains("budget.threshold_reached") && notices.contains("80% is spent"), "{notices}");
    }
    assert!(!member.get("/api/notifications").await.body.to_string().contains("budget"));
    let outside = "select count(*) from webhook_deliveries where event = 'analytics.threshold_reached'";
    assert_eq!(stage.app.count(outside).await, 1);
    // its numbers are read at once
    let sync = stage.show(&integration).await["sync"].clone();
    assert_eq!((&sync["cause"], &sync["status"]), (&json!("platform"), &json!("queued")), "{sync}");
}

#[tokio::test]
async fn what_is_announced_begins_a_sync_and_a_flood_of_it_not_many() {
    let stage = Stage::start().await;
    let integration = stage.connect_unread(Platform::Snapchat).await;
    let account = text(&stage.app, "select min(external_id) from ad_accounts").await;
    let news = async |number: i64| {
        stage.app.advance(TimeDelta::seconds(number));
        let body = json!({"event_type": "performance_update", "ad_account_id": account, "number": number});
        relay(&stage, Platform::Snapchat, "", body).await;
        stage.app.run_jobs().await;
    };
    let causes = "select count(*) from sync_runs where cause = 'platform'";
    news(1).await;
    news(2).await;
    assert_eq!(stage.app.count(causes).await, 1, "the one that waits reads the second news too");
    // one that works may be past what is new: it is read once more, some minutes later
    stage.app.as_owner("update sync_runs set status = 'running' where cause = 'platform'").await;
    news(3).await;
    let soon = stage.show(&integration).await["next_sync_at"].clone();
    // or sooner, where its turn comes sooner
    let at: DateTime<Utc> = soon.as_str().expect("a time").parse().expect("a time");
    assert!(at <= stage.app.clock.now() + TimeDelta::minutes(5), "{soon}");
    stage.app.as_owner("update sync_runs set status = 'completed' where cause = 'platform'").await;
    news(4).await;
    assert_eq!(stage.app.count(causes).await, 1);
    assert_eq!(stage.show(&integration).await["next_sync_at"], soon, "not put off by what comes after");
    stage.app.advance(TimeDelta::minutes(6));
    news(5).await;
    assert_eq!(stage.app.count(causes).await, 2);
    // nothing is begun for what a person has to connect first
    stage
        .app
        .as_owner("update integrations set status = 'needs_reconnect'; update sync_runs set status = 'cancelled'")
        .await;
    stage.app.advance(TimeDelta::minutes(6));
    news(6).await;
    assert_eq!(stage.app.count(causes).await, 2);
}

#[tokio::test]
async fn what_concerns_nobody_is_told_to_nobody() {
    let stage = Stage::start().await;
    // connected, and not chosen
    stage.connect(Platform::Snapchat).await;
    send(&stage, json!({"platform": "snapchat", "kind": "budget_threshold_reached"})).await;
    relay(&stage, Platform::Tiktok, "", json!({"event": "ad_review_complete", "ad_id": "5", "advertiser_id": "none"}))
        .await;
    stage.app.run_jobs().await;
    assert!(log(&stage, "").await.is_empty());
    // the ad may still be read, the budget's campaign too
    let again = "select coalesce(sum(cardinality(event_ids)), 0)::bigint from unspread_batches where tries = 1";
    assert_eq!(stage.app.count(again).await, 2);
    stage.app.advance(TimeDelta::days(3));
    for _ in 0..5 {
        stage.app.run_jobs().await;
        stage.app.advance(TimeDelta::days(2));
    }
    assert_eq!(stage.app.count("select count(*) from unspread_batches").await, 0);
    assert_eq!(stage.app.count("select count(*) from webhook_logs").await, 0);
}

#[tokio::test]
async fn a_lead_is_fetched_when_its_ad_is_known_and_what_a_person_wrote_stays_sealed() {
    let mut stage = Stage::start().await;
    stage.connect_unread(Platform::Meta).await;
    let account = stage.sandbox.accounts(Platform::Meta)[0].to_string();
    send(&stage, json!({"platform": "meta", "kind": "leadgen", "account": account, "unsubscribed": true})).await;
    stage.app.run_jobs().await;
    assert!(log(&stage, "").await.is_empty(), "the ad was not read yet");
    let ad = text(&stage.app, "select ad from platform_events").await;
    read(&stage.app, stage.org, &account, "c1", &ad).await;
    stage.pass(TimeDelta::minutes(16)).await;
    stage.control("faults", json!({"platform": "meta", "kind": "outage"})).await;
    stage.app.run_jobs().await;
    let waiting = log(&stage, "?state=retrying").await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["attempts"], 1);
    assert!(waiting[0]["message"].as_str().expect("text").contains("tried again"), "{waiting:?}");
    stage.app.advance(TimeDelta::minutes(1));
    stage.app.run_jobs().await;
    let done = log(&stage, "?state=processed&kind=leadgen").await;
    assert_eq!(done.len(), 1, "{:?}", log(&stage, "").await);
    assert_eq!((&done[0]["effect"], &done[0]["error"]), (&json!("lead_received"), &Value::Null));

    let path = stage.path(&format!("webhook-logs/{}", done[0]["id"].as_str().expect("id")));
    let shown = stage.admin.get(&path).await.data().clone();
    assert_eq!(shown["payload"]["ad_id"].as_str(), Some(ad.as_str()), "{shown}");
    let fields = shown["details"]["fields"].as_object().expect("fields").clone();
    assert!(!fields.is_empty());
    // ids are told, and nothing that somebody filled in
    stage.app.tell().await;
    let lead = text(&stage.app, "select payload->>'lead_id' from events where kind = 'lead.received'").await;
    assert_eq!(shown["payload"]["leadgen_id"].as_str(), Some(lead.as_str()));
    for value in fields.values().filter_map(Value::as_str).filter(|value| value.len() > 4) {
        let value = value.replace('\'', "''");
        let found = "select count(*)::text from events e, audit_log a, webhook_logs l where concat(e, a, l) like";
        assert_eq!(text(&stage.app, format!("{found} '%{value}%'")).await, "0");
    }
    let (viewer, _) = stage.app.colleague("Vera", stage.org, "viewer").await;
    let seen = viewer.get(&path).await.data().clone();
    assert_eq!((&seen["payload"], &seen["details"], &seen["state"]), (&Value::Null, &Value::Null, &json!("processed")));
    // done once
    stage.admin.post(&format!("{path}/replay"), json!({})).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_lead_that_is_all_there_is_kept_and_one_that_tries_the_form_is_none() {
    let stage = Stage::start().await;
    stage.connect_unread(Platform::Google).await;
    let account = stage.sandbox.accounts(Platform::Google)[0].to_string();
    for is_test in [false, true] {
        send(&stage, json!({"platform": "google", "kind": "lead_form", "account": account, "is_test": is_test})).await;
    }
    let campaign = text(&stage.app, "select min(campaign) from platform_events").await;
    read(&stage.app, stage.org, &account, &campaign, "a1").await;
    stage.app.run_jobs().await;
    let rows = log(&stage, "").await;
    let states: Vec<_> = rows.iter().filter_map(|row| row["state"].as_str()).collect();
    assert!(states.contains(&"processed") && states.contains(&"ignored"), "{rows:?}");
    assert_eq!(stage.app.count("select count(*) from events where kind = 'lead.received'").await, 1);
}

#[tokio::test]
async fn a_campaign_of_two_accounts_leads_to_nobody() {
    let stage = Stage::start().await;
    stage.connect_unread(Platform::Google).await;
    let accounts = stage.sandbox.accounts(Platform::Google);
    send(&stage, json!({"platform": "google", "kind": "lead_form"})).await;
    let campaign = text(&stage.app, "select campaign from platform_events").await;
    for account in &accounts[..2] {
        read(&stage.app, stage.org, &account.to_string(), &campaign, "a1").await;
    }
    stage.app.run_jobs().await;
    assert!(log(&stage, "").await.is_empty());
}

#[tokio::test]
async fn what_is_for_later_is_kept_and_duplicates_and_disorder_change_nothing() {
    let stage = Stage::start().await;
    own_app(&stage, stage.org, Platform::Meta, "999", SECRET).await;
    let asked = json!({"platform": "meta", "kind": "feed_comment", "count": 3, "duplicate": true, "reordered": true});
    send(&stage, asked).await;
    assert_eq!(stage.app.count("select count(*) from platform_events").await, 3);
    let body = json!({"object": "page", "entry": [{"id": "12", "time": 1, "changes": [{"field": "feed", "value": {"message": "كم السعر؟"}}]},
                                                  {"id": "12", "time": 1, "changes": [{"field": "of_another_world", "value": 1}]}]});
    let body = body.to_string().into_bytes();
    let header = signed(&stage.app, Platform::Meta, SECRET, &body);
    assert_eq!(call(&stage.app, "/api/webhooks/meta/999", &[header], &body).await.data()["received"], 2);
    stage.app.run_jobs().await;
    let rows = log(&stage, "").await;
    let of =
        |kind: &str| rows.iter().find(|row| row["kind"] == kind).unwrap_or_else(|| panic!("{kind}: {rows:?}")).clone();
    assert_eq!((&of("feed")["state"], &of("feed")["effect"]), (&json!("processed"), &json!("kept")));
    let unknown = of("of_another_world");
    assert_eq!((&unknown["state"], &unknown["error"]), (&json!("ignored"), &json!("unknown_kind")));
    let kept =
        text(&stage.app, "select payload->>'webhook_log_id' from events where kind = 'platform.event_received'").await;
    assert_eq!(of("feed")["id"].as_str(), Some(kept.as_str()));
    assert_eq!(stage.app.count("select count(*) from audit_log where action = 'platform.event_received'").await, 0);

    // what was ignored may be worked on again, by whoever manages integrations
    let replay = stage.path(&format!("webhook-logs/{}/replay", unknown["id"].as_str().expect("id")));
    let (member, _) = stage.app.colleague("Dana", stage.org, "member").await;
    member.post(&replay, json!({})).await.refused(403, "forbidden");
    let again = stage.admin.post(&replay, json!({})).await;
    assert_eq!((again.status.as_u16(), &again.data()["state"]), (202, &json!("received")));
    stage.app.run_jobs().await;
    assert_eq!(log(&stage, "?state=ignored").await.len(), 1);
}

/// An org enters an app of its own.
async fn own_app(stage: &Stage, org: Id<Org>, platform: Platform, id: &str, secret: &str) {
    let secrets = json!({"secret": secret, "webhook_secret": format!("relay of {secret}")}).to_string();
    let sealed = stage.app.app.keys.seal(&apps::place(org, platform), secrets.as_bytes());
    let sealed: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
    stage
        .app
        .as_owner(&format!(
            "insert into platform_apps (org_id, platform, app_id, secrets, created_by, created_at, updated_at)
             select org_id, '{platform}', '{id}', decode('{sealed}', 'hex'), id, now(), now()
             from members where org_id = '{org}' and role = 'admin'
             on conflict (org_id, platform) do update set secrets = excluded.secrets"
        ))
        .await;
}

#[tokio::test]
async fn who_vouches_for_an_app_of_their_own_speaks_for_themselves_alone() {
    let mut stage = Stage::start().await;
    stage.connect_unread(Platform::Tiktok).await;
    let (mallory, theirs) = neighbour(&mut stage, "Mallory", Platform::Tiktok).await;
    own_app(&stage, theirs, Platform::Tiktok, "999", "mallorys-secret").await;
    let account = stage.sandbox.accounts(Platform::Tiktok)[0].to_string();
    let body = told(
        &stage.app,
        json!({"event": "budget_threshold_reached", "advertiser_id": account, "budget_spent_percentage": 99}),
    );
    let forged = plain(Platform::Tiktok, "relay of mallorys-secret", "", &body);
    // with a secret of one's own nothing is told to others, nor is their event's place taken
    assert_eq!(call(&stage.app, "/api/webhooks/tiktok/999", &forged, &body).await.data()["received"], 1);
    call(&stage.app, "/api/webhooks/tiktok", &forged, &body).await.refused(401, "unauthenticated");
    stage.app.run_jobs().await;
    assert!(log(&stage, "").await.is_empty());
    assert_eq!(
        mallory.get(&format!("/api/orgs/{theirs}/webhook-logs")).await.data().as_array().expect("rows").len(),
        1
    );
    let real = plain(Platform::Tiktok, relay_secret(Platform::Tiktok), "", &body);
    assert_eq!(call(&stage.app, "/api/webhooks/tiktok", &real, &body).await.data()["received"], 1);
    stage.app.run_jobs().await;
    assert_eq!(log(&stage, "").await.len(), 1);

    // another org that enters the same app hears only what its own secret signed
    own_app(&stage, stage.org, Platform::Tiktok, "999", "salmas-secret").await;
    stage.app.advance(TimeDelta::seconds(6));
    let body = told(
        &stage.app,
        json!({"event": "budget_threshold_reached", "advertiser_id": account, "budget_spent_percentage": 50}),
    );
    let hers = plain(Platform::Tiktok, "relay of salmas-secret", "", &body);
    assert_eq!(call(&stage.app, "/api/webhooks/tiktok/999", &hers, &body).await.data()["received"], 1);
    assert_eq!(
        stage.app.count("select count(distinct owner_id) from platform_events where owner_id is not null").await,
        2
    );
    // a secret that was changed holds no longer than its moment in memory
    own_app(&stage, stage.org, Platform::Tiktok, "999", "salmas-new-secret").await;
    stage.app.advance(TimeDelta::seconds(6));
    let body = told(
        &stage.app,
        json!({"event": "budget_threshold_reached", "advertiser_id": account, "budget_spent_percentage": 51}),
    );
    let old = plain(Platform::Tiktok, "relay of salmas-secret", "", &body);
    call(&stage.app, "/api/webhooks/tiktok/999", &old, &body).await.refused(401, "unauthenticated");

    // its handshake has a word of its own, which the org sees
    own_app(&stage, stage.org, Platform::Meta, "77", SECRET).await;
    let token = verify_token(&stage.app.app, Platform::Meta, Some("77"));
    let shown = stage.admin.get(&stage.path("integrations")).await.data()[0].clone();
    assert_eq!(shown["webhook_verify_token"], token.as_str());
    assert!(shown["webhook_url"].as_str().expect("url").ends_with("/api/webhooks/meta/77"), "{shown}");
    let ask = |at: &str| format!("/api/webhooks/meta{at}?hub.mode=subscribe&hub.challenge=7&hub.verify_token={token}");
    assert_eq!(stage.app.anonymous().get(&ask("/77")).await.bytes, b"7");
    stage.app.anonymous().get(&ask("")).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn what_was_stored_before_a_crash_is_worked_on_by_whoever_comes_after() {
    let stage = Stage::start().await;
    stage.connect_unread(Platform::Snapchat).await;
    send(&stage, json!({"platform": "snapchat", "kind": "budget_threshold_reached"})).await;
    // its job is lost too
    stage.app.as_owner("delete from jobs").await;
    stage.app.advance(TimeDelta::minutes(3));
    let node = stage.app.another_node().await;
    let worker = background::worker(&node).concurrency(Queue::Sync, 0);
    while worker.run_due().await.expect("jobs") > 0 {}
    assert!(log(&stage, "").await.is_empty(), "nobody knows of it without a job");
    let mut tx = node.system("test").await.expect("transaction");
    let asked = worker.schedules().run_now(&mut tx, node.now(), node.ids.next(), "webhooks.sweep_inbound").await;
    assert!(asked.expect("asked").is_some());
    tx.commit().await.expect("commit");
    while worker.run_due().await.expect("jobs") > 0 {}
    assert_eq!(log(&stage, "?state=processed").await.len(), 1);
}

#[tokio::test]
async fn a_review_is_shown_with_the_ad_and_an_older_one_does_not_undo_it() {
    let stage = Stage::start().await;
    stage.connect_unread(Platform::Tiktok).await;
    let (manager, _) = stage.app.colleague("Mona", stage.org, "manager").await;
    let account = stage.sandbox.accounts(Platform::Tiktok)[0].to_string();
    read(&stage.app, stage.org, &account, "c1", "5").await;
    let review = |ad: &str, word: &str| json!({"event": "ad_review_complete", "ad_id": ad, "advertiser_id": account, "status": word});
    // told first, signed at its time, and stored later than the newer one
    let old = told(&stage.app, review("5", "rejected"));
    let headers = plain(Platform::Tiktok, relay_secret(Platform::Tiktok), "", &old);
    stage.app.advance(TimeDelta::minutes(2));
    relay(&stage, Platform::Tiktok, "", review("5", "approved")).await;
    relay(&stage, Platform::Tiktok, "", review("6", "approved")).await;
    stage.app.run_jobs().await;
    call(&stage.app, "/api/webhooks/tiktok", &headers, &old).await.data();
    stage.app.run_jobs().await;
    assert_eq!(text(&stage.app, "select delivery from ads").await, "approved");
    assert_eq!(log(&stage, "?state=processed").await.len(), 3);
    assert_eq!(stage.app.count("select count(*) from events where kind = 'ad.reviewed'").await, 1);
    stage.app.tell().await;
    let notices = manager.get("/api/notifications").await.body.to_string();
    assert!(notices.contains("Lantern was reviewed") && notices.contains("approved"), "{notices}");
}

#[tokio::test]
async fn a_right_that_is_said_to_be_taken_back_is_looked_at_before_anything_ends() {
    let stage = Stage::start().await;
    let integration = stage.connect_unread(Platform::Twitter).await;
    let who = text(&stage.app, "select external_id from integrations").await;
    let revoke = |at: &str| {
        json!({"user_event": {"revoke": {"date_time": at, "target": {"app_id": "4711"}, "source": {"user_id": who}}}})
            .to_string()
            .into_bytes()
    };
    for (at, status, effect) in [
        ("2026-11-20T09:00:00Z", "active", "still_connected"),
        ("2026-11-21T09:00:00Z", "needs_reconnect", "needs_reconnect"),
    ] {
        if status == "needs_reconnect" {
            stage.control("faults", json!({"platform": "twitter", "kind": "revoked_token"})).await;
        }
        let body = revoke(at);
        let header = signed(&stage.app, Platform::Twitter, SECRET, &body);
        call(&stage.app, "/api/webhooks/twitter", &[header], &body).await.data();
        stage.app.run_jobs().await;
        let rows = log(&stage, "").await;
        assert!(rows.iter().any(|row| row["effect"] == effect && row["state"] == "processed"), "{rows:?}");
        assert_eq!(stage.show(&integration).await["status"], status);
    }
    assert_eq!(stage.app.count("select count(*) from events where kind = 'integration.needs_reconnect'").await, 1);
    let of = stage.path(&format!("integrations/{}/webhooks?state=processed", integration["id"].as_str().expect("id")));
    assert_eq!(stage.admin.get(&of).await.data().as_array().expect("rows").len(), 2);
}

#[tokio::test]
async fn a_right_of_an_own_app_that_names_nobody_known_is_looked_at_for_all_that_it_was_granted() {
    let stage = Stage::start().await;
    let integration = stage.connect_unread(Platform::Tiktok).await;
    own_app(&stage, stage.org, Platform::Tiktok, "4711", SECRET).await;
    stage.app.as_owner("update integrations set is_own_app = true").await;
    // another one of the same app, which gave its access back before
    stage
        .app
        .as_owner(
            "insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status,
                                       token_version, verified_at, created_by, created_at, updated_at)
             select org_id, gen_random_uuid(), platform, app_id, true, 'another', 'Another', scopes, missing_scopes, 'needs_reconnect',
                    0, verified_at, created_by, created_at, updated_at from integrations",
        )
        .await;
    stage.control("faults", json!({"platform": "tiktok", "kind": "revoked_token"})).await;
    let removed = json!({"client_key": "4711", "event": "authorization.removed", "create_time": stage.app.clock.now().timestamp(),
                         "user_openid": "afd97af1", "content": "{\"reason\":1}"});
    let body = removed.to_string().into_bytes();
    let header = signed(&stage.app, Platform::Tiktok, SECRET, &body);
    call(&stage.app, "/api/webhooks/tiktok/4711", &[header], &body).await.data();
    stage.app.run_jobs().await;
    let rows = log(&stage, "").await;
    assert_eq!((rows.len(), &rows[0]["effect"]), (1, &json!("needs_reconnect")), "{rows:?}");
    assert_eq!(stage.show(&integration).await["status"], "needs_reconnect");
}

#[tokio::test]
async fn failures_are_told_and_what_is_old_is_deleted() {
    let mut stage = Stage::start().await;
    stage.connect_unread(Platform::Snapchat).await;
    let account = stage.sandbox.accounts(Platform::Snapchat);
    assert!(!account.is_empty());
    let external = text(&stage.app, "select min(external_id) from ad_accounts").await;
    let senseless =
        json!({"event_type": "budget_threshold_reached", "ad_account_id": external, "budget_spent_percentage": "most"});
    relay(&stage, Platform::Snapchat, "", senseless).await;
    stage.app.run_jobs().await;
    let failed = log(&stage, "?state=failed").await;
    assert_eq!((failed.len(), &failed[0]["error"]), (1, &json!("unreadable")), "{failed:?}");
    stage.app.as_owner("delete from jobs").await;
    relay(&stage, Platform::Snapchat, "", json!({"event_type": "x", "ad_account_id": external})).await;
    stage.pass(TimeDelta::minutes(6)).await;
    let trouble = status::trouble(&stage.app.app).await.expect("figures");
    assert_eq!((trouble.failed_inbound, trouble.retrying_inbound, trouble.waiting_inbound), (1, 0, 1));
    stage.pass(TimeDelta::days(31)).await;
    let counted = upkeep::system_data(&stage.app.app, 30, false).await.expect("cleaned");
    let counted = counted.iter().find(|kind| kind.kind == "platforms' webhooks").expect("counted");
    assert!(counted.rows >= 3 && counted.bytes > 0, "{counted:?}");
    assert!(log(&stage, "").await.is_empty());
    assert_eq!(stage.app.count("select count(*) from platform_events").await, 0);
}
