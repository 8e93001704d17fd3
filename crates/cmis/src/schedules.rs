//! `cmis schedule:*`: recurring work.

use cmis_app::admin_actions::jobs;
use cmis_jobs::State;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure},
    jobs::state,
    output::{Format, time},
    words::{Args, say, word},
};

/// Lists recurring work.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis schedule:list\n  cmis schedule:list --json")]
pub struct List {
    #[command(flatten)]
    format: Format,
}

impl List {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let (list, paused) = context.with_app(async |app| jobs::schedules(app).await).await?;
        let rows: Vec<_> = list
            .into_iter()
            .map(|schedule| {
                json!({"name": schedule.name, "definition": schedule.definition, "next_at": schedule.next_at,
                    "last_at": schedule.last_at, "last_job_id": schedule.last_job_id, "paused_at": paused})
            })
            .collect();
        self.format.rows(&rows, &["column-name", "column-recurs", "column-next", "column-last"], |schedule| {
            let text = |name: &str| schedule[name].as_str().unwrap_or_default().to_owned();
            vec![
                text("name"),
                text("definition"),
                time(text("next_at").parse().ok()),
                time(text("last_at").parse().ok()),
            ]
        })?;
        if let (Some(at), false) = (paused, self.format.json) {
            eprintln!("{}", say("schedules-paused", Args::new().set("at", time(Some(at)))));
        }
        Ok(())
    }
}

/// Runs recurring work now: one by its name, or everything that is due.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis schedule:run\n  cmis schedule:run backup")]
pub struct Run {
    /// Name of a schedule (see schedule:list); else everything that is due
    name: Option<String>,
    #[command(flatten)]
    format: Format,
}

impl Run {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let ended = context.with_app(async |app| jobs::run_schedules(app, self.name.as_deref()).await).await?;
        let failed = ended.iter().filter(|job| job.state != State::Completed).count();
        let rows: Vec<_> = ended
            .iter()
            .map(|job| {
                json!({"id": job.id, "kind": job.kind, "status": job.state, "result": job.result, "error": job.error})
            })
            .collect();
        self.format.rows(&rows, &["column-id", "column-kind", "column-status", "column-details"], |job| {
            let text = |name: &str| job[name].as_str().unwrap_or_default().to_owned();
            let details = if job["error"].is_null() { job["result"].to_string() } else { text("error") };
            vec![text("id"), text("kind"), state(&text("status")), details]
        })?;
        if rows.is_empty() && !self.format.json {
            eprintln!("{}", word("schedules-none-due"));
        }
        match failed {
            0 => Ok(()),
            all if all == rows.len() => Err(Failure::silent(Code::Failed)),
            _ => Err(Failure::silent(Code::Partial)),
        }
    }
}
