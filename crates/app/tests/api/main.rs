//! The API, told as stories through the real router on a real database, one file a feature.

mod admin;
mod api_keys;
mod audit;
mod bad_input;
mod context;
mod harness;
mod idempotency;
mod integrations;
mod invitations;
mod jobs;
mod login;
mod me;
mod members;
mod mfa;
mod notifications;
mod oauth;
mod oauth_clients;
mod openapi;
mod operations;
mod orgs;
mod realtime;
mod routes;
mod security;
mod sockets;
mod tenancy;
mod webhooks;
