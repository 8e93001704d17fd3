//! Clients of the outside. Nothing in here knows the database; nothing is called while a transaction is open.

mod countries;
pub mod google;
pub mod linkedin;
pub mod mail;
pub mod meta;
pub mod outside;
pub mod platform;
pub mod registry;
pub mod snapchat;
pub mod tiktok;
pub mod twitter;
