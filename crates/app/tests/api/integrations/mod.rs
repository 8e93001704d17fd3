//! Ad platforms: connecting them and what follows, against the sandbox.

mod connect;
mod door;
mod inbound;
mod leads;
mod stage;
mod sync;
