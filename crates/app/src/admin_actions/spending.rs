//! What may be spent: where it is stopped, stopping and releasing.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org};
use serde::Serialize;

use super::{actor, orgs, queries};
use crate::{campaigns::changes::actions::Author, http::error::ApiError, spending::switch, state::App};

/// How an org stands.
#[derive(Clone, Debug, Serialize)]
pub struct Spending {
    /// The org.
    pub org_id: Id<Org>,
    /// Its name.
    pub org_name: String,
    /// Campaigns that run.
    pub active_campaigns: i64,
    /// When all spending was stopped, if it is.
    pub stopped_at: Option<DateTime<Utc>>,
    /// Who stopped it; none for the command line.
    pub stopped_by: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// Currencies that have limits.
    pub currencies: Vec<String>,
    /// What waits for a second person.
    pub open_approvals: i64,
}

/// All orgs, or one.
pub async fn status(app: &App, org: Option<&str>) -> Result<Vec<Spending>, ApiError> {
    let mut tx = app.system("command line: spending").await?;
    let only = match org {
        Some(text) => Some(orgs::find(&mut tx, text).await?.id),
        None => None,
    };
    let standing = queries::spending(&mut tx, only).await?;
    tx.commit().await?;
    Ok(standing)
}

async fn found(app: &App, org: &str) -> Result<(Id<Org>, String), ApiError> {
    let mut tx = app.system("command line: spending").await?;
    let found = orgs::find(&mut tx, org).await?;
    tx.commit().await?;
    Ok((found.id, found.name))
}

/// Stops all spending of an org; its name.
pub async fn stop(app: &App, org: &str, note: &str) -> Result<String, ApiError> {
    let (id, name) = found(app, org).await?;
    let mut tx = app.tenant(id).await?;
    switch::stop(&mut tx, app, Author::system(id, &actor(), None), note).await?;
    tx.commit().await?;
    Ok(name)
}

/// Releases spending of an org; its name, and how many campaigns go on.
pub async fn release(app: &App, org: &str, resume: bool) -> Result<(String, usize), ApiError> {
    let (id, name) = found(app, org).await?;
    let mut tx = app.tenant(id).await?;
    let resumed = switch::release(&mut tx, app, Author::system(id, &actor(), None), resume).await?;
    tx.commit().await?;
    Ok((name, resumed))
}
