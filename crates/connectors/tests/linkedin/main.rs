//! The LinkedIn connector against a server that answers what LinkedIn documents and keeps what it was asked.

mod ads;
mod edit;
mod inbound;
mod insights;
mod leads;
mod platform;
mod problems;
#[path = "../recorder/mod.rs"]
mod recorder;
mod sign_in;
