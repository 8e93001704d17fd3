//! API keys of an org: named, scoped, expiring, shown once and stored as a hash.
//!
//! A key acts as its creator's membership, within its scopes: it loses a permission when its creator does and dies with the
//! membership (`access::queries::find_key` joins both). A key never gives what it does not have: scopes are checked against
//! the caller's own, and a key that expires cannot make or stretch one that outlives it.

pub mod model;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::list, routes::create)).routes(routes!(
        routes::show,
        routes::update,
        routes::revoke
    ))
}
