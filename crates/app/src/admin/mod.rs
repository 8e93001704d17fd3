//! Administration of the installation: people, orgs and plans. Sees no org's data.
//!
//! The last administrator of the installation can neither be demoted nor disabled; a lock on all of them decides between
//! two requests at once.

pub mod health;
pub mod jobs;
pub mod orgs;
pub mod plans;
pub mod queries;
pub mod users;
pub mod webhooks;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(users::list))
        .routes(routes!(users::update))
        .routes(routes!(orgs::list))
        .routes(routes!(orgs::update))
        .routes(routes!(plans::list))
        .routes(routes!(plans::update))
        .routes(routes!(jobs::list))
        .routes(routes!(jobs::kinds))
        .routes(routes!(jobs::retry))
        .routes(routes!(webhooks::list))
        .routes(routes!(health::audit))
        .routes(routes!(health::health))
}
