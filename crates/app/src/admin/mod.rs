//! Administration of the installation: people, orgs and plans. Sees no org's data.

use utoipa_axum::router::OpenApiRouter;

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
}
