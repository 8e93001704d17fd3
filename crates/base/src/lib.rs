//! The ground floor: values that every crate shares. Pure: no I/O, no database, no HTTP.
//!
//! Time and randomness come in through [`clock::Clock`] and [`id::Ids`], so that tests decide both.

pub mod clock;
pub mod currency;
pub mod id;
pub mod locale;
pub mod money;
pub mod permission;
pub mod platform;
pub mod secret;
