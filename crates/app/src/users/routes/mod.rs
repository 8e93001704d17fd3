//! The addresses of people, one file an operation or a few that belong together.

pub mod login;
pub mod refresh;
pub mod register;
pub mod reset_password;
