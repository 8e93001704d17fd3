//! What recurs once a day: maintenance at 02:00 UTC, a backup at 03:00. Each run plans the next one before it begins, so
//! that a failure never ends the series; a day that was missed is made up for at the next start.

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use cmis_app::{
    admin_actions::upkeep::{self, LastTimes},
    http::words,
    state::App,
};
use cmis_base::locale::Locale;
use cmis_db::backup::{self, Installation as BackupInstallation};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

use crate::{failure::refused, start::Installation};

/// The hour of maintenance, UTC.
const MAINTENANCE_HOUR: u32 = 2;
/// The hour of the backup, UTC.
const BACKUP_HOUR: u32 = 3;

/// Partitions and cleaning.
#[derive(Debug, Serialize, Deserialize)]
struct DailyMaintenance {}

impl Job for DailyMaintenance {
    const KIND: &'static str = "maintenance.daily";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<Value, Failure> {
        plan(&app, DailyMaintenance {}, next(MAINTENANCE_HOUR, app.now())).await?;
        let done = words::with_locale(Locale::En, upkeep::daily(&app)).await.map_err(refused)?;
        Ok(json!(done))
    }
}

/// A backup, and the removal of old ones.
#[derive(Debug, Serialize, Deserialize)]
struct DailyBackup {}

/// What [`DailyBackup`] needs.
#[derive(Clone)]
struct BackupState {
    app: App,
    installation: BackupInstallation,
    folder: PathBuf,
}

impl Job for DailyBackup {
    const KIND: &'static str = "backup.daily";
    const QUEUE: Queue = Queue::Default;
    const MAX_ATTEMPTS: i16 = 4;
    type State = BackupState;

    async fn run(self, state: BackupState, _job: Running) -> Result<Value, Failure> {
        let now = state.app.now();
        plan(&state.app, DailyBackup {}, next(BACKUP_HOUR, now)).await?;
        let (made, _) = backup::create(&state.installation, &state.folder, now).await?;
        upkeep::note_backup(&state.app, now).await?;
        let folder = state.folder.clone();
        let gone = tokio::task::spawn_blocking(move || backup::prune(&folder, now)).await??;
        tracing::info!(path = %made.path.display(), bytes = made.bytes, removed = gone.len(), "backup made");
        Ok(json!({"path": made.path, "bytes": made.bytes, "removed": gone.len()}))
    }
}

/// Teaches a worker both jobs.
pub fn register(worker: Worker, app: &App, installation: &Installation) -> anyhow::Result<Worker> {
    let worker = worker.register::<DailyMaintenance>(app.clone());
    let Some(parts) = installation.for_backup()? else { return Ok(worker) };
    let state = BackupState { app: app.clone(), installation: parts, folder: installation.backup_dir() };
    Ok(worker.register::<DailyBackup>(state))
}

/// Plans the next runs; those that were missed run at once. One that is planned already stays the only one.
pub async fn schedule(app: &App, installation: &Installation) -> anyhow::Result<()> {
    let LastTimes { maintained_at, backed_up_at } = upkeep::last_times(app).await?;
    let now = app.now();
    plan(app, DailyMaintenance {}, due(MAINTENANCE_HOUR, maintained_at, now)).await?;
    if installation.config.data.backup_daily {
        // a new installation has nothing to lose yet
        let at = if backed_up_at.is_none() { next(BACKUP_HOUR, now) } else { due(BACKUP_HOUR, backed_up_at, now) };
        plan(app, DailyBackup {}, at).await?;
    }
    Ok(())
}

async fn plan<J: Job>(app: &App, job: J, at: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let mut tx = app.system("plan daily work").await?;
    cmis_jobs::enqueue(&mut tx, app.now(), app.ids.next(), Enqueue::new(job).at(at).unique("daily")).await?;
    tx.commit().await
}

/// The next time of day after `now`.
fn next(hour: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let today = now.date_naive().and_time(time).and_utc();
    if today > now { today } else { today.checked_add_days(Days::new(1)).unwrap_or(today) }
}

/// Now when the last run is older than the last time of day, else the next time of day.
fn due(hour: u32, last: Option<DateTime<Utc>>, now: DateTime<Utc>) -> DateTime<Utc> {
    let next = next(hour, now);
    if last.is_some_and(|last| last >= next - TimeDelta::days(1)) { next } else { now }
}

#[cfg(test)]
mod tests {
    use super::{due, next};
    use chrono::{DateTime, Utc};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_missed_day_is_made_up_for_once() {
        let now = at("2026-11-21T09:00:00Z");
        assert_eq!(next(2, now), at("2026-11-22T02:00:00Z"));
        assert_eq!(next(2, at("2026-11-21T01:59:59Z")), at("2026-11-21T02:00:00Z"));
        assert_eq!(due(2, Some(at("2026-11-21T02:00:03Z")), now), at("2026-11-22T02:00:00Z"));
        assert_eq!(due(2, Some(at("2026-11-20T02:00:03Z")), now), now);
        assert_eq!(due(2, None, now), now);
    }
}
