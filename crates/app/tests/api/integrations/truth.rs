//! What is stored, held against the sandbox's truth, and the ways of a sync that stories share.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Months, NaiveDate, TimeDelta, Utc};
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::stage::Stage;

/// What the product stored of an account without splits: impressions, clicks and micros by campaign.
type Sums = BTreeMap<String, (i64, i64, i64)>;

/// An ad account as the product has it.
pub struct Stored {
    pub id: Uuid,
    pub external_id: String,
    time_zone: String,
}

impl Stage {
    pub async fn accounts(&self, platform: Platform) -> Vec<Stored> {
        let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
        let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
            "select id, external_id, time_zone from ad_accounts where platform = $1 and is_used order by id",
        )
        .bind(platform.as_str())
        .fetch_all(&mut *tx)
        .await
        .expect("accounts");
        rows.into_iter().map(|(id, external_id, time_zone)| Stored { id, external_id, time_zone }).collect()
    }

    async fn sums(&self, account: Uuid, sql: &'static str, from: NaiveDate, to: NaiveDate) -> Sums {
        let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
        let rows: Vec<(String, i64, i64, i64)> =
            sqlx::query_as(sql).bind(account).bind(from).bind(to).fetch_all(&mut *tx).await.expect("sums");
        rows.into_iter().map(|(campaign, shown, clicks, spend)| (campaign, (shown, clicks, spend))).collect()
    }

    pub async fn syncs(&self, integration: &Value) -> Vec<Value> {
        let path = self.path(&format!("integrations/{}/syncs", integration["id"].as_str().expect("id")));
        let answer = self.admin.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body["data"].as_array().expect("syncs").clone()
    }

    pub async fn log(&self, integration: &Value) -> Vec<String> {
        let path = self.path(&format!("integrations/{}/logs?limit=100", integration["id"].as_str().expect("id")));
        let lines = self.admin.get(&path).await.body["data"].clone();
        lines.as_array().expect("lines").iter().map(|line| line["code"].as_str().expect("code").to_owned()).collect()
    }

    pub async fn ask(&self, integration: &Value) -> Value {
        let path = self.path(&format!("integrations/{}/sync", integration["id"].as_str().expect("id")));
        let answer = self.admin.post(&path, json!({})).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{answer:?}");
        assert!(answer.headers["location"].to_str().expect("text").starts_with("/api/jobs/"));
        answer.body["data"].clone()
    }

    /// Fails unless the days of every account that is used of a platform are the sandbox's truth, in the numbers of ads and in the sums of campaigns.
    pub async fn agrees(&self, platform: Platform, days: Days) {
        let accounts = self.accounts(platform).await;
        assert!(!accounts.is_empty(), "no account of {platform} is used");
        for account in accounts {
            let zone: chrono_tz::Tz = account.time_zone.parse().expect("zone");
            let today = self.app.clock.now().with_timezone(&zone).date_naive();
            let (from, to) = match days {
                Days::Rolling => (today - TimeDelta::days(27), today),
                Days::Past => (today - TimeDelta::days(27), today - TimeDelta::days(1)),
                Days::All => (today.checked_sub_months(Months::new(13)).expect("a day"), today),
                Days::One(day) => (day, day),
            };
            let number = self.sandbox.account(platform, &account.external_id).expect("an account of the sandbox");
            let truth = self.sandbox.truth(platform, number, from, to).expect("an account of the sandbox");
            let true_sums: Sums = truth
                .campaigns
                .iter()
                .filter(|(_, numbers)| numbers.impressions != 0 || numbers.spend != 0)
                .map(|(id, numbers)| (id.to_string(), (numbers.impressions, numbers.clicks, numbers.spend)))
                .collect();
            for (how, sql) in [("ads", BY_AD), ("campaigns", BY_CAMPAIGN)] {
                let stored = self.sums(account.id, sql, from, to).await;
                let what = format!("{how} of {platform} {} {} {from} {to}", account.external_id, truth.currency);
                // two platforms write the ids of their campaigns in a way of their own: there the numbers tell them apart
                if matches!(platform, Platform::Twitter | Platform::Snapchat) {
                    let told = |sums: &Sums| sums.values().copied().collect::<BTreeSet<_>>();
                    assert_eq!(told(&stored), told(&true_sums), "{what}");
                } else {
                    assert_eq!(stored, true_sums, "{what}");
                }
            }
        }
    }

    /// Fails unless the hours of the last seven days are parts of their days, ad by ad and number by number, in every account that is used.
    pub async fn hours_agree(&self, platform: Platform, days: Days) {
        for account in self.accounts(platform).await {
            let zone: chrono_tz::Tz = account.time_zone.parse().expect("zone");
            let today = self.app.clock.now().with_timezone(&zone).date_naive();
            // past days end before the day on which the sync began
            let to = if matches!(days, Days::Past) { today - TimeDelta::days(1) } else { today };
            let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
            let (compared, other): (i64, i64) = sqlx::query_as(BY_HOUR)
                .bind(account.id)
                .bind(today - TimeDelta::days(6))
                .bind(to)
                .fetch_one(&mut *tx)
                .await
                .expect("hours");
            assert!(compared > 0 && other == 0, "{other} of {compared} at {platform} {}", account.external_id);
        }
    }

    /// Runs what is due, also when a platform asks to wait in between.
    pub async fn run_to_the_end(&self) {
        for _ in 0..30 {
            self.app.run_jobs().await;
            let sql = "select max(resumes_at) from sync_runs where status = 'running'";
            let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
            let until: Option<DateTime<Utc>> = sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("the runs");
            let Some(until) = until else { return };
            self.app.advance((until - self.app.clock.now()).max(TimeDelta::zero()) + TimeDelta::seconds(1));
        }
    }

    /// As if the months before were read already.
    pub async fn without_history(&self) {
        self.app.as_owner("update ad_accounts set backfilled_to = '2020-01-01'").await;
    }

    /// Everything that is stored of numbers, to be compared.
    pub async fn fingerprint(&self) -> i64 {
        self.app
            .count(
                "select coalesce(sum(hashtextextended(concat_ws('|', day, ad_account_id, object_id, split, part, impressions, clicks,
                        spend_micros, conversions_millionths, leads, reach), 7)::numeric % 1000000007), 0)::bigint from ad_metrics",
            )
            .await
    }
}

/// Which days are compared.
#[derive(Clone, Copy)]
pub enum Days {
    Rolling,
    /// Without today, which goes on while a sync waits.
    Past,
    All,
    One(NaiveDate),
}

const BY_AD: &str =
    "select c.external_id, sum(m.impressions)::bigint, sum(m.clicks)::bigint, sum(m.spend_micros)::bigint
     from ad_metrics m join platform_campaigns c on c.id = m.campaign_id
     where m.ad_account_id = $1 and m.split = 0 and m.day between $2 and $3 group by 1";
/// How many ads' days with delivery there are, and how many of them are not the sum of their hours.
const BY_HOUR: &str =
    "with sums as (
         select split, day, object_id, array[sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
                sum(conversion_value_micros), sum(leads), sum(video_views), sum(engagements)] as counts
         from ad_metrics
         where ad_account_id = $1 and day between $2 and $3 and split in (0, 5)
               and (split = 0 or part ~ '^hour=([01][0-9]|2[0-3])$')
         group by split, day, object_id)
     select count(*), count(*) filter (where days.counts is distinct from hours.counts)
     from (select * from sums where split = 0) days
     full join (select * from sums where split = 5) hours using (day, object_id)";
const BY_CAMPAIGN: &str =
    "select c.external_id, sum(m.impressions)::bigint, sum(m.clicks)::bigint, sum(m.spend_micros)::bigint
     from campaign_metrics m join platform_campaigns c on c.id = m.campaign_id
     where m.ad_account_id = $1 and m.day between $2 and $3 group by 1";
