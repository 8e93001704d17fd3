//! Whose turn it is: orgs, keys, bulk, and what reaches an idle worker at once.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use cmis_base::{
    clock::Clock,
    id::{Id, Org},
};
use cmis_jobs::{Enqueue, Queue, State, enqueue_all};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Act, Fixture, eventually, note};

#[tokio::test(flavor = "multi_thread")]
async fn no_org_waits_for_another_one_that_enqueued_a_thousand_before_it() {
    let test = Fixture::new().await;
    let (busy, quiet): (Id<Org>, Id<Org>) = (test.ids.next(), test.ids.next());
    let mut tx = test.db.system("test").await.expect("a transaction");
    let many = (0..1000).map(|_| note("busy").org(busy));
    enqueue_all(&mut tx, test.clock.now(), &test.ids, many).await.expect("enqueued");
    tx.commit().await.expect("committed");
    test.clock.advance(TimeDelta::seconds(1));
    for _ in 0..5 {
        test.put(note("quiet").org(quiet)).await;
    }
    test.worker().concurrency(Queue::Default, 1).run_due().await.expect("a round");
    let seen = test.seen();
    assert_eq!(seen.len(), 1005);
    let last = seen.iter().rposition(|text| text == "quiet").expect("it ran");
    assert!(last < 600, "the last job of the quiet org was number {last}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_jobs_are_stored_in_one_statement_and_equal_keys_are_one_job() {
    let test = Fixture::new().await;
    let waiting = test.put(note("waiting").unique("7")).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let many = (0..10).map(|number| note(&number.to_string()).unique((number % 8).to_string()));
    let ids = enqueue_all(&mut tx, test.clock.now(), &test.ids, many).await.expect("enqueued");
    tx.commit().await.expect("committed");
    assert_eq!((ids.len(), ids[7]), (10, waiting));
    assert_eq!((ids[8], ids[9]), (ids[0], ids[1]));
    assert_eq!(test.worker().run_due().await.expect("a round"), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn so_many_of_a_key_run_at_a_time_and_the_others_stand_in_nobodys_way() {
    let test = Fixture::new().await;
    let mut waiting = Vec::new();
    for _ in 0..5 {
        waiting.push(test.put(Enqueue::new(Act::Wait).at_most(2, "account 7")).await);
    }
    let free = test.put(note("free")).await;
    let tasks = TaskTracker::new();
    let stops = [test.start(test.worker(), &tasks), test.start(test.worker(), &tasks)];
    test.until(free, State::Completed).await;
    let mut completed = 0;
    while completed < waiting.len() {
        let mut running = 0;
        completed = 0;
        for id in &waiting {
            let state = test.view(*id).await.state;
            running += usize::from(state == State::Processing);
            completed += usize::from(state == State::Completed);
        }
        // read one after the other, one of them may have made way for the next
        assert!(running <= 3, "{running} of the key run");
        test.scene.0.go_on.notify_one();
    }
    stops.iter().for_each(CancellationToken::cancel);
    tasks.close();
    tasks.wait().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_at_rest_is_told_of_new_jobs_and_of_those_scheduled_for_soon() {
    let mut test = Fixture::new().await;
    test.clock = Clock::system();
    let tasks = TaskTracker::new();
    // it would look by itself in a minute
    let stop = test.start(test.worker().poll(Duration::from_secs(60)), &tasks);
    let resting = async || {
        let mut tx = test.db.system("test").await.expect("a transaction");
        sqlx::query_scalar::<_, bool>("select 'default' = any(waits_for) from job_workers")
            .fetch_optional(&mut *tx)
            .await
            .expect("read")
            .unwrap_or_default()
    };
    eventually(resting).await;
    for _ in 0..3 {
        let begun = Instant::now();
        let id = test.put(note("now")).await;
        test.until(id, State::Completed).await;
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        let soon = test.put(note("soon").at(test.clock.now() + TimeDelta::milliseconds(300))).await;
        let view = test.until(soon, State::Completed).await;
        assert!(view.started_at >= Some(view.created_at + TimeDelta::milliseconds(250)), "{view:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
