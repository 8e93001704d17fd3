//! The API, told as stories through the real router on a real database, one file a feature.

mod bad_input;
mod harness;
mod idempotency;
mod login;
mod members;
mod openapi;
mod routes;
mod tenancy;
