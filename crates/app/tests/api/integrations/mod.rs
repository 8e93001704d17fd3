//! Ad platforms: connecting them and what follows, against the sandbox.

mod connect;
mod door;
mod faults;
mod hours;
mod inbound;
mod leads;
mod pages;
mod rotation;
pub mod stage;
mod sync;
mod tokens;
pub mod truth;
mod upkeep;
