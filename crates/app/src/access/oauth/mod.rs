//! The OAuth 2.1 server.

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}

/// The addresses outside the envelope.
pub fn outside() -> axum::Router<App> {
    axum::Router::new()
}
