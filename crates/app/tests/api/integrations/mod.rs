//! Ad platforms: connecting them and what follows, against the sandbox.

mod connect;
mod stage;
mod sync;
