//! The addresses of the OAuth server, one file a resource.

pub mod apps;
pub mod consent;
pub mod grants;
pub mod introspect;
pub mod metadata;
pub mod register;
pub mod revoke;
pub mod token;
