//! The envelope: what every successful answer under `/api` looks like.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::words::Say;

/// `{"success": true, "data": …}` with 200, 201 or 202.
#[derive(Serialize, ToSchema)]
pub struct Reply<T> {
    /// Always true.
    success: bool,
    /// The answer.
    data: T,
    /// A sentence to show, in the caller's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    message: Option<String>,
    #[serde(skip)]
    #[schema(ignore)]
    status: StatusCode,
    #[serde(skip)]
    #[schema(ignore)]
    location: Option<String>,
    #[serde(skip)]
    #[schema(ignore)]
    shown_once: ShownOnce,
}

/// An answer whose payload stands in `data` and, as it did before there was an envelope, beside `success` too.
#[derive(Serialize, ToSchema)]
pub struct Beside<T> {
    /// Always true.
    success: bool,
    /// The answer.
    data: T,
    /// The answer once more.
    #[serde(flatten)]
    beside: T,
}

impl<T: Clone> Beside<T> {
    /// 200.
    pub fn ok(data: T) -> Self {
        Self { success: true, beside: data.clone(), data }
    }
}

impl<T: Serialize> IntoResponse for Beside<T> {
    fn into_response(self) -> Response {
        json(self)
    }
}

/// The fields of `data` that hold a secret: never kept for a repeat of the request. Travels on the answer.
#[derive(Clone, Copy, Default)]
pub struct ShownOnce(pub &'static [&'static str]);

/// A body of JSON as it is: for the envelope itself, and for what stands outside of it.
pub fn json(body: impl Serialize) -> Response {
    let mut bytes = Vec::with_capacity(1024);
    match serde_json::to_writer(&mut bytes, &body) {
        Ok(()) => ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes).into_response(),
        Err(error) => super::error::ApiError::internal(error).into_response(),
    }
}

/// An answer that holds nothing but success.
#[derive(Serialize, ToSchema)]
pub struct Nothing {}

impl<T> Reply<T> {
    /// 200.
    pub const fn ok(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::OK, location: None, shown_once: ShownOnce(&[]) }
    }

    /// 201 with the address of what was made.
    pub fn created(data: T, location: impl Into<String>) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location.into()), ..Self::ok(data) }
    }

    /// 202: the work goes on.
    pub const fn accepted(data: T) -> Self {
        Self {
            success: true,
            data,
            message: None,
            status: StatusCode::ACCEPTED,
            location: None,
            shown_once: ShownOnce(&[]),
        }
    }

    /// With the address where the work can be followed.
    pub fn at(mut self, location: impl Into<String>) -> Self {
        self.location = Some(location.into());
        self
    }

    /// With a sentence to show.
    pub fn say(mut self, message: impl Into<Say>) -> Self {
        self.message = Some(message.into().here());
        self
    }
}

impl<T> Reply<T> {
    /// Names the fields of `data` that hold a secret. A repeat under the same `Idempotency-Key` is answered without them.
    pub const fn shown_once(mut self, fields: &'static [&'static str]) -> Self {
        self.shown_once = ShownOnce(fields);
        self
    }
}

impl Reply<Nothing> {
    /// 200 with an empty object.
    pub const fn done() -> Self {
        Self::ok(Nothing {})
    }
}

impl<T: Serialize> IntoResponse for Reply<T> {
    fn into_response(self) -> Response {
        let (status, location, shown_once) = (self.status, self.location.clone(), self.shown_once);
        let mut response = (status, json(self)).into_response();
        response.extensions_mut().insert(shown_once);
        if let Some(location) = location.and_then(|text| HeaderValue::try_from(text).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}
