//! One cluster on disk: making it, starting and stopping its server, telling whether it runs. Everything here blocks.

use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use sha2::{Digest, Sha256};

use super::account::{Account, run};
use super::{EmbeddedOptions, OWNER, bin_dir, make_private_dir};
use crate::problem::Unreachable;

/// Recovering after a crash replays everything since the last checkpoint.
const START_TIMEOUT: Duration = Duration::from_secs(300);
/// A fast shutdown ends sessions and writes a checkpoint.
const STOP_TIMEOUT: Duration = Duration::from_secs(120);
/// What `sockaddr_un` holds, without the closing zero.
const SOCKET_PATH_LIMIT: usize = 107;
const SOCKET: &str = ".s.PGSQL.5432";

/// What the server of a cluster is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Accepting connections.
    Ready(i32),
    /// Starting, recovering or stopping.
    Busy,
    /// Not there, whatever its files say.
    Down,
}

/// A cluster's places and account.
#[derive(Debug)]
pub(crate) struct Cluster {
    bin: PathBuf,
    folder: PathBuf,
    data: PathBuf,
    sockets: PathBuf,
    changes_lock: PathBuf,
    use_lock: PathBuf,
    account: Option<Account>,
    major: u32,
    fast_unsafe: bool,
}

impl Cluster {
    /// Works out the places, makes the folders, and checks that whoever runs PostgreSQL can reach them.
    pub fn locate(options: &EmbeddedOptions) -> anyhow::Result<Self> {
        let bin = bin_dir(&options.install_dir, options.major);
        if !bin.join("postgres").is_file() {
            return Err(Unreachable::error(format!(
                "PostgreSQL is not in {}; run `make setup` (or scripts/fetch-postgres), or set DATABASE_URL.",
                options.install_dir.display()
            )));
        }
        anyhow::ensure!(
            !options.name.is_empty()
                && options.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')),
            "a cluster's name is made of letters, digits, - and _"
        );
        let clusters = options.home.join("clusters");
        fs::create_dir_all(&clusters).map_err(|error| unwritable(&clusters, &error))?;
        // One spelling, whatever links lead here: the socket's folder and the check for a running server depend on it.
        let clusters = clusters.canonicalize().map_err(|error| unwritable(&clusters, &error))?;
        let bin = bin.canonicalize().map_err(|error| unwritable(&bin, &error))?;
        let folder = clusters.join(&options.name);
        let data = folder.join(format!("pg{}", options.major));
        refuse_other_major(&folder, &data, options.major)?;

        let account = Account::for_cluster(&data)?;
        if let Some(account) = &account {
            account.check_reach(&clusters)?;
            account.check_reach(&bin)?;
        }
        let sockets = socket_dir(&clusters, &data);
        make_private_dir(&folder, account.as_ref()).map_err(|error| unwritable(&folder, &error))?;
        Ok(Self {
            changes_lock: clusters.join(format!("{}.lock", options.name)),
            use_lock: clusters.join(format!("{}.users", options.name)),
            bin,
            folder,
            data,
            sockets,
            account,
            major: options.major,
            fast_unsafe: options.fast_unsafe_for_tests,
        })
    }

    /// The folder of the programs.
    pub fn bin(&self) -> &Path {
        &self.bin
    }

    /// The folder of the socket.
    pub fn socket_dir(&self) -> &Path {
        &self.sockets
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The two lock files: for changes, for use.
    pub fn lock_files(&self) -> (&Path, &Path) {
        (&self.changes_lock, &self.use_lock)
    }

    /// Waits until nobody else starts or stops the server. Held until the file is dropped.
    pub fn lock_for_changes(&self) -> anyhow::Result<File> {
        let file = open_lock(&self.changes_lock)?;
        file.lock().map_err(|error| unwritable(&self.changes_lock, &error))?;
        Ok(file)
    }

    /// [`Cluster::lock_for_changes`] without waiting.
    pub fn try_lock_for_changes(&self) -> anyhow::Result<Option<File>> {
        let file = open_lock(&self.changes_lock)?;
        Ok(locked(file.try_lock(), &self.changes_lock)?.then_some(file))
    }

    /// Says "I use this server" until the file is dropped. Only whoever holds the lock for changes may call it.
    pub fn lock_for_use(&self) -> anyhow::Result<File> {
        let file = open_lock(&self.use_lock)?;
        file.lock_shared().map_err(|error| unwritable(&self.use_lock, &error))?;
        Ok(file)
    }

    /// Whether any process uses the server. Only whoever holds the lock for changes may call it.
    pub fn is_used(&self) -> anyhow::Result<bool> {
        Ok(!locked(open_lock(&self.use_lock)?.try_lock(), &self.use_lock)?)
    }

    /// What the server is doing, from its own file and the process table.
    pub fn state(&self) -> State {
        let Ok(text) = fs::read_to_string(self.data.join("postmaster.pid")) else { return State::Down };
        let mut lines = text.lines();
        let Some(pid) = lines.next().and_then(|line| line.trim().parse::<i32>().ok()) else { return State::Busy };
        if !self.is_our_server(pid) {
            return State::Down;
        }
        // The eighth line is the state.
        match lines.nth(6).map(str::trim) {
            Some("ready") => State::Ready(pid),
            _ => State::Busy,
        }
    }

    /// Whether the process is this cluster's server: not one that got the number later, not one that died unreaped.
    fn is_our_server(&self, pid: i32) -> bool {
        match fs::read(format!("/proc/{pid}/cmdline")) {
            Ok(line) => {
                let data = self.data.as_os_str().as_bytes();
                line.split(|byte| *byte == 0).any(|argument| argument == data)
            }
            Err(_) if Path::new("/proc/self").exists() => false,
            Err(_) => Pid::from_raw(pid).is_some_and(|pid| rustix::process::test_kill_process(pid).is_ok()),
        }
    }

    /// Starts the server unless it runs, and gives its process id. Only whoever holds the lock for changes may call it.
    pub fn ensure_running(&self) -> anyhow::Result<i32> {
        let deadline = Instant::now() + START_TIMEOUT;
        loop {
            match self.state() {
                State::Ready(pid) if self.sockets.join(SOCKET).exists() => return Ok(pid),
                // Something cleaned the socket's folder: nobody can connect any more.
                State::Ready(_) => self.stop()?,
                State::Busy => pause(),
                State::Down => match self.launch()? {
                    Launch::Started => {}
                    // Sessions of a server that was killed are still ending.
                    Launch::NotYet if Instant::now() < deadline => pause(),
                    Launch::NotYet => {}
                },
            }
            if Instant::now() >= deadline {
                return Err(Unreachable::error(format!(
                    "PostgreSQL was not ready within {} seconds; its log is in {}.",
                    START_TIMEOUT.as_secs(),
                    self.data.join("log").display()
                )));
            }
        }
    }

    /// Stops the server and waits until it is down. Only whoever holds the lock for changes may call it.
    pub fn stop(&self) -> anyhow::Result<()> {
        let deadline = Instant::now() + STOP_TIMEOUT;
        let pid = self.request_stop();
        // It removes its file a moment before it ends.
        while self.state() != State::Down || pid.is_some_and(|pid| self.is_our_server(pid)) {
            if Instant::now() >= deadline {
                return Err(Unreachable::error(format!(
                    "PostgreSQL did not stop within {} seconds; its log is in {}.",
                    STOP_TIMEOUT.as_secs(),
                    self.data.join("log").display()
                )));
            }
            pause();
        }
        let _ = fs::remove_dir(&self.sockets); // made again by the next start; harmless if it stays
        Ok(())
    }

    /// Asks for a fast shutdown, and waits for a tenth of a second at most until nobody mistakes the server for a ready
    /// one. Gives the process that was asked.
    pub fn request_stop(&self) -> Option<i32> {
        let State::Ready(pid) = self.state() else { return None };
        kill_process(Pid::from_raw(pid)?, Signal::INT).ok()?;
        let deadline = Instant::now() + Duration::from_millis(100);
        while matches!(self.state(), State::Ready(_)) && Instant::now() < deadline {
            std::thread::sleep(Duration::from_millis(2));
        }
        Some(pid)
    }

    fn launch(&self) -> anyhow::Result<Launch> {
        if !self.data.join("PG_VERSION").exists() {
            self.init()?;
        }
        self.configure().map_err(|error| unwritable(&self.data, &error))?;
        make_private_dir(&self.sockets, self.account.as_ref()).map_err(|error| unwritable(&self.sockets, &error))?;
        // Left by a server that was killed. Its number may belong to another process by now, which would stop this one.
        for stale in
            [self.data.join("postmaster.pid"), self.sockets.join(SOCKET), self.sockets.join(format!("{SOCKET}.lock"))]
        {
            match fs::remove_file(&stale) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritable(&stale, &error)),
                _ => {}
            }
        }
        let log = self.folder.join("start.log");
        let _ = fs::remove_file(&log); // of the last start; may not exist
        let timeout = START_TIMEOUT.as_secs().to_string();
        let arguments: [&OsStr; 9] = [
            "start".as_ref(),
            "--silent".as_ref(),
            "--wait".as_ref(),
            "--timeout".as_ref(),
            timeout.as_ref(),
            "--pgdata".as_ref(),
            self.data.as_ref(),
            "--log".as_ref(),
            log.as_ref(),
        ];
        let output = run(&self.bin.join("pg_ctl"), &arguments, self.account.as_ref())
            .map_err(|error| self.cannot_run("pg_ctl", &error))?;
        if output.status.success() {
            return Ok(Launch::Started);
        }
        let said = format!("{}\n{}", self.log_tail(&log), String::from_utf8_lossy(&output.stderr));
        if said.contains("pre-existing shared memory block") || said.contains("is still in use") {
            return Ok(Launch::NotYet);
        }
        Err(self.explain("did not start", &said))
    }

    fn init(&self) -> anyhow::Result<()> {
        let draft = self.folder.join(format!("pg{}.new", self.major));
        if draft.exists() {
            fs::remove_dir_all(&draft).map_err(|error| unwritable(&draft, &error))?;
        }
        let mut arguments: Vec<&OsStr> = ["--pgdata".as_ref(), draft.as_os_str()].to_vec();
        let locale: &[&str] = if self.major >= 17 {
            &["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        } else {
            &["--locale-provider=libc", "--locale=C.UTF-8"]
        };
        let rest = ["--encoding=UTF8", "--auth=trust", "--data-checksums", "--username", OWNER];
        arguments.extend(locale.iter().chain(&rest).map(OsStr::new));
        if self.fast_unsafe {
            arguments.push("--no-sync".as_ref());
        }
        let output = run(&self.bin.join("initdb"), &arguments, self.account.as_ref())
            .map_err(|error| self.cannot_run("initdb", &error))?;
        if !output.status.success() {
            let _ = fs::remove_dir_all(&draft); // what is left of it would be in the way of nothing
            return Err(self.explain("could not make its cluster", &String::from_utf8_lossy(&output.stderr)));
        }
        let finish = || -> io::Result<()> {
            fs::write(
                draft.join("pg_hba.conf"),
                "# The folder of the socket guards it: only its owner can enter.\nlocal all all trust\n",
            )?;
            let main = draft.join("postgresql.conf");
            let text = fs::read_to_string(&main)?;
            fs::write(&main, format!("{text}\ninclude 'cmis.conf'\n"))?;
            fs::rename(&draft, &self.data)
        };
        finish().map_err(|error| unwritable(&self.data, &error))
    }

    /// Writes the settings that cmis decides. `alter system` overrides them.
    fn configure(&self) -> io::Result<()> {
        let sockets = self.sockets.to_string_lossy().replace('\'', "''");
        // filling each new file of the log with zeros stops all commits for as long as that takes; files that are kept need no filling
        let safety = if self.fast_unsafe {
            "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nwal_level = minimal\nmax_wal_senders = 0\n\
             max_wal_size = 1GB\ncheckpoint_timeout = 30min\nmax_connections = 400\n"
        } else {
            "synchronous_commit = on\nmax_connections = 100\nlog_min_duration_statement = 1s\n\
             wal_init_zero = off\nmin_wal_size = 256MB\n"
        };
        let file = self.data.join("cmis.conf");
        fs::write(
            &file,
            format!(
                "# Written by cmis at every start; use `alter system` to override.\n\
                 listen_addresses = ''\nport = 5432\nunix_socket_directories = '{sockets}'\nunix_socket_permissions = 0700\n\
                 shared_buffers = 128MB\nmaintenance_work_mem = 128MB\nrandom_page_cost = 1.1\njit = off\n\
                 timezone = 'UTC'\nlog_timezone = 'UTC'\nlogging_collector = on\nlog_directory = 'log'\n\
                 log_filename = 'postgresql-%a.log'\nlog_rotation_age = 1d\nlog_rotation_size = 0\n\
                 log_truncate_on_rotation = on\n{safety}"
            ),
        )?;
        match &self.account {
            Some(account) => std::os::unix::fs::chown(&file, Some(account.uid), Some(account.gid)),
            None => Ok(()),
        }
    }

    /// The last words of the server: before its logger runs they go to `start`, later to today's file.
    fn log_tail(&self, start: &Path) -> String {
        let newest = fs::read_dir(self.data.join("log"))
            .into_iter()
            .flatten()
            .flatten()
            .max_by_key(|entry| entry.metadata().and_then(|metadata| metadata.modified()).ok())
            .map(|entry| entry.path());
        let tail = |path: &Path| {
            let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(20)..].join("\n")
        };
        let start = tail(start);
        let is_redirected = start.is_empty() || start.contains("redirecting log output");
        if is_redirected { newest.map(|path| tail(&path)).unwrap_or_default() } else { start }
    }

    /// One sentence for what PostgreSQL's programs said when they failed.
    fn explain(&self, what: &str, said: &str) -> anyhow::Error {
        if said.contains("No space left on device") || said.contains("Disk quota exceeded") {
            return disk_full(&self.folder);
        }
        if said.contains("incompatible with server") {
            return Unreachable::error(format!(
                "The database in {} was made by another major version of PostgreSQL than {}.",
                self.data.display(),
                self.major
            ));
        }
        if said.contains("could not look up effective user ID") || said.contains("could not look up user") {
            return Unreachable::error("PostgreSQL needs the current user to have a name; add it to /etc/passwd.");
        }
        let line = ["FATAL:", "PANIC:", "error:", "ERROR:"]
            .iter()
            .find_map(|word| said.lines().rfind(|line| line.contains(word)))
            .or_else(|| said.lines().rfind(|line| !line.trim().is_empty()))
            .unwrap_or("it said nothing");
        Unreachable::error(format!(
            "PostgreSQL {what} in {}: {}.",
            self.data.display(),
            line.trim().trim_end_matches('.')
        ))
    }

    fn cannot_run(&self, program: &str, error: &io::Error) -> anyhow::Error {
        let who = self.account.as_ref().map_or("the current user", |account| &account.name);
        Unreachable::error(format!("{} cannot be run by {who} ({error}).", self.bin.join(program).display()))
    }
}

enum Launch {
    Started,
    NotYet,
}

fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}

fn open_lock(path: &Path) -> anyhow::Result<File> {
    File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(|error| unwritable(path, &error))
}

/// Whether a lock was got at once.
fn locked(result: Result<(), TryLockError>, path: &Path) -> anyhow::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(unwritable(path, &error)),
    }
}

/// The socket's folder: under the home, or if that is too long or has letters that PostgreSQL's list would split at, a
/// short one for this user. The same for every process.
fn socket_dir(clusters: &Path, data: &Path) -> PathBuf {
    let id = hex::encode(&Sha256::digest(data.as_os_str().as_bytes())[..4]);
    let near = clusters.with_file_name("run").join(&id);
    let bytes = near.as_os_str().as_bytes();
    let is_plain = !bytes.iter().any(|byte| matches!(byte, b',' | b'"' | b'\\' | b'\n')) && near.to_str().is_some();
    if is_plain && bytes.len() + 1 + SOCKET.len() <= SOCKET_PATH_LIMIT {
        return near;
    }
    PathBuf::from(format!("/tmp/cmis-{}-{id}", rustix::process::geteuid().as_raw()))
}

/// A cluster of another version must not be forgotten beside a new, empty one.
fn refuse_other_major(folder: &Path, data: &Path, major: u32) -> anyhow::Result<()> {
    if let Ok(version) = fs::read_to_string(data.join("PG_VERSION")) {
        return match version.trim() {
            version if version == major.to_string() => Ok(()),
            version => Err(Unreachable::error(format!(
                "{} holds a database of PostgreSQL {version}, and this cmis runs {major}; restore a backup into an empty folder.",
                data.display()
            ))),
        };
    }
    let others = fs::read_dir(folder).into_iter().flatten().flatten();
    for other in others.filter(|entry| entry.path().join("PG_VERSION").is_file()) {
        if !other.file_name().to_string_lossy().ends_with(".new") {
            return Err(Unreachable::error(format!(
                "{} holds a database of another PostgreSQL, and this cmis runs {major}; make a backup with the cmis that \
                 ran it, and restore it with this one after moving that folder away.",
                other.path().display()
            )));
        }
    }
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> anyhow::Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => disk_full(path),
        _ => Unreachable::error(format!(
            "PostgreSQL needs to write to {}, which is not possible ({error}).",
            path.display()
        )),
    }
}

fn disk_full(path: &Path) -> anyhow::Error {
    Unreachable::error(format!("The disk of {} is full; PostgreSQL needs room to run.", path.display()))
}
