//! The HTTP machinery that every feature stands on: errors, envelope, extractors, lists, limits. Knows no feature.

pub mod check;
pub mod error;
pub mod extract;
pub mod headers;
pub mod idempotency;
pub mod list;
pub mod precondition;
pub mod queries;
pub mod rate;
pub mod reply;
pub mod request;
pub mod short_form;
pub mod words;

/// Largest JSON body, in bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// Longest time for a request, in seconds.
pub const TIME_LIMIT_SECONDS: u64 = 30;
