//! The addresses of people, one file an operation or a few that belong together.

pub mod avatar;
pub mod context;
pub mod leave;
pub mod login;
pub mod me;
pub mod mfa;
pub mod onboarding;
pub mod refresh;
pub mod register;
pub mod reset_password;
pub mod sessions;
