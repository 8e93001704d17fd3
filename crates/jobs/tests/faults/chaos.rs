//! Everything at once, and a checker of the history: what was promised to whoever enqueued, cancelled, moved or retried a job
//! while workers died and the database went away, against what happened.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    clock::Clock,
    id::{Id, Ids, Org},
};
use cmis_db::Db;
use cmis_jobs::{Enqueue, State, cancel, enqueue_all, find, reschedule, retry};
use sqlx::Row;
use uuid::Uuid;

use crate::{
    PATIENCE,
    crew::{Hand, Site, make_ledger, until},
    work::Work,
};

/// Short, so that much happens in a short time.
const LEASE: Duration = Duration::from_millis(1500);
const WORKERS: usize = 3;
const ORGS: usize = 5;

/// Numbers that a seed decides.
struct Dice(u64);

impl Dice {
    fn new() -> Self {
        let seed = std::env::var("CMIS_FAULTS_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| u64::from_le_bytes(cmis_base::secret::random_bytes::<8>()));
        println!("CMIS_FAULTS_SEED={seed}");
        Self(seed)
    }

    /// From 0 to `sides` - 1 (SplitMix64).
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }

    fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.roll(length as u64)).expect("small")
    }
}

/// What was promised of a job.
struct Promise {
    work: Work,
    /// It was cancelled before it ran, at this instant of the database.
    cancelled_at: Option<DateTime<Utc>>,
    /// It was asked to stop while it ran.
    is_told: bool,
    /// It was moved at the one instant to the other.
    moved: Option<(DateTime<Utc>, DateTime<Utc>)>,
    is_retried: bool,
    /// An answer was lost: what was asked may or may not have happened.
    is_unsure: bool,
}

struct History {
    jobs: HashMap<Uuid, Promise>,
    order: Vec<Uuid>,
    orgs: Vec<Id<Org>>,
    ids: Ids,
}

impl History {
    fn new() -> Self {
        let ids = Ids::system();
        let orgs = (0..ORGS).map(|_| ids.next()).collect();
        Self { jobs: HashMap::new(), order: Vec::new(), orgs, ids }
    }

    async fn enqueue(&mut self, db: &Db, dice: &mut Dice) -> Result<(), sqlx::Error> {
        let org = self.orgs[dice.index(ORGS)];
        let works: Vec<Work> = (0..dice.roll(60) + 20)
            .map(|_| Work {
                is_transactional: dice.roll(3) > 0,
                millis: [0, 0, 0, 1, 5, 20, 100][dice.index(7)],
                failures: if dice.roll(10) == 0 { 2 } else { 0 },
                is_permanent: dice.roll(25) == 0,
                key: (dice.roll(6) == 0).then(|| format!("{org}:{}", dice.roll(3))),
            })
            .collect();
        let now = Clock::system().now();
        let jobs: Vec<Enqueue<Work>> = works
            .iter()
            .map(|work| {
                let job = Enqueue::new(work.clone()).org(org).priority(i16::try_from(dice.roll(3)).expect("small"));
                let job = if dice.roll(8) == 0 { job.at(now + TimeDelta::milliseconds(800)) } else { job };
                match &work.key {
                    Some(key) => job.at_most(2, key.clone()),
                    None => job,
                }
            })
            .collect();
        let mut tx = db.tenant(org).await?;
        let ids = enqueue_all(&mut tx, now, &self.ids, jobs).await?;
        if dice.roll(20) == 0 {
            // what is rolled back never runs: nobody promised anything
            return tx.rollback().await;
        }
        let is_sure = tx.commit().await.is_ok();
        for (id, work) in ids.into_iter().zip(works) {
            let promise = Promise {
                work,
                cancelled_at: None,
                is_told: false,
                moved: None,
                is_retried: false,
                is_unsure: !is_sure,
            };
            self.jobs.insert(id.raw(), promise);
            self.order.push(id.raw());
        }
        Ok(())
    }

    /// Asks for a change of a job and notes the answer.
    async fn change(&mut self, db: &Db, dice: &mut Dice) {
        if self.order.is_empty() {
            return;
        }
        // mostly young ones: the others are done
        let back = 1 + dice.index(self.order.len().min(400));
        let id = self.order[self.order.len() - back];
        let kind = dice.roll(3);
        let Some(promise) = self.jobs.get_mut(&id) else { return };
        if try_change(db, id, promise, kind).await.is_err() {
            promise.is_unsure = true;
        }
    }
}

async fn try_change(db: &Db, id: Uuid, promise: &mut Promise, kind: u64) -> Result<(), sqlx::Error> {
    let now = Clock::system().now();
    let mut tx = db.system("test").await?;
    match kind {
        0 => {
            let state = cancel(&mut tx, now, id.into()).await?;
            tx.commit().await?;
            match state {
                Some(State::Cancelled) => promise.cancelled_at = Some(instant(db).await?),
                Some(_) => promise.is_told = true,
                None => {}
            }
        }
        1 => {
            let to = now + TimeDelta::seconds(2);
            let is_moved = reschedule(&mut tx, now, id.into(), to).await?;
            tx.commit().await?;
            if is_moved {
                promise.moved = Some((instant(db).await?, to));
            }
        }
        _ => {
            let is_back = retry(&mut tx, now, id.into()).await?;
            tx.commit().await?;
            promise.is_retried |= is_back;
        }
    }
    Ok(())
}

async fn instant(db: &Db) -> Result<DateTime<Utc>, sqlx::Error> {
    let mut tx = db.system("test").await?;
    sqlx::query_scalar("select clock_timestamp()").fetch_one(&mut *tx).await
}

/// Breaks something.
async fn break_something(site: &Site, hands: &mut [Hand], dice: &mut Dice) -> &'static str {
    let place = dice.index(hands.len());
    let at_work = hands.iter().filter(|hand| !hand.is_frozen).count();
    let hand = &mut hands[place];
    match dice.roll(10) {
        0..=3 => {
            hand.kill();
            *hand = Hand::start(&site.options, LEASE);
            "killed"
        }
        4..=6 if hand.is_frozen => {
            hand.thaw();
            "thawed"
        }
        // somebody has to work, or the test waits for nobody
        4..=6 if at_work > 1 => {
            hand.freeze();
            "frozen"
        }
        4..=8 => {
            site.cut_connections().await;
            "connections cut"
        }
        _ => {
            site.crash_postgres();
            "PostgreSQL crashed"
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_lost_and_nothing_done_twice_while_everything_breaks() {
    let seconds = std::env::var("CMIS_FAULTS_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    let mut dice = Dice::new();
    let site = Site::start().await;
    make_ledger(&site.options).await;
    let mut hands: Vec<Hand> = (0..WORKERS).map(|_| Hand::start(&site.options, LEASE)).collect();
    let mut history = History::new();
    let mut faults: HashMap<&str, usize> = HashMap::new();
    let (begun, mut broken) = (Instant::now(), Instant::now());
    while begun.elapsed() < Duration::from_secs(seconds) {
        if history.enqueue(&site.db, &mut dice).await.is_err() {
            continue; // nothing was promised
        }
        for _ in 0..5 {
            history.change(&site.db, &mut dice).await;
        }
        if broken.elapsed() > Duration::from_millis(600) {
            *faults.entry(break_something(&site, &mut hands, &mut dice).await).or_default() += 1;
            broken = Instant::now();
        }
        // the test is not the one to starve the workers
        until("the workers keep up", PATIENCE, async || (waiting(&site.db).await? < 800).then_some(())).await;
    }
    hands.iter_mut().filter(|hand| hand.is_frozen).for_each(Hand::thaw);
    let ((), took) = until("everything ends", PATIENCE, async || (waiting(&site.db).await? == 0).then_some(())).await;
    println!("{} jobs, {faults:?}, done {took:?} after the last fault", history.jobs.len());
    check(&site.db, &history).await;
    drop(hands);
    site.stop().await;
}

/// Jobs that are not finished; none while the database is away.
async fn waiting(db: &Db) -> Option<i64> {
    let mut tx = db.system("test").await.ok()?;
    sqlx::query_scalar("select count(*) from jobs").fetch_one(&mut *tx).await.ok()
}

/// What a job came to.
struct Fact {
    state: State,
    attempt: i16,
    begun: Vec<DateTime<Utc>>,
    effects: i64,
    beside: i64,
}

async fn facts(db: &Db, history: &History) -> HashMap<Uuid, Fact> {
    let mut tx = db.system("test").await.expect("a transaction");
    let rows = sqlx::query(
        "select finished_jobs.id, count(*) over (partition by finished_jobs.id) as twins,
            (select coalesce(array_agg(at order by at), '{}') from ledger where job = id and what = 'begun') as begun,
            (select count(*) from ledger where job = id and what = 'effect') as effects,
            (select coalesce(max(beside), 0) from ledger where job = id) as beside
         from finished_jobs",
    )
    .fetch_all(&mut *tx)
    .await
    .expect("read");
    let mut facts = HashMap::new();
    for row in rows {
        let id: Uuid = row.get("id");
        assert_eq!(row.get::<i64, _>("twins"), 1, "{id} ended twice");
        assert!(history.jobs.contains_key(&id), "{id} was never promised");
        let view = find(&mut tx, id.into()).await.expect("read").expect("found");
        let (begun, effects, beside) = (row.get("begun"), row.get("effects"), row.get("beside"));
        facts.insert(id, Fact { state: view.state, attempt: view.attempt, begun, effects, beside });
    }
    facts
}

async fn check(db: &Db, history: &History) {
    let facts = facts(db, history).await;
    for (id, promise) in &history.jobs {
        let Some(fact) = facts.get(id) else {
            assert!(promise.is_unsure, "{id} was lost");
            continue;
        };
        check_one(*id, promise, fact);
    }
    let count = |state| facts.values().filter(|fact| fact.state == state).count();
    println!(
        "{} completed, {} failed, {} cancelled; {} began more than once",
        count(State::Completed),
        count(State::Failed),
        count(State::Cancelled),
        facts.values().filter(|fact| fact.begun.len() > 1).count()
    );
}

fn check_one(id: Uuid, promise: &Promise, fact: &Fact) {
    let work = &promise.work;
    if work.is_transactional {
        let wanted = i64::from(fact.state == State::Completed);
        assert_eq!(fact.effects, wanted, "{id}: {:?} with {} effects, {work:?}", fact.state, fact.effects);
    } else if fact.state == State::Completed {
        assert!(fact.effects >= 1, "{id} completed without its effect");
    }
    assert!(fact.beside <= 2, "{id} ran beside {} of its key", fact.beside);
    if promise.is_unsure {
        return;
    }
    match fact.state {
        State::Completed => assert!(!work.is_permanent, "{id} cannot have completed"),
        State::Failed => {
            assert!(work.is_permanent || fact.attempt >= 60, "{id} failed in attempt {}: {work:?}", fact.attempt);
        }
        State::Cancelled => {
            assert!(promise.cancelled_at.is_some() || promise.is_told, "{id} was cancelled by nobody");
        }
        State::Pending | State::Processing => panic!("{id} has not ended"),
    }
    if promise.is_retried {
        return; // what was promised before it is void
    }
    if let Some(at) = promise.cancelled_at {
        assert_eq!(fact.state, State::Cancelled, "{id} was cancelled before it ran");
        assert!(fact.begun.iter().all(|begun| *begun <= at), "{id} began after it was cancelled");
    }
    if let Some((at, to)) = promise.moved {
        let early = fact.begun.iter().find(|begun| **begun > at && **begun < to);
        assert!(early.is_none(), "{id} was moved at {at} to {to} and began at {early:?}");
    }
}
