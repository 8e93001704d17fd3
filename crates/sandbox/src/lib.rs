//! Stand-ins for the ad platforms, which behave like them on the wire: consent, paging, errors, limits, signed events, and
//! faults on request. Written from what the platforms document alone; it must never share code with the connectors that
//! are tried against it, and it must never be reachable by strangers: whoever reaches it may do everything.

mod core;
mod platforms;
mod world;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use cmis_base::{clock::Clock, platform::Platform};
use url::Url;

use crate::{
    core::state::{Desk, State},
    world::World,
};
pub use crate::{core::truth::Truth, platforms::SECRET, world::numbers::Numbers};

/// What a sandbox is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What the world is made of: the same seed, the same world.
    pub seed: u64,
    /// The product's public address: people are sent back to it, and webhooks to `/api/webhooks/{platform}` below it.
    pub product: Url,
    /// Tells the time; numbers end at its today.
    pub clock: Clock,
}

/// A running sandbox. Cheap to clone; clones share what changes.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    settings: Settings,
    world: World,
    state: Mutex<State>,
    client: Option<reqwest::Client>,
}

impl Sandbox {
    /// A sandbox in which nothing happened yet.
    pub fn new(settings: Settings) -> Self {
        let world = World::new(settings.seed, settings.clock.now().date_naive());
        let state = Mutex::new(State::new(&world, settings.clock.now()));
        Self(Arc::new(Inner { settings, world, state, client: core::courier::client() }))
    }

    /// What an account's numbers truly are from a day to another, both included; none if there is no such account.
    pub fn truth(&self, platform: Platform, account: u64, from: NaiveDate, to: NaiveDate) -> Option<Truth> {
        self.at_desk(|desk| core::truth::truth(desk, platform, account, from, to))
    }

    /// The numbers of a platform's accounts, in their order.
    pub fn accounts(&self, platform: Platform) -> Vec<u64> {
        self.at_desk(|desk| desk.accounts(platform).map(|account| account.id).collect())
    }

    /// The number of the account that a platform calls by an id.
    pub fn account(&self, platform: Platform, id: &str) -> Option<u64> {
        self.accounts(platform).into_iter().find(|number| platforms::name_of(platform, *number) == id)
    }

    /// Works on everything at once: a call's effects are seen whole or not at all.
    fn at_desk<T>(&self, work: impl FnOnce(&mut Desk<'_>) -> T) -> T {
        let mut state = self.0.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (world, product) = (&self.0.world, &self.0.settings.product);
        work(&mut Desk { world, state: &mut state, now: self.0.settings.clock.now(), product })
    }

    /// Forgets everything that happened, but not which numbers were given away.
    fn reset(&self) {
        self.at_desk(|desk| {
            let fresh = State::new(desk.world, desk.now);
            *desk.state = fresh.counting_on(desk.state);
        });
    }
}

/// Every address of the sandbox: `/` the control page, `/control/…` its API, `/{platform}/{host}/…` the stand-ins.
pub fn router(sandbox: Sandbox) -> axum::Router {
    axum::Router::new().fallback(core::door::answer).with_state(sandbox)
}

/// Serves a sandbox until `shutdown` is ready, then finishes the calls under way.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: tokio::net::TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    axum::serve(listener, router(Sandbox::new(settings))).with_graceful_shutdown(shutdown).await
}
