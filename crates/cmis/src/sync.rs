//! `cmis sync:platform`: reads what orgs connected at a platform, now, and waits for what comes of it. Stopped half-way, it is waited for
//! again when it is asked for again.

use std::io::{IsTerminal, Write};

use chrono::{DateTime, Utc};
use clap::builder::PossibleValuesParser;
use cmis_app::admin_actions::sync::{self, Standing};
use cmis_base::platform::Platform as Name;

use crate::{
    context::Context,
    failure::{Code, Failure},
    output::{Format, time},
    words::{Args, say, word},
};

/// Reads a platform now.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Examples:\n  cmis sync:platform meta\n  cmis sync:platform google --org 'Najd Coffee' --json | jq '.[] | select(.status != \"completed\")'"
)]
pub struct Platform {
    /// Platform: meta, google, tiktok, linkedin, twitter or snapchat
    #[arg(value_name = "PLATFORM", value_parser = PossibleValuesParser::new(Name::ALL.map(Name::as_str)))]
    platform: String,
    /// Id or exact name of an organization, repeatable; else all
    #[arg(long = "org", value_name = "ORG")]
    orgs: Vec<String>,
    /// What to read; campaigns and their numbers are read together in any case
    #[arg(long = "type", value_name = "TYPE", value_parser = ["all", "campaigns", "metrics"], default_value = "all")]
    what: String,
    #[command(flatten)]
    format: Format,
}

impl Platform {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let platform: Name = self.platform.parse()?;
        let mut line = Line::new(&self.format);
        let stopping = async {
            if tokio::signal::ctrl_c().await.is_err() {
                // without signals it is waited for as long as it takes
                std::future::pending().await
            }
        };
        let done = context
            .with_app(async |app| {
                let asked = sync::begin(app, platform, &self.orgs).await?;
                sync::wait(app, &asked, stopping, |standing| line.show(standing)).await
            })
            .await;
        line.clear();
        let standing = done?;
        if standing.is_empty() {
            return Err(Failure::error(Code::Failed, self.nothing(platform)));
        }
        self.rows(&standing)?;
        if !standing.iter().all(Standing::is_over) {
            eprintln!("{}", word("sync-stopped"));
        }
        match standing.iter().filter(|one| one.is_well()).count() {
            all if all == standing.len() => Ok(()),
            0 => Err(Failure::silent(Code::Failed)),
            _ => Err(Failure::silent(Code::Partial)),
        }
    }

    fn nothing(&self, platform: Name) -> String {
        let args = Args::new().set("platform", platform).set("org", self.orgs.join(", "));
        say(if self.orgs.is_empty() { "sync-nothing" } else { "sync-nothing-there" }, args)
    }

    fn rows(&self, standing: &[Standing]) -> anyhow::Result<()> {
        let columns = [
            "column-org",
            "column-integration",
            "column-status",
            "column-pages",
            "column-rows",
            "column-seconds",
            "column-details",
        ];
        self.format.rows(standing, &columns, |one| {
            vec![
                one.org.clone(),
                one.name.clone(),
                word(&format!("sync-{}", one.status.replace('_', "-"))),
                one.pages.to_string(),
                one.rows.to_string(),
                one.seconds.map_or_else(|| "-".to_owned(), |seconds| seconds.to_string()),
                details(one),
            ]
        })
    }
}

/// What failed in the platform's words, and what to do.
fn details(one: &Standing) -> String {
    let told = one.problem.as_ref().map(|problem| {
        let words = if problem.words.is_empty() { &problem.code } else { &problem.words };
        format!("{} ({words})", problem.message)
    });
    match (one.status.as_str(), told) {
        ("completed", _) => String::new(),
        ("held" | "needs_reconnect", _) => word("sync-reconnect"),
        ("no_accounts", _) => word("sync-choose"),
        (_, Some(told)) => told,
        ("failed" | "cancelled", None) => word("sync-lost"),
        (_, None) => String::new(),
    }
}

/// One line on a terminal that changes while something is waited for.
pub struct Line {
    is_shown: bool,
}

impl Line {
    /// None where nobody looks, or a program does.
    pub fn new(format: &Format) -> Self {
        Self { is_shown: !format.json && std::io::stderr().is_terminal() }
    }

    /// Shows where they stand.
    pub fn show(&mut self, standing: &[Standing]) {
        if self.is_shown {
            self.write(&told(standing));
        }
    }

    /// Takes it away.
    pub fn clear(&mut self) {
        if self.is_shown {
            self.write("");
        }
    }

    /// Replaces the line. A terminal that is gone is no reason to stop.
    fn write(&mut self, text: &str) {
        let mut out = std::io::stderr().lock();
        self.is_shown = write!(out, "\r\u{1b}[2K{text}").and_then(|()| out.flush()).is_ok();
    }
}

/// Where all of them stand together.
fn told(standing: &[Standing]) -> String {
    let done = standing.iter().filter(|one| one.is_over()).count();
    let percent: i64 = standing.iter().map(|one| if one.is_over() { 100 } else { i64::from(one.progress) }).sum();
    let rows: i64 = standing.iter().map(|one| one.rows).sum();
    let args = Args::new()
        .set("done", done)
        .set("all", standing.len())
        .set("percent", percent / i64::try_from(standing.len()).unwrap_or(1).max(1))
        .set("rows", rows);
    let working = standing.iter().filter(|one| !one.is_over());
    // all that is left waits: until the first of them goes on
    let waits: Option<Vec<DateTime<Utc>>> = working.map(|one| one.resumes_at).collect();
    match waits.and_then(|waits| waits.into_iter().min()) {
        Some(until) => say("sync-waiting", args.set("until", time(Some(until)))),
        None => say("sync-reading", args),
    }
}

#[cfg(test)]
mod tests {
    use cmis_app::admin_actions::sync::Standing;
    use cmis_base::id::Id;
    use uuid::Uuid;

    use super::{details, told};

    fn standing(status: &str, progress: i16, rows: i64) -> Standing {
        Standing {
            org_id: Id::new(Uuid::nil()),
            org: "Palm".to_owned(),
            integration_id: Id::new(Uuid::nil()),
            name: "Salma".to_owned(),
            sync_id: None,
            status: status.to_owned(),
            progress,
            pages: 1,
            rows,
            seconds: None,
            resumes_at: None,
            problem: None,
        }
    }

    #[test]
    fn the_line_tells_of_all_of_them_together() {
        let mut both = [standing("completed", 100, 7), standing("running", 50, 5)];
        assert_eq!(told(&both), "Reading 1 of 2: 75%, 12 rows");
        both[1].resumes_at = "2026-11-22T09:00:00Z".parse().ok();
        assert!(told(&both).ends_with("until 2026-11-22 09:00Z"));
        assert_eq!(told(&[]), "Reading 0 of 0: 0%, 0 rows");
    }

    #[test]
    fn every_way_that_it_can_end_says_what_to_do() {
        for (status, word) in
            [("held", "connect"), ("needs_reconnect", "connect"), ("no_accounts", "choose"), ("failed", "try again")]
        {
            assert!(details(&standing(status, 0, 0)).contains(word), "{status}");
        }
        assert_eq!(details(&standing("completed", 100, 1)), "");
    }
}
