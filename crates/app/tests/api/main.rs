//! The API, told as stories through the real router on a real database, one file a feature.

mod harness;
mod login;
mod members;
