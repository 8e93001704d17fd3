//! What happened: one audit entry and one event for every change, in the change's own transaction.
//!
//! A feature calls [`record`] beside its write. Never record a secret: `before` and `after` hold what an answer may show.

pub mod queries;
pub mod routes;

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::access::caller::Actor;

/// A change of a business object.
#[derive(Clone, Debug)]
pub struct Change {
    /// `member.role_changed`: the event's kind and the audit entry's action.
    pub action: &'static str,
    /// `member`.
    pub object: &'static str,
    /// Which one.
    pub id: Option<Uuid>,
    /// What it was; `Null` for something new.
    pub before: Value,
    /// What it is; `Null` for something gone.
    pub after: Value,
}

impl Change {
    /// A change without a before and an after.
    pub fn new(action: &'static str, object: &'static str, id: impl Into<Uuid>) -> Self {
        Self { action, object, id: Some(id.into()), before: Value::Null, after: Value::Null }
    }

    /// A change of something of which there is one.
    pub fn of_kind(action: &'static str, object: &'static str) -> Self {
        Self { action, object, id: None, before: Value::Null, after: Value::Null }
    }

    /// What it was.
    pub fn before(mut self, value: Value) -> Self {
        self.before = value;
        self
    }

    /// What it is.
    pub fn after(mut self, value: Value) -> Self {
        self.after = value;
        self
    }
}

/// Records a change in an org: audit entry and event.
pub async fn record(
    conn: &mut Conn,
    org: Id<Org>,
    actor: &Actor,
    now: DateTime<Utc>,
    change: Change,
) -> Result<(), sqlx::Error> {
    queries::insert(conn, org, actor, now, &change).await
}

/// Records many changes in an org by one statement, in their order.
pub async fn record_all(
    conn: &mut Conn,
    org: Id<Org>,
    actor: &Actor,
    now: DateTime<Utc>,
    changes: &[Change],
) -> Result<(), sqlx::Error> {
    queries::insert_all(conn, org, actor, now, changes).await
}

/// Tells that something happened which is no change of anybody's: an event without an audit entry, by the product itself.
pub async fn announce(conn: &mut Conn, org: Id<Org>, now: DateTime<Utc>, change: Change) -> Result<(), sqlx::Error> {
    queries::insert_event(conn, org, now, &change).await
}

/// Records a change outside any org: logins, accounts, instance administration.
pub async fn record_system(
    conn: &mut Conn,
    actor: &Actor,
    now: DateTime<Utc>,
    change: Change,
) -> Result<(), sqlx::Error> {
    queries::insert_system(conn, actor, now, &change).await
}
