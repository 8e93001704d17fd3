//! What the product has to be told: typed settings, made by the binary from defaults, file, environment and flags.

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf};

use chrono::Months;
use chrono_tz::Tz;
use cmis_base::{platform::Platform, secret::Secret};
use cmis_connectors::{mail::Mailbox, platform::App};
use cmis_db::backup::Installation;
use url::Url;

/// Who may register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// People with an invitation, and the first person with the set-up token.
    Invite,
}

impl Registration {
    /// The setting's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invite => "invite",
        }
    }
}

/// Requests a minute by kind of caller.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// A browser session.
    pub session: u64,
    /// An API key or OAuth token.
    pub token: u64,
    /// An address without a credential.
    pub anonymous: u64,
}

/// What backups are made of, and where they go.
#[derive(Clone, Debug)]
pub struct Backups {
    /// The database, the files, the keys.
    pub installation: Installation,
    /// The folder.
    pub folder: PathBuf,
    /// Whether one is made every day.
    pub is_daily: bool,
}

/// The app as which the installation calls a platform, and what signs webhooks that come from there.
#[derive(Clone, Debug)]
pub struct PlatformApp {
    /// The app.
    pub app: App,
    /// Its secret before, while it is rotated.
    pub previous_secret: Option<Secret>,
    /// The channel's own secret, for relays.
    pub webhook_secret: Option<Secret>,
}

impl PlatformApp {
    /// An app that takes the platform's own webhooks only.
    pub const fn new(app: App) -> Self {
        Self { app, previous_secret: None, webhook_secret: None }
    }
}

/// Settings of the product.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach it; links in mails and the OAuth issuer come from it, never from the `Host` header.
    pub public_url: Url,
    /// Who may register after the first person.
    pub registration: Registration,
    /// Origins besides the public one that browsers may call the API from.
    pub cors_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Requests a minute.
    pub limits: Limits,
    /// Bearer token for `/metrics`; without one, loopback peers only.
    pub metrics_token: Option<cmis_base::secret::Secret>,
    /// Shown on error pages.
    pub support_email: Option<String>,
    /// The time zone of the installation's own work: maintenance, backups.
    pub time_zone: Tz,
    /// Backups; none where PostgreSQL's programs are not at hand.
    pub backup: Option<Backups>,
    /// Files of the installation: exports and caught mail.
    pub files: PathBuf,
    /// Sender of the product's mail.
    pub mail_from: Mailbox,
    /// The installation's apps at the platforms; an org may have its own.
    pub platform_apps: BTreeMap<Platform, PlatformApp>,
    /// How far back the numbers of platforms are read.
    pub history: Months,
}

impl Settings {
    /// Whether people reach it over TLS; cookies and headers follow.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }

    /// The origin of the public address, as browsers send it.
    pub fn origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// An address of the web app.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.as_str().trim_end_matches('/'))
    }
}

/// Whether an address leads to the machine itself, for whoever follows it.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
