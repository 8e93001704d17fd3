//! Security headers on every answer.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::state::App;

/// Nothing from elsewhere, nothing inline.
const PAGE_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
    connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";

/// The page of the API documentation writes styles into its elements.
const DOCUMENTATION_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
    object-src 'none'";

/// Adds the headers that the answer does not set itself.
pub async fn secure(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_documentation = path.starts_with("/api/documentation");
    let is_api = !is_documentation && (path.starts_with("/api/") || path.starts_with("/oauth/"));
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut add = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    add(header::CONTENT_SECURITY_POLICY, if is_documentation { DOCUMENTATION_POLICY } else { PAGE_POLICY });
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::X_FRAME_OPTIONS, "DENY");
    add(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    add(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=(), payment=()");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    if is_documentation {
        add(header::CACHE_CONTROL, "public, max-age=3600");
    }
    if is_api {
        add(header::CACHE_CONTROL, "no-store");
    }
    if app.settings.is_https() {
        // without the subdomains: the address may be a company's apex, whose other hosts are not ours to decide on
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=63072000");
    }
    if is_api {
        // beside what CORS and compression said
        headers.append(header::VARY, HeaderValue::from_static("Accept-Language, Authorization, X-Api-Key, X-Org-Id"));
    }
    response
}
