//! The audit log and the activity feed.

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
