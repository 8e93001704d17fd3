//! What goes on beside the jobs: renewing leases, taking over those of dead workers, giving back.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use uuid::Uuid;

use super::{
    Engine,
    queries::{self, Back, End, Held},
};
use crate::view::reason::LOST;

/// How often a worker looks for due jobs that it does not know.
const STRANGERS: Duration = Duration::from_secs(60);
/// How often it looks for blocked jobs whose key is free: those that a worker left behind which died just then.
const BLOCKED: Duration = Duration::from_secs(5);
/// Keys that such a look goes through; the next one goes on behind them.
const KEYS: i64 = 200;
/// A job that has been claimed for so long and has not begun goes back: others may have places for it.
const LONGEST_BUFFERED: Duration = Duration::from_secs(1);

impl Engine {
    /// Keeps leases and takes over those of dead workers until it is cancelled.
    pub async fn keep(&self) -> anyhow::Result<()> {
        let mut renewal = tokio::time::interval(self.settings.renewal());
        renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut strangers = tokio::time::interval(STRANGERS);
        let mut blocked = tokio::time::interval(BLOCKED);
        let mut after = String::new();
        loop {
            tokio::select! {
                _ = renewal.tick() => self.keep_once().await,
                () = self.look.notified() => self.keep_once().await,
                _ = strangers.tick() => {
                    if let Err(error) = self.tell_strangers().await {
                        tracing::warn!(error = %error, "no search for jobs of unknown kinds");
                    }
                }
                _ = blocked.tick() => {
                    if let Err(error) = self.unblock_some(&mut after).await {
                        tracing::warn!(error = %error, "no search for blocked jobs");
                    }
                }
            }
        }
    }

    async fn keep_once(&self) {
        if let Err(error) = self.renew().await {
            tracing::warn!(error = %error, "leases not renewed");
        }
        if let Err(error) = self.give_sign(false).await {
            tracing::warn!(error = %error, "no sign of life given");
        }
        if let Err(error) = self.release_unbegun(LONGEST_BUFFERED).await {
            tracing::warn!(error = %error, "jobs that had not begun were not given back");
        }
        match self.take_over().await {
            Ok(0) => {}
            Ok(_) => self.wake.notify_one(),
            Err(error) => tracing::warn!(error = %error, "no search for lost jobs"),
        }
    }

    /// Renews the leases of what is held here; passes on cancellations; drops what was taken over by others.
    async fn renew(&self) -> Result<(), sqlx::Error> {
        let held = self.held();
        if held.ids.is_empty() {
            return Ok(());
        }
        let seconds = self.settings.lease.as_secs_f64();
        let mut tx = self.db.reserved("jobs lease").await?;
        let kept = queries::renew(&mut tx, &held, seconds, self.clock.standing()).await?;
        tx.commit().await?;
        let kept: HashMap<(Uuid, Uuid), bool> =
            kept.into_iter().map(|(id, lease, cancel)| ((id, lease), cancel)).collect();
        let state = self.state();
        for (id, lease) in held.ids.iter().zip(&held.leases) {
            let Some(slot) = state.held.get(id).filter(|slot| slot.lease == *lease) else { continue };
            match kept.get(&(*id, *lease)) {
                Some(true) => slot.cancel.cancel(),
                Some(false) => {}
                None => slot.abort.cancel(),
            }
        }
        Ok(())
    }

    /// Puts back jobs whose lease ended, or fails them when no attempt is left. Returns how many.
    pub async fn take_over(&self) -> Result<usize, sqlx::Error> {
        let now = self.clock.standing();
        let mut tx = self.db.queue("jobs take-over").await?;
        let expired = queries::lock_expired(&mut tx, now).await?;
        if expired.is_empty() {
            tx.rollback().await?;
            return Ok(0);
        }
        let (mut back, mut end) = (Held::default(), End::default());
        for job in &expired {
            if job.spent {
                end.push(job.id, job.lease, "failed", None, Some(LOST.to_owned()));
            } else {
                back.push(job.id, job.lease);
            }
        }
        queries::finish(&mut tx, &end, now).await?;
        queries::put_back(&mut tx, &back, now, Back::Lost).await?;
        tx.commit().await?;
        tracing::warn!(jobs = expired.len(), "took over jobs of a lost worker");
        metrics::counter!("cmis_jobs_taken_over_total").increment(expired.len() as u64);
        self.free_keys(expired.iter().filter_map(|job| job.concurrency_key.clone()).collect()).await?;
        Ok(expired.len())
    }

    /// Lets the next ones of these keys go on. After the commit of what freed them.
    pub async fn free_keys(&self, mut keys: Vec<String>) -> Result<(), sqlx::Error> {
        if keys.is_empty() {
            return Ok(());
        }
        keys.sort_unstable();
        keys.dedup();
        let mut tx = self.db.queue("jobs keys").await?;
        queries::lock_keys(&mut tx, &keys).await?;
        let freed = queries::unblock(&mut tx, &keys).await?;
        tx.commit().await?;
        if freed > 0 {
            self.wake.notify_one();
        }
        Ok(())
    }

    async fn unblock_some(&self, after: &mut String) -> Result<(), sqlx::Error> {
        let mut tx = self.db.queue("jobs blocked").await?;
        let keys = queries::blocked_keys(&mut tx, after, KEYS).await?;
        tx.rollback().await?;
        *after = if keys.len() < 200 { String::new() } else { keys.last().cloned().unwrap_or_default() };
        self.free_keys(keys).await
    }

    /// Gives jobs back that were claimed longer ago than this and have not begun.
    pub async fn release_unbegun(&self, longer_than: Duration) -> Result<(), sqlx::Error> {
        let mut held = Held::default();
        {
            let mut state = self.state();
            let now = Instant::now();
            state.held.retain(|id, slot| {
                let stays = slot.has_begun || now.duration_since(slot.claimed_at) < longer_than;
                if !stays {
                    held.push(*id, slot.lease);
                }
                stays
            });
            let state = &mut *state;
            for place in state.queues.values_mut() {
                place.buffer.retain(|job| state.held.contains_key(&job.id));
            }
        }
        if held.ids.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.queue("jobs not begun").await?;
        queries::put_back(&mut tx, &held, self.clock.standing(), Back::Unbegun).await?;
        tx.commit().await
    }

    /// Gives back what does not end within the grace period.
    pub(super) async fn give_back(&self, held: &Held) -> Result<(), sqlx::Error> {
        let mut tx = self.db.queue("jobs release").await?;
        let released = queries::put_back(&mut tx, held, self.clock.standing(), Back::Released).await?;
        tx.commit().await?;
        tracing::info!(jobs = released, "gave jobs back at shutdown");
        Ok(())
    }
}
