//! LinkedIn's errors: a status with a code and a message; what is wrong with what was asked, field by field. Never holds a
//! token.

use http::StatusCode;
use serde_json::{Value, json};

use crate::core::answer::Answer;

/// An error of the API.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    service: Option<u32>,
    code: Option<&'static str>,
    message: String,
    input: Option<Input>,
}

/// The field that is wrong.
#[derive(Debug)]
struct Input {
    field: String,
    code: &'static str,
    description: String,
}

/// An answer or an error.
pub type Told = Result<Answer, Problem>;

impl Problem {
    fn new(status: StatusCode, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, service: None, code, message: message.into(), input: None }
    }

    /// 401, and what is wrong with the token: 65600 invalid, 65601 revoked, 65602 expired, 65604 none.
    pub fn token(service: u32, code: &'static str, message: &str) -> Self {
        Self { service: Some(service), ..Self::new(StatusCode::UNAUTHORIZED, Some(code), message) }
    }

    /// 403: the scope was not allowed.
    pub fn permission(what: &str) -> Self {
        let message = format!("Not enough permissions to access: {what}");
        Self { service: Some(100), ..Self::new(StatusCode::FORBIDDEN, Some("ACCESS_DENIED"), message) }
    }

    /// 403: a parameter or a field that the resource does not have.
    pub fn unpermitted(place: &str, field: &str) -> Self {
        let field = short(field);
        let message = format!(
            "Unpermitted fields present in {place}: Data Processing Exception while processing fields [/{field}]"
        );
        Self { service: Some(100), ..Self::new(StatusCode::FORBIDDEN, Some("ACCESS_DENIED"), message) }
    }

    fn input(status: StatusCode, what: &str, field: &str, code: &'static str, description: String) -> Self {
        let message = format!("{what}. Please see errorDetails for more information.");
        let input = Input { field: short(field), code, description };
        Self { input: Some(input), ..Self::new(status, None, message) }
    }

    /// 400: a parameter cannot be read.
    pub fn param(name: &str) -> Self {
        let description = "Invalid value for param; wrong type or other syntax error".to_owned();
        Self::input(StatusCode::BAD_REQUEST, "Invalid param", name, "PARAM_INVALID", description)
    }

    /// 400: a parameter has a value that makes no sense.
    pub fn param_because(name: &str, description: impl Into<String>) -> Self {
        Self::input(StatusCode::BAD_REQUEST, "Invalid param", name, "PARAM_INVALID", description.into())
    }

    /// 400: a parameter is missing.
    pub fn param_missing(name: &str) -> Self {
        let description = format!("Param {name} is required");
        Self::input(StatusCode::BAD_REQUEST, "Invalid param", name, "PARAM_MISSING", description)
    }

    /// 400: a field of the body is missing.
    pub fn missing(field: &str) -> Self {
        let description = format!("{field} :: field is required but not found and has no default value");
        Self::input(StatusCode::BAD_REQUEST, "Invalid input", field, "MISSING_FIELD", description)
    }

    /// 400: a field of the body makes no sense.
    pub fn invalid(field: &str, description: impl Into<String>) -> Self {
        Self::input(StatusCode::BAD_REQUEST, "Invalid input", field, "INVALID_VALUE", description.into())
    }

    /// 400: something about the call itself.
    pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, Some(code), message)
    }

    /// 404: no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, Some("NOT_FOUND"), format!("Could not find entity {}", short(what)))
    }

    /// 404: no such address.
    pub fn no_resource(path: &str) -> Self {
        let message = format!("No virtual resource found for {}", short(path));
        Self::new(StatusCode::NOT_FOUND, Some("RESOURCE_NOT_FOUND"), message)
    }

    /// 426: a version that is not there yet or no more.
    pub fn version(version: &str) -> Self {
        let message = format!("Requested version {} is not active", short(version));
        Self::new(StatusCode::UPGRADE_REQUIRED, Some("NONEXISTENT_VERSION"), message)
    }

    /// 429: too many calls today.
    pub fn rate() -> Self {
        let message = "Resource level throttle limit for calls to this resource is reached.";
        Self { service: Some(101), ..Self::new(StatusCode::TOO_MANY_REQUESTS, None, message) }
    }

    /// 503: down.
    pub fn outage() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, None, "Service Unavailable")
    }

    /// On the wire.
    pub fn answer(&self) -> Answer {
        let mut error = json!({"status": self.status.as_u16(), "message": self.message});
        if let Some(service) = self.service {
            error["serviceErrorCode"] = service.into();
        }
        if let Some(code) = self.code {
            error["code"] = code.into();
        }
        if let Some(input) = &self.input {
            error["errorDetailType"] = "com.linkedin.common.error.BadRequest".into();
            error["errorDetails"] = details(input);
        }
        Answer::json_with(self.status, &error)
    }
}

fn details(input: &Input) -> Value {
    json!({"inputErrors": [{
        "code": input.code,
        "description": input.description,
        "input": {"inputPath": {"fieldPath": input.field}},
    }]})
}

/// What came from outside, cut.
fn short(text: &str) -> String {
    text.chars().take(120).collect()
}
