//! The one error of the HTTP doors: a stable code, a sentence for the caller, and what belongs to the code.
//!
//! Causes of a 500 go to the log under an `error_id`, never to the answer. Every code is documented in
//! `docs/api.md` and translated in `locales/`; tests hold both.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cmis_base::permission::Permission;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::{reply, words::Say};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $status:ident;)*) => {
        /// Why a request failed. The word never changes; the message beside it follows the caller's language.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name),* }

        impl ErrorCode {
            /// Every code.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The public word.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The status that it is answered with.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status),* }
            }
        }
    };
}

codes! {
    /// Not JSON, a wrong type, an unknown value of a query parameter.
    MalformedRequest = "malformed_request", BAD_REQUEST;
    /// No credential, or one that does not hold.
    Unauthenticated = "unauthenticated", UNAUTHORIZED;
    /// An access token past its time: refresh it.
    TokenExpired = "token_expired", UNAUTHORIZED;
    /// An API key that does not exist, is revoked or expired.
    InvalidApiKey = "invalid_api_key", UNAUTHORIZED;
    /// The plan does not allow more of it.
    PlanLimit = "plan_limit", PAYMENT_REQUIRED;
    /// The permission is missing; the message names it.
    Forbidden = "forbidden", FORBIDDEN;
    /// The mail address has to be confirmed first.
    EmailUnverified = "email_unverified", FORBIDDEN;
    /// The org asks for a second factor that the caller has not set up.
    MfaRequired = "mfa_required", FORBIDDEN;
    /// The org is suspended by the instance administrator.
    OrgSuspended = "org_suspended", FORBIDDEN;
    /// No such thing, or not in this org.
    NotFound = "not_found", NOT_FOUND;
    /// The method does not exist at this address.
    MethodNotAllowed = "method_not_allowed", METHOD_NOT_ALLOWED;
    /// Clashes with what is there.
    Conflict = "conflict", CONFLICT;
    /// A sign-in at a platform that was begun elsewhere, was used already, or took too long.
    InvalidState = "invalid_state", CONFLICT;
    /// A platform refused, or could not be reached; `class` says how, and `platform_words` why in its own words.
    PlatformProblem = "platform_problem", FAILED_DEPENDENCY;
    /// The state machine does not allow it.
    InvalidTransition = "invalid_transition", CONFLICT;
    /// It is large enough to be asked twice: the same with `confirm` does it.
    ConfirmationRequired = "confirmation_required", CONFLICT;
    /// Everything is stopped in this organization until an administrator releases it.
    SpendingStopped = "spending_stopped", CONFLICT;
    /// More than the organization lets be spent; the message says by what.
    SpendLimit = "spend_limit", CONFLICT;
    /// `If-Match` names a version that is no longer the current one.
    StaleVersion = "stale_version", CONFLICT;
    /// Larger than the limit that the message names.
    TooLarge = "too_large", PAYLOAD_TOO_LARGE;
    /// A content type that is not accepted here.
    UnsupportedMediaType = "unsupported_media_type", UNSUPPORTED_MEDIA_TYPE;
    /// Fields that do not hold; all of them at once in `errors`.
    ValidationFailed = "validation_failed", UNPROCESSABLE_ENTITY;
    /// Too many requests; `retry_after` says in how many seconds.
    RateLimited = "rate_limited", TOO_MANY_REQUESTS;
    /// Our fault; `error_id` finds the log line.
    Internal = "internal", INTERNAL_SERVER_ERROR;
    /// The database is away or the server is stopping; retrying helps.
    Unavailable = "unavailable", SERVICE_UNAVAILABLE;
    /// The request took longer than the server allows.
    Timeout = "timeout", GATEWAY_TIMEOUT;
}

/// On an answer that is our fault (5xx): for the figures.
#[derive(Clone, Debug)]
pub struct FailedAs {
    /// The code.
    pub code: ErrorCode,
    /// Finds the log line.
    pub error_id: Option<String>,
}

/// Messages by field, dotted paths for nested ones.
pub type FieldErrors = BTreeMap<String, Vec<String>>;

/// A failed request. `Result<_, ApiError>` is what every handler returns.
#[derive(Debug)]
pub struct ApiError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    message: Say,
    fields: FieldErrors,
    extra: Map<String, Value>,
    cause: Option<anyhow::Error>,
}

/// The shape of a failure on the wire, for the API document.
#[derive(Serialize, ToSchema)]
#[schema(as = Failure)]
pub struct FailureBody {
    /// Always false.
    pub success: bool,
    /// One sentence in the caller's language that says what to do.
    pub message: String,
    /// Stable word, see the table of codes.
    pub code: String,
    /// Every failing field with its sentences (422).
    #[schema(nullable = false)]
    pub errors: Option<FieldErrors>,
    /// Finds the log line (500).
    #[schema(nullable = false)]
    pub error_id: Option<String>,
    /// Seconds until it is worth to try again (429, 503).
    #[schema(nullable = false)]
    pub retry_after: Option<u64>,
    /// Bytes (413), requests (429) or what the plan allows (402).
    #[schema(nullable = false)]
    pub limit: Option<u64>,
    /// Requests left (429).
    #[schema(nullable = false)]
    pub remaining: Option<u64>,
    /// What is used of the plan (402).
    #[schema(nullable = false)]
    pub used: Option<u64>,
    /// When the count begins again (402).
    pub resets_at: Option<String>,
    /// The plan that allows it (402).
    pub required_plan: Option<String>,
    /// What is missing (403).
    #[schema(nullable = false)]
    pub permission: Option<String>,
    /// The current version (409).
    #[schema(nullable = false)]
    pub version: Option<i32>,
    /// Where in the body the wrong type stands (400).
    #[schema(nullable = false)]
    pub path: Option<String>,
    /// What the plan does not allow more of (402).
    #[schema(nullable = false)]
    pub metric: Option<String>,
    /// The organization that stands in the way (409).
    #[schema(nullable = false)]
    pub org_id: Option<String>,
    /// What kind of refusal of a platform it is (424, 429): `token_revoked`, `permission_missing`, `outage`, ….
    #[schema(nullable = false)]
    pub class: Option<String>,
    /// The platform's code (424, 429).
    #[schema(nullable = false)]
    pub platform_code: Option<String>,
    /// The platform's own words (424, 429).
    #[schema(nullable = false)]
    pub platform_words: Option<String>,
    /// The OAuth error, where a client asked for it (400).
    #[schema(nullable = false)]
    pub error: Option<String>,
    /// Where the person goes with that error (400).
    #[schema(nullable = false)]
    pub redirect_to: Option<String>,
}

impl ApiError {
    /// A failure with its sentence.
    pub fn new(code: ErrorCode, message: impl Into<Say>) -> Self {
        Self(Box::new(Inner {
            code,
            message: message.into(),
            fields: FieldErrors::new(),
            extra: Map::new(),
            cause: None,
        }))
    }

    /// 404 for a thing by its word key (`thing-member`).
    pub fn not_found(thing: &'static str) -> Self {
        Self::new(ErrorCode::NotFound, Say::new("error-not-found").word("thing", thing))
    }

    /// 403 naming the permission.
    pub fn forbidden(permission: Permission) -> Self {
        Self::new(ErrorCode::Forbidden, Say::new("error-forbidden").with("permission", permission.as_str()))
            .extra("permission", permission.as_str())
    }

    /// 409 with its sentence.
    pub fn conflict(message: impl Into<Say>) -> Self {
        Self::new(ErrorCode::Conflict, message)
    }

    /// 400 with its sentence.
    pub fn malformed(message: impl Into<Say>) -> Self {
        Self::new(ErrorCode::MalformedRequest, message)
    }

    /// 401 without a usable credential.
    pub fn unauthenticated() -> Self {
        Self::new(ErrorCode::Unauthenticated, "error-unauthenticated")
    }

    /// 422 with every failing field.
    pub fn validation(fields: FieldErrors) -> Self {
        let mut error = Self::new(ErrorCode::ValidationFailed, "error-validation");
        error.0.fields = fields;
        error
    }

    /// 422 for one field.
    pub fn field(name: &str, message: impl Into<Say>) -> Self {
        Self::validation(FieldErrors::from([(name.to_owned(), vec![message.into().here()])]))
    }

    /// 429 with its headers' figures, in seconds and requests.
    pub fn rate_limited(retry_after: u64, limit: u64) -> Self {
        Self::new(ErrorCode::RateLimited, Say::new("error-rate-limited").count("seconds", retry_after))
            .extra("retry_after", retry_after)
            .extra("limit", limit)
            .extra("remaining", 0)
    }

    /// 500: the cause is logged, the caller gets an id.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        let mut error = Self::new(ErrorCode::Internal, "error-internal");
        error.0.cause = Some(cause.into());
        error
    }

    /// With one more field beside the message.
    pub fn extra(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extra.insert(name.to_owned(), value.into());
        self
    }

    /// The code.
    pub fn code(&self) -> ErrorCode {
        self.0.code
    }

    /// The sentence, for doors other than HTTP.
    pub fn message(&self) -> &Say {
        &self.0.message
    }

    /// Every failing field with its sentences, for doors other than HTTP.
    pub fn fields(&self) -> &FieldErrors {
        &self.0.fields
    }

    /// What went wrong inside, for the log and the command line only.
    pub fn cause(&self) -> Option<&anyhow::Error> {
        self.0.cause.as_ref()
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        let away = match &error {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            // class 57: shutting down or starting; 53: out of disk, memory or connections
            sqlx::Error::Database(cause) => {
                cause.code().is_some_and(|code| code.starts_with("57") || code.starts_with("53"))
            }
            _ => false,
        };
        if away {
            tracing::warn!(error = %error, "database unavailable");
            return Self::new(ErrorCode::Unavailable, "error-unavailable").extra("retry_after", 2);
        }
        // two waited for each other, and this one was let go: nothing of it is stored
        let code = error.as_database_error().and_then(|cause| cause.code());
        if code.as_deref() == Some("40P01") {
            tracing::warn!(error = %error, "a deadlock");
            return Self::new(ErrorCode::Unavailable, "error-busy").extra("retry_after", 1);
        }
        Self::internal(error)
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        match error.downcast::<sqlx::Error>() {
            Ok(error) => error.into(),
            Err(error) => Self::internal(error),
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let Inner { code, message, fields, extra, cause } = *self.0;
        let mut body = Map::from_iter([
            ("success".to_owned(), json!(false)),
            ("message".to_owned(), json!(message.here())),
            ("code".to_owned(), json!(code.as_str())),
        ]);
        if !fields.is_empty() {
            body.insert("errors".to_owned(), json!(fields));
        }
        let retry_after = extra.get("retry_after").and_then(Value::as_u64);
        body.extend(extra);
        let mut error_id = None;
        if code == ErrorCode::Internal {
            let id = hex::encode(cmis_base::secret::random_bytes::<8>());
            match cause {
                Some(cause) => tracing::error!(error_id = %id, error = format!("{cause:#}"), "request failed"),
                None => tracing::error!(error_id = %id, "request failed"),
            }
            body.insert("error_id".to_owned(), json!(id));
            error_id = Some(id);
        }
        let mut response = (code.status(), reply::json(Value::Object(body))).into_response();
        if code.status().is_server_error() {
            response.extensions_mut().insert(FailedAs { code, error_id });
        }
        let headers = response.headers_mut();
        if code.status() == StatusCode::UNAUTHORIZED {
            let challenge = if code == ErrorCode::TokenExpired {
                "Bearer error=\"invalid_token\", error_description=\"expired\""
            } else {
                "Bearer"
            };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// The names of violated constraints, mapped to answers where the query is made.
pub fn constraint(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(cause) => cause.constraint(),
        _ => None,
    }
}
