//! The one place that starts background tasks, so that none dies unseen.
//!
//! Nothing else in the workspace may call `tokio::spawn`.

use std::{any::Any, future::Future, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The wait before the first restart; doubles up to [`LONGEST`].
const SHORTEST: Duration = Duration::from_millis(200);
/// The longest wait before a restart.
const LONGEST: Duration = Duration::from_secs(60);

/// Keeps a task running until it ends well or `cancel` is cancelled: after a panic or an error it is started again, with
/// a growing wait. `start` is called for each run with the same token; cancelling also drops a run that does not listen.
pub fn spawn<F, Fut>(tracker: &TaskTracker, name: &'static str, cancel: CancellationToken, start: F)
where
    F: Fn(CancellationToken) -> Fut + Send + 'static,
    Fut: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    tracker.spawn(async move {
        let mut wait = SHORTEST;
        while !cancel.is_cancelled() {
            let begun = tokio::time::Instant::now();
            let run = AssertUnwindSafe(start(cancel.clone())).catch_unwind();
            let Some(end) = cancel.run_until_cancelled(run).await else { break };
            match end {
                Ok(Ok(())) => break,
                Ok(Err(error)) => tracing::error!(task = name, error = format!("{error:#}"), "task failed; restarting"),
                Err(panic) => tracing::error!(task = name, panic = panic_text(&*panic), "task panicked; restarting"),
            }
            metrics::counter!("cmis_task_restarts_total", "task" => name).increment(1);
            if begun.elapsed() > LONGEST {
                wait = SHORTEST;
            }
            cancel.run_until_cancelled(tokio::time::sleep(wait)).await;
            wait = (wait * 2).min(LONGEST);
        }
    });
}

/// Runs a future to its end even when the caller goes away: for a mutation that a client's disconnect must not cut off.
/// The tracker waits for it at shutdown; a panic comes back through the handle.
pub fn once<F>(tracker: &TaskTracker, future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    tracker.spawn(future)
}

/// What a panic said.
pub fn panic_text(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio_util::{sync::CancellationToken, task::TaskTracker};

    use super::spawn;

    #[tokio::test]
    async fn a_task_returns_after_a_panic_and_an_error_and_ends_when_it_is_done() {
        let (tracker, runs) = (TaskTracker::new(), Arc::new(AtomicUsize::new(0)));
        let counted = runs.clone();
        spawn(&tracker, "test", CancellationToken::new(), move |_| {
            let run = counted.fetch_add(1, Ordering::SeqCst);
            async move {
                match run {
                    0 => panic!("first"),
                    1 => anyhow::bail!("second"),
                    _ => Ok(()),
                }
            }
        });
        tracker.close();
        tracker.wait().await;
        assert_eq!(runs.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn cancelling_ends_a_task_that_does_not_listen() {
        let (tracker, cancel) = (TaskTracker::new(), CancellationToken::new());
        spawn(&tracker, "test", cancel.clone(), |_| std::future::pending());
        tokio::task::yield_now().await;
        cancel.cancel();
        tracker.close();
        tracker.wait().await;
    }
}
