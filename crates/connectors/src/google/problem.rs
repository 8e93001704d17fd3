//! What Google's refusals mean. Only a right that was taken back disconnects; whatever a fresh token may mend is [`Class::Expired`].

use std::{collections::BTreeMap, time::Duration};

use cmis_base::money::Micros;
use serde::Deserialize;
use serde_json::Value;

use crate::platform::{
    problem::{Class, Problem},
    wire::Reply,
};

/// `google.rpc.Status`.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Status {
    message: String,
    status: String,
    details: Vec<Value>,
}

/// The details that are of use: `GoogleAdsFailure`, `ErrorInfo`, `RetryInfo`. Each has the fields of its own.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Detail {
    errors: Vec<Fault>,
    request_id: String,
    reason: String,
    retry_delay: String,
}

/// `GoogleAdsError`. What triggered it is not read: it is what was sent.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Fault {
    /// One entry: the group, and the reason in it.
    error_code: BTreeMap<String, String>,
    message: String,
    details: FaultDetails,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct FaultDetails {
    quota_error_details: Detail,
}

/// What an answer that is no success means. `searchStream` and proxies of it wrap theirs in an array.
pub(super) fn of(reply: &Reply) -> Problem {
    let body: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    let first = body.get(0).unwrap_or(&body);
    first.get("error").and_then(|status| in_answer(status, reply)).unwrap_or_else(|| {
        let mut problem = reply.by_status();
        problem.request_id = reply.header("request-id").map(str::to_owned);
        problem
    })
}

/// What a `google.rpc.Status` in an answer means; none where it is not one, or says nothing.
pub(super) fn in_answer(status: &Value, reply: &Reply) -> Option<Problem> {
    let status = Status::deserialize(status).ok()?;
    // details of kinds that are not known here, and what is wrong in them, are passed over
    let details: Vec<Detail> = status.details.iter().filter_map(|it| Detail::deserialize(it).ok()).collect();
    let faults: Vec<&Fault> = details.iter().flat_map(|detail| &detail.errors).collect();
    let reasons = details.iter().map(|detail| detail.reason.as_str());
    let mut problem = if let Some((group, reason)) = faults.iter().find_map(|it| it.error_code.first_key_value()) {
        let words: Vec<&str> = faults.iter().map(|fault| fault.message.trim()).filter(|it| !it.is_empty()).collect();
        Problem::new(by_fault(group, reason, reply.status), code(reason, reply), &words.join(" "))
    } else if let Some((class, reason)) = reasons.into_iter().find_map(|it| Some((by_reason(it)?, it))) {
        Problem::new(class, code(reason, reply), &status.message)
    } else {
        Problem::new(by_status(&status.status)?, code(&status.status, reply), &status.message)
    };
    let delays = faults.iter().map(|fault| &fault.details.quota_error_details).chain(&details);
    let delay = delays.filter_map(|it| duration(&it.retry_delay)).max();
    problem = problem.after(delay.or_else(|| reply.retry_after()));
    let told = details.iter().map(|detail| detail.request_id.as_str()).find(|id| !id.is_empty());
    problem.request_id = reply.header("request-id").or(told).map(|id| id.chars().take(100).collect());
    Some(problem)
}

/// By the group of errors and the reason in it.
fn by_fault(group: &str, reason: &str, status: u16) -> Class {
    match (group, reason) {
        ("authenticationError", reason) => by_authentication(reason),
        (
            "authorizationError" | "operationAccessDeniedError" | "resourceAccessDeniedError" | "notAllowlistedError",
            _,
        ) => Class::Permission,
        ("quotaError", _) => Class::RateLimited,
        ("internalError", _) | ("databaseError", "CONCURRENT_MODIFICATION") => Class::Transient,
        (_, "RESOURCE_NOT_FOUND" | "NOT_FOUND") => Class::NotFound,
        (_, "RESOURCE_ALREADY_EXISTS" | "ALREADY_EXISTS") => Class::Duplicate,
        (_, reason) if reason.starts_with("DUPLICATE_") => Class::Duplicate,
        _ if status >= 500 => Class::Transient,
        _ => Class::Invalid,
    }
}

/// A token that is called invalid may only be an old one: a refresh tells.
fn by_authentication(reason: &str) -> Class {
    match reason {
        "OAUTH_TOKEN_REVOKED" | "GOOGLE_ACCOUNT_DELETED" => Class::Revoked,
        "CUSTOMER_NOT_FOUND" => Class::NotFound,
        "CLIENT_CUSTOMER_ID_INVALID" => Class::Invalid,
        "NOT_ADS_USER"
        | "TWO_STEP_VERIFICATION_NOT_ENROLLED"
        | "ADVANCED_PROTECTION_NOT_ENROLLED"
        | "DEVELOPER_TOKEN_INVALID"
        | "ORGANIZATION_NOT_RECOGNIZED"
        | "ORGANIZATION_NOT_APPROVED"
        | "ORGANIZATION_NOT_ASSOCIATED_WITH_DEVELOPER_TOKEN" => Class::Permission,
        _ => Class::Expired,
    }
}

/// By `google.rpc.ErrorInfo`, which stands alone where the call did not come as far as the Ads API.
fn by_reason(reason: &str) -> Option<Class> {
    Some(match reason {
        "ACCESS_TOKEN_EXPIRED" | "ACCESS_TOKEN_TYPE_UNSUPPORTED" | "CREDENTIALS_MISSING" => Class::Expired,
        "ACCESS_TOKEN_SCOPE_INSUFFICIENT" | "SERVICE_DISABLED" | "CONSUMER_INVALID" | "USER_PROJECT_DENIED" => {
            Class::Permission
        }
        "RATE_LIMIT_EXCEEDED" | "RESOURCE_QUOTA_EXCEEDED" => Class::RateLimited,
        _ => return None,
    })
}

/// By the canonical code of `google.rpc`.
fn by_status(status: &str) -> Option<Class> {
    Some(match status {
        "UNAUTHENTICATED" => Class::Expired,
        "PERMISSION_DENIED" => Class::Permission,
        "RESOURCE_EXHAUSTED" => Class::RateLimited,
        "NOT_FOUND" => Class::NotFound,
        "ALREADY_EXISTS" => Class::Duplicate,
        "INVALID_ARGUMENT" | "FAILED_PRECONDITION" | "OUT_OF_RANGE" | "UNIMPLEMENTED" => Class::Invalid,
        "INTERNAL" | "UNAVAILABLE" | "DEADLINE_EXCEEDED" | "ABORTED" | "CANCELLED" | "UNKNOWN" | "DATA_LOSS" => {
            Class::Transient
        }
        _ => return None,
    })
}

/// Google's word, if it is one.
fn code(reason: &str, reply: &Reply) -> String {
    let is_word = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    match reason {
        "" => format!("http {}", reply.status),
        reason if reason.len() <= 100 && reason.bytes().all(is_word) => reason.to_owned(),
        _ => format!("http {}", reply.status),
    }
}

/// A duration as proto3 writes it: `30s`, `1.5s`.
fn duration(text: &str) -> Option<Duration> {
    let micros = Micros::parse(text.strip_suffix('s')?).ok()?.0;
    u64::try_from(micros).ok().map(Duration::from_micros)
}
