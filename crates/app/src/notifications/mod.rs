//! What a person is told, in the app and by mail, by their own preferences.

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
