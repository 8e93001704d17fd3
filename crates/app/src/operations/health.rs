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
    /// `database`, `migrations`, `queue`, `storage`.
    name: &'static str,
    /// `ok` or `failed`.
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
    /// `healthy` or `unhealthy`.
    status: &'static str,
    /// `connected` or `disconnected`.
    database: &'static str,
    /// Version of the binary.
    version: &'static str,
    /// Seconds since the start.
    uptime_seconds: u64,
    /// What the product stands on.
    parts: Vec<Part>,
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
    let status = if health.status == "healthy" && !app.stopping.is_cancelled() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (status, json(Standing { status: if status.is_success() { "ready" } else { "not ready" } })).into_response()
}

/// Health of the installation, outside the envelope
#[utoipa::path(get, path = "/health", tag = "System", responses(
    (status = 200, body = Health, description = "Healthy"), (status = 503, body = Health, description = "Unhealthy")))]
pub async fn health(State(app): State<App>) -> Response {
    let health = check(&app).await;
    let status = if health.status == "healthy" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, json(&*health)).into_response()
}

/// Health of the installation
#[utoipa::path(get, path = "/api/health", tag = "System", responses(
    (status = 200, body = Reply<Health>)))]
pub async fn api_health(State(app): State<App>) -> Result<Reply<Health>, ApiError> {
    let health = check(&app).await;
    if health.status != "healthy" {
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
    let (database, queue, storage) = tokio::join!(
        timed("database", async { app.db.ping().await.is_ok() }),
        timed("queue", async { queue_answers(app).await.is_ok() }),
        timed("storage", async { writable(app).await }),
    );
    let connected = database.status == "ok";
    let parts = vec![database, queue, storage];
    let is_well = parts.iter().all(|part| part.status == "ok");
    Health {
        status: if is_well { "healthy" } else { "unhealthy" },
        database: if connected { "connected" } else { "disconnected" },
        version: env!("CARGO_PKG_VERSION"),
        uptime_seconds: app.started.elapsed().as_secs(),
        parts,
    }
}

async fn timed(name: &'static str, check: impl Future<Output = bool>) -> Part {
    let start = Instant::now();
    let outcome = tokio::time::timeout(PATIENCE, check).await;
    let latency_ms = (start.elapsed().as_secs_f64() * 100_000.0).round() / 100.0;
    let (status, detail) = match outcome {
        Ok(true) => ("ok", None),
        Ok(false) => ("failed", Some("no answer")),
        Err(_) => ("failed", Some("no answer within two seconds")),
    };
    Part { name, status, latency_ms, detail }
}

async fn queue_answers(app: &App) -> Result<(), sqlx::Error> {
    let mut tx = app.system("health of the queue").await?;
    queries::look_at_queue(&mut tx).await?;
    tx.commit().await
}

/// Writes a few bytes where files go: a full disk is found here before a person finds it.
async fn writable(app: &App) -> bool {
    let probe = app.settings.files.join(&app.health.probe);
    let written = tokio::fs::write(&probe, b"ok").await.is_ok();
    written && tokio::fs::remove_file(&probe).await.is_ok()
}
