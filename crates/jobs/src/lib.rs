//! The queue: background work in Postgres, at least once, enqueued in the transaction that causes it.
//!
//! A kind of work is one struct that implements [`Job`]; [`enqueue`] stores it, a [`Worker`] claims and runs it. This crate
//! knows Postgres and nothing of marketing. It must never run a job's code with a transaction open, and never take a
//! result from a worker that no longer holds the job's lease.

mod backoff;
mod engine;
mod enqueue;
mod job;
mod queries;
mod settle;
pub mod supervise;
mod view;
mod worker;

pub use enqueue::{Enqueue, enqueue};
pub use job::{Failure, Job, Queue, Running};
pub use view::{Attempt, JobView, State, attempts, cancel, cleanup, erase_org, find};
pub use worker::Worker;
