//! `cmis generate:*`: reports as files.

use cmis_app::admin_actions::reports::{self, Every, Kind, Written};

use crate::{
    context::Context,
    output::{Format, bytes},
};

/// What both have in common.
#[derive(clap::Args, Debug)]
pub struct Generate {
    /// Id or exact name of an organization; else all
    #[arg(long)]
    org: Option<String>,
    /// Of yesterday, of the last week that is over, or of the last month that is
    #[arg(long, value_parser = ["daily", "weekly", "monthly"], default_value = "weekly")]
    period: String,
    #[command(flatten)]
    format: Format,
}

/// Writes what campaigns came to.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis generate:performance-report --org 'Najd Coffee' --period monthly")]
pub struct Performance {
    #[command(flatten)]
    of: Generate,
}

/// Writes who was reached.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis generate:analytics-report --period daily --json")]
pub struct Analytics {
    #[command(flatten)]
    of: Generate,
}

impl Performance {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        self.of.run(context, Kind::Performance).await
    }
}

impl Analytics {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        self.of.run(context, Kind::Analytics).await
    }
}

impl Generate {
    async fn run(self, context: Context, kind: Kind) -> anyhow::Result<()> {
        let every = match self.period.as_str() {
            "daily" => Every::Day,
            "monthly" => Every::Month,
            _ => Every::Week,
        };
        let written = context.with_app(async |app| reports::write(app, kind, every, self.org.as_deref()).await).await?;
        let columns = ["column-org", "column-period", "column-size", "column-file"];
        self.format.rows(&written, &columns, |one: &Written| {
            let period = format!("{} – {}", one.period.start_date, one.period.end_date);
            vec![one.org.clone(), period, bytes(one.bytes), one.file.display().to_string()]
        })
    }
}
