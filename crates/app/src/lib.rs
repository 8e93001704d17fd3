//! The product: HTTP machinery, access, and one folder per feature. `router.rs` is where to start reading.

pub mod access;
pub mod admin;
pub mod admin_actions;
pub mod audit;
pub mod background;
pub mod campaigns;
pub mod dashboard;
pub mod events;
pub mod http;
pub mod integrations;
pub mod jobs;
pub mod mail;
pub mod metrics;
pub mod notifications;
pub mod openapi;
pub mod operations;
pub mod orgs;
pub mod realtime;
pub mod router;
pub mod settings;
pub mod state;
pub mod usage;
pub mod users;
pub mod views;
pub mod web;
pub mod webhooks;
