//! What an organization lets be spent, whoever asks: a person, a key, an assistant, the command line, the product itself. Caps of a currency,
//! a second person above an amount, and the switch that stops everything.
//!
//! [`guard`] is asked by `campaigns::changes::actions`, through which every launch, resumption and budget goes: no door can go around it. What
//! runs past a cap all the same (platforms overspend, people work at the platforms) is paused by [`jobs`]. Lowering and pausing are always free.

pub mod approvals;
pub mod guard;
pub mod jobs;
pub mod model;
pub mod policy;
pub mod queries;
pub mod routes;
pub mod switch;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use routes::{approvals, limits, stop};
    OpenApiRouter::new()
        .routes(routes!(limits::show))
        .routes(routes!(limits::set, limits::remove))
        .routes(routes!(stop::stop))
        .routes(routes!(stop::release))
        .routes(routes!(approvals::list))
        .routes(routes!(approvals::approve))
        .routes(routes!(approvals::reject))
        .routes(routes!(approvals::withdraw))
}
