//! Which sockets this node holds, and whose they are. Pure.

use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, Session, User};
use socketioxide::socket::Sid;

/// Sockets that one person may have at one node: tabs and devices.
pub const SOCKETS_A_PERSON: usize = 50;

/// Somebody in an org.
pub type Present = (Id<Org>, Id<User>);

/// A socket of this node.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose.
    pub user: Id<User>,
    /// By which login.
    pub session: Id<Session>,
    /// When the login ends, unless it is used meanwhile.
    pub until: Option<DateTime<Utc>>,
    /// The rooms of orgs that it is in.
    pub orgs: Vec<Id<Org>>,
}

#[derive(Default)]
struct Inner {
    sockets: HashMap<Sid, Held>,
    by_user: HashMap<Id<User>, Vec<Sid>>,
    /// How many sockets somebody has in an org.
    present: HashMap<Present, usize>,
    /// Who came or left since somebody asked.
    moved: HashSet<Present>,
    /// Sockets that did not take a message: they are to fetch anew.
    lagging: HashSet<Sid>,
}

/// The sockets of this node.
#[derive(Default)]
pub struct Registry(Mutex<Inner>);

impl Registry {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a socket in with what `held` gives, and says whose it is. Who finds nothing any more (somebody else took it in)
    /// finds the socket here.
    pub fn enrol(&self, sid: Sid, held: impl FnOnce() -> Option<Held>) -> Option<Id<User>> {
        let mut inner = self.inner();
        let held = held()?;
        let user = held.user;
        inner.by_user.entry(user).or_default().push(sid);
        inner.sockets.insert(sid, held);
        Some(user)
    }

    /// Notes until when a socket's login holds.
    pub fn renew(&self, sid: Sid, until: Option<DateTime<Utc>>) {
        if let Some(held) = self.inner().sockets.get_mut(&sid) {
            held.until = until;
        }
    }

    /// Those whose logins were to end by now.
    pub fn expired(&self, now: DateTime<Utc>) -> Vec<Sid> {
        let inner = self.inner();
        inner.sockets.iter().filter(|(_, held)| held.until.is_some_and(|end| end <= now)).map(|(sid, _)| *sid).collect()
    }

    /// Forgets a socket.
    pub fn remove(&self, sid: Sid) {
        let mut inner = self.inner();
        let Some(held) = inner.sockets.remove(&sid) else { return };
        inner.lagging.remove(&sid);
        if let Entry::Occupied(mut own) = inner.by_user.entry(held.user) {
            own.get_mut().retain(|other| *other != sid);
            if own.get().is_empty() {
                own.remove();
            }
        }
        for org in held.orgs {
            inner.count((org, held.user), false);
        }
    }

    /// Notes that a socket joined an org's room and has it `enter`, both or neither: a room that is not noted here nobody takes
    /// it out of. `false` when it was there already or is gone.
    pub fn join(&self, sid: Sid, org: Id<Org>, enter: impl FnOnce()) -> bool {
        let mut inner = self.inner();
        let Some(held) = inner.sockets.get_mut(&sid).filter(|held| !held.orgs.contains(&org)) else { return false };
        enter();
        held.orgs.push(org);
        let user = held.user;
        inner.count((org, user), true);
        true
    }

    /// Has a socket `exit` an org's room and notes it.
    pub fn leave(&self, sid: Sid, org: Id<Org>, exit: impl FnOnce()) {
        let mut inner = self.inner();
        exit();
        let Some(held) = inner.sockets.get_mut(&sid).filter(|held| held.orgs.contains(&org)) else { return };
        held.orgs.retain(|other| *other != org);
        let user = held.user;
        inner.count((org, user), false);
    }

    /// A socket.
    pub fn get(&self, sid: Sid) -> Option<Held> {
        self.inner().sockets.get(&sid).cloned()
    }

    /// Every socket.
    pub fn all(&self) -> Vec<(Sid, Held)> {
        self.inner().sockets.iter().map(|(sid, held)| (*sid, held.clone())).collect()
    }

    /// How many sockets there are.
    pub fn len(&self) -> usize {
        self.inner().sockets.len()
    }

    /// The sockets of a person.
    pub fn of_user(&self, user: Id<User>) -> Vec<(Sid, Held)> {
        let inner = self.inner();
        let own = inner.by_user.get(&user).into_iter().flatten();
        own.filter_map(|sid| Some((*sid, inner.sockets.get(sid)?.clone()))).collect()
    }

    /// Who has an org open here.
    pub fn users_in(&self, org: Id<Org>) -> Vec<Id<User>> {
        self.inner().present.keys().filter(|(place, _)| *place == org).map(|(_, user)| *user).collect()
    }

    /// Who came or left since the last time, with whether they are here now.
    pub fn take_moved(&self) -> Vec<(Present, bool)> {
        let mut inner = self.inner();
        let moved = std::mem::take(&mut inner.moved);
        moved.into_iter().map(|present| (present, inner.present.contains_key(&present))).collect()
    }

    /// Everybody who is here.
    pub fn present(&self) -> Vec<Present> {
        self.inner().present.keys().copied().collect()
    }

    /// Notes that a socket missed a message.
    pub fn lags(&self, sid: Sid) {
        let mut inner = self.inner();
        if inner.sockets.contains_key(&sid) {
            inner.lagging.insert(sid);
        }
    }

    /// The sockets that missed a message.
    pub fn take_lagging(&self) -> HashSet<Sid> {
        std::mem::take(&mut self.inner().lagging)
    }
}

impl Inner {
    fn count(&mut self, present: Present, comes: bool) {
        let sockets = self.present.entry(present).or_default();
        *sockets = if comes { *sockets + 1 } else { sockets.saturating_sub(1) };
        let first_or_last = *sockets == usize::from(comes);
        if *sockets == 0 {
            self.present.remove(&present);
        }
        if first_or_last {
            self.moved.insert(present);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Barrier, Mutex},
        thread,
    };

    use cmis_base::id::Id;
    use socketioxide::socket::Sid;
    use uuid::Uuid;

    use super::{Held, Registry};

    fn held(id: Uuid) -> Held {
        Held { user: Id::new(id), session: Id::new(id), until: None, orgs: Vec::new() }
    }

    #[test]
    fn a_socket_that_two_take_in_is_there_for_both() {
        let (registry, both) = (Registry::default(), Barrier::new(2));
        let (given, sids) = (Mutex::new(Vec::<Held>::new()), [(); 500].map(|()| Sid::new()));
        let take_in = || {
            for sid in sids {
                given.lock().expect("unpoisoned").resize(1, held(Uuid::nil()));
                both.wait();
                registry.enrol(sid, || given.lock().expect("unpoisoned").pop());
                assert!(registry.get(sid).is_some());
                both.wait();
            }
        };
        thread::scope(|scope| [scope.spawn(take_in), scope.spawn(take_in)].map(|taking| taking.join().expect("both")));
        assert_eq!((registry.len(), registry.of_user(Id::new(Uuid::nil())).len()), (sids.len(), sids.len()));
    }

    #[test]
    fn somebody_is_present_from_their_first_socket_to_their_last() {
        let (registry, [a, b], id) = (Registry::default(), [Sid::new(), Sid::new()], Uuid::from_u128(7));
        let (user, org) = (Id::new(id), Id::new(id));
        for sid in [a, b] {
            registry.enrol(sid, || Some(held(id)));
        }
        assert!(registry.join(a, org, || {}) && registry.join(b, org, || {}) && !registry.join(b, org, || {}));
        assert_eq!(registry.take_moved(), [((org, user), true)]);
        registry.leave(a, org, || {});
        registry.leave(a, org, || {});
        assert!(registry.take_moved().is_empty());
        registry.remove(b);
        registry.remove(b);
        assert_eq!(registry.take_moved(), [((org, user), false)]);
        assert_eq!((registry.len(), registry.present().len()), (1, 0));
    }
}
