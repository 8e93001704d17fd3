//! Taking jobs: which queues have places, whose turn it is, and whose key is free.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use cmis_db::Conn;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use super::{
    Engine, Lease, MOST_HELD,
    queries::{self, Claimed, Holder, Starts},
};
use crate::{
    job::Queue,
    lanes::{Lane, SURVEYED},
};

/// Scheduled jobs that become pending at once.
const PROMOTED: i64 = 1000;
/// A busy worker looks this often for scheduled jobs whose time has come; an idle one is told of them.
const PROMOTE_EVERY: Duration = Duration::from_millis(200);

/// What a look for jobs came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Round {
    /// Jobs taken.
    pub started: usize,
    /// Every place is taken.
    pub is_full: bool,
    /// It was too early for a survey: there may be more than was found.
    pub is_early: bool,
}

impl Engine {
    /// Claims and starts due jobs until every place is taken or nothing is due. `thorough`: nothing that is known spares a
    /// look.
    pub async fn fill(
        self: &Arc<Self>,
        tracker: &TaskTracker,
        stop: &CancellationToken,
        thorough: bool,
    ) -> Result<Round, sqlx::Error> {
        let mut round = Round::default();
        self.promote(thorough).await?;
        let mut surveyed = false;
        while !stop.is_cancelled() {
            let wanted = self.wanted();
            if wanted.is_empty() {
                round.is_full = true;
                return Ok(round);
            }
            if self.survey_at() <= Instant::now() || (thorough && !surveyed) {
                self.survey(&wanted).await?;
                surveyed = true;
            } else if !surveyed {
                round.is_early = true;
            }
            let mut found = 0;
            for (queue, places) in wanted {
                if self.state().lanes.has(queue) {
                    found += self.claim(tracker, stop, queue, places).await?;
                }
            }
            round.started += found;
            if found > 0 {
                surveyed = false;
            } else if !self.has_lanes() {
                return Ok(round);
            }
        }
        Ok(round)
    }

    /// When the lanes may be surveyed again.
    pub fn survey_at(&self) -> Instant {
        self.state().lanes.survey_at()
    }

    fn has_lanes(&self) -> bool {
        let state = self.state();
        state.queues.iter().any(|(queue, place)| place.wants() > 0 && state.lanes.has(*queue))
    }

    fn wanted(&self) -> Vec<(Queue, usize)> {
        let state = self.state();
        if state.held.len() >= MOST_HELD {
            return Vec::new();
        }
        let wants = state.queues.iter().map(|(queue, place)| (*queue, place.wants()));
        wants.filter(|(_, places)| *places > 0).collect()
    }

    /// Makes scheduled jobs pending whose time has come, and finds out when to look again.
    async fn promote(&self, thorough: bool) -> Result<(), sqlx::Error> {
        let is_told = self.is_told.swap(false, Ordering::AcqRel);
        if !thorough && !is_told && Instant::now() < self.state().promote_at {
            return Ok(());
        }
        let (begun, now) = (Instant::now(), self.clock.standing());
        let mut tx = self.db.queue("jobs due").await?;
        let mut promoted = queries::promote(&mut tx, now, PROMOTED).await?;
        let is_cut = promoted == PROMOTED.unsigned_abs();
        while thorough && promoted == PROMOTED.unsigned_abs() {
            promoted = queries::promote(&mut tx, now, PROMOTED).await?;
        }
        let next = queries::next_due(&mut tx, now, self.settings.poll.as_secs_f64()).await?;
        tx.commit().await?;
        let cost = begun.elapsed();
        let soonest = if is_cut { Duration::ZERO } else { cost * 10 };
        let wait = next.map_or(self.settings.poll, |seconds| Duration::from_secs_f64(seconds.max(0.0)));
        let mut state = self.state();
        let wait = if state.waits_for.is_empty() { wait.min(PROMOTE_EVERY) } else { wait };
        state.promote_at = Instant::now() + wait.max(soonest).min(self.settings.poll.max(soonest));
        Ok(())
    }

    /// When scheduled jobs are looked at next.
    pub fn promote_at(&self) -> Instant {
        self.state().promote_at
    }

    async fn survey(&self, wanted: &[(Queue, usize)]) -> Result<(), sqlx::Error> {
        let begun = Instant::now();
        let mut starts = Starts::default();
        {
            let state = self.state();
            for (queue, _) in wanted {
                let behind = state.lanes.behind(*queue);
                starts.queues.push(queue.as_str());
                starts.ranks.push(behind.map_or(i16::MIN, |(rank, _)| rank));
                starts.orgs.push(behind.map(|(_, org)| org));
            }
        }
        let mut tx = self.db.queue("jobs survey").await?;
        let limit = i64::try_from(SURVEYED).unwrap_or(i64::MAX);
        let seen = queries::survey(&mut tx, &starts, &self.known, limit).await?;
        tx.rollback().await?;
        let seen = seen.into_iter().filter_map(|seen| {
            let queue = Queue::parse(&seen.queue)?;
            let first = seen.run_at.zip(seen.id);
            let lane = first.map(|(run_at, id)| Lane { rank: seen.rank, org: seen.org, run_at, id });
            Some((queue, seen.rank, seen.org, lane))
        });
        let queues: Vec<Queue> = wanted.iter().map(|(queue, _)| *queue).collect();
        self.state().lanes.surveyed(&queues, seen.collect(), begun.elapsed());
        Ok(())
    }

    async fn claim(
        self: &Arc<Self>,
        tracker: &TaskTracker,
        stop: &CancellationToken,
        queue: Queue,
        places: usize,
    ) -> Result<usize, sqlx::Error> {
        let shares = self.state().lanes.shares(queue, places);
        let lease = self.ids.next::<Lease>().raw();
        let holder = Holder { worker_id: self.worker_id, lease, seconds: self.settings.lease.as_secs_f64() };
        let mut tx = self.db.queue("jobs claim").await?;
        let now = self.clock.standing();
        let claimed = queries::claim(&mut tx, queue.as_str(), &shares, &self.known, holder, now).await?;
        // what was enqueued after the stop is seen only by a look after it: nothing of it is taken
        if stop.is_cancelled() {
            tx.rollback().await?;
            return Ok(0);
        }
        let places = claimed.iter().map(|job| Lane {
            rank: -job.priority,
            org: job.org_id.unwrap_or_default(),
            run_at: job.run_at,
            id: job.id,
        });
        let got: Vec<Lane> = places.collect();
        let mut mine = self.without_taken_keys(&mut tx, lease, claimed).await?;
        tx.commit().await?;
        self.state().lanes.claimed(queue, &shares, &got);
        // as they stand in the queue: an update returns its rows in no order
        mine.sort_by_key(|job| (-job.priority, job.run_at, job.id));
        let started = mine.len();
        self.accept(tracker, queue, lease, mine);
        Ok(started)
    }

    /// Parks claimed jobs whose concurrency key is taken, and leaves those pending whose key somebody else decides about now.
    async fn without_taken_keys(
        &self,
        conn: &mut Conn,
        lease: Uuid,
        claimed: Vec<Claimed>,
    ) -> Result<Vec<Claimed>, sqlx::Error> {
        let mut keys: Vec<String> = claimed.iter().filter_map(|job| job.concurrency_key.clone()).collect();
        if keys.is_empty() {
            return Ok(claimed);
        }
        keys.sort_unstable();
        keys.dedup();
        let locked = queries::try_lock_keys(conn, &keys).await?;
        let mut busy: HashMap<String, i64> = locked.iter().map(|key| (key.clone(), 0)).collect();
        busy.extend(queries::running_of_keys(conn, &locked, lease).await?);
        let (mut mine, mut blocked, mut undecided) = (Vec::new(), Vec::new(), Vec::new());
        let mut in_order = claimed;
        in_order.sort_by_key(|job| (-job.priority, job.run_at, job.id));
        for job in in_order {
            let Some(key) = &job.concurrency_key else {
                mine.push(job);
                continue;
            };
            match busy.get_mut(key) {
                None => undecided.push(job.id),
                Some(running) if *running < i64::from(job.concurrency_limit) => {
                    *running += 1;
                    mine.push(job);
                }
                Some(_) => blocked.push(job.id),
            }
        }
        for (ids, state) in [(blocked, "blocked"), (undecided, "pending")] {
            if !ids.is_empty() {
                queries::unclaim(conn, &ids, state).await?;
            }
        }
        Ok(mine)
    }
}
