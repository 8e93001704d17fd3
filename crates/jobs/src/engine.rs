//! The running half of a worker: claims jobs, runs them, keeps their leases and takes over those of dead workers.

use std::{
    collections::{HashMap, HashSet},
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use cmis_base::{clock::Clock, id::Id, id::Ids};
use cmis_db::Db;
use futures_util::FutureExt;
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    job::{Failure, Queue, Running},
    queries::{self, Claimed, Held, Holder},
    supervise,
    worker::{Handler, Settings},
};

/// A worker at work. One per run.
pub struct Engine {
    pub db: Db,
    pub clock: Clock,
    pub ids: Ids,
    pub kinds: HashMap<&'static str, Handler>,
    /// The keys of `kinds`.
    known: Vec<&'static str>,
    pub settings: Settings,
    pub worker_id: Uuid,
    /// What runs here now.
    running: Mutex<HashMap<Uuid, Slot>>,
    /// Something may have become possible: a job came, or a place got free.
    pub wake: Notify,
    /// Somebody cancelled a running job: look at the leases now.
    pub look: Notify,
}

/// A job that runs here.
struct Slot {
    queue: Queue,
    lease: Uuid,
    /// Tells the job that somebody cancelled it.
    cancel: CancellationToken,
    /// Drops the job's future.
    abort: CancellationToken,
}

/// How often a worker looks for due jobs that it does not know.
const STRANGERS: Duration = Duration::from_secs(60);

/// Marks a lease; ids of leases are never shown.
enum Lease {}

impl Engine {
    /// An engine with nothing running.
    pub fn new(db: Db, clock: Clock, ids: Ids, kinds: HashMap<&'static str, Handler>, settings: Settings) -> Arc<Self> {
        let worker_id = ids.next::<Self>().raw();
        let known = kinds.keys().copied().collect();
        Arc::new(Self {
            db,
            clock,
            ids,
            kinds,
            known,
            settings,
            worker_id,
            running: Mutex::default(),
            wake: Notify::new(),
            look: Notify::new(),
        })
    }

    fn running(&self) -> MutexGuard<'_, HashMap<Uuid, Slot>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing runs here.
    pub fn is_idle(&self) -> bool {
        self.running().is_empty()
    }

    /// Claims and starts due jobs until every place is taken or nothing is due. Returns how many were started.
    pub async fn fill(self: &Arc<Self>, tracker: &TaskTracker, stop: &CancellationToken) -> Result<usize, sqlx::Error> {
        let mut started = 0;
        loop {
            if stop.is_cancelled() {
                return Ok(started);
            }
            let free = self.free_places();
            let open: Vec<&str> = free.keys().map(|queue| queue.as_str()).collect();
            if open.is_empty() {
                return Ok(started);
            }
            let mut tx = self.db.system("jobs claim").await?;
            let due = queries::due_queues(&mut tx, &open, &self.known, self.clock.standing()).await?;
            tx.rollback().await?;
            let mut found = 0;
            for queue in due.iter().filter_map(|word| Queue::parse(word)) {
                let places = free.get(&queue).copied().unwrap_or_default();
                found += self.claim(tracker, stop, queue, places).await?;
            }
            started += found;
            if found == 0 {
                return Ok(started);
            }
        }
    }

    fn free_places(&self) -> HashMap<Queue, usize> {
        let mut free = self.settings.concurrency.clone();
        for slot in self.running().values() {
            if let Some(places) = free.get_mut(&slot.queue) {
                *places = places.saturating_sub(1);
            }
        }
        free.retain(|_, places| *places > 0);
        free
    }

    async fn claim(
        self: &Arc<Self>,
        tracker: &TaskTracker,
        stop: &CancellationToken,
        queue: Queue,
        places: usize,
    ) -> Result<usize, sqlx::Error> {
        let now = self.clock.standing();
        let lease = self.ids.next::<Lease>().raw();
        let holder = Holder { worker_id: self.worker_id, lease, seconds: self.settings.lease.as_secs_f64() };
        let mut tx = self.db.system("jobs claim").await?;
        let limit = i64::try_from(places).unwrap_or(i64::MAX);
        let candidates = queries::lock_due(&mut tx, queue.as_str(), &self.known, now, limit).await?;
        // what was enqueued after the stop is seen only by a look after it: nothing of it is taken
        if stop.is_cancelled() {
            tx.rollback().await?;
            return Ok(0);
        }
        let keys: HashSet<String> = candidates.iter().filter_map(|job| job.concurrency_key.clone()).collect();
        let mut free_keys = HashSet::new();
        if !keys.is_empty() {
            let keys: Vec<String> = keys.into_iter().collect();
            let locked = queries::lock_keys(&mut tx, &keys).await?;
            let busy = queries::busy_keys(&mut tx, &locked).await?;
            free_keys.extend(locked.into_iter().filter(|key| !busy.contains(key)));
        }
        // Of equal keys the first candidate gets the key, the others stay.
        let mine: Vec<Uuid> = candidates
            .into_iter()
            .filter(|job| job.concurrency_key.as_ref().is_none_or(|key| free_keys.remove(key)))
            .map(|job| job.id)
            .collect();
        if mine.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let claimed = queries::claim(&mut tx, &mine, holder, now).await?;
        tx.commit().await?;
        for job in claimed {
            self.start(tracker, queue, lease, job);
        }
        Ok(mine.len())
    }

    fn start(self: &Arc<Self>, tracker: &TaskTracker, queue: Queue, lease: Uuid, job: Claimed) {
        let slot = Slot { queue, lease, cancel: CancellationToken::new(), abort: CancellationToken::new() };
        let (cancel, abort) = (slot.cancel.clone(), slot.abort.clone());
        self.running().insert(job.id, slot);
        let engine = self.clone();
        supervise::once(tracker, async move {
            let end = engine.attempt(&job, lease, cancel, &abort).await;
            if let Some(end) = end {
                engine.settle(&job, lease, end).await;
            }
            engine.running().remove(&job.id);
            engine.wake.notify_one();
        });
    }

    /// Runs one attempt. None when it was dropped: its outcome belongs to somebody else.
    async fn attempt(
        &self,
        job: &Claimed,
        lease: Uuid,
        cancel: CancellationToken,
        abort: &CancellationToken,
    ) -> Option<Result<Value, Failure>> {
        if job.cancel_requested {
            return Some(Err(Failure::permanent(anyhow::anyhow!("cancelled before it ran"))));
        }
        let Some(handler) = self.kinds.get(job.kind.as_str()) else {
            // never claimed; if it were, another worker could still do it
            return Some(Err(anyhow::anyhow!("no handler for jobs of kind {}", job.kind).into()));
        };
        let running = Running {
            id: Id::new(job.id),
            org_id: job.org_id.map(Id::new),
            created_by: job.created_by.map(Id::new),
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            lease,
            cancel,
            db: self.db.clone(),
        };
        let begun = std::time::Instant::now();
        let run = AssertUnwindSafe(async { handler(job.payload.clone(), running).await }).catch_unwind();
        let end = abort.run_until_cancelled(run).await?;
        metrics::histogram!("cmis_job_seconds", "kind" => job.kind.clone()).record(begun.elapsed().as_secs_f64());
        Some(end.unwrap_or_else(|panic| Err(anyhow::anyhow!("panicked: {}", supervise::panic_text(&*panic)).into())))
    }

    /// Keeps leases and takes over those of dead workers until it is cancelled.
    pub async fn keep(&self) -> anyhow::Result<()> {
        let mut look_around = tokio::time::interval(STRANGERS);
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.settings.renewal()) => {}
                () = self.look.notified() => {}
                _ = look_around.tick() => {
                    if let Err(error) = self.tell_strangers().await {
                        tracing::warn!(error = %error, "no search for jobs of unknown kinds");
                    }
                }
            }
            if let Err(error) = self.renew().await {
                tracing::warn!(error = %error, "leases not renewed");
            }
            match self.take_over().await {
                Ok(0) => {}
                Ok(_) => self.wake.notify_one(),
                Err(error) => tracing::warn!(error = %error, "no search for lost jobs"),
            }
        }
    }

    /// Tells which due jobs wait for a worker that knows their kind: one of a newer version, or of a plug-in that is gone.
    async fn tell_strangers(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.db.system("jobs of unknown kinds").await?;
        let waiting = queries::strangers(&mut tx, &self.known, self.clock.standing()).await?;
        tx.rollback().await?;
        let mut all = 0;
        for (kind, jobs) in waiting {
            tracing::warn!(kind, jobs, "jobs wait for a worker that knows their kind");
            all += jobs;
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of jobs")]
        metrics::gauge!("cmis_jobs_of_unknown_kinds").set(all as f64);
        Ok(())
    }

    /// Renews the leases of what runs here; passes on cancellations; drops what was taken over by others.
    async fn renew(&self) -> Result<(), sqlx::Error> {
        let held = self.held();
        if held.ids.is_empty() {
            return Ok(());
        }
        let seconds = self.settings.lease.as_secs_f64();
        let mut tx = self.db.system("jobs lease").await?;
        let kept = queries::renew(&mut tx, &held.ids, &held.leases, seconds, self.clock.standing()).await?;
        tx.commit().await?;
        let kept: HashMap<(Uuid, Uuid), bool> =
            kept.into_iter().map(|(id, lease, cancel)| ((id, lease), cancel)).collect();
        let running = self.running();
        for (id, lease) in held.ids.iter().zip(&held.leases) {
            let Some(slot) = running.get(id).filter(|slot| slot.lease == *lease) else { continue };
            match kept.get(&(*id, *lease)) {
                Some(true) => slot.cancel.cancel(),
                Some(false) => {}
                None => slot.abort.cancel(),
            }
        }
        Ok(())
    }

    fn held(&self) -> Held {
        let mut held = Held::default();
        for (id, slot) in self.running().iter() {
            held.push(*id, slot.lease);
        }
        held
    }

    /// Puts back jobs whose lease ended, or fails them when no attempt is left. Returns how many.
    pub async fn take_over(&self) -> Result<usize, sqlx::Error> {
        let now = self.clock.standing();
        let mut tx = self.db.system("jobs take-over").await?;
        let expired = queries::lock_expired(&mut tx, now).await?;
        if expired.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let mut back = Held::default();
        for job in &expired {
            if job.spent {
                let end = queries::End { state: "failed", result: None, error: Some("the worker was lost"), at: now };
                queries::finish(&mut tx, job.id, job.lease, &end).await?;
            } else {
                back.push(job.id, job.lease);
            }
        }
        queries::put_back(&mut tx, &back, now, true).await?;
        queries::notify(&mut tx, "").await?;
        tx.commit().await?;
        tracing::warn!(jobs = expired.len(), "took over jobs of a lost worker");
        metrics::counter!("cmis_jobs_taken_over_total").increment(expired.len() as u64);
        Ok(expired.len())
    }

    /// Waits until nothing runs here; after the grace period drops what still does and gives it back.
    pub async fn drain(&self, grace: Duration) {
        let deadline = tokio::time::Instant::now() + grace;
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

    async fn give_back(&self, held: &Held) -> Result<(), sqlx::Error> {
        let mut tx = self.db.system("jobs release").await?;
        let released = queries::put_back(&mut tx, held, self.clock.standing(), false).await?;
        queries::notify(&mut tx, "").await?;
        tx.commit().await?;
        tracing::info!(jobs = released, "gave jobs back at shutdown");
        Ok(())
    }

    /// Drops the futures of everything that runs here; what was claimed stays claimed.
    pub fn abort_all(&self) {
        for slot in self.running().values() {
            slot.abort.cancel();
        }
    }
}
