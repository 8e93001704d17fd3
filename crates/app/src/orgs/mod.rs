//! The tenant: settings, team, invitations, export and deletion.
//!
//! The last admin of an org can never be removed, demoted or suspended: `model::keeps_an_admin` decides, under a lock on the
//! org's admins, so that two requests at once cannot both succeed.

pub mod data;
pub mod invitations;
pub mod model;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::settings::create))
        .routes(routes!(routes::settings::show, routes::settings::update, routes::deletion::delete))
        .routes(routes!(routes::deletion::restore))
        .routes(routes!(routes::members::list))
        .routes(routes!(routes::members::show, routes::members::update, routes::departure::remove))
        .routes(routes!(routes::departure::leave))
        .routes(routes!(routes::permissions::list))
        .routes(routes!(data::export::start))
        .merge(invitations::router())
}
