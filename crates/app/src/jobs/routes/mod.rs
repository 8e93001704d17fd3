//! The addresses of background work.

pub mod lists;
pub mod one;
pub mod queued;
pub mod system;
