//! The ad set of a campaign that was just made: whom it is to reach and when. It is told apart from others by the campaign that it stands
//! below, which is our own and has no other, and by its name.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use cmis_connectors::{
    platform::{AdAccount, AdSet, Budget, Level, NewAdSet, Objective, Status, Tokens},
    registry::Connector,
};
use cmis_jobs::Failure;

use super::{
    Outcome, Push, SETTLES, look_through, no_answer, not_made,
    queries::{self, Next},
    turn,
};
use crate::{
    campaigns::changes::readiness,
    integrations::{line::Line as Way, sync::objects::clean},
};

impl Push<'_> {
    /// Makes the ad set, or finds that it is made.
    pub(super) async fn ad_set(&self, way: &mut Way, step: &Next, account: &AdAccount) -> Result<Outcome, Failure> {
        let Some(campaign_id) = step.external_id.clone() else { return Ok(not_made()) };
        let now = self.app.now();
        let new = planned(step, campaign_id, now);
        let mut made = None;
        if let Some(sent_at) = step.sent_at {
            let list = |connector: Connector, tokens: Tokens, account: AdAccount, after: Option<String>| async move {
                connector.ads.ad_sets(&tokens, &account, after.as_deref()).await
            };
            let found = look_through(way, account, list, |it| {
                it.campaign_id == new.campaign_id && it.name == new.name && it.status != Status::Deleted
            });
            made = match found.await? {
                Ok(Some(found)) if found.status == Status::Active => Some(found.id),
                // a platform that takes several calls was left in between: half an ad set is none
                Ok(Some(half)) => match turn(way, account, Level::AdSet, &half.id, Status::Deleted).await? {
                    Ok(()) => None,
                    Err(problem) => return Ok(problem.into()),
                },
                Ok(None) if now - sent_at < SETTLES => return Ok(Outcome::Later(no_answer(sent_at, now))),
                Ok(None) => None,
                Err(problem) => return Ok(problem.into()),
            };
        }
        let external_id = match made {
            Some(id) => id,
            None => {
                let send = |connector: Connector, tokens: Tokens| {
                    let (account, new) = (account.clone(), new.clone());
                    async move { connector.edit.create_ad_set(&tokens, &account, &new).await }
                };
                match self.once(way, step, account, send).await? {
                    Ok(id) => id,
                    Err(outcome) => return Ok(outcome),
                }
            }
        };
        let has_budget = way.connected.connector.edit.has_ad_set_budgets();
        let budget = if has_budget { (step.has_daily, step.has_lifetime) } else { (None, None) };
        let mut tx = self.job.tx().await?;
        let (id, name) = (self.app.ids.next::<AdSet>().raw(), clean(&new.name));
        queries::made_ad_set(&mut tx, (self.org, self.account), step, (id, &external_id, &name), budget, now).await?;
        tx.commit().await?;
        Ok(Outcome::Done(None))
    }
}

/// What is to be made, with the budget that the campaign has there now.
fn planned(step: &Next, campaign_id: String, now: DateTime<Utc>) -> NewAdSet {
    let (starts_at, ends_at) = readiness::days(&step.time_zone, (step.start_date, step.end_date), now);
    NewAdSet {
        campaign_id,
        name: step.campaign_name.clone(),
        objective: readiness::objective(&step.objectives).unwrap_or(Objective::Traffic),
        budget: Budget { daily: step.has_daily.map(Micros), lifetime: step.has_lifetime.map(Micros) },
        starts_at,
        ends_at,
        audience: readiness::audience(&step.audience.0),
    }
}
