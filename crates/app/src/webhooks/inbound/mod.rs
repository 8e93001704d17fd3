//! Webhooks that the ad platforms send to the product.
//!
//! [`door`] answers handshakes, believes a call or not, and answers it when what it announces is stored ([`store`]), once. A job tells
//! the orgs that it concerns ([`spread`]), and one for each org does there what follows of it ([`effects`]). Nothing slow happens before the
//! answer, nobody who cannot sign gets anything stored, and nothing that a call said stands in a log, a figure or an error. What came to
//! an org's own app concerns that org alone: it is the org itself that vouches for it.

pub mod channel;
pub mod door;
pub mod effects;
pub mod logs;
pub mod model;
pub mod queries;
pub mod refused;
pub mod spread;
pub mod store;

use std::collections::BTreeMap;

use axum::{Router, routing::get};
use cmis_base::platform::Platform;
use cmis_connectors::registry::Connectors;
use url::ParseError;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{settings, state::App};

/// What a node keeps of the platforms' webhooks in memory.
pub struct Inbound {
    /// What verifies and reads, and whose secrets are known.
    pub(super) channels: channel::Channels,
    /// What waits for the next commit.
    pub(super) pending: store::Pending,
    /// Calls that were not believed.
    pub(super) refused: refused::Refused,
}

impl Inbound {
    /// Nothing yet.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn new(connectors: &Connectors, apps: &BTreeMap<Platform, settings::PlatformApp>) -> Result<Self, ParseError> {
        let channels = channel::Channels::new(connectors, apps)?;
        Ok(Self { channels, pending: store::Pending::default(), refused: refused::Refused::default() })
    }
}

/// Whether an address is one that platforms call: they are no callers of the API, and are not counted as such.
pub fn is_door(path: &str) -> bool {
    path.starts_with("/api/webhooks/")
}

/// The addresses that platforms call, in their canonical form, for a way to them that passes little else.
pub fn service() -> Router<App> {
    Router::new()
        .route("/api/webhooks/{platform}", get(door::handshake).post(door::receive))
        .route("/api/webhooks/{platform}/{app_id}", get(door::handshake_of_app).post(door::receive_of_app))
}

/// The addresses of this part.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(door::handshake, door::receive))
        .routes(routes!(door::handshake_of_app, door::receive_of_app))
        .routes(routes!(logs::list))
        .routes(routes!(logs::show))
        .routes(routes!(logs::replay))
        .routes(routes!(logs::of_integration))
}
