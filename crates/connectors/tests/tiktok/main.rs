//! The TikTok connector against a server that answers what TikTok documents and keeps what it was asked.

mod ads;
mod edit;
mod inbound;
mod insights;
mod platform;
mod problems;
#[path = "../recorder/mod.rs"]
mod recorder;
mod sign_in;
