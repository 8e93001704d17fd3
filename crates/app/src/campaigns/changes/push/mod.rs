//! The job that tells one platform what was decided of one campaign: step by step, in their order, each noted before the next one.
//!
//! A campaign is never made twice. That it goes out is stored before it goes out; it goes under a name that is its step's alone, and gets its
//! own name when its id is stored. Whoever finds that it went out and has no answer, now or in an earlier launch, looks for that name before
//! making anything. What is made is paused, gets its ad set, and is switched on then if the campaign still is to run.

mod ad_set;
pub mod queries;

use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{AdAccount as Account, Campaign, Id, Org},
    money::Micros,
};
use cmis_connectors::{
    platform::{
        AdAccount, Budget, Days, Level, NewCampaign, Objective, Page, Status, Tokens,
        problem::{Class, Problem},
    },
    registry::Connector,
};
use cmis_jobs::{Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use self::queries::{Made, Next};
use super::{
    queries::{NewStep, insert_steps},
    readiness,
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    campaigns::import,
    integrations::{
        line::Line as Way,
        sync::objects::{clean, objective_word},
    },
    state::App,
};

/// How long a platform may need until it lists what it made.
const SETTLES: TimeDelta = TimeDelta::seconds(20);
/// Pages of a list in which something is looked for.
const MOST_PAGES: usize = 2_000;
/// Characters of a name while it carries its step's mark.
const SHORT_NAME: usize = 60;

/// Tells one ad account what was decided of one campaign.
#[derive(Debug, Serialize, Deserialize)]
pub struct PushCampaign {
    /// Of which campaign.
    pub campaign_id: Id<Campaign>,
    /// Which account.
    pub ad_account_id: Id<Account>,
}

/// What came of a step.
enum Outcome {
    /// The platform did it; its name there now, where that changed.
    Done(Option<String>),
    /// It will not: this step is over.
    Refused(Problem),
    /// Another attempt may bring it.
    Later(Problem),
}

impl From<Problem> for Outcome {
    fn from(problem: Problem) -> Self {
        if problem.class.passes() || problem.may_have_happened { Self::Later(problem) } else { Self::Refused(problem) }
    }
}

impl Job for PushCampaign {
    const KIND: &'static str = "campaign.push";
    const QUEUE: Queue = Queue::Publishing;
    /// Half a day of a platform that is away.
    const MAX_ATTEMPTS: i16 = 20;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("a campaign belongs to an org").map_err(Failure::permanent)?;
        let mut push =
            Push { app: &app, job: &job, org, campaign: self.campaign_id, account: self.ad_account_id, told: 0 };
        let mut way = None;
        loop {
            job.check()?;
            let mut tx = job.tx().await?;
            let Some(mut step) = queries::next(&mut tx, self.campaign_id, self.ad_account_id).await? else {
                push.settle(&mut tx).await?;
                let result = json!({"outcome": "told", "steps": push.told});
                job.complete(&mut tx, &result).await?;
                tx.commit().await?;
                return Ok(result);
            };
            tx.commit().await?;
            if way.is_none() && step.is_able {
                // what is closed is told as a problem of the step
                way = Way::open(&app, org, step.integration_id).await?.ok();
            }
            let outcome = match &mut way {
                Some(way) => push.tell(way, &mut step).await?,
                None => Outcome::Refused(Problem::new(Class::Revoked, "not_connected", "")),
            };
            push.note(&step, outcome).await?;
        }
    }
}

/// An attempt at work.
struct Push<'a> {
    app: &'a App,
    job: &'a Running,
    org: Id<Org>,
    campaign: Id<Campaign>,
    account: Id<Account>,
    told: usize,
}

impl Push<'_> {
    async fn tell(&self, way: &mut Way, step: &mut Next) -> Result<Outcome, Failure> {
        let account = asked(step);
        match step.kind.as_str() {
            "create" => self.create(way, step, &account).await,
            "ad_set" => self.ad_set(way, step, &account).await,
            "budget" => self.budget(way, step, &account).await,
            "dates" => self.dates(way, step, &account).await,
            _ => set_status(way, step, &account).await,
        }
    }

    /// Makes it, or finds that it is made, and gives it its name.
    async fn create(&self, way: &mut Way, step: &mut Next, account: &AdAccount) -> Result<Outcome, Failure> {
        let now = self.app.now();
        let new = planned(step, now);
        if step.counterpart.is_none() {
            let found = match step.sent_at {
                None => None,
                Some(sent_at) => match self.made_before(way, step, account).await? {
                    Ok(None) if now - sent_at < SETTLES => return Ok(Outcome::Later(no_answer(sent_at, now))),
                    Ok(found) => found,
                    Err(problem) => return Ok(problem.into()),
                },
            };
            let id = match found {
                // what an earlier launch made has the budget and the days of then
                Some(id) => {
                    match self.renew(way, account, Level::Campaign, &id, (new.budget, days(step, now))).await? {
                        Ok(()) => id,
                        Err(problem) => return Ok(problem.into()),
                    }
                }
                None => match self.send(way, step, account, &new).await? {
                    Ok(id) => id,
                    Err(outcome) => return Ok(outcome),
                },
            };
            self.keep(step, &new, &id).await?;
        }
        // its own name, now that it is known by its id
        let (id, name) = (step.external_id.clone().unwrap_or_default(), new.name);
        if step.external_name.as_deref() == Some(&name) {
            return Ok(Outcome::Done(None));
        }
        let ask = way.ask(Some(&account.id), |connector: Connector, tokens: Tokens| {
            let (account, id, name) = (account.clone(), id.clone(), name.clone());
            async move { connector.edit.rename_campaign(&tokens, &account, &id, &name).await }
        });
        Ok(match ask.await? {
            Ok(()) => Outcome::Done(Some(name)),
            // another one there has this name: it keeps the one that it was made with
            Err(problem) if problem.class == Class::Duplicate => Outcome::Done(None),
            Err(problem) => problem.into(),
        })
    }

    /// What an attempt made that had no answer, of this launch or an earlier one: it carries the mark of one of their steps.
    async fn made_before(
        &self,
        way: &mut Way,
        step: &Next,
        account: &AdAccount,
    ) -> anyhow::Result<Result<Option<String>, Problem>> {
        let list = |connector: Connector, tokens: Tokens, account: AdAccount, after: Option<String>| async move {
            connector.ads.campaigns(&tokens, &account, after.as_deref()).await
        };
        let found = look_through(way, account, list, |it| {
            it.status != Status::Deleted && step.sent_as.iter().any(|marker| it.name.ends_with(marker))
        });
        Ok(found.await?.map(|found| found.map(|it| it.id)))
    }

    /// Sets what a campaign may spend, and with it the ad sets that were made here where these have budgets of their own.
    async fn budget(&self, way: &mut Way, step: &Next, account: &AdAccount) -> Result<Outcome, Failure> {
        let Some(id) = step.external_id.clone() else { return Ok(not_made()) };
        if let Err(problem) = set_budget(way, account, Level::Campaign, &id, budget(step)).await? {
            return Ok(problem.into());
        }
        if way.connected.connector.edit.has_ad_set_budgets() {
            let mut tx = self.job.tx().await?;
            let ad_sets = queries::ad_sets_made_here(&mut tx, step.counterpart).await?;
            tx.commit().await?;
            for ad_set in ad_sets {
                let told = set_budget(way, account, Level::AdSet, &ad_set, budget(step)).await?;
                // somebody took it away there
                let is_there = match told {
                    Ok(()) => true,
                    Err(problem) if problem.class == Class::NotFound => false,
                    Err(problem) => return Ok(problem.into()),
                };
                let mut tx = self.job.tx().await?;
                queries::ad_set_budget(&mut tx, step, &ad_set, is_there, self.app.now()).await?;
                tx.commit().await?;
            }
        }
        Ok(Outcome::Done(None))
    }

    /// Sets when a campaign runs, and with it the ad sets that were made here, each where its platform has days.
    async fn dates(&self, way: &mut Way, step: &Next, account: &AdAccount) -> Result<Outcome, Failure> {
        let Some(id) = step.external_id.clone() else { return Ok(not_made()) };
        let now = self.app.now();
        let (levels, days) = (way.connected.connector.edit.levels_with_days(), days(step, now));
        if levels.contains(&Level::Campaign) {
            if let Err(problem) = set_days(way, account, Level::Campaign, &id, days).await? {
                return Ok(problem.into());
            }
            let mut tx = self.job.tx().await?;
            queries::dated(&mut tx, step.counterpart, days, now).await?;
            tx.commit().await?;
        }
        if levels.contains(&Level::AdSet) {
            let mut tx = self.job.tx().await?;
            let ad_sets = queries::ad_sets_made_here(&mut tx, step.counterpart).await?;
            tx.commit().await?;
            for ad_set in ad_sets {
                match set_days(way, account, Level::AdSet, &ad_set, days).await? {
                    Ok(()) => {}
                    // somebody took it away there
                    Err(problem) if problem.class == Class::NotFound => {
                        let mut tx = self.job.tx().await?;
                        queries::ad_set_budget(&mut tx, step, &ad_set, false, now).await?;
                        tx.commit().await?;
                    }
                    Err(problem) => return Ok(problem.into()),
                }
            }
            let mut tx = self.job.tx().await?;
            queries::end_of_ad_sets(&mut tx, step.counterpart, days, now).await?;
            tx.commit().await?;
        }
        Ok(Outcome::Done(None))
    }

    /// Gives what an earlier attempt made the budget and the days that were decided since.
    async fn renew(
        &self,
        way: &mut Way,
        account: &AdAccount,
        level: Level,
        id: &str,
        (budget, days): (Budget, Days),
    ) -> anyhow::Result<Result<(), Problem>> {
        let edit = &way.connected.connector.edit;
        let has_budget = level == Level::Campaign || edit.has_ad_set_budgets();
        let has_days = edit.levels_with_days().contains(&level);
        if has_budget && let Err(problem) = set_budget(way, account, level, id, budget).await? {
            return Ok(Err(problem));
        }
        if has_days { set_days(way, account, level, id, days).await } else { Ok(Ok(())) }
    }

    /// Sends the creation; the platform's id.
    async fn send(
        &self,
        way: &mut Way,
        step: &Next,
        account: &AdAccount,
        new: &NewCampaign,
    ) -> Result<Result<String, Outcome>, Failure> {
        let name = marked(&new.name, &step.marker);
        let new = NewCampaign { name: name.clone(), ..new.clone() };
        let send = |connector: Connector, tokens: Tokens| {
            let (account, new) = (account.clone(), new.clone());
            async move { connector.edit.create_campaign(&tokens, &account, &new).await }
        };
        self.once(way, step, account, &name, send).await
    }

    /// Sends what makes something, noted before; the platform's id of it.
    async fn once<C, A>(
        &self,
        way: &mut Way,
        step: &Next,
        account: &AdAccount,
        name: &str,
        send: C,
    ) -> Result<Result<String, Outcome>, Failure>
    where
        C: Fn(Connector, Tokens) -> A,
        A: Future<Output = Result<String, Problem>>,
    {
        let mut tx = self.job.tx().await?;
        let is_wanted = queries::send(&mut tx, step.id, name, self.app.now()).await?;
        tx.commit().await?;
        if !is_wanted {
            return Ok(Err(Outcome::Refused(Problem::new(Class::NotFound, "not_wanted", ""))));
        }
        self.job.check()?;
        match way.ask(Some(&account.id), send).await? {
            Ok(id) => Ok(Ok(id)),
            Err(problem) => {
                if problem.may_have_happened {
                    let wait = problem.retry_after.or(SETTLES.to_std().ok());
                    return Ok(Err(Outcome::Later(problem.after(wait))));
                }
                let mut tx = self.job.tx().await?;
                queries::unsend(&mut tx, step.id).await?;
                tx.commit().await?;
                Ok(Err(problem.into()))
            }
        }
    }

    /// Stores the id of what was made.
    async fn keep(&self, step: &mut Next, new: &NewCampaign, external_id: &str) -> Result<(), Failure> {
        let name = marked(&new.name, &step.marker);
        let made = Made {
            id: self.app.ids.next(),
            external_id,
            name: &name,
            objective: objective_word(new.objective),
            starts_at: new.starts_at,
            ends_at: new.ends_at,
        };
        let mut tx = self.job.tx().await?;
        queries::made(&mut tx, (self.org, self.campaign, self.account), step, &made, self.app.now()).await?;
        let stored = queries::next(&mut tx, self.campaign, self.account).await?;
        tx.commit().await?;
        *step = stored.context("a step that is under way")?;
        Ok(())
    }

    /// Stores what came of a step.
    async fn note(&mut self, step: &Next, outcome: Outcome) -> Result<(), Failure> {
        let now = self.app.now();
        let mut tx = self.job.tx().await?;
        match outcome {
            Outcome::Done(name) => {
                self.told += 1;
                queries::lock(&mut tx, self.campaign).await?;
                queries::done(&mut tx, step, name.as_deref().map(clean).as_deref(), now).await?;
                let (kind, status) = match step.kind.as_str() {
                    "create" => ("ad_set", None),
                    "ad_set" if queries::is_to_run(&mut tx, self.campaign).await? => ("status", Some("active")),
                    _ => return Ok(tx.commit().await?),
                };
                let then = NewStep {
                    id: self.app.ids.next(),
                    change: step.change_id,
                    campaign: self.campaign,
                    account: self.account,
                    counterpart: step.counterpart,
                    kind,
                    status,
                    daily: None,
                    lifetime: None,
                    dates: None,
                };
                insert_steps(&mut tx, self.org, &[then], now).await?;
                Ok(tx.commit().await?)
            }
            Outcome::Later(problem) if !self.job.is_last_attempt() => {
                queries::failed(&mut tx, step.id, &problem, false, now).await?;
                tx.commit().await?;
                let error = anyhow::anyhow!("{problem}");
                Err(match problem.retry_after {
                    Some(wait) => Failure::retry_after(error, wait),
                    None => error.into(),
                })
            }
            Outcome::Later(problem) | Outcome::Refused(problem) => {
                queries::failed(&mut tx, step.id, &problem, true, now).await?;
                if step.kind == "ad_set" {
                    queries::leave_off(&mut tx, step.counterpart, now).await?;
                }
                let told = json!({
                    "campaign_id": self.campaign, "name": step.campaign_name, "platform": step.platform, "account": step.account_name,
                    "step": step.kind, "class": problem.class.as_str(), "code": problem.code,
                });
                let change = Change::new("campaign.push_failed", "campaign", self.campaign).after(told);
                audit::record(&mut tx, self.org, &Actor::system(), now, change).await?;
                Ok(tx.commit().await?)
            }
        }
    }

    /// Moves the campaign to where its counterparts stand, now that this platform has nothing more to be told.
    async fn settle(&self, conn: &mut cmis_db::Conn) -> Result<(), Failure> {
        let now = self.app.now();
        queries::lock(conn, self.campaign).await?;
        if let Some((name, old)) = queries::undo_launch(conn, self.campaign, now).await? {
            let told = |status: &str| json!({"campaign_id": self.campaign, "name": name, "status": status});
            let mut after = told("draft");
            after["old_status"] = old.as_str().into();
            after["new_status"] = "draft".into();
            after["reason"] = "launch_failed".into();
            let change = Change::new("campaign.status_changed", "campaign", self.campaign);
            audit::record(conn, self.org, &Actor::system(), now, change.before(told(&old)).after(after)).await?;
        }
        let place = import::Place { org: self.org, account: self.account, now };
        Ok(import::settle(conn, place, Some(self.campaign)).await?)
    }
}

/// Switches a campaign on or off. Doing it once more changes nothing.
async fn set_status(way: &mut Way, step: &Next, account: &AdAccount) -> Result<Outcome, Failure> {
    let Some(id) = step.external_id.clone() else { return Ok(not_made()) };
    let status = if step.status.as_deref() == Some("active") { Status::Active } else { Status::Paused };
    let told = turn(way, account, Level::Campaign, &id, status).await?;
    Ok(told.map_or_else(Outcome::from, |()| Outcome::Done(None)))
}

fn not_made() -> Outcome {
    Outcome::Refused(Problem::new(Class::NotFound, "not_made", ""))
}

/// Nobody answered, and what went out may not be in the lists yet.
fn no_answer(sent_at: DateTime<Utc>, now: DateTime<Utc>) -> Problem {
    let wait = (SETTLES - (now - sent_at)).to_std().unwrap_or_default();
    Problem::new(Class::Transient, "no_answer", "").after(Some(wait))
}

/// The budget that a step sets.
fn budget(step: &Next) -> Budget {
    Budget { daily: step.daily.map(Micros), lifetime: step.lifetime.map(Micros) }
}

/// When a step's campaign runs, in the account's days.
fn days(step: &Next, now: DateTime<Utc>) -> Days {
    let (starts_at, ends_at) = readiness::days(&step.time_zone, (step.start_date, step.end_date), now);
    let has_begun = step.start_date.is_some() && starts_at.is_none();
    Days { starts_at: starts_at.or(has_begun.then_some(now + readiness::AHEAD)), ends_at, has_begun }
}

async fn set_days(
    way: &mut Way,
    account: &AdAccount,
    level: Level,
    id: &str,
    days: Days,
) -> anyhow::Result<Result<(), Problem>> {
    let ask = way.ask(Some(&account.id), |connector: Connector, tokens: Tokens| {
        let (account, id) = (account.clone(), id.to_owned());
        async move { connector.edit.set_days(&tokens, &account, level, &id, days).await }
    });
    ask.await
}

async fn turn(
    way: &mut Way,
    account: &AdAccount,
    level: Level,
    id: &str,
    status: Status,
) -> anyhow::Result<Result<(), Problem>> {
    let ask = way.ask(Some(&account.id), |connector: Connector, tokens: Tokens| {
        let (account, id) = (account.clone(), id.to_owned());
        async move { connector.edit.set_status(&tokens, &account, level, &id, status).await }
    });
    ask.await
}

async fn set_budget(
    way: &mut Way,
    account: &AdAccount,
    level: Level,
    id: &str,
    budget: Budget,
) -> anyhow::Result<Result<(), Problem>> {
    let ask = way.ask(Some(&account.id), |connector: Connector, tokens: Tokens| {
        let (account, id) = (account.clone(), id.to_owned());
        async move { connector.edit.set_budget(&tokens, &account, level, &id, budget).await }
    });
    ask.await
}

/// The account as its connector knows it.
fn asked(step: &Next) -> AdAccount {
    AdAccount {
        id: step.account_external_id.clone(),
        name: step.account_name.clone(),
        currency: step.currency.clone(),
        time_zone: step.time_zone.clone(),
        is_active: true,
        through: step.through.clone(),
    }
}

/// What is to be made, as it was decided.
fn planned(step: &Next, now: DateTime<Utc>) -> NewCampaign {
    let objective = readiness::objective(&step.objectives).unwrap_or(Objective::Traffic);
    let days = (step.start_date, step.end_date);
    let (starts_at, ends_at) = readiness::dates(&step.platform, &step.time_zone, days, now);
    NewCampaign { name: step.campaign_name.clone(), objective, budget: budget(step), starts_at, ends_at }
}

/// A name that carries its step's mark.
fn marked(name: &str, marker: &str) -> String {
    let name: String = name.chars().take(SHORT_NAME).collect();
    format!("{} {marker}", name.trim_end())
}

/// Looks through a list of an account.
async fn look_through<T, C, A>(
    way: &mut Way,
    account: &AdAccount,
    list: C,
    is_it: impl Fn(&T) -> bool,
) -> anyhow::Result<Result<Option<T>, Problem>>
where
    C: Fn(Connector, Tokens, AdAccount, Option<String>) -> A,
    A: Future<Output = Result<Page<T>, Problem>>,
{
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let ask =
            way.ask(Some(&account.id), |connector, tokens| list(connector, tokens, account.clone(), after.clone()));
        let page = match ask.await? {
            Ok(page) => page,
            Err(problem) => return Ok(Err(problem)),
        };
        if let Some(found) = page.items.into_iter().find(&is_it) {
            return Ok(Ok(Some(found)));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(Ok(None)),
        }
    }
    Ok(Err(Problem::new(Class::Transient, "endless_list", "").after(Some(Duration::from_secs(600)))))
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn a_mark_stays_whole() {
        assert_eq!(marked("Summer", "[0123456789ab]"), "Summer [0123456789ab]");
        let long = marked(&"ص".repeat(200), "[0123456789ab]");
        assert_eq!((long.chars().count(), long.ends_with("[0123456789ab]")), (75, true));
    }
}
