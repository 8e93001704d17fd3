//! Background work as people see it: what runs, how far it is, what came of it; cancelling it and trying it again.
//!
//! The queue itself is `cmis_jobs`. An org's jobs are read and changed in that org's transaction, so that another org's are
//! not found; those without an org belong to the person who caused them. What an error says inside never leaves: it may hold
//! a host, a path or a query. Nor does a result reach somebody who could not have asked for it.

pub mod model;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::lists::of_org))
        .routes(routes!(routes::lists::own))
        .routes(routes!(routes::lists::recent))
        .routes(routes!(routes::system::health))
        .routes(routes!(routes::system::queues))
        .routes(routes!(routes::system::scheduler))
        .routes(routes!(routes::system::start_scheduler))
        .routes(routes!(routes::system::stop_scheduler))
        .routes(routes!(routes::one::show, routes::one::cancel))
        .routes(routes!(routes::one::status))
        .routes(routes!(routes::one::cancel_by_name))
        .routes(routes!(routes::one::retry))
        .routes(routes!(routes::queued::show_queued, routes::queued::cancel_queued))
        .routes(routes!(routes::queued::cancel_queued_by_name))
}
