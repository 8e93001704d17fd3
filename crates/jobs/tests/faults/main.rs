//! The queue when things break: real worker processes killed and frozen, a PostgreSQL that crashes, connections that are cut;
//! and what must hold all the same.
//!
//! `CMIS_FAULTS_SECONDS=60` makes the long version, `CMIS_FAULTS_SEED` repeats the choices of a run (what the processes make
//! of them is theirs).

mod chaos;
mod crew;
mod work;

use std::time::Duration;

use cmis_base::{clock::Clock, id::Ids};
use cmis_db::{Db, testing::TestDb};
use cmis_jobs::{Enqueue, State, attempts, enqueue, find};
use uuid::Uuid;

use crew::{Hand, be_a_worker, make_ledger, until};
use work::{Gated, Work};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(180);
/// What a worker has unless it is told otherwise.
const USUAL_LEASE: Duration = Duration::from_secs(6);

/// No story: the processes of the stories live in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn worker_process() {
    be_a_worker().await;
}

/// The worker process that began an attempt of the job, other than `but`.
async fn begun_by(db: &Db, job: Uuid, but: i32) -> Option<i32> {
    let mut tx = db.system("test").await.ok()?;
    sqlx::query_scalar("select worker from ledger where job = $1 and what = 'begun' and worker <> $2")
        .bind(job)
        .bind(but)
        .fetch_optional(&mut *tx)
        .await
        .ok()?
}

async fn open_gate(db: &Db) {
    let mut tx = db.system("test").await.expect("a transaction");
    sqlx::query("insert into gate values (true)").execute(&mut *tx).await.expect("opened");
    tx.commit().await.expect("committed");
}

async fn effects(db: &Db, job: Uuid) -> Vec<i32> {
    let mut tx = db.system("test").await.expect("a transaction");
    sqlx::query_scalar("select worker from ledger where job = $1 and what = 'effect'")
        .bind(job)
        .fetch_all(&mut *tx)
        .await
        .expect("read")
}

/// Two processes and a job in the hands of one of them: the one, the other, the job.
async fn one_at_work(database: &TestDb, db: &Db) -> (Hand, Hand, Uuid) {
    make_ledger(database.options()).await;
    let mut tx = db.system("test").await.expect("a transaction");
    let now = Clock::system().now();
    let id = enqueue(&mut tx, now, Ids::system().next(), Enqueue::new(Gated {})).await.expect("enqueued").raw();
    tx.commit().await.expect("committed");
    let one = Hand::start(database.options(), USUAL_LEASE);
    let (by, _) = until("the job begins", PATIENCE, async || begun_by(db, id, 0).await).await;
    assert_eq!(by, one.id());
    let other = Hand::start(database.options(), USUAL_LEASE);
    until("the other one is up", PATIENCE, async || {
        let mut tx = db.system("test").await.ok()?;
        let seen: i64 = sqlx::query_scalar("select count(*) from job_workers").fetch_one(&mut *tx).await.ok()?;
        (seen == 2).then_some(())
    })
    .await;
    (one, other, id)
}

async fn story_of(db: &Db, job: Uuid) -> Vec<String> {
    let mut tx = db.system("test").await.expect("a transaction");
    attempts(&mut tx, job.into()).await.expect("read").into_iter().map(|attempt| attempt.outcome).collect()
}

async fn completed(db: &Db, job: Uuid) {
    until("the job completes", PATIENCE, async || {
        let mut tx = db.system("test").await.ok()?;
        let view = find(&mut tx, job.into()).await.ok()??;
        (view.state == State::Completed).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_of_a_killed_worker_begins_again_within_ten_seconds() {
    let database = TestDb::create().await;
    let db = database.db().await;
    let (mut one, other, job) = one_at_work(&database, &db).await;
    one.kill();
    let (by, took) = until("taken over", PATIENCE, async || begun_by(&db, job, one.id()).await).await;
    assert_eq!(by, other.id());
    assert!(took < Duration::from_secs(10), "taken over after {took:?}");
    println!("taken over after {took:?}");
    open_gate(&db).await;
    completed(&db, job).await;
    assert_eq!(story_of(&db, job).await, ["lost", "completed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_frozen_past_its_lease_stores_nothing_when_it_goes_on() {
    let database = TestDb::create().await;
    let db = database.db().await;
    let (mut one, other, job) = one_at_work(&database, &db).await;
    one.freeze();
    until("taken over", PATIENCE, async || begun_by(&db, job, one.id()).await).await;
    open_gate(&db).await;
    completed(&db, job).await;
    one.thaw();
    // it lives on, and by the time it does other work it is done with the old one
    until("the frozen one works again", PATIENCE, async || {
        let work = Work { is_transactional: true, millis: 1, failures: 0, is_permanent: false, key: None };
        let mut tx = db.system("test").await.ok()?;
        let now = Clock::system().now();
        enqueue(&mut tx, now, Ids::system().next(), Enqueue::new(work)).await.ok()?;
        let works: bool = sqlx::query_scalar("select exists (select from ledger where worker = $1 and job <> $2)")
            .bind(one.id())
            .bind(job)
            .fetch_one(&mut *tx)
            .await
            .ok()?;
        tx.commit().await.ok()?;
        works.then_some(())
    })
    .await;
    assert_eq!(effects(&db, job).await, [other.id()]);
    assert_eq!(story_of(&db, job).await, ["lost", "completed"]);
}
