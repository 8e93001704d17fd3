//! `cmis cleanup:*`: deleting what is over, ahead of the daily maintenance.

use cmis_app::admin_actions::upkeep::{self, Cleaned};

use crate::{
    context::Context,
    output::{Format, bytes},
    words::{Args, say, word},
};

/// Deletes finished jobs, their attempts and mails.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis cleanup:system-data --dry-run\n  cmis cleanup:system-data --days 7 --json")]
pub struct SystemData {
    /// Keep what is younger
    #[arg(long, default_value_t = upkeep::KEEP_DAYS, value_parser = clap::value_parser!(u32).range(1..=36500))]
    days: u32,
    /// Count, delete nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    format: Format,
}

impl SystemData {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let done = context.with_app(async |app| upkeep::system_data(app, self.days, self.dry_run).await).await?;
        show(&self.format, &done, self.dry_run)
    }
}

/// Deletes logins, links and registrations past their time.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis cleanup:expired-sessions --dry-run")]
pub struct ExpiredSessions {
    /// Count, delete nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    format: Format,
}

impl ExpiredSessions {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let done = context.with_app(async |app| upkeep::expired(app, app.now(), self.dry_run).await).await?;
        show(&self.format, &done, self.dry_run)
    }
}

fn show(format: &Format, done: &[Cleaned], dry_run: bool) -> anyhow::Result<()> {
    format.rows(done, &["column-kind", "column-rows", "column-bytes"], |cleaned| {
        vec![cleaned.kind.to_owned(), cleaned.rows.to_string(), bytes(cleaned.bytes)]
    })?;
    if !format.json {
        let rows = done.iter().map(|cleaned| cleaned.rows).sum();
        let total = say("cleanup-total", Args::new().count("count", rows));
        eprintln!("{total}{}", if dry_run { word("cleanup-dry-run") } else { String::new() });
    }
    Ok(())
}
