//! What becomes of jobs after their attempts: done, failed, or put back for another one. Everything that ended while the last
//! outcomes were stored is stored together.

use std::{collections::HashMap, time::Duration};

use serde_json::Value;
use uuid::Uuid;

use super::{
    Engine,
    queries::{self, Claimed, End, Retries},
};
use crate::{backoff, job::Failure};

/// Tries to store outcomes before the jobs are left to their leases.
const TRIES: u32 = 8;
/// Outcomes that one transaction stores.
const TOGETHER: usize = 1000;
/// Longest wait between two attempts, whatever the other side asked for.
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);
/// Longest error text that is kept, in characters.
const LONGEST_ERROR: usize = 4000;

/// An attempt that ended.
pub struct Ended {
    pub job: Claimed,
    pub lease: Uuid,
    pub end: Result<Value, Failure>,
    /// The job was completed in a transaction of its own.
    pub is_complete: bool,
}

/// What to store.
enum Verdict {
    Completed(Value),
    Failed(String),
    Retry { error: String, after: Duration },
}

/// An attempt and what to store of it.
struct Judged {
    job: Claimed,
    lease: Uuid,
    verdict: Verdict,
    is_complete: bool,
}

/// Decides. `random` is a number from 0 to 1.
fn judge(end: Result<Value, Failure>, attempt: i16, max_attempts: i16, random: f64) -> Verdict {
    match end {
        Ok(result) => Verdict::Completed(result),
        Err(Failure::Retry { error, after }) if attempt < max_attempts => {
            Verdict::Retry { error: text(&error), after: after.unwrap_or_else(|| backoff::delay(attempt, random)) }
        }
        Err(failure) => Verdict::Failed(text(failure.error())),
    }
}

fn text(error: &anyhow::Error) -> String {
    // PostgreSQL stores no NUL.
    format!("{error:#}").chars().filter(|c| *c != '\0').take(LONGEST_ERROR).collect()
}

impl Engine {
    /// Stores outcomes as they come until it is cancelled.
    pub(crate) async fn settle(&self) -> anyhow::Result<()> {
        let mut to_settle = self.to_settle.lock().await;
        let mut batch = Vec::with_capacity(TOGETHER);
        while to_settle.recv_many(&mut batch, TOGETHER).await > 0 {
            let judged = batch
                .drain(..)
                .map(|Ended { job, lease, end, is_complete }| {
                    let verdict = judge(end, job.attempt, job.max_attempts, backoff::random());
                    Judged { job, lease, verdict, is_complete }
                })
                .collect();
            self.settle_all(judged).await;
        }
        Ok(())
    }

    /// Stores outcomes, as far as this worker still holds the jobs. While the database is away it tries again; when it stays
    /// away, the leases end and the jobs run once more.
    async fn settle_all(&self, mut judged: Vec<Judged>) {
        for attempt in 1..=TRIES {
            match self.store(&judged).await {
                Ok(outcomes) => return self.report(&judged, &outcomes).await,
                Err(error) if !self.is_of_one(&error) => {
                    tracing::warn!(jobs = judged.len(), error = %error, "outcomes not stored");
                }
                Err(_) if judged.len() > 1 => {
                    // one of them cannot be stored: the others do not suffer for it
                    for one in judged {
                        Box::pin(self.settle_all(vec![one])).await;
                    }
                    return;
                }
                Err(error) => {
                    tracing::warn!(job = %judged[0].job.id, error = %error, "the outcome cannot be stored");
                    let reason = format!("the outcome cannot be stored: {error}");
                    judged[0].verdict = Verdict::Failed(reason);
                }
            }
            tokio::time::sleep(Duration::from_millis(100 << attempt.min(6))).await;
        }
        tracing::error!(jobs = judged.len(), "outcomes given up; the jobs will run again");
        self.let_go(&judged);
    }

    /// Whether the database refused what it was given, rather than being away or busy.
    fn is_of_one(&self, error: &sqlx::Error) -> bool {
        match error {
            sqlx::Error::Database(error) => {
                error.code().is_some_and(|code| code.starts_with("22") || code.starts_with("23"))
            }
            sqlx::Error::Encode(_) => true,
            _ => false,
        }
    }

    fn let_go(&self, judged: &[Judged]) {
        let mut state = self.state();
        for Judged { job, lease, .. } in judged {
            if state.held.get(&job.id).is_some_and(|slot| slot.lease == *lease) {
                state.held.remove(&job.id);
            }
        }
        drop(state);
        self.wake.notify_one();
    }

    /// Returns the stored outcome of each job; none where the lease was lost.
    async fn store(&self, judged: &[Judged]) -> Result<HashMap<Uuid, String>, sqlx::Error> {
        let now = self.clock.standing();
        let (mut end, mut retries) = (End::default(), Retries::default());
        for Judged { job, lease, verdict, .. } in judged {
            match verdict {
                Verdict::Completed(result) => end.push(job.id, *lease, "completed", Some(result.clone()), None),
                Verdict::Failed(error) => end.push(job.id, *lease, "failed", None, Some(error.clone())),
                Verdict::Retry { error, after } => {
                    retries.ids.push(job.id);
                    retries.leases.push(*lease);
                    retries.afters.push(after.min(&LONGEST_WAIT).as_secs_f64());
                    retries.errors.push(error.clone());
                }
            }
        }
        let mut tx = self.db.queue("jobs outcome").await?;
        let mut outcomes = HashMap::with_capacity(judged.len());
        if !retries.ids.is_empty() {
            let back = queries::retry(&mut tx, &retries, now).await?;
            outcomes.extend(back.into_iter().map(|id| (id, "retry".to_owned())));
            for (place, id) in retries.ids.iter().enumerate().filter(|(_, id)| !outcomes.contains_key(*id)) {
                // Cancelled while it failed, or lost: `finish` tells which.
                end.push(*id, retries.leases[place], "failed", None, Some(retries.errors[place].clone()));
            }
        }
        if !end.ids.is_empty() {
            outcomes.extend(queries::finish(&mut tx, &end, now).await?);
        }
        tx.commit().await?;
        Ok(outcomes)
    }

    async fn report(&self, judged: &[Judged], outcomes: &HashMap<Uuid, String>) {
        for Judged { job, verdict, is_complete, .. } in judged {
            let error = match verdict {
                Verdict::Completed(_) => "",
                Verdict::Failed(error) | Verdict::Retry { error, .. } => error,
            };
            let outcome = match outcomes.get(&job.id) {
                Some(outcome) => outcome.as_str(),
                None if *is_complete => "completed",
                None => "refused",
            };
            match outcome {
                "completed" | "cancelled" => tracing::debug!(job = %job.id, kind = job.kind, outcome, "job ended"),
                "retry" => {
                    tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "job will be tried again");
                }
                "refused" => tracing::warn!(job = %job.id, kind = job.kind, "result refused: the job was taken over"),
                _ => tracing::error!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "job failed"),
            }
            metrics::counter!("cmis_jobs_total", "kind" => job.kind.clone(), "outcome" => outcome.to_owned())
                .increment(1);
        }
        let keys = judged.iter().filter_map(|judged| judged.job.concurrency_key.clone()).collect();
        if let Err(error) = self.free_keys(keys).await {
            tracing::warn!(error = %error, "jobs stay blocked until somebody looks for them");
        }
        self.let_go(judged);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{Verdict, judge};
    use crate::job::Failure;

    #[test]
    fn a_retryable_failure_of_the_last_attempt_fails_the_job() {
        let failure = || Err(anyhow::anyhow!("down").into());
        assert!(matches!(judge(failure(), 7, 8, 0.0), Verdict::Retry { .. }));
        assert!(matches!(judge(failure(), 8, 8, 0.0), Verdict::Failed(_)));
        assert!(matches!(judge(Err(Failure::permanent(anyhow::anyhow!("bad"))), 1, 8, 0.0), Verdict::Failed(_)));
        assert!(matches!(judge(Ok(json!(1)), 8, 8, 0.0), Verdict::Completed(_)));
    }

    #[test]
    fn the_wait_that_the_other_side_asked_for_is_obeyed() {
        let asked = Failure::Retry { error: anyhow::anyhow!("429"), after: Some(Duration::from_secs(77)) };
        let Verdict::Retry { after, .. } = judge(Err(asked), 1, 8, 0.0) else { panic!("no retry") };
        assert_eq!(after.as_secs(), 77);
    }
}
