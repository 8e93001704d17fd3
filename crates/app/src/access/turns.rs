//! Heavy work off the async threads, so much at once and no more.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use crate::http::error::{ApiError, ErrorCode};

/// Longest wait for a turn.
const WAIT: Duration = Duration::from_secs(5);

/// So many pieces of heavy work at once. The turn belongs to the work and not to the request: whoever hangs up does not
/// make room for more while the work goes on.
#[derive(Clone, Debug)]
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// `at_once` turns.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once.max(1))))
    }

    /// Runs it on a thread that may block; 503 when no turn came within five seconds.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
        self.run_within(WAIT, work).await
    }

    async fn run_within<T: Send + 'static>(
        &self,
        wait: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        let busy = || ApiError::new(ErrorCode::Unavailable, "error-unavailable").extra("retry_after", 5);
        let turn = tokio::time::timeout(wait, self.0.clone().acquire_owned()).await.map_err(|_| busy())?;
        let turn = turn.map_err(ApiError::internal)?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(ApiError::internal)
    }
}

#[cfg(test)]
mod tests {
    use std::{sync::mpsc, time::Duration};

    use tokio::sync::oneshot;

    use super::Turns;
    use crate::http::error::ErrorCode;

    async fn refusal(turns: &Turns) -> Option<ErrorCode> {
        turns.run_within(Duration::ZERO, || ()).await.err().map(|error| error.code())
    }

    #[tokio::test]
    async fn whoever_hangs_up_makes_no_room() {
        let turns = Turns::new(1);
        let (begin, begun) = oneshot::channel();
        let (end, ended) = mpsc::channel();
        let work = turns.run(move || {
            begin.send(()).expect("somebody waits for it");
            ended.recv()
        });
        tokio::select! {
            _ = work => panic!("the work goes on until it is told to end"),
            begun = begun => begun.expect("begun"),
        }
        assert_eq!(refusal(&turns).await, Some(ErrorCode::Unavailable));
        end.send(()).expect("the work goes on");
        assert!(turns.run(|| ()).await.is_ok());
    }

    #[tokio::test]
    async fn nobody_waits_for_ever() {
        let turns = Turns::new(1);
        let held = turns.0.clone().acquire_owned().await.expect("turn");
        assert_eq!(refusal(&turns).await, Some(ErrorCode::Unavailable));
        drop(held);
        assert_eq!(refusal(&turns).await, None);
    }
}
