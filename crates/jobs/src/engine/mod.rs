//! The running half of a worker: claims jobs, runs them, keeps their leases and takes over those of dead workers.
//!
//! Jobs go through four hands. `claim` takes them from the database into the queue's buffer; a runner per place takes one after
//! the other from there; what came of it goes to `settle`, which stores whatever has come together in one transaction; `keep`
//! renews the leases of everything in between. So a place is free as soon as its job ended, and many short jobs cost few
//! round trips. The buffer holds no more than what runs within a moment.

mod claim;
mod keep;
pub mod queries;
mod settle;
mod signs;

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use cmis_base::{clock::Clock, id::Id, id::Ids};
use cmis_db::Db;
use futures_util::FutureExt;
use serde_json::Value;
use tokio::sync::{Notify, mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

pub use claim::Round;

use crate::{
    job::{Failure, Queue},
    lanes::Lanes,
    running::Running,
    supervise,
    view::reason::PANICKED,
    worker::{Handler, Settings},
};
use queries::{Claimed, Held};
use settle::Ended;

/// A worker at work. One per run.
pub struct Engine {
    pub db: Db,
    pub clock: Clock,
    pub ids: Ids,
    kinds: HashMap<&'static str, Handler>,
    /// The keys of `kinds`.
    known: Vec<&'static str>,
    pub settings: Settings,
    pub worker_id: Uuid,
    /// Host and process, for people.
    name: String,
    state: Mutex<State>,
    /// Where attempts go when they ended.
    ended: mpsc::UnboundedSender<Ended>,
    to_settle: tokio::sync::Mutex<mpsc::UnboundedReceiver<Ended>>,
    /// Something may have become possible: a job came, or a place got free.
    pub wake: Notify,
    /// Somebody cancelled a running job: look at the leases now.
    pub look: Notify,
    /// A job may have been scheduled for soon.
    pub is_told: AtomicBool,
}

/// What the engine holds in memory.
struct State {
    queues: HashMap<Queue, Place>,
    /// Everything that is claimed: buffered, running, or ended and not yet stored.
    held: HashMap<Uuid, Slot>,
    lanes: Lanes,
    /// When scheduled jobs are looked at next.
    promote_at: Instant,
    /// The queues that the database has been told this worker waits for.
    waits_for: Vec<Queue>,
    /// Nothing more begins here.
    is_over: bool,
}

/// A queue here.
struct Place {
    at_once: usize,
    active: usize,
    buffer: VecDeque<Claimed>,
    /// How long its jobs run, in seconds, recent ones counting most; none before the first has ended.
    pace: Option<f64>,
}

/// A job that is held here.
struct Slot {
    lease: Uuid,
    claimed_at: Instant,
    has_begun: bool,
    /// Tells the job that somebody cancelled it.
    cancel: CancellationToken,
    /// Drops the job's future.
    abort: CancellationToken,
}

/// Marks a lease; ids of leases are never shown.
enum Lease {}

/// The buffer holds what runs within this time.
const BUFFERED: f64 = 0.02;
/// Most jobs in a queue's buffer.
const MOST_BUFFERED: usize = 500;
/// Jobs held here at which no more are claimed: the database does not keep up with storing what came of them.
const MOST_HELD: usize = 4000;
/// Jobs that a runner takes before it lets others have the thread.
const IN_A_ROW: u32 = 32;

impl Place {
    /// How many jobs it wants to have in its buffer.
    fn allowance(&self) -> usize {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded"
        )]
        self.pace.map_or(0, |pace| (self.at_once as f64 * BUFFERED / pace.max(1e-6)).min(MOST_BUFFERED as f64) as usize)
    }

    /// How many more it takes: none while the buffer is still half full.
    fn wants(&self) -> usize {
        let allowance = self.allowance();
        if self.active >= self.at_once && self.buffer.len() * 2 >= allowance.max(1) {
            return 0;
        }
        (self.at_once + allowance).saturating_sub(self.active + self.buffer.len())
    }

    fn ran(&mut self, seconds: f64) {
        self.pace = Some(self.pace.map_or(seconds, |pace| pace * 0.9 + seconds * 0.1));
    }
}

impl Engine {
    /// An engine with nothing running.
    pub fn new(db: Db, clock: Clock, ids: Ids, kinds: HashMap<&'static str, Handler>, settings: Settings) -> Arc<Self> {
        let worker_id = ids.next::<Self>().raw();
        let known = kinds.keys().copied().collect();
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        let (ended, to_settle) = mpsc::unbounded_channel();
        let place = |at_once| Place { at_once, active: 0, buffer: VecDeque::new(), pace: None };
        let state = State {
            queues: settings.queues().map(|(queue, at_once)| (queue, place(at_once))).collect(),
            held: HashMap::new(),
            lanes: Lanes::new(),
            promote_at: Instant::now(),
            waits_for: Vec::new(),
            is_over: false,
        };
        Arc::new(Self {
            db,
            clock,
            ids,
            kinds,
            known,
            settings,
            worker_id,
            name: format!("{}:{}", host.trim(), std::process::id()),
            state: Mutex::new(state),
            ended,
            to_settle: tokio::sync::Mutex::new(to_settle),
            wake: Notify::new(),
            look: Notify::new(),
            is_told: AtomicBool::new(false),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing is held here.
    pub fn is_idle(&self) -> bool {
        self.state().held.is_empty()
    }

    /// Whether jobs run here.
    fn active(&self) -> usize {
        self.state().queues.values().map(|place| place.active).sum()
    }

    /// The queues that the database has been told this worker waits for.
    pub fn waits_for(&self) -> Vec<Queue> {
        self.state().waits_for.clone()
    }

    /// The queues with free places and nothing known to be waiting: those to be told of.
    pub fn idle_queues(&self) -> Vec<Queue> {
        let state = self.state();
        let mut idle: Vec<Queue> = state
            .queues
            .iter()
            .filter(|(queue, place)| place.active < place.at_once && !state.lanes.has(**queue))
            .map(|(queue, _)| *queue)
            .collect();
        idle.sort_by_key(|queue| queue.as_str());
        idle
    }

    /// Asks to be told of jobs in these queues from now on.
    pub async fn wait_for(&self, queues: Vec<Queue>) -> Result<(), sqlx::Error> {
        self.state().waits_for = queues;
        self.give_sign(false).await
    }

    /// Takes claimed jobs into the buffer and starts runners for free places.
    fn accept(self: &Arc<Self>, tracker: &TaskTracker, queue: Queue, lease: Uuid, jobs: Vec<Claimed>) {
        let mut state = self.state();
        let now = Instant::now();
        for job in &jobs {
            let (cancel, abort) = (CancellationToken::new(), CancellationToken::new());
            state.held.insert(job.id, Slot { lease, claimed_at: now, has_begun: false, cancel, abort });
        }
        let Some(place) = state.queues.get_mut(&queue) else { return };
        place.buffer.extend(jobs);
        let runners = place.buffer.len().min(place.at_once.saturating_sub(place.active));
        place.active += runners;
        drop(state);
        for _ in 0..runners {
            let engine = self.clone();
            supervise::once(tracker, async move { engine.run_buffered(queue).await });
        }
    }

    /// A runner: runs one buffered job after the other until there is none.
    async fn run_buffered(&self, queue: Queue) {
        let mut in_a_row = 0;
        while let Some((job, lease, cancel, abort)) = self.next_buffered(queue) {
            let begun = Instant::now();
            let end = self.attempt(&job, lease, cancel, &abort).await;
            let took = begun.elapsed().as_secs_f64();
            self.job_ended(queue, job, lease, end, took);
            in_a_row += 1;
            if in_a_row % IN_A_ROW == 0 {
                tokio::task::yield_now().await;
            }
        }
        self.wake.notify_one();
    }

    /// The next job of the buffer; none ends the runner.
    fn next_buffered(&self, queue: Queue) -> Option<(Claimed, Uuid, CancellationToken, CancellationToken)> {
        let mut state = self.state();
        let state = &mut *state;
        let place = state.queues.get_mut(&queue)?;
        let mut next = None;
        while !state.is_over && next.is_none() {
            let Some(job) = place.buffer.pop_front() else { break };
            // one that was taken from here meanwhile is not held any more
            next = state.held.get_mut(&job.id).map(|slot| {
                slot.has_begun = true;
                (job, slot.lease, slot.cancel.clone(), slot.abort.clone())
            });
        }
        if next.is_none() {
            place.active -= 1;
        }
        next
    }

    fn job_ended(&self, queue: Queue, job: Claimed, lease: Uuid, end: Option<Outcome>, took: f64) {
        let mut state = self.state();
        let mut wants = false;
        if let Some(place) = state.queues.get_mut(&queue) {
            place.ran(took);
            wants = place.wants() > 0;
        }
        match end {
            Some((end, is_complete)) => {
                drop(state);
                metrics::histogram!("cmis_job_seconds", "kind" => job.kind.clone()).record(took);
                // nobody receives any more: the run is over, and the lease will end
                let _ = self.ended.send(Ended { job, lease, end, is_complete });
            }
            None => {
                state.held.remove(&job.id);
            }
        }
        if wants {
            self.wake.notify_one();
        }
    }

    /// Runs one attempt. None when it was dropped: its outcome belongs to somebody else.
    async fn attempt(
        &self,
        job: &Claimed,
        lease: Uuid,
        cancel: CancellationToken,
        abort: &CancellationToken,
    ) -> Option<Outcome> {
        let Some(handler) = self.kinds.get(job.kind.as_str()) else {
            // never claimed; if it were, another worker could still do it
            let error = anyhow::anyhow!("no handler for jobs of kind {}", job.kind);
            return Some((Err(error.into()), false));
        };
        let is_complete = Arc::new(AtomicBool::new(false));
        let running = Running {
            id: Id::new(job.id),
            org_id: job.org_id.map(Id::new),
            created_by: job.created_by.map(Id::new),
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            due_at: job.run_at,
            lease,
            cancel,
            db: self.db.clone(),
            standing: self.clock.standing(),
            is_complete: is_complete.clone(),
            told_at: Arc::default(),
        };
        let run = AssertUnwindSafe(async { handler(job.payload.clone(), running).await }).catch_unwind();
        let end = abort.run_until_cancelled(run).await?;
        let end =
            end.unwrap_or_else(|panic| Err(anyhow::anyhow!("{PANICKED}: {}", supervise::panic_text(&*panic)).into()));
        Some((end, is_complete.load(Ordering::Acquire)))
    }

    fn held(&self) -> Held {
        let mut held = Held::default();
        for (id, slot) in &self.state().held {
            held.push(*id, slot.lease);
        }
        held
    }

    /// Waits until nothing is held here; after the grace period drops what still runs and gives it back. What was claimed and
    /// has not begun goes back at once.
    pub async fn drain(&self, grace: Duration) {
        let deadline = tokio::time::Instant::now() + grace;
        if let Err(error) = self.release_unbegun(Duration::ZERO).await {
            tracing::warn!(error = %error, "jobs that had not begun were not given back");
        }
        while !self.is_idle() {
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep_until(deadline) => break,
            }
        }
        let held = self.held();
        if held.ids.is_empty() {
            return;
        }
        self.abort_all();
        if let Err(error) = self.give_back(&held).await {
            tracing::error!(error = %error, jobs = held.ids.len(), "jobs not given back; their leases will end");
        }
    }

    /// Drops the futures of everything that runs here; what was claimed stays claimed.
    pub fn abort_all(&self) {
        let mut state = self.state();
        state.is_over = true;
        for slot in state.held.values() {
            slot.abort.cancel();
        }
    }
}

/// What an attempt answered, and whether it completed the job in a transaction of its own.
type Outcome = (Result<Value, Failure>, bool);
