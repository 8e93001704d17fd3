//! What all stand-ins share: calls, answers, what changes, faults, consent, webhooks, the control page. Knows no platform.

pub mod answer;
pub mod call;
pub mod consent;
mod control;
pub mod courier;
pub mod door;
pub mod faults;
mod guard;
mod kept;
mod page;
mod recall;
pub mod sign;
pub mod state;
pub mod truth;
