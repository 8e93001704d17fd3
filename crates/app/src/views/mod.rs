//! Saved views: how somebody looks at campaigns or at their numbers, kept under a name: what the page's address says and the columns of its list.
//! A view is its owner's until they share it with the organization. It must never show anything: whoever opens one sees what they may see.

pub mod model;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(routes::list, routes::create)).routes(routes!(routes::update, routes::remove))
}
