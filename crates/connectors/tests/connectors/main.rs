//! The connectors against servers that answer what the platforms document, and mail and the guarded client against real sockets.
//! One binary for all of them: what they are built on is built and linked once.

mod google;
mod linkedin;
mod mail;
mod meta;
mod outside;
mod plain;
mod recorder;
mod snapchat;
mod tiktok;
mod twitter;
