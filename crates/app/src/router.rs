//! Every address of the product and the layers that a request passes, outermost first:
//! short forms → request id, language, span → metrics → panics → security headers → CORS → compression → to its end →
//! time limit → caller and rate limit → idempotency → the feature's handler.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state, map_request},
    response::{IntoResponse, Response},
};
use cmis_jobs::supervise;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    cors::{AllowOrigin, CorsLayer},
};
use tracing::Instrument;
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    access::identify::identify,
    http::{
        BODY_LIMIT, TIME_LIMIT_SECONDS,
        error::{ApiError, ErrorCode},
        headers,
        idempotency::{Needs, idempotency},
        request::{REQUEST_ID, identify_request, log_route},
        short_form::ShortForms,
        words,
    },
    openapi, operations,
    state::App,
    web,
};

/// The whole product as one service.
pub fn router(app: App) -> Router {
    let (routes, document) = openapi::routes_with_document();
    let short = ShortForms::of(document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()));
    let needs = Needs::of(&document);
    let inner = routes
        .merge(operations::outside())
        .merge(SwaggerUi::new("/api/documentation").external_url_unchecked("/api/openapi.json", document))
        .route_layer(from_fn(operations::metrics::name_route))
        .route_layer(from_fn(log_route))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(web::serve)
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state((app.clone(), needs), idempotency))
        .layer(from_fn_with_state(app.clone(), identify))
        .layer(from_fn(time_limit))
        .layer(from_fn_with_state(app.clone(), complete))
        .layer(
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("font/"))
                    .and(NotForContentType::const_new("application/zip")),
            ),
        )
        .layer(cors(&app))
        .layer(from_fn_with_state(app.clone(), headers::secure))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(operations::metrics::measure))
        .layer(from_fn_with_state(app.clone(), identify_request))
        .with_state(app);
    // the rewrite stands outside of a router of its own, so that routing sees the canonical address
    Router::new().fallback_service(inner).layer(map_request(move |mut request: Request| {
        let short = short.clone();
        async move {
            let uri = std::mem::take(request.uri_mut());
            request.extensions_mut().insert(crate::http::request::OriginalPath(uri.path().to_owned()));
            let (uri, form) = short.rewrite(uri);
            *request.uri_mut() = uri;
            if let Some(form) = form {
                request.extensions_mut().insert(form);
            }
            request
        }
    }))
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "error-method")
}

/// A change is made to its end, and its answer kept where that was asked for, even when the client hangs up half-way: a dropped
/// future would stop between a commit and what has to follow it. The time limit stands inside.
async fn complete(State(app): State<App>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH | Method::DELETE) {
        return next.run(request).await;
    }
    let work = words::with_locale(words::locale(), next.run(request)).instrument(tracing::Span::current());
    match supervise::once(&app.tasks, work).await {
        Ok(response) => response,
        Err(end) => match end.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(end) => ApiError::internal(end).into_response(),
        },
    }
}

/// A request that takes longer than the limit is answered in the envelope. Its transaction is rolled back.
async fn time_limit(request: Request, next: Next) -> Response {
    let limit = Duration::from_secs(TIME_LIMIT_SECONDS);
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(ErrorCode::Timeout, "error-timeout").into_response(),
    }
}

fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let text = cause
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| cause.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::internal(anyhow::anyhow!("panic: {text}")).into_response()
}

fn cors(app: &App) -> CorsLayer {
    let origins: Vec<HeaderValue> = app.settings.cors_origins.iter().filter_map(|origin| origin.parse().ok()).collect();
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::ACCEPT_LANGUAGE,
            header::IF_MATCH,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("x-org-id"),
            HeaderName::from_static("x-api-key"),
            REQUEST_ID,
        ])
        .expose_headers([
            REQUEST_ID,
            header::LOCATION,
            header::RETRY_AFTER,
            HeaderName::from_static("x-ratelimit-limit"),
            HeaderName::from_static("x-ratelimit-remaining"),
            HeaderName::from_static("x-ratelimit-reset"),
        ])
        .allow_credentials(true)
        .max_age(Duration::from_secs(3600))
}
