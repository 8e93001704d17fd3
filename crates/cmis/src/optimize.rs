//! `cmis optimize`: the sums that pages read, made anew from the numbers, and the tables counted.

use cmis_app::metrics::rollups;
use cmis_db::migrate;

use crate::{
    context::Context,
    output::Format,
    start::Installation,
    words::{Args, say},
};

/// Sums all numbers up anew and counts the tables.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis optimize --json")]
pub struct Optimize {
    #[command(flatten)]
    format: Format,
}

impl Optimize {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let count = async |installation: &Installation| migrate::analyze(&installation.options.owner_url).await;
        let rebuilt = context.with_app_and_then(rollups::rebuild, count).await?;
        self.format.rows(&rebuilt, &["column-org", "column-account", "column-from", "column-to"], |it| {
            vec![it.org_name.clone(), it.ad_account_name.clone(), it.from.to_string(), it.to.to_string()]
        })?;
        if !self.format.json {
            eprintln!("{}", say("optimize-total", Args::new().count("count", rebuilt.len() as u64)));
        }
        Ok(())
    }
}
