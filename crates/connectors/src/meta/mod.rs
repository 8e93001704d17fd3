//! Meta: Facebook and Instagram ads over the Graph and Marketing API. It reads, edits and listens; it publishes nothing and answers
//! nobody. The version of the API is a setting: Meta ends each after about two years.

mod accounts;
mod ad_sets;
mod call;
mod conversions;
mod edit;
mod inbound;
mod insights;
mod leads;
mod objects;
mod problem;
mod profiles;
mod sign_in;
mod subscriptions;
mod values;

use url::{ParseError, Url};

use crate::platform::{
    App,
    wire::{Wire, below},
};

/// The version that this connector is written for.
pub const VERSION: &str = "v26.0";

/// Where Meta is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Where people consent.
    pub www: Url,
    /// Where calls go.
    pub graph: Url,
}

impl Hosts {
    /// Meta itself.
    pub fn real() -> Result<Self, ParseError> {
        Ok(Self { www: Url::parse("https://www.facebook.com")?, graph: Url::parse("https://graph.facebook.com")? })
    }

    /// Below an address of a sandbox or a proxy, whose own path is kept.
    pub fn under(root: &Url) -> Self {
        Self { www: below(root, ["meta", "www"]), graph: below(root, ["meta", "graph"]) }
    }
}

/// The connector.
#[derive(Clone)]
pub struct Meta {
    wire: Wire,
    hosts: Hosts,
    version: String,
    app: App,
}

impl Meta {
    /// A connector that calls `hosts` as `app`; `version` is one of Meta's, like [`VERSION`].
    pub fn new(wire: Wire, hosts: Hosts, version: String, app: App) -> Self {
        Self { wire, hosts, version, app }
    }
}
