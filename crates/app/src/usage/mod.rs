//! What an org uses of its plan.

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
