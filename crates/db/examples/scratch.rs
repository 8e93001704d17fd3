//! Runs a command with `DATABASE_URL` naming a fresh, migrated, empty database that goes away with it.
//!
//! `make gen` describes the product's statements with it. It stands here, and not in the binary, so that it builds while
//! a statement of the product does not fit its description.

use std::process::{Command, ExitCode};

use anyhow::Context;
use cmis_db::testing::TestDb;
use secrecy::ExposeSecret;
use tokio::runtime::Runtime;

fn main() -> anyhow::Result<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    let program = words.next().context("Name the command to run: scratch <command> [arguments]")?;
    let database = Runtime::new()?.block_on(TestDb::create());
    let status = Command::new(&program)
        .args(words)
        .env("DATABASE_URL", database.options().owner_url.expose_secret())
        .status()
        .with_context(|| format!("{} does not start", program.display()))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
