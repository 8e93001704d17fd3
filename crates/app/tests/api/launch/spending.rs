//! What may be spent: the switch that stops everything, caps, and a second person above an amount.

use chrono::{Days, TimeDelta};
use cmis_app::spending::jobs::SpendingDue;
use cmis_base::platform::Platform;
use cmis_jobs::Enqueue;
use serde_json::{Value, json};

use super::{NEWER, PLATFORM, act, currency, draft, one, push, show};
use crate::{harness::Person, integrations::stage::Stage};

/// Drafts of one account, named.
async fn drafts(stage: &Stage, names: &[&str]) -> Vec<Value> {
    let mut drafts = Vec::new();
    for name in names {
        drafts.push(draft(stage, PLATFORM, name).await);
    }
    drafts
}

/// Sets the limits of the campaigns' currency.
async fn limit(stage: &Stage, campaign: &Value, limits: Value) -> Value {
    let currency = campaign["currency"].as_str().expect("a currency");
    stage.admin.put(&stage.path(&format!("spending/limits/{currency}")), limits).await.data().clone()
}

/// What the schedule does every few minutes.
async fn look_after(stage: &Stage) {
    let app = &stage.app.app;
    let mut tx = app.system("the schedule").await.expect("transaction");
    cmis_jobs::enqueue(&mut tx, app.now(), app.ids.next(), Enqueue::new(SpendingDue {})).await.expect("enqueued");
    tx.commit().await.expect("committed");
    stage.app.run_jobs().await;
}

async fn status(stage: &Stage, campaign: &Value) -> String {
    show(stage, campaign).await["status"].as_str().expect("a status").to_owned()
}

async fn message(person: &Person, path: &str, code: &str) -> String {
    person.post(path, json!({})).await.refused(409, code)["message"].as_str().expect("text").to_owned()
}

/// Numbers of today at the campaigns' only account, in millionths.
async fn spent(stage: &Stage, day: &str, micros: i64) {
    let sql = format!(
        "insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros)
         select distinct p.org_id, ('{now}'::timestamptz at time zone a.time_zone)::date - {day}, p.ad_account_id, 1, 1, {micros}
         from platform_campaigns p join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id where p.pushed_at is not null
         on conflict (org_id, day, ad_account_id) do update set spend_micros = excluded.spend_micros",
        now = stage.app.clock.now().to_rfc3339()
    );
    stage.app.as_owner(&sql).await;
}

#[tokio::test]
async fn everything_stops_and_nothing_starts_until_it_is_released() {
    let mut stage = Stage::start().await;
    stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    stage.app.read_nothing();
    let campaigns = drafts(&stage, &["Runs", "Rests", "Waits"]).await;
    for campaign in &campaigns[..2] {
        act(&stage.admin, &format!("{}/activate", one(&stage, campaign))).await;
    }
    stage.app.run_jobs().await;
    act(&stage.admin, &format!("{}/pause", one(&stage, &campaigns[1]))).await;
    stage.app.run_jobs().await;
    let imported = "select count(*) from campaigns where status = 'active' and origin = 'platform'";
    let others = stage.app.count(imported).await;
    assert!(others > 0, "what was made at the platform runs too");

    let (member, _) = stage.app.colleague("Omar", stage.org, "member").await;
    member.post(&stage.path("spending/stop"), json!({})).await.refused(403, "forbidden");
    let (manager, _) = stage.app.colleague("Huda", stage.org, "manager").await;
    let stopped = manager.post(&stage.path("spending/stop"), json!({"note": "The page is broken"})).await;
    assert_eq!((stopped.status.as_u16(), &stopped.data()["stopped"]["note"]), (202, &json!("The page is broken")));
    manager.post(&stage.path("spending/stop"), json!({})).await.refused(409, "conflict");
    stage.app.run_jobs().await;
    assert_eq!(stage.app.count("select count(*) from campaigns where status = 'active'").await, 0);
    let there = stage.app.count("select count(*) from platform_campaigns where status = 'active'").await;
    assert_eq!(there, 0, "the platform was told of all");
    let told = stage.admin.get(&stage.path("spending")).await.data()["stopped"].clone();
    assert_eq!((&told["campaigns"], &told["pending"], &told["failed"]), (&json!(others + 1), &json!(0), &json!(0)));
    assert_eq!(told["stopped_by"]["name"], "Huda");

    // no door opens, and pausing and lowering stay free
    let [runs, rests, waits] = [0, 1, 2].map(|at| one(&stage, &campaigns[at]));
    for path in [format!("{waits}/activate"), format!("{runs}/resume")] {
        let told = message(&stage.admin, &path, "spending_stopped").await;
        assert!(told.contains("administrator"), "{told}");
    }
    stage.admin.patch(&runs, json!({"budget": 800})).await.refused(409, "spending_stopped");
    stage.admin.patch(&runs, json!({"budget": 600})).await.data();
    let bulk = json!({"campaign_ids": [campaigns[0]["id"]], "status": "active"});
    let bulk = stage.admin.patch(&stage.path("campaigns/bulk/status"), bulk).await.data().clone();
    assert_eq!((&bulk["updated"], &bulk["failed"]), (&json!(0), &json!(1)));
    let change = stage.admin.get(&format!("{runs}/changes")).await.data()[1].clone();
    let undo = format!("{runs}/changes/{}/undo", change["id"].as_str().expect("id"));
    assert_eq!(change["reason"], "spending_stopped");
    stage.admin.post(&undo, json!({})).await.refused(409, "spending_stopped");

    // what somebody switches on at the platform is paused again
    stage.app.as_owner("update platform_campaigns set status = 'active' where pushed_at is null").await;
    stage.app.as_owner("update campaigns set status = 'active' where origin = 'platform'").await;
    stage.pass(NEWER).await;
    look_after(&stage).await;
    assert_eq!(stage.app.count("select count(*) from platform_campaigns where status = 'active'").await, 0);

    let (manager, _) = stage.app.colleague("Rami", stage.org, "manager").await;
    manager.post(&stage.path("spending/release"), json!({"resume": true})).await.refused(403, "forbidden");
    stage.admin.post(&stage.path("spending/release"), json!({"resume": true})).await.data();
    stage.admin.post(&stage.path("spending/release"), json!({})).await.refused(409, "conflict");
    stage.app.run_jobs().await;
    assert_eq!(
        (status(&stage, &campaigns[0]).await, status(&stage, &campaigns[1]).await),
        ("active".into(), "paused".into())
    );
    assert_eq!(push(&show(&stage, &campaigns[0]).await), (&json!("done"), &json!("active")));
    assert_eq!(stage.app.count(imported).await, others);
    act(&stage.admin, &format!("{rests}/resume")).await;
    stage.app.tell().await;
    let told = manager.get("/api/notifications").await.data().clone();
    let titles: Vec<&Value> = told.as_array().expect("rows").iter().map(|it| &it["title"]).collect();
    assert_eq!(titles, ["Salma released spending", "Huda stopped all spending"]);
}

#[tokio::test]
async fn a_platform_that_does_not_pause_is_told_again_and_again() {
    let mut stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let campaign = draft(&stage, PLATFORM, "Runs").await;
    act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
    stage.app.run_jobs().await;
    stage.control("faults", json!({"platform": PLATFORM, "kind": "revoked_token"})).await;
    stage.admin.post(&stage.path("spending/stop"), json!({})).await.data();
    stage.app.run_jobs().await;
    let failed = async || stage.admin.get(&stage.path("spending")).await.data()["stopped"]["failed"].clone();
    assert_eq!(failed().await, 1, "it is said that one still runs");
    let changes = "select count(*) from campaign_changes where reason = 'spending_stopped'";
    look_after(&stage).await;
    assert_eq!(stage.app.count(changes).await, 1, "not every few minutes");
    stage.control("faults/clear", json!({})).await;
    stage.connect_unread(PLATFORM).await;
    stage.pass(TimeDelta::minutes(70)).await;
    look_after(&stage).await;
    assert_eq!(stage.app.count(changes).await, 2);
    assert_eq!(stage.made(PLATFORM).await, [("Runs".to_owned(), "paused".to_owned())]);
}

#[tokio::test]
async fn no_decision_passes_a_cap() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    stage.connect_unread(Platform::Google).await;
    // 700 over 21 days: 33.333334 a day
    let campaigns = drafts(&stage, &["One", "Two", "Three"]).await;
    let [first, second, third] = [0, 1, 2].map(|at| one(&stage, &campaigns[at]));
    let set = limit(&stage, &campaigns[0], json!({"daily_cap": 70})).await;
    assert_eq!(
        (&set["daily_cap"], &set["lifetime_cap"], &set["usage"]["committed_daily"]),
        (&json!(70), &Value::Null, &json!(0))
    );
    // two at once do not share what is left
    limit(&stage, &campaigns[0], json!({"daily_cap": 50})).await;
    let (one_path, two_path) = (format!("{first}/activate"), format!("{second}/activate"));
    let (one_answer, two_answer) =
        tokio::join!(stage.admin.post(&one_path, json!({})), stage.admin.post(&two_path, json!({})));
    let mut codes = [one_answer.status.as_u16(), two_answer.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409], "one of two");
    stage.app.run_jobs().await;
    let (run, rest) = if one_answer.status.is_success() { (&first, &second) } else { (&second, &first) };
    let told = message(&stage.admin, &format!("{rest}/activate"), "spend_limit").await;
    assert!(told.contains("50") && told.contains("33.34"), "{told}");
    let set = limit(&stage, &campaigns[0], json!({"daily_cap": 70})).await;
    assert_eq!(set["usage"]["committed_daily"], 33.333_334);
    act(&stage.admin, &format!("{rest}/activate")).await;
    stage.app.run_jobs().await;

    // nor does more of what runs, in whatever way; less and the same do
    stage.admin.patch(run, json!({"budget": 900})).await.refused(409, "spend_limit");
    let ids = json!([campaigns[0]["id"], campaigns[1]["id"]]);
    let bulk = json!({"campaign_ids": ids, "percent": 4});
    let bulk = stage.admin.patch(&stage.path("campaigns/bulk/budget"), bulk).await.data().clone();
    assert_eq!((&bulk["updated"], &bulk["failed"]), (&json!(2), &json!(0)), "69.33 a day: {bulk}");
    let bulk = json!({"campaign_ids": ids, "percent": 1});
    let bulk = stage.admin.patch(&stage.path("campaigns/bulk/budget"), bulk).await.data().clone();
    assert_eq!((&bulk["updated"], &bulk["failed"]), (&json!(1), &json!(1)), "one more fits, two do not: {bulk}");
    stage.admin.patch(run, json!({"budget": 600})).await.data();
    act(&stage.admin, &format!("{run}/pause")).await;
    limit(&stage, &campaigns[0], json!({"daily_cap": 40})).await;
    stage.admin.post(&format!("{run}/resume"), json!({})).await.refused(409, "spend_limit");

    // in all: what was spent counts
    stage.app.run_jobs().await;
    spent(&stage, "1", 500_000_000).await;
    let yesterday = stage.app.clock.now().date_naive() - TimeDelta::days(3);
    let set = limit(&stage, &campaigns[0], json!({"lifetime_cap": 1500, "counted_from": yesterday})).await;
    assert_eq!(set["usage"]["spent"], 500);
    let told = message(&stage.admin, &format!("{third}/activate"), "spend_limit").await;
    assert!(told.contains("1500") && told.contains("700"), "{told}");

    // a currency of which nothing is said is no way around
    let elsewhere = draft(&stage, Platform::Google, "Elsewhere").await;
    assert_ne!(elsewhere["currency"], campaigns[0]["currency"], "the sandbox's accounts pay in several");
    let told = message(&stage.admin, &format!("{}/activate", one(&stage, &elsewhere)), "spend_limit").await;
    assert!(told.contains(elsewhere["currency"].as_str().expect("text")), "{told}");

    // who may do what
    let (manager, _) = stage.app.colleague("Huda", stage.org, "manager").await;
    manager.put(&stage.path("spending/limits/SAR"), json!({})).await.refused(403, "forbidden");
    let of = |currency: &str| stage.path(&format!("spending/limits/{currency}"));
    for (path, body) in
        [(of("SAR"), json!({"daily_cap": -1})), (of("XYZ"), json!({})), (of("JPY"), json!({"daily_cap": 1.5}))]
    {
        stage.admin.put(&path, body).await.refused(422, "validation_failed");
    }
    let path = of(campaigns[0]["currency"].as_str().expect("text"));
    stage.admin.with("if-match", "\"1\"").put(&path, json!({})).await.refused(409, "stale_version");
    stage.admin.delete(&path).await.data();
    stage.admin.delete(&path).await.refused(404, "not_found");
    act(&stage.admin, &format!("{third}/activate")).await;
}

#[tokio::test]
async fn what_passes_a_cap_all_the_same_is_paused_and_goes_on_the_next_day() {
    let mut stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let campaigns = drafts(&stage, &["One", "Two"]).await;
    for campaign in &campaigns {
        act(&stage.admin, &format!("{}/activate", one(&stage, campaign))).await;
    }
    stage.app.run_jobs().await;
    limit(&stage, &campaigns[0], json!({"daily_cap": 100})).await;
    spent(&stage, "0", 100_000_000).await;
    look_after(&stage).await;
    assert_eq!(status(&stage, &campaigns[0]).await, "active", "what is used up to the last is not passed");
    spent(&stage, "0", 100_010_000).await;
    look_after(&stage).await;
    for campaign in &campaigns {
        assert_eq!(push(&show(&stage, campaign).await), (&json!("done"), &json!("paused")));
    }
    let change = stage.admin.get(&format!("{}/changes", one(&stage, &campaigns[0]))).await.data()[0].clone();
    assert_eq!((&change["reason"], &change["made_by"]), (&json!("daily_cap_reached"), &Value::Null));
    stage.app.tell().await;
    let told = stage.admin.get("/api/notifications").await.data().clone();
    let told: Vec<&Value> =
        told.as_array().expect("rows").iter().filter(|it| it["kind"] == "spending.cap_reached").collect();
    assert_eq!(told.len(), 1, "{told:?}");
    // somebody decides otherwise about one of them
    act(&stage.admin, &format!("{}/complete", one(&stage, &campaigns[1]))).await;
    look_after(&stage).await;
    assert_eq!(status(&stage, &campaigns[0]).await, "paused", "not on the same day");
    // nor does anybody resume or launch anything today
    stage.admin.post(&format!("{}/resume", one(&stage, &campaigns[0])), json!({})).await.refused(409, "spend_limit");
    let late = draft(&stage, PLATFORM, "Late").await;
    stage.admin.post(&format!("{}/activate", one(&stage, &late)), json!({})).await.refused(409, "spend_limit");

    stage.pass(TimeDelta::days(1)).await;
    look_after(&stage).await;
    assert_eq!(
        (status(&stage, &campaigns[0]).await, status(&stage, &campaigns[1]).await),
        ("active".into(), "completed".into())
    );
    assert_eq!(push(&show(&stage, &campaigns[0]).await), (&json!("done"), &json!("active")));

    // what is reached in all stays paused
    limit(&stage, &campaigns[0], json!({"lifetime_cap": 90, "counted_from": "2000-01-01"})).await;
    for _ in 0..2 {
        look_after(&stage).await;
        assert_eq!(status(&stage, &campaigns[0]).await, "paused");
        stage.pass(TimeDelta::days(1)).await;
    }
    let told = message(&stage.admin, &format!("{}/resume", one(&stage, &campaigns[0])), "spend_limit").await;
    assert!(told.contains("90"), "{told}");
}

#[tokio::test]
async fn what_failed_before_is_no_way_around_the_stop() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let campaign = draft(&stage, PLATFORM, "Runs").await;
    let path = one(&stage, &campaign);
    act(&stage.admin, &format!("{path}/activate")).await;
    stage.app.run_jobs().await;
    act(&stage.admin, &format!("{path}/pause")).await;
    stage.app.run_jobs().await;
    stage.control("faults", json!({"platform": PLATFORM, "kind": "revoked_token"})).await;
    act(&stage.admin, &format!("{path}/resume")).await;
    stage.app.run_jobs().await;
    assert_eq!(status(&stage, &campaign).await, "paused", "the platform did not take it");
    stage.connect_unread(PLATFORM).await;
    stage.admin.post(&stage.path("spending/stop"), json!({})).await.data();
    stage.admin.post(&format!("{path}/retry"), json!({})).await.refused(409, "spending_stopped");
    stage.app.run_jobs().await;
    assert_eq!(stage.made(PLATFORM).await, [("Runs".to_owned(), "paused".to_owned())]);
    stage.admin.post(&stage.path("spending/release"), json!({"resume": true})).await.data();
    // nor around a cap: what waits to run on is counted when it does
    limit(&stage, &campaign, json!({"daily_cap": 30})).await;
    stage.admin.post(&format!("{path}/retry"), json!({})).await.refused(409, "spend_limit");
    limit(&stage, &campaign, json!({"daily_cap": 40})).await;
    act(&stage.admin, &format!("{path}/retry")).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.made(PLATFORM).await, [("Runs".to_owned(), "active".to_owned())]);
}

#[tokio::test]
async fn what_somebody_paused_at_one_platform_stays_so_when_the_others_go_on() {
    let mut stage = Stage::start().await;
    let mut accounts = Vec::new();
    for platform in [PLATFORM, Platform::Tiktok] {
        stage.connect_unread(platform).await;
        for account in stage.accounts(platform).await {
            accounts.push((platform, account.id, currency(&stage, account.id).await));
        }
    }
    let common = accounts.iter().find(|(platform, _, of)| {
        *platform == PLATFORM && accounts.iter().any(|(other, _, theirs)| *other == Platform::Tiktok && theirs == of)
    });
    let common = common.expect("a currency of both").2.clone();
    let of = |wanted| accounts.iter().find(|(it, _, of)| *it == wanted && *of == common).expect("an account").1;
    let today = stage.app.clock.now().date_naive();
    let plan = json!({"name": "Both", "objectives": ["traffic"], "budget": 1000, "currency": common, "start_date": today,
                      "end_date": today + Days::new(20), "ad_account_ids": [of(PLATFORM), of(Platform::Tiktok)], "target_audience": {"locations": ["SA"]}});
    let campaign = stage.admin.post(&stage.path("campaigns"), plan).await.data().clone();
    act(&stage.admin, &format!("{}/activate", one(&stage, &campaign))).await;
    stage.app.run_jobs().await;
    stage.pass(NEWER).await;
    // somebody switched it off at Meta, and a sync has seen it
    stage.app.as_owner("update platform_campaigns p set status = 'paused' from ad_accounts a where a.id = p.ad_account_id and a.platform = 'meta'").await;
    stage.admin.post(&stage.path("spending/stop"), json!({})).await.data();
    stage.app.run_jobs().await;
    assert_eq!(status(&stage, &campaign).await, "paused");
    stage.pass(NEWER).await;
    stage.admin.post(&stage.path("spending/release"), json!({"resume": true})).await.data();
    stage.app.run_jobs().await;
    let shown = show(&stage, &campaign).await;
    let stands = |at: usize| shown["accounts"][at]["platform_campaign"]["status"].clone();
    assert_eq!(
        (stands(0), stands(1), &shown["status"]),
        (json!("paused"), json!("active"), &json!("active")),
        "{shown}"
    );
}

#[tokio::test]
async fn a_large_amount_takes_two_people() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let campaign = draft(&stage, PLATFORM, "Large").await;
    let path = one(&stage, &campaign);
    let limits = stage.path(&format!("spending/limits/{}", campaign["currency"].as_str().expect("text")));
    let alone = stage.admin.put(&limits, json!({"approval_above": 500})).await;
    assert!(alone.refused(422, "validation_failed")["errors"]["approval_above"].is_array(), "nobody could agree");
    let (huda, _) = stage.app.colleague("Huda", stage.org, "manager").await;
    let (viewer, _) = stage.app.colleague("Noor", stage.org, "viewer").await;
    stage.admin.put(&limits, json!({"approval_above": 500})).await.data();

    let asked = stage.admin.post(&format!("{path}/activate"), json!({})).await;
    assert_eq!((asked.status.as_u16(), &asked.data()["status"]), (202, &json!("draft")));
    let approval = asked.data()["approval"].clone();
    assert_eq!(
        (&approval["kind"], &approval["worth"], &approval["asked_by"]["name"]),
        (&json!("launch"), &json!(700), &json!("Salma"))
    );
    stage.app.run_jobs().await;
    assert!(stage.made(PLATFORM).await.is_empty(), "nothing is made meanwhile");
    let of = |approval: &Value, act: &str| {
        stage.path(&format!("spending/approvals/{}/{act}", approval["id"].as_str().expect("id")))
    };
    // not by who asked, by a key of theirs, or by who may not
    stage.admin.post(&of(&approval, "approve"), json!({})).await.refused(403, "forbidden");
    let key = json!({"name": "Agent", "scopes": ["spending.approve", "campaigns.activate"]});
    let key = stage.admin.post(&stage.path("api-keys"), key).await.data()["key"].as_str().expect("a key").to_owned();
    stage.admin.bearer(&key).post(&of(&approval, "approve"), json!({})).await.refused(403, "forbidden");
    viewer.post(&of(&approval, "approve"), json!({})).await.refused(403, "forbidden");
    let (stranger, theirs) = stage.app.founder("Zayd").await;
    let path_there = format!("/api/orgs/{theirs}/spending/approvals/{}/approve", approval["id"].as_str().expect("id"));
    stranger.post(&path_there, json!({})).await.refused(404, "not_found");

    // what was agreed to is what was looked at
    stage.admin.patch(&path, json!({"budget": 900})).await.data();
    huda.post(&of(&approval, "approve"), json!({})).await.refused(409, "conflict");
    let again = stage.admin.post(&format!("{path}/activate"), json!({})).await.data()["approval"].clone();
    let twice = stage.admin.post(&format!("{path}/activate"), json!({})).await.data()["approval"].clone();
    assert_eq!(again["id"], twice["id"], "asking again changes nothing");
    huda.post(&of(&approval, "approve"), json!({})).await.refused(409, "invalid_transition");
    let open = stage.admin.get(&stage.path("spending/approvals?state=open")).await.data().clone();
    assert_eq!((open.as_array().map(Vec::len), &open[0]["worth"]), (Some(1), &json!(900)));
    stage.app.tell().await;
    let told = huda.get("/api/notifications").await.data().clone();
    assert!(told.as_array().expect("rows").iter().any(|it| it["kind"] == "spending.approval_asked"), "{told}");
    let done = huda.post(&of(&again, "approve"), json!({})).await.data().clone();
    assert_eq!((&done["state"], &done["decided_by"]["name"]), (&json!("approved"), &json!("Huda")));
    stage.app.run_jobs().await;
    assert_eq!(stage.made(PLATFORM).await, [("Large".to_owned(), "active".to_owned())]);

    // a larger budget waits too, and a no is told with its reason
    let more = stage.admin.patch(&path, json!({"budget": 1000, "name": "Larger"})).await;
    assert_eq!(more.status.as_u16(), 202);
    let shown = more.data();
    assert_eq!(
        (&shown["budget"], &shown["name"], &shown["approval"]["before"]),
        (&json!(900), &json!("Larger"), &json!(900))
    );
    let bulk = json!({"campaign_ids": [campaign["id"]], "percent": 10});
    let bulk = stage.admin.patch(&stage.path("campaigns/bulk/budget"), bulk).await.data().clone();
    assert!(bulk["results"][0]["error"].as_str().expect("text").contains("Somebody else"), "{bulk}");
    let rejected = huda.post(&of(&shown["approval"], "reject"), json!({"note": "Too much"})).await.data().clone();
    assert_eq!((&rejected["state"], &rejected["note"]), (&json!("rejected"), &json!("Too much")));
    stage.app.tell().await;
    let told = stage.admin.get("/api/notifications").await.data().clone();
    let decided = told.as_array().expect("rows").iter().filter(|it| it["kind"] == "spending.approval_decided");
    assert_eq!(decided.count(), 2, "{told}");
    let less = stage.admin.patch(&path, json!({"budget": 800})).await;
    assert_eq!((less.status.as_u16(), &less.data()["budget"]), (200, &json!(800)), "less needs nobody");
    let undo = stage.admin.get(&format!("{path}/changes")).await.data()[0]["id"].as_str().expect("id").to_owned();
    stage.app.run_jobs().await;
    let undone = stage.admin.post(&format!("{path}/changes/{undo}/undo"), json!({})).await;
    assert_eq!(undone.status.as_u16(), 202, "taking it back is more again: {undone:?}");
    stage.admin.post(&of(&undone.data()["approval"], "withdraw"), json!({})).await.data();
    assert!(show(&stage, &campaign).await["approval"].is_null());
}
