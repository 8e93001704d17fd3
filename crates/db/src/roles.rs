//! The system and tenant roles: creating them, their passwords on a server of one's own, and the three addresses.
//!
//! `DATABASE_URL` is the owner's. The two other addresses are the same with another user and a generated password, which
//! is kept in `<keys>/database.json` and marked on the server by a fingerprint in the role's comment, so that a second
//! installation does not lock the first one out. The owner never becomes one of the two, nor they the owner.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::Context;
use cmis_base::secret::{Secret, expose, random_bytes};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor};
use url::Url;

use crate::problem::{self, Unreachable};
use crate::{Conn, Options, migrate, scram};

/// The roles besides the owner, and how they come about.
pub(crate) const ROLES: [(&str, &str); 2] = [
    ("cmis_system", "create role cmis_system login nosuperuser nobypassrls nocreatedb nocreaterole"),
    ("cmis_tenant", "create role cmis_tenant login nosuperuser nobypassrls nocreatedb nocreaterole"),
];

/// The advisory lock of whoever sets passwords ("cmip" in ASCII).
const LOCK: i64 = 0x636d_6970;
/// How a role's comment starts whose password an installation has set.
const MARK: &str = "password set by cmis, fingerprint ";

/// A PostgreSQL server that somebody else runs.
#[derive(Clone, Debug)]
pub struct Server<'a> {
    /// `DATABASE_URL`: the owner's address.
    pub owner_url: Secret,
    /// `CMIS_SYSTEM_DATABASE_URL`; derived when absent.
    pub system_url: Option<Secret>,
    /// `CMIS_TENANT_DATABASE_URL`; derived when absent.
    pub tenant_url: Option<Secret>,
    /// The folder `keys` of the data folder, where generated passwords are kept with mode 600.
    pub keys: &'a Path,
    /// See [`Options::max_connections`].
    pub max_connections: u32,
}

/// The addresses of all three roles on a server of one's own, ready for [`crate::Db::connect`] and [`migrate::run`].
/// Creates the roles and sets their passwords where the owner may. All that is wrong is an [`Unreachable`].
pub async fn prepare(server: &Server<'_>) -> anyhow::Result<Options> {
    let owner = problem::parse(&server.owner_url)?;
    let (system_url, tenant_url) = match (&server.system_url, &server.tenant_url) {
        (Some(system), Some(tenant)) => (system.clone(), tenant.clone()),
        (system, tenant) => {
            let mut connection = problem::connect(&owner).await?;
            migrate::prepare_database(&mut connection).await?;
            connection.execute("set lock_timeout = '30s'").await?;
            sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
            let file = server.keys.join("database.json");
            let passwords = Passwords::load_or_create(&file)?;
            let mut urls = Vec::new();
            for ((role, _), given) in ROLES.iter().zip([system, tenant]) {
                urls.push(match given {
                    Some(url) => url.clone(),
                    None => {
                        let password = passwords.of(role, &file)?;
                        set_password(&mut connection, role, password, &file).await?;
                        derive(&server.owner_url, role, Some(password))?
                    }
                });
            }
            // The lock goes with the connection; a goodbye that fails changes nothing.
            let _ = connection.close().await;
            let [system, tenant] =
                <[Secret; 2]>::try_from(urls).map_err(|_| anyhow::anyhow!("two roles, two addresses"))?;
            (system, tenant)
        }
    };
    Ok(Options { owner_url: server.owner_url.clone(), system_url, tenant_url, max_connections: server.max_connections })
}

/// Creates the roles that are missing, without passwords.
pub(crate) async fn ensure(connection: &mut Conn) -> anyhow::Result<()> {
    for (role, statement) in ROLES {
        let known: bool = sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)")
            .bind(role)
            .fetch_one(&mut *connection)
            .await?;
        if known {
            continue;
        }
        match connection.execute(statement).await {
            Ok(_) => {}
            // Another process was faster.
            Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("42710" | "23505")) => {}
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => {
                return Err(Unreachable::error(format!(
                    "The role {role} does not exist and the owner of the database may not create it; \
                     run crates/db/bootstrap.sql as a superuser."
                )));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The same database for another user.
pub(crate) fn derive(owner_url: &Secret, user: &str, password: Option<&str>) -> anyhow::Result<Secret> {
    let unreadable = |_| Unreachable::error("The database address cannot be read.");
    let mut url = Url::parse(expose(owner_url))
        .map_err(|error| Unreachable::error(format!("The database address cannot be read: {error}.")))?;
    let others: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(key, _)| key != "user" && key != "password")
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(others);
    }
    if url.has_host() && url.host_str().is_some_and(|host| !host.is_empty()) {
        url.set_username(user).map_err(unreadable)?;
        url.set_password(password).map_err(unreadable)?;
    } else {
        // `postgres:///database?host=/folder` has no place for a user before the host.
        url.query_pairs_mut().append_pair("user", user);
        if let Some(password) = password {
            url.query_pairs_mut().append_pair("password", password);
        }
    }
    Ok(Secret::from(String::from(url)))
}

/// Sets a role's password unless the server has it already. The comment tells whose password it has.
async fn set_password(connection: &mut Conn, role: &str, password: &str, file: &Path) -> anyhow::Result<()> {
    let comment: Option<String> =
        sqlx::query_scalar("select shobj_description(oid, 'pg_authid') from pg_roles where rolname = $1")
            .bind(role)
            .fetch_one(&mut *connection)
            .await?;
    let mark = format!("{MARK}{}", hex::encode(&Sha256::digest(password.as_bytes())[..4]));
    match comment {
        Some(comment) if comment == mark => return Ok(()),
        Some(comment) if comment.starts_with(MARK) => {
            return Err(Unreachable::error(format!(
                "Another installation has set the password of {role} on this server; copy its keys/database.json to {}, \
                 or give the addresses in CMIS_SYSTEM_DATABASE_URL and CMIS_TENANT_DATABASE_URL.",
                file.display()
            )));
        }
        _ => {}
    }
    // Neither the role, nor a verifier of base64, nor the mark can end its literal.
    let statement = format!(
        "begin; alter role {role} password '{}'; comment on role {role} is '{mark}'; commit",
        scram::verifier(password, random_bytes())
    );
    match connection.execute(AssertSqlSafe(statement)).await {
        Ok(_) => Ok(()),
        Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("42501") => {
            Err(Unreachable::error(format!(
                "The owner of the database may not set the password of {role}; run crates/db/bootstrap.sql as a superuser, \
                 or give the addresses in CMIS_SYSTEM_DATABASE_URL and CMIS_TENANT_DATABASE_URL."
            )))
        }
        Err(error) => Err(error.into()),
    }
}

/// The generated passwords by role.
struct Passwords(BTreeMap<String, String>);

impl Passwords {
    fn load_or_create(file: &Path) -> anyhow::Result<Self> {
        match fs::read(file) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Self)
                .map_err(|error| Unreachable::error(format!("{} is damaged ({error}).", file.display()))),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(file),
            Err(error) => Err(Unreachable::error(format!("{} cannot be read ({error}).", file.display()))),
        }
    }

    fn create(file: &Path) -> anyhow::Result<Self> {
        let generated = ROLES.iter().map(|(role, _)| ((*role).to_owned(), hex::encode(random_bytes::<32>()))).collect();
        let text = serde_json::to_string_pretty(&generated)?;
        write_private(file, text.as_bytes())
            .map_err(|error| Unreachable::error(format!("{} cannot be written ({error}).", file.display())))?;
        Ok(Self(generated))
    }

    fn of(&self, role: &str, file: &Path) -> anyhow::Result<&str> {
        match self.0.get(role) {
            // It becomes part of an address and of a statement.
            Some(password) if password.len() >= 16 && password.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
                Ok(password)
            }
            _ => Err(Unreachable::error(format!(
                "{} holds no usable password for {role} (at least 16 letters and digits).",
                file.display()
            ))),
        }
    }
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_private(file: &Path, content: &[u8]) -> anyhow::Result<()> {
    let folder = file.parent().context("a file has a folder")?;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let draft: PathBuf = folder.join(format!(".database.json.{}", std::process::id()));
    let mut handle = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
    handle.write_all(content)?;
    handle.sync_all()?;
    fs::rename(&draft, file)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Secret, derive, expose};

    #[test]
    fn the_other_addresses_differ_in_user_and_password_only() {
        let derived =
            |url: &str| expose(&derive(&Secret::from(url), "cmis_tenant", Some("s3")).expect("an address")).to_owned();
        assert_eq!(
            derived("postgres://cmis_owner:p%40ss@db.example.com:6432/cmis?sslmode=require"),
            "postgres://cmis_tenant:s3@db.example.com:6432/cmis?sslmode=require"
        );
        assert_eq!(derived("postgres://me@%2Frun%2Fpg:5433/cmis"), "postgres://cmis_tenant:s3@%2Frun%2Fpg:5433/cmis");
        assert_eq!(
            derived("postgresql:///cmis?host=/run/pg&user=me&password=x"),
            "postgresql:///cmis?host=%2Frun%2Fpg&user=cmis_tenant&password=s3"
        );
    }
}
