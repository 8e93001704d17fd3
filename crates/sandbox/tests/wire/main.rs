//! The stand-ins over real HTTP, against what the platforms' documents say.
#![expect(clippy::unwrap_used, reason = "what is not there fails the test, also in what tests share")]

mod changes;
mod control;
mod faults;
mod google;
mod guard;
mod linkedin;
mod meta;
mod meta_ad_sets;
mod meta_leads;
mod snapchat;
mod stage;
mod tiktok;
mod tiktok_ad_groups;
mod tiktok_reports;
mod twitter;
