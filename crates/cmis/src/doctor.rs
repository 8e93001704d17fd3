//! `cmis doctor`: whether the platforms reach this installation, and whether what is connected works; each with what to do. Exit code 1 on
//! anything critical.

use cmis_app::{
    admin_actions::doctor::{self, Findings, Outcome, Reached, SetUp, Tried},
    integrations::line::Closed,
};
use cmis_connectors::platform::problem::Problem;
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure, refused},
    output::{Format, time},
    start::Installation,
    status::{Check, Grade, rows},
    words::{Args, say},
};

/// Tries what is connected.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis doctor\n  cmis doctor --json | jq '.checks[] | select(.status != \"ok\")'")]
pub struct Doctor {
    #[command(flatten)]
    format: Format,
}

impl Doctor {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let app = installation.app().await?;
        let found = doctor::look(&app).await.map_err(refused);
        app.db.close().await;
        installation.close().await?;
        let checks = checks(&found?);
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

fn checks(found: &Findings) -> Vec<Check> {
    let mut checks = vec![reached("check-doctor-address", &found.product)];
    if !found.is_secure {
        let details = say("doctor-insecure", Args::new().set("url", &found.product.url));
        checks.push(Check { check: "check-doctor-address", status: Grade::Warning, details });
    }
    for platform in &found.platforms {
        checks.extend(of_platform(platform, found.product.is_well()));
    }
    checks.extend(found.integrations.iter().map(of_integration));
    checks
}

fn reached(check: &'static str, it: &Reached) -> Check {
    let args = Args::new().set("url", &it.url);
    let (status, details) = match &it.answer {
        Ok(status) if *status == it.expected => (Grade::Ok, say("doctor-reached", args)),
        Ok(status) => (Grade::Critical, say("doctor-answers", args.set("status", status).set("expected", it.expected))),
        Err(problem) => (Grade::Critical, say("doctor-unreached", args.set("cause", &problem.code))),
    };
    Check { check, status, details }
}

/// Nothing is said of the addresses of a platform without an app, or twice of a product that does not answer at all.
fn of_platform(it: &SetUp, answers: bool) -> Vec<Check> {
    let args = Args::new().set("platform", it.platform).set("url", &it.callback.url);
    let (status, details) = match &it.sign_in {
        None => {
            let variable = format!("CMIS_{}_APP_ID", it.platform.as_str().to_uppercase());
            (Grade::Ok, say("doctor-no-app", args.set("variable", variable)))
        }
        Some(Ok(())) => (Grade::Ok, say("doctor-app-well", args)),
        Some(Err(problem)) => (Grade::Critical, say("doctor-app-refused", args.set("problem", told(problem)))),
    };
    let mut checks = vec![Check { check: "check-doctor-sign-in", status, details }];
    if it.sign_in.is_some() && answers {
        checks.push(reached("check-doctor-callback", &it.callback));
        checks.push(reached("check-doctor-webhook", &it.webhook));
    }
    checks
}

fn of_integration(it: &Tried) -> Check {
    let args = || Args::new().set("org", &it.org).set("platform", &it.platform).set("name", &it.name);
    let (status, details) = match &it.outcome {
        Outcome::Closed(Closed::NoApp) => (Grade::Critical, say("doctor-app-gone", args())),
        Outcome::Closed(_) => (Grade::Critical, say("doctor-reconnect", args())),
        Outcome::Refused(problem) if problem.class.passes() => {
            (Grade::Warning, say("doctor-refused", args().set("problem", told(problem))))
        }
        Outcome::Refused(problem) => (Grade::Critical, say("doctor-refused", args().set("problem", told(problem)))),
        Outcome::Well if !it.missing.is_empty() => {
            (Grade::Warning, say("doctor-missing", args().set("scopes", it.missing.join(", "))))
        }
        Outcome::Well => match it.ends_at {
            Some(at) => (Grade::Warning, say("doctor-ends", args().set("at", time(Some(at))))),
            None => (Grade::Ok, say("doctor-well", args())),
        },
    };
    Check { check: "check-doctor-integration", status, details }
}

fn told(problem: &Problem) -> String {
    problem.to_string()
}
