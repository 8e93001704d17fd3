//! Snapchat ads over the Marketing API. It reads and edits; it publishes nothing, as that is another API. Snapchat announces nothing by
//! itself: what comes to its address speaks the plain dialect.
//!
//! Ids become UUIDs before they stand in an address, and no address that comes in an answer is ever called.

mod accounts;
mod ad_sets;
mod call;
mod days;
mod edit;
mod inbound;
mod insights;
mod objects;
mod problem;
mod sign_in;
mod values;

use url::{ParseError, Url};

use crate::platform::{
    App,
    wire::{Wire, below},
};

/// The version that this connector is written for.
pub const VERSION: &str = "v1";

/// Where Snapchat is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Where people consent, and where tokens come from.
    pub accounts: Url,
    /// The Marketing API.
    pub api: Url,
}

impl Hosts {
    /// Snapchat itself.
    pub fn real() -> Result<Self, ParseError> {
        Ok(Self {
            accounts: Url::parse("https://accounts.snapchat.com")?,
            api: Url::parse("https://adsapi.snapchat.com")?,
        })
    }

    /// Below an address of a sandbox or a proxy, whose own path is kept.
    pub fn under(root: &Url) -> Self {
        Self { accounts: below(root, ["snapchat", "accounts"]), api: below(root, ["snapchat", "api"]) }
    }
}

/// The connector.
#[derive(Clone)]
pub struct Snapchat {
    wire: Wire,
    hosts: Hosts,
    version: String,
    app: App,
}

impl Snapchat {
    /// A connector that calls `hosts` as `app`; `version` is a segment of every address of the API: [`VERSION`].
    pub fn new(wire: Wire, hosts: Hosts, version: impl Into<String>, app: App) -> Self {
        Self { wire, hosts, version: version.into(), app }
    }
}
