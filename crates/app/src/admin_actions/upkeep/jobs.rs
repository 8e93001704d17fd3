//! Keeping the house as jobs, and when they recur. Times are of the installation's time zone.

use std::time::Duration;

use anyhow::Context;
use chrono::Weekday;
use cmis_base::locale::Locale;
use cmis_db::backup;
use cmis_jobs::{Failure, Job, Queue, Running, Schedule, When, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{KEEP_DAYS, queries};
use crate::{
    http::{
        error::ApiError,
        words::{self, Say},
    },
    mail::{self, Mail},
    state::App,
};

/// What stands in the log and with the attempt: an `ApiError` shows its cause to nobody else.
fn failed(error: &ApiError) -> Failure {
    match error.cause() {
        Some(cause) => anyhow::anyhow!("{cause:#}").into(),
        None => anyhow::anyhow!("{}", error.message().to(Locale::En)).into(),
    }
}

/// Deletes sessions, links, tokens and states past their time, and orgs past their day.
#[derive(Debug, Serialize, Deserialize)]
pub struct DailyMaintenance {}

impl Job for DailyMaintenance {
    const KIND: &'static str = "maintenance.daily";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<Value, Failure> {
        let done = words::with_locale(Locale::En, super::daily(&app)).await.map_err(|error| failed(&error))?;
        Ok(json!(done))
    }
}

/// Makes the partitions of the months to come.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeepPartitions {}

impl Job for KeepPartitions {
    const KIND: &'static str = "maintenance.partitions";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<Value, Failure> {
        super::ensure_partitions(&app).await.map_err(|error| failed(&error))?;
        Ok(Value::Null)
    }
}

/// Deletes finished jobs, logs, mails and temporary files that are a month old.
#[derive(Debug, Serialize, Deserialize)]
pub struct WeeklyCleanup {}

impl Job for WeeklyCleanup {
    const KIND: &'static str = "cleanup.weekly";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<Value, Failure> {
        let done = super::system_data(&app, KEEP_DAYS, false).await.map_err(|error| failed(&error))?;
        Ok(json!(done))
    }
}

/// A backup, and the removal of old ones. When it fails for good, the administrators of the installation are told.
#[derive(Debug, Serialize, Deserialize)]
pub struct DailyBackup {}

impl Job for DailyBackup {
    const KIND: &'static str = "backup.daily";
    const QUEUE: Queue = Queue::Default;
    const MAX_ATTEMPTS: i16 = 4;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        match back_up(&app).await {
            Ok(result) => Ok(result),
            Err(error) => {
                if job.is_last_attempt() {
                    tell_admins(&app, &job).await?;
                }
                Err(error.into())
            }
        }
    }
}

async fn back_up(app: &App) -> anyhow::Result<Value> {
    let place = app.settings.backup.clone().context("this node has no backup to make: it was started without one")?;
    let now = app.now();
    let (made, _) = backup::create(&place.installation, &place.folder, now).await?;
    super::note_backup(app, now).await?;
    let folder = place.folder.clone();
    let gone = tokio::task::spawn_blocking(move || backup::prune(&folder, now)).await??;
    tracing::info!(path = %made.path.display(), bytes = made.bytes, removed = gone.len(), "backup made");
    Ok(json!({"path": made.path, "bytes": made.bytes, "removed": gone.len()}))
}

async fn tell_admins(app: &App, job: &Running) -> Result<(), Failure> {
    let mut tx = job.tx().await?;
    for admin in queries::instance_admins(&mut tx).await? {
        let locale = Locale::parse(&admin.locale).unwrap_or_default();
        let notice = Mail::Notice {
            name: admin.name,
            title: Say::new("notice-backup-title").to(locale),
            body: Say::new("notice-backup-body").to(locale),
            link: app.settings.link("/operations"),
        };
        mail::send(&mut tx, app, None, &admin.email, locale, &notice).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Teaches a worker these jobs, and when they recur.
pub fn register(worker: Worker, app: &App) -> Worker {
    let zone = app.settings.time_zone;
    let worker = worker
        .register::<DailyMaintenance>(app.clone())
        .register::<KeepPartitions>(app.clone())
        .register::<WeeklyCleanup>(app.clone())
        .schedule(Schedule::new("maintenance", When::daily(2, 0, zone), || DailyMaintenance {}))
        .schedule(Schedule::new("cleanup", When::weekly(Weekday::Sun, 3, 0, zone), || WeeklyCleanup {}))
        .schedule(Schedule::new("partitions", When::every(Duration::from_secs(6 * 3600)), || KeepPartitions {}));
    // a node that cannot make a backup leaves it to one that can
    let Some(place) = &app.settings.backup else { return worker };
    let worker = worker.register::<DailyBackup>(app.clone());
    if place.is_daily {
        return worker.schedule(Schedule::new("backup", When::daily(3, 0, zone), || DailyBackup {}));
    }
    worker
}
