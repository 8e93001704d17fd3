//! The ad platforms: as which app they are called, and where they are.

use std::collections::BTreeMap;

use chrono::Months;
use cmis_app::settings::PlatformApp;
use cmis_base::{platform::Platform, secret::Secret};
use cmis_connectors::{platform::App, registry::Place};
use cmis_sandbox::SECRET;
use url::Url;

use super::Reader;

/// The apps at the ad platforms, and where those are.
#[derive(Debug)]
pub struct Platforms {
    /// The sandbox that stands in for them.
    pub sandbox_url: Option<Url>,
    /// How far back numbers are read.
    pub history: Months,
    /// By platform.
    by_platform: BTreeMap<Platform, One>,
}

#[derive(Debug)]
struct One {
    app_id: Option<String>,
    app_secret: Option<Secret>,
    previous_secret: Option<Secret>,
    webhook_secret: Option<Secret>,
    more: BTreeMap<&'static str, Secret>,
    place: Place,
}

/// The keys of a platform's settings.
struct Keys {
    app_id: &'static str,
    app_secret: &'static str,
    previous_secret: &'static str,
    webhook_secret: &'static str,
    url: &'static str,
    version: &'static str,
}

macro_rules! keys {
    ($platform:literal) => {
        Keys {
            app_id: concat!($platform, ".app_id"),
            app_secret: concat!($platform, ".app_secret"),
            previous_secret: concat!($platform, ".previous_secret"),
            webhook_secret: concat!($platform, ".webhook_secret"),
            url: concat!($platform, ".url"),
            version: concat!($platform, ".version"),
        }
    };
}

const fn keys(platform: Platform) -> Keys {
    match platform {
        Platform::Meta => keys!("meta"),
        Platform::Google => keys!("google"),
        Platform::Tiktok => keys!("tiktok"),
        Platform::Linkedin => keys!("linkedin"),
        Platform::Twitter => keys!("twitter"),
        Platform::Snapchat => keys!("snapchat"),
    }
}

impl Reader {
    pub(super) fn platforms(&mut self) -> Option<Platforms> {
        let sandbox_url = self.value("platforms.sandbox_url", "config-outside-url", address);
        let by_platform = Platform::ALL.into_iter().map(|platform| (platform, self.platform(platform))).collect();
        let history = self.needed("platforms.history_months", "config-months", |text| {
            text.parse().ok().filter(|months| (1..=37).contains(months)).map(Months::new)
        });
        Some(Platforms { sandbox_url, history: history?, by_platform })
    }

    fn platform(&mut self, platform: Platform) -> One {
        let keys = keys(platform);
        let mut more = BTreeMap::new();
        if platform == Platform::Google {
            let token = self.value("google.developer_token", "config-text", secret);
            more.extend(token.map(|token| ("developer_token", token)));
            let manager = self.value("google.login_customer_id", "config-customer", |text| {
                let digits = text.replace('-', "");
                (digits.len() == 10 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| Secret::from(digits))
            });
            more.extend(manager.map(|manager| ("login_customer_id", manager)));
        }
        One {
            app_id: self.value(keys.app_id, "config-text", text),
            app_secret: self.value(keys.app_secret, "config-text", secret),
            previous_secret: self.value(keys.previous_secret, "config-text", secret),
            webhook_secret: self
                .value(keys.webhook_secret, "config-token", |text| (text.len() >= 16).then(|| Secret::from(text))),
            more,
            place: Place {
                url: self.value(keys.url, "config-outside-url", address),
                version: self.value(keys.version, "config-version", |text| {
                    let is_one = |it: char| it.is_ascii_alphanumeric() || it == '.';
                    (text.len() <= 20 && text.chars().all(is_one)).then(|| text.to_owned())
                }),
            },
        }
    }
}

impl Platforms {
    /// The installation's apps. Behind a sandbox each platform has one without being told.
    pub fn apps(&self) -> BTreeMap<Platform, PlatformApp> {
        let of = |(platform, one): (&Platform, &One)| {
            let by_sandbox = self.sandbox_url.is_some();
            let id = one.app_id.clone().or_else(|| by_sandbox.then(|| "sandbox-app".to_owned()))?;
            let secret = one.app_secret.clone().or_else(|| by_sandbox.then(|| Secret::from(SECRET)))?;
            let mut more = one.more.clone();
            if by_sandbox && *platform == Platform::Google {
                more.entry("developer_token").or_insert_with(|| Secret::from("sandbox-developer-tokn"));
            }
            let mut app = PlatformApp::new(App { id, secret, more });
            app.previous_secret.clone_from(&one.previous_secret);
            app.webhook_secret = one.webhook_secret.clone().or_else(|| by_sandbox.then(|| Secret::from(SECRET)));
            Some((*platform, app))
        };
        self.by_platform.iter().filter_map(of).collect()
    }

    /// Where each platform is.
    pub fn places(&self) -> BTreeMap<Platform, Place> {
        let of = |(platform, one): (&Platform, &One)| {
            let url = one.place.url.clone().or_else(|| self.sandbox_url.clone());
            (*platform, Place { url, version: one.place.version.clone() })
        };
        self.by_platform.iter().map(of).collect()
    }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| text.len() <= 500)
}

fn secret(text: &str) -> Option<Secret> {
    (text.len() <= 500).then(|| Secret::from(text))
}

fn address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| {
        matches!(url.scheme(), "http" | "https")
            && url.host_str().is_some_and(|host| !host.is_empty())
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none()
    })
}
