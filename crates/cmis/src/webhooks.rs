//! `cmis webhooks:*`: deliveries that were given up, and sending them again.

use cmis_app::admin_actions::webhooks::{self, Which};
use uuid::Uuid;

use crate::{
    context::Context,
    failure::{Code, Failure},
    output::{Format, time},
    words::{Args, say, word},
};

/// Lists deliveries that were given up.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis webhooks:failed\n  cmis webhooks:failed --org 'Najd Coffee' --json")]
pub struct Failed {
    /// Id or exact name of an organization; else all
    #[arg(long)]
    org: Option<String>,
    /// Id of a webhook; else all
    #[arg(long, value_name = "ID")]
    endpoint: Option<Uuid>,
    /// At most so many, the last ones first
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: u32,
    #[command(flatten)]
    format: Format,
}

impl Failed {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let find = async |app: &_| webhooks::failed(app, self.org.as_deref(), self.endpoint, self.limit).await;
        let list = context.with_app(find).await?;
        let columns = [
            "column-org",
            "column-host",
            "column-event",
            "column-attempts",
            "column-reason",
            "column-given-up",
            "column-id",
        ];
        self.format.rows(&list, &columns, |delivery| {
            let reason = match (delivery.status, &delivery.error) {
                (Some(status), _) => status.to_string(),
                (None, Some(error)) => error.clone(),
                (None, None) => "-".to_owned(),
            };
            vec![
                delivery.org.clone(),
                delivery.host.clone(),
                delivery.event.clone(),
                delivery.attempts.to_string(),
                reason,
                time(delivery.finished_at),
                delivery.id.to_string(),
            ]
        })
    }
}

/// Sends deliveries again that were given up.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis webhooks:replay --all --dry-run\n  cmis webhooks:replay 019ab0c2-5a80-7000-8000-0000000000aa"
)]
#[group(id = "which", required = true, multiple = false, args = ["ids", "endpoint", "all"])]
pub struct Replay {
    /// Ids of deliveries (see webhooks:failed)
    #[arg(value_name = "ID")]
    ids: Vec<Uuid>,
    /// All of one webhook, by its id
    #[arg(long, value_name = "ID")]
    endpoint: Option<Uuid>,
    /// All of the installation
    #[arg(long)]
    all: bool,
    /// Count, send nothing
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    format: Format,
}

impl Replay {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let which = match (self.endpoint, self.all) {
            (Some(endpoint), _) => Which::Endpoint(endpoint),
            (None, true) => Which::All,
            (None, false) => Which::Ids(self.ids),
        };
        let done = context.with_app(async |app| webhooks::replay(app, &which, self.dry_run).await).await?;
        if self.format.json {
            self.format.value(&done)?;
        } else {
            let count = |number: usize| Args::new().count("count", u64::try_from(number).unwrap_or(u64::MAX));
            let nothing = if self.dry_run { word("replay-dry-run") } else { String::new() };
            println!("{}{nothing}", say("replay-done", count(done.replayed)));
            if done.disabled > 0 {
                eprintln!("{}", say("replay-disabled", count(done.disabled)));
            }
            for id in &done.unknown {
                eprintln!("{}", say("replay-unknown", Args::new().set("id", id)));
            }
        }
        if done.disabled == 0 && done.unknown.is_empty() { Ok(()) } else { Err(Failure::silent(Code::Partial)) }
    }
}
