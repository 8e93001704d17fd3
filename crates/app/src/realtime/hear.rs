//! What any node said, and how jobs go: from PostgreSQL to the sockets of this node.

use cmis_base::id::{Id, Org, User};
use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::{BroadcastError, SocketError, SocketIo};

use super::Message;
use crate::state::App;

/// Passes on what is said until it is cancelled.
pub async fn hear(app: App) -> anyhow::Result<()> {
    let mut listener = app.db.listen(&["realtime", "job_news"]).await?;
    // what was said while nobody listened is lost
    resync(&app).await;
    loop {
        match listener.try_recv().await? {
            None => resync(&app).await,
            Some(notice) if notice.channel() == "job_news" => match serde_json::from_str(notice.payload()) {
                Ok(news) => tell_of_job(&app, &news),
                Err(error) => tracing::error!(%error, "job news that nobody can read"),
            },
            Some(notice) => match serde_json::from_str(notice.payload()) {
                Ok(message) => emit(&app, message).await,
                Err(error) => tracing::error!(%error, "a message that nobody can read"),
            },
        }
    }
}

/// Asks every client to fetch anew what it shows.
async fn resync(app: &App) {
    if let Some(io) = app.realtime.io() {
        passed_on(app, io, io.emit("resync", &json!({})).await, None).await;
    }
}

/// Serialised once, whatever the number of sockets.
async fn emit(app: &App, message: Message) {
    let Some(io) = app.realtime.io() else { return };
    let told = io.to(message.rooms.clone()).emit(message.event, &message.data).await;
    metrics::counter!("cmis_realtime_messages_total").increment(1);
    passed_on(app, io, told, Some(message.rooms)).await;
}

/// A socket that took no message is told to fetch anew as soon as it takes one. Which one that was is found by asking them all,
/// which happens once for each that lags.
async fn passed_on(app: &App, io: &SocketIo, told: Result<(), BroadcastError>, rooms: Option<Vec<String>>) {
    catch_up(app);
    let Err(BroadcastError::Socket(errors)) = told else { return };
    if !errors.iter().any(|error| matches!(error, SocketError::InternalChannelFull)) {
        return;
    }
    let sockets = match rooms {
        Some(rooms) => io.to(rooms).sockets(),
        None => io.sockets(),
    };
    for socket in sockets {
        if socket.emit("probe", &json!({})).is_err() {
            app.realtime.registry.lags(socket.id);
        }
    }
}

/// Tells those who lagged and take messages again.
fn catch_up(app: &App) {
    for sid in app.realtime.registry.take_lagging() {
        let told = app.realtime.socket(sid).is_none_or(|socket| socket.emit("resync", &json!({})).is_ok());
        if !told {
            app.realtime.registry.lags(sid);
        }
    }
}

/// How a job goes that somebody asked for.
#[derive(Deserialize)]
struct JobNews {
    job_id: Value,
    org_id: Option<Id<Org>>,
    user_id: Id<User>,
    kind: String,
    /// At the end: `completed`, `failed` or `cancelled`.
    status: Option<String>,
    progress: Option<i16>,
    message: Option<String>,
}

/// To whom it was that asked for it; what happens in an org, only where they have that org open.
fn tell_of_job(app: &App, news: &JobNews) {
    let JobNews { job_id, org_id, kind, status, progress, message, .. } = news;
    let (event, data) = match status {
        Some(status) => ("job:finished", json!({"job_id": job_id, "org_id": org_id, "kind": kind, "status": status})),
        None => {
            let data =
                json!({"job_id": job_id, "org_id": org_id, "kind": kind, "progress": progress, "message": message});
            ("job:progress", data)
        }
    };
    for (sid, held) in app.realtime.registry.of_user(news.user_id) {
        if org_id.is_none_or(|org| held.orgs.contains(&org))
            && let Some(socket) = app.realtime.socket(sid)
            && socket.emit(event, &data).is_err()
        {
            app.realtime.registry.lags(sid);
        }
    }
    catch_up(app);
}
