//! The database crate against real servers.

mod backup;
mod embedded;
mod own_server;
mod support;
mod tenancy;
mod transactions;
