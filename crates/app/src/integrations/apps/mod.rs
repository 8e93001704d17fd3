//! As which app a platform is called: an org's own, or the installation's.

pub mod queries;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
    secret::{KeyRing, Secret},
};
use cmis_connectors::platform::App as PlatformApp;
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{http::error::ApiError, state::App};

/// An app with what signs its webhooks.
pub struct Credentials {
    /// The app.
    pub app: PlatformApp,
    /// Whether it is the org's own.
    pub is_own: bool,
}

/// What `platform_apps` seals.
#[derive(Serialize, Deserialize)]
pub struct Sealed {
    /// The secret.
    pub secret: String,
    /// The one before it,
    #[serde(default)]
    pub previous_secret: Option<String>,
    /// and until when it is believed.
    #[serde(default)]
    pub previous_until: Option<DateTime<Utc>>,
    /// The channel's own.
    #[serde(default)]
    pub webhook_secret: Option<String>,
    /// What the platform wants besides, by its name.
    #[serde(default)]
    pub more: BTreeMap<String, String>,
}

/// Where an app's secrets are sealed for.
pub fn place(org: Id<Org>, platform: Platform) -> String {
    format!("platform_apps.secrets:{org}:{platform}")
}

/// What platforms want besides, as far as any does.
const MORE: [&str; 2] = ["developer_token", "login_customer_id"];

/// How long webhooks are believed that a secret signed which was changed.
const BELIEVED: TimeDelta = TimeDelta::days(1);

impl Sealed {
    /// An app's secret and nothing besides.
    pub fn new(secret: &str) -> Self {
        let secret = secret.to_owned();
        Self { secret, previous_secret: None, previous_until: None, webhook_secret: None, more: BTreeMap::new() }
    }

    /// Another secret in place of the one that is there, which is believed for a day more.
    pub fn change(&mut self, secret: String, now: DateTime<Utc>) {
        if self.secret != secret {
            self.previous_secret = Some(std::mem::replace(&mut self.secret, secret));
            self.previous_until = Some(now + BELIEVED);
        }
    }

    /// Opens what is sealed.
    pub fn open(keys: &KeyRing, org: Id<Org>, platform: Platform, sealed: &[u8]) -> anyhow::Result<Self> {
        Ok(serde_json::from_slice(&keys.open(&place(org, platform), sealed)?)?)
    }

    /// Seals it.
    pub fn seal(&self, keys: &KeyRing, org: Id<Org>, platform: Platform) -> anyhow::Result<Vec<u8>> {
        let plain = Zeroizing::new(serde_json::to_vec(self)?);
        Ok(keys.seal(&place(org, platform), &plain))
    }

    /// The app.
    pub fn app(&self, id: String) -> PlatformApp {
        let more = MORE.iter().filter_map(|name| Some((*name, Secret::from(self.more.get(*name)?.as_str()))));
        PlatformApp { id, secret: Secret::from(self.secret.as_str()), more: more.collect() }
    }

    /// What signs its webhooks: the secret, the one before it while that is believed, the channel's own.
    pub fn signing(&self, now: DateTime<Utc>) -> [Option<Secret>; 3] {
        let previous = self.previous_secret.as_ref().filter(|_| self.previous_until.is_some_and(|until| now < until));
        let all = [Some(&self.secret), previous, self.webhook_secret.as_ref()];
        all.map(|secret| secret.map(|secret| Secret::from(secret.as_str())))
    }
}

/// The app that a new consent is asked for: the org's own before the installation's. None where there is neither.
pub async fn present(
    app: &App,
    conn: &mut Conn,
    org: Id<Org>,
    platform: Platform,
) -> Result<Option<Credentials>, ApiError> {
    if let Some((id, sealed)) = queries::find(conn, org, platform.as_str()).await? {
        let sealed = Sealed::open(&app.keys, org, platform, &sealed).map_err(ApiError::internal)?;
        return Ok(Some(Credentials { app: sealed.app(id), is_own: true }));
    }
    let installed = app.settings.platform_apps.get(&platform);
    Ok(installed.map(|installed| Credentials { app: installed.app.clone(), is_own: false }))
}

/// The app that an integration was granted to. None when it is gone, or another one stands in its place: its tokens are good for nothing then.
pub async fn granted(
    app: &App,
    conn: &mut Conn,
    org: Id<Org>,
    platform: Platform,
    id: &str,
    is_own: bool,
) -> Result<Option<Credentials>, ApiError> {
    let found = if is_own {
        present(app, conn, org, platform).await?.filter(|found| found.is_own)
    } else {
        let installed = app.settings.platform_apps.get(&platform);
        installed.map(|installed| Credentials { app: installed.app.clone(), is_own: false })
    };
    Ok(found.filter(|found| found.app.id == id))
}
