//! Hours of the last seven days: parts of their days, replaced by each sync, gone when they are older.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use cmis_base::platform::Platform;
use serde_json::json;
use uuid::Uuid;

use super::{stage::Stage, truth::Days};

/// Where one platform is enough.
const PLATFORM: Platform = Platform::Google;
const HOURS: &str = "select count(*) from ad_metrics where split = 5";
const OTHERS: &str = "select count(*) from ad_metrics where split <> 5";

impl Stage {
    /// The days that hours are stored of, of all accounts.
    async fn days_with_hours(&self) -> BTreeSet<NaiveDate> {
        let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
        let days: Vec<NaiveDate> = sqlx::query_scalar("select distinct day from ad_metrics where split = 5")
            .fetch_all(&mut *tx)
            .await
            .expect("days");
        days.into_iter().collect()
    }
}

/// Seven days up to one.
fn week(to: NaiveDate) -> BTreeSet<NaiveDate> {
    (0..7).map(|back| to - TimeDelta::days(back)).collect()
}

#[tokio::test]
async fn a_sync_eight_days_later_has_deleted_the_old_hours() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    stage.hours_agree(PLATFORM, Days::Rolling).await;
    // from Cairo to New York it is the same day at nine o'clock in Greenwich
    let today = stage.app.clock.now().date_naive();
    assert_eq!(stage.days_with_hours().await, week(today));
    let (hours, others) = (stage.app.count(HOURS).await, stage.app.count(OTHERS).await);

    // again at once: nothing is there twice
    let before = stage.fingerprint().await;
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    assert_eq!((stage.fingerprint().await, stage.app.count(HOURS).await), (before, hours));

    stage.pass(TimeDelta::days(8)).await;
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    assert_eq!(stage.show(&integration).await["sync"]["status"], "completed");
    assert_eq!(stage.days_with_hours().await, week(today + TimeDelta::days(8)));
    stage.hours_agree(PLATFORM, Days::Rolling).await;
    stage.agrees(PLATFORM, Days::Rolling).await;
    assert!(stage.app.count(OTHERS).await > others, "the days of before stay");
}

#[tokio::test]
async fn hours_go_with_their_own_account_and_not_before_newer_ones_are_there() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    let today = stage.app.clock.now().date_naive();
    let account = stage.accounts(PLATFORM).await.remove(0).id;
    // as another account of this org, that is not read any more, would have them
    stage
        .app
        .as_owner(&format!(
            "insert into ad_metrics
             select org_id, day, '{other}', campaign_id, object_id, level, split, part, impressions, clicks, spend_micros,
                    conversions_millionths, conversion_value_micros, leads, video_views, engagements, reach
             from ad_metrics where ad_account_id = '{account}' and split = 5",
            other = Uuid::from_u128(7)
        ))
        .await;
    let (hours, before) = (stage.app.count(HOURS).await, week(today));
    assert_eq!(stage.days_with_hours().await, before);

    // the sync stops before it comes to the hours: those of before are better than none
    stage.pass(TimeDelta::days(30)).await;
    let refused = json!({"platform": PLATFORM, "kind": "outage", "path_contains": "googleAds", "after": 5});
    stage.control("faults", refused).await;
    stage.ask(&integration).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.app.count(HOURS).await, hours);
    assert_eq!(stage.days_with_hours().await, before);

    // a month later they are found all the same
    stage.run_to_the_end().await;
    assert_eq!(stage.show(&integration).await["sync"]["status"], "completed");
    let kept = week(today + TimeDelta::days(30));
    assert_eq!(stage.days_with_hours().await, kept.union(&before).copied().collect());
    stage.app.as_owner(&format!("delete from ad_metrics where ad_account_id = '{}'", Uuid::from_u128(7))).await;
    assert_eq!(stage.days_with_hours().await, kept);
}

#[tokio::test]
async fn the_log_tells_of_hours_and_a_backfill_reads_none() {
    let stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.app.run_jobs().await;
    stage.agrees(PLATFORM, Days::All).await;
    let today = stage.app.clock.now().date_naive();
    assert_eq!(stage.days_with_hours().await, week(today));
    let path = stage.path(&format!("integrations/{}/logs?limit=100", integration["id"].as_str().expect("id")));
    let from = today - TimeDelta::days(6);
    for (language, sentence) in [
        ("en", format!("numbers by hour from {from} to {today}")),
        // days keep their own direction in a sentence from right to left
        ("ar", format!("الأرقام حسب الساعة من \u{2068}{from}\u{2069} إلى \u{2068}{today}\u{2069}")),
    ] {
        let lines = stage.admin.with("accept-language", language).get(&path).await.data().clone();
        let said = lines.as_array().expect("lines").iter().map(|line| line["message"].as_str().expect("text"));
        assert_eq!(said.filter(|text| text.contains(&sentence)).count(), 1, "{sentence}: {lines}");
    }
}
