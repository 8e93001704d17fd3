//! The connectors against the sandbox. Each was written from the platforms' documents without a look at the other: what one says the
//! other has to understand, and what is read has to be the truth.
#![expect(clippy::unwrap_used, reason = "what is not there fails the test, also in what tests share")]

mod ad_sets;
mod days;
mod faults;
mod hours;
mod linkedin;
mod reading;
mod snapchat;
mod stage;
mod tiktok;
mod twitter;
mod webhooks;
mod writing;
