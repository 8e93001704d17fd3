//! The queue against a real Postgres, as the roles that use it.

mod changes;
mod nodes;
mod order;
mod schedules;

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    clock::Clock,
    id::{self, Id, Ids, Org},
};
use cmis_db::{Db, testing::TestDb};
use cmis_jobs::{Enqueue, Failure, Job, JobView, Queue, Running, State, Worker, attempts, cancel, enqueue, find};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// A test's installation.
struct Fixture {
    db: Db,
    clock: Clock,
    ids: Ids,
    scene: Scene,
    _database: TestDb,
}

/// What the test's jobs do and did.
#[derive(Clone, Default)]
struct Scene(Arc<Parts>);

#[derive(Default)]
struct Parts {
    runs: AtomicUsize,
    seen: Mutex<Vec<String>>,
    /// A job that waits has begun.
    begun: Notify,
    /// A job that waits may go on.
    go_on: Notify,
}

/// A job that does what it is told.
#[derive(Serialize, Deserialize)]
enum Act {
    Note(String),
    /// Fails until this many runs have been made.
    FailUntil(usize),
    FailForGood,
    Panic,
    /// Waits for `go_on`, or for a cancellation.
    Wait,
}

impl Job for Act {
    const KIND: &'static str = "test.act";
    const QUEUE: Queue = Queue::Default;
    const MAX_ATTEMPTS: i16 = 3;
    type State = Scene;

    async fn run(self, Scene(scene): Scene, job: Running) -> Result<Value, Failure> {
        let run = scene.runs.fetch_add(1, Ordering::SeqCst) + 1;
        match self {
            Self::Note(text) => scene.seen.lock().expect("seen").push(text),
            Self::FailUntil(runs) if run < runs => return Err(anyhow::anyhow!("run {run} fails").into()),
            Self::FailUntil(_) => {}
            Self::FailForGood => return Err(Failure::permanent(anyhow::anyhow!("the token is revoked"))),
            Self::Panic => panic!("boom in run {run}"),
            Self::Wait => {
                job.progress(40, "half way").await?;
                scene.begun.notify_one();
                tokio::select! {
                    () = scene.go_on.notified() => {}
                    () = job.cancelled() => job.check()?,
                }
                scene.seen.lock().expect("seen").push("waited".into());
            }
        }
        Ok(json!({ "run": run }))
    }
}

/// Looks at 25 ms each, a minute in all: longer than anything takes on a busy machine.
const PATIENCE: u32 = 2400;

impl Fixture {
    async fn new() -> Self {
        let database = TestDb::create().await;
        Self {
            db: database.db().await,
            clock: Clock::fixed(Clock::system().now()),
            ids: Ids::system(),
            scene: Scene::default(),
            _database: database,
        }
    }

    fn worker(&self) -> Worker {
        Worker::new(self.db.clone(), self.clock.clone(), self.ids.clone())
            .poll(Duration::from_millis(50))
            .register::<Act>(self.scene.clone())
    }

    /// Starts a worker; drop the token's guard or cancel it to stop.
    fn start(&self, worker: Worker, tasks: &TaskTracker) -> CancellationToken {
        let stop = CancellationToken::new();
        let stopping = stop.clone();
        tasks.spawn(async move { worker.run(stopping).await });
        stop
    }

    async fn put(&self, job: Enqueue<Act>) -> Id<id::Job> {
        let mut tx = self.db.system("test").await.expect("a transaction");
        let id = enqueue(&mut tx, self.clock.now(), self.ids.next(), job).await.expect("enqueued");
        tx.commit().await.expect("committed");
        id
    }

    async fn view(&self, id: Id<id::Job>) -> JobView {
        let mut tx = self.db.system("test").await.expect("a transaction");
        find(&mut tx, id).await.expect("read").expect("found")
    }

    async fn outcomes(&self, id: Id<id::Job>) -> Vec<String> {
        let mut tx = self.db.system("test").await.expect("a transaction");
        attempts(&mut tx, id).await.expect("read").into_iter().map(|attempt| attempt.outcome).collect()
    }

    async fn cancel(&self, id: Id<id::Job>) -> Option<State> {
        let mut tx = self.db.system("test").await.expect("a transaction");
        let state = cancel(&mut tx, self.clock.now(), id).await.expect("cancelled");
        tx.commit().await.expect("committed");
        state
    }

    /// Waits until the job stands as asked for.
    async fn until(&self, id: Id<id::Job>, state: State) -> JobView {
        for _ in 0..PATIENCE {
            let view = self.view(id).await;
            if view.state == state {
                return view;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("still {:?}", self.view(id).await);
    }

    fn runs(&self) -> usize {
        self.scene.0.runs.load(Ordering::SeqCst)
    }

    fn seen(&self) -> Vec<String> {
        self.scene.0.seen.lock().expect("seen").clone()
    }
}

/// Waits until something holds.
async fn eventually(holds: impl AsyncFn() -> bool) {
    for _ in 0..3000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it never held");
}

fn note(text: &str) -> Enqueue<Act> {
    Enqueue::new(Act::Note(text.into()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_after_the_commit_and_never_after_a_rollback() {
    let test = Fixture::new().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    enqueue(&mut tx, test.clock.now(), test.ids.next(), note("lost")).await.expect("enqueued");
    tx.rollback().await.expect("rolled back");
    let id = test.put(note("kept")).await;

    assert_eq!(test.worker().run_due().await.expect("a round"), 1);
    assert_eq!(test.seen(), ["kept"]);
    let view = test.view(id).await;
    assert_eq!((view.state, view.progress, view.attempt), (State::Completed, 100, 1));
    assert_eq!(view.result, Some(json!({ "run": 1 })));
    assert!(view.started_at.is_some() && view.finished_at.is_some() && view.error.is_none());
    assert_eq!(test.outcomes(id).await, ["completed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_enqueues_and_sees_jobs_of_its_own_org_only() {
    let test = Fixture::new().await;
    let (mine, other): (Id<Org>, Id<Org>) = (test.ids.next(), test.ids.next());
    let mut tx = test.db.tenant(mine).await.expect("a transaction");
    let now = test.clock.now();
    let id = enqueue(&mut tx, now, test.ids.next(), note("mine").org(mine).unique("k")).await.expect("enqueued");
    let same = enqueue(&mut tx, now, test.ids.next(), note("mine").org(mine).unique("k")).await.expect("enqueued");
    assert_eq!(id, same);
    tx.commit().await.expect("committed");

    let mut tx = test.db.tenant(other).await.expect("a transaction");
    assert!(find(&mut tx, id).await.expect("read").is_none());
    assert_eq!(cancel(&mut tx, now, id).await.expect("asked"), None);
    assert!(enqueue(&mut tx, now, test.ids.next(), note("foreign").org(mine)).await.is_err());
    drop(tx);
    let mut tx = test.db.tenant(other).await.expect("a transaction");
    assert!(enqueue(&mut tx, now, test.ids.next(), note("of nobody")).await.is_err());
    drop(tx);

    assert_eq!(test.worker().run_due().await.expect("a round"), 1);
    let mut tx = test.db.tenant(mine).await.expect("a transaction");
    let view = find(&mut tx, id).await.expect("read").expect("found");
    assert_eq!((view.state, view.org_id), (State::Completed, Some(mine)));
    assert_eq!(attempts(&mut tx, id).await.expect("read").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_attempt_waits_longer_each_time_and_the_last_one_fails_the_job() {
    let test = Fixture::new().await;
    let worker = test.worker();
    let id = test.put(Enqueue::new(Act::FailUntil(9))).await;
    assert_eq!(worker.run_due().await.expect("a round"), 1);
    let view = test.view(id).await;
    assert_eq!((view.state, view.attempt, view.error.as_deref()), (State::Pending, 1, Some("run 1 fails")));

    test.clock.advance(TimeDelta::seconds(4));
    assert_eq!(worker.run_due().await.expect("a round"), 0, "the wait is at least 5 s");
    test.clock.advance(TimeDelta::seconds(6));
    assert_eq!(worker.run_due().await.expect("a round"), 1, "and at most 10 s");
    test.clock.advance(TimeDelta::seconds(9));
    assert_eq!(worker.run_due().await.expect("a round"), 0, "then at least 10 s");
    test.clock.advance(TimeDelta::seconds(11));
    assert_eq!(worker.run_due().await.expect("a round"), 1);

    let view = test.view(id).await;
    assert_eq!((view.state, view.attempt, view.error.as_deref()), (State::Failed, 3, Some("run 3 fails")));
    assert_eq!(test.outcomes(id).await, ["retry", "retry", "failed"]);
    test.clock.advance(TimeDelta::days(1));
    assert_eq!(worker.run_due().await.expect("a round"), 0);

    let recovers = test.put(Enqueue::new(Act::FailUntil(5))).await;
    worker.run_due().await.expect("a round");
    test.clock.advance(TimeDelta::seconds(10));
    worker.run_due().await.expect("a round");
    assert_eq!(test.view(recovers).await.state, State::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_retry_mends_fails_at_once_with_the_reason() {
    #[derive(Serialize, Deserialize)]
    struct Poisoned {
        not_an_act: bool,
    }
    impl Job for Poisoned {
        const KIND: &'static str = Act::KIND;
        const QUEUE: Queue = Queue::Default;
        type State = ();
        async fn run(self, (): (), _: Running) -> Result<Value, Failure> {
            Ok(Value::Null)
        }
    }
    let test = Fixture::new().await;
    let revoked = test.put(Enqueue::new(Act::FailForGood)).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let now = test.clock.now();
    let poisoned = enqueue(&mut tx, now, test.ids.next(), Enqueue::new(Poisoned { not_an_act: true })).await;
    tx.commit().await.expect("committed");
    let poisoned = poisoned.expect("enqueued");

    assert_eq!(test.worker().run_due().await.expect("a round"), 2);
    for (id, reason) in [(revoked, "the token is revoked"), (poisoned, "undecodable payload")] {
        let view = test.view(id).await;
        assert_eq!((view.state, view.attempt), (State::Failed, 1), "{reason}");
        assert!(view.error.as_deref().is_some_and(|error| error.contains(reason)), "{view:?}");
        assert_eq!(test.outcomes(id).await, ["failed"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_failed_attempt_and_the_worker_lives_on() {
    let test = Fixture::new().await;
    let id = test.put(Enqueue::new(Act::Panic)).await;
    let other = test.put(note("alive")).await;
    test.worker().run_due().await.expect("a round");
    let view = test.view(id).await;
    assert_eq!(view.state, State::Pending);
    assert!(view.error.as_deref().is_some_and(|error| error.contains("panicked: boom in run")), "{view:?}");
    assert_eq!(test.view(other).await.state, State::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_equal_waiting_job_is_the_same_job_until_it_runs() {
    let test = Fixture::new().await;
    let later = test.clock.now() + TimeDelta::hours(1);
    let first = test.put(note("once").unique("sync").at(later)).await;
    assert_eq!(test.put(note("once").unique("sync")).await, first, "and it is due now");
    assert_ne!(test.put(note("other").unique("sync 2")).await, first);
    let org: Id<Org> = test.ids.next();
    assert_ne!(test.put(note("of an org").unique("sync").org(org)).await, first);
    assert_eq!(test.worker().run_due().await.expect("a round"), 3);
    assert_ne!(test.put(note("again").unique("sync")).await, first);
    assert_eq!(test.worker().run_due().await.expect("a round"), 1);

    // A job that comes back meets an equal one that was enqueued meanwhile: both live.
    let failing = test.put(Enqueue::new(Act::FailUntil(99)).unique("same")).await;
    let tasks = TaskTracker::new();
    let waiting = test.put(Enqueue::new(Act::Wait).unique("w")).await;
    let stop = test.start(test.worker(), &tasks);
    test.scene.0.begun.notified().await;
    assert_ne!(test.put(Enqueue::new(Act::Wait).unique("w").at(later)).await, waiting);
    test.until(failing, State::Pending).await;
    assert_eq!(test.put(Enqueue::new(Act::FailUntil(99)).unique("same")).await, failing);
    test.scene.0.go_on.notify_one();
    test.until(waiting, State::Completed).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merged_job_waits_for_the_transaction_that_merged_into_it() {
    let test = Fixture::new().await;
    let id = test.put(note("sync").unique("sync")).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let same = enqueue(&mut tx, test.clock.now(), test.ids.next(), note("sync").unique("sync")).await;
    assert_eq!(same.expect("enqueued"), id);
    assert_eq!(test.worker().run_due().await.expect("a round"), 0, "it would not see the transaction's changes");
    tx.commit().await.expect("committed");
    assert_eq!(test.worker().run_due().await.expect("a round"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn priority_comes_before_time_and_one_key_runs_one_at_a_time() {
    let test = Fixture::new().await;
    test.put(note("low")).await;
    test.put(note("high").priority(5)).await;
    let narrow = test.worker().concurrency(Queue::Default, 1);
    narrow.run_due().await.expect("a round");
    assert_eq!(test.seen(), ["high", "low"]);

    let tasks = TaskTracker::new();
    let first = test.put(Enqueue::new(Act::Wait).one_at_a_time("account 7")).await;
    let second = test.put(Enqueue::new(Act::Wait).one_at_a_time("account 7")).await;
    let free = test.put(note("free")).await;
    let stops = [test.start(test.worker(), &tasks), test.start(test.worker(), &tasks)];
    test.scene.0.begun.notified().await;
    test.until(free, State::Completed).await;
    let states = (test.view(first).await.state, test.view(second).await.state);
    assert_eq!(states, (State::Processing, State::Pending));
    test.scene.0.go_on.notify_one();
    test.until(first, State::Completed).await;
    test.scene.0.begun.notified().await;
    test.scene.0.go_on.notify_one();
    test.until(second, State::Completed).await;
    stops.iter().for_each(CancellationToken::cancel);
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_job_is_cancelled_at_once_and_a_running_one_stops_at_its_next_safe_point() {
    let test = Fixture::new().await;
    let later = test.put(note("never").at(test.clock.now() + TimeDelta::days(9)).unique("k")).await;
    assert_eq!(test.cancel(later).await, Some(State::Cancelled));
    assert_eq!(test.view(later).await.state, State::Cancelled, "even before a worker has put it away");
    let fresh = test.put(note("fresh").unique("k")).await;
    assert_ne!(fresh, later, "a cancelled job takes no work");
    test.worker().run_due().await.expect("a round");
    assert_eq!(test.seen(), ["fresh"]);
    let view = test.view(later).await;
    assert!(view.state == State::Cancelled && view.finished_at.is_some(), "{view:?}");
    assert!(test.outcomes(later).await.is_empty());

    let tasks = TaskTracker::new();
    let id = test.put(Enqueue::new(Act::Wait)).await;
    let stop = test.start(test.worker(), &tasks);
    test.scene.0.begun.notified().await;
    let view = test.view(id).await;
    assert_eq!((view.progress, view.progress_message.as_deref()), (40, Some("half way")));
    assert_eq!(test.cancel(id).await, Some(State::Processing));
    test.until(id, State::Cancelled).await;
    assert_eq!(test.outcomes(id).await, ["cancelled"]);
    assert_eq!(test.cancel(id).await, None);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    assert!(!test.seen().contains(&"waited".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_jobs_of_a_dead_worker_are_taken_over() {
    let test = Fixture::new().await;
    let id = test.put(Enqueue::new(Act::Wait)).await;
    let worker = test.worker();
    {
        let stop = CancellationToken::new();
        let mut run = std::pin::pin!(worker.run(stop));
        tokio::select! {
            () = &mut run => unreachable!("nobody stops it"),
            () = test.scene.0.begun.notified() => {}
        }
        // The worker dies here, with the job in its hands.
    }
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker().lease(Duration::from_millis(300)), &tasks);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!((test.view(id).await.state, test.runs()), (State::Processing, 1), "the lease still holds");
    test.clock.advance(TimeDelta::seconds(7));
    test.scene.0.begun.notified().await;
    assert_eq!(test.view(id).await.attempt, 2);
    test.scene.0.go_on.notify_one();
    test.until(id, State::Completed).await;
    assert_eq!(test.outcomes(id).await, ["lost", "completed"]);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_frozen_past_its_lease_stores_nothing() {
    let test = Fixture::new().await;
    let tasks = TaskTracker::new();
    // Its renewals come too late: the other worker's clock is ahead of its lease.
    let frozen = test.worker().lease(Duration::from_secs(60)).grace(Duration::from_secs(600));
    let stop_frozen = test.start(frozen, &tasks);
    // it is at work, so that its next look at its leases is a long time off: it would find out that the job is not its own
    let first = test.put(Enqueue::new(Act::Note("first".into()))).await;
    test.until(first, State::Completed).await;
    let id = test.put(Enqueue::new(Act::Wait)).await;
    test.scene.0.begun.notified().await;
    // it ends what it has and takes nothing more: not the job again either when the other one puts it back
    stop_frozen.cancel();
    eventually(async || {
        let mut tx = test.db.system("test").await.expect("a transaction");
        sqlx::query_scalar::<_, bool>("select bool_and(stopping) from job_workers")
            .fetch_one(&mut *tx)
            .await
            .expect("read")
    })
    .await;
    let ahead = Clock::fixed(test.clock.now() + TimeDelta::minutes(2));
    let second = Scene::default();
    let worker = Worker::new(test.db.clone(), ahead, test.ids.clone())
        .poll(Duration::from_millis(50))
        .lease(Duration::from_millis(300))
        .register::<Act>(second.clone());
    let stop = test.start(worker, &tasks);
    second.0.begun.notified().await;

    test.scene.0.go_on.notify_one();
    // the frozen worker ends its run
    eventually(async || test.seen() == ["first", "waited"]).await;
    let view = test.view(id).await;
    assert_eq!((view.state, view.attempt), (State::Processing, 2), "and its result was refused");

    second.0.go_on.notify_one();
    test.until(id, State::Completed).await;
    assert_eq!(test.outcomes(id).await, ["lost", "completed"]);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_workers_fails_in_the_end() {
    let test = Fixture::new().await;
    let id = test.put(Enqueue::new(Act::Wait)).await;
    for _ in 0..3 {
        let worker = test.worker();
        let mut run = std::pin::pin!(worker.run(CancellationToken::new()));
        tokio::select! {
            () = &mut run => unreachable!("nobody stops it"),
            () = test.scene.0.begun.notified() => {}
        }
        test.clock.advance(TimeDelta::seconds(7));
    }
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker().lease(Duration::from_millis(300)), &tasks);
    let view = test.until(id, State::Failed).await;
    assert_eq!((view.attempt, view.error.as_deref()), (3, Some("the worker was lost")));
    assert_eq!(test.outcomes(id).await, ["lost", "lost", "failed"]);
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopping_worker_waits_for_its_jobs_and_gives_back_the_rest() {
    let test = Fixture::new().await;
    let tasks = TaskTracker::new();
    let quick = test.put(Enqueue::new(Act::Wait)).await;
    let stop = test.start(test.worker(), &tasks);
    test.scene.0.begun.notified().await;
    stop.cancel();
    let late = test.put(note("after the stop")).await;
    test.scene.0.go_on.notify_one();
    tasks.close();
    tasks.wait().await;
    assert_eq!(test.view(quick).await.state, State::Completed, "it was waited for");
    assert_eq!(test.view(late).await.state, State::Pending, "nothing more was taken");

    let tasks = TaskTracker::new();
    let slow = test.put(Enqueue::new(Act::Wait)).await;
    let stop = test.start(test.worker().grace(Duration::from_millis(100)), &tasks);
    test.scene.0.begun.notified().await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    let view = test.view(slow).await;
    assert_eq!((view.state, view.attempt), (State::Pending, 0), "given back, and the attempt does not count");
    test.clock.advance(TimeDelta::seconds(1));
    test.scene.0.go_on.notify_one();
    test.worker().run_due().await.expect("a round");
    assert_eq!(test.view(slow).await.state, State::Completed);
    assert_eq!(test.outcomes(slow).await, ["lost", "completed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_lost_its_lease_cannot_hold_its_transaction() {
    #[derive(Serialize, Deserialize)]
    struct Store;
    impl Job for Store {
        const KIND: &'static str = "test.store";
        const QUEUE: Queue = Queue::Default;
        type State = (Db, Arc<Mutex<Vec<bool>>>);
        async fn run(self, (db, held): Self::State, job: Running) -> Result<Value, Failure> {
            for lost in [false, true] {
                if lost {
                    let mut tx = db.system("test").await?;
                    cmis_jobs::erase_org(&mut tx, job.org_id.expect("an org")).await?;
                    tx.commit().await?;
                }
                let mut tx = db.system("test").await?;
                let holds = job.hold(&mut tx).await.is_ok();
                held.lock().expect("held").push(holds);
            }
            Ok(Value::Null)
        }
    }
    let test = Fixture::new().await;
    let held = Arc::new(Mutex::new(Vec::new()));
    let mut tx = test.db.system("test").await.expect("a transaction");
    let org: Id<Org> = test.ids.next();
    let id = enqueue(&mut tx, test.clock.now(), test.ids.next(), Enqueue::new(Store).org(org)).await.expect("enqueued");
    tx.commit().await.expect("committed");
    test.worker().register::<Store>((test.db.clone(), held.clone())).run_due().await.expect("a round");
    assert_eq!(*held.lock().expect("held"), [true, false]);
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(find(&mut tx, id).await.expect("read").is_none(), "nothing of an erased org comes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_jobs_run_once_each_across_workers() {
    let test = Fixture::new().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    for number in 0..300 {
        enqueue(&mut tx, test.clock.now(), test.ids.next(), note(&number.to_string())).await.expect("enqueued");
    }
    tx.commit().await.expect("committed");
    let (one, two, three) = (test.worker(), test.worker(), test.worker());
    let rounds = tokio::join!(one.run_due(), two.run_due(), three.run_due());
    let started: usize = [rounds.0, rounds.1, rounds.2].into_iter().map(|round| round.expect("a round")).sum();
    let mut seen: Vec<usize> = test.seen().iter().map(|text| text.parse().expect("a number")).collect();
    seen.sort_unstable();
    assert_eq!((started, seen), (300, (0..300).collect::<Vec<_>>()));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_finished_jobs_are_cleaned_up_and_waiting_ones_stay() {
    let test = Fixture::new().await;
    let done = test.put(note("done")).await;
    let waiting = test.put(Enqueue::new(Act::FailUntil(99))).await;
    test.worker().run_due().await.expect("a round");
    let clean = async |before: DateTime<Utc>| {
        let mut tx = test.db.system("test").await.expect("a transaction");
        let gone = cmis_jobs::cleanup(&mut tx, before).await.expect("cleaned");
        tx.commit().await.expect("committed");
        gone
    };
    assert_eq!(clean(test.clock.now()).await, 0);
    assert_eq!(clean(test.clock.now() + TimeDelta::seconds(1)).await, 1, "the job that is done");
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(find(&mut tx, done).await.expect("read").is_none());
    assert_eq!(attempts(&mut tx, waiting).await.expect("read").len(), 1);
}
