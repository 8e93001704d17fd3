//! Figures for Prometheus: counted per route template (never per address, which would hold ids).

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use ::metrics::SharedString;
use axum::{
    extract::{MatchedPath, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use cmis_base::secret::{expose, same};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    http::{
        error::{ApiError, FailedAs, FailureBody},
        request::Origin,
    },
    state::App,
};

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();
/// How often samples are folded.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Starts to collect figures, once a process.
pub fn install() {
    RECORDER.get_or_init(|| {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if ::metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another recorder of metrics is installed: /metrics stays empty");
        }
        handle
    });
}

fn render() -> String {
    RECORDER.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// One request being timed.
pub struct Watch {
    start: Instant,
    method: &'static str,
}

impl Watch {
    /// Starts with the request.
    pub fn start(method: &Method) -> Self {
        Self { start: Instant::now(), method: known(method) }
    }

    /// Counts the request by its route and answer.
    pub fn stop(self, app: &App, response: &Response) {
        let Self { start, method } = self;
        let route =
            response.extensions().get::<Route>().map_or(SharedString::const_str("other"), |route| route.0.clone());
        let took = start.elapsed();
        ::metrics::counter!("cmis_http_requests_total", "method" => method, "route" => route.clone(), "status" => word(response.status()))
            .increment(1);
        ::metrics::histogram!("cmis_http_request_seconds", "method" => method, "route" => route.clone())
            .record(took.as_secs_f64());
        app.figures.count(response.status(), took);
        if let Some(failed) = response.extensions().get::<FailedAs>() {
            app.figures.note(app, failed, method, &route);
        }
    }
}

/// A status as a label.
fn word(status: StatusCode) -> SharedString {
    match status {
        StatusCode::OK => SharedString::const_str("200"),
        other => other.as_u16().to_string().into(),
    }
}

/// A method as a label. Callers may send any word: each would be a series for ever.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Folds samples into their summaries every few seconds, until it is dropped: without it they pile up until somebody scrapes, and
/// nobody scrapes a worker.
pub async fn upkeep() {
    loop {
        tokio::time::sleep(UPKEEP_EVERY).await;
        if let Some(recorder) = RECORDER.get() {
            recorder.run_upkeep();
        }
    }
}

/// The route template of an answer: put there inside of the router, where it is known.
#[derive(Clone)]
pub struct Route(SharedString);

impl Route {
    /// The template of the route that the router chose.
    pub fn of(path: &MatchedPath) -> Self {
        Self(SharedString::from_shared(Arc::from(path.as_str())))
    }
}

/// Figures for Prometheus
///
/// With a token configured, for its bearer; else for this machine alone, of an installation that nobody reaches from elsewhere.
#[utoipa::path(get, path = "/metrics", tag = "System", security(("metrics" = []), ()), responses(
    (status = 200, body = String, content_type = "text/plain", description = "Its text format"),
    (status = 401, body = FailureBody, description = "Not for this caller")))]
pub async fn prometheus(State(app): State<App>, origin: Origin, headers: HeaderMap) -> Response {
    let may = match &app.settings.metrics_token {
        Some(token) => headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|given| same(given.as_bytes(), expose(token).as_bytes())),
        None => super::is_this_machine(&app, &origin, &headers),
    };
    if !may {
        return ApiError::unauthenticated().into_response();
    }
    if let Ok(figures) = queue_figures(&app).await {
        // an empty queue is told too: its gauges would keep what they said last
        for queue in cmis_jobs::Queue::ALL.iter().map(|queue| queue.as_str()) {
            let found = figures.iter().find(|figures| figures.queue == queue);
            let (waiting, oldest) = found.map_or((0, 0.0), |figures| (figures.waiting, figures.oldest_seconds));
            #[expect(clippy::cast_precision_loss, reason = "a gauge; queues are shorter than 2^52")]
            ::metrics::gauge!("cmis_queue_waiting", "queue" => queue).set(waiting as f64);
            ::metrics::gauge!("cmis_queue_oldest_seconds", "queue" => queue).set(oldest);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a gauge; sockets are fewer than 2^52")]
    ::metrics::gauge!("cmis_realtime_sockets").set(app.realtime.sockets() as f64);
    let pool = app.db.pool_status();
    ::metrics::gauge!("cmis_db_connections", "role" => "tenant").set(f64::from(pool.tenant_open));
    ::metrics::gauge!("cmis_db_connections", "role" => "system").set(f64::from(pool.system_open));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], render()).into_response()
}

/// Depth and age of one queue.
#[derive(Debug, Serialize, ToSchema)]
pub struct QueueFigures {
    /// Name of the queue.
    pub(super) queue: String,
    /// Jobs that are due and wait.
    pub(super) waiting: i64,
    /// Jobs that run.
    pub(super) running: i64,
    /// How long the oldest due job has waited, in seconds.
    pub(super) oldest_seconds: f64,
}

/// Depth and age of the queues that hold anything.
pub async fn queue_figures(app: &App) -> Result<Vec<QueueFigures>, sqlx::Error> {
    let mut tx = app.system("queue figures").await?;
    let figures = super::queries::queue_figures(&mut tx, app.now()).await?;
    tx.commit().await?;
    Ok(figures)
}
