//! The pages and profiles that tokens reach, which people know as social accounts: which of them an org uses, and that the platform tells
//! of those pages.
//!
//! They are chosen as ad accounts are. Of what is not chosen no lead is read and no announcement comes in. What a platform tells of chosen
//! pages alone is asked for by [`job`], which brings the platform in line with the choice. It must never call a platform in the
//! transaction of a choice, nor end a subscription by which another org of this installation hears of the page.

pub mod job;
pub mod model;
pub mod queries;

use cmis_base::id::{Id, Integration, Org, SocialAccount};
use cmis_connectors::platform::Profile;
use cmis_db::Conn;
use cmis_jobs::Enqueue;

use self::job::SettlePages;
use super::{leads::is_id, queries as integrations, sync::objects::clean};
use crate::state::App;

/// What a platform listed, as it is kept: each once, with an id of ours should it be new.
pub fn listed(app: &App, found: Vec<Profile>) -> Vec<(Id<SocialAccount>, Profile)> {
    let mut listed: Vec<(Id<SocialAccount>, Profile)> = Vec::new();
    for profile in found.into_iter().filter(|profile| is_id(&profile.id)) {
        if !listed.iter().any(|(_, it)| it.id == profile.id) {
            listed.push((app.ids.next(), Profile { name: clean(&profile.name), ..profile }));
        }
    }
    listed
}

/// Has the platform brought in line with what is chosen now, after the caller's transaction. An integration that is over ends with it.
pub async fn settle(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration_id: Id<Integration>,
) -> Result<(), sqlx::Error> {
    let Some(access) = integrations::access(conn, org, integration_id).await? else { return Ok(()) };
    // one at a time for an app: who ends what another org begins at the same moment would not see it
    let app_key = format!("pages:{}:{}", access.platform, access.app_id);
    let job = Enqueue::new(SettlePages { integration_id }).org(org).unique(format!("pages:{integration_id}"));
    cmis_jobs::enqueue(conn, app.now(), app.ids.next(), job.one_at_a_time(app_key)).await.map(drop)
}

/// The same, where something is not in line.
pub async fn settle_if_due(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
) -> Result<(), sqlx::Error> {
    if queries::unsettled(conn, org, integration).await?.is_empty() {
        return Ok(());
    }
    settle(conn, app, org, integration).await
}
