//! `If-Match: "<version>"`: optional, and then binding.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use super::error::{ApiError, ErrorCode};

/// The version that the caller last saw, if they said so.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub Option<i32>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        text.trim_start_matches("W/")
            .trim_matches('"')
            .parse()
            .map(|version| Self(Some(version)))
            .map_err(|_| ApiError::malformed("error-if-match"))
    }
}

impl IfMatch {
    /// 409 when the caller saw another version than the current one.
    pub fn holds(self, current: i32) -> Result<(), ApiError> {
        match self.0 {
            Some(seen) if seen != current => {
                Err(ApiError::new(ErrorCode::StaleVersion, "error-stale-version").extra("version", current))
            }
            _ => Ok(()),
        }
    }
}
