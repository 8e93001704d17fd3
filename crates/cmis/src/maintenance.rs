//! What recurs once a day: maintenance at 02:00 UTC, a backup at 03:00. A day that was missed is made up for at the next start.

use chrono_tz::Tz;
use cmis_app::{admin_actions::upkeep, http::words, state::App};
use cmis_base::locale::Locale;
use cmis_db::backup::{self, Installation as BackupInstallation};
use cmis_jobs::{Failure, Job, Queue, Running, Schedule, When, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

use crate::{failure::refused, start::Installation};

/// Partitions and cleaning.
#[derive(Debug, Serialize, Deserialize)]
struct DailyMaintenance {}

impl Job for DailyMaintenance {
    const KIND: &'static str = "maintenance.daily";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, _job: Running) -> Result<Value, Failure> {
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
        let (made, _) = backup::create(&state.installation, &state.folder, now).await?;
        upkeep::note_backup(&state.app, now).await?;
        let folder = state.folder.clone();
        let gone = tokio::task::spawn_blocking(move || backup::prune(&folder, now)).await??;
        tracing::info!(path = %made.path.display(), bytes = made.bytes, removed = gone.len(), "backup made");
        Ok(json!({"path": made.path, "bytes": made.bytes, "removed": gone.len()}))
    }
}

/// Teaches a worker both jobs, and when they recur.
pub fn register(worker: Worker, app: &App, installation: &Installation) -> anyhow::Result<Worker> {
    let worker = worker.register::<DailyMaintenance>(app.clone()).schedule(Schedule::new(
        "maintenance",
        When::daily(2, 0, Tz::UTC),
        || DailyMaintenance {},
    ));
    let Some(parts) = installation.for_backup()? else { return Ok(worker) };
    let state = BackupState { app: app.clone(), installation: parts, folder: installation.backup_dir() };
    let worker = worker.register::<DailyBackup>(state);
    if !installation.config.data.backup_daily {
        return Ok(worker);
    }
    Ok(worker.schedule(Schedule::new("backup", When::daily(3, 0, Tz::UTC), || DailyBackup {})))
}
