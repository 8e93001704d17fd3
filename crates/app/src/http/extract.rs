//! Own extractors, so that every refused request is answered in the envelope. The raw ones of axum are banned by clippy.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, FromRequestParts, RawPathParams, Request, rejection::BytesRejection},
    http::{header, request::Parts},
};
use cmis_base::id::Id;
use http_body_util::LengthLimitError;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error, Unexpected},
};
use serde_json::Number;

use super::{
    error::{ApiError, ErrorCode},
    words::Say,
};

/// A JSON body. Wrong types are 400 with the path; missing and invalid fields are the model's matter.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let is_json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| {
                let kind = kind.trim().to_ascii_lowercase();
                kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
            });
        let bytes = body(request, state).await?;
        if !is_json && !bytes.is_empty() {
            return Err(ApiError::new(
                ErrorCode::UnsupportedMediaType,
                Say::new("error-unsupported-media-type").with("accepted", "application/json"),
            ));
        }
        parse_json(&bytes).map(Self)
    }
}

/// Reads a whole body within the limit that the router set.
pub async fn body<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| match rejection {
        BytesRejection::FailedToBufferBody(inner) if inner.status() == http::StatusCode::PAYLOAD_TOO_LARGE => {
            too_large(super::BODY_LIMIT)
        }
        _ => ApiError::malformed("error-body-incomplete"),
    })
}

/// Reads a whole body within the limit, where no router set it.
pub async fn limited(body: Body) -> Result<Bytes, ApiError> {
    axum::body::to_bytes(body, super::BODY_LIMIT).await.map_err(|error| {
        if error.into_inner().is::<LengthLimitError>() {
            too_large(super::BODY_LIMIT)
        } else {
            ApiError::malformed("error-body-incomplete")
        }
    })
}

/// 413 with the limit in words.
pub fn too_large(limit: usize) -> ApiError {
    ApiError::new(ErrorCode::TooLarge, Say::new("error-too-large").with("limit", format!("{} kB", limit / 1024)))
        .extra("limit", limit)
}

/// Parses a JSON object; a wrong type is named by its path.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    if is_array(bytes) {
        return Err(ApiError::malformed("error-not-object"));
    }
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut source).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        if cause.is_data() {
            ApiError::malformed(
                Say::new("error-wrong-type").with("path", path.clone()).with("cause", plain_cause(&cause)),
            )
            .extra("path", path)
        } else {
            not_json(&cause)
        }
    })?;
    source.end().map_err(|error| not_json(&error))?;
    Ok(value)
}

/// Whether JSON begins as an array, of which serde would take the items for the fields of a struct.
pub fn is_array(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'[')
}

fn not_json(error: &serde_json::Error) -> ApiError {
    ApiError::malformed(
        Say::new("error-not-json").with("line", error.line().to_string()).with("column", error.column().to_string()),
    )
}

/// serde's words without its position, which the path already tells.
fn plain_cause(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().chars().take(200).collect()
}

/// Typed parts of the address. What does not parse is not found: an id of a wrong form names nothing.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        #[expect(clippy::disallowed_types, reason = "this is the wrapper that the ban points to")]
        let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        path.map(|path| Self(path.0)).map_err(|_| ApiError::not_found("thing-page"))
    }
}

/// The id at the end of an address: `{id}`. What is no id names nothing: 404.
pub struct Item<T>(pub Id<T>);

impl<T, S: Send + Sync> FromRequestParts<S> for Item<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let gone = || ApiError::not_found("thing-page");
        let params = RawPathParams::from_request_parts(parts, state).await.map_err(|_| gone())?;
        let text = params.iter().find(|(name, _)| *name == "id").map(|(_, value)| value).ok_or_else(gone)?;
        text.parse().map(Self).map_err(|_| gone())
    }
}

/// A typed query string. Unknown values are 400.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(query)
            .map(Self)
            .map_err(|error| ApiError::malformed(Say::new("error-query").with("cause", error.to_string())))
    }
}

/// For `#[serde(default, deserialize_with = "given")]` in a query string: an empty parameter is as if it were absent.
pub fn given<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let value = serde::de::value::StrDeserializer::<D::Error>::new(&text);
    (!text.is_empty()).then(|| T::deserialize(value)).transpose()
}

/// For `#[serde(default, deserialize_with = "some")]`: tells an absent field (`None`) from a null one (`Some(None)`).
pub fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// As [`some`], for a whole number or null. `79.0` is whole in JSON.
pub fn some_whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    let whole = |number: Number| {
        let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() <= MAX_EXACT);
        #[expect(clippy::cast_possible_truncation, reason = "whole and within what a float tells exactly")]
        let from_float = float.map(|float| float as i64);
        let wrong = || D::Error::invalid_type(Unexpected::Other(&number.to_string()), &"a whole number");
        number.as_i64().or(from_float).ok_or_else(wrong)
    };
    Option::<Number>::deserialize(deserializer)?.map(whole).transpose().map(Some)
}

/// Up to here each whole number has a float of its own: 2^53.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
