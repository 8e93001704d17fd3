//! Stories of the real binary: real processes, a data folder of their own each, nothing faked.

mod commands;
mod demo;
mod jobs;
mod serving;
mod stopping;
mod support;
mod sync;
