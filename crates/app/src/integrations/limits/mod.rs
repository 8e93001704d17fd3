//! What the platforms say of their limits, shared by all nodes. Whoever is told to wait makes everybody wait who calls as the same app or
//! about the same account; nobody calls to find out whether the wait is over.

pub mod queries;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
};
use cmis_connectors::{
    platform::{
        problem::{Class, Problem},
        wire::Usage,
    },
    registry::Sink,
};

use crate::state::App;

/// From how much of a limit on nobody calls until there is room again: the rest is for people who wait for an answer.
const FULL: f64 = 95.0;
/// How long to wait where a platform does not say.
const WAIT: TimeDelta = TimeDelta::seconds(60);
/// A platform that says "now" after it refused is not believed.
const LEAST_WAIT: TimeDelta = TimeDelta::seconds(1);
/// The app's own limit.
pub const APP: &str = "app";

/// The app whose limits are meant. Anybody may enter any id for an app of their own: what that one is told stops nobody else.
#[derive(Clone, Debug)]
pub struct Limited {
    app_id: String,
    key: String,
}

impl Limited {
    /// The installation's app with an id, or an org's own.
    pub fn of(app_id: String, owner: Option<Id<Org>>) -> Self {
        let key = owner.map_or_else(|| app_id.clone(), |org| format!("{org}:{app_id}"));
        Self { app_id, key }
    }
}

/// What was said since it was last written down. Cheap to clone.
#[derive(Clone, Default)]
pub struct Limits(Arc<Mutex<Heard>>);

/// By platform, app and what is limited.
type Heard = HashMap<(Platform, String, String), Usage>;

impl Limits {
    /// What connectors tell of usage.
    pub fn sink(&self) -> Sink {
        let heard = self.clone();
        Arc::new(move |platform, app, usage| {
            let mut heard = heard.0.lock().unwrap_or_else(PoisonError::into_inner);
            heard.insert((platform, app.to_owned(), usage.of.clone()), usage);
        })
    }

    fn take(&self, platform: Platform, app: &str) -> Vec<Usage> {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut taken = Vec::new();
        heard.retain(|(at, by, _), usage| {
            let is_mine = *at == platform && by == app;
            if is_mine {
                taken.push(usage.clone());
            }
            !is_mine
        });
        taken
    }
}

/// Refuses a call that would be too early. `account` is the platform's id; none for calls about no account.
pub async fn check(app: &App, platform: Platform, as_app: &Limited, account: Option<&str>) -> Result<(), Problem> {
    let now = app.now();
    let blocked = async {
        let mut tx = app.system("limits of a platform").await?;
        let until =
            queries::blocked_until(&mut tx, platform.as_str(), &as_app.key, account.unwrap_or(APP), now).await?;
        tx.commit().await?;
        Ok::<_, sqlx::Error>(until)
    };
    match blocked.await {
        Ok(Some(until)) => {
            let wait = (until - now).to_std().unwrap_or(Duration::from_secs(1));
            Err(Problem::new(Class::RateLimited, "shared_limit", "").after(Some(wait)))
        }
        Ok(None) => Ok(()),
        Err(error) => {
            // the call itself will find the database away; a limit alone stops nobody
            tracing::warn!(%error, "limits of platforms cannot be read");
            Ok(())
        }
    }
}

/// Writes down what the platform said with a call, and what it refused.
pub async fn note(
    app: &App,
    platform: Platform,
    as_app: &Limited,
    account: Option<&str>,
    refused: Option<&Problem>,
) -> Result<(), sqlx::Error> {
    let now = app.now();
    let mut rows: Vec<(String, f64, Option<DateTime<Utc>>)> = app
        .limits
        .take(platform, &as_app.app_id)
        .into_iter()
        .map(|usage| {
            let until = (usage.percent >= FULL).then(|| now + wait(usage.regains));
            (usage.of, usage.percent, until)
        })
        .collect();
    if let Some(problem) =
        refused.filter(|problem| problem.class == Class::RateLimited && problem.code != "shared_limit")
    {
        rows.push((account.unwrap_or(APP).to_owned(), 100.0, Some(now + wait(problem.retry_after))));
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut tx = app.system("limits of a platform").await?;
    queries::write(&mut tx, platform.as_str(), &as_app.key, &rows, now).await?;
    tx.commit().await
}

fn wait(asked: Option<Duration>) -> TimeDelta {
    asked.and_then(|asked| TimeDelta::from_std(asked).ok()).unwrap_or(WAIT).clamp(LEAST_WAIT, TimeDelta::days(1))
}
