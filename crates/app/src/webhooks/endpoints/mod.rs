//! The addresses that an org wants to be told at: what they are, how they are kept and changed.

pub mod change;
pub mod model;
pub mod queries;
pub mod routes;
