//! Google's errors: a status with a `GoogleAdsFailure`; an array of one around it for streams. Never holds a token.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::fields::camel;
use crate::core::{answer::Answer, call::Call};

/// An error of the Google Ads API.
#[derive(Clone, Debug)]
pub struct Problem {
    status: (StatusCode, &'static str),
    /// Family and code: `("queryError", "UNRECOGNIZED_FIELD")`.
    pub code: (&'static str, &'static str),
    message: String,
    more: Box<More>,
}

/// What only some errors have.
#[derive(Clone, Debug, Default)]
struct More {
    /// Path to the field that is wrong, with the operation's place.
    location: Vec<Value>,
    /// What caused it.
    trigger: Option<String>,
    /// How long to wait.
    retry: Option<&'static str>,
    /// Said without a failure of the Ads API: what is told of it instead.
    plain: Option<Value>,
}

/// An answer or an error.
pub type Told = Result<Value, Problem>;

impl Problem {
    fn new(
        status: (StatusCode, &'static str),
        family: &'static str,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { status, code: (family, code), message: message.into(), more: Box::default() }
    }

    /// 400: what was asked is wrong.
    pub fn invalid(family: &'static str, code: &'static str, message: impl Into<String>) -> Self {
        Self::new((StatusCode::BAD_REQUEST, "INVALID_ARGUMENT"), family, code, message)
    }

    /// 401 of the Ads API.
    pub fn authentication(code: &'static str, message: &str) -> Self {
        Self::new((StatusCode::UNAUTHORIZED, "UNAUTHENTICATED"), "authenticationError", code, message)
    }

    /// 401 of what stands before the Ads API: a bearer that is missing or useless.
    pub fn bearer(reason: &'static str) -> Self {
        let message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or \
                       other valid authentication credential.";
        let mut problem = Self::authentication("OAUTH_TOKEN_INVALID", message);
        problem.more.plain = Some(json!({
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": reason,
            "domain": "googleapis.com",
        }));
        problem
    }

    /// 400 of what stands before the Ads API and reads JSON.
    pub fn payload(field: &str, description: impl Into<String>) -> Self {
        let description = description.into();
        let message = format!("Invalid JSON payload received. {description}");
        let mut problem = Self::invalid("requestError", "UNKNOWN", message.clone());
        let mut violation = json!({"description": message});
        if !field.is_empty() {
            violation["field"] = field.into();
        }
        problem.more.plain =
            Some(json!({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}));
        problem
    }

    /// 403.
    pub fn permission(code: &'static str, message: &str) -> Self {
        Self::new((StatusCode::FORBIDDEN, "PERMISSION_DENIED"), "authorizationError", code, message)
    }

    /// 429, with how long to wait.
    pub fn rate() -> Self {
        let message = "Too many requests. Retry in 30 seconds.";
        let status = (StatusCode::TOO_MANY_REQUESTS, "RESOURCE_EXHAUSTED");
        let mut problem = Self::new(status, "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", message);
        problem.more.retry = Some("30s");
        problem
    }

    /// 503.
    pub fn outage() -> Self {
        let status = (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE");
        Self::new(status, "internalError", "TRANSIENT_ERROR", "The service is currently unavailable.")
    }

    /// With the path to the field.
    #[must_use]
    pub fn at(mut self, fields: &[&str]) -> Self {
        self.more.location.extend(fields.iter().map(|field| json!({"fieldName": field})));
        self
    }

    /// Within an operation of many: the list, its place there, and what it is called where kinds are mixed.
    #[must_use]
    pub fn in_operation(mut self, list: &str, place: usize, kind: Option<&str>) -> Self {
        let path = [json!({"fieldName": list, "index": place})].into_iter();
        let path = path.chain(kind.map(|kind| json!({"fieldName": kind})));
        self.more.location.splice(0..0, path);
        self
    }

    /// With what caused it.
    #[must_use]
    pub fn because_of(mut self, text: &str) -> Self {
        self.more.trigger = Some(text.chars().take(200).collect());
        self
    }

    /// The failure, for an answer or for one operation of many.
    pub fn failure(&self, version: &str, request: &str) -> Value {
        let mut error = json!({"errorCode": {self.code.0: self.code.1}, "message": self.message});
        if let Some(trigger) = &self.more.trigger {
            error["trigger"] = json!({"stringValue": trigger});
        }
        if !self.more.location.is_empty() {
            error["location"] = json!({"fieldPathElements": self.more.location});
        }
        if let Some(retry) = self.more.retry {
            let details = json!({"rateScope": "ACCOUNT", "rateName": "Number of operations", "retryDelay": retry});
            error["details"] = json!({"quotaErrorDetails": details});
        }
        json!({
            "@type": format!("type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure"),
            "errors": [error],
            "requestId": request,
        })
    }

    /// What it says.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// On the wire.
    pub fn answer(&self, call: &Call, version: &str, is_stream: bool) -> Answer {
        let detail = self.more.plain.clone().unwrap_or_else(|| self.failure(version, &call.trace));
        let (status, name) = self.status;
        let error = json!({"error": {
            "code": status.as_u16(),
            "message": if self.more.plain.is_some() { self.message.as_str() } else { said(status) },
            "status": name,
            "details": [detail],
        }});
        let body = if is_stream { json!([error]) } else { error };
        Answer::json_with(status, &body)
    }
}

/// Refuses a body with a name that its message does not have; names may be written in either way.
pub fn known(body: &Value, names: &[&str]) -> Result<(), Problem> {
    body.as_object().map_or(Ok(()), |body| known_in(body, names))
}

/// The same of an object.
pub fn known_in(body: &Map<String, Value>, names: &[&str]) -> Result<(), Problem> {
    let is_known = |name: &&String| names.contains(&camel(name).as_str());
    match body.keys().find(|name| !is_known(name)) {
        None => Ok(()),
        Some(name) => {
            let name: String = name.chars().take(64).collect();
            Err(Problem::payload("", format!("Unknown name \"{name}\": Cannot find field.")))
        }
    }
}

fn said(status: StatusCode) -> &'static str {
    match status {
        StatusCode::BAD_REQUEST => "Request contains an invalid argument.",
        StatusCode::UNAUTHORIZED => "Request is missing or has invalid authentication credentials.",
        StatusCode::FORBIDDEN => "The caller does not have permission",
        StatusCode::TOO_MANY_REQUESTS => "Resource has been exhausted (e.g. check quota).",
        _ => "The service is currently unavailable.",
    }
}
