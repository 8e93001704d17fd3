//! Campaigns: the org's own plans across platforms. A plan is a draft until it is launched; what was made at a platform is [`import`]ed by
//! the sync and follows it. What platforms have to be told of it is [`changes`]: nothing else changes what they spend.

pub mod changes;
pub mod import;
pub mod model;
pub mod plan;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use changes::routes as change;
    use routes::{bulk, edit, list, moves, numbers};
    OpenApiRouter::new()
        .routes(routes!(list::list, edit::create))
        .routes(routes!(list::performance))
        .routes(routes!(list::stats))
        .routes(routes!(bulk::tags))
        .routes(routes!(bulk::archive))
        .routes(routes!(list::show, edit::replace, edit::update, edit::remove))
        .routes(routes!(moves::archive))
        .routes(routes!(moves::restore))
        .routes(routes!(moves::duplicate))
        .routes(routes!(bulk::status))
        .routes(routes!(bulk::ad_status))
        .routes(routes!(bulk::budget))
        .routes(routes!(change::look))
        .routes(routes!(change::activate))
        .routes(routes!(change::pause))
        .routes(routes!(change::resume))
        .routes(routes!(change::complete))
        .routes(routes!(change::retry))
        .routes(routes!(change::list))
        .routes(routes!(change::undo))
        .routes(routes!(numbers::metrics))
}
