//! Every address of the product and the layers that a request passes, outermost first:
//! short forms → arrival (request id, language, span, figures, security headers) → panics → CORS → compression → admission (to its
//! end, time limit, caller and rate limit) → the route's name → idempotency → the feature's handler. Beside them stand two that
//! not all of it is around: `/socket.io/`, whose connections last, and `/api/webhooks/`, where platforms call, thousands of times a second.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use cmis_jobs::supervise;
use tower::ServiceBuilder;
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
        request::{Origin, OriginalPath, REQUEST_ID},
        short_form::ShortForms,
        words,
    },
    openapi, operations,
    operations::metrics::{Route, Watch},
    realtime,
    state::App,
    web,
    webhooks::inbound,
};

/// The whole product as one service.
pub fn router(app: App) -> Router {
    let (routes, document) = openapi::routes_with_document();
    let short = ShortForms::of(document["paths"].as_object().into_iter().flatten().map(|(path, _)| path.as_str()));
    let needs = Needs::of(&document);
    let inner = routes
        .merge(operations::outside())
        .merge(SwaggerUi::new("/api/documentation").external_url_unchecked("/api/openapi.json", document))
        .route_layer(from_fn_with_state((app.clone(), needs), idempotency))
        .route_layer(from_fn(name_route))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(web::serve)
        .with_state(app.clone());
    // outside of the router, so that a request passes each once and routing sees the canonical address
    let layers = ServiceBuilder::new()
        .map_request(move |request| canonical(&short, request))
        .layer(from_fn_with_state(app.clone(), arrive))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(cors(&app))
        .layer(
            CompressionLayer::new().compress_when(
                DefaultPredicate::new()
                    .and(NotForContentType::const_new("font/"))
                    .and(NotForContentType::const_new("application/zip")),
            ),
        )
        .map_response(|response: Response<_>| response.map(Body::new))
        .layer(from_fn_with_state(app.clone(), admit))
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    let lasting = realtime::service(&app).layer(
        ServiceBuilder::new()
            .layer(from_fn_with_state(app.clone(), arrive))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(cors(&app)),
    );
    let door = inbound::service()
        .route_layer(from_fn(name_route))
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app.clone())
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), arrive))
                .layer(CatchPanicLayer::custom(panicked))
                .layer(from_fn(|request: Request, next: Next| in_time(next.run(request)))),
        );
    lasting.merge(door).fallback_service(layers.service(inner))
}

/// Rewrites a short form, and keeps the address as the caller wrote it.
fn canonical(short: &ShortForms, mut request: Request) -> Request {
    let uri = std::mem::take(request.uri_mut());
    request.extensions_mut().insert(OriginalPath(uri.path().to_owned()));
    let (uri, form) = short.rewrite(uri);
    *request.uri_mut() = uri;
    if let Some(form) = form {
        request.extensions_mut().insert(form);
    }
    request
}

/// The outermost layer: gives the request its [`Origin`], its span and its language, times it, and gives the answer its id
/// and the security headers.
async fn arrive(State(app): State<App>, mut request: Request, next: Next) -> Response {
    // a long poll lasts as long as nothing happens: no figure for answering
    let watch = (request.uri().path() != realtime::PATH).then(|| Watch::start(request.method()));
    let place = headers::Place::of(request.uri().path());
    let origin = Origin::of(&app, &request);
    let (span, locale) = (origin.span(request.method()), origin.locale);
    let id = HeaderValue::try_from(&origin.request_id).ok();
    request.extensions_mut().insert(origin);
    let mut response = words::with_locale(locale, next.run(request)).instrument(span).await;
    place.secure(response.headers_mut(), app.settings.is_https());
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    if let Some(watch) = watch {
        watch.stop(&app, &response);
    }
    response
}

/// Tells the request's span and the figures which route it is: the template, as an address may hold a mailed token.
async fn name_route(path: MatchedPath, request: Request, next: Next) -> Response {
    tracing::Span::current().record("route", path.as_str());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(Route::of(&path));
    response
}

async fn method_not_allowed() -> ApiError {
    ApiError::new(ErrorCode::MethodNotAllowed, "error-method")
}

/// The inner layer: finds out who calls, within their limit and the time limit.
///
/// A change is made to its end, and its answer kept where that was asked for, even when the client hangs up half-way: a dropped
/// future would stop between a commit and what has to follow it.
async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH | Method::DELETE) {
        return in_time(identify(app, request, next)).await;
    }
    let tasks = app.tasks.clone();
    let work = words::with_locale(words::locale(), in_time(identify(app, request, next)));
    match supervise::once(&tasks, work.instrument(tracing::Span::current())).await {
        Ok(response) => response,
        Err(end) => match end.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(end) => ApiError::internal(end).into_response(),
        },
    }
}

/// A request that takes longer than the limit is answered in the envelope. Its transaction is rolled back.
async fn in_time(answer: impl Future<Output = Response>) -> Response {
    let limit = Duration::from_secs(TIME_LIMIT_SECONDS);
    match tokio::time::timeout(limit, answer).await {
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
