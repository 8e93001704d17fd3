//! Campaigns: the org's own plans across platforms. A plan is a draft until it is launched; what was made at a platform is [`import`]ed by
//! the sync and follows it. Money is the org's own: a plan never changes what a platform spends by being edited here unless it says so.

pub mod import;
pub mod model;
pub mod plan;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use routes::{bulk, edit, list, moves, numbers};
    OpenApiRouter::new()
        .routes(routes!(list::list, edit::create))
        .routes(routes!(list::stats))
        .routes(routes!(bulk::tags))
        .routes(routes!(bulk::archive))
        .routes(routes!(list::show, edit::replace, edit::update, edit::remove))
        .routes(routes!(moves::archive))
        .routes(routes!(moves::restore))
        .routes(routes!(moves::duplicate))
        .routes(routes!(numbers::metrics))
}
