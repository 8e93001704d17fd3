//! Every platform's connector by its name: where each platform is, and what it can do. The one list of platforms; it keeps no app, no token
//! and no state.

use std::{collections::BTreeMap, sync::Arc};

use cmis_base::{clock::Clock, platform::Platform, secret::Secret};
use http::{HeaderMap, Method};
use url::{ParseError, Url};

use crate::{
    google, linkedin, meta,
    platform::{
        Ads, App, Audience, EditAds, Inbound, Leads, Level, Need, Objective, Profiles, SignIn, Subscriptions,
        problem::Problem,
        wire::{Body, Usage, Wire},
    },
    snapchat, tiktok, twitter,
};

/// Where a platform is, if not where it says itself.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// All its hosts below one address: a sandbox, or a proxy.
    pub url: Option<Url>,
    /// The version of its API; else the one that the connector was written for.
    pub version: Option<String>,
}

/// Who is told what platforms say of their limits: the platform, the app's id, and what it said.
pub type Sink = Arc<dyn Fn(Platform, &str, Usage) + Send + Sync>;

/// All connectors. Cheap to clone.
#[derive(Clone)]
pub struct Connectors(Arc<Inner>);

struct Inner {
    wire: Wire,
    sink: Sink,
    clock: Clock,
    places: BTreeMap<Platform, Place>,
}

/// What one platform can do as one app.
#[derive(Clone)]
pub struct Connector {
    /// Which.
    pub platform: Platform,
    /// Getting, keeping and giving back the right to call.
    pub sign_in: Arc<dyn SignIn>,
    /// Reading ads.
    pub ads: Arc<dyn Ads>,
    /// Changing ads.
    pub edit: Arc<dyn EditAds>,
    /// Fetching leads, announced or not; none where only an announcement brings them.
    pub leads: Option<Arc<dyn Leads>>,
    /// The pages and profiles that are reached; none where notices name ad accounts and people alone.
    pub profiles: Option<Arc<dyn Profiles>>,
    /// Having the platform tell of a page; none where an app hears of everything, or asks elsewhere.
    pub subscriptions: Option<Arc<dyn Subscriptions>>,
    /// What the platform announces.
    pub inbound: Arc<dyn Inbound>,
}

impl Connectors {
    /// Connectors that call each platform at its place.
    ///
    /// # Errors
    /// When this machine has no certificates to trust.
    pub fn new(places: BTreeMap<Platform, Place>, sink: Sink, clock: Clock) -> Result<Self, reqwest::Error> {
        Ok(Self(Arc::new(Inner { wire: Wire::new(Arc::new(drop))?, sink, clock, places })))
    }

    /// The connector of a platform, which calls as `app`.
    ///
    /// # Errors
    /// Never for the addresses that are built in.
    pub fn of(&self, platform: Platform, app: App) -> Result<Connector, ParseError> {
        let Inner { wire, sink, clock, places } = &*self.0;
        let place = places.get(&platform).cloned().unwrap_or_default();
        let (sink, id) = (sink.clone(), app.id.clone());
        let wire = wire.metered(Arc::new(move |usage| sink(platform, &id, usage)));
        let version = |own: &str| place.version.clone().unwrap_or_else(|| own.to_owned());
        macro_rules! hosts {
            ($module:ident) => {
                match &place.url {
                    Some(root) => $module::Hosts::under(root),
                    None => $module::Hosts::real()?,
                }
            };
        }
        Ok(match platform {
            Platform::Meta => {
                let meta = meta::Meta::new(wire, hosts!(meta), version(meta::VERSION), app);
                Connector::new(platform, meta.clone())
                    .with_leads(meta.clone())
                    .with_profiles(meta.clone())
                    .with_subscriptions(meta)
            }
            Platform::Google => {
                Connector::new(platform, google::Google::new(wire, hosts!(google), version(google::VERSION), app))
            }
            Platform::Tiktok => {
                let (hosts, version) = (hosts!(tiktok), version(tiktok::VERSION));
                Connector::new(platform, tiktok::TikTok::new(wire, hosts, version, app, clock.clone()))
            }
            Platform::Linkedin => {
                let linkedin = linkedin::LinkedIn::new(wire, hosts!(linkedin), version(linkedin::VERSION), app);
                Connector::new(platform, linkedin.clone()).with_leads(linkedin)
            }
            Platform::Twitter => {
                let (hosts, version) = (hosts!(twitter), version(twitter::VERSION));
                Connector::new(platform, twitter::Twitter::new(wire, hosts, version, app, clock.clone()))
            }
            Platform::Snapchat => {
                let (hosts, version) = (hosts!(snapchat), version(snapchat::VERSION));
                Connector::new(platform, snapchat::Snapchat::new(wire, hosts, version, app))
            }
        })
    }

    /// Calls an address of the product's own as a platform would; the status of the answer.
    ///
    /// # Errors
    /// When no answer comes.
    pub async fn knock(&self, method: Method, url: Url) -> Result<u16, Problem> {
        Ok(self.0.wire.call(method, url, HeaderMap::new(), Body::None).await?.status)
    }

    /// What a platform is asked for, in its words.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn scopes(&self, platform: Platform) -> Result<&'static [&'static str], ParseError> {
        Ok(self.of_nobody(platform)?.sign_in.scopes())
    }

    /// Whom a platform can be told to reach, as [`EditAds::nearest`] has it.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn nearest(&self, platform: Platform, audience: &Audience) -> Result<Audience, ParseError> {
        Ok(self.of_nobody(platform)?.edit.nearest(audience))
    }

    /// What a platform wants to know of an ad set, as [`EditAds::ad_set_needs`] has it.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn ad_set_needs(&self, platform: Platform, objective: Objective) -> Result<Option<Need>, ParseError> {
        Ok(self.of_nobody(platform)?.edit.ad_set_needs(objective))
    }

    /// Which of a platform's campaigns and ad sets have days, as [`EditAds::levels_with_days`] has it.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn levels_with_days(&self, platform: Platform) -> Result<&'static [Level], ParseError> {
        Ok(self.of_nobody(platform)?.edit.levels_with_days())
    }

    /// One that calls nobody: for what a platform knows without being asked.
    fn of_nobody(&self, platform: Platform) -> Result<Connector, ParseError> {
        self.of(platform, App { id: String::new(), secret: Secret::from(""), more: BTreeMap::new() })
    }
}

impl Connector {
    fn new<C: SignIn + Ads + EditAds + Inbound + 'static>(platform: Platform, connector: C) -> Self {
        let all = Arc::new(connector);
        Self {
            platform,
            sign_in: all.clone(),
            ads: all.clone(),
            edit: all.clone(),
            leads: None,
            profiles: None,
            subscriptions: None,
            inbound: all,
        }
    }

    fn with_leads(self, leads: impl Leads + 'static) -> Self {
        Self { leads: Some(Arc::new(leads)), ..self }
    }

    fn with_profiles(self, profiles: impl Profiles + 'static) -> Self {
        Self { profiles: Some(Arc::new(profiles)), ..self }
    }

    fn with_subscriptions(self, subscriptions: impl Subscriptions + 'static) -> Self {
        Self { subscriptions: Some(Arc::new(subscriptions)), ..self }
    }
}
