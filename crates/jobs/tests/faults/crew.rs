//! Worker processes that can be killed and frozen, and a PostgreSQL of their own that can be.

use std::{
    fs,
    io::Read,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use cmis_base::{
    clock::Clock,
    id::Ids,
    secret::{Secret, expose},
};
use cmis_db::{
    Db, Options,
    embedded::{EmbeddedOptions, Server, home, install_dir},
    migrate,
};
use cmis_jobs::Worker;
use rustix::process::{Pid, Signal, kill_process};
use serde::{Deserialize, Serialize};
use sqlx::{Connection, Executor, PgConnection};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::work::{Gated, Work};

/// What tells a process that it is a worker, and how it shall be one.
const ORDER: &str = "CMIS_FAULTS_WORKER";

/// How a worker process shall be.
#[derive(Serialize, Deserialize)]
struct Order {
    system: String,
    tenant: String,
    lease_ms: u64,
}

/// The life of a worker process; returns at once in any other process.
pub async fn be_a_worker() {
    let Ok(order) = std::env::var(ORDER) else { return };
    let Order { system, tenant, lease_ms } = serde_json::from_str(&order).expect("an order");
    // when the test is gone, so is its end of the pipe
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let (system_url, tenant_url) = (Secret::from(system), Secret::from(tenant));
    let options = Options { owner_url: system_url.clone(), system_url, tenant_url, max_connections: 8 };
    let db = loop {
        match Db::connect(&options).await {
            Ok(db) => break db,
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    };
    let worker = Worker::new(db.clone(), Clock::system(), Ids::system())
        .lease(Duration::from_millis(lease_ms))
        .register::<Work>(db.clone())
        .register::<Gated>(db);
    worker.run(CancellationToken::new()).await;
}

/// A worker process.
pub struct Hand {
    child: Child,
    pub is_frozen: bool,
}

impl Hand {
    pub fn start(options: &Options, lease: Duration) -> Self {
        let order = Order {
            system: expose(&options.system_url).to_owned(),
            tenant: expose(&options.tenant_url).to_owned(),
            lease_ms: u64::try_from(lease.as_millis()).expect("a short lease"),
        };
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["worker_process", "--exact", "--nocapture"])
            .env(ORDER, serde_json::to_string(&order).expect("an order"))
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("started");
        Self { child, is_frozen: false }
    }

    pub fn id(&self) -> i32 {
        i32::try_from(self.child.id()).expect("a process id")
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.id()).expect("a process id");
        kill_process(pid, signal).expect("signalled");
    }

    pub fn freeze(&mut self) {
        self.signal(Signal::STOP);
        self.is_frozen = true;
    }

    pub fn thaw(&mut self) {
        self.signal(Signal::CONT);
        self.is_frozen = false;
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Hand {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A PostgreSQL that a story may restart.
pub struct Site {
    pub options: Options,
    pub db: Db,
    server: Server,
    home: PathBuf,
    tasks: TaskTracker,
    over: CancellationToken,
}

impl Site {
    pub async fn start() -> Self {
        let standard = home().expect("a home");
        let folder = standard.join(format!("faults-{}", std::process::id()));
        let server = Server::start(&EmbeddedOptions {
            home: folder.clone(),
            name: "faults".to_owned(),
            install_dir: install_dir(&standard),
            major: 18,
            // what was committed has to be there after a crash
            fast_unsafe_for_tests: false,
        })
        .await
        .expect("a server");
        let mut options = server.prepare("faults").await.expect("a database");
        options.max_connections = 8;
        migrate::run(&options.owner_url).await.expect("migrated");
        let db = Db::connect(&options).await.expect("a door");
        let (tasks, over) = (TaskTracker::new(), CancellationToken::new());
        let (watch, end) = (server.supervise(), over.clone());
        tasks.spawn(async move { end.run_until_cancelled(watch).await });
        Self { options, db, server, home: folder, tasks, over }
    }

    /// Ends the server in the way a crash does; it is started again by itself.
    pub fn crash_postgres(&self) {
        let Ok(text) = fs::read_to_string(self.home.join("clusters/faults/pg18/postmaster.pid")) else { return };
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // it may be down already
            let _ = kill_process(pid, Signal::QUIT);
        }
    }

    /// Ends every connection but the one that asks.
    pub async fn cut_connections(&self) {
        if let Ok(mut owner) = PgConnection::connect(expose(&self.options.owner_url)).await {
            let _ = owner
                .execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = 'faults'")
                .await;
        }
    }

    pub async fn stop(self) {
        self.db.close().await;
        self.over.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        self.server.stop_if_last().await.expect("stopped");
        let _ = fs::remove_dir_all(&self.home);
    }
}

/// Makes the table in which jobs note what they do.
pub async fn make_ledger(options: &Options) {
    let mut owner = PgConnection::connect(expose(&options.owner_url)).await.expect("connected");
    owner
        .execute(
            "create table ledger (job uuid not null, what text not null, worker int not null, beside bigint not null,
                at timestamptz not null default clock_timestamp());
             create index on ledger (job);
             create table gate (is_open boolean not null);
             grant select, insert on ledger, gate to cmis_system, cmis_tenant",
        )
        .await
        .expect("made");
}

/// Asks until the answer fits; the time that it took.
pub async fn until<T>(what: &str, patience: Duration, mut ask: impl AsyncFnMut() -> Option<T>) -> (T, Duration) {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return (answer, begun.elapsed());
        }
        assert!(begun.elapsed() < patience, "{what}: not within {patience:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
