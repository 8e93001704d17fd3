//! Background work of accounts: the export of a person's own data.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use anyhow::Context;
use cmis_base::id::{Id, Job as JobId, User};
use cmis_jobs::{Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{account::queries::find_picture, leaving::queries, queries::find};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    operations::exports,
    state::App,
};

/// Writes a person's own data as a ZIP of JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportUser {
    /// Whose.
    pub user_id: Id<User>,
}

impl Job for ExportUser {
    const KIND: &'static str = "user.export";
    const QUEUE: Queue = Queue::DataExports;
    const MAX_ATTEMPTS: i16 = 4;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = app.system("user export: read").await?;
        let Some(user) = find(&mut tx, self.user_id).await? else {
            return Err(Failure::permanent(anyhow::anyhow!("the account does not exist any more")));
        };
        let files = queries::export(&mut tx, user.id).await?;
        let picture = find_picture(&mut tx, user.id).await?;
        tx.rollback().await?;
        job.check()?;
        let path = export_path(&app, job.id);
        let target = path.clone();
        let picture = picture.map(|picture| picture.bytes);
        let bytes = tokio::task::spawn_blocking(move || write_zip(&target, &files, picture.as_deref())).await??;

        let now = app.now();
        let mut tx = app.system("user export: done").await?;
        job.hold(&mut tx).await?;
        exports::expire_later(&app, &mut tx, job.id).await?;
        // erased while the file was written: it must not stay
        let Some(user) = find(&mut tx, self.user_id).await? else {
            tx.rollback().await?;
            remove_file(&path).await;
            return Err(Failure::permanent(anyhow::anyhow!("the account does not exist any more")));
        };
        let actor = Actor { kind: "job", id: Some(user.id.raw()), ..Actor::system() };
        let change = Change::new("user.export_ready", "user", user.id).after(json!({"job_id": job.id}));
        audit::record_system(&mut tx, &actor, now, change).await?;
        tx.commit().await?;
        Ok(serde_json::to_value(exports::ready(&app, job.id, now, bytes))?)
    }
}

/// Where the archive of a job stands.
pub fn export_path(app: &App, job: Id<JobId>) -> PathBuf {
    app.settings.files.join("exports").join(format!("{job}.zip"))
}

/// Removes a file that may be gone already.
pub async fn remove_file(path: &Path) {
    match tokio::fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::error!(path = %path.display(), %error, "an export could not be removed");
        }
        _ => {}
    }
}

/// Writes beside the place and moves it there, so that nobody downloads half a file. Gives its size in bytes.
fn write_zip(path: &Path, files: &[(&str, Value)], picture: Option<&[u8]>) -> anyhow::Result<u64> {
    let folder = path.parent().context("an export has a folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("creating {}", folder.display()))?;
    let draft = path.with_extension("zip.part");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(&draft).with_context(|| format!("creating {}", draft.display()))?;
    let mut zip = ZipWriter::new(file);
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, value) in files {
        zip.start_file(*name, deflated)?;
        zip.write_all(&serde_json::to_vec_pretty(value)?)?;
    }
    if let Some(bytes) = picture {
        zip.start_file("picture.webp", deflated.compression_method(CompressionMethod::Stored))?;
        zip.write_all(bytes)?;
    }
    let file = zip.finish()?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    Ok(file.metadata()?.len())
}
