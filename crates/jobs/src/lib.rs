//! The queue: background work in Postgres, at least once, enqueued in the transaction that causes it; and the schedules,
//! which enqueue what recurs.
//!
//! A kind of work is one struct that implements [`Job`]; [`enqueue`] stores it, a [`Worker`] claims and runs it. This crate
//! knows Postgres and nothing of marketing. It must never run a job's code with a transaction of its own open, and never
//! take a result from a worker that no longer holds the job's lease. `docs/jobs.md` says what is guaranteed.

mod backoff;
mod engine;
pub mod enqueue;
mod job;
mod lanes;
mod running;
pub mod schedules;
pub mod supervise;
pub mod view;
mod worker;

pub use backoff::retry_after;
pub use enqueue::{Enqueue, enqueue, enqueue_all};
pub use job::{Failure, Job, Queue};
pub use running::Running;
pub use schedules::{Schedule, When};
pub use view::{
    Attempt, JobView, State,
    change::{cancel, cleanup, erase_org, reschedule, retry},
    find::{attempts, find},
    reason::Reason,
};
pub use worker::Worker;
