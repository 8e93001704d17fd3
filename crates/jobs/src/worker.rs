//! A worker: which kinds it knows, how much it does at once, and its life from start to drain.

use std::{collections::HashMap, sync::Arc, time::Duration};

use cmis_base::{clock::Clock, id::Ids};
use cmis_db::Db;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    engine::Engine,
    job::{Failure, Job, Queue, Running},
    supervise,
};

/// Runs a job of one kind from its stored payload.
pub(crate) type Handler = Arc<dyn Fn(Value, Running) -> BoxFuture<'static, Result<Value, Failure>> + Send + Sync>;

/// How long the tasks of an ended run may take to go.
const LAST_WAIT: Duration = Duration::from_secs(5);

/// What a worker may be told to do otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub concurrency: HashMap<Queue, usize>,
    pub lease: Duration,
    pub poll: Duration,
    pub grace: Duration,
}

impl Settings {
    /// Leases are renewed often enough that two renewals may fail.
    pub fn renewal(&self) -> Duration {
        self.lease / 3
    }
}

/// Runs jobs of the kinds it knows. Any number may run beside each other, in one process or in many.
///
/// A job whose worker dies is taken over at most lease + a third of it after the worker's last sign of life.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    clock: Clock,
    ids: Ids,
    kinds: HashMap<&'static str, Handler>,
    settings: Settings,
}

impl Worker {
    /// A worker of all queues that knows no kind yet.
    pub fn new(db: Db, clock: Clock, ids: Ids) -> Self {
        let settings = Settings {
            concurrency: Queue::ALL.iter().map(|queue| (*queue, queue.concurrency())).collect(),
            lease: Duration::from_secs(6),
            poll: Duration::from_secs(1),
            grace: Duration::from_secs(25),
        };
        Self { db, clock, ids, kinds: HashMap::new(), settings }
    }

    /// Teaches it a kind of job. Registering two jobs of one kind is a mistake in the program.
    pub fn register<J: Job>(mut self, state: J::State) -> Self {
        let handler: Handler = Arc::new(move |payload, running| {
            let state = state.clone();
            Box::pin(async move {
                let job: J = serde_json::from_value(payload)
                    .map_err(|error| Failure::Permanent(anyhow::anyhow!("undecodable payload: {error}")))?;
                job.run(state, running).await
            })
        });
        assert!(self.kinds.insert(J::KIND, handler).is_none(), "two jobs of kind {}", J::KIND);
        self
    }

    /// How many jobs of a queue it runs at once; 0 leaves the queue to other workers.
    pub fn concurrency(mut self, queue: Queue, at_once: usize) -> Self {
        self.settings.concurrency.insert(queue, at_once);
        self
    }

    /// How long a claim holds without renewal; renewed after a third of it. Default 6 s.
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease;
        self
    }

    /// How often it looks for due jobs when no notification comes. Default 1 s.
    pub fn poll(mut self, poll: Duration) -> Self {
        self.settings.poll = poll;
        self
    }

    /// How long a stopping worker waits for its jobs before it gives them back. Default 25 s.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.settings.grace = grace;
        self
    }

    /// Works until `cancel` is cancelled; then takes nothing more, waits for what runs, and gives back what does not end
    /// within the grace period. Dropping the future instead is a crash: its jobs are taken over when their leases end.
    pub async fn run(&self, cancel: CancellationToken) {
        let engine = self.engine();
        let tracker = TaskTracker::new();
        let keeping = CancellationToken::new();
        let _crash = Crash(engine.clone(), keeping.clone());
        start_keeper(&engine, &tracker, &keeping);
        start_listener(&engine, &tracker, &keeping);
        while !cancel.is_cancelled() {
            if let Err(error) = engine.fill(&tracker, &cancel).await {
                tracing::warn!(error = %error, "no jobs claimed");
            }
            tokio::select! {
                () = cancel.cancelled() => {}
                () = engine.wake.notified() => {}
                () = tokio::time::sleep(self.settings.poll) => {}
            }
        }
        engine.drain(self.settings.grace).await;
        keeping.cancel();
        tracker.close();
        if tokio::time::timeout(LAST_WAIT, tracker.wait()).await.is_err() {
            tracing::warn!("a job blocks its thread and was left behind");
        }
    }

    /// Runs everything that is due now, and what that makes due, then returns how many jobs were started. For tests and
    /// for commands that do one round.
    pub async fn run_due(&self) -> Result<usize, sqlx::Error> {
        let engine = self.engine();
        let tracker = TaskTracker::new();
        let keeping = CancellationToken::new();
        let _crash = Crash(engine.clone(), keeping.clone());
        start_keeper(&engine, &tracker, &keeping);
        let mut started = 0;
        loop {
            // Asked first: what a job enqueued before it ended is seen by the search that follows.
            let idle = engine.is_idle();
            let found = engine.fill(&tracker, &CancellationToken::new()).await?;
            started += found;
            if idle && found == 0 {
                return Ok(started);
            }
            if found == 0 {
                engine.wake.notified().await;
            }
        }
    }

    fn engine(&self) -> Arc<Engine> {
        Engine::new(self.db.clone(), self.clock.clone(), self.ids.clone(), self.kinds.clone(), self.settings.clone())
    }
}

fn start_keeper(engine: &Arc<Engine>, tracker: &TaskTracker, keeping: &CancellationToken) {
    let engine = engine.clone();
    supervise::spawn(tracker, "jobs.keep", keeping.clone(), move |_| {
        let engine = engine.clone();
        async move { engine.keep().await }
    });
}

fn start_listener(engine: &Arc<Engine>, tracker: &TaskTracker, keeping: &CancellationToken) {
    let engine = engine.clone();
    supervise::spawn(tracker, "jobs.listen", keeping.clone(), move |_| {
        let engine = engine.clone();
        async move { listen(&engine).await }
    });
}

/// Drops everything that still runs when a run's future is dropped.
struct Crash(Arc<Engine>, CancellationToken);

impl Drop for Crash {
    fn drop(&mut self) {
        self.0.abort_all();
        self.1.cancel();
    }
}

/// Wakes the worker at notifications. Those missed while the connection was away are covered by the poll.
async fn listen(engine: &Engine) -> anyhow::Result<()> {
    let mut listener = engine.db.listen(&["jobs"]).await?;
    engine.wake.notify_one();
    loop {
        let notification = listener.recv().await?;
        if notification.payload() == "cancel" {
            engine.look.notify_one();
        }
        engine.wake.notify_one();
    }
}
