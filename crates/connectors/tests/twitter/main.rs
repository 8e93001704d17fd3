//! The X connector against a small server that answers as X documents, checks every signature by itself, and remembers what it was asked.

mod ads;
mod edit;
mod inbound;
mod insights;
mod platform;
mod problems;
#[path = "../recorder/mod.rs"]
mod recorder;
mod sign_in;
mod sign_in_v2;
