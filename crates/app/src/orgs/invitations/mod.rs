//! Invitations: made by the team, mailed with a token, accepted by whoever owns the address.
//!
//! The token is stored as its hash only and works once. Whoever counts members against the plan locks the org's row first
//! and an invitation's row after it, never the other way round.

pub mod accept;
pub mod queries;
pub mod routes;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of invitations.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::list, routes::create))
        .routes(routes!(routes::revoke))
        .routes(routes!(routes::resend))
        .routes(routes!(accept::show))
        .routes(routes!(accept::accept))
}
