//! What happens to a sync on its way: corrected numbers, limits, another org, the death of the worker. What is stored is the platform's truth
//! afterwards.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_app::background;
use cmis_base::platform::Platform;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::{stage::Stage, truth::Days};

/// Rows of numbers that are stored, of all orgs.
const ROWS: &str = "select count(*) from ad_metrics";

#[tokio::test]
async fn numbers_that_the_platform_corrects_replace_the_old_ones_and_their_sums() {
    let stage = Stage::start().await;
    let platform = Platform::Google;
    let integration = stage.connect_small(platform).await;
    stage.without_history().await;
    stage.app.run_jobs().await;
    stage.agrees(platform, Days::Rolling).await;
    let (before, rows) = (stage.fingerprint().await, stage.app.count(ROWS).await);

    let today = stage.app.clock.now().date_naive();
    let (from, to) = (today - TimeDelta::days(9), today - TimeDelta::days(4));
    let used = integration["ad_accounts"].as_array().expect("accounts");
    let used = used.iter().find(|account| account["is_used"] == true).expect("the one that is used");
    let corrected =
        json!({"platform": platform, "account": used["external_id"], "from": from, "to": to, "factor": 0.5});
    stage.control("restate", corrected).await;
    stage.ask(&integration).await;
    stage.app.run_jobs().await;
    assert_ne!(stage.fingerprint().await, before);
    assert!(stage.app.count(ROWS).await <= rows, "replaced, not added to");
    stage.agrees(platform, Days::Rolling).await;
    for back in [10, 9, 4, 3] {
        stage.agrees(platform, Days::One(today - TimeDelta::days(back))).await;
    }
}

#[tokio::test]
async fn a_limit_on_the_way_is_waited_for_and_is_no_failure() {
    let stage = Stage::start().await;
    let platform = Platform::Tiktok;
    let integration = stage.connect_small(platform).await;
    stage.without_history().await;
    stage.control("faults", json!({"platform": platform, "kind": "rate_limit", "after": 8})).await;
    stage.app.run_jobs().await;
    let shown = stage.show(&integration).await;
    assert_eq!((&shown["status"], &shown["sync"]["status"]), (&json!("active"), &json!("running")), "{shown}");
    let until: DateTime<Utc> = shown["sync"]["resumes_at"].as_str().expect("a time").parse().expect("a time");
    assert!(until > stage.app.clock.now() && shown["sync"]["pages"].as_i64() > Some(1), "{shown}");

    // nobody calls before, whoever asks
    let calls = stage.calls(platform, "").await;
    let again = stage.ask(&integration).await;
    assert_eq!(again["sync_id"], shown["sync"]["id"]);
    stage.app.run_jobs().await;
    assert_eq!(stage.calls(platform, "").await, calls);

    stage.app.advance(until - stage.app.clock.now() + TimeDelta::seconds(1));
    stage.run_to_the_end().await;
    let shown = stage.show(&integration).await;
    assert_eq!((&shown["sync"]["status"], &shown["problem"]), (&json!("completed"), &Value::Null), "{shown}");
    assert_eq!(stage.syncs(&integration).await.len(), 1, "the same sync went on");
    stage.agrees(platform, Days::Past).await;
    let log = stage.log(&integration).await;
    assert!(log.iter().any(|code| code == "sync_waits") && !log.iter().any(|code| code.contains("failed")), "{log:?}");
    assert_eq!(stage.app.count("select count(*) from events where kind = 'integration.sync_failed'").await, 0);
}

#[tokio::test]
async fn two_orgs_with_the_same_account_have_the_truth_each() {
    let mut stage = Stage::start().await;
    let platform = Platform::Google;
    let integration = stage.connect_small(platform).await;
    stage.without_history().await;
    stage.app.run_jobs().await;
    let rows = stage.app.count(ROWS).await;

    let (huda, other) = stage.app.founder("Huda").await;
    let (salma, org) = (std::mem::replace(&mut stage.admin, huda), std::mem::replace(&mut stage.org, other));
    let theirs = stage.connect_small(platform).await;
    assert_ne!(theirs["id"], integration["id"]);
    stage.without_history().await;
    stage.app.run_jobs().await;
    stage.agrees(platform, Days::Rolling).await;
    assert_eq!(stage.app.count(ROWS).await, 2 * rows, "rows of its own");
    // one of them leaves: nothing of the other's changes
    stage.admin.delete(&stage.path(&format!("integrations/{}", theirs["id"].as_str().expect("id")))).await.data();
    (stage.admin, stage.org) = (salma, org);
    stage.agrees(platform, Days::Rolling).await;
    stage.ask(&integration).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.show(&integration).await["sync"]["status"], "completed");
    stage.agrees(platform, Days::Rolling).await;
    assert_eq!(
        stage
            .app
            .count("select count(distinct id) from ad_metrics m join ad_accounts a on a.id = m.ad_account_id")
            .await,
        2
    );
}

#[tokio::test]
async fn a_worker_that_dies_inside_of_a_window_leaves_nothing_out_and_nothing_twice() {
    let stage = Stage::start().await;
    let platform = Platform::Tiktok;
    stage.connect_small(platform).await;
    stage.without_history().await;
    let mut deaths = 0;
    while deaths < 6 {
        // a call that does not come back, so that the worker dies while it waits for a page
        let slow = json!({"platform": platform, "kind": "slow", "path_contains": "report", "after": 2, "seconds": 100});
        stage.control("faults", slow).await;
        let worker = background::worker(&stage.app.app);
        let is_dead = tokio::select! {
            () = worker.run(CancellationToken::new()) => false,
            is_stuck = stuck(&stage, deaths) => is_stuck,
        };
        if !is_dead {
            break;
        }
        deaths += 1;
        // its lease ends
        stage.app.advance(TimeDelta::seconds(10));
    }
    assert!(deaths > 2, "{deaths} deaths");
    let worker = background::worker(&stage.app.app);
    tokio::select! {
        () = worker.run(CancellationToken::new()) => {}
        is_stuck = stuck(&stage, usize::MAX) => assert!(!is_stuck),
    }
    stage.agrees(platform, Days::Past).await;
    assert_eq!(
        stage.app.count("select (select count(*) from sync_pages) + (select count(*) from sync_positions)").await,
        0
    );
    assert_eq!(
        stage.app.count("select count(*) from sync_runs where status = 'completed' and kind = 'update'").await,
        1
    );
}

/// Waits until one more call than so many does not come back; false when the sync came to its end before.
async fn stuck(stage: &Stage, before: usize) -> bool {
    let ended = "select count(*) from sync_runs where kind = 'update' and status = 'completed'";
    loop {
        if stage.hits("slow").await > before {
            return true;
        }
        if stage.app.count(ended).await > 0 {
            return false;
        }
    }
}
