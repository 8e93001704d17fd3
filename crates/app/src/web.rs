//! The web app, built into the binary: files with their pre-compressed twins, and the one page for every other address.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::error::{ApiError, ErrorCode};

#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Files;

/// Addresses that are never a page: an unknown one is answered in the envelope.
const NOT_PAGES: [&str; 6] = ["/api", "/oauth/", "/health", "/metrics", "/.well-known/", "/socket.io"];

/// Whether an address is the web app's: its page or one of its files.
pub fn is_own(path: &str) -> bool {
    path == "/oauth/authorize" || !NOT_PAGES.iter().any(|prefix| path.starts_with(prefix))
}

/// Serves a file of the web app, or its page.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    if !is_own(path) {
        return ApiError::not_found("thing-page").into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return ApiError::new(ErrorCode::MethodNotAllowed, "error-method").into_response();
    }
    let name = path.trim_start_matches('/');
    if !name.is_empty()
        && let Some(response) = file(name, &headers)
    {
        return response;
    }
    if name.starts_with("assets/") {
        return ApiError::not_found("thing-page").into_response();
    }
    file("index.html", &headers).unwrap_or_else(|| {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            "The web app is not built into this binary: run `make run` or `npm run build` in web/.",
        )
            .into_response()
    })
}

fn file(name: &str, headers: &HeaderMap) -> Option<Response> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |coding: &str| accepted.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == coding);
    let (found, encoding) = [("br", ".br"), ("gzip", ".gz")]
        .into_iter()
        .filter(|(coding, _)| accepts(coding))
        .find_map(|(coding, ending)| Files::get(&format!("{name}{ending}")).map(|found| (found, Some(coding))))
        .or_else(|| Files::get(name).map(|found| (found, None)))?;
    let tag = format!("\"{}\"", hex::encode(&found.metadata.sha256_hash()[..12]));
    if headers.get(header::IF_NONE_MATCH).is_some_and(|seen| seen.as_bytes() == tag.as_bytes()) {
        return Some(StatusCode::NOT_MODIFIED.into_response());
    }
    Some(respond(name, found, encoding, &tag))
}

fn respond(name: &str, found: EmbeddedFile, encoding: Option<&'static str>, tag: &str) -> Response {
    let kind = mime_guess::from_path(name).first_or_octet_stream();
    let kind = if kind.type_() == "text" || kind.subtype() == "javascript" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    };
    // names under assets/ hold a hash of their content
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let body = match found.data {
        std::borrow::Cow::Borrowed(bytes) => Body::from(bytes),
        std::borrow::Cow::Owned(bytes) => Body::from(bytes),
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    let mut set = |name, value: Result<HeaderValue, _>| {
        if let Ok(value) = value {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, HeaderValue::try_from(kind));
    set(header::ETAG, HeaderValue::try_from(tag));
    set(header::CACHE_CONTROL, HeaderValue::try_from(cache));
    set(header::VARY, HeaderValue::try_from("Accept-Encoding"));
    if let Some(encoding) = encoding {
        set(header::CONTENT_ENCODING, HeaderValue::try_from(encoding));
    }
    response
}
