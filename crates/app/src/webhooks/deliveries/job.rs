//! The sending: a job an endpoint, one at a time, that takes what is due, sends it and stores what came of it, for a turn.
//!
//! It is at least once: results are stored after the sending, so a crash between the two sends again, with the same event id.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::id::{Id, Org, WebhookEndpoint};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use futures_util::{StreamExt, stream::FuturesUnordered};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    model::{PATIENCE, next_try},
    queries::{self, Due, Results},
    sending::{Outcome, Receiver},
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    state::App,
    webhooks::endpoints::{
        model::{EndpointRow, Reason},
        queries as endpoints,
    },
};

/// Deliveries that are taken at a time.
const BATCH: i64 = 200;
/// Sent at once while the endpoint works; one at a time while it fails.
const AT_ONCE: usize = 32;
/// How long a job goes on taking; after that others have their turn. What was sent by then is waited for.
const TURN: Duration = Duration::from_secs(10);
/// A turn of failures that took longer is paid for with a wait as long, so that an endpoint that hangs has at most every
/// second turn.
const PATIENT: Duration = Duration::from_secs(1);

/// Sends what is due at an endpoint.
#[derive(Debug, Serialize, Deserialize)]
pub struct Deliver {
    /// Which one.
    pub endpoint_id: Id<WebhookEndpoint>,
}

/// Stores the jobs of some endpoints, in the caller's transaction. One that waits is the same job, and runs at the earlier time.
pub async fn enqueue(
    conn: &mut Conn,
    app: &App,
    endpoints: impl IntoIterator<Item = (Id<Org>, Id<WebhookEndpoint>)>,
    at: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let jobs = endpoints.into_iter().map(|(org, endpoint_id)| {
        let key = format!("webhook:{endpoint_id}");
        Enqueue::new(Deliver { endpoint_id }).org(org).unique(&key).one_at_a_time(&key).at(at)
    });
    let jobs: Vec<_> = jobs.collect();
    cmis_jobs::enqueue_all(conn, app.now(), &app.ids, jobs).await.map(drop)
}

impl Job for Deliver {
    const KIND: &'static str = "webhooks.deliver";
    const QUEUE: Queue = Queue::Webhooks;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.context("a delivery belongs to an org").map_err(Failure::permanent)?;
        let turn = Turn { app: &app, org, endpoint_id: self.endpoint_id, begun: Instant::now() };
        let mut sent: Vec<(Due, Outcome)> = Vec::new();
        let mut count = 0;
        loop {
            let mut tx = job.tx().await?;
            let endpoint = turn.store(&mut tx, &sent).await?;
            count += sent.len();
            let due = match &endpoint {
                Some(_) if !turn.is_over() => queries::due(&mut tx, org, self.endpoint_id, app.now(), BATCH).await?,
                _ => Vec::new(),
            };
            let (Some(endpoint), false) = (endpoint, due.is_empty()) else {
                turn.plan(&mut tx, sent.last()).await?;
                let result = json!({"sent": count});
                job.complete(&mut tx, &result).await?;
                tx.commit().await?;
                return Ok(result);
            };
            tx.commit().await?;
            // not before: what was sent is stored first
            job.check()?;
            sent = turn.send(&endpoint, due).await?;
        }
    }
}

/// A job's turn at its endpoint.
struct Turn<'a> {
    app: &'a App,
    org: Id<Org>,
    endpoint_id: Id<WebhookEndpoint>,
    begun: Instant,
}

impl Turn<'_> {
    fn is_over(&self) -> bool {
        self.begun.elapsed() > TURN
    }

    /// Sends deliveries until all are sent or the turn is over: many at once while the endpoint works, one by one while it fails.
    async fn send(&self, endpoint: &EndpointRow, due: Vec<Due>) -> anyhow::Result<Vec<(Due, Outcome)>> {
        let receiver = Receiver::of(self.app, endpoint, self.app.now())?;
        let receiver = &receiver;
        let mut at_once = if endpoint.failing_since.is_some() { 1 } else { AT_ONCE };
        let mut waiting = VecDeque::from(due);
        let mut flying = FuturesUnordered::new();
        let mut sent = Vec::with_capacity(waiting.len());
        loop {
            while flying.len() < at_once && (sent.is_empty() || !self.is_over()) {
                let Some(due) = waiting.pop_front() else { break };
                flying.push(async move {
                    let outcome = receiver.send(self.app, due.event_id, &due.body).await;
                    (due, outcome)
                });
            }
            let Some((due, outcome)) = flying.next().await else { return Ok(sent) };
            if outcome.is_gone() {
                waiting.clear();
            }
            at_once = if outcome.is_success() { AT_ONCE } else { 1 };
            sent.push((due, outcome));
        }
    }

    /// Stores what was sent, and what that says of the endpoint. Gives the endpoint, if there is more to be sent to it.
    async fn store(&self, conn: &mut Conn, sent: &[(Due, Outcome)]) -> Result<Option<EndpointRow>, Failure> {
        let now = self.app.now();
        // the endpoint before its deliveries, as whoever sends one again locks them
        let endpoint = endpoints::lock(conn, self.endpoint_id).await?;
        if !sent.is_empty() {
            queries::store(conn, self.org, &results(sent, now), now).await?;
        }
        let Some(endpoint) = endpoint else { return Ok(None) };
        let Some((_, last)) = sent.last() else { return self.working(conn, endpoint).await };
        let mut failing_since = endpoint.failing_since;
        for (_, outcome) in sent {
            failing_since = if outcome.is_success() { None } else { failing_since.or(Some(outcome.at)) };
        }
        endpoints::note(conn, self.endpoint_id, last.at, last.status, last.error, failing_since).await?;
        let reason = if sent.iter().any(|(_, outcome)| outcome.is_gone()) {
            Some(Reason::Gone)
        } else if failing_since.is_some_and(|since| now - since >= PATIENCE) {
            Some(Reason::Failing)
        } else {
            None
        };
        if let Some(reason) = reason.filter(|_| endpoint.disabled_at.is_none()) {
            self.stop(conn, &endpoint, reason, now).await?;
            return Ok(None);
        }
        self.working(conn, EndpointRow { failing_since, ..endpoint }).await
    }

    async fn working(&self, conn: &mut Conn, endpoint: EndpointRow) -> Result<Option<EndpointRow>, Failure> {
        let works = endpoint.disabled_at.is_none() && queries::is_org_working(conn, self.org).await?;
        Ok(works.then_some(endpoint))
    }

    /// Switches the endpoint off. Its people are told by the event.
    async fn stop(
        &self,
        conn: &mut Conn,
        endpoint: &EndpointRow,
        reason: Reason,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        endpoints::disable(conn, self.endpoint_id, reason.as_str(), now).await?;
        let mut after = endpoint.told();
        after["enabled"] = false.into();
        after["reason"] = reason.as_str().into();
        let change = Change::new("webhook_endpoint.stopped", "webhook_endpoint", self.endpoint_id);
        let change = change.before(endpoint.told()).after(after);
        audit::record(conn, self.org, &Actor::system(), now, change).await?;
        Ok(())
    }

    /// The next turn, when the next delivery is due.
    async fn plan(&self, conn: &mut Conn, last: Option<&(Due, Outcome)>) -> Result<(), Failure> {
        let endpoint = endpoints::find(conn, self.endpoint_id).await?;
        let Some(next) = queries::next_due(conn, self.org, self.endpoint_id).await? else { return Ok(()) };
        if endpoint.is_none_or(|endpoint| endpoint.disabled_at.is_some()) {
            return Ok(());
        }
        let taken = self.begun.elapsed();
        let is_slow = taken > PATIENT && last.is_some_and(|(_, outcome)| !outcome.is_success());
        let pause = if is_slow { TimeDelta::from_std(taken).unwrap_or_default() } else { TimeDelta::zero() };
        let at = next.max(self.app.now() + pause);
        enqueue(conn, self.app, [(self.org, self.endpoint_id)], at).await?;
        Ok(())
    }
}

fn results(sent: &[(Due, Outcome)], now: DateTime<Utc>) -> Results {
    let mut results = Results::default();
    for (due, outcome) in sent {
        let next = if outcome.is_success() { None } else { next_try(due.tries.saturating_add(1), outcome.asked, now) };
        results.ids.push(due.id);
        results.created.push(due.created_at);
        results.states.push(match (outcome.is_success(), next) {
            (true, _) => "delivered",
            (false, Some(_)) => "pending",
            (false, None) => "failed",
        });
        results.next.push(next);
        results.at.push(outcome.at);
        results.latencies.push(outcome.latency_ms);
        results.statuses.push(outcome.status);
        results.answers.push(outcome.answer.clone());
        results.errors.push(outcome.error);
        results.details.push(outcome.detail.clone());
        results.tries.push(due.tries);
    }
    results
}

/// Finds endpoints whose job was lost or cancelled, and gives each a new one. A schedule runs it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Sweep {}

/// How long a delivery may be overdue before its endpoint counts as forgotten.
const FORGOTTEN: TimeDelta = TimeDelta::minutes(2);

impl Job for Sweep {
    const KIND: &'static str = "webhooks.sweep";
    const QUEUE: Queue = Queue::Webhooks;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let mut tx = job.tx().await?;
        let found = queries::forgotten(&mut tx, app.now() - FORGOTTEN).await?;
        let count = found.len();
        let endpoints = found.into_iter().map(|(org, endpoint)| (Id::new(org), Id::new(endpoint)));
        enqueue(&mut tx, &app, endpoints, app.now()).await?;
        tx.commit().await?;
        Ok(json!({"endpoints": count}))
    }
}
