//! Ad platforms: connecting them and what follows, against the sandbox.

mod connect;
mod door;
mod faults;
mod hours;
mod inbound;
mod leads;
mod pages;
mod rotation;
mod stage;
mod sync;
mod tokens;
mod truth;
mod upkeep;
