//! The OAuth 2.1 server: apps of an org and clients that registered themselves, consent, codes with PKCE, tokens.
//!
//! A consent (a *grant*) ties a client to one member of one org. Its tokens hold what was asked for, the app may have, the
//! member consented to and the member's role still holds: the first three are settled at consent, the last at every request
//! (`access::queries::find_app`). A person never gets redirected to an address that the client did not register.
//! The addresses under `/oauth` and `/.well-known` stand outside the envelope and answer in the shapes of their RFCs.

pub mod clients;
pub mod error;
pub mod form;
pub mod model;
pub mod queries;
pub mod routes;
pub mod tokens;
pub mod wire;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_db::Conn;
use utoipa_axum::{router::OpenApiRouter, routes as documented};

use crate::state::App;
use routes::{apps, consent, grants, introspect, metadata, register, revoke, token};

/// Life of a code.
pub const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);
/// Life of an access token.
pub const ACCESS_LIFE: TimeDelta = TimeDelta::hours(1);
/// Life of a refresh token, counted from its last use.
pub const REFRESH_LIFE: TimeDelta = TimeDelta::days(30);
/// A self-registered client that got no token for so long is forgotten.
pub const UNUSED_CLIENT_LIFE: TimeDelta = TimeDelta::days(30);

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(documented!(apps::list, apps::create))
        .routes(documented!(apps::show, apps::update, apps::remove))
        .routes(documented!(apps::rotate_secret))
        .routes(documented!(grants::list))
        .routes(documented!(grants::revoke))
        .routes(documented!(consent::ask, consent::answer))
        .routes(documented!(metadata::server))
        .routes(documented!(metadata::resource))
        .routes(documented!(metadata::mcp_resource))
        .routes(documented!(token::token))
        .routes(documented!(revoke::revoke))
        .routes(documented!(introspect::introspect))
        .routes(documented!(register::register))
}

/// Forgets what is over: codes of yesterday, expired tokens, consents without tokens, unused self-registered clients. Gives
/// the number of rows.
pub async fn cleanup(conn: &mut Conn, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    queries::delete_old(conn, now - TimeDelta::days(1), now, now - UNUSED_CLIENT_LIFE).await
}
