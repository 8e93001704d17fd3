//! TikTok's envelope: `code`, `message`, `request_id`, `data`. The status is 200 whatever happened. Never holds a token.

use http::StatusCode;
use serde_json::{Value, json};

use super::money;
use crate::core::{answer::Answer, call::Call};

/// An error of the Business API.
#[derive(Debug)]
pub struct Problem {
    code: u32,
    message: String,
}

/// What stands in `data`, or an error. Money in it is micros, see [`money`].
pub type Told = Result<Value, Problem>;

impl Problem {
    fn new(code: u32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// 40002: a parameter is missing or makes no sense.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(40_002, message)
    }

    /// 40007: there is no such thing in the advertiser's account.
    pub fn missing(what: &str, id: &str) -> Self {
        let id: String = id.chars().take(64).collect();
        Self::new(40_007, format!("The {what} {id} does not exist."))
    }

    /// 40001: the advertiser or the scope was not allowed.
    pub fn permission(message: impl Into<String>) -> Self {
        Self::new(40_001, message)
    }

    /// 40104: no token came along.
    pub fn no_token() -> Self {
        Self::new(40_104, "Access token is empty.")
    }

    /// 40102: the token's time is over.
    pub fn expired() -> Self {
        Self::new(40_102, "Access token has expired.")
    }

    /// 40105: the token was revoked, or never was one.
    pub fn revoked() -> Self {
        Self::new(40_105, "Access token is incorrect or has been revoked.")
    }

    /// 40110: the code was used, is too old, or never was one.
    pub fn bad_code() -> Self {
        Self::new(40_110, "Auth_code is invalid, has expired or has been used.")
    }

    /// 40100: too many calls.
    pub fn rate() -> Self {
        Self::new(40_100, "Too many requests. Please retry in some time.")
    }

    /// 50000: the service is down.
    pub fn outage() -> Self {
        Self::new(50_000, "Internal service error. Please retry in some time.")
    }

    /// On the wire.
    pub fn answer(&self, call: &Call) -> Answer {
        envelope(call, self.code, &self.message, &json!({}))
    }
}

/// An answer without an error.
pub fn answer(call: &Call, data: &Value) -> Answer {
    envelope(call, 0, "OK", data)
}

fn envelope(call: &Call, code: u32, message: &str, data: &Value) -> Answer {
    let whole = json!({"code": code, "message": message, "request_id": call.trace, "data": data});
    let body = money::written(&whole).into_bytes();
    Answer { status: StatusCode::OK, headers: Vec::new(), content_type: "application/json", body }
}
