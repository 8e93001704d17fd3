//! Keeping the house: partitions ahead of time, and deleting what is over.
//!
//! [`daily`] and [`system_data`] list everything that is cleaned once a day and once a week. A feature with something to clean
//! adds one line there; `jobs` has the times.

mod files;
pub mod jobs;
pub mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::{http::error::ApiError, integrations::sync::due as sync, operations, state::App};

/// How long logs, finished jobs, mails and temporary files are kept by the weekly cleanup.
pub const KEEP_DAYS: u32 = 30;
/// Days that syncs, logs and replaced tokens of integrations are kept.
const KEEP_HISTORY: i64 = 90;
/// Days that alerts are kept after they ended.
const KEEP_ALERTS: i64 = 400;
/// Tables that are partitioned by month.
const PARTITIONED: [&str; 10] = [
    "finished_jobs",
    "events",
    "audit_log",
    "system_events",
    "system_audit_log",
    "webhook_deliveries",
    "webhook_attempts",
    "ad_metrics",
    "campaign_metrics",
    "campaign_parts",
];

/// What one kind came to.
#[derive(Debug, Serialize)]
pub struct Cleaned {
    /// `finished jobs`, …
    pub kind: &'static str,
    /// Rows.
    pub rows: u64,
    /// Bytes of those rows, as far as known.
    pub bytes: u64,
}

/// Which partitions stand, for every partitioned table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partitions {
    /// Without it every change fails.
    pub this_month: bool,
    /// Without it every change will.
    pub coming_month: bool,
}

/// When the daily maintenance and the daily backup last came to their ends.
#[derive(Debug)]
pub struct LastTimes {
    /// Maintenance.
    pub maintained_at: Option<DateTime<Utc>>,
    /// Backup.
    pub backed_up_at: Option<DateTime<Utc>>,
}

/// Everything that runs once a day. Each step is a transaction of its own; the first failure ends it, and it runs again.
pub async fn daily(app: &App) -> Result<Vec<Cleaned>, ApiError> {
    let now = app.now();
    ensure_partitions(app).await?;
    let mut done = expired(app, now, false).await?;
    let mut tx = app.system("maintenance: requests").await?;
    let rows = crate::http::queries::delete_old(&mut tx, now).await?;
    tx.commit().await?;
    done.push(Cleaned { kind: "requests", rows, bytes: 0 });
    let mut tx = app.system("maintenance: OAuth").await?;
    let rows = crate::access::oauth::cleanup(&mut tx, now).await?;
    tx.commit().await?;
    done.push(Cleaned { kind: "oauth", rows, bytes: 0 });
    let mut tx = app.system("maintenance: integrations").await?;
    let before = now - TimeDelta::days(KEEP_HISTORY);
    let rows = sync::queries::delete_old(&mut tx, before).await?
        + sync::queries::delete_ended(&mut tx, now - TimeDelta::days(1)).await?
        + sync::queries::delete_attempts(&mut tx, now).await?;
    tx.commit().await?;
    done.push(Cleaned { kind: "integrations", rows, bytes: 0 });
    let mut tx = app.system("maintenance: alerts").await?;
    let rows = crate::alerts::queries::delete_old(&mut tx, now - TimeDelta::days(KEEP_ALERTS)).await?;
    tx.commit().await?;
    done.push(Cleaned { kind: "alerts", rows, bytes: 0 });
    let rows = crate::orgs::data::erase::sweep(app).await?;
    done.push(Cleaned { kind: "orgs past their day", rows, bytes: 0 });
    let mut tx = app.system("maintenance: done").await?;
    queries::set_maintained_at(&mut tx, now).await?;
    tx.commit().await?;
    Ok(done)
}

/// Makes the partitions of the months to come. Needed before the first write of a month.
pub async fn ensure_partitions(app: &App) -> Result<(), ApiError> {
    let mut tx = app.system("maintenance: partitions").await?;
    for table in PARTITIONED {
        queries::ensure_partitions(&mut tx, table).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Whether the partitions of this month and of the coming one stand, by the database's own calendar.
pub async fn has_partitions(app: &App) -> Result<Partitions, sqlx::Error> {
    let mut tx = app.system("health of the partitions").await?;
    let found = queries::find_partitions(&mut tx, &PARTITIONED).await?;
    tx.commit().await?;
    Ok(found)
}

/// Deletes finished jobs, their attempts, mails, webhooks of both ways, figures, noted errors and temporary files older than `days`.
/// With `dry_run` it only counts.
pub async fn system_data(app: &App, days: u32, dry_run: bool) -> Result<Vec<Cleaned>, ApiError> {
    let before = app.now() - TimeDelta::days(i64::from(days));
    let mut tx = app.system("cleanup: system data").await?;
    let mut report = Vec::new();
    for (kind, count) in [
        ("finished jobs", queries::old_finished_jobs(&mut tx, before).await?),
        ("job attempts", queries::old_attempts(&mut tx, before).await?),
        ("mails", queries::old_mail_rows(&mut tx, before).await?),
        ("figures", operations::queries::old_figures(&mut tx, before).await?),
        ("errors", operations::queries::old_errors(&mut tx, before).await?),
        ("webhook deliveries", crate::webhooks::deliveries::queries::old(&mut tx, before).await?),
        ("platforms' webhooks", crate::webhooks::inbound::queries::old(&mut tx, before).await?),
    ] {
        report.push(cleaned(kind, count));
    }
    let folder = app.settings.files.clone();
    let files = tokio::task::spawn_blocking(move || files::sweep(&folder, before, dry_run)).await;
    report.push(cleaned("temporary files", files.map_err(ApiError::internal)?));
    tx.done();
    if dry_run {
        return Ok(report);
    }
    // each by itself: events wait for the oldest transaction that writes
    let mut tx = app.system("cleanup: jobs").await?;
    cmis_jobs::cleanup(&mut tx, before).await?;
    tx.commit().await?;
    let mut tx = app.system("cleanup: mails").await?;
    crate::mail::cleanup(&mut tx, before).await?;
    tx.commit().await?;
    let mut tx = app.system("cleanup: figures").await?;
    operations::queries::delete_old(&mut tx, before).await?;
    tx.commit().await?;
    let mut tx = app.system("cleanup: webhook deliveries").await?;
    crate::webhooks::deliveries::queries::delete_old(&mut tx, before).await?;
    tx.commit().await?;
    let mut tx = app.system("cleanup: platforms' webhooks").await?;
    crate::webhooks::inbound::queries::delete_old(&mut tx, before).await?;
    tx.commit().await?;
    Ok(report)
}

/// Deletes logins that are over, with their tokens, and links and registrations past their time.
pub async fn expired(app: &App, now: DateTime<Utc>, dry_run: bool) -> Result<Vec<Cleaned>, ApiError> {
    let mut tx = app.system("cleanup: expired logins").await?;
    let report = vec![
        cleaned("sessions", queries::delete_expired_sessions(&mut tx, now).await?),
        cleaned("links", queries::delete_expired_tokens(&mut tx, now).await?),
        cleaned("registrations", queries::delete_expired_registrations(&mut tx, now).await?),
        cleaned("throttles", queries::delete_old_throttles(&mut tx, now).await?),
    ];
    if dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    Ok(report)
}

/// Notes a daily backup.
pub async fn note_backup(app: &App, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let mut tx = app.system("backup: done").await?;
    queries::set_backed_up_at(&mut tx, at).await?;
    tx.commit().await
}

fn cleaned(kind: &'static str, (rows, bytes): (i64, i64)) -> Cleaned {
    Cleaned { kind, rows: rows.unsigned_abs(), bytes: bytes.unsigned_abs() }
}
