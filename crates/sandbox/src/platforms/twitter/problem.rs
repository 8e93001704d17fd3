//! Refusals in X's three dialects: the Ads API, what is older than version 2, and version 2 with its problem documents.

use http::StatusCode;
use serde_json::{Map, Value, json};

use crate::core::answer::Answer;

/// A refusal of the Ads API.
#[derive(Debug)]
pub struct Problem {
    /// Status.
    pub status: StatusCode,
    /// What it is called.
    pub code: &'static str,
    /// What it says.
    pub message: String,
    /// The parameter that is wrong.
    pub parameter: Option<String>,
    /// For each operation of many: what is wrong with it.
    pub operations: Option<Vec<Value>>,
}

/// An answer or a refusal of the Ads API.
pub type Told = Result<Value, Problem>;

impl Problem {
    /// One that is about no parameter.
    pub fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), parameter: None, operations: None }
    }

    /// 400: a parameter has a value that it may not have.
    pub fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        Self::about(parameter, "INVALID_PARAMETER", message)
    }

    /// 400: a parameter is not as its kind wants it.
    pub fn expected(kind: &str, value: &str, parameter: &str) -> Self {
        let value: String = value.chars().take(100).collect();
        Self::invalid(parameter, format!("Expected {kind}, got \"{value}\" for {parameter}"))
    }

    /// 400: a parameter is not there.
    pub fn missing(parameter: &str) -> Self {
        Self::about(parameter, "MISSING_PARAMETER", format!("Missing required parameter: {parameter}"))
    }

    /// 400 about a parameter, under another name.
    pub fn about(parameter: &str, code: &'static str, message: impl Into<String>) -> Self {
        Self { parameter: Some(parameter.to_owned()), ..Self::new(StatusCode::BAD_REQUEST, code, message) }
    }

    /// 404: there is no such thing in the account.
    pub fn not_found(what: &str, id: &str) -> Self {
        let id: String = id.chars().take(64).collect();
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("{what} {id} was not found"))
    }

    /// 404: there is no such address.
    pub fn no_route() -> Self {
        Self::new(StatusCode::NOT_FOUND, "ROUTE_NOT_FOUND", "The requested resource could not be found")
    }

    /// 401.
    pub fn unauthorized() -> Self {
        let message = "This request is not properly authenticated";
        Self::new(StatusCode::UNAUTHORIZED, "UNAUTHORIZED_ACCESS", message)
    }

    /// 429.
    pub fn rate() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "TOO_MANY_REQUESTS",
            "You have exceeded the number of requests allowed",
        )
    }

    /// 503.
    pub fn outage() -> Self {
        let message = "Due to technical issues, we couldn't complete this request. Please try again.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", message)
    }

    /// The error alone.
    pub fn error(&self) -> Value {
        let mut error = Map::from_iter([("code".to_owned(), self.code.into())]);
        error.insert("message".to_owned(), self.message.as_str().into());
        if let Some(parameter) = &self.parameter {
            error.insert("parameter".to_owned(), parameter.as_str().into());
        }
        Value::Object(error)
    }

    /// On the wire, with what was asked.
    pub fn answer(&self, request: &Value) -> Answer {
        let mut body = json!({"errors": [self.error()], "request": request});
        if let Some(operations) = &self.operations {
            body["errors"] = json!([]);
            body["operation_errors"] = json!(operations);
        }
        Answer::json_with(self.status, &body)
    }
}

/// What is older than version 2: `errors` with a number.
pub fn numbered(status: StatusCode, code: u16, message: &str) -> Answer {
    Answer::json_with(status, &json!({"errors": [{"code": code, "message": message}]}))
}

/// A problem document of version 2 that is about nothing special.
pub fn blank(status: StatusCode) -> Answer {
    let title = status.canonical_reason().unwrap_or("Error");
    Answer::json_with(
        status,
        &json!({"title": title, "detail": title, "type": "about:blank", "status": status.as_u16()}),
    )
}

/// 400 of version 2: a parameter of the query is wrong.
pub fn invalid_request(parameter: &str, value: &str, message: &str) -> Answer {
    let value: String = value.chars().take(100).collect();
    let body = json!({
        "errors": [{"parameters": {parameter: [value]}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.twitter.com/2/problems/invalid-request",
    });
    Answer::json_with(StatusCode::BAD_REQUEST, &body)
}

/// An error of the token endpoint of version 2.
pub fn oauth2(status: StatusCode, error: &str, description: &str) -> Answer {
    Answer::json_with(status, &json!({"error": error, "error_description": description}))
}
