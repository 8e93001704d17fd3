//! Whether those who hear may still hear: a socket ends with its login, and leaves an org's room with the membership.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use cmis_base::id::{Id, Org, User};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::json;
use socketioxide::{extract::SocketRef, socket::Sid};
use tokio::{sync::Notify, time::MissedTickBehavior};

use super::{
    registry::Held,
    rooms::{self, Room},
    sockets,
};
use crate::{access::sessions::Identity, state::App};

/// How often logins are looked for whose time is over.
const LOOK_EVERY: Duration = Duration::from_secs(15);
/// Sockets looked at at once, when many are concerned.
const AT_ONCE: usize = 8;

/// Whose access may have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Concerned {
    /// That of one socket's owner.
    Socket(Sid),
    /// One person's.
    User(Id<User>),
    /// That of everybody in an org.
    Org(Id<Org>),
    /// Anybody's.
    Everybody,
}

impl Concerned {
    /// What a notice of the channel `access` says; none when it concerns nobody's sockets (keys, grants).
    pub fn of(notice: &str) -> Option<Self> {
        match notice.split_once(' ')? {
            ("user", id) => id.parse().ok().map(Self::User),
            ("org", id) => id.parse().ok().map(Self::Org),
            _ => None,
        }
    }
}

/// Those who are to be looked at.
#[derive(Default)]
pub struct Waiting {
    concerned: Mutex<HashSet<Concerned>>,
    added: Notify,
}

impl Waiting {
    /// Adds somebody.
    pub fn add(&self, concerned: Concerned) {
        self.concerned.lock().unwrap_or_else(PoisonError::into_inner).insert(concerned);
        self.added.notify_one();
    }

    fn take(&self) -> HashSet<Concerned> {
        std::mem::take(&mut *self.concerned.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Looks at sockets whenever their owners' access changed, and at those whose login's time is over.
pub async fn recheck(app: App) -> anyhow::Result<()> {
    let realtime = &app.realtime;
    let mut look = tokio::time::interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = realtime.concerned.added.notified() => {}
            _ = look.tick() => forget_gone(&app),
        }
        let concerned: Vec<Concerned> = realtime
            .registry
            .expired(app.now())
            .into_iter()
            .map(Concerned::Socket)
            .chain(realtime.concerned.take())
            .collect();
        let sockets: HashMap<Sid, Held> = concerned.iter().flat_map(|concerned| sockets_of(&app, *concerned)).collect();
        let looked = stream::iter(sockets)
            .map(|(sid, held)| look_at(&app, sid, held))
            .buffer_unordered(AT_ONCE)
            .try_collect::<()>()
            .await;
        if let Err(error) = looked {
            // the database is away: whoever was not looked at is looked at when it is back
            concerned.into_iter().for_each(|concerned| realtime.access_changed(concerned));
            return Err(error.into());
        }
    }
}

fn sockets_of(app: &App, concerned: Concerned) -> Vec<(Sid, Held)> {
    let registry = &app.realtime.registry;
    match concerned {
        Concerned::Socket(sid) => registry.get(sid).map(|held| (sid, held)).into_iter().collect(),
        Concerned::User(user) => registry.of_user(user),
        Concerned::Org(org) => registry.users_in(org).into_iter().flat_map(|user| registry.of_user(user)).collect(),
        Concerned::Everybody => registry.all(),
    }
}

/// A socket that goes while it is taken in may go before it is known here.
fn forget_gone(app: &App) {
    let realtime = &app.realtime;
    for sid in realtime.registry.all().into_iter().map(|(sid, _)| sid).filter(|sid| realtime.socket(*sid).is_none()) {
        realtime.registry.remove(sid);
    }
}

async fn look_at(app: &App, sid: Sid, held: Held) -> Result<(), sqlx::Error> {
    // of several sockets of a login all but the first find it in the cache
    let identity = app.access.session(held.session, app.now()).await?;
    let Some(socket) = app.realtime.socket(sid) else { return Ok(()) };
    match identity {
        // one that takes no goodbye is let go by the next ping, and hears nothing until then
        None => end(app, socket, sid),
        Some(identity) => stay(app, &socket, &held, &identity),
    }
    Ok(())
}

fn end(app: &App, socket: SocketRef, sid: Sid) {
    socket.leave_all();
    if socket.disconnect().is_err() {
        app.realtime.registry.remove(sid);
    }
}

fn stay(app: &App, socket: &SocketRef, held: &Held, identity: &Arc<Identity>) {
    app.realtime.registry.renew(socket.id, identity.expires_at);
    for org in &held.orgs {
        let room = Room::Org(*org);
        let Err(refused) = rooms::authorise(app, identity, socket, room) else { continue };
        sockets::leave(app, socket, *org);
        // whoever takes no message finds out by the next request
        let _ = socket.emit("left", &json!({"room": room.to_string(), "code": refused.code().as_str()}));
    }
}

#[cfg(test)]
mod tests {
    use super::Concerned;

    #[test]
    fn a_notice_says_whose_access_changed() {
        let id = "01936a3e-0000-7000-8000-000000000001";
        assert_eq!(Concerned::of(&format!("user {id}")), id.parse().ok().map(Concerned::User));
        assert_eq!(Concerned::of(&format!("org {id}")), id.parse().ok().map(Concerned::Org));
        for other in ["api_keys", "", "user", "user 7", "org "] {
            assert_eq!(Concerned::of(other), None, "{other}");
        }
    }
}
