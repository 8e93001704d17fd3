//! People: registration, sign-in, their own profile, second factor and logins.
//!
//! Answers never tell whether an address is known. Nothing here reads an org's business data.

pub mod mfa;
pub mod model;
pub mod queries;
pub mod routes;
pub mod sign_in;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::register::options))
        .routes(routes!(routes::register::register))
        .routes(routes!(routes::register::verify_email))
        .routes(routes!(routes::register::resend_verification))
        .routes(routes!(routes::login::login))
        .routes(routes!(routes::login::login_mfa))
        .routes(routes!(routes::refresh::refresh))
        .routes(routes!(routes::refresh::logout))
        .routes(routes!(routes::refresh::logout_all))
        .routes(routes!(routes::reset_password::forgot_password))
        .routes(routes!(routes::reset_password::reset_password))
}
