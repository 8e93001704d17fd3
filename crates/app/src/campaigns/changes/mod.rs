//! What is decided of launched campaigns, and how platforms are told: launching, pausing, ending, budgets, days.
//!
//! A change is what somebody decided; it has a step for each ad account that has to hear of it. Deciding and telling are apart: a decision is
//! stored with its steps in one transaction, and a job tells each account, in the order of the decisions and never twice at a time. A newer
//! decision takes the place of an older one that no platform was told yet.

pub mod actions;
pub mod dates;
pub mod due;
pub mod model;
pub mod push;
pub mod queries;
pub mod readiness;
pub mod routes;
pub mod shares;
