//! Who is told at once: Socket.IO at `/socket.io`, for people who have the web app open. `docs/realtime.md` is its contract.
//!
//! Nothing emits by itself. Whoever has something to say calls [`tell`] in the transaction of the change; PostgreSQL hands it
//! to every node at commit, and each emits to its own sockets. A message is a hint to refetch or a small fact, never the only
//! place where something is: notices get lost, and the API stays the truth.

mod door;
mod hear;
pub mod presence;
pub mod queries;
mod recheck;
mod registry;
mod rooms;
mod sockets;

use std::sync::OnceLock;

use cmis_base::id::{Id, Org, User};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use socketioxide::{SocketIo, extract::SocketRef, socket::Sid};
use tokio::sync::Notify;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub use door::{PATH, service};
pub use hear::hear;
pub use recheck::{Concerned, recheck};
pub use rooms::Room;

use crate::{events::queries::Event, state::App};
use door::Engine;
use recheck::Waiting;
use registry::Registry;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(presence::routes::show))
}

/// The realtime part of a node: its sockets, and whose they are.
pub struct Realtime {
    node: Uuid,
    engine: OnceLock<Engine>,
    registry: Registry,
    /// Somebody came to an org or left it.
    moved: Notify,
    /// Whose sockets are to be looked at again.
    concerned: Waiting,
}

impl Realtime {
    /// Without any sockets.
    pub fn new(node: Uuid) -> Self {
        let (engine, registry, moved, concerned) = Default::default();
        Self { node, engine, registry, moved, concerned }
    }

    /// The access of some people may have changed: their sockets are looked at again.
    pub fn access_changed(&self, concerned: Concerned) {
        self.concerned.add(concerned);
    }

    /// How many sockets there are.
    pub fn sockets(&self) -> usize {
        self.registry.len()
    }

    /// None at a node that does not listen.
    fn io(&self) -> Option<&SocketIo> {
        self.engine.get().map(|(_, io)| io)
    }

    fn socket(&self, sid: Sid) -> Option<SocketRef> {
        self.io()?.get_socket(sid)
    }
}

/// When the node stops, ends its sockets, so that their clients go to another one: nobody is present here any more.
pub async fn close_at_the_end(app: &App) {
    app.stopping.cancelled().await;
    if let Some(io) = app.realtime.io() {
        io.close().await;
    }
    if let Err(error) = presence::leave(app).await {
        tracing::warn!(%error, "the people of this node count as there for a while");
    }
}

/// Longest notice, in bytes: PostgreSQL takes 8000.
const LONGEST: usize = 7900;

/// Something to say to rooms.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Message {
    /// `user:…`, `org:…`
    rooms: Vec<String>,
    /// Name of the event.
    event: String,
    data: Value,
}

impl Message {
    /// To one room.
    pub fn new(room: Room, event: &str, data: Value) -> Self {
        Self { rooms: vec![room.to_string()], event: event.to_owned(), data }
    }

    /// As a notice. One that is too long is cut down to its ids: whoever hears it fetches the rest.
    fn notice(&self) -> String {
        let text = json!(self).to_string();
        if text.len() <= LONGEST {
            return text;
        }
        let is_id = |(name, value): &(&String, &Value)| {
            (*name == "id" || name.ends_with("_id")) && value.as_str().is_some_and(|text| text.len() <= 36)
        };
        let ids: Map<String, Value> = self
            .data
            .as_object()
            .into_iter()
            .flatten()
            .filter(is_id)
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        json!({"rooms": self.rooms, "event": self.event, "data": ids}).to_string()
    }
}

/// Says it to every node when the caller's transaction commits.
pub async fn tell(conn: &mut Conn, messages: &[Message]) -> Result<(), sqlx::Error> {
    if messages.is_empty() {
        return Ok(());
    }
    let notices: Vec<String> = messages.iter().map(Message::notice).collect();
    queries::notify(conn, &notices).await
}

/// What open pages of an org have to know of what happened there: that the team, what is connected or the org itself changed.
pub async fn announce(conn: &mut Conn, events: &[Event]) -> Result<(), sqlx::Error> {
    let messages: Vec<Message> = events
        .iter()
        // a first sync finds thousands of campaigns at once, and tells when it is over
        .filter(|event| event.kind != "campaign.imported")
        .filter(|event| {
            [
                "member.",
                "invitation.",
                "org.",
                "integration.",
                "lead.",
                "ad.",
                "budget.",
                "campaign.",
                "persona.",
                "alert.",
                "alert_rule.",
                "spending.",
            ]
            .iter()
            .any(|subject| event.kind.starts_with(subject))
        })
        .map(|event| {
            let org = Id::<Org>::new(event.org_id);
            let data = json!({"org_id": org, "kind": event.kind, "object_id": event.object_id});
            Message::new(Room::Org(org), "org:changed", data)
        })
        .collect();
    tell(conn, &messages).await
}

/// Campaigns that one message names.
const MOST_CAMPAIGNS: usize = 100;

/// New numbers came for these campaigns; more than a message can name are not named: any of them may have changed.
pub async fn metrics_updated(conn: &mut Conn, org: Id<Org>, campaigns: &[Uuid]) -> Result<(), sqlx::Error> {
    let named = if campaigns.len() > MOST_CAMPAIGNS { &[] } else { campaigns };
    let data = json!({"org_id": org, "campaign_ids": named});
    tell(conn, &[Message::new(Room::Org(org), "metrics:updated", data)]).await
}

/// To one person, wherever they are.
pub fn to_person(user: Id<User>, event: &str, data: Value) -> Message {
    Message::new(Room::User(user), event, data)
}

#[cfg(test)]
mod tests {
    use cmis_base::id::Id;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::{LONGEST, Message, Room};

    #[test]
    fn a_notice_that_is_too_long_keeps_its_ids() {
        let room = Room::User(Id::new(Uuid::nil()));
        let short = Message::new(room, "notification", json!({"id": "7", "body": "short"})).notice();
        assert!(short.contains("short"));
        let data =
            json!({"id": Uuid::nil(), "org_id": Uuid::nil(), "body": "ط".repeat(LONGEST), "bad_id": "x".repeat(99)});
        let cut: Value = serde_json::from_str(&Message::new(room, "notification", data).notice()).expect("JSON");
        assert_eq!(cut["data"], json!({"id": Uuid::nil(), "org_id": Uuid::nil()}));
        assert_eq!(
            (&cut["event"], &cut["rooms"][0]),
            (&json!("notification"), &json!(format!("user:{}", Uuid::nil())))
        );
    }
}
