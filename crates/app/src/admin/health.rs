//! How the installation is, and what happened outside any org.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::caller::InstanceAdmin,
    audit::{
        queries::SYSTEM_AUDIT,
        routes::{AuditRow, AuditView},
    },
    http::{
        error::ApiError,
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    operations::{
        health::{Health, check},
        metrics::{QueueFigures, queue_figures},
    },
    state::App,
};

listed!(SystemAudit = SYSTEM_AUDIT);

/// Health of the installation with its queues.
#[derive(Serialize, ToSchema)]
pub struct AdminHealth {
    /// The installation.
    #[serde(flatten)]
    health: Health,
    /// Version of the binary.
    version: &'static str,
    /// Depth and age of the queues that hold anything.
    queues: Vec<QueueFigures>,
}

/// Health of the installation and its queues
///
/// Answered with 200 also when something is wrong: `status` and `parts` say what.
#[utoipa::path(get, path = "/api/admin/health", tag = "Administration", security(("instance" = [])),
    responses((status = 200, body = Reply<AdminHealth>)))]
pub async fn health(State(app): State<App>, _admin: InstanceAdmin) -> Result<Reply<AdminHealth>, ApiError> {
    let health = check(&app).await;
    let queues = queue_figures(&app).await?;
    Ok(Reply::ok(AdminHealth { health: (*health).clone(), version: env!("CARGO_PKG_VERSION"), queues }))
}

/// List what happened outside any organization
///
/// Logins, accounts, administration. By page, or with `cursor` (empty at first). Filters: `action`, `actor_id`,
/// `object_kind`, `object_id`, `from`, `to`.
#[utoipa::path(get, path = "/api/admin/audit", tag = "Administration", params(Listing<SystemAudit>), security(("instance" = [])),
    responses((status = 200, body = PageBody<AuditView>)))]
pub async fn audit(
    State(app): State<App>,
    _admin: InstanceAdmin,
    query: Listing<SystemAudit>,
) -> Result<Page<AuditView>, ApiError> {
    let mut tx = app.system("list system audit").await?;
    let page = query.fetch::<AuditRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(AuditView::from))
}
