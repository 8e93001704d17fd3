//! What `cmis doctor` looks at: whether the product can be reached as the platforms reach it, and whether what is connected works. Every
//! finding comes of a real call.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Integration, Org},
    platform::Platform,
};
use cmis_connectors::platform::problem::Problem;
use http::Method;
use url::Url;

use super::queries;
use crate::{
    http::error::ApiError,
    integrations::{
        connect::{callback_url, webhook_url},
        line::{Closed, Line},
    },
    state::App,
};

/// Tokens that end so soon and do not renew themselves are told.
const SOON: TimeDelta = TimeDelta::days(7);

/// How an address of the product answers from outside.
#[derive(Debug)]
pub struct Reached {
    /// The address.
    pub url: String,
    /// Its status; the failure when there was no answer.
    pub answer: Result<u16, Problem>,
    /// What a working one answers.
    pub expected: u16,
}

impl Reached {
    /// Whether it answered as it should.
    pub fn is_well(&self) -> bool {
        self.answer.as_ref().is_ok_and(|status| *status == self.expected)
    }
}

/// A platform's set-up.
#[derive(Debug)]
pub struct SetUp {
    /// Which.
    pub platform: Platform,
    /// None without an app; else what beginning a sign-in came to (at X that is a call with the app's secret).
    pub sign_in: Option<Result<(), Problem>>,
    /// Where people come back to.
    pub callback: Reached,
    /// Where announcements go: what is not signed has to be refused there, by us.
    pub webhook: Reached,
}

/// An integration, tried.
#[derive(Debug)]
pub struct Tried {
    /// The org's name.
    pub org: String,
    /// Platform.
    pub platform: String,
    /// Who granted.
    pub name: String,
    /// Rights that are missing.
    pub missing: Vec<String>,
    /// When the token ends, if that is soon and it does not renew itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// What the call came to.
    pub outcome: Outcome,
}

/// What trying an integration came to.
#[derive(Debug)]
pub enum Outcome {
    /// It works.
    Well,
    /// It cannot be called.
    Closed(Closed),
    /// The platform refused.
    Refused(Problem),
}

/// Everything that was looked at.
#[derive(Debug)]
pub struct Findings {
    /// The product's own address.
    pub product: Reached,
    /// Whether people's browsers and platforms reach it over TLS, or it is of this machine.
    pub is_secure: bool,
    /// The platforms.
    pub platforms: Vec<SetUp>,
    /// The integrations.
    pub integrations: Vec<Tried>,
}

/// An integration to be tried.
pub struct Known {
    /// The org.
    pub org_id: Id<Org>,
    /// Its name.
    pub org_name: String,
    /// Which.
    pub id: Id<Integration>,
    /// Platform.
    pub platform: String,
    /// Who granted.
    pub name: String,
    /// Rights that are missing.
    pub missing_scopes: Vec<String>,
    /// When the token ends.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it renews itself.
    pub refresh_at: Option<DateTime<Utc>>,
}

/// Looks at everything.
pub async fn look(app: &App) -> Result<Findings, ApiError> {
    let product = knock(app, Method::GET, app.settings.link("/health/live"), 200).await?;
    let mut platforms = Vec::new();
    for platform in Platform::ALL {
        platforms.push(set_up(app, platform).await?);
    }
    let mut tx = app.system("command line: doctor").await?;
    let known = queries::integrations(&mut tx).await?;
    tx.commit().await?;
    let mut integrations = Vec::new();
    for one in known {
        integrations.push(tried(app, one).await?);
    }
    let is_secure = app.settings.is_https() || crate::settings::is_loopback(&app.settings.public_url);
    Ok(Findings { product, is_secure, platforms, integrations })
}

async fn knock(app: &App, method: Method, url: String, expected: u16) -> Result<Reached, ApiError> {
    let address: Url = url.parse().map_err(ApiError::internal)?;
    let answer = app.connectors.knock(method, address).await;
    Ok(Reached { url, answer, expected })
}

async fn set_up(app: &App, platform: Platform) -> Result<SetUp, ApiError> {
    let callback = callback_url(app, platform);
    let sign_in = match app.settings.platform_apps.get(&platform) {
        Some(installed) => {
            let connector = app.connectors.of(platform, installed.app.clone()).map_err(ApiError::internal)?;
            let back: Url = callback.parse().map_err(ApiError::internal)?;
            Some(connector.sign_in.begin(&back, "doctor", app.now()).await.map(drop))
        }
        None => None,
    };
    Ok(SetUp {
        platform,
        sign_in,
        callback: knock(app, Method::GET, callback, 200).await?,
        webhook: knock(app, Method::POST, webhook_url(app, platform, None), 401).await?,
    })
}

async fn tried(app: &App, one: Known) -> Result<Tried, ApiError> {
    let outcome = match Line::open(app, one.org_id, one.id).await.map_err(ApiError::internal)? {
        Err(closed) => Outcome::Closed(closed),
        Ok(mut line) => {
            let asked = line.ask(None, async |connector, tokens| connector.sign_in.identify(&tokens).await).await;
            match asked.map_err(ApiError::internal)? {
                Ok(_) => Outcome::Well,
                Err(problem) => Outcome::Refused(problem),
            }
        }
    };
    let soon = app.now() + SOON;
    let ends_at = one.expires_at.filter(|at| one.refresh_at.is_none() && *at < soon);
    Ok(Tried {
        org: one.org_name,
        platform: one.platform,
        name: one.name,
        missing: one.missing_scopes,
        ends_at,
        outcome,
    })
}
