//! What a worker tells of itself (its row in `job_workers`), and what it says of jobs that no worker knows.

mod queries;

use cmis_db::Conn;

use super::Engine;
use crate::view::reason::UNKNOWN_KIND;
use queries::Sign;

/// How long a job of a kind that no worker knows waits before it fails.
const STRANGERS_WAIT_DAYS: i32 = 7;

impl Engine {
    /// Tells that it lives, what it does, and which queues it wants to hear of.
    pub async fn give_sign(&self, stopping: bool) -> Result<(), sqlx::Error> {
        let waits_for: Vec<&str> =
            if stopping { Vec::new() } else { self.waits_for().iter().map(|queue| queue.as_str()).collect() };
        let sign = Sign {
            id: self.worker_id,
            name: &self.name,
            kinds: &self.known,
            queues: self.settings.queues().map(|(queue, _)| queue.as_str()).collect(),
            places: i32::try_from(self.settings.queues().map(|(_, places)| places).sum::<usize>()).unwrap_or(i32::MAX),
            running: i32::try_from(self.active()).unwrap_or(i32::MAX),
            waits_for,
            stopping,
        };
        let mut tx = self.db.system("worker sign of life").await?;
        queries::give_sign(&mut tx, &sign).await?;
        tx.commit().await
    }

    /// Takes its row away: it stops.
    pub async fn sign_off(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.db.system("worker stops").await?;
        queries::delete_worker(&mut tx, self.worker_id).await?;
        tx.commit().await
    }

    /// Tells which due jobs wait for a worker that knows their kind (one of a newer version, or of a plug-in that is gone), and
    /// fails those that have waited for seven days. Forgets workers that were not seen for an hour.
    pub async fn tell_strangers(&self) -> Result<(), sqlx::Error> {
        let mut tx = self.db.queue("jobs of unknown kinds").await?;
        queries::delete_old_workers(&mut tx).await?;
        let waiting = queries::strangers(&mut tx, &self.known).await?;
        let failed = if waiting.is_empty() { 0 } else { self.fail_strangers(&mut tx).await? };
        tx.commit().await?;
        let mut all = 0;
        for (kind, jobs) in waiting {
            tracing::warn!(kind, jobs, "jobs wait for a worker that knows their kind");
            all += jobs;
        }
        if failed > 0 {
            tracing::error!(jobs = failed, "jobs failed that no worker has known for {STRANGERS_WAIT_DAYS} days");
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of jobs")]
        metrics::gauge!("cmis_jobs_of_unknown_kinds").set(all as f64);
        Ok(())
    }

    async fn fail_strangers(&self, conn: &mut Conn) -> Result<u64, sqlx::Error> {
        let reason = format!("{UNKNOWN_KIND} for {STRANGERS_WAIT_DAYS} days");
        queries::fail_strangers(conn, &self.known, STRANGERS_WAIT_DAYS, &reason, self.clock.standing()).await
    }
}
