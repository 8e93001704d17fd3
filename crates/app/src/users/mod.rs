//! People: registration, sign-in, their own profile, second factor and logins.
//!
//! Answers never tell whether an address is known. Nothing here reads an org's business data.

pub mod account;
pub mod jobs;
pub mod leaving;
pub mod links;
pub mod mfa;
pub mod model;
pub mod queries;
pub mod registering;
pub mod routes;
pub mod sign_in;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt},
    routes,
};

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
        .routes(routes!(routes::me::show, routes::me::update, routes::leave::delete))
        .routes(routes!(routes::me::change_password))
        .routes(
            routes!(routes::avatar::set, routes::avatar::delete)
                .layer(DefaultBodyLimit::max(routes::avatar::BODY_LIMIT)),
        )
        .routes(routes!(routes::avatar::show))
        .routes(routes!(routes::sessions::list))
        .routes(routes!(routes::sessions::delete))
        .routes(routes!(routes::mfa::setup))
        .routes(routes!(routes::mfa::confirm))
        .routes(routes!(routes::mfa::disable))
        .routes(routes!(routes::mfa::recovery_codes))
        .routes(routes!(routes::context::orgs))
        .routes(routes!(routes::context::show, routes::context::switch))
        .routes(routes!(routes::onboarding::show, routes::onboarding::update))
        .routes(routes!(routes::leave::export))
}
