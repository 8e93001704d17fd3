//! Who may speak at an address: the secrets with which a platform, or a relay, signs for one app. It keeps an org's secrets for a few
//! seconds, and believes nobody by itself.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
    secret::Secret,
};
use cmis_connectors::{
    platform::{App as PlatformApp, Handshake, Inbound, Incoming, Notice, Unverified, plain::Plain},
    registry::Connectors,
};
use url::ParseError;

use super::queries;
use crate::{integrations::apps::Sealed, settings, state::App};

/// How long an org's secrets are kept in memory: a new one is believed so much later at most.
const FRESH: TimeDelta = TimeDelta::seconds(5);
/// Apps of orgs whose secrets are kept at once.
const MOST_KEPT: usize = 1000;
/// Orgs that may have entered the same app.
const MOST_SHARING: i64 = 20;

/// What signs the calls of one app, for one org or for all.
#[derive(Clone)]
pub struct Channel {
    /// Whose app; none for the installation's.
    pub owner: Option<Id<Org>>,
    /// The app's secret and the one before it.
    native: Vec<Secret>,
    /// The channel's own.
    plain: Vec<Secret>,
}

impl Channel {
    fn new(owner: Option<Id<Org>>, platform: Platform, [app, previous, relay]: [Option<Secret>; 3]) -> Self {
        let mut native: Vec<Secret> = [app, previous].into_iter().flatten().collect();
        // the key of a lead form is no secret of the app's: who sets the form up may choose the channel's
        if platform == Platform::Google {
            native.extend(relay.clone());
        }
        Self { owner, native, plain: relay.into_iter().collect() }
    }

    fn of_installation(platform: Platform, app: &settings::PlatformApp) -> Self {
        let secrets = [Some(app.app.secret.clone()), app.previous_secret.clone(), app.webhook_secret.clone()];
        Self::new(None, platform, secrets)
    }
}

/// The apps of orgs at a platform, by their ids.
type Kept = HashMap<(Platform, String), (DateTime<Utc>, Arc<[Channel]>)>;

/// What verifies and reads, platform by platform.
pub struct Channels {
    dialects: BTreeMap<Platform, Arc<dyn Inbound>>,
    installed: BTreeMap<Platform, Arc<[Channel]>>,
    kept: Mutex<Kept>,
}

impl Channels {
    /// All platforms, and the installation's apps there.
    ///
    /// # Errors
    /// As [`Connectors::of`].
    pub fn new(connectors: &Connectors, apps: &BTreeMap<Platform, settings::PlatformApp>) -> Result<Self, ParseError> {
        // what is verified and read depends on the secrets that are given with each call, and on no app
        let nobody = || PlatformApp { id: String::new(), secret: Secret::from(""), more: BTreeMap::new() };
        let dialect = |platform| Ok((platform, connectors.of(platform, nobody())?.inbound));
        let dialects = Platform::ALL.into_iter().map(dialect).collect::<Result<_, ParseError>>()?;
        let channel =
            |(platform, app): (&Platform, _)| (*platform, Arc::from([Channel::of_installation(*platform, app)]));
        Ok(Self { dialects, installed: apps.iter().map(channel).collect(), kept: Mutex::default() })
    }

    /// The channel of the installation's app, where it has one.
    pub fn of_installation(&self, platform: Platform) -> Option<Arc<[Channel]>> {
        self.installed.get(&platform).cloned()
    }

    fn kept(&self, platform: Platform, app_id: &str, now: DateTime<Utc>) -> Option<Arc<[Channel]>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, channels) = kept.get(&(platform, app_id.to_owned()))?;
        (*until > now).then(|| channels.clone())
    }

    fn keep(&self, platform: Platform, app_id: &str, channels: Arc<[Channel]>, now: DateTime<Utc>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST_KEPT {
            kept.retain(|_, (until, _)| *until > now);
        }
        if kept.len() < MOST_KEPT {
            kept.insert((platform, app_id.to_owned()), (now + FRESH, channels));
        }
    }
}

/// The channels of an address: the apps of orgs with an id. `None` where there is none, and where looking for one is refused:
/// `may_look` is false for whoever was wrong too often.
pub async fn find(
    app: &App,
    platform: Platform,
    app_id: &str,
    may_look: bool,
) -> anyhow::Result<Option<Arc<[Channel]>>> {
    let (channels, now) = (&app.inbound.channels, app.now());
    if let Some(kept) = channels.kept(platform, app_id, now) {
        return Ok(Some(kept));
    }
    if !may_look || app_id.contains('\0') {
        return Ok(None);
    }
    let mut tx = app.system("secrets of an org's app, for a webhook").await?;
    let rows = queries::apps(&mut tx, platform.as_str(), app_id, MOST_SHARING).await?;
    tx.commit().await?;
    let channel = |(org, sealed): (Id<Org>, Vec<u8>)| {
        let secrets = Sealed::open(&app.keys, org, platform, &sealed)?.signing(now);
        Ok(Channel::new(Some(org), platform, secrets))
    };
    let found: Arc<[Channel]> = rows.into_iter().map(channel).collect::<anyhow::Result<_>>()?;
    if found.is_empty() {
        return Ok(None);
    }
    channels.keep(platform, app_id, found.clone(), now);
    Ok(Some(found))
}

/// The word that a platform has to know for its handshake, at the installation's address or at that of an org's own app.
pub fn verify_token(app: &App, platform: Platform, app_id: Option<&str>) -> String {
    hex::encode(app.keys.derive(&purpose(platform, app_id)).as_slice())
}

fn purpose(platform: Platform, app_id: Option<&str>) -> String {
    match app_id {
        None => format!("webhook verify token:{platform}"),
        Some(app_id) => format!("webhook verify token:{platform}:{app_id}"),
    }
}

/// The answer to a handshake, if it is one and the platform knows the word, by the newest key or by one before it.
pub fn handshake(
    app: &App,
    platform: Platform,
    app_id: Option<&str>,
    channels: &[Channel],
    call: Incoming<'_>,
) -> Option<Handshake> {
    let dialect = app.inbound.channels.dialects.get(&platform)?;
    let tokens = app.keys.derive_all(&purpose(platform, app_id));
    let tokens: Vec<Secret> = tokens.iter().map(|token| Secret::from(hex::encode(token.as_slice()))).collect();
    channels.iter().find_map(|channel| tokens.iter().find_map(|token| dialect.handshake(call, token, &channel.native)))
}

/// What came of a call.
pub enum Heard {
    /// Nobody vouches for it.
    Refused(Unverified),
    /// It verified, and is no body of this platform.
    Unreadable,
    /// Who vouches for it, and what it announces.
    Announced(Vec<Option<Id<Org>>>, Vec<Notice>),
}

/// Verifies a call with the secrets of each channel, and reads it. The plain dialect is known by the form of its signature; whatever else
/// comes has to be the platform's own.
pub fn hear(app: &App, platform: Platform, channels: &[Channel], call: Incoming<'_>) -> Heard {
    let plain = Plain::of(platform);
    let is_plain = plain.is_spoken(call.headers) || platform == Platform::Snapchat;
    let own = app.inbound.channels.dialects.get(&platform).map(Arc::as_ref);
    let Some(dialect) = (if is_plain { Some(&plain as &dyn Inbound) } else { own }) else {
        return Heard::Refused(Unverified::Missing);
    };
    let (mut vouching, mut wrong) = (Vec::new(), Unverified::Missing);
    for channel in channels {
        let secrets = if is_plain { &channel.plain } else { &channel.native };
        match dialect.verify(call, secrets, app.now()) {
            Ok(()) => vouching.push(channel.owner),
            // what is stale was signed: nearer to the truth than what was not
            Err(Unverified::Stale) => wrong = Unverified::Stale,
            Err(Unverified::Wrong) if wrong == Unverified::Missing => wrong = Unverified::Wrong,
            Err(_) => {}
        }
    }
    if vouching.is_empty() {
        return Heard::Refused(wrong);
    }
    match dialect.read(call) {
        Ok(notices) => Heard::Announced(vouching, notices),
        Err(_) => Heard::Unreadable,
    }
}
