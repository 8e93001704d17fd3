//! The first page in one answer: how everything is doing, what is connected, what is under way. It owns nothing: it asks the features.

pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::overview))
        .routes(routes!(routes::of_campaigns))
        .routes(routes!(routes::of_analytics))
}
