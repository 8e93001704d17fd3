//! What every handler and job of the product shares. Cheap to clone.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
    time::Instant,
};

use chrono::{DateTime, Utc};
use cmis_base::{
    clock::Clock,
    id::{Id, Ids, Org},
    platform::Platform,
    secret::KeyRing,
};
use cmis_connectors::{
    mail::Mailer,
    outside::Outside,
    registry::{Connectors, Place},
};
use cmis_db::{Db, Tx};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    access::{passwords::Passwords, sessions::Access, tokens::Signer},
    http::rate::Rates,
    integrations::limits::Limits,
    operations::{figures::Figures, health::Board},
    realtime::Realtime,
    settings::Settings,
    webhooks::inbound::Inbound,
};

/// The product's shared parts.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The product, as long as it is there.
#[derive(Clone)]
pub struct WeakApp(Weak<Parts>);

impl WeakApp {
    /// None when the product is gone.
    pub fn upgrade(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

/// What [`App`] points to.
pub struct Parts {
    /// The one door to data.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// Keys for sealing and signing.
    pub keys: KeyRing,
    /// What the product was told.
    pub settings: Settings,
    /// Where mail goes.
    pub mailer: Mailer,
    /// The way to addresses that somebody outside chose.
    pub outside: Outside,
    /// The ad platforms.
    pub connectors: Connectors,
    /// What the platforms say of their limits.
    pub limits: Limits,
    /// What platforms announce, on its way into the database.
    pub inbound: Inbound,
    /// Signs and verifies access tokens and addresses.
    pub signer: Signer,
    /// Hashes passwords without blocking other requests.
    pub passwords: Passwords,
    /// Who is behind a credential.
    pub access: Access,
    /// Requests counted by caller.
    pub rates: Rates,
    /// The sockets of this node.
    pub realtime: Realtime,
    /// What health checks found last.
    pub health: Board,
    /// What this node answered.
    pub figures: Figures,
    /// When the process started.
    pub started: Instant,
    /// Background work of the process.
    pub tasks: TaskTracker,
    /// Cancelled when the process stops.
    pub stopping: CancellationToken,
}

/// What the product is built from: the world outside of it.
pub struct World {
    /// The one door to data.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// New ids.
    pub ids: Ids,
    /// Keys for sealing and signing.
    pub keys: KeyRing,
    /// What the product was told.
    pub settings: Settings,
    /// Where mail goes.
    pub mailer: Mailer,
    /// The way to addresses that somebody outside chose.
    pub outside: Outside,
    /// Where the ad platforms are.
    pub places: BTreeMap<Platform, Place>,
    /// Password hashes made at once.
    pub cores: usize,
}

impl App {
    /// Puts the product together. Nothing runs yet: see [`crate::background::start`].
    pub fn new(world: World) -> anyhow::Result<Self> {
        let World { db, clock, ids, keys, settings, mailer, outside, places, cores } = world;
        let limits = Limits::default();
        let connectors = Connectors::new(places, limits.sink(), clock.clone())?;
        crate::operations::metrics::install();
        Ok(Self(Arc::new(Parts {
            signer: Signer::new(&keys, settings.origin()),
            passwords: Passwords::new(cores)?,
            access: Access::new(db.clone()),
            rates: Rates::default(),
            realtime: Realtime::new(ids.next::<Realtime>().raw()),
            health: Board::new(ids.next::<Self>().raw()),
            figures: Figures::new(ids.next::<Self>().raw(), clock.now()),
            started: Instant::now(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
            inbound: Inbound::new(&connectors, &settings.platform_apps)?,
            connectors,
            limits,
            db,
            clock,
            ids,
            keys,
            settings,
            mailer,
            outside,
        })))
    }

    /// The product as those see it whom it holds itself.
    pub fn downgrade(&self) -> WeakApp {
        WeakApp(Arc::downgrade(&self.0))
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A transaction in which one org is all there is.
    pub async fn tenant(&self, org: Id<Org>) -> Result<Tx, sqlx::Error> {
        self.db.tenant(org).await
    }

    /// A transaction across orgs, for the reason given.
    pub async fn system(&self, reason: &'static str) -> Result<Tx, sqlx::Error> {
        self.db.system(reason).await
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
