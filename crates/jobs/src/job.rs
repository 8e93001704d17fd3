//! What a job is, where it waits, and how it fails.

use std::{future::Future, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

use crate::running::Running;

/// One kind of background work: the struct is the payload, `run` does it.
///
/// It runs at least once, so `run` must be idempotent. Payloads wait in the database across releases: add fields with
/// `#[serde(default)]`, never change the meaning of one.
pub trait Job: Serialize + DeserializeOwned + Send + 'static {
    /// The stored word, `feature.verb`. Never reused for something else.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: Queue;
    /// Attempts before it counts as failed.
    const MAX_ATTEMPTS: i16 = 8;
    /// What it needs from the application; given to [`crate::Worker::register`].
    type State: Clone + Send + Sync + 'static;

    /// Does the work; the answer is kept as the job's result.
    fn run(self, state: Self::State, job: Running) -> impl Future<Output = Result<serde_json::Value, Failure>> + Send;
}

/// Why an attempt failed. `?` on any error means "try again".
#[derive(Debug)]
pub enum Failure {
    /// Try again: after `after` if somebody said so (`Retry-After`), otherwise after an exponential wait.
    Retry {
        /// The cause, kept with the attempt.
        error: anyhow::Error,
        /// The wait that the other side asked for.
        after: Option<Duration>,
    },
    /// Trying again cannot help: bad input, a revoked token.
    Permanent(anyhow::Error),
}

impl Failure {
    /// A failure that no retry mends.
    pub fn permanent(error: impl Into<anyhow::Error>) -> Self {
        Self::Permanent(error.into())
    }

    /// A failure after which the other side asked for a wait (`Retry-After`); more than seven days count as seven.
    pub fn retry_after(error: impl Into<anyhow::Error>, after: Duration) -> Self {
        Self::Retry { error: error.into(), after: Some(after) }
    }

    /// The cause.
    pub fn error(&self) -> &anyhow::Error {
        match self {
            Self::Retry { error, .. } | Self::Permanent(error) => error,
        }
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Retry { error: error.into(), after: None }
    }
}

macro_rules! queues {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $concurrency:literal at once);* $(;)?) => {
        /// Where jobs wait; each queue has its own concurrency, so that one kind of work cannot hold up another.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Queue { $($(#[$doc])* $name),* }

        impl Queue {
            /// Every queue.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stored and public word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// How many of its jobs one worker runs at once unless told otherwise.
            pub const fn concurrency(self) -> usize {
                match self { $(Self::$name => $concurrency),* }
            }
        }
    };
}

queues! {
    /// What has no queue of its own: maintenance, deletion.
    Default = "default", 4 at once;
    /// Posts going out.
    Publishing = "publishing", 8 at once;
    /// Text generation.
    ContentGeneration = "content-generation", 4 at once;
    /// Reading from platforms.
    Sync = "sync", 4 at once;
    /// Mail.
    EmailSending = "email-sending", 8 at once;
    /// Rollups, reports, insights.
    AnalyticsProcessing = "analytics-processing", 2 at once;
    /// Archives for download.
    DataExports = "data-exports", 2 at once;
    /// Outgoing webhooks: they wait for others most of the time.
    Webhooks = "webhooks", 64 at once;
}

impl Queue {
    /// The queue of a stored word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|queue| queue.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn every_queue_has_one_word() {
        for queue in Queue::ALL {
            assert_eq!(Queue::parse(queue.as_str()), Some(*queue));
            assert!(queue.concurrency() > 0);
        }
    }
}
