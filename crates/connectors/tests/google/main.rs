//! The Google Ads connector against a small server that answers as Google documents, and remembers what it was asked.

mod editing;
mod inbound;
mod problems;
mod reading;
#[path = "../recorder/mod.rs"]
mod recorder;
mod server;
mod sign_in;
