//! The ad set of a campaign that was made from here: whom it is to reach and when. The campaign is our own, so whatever stands below it when
//! an attempt is not the first one came of an earlier attempt or of a person, and nothing is made beside it.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use cmis_connectors::{
    platform::{AdAccount, AdSet, Budget, Level, NewAdSet, Objective, Status, Tokens, problem::Problem},
    registry::Connector,
};
use cmis_jobs::Failure;

use super::{
    Outcome, Push, SETTLES, days, look_through, no_answer, not_made,
    queries::{self, Next},
    turn,
};
use crate::{
    campaigns::changes::readiness,
    integrations::{
        line::Line as Way,
        sync::objects::{clean, objective_of},
    },
};

impl Push<'_> {
    /// Makes the ad set, or finds that it is made.
    pub(super) async fn ad_set(&self, way: &mut Way, step: &Next, account: &AdAccount) -> Result<Outcome, Failure> {
        let Some(campaign_id) = step.external_id.clone() else { return Ok(not_made()) };
        let now = self.app.now();
        let new = planned(step, campaign_id, now);
        let is_first = step.attempts == 0 && step.sent_at.is_none();
        let made = match if is_first { Ok(None) } else { there(way, step, account, &new.campaign_id).await? } {
            Ok(Some(found)) if found.is_half_made => {
                match turn(way, account, Level::AdSet, &found.ad_set.id, Status::Deleted).await? {
                    Ok(()) => None,
                    Err(problem) => return Ok(problem.into()),
                }
            }
            // somebody made one meanwhile, and it is theirs
            Ok(Some(found)) if !found.is_ours => return Ok(Outcome::Done(None)),
            // made with the budget and the days of then
            Ok(Some(found)) => {
                let now_decided = (new.budget, days(step, now));
                match self.renew(way, account, Level::AdSet, &found.ad_set.id, now_decided).await? {
                    Ok(()) => Some(found.ad_set.id),
                    Err(problem) => return Ok(problem.into()),
                }
            }
            Ok(None) => match step.sent_at.filter(|at| now - *at < SETTLES) {
                Some(sent_at) => return Ok(Outcome::Later(no_answer(sent_at, now))),
                None => None,
            },
            Err(problem) => return Ok(problem.into()),
        };
        let external_id = match made {
            Some(id) => id,
            None => {
                let send = |connector: Connector, tokens: Tokens| {
                    let (account, new) = (account.clone(), new.clone());
                    async move { connector.edit.create_ad_set(&tokens, &account, &new).await }
                };
                match self.once(way, step, account, &new.name, send).await? {
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

/// An ad set that stands below the campaign.
struct Found {
    ad_set: AdSet,
    /// Whether an attempt of this step made it.
    is_ours: bool,
    /// Whether that attempt did not come to its end: at a platform that takes several calls, what is switched on last.
    is_half_made: bool,
}

/// What stands below the campaign: one that runs, if there is one.
async fn there(
    way: &mut Way,
    step: &Next,
    account: &AdAccount,
    campaign_id: &str,
) -> anyhow::Result<Result<Option<Found>, Problem>> {
    let others = Mutex::new(None);
    let list = |connector: Connector, tokens: Tokens, account: AdAccount, after: Option<String>| async move {
        connector.ads.ad_sets(&tokens, &account, after.as_deref()).await
    };
    let runs = look_through(way, account, list, |it| {
        let is_there = it.campaign_id == campaign_id && !matches!(it.status, Status::Deleted | Status::Archived);
        if is_there && it.status != Status::Active {
            others.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| it.clone());
        }
        is_there && it.status == Status::Active
    });
    let runs = match runs.await? {
        Ok(runs) => runs,
        Err(problem) => return Ok(Err(problem)),
    };
    let other = others.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Ok(runs.or(other).map(|ad_set| {
        let is_ours = step.sent_name.as_ref() == Some(&ad_set.name);
        let in_steps = way.connected.connector.edit.makes_ad_sets_in_steps();
        Found { is_half_made: is_ours && in_steps && ad_set.status == Status::Paused, is_ours, ad_set }
    })))
}

/// What is to be made, with the budget that the campaign has there now.
fn planned(step: &Next, campaign_id: String, now: DateTime<Utc>) -> NewAdSet {
    let (starts_at, ends_at) = readiness::days(&step.time_zone, (step.start_date, step.end_date), now);
    NewAdSet {
        campaign_id,
        name: step.campaign_name.clone(),
        objective: step.objective.as_deref().and_then(objective_of).unwrap_or(Objective::Traffic),
        budget: Budget { daily: step.has_daily.map(Micros), lifetime: step.has_lifetime.map(Micros) },
        starts_at,
        ends_at,
        audience: readiness::audience(&step.audience.0),
    }
}
