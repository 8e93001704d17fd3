//! The envelope: what every successful answer under `/api` looks like.

use axum::{
    Json,
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
    message: Option<String>,
    #[serde(skip)]
    #[schema(ignore)]
    status: StatusCode,
    #[serde(skip)]
    #[schema(ignore)]
    location: Option<String>,
}

/// An answer that holds nothing but success.
#[derive(Serialize, ToSchema)]
pub struct Nothing {}

impl<T> Reply<T> {
    /// 200.
    pub const fn ok(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::OK, location: None }
    }

    /// 201 with the address of what was made.
    pub fn created(data: T, location: impl Into<String>) -> Self {
        Self { status: StatusCode::CREATED, location: Some(location.into()), ..Self::ok(data) }
    }

    /// 202: the work goes on.
    pub const fn accepted(data: T) -> Self {
        Self { success: true, data, message: None, status: StatusCode::ACCEPTED, location: None }
    }

    /// With a sentence to show.
    pub fn say(mut self, message: impl Into<Say>) -> Self {
        self.message = Some(message.into().here());
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
        let (status, location) = (self.status, self.location.clone());
        let mut response = (status, Json(self)).into_response();
        if let Some(location) = location.and_then(|text| HeaderValue::try_from(text).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
}
