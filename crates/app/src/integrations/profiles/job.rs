//! The job that brings a platform in line with the choice of pages: it asks to be told of those that are used, and of the others no more.
//! An integration that was disconnected ends with it: then its tokens are given back and forgotten, whatever the platform says.

use std::time::{Duration, Instant};

use anyhow::Context;
use cmis_base::id::{Id, Integration, Org};
use cmis_connectors::{
    platform::{
        Subscriptions, Tokens,
        problem::{Class, Problem},
    },
    registry::Connector,
};
use cmis_jobs::{Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::queries::{self, Unsettled};
use crate::{
    integrations::{
        line::{Closed, Line as Way},
        log::{self, Level, Line, Refused},
        queries::{self as integrations, Access},
    },
    state::App,
};

/// How long a job goes on; after that others who call as the same app have their turn.
const TURN: Duration = Duration::from_secs(20);

/// Asks a platform to tell of the pages of an integration that are used.
#[derive(Debug, Serialize, Deserialize)]
pub struct SettlePages {
    /// Of which integration.
    pub integration_id: Id<Integration>,
}

impl Job for SettlePages {
    const KIND: &'static str = "pages.settle";
    const QUEUE: Queue = Queue::Default;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("pages belong to an org").map_err(Failure::permanent)?;
        let id = self.integration_id;
        let mut tx = job.tx().await?;
        let access = integrations::access(&mut tx, org, id).await?;
        let pages = queries::unsettled(&mut tx, org, id).await?;
        tx.commit().await?;
        let Some(access) = access else { return Ok(json!({"outcome": "gone"})) };
        let is_over = access.status == "disconnected";
        if pages.is_empty() && !is_over {
            return Ok(json!({"outcome": "settled"}));
        }
        let way = match Way::open_to_end(&app, org, id).await {
            Ok(way) => way,
            // tokens that do not open cannot be used; the integration ends all the same
            Err(error) if is_over => {
                tracing::warn!(error = format!("{error:#}"), "tokens are not given back");
                Err(Closed::Gone)
            }
            Err(error) => return Err(error.into()),
        };
        let mut work = Work { app: &app, job: &job, org, id, access, told: 0, ended: 0 };
        match way {
            Ok(mut way) => {
                let rest = work.pages(&mut way, pages).await?;
                work.tell().await?;
                match rest {
                    Rest::Later(failure) if !(is_over && job.is_last_attempt()) => Err(failure),
                    Rest::More => work.go_on().await,
                    _ if is_over => work.end(Some(way)).await,
                    Rest::Held => Ok(json!({"outcome": "needs_reconnect"})),
                    _ => Ok(work.result("settled")),
                }
            }
            Err(_) if is_over => work.end(None).await,
            // what is connected again is settled again
            Err(closed) => Ok(json!({"outcome": format!("{closed:?}")})),
        }
    }
}

/// What is left after an attempt.
enum Rest {
    /// Nothing that could be done.
    Nothing,
    /// Pages that nobody has come to.
    More,
    /// It waits for a person to connect again.
    Held,
    /// The platform could not be asked.
    Later(Failure),
}

/// An attempt at work.
struct Work<'a> {
    app: &'a App,
    job: &'a Running,
    org: Id<Org>,
    id: Id<Integration>,
    access: Access,
    told: usize,
    ended: usize,
}

impl Work<'_> {
    /// Goes through the pages. What a page refuses is told with it, and the others go on.
    async fn pages(&mut self, way: &mut Way, pages: Vec<Unsettled>) -> Result<Rest, Failure> {
        let Some(subscriptions) = way.connected.connector.subscriptions.clone() else { return Ok(Rest::Nothing) };
        let begun = Instant::now();
        let elsewhere = self.elsewhere(&pages).await?;
        let (mut refused, mut left) = (Refused::default(), Refused::default());
        let mut rest = Rest::Nothing;
        for page in pages {
            if begun.elapsed() > TURN {
                rest = Rest::More;
                break;
            }
            self.job.check()?;
            if !page.is_wanted && elsewhere.contains(&page.external_id) {
                self.keep(&page, None).await?;
                continue;
            }
            match ask(way, &*subscriptions, &page).await? {
                Ok(Ok(())) => self.done(&page).await?,
                // nobody can end it from here: it is told once, and what comes is not taken in
                Ok(Err(problem)) if !page.is_wanted => {
                    self.keep(&page, None).await?;
                    left.add(problem, page.name);
                }
                Ok(Err(problem)) => {
                    self.failed(&page, &problem).await?;
                    refused.add(problem, page.name);
                }
                Err(problem) if problem.class == Class::Revoked => {
                    rest = Rest::Held;
                    break;
                }
                Err(problem) => {
                    self.failed(&page, &problem).await?;
                    let error = anyhow::anyhow!("{problem}");
                    rest = Rest::Later(match problem.retry_after {
                        Some(wait) => Failure::retry_after(error, wait),
                        None => error.into(),
                    });
                    break;
                }
            }
        }
        let mut tx = self.job.tx().await?;
        for (refused, code) in [(refused, "pages_not_subscribed"), (left, "pages_not_unsubscribed")] {
            for line in refused.lines(code) {
                log::write_once(&mut tx, self.app, self.org, self.id, line, self.app.now()).await?;
            }
        }
        tx.commit().await?;
        Ok(rest)
    }

    /// Which pages others hear of by the same app: what they asked for is not ended.
    async fn elsewhere(&self, pages: &[Unsettled]) -> Result<Vec<String>, Failure> {
        let unwanted: Vec<String> =
            pages.iter().filter(|page| !page.is_wanted).map(|page| page.external_id.clone()).collect();
        let mut tx = self.app.system("who else uses a page").await?;
        let found = queries::used_elsewhere(&mut tx, (self.org, self.id), self.place(), &unwanted).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// The platform and the app.
    fn place(&self) -> (&str, &str) {
        (&self.access.platform, &self.access.app_id)
    }

    async fn keep(&self, page: &Unsettled, app_id: Option<&str>) -> Result<(), Failure> {
        let mut tx = self.job.tx().await?;
        queries::set_subscribed(&mut tx, self.org, page.id, app_id).await?;
        Ok(tx.commit().await?)
    }

    async fn done(&mut self, page: &Unsettled) -> Result<(), Failure> {
        if page.is_wanted {
            self.told += 1;
            return self.keep(page, Some(&self.access.app_id)).await;
        }
        self.ended += 1;
        let mut tx = self.app.system("a page that is told of no more").await?;
        self.job.hold(&mut tx).await?;
        // whoever chose it at this moment and found it told of asks anew
        for (org, integration) in queries::set_unsubscribed(&mut tx, self.place(), &page.external_id).await? {
            super::settle(&mut tx, self.app, org, integration).await?;
        }
        Ok(tx.commit().await?)
    }

    async fn failed(&self, page: &Unsettled, problem: &Problem) -> Result<(), Failure> {
        let mut tx = self.job.tx().await?;
        queries::set_problem(&mut tx, self.org, page.id, problem, self.app.now()).await?;
        Ok(tx.commit().await?)
    }

    /// Tells what was done.
    async fn tell(&self) -> Result<(), Failure> {
        let mut tx = self.job.tx().await?;
        for (pages, code) in [(self.told, "pages_subscribed"), (self.ended, "pages_unsubscribed")] {
            if pages > 0 {
                let line = Line::new(Level::Info, code).with("count", pages);
                log::write(&mut tx, self.app, self.org, self.id, line, self.app.now()).await?;
            }
        }
        Ok(tx.commit().await?)
    }

    fn result(&self, outcome: &str) -> Value {
        json!({"outcome": outcome, "subscribed": self.told, "unsubscribed": self.ended})
    }

    /// The rest in a job of its own, behind whoever waits.
    async fn go_on(&self) -> Result<Value, Failure> {
        let mut tx = self.job.tx().await?;
        super::settle(&mut tx, self.app, self.org, self.id).await?;
        let result = self.result("more");
        self.job.complete(&mut tx, &result).await?;
        tx.commit().await?;
        Ok(result)
    }

    /// Gives the tokens back, unless another integration lives by the same consent, and forgets them.
    async fn end(&self, way: Option<Way>) -> Result<Value, Failure> {
        let mut line = None;
        if let Some(mut way) = way {
            let mut tx = self.app.system("who else lives by a consent").await?;
            let is_shared = queries::is_granted_elsewhere(&mut tx, self.org, self.id).await?;
            tx.commit().await?;
            line = match is_shared {
                true => Some(Line::new(Level::Info, "not_given_back_shared")),
                // it is ended here whatever the platform says; what it says is in the log
                false => {
                    let answer = way.give_back().await;
                    answer.err().map(|problem| Line::problem(Level::Warning, "not_given_back", &problem))
                }
            };
        }
        let mut tx = self.job.tx().await?;
        if let Some(line) = line {
            log::write(&mut tx, self.app, self.org, self.id, line, self.app.now()).await?;
        }
        queries::forget(&mut tx, self.org, self.id).await?;
        let result = self.result("ended");
        self.job.complete(&mut tx, &result).await?;
        tx.commit().await?;
        Ok(result)
    }
}

/// Asks for a page, or ends it. What concerns this page alone is the inner failure, and no problem of the integration's.
async fn ask(
    way: &mut Way,
    subscriptions: &dyn Subscriptions,
    page: &Unsettled,
) -> anyhow::Result<Result<Result<(), Problem>, Problem>> {
    let call = async |_: Connector, tokens: Tokens| {
        let asked = match page.is_wanted {
            true => subscriptions.subscribe(&tokens, &page.external_id).await,
            false => subscriptions.unsubscribe(&tokens, &page.external_id).await,
        };
        match asked {
            Err(problem) if is_of_page(problem.class) => Ok(Err(problem)),
            Err(problem) => Err(problem),
            Ok(()) => Ok(Ok(())),
        }
    };
    way.ask(Some(&page.external_id), call).await
}

const fn is_of_page(class: Class) -> bool {
    matches!(class, Class::Permission | Class::Invalid | Class::NotFound | Class::Duplicate)
}
