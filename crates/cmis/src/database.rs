//! `cmis migrate`, `db:execute-sql`, `db:console`: the database itself, as its owner.

use std::{os::unix::process::CommandExt, path::PathBuf};

use anyhow::Context as _;
use cmis_base::secret::expose;
use cmis_db::{embedded, migrate};
use serde_json::json;

use crate::{
    context::Context,
    failure::{Code, Failure},
    output::{Format, time},
    prompt,
    start::{Installation, postgres_dir},
    words::{Args, say, word},
};

/// Brings the schema up to date.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis migrate\n  cmis migrate --status --json")]
pub struct Migrate {
    /// Show what is applied, change nothing
    #[arg(long)]
    status: bool,
    #[command(flatten)]
    format: Format,
}

impl Migrate {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let done = self.work(&installation).await;
        installation.close().await?;
        done
    }

    async fn work(&self, installation: &Installation) -> anyhow::Result<()> {
        if !self.status {
            let applied = installation.migrate().await?;
            if !self.format.json {
                println!("{}", say("migrate-applied", Args::new().count("count", applied as u64)));
                return Ok(());
            }
        }
        let steps: Vec<_> = migrate::status(&installation.options.owner_url)
            .await?
            .into_iter()
            .map(
                |step| json!({"version": step.version, "description": step.description, "applied_at": step.applied_at}),
            )
            .collect();
        self.format.rows(&steps, &["column-version", "column-name", "column-applied"], |step| {
            let applied = step["applied_at"].as_str().and_then(|at| at.parse().ok());
            vec![
                step["version"].to_string(),
                step["description"].as_str().unwrap_or_default().to_owned(),
                time(applied),
            ]
        })
    }
}

/// Runs a file of SQL in one transaction.
#[derive(clap::Args, Debug)]
#[command(after_help = "Example:\n  cmis db:execute-sql --file fix.sql --force")]
pub struct ExecuteSql {
    /// The file; - is standard input
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Do not ask
    #[arg(long)]
    force: bool,
    /// Roll back at the end
    #[arg(long)]
    dry_run: bool,
}

impl ExecuteSql {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let file = self.file.display().to_string();
        if file != "-" && !self.file.is_file() {
            return Err(Failure::usage(say("file-missing", Args::new().set("path", file))));
        }
        if !self.dry_run {
            prompt::confirm(self.force, &say("sql-confirm", Args::new().set("path", &file)))?;
        }
        let end = if self.dry_run { "rollback" } else { "commit" };
        let arguments = ["--set=ON_ERROR_STOP=1", "-c", "begin", "-f", &file, "-c", end];
        let installation = Installation::open(context.config).await?;
        let status = psql(&installation)?.args(arguments).status().with_context(|| word("psql-missing"));
        installation.close().await?;
        if status?.success() { Ok(()) } else { Err(Failure::error(Code::Failed, word("sql-failed"))) }
    }
}

/// Opens psql on the database.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  cmis db:console\n  cmis db:console -- -c 'select count(*) from users'")]
pub struct Console {
    /// Handed to psql
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Console {
    /// Runs it.
    pub async fn run(self, context: Context) -> anyhow::Result<()> {
        let installation = Installation::open(context.config).await?;
        let mut psql = psql(&installation)?;
        psql.args(&self.arguments);
        // psql handles Ctrl-C itself; this process waits, so that the embedded server lives as long
        let waiting = tokio::task::spawn_blocking(move || psql.status());
        let ignoring = async {
            loop {
                if tokio::signal::ctrl_c().await.is_err() {
                    std::future::pending::<()>().await;
                }
            }
        };
        let status = tokio::select! {
            status = waiting => status?,
            () = ignoring => unreachable!("it never ends"),
        };
        installation.close().await?;
        let status = status.with_context(|| word("psql-missing"))?;
        if status.success() { Ok(()) } else { Err(Failure::silent(Code::Failed)) }
    }
}

/// psql on the installation's database, from the unpacked PostgreSQL or else from PATH. The address, which may hold a
/// password, travels in the environment.
fn psql(installation: &Installation) -> anyhow::Result<std::process::Command> {
    let packed = match &installation.server {
        Some(server) => server.bin_dir().join("psql"),
        None => embedded::bin_dir(&postgres_dir(&installation.config)?, 18).join("psql"),
    };
    let program = if packed.is_file() { packed } else { PathBuf::from("psql") };
    let mut command = std::process::Command::new(program);
    // `PGDATABASE` takes no address, and an argument would show the password in the process list: a service file does not.
    command.arg0("psql").args(["--no-psqlrc"]).envs(libpq(expose(&installation.options.owner_url))?);
    Ok(command)
}

/// libpq's variables of an address.
fn libpq(address: &str) -> anyhow::Result<Vec<(&'static str, String)>> {
    let url = url::Url::parse(address).context("the database address cannot be read")?;
    let plain = |text: &str| percent_decoded(text);
    let mut variables = vec![("PGDATABASE", plain(url.path().trim_start_matches('/')))];
    let query = |name: &str| url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let host = query("host").or_else(|| url.host_str().filter(|host| !host.is_empty()).map(plain));
    variables.extend(host.map(|host| ("PGHOST", host)));
    let port = query("port").or_else(|| url.port().map(|port| port.to_string()));
    variables.extend(port.map(|port| ("PGPORT", port)));
    let user = query("user").or_else(|| Some(plain(url.username())).filter(|user| !user.is_empty()));
    variables.extend(user.map(|user| ("PGUSER", user)));
    let password = query("password").or_else(|| url.password().map(plain));
    variables.extend(password.map(|password| ("PGPASSWORD", password)));
    for (name, variable) in [("sslmode", "PGSSLMODE"), ("sslrootcert", "PGSSLROOTCERT")] {
        variables.extend(query(name).map(|value| (variable, value)));
    }
    Ok(variables)
}

fn percent_decoded(text: &str) -> String {
    // a form decoder reads `+` as a space, which an address does not mean
    url::form_urlencoded::parse(text.replace('+', "%2B").replace('&', "%26").replace('=', "%3D").as_bytes())
        .map(|(key, _)| key.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::libpq;

    #[test]
    fn an_address_becomes_variables() {
        let found = libpq("postgres://me:p%40+s@%2Frun%2Fpg:5433/cmis?sslmode=require").expect("read");
        for pair in [("PGHOST", "/run/pg"), ("PGPASSWORD", "p@+s"), ("PGDATABASE", "cmis"), ("PGSSLMODE", "require")] {
            assert!(found.iter().any(|(name, value)| (*name, value.as_str()) == pair), "{pair:?} {found:?}");
        }
    }
}
