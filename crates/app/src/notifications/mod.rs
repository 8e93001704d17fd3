//! What a person is told, in the app and by mail, by their own preferences.
//!
//! Nothing tells people directly: a change records its event, the dispatcher of [`crate::events`] hands it over,
//! and [`telling`] decides who is told, and where. Only what
//! people cannot switch off is mailed by the change itself: their links, and what concerns the safety of their account.

pub mod mails;
pub mod model;
pub mod post;
pub mod queries;
pub mod routes;
pub mod telling;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::list))
        .routes(routes!(routes::read))
        .routes(routes!(routes::read_all))
        .routes(routes!(routes::show_preferences, routes::update_preferences))
}
