//! Webhook deliveries that were given up: which, and sending them again.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, WebhookDelivery, WebhookEndpoint};
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{actor, orgs, queries};
use crate::{
    audit::{self, Change},
    http::error::ApiError,
    state::App,
    webhooks::deliveries::job,
};

/// A delivery that was given up.
#[derive(Debug, Serialize)]
pub struct FailedDelivery {
    /// Id.
    pub id: Id<WebhookDelivery>,
    /// The org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org: String,
    /// The endpoint.
    pub endpoint_id: Id<WebhookEndpoint>,
    /// Its host: the rest of an address may hold a token.
    pub host: String,
    /// Whether the endpoint is switched off.
    pub disabled: bool,
    /// What happened.
    pub event: String,
    /// Attempts.
    pub attempts: i16,
    /// What the last one was answered with.
    pub status: Option<i16>,
    /// Why it was not.
    pub error: Option<String>,
    /// When it was given up.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Which deliveries to send again.
#[derive(Clone, Debug)]
pub enum Which {
    /// These.
    Ids(Vec<Uuid>),
    /// Those of one endpoint.
    Endpoint(Uuid),
    /// All of the installation.
    All,
}

/// What became of the wish.
#[derive(Debug, Default, Serialize)]
pub struct Replayed {
    /// Deliveries on their way again.
    pub replayed: usize,
    /// Deliveries whose endpoint is switched off.
    pub disabled: usize,
    /// Ids of no failed delivery.
    pub unknown: Vec<Uuid>,
}

/// Deliveries that were given up, the last ones first.
pub async fn failed(
    app: &App,
    org: Option<&str>,
    endpoint: Option<Uuid>,
    limit: u32,
) -> Result<Vec<FailedDelivery>, ApiError> {
    let mut tx = app.system("command line: failed webhooks").await?;
    let org = match org {
        Some(text) => Some(orgs::find(&mut tx, text).await?.id),
        None => None,
    };
    let found = queries::failed_deliveries(&mut tx, org, endpoint, None, Some(i64::from(limit))).await?;
    tx.commit().await?;
    Ok(found)
}

/// Sends deliveries again that were given up. With `dry_run` it only counts.
pub async fn replay(app: &App, which: &Which, dry_run: bool) -> Result<Replayed, ApiError> {
    let now = app.now();
    let (ids, endpoint) = match which {
        Which::Ids(ids) => (Some(ids.as_slice()), None),
        Which::Endpoint(id) => (None, Some(*id)),
        Which::All => (None, None),
    };
    let mut tx = app.system("command line: replay webhooks").await?;
    let found = queries::failed_deliveries(&mut tx, None, endpoint, ids, None).await?;
    let (off, on): (Vec<_>, Vec<_>) = found.iter().partition(|delivery| delivery.disabled);
    let is_found = |id: &Uuid| found.iter().any(|delivery| delivery.id.raw() == *id);
    let unknown = ids.into_iter().flatten().copied().filter(|id| !is_found(id)).collect();
    let report = Replayed { replayed: on.len(), disabled: off.len(), unknown };
    if dry_run {
        tx.rollback().await?;
        return Ok(report);
    }
    let ids: Vec<Uuid> = on.iter().map(|delivery| delivery.id.raw()).collect();
    queries::replay_deliveries(&mut tx, &ids, now).await?;
    let mut endpoints: Vec<_> = on.iter().map(|delivery| (delivery.org_id, delivery.endpoint_id)).collect();
    endpoints.sort_unstable_by_key(|(org, endpoint)| (org.raw(), endpoint.raw()));
    endpoints.dedup_by_key(|(_, endpoint)| endpoint.raw());
    for (org, endpoint) in &endpoints {
        let of_it = on.iter().filter(|delivery| delivery.endpoint_id.raw() == endpoint.raw());
        let host = of_it.clone().next().map(|delivery| delivery.host.clone());
        let told = json!({"name": host, "deliveries": of_it.count()});
        let change = Change::new("webhook_endpoint.resent", "webhook_endpoint", *endpoint).after(told);
        audit::record(&mut tx, *org, &actor(), now, change).await?;
    }
    job::enqueue(&mut tx, app, endpoints, now).await?;
    tx.commit().await?;
    Ok(report)
}
