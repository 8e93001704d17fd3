//! A socket's life: who it is, which rooms it joins, its end.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org},
    locale::Locale,
};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::{
    SocketError,
    extract::{AckSender, SocketRef, TryData},
};

use super::{
    Concerned,
    registry::{Held, SOCKETS_A_PERSON},
    rooms::{self, Room},
};
use crate::{
    access::{
        identify::{APP_PREFIX, KEY_PREFIX},
        tokens::BadToken,
    },
    http::{
        error::{ApiError, ErrorCode},
        request::Origin,
        words,
    },
    state::{App, WeakApp},
};

/// Requests of one socket in a minute, joining and leaving together.
const ASKS_A_MINUTE: u32 = 120;
/// Requests in a minute after which a socket is let go.
const FLOOD: u32 = 1000;

/// What a client says of itself when it connects.
#[derive(Deserialize)]
pub struct Auth {
    token: Option<String>,
}

/// Why a socket was not let in: a word that the client finds in `error.message`.
#[derive(Clone, Copy, Debug)]
pub struct Refused(&'static str);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl From<ErrorCode> for Refused {
    fn from(code: ErrorCode) -> Self {
        Self(code.as_str())
    }
}

/// What a socket asked for in the running minute.
#[derive(Clone)]
struct Asked(Arc<Mutex<(DateTime<Utc>, u32)>>);

impl Asked {
    /// Counts one more and gives how many there were.
    fn count(&self, now: DateTime<Utc>) -> u32 {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now - asked.0 >= TimeDelta::minutes(1) {
            *asked = (now, 0);
        }
        asked.1 += 1;
        asked.1
    }
}

/// Lets a socket in by its access token, before it hears anything.
pub async fn admit(weak: WeakApp, socket: SocketRef, TryData(auth): TryData<Auth>) -> Result<(), Refused> {
    let Some(app) = weak.upgrade() else { return Err(ErrorCode::Unavailable.into()) };
    let token = auth.ok().and_then(|auth| auth.token).ok_or(ErrorCode::Unauthenticated)?;
    if token.starts_with(KEY_PREFIX) || token.starts_with(APP_PREFIX) {
        // programs are told by webhooks
        return Err(ErrorCode::Forbidden.into());
    }
    let claims = app.signer.verify(&token, app.now()).map_err(|bad| match bad {
        BadToken::Expired => ErrorCode::TokenExpired,
        BadToken::Invalid => ErrorCode::Unauthenticated,
    })?;
    let session = app.access.session(claims.sid, app.now()).await.map_err(|error| {
        tracing::warn!(%error, "socket not let in");
        ErrorCode::Unavailable
    })?;
    let session = session.filter(|found| found.profile.user_id == claims.sub).ok_or(ErrorCode::Unauthenticated)?;
    if app.realtime.registry.of_user(claims.sub).len() >= SOCKETS_A_PERSON {
        return Err(ErrorCode::RateLimited.into());
    }
    let held = Held { user: claims.sub, session: claims.sid, until: session.expires_at, orgs: Vec::new() };
    socket.extensions.insert(held);
    socket.extensions.insert(Asked(Arc::new(Mutex::new((app.now(), 0)))));
    // before the client hears that it is in: what it asks then is heard
    let end = weak.clone();
    socket.on_disconnect(async move |socket: SocketRef| gone(&end, &socket));
    for (event, joins) in [("join", true), ("leave", false)] {
        let weak = weak.clone();
        socket.on(event, move |socket: SocketRef, TryData(room): TryData<String>, ack: AckSender| {
            answer(weak.clone(), socket, room.ok(), ack, joins)
        });
    }
    Ok(())
}

/// Takes a socket that was let in into its own room and among those of this node: once, at its first request at the latest.
pub fn enrol(weak: &WeakApp, socket: &SocketRef) {
    let Some(app) = weak.upgrade() else { return };
    let Some(user) = app.realtime.registry.enrol(socket.id, || socket.extensions.remove::<Held>()) else { return };
    socket.join(Room::User(user).to_string());
    // a login that ended between its check and now: its notice found no socket here
    app.realtime.access_changed(Concerned::Socket(socket.id));
}

fn gone(app: &WeakApp, socket: &SocketRef) {
    let Some(app) = app.upgrade() else { return };
    socket.extensions.remove::<Held>();
    app.realtime.registry.remove(socket.id);
    app.realtime.moved.notify_one();
}

async fn answer(weak: WeakApp, socket: SocketRef, room: Option<String>, ack: AckSender, joins: bool) {
    enrol(&weak, &socket);
    let Some(app) = weak.upgrade() else { return };
    let Some((held, asked)) = app.realtime.registry.get(socket.id).zip(socket.extensions.get::<Asked>()) else {
        return;
    };
    let asked = asked.count(app.now());
    if asked > FLOOD {
        return let_go(socket).await;
    }
    let locale = socket.req_parts().extensions.get::<Arc<Origin>>().map_or(Locale::default(), |origin| origin.locale);
    let done = async {
        let done = if asked > ASKS_A_MINUTE {
            Err(ApiError::rate_limited(60, u64::from(ASKS_A_MINUTE)))
        } else {
            obey(&app, &socket, &held, room.as_deref(), joins).await
        };
        done.map_or_else(|error| refusal(&error), |()| json!({"ok": true}))
    };
    // a client that is gone needs no answer
    let _ = ack.send(&words::with_locale(locale, done).await);
}

/// Ends a socket. What waits for it may leave no room for the goodbye at once; one that takes nothing is let go by the next ping.
async fn let_go(socket: SocketRef) {
    for _ in 0..50 {
        match socket.clone().disconnect() {
            Err(SocketError::InternalChannelFull) => tokio::time::sleep(Duration::from_millis(100)).await,
            Ok(()) | Err(SocketError::Closed) => return,
        }
    }
}

fn refusal(error: &ApiError) -> Value {
    if let Some(cause) = error.cause() {
        tracing::error!(%cause, "room not joined");
    }
    json!({"ok": false, "code": error.code().as_str(), "message": error.message().here()})
}

async fn obey(app: &App, socket: &SocketRef, held: &Held, room: Option<&str>, joins: bool) -> Result<(), ApiError> {
    let room: Room = room.and_then(|room| room.parse().ok()).ok_or_else(|| ApiError::not_found("thing-room"))?;
    if joins {
        return join(app, socket, held, room).await;
    }
    // one's own room is left by going
    if let Room::Org(org) = room {
        leave(app, socket, org);
    }
    Ok(())
}

async fn join(app: &App, socket: &SocketRef, held: &Held, room: Room) -> Result<(), ApiError> {
    let identity = app.access.session(held.session, app.now()).await?.ok_or_else(ApiError::unauthenticated)?;
    rooms::authorise(app, &identity, socket, room)?;
    let Room::Org(org) = room else { return Ok(()) };
    if app.realtime.registry.join(socket.id, org, || socket.join(room.to_string())) {
        app.realtime.moved.notify_one();
        // a membership that ended between its check and now
        app.realtime.access_changed(Concerned::Socket(socket.id));
    }
    Ok(())
}

/// Takes a socket out of an org's room.
pub fn leave(app: &App, socket: &SocketRef, org: Id<Org>) {
    app.realtime.registry.leave(socket.id, org, || socket.leave(Room::Org(org).to_string()));
    app.realtime.moved.notify_one();
}
