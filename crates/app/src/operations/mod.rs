//! Whether the installation is well, and what it is doing: health, figures, archives for download.

pub mod dev_mail;
pub mod exports;
pub mod figures;
pub mod health;
pub mod installation;
pub mod metrics;
pub mod queries;

use axum::{Router, http::HeaderMap};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{http::request::Origin, settings, state::App};

/// Whether a request comes from this machine itself and the product has no address that others use. A proxy on this machine
/// is a loopback peer too, and the commonest configurations say nothing of whom they ask for: a public address means that
/// nobody is known to be local.
pub(crate) fn is_this_machine(app: &App, origin: &Origin, headers: &HeaderMap) -> bool {
    let is_forwarded =
        ["x-forwarded-for", "forwarded", "x-real-ip", "via"].iter().any(|name| headers.contains_key(*name));
    let is_private = settings::is_loopback(&app.settings.public_url);
    is_private && !is_forwarded && origin.peer.is_loopback() && origin.address.is_loopback()
}

/// The addresses: those under `/api` in the envelope, the others as probes and collectors expect them.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::api_health))
        .routes(routes!(installation::metrics))
        .routes(routes!(exports::download))
        .routes(routes!(health::health))
        .routes(routes!(health::live))
        .routes(routes!(health::ready))
        .routes(routes!(metrics::prometheus))
}

/// The page of caught mail, which is no part of the API.
pub fn outside() -> Router<App> {
    dev_mail::router()
}
