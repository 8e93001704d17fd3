//! The addresses of orgs, one file a resource.

pub mod deletion;
pub mod departure;
pub mod members;
pub mod permissions;
pub mod settings;
