//! Workers that are not alike: of different versions, with different clocks, dead ones.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use cmis_base::clock::Clock;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, State, Worker, cancel, enqueue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Act, Fixture, Scene, eventually, note};

/// A job of a version that only some of the workers run.
#[derive(Serialize, Deserialize)]
struct Newer;

impl Job for Newer {
    const KIND: &'static str = "test.newer";
    const QUEUE: Queue = Queue::Default;
    type State = ();

    async fn run(self, (): (), _: Running) -> Result<Value, Failure> {
        Ok(Value::Null)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_of_an_unknown_kind_waits_for_a_worker_that_knows_it() {
    let test = Fixture::new().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let now = test.clock.now();
    let newer = enqueue(&mut tx, now, test.ids.next(), Enqueue::new(Newer)).await.expect("enqueued");
    let dropped = enqueue(&mut tx, now, test.ids.next(), Enqueue::new(Newer)).await.expect("enqueued");
    tx.commit().await.expect("committed");
    let known = test.put(note("known")).await;

    assert_eq!(test.worker().concurrency(Queue::Default, 1).run_due().await.expect("a round"), 1);
    assert_eq!(test.view(known).await.state, State::Completed, "nothing stands in its way");
    let view = test.view(newer).await;
    assert_eq!((view.state, view.attempt, view.error), (State::Pending, 0, None));
    // taken back, it needs nobody who could run it
    let mut tx = test.db.system("test").await.expect("a transaction");
    cancel(&mut tx, test.clock.now(), dropped).await.expect("cancelled");
    tx.commit().await.expect("committed");
    test.worker().run_due().await.expect("a round");
    assert_eq!(test.view(dropped).await.state, State::Cancelled);

    assert_eq!(test.worker().register::<Newer>(()).run_due().await.expect("a round"), 1);
    assert_eq!(test.view(newer).await.state, State::Completed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_no_worker_has_known_for_a_week_fails_with_the_reason() {
    let test = Fixture::new().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let newer = enqueue(&mut tx, test.clock.now(), test.ids.next(), Enqueue::new(Newer)).await.expect("enqueued");
    tx.commit().await.expect("committed");
    test.clock.advance(TimeDelta::days(6));
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker(), &tasks);
    let known = test.put(note("known")).await;
    test.until(known, State::Completed).await;
    assert_eq!(test.view(newer).await.state, State::Pending);
    stop.cancel();
    test.clock.advance(TimeDelta::days(2));
    let stop = test.start(test.worker(), &tasks);
    let view = test.until(newer, State::Failed).await;
    assert!(view.error.as_deref().is_some_and(|error| error.contains("no worker has known")), "{view:?}");
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

/// Two nodes an hour apart: one clock, the database's, decides whose the job is.
#[tokio::test(flavor = "multi_thread")]
async fn nodes_whose_clocks_differ_do_not_take_each_others_jobs() {
    let mut test = Fixture::new().await;
    test.clock = Clock::system();
    let id = test.put(Enqueue::new(Act::Wait)).await;
    let tasks = TaskTracker::new();
    let right = test.start(test.worker().lease(Duration::from_secs(3)), &tasks);
    test.scene.0.begun.notified().await;
    let second = Scene::default();
    let others: Vec<CancellationToken> = [TimeDelta::hours(1), TimeDelta::hours(-1)]
        .into_iter()
        .map(|skew| {
            let worker = Worker::new(test.db.clone(), Clock::wrong_by(skew), test.ids.clone())
                .poll(Duration::from_millis(50))
                .lease(Duration::from_millis(300))
                .register::<Act>(second.clone());
            test.start(worker, &tasks)
        })
        .collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    let view = test.view(id).await;
    assert_eq!((view.state, view.attempt), (State::Processing, 1), "it runs once");
    right.cancel();
    test.scene.0.go_on.notify_one();
    test.until(id, State::Completed).await;

    // a node whose clock is behind does what is due, in time
    let late = test.put(note("due")).await;
    test.until(late, State::Completed).await;
    assert_eq!(second.0.seen.lock().expect("seen").as_slice(), ["due"]);
    others.iter().for_each(CancellationToken::cancel);
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn equal_jobs_that_a_dead_worker_ran_at_once_are_both_taken_over() {
    let test = Fixture::new().await;
    let equal = || Enqueue::new(Act::Wait).unique("same");
    let first = test.put(equal()).await;
    let worker = test.worker();
    let second = {
        let mut run = std::pin::pin!(worker.run(CancellationToken::new()));
        let both_run = async {
            eventually(async || test.runs() == 1).await;
            let second = test.put(equal()).await;
            eventually(async || test.runs() == 2).await;
            second
        };
        tokio::select! {
            () = &mut run => unreachable!("nobody stops it"),
            second = both_run => second,
        }
    };
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker().lease(Duration::from_millis(300)), &tasks);
    test.clock.advance(TimeDelta::seconds(7));
    eventually(async || test.runs() == 4).await;
    let both = [first, second];
    eventually(async || {
        test.scene.0.go_on.notify_waiters();
        test.view(both[0]).await.state == State::Completed && test.view(both[1]).await.state == State::Completed
    })
    .await;
    for id in both {
        assert_eq!(test.outcomes(id).await, ["lost", "completed"]);
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}

/// Keeps its transaction open until it may go on.
#[derive(Serialize, Deserialize)]
struct Long;

impl Job for Long {
    const KIND: &'static str = "test.long";
    const QUEUE: Queue = Queue::Default;
    type State = Arc<[Notify; 2]>;

    async fn run(self, notes: Self::State, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        notes[0].notify_one();
        notes[1].notified().await;
        job.complete(&mut tx, &Value::Null).await?;
        tx.commit().await?;
        Ok(Value::Null)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_with_an_open_transaction_holds_up_neither_leases_nor_a_cancellation() {
    let test = Fixture::new().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let id = enqueue(&mut tx, test.clock.now(), test.ids.next(), Enqueue::new(Long)).await.expect("enqueued");
    tx.commit().await.expect("committed");
    let notes = Arc::new([Notify::new(), Notify::new()]);
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker().register::<Long>(notes.clone()), &tasks);
    notes[0].notified().await;
    // what renews a lease locks the row as this does
    let asked = tokio::time::timeout(Duration::from_secs(10), test.cancel(id)).await;
    assert_eq!(asked.expect("nothing stands in the way"), Some(State::Processing));
    notes[1].notify_one();
    test.until(id, State::Completed).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
