//! LinkedIn: ads and the leads of their forms over the versioned Marketing API. It reads, edits and listens; it publishes nothing and
//! answers nobody.
//!
//! LinkedIn has four levels, and its words are not ours: its campaign group is our campaign, its campaign our ad set, its creative our
//! ad. Schedules and total budgets stand on the groups; bids, targets and most budgets on what we call ad sets. An objective stands on
//! each of LinkedIn's campaigns and may stand on their group: a group without one has no objective here, and an empty word for it.
//!
//! Ids are digits wherever they leave this module, and are checked to be before they stand in an address. Days are UTC, as LinkedIn's
//! reports are.

mod accounts;
mod ad_sets;
mod call;
mod countries;
mod edit;
mod inbound;
mod insights;
mod leads;
mod objects;
mod problem;
mod restli;
mod sign_in;
mod values;

use url::{ParseError, Url};

use crate::platform::{App, wire::Wire};

/// The version that this connector is written for. LinkedIn makes one a month and ends each after about a year.
pub const VERSION: &str = "202607";

/// Where LinkedIn is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hosts {
    /// Where people consent and tokens come from.
    pub www: Url,
    /// Where calls go.
    pub api: Url,
}

impl Hosts {
    /// LinkedIn itself.
    pub fn real() -> Result<Self, ParseError> {
        Ok(Self { www: Url::parse("https://www.linkedin.com")?, api: Url::parse("https://api.linkedin.com")? })
    }

    /// Below an address of a sandbox or a proxy, whose own path is kept.
    pub fn under(root: &Url) -> Self {
        Self { www: below(root, "linkedin/www"), api: below(root, "linkedin/api") }
    }
}

/// The connector.
#[derive(Clone)]
pub struct LinkedIn {
    wire: Wire,
    hosts: Hosts,
    version: String,
    app: App,
}

impl LinkedIn {
    /// A connector that calls `hosts` as `app`; `version` is a month, like [`VERSION`].
    pub fn new(wire: Wire, hosts: Hosts, version: String, app: App) -> Self {
        Self { wire, hosts, version, app }
    }
}

/// `root` with `path` behind its own. `path` is encoded already: LinkedIn wants colons of a URN encoded, which no segment's encoding does.
fn below(root: &Url, path: &str) -> Url {
    let mut url = root.clone();
    let path = format!("{}/{path}", root.path().trim_end_matches('/'));
    url.set_path(&path);
    url
}
