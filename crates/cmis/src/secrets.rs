//! `cmis secrets:rotate`: a new key-encryption key. Stopped half-way, it goes on where it was when it is run again.

use cmis_app::admin_actions::secrets;
use cmis_base::secret::KeyRing;
use serde_json::json;
use zeroize::Zeroizing;

use crate::{
    context::Context,
    failure::{Code, Failure, refused},
    keys::{KeyFile, Source},
    output::Format,
    prompt,
    start::Installation,
    words::{Args, say, word},
};

/// Replaces the key that seals the installation's secrets.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Example:\n  cmis secrets:rotate\n\nStop `cmis serve` and `cmis worker` first. Everybody signs in again within 15 minutes."
)]
pub struct Rotate {
    /// Do not ask
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    format: Format,
}

impl Rotate {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let done = self.work(&installation).await;
        installation.close().await?;
        done
    }

    async fn work(&self, installation: &Installation) -> anyhow::Result<()> {
        // agrees with the database, and makes the first key where there is none
        let app = installation.app().await?;
        let is_busy = secrets::is_company(&app).await.map_err(refused)?;
        let needed = cmis_app::admin_actions::instance::key_fingerprint(&app.db).await?;
        app.db.close().await;
        if is_busy {
            return Err(Failure::error(Code::Failed, word("rotate-busy")));
        }
        prompt::confirm(self.force, &word("rotate-confirm"))?;
        match &installation.keys {
            // The administrator has put the new key in front.
            Source::Given(ring) if Some(ring.fingerprint()) == needed => Err(Failure::usage(word("rotate-given"))),
            Source::Given(_) => self.finish(installation, None).await,
            Source::File(file) => {
                let mut keys = file.read()?;
                let is_open = needed.is_some_and(|needed| app.keys.fingerprint() != needed);
                if !is_open {
                    keys.insert(0, KeyRing::generate());
                    file.replace(&keys)?;
                }
                self.finish(installation, Some((file, keys))).await
            }
        }
    }

    /// Seals everything with the newest key, then lets the others go.
    async fn finish(
        &self,
        installation: &Installation,
        file: Option<(&KeyFile, Vec<Zeroizing<String>>)>,
    ) -> anyhow::Result<()> {
        let app = installation.app().await?;
        let report = secrets::reseal(&app).await.map_err(refused)?;
        let failed: u64 = report.iter().map(|place| place.failed).sum();
        secrets::set_fingerprint(&app).await.map_err(refused)?;
        app.db.close().await;
        if let (Some((file, keys)), 0) = (file, failed) {
            // backups of the last days are sealed with the old ones
            file.retire(&keys[1..])?;
            file.replace(&keys[..1])?;
        }
        let fingerprint = app.keys.fingerprint();
        if self.format.json {
            self.format.value(&json!({"fingerprint": fingerprint, "resealed": report}))?;
        } else {
            let done = report.iter().map(|place| place.done).sum();
            println!("{}", say("rotate-done", Args::new().count("count", done).set("key", fingerprint)));
        }
        if failed == 0 {
            return Ok(());
        }
        Err(Failure::error(Code::Partial, say("rotate-failed", Args::new().count("count", failed))))
    }
}
