//! The API, told as stories through the real router on a real database, one file a feature.

<<<<<<< HEAD
mod admin;
mod audit;
=======
mod api_keys;
>>>>>>> w-oauth
mod bad_input;
mod harness;
mod idempotency;
mod invitations;
mod login;
mod members;
mod oauth;
mod oauth_clients;
mod openapi;
mod orgs;
mod routes;
mod tenancy;
