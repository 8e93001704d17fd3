//! `cmis backup:database`, `backup:restore`.

use std::path::PathBuf;

use cmis_app::{admin_actions::secrets, admin_actions::upkeep};
use cmis_base::clock::Clock;
use cmis_db::backup;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Failure, refused},
    output::{Format, bytes},
    prompt,
    start::Installation,
    words::{Args, say, word},
};

/// Makes a backup of the database and the files.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis backup:database\n  cmis backup:database --to /mnt/backups --json")]
pub struct Create {
    /// Folder; else the one of the settings
    #[arg(long, value_name = "FOLDER")]
    to: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Create {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let done = self.work(&installation).await;
        installation.close().await?;
        done
    }

    async fn work(&self, installation: &Installation) -> anyhow::Result<()> {
        // also makes the key file of an installation that was never started
        let app = installation.app().await?;
        let now = Clock::system().now();
        let folder = self.to.clone().unwrap_or_else(|| installation.backup_dir());
        let Some(parts) = installation.for_backup()? else { return Err(Failure::usage(word("keys-none"))) };
        let (made, manifest) = backup::create(&parts, &folder, now).await?;
        if self.to.is_none() {
            upkeep::note_backup(&app, now).await?;
        }
        app.db.close().await;
        if self.format.json {
            return self
                .format
                .value(&json!({"path": made.path, "bytes": made.bytes, "key": manifest.key_fingerprint}));
        }
        let args = Args::new().set("path", made.path.display()).set("size", bytes(made.bytes));
        println!("{}", say("backup-made", args.set("key", manifest.key_fingerprint)));
        Ok(())
    }
}

/// Replaces the database and the files by those of a backup.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis backup:restore --dry-run cmis-20261121T030000Z.backup\n  cmis backup:restore --force FILE"
)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// Do not ask
    #[arg(long)]
    force: bool,
    /// Check the backup, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Restore {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let done = self.work(&installation).await;
        installation.close().await?;
        done
    }

    async fn work(&self, installation: &Installation) -> anyhow::Result<()> {
        let Some(parts) = installation.for_backup()? else {
            return Err(Failure::usage(say("restore-needs-key", Args::new().set("place", installation.keys.place()))));
        };
        let manifest = backup::inspect(&self.file, &parts.keys).await?;
        let size = manifest.parts.iter().map(|part| part.bytes).sum();
        let args = || {
            let at = manifest.created_at.format("%Y-%m-%d %H:%M:%SZ");
            Args::new().set("at", at).set("size", bytes(size)).count("files", manifest.parts.len() as u64 - 1)
        };
        if self.dry_run {
            println!("{}", say("restore-well", args()));
            return Ok(());
        }
        prompt::confirm(self.force, &say("restore-confirm", args()))?;
        backup::restore(&parts, &self.file).await?;
        // A backup from before a key was rotated is sealed with the old one: bring it up to the installation's key.
        if installation.keys.ring()?.is_some_and(|ring| ring.fingerprint() != manifest.key_fingerprint) {
            let app = installation.app_with_retired_keys().await?;
            secrets::reseal(&app).await.map_err(refused)?;
            secrets::set_fingerprint(&app).await.map_err(refused)?;
            app.db.close().await;
        }
        println!("{}", say("restore-done", args()));
        println!("{}", word("restore-ended"));
        let keys = backup::live_keys(&parts).await?;
        if !keys.is_empty() {
            println!("{}", word("restore-keys"));
        }
        for key in keys {
            println!("  {}  {}  {}…", key.org, key.name, key.prefix);
        }
        Ok(())
    }
}
