//! What a job may ask and do while it runs: its transactions, its progress, whether to stop.

mod queries;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::{DateTime, Utc};
use cmis_base::id::{self, Id, Org, User};
use cmis_db::{Conn, Db, Tx};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::job::Failure;

/// Progress is told at most so often; every step of it is stored.
const TELL_EVERY: Duration = Duration::from_millis(500);

/// A job's view of its own attempt: who it is for, whether to stop, how far it is.
#[derive(Clone)]
pub struct Running {
    /// The job.
    pub id: Id<id::Job>,
    /// The org it belongs to; none for work of the installation itself.
    pub org_id: Option<Id<Org>>,
    /// The user who caused it.
    pub created_by: Option<Id<User>>,
    /// Which attempt this is; the first is 1.
    pub attempt: i16,
    /// Attempts before the job counts as failed.
    pub max_attempts: i16,
    /// When it was due. Of a scheduled job: the occurrence that it stands for.
    pub due_at: DateTime<Utc>,
    pub(crate) lease: Uuid,
    pub(crate) cancel: CancellationToken,
    pub(crate) db: Db,
    /// The instant of a clock that stands.
    pub(crate) standing: Option<DateTime<Utc>>,
    /// The job was completed in a transaction of its own.
    pub(crate) is_complete: Arc<AtomicBool>,
    /// When progress was told last.
    pub(crate) told_at: Arc<Mutex<Option<Instant>>>,
}

impl Running {
    /// Whether a retryable failure of this attempt fails the job.
    pub fn is_last_attempt(&self) -> bool {
        self.attempt >= self.max_attempts
    }

    /// Whether somebody cancelled the job. Stop at the next point where stopping is safe.
    pub fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Resolves when somebody cancels the job.
    pub async fn cancelled(&self) {
        self.cancel.cancelled().await;
    }

    /// Ends the job here if somebody cancelled it: `job.check()?` at each safe point.
    pub fn check(&self) -> Result<(), Failure> {
        if self.is_cancelled() { Err(Failure::permanent(anyhow::anyhow!("cancelled"))) } else { Ok(()) }
    }

    /// Tells how far the work is, 0 to 100, with a message for people. Opens a short transaction of its own. Whoever asked for
    /// the job hears of it at once, about twice a second at most (channel `job_news`).
    pub async fn progress(&self, percent: u8, message: &str) -> Result<(), Failure> {
        let mut tx = self.db.system("job progress").await?;
        let percent = i16::from(percent.min(100));
        queries::set_progress(&mut tx, self.id.raw(), self.lease, percent, message, self.tells_now()).await?;
        tx.commit().await?;
        Ok(())
    }

    fn tells_now(&self) -> bool {
        let mut told_at = self.told_at.lock().unwrap_or_else(PoisonError::into_inner);
        let tells = self.created_by.is_some() && told_at.is_none_or(|at| at.elapsed() >= TELL_EVERY);
        if tells {
            *told_at = Some(Instant::now());
        }
        tells
    }

    /// Opens the transaction in which the job reads or stores: of its org, in which that org is all there is, or across
    /// orgs for work of the installation itself. It fails unless this attempt still holds the job, and holds it until its
    /// end, so that a worker frozen past its lease stores nothing. Call nothing outside while it is open.
    pub async fn tx(&self) -> Result<Tx, Failure> {
        let mut tx = match self.org_id {
            Some(org) => self.db.tenant(org).await?,
            None => self.db.system("job").await?,
        };
        self.hold(&mut tx).await?;
        Ok(tx)
    }

    /// Fails unless this attempt still holds the job, and keeps it held until the end of the caller's transaction. Call it
    /// first in the transaction that stores the work; [`Running::tx`] has done so.
    pub async fn hold(&self, conn: &mut Conn) -> Result<(), Failure> {
        if queries::hold(conn, self.id.raw(), self.lease).await? {
            Ok(())
        } else {
            Err(anyhow::anyhow!("the job was taken over by another worker").into())
        }
    }

    /// Completes the job in the caller's transaction, so that what the job did there and its end are stored together or not
    /// at all: effects of that transaction happen exactly once. Commit it and return the same result.
    pub async fn complete(&self, conn: &mut Conn, result: &Value) -> Result<(), Failure> {
        if !queries::complete(conn, self.id.raw(), self.lease, result, self.standing).await? {
            return Err(anyhow::anyhow!("the job was taken over by another worker").into());
        }
        self.is_complete.store(true, Ordering::Release);
        Ok(())
    }
}
