//! The API, told as stories through the real router on a real database, one file a feature.

mod admin;
mod audit;
mod harness;
mod invitations;
mod login;
mod members;
mod orgs;
