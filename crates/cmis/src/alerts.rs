//! `cmis audit:check-alerts`: what somebody should look at now. Exit code 1 on anything critical.

use cmis_app::admin_actions::status::{self, Ailing, Ailment};
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure},
    output::{Format, time},
    start::Installation,
    status::{Check, Grade, look, rows},
    words::{Args, say, word},
};

/// Shows active alerts.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis audit:check-alerts\n  cmis audit:check-alerts --json | jq '.alerts | length'"
)]
pub struct CheckAlerts {
    #[command(flatten)]
    format: Format,
}

impl CheckAlerts {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let found = look(&installation).await;
        installation.close().await?;
        let (checks, trouble) = found?;
        let mut alerts: Vec<Check> = checks.into_iter().filter(|check| check.status != Grade::Ok).collect();
        // told by kind instead
        alerts.retain(|alert| trouble.is_none() || !["check-failed-jobs", "check-integrations"].contains(&alert.check));
        alerts.extend(trouble.as_ref().map(of_trouble).unwrap_or_default());
        let critical = alerts.iter().filter(|alert| alert.status == Grade::Critical).count();
        if self.format.json {
            self.format.value(&json!({"alerts": alerts, "critical": critical}))?;
        } else {
            rows(&self.format, &alerts)?;
            if alerts.is_empty() {
                eprintln!("{}", word("alerts-none"));
            }
        }
        if critical == 0 { Ok(()) } else { Err(Failure::silent(Code::Failed)) }
    }
}

fn of_trouble(trouble: &status::Trouble) -> Vec<Check> {
    let warning = |check, details| Check { check, status: Grade::Warning, details };
    let mut alerts = Vec::new();
    if trouble.workers_alive == 0 {
        alerts.push(warning("alert-no-worker", word("alert-no-worker-details")));
    }
    if let Some(at) = trouble.paused_at {
        alerts.push(warning("alert-paused", say("schedules-paused", Args::new().set("at", time(Some(at))))));
    }
    for (kind, count, last_at) in &trouble.failed_kinds {
        let count = say("status-failed-jobs", Args::new().count("count", *count));
        alerts.push(warning("alert-failed-jobs", format!("{kind}: {count} ({})", time(*last_at))));
    }
    if trouble.failed_webhooks + trouble.failing_endpoints > 0 {
        let args = Args::new().set("deliveries", trouble.failed_webhooks).set("endpoints", trouble.failing_endpoints);
        alerts.push(warning("alert-webhooks", say("alert-webhooks-details", args)));
    }
    alerts.extend(trouble.integrations.ailing.iter().map(|it| warning("check-integrations", of_ailing(it))));
    alerts
}

/// How many suffer from the same, a few of them by name, and what to do.
fn of_ailing(ailing: &Ailing) -> String {
    let key = match ailing.ailment {
        Ailment::NeedsReconnect => "alert-integrations-needs-reconnect",
        Ailment::Ends => "alert-integrations-ends",
        Ailment::Failing => "alert-integrations-failing",
        Ailment::Late => "alert-integrations-late",
    };
    let more = if ailing.count > ailing.names.len() as u64 { "; …" } else { "" };
    let names = format!("{}{more}", ailing.names.join("; "));
    say(key, Args::new().count("count", ailing.count).set("names", names))
}
