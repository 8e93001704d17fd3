//! What was made at a platform becomes a campaign here, and follows it: its name, budget, dates and status, unless somebody here gave it another.
//!
//! It runs in the transactions of the sync. It must never delete: numbers belong to what it found.

pub mod queries;

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Campaign, Id, Ids, Org};
use cmis_db::Conn;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    access::caller::Actor,
    audit::{self, Change},
};

/// The ad account that a sync has read.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The org.
    pub org: Id<Org>,
    /// The account.
    pub account: Id<AdAccount>,
    /// Now.
    pub now: DateTime<Utc>,
}

/// Who acts when a platform does.
fn platform() -> Actor {
    Actor { kind: "platform", ..Actor::system() }
}

/// Makes a campaign of each platform campaign that has none.
pub async fn adopt(conn: &mut Conn, ids: &Ids, place: Place) -> Result<(), sqlx::Error> {
    queries::recognise(conn, place).await?;
    let new = queries::without_campaign(conn, place).await?;
    if new.is_empty() {
        return Ok(());
    }
    let pairs: Vec<_> = new.into_iter().map(|counterpart| (counterpart, ids.next::<Campaign>().raw())).collect();
    let made = queries::adopt(conn, place, &pairs).await?;
    let changes: Vec<Change> = made
        .into_iter()
        .map(|(id, name, status)| {
            let told = json!({"campaign_id": id, "name": name, "status": status, "origin": "platform"});
            Change::new("campaign.imported", "campaign", id).after(told)
        })
        .collect();
    audit::record_all(conn, place.org, &platform(), place.now, &changes).await
}

/// Tells of campaigns that took over what their platform changed.
pub async fn followed<T: Serialize>(
    conn: &mut Conn,
    place: Place,
    changed: Vec<(Uuid, T, T)>,
) -> Result<(), sqlx::Error> {
    let changes: Vec<Change> = changed
        .iter()
        .map(|(id, before, after)| {
            Change::new("campaign.updated", "campaign", *id).before(json!(before)).after(json!(after))
        })
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = changed.iter().map(|(id, ..)| *id).collect();
    queries::give_up(conn, &ids, place.now).await?;
    audit::record_all(conn, place.org, &platform(), place.now, &changes).await
}

/// Moves the campaigns of an account, or one alone, to where their counterparts stand.
pub async fn settle(conn: &mut Conn, place: Place, only: Option<Id<Campaign>>) -> Result<(), sqlx::Error> {
    let moved = queries::settle(conn, place, only).await?;
    let changes: Vec<Change> = moved
        .into_iter()
        .map(|it| {
            let told = |status: &str| json!({"campaign_id": it.id, "name": it.name, "status": status});
            let mut after = told(&it.new);
            after["old_status"] = it.old.as_str().into();
            after["new_status"] = it.new.as_str().into();
            Change::new("campaign.status_changed", "campaign", it.id).before(told(&it.old)).after(after)
        })
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    audit::record_all(conn, place.org, &platform(), place.now, &changes).await
}
