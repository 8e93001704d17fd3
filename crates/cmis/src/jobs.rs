//! `cmis jobs:*`: background work.

use cmis_app::{
    admin_actions::jobs::{self, Wanted},
    jobs::model::STATUSES,
};
use cmis_base::id::{Id, Job};
use cmis_jobs::State;
use serde::Serialize;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure},
    output::{Format, time},
    words::{Args, say, word},
};

/// Lists background work, the newest first.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis jobs:list --status failed\n  cmis jobs:list --org 'Najd Coffee' --kind org.export --json"
)]
pub struct List {
    /// Only in this state, repeatable
    #[arg(long = "status", value_name = "STATE", value_parser = clap::builder::PossibleValuesParser::new(STATUSES))]
    statuses: Vec<String>,
    /// Only of this kind, repeatable
    #[arg(long = "kind", value_name = "KIND")]
    kinds: Vec<String>,
    /// Only of the organization of this id or exact name
    #[arg(long)]
    org: Option<String>,
    /// At most so many
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..=1000))]
    limit: i64,
    #[command(flatten)]
    format: Format,
}

impl List {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let states = self.statuses.iter().filter_map(|word| State::parse(word)).collect();
        let wanted = Wanted { states, kinds: self.kinds, org: self.org, limit: self.limit };
        let list = context.with_app(async |app| jobs::list(app, &wanted).await).await?;
        let rows: Vec<_> = list
            .into_iter()
            .map(|job| {
                json!({"id": job.id, "kind": job.kind, "queue": job.queue, "status": job.state, "org_id": job.org_id,
                    "attempt": job.attempt, "max_attempts": job.max_attempts, "progress": job.progress, "error": job.error,
                    "created_at": job.created_at, "run_at": job.run_at, "finished_at": job.finished_at})
            })
            .collect();
        let columns =
            ["column-id", "column-kind", "column-status", "column-created", "column-attempts", "column-error"];
        self.format.rows(&rows, &columns, |job| {
            let text = |name: &str| job[name].as_str().unwrap_or_default().to_owned();
            vec![
                text("id"),
                text("kind"),
                state(job["status"].as_str().unwrap_or_default()),
                time(text("created_at").parse().ok()),
                format!("{}/{}", job["attempt"], job["max_attempts"]),
                text("error"),
            ]
        })
    }
}

/// A state's word in the language of this run.
pub fn state(status: &str) -> String {
    match State::parse(status) {
        Some(State::Pending) => word("job-pending"),
        Some(State::Processing) => word("job-processing"),
        Some(State::Completed) => word("job-completed"),
        Some(State::Failed) => word("job-failed"),
        Some(State::Cancelled) => word("job-cancelled"),
        None => status.to_owned(),
    }
}

/// Lets failed or cancelled jobs run again.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis jobs:list --status failed --json | jq -r '.[].id' | xargs cmis jobs:retry")]
pub struct Retry {
    /// Ids of jobs
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    format: Format,
}

impl Retry {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let ids = parsed(&self.ids)?;
        let done = context
            .with_app(async |app| {
                let mut done = Vec::new();
                for id in ids {
                    let is_back = jobs::retry(app, id).await?;
                    done.push(Done { id, is_done: is_back, status: if is_back { "pending" } else { "unchanged" } });
                }
                Ok(done)
            })
            .await?;
        show(&self.format, &done, "jobs-retried")
    }
}

/// Cancels jobs that wait or run.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis jobs:cancel 01980c1e-4b1f-7c3a-9f59-3a1a8d2f7b10")]
pub struct Cancel {
    /// Ids of jobs
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    format: Format,
}

impl Cancel {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let ids = parsed(&self.ids)?;
        let done = context
            .with_app(async |app| {
                let mut done = Vec::new();
                for id in ids {
                    let state = jobs::cancel(app, id).await?;
                    let status = state.map_or("unchanged", State::as_str);
                    done.push(Done { id, is_done: state.is_some(), status });
                }
                Ok(done)
            })
            .await?;
        show(&self.format, &done, "jobs-cancelled")
    }
}

/// What became of one job.
#[derive(Serialize)]
struct Done {
    id: Id<Job>,
    #[serde(rename = "changed")]
    is_done: bool,
    status: &'static str,
}

fn parsed(ids: &[String]) -> anyhow::Result<Vec<Id<Job>>> {
    let parse = |text: &String| text.parse().map_err(|_| Failure::usage(say("job-no-id", Args::new().set("id", text))));
    ids.iter().map(parse).collect()
}

/// Shows what became of each; 1 when none could be changed, 3 when some could not.
fn show(format: &Format, done: &[Done], total: &str) -> anyhow::Result<()> {
    format.rows(done, &["column-id", "column-status"], |job| {
        let status = if job.is_done { state(job.status) } else { word("job-unchanged") };
        vec![job.id.to_string(), status]
    })?;
    let changed = done.iter().filter(|job| job.is_done).count();
    if !format.json {
        eprintln!("{}", say(total, Args::new().count("count", changed as u64)));
    }
    match changed {
        0 => Err(Failure::silent(Code::Failed)),
        all if all == done.len() => Ok(()),
        _ => Err(Failure::silent(Code::Partial)),
    }
}
