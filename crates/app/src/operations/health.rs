//! Health: the process, and what it stands on. Names and latencies only; nothing here needs a credential.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries;
use crate::{
    admin_actions::upkeep::{self, Partitions},
    http::{
        error::{ApiError, ErrorCode},
        reply::{Reply, json},
    },
    state::App,
};

/// A check that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(2);

/// A result is believed for so long: however many ask, the product is looked at once a second.
const BELIEVED_FOR: Duration = Duration::from_secs(1);

/// The last result, looked at anew by one at a time.
pub struct Board {
    last: tokio::sync::Mutex<Option<(Instant, Arc<Health>)>>,
    /// Name of the file that this process writes: two nodes may share the folder.
    probe: String,
}

impl Board {
    /// Nothing looked at yet.
    pub fn new(process: Uuid) -> Self {
        Self { last: tokio::sync::Mutex::new(None), probe: format!(".probe-{process}") }
    }
}

/// One thing that the product stands on.
#[derive(Clone, Serialize, ToSchema)]
pub struct Part {
    /// `database`, `queue`, `storage`, `partitions`.
    name: &'static str,
    /// `ok`, `warning` or `failed`.
    status: &'static str,
    /// How long the check took.
    latency_ms: f64,
    /// What is wrong, without secrets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<&'static str>,
}

/// Health of the installation.
#[derive(Clone, Serialize, ToSchema)]
pub struct Health {
    /// `healthy`; `degraded` when it works and somebody has to look; `unhealthy`.
    pub(super) status: &'static str,
    /// `connected` or `disconnected`.
    database: &'static str,
    /// Seconds since the start.
    uptime_seconds: u64,
    /// What the product stands on.
    pub(super) parts: Vec<Part>,
}

impl Health {
    /// Whether requests can be served. A warning is for people: no balancer takes a node away for it.
    fn serves(&self) -> bool {
        self.status != "unhealthy"
    }
}

/// A probe's answer.
#[derive(Serialize, ToSchema)]
pub struct Standing {
    /// `ok`, `ready` or `not ready`.
    status: &'static str,
}

/// Whether the process answers
#[utoipa::path(get, path = "/health/live", tag = "System", responses(
    (status = 200, body = Standing, description = "It does")))]
pub async fn live() -> Response {
    json(Standing { status: "ok" }).into_response()
}

/// Whether requests can be served: the database answers and nothing stops
#[utoipa::path(get, path = "/health/ready", tag = "System", responses(
    (status = 200, body = Standing, description = "They can"), (status = 503, body = Standing, description = "They cannot")))]
pub async fn ready(State(app): State<App>) -> Response {
    let health = check(&app).await;
    let status =
        if health.serves() && !app.stopping.is_cancelled() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, json(Standing { status: if status.is_success() { "ready" } else { "not ready" } })).into_response()
}

/// Health of the installation, outside the envelope
#[utoipa::path(get, path = "/health", tag = "System", responses(
    (status = 200, body = Health, description = "Healthy"), (status = 503, body = Health, description = "Unhealthy")))]
pub async fn health(State(app): State<App>) -> Response {
    let health = check(&app).await;
    let status = if health.serves() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, json(&*health)).into_response()
}

/// Health of the installation
#[utoipa::path(get, path = "/api/health", tag = "System", responses(
    (status = 200, body = Reply<Health>)))]
pub async fn api_health(State(app): State<App>) -> Result<Reply<Health>, ApiError> {
    let health = check(&app).await;
    if !health.serves() {
        return Err(ApiError::new(ErrorCode::Unavailable, "error-unavailable"));
    }
    Ok(Reply::ok((*health).clone()))
}

/// Everything that the product stands on, as of the last second.
pub async fn check(app: &App) -> Arc<Health> {
    let mut last = app.health.last.lock().await;
    if let Some((at, health)) = &*last
        && at.elapsed() < BELIEVED_FOR
    {
        return health.clone();
    }
    let health = Arc::new(look(app).await);
    *last = Some((Instant::now(), health.clone()));
    health
}

async fn look(app: &App) -> Health {
    let or_silent = |answers: bool| if answers { Found::Ok } else { Found::Failed("no answer") };
    let (database, queue, storage, partitions) = tokio::join!(
        timed("database", async { or_silent(app.db.ping().await.is_ok()) }),
        timed("queue", async { or_silent(queue_answers(app).await.is_ok()) }),
        timed("storage", async { or_silent(writable(app).await) }),
        timed("partitions", partitions(app)),
    );
    let connected = database.status == "ok";
    let parts = vec![database, queue, storage, partitions];
    let any = |status| parts.iter().any(|part| part.status == status);
    Health {
        status: match (any("failed"), any("warning")) {
            (true, _) => "unhealthy",
            (false, true) => "degraded",
            (false, false) => "healthy",
        },
        database: if connected { "connected" } else { "disconnected" },
        uptime_seconds: app.started.elapsed().as_secs(),
        parts,
    }
}

/// What a check found.
enum Found {
    Ok,
    Warning(&'static str),
    Failed(&'static str),
}

async fn timed(name: &'static str, check: impl Future<Output = Found>) -> Part {
    let start = Instant::now();
    let outcome = tokio::time::timeout(PATIENCE, check).await;
    let latency_ms = (start.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    let (status, detail) = match outcome {
        Ok(Found::Ok) => ("ok", None),
        Ok(Found::Warning(detail)) => ("warning", Some(detail)),
        Ok(Found::Failed(detail)) => ("failed", Some(detail)),
        Err(_) => ("failed", Some("no answer within two seconds")),
    };
    Part { name, status, latency_ms, detail }
}

async fn queue_answers(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.system("health of the queue").await?;
    queries::look_at_queue(&mut tx).await?;
    tx.commit().await
}

/// Without the partitions of a month every change in it fails. They are made months ahead: one that is missing a month
/// before is found here while nothing is broken yet.
async fn partitions(app: &App) -> Found {
    match upkeep::has_partitions(app).await {
        Ok(Partitions { this_month: false, .. }) => Found::Failed("the partitions of this month are missing"),
        Ok(Partitions { coming_month: false, .. }) => {
            Found::Warning("the partitions of the coming month are missing: see why the maintenance does not run")
        }
        Ok(_) => Found::Ok,
        Err(_) => Found::Failed("no answer"),
    }
}

/// Writes a few bytes where files go: a full disk is found here before a person finds it.
async fn writable(app: &App) -> bool {
    let probe = app.settings.files.join(&app.health.probe);
    let written = tokio::fs::write(&probe, b"ok").await.is_ok();
    written && tokio::fs::remove_file(&probe).await.is_ok()
}
