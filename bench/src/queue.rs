//! The queue beside what PostgreSQL does alone: claiming and deleting rows in batches of a hundred, inserting one row a commit.
//! On a PostgreSQL of its own with everything on that makes data safe.

use std::{
    path::PathBuf,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use cmis_base::{clock::Clock, id::Ids, secret::expose};
use cmis_db::{
    Db,
    embedded::{EmbeddedOptions, Server, home, install_dir},
    migrate,
};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Worker, enqueue, enqueue_all};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Connection, Executor, PgConnection};
use tokio::task::JoinSet;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::row;

/// Jobs of one run.
const JOBS: usize = 450_000;
/// Finished, scheduled or dead rows beside which the runs are repeated.
const HISTORY: i64 = 1_000_000;
/// Connections and workers that claim.
const CLAIMERS: usize = 2;
/// Enqueues on their way at once.
const IN_FLIGHT: usize = 20;
/// How long enqueuing is measured.
const ENQUEUING: Duration = Duration::from_secs(4);

/// Does nothing.
#[derive(Serialize, Deserialize)]
struct Nothing {}

impl Job for Nothing {
    const KIND: &'static str = "bench.nothing";
    const QUEUE: Queue = Queue::Webhooks;
    type State = Arc<AtomicUsize>;

    async fn run(self, done: Arc<AtomicUsize>, _: Running) -> Result<Value, Failure> {
        done.fetch_add(1, Ordering::Relaxed);
        Ok(Value::Null)
    }
}

/// Tells when it began.
#[derive(Serialize, Deserialize)]
struct Prompt {}

impl Job for Prompt {
    const KIND: &'static str = "bench.prompt";
    const QUEUE: Queue = Queue::Publishing;
    type State = Arc<Mutex<Option<tokio::sync::oneshot::Sender<Instant>>>>;

    async fn run(self, begun: Self::State, _: Running) -> Result<Value, Failure> {
        if let Some(begun) = begun.lock().ok().and_then(|mut begun| begun.take()) {
            // whoever measures may have given up
            let _ = begun.send(Instant::now());
        }
        Ok(Value::Null)
    }
}

/// A database of its own.
struct Bench {
    db: Db,
    owner: PgConnection,
    options: cmis_db::Options,
    server: Server,
    home: PathBuf,
}

impl Bench {
    async fn start() -> anyhow::Result<Self> {
        let standard = home()?;
        let home = standard.join(format!("bench-queue-{}", std::process::id()));
        let options = EmbeddedOptions {
            home: home.clone(),
            name: "bench".to_owned(),
            install_dir: install_dir(&standard),
            major: 18,
            fast_unsafe_for_tests: false,
        };
        let server = Server::start(&options).await?;
        let options = server.prepare("bench").await?;
        migrate::run(&options.owner_url).await?;
        let db = Db::connect(&options).await?;
        let owner = PgConnection::connect(expose(&options.owner_url)).await?;
        Ok(Self { db, owner, options, server, home })
    }

    /// Runs `JOBS` no-op jobs that wait already; jobs a second until the last one is stored as completed.
    async fn run_jobs(&mut self) -> anyhow::Result<f64> {
        let mut tx = self.db.system("bench").await?;
        let many = (0..JOBS).map(|_| Enqueue::new(Nothing {}));
        enqueue_all(&mut tx, Clock::system().now(), &Ids::system(), many).await?;
        tx.commit().await?;
        let before = self.completed().await?;
        let done = Arc::new(AtomicUsize::new(0));
        let begun = Instant::now();
        let workers = Workers::start(&self.db, &done, CLAIMERS);
        while done.load(Ordering::Relaxed) < JOBS {
            ensure!(begun.elapsed() < Duration::from_secs(60), "only {done:?} of {JOBS} jobs in a minute");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        workers.stop().await;
        let took = begun.elapsed();
        ensure!(self.completed().await? - before == i64::try_from(JOBS)?, "not every job is stored as completed");
        Ok(rate(JOBS, took))
    }

    async fn completed(&mut self) -> anyhow::Result<i64> {
        let asked = "select count(*) from finished_jobs where kind = 'bench.nothing'";
        Ok(sqlx::query_scalar(asked).fetch_one(&mut self.owner).await?)
    }

    /// The machine's own limit: rows a second of a bare table, claimed and deleted in batches of a hundred.
    async fn claim_and_delete(&mut self) -> anyhow::Result<f64> {
        self.owner.execute("create table bare (id bigint primary key, payload jsonb not null)").await?;
        sqlx::query("insert into bare select n, '{}' from generate_series(1, $1) n")
            .bind(i64::try_from(JOBS)?)
            .execute(&mut self.owner)
            .await?;
        self.owner.execute("analyze bare").await?;
        let begun = Instant::now();
        let mut claimers = JoinSet::new();
        for _ in 0..CLAIMERS {
            let mut connection = PgConnection::connect(expose(&self.options.owner_url)).await?;
            claimers.spawn(async move {
                loop {
                    let gone = sqlx::query(
                        "delete from bare
                         where id = any(array(select id from bare order by id limit 100 for update skip locked))",
                    )
                    .execute(&mut connection)
                    .await?;
                    if gone.rows_affected() == 0 {
                        return anyhow::Ok(());
                    }
                }
            });
        }
        while let Some(done) = claimers.join_next().await {
            done??;
        }
        let took = begun.elapsed();
        self.owner.execute("drop table bare").await?;
        Ok(rate(JOBS, took))
    }

    /// Commits of one bare row a second, as many at once as enqueues.
    async fn bare_inserts(&mut self) -> anyhow::Result<f64> {
        self.owner.execute("create table bare (id uuid primary key, payload jsonb not null)").await?;
        let (begun, mut count, mut inserters) = (Instant::now(), 0, JoinSet::new());
        for _ in 0..IN_FLIGHT {
            let mut connection = PgConnection::connect(expose(&self.options.owner_url)).await?;
            inserters.spawn(async move {
                let mut count = 0;
                while begun.elapsed() < ENQUEUING {
                    let id = Ids::system().next::<Nothing>().raw();
                    sqlx::query("insert into bare values ($1, '{}')").bind(id).execute(&mut connection).await?;
                    count += 1;
                }
                anyhow::Ok(count)
            });
        }
        while let Some(done) = inserters.join_next().await {
            count += done??;
        }
        let took = begun.elapsed();
        self.owner.execute("drop table bare").await?;
        Ok(rate(count, took))
    }

    /// Enqueues a second, each in a transaction of its own, `IN_FLIGHT` at once.
    async fn enqueue_singly(&self) -> anyhow::Result<f64> {
        let mut wide = self.options.clone();
        wide.max_connections = u32::try_from(IN_FLIGHT)? * 3;
        let db = Db::connect(&wide).await?;
        let (begun, mut count, mut enqueuers) = (Instant::now(), 0, JoinSet::new());
        for _ in 0..IN_FLIGHT {
            let db = db.clone();
            enqueuers.spawn(async move {
                let (clock, ids) = (Clock::system(), Ids::system());
                let mut count = 0;
                while begun.elapsed() < ENQUEUING {
                    let mut tx = db.system("bench").await?;
                    enqueue(&mut tx, clock.now(), ids.next(), Enqueue::new(Nothing {})).await?;
                    tx.commit().await?;
                    count += 1;
                }
                anyhow::Ok(count)
            });
        }
        while let Some(done) = enqueuers.join_next().await {
            count += done??;
        }
        let took = begun.elapsed();
        db.close().await;
        Ok(rate(count, took))
    }

    /// Milliseconds from the commit of a job to its beginning, on a system that is idle otherwise: median and 99th percentile.
    async fn pick_latency(&self) -> anyhow::Result<(f64, f64)> {
        let begun = <Prompt as Job>::State::default();
        let worker = worker(&self.db).register::<Prompt>(begun.clone());
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let stopping = stop.clone();
        tasks.spawn(async move { worker.run(stopping).await });
        let mut times = Vec::new();
        for number in 0..300_u64 {
            // from at rest to just busy
            tokio::time::sleep(Duration::from_millis(5 + number * 7 % 90)).await;
            let (send, receive) = tokio::sync::oneshot::channel();
            *begun.lock().map_err(|_| anyhow::anyhow!("a job panicked"))? = Some(send);
            let mut tx = self.db.system("bench").await?;
            enqueue(&mut tx, Clock::system().now(), Ids::system().next(), Enqueue::new(Prompt {})).await?;
            tx.commit().await?;
            let committed = Instant::now();
            let at = tokio::time::timeout(Duration::from_secs(10), receive).await.context("never picked")??;
            times.push(at.saturating_duration_since(committed).as_secs_f64() * 1000.0);
        }
        stop.cancel();
        tasks.close();
        tasks.wait().await;
        times.sort_by(f64::total_cmp);
        Ok((times[times.len() / 2], times[times.len() * 99 / 100]))
    }

    /// A million jobs finished within the last weeks and a million scheduled for the next ones.
    async fn make_history(&mut self) -> anyhow::Result<()> {
        let now: DateTime<Utc> = Clock::system().now();
        sqlx::query(
            "insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, created_at,
                started_at, finished_at)
             select gen_random_uuid(), null, 'webhooks', 'bench.old', '{}', 'completed', 1, 8, 100, $1, $1,
                $1 - make_interval(secs => n % 1000000)
             from generate_series(1, $2) n",
        )
        .bind(now)
        .bind(HISTORY)
        .execute(&mut self.owner)
        .await?;
        sqlx::query(
            "insert into jobs (id, org_id, queue, kind, payload, state, run_at, max_attempts, created_at)
             select gen_random_uuid(), null, 'webhooks', 'bench.nothing', '{}', 'scheduled', $1 + make_interval(hours => 9, secs => n),
                8, $1
             from generate_series(1, $2) n",
        )
        .bind(now)
        .bind(HISTORY)
        .execute(&mut self.owner)
        .await?;
        // as they are after weeks, not a moment after they were written
        for settled in ["vacuum analyze jobs", "vacuum analyze finished_jobs", "checkpoint"] {
            self.owner.execute(settled).await?;
        }
        Ok(())
    }

    /// Opens a snapshot and leaves a million dead rows behind that cannot be removed while it is open.
    async fn make_dead_rows(&mut self) -> anyhow::Result<PgConnection> {
        let mut old = PgConnection::connect(expose(&self.options.owner_url)).await?;
        old.execute("begin isolation level repeatable read; select count(*) from job_scheduler").await?;
        sqlx::query(
            "insert into jobs (id, org_id, queue, kind, payload, state, run_at, max_attempts, created_at)
             select gen_random_uuid(), null, 'webhooks', 'bench.nothing', '{}', 'pending', $1, 8, $1
             from generate_series(1, $2) n",
        )
        .bind(Clock::system().now())
        .bind(HISTORY)
        .execute(&mut self.owner)
        .await?;
        self.owner.execute("delete from jobs where state = 'pending'").await?;
        Ok(old)
    }

    async fn stop(self) -> anyhow::Result<()> {
        self.owner.close().await?;
        self.db.close().await;
        self.server.stop_if_last().await?;
        std::fs::remove_dir_all(&self.home)
            .or_else(|error| if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) })?;
        Ok(())
    }
}

struct Workers {
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Workers {
    fn start(db: &Db, done: &Arc<AtomicUsize>, count: usize) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        for _ in 0..count {
            let (worker, stopping) = (worker(db).register::<Nothing>(done.clone()), stop.clone());
            tasks.spawn(async move { worker.run(stopping).await });
        }
        tasks.close();
        Self { stop, tasks }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.wait().await;
    }
}

fn worker(db: &Db) -> Worker {
    Worker::new(db.clone(), Clock::system(), Ids::system())
}

fn rate(count: usize, took: Duration) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "counts of jobs")]
    let count = count as f64;
    count / took.as_secs_f64()
}

/// Measures the queue and prints its rows.
pub async fn measure() -> anyhow::Result<()> {
    let mut bench = Bench::start().await?;
    let limit = bench.claim_and_delete().await?;
    let quick = bench.run_jobs().await?;
    let told = |rate: f64| format!("{rate:.0} /s");
    row("queue: no-op jobs, many waiting", &told(quick), "> 25000 /s", &told(limit), &format!("{:.2}", quick / limit));

    let bare = bench.bare_inserts().await?;
    let quiet = bench.enqueue_singly().await?;
    row("queue: enqueue one job, 20 at once", &told(quiet), "> 8000 /s", &told(bare), &format!("{:.2}", quiet / bare));
    let done = Arc::new(AtomicUsize::new(0));
    let workers = Workers::start(&bench.db, &done, 1);
    let beside = bench.enqueue_singly().await?;
    workers.stop().await;
    // what was not run belongs to no other figure
    bench.owner.execute("delete from jobs").await?;
    row("the same while a worker runs them", &told(beside), "", "", &format!("{:.2}", beside / quiet));

    let (median, p99) = bench.pick_latency().await?;
    row("queue: commit to begin, idle", &format!("p50 {median:.1} ms, p99 {p99:.1} ms"), "p99 < 50 ms", "", "");

    bench.make_history().await?;
    let later = bench.run_jobs().await?;
    let flat = format!("{:.2} of without", later / quick);
    row("no-op jobs beside 1M finished, 1M scheduled", &told(later), "flat: > 0.83", "", &flat);
    let old = bench.make_dead_rows().await?;
    let dead = bench.run_jobs().await?;
    let half = format!("{:.2} of without", dead / quick);
    row("the same with 1M dead rows and an old snapshot", &told(dead), "> 0.5", "", &half);
    old.close().await?;
    bench.stop().await
}
