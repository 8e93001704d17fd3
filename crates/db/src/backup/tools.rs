//! `pg_dump`, `pg_restore` and `psql`: finding those that fit the server, and telling them where it is without showing a
//! password in the process list.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cmis_base::secret::{Secret, expose};
use sqlx::postgres::PgSslMode;
use url::Url;

use crate::{embedded, problem};

/// PostgreSQL's programs for one database.
#[derive(Clone)]
pub(super) struct Tools {
    bin: Option<PathBuf>,
    environment: Vec<(&'static str, String)>,
}

impl Tools {
    /// Programs for the database at `url`, whose server has this major version: from the unpacked wheel, else from
    /// `PATH`. Those of another major version would write what the server does not understand.
    pub fn new(url: &Secret, server_major: u32, install_dir: &Path) -> anyhow::Result<Self> {
        let packed = embedded::bin_dir(install_dir, if server_major == 16 { 16 } else { 18 });
        let bin = (server_major <= 18 && packed.join("pg_dump").is_file()).then_some(packed);
        Ok(Self { bin, environment: environment(url)? })
    }

    /// A command that connects to the database, with nothing of the caller's PostgreSQL settings.
    pub fn command(&self, program: &str) -> Command {
        let mut command = match &self.bin {
            Some(bin) => Command::new(bin.join(program)),
            None => Command::new(program),
        };
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("PG") {
                command.env_remove(name);
            }
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        command.env("LC_ALL", "C").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// Whether there is a `pg_dump`.
pub(super) fn is_at_hand(install_dir: &Path) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let packed = [16, 18].map(|major| embedded::bin_dir(install_dir, major));
    packed.into_iter().chain(std::env::split_paths(&path)).any(|folder| folder.join("pg_dump").is_file())
}

/// libpq's variables for an address that sqlx understands.
fn environment(url: &Secret) -> anyhow::Result<Vec<(&'static str, String)>> {
    let options = problem::parse(url)?;
    let parsed = Url::parse(expose(url))?;
    let parameter =
        |name: &str| parsed.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).last();
    let host = options.get_socket().map_or_else(|| options.get_host().to_owned(), |path| path.display().to_string());
    let mode = match options.get_ssl_mode() {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    };
    let user = options.get_username().to_owned();
    let mut variables = vec![
        ("PGHOST", host),
        ("PGPORT", options.get_port().to_string()),
        ("PGDATABASE", options.get_database().unwrap_or(&user).to_owned()),
        ("PGUSER", user),
        ("PGSSLMODE", mode.to_owned()),
        ("PGCONNECT_TIMEOUT", "10".to_owned()),
        ("PGAPPNAME", "cmis-backup".to_owned()),
    ];
    let password = parameter("password").or_else(|| parsed.password().map(decode));
    variables.extend(password.map(|password| ("PGPASSWORD", password)));
    for (variable, names) in [
        ("PGSSLROOTCERT", ["sslrootcert", "ssl-root-cert"]),
        ("PGSSLCERT", ["sslcert", "ssl-cert"]),
        ("PGSSLKEY", ["sslkey", "ssl-key"]),
    ] {
        variables.extend(names.iter().find_map(|name| parameter(name)).map(|value| (variable, value)));
    }
    Ok(variables)
}

/// Undoes percent-encoding.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = (first == b'%').then(|| tail.get(..2)).flatten();
        if let Some(byte) = escaped.and_then(|digits| hex::decode(digits).ok()).and_then(|byte| byte.first().copied()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The line that says what went wrong, out of what a program wrote to its standard error.
pub(super) fn complaint(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let line = said.lines().find(|line| line.contains("error:") || line.contains("ERROR:") || line.contains("FATAL:"));
    line.or_else(|| said.lines().next()).unwrap_or("it said nothing").trim().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Secret, environment};

    #[test]
    fn a_password_reaches_the_programs_as_it_is_and_only_through_their_environment() {
        let variables = environment(&Secret::from("postgres://me:p%40s%2Fs@db.example.com:6432/cmis?sslmode=require"))
            .expect("read");
        for expected in
            [("PGHOST", "db.example.com"), ("PGPORT", "6432"), ("PGPASSWORD", "p@s/s"), ("PGSSLMODE", "require")]
        {
            assert!(variables.iter().any(|(name, value)| (*name, value.as_str()) == expected), "{expected:?}");
        }
    }
}
