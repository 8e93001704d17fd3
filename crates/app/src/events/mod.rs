//! The one dispatcher: reads what happened by position and tells everybody who listens, in the transaction that moves the
//! position on, so that each event is told exactly once, however many nodes read.
//!
//! A feature records its change (`audit::record`) and is done; whoever wants to hear of it gets a line in [`tell_of_orgs`] or
//! [`tell_of_accounts`]. A listener only stores (notifications, mails, jobs): it never calls the outside.

pub mod queries;

use std::time::Duration;

use cmis_db::Conn;

use self::queries::{AccountEvent, Event};
use crate::{notifications::telling, realtime, state::App, webhooks};

/// The reader of what happens in orgs.
pub const ORGS: &str = "events";
/// The reader of what happens to accounts.
pub const ACCOUNTS: &str = "events.accounts";
/// Events handled in one transaction.
const BATCH: i64 = 200;
/// Notices get lost, and events of long transactions become readable without one.
const POLL: Duration = Duration::from_secs(5);

/// Who hears of what happens in orgs.
async fn tell_of_orgs(app: &App, conn: &mut Conn, events: &[Event]) -> anyhow::Result<()> {
    telling::tell(app, conn, events).await?;
    realtime::announce(conn, events).await?;
    webhooks::fan_out(app, conn, events).await
}

/// Who hears of what happens to accounts.
async fn tell_of_accounts(app: &App, conn: &mut Conn, events: &[AccountEvent]) -> anyhow::Result<()> {
    telling::tell_people(app, conn, events).await
}

/// Reads whenever something happened, and every few seconds.
pub async fn run(app: App) -> anyhow::Result<()> {
    let mut listener = app.db.listen(&["events"]).await?;
    loop {
        while dispatch(&app).await? > 0 {}
        if let Ok(notice) = tokio::time::timeout(POLL, listener.try_recv()).await {
            notice?;
        }
    }
}

/// Handles the next events of both logs. Gives how many; none when there are none or another node is at it.
pub async fn dispatch(app: &App) -> anyhow::Result<usize> {
    Ok(dispatch_orgs(app).await? + dispatch_accounts(app).await?)
}

/// How many events wait to be told, those of transactions that still run among them.
pub async fn backlog(app: &App) -> Result<i64, sqlx::Error> {
    let mut tx = app.system("events: backlog").await?;
    let count = queries::backlog(&mut tx, ORGS, ACCOUNTS).await?;
    tx.commit().await?;
    Ok(count)
}

async fn dispatch_orgs(app: &App) -> anyhow::Result<usize> {
    let mut tx = app.system("events: of orgs").await?;
    queries::ensure_consumer(&mut tx, ORGS, app.now()).await?;
    let Some(position) = queries::lock_consumer(&mut tx, ORGS).await? else { return Ok(0) };
    let events = queries::next_events(&mut tx, &position, BATCH).await?;
    let Some(last) = events.last() else {
        // a reader that is new stays
        tx.commit().await?;
        return Ok(0);
    };
    tell_of_orgs(app, &mut tx, &events).await?;
    queries::move_consumer(&mut tx, ORGS, &last.position, app.now()).await?;
    tx.commit().await?;
    Ok(events.len())
}

async fn dispatch_accounts(app: &App) -> anyhow::Result<usize> {
    let mut tx = app.system("events: of accounts").await?;
    queries::ensure_consumer(&mut tx, ACCOUNTS, app.now()).await?;
    let Some(position) = queries::lock_consumer(&mut tx, ACCOUNTS).await? else { return Ok(0) };
    let events = queries::next_account_events(&mut tx, &position, BATCH).await?;
    let Some(last) = events.last() else {
        // a reader that is new stays
        tx.commit().await?;
        return Ok(0);
    };
    tell_of_accounts(app, &mut tx, &events).await?;
    queries::move_consumer(&mut tx, ACCOUNTS, &last.position, app.now()).await?;
    tx.commit().await?;
    Ok(events.len())
}
