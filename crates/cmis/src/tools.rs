//! `cmis list`, `openapi`, `completions`, `version`: what needs neither configuration nor database.

use std::io::{IsTerminal, Write};

use crate::{cli, output::Format, words::word};

/// Shows every command.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis list\n  cmis list --json")]
pub struct List {
    #[command(flatten)]
    format: Format,
}

#[derive(serde::Serialize)]
struct Listed {
    name: String,
    group: String,
    about: String,
}

impl List {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        let about = |name: &str| word(&cli::about_key(name));
        let commands: Vec<Listed> = cli::names()
            .into_iter()
            .map(|name| {
                let group = name.split_once(':').map_or("cmis", |(group, _)| group).to_owned();
                Listed { about: about(&name), group, name }
            })
            .collect();
        if self.format.json || !std::io::stdout().is_terminal() {
            return self.format.rows(&commands, &[], |command| vec![command.name.clone(), command.about.clone()]);
        }
        let mut out = std::io::stdout().lock();
        let mut group = "";
        for command in &commands {
            if command.group != group {
                group = &command.group;
                writeln!(out, "\n{group}")?;
            }
            writeln!(out, "  {:<26}{}", command.name, command.about)?;
        }
        Ok(())
    }
}

/// Prints the OpenAPI document.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis openapi > openapi.json")]
pub struct Openapi {}

impl Openapi {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &cmis_app::openapi::document())?;
        writeln!(out)?;
        Ok(())
    }
}

/// Prints a completion script.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis completions bash > /etc/bash_completion.d/cmis")]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

impl Completions {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut cli::command(), "cmis", &mut script);
        std::io::stdout().lock().write_all(&script)?;
        Ok(())
    }
}

/// Prints the version.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis version --json")]
pub struct Version {
    #[command(flatten)]
    format: Format,
}

impl Version {
    /// Runs it.
    pub fn run(self) -> anyhow::Result<()> {
        let (version, schema) = (env!("CARGO_PKG_VERSION"), cmis_db::migrate::fingerprint());
        if self.format.json {
            return self.format.value(&serde_json::json!({"version": version, "schema": schema}));
        }
        println!("cmis {version} ({schema})");
        Ok(())
    }
}
