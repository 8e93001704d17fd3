//! `If-Match: "<version>"`: optional, and then binding.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use utoipa::{
    IntoParams,
    openapi::{
        Required,
        path::{Parameter, ParameterBuilder, ParameterIn},
        schema::{ObjectBuilder, Type},
    },
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
        text.strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))
            .and_then(|digits| digits.parse().ok())
            .map(|version| Self(Some(version)))
            .ok_or_else(|| ApiError::malformed("error-if-match"))
    }
}

/// `params(IfMatch)` in the API document.
impl IntoParams for IfMatch {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let version = ObjectBuilder::new().schema_type(Type::String).pattern(Some(r#"^"[0-9]{1,9}"$"#));
        let told = "The version last seen, in quotes: 409 when it is no longer the current one.";
        let header = ParameterBuilder::new().name("If-Match").parameter_in(ParameterIn::Header);
        vec![header.required(Required::False).description(Some(told)).schema(Some(version)).build()]
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
