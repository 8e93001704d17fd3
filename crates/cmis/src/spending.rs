//! `cmis spending:*`: what may be spent.

use cmis_app::admin_actions::spending;
use serde_json::json;

use crate::{
    context::Context,
    output::{Format, time},
    words::{Args, say},
};

/// Shows where spending is stopped or limited.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis spending:status\n  cmis spending:status --org 'Najd Coffee' --json")]
pub struct Status {
    /// Only of the organization of this id or exact name
    #[arg(long)]
    org: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl Status {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let list = context.with_app(async |app| spending::status(app, self.org.as_deref()).await).await?;
        let columns =
            ["column-org", "column-active", "column-limits", "column-waiting", "column-stopped", "column-reason"];
        self.format.rows(&list, &columns, |it| {
            vec![
                it.org_name.clone(),
                it.active_campaigns.to_string(),
                it.currencies.join(" "),
                it.open_approvals.to_string(),
                time(it.stopped_at),
                it.note.clone().unwrap_or_default(),
            ]
        })
    }
}

/// Stops all spending of an organization: pauses every campaign at its platforms.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis spending:stop --org 'Najd Coffee' --note 'The shop is down'")]
pub struct Stop {
    /// The organization of this id or exact name
    #[arg(long)]
    org: String,
    /// Why, for whoever sees it
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    format: Format,
}

impl Stop {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let name = context.with_app(async |app| spending::stop(app, &self.org, &self.note).await).await?;
        if self.format.json {
            return self.format.value(&json!({"org": name, "stopped": true}));
        }
        println!("{}", say("spending-stopped", Args::new().set("name", name)));
        Ok(())
    }
}

/// Lets an organization spend again.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis spending:release --org 'Najd Coffee' --resume")]
pub struct Release {
    /// The organization of this id or exact name
    #[arg(long)]
    org: String,
    /// Resume what the stop paused
    #[arg(long)]
    resume: bool,
    #[command(flatten)]
    format: Format,
}

impl Release {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let (name, resumed) =
            context.with_app(async |app| spending::release(app, &self.org, self.resume).await).await?;
        if self.format.json {
            return self.format.value(&json!({"org": name, "stopped": false, "resumed": resumed}));
        }
        println!("{}", say("spending-released", Args::new().set("name", name).count("count", resumed as u64)));
        Ok(())
    }
}
