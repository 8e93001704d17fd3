//! What becomes of a job after an attempt: done, failed, or put back for another one.

use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

use crate::{
    backoff,
    engine::Engine,
    job::Failure,
    queries::{self, Claimed, End, Retry},
};

/// Tries to store an outcome before the job is left to its lease.
const TRIES: u32 = 8;
/// Longest wait between two attempts, whatever the other side asked for.
const LONGEST_WAIT: Duration = Duration::from_secs(7 * 86_400);
/// Longest error text that is kept, in characters.
const LONGEST_ERROR: usize = 4000;

/// What to store.
enum Verdict {
    Completed(Value),
    Failed(String),
    Retry { error: String, after: Duration },
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
    /// Stores an attempt's outcome, if this worker still holds the job. While the database is away it tries again; when it
    /// stays away, the lease ends and the job runs once more.
    pub(crate) async fn settle(&self, job: &Claimed, lease: Uuid, end: Result<Value, Failure>) {
        let verdict = judge(end, job.attempt, job.max_attempts, backoff::random());
        for attempt in 1..=TRIES {
            match self.store(job, lease, &verdict).await {
                Ok(outcome) => return self.report(job, outcome.as_deref(), &verdict),
                Err(error) => tracing::warn!(job = %job.id, kind = job.kind, error = %error, "outcome not stored"),
            }
            tokio::time::sleep(Duration::from_millis(100 << attempt.min(6))).await;
        }
        tracing::error!(job = %job.id, kind = job.kind, "outcome given up; the job will run again");
    }

    /// Returns the stored outcome; none when the lease was lost.
    async fn store(&self, job: &Claimed, lease: Uuid, verdict: &Verdict) -> Result<Option<String>, sqlx::Error> {
        let at = self.clock.standing();
        let mut tx = self.db.system("jobs outcome").await?;
        let outcome = match verdict {
            Verdict::Completed(result) => {
                let end = End { state: "completed", result: Some(result), error: None, at };
                queries::finish(&mut tx, job.id, lease, &end).await?
            }
            Verdict::Failed(error) => {
                let end = End { state: "failed", result: None, error: Some(error), at };
                queries::finish(&mut tx, job.id, lease, &end).await?
            }
            Verdict::Retry { error, after } => {
                let after = after.min(&LONGEST_WAIT).as_secs_f64();
                if queries::retry(&mut tx, job.id, lease, &Retry { after, error, at }).await? {
                    Some("retry".to_owned())
                } else {
                    // Cancelled while it failed, or lost: `finish` tells which.
                    let end = End { state: "failed", result: None, error: Some(error), at };
                    queries::finish(&mut tx, job.id, lease, &end).await?
                }
            }
        };
        tx.commit().await?;
        Ok(outcome)
    }

    fn report(&self, job: &Claimed, outcome: Option<&str>, verdict: &Verdict) {
        let outcome = outcome.unwrap_or("refused").to_owned();
        let error = match verdict {
            Verdict::Completed(_) => "",
            Verdict::Failed(error) | Verdict::Retry { error, .. } => error,
        };
        match outcome.as_str() {
            "completed" | "cancelled" => tracing::debug!(job = %job.id, kind = job.kind, outcome, "job ended"),
            "retry" => {
                tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "job will be tried again")
            }
            "refused" => tracing::warn!(job = %job.id, kind = job.kind, "result refused: the job was taken over"),
            _ => tracing::error!(job = %job.id, kind = job.kind, attempt = job.attempt, error, "job failed"),
        }
        metrics::counter!("cmis_jobs_total", "kind" => job.kind.clone(), "outcome" => outcome).increment(1);
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
