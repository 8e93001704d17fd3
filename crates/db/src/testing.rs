//! A database of its own for every test: cloned from a template that holds the migrated schema, dropped afterwards.
//!
//! The test server is a cluster per checkout that gives up safety for speed, in memory where there is room. Test processes
//! share it; it stays up between them, and a watcher stops it once nobody has used it for a while.
//! `CMIS_TEST_PG_MAJOR=16` runs the tests on PostgreSQL 16. Not for production use: everything here panics or forgets data.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use cmis_base::secret::Secret;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor};
use tokio::sync::OnceCell;

use crate::embedded::{self, EmbeddedOptions, Server};
use crate::{Conn, Db, Options, migrate, problem, roles};

/// The advisory lock of whoever builds the template ("cmit" in ASCII).
const LOCK: i64 = 0x636d_6974;
const OWNER: &str = "cmis_owner";
/// Databases of tests are named `test_<process>_<its start>_<number>`.
const PREFIX: &str = "test_";
const TEMPLATE: &str = "cmis_template_";

/// A fresh database with the whole schema. Dropped with this value.
#[derive(Debug)]
pub struct TestDb {
    name: String,
    options: Options,
}

impl TestDb {
    /// Clones the template. The first call of a process starts the server and builds the template if need be.
    ///
    /// # Panics
    /// With one sentence when there is no server to be had or a migration fails.
    pub async fn create() -> Self {
        Self::try_create().await.unwrap_or_else(|error| panic!("no test database: {error:#}"))
    }

    async fn try_create() -> anyhow::Result<Self> {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        static TEMPLATE_NAME: OnceCell<String> = OnceCell::const_new();
        let server = server().await?;
        let template = TEMPLATE_NAME.get_or_try_init(|| prepare_template(server)).await?;
        let process = std::process::id();
        let number = COUNTER.fetch_add(1, Ordering::Relaxed);
        let name = format!("{PREFIX}{process}_{}_{number}", started_at(process).unwrap_or(0));

        let mut connection = problem::connect(&problem::parse(&server.url(OWNER, "postgres"))?).await?;
        clone(&mut connection, template, &name).await?;
        connection.close().await?;
        let [(system, _), (tenant, _)] = roles::ROLES;
        let options = Options {
            owner_url: server.url(OWNER, &name),
            system_url: server.url(system, &name),
            tenant_url: server.url(tenant, &name),
            max_connections: 8,
        };
        Ok(Self { name, options })
    }

    /// How to reach it. A few connections per pool.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// A door to it.
    ///
    /// # Panics
    /// When the database cannot be reached.
    pub async fn db(&self) -> Db {
        Db::connect(&self.options).await.unwrap_or_else(|error| panic!("no door to the test database: {error:#}"))
    }

    /// Its name on the test server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The folder of PostgreSQL's programs that fit the test server.
    ///
    /// # Panics
    /// Never: a database is made after the server was started.
    pub async fn bin_dir(&self) -> PathBuf {
        match server().await {
            Ok(server) => server.bin_dir().to_owned(),
            Err(error) => panic!("the test server was running: {error:#}"),
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some(Ok(server)) = SERVER.get() else { return };
        let (url, name) = (server.url(OWNER, "postgres"), self.name.clone());
        // A runtime of its own: the test's may be this very thread's. Left-overs are swept by a later test process.
        let dropping = std::thread::spawn(move || -> anyhow::Result<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(drop_database(&url, &name))
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            tracing::warn!(database = self.name, "a test database is left over");
        }
    }
}

static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();

/// The options of this checkout's test server.
///
/// # Errors
/// When there is no home folder or `CMIS_TEST_PG_MAJOR` is not a number.
pub fn server_options() -> anyhow::Result<EmbeddedOptions> {
    let major = match std::env::var("CMIS_TEST_PG_MAJOR") {
        Ok(text) if !text.is_empty() => text.parse()?,
        _ => 18,
    };
    let home = embedded::home()?;
    let checkout = hex::encode(&Sha256::digest(env!("CARGO_MANIFEST_DIR"))[..4]);
    Ok(EmbeddedOptions {
        install_dir: embedded::install_dir(&home),
        home: in_memory().unwrap_or(home),
        name: format!("test-{checkout}-{major}"),
        major,
        fast_unsafe_for_tests: true,
    })
}

/// The disk in memory, where there is room on it and memory to spare: every test makes and drops a thousand files, which costs a
/// real file system more than the test itself.
fn in_memory() -> Option<PathBuf> {
    const DISK: &str = "/dev/shm";
    const ROOM: u64 = 6 << 30;
    let disk = rustix::fs::statvfs(DISK).ok()?;
    let meminfo = fs::read_to_string("/proc/meminfo").ok()?;
    let spare = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let spare = spare.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < ROOM || spare < ROOM {
        return None;
    }
    // others may write there too: the folder has to be this account's own
    let account = rustix::process::geteuid().as_raw();
    let folder = PathBuf::from(DISK).join(format!("cmis-tests-{account}"));
    let _ = fs::create_dir(&folder); // it may be there
    let found = fs::symlink_metadata(&folder).ok()?;
    (found.is_dir() && found.uid() == account).then_some(folder)
}

/// The test server, started once per process and held until the process ends.
async fn server() -> anyhow::Result<&'static Server> {
    let started = tokio::task::spawn_blocking(|| {
        SERVER.get_or_init(|| {
            let server = server_options().and_then(|options| Server::start_blocking(&options));
            if let Ok(server) = &server {
                watch(server);
            }
            server.map_err(|error| format!("{error:#}"))
        })
    });
    started.await?.as_ref().map_err(|sentence| anyhow::anyhow!("{sentence}"))
}

/// Leaves a watcher behind that stops the server once no process has used it for a look or two: a test process just
/// ends, without a moment in which it could. Without flock(1) the server stays up, which harms nobody.
fn watch(server: &Server) {
    const SCRIPT: &str = r#"
        while sleep 15; do
            pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) || exit 0
            tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$1" || exit 0
            flock -n -x "$2" flock -n -x "$3" sh -c '
                kill -INT "$0"
                while kill -0 "$0" 2>/dev/null; do sleep 0.1; done
                case $1 in /dev/shm/*) rm -rf "$1" ;; esac' "$pid" "$1" && exit 0
        done"#;
    use std::os::unix::process::CommandExt;
    let cluster = server.cluster();
    let (changes, users) = cluster.lock_files();
    let _ = Command::new("flock")
        .args(["-n", "-x"])
        .arg(changes.with_extension("watch"))
        .args(["sh", "-c", SCRIPT, "watch-postgres"])
        .args([cluster.data(), changes, users])
        .current_dir("/")
        .process_group(0)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}

/// Builds the template of this schema unless it is there, and sweeps what dead processes left.
async fn prepare_template(server: &Server) -> anyhow::Result<String> {
    let name = format!("{TEMPLATE}{}", migrate::fingerprint());
    let mut connection = problem::connect(&problem::parse(&server.url(OWNER, "postgres"))?).await?;
    sqlx::query("select pg_advisory_lock($1)").bind(LOCK).execute(&mut connection).await?;
    sweep(&mut connection).await?;
    let databases: Vec<String> = sqlx::query_scalar("select datname from pg_database where starts_with(datname, $1)")
        .bind(TEMPLATE)
        .fetch_all(&mut connection)
        .await?;
    if !databases.contains(&name) {
        for old in databases {
            connection.execute(AssertSqlSafe(format!("alter database \"{old}\" is_template false"))).await?;
            connection.execute(AssertSqlSafe(format!("drop database if exists \"{old}\" with (force)"))).await?;
        }
        let draft = format!("{name}_draft");
        server.prepare(&draft).await?;
        migrate::run(&server.url(OWNER, &draft)).await?;
        for step in [
            format!("alter database \"{draft}\" rename to \"{name}\""),
            format!("alter database \"{name}\" is_template true allow_connections false"),
        ] {
            patiently(&mut connection, &step).await?;
        }
    }
    // The lock goes with the connection.
    connection.close().await?;
    Ok(name)
}

async fn clone(connection: &mut Conn, template: &str, name: &str) -> anyhow::Result<()> {
    patiently(connection, &format!("create database \"{name}\" template \"{template}\" strategy file_copy")).await
}

/// Tries again while a session that has said goodbye is still in the database that must be free.
async fn patiently(connection: &mut Conn, statement: &str) -> anyhow::Result<()> {
    let mut tries = 0;
    loop {
        match connection.execute(AssertSqlSafe(statement.to_owned())).await {
            Ok(_) => return Ok(()),
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("55006") && tries < 100 => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

async fn drop_database(url: &Secret, name: &str) -> anyhow::Result<()> {
    let mut connection = problem::connect(&problem::parse(url)?).await?;
    connection.execute(AssertSqlSafe(format!("drop database if exists \"{name}\" with (force)"))).await?;
    connection.close().await?;
    Ok(())
}

/// Drops databases whose process is gone. Only whoever holds the template's lock may call it.
async fn sweep(connection: &mut Conn) -> anyhow::Result<()> {
    let names: Vec<String> = sqlx::query_scalar("select datname from pg_database where starts_with(datname, $1)")
        .bind(PREFIX)
        .fetch_all(&mut *connection)
        .await?;
    for name in names.iter().filter(|name| is_left_over(name)) {
        // Its own process may be dropping it right now.
        if let Err(error) =
            connection.execute(AssertSqlSafe(format!("drop database if exists \"{name}\" with (force)"))).await
        {
            tracing::debug!(%error, name, "a left-over test database stays for now");
        }
    }
    Ok(())
}

fn is_left_over(name: &str) -> bool {
    let mut parts = name[PREFIX.len()..].split('_');
    let mut number = || parts.next().and_then(|part| part.parse::<u64>().ok());
    let (Some(process), Some(start)) = (number(), number()) else { return false };
    let Ok(process) = u32::try_from(process) else { return false };
    started_at(process) != Some(start)
}

/// When a process started, in the kernel's ticks; `None` when it is gone. Tells a process from a later one with its number.
fn started_at(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything; the start is the 20th field behind it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()
}
