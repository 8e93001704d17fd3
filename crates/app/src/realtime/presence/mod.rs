//! Who has an org open: rows that a node writes for its own sockets and that go with it. A node that was not seen for a while
//! is gone, whatever became of it, and another one takes its rows away.

pub mod queries;
pub mod routes;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use chrono::TimeDelta;
use cmis_base::id::{Id, Org, User};
use cmis_db::Conn;
use serde_json::json;
use tokio::time::Instant;

use super::{Message, Room, registry::Present, tell};
use crate::state::App;

/// How often a node shows itself.
const SEEN_EVERY: Duration = Duration::from_secs(10);
/// After how long without a sign a node is gone.
const GONE_AFTER: TimeDelta = TimeDelta::seconds(45);
/// How long somebody who left counts as there: a page that is loaded anew is away for a moment.
const LINGER: Duration = Duration::from_secs(5);
/// Those who come and go within this time are stored together.
const GATHER: Duration = Duration::from_millis(200);
/// People named in one message.
const TOGETHER: usize = 100;

/// Who came and who went, by org.
type Moves = BTreeMap<Id<Org>, (Vec<Id<User>>, Vec<Id<User>>)>;

/// Keeps the rows of this node.
pub async fn keep(app: App) -> anyhow::Result<()> {
    let mut here = Here { stored: HashSet::new(), leaving: HashMap::new() };
    // what an earlier run of this loop stored is stored anew
    leave(&app).await?;
    loop {
        here.show(&app).await?;
        let next = Instant::now() + SEEN_EVERY;
        while Instant::now() < next {
            let until = here.leaving.values().min().map_or(next, |left| next.min(*left + LINGER));
            if tokio::time::timeout_at(until, app.realtime.moved.notified()).await.is_ok() {
                tokio::time::sleep(GATHER).await;
            }
            here.follow(&app).await?;
        }
    }
}

/// Takes this node and everybody on it away.
pub async fn leave(app: &App) -> anyhow::Result<()> {
    let mut tx = app.system("presence: the node goes").await?;
    let gone = queries::remove_nodes(&mut tx, Some(app.realtime.node), None).await?;
    announce(&mut tx, &[], &gone).await?;
    tx.commit().await?;
    Ok(())
}

/// What this node has stored.
struct Here {
    stored: HashSet<Present>,
    leaving: HashMap<Present, Instant>,
}

impl Here {
    /// Shows that this node is there, and takes away those that are not.
    async fn show(&mut self, app: &App) -> anyhow::Result<()> {
        let mut tx = app.system("presence: the node is there").await?;
        let is_new = queries::show_node(&mut tx, app.realtime.node, app.now()).await?;
        let gone = queries::remove_nodes(&mut tx, None, Some(app.now() - GONE_AFTER)).await?;
        announce(&mut tx, &[], &gone).await?;
        tx.commit().await?;
        if is_new {
            // another node took this one for gone, and everybody on it
            self.stored.clear();
            self.store(app, &app.realtime.registry.present(), &[]).await?;
        }
        Ok(())
    }

    /// Stores who came, and who left a while ago.
    async fn follow(&mut self, app: &App) -> anyhow::Result<()> {
        let now = Instant::now();
        let mut came = Vec::new();
        for (present, is_here) in app.realtime.registry.take_moved() {
            if is_here {
                self.leaving.remove(&present);
                came.extend((!self.stored.contains(&present)).then_some(present));
            } else if self.stored.contains(&present) {
                self.leaving.entry(present).or_insert(now);
            }
        }
        let left: Vec<Present> =
            self.leaving.iter().filter(|(_, since)| **since + LINGER <= now).map(|(present, _)| *present).collect();
        self.store(app, &came, &left).await
    }

    async fn store(&mut self, app: &App, came: &[Present], left: &[Present]) -> anyhow::Result<()> {
        if came.is_empty() && left.is_empty() {
            return Ok(());
        }
        let mut tx = app.system("presence: people").await?;
        let new = queries::insert(&mut tx, app.realtime.node, came).await?;
        let gone = queries::delete(&mut tx, app.realtime.node, left).await?;
        announce(&mut tx, &new, &gone).await?;
        tx.commit().await?;
        self.stored.extend(came);
        for present in left {
            self.stored.remove(present);
            self.leaving.remove(present);
        }
        Ok(())
    }
}

/// Tells everybody in the orgs who came and who went.
async fn announce(conn: &mut Conn, came: &[Present], went: &[Present]) -> Result<(), sqlx::Error> {
    let mut moves = Moves::new();
    for (org, user) in came {
        moves.entry(*org).or_default().0.push(*user);
    }
    for (org, user) in went {
        moves.entry(*org).or_default().1.push(*user);
    }
    let mut messages = Vec::new();
    for (org, (came, went)) in moves {
        let mut say = |online: &[Id<User>], offline: &[Id<User>]| {
            let data = json!({"org_id": org, "online": online, "offline": offline});
            messages.push(Message::new(Room::Org(org), "presence", data));
        };
        if came.len() + went.len() <= TOGETHER {
            say(&came, &went);
        } else {
            came.chunks(TOGETHER).for_each(|some| say(some, &[]));
            went.chunks(TOGETHER).for_each(|some| say(&[], some));
        }
    }
    tell(conn, &messages).await
}
