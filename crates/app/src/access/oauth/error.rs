//! Refusals of the addresses outside the envelope, in the shape of RFC 6749 section 5.2.
//!
//! Descriptions are for the developer of a client and not translated: the RFC allows printable ASCII only.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::json;

use crate::http::error::{ApiError, ErrorCode};

/// Why a client was refused.
#[derive(Debug)]
pub struct OAuthError {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
    retry_after: Option<HeaderValue>,
}

impl OAuthError {
    /// 400 with a code of the RFC.
    pub const fn new(error: &'static str, description: &'static str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, description, retry_after: None }
    }

    /// The request itself is wrong.
    pub const fn invalid_request(description: &'static str) -> Self {
        Self::new("invalid_request", description)
    }

    /// The code or refresh token does not hold.
    pub const fn invalid_grant(description: &'static str) -> Self {
        Self::new("invalid_grant", description)
    }

    /// 401: the client did not prove who it is. The same for unknown clients and wrong secrets.
    pub const fn invalid_client() -> Self {
        Self {
            status: StatusCode::UNAUTHORIZED,
            error: "invalid_client",
            description: "Unknown client, or the client authentication failed",
            retry_after: None,
        }
    }

    /// 413.
    pub const fn too_large() -> Self {
        Self {
            status: StatusCode::PAYLOAD_TOO_LARGE,
            error: "invalid_request",
            description: "The body is too large",
            retry_after: None,
        }
    }
}

impl From<sqlx::Error> for OAuthError {
    fn from(error: sqlx::Error) -> Self {
        ApiError::from(error).into()
    }
}

impl From<ApiError> for OAuthError {
    /// What went wrong on our side is logged by the error itself.
    fn from(error: ApiError) -> Self {
        let (error, description) = match error.code() {
            ErrorCode::RateLimited | ErrorCode::Unavailable => (error, "Try again later"),
            _ => (error, "Internal server error"),
        };
        let is_later = description == "Try again later";
        let answer = error.into_response();
        Self {
            status: answer.status(),
            error: if is_later { "temporarily_unavailable" } else { "server_error" },
            description,
            retry_after: answer.headers().get(header::RETRY_AFTER).cloned(),
        }
    }
}

impl IntoResponse for OAuthError {
    fn into_response(self) -> Response {
        let body = json!({"error": self.error, "error_description": self.description});
        let mut response = answer(self.status, &body);
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"oauth\""));
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

/// A JSON answer that nobody may keep.
pub fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    let bytes = match serde_json::to_vec(body) {
        Ok(bytes) => bytes,
        Err(error) => return ApiError::internal(error).into_response(),
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}
