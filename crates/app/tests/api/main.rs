//! The API, told as stories through the real router on a real database, one file a feature.

mod admin;
mod audit;
mod bad_input;
mod harness;
mod idempotency;
mod invitations;
mod login;
mod members;
mod openapi;
mod orgs;
mod routes;
mod tenancy;
