//! The addresses of rules and alerts.

pub mod alerts;
pub mod rules;
