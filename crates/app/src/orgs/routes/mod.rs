//! The addresses of orgs, one file a resource.

pub mod members;
