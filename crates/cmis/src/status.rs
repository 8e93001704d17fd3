//! `cmis audit:status`: whether the installation is well. Exit code 1 on anything critical.

use chrono::TimeDelta;
use cmis_app::admin_actions::status::{self, Figures, Trouble};
use cmis_db::{backup, migrate};
use serde::Serialize;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure, refused},
    output::{Format, bytes, time},
    start::Installation,
    words::{Args, say, word},
};

/// Free space below which nothing can be trusted to be written.
const LITTLE_SPACE: u64 = 500_000_000;
/// Free space, in percent, below which somebody should look.
const LOW_SPACE_PERCENT: u64 = 10;

/// Checks the installation.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis audit:status\n  cmis audit:status --json | jq '.checks[] | select(.status != \"ok\")'"
)]
pub struct Status {
    #[command(flatten)]
    format: Format,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As it should be.
    Ok,
    /// Somebody should look.
    Warning,
    /// Somebody has to look.
    Critical,
}

/// What was looked at, and how it came out.
#[derive(Debug, Serialize)]
pub struct Check {
    /// Key of its name.
    pub check: &'static str,
    /// How it came out.
    pub status: Grade,
    /// Figures or words about it.
    pub details: String,
}

impl Status {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let found = look(&installation).await;
        installation.close().await?;
        let (checks, _) = found?;
        let count = |grade| checks.iter().filter(|check| check.status == grade).count();
        let (warnings, critical) = (count(Grade::Warning), count(Grade::Critical));
        if self.format.json {
            self.format.value(&json!({"checks": checks, "warnings": warnings, "critical": critical}))?;
        } else {
            rows(&self.format, &checks)?;
            let args = Args::new().count("warnings", warnings as u64).count("critical", critical as u64);
            eprintln!("{}", say("status-total", args));
        }
        if critical == 0 { Ok(()) } else { Err(Failure::silent(Code::Failed)) }
    }
}

/// Shows checks as rows.
pub fn rows(format: &Format, checks: &[Check]) -> anyhow::Result<()> {
    format.rows(checks, &["column-check", "column-status", "column-details"], |check| {
        let status = match check.status {
            Grade::Ok => "grade-ok",
            Grade::Warning => "grade-warning",
            Grade::Critical => "grade-critical",
        };
        vec![word(check.check), word(status), check.details.clone()]
    })
}

/// Every check, and what goes wrong in the background unless the product cannot be opened.
pub async fn look(installation: &Installation) -> anyhow::Result<(Vec<Check>, Option<Trouble>)> {
    let steps = migrate::status(&installation.options.owner_url).await?;
    let pending = steps.iter().filter(|step| step.applied_at.is_none()).count();
    // a new database is set up on the way; one that lacks some migrations is not opened by the product
    if pending > 0 && pending < steps.len() {
        return Ok((vec![migrations(pending as u64), disk(installation), backups(installation)], None));
    }
    let app = installation.app().await?;
    let figures = status::figures(&app).await.map_err(refused);
    let trouble = status::trouble(&app).await.map_err(refused);
    app.db.close().await;
    let (mut checks, trouble) = (of_figures(&figures?), trouble?);
    checks.extend([integrations(&trouble), announcements(&trouble)]);
    checks.extend([rate_limits(installation), migrations(0), disk(installation), backups(installation)]);
    Ok((checks, Some(trouble)))
}

fn migrations(pending: u64) -> Check {
    Check {
        check: "check-migrations",
        status: if pending == 0 { Grade::Ok } else { Grade::Critical },
        details: say("status-migrations", Args::new().count("count", pending)),
    }
}

fn of_figures(figures: &Figures) -> Vec<Check> {
    let latency = figures.latency_ms;
    let graded = |warning: bool, critical: bool| match (warning, critical) {
        (_, true) => Grade::Critical,
        (true, _) => Grade::Warning,
        _ => Grade::Ok,
    };
    let skew = (figures.own_time - figures.database_time).abs();
    let exposed = figures.exposed_tables.join(", ");
    let guarded = say("status-guarded", Args::new().count("count", figures.guarded_tables.unsigned_abs()));
    let failed = figures.failed_jobs.unsigned_abs();
    let waiting = Args::new().count("count", figures.waiting_jobs.unsigned_abs());
    let is_late = figures.maintained_at.is_some_and(|at| figures.own_time - at > TimeDelta::hours(36));
    vec![
        Check {
            check: "check-database",
            status: graded(latency > 50.0, latency > 1000.0),
            details: format!("{latency:.1} ms"),
        },
        Check {
            check: "check-row-security",
            status: graded(false, !exposed.is_empty()),
            details: if exposed.is_empty() { guarded } else { exposed },
        },
        Check {
            check: "check-failed-jobs",
            status: graded(failed > 0, failed > 100),
            details: say("status-failed-jobs", Args::new().count("count", failed)),
        },
        Check {
            check: "check-queue",
            status: graded(figures.oldest_seconds > 300.0, figures.oldest_seconds > 3600.0),
            details: say("status-queue", waiting.set("seconds", format!("{:.0}", figures.oldest_seconds))),
        },
        Check { check: "check-maintenance", status: graded(is_late, false), details: time(figures.maintained_at) },
        Check {
            check: "check-clock",
            status: graded(skew > TimeDelta::seconds(5), skew > TimeDelta::seconds(60)),
            details: format!("{} ms", skew.num_milliseconds()),
        },
    ]
}

/// What is connected; what it suffers from is told by `audit:check-alerts`.
fn integrations(trouble: &Trouble) -> Check {
    let ailing = trouble.integrations.ailing.iter().map(|ailing| ailing.count).sum();
    let args = Args::new().count("connected", trouble.integrations.connected).count("ailing", ailing);
    let status = if ailing == 0 { Grade::Ok } else { Grade::Warning };
    Check { check: "check-integrations", status, details: say("status-integrations", args) }
}

/// What platforms announced.
fn announcements(trouble: &Trouble) -> Check {
    let Trouble { failed_inbound, retrying_inbound, waiting_inbound, .. } = trouble;
    let args =
        Args::new().set("failed", failed_inbound).set("retrying", retrying_inbound).set("waiting", waiting_inbound);
    let is_well = failed_inbound + retrying_inbound + waiting_inbound == 0;
    Check {
        check: "check-inbound",
        status: if is_well { Grade::Ok } else { Grade::Warning },
        details: if is_well { word("status-inbound-well") } else { say("status-inbound", args) },
    }
}

fn rate_limits(installation: &Installation) -> Check {
    let limits = installation.config.access.limits;
    Check {
        check: "check-rate-limits",
        status: Grade::Ok,
        details: format!("{} / {} / {}", limits.session, limits.token, limits.anonymous),
    }
}

fn disk(installation: &Installation) -> Check {
    let check = "check-disk";
    match rustix::fs::statvfs(&installation.data) {
        Ok(space) => {
            let (free, all) = (space.f_bavail * space.f_frsize, (space.f_blocks * space.f_frsize).max(1));
            let percent = u128::from(free) * 100 / u128::from(all);
            let status = if free < LITTLE_SPACE {
                Grade::Critical
            } else if percent < u128::from(LOW_SPACE_PERCENT) {
                Grade::Warning
            } else {
                Grade::Ok
            };
            Check { check, status, details: format!("{} ({percent}%)", bytes(free)) }
        }
        Err(error) => Check { check, status: Grade::Critical, details: error.to_string() },
    }
}

fn backups(installation: &Installation) -> Check {
    let check = "check-backup";
    let now = cmis_base::clock::Clock::system().now();
    let newest = backup::list(&installation.backup_dir()).map(|list| list.into_iter().next());
    match newest {
        Ok(Some(newest)) => {
            let is_old = now - newest.created_at > TimeDelta::hours(36);
            let status = if is_old { Grade::Warning } else { Grade::Ok };
            Check { check, status, details: format!("{} ({})", time(Some(newest.created_at)), bytes(newest.bytes)) }
        }
        Ok(None) => Check { check, status: Grade::Warning, details: word("status-no-backup") },
        Err(error) => Check { check, status: Grade::Warning, details: error.to_string() },
    }
}
