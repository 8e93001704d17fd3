//! Meta's errors: one shape, `error` with code, subcode and a trace. Never holds a token.

use http::StatusCode;
use serde_json::{Value, json};

use crate::core::{answer::Answer, call::Call};

/// An error of the Graph API.
#[derive(Debug)]
pub struct Problem {
    status: StatusCode,
    code: u32,
    subcode: Option<u32>,
    kind: &'static str,
    message: String,
    is_transient: bool,
    /// Title and text for people.
    told: Option<(String, String)>,
}

/// An answer or an error.
pub type Told = Result<Value, Problem>;

impl Problem {
    fn new(status: StatusCode, code: u32, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, subcode: None, kind, message: message.into(), is_transient: false, told: None }
    }

    /// 100: something asked makes no sense.
    pub fn invalid(message: impl AsRef<str>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 100, "OAuthException", format!("(#100) {}", message.as_ref()))
    }

    /// With a subcode, and what people are told.
    #[must_use]
    pub fn told(self, subcode: u32, title: &str, text: &str) -> Self {
        Self { subcode: Some(subcode), told: Some((title.to_owned(), text.to_owned())), ..self }
    }

    /// 100/33: there is no such thing, or not for this caller.
    pub fn missing(id: &str) -> Self {
        let id: String = id.chars().take(64).collect();
        let message = format!(
            "Unsupported request. Object with ID '{id}' does not exist, cannot be loaded due to missing permissions, \
             or does not support this operation."
        );
        Self { subcode: Some(33), ..Self::new(StatusCode::BAD_REQUEST, 100, "GraphMethodException", message) }
    }

    /// 190 with what is wrong with the token: 463 expired, 458 app not allowed any more, 467 invalid.
    pub fn token(subcode: u32, message: &str) -> Self {
        Self { subcode: Some(subcode), ..Self::new(StatusCode::BAD_REQUEST, 190, "OAuthException", message) }
    }

    /// 190 without a subcode: the token is good, and not the page's.
    pub fn page_token() -> Self {
        let message = "(#190) This method must be called with a Page Access Token";
        Self::new(StatusCode::BAD_REQUEST, 190, "OAuthException", message)
    }

    /// 200: the scope was not allowed.
    pub fn scope(scope: &str) -> Self {
        let message = format!("(#200) Requires {scope} permission to manage the object");
        Self::new(StatusCode::FORBIDDEN, 200, "OAuthException", message)
    }

    /// Too many calls; which budget of calls depends on what was called.
    pub fn rate(code: u32) -> Self {
        let message = format!("(#{code}) There have been too many calls. Wait a bit and try again.");
        Self { is_transient: true, ..Self::new(StatusCode::BAD_REQUEST, code, "OAuthException", message) }
    }

    /// 2: the service is down.
    pub fn outage() -> Self {
        let message = "Service temporarily unavailable";
        Self { is_transient: true, ..Self::new(StatusCode::INTERNAL_SERVER_ERROR, 2, "OAuthException", message) }
    }

    /// On the wire.
    pub fn answer(&self, call: &Call) -> Answer {
        let mut error = json!({
            "message": self.message,
            "type": self.kind,
            "code": self.code,
            "is_transient": self.is_transient,
            "fbtrace_id": call.trace,
        });
        if let Some(subcode) = self.subcode {
            error["error_subcode"] = subcode.into();
        }
        if let Some((title, text)) = &self.told {
            error["error_user_title"] = title.as_str().into();
            error["error_user_msg"] = text.as_str().into();
        }
        Answer::json_with(self.status, &json!({"error": error}))
    }
}
