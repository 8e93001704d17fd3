//! Whether the installation is well, and what it is doing: health, figures, background work and its archives.

pub mod exports;
pub mod dev_mail;
pub mod health;
pub mod jobs;
pub mod metrics;
pub mod queries;

use axum::{Router, routing::get};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses in the envelope.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(health::api_health))
        .routes(routes!(metrics::api_metrics))
        .routes(routes!(jobs::show))
        .routes(routes!(jobs::status))
        .routes(routes!(exports::download))
}

/// The addresses outside of it.
pub fn outside() -> Router<App> {
    Router::new()
        .route("/health", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics::prometheus))
        .merge(dev_mail::router())
}
