//! A worker: which kinds it knows, how much it does at once, and its life from start to drain.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use cmis_base::{clock::Clock, id::Ids};
use cmis_db::Db;
use futures_util::future::BoxFuture;
use serde_json::Value;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    engine::{Engine, Round},
    job::{Failure, Job, Queue},
    running::Running,
    schedules::{Schedule, Schedules},
    supervise,
    view::reason::UNREADABLE,
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

    /// The queues that are served, and how many jobs of each run at once.
    pub fn queues(&self) -> impl Iterator<Item = (Queue, usize)> {
        self.concurrency.iter().map(|(queue, at_once)| (*queue, *at_once)).filter(|(_, at_once)| *at_once > 0)
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
    schedules: Schedules,
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
        Self { db, clock, ids, kinds: HashMap::new(), schedules: Schedules::default(), settings }
    }

    /// Teaches it a kind of job. Registering two jobs of one kind is a mistake in the program.
    pub fn register<J: Job>(mut self, state: J::State) -> Self {
        let handler: Handler = Arc::new(move |payload, running| {
            let state = state.clone();
            Box::pin(async move {
                let job: J = serde_json::from_value(payload)
                    .map_err(|error| Failure::Permanent(anyhow::anyhow!("{UNREADABLE}: {error}")))?;
                job.run(state, running).await
            })
        });
        assert!(self.kinds.insert(J::KIND, handler).is_none(), "two jobs of kind {}", J::KIND);
        self
    }

    /// Makes it keep a schedule. Any number of nodes may keep the same one: each occurrence is enqueued once.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedules = self.schedules.with(schedule);
        self
    }

    /// The schedules that it keeps.
    pub fn schedules(&self) -> &Schedules {
        &self.schedules
    }

    /// The same worker without its schedules: it runs jobs and begins nothing by itself.
    pub fn unscheduled(mut self) -> Self {
        self.schedules = Schedules::default();
        self
    }

    /// Stores the next occurrence of schedules that are new or were declared otherwise.
    pub async fn plan(&self) -> Result<(), sqlx::Error> {
        self.schedules.plan(&self.db, &self.clock).await
    }

    /// Enqueues every occurrence that is due and returns how many there were: one round of what [`Worker::run`] does all the
    /// time. For tests and for commands that do one round.
    pub async fn tick(&self) -> Result<usize, sqlx::Error> {
        self.schedules.plan(&self.db, &self.clock).await?;
        self.schedules.tick(&self.db, &self.clock, &self.ids).await
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
        start(&engine, &tracker, &keeping, "jobs.keep", |engine| async move { engine.keep().await });
        start(&engine, &tracker, &keeping, "jobs.settle", |engine| async move { engine.settle().await });
        start(&engine, &tracker, &keeping, "jobs.listen", |engine| async move { listen(&engine).await });
        self.start_schedules(&tracker, &cancel);
        let mut watch = Watch::new(self.settings.poll);
        while !cancel.is_cancelled() {
            match engine.fill(&tracker, &cancel, false).await {
                Ok(round) => watch.saw(round),
                Err(error) => tracing::warn!(error = %error, "no jobs claimed"),
            }
            if watch.is_told_wrong(&engine) {
                if let Err(error) = engine.wait_for(engine.idle_queues()).await {
                    tracing::warn!(error = %error, "not heard of new jobs at once");
                }
                // what was enqueued before it could be told of is seen by the look that follows
                continue;
            }
            let until = watch.next_look(&engine);
            tokio::select! {
                () = cancel.cancelled() => {}
                () = engine.wake.notified() => {}
                () = tokio::time::sleep_until(until.into()) => {}
            }
        }
        if let Err(error) = engine.give_sign(true).await {
            tracing::debug!(error = %error, "no sign of stopping given");
        }
        engine.drain(self.settings.grace).await;
        keeping.cancel();
        tracker.close();
        if tokio::time::timeout(LAST_WAIT, tracker.wait()).await.is_err() {
            tracing::warn!("a job blocks its thread and was left behind");
        }
        if let Err(error) = engine.sign_off().await {
            tracing::debug!(error = %error, "not signed off");
        }
    }

    /// Runs everything that is due now, and what that makes due, then returns how many jobs were started. For tests and
    /// for commands that do one round.
    pub async fn run_due(&self) -> Result<usize, sqlx::Error> {
        let engine = self.engine();
        let tracker = TaskTracker::new();
        let keeping = CancellationToken::new();
        let _crash = Crash(engine.clone(), keeping.clone());
        start(&engine, &tracker, &keeping, "jobs.keep", |engine| async move { engine.keep().await });
        start(&engine, &tracker, &keeping, "jobs.settle", |engine| async move { engine.settle().await });
        let mut started = 0;
        loop {
            // Asked first: what a job enqueued before it ended is seen by the search that follows.
            let idle = engine.is_idle();
            let found = engine.fill(&tracker, &CancellationToken::new(), true).await?.started;
            started += found;
            if idle && found == 0 {
                keeping.cancel();
                tracker.close();
                tracker.wait().await;
                // it gave signs of life, and is gone now
                engine.sign_off().await?;
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

    fn start_schedules(&self, tracker: &TaskTracker, cancel: &CancellationToken) {
        if self.schedules.is_empty() {
            return;
        }
        let worker = self.clone();
        supervise::spawn(tracker, "jobs.schedules", cancel.clone(), move |_| {
            let worker = worker.clone();
            async move { worker.schedules.keep(&worker.db, &worker.clock, &worker.ids).await }
        });
    }
}

/// How a worker that finds nothing comes to rest: it looks again and again, later each time, asks to be told of new jobs, and
/// from then on looks at the poll's pace only.
struct Watch {
    poll: Duration,
    /// Looks in a row that found nothing.
    quiet: u32,
    /// Since when every look found something.
    busy_since: Option<Instant>,
    /// The last look came too early for a survey.
    is_early: bool,
    /// When the database was last told what to tell of.
    told_at: Option<Instant>,
}

/// The first wait after a look that found nothing; doubled by each further one.
const FIRST_WAIT: Duration = Duration::from_millis(5);
/// Looks that find nothing before the worker asks to be told.
const QUIET: u32 = 3;
/// How long it is busy before it asks not to be told any more.
const BUSY: Duration = Duration::from_millis(150);

impl Watch {
    fn new(poll: Duration) -> Self {
        Self { poll, quiet: 0, busy_since: None, is_early: false, told_at: None }
    }

    fn saw(&mut self, round: Round) {
        self.is_early = round.is_early;
        if round.started > 0 || round.is_full {
            self.quiet = 0;
            self.busy_since.get_or_insert_with(Instant::now);
        } else if !round.is_early {
            self.quiet = self.quiet.saturating_add(1);
            self.busy_since = None;
        }
    }

    /// Whether the database should be told of other queues to wait for.
    fn is_told_wrong(&mut self, engine: &Engine) -> bool {
        let is_settled = self.quiet >= QUIET || self.busy_since.is_some_and(|since| since.elapsed() > BUSY);
        let was_just_told = self.told_at.is_some_and(|at| at.elapsed() < BUSY);
        let is_wrong = is_settled && !was_just_told && engine.waits_for() != engine.idle_queues();
        if is_wrong {
            self.told_at = Some(Instant::now());
        }
        is_wrong
    }

    fn next_look(&self, engine: &Engine) -> Instant {
        let now = Instant::now();
        let again = now + FIRST_WAIT.saturating_mul(1 << self.quiet.min(20)).min(self.poll);
        let again = if self.is_early { again.min(engine.survey_at()) } else { again };
        again.min(engine.promote_at()).max(now)
    }
}

fn start<F>(
    engine: &Arc<Engine>,
    tracker: &TaskTracker,
    keeping: &CancellationToken,
    name: &'static str,
    run: impl Fn(Arc<Engine>) -> F + Send + Sync + 'static,
) where
    F: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let engine = engine.clone();
    supervise::spawn(tracker, name, keeping.clone(), move |_| run(engine.clone()));
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
        engine.is_told.store(true, Ordering::Release);
        engine.wake.notify_one();
    }
}
