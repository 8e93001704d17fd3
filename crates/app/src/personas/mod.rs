//! Personas: described target readers. A campaign names the one that it speaks to, and what is written for it is written for them. Whom platforms
//! show a campaign to is its audience and stays its own: a persona must never change that, nor reach a platform.

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
        routes::remove
    ))
}
