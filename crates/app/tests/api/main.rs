//! The API, told as stories through the real router on a real database, one file a feature.

mod bad_input;
mod context;
mod harness;
mod idempotency;
mod login;
mod me;
mod members;
mod mfa;
mod notifications;
mod openapi;
mod routes;
mod tenancy;
