//! Looking at jobs from outside, moving them, trying them again, and ending them in a transaction of their own.

use std::time::Duration;

use chrono::TimeDelta;
use cmis_base::id::{self, Id, Ids, Org, User};
use cmis_db::Db;
use cmis_jobs::{
    Enqueue, Failure, Job, Queue, Running, State, enqueue, reschedule, retry,
    view::find::{Filter, list, queues, workers},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio_util::task::TaskTracker;

use crate::{Act, Fixture, note};

async fn page(db: &Db, filter: &Filter, limit: i64) -> Vec<Id<id::Job>> {
    let mut tx = db.system("test").await.expect("a transaction");
    list(&mut tx, filter, limit).await.expect("listed").iter().map(|job| job.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_job_is_moved_and_a_failed_one_tried_again_as_the_same_job() {
    let test = Fixture::new().await;
    let later = test.clock.now() + TimeDelta::days(1);
    let moved = test.put(note("moved")).await;
    let failing = test.put(Enqueue::new(Act::FailForGood)).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(reschedule(&mut tx, test.clock.now(), moved, later).await.expect("moved"));
    assert!(!retry(&mut tx, test.clock.now(), failing).await.expect("asked"), "it has not failed yet");
    tx.commit().await.expect("committed");
    assert_eq!(test.worker().run_due().await.expect("a round"), 1);
    assert_eq!(test.view(failing).await.state, State::Failed);

    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(retry(&mut tx, test.clock.now(), failing).await.expect("asked"));
    assert!(reschedule(&mut tx, test.clock.now(), moved, test.clock.now()).await.expect("moved"));
    tx.commit().await.expect("committed");
    let view = test.view(failing).await;
    assert_eq!((view.state, view.attempt, view.max_attempts), (State::Pending, 0, 3));
    test.clock.advance(TimeDelta::seconds(1));
    assert_eq!(test.worker().run_due().await.expect("a round"), 2);
    assert_eq!(test.outcomes(failing).await, ["failed", "failed"], "what happened before is kept");
    assert_eq!(test.view(moved).await.state, State::Completed);
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(!retry(&mut tx, test.clock.now(), moved).await.expect("asked"), "it is done");
    assert!(!reschedule(&mut tx, test.clock.now(), moved, later).await.expect("asked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_listed_newest_first_by_org_state_kind_and_user() {
    let test = Fixture::new().await;
    let (org, user): (Id<Org>, Id<User>) = (test.ids.next(), test.ids.next());
    let first = test.put(note("first").org(org).by(user)).await;
    let second = test.put(Enqueue::new(Act::FailForGood).org(org)).await;
    test.worker().run_due().await.expect("a round");
    let third = test.put(note("third").org(org).at(test.clock.now() + TimeDelta::days(1))).await;
    let other = test.put(note("other")).await;

    let all = Filter::default();
    assert_eq!(page(&test.db, &all, 10).await, [other, third, second, first]);
    assert_eq!(page(&test.db, &Filter { before: Some(third), ..all.clone() }, 1).await, [second]);
    let of_org = Filter { org: Some(org), ..all.clone() };
    assert_eq!(page(&test.db, &of_org, 10).await, [third, second, first]);
    let by = |states: &[State]| Filter { states: states.to_vec(), ..of_org.clone() };
    assert_eq!(page(&test.db, &by(&[State::Pending]), 10).await, [third]);
    assert_eq!(page(&test.db, &by(&[State::Failed, State::Completed]), 10).await, [second, first]);
    assert_eq!(page(&test.db, &Filter { created_by: Some(user), ..all.clone() }, 10).await, [first]);
    assert_eq!(page(&test.db, &Filter { kinds: vec!["test.none".into()], ..all.clone() }, 10).await, []);
    assert_eq!(page(&test.db, &Filter { queue: Some(Queue::Default), ..all }, 10).await.len(), 4);
    let mut tx = test.db.tenant(org).await.expect("a transaction");
    assert_eq!(list(&mut tx, &Filter::default(), 10).await.expect("listed").len(), 3, "a tenant sees its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn depth_age_and_workers_are_told() {
    let test = Fixture::new().await;
    test.put(note("old").at(test.clock.now() - TimeDelta::minutes(2))).await;
    test.put(note("later").at(test.clock.now() + TimeDelta::days(1))).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let all = queues(&mut tx).await.expect("counted");
    let default = all.iter().find(|queue| queue.queue == "default").expect("the queue");
    assert_eq!((all.len(), default.pending, default.scheduled), (Queue::ALL.len(), 1, 1));
    assert!((110.0..600.0).contains(&default.oldest_seconds), "{default:?}");
    assert!(workers(&mut tx).await.expect("listed").is_empty());
    drop(tx);

    let tasks = TaskTracker::new();
    let stop = test.start(test.worker(), &tasks);
    let busy = test.put(Enqueue::new(Act::Wait)).await;
    test.scene.0.begun.notified().await;
    test.until(busy, State::Processing).await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    let seen = workers(&mut tx).await.expect("listed");
    assert!(seen.len() == 1 && seen[0].is_alive && seen[0].name.ends_with(&std::process::id().to_string()), "{seen:?}");
    drop(tx);
    test.scene.0.go_on.notify_one();
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    let mut tx = test.db.system("test").await.expect("a transaction");
    assert!(workers(&mut tx).await.expect("listed").is_empty(), "it signed off");
}

/// Writes another job and ends, both in one transaction, in the way it is told to.
#[derive(Serialize, Deserialize)]
enum Store {
    Together,
    TogetherThenPanic,
    RolledBack,
}

impl Job for Store {
    const KIND: &'static str = "test.store";
    const QUEUE: Queue = Queue::Default;
    const MAX_ATTEMPTS: i16 = 2;
    type State = Ids;

    async fn run(self, ids: Ids, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let effect = Enqueue::new(Act::Note("effect".into())).org(job.org_id).at(job.due_at + TimeDelta::days(1));
        enqueue(&mut tx, job.due_at, ids.next(), effect).await?;
        let result = json!({"stored": true});
        job.complete(&mut tx, &result).await?;
        match self {
            Self::RolledBack => tx.rollback().await?,
            _ => tx.commit().await?,
        }
        assert!(!matches!(self, Self::TogetherThenPanic), "after its end");
        if matches!(self, Self::RolledBack) {
            return Err(anyhow::anyhow!("rolled back").into());
        }
        Ok(result)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_ends_with_what_it_stores_does_both_or_neither() {
    let test = Fixture::new().await;
    let org: Id<Org> = test.ids.next();
    let mut ids = Vec::new();
    for job in [Store::Together, Store::TogetherThenPanic, Store::RolledBack] {
        let mut tx = test.db.tenant(org).await.expect("a transaction");
        let job = Enqueue::new(job).org(org).one_at_a_time("store");
        ids.push(enqueue(&mut tx, test.clock.now(), test.ids.next(), job).await.expect("enqueued"));
        tx.commit().await.expect("committed");
    }
    let worker = test.worker().register::<Store>(test.ids.clone());
    worker.run_due().await.expect("a round");
    let states = [test.view(ids[0]).await, test.view(ids[1]).await, test.view(ids[2]).await].map(|job| job.state);
    assert_eq!(states, [State::Completed, State::Completed, State::Pending]);
    assert_eq!(test.view(ids[0]).await.result, Some(json!({"stored": true})));
    let effects = page(&test.db, &Filter { kinds: vec![Act::KIND.into()], ..Filter::default() }, 10).await;
    assert_eq!(effects.len(), 2, "the one that rolled back stored nothing");
    test.clock.advance(TimeDelta::from_std(Duration::from_secs(60)).expect("a minute"));
    worker.run_due().await.expect("a round");
    assert_eq!(test.view(ids[2]).await.state, State::Failed);
}
