//! Snapchat's answers around what is told, and its errors: `request_status` in every body, a code of `E` and digits. Never holds a token.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::core::{answer::Answer, call::Call};

/// An error of the Marketing API.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    /// None where the body has none: unauthorized, down.
    code: Option<&'static str>,
    debug: String,
    display: &'static str,
}

/// The parts of a body beside its status, or an error.
pub type Told = Result<Map<String, Value>, Problem>;

impl Problem {
    fn new(status: StatusCode, code: Option<&'static str>, debug: impl Into<String>, display: &'static str) -> Self {
        Self { status, code, debug: debug.into(), display }
    }

    /// E1001: something asked makes no sense.
    pub fn invalid(debug: impl Into<String>) -> Self {
        let display = "We're sorry, but the data provided in the request is incomplete or incorrect";
        Self::new(StatusCode::BAD_REQUEST, Some("E1001"), debug, display)
    }

    /// E1008: stats that are not to be had so.
    pub fn stats(debug: impl std::fmt::Display) -> Self {
        let display = "We're sorry, but the data provided in the request is incomplete or incorrect";
        Self::new(StatusCode::BAD_REQUEST, Some("E1008"), format!("Unsupported Stats Query: {debug}"), display)
    }

    /// E3003: there is no such thing, or not for this caller.
    pub fn missing() -> Self {
        let display = "We're sorry, but the requested resource is not available at this time";
        Self::new(StatusCode::NOT_FOUND, Some("E3003"), "The resource can not be found", display)
    }

    /// 405: the address has no such method.
    pub fn method() -> Self {
        let display = "We're sorry, but the requested method is not allowed";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, Some("E1001"), "Request method not supported", display)
    }

    /// 401: the token is over or taken back.
    pub fn unauthorized() -> Self {
        let display = "We're sorry, but you are not authorized to make this request";
        Self::new(StatusCode::UNAUTHORIZED, None, "Unauthorized", display)
    }

    /// E3001: the scope was not allowed.
    pub fn scope() -> Self {
        let display = "We're sorry, but you do not have access to the requested resource";
        Self::new(StatusCode::FORBIDDEN, Some("E3001"), "The scope snapchat-marketing-api was not granted", display)
    }

    /// 503: the service is down.
    pub fn outage() -> Self {
        let display = "We're sorry, but the service is not available at this time";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, None, "Service temporarily unavailable", display)
    }

    /// On the wire.
    pub fn answer(&self, call: &Call) -> Answer {
        let mut body = json!({
            "request_status": "ERROR",
            "request_id": call.trace,
            "debug_message": self.debug,
            "display_message": self.display,
        });
        if let Some(code) = self.code {
            body["error_code"] = code.into();
        }
        Answer::json_with(self.status, &body)
    }
}

/// What was told, with how the request went before it.
pub fn success(call: &Call, status: &str, told: Map<String, Value>) -> Map<String, Value> {
    let mut body = Map::from_iter([
        ("request_status".to_owned(), status.into()),
        ("request_id".to_owned(), Value::from(call.trace.as_str())),
    ]);
    body.extend(told);
    body
}

/// Parts of a body under their names.
pub fn parts<const N: usize>(parts: [(&str, Value); N]) -> Map<String, Value> {
    parts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
