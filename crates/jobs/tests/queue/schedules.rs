//! Schedules: once for each occurrence, over any number of nodes, whatever was missed.

use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use cmis_jobs::{
    Schedule, State, When, Worker,
    schedules::{pause, paused, resume},
};
use futures_util::future::join_all;
use tokio_util::task::TaskTracker;

use crate::{Act, Fixture, eventually};

const MINUTE: Duration = Duration::from_secs(60);

fn minutely(test: &Fixture) -> Worker {
    test.worker().schedule(Schedule::new("test.minutely", When::every(MINUTE), || Act::Note("minute".into())))
}

#[tokio::test(flavor = "multi_thread")]
async fn five_nodes_enqueue_each_occurrence_once_and_a_missed_one_once_after_downtime() {
    let test = Fixture::new().await;
    let nodes: Vec<Worker> = (0..5).map(|_| minutely(&test)).collect();
    let tick = async || {
        let rounds = join_all(nodes.iter().map(Worker::tick)).await;
        let ran = nodes[0].run_due().await.expect("a round");
        (rounds.into_iter().map(|round| round.expect("a tick")).sum::<usize>(), ran)
    };
    assert_eq!(tick().await, (0, 0), "the first one is in the future");
    for _ in 0..20 {
        test.clock.advance(TimeDelta::seconds(60));
        assert_eq!(tick().await, (1, 1));
        assert_eq!(tick().await, (0, 0));
    }
    test.clock.advance(TimeDelta::hours(9));
    assert_eq!(tick().await, (1, 1), "what was missed runs once");
    assert_eq!(tick().await, (0, 0));
    test.clock.advance(TimeDelta::seconds(60));
    assert_eq!(tick().await, (1, 1), "and it goes on as before");
    assert_eq!(test.seen().len(), 22);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_day_over_the_change_of_the_clock_in_cairo_has_one_run() {
    let test = Fixture::new().await;
    let start: chrono::DateTime<chrono::Utc> = "2026-04-10T12:00:00Z".parse().expect("an instant");
    test.clock.advance(start - test.clock.now());
    let daily = || Schedule::new("test.daily", When::daily(0, 30, Tz::Africa__Cairo), || Act::Note("day".into()));
    let nodes = [test.worker().schedule(daily()), test.worker().schedule(daily())];
    assert_eq!(nodes[0].tick().await.expect("a tick"), 0);
    for day in 0..30 {
        test.clock.advance(TimeDelta::days(1));
        let (one, two) = tokio::join!(nodes[0].tick(), nodes[1].tick());
        assert_eq!(one.expect("a tick") + two.expect("a tick"), 1, "day {day}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_paused_resumed_listed_and_run_by_hand() {
    let test = Fixture::new().await;
    let worker = minutely(&test);
    worker.tick().await.expect("a tick");
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(pause(&mut tx, test.clock.now(), None).await.expect("paused"));
    assert!(!pause(&mut tx, test.clock.now(), None).await.expect("asked"), "it is already");
    tx.commit().await.expect("committed");
    test.clock.advance(TimeDelta::minutes(10));
    assert_eq!(worker.tick().await.expect("a tick"), 0);

    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(paused(&mut tx).await.expect("asked").is_some());
    let id =
        worker.schedules().run_now(&mut tx, test.clock.now(), test.ids.next(), "test.minutely").await.expect("asked");
    let none =
        worker.schedules().run_now(&mut tx, test.clock.now(), test.ids.next(), "test.none").await.expect("asked");
    tx.commit().await.expect("committed");
    assert!(none.is_none());
    assert_eq!(worker.run_due().await.expect("a round"), 1);
    assert_eq!(test.view(id.expect("a job")).await.state, State::Completed);

    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(resume(&mut tx).await.expect("resumed"));
    tx.commit().await.expect("committed");
    assert_eq!(worker.tick().await.expect("a tick"), 1, "what was missed meanwhile, once");
    let mut tx = test.db.system("test").await.expect("a transaction");
    let list = worker.schedules().list(&mut tx).await.expect("listed");
    assert_eq!((list.len(), list[0].definition.as_str()), (1, "every 1 min"));
    assert!(
        list[0].next_at > test.clock.now() && list[0].last_at.is_some() && list[0].last_job_id.is_some(),
        "{list:?}"
    );

    // declared otherwise by a newer version: planned anew
    let newer =
        test.worker().schedule(Schedule::new("test.minutely", When::daily(4, 0, Tz::UTC), || Act::Note(String::new())));
    newer.tick().await.expect("a tick");
    let list = newer.schedules().list(&mut tx).await.expect("listed");
    assert_eq!(list[0].next_at, When::daily(4, 0, Tz::UTC).next(test.clock.now()));
    assert_eq!(worker.tick().await.expect("a tick"), 0, "an older version that starts plans anew too");
    test.clock.advance(TimeDelta::minutes(1));
    assert_eq!(worker.tick().await.expect("a tick"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_worker_keeps_its_schedules() {
    let mut test = Fixture::new().await;
    test.clock = cmis_base::clock::Clock::system();
    let quick = Schedule::new("test.quick", When::every(Duration::from_millis(200)), || Act::Note("quick".into()));
    let tasks = TaskTracker::new();
    let stop = test.start(test.worker().schedule(quick), &tasks);
    eventually(async || test.seen().len() >= 3).await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
}
