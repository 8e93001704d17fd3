//! Webhooks, both ways. Outgoing: what happens in an org, told to the addresses that its people chose. What comes from the ad platforms
//! is in [`inbound`].
//!
//! [`fan_out`] turns events into deliveries in the dispatcher's transaction; the job of [`deliveries::job`] sends them, each endpoint
//! by itself, so that a slow one delays no other. Everything goes through the guarded client (`cmis_connectors::outside`) and
//! nothing is sent while a transaction is open. A secret is sealed at rest, shown once, and in no event, log or answer.

pub mod catalogue;
pub mod deliveries;
pub mod endpoints;
pub mod inbound;
pub mod signing;

use utoipa_axum::{router::OpenApiRouter, routes};

pub use deliveries::fan_out::fan_out;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use deliveries::routes as sent;
    use endpoints::{change, routes as kept};
    OpenApiRouter::new()
        .routes(routes!(catalogue::list))
        .routes(routes!(kept::list, kept::create))
        .routes(routes!(kept::show, kept::update, kept::remove))
        .routes(routes!(change::enable))
        .routes(routes!(change::disable))
        .routes(routes!(change::rotate_secret))
        .routes(routes!(change::test))
        .routes(routes!(sent::list))
        .routes(routes!(sent::show))
        .routes(routes!(sent::resend))
        .merge(inbound::router())
}
