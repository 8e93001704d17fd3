//! Who is behind a credential, looked up per request through a cache of at most one second.
//!
//! Every change of a membership, session, key, grant or org notifies the channel `access` (triggers in
//! `migrations/0006_notify.sql`) and starts a new generation of the cache on every node; the node that made the change does so
//! before it answers. A lookup that began in an older generation is kept under that generation and never found again.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{ApiKey, Grant, Id, Member, Org, Session, User},
    permission::{Permissions, Role},
};
use cmis_db::Db;
use moka::future::Cache;
use uuid::Uuid;

use super::queries;
use crate::realtime::Concerned;

/// How long an unchanged answer is believed.
const BELIEVED_FOR: Duration = Duration::from_secs(1);
/// Credentials remembered at once.
const CAPACITY: u64 = 50_000;
/// How long a credential that does not exist is remembered as such.
const UNKNOWN_FOR: Duration = Duration::from_secs(10);
/// How long one that held is looked up even for an address that is over its limit: others may share the address.
const TRUSTED_FOR: Duration = Duration::from_secs(600);
/// How often "last used" is written.
const TOUCH_EVERY: Duration = Duration::from_secs(10);

/// A person, as far as access needs it.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The person.
    pub user_id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Address.
    pub email: String,
    /// `ar` or `en`.
    pub locale: String,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
}

/// A person's place in one org.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The org.
    pub org_id: Id<Org>,
    /// The membership's id.
    pub member_id: Id<Member>,
    /// `admin` … `viewer`.
    pub role: String,
    /// Whether the org suspended the member.
    pub is_suspended: bool,
    /// Whether the installation suspended the org.
    pub org_suspended: bool,
    /// Whether the org asks for a second factor.
    pub require_mfa: bool,
}

impl Membership {
    /// The role; an unknown word (of a later version) holds nothing more than reading.
    pub fn role(&self) -> Role {
        Role::parse(&self.role).unwrap_or(Role::Viewer)
    }
}

/// What kind of credential it is.
#[derive(Clone, Debug)]
pub enum Credential {
    /// A login.
    Session {
        /// The login.
        id: Id<Session>,
        /// Its current org.
        org: Option<Id<Org>>,
        /// Whether a second factor was given.
        mfa: bool,
    },
    /// An API key.
    Key {
        /// The key.
        id: Id<ApiKey>,
        /// Its name.
        name: String,
        /// What it was made for.
        scopes: Permissions,
    },
    /// An OAuth access token.
    App {
        /// The consent behind it.
        grant: Id<Grant>,
        /// The client's name.
        name: String,
        /// What was consented to.
        scopes: Permissions,
    },
}

/// A resolved credential.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Which credential.
    pub credential: Credential,
    /// The person behind it (of a key: its creator).
    pub profile: Profile,
    /// Their orgs (of a key or app: the one it belongs to).
    pub memberships: Vec<Membership>,
    /// When it stops to hold.
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Name {
    Session(Id<Session>),
    Key([u8; 32]),
    App([u8; 32]),
}

/// Why a lookup gave nobody.
enum Miss {
    Unknown,
    Failed(sqlx::Error),
}

impl Miss {
    /// The same for each of those who waited for one lookup: the database is away for all of them.
    fn told<T>(&self) -> Result<Option<T>, sqlx::Error> {
        match self {
            Self::Unknown => Ok(None),
            Self::Failed(error) => Err(sqlx::Error::Io(std::io::Error::other(error.to_string()))),
        }
    }
}

/// The lookup and its cache.
#[derive(Clone)]
pub struct Access {
    db: Db,
    generation: Arc<AtomicU64>,
    cache: Cache<(u64, Name), Arc<Identity>>,
    unknown: Cache<(u64, Name), ()>,
    trusted: Cache<Name, ()>,
    touched: Arc<Mutex<HashMap<Touch, DateTime<Utc>>>>,
}

/// What was used, to be noted in the background.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Touch {
    Session(Id<Session>),
    User(Id<User>),
    Member(Id<Org>, Id<Member>),
    Key(Id<Org>, Id<ApiKey>),
    Grant(Id<Org>, Id<Grant>),
}

impl Access {
    /// An empty cache.
    pub fn new(db: Db) -> Self {
        Self {
            db,
            generation: Arc::new(AtomicU64::new(0)),
            cache: Cache::builder().max_capacity(CAPACITY).time_to_live(BELIEVED_FOR).build(),
            unknown: Cache::builder().max_capacity(CAPACITY).time_to_live(UNKNOWN_FOR).build(),
            trusted: Cache::builder().max_capacity(CAPACITY).time_to_idle(TRUSTED_FOR).build(),
            touched: Arc::default(),
        }
    }

    /// Forgets everything: called after each change of who may do what.
    pub fn forget(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// The login behind an access token; `None` when it ended.
    pub async fn session(&self, id: Id<Session>, now: DateTime<Utc>) -> Result<Option<Arc<Identity>>, sqlx::Error> {
        self.find(Name::Session(id), now, async |db: &Db| {
            let mut tx = db.system("resolve session").await?;
            let identity = queries::find_session(&mut tx, id, now).await?;
            tx.commit().await?;
            Ok(identity)
        })
        .await
    }

    /// The API key with this hash.
    pub async fn key(&self, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Arc<Identity>>, sqlx::Error> {
        self.find(Name::Key(hash), now, async |db: &Db| {
            let mut tx = db.system("resolve API key").await?;
            let identity = queries::find_key(&mut tx, &hash, now).await?;
            tx.commit().await?;
            Ok(identity)
        })
        .await
    }

    /// The OAuth access token with this hash.
    pub async fn app(&self, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Arc<Identity>>, sqlx::Error> {
        self.find(Name::App(hash), now, async |db: &Db| {
            let mut tx = db.system("resolve OAuth token").await?;
            let identity = queries::find_app(&mut tx, &hash, now).await?;
            tx.commit().await?;
            Ok(identity)
        })
        .await
    }

    /// Whether a key or token with this hash held lately.
    pub fn held_lately(&self, hash: [u8; 32]) -> bool {
        self.trusted.contains_key(&Name::Key(hash)) || self.trusted.contains_key(&Name::App(hash))
    }

    async fn find(
        &self,
        name: Name,
        now: DateTime<Utc>,
        load: impl AsyncFnOnce(&Db) -> Result<Option<Identity>, sqlx::Error>,
    ) -> Result<Option<Arc<Identity>>, sqlx::Error> {
        let key = (self.generation.load(Ordering::SeqCst), name);
        let holds = |found: &Arc<Identity>| found.expires_at.is_none_or(|end| now < end);
        if let Some(identity) = self.cache.get(&key).await {
            return Ok(Some(identity).filter(holds));
        }
        if self.unknown.contains_key(&key) {
            return Ok(None);
        }
        // however many ask for the same at once, one of them looks; boxed, because it is rare and large, and every request's
        // future would have room for it
        let looked_up = self.cache.try_get_with(key, async {
            match load(&self.db).await {
                Ok(Some(identity)) => {
                    self.trusted.insert(name, ()).await;
                    Ok(Arc::new(identity))
                }
                Ok(None) => {
                    self.unknown.insert(key, ()).await;
                    self.trusted.invalidate(&name).await;
                    Err(Miss::Unknown)
                }
                Err(error) => Err(Miss::Failed(error)),
            }
        });
        match Box::pin(looked_up).await {
            Ok(identity) => Ok(Some(identity).filter(holds)),
            Err(miss) => match Arc::try_unwrap(miss) {
                Ok(Miss::Unknown) => Ok(None),
                Ok(Miss::Failed(error)) => Err(error),
                Err(shared) => shared.told(),
            },
        }
    }

    /// Notes that a credential was used for an org.
    pub fn touch(&self, identity: &Identity, membership: Option<&Membership>, now: DateTime<Utc>) {
        let mut touched = self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut note = |touch| {
            touched.insert(touch, now);
        };
        match (&identity.credential, membership) {
            (Credential::Session { id, .. }, _) => {
                note(Touch::Session(*id));
                note(Touch::User(identity.profile.user_id));
                if let Some(membership) = membership {
                    note(Touch::Member(membership.org_id, membership.member_id));
                }
            }
            (Credential::Key { id, .. }, Some(membership)) => note(Touch::Key(membership.org_id, *id)),
            (Credential::App { grant, .. }, Some(membership)) => note(Touch::Grant(membership.org_id, *grant)),
            _ => {}
        }
    }

    /// Writes what was used since the last time.
    pub async fn write_touches(&self) -> Result<(), sqlx::Error> {
        let touched = std::mem::take(&mut *self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        if touched.is_empty() {
            return Ok(());
        }
        let mut batch = queries::Touches::default();
        for (&touch, &at) in &touched {
            match touch {
                Touch::Session(id) => batch.sessions.push((Uuid::nil(), id.raw(), at)),
                Touch::User(id) => batch.users.push((Uuid::nil(), id.raw(), at)),
                Touch::Member(org, id) => batch.members.push((org.raw(), id.raw(), at)),
                Touch::Key(org, id) => batch.keys.push((org.raw(), id.raw(), at)),
                Touch::Grant(org, id) => batch.grants.push((org.raw(), id.raw(), at)),
            }
        }
        let written = async {
            let mut tx = self.db.system("note last use").await?;
            queries::write_touches(&mut tx, batch).await?;
            tx.commit().await
        };
        let written = written.await;
        if written.is_err() {
            // the next round takes them along; what was used again since then stays as it is
            let mut waiting = self.touched.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            for (touch, at) in touched {
                waiting.entry(touch).or_insert(at);
            }
        }
        written
    }
}

/// Writes "last used" every few seconds. What is left when the process stops is written by [`Access::write_touches`].
pub async fn write_touches_forever(app: crate::state::App) -> anyhow::Result<()> {
    loop {
        tokio::time::sleep(TOUCH_EVERY).await;
        app.access.write_touches().await?;
    }
}

/// Starts a new generation whenever any node changed who may do what, and has the sockets concerned looked at.
pub async fn forget_on_notice(app: crate::state::App) -> anyhow::Result<()> {
    let mut listener = app.db.listen(&["access"]).await?;
    // what was missed while nobody listened
    app.access.forget();
    app.realtime.access_changed(Concerned::Everybody);
    loop {
        // a lost connection may have lost notices too: `None` forgets as well
        let notice = listener.try_recv().await?;
        app.access.forget();
        let concerned = notice.map_or(Some(Concerned::Everybody), |notice| Concerned::of(notice.payload()));
        if let Some(concerned) = concerned {
            app.realtime.access_changed(concerned);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use chrono::DateTime;
    use cmis_base::id::Id;
    use cmis_db::testing::TestDb;
    use tokio::sync::Barrier;
    use uuid::Uuid;

    use super::{Access, Credential, Identity, Name, Profile};

    fn somebody(id: Uuid) -> Identity {
        let profile = Profile {
            user_id: Id::new(id),
            name: "Salma".into(),
            email: "salma@example.com".into(),
            locale: "ar".into(),
            is_instance_admin: false,
            mfa_enabled: false,
        };
        let credential = Credential::Session { id: Id::new(id), org: None, mfa: false };
        Identity { credential, profile, memberships: Vec::new(), expires_at: None }
    }

    #[tokio::test]
    async fn however_many_ask_at_once_one_of_them_looks() {
        let test = TestDb::create().await;
        let access = Access::new(test.db().await);
        let now = DateTime::UNIX_EPOCH;
        for known in [true, false] {
            access.forget();
            let name = Name::Session(Id::new(Uuid::from_u128(known.into())));
            let (looks, all_ask) = (AtomicU32::new(0), Barrier::new(20));
            let ask = async |number: u32| {
                let load = async |_: &cmis_db::Db| {
                    looks.fetch_add(1, Ordering::SeqCst);
                    // nobody is answered before everybody asked
                    all_ask.wait().await;
                    Ok(known.then(|| somebody(Uuid::nil())))
                };
                if number == 0 {
                    access.find(name, now, load).await
                } else {
                    let (found, _) = tokio::join!(access.find(name, now, load), all_ask.wait());
                    found
                }
            };
            let answers = futures_util::future::join_all((0..20).map(ask)).await;
            assert_eq!(looks.load(Ordering::SeqCst), 1);
            assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|found| found.is_some() == known)));
        }
    }
}
