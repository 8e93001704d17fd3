//! Reading a platform: what is stored is what the platform tells, whatever stops the reading.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cmis_app::integrations::sync::numbers::{
    self,
    queries::Place,
    rows::{Counts, Key, Row},
};
use cmis_base::{id::Id, platform::Platform};
use cmis_connectors::platform::Window;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{stage::Stage, truth::Days};

/// Where one platform is enough: the way is the same for all of them, and this one has the fewest pages.
const PLATFORM: Platform = Platform::Google;

#[tokio::test]
async fn what_is_stored_is_the_platforms_truth_to_the_micro() {
    let stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        let integration = stage.connect_all(platform).await;
        let shown = stage.show(&integration).await;
        assert_eq!(
            (&shown["sync"]["status"], &shown["sync"]["cause"]),
            (&json!("queued"), &json!("connect")),
            "{shown}"
        );
        stage.without_history().await;
        stage.run_to_the_end().await;
        let shown = stage.show(&integration).await;
        let log = stage.log(&integration).await;
        assert_eq!(
            (&shown["sync"]["status"], &shown["sync"]["progress"]),
            (&json!("completed"), &json!(100)),
            "{shown} {log:?}"
        );
        // X makes a sync wait again and again, and today goes on meanwhile
        let days = if platform == Platform::Twitter { Days::Past } else { Days::Rolling };
        stage.agrees(platform, days).await;
        if platform != Platform::Linkedin {
            stage.hours_agree(platform, days).await;
        }
        assert_eq!(shown["problem"], Value::Null, "{shown}");
        assert!(shown["synced_at"].is_string() && shown["next_sync_at"].is_string(), "{shown}");
        let today = stage.app.clock.now().date_naive();
        for back in [1, 9, 26] {
            stage.agrees(platform, Days::One(today - TimeDelta::days(back))).await;
        }
        // nothing is left of the way
        let left = "select (select count(*) from sync_positions) + (select count(*) from sync_pages)";
        assert_eq!(stage.app.count(left).await, 0);
        if platform != PLATFORM {
            continue;
        }
        // once more changes nothing
        let before = stage.fingerprint().await;
        stage.ask(&integration).await;
        stage.app.run_jobs().await;
        assert_eq!(stage.fingerprint().await, before, "{platform}");
        let syncs = stage.syncs(&integration).await;
        let causes: BTreeSet<&str> = syncs.iter().filter_map(|sync| sync["cause"].as_str()).collect();
        assert_eq!((syncs.len(), causes), (2, BTreeSet::from(["connect", "person"])), "{syncs:?}");
    }
}

#[tokio::test]
async fn what_two_pages_of_a_window_tell_of_one_thing_is_summed() {
    let stage = Stage::start().await;
    stage.connect_unread(PLATFORM).await;
    let account = stage.accounts(PLATFORM).await.remove(0).id;
    let day: NaiveDate = "2026-11-20".parse().expect("a day");
    let row = |object: u128, clicks: i64| {
        let key = Key { day, object: Uuid::from_u128(object), part: String::new() };
        let counts = Counts { always: [100, clicks, 5], additive: [None; 5], reach: Some(9) };
        Row { key, campaign: Uuid::from_u128(7), level: 3, counts }
    };
    let mut tx = stage.app.app.tenant(stage.org).await.expect("transaction");
    let run: Uuid = sqlx::query_scalar("select id from sync_runs").fetch_one(&mut *tx).await.expect("a run");
    let window = Window { from: day, to: day };
    let place = Place { org: stage.org, account: Id::new(account), split: 0, window };
    let (first, last) = ([row(1, 5), row(2, 7)], [row(2, 1), row(3, 1)]);
    let page = |before, rows| numbers::Page { run: Id::new(run), before, is_last: before == 1, rows };
    // once more replaces what the first time left
    for _ in 0..2 {
        assert_eq!(numbers::store(&mut tx, place, page(0, &first)).await.expect("kept"), 0);
        assert_eq!(numbers::store(&mut tx, place, page(1, &last)).await.expect("stored"), 4);
        let stored: Vec<(Uuid, i64, Option<i64>)> =
            sqlx::query_as("select object_id, clicks, reach from ad_metrics order by object_id")
                .fetch_all(&mut *tx)
                .await
                .expect("rows");
        let expected = [(1, 5, Some(9)), (2, 8, None), (3, 1, Some(9))];
        assert_eq!(stored, expected.map(|(object, clicks, reach)| (Uuid::from_u128(object), clicks, reach)));
        let summed = "select sum(clicks)::bigint, (select count(*) from sync_pages) from campaign_metrics";
        let sums: (i64, i64) = sqlx::query_as(summed).fetch_one(&mut *tx).await.expect("sums");
        assert_eq!(sums, (14, 0));
    }
}

#[tokio::test]
async fn the_months_before_follow_by_themselves_and_once() {
    let stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.app.run_jobs().await;
    let syncs = stage.syncs(&integration).await;
    let kinds: BTreeSet<&str> = syncs.iter().filter_map(|sync| sync["kind"].as_str()).collect();
    assert_eq!((syncs.len(), kinds), (2, BTreeSet::from(["backfill", "update"])), "{syncs:?}");
    assert!(syncs.iter().all(|sync| sync["status"] == "completed"), "{syncs:?}");
    stage.agrees(PLATFORM, Days::All).await;
    let accounts = stage.show(&integration).await["ad_accounts"].clone();
    let read: Vec<&Value> = accounts.as_array().expect("accounts").iter().filter(|it| it["is_used"] == true).collect();
    assert!(read.len() == 1 && read[0]["numbers_from"].is_string(), "{accounts}");
    stage.ask(&integration).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.syncs(&integration).await.len(), 3);
}

/// Calls that pass before one fails.
const CALLS: u32 = 10;

/// An update that stops all the time: some calls pass, the next one fails; it goes on, until it is complete. Looking for the accounts takes
/// several calls at once, so that fewer would never get past it.
async fn go_on(stage: &Stage, platform: Platform) {
    let sql = "select status, resumes_at from sync_runs where kind = 'update' order by created_at desc limit 1";
    for _ in 0..250 {
        stage.control("faults", json!({"platform": platform, "kind": "outage", "after": CALLS})).await;
        stage.app.run_jobs().await;
        let mut tx = stage.app.app.tenant(stage.org).await.expect("transaction");
        let (status, resumes_at): (String, Option<DateTime<Utc>>) =
            sqlx::query_as(sql).fetch_one(&mut *tx).await.expect("the run");
        if status == "completed" {
            return;
        }
        let why = "select string_agg(code || ' ' || params::text, E'\n' order by at, id) from integration_log";
        let log: Option<String> = sqlx::query_scalar(why).fetch_one(&mut *tx).await.expect("the log");
        let until = resumes_at.unwrap_or_else(|| panic!("{platform}: {status}: {log:?}"));
        stage.app.advance(until - stage.app.clock.now() + TimeDelta::seconds(1));
    }
    panic!("{platform} does not come to its end");
}

#[tokio::test]
async fn a_sync_that_stops_all_the_time_loses_nothing_and_doubles_nothing() {
    let stage = Stage::start().await;
    stage.connect_all(PLATFORM).await;
    stage.without_history().await;
    let today = stage.app.clock.now().date_naive();
    go_on(&stage, PLATFORM).await;
    // days that nothing changed since the run began
    for back in [3, 12, 25] {
        stage.agrees(PLATFORM, Days::One(today - TimeDelta::days(back))).await;
    }
}

#[tokio::test]
async fn a_sync_is_held_while_the_right_is_gone_and_goes_on_with_it() {
    let stage = Stage::start().await;
    let integration = stage.connect_all(PLATFORM).await;
    stage.without_history().await;
    stage.control("faults", json!({"platform": PLATFORM, "kind": "revoked_token", "after": 9})).await;
    stage.app.run_jobs().await;
    let shown = stage.show(&integration).await;
    assert_eq!((&shown["status"], &shown["sync"]["status"]), (&json!("needs_reconnect"), &json!("held")), "{shown}");
    let path = stage.path(&format!("integrations/{}/sync", integration["id"].as_str().expect("id")));
    assert_eq!(stage.admin.post(&path, json!({})).await.status, StatusCode::CONFLICT);
    let pages = shown["sync"]["pages"].as_i64().expect("pages");
    assert!(pages > 1, "{shown}");

    stage.connect(PLATFORM).await;
    let again = stage.show(&integration).await["sync"].clone();
    assert_eq!((&again["id"], &again["status"]), (&shown["sync"]["id"], &json!("queued")), "{again}");
    stage.app.run_jobs().await;
    assert_eq!(stage.show(&integration).await["sync"]["status"], "completed");
    stage.agrees(PLATFORM, Days::Rolling).await;
}

#[tokio::test]
async fn each_org_has_rows_of_its_own_and_sees_no_others() {
    let stage = Stage::start().await;
    let integration = stage.connect_all(PLATFORM).await;
    stage.without_history().await;
    stage.app.run_jobs().await;
    let (stranger, other) = stage.app.founder("Huda").await;
    let path = stage.path(&format!("integrations/{}/syncs", integration["id"].as_str().expect("id")));
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    let theirs = path.replace(&stage.org.to_string(), &other.to_string());
    assert_eq!(stranger.get(&theirs).await.status, StatusCode::NOT_FOUND);
    let ask = format!("/api/orgs/{other}/sync/{}", integration["id"].as_str().expect("id"));
    assert_eq!(stranger.post(&ask, json!({})).await.status, StatusCode::NOT_FOUND);
    let mut tx = stage.app.app.tenant(other).await.expect("transaction");
    let seen: i64 = sqlx::query_scalar("select count(*) from ad_metrics").fetch_one(&mut *tx).await.expect("counted");
    assert_eq!(seen, 0);
    // a viewer reads the list, and asks for nothing
    let (viewer, _) = stage.app.colleague("Dana", stage.org, "viewer").await;
    let asked = viewer.post(&path.replace("/syncs", "/sync"), json!({})).await;
    assert_eq!(asked.status, StatusCode::FORBIDDEN, "{asked:?}");
}

#[tokio::test]
async fn a_due_integration_is_read_and_a_lost_run_ends() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_all(PLATFORM).await;
    stage.without_history().await;
    stage.app.run_jobs().await;
    assert_eq!(stage.syncs(&integration).await.len(), 1);
    stage.pass(TimeDelta::minutes(61)).await;
    let worker = cmis_app::background::worker(&stage.app.app);
    worker.plan().await.expect("planned");
    stage.app.advance(TimeDelta::minutes(2));
    worker.tick().await.expect("ticked");
    stage.app.run_jobs().await;
    // the token was due as well: who comes second waits until the first one has renewed it
    stage.app.advance(TimeDelta::seconds(10));
    stage.app.run_jobs().await;
    let syncs = stage.syncs(&integration).await;
    let due = syncs.iter().find(|sync| sync["cause"] == "schedule").expect("a sync by the schedule");
    assert_eq!(due["status"], "completed", "{syncs:?}");

    // its job is lost: it does not stay at work for ever
    stage.ask(&integration).await;
    stage.app.as_owner("delete from jobs where kind = 'sync.integration'").await;
    stage.app.advance(TimeDelta::minutes(2));
    worker.tick().await.expect("ticked");
    stage.app.run_jobs().await;
    let syncs = stage.syncs(&integration).await;
    assert!(syncs.iter().any(|sync| sync["cause"] == "person" && sync["status"] == "failed"), "{syncs:?}");
    assert_eq!(stage.app.count("select count(*) from events where kind = 'integration.sync_failed'").await, 1);
    stage.app.tell().await;
    assert!(stage.admin.get("/api/notifications").await.body.to_string().contains("integration.sync_failed"));
}
