//! Events on their way to endpoints: how they come about, how they are sent, and the log of it.

pub mod fan_out;
pub mod job;
pub mod model;
pub mod queries;
pub mod routes;
pub mod sending;
