//! Webhooks that fail, from outside: whose, how many deliveries and why. No address beyond its host, and nothing of what is sent.

use axum::extract::State;

use super::queries::{FAILED_WEBHOOKS, FailedWebhookView};
use crate::{
    access::caller::InstanceAdmin,
    http::{
        error::ApiError,
        list::{Listing, Page, PageBody, listed},
    },
    state::App,
};

listed!(FailedWebhooks = FAILED_WEBHOOKS);

/// List the webhooks of the installation that fail
///
/// Those with deliveries that were given up in the last 30 days, that fail at present, or that were switched off because of
/// it. Filters: `disabled`. Sorts: `failed`, `last_attempt_at`, `org`.
#[utoipa::path(get, path = "/api/admin/failed-webhooks", tag = "Administration", params(Listing<FailedWebhooks>),
    security(("instance" = [])), responses((status = 200, body = PageBody<FailedWebhookView>)))]
pub async fn list(
    State(app): State<App>,
    _admin: InstanceAdmin,
    query: Listing<FailedWebhooks>,
) -> Result<Page<FailedWebhookView>, ApiError> {
    let mut tx = app.system("list failed webhooks").await?;
    let page = query.fetch(&mut tx).await?;
    tx.commit().await?;
    Ok(page)
}
