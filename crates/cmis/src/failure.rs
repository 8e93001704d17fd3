//! How a command ends badly: one sentence for a person, and an exit code for a script.

use std::process::ExitCode;

use cmis_app::http::error::{ApiError, ErrorCode};
use cmis_db::Unreachable;

use crate::words;

/// Exit codes besides 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// It did not work.
    Failed = 1,
    /// It was asked for wrongly.
    Usage = 2,
    /// It finished, and some items failed.
    Partial = 3,
    /// The database cannot be reached.
    Unreachable = 4,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code as u8)
    }
}

/// An error with a code of its own.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    code: Code,
    message: String,
}

impl Failure {
    /// A failure with its sentence.
    pub fn error(code: Code, message: impl Into<String>) -> anyhow::Error {
        anyhow::Error::new(Self { code, message: message.into() })
    }

    /// A wrong use.
    pub fn usage(message: impl Into<String>) -> anyhow::Error {
        Self::error(Code::Usage, message)
    }

    /// A failure that was told already.
    pub fn silent(code: Code) -> anyhow::Error {
        Self::error(code, "")
    }
}

/// What the product refused, as a sentence in the language of this run.
pub fn refused(error: ApiError) -> anyhow::Error {
    let code = match error.code() {
        ErrorCode::ValidationFailed => Code::Usage,
        ErrorCode::Unavailable => Code::Unreachable,
        _ => Code::Failed,
    };
    let mut message = match error.cause() {
        Some(cause) => format!("{cause:#}"),
        None => error.message().to(words::locale()),
    };
    for (field, sentences) in error.fields() {
        message.push_str(&format!("\n  {field}: {}", sentences.join(" ")));
    }
    Failure::error(code, message)
}

/// Tells an error on standard error, and gives the exit code.
pub fn tell(error: &anyhow::Error) -> ExitCode {
    let code = code_of(error);
    let text = format!("{error:#}");
    if !text.is_empty() {
        eprintln!("cmis: {text}");
    }
    code.into()
}

fn code_of(error: &anyhow::Error) -> Code {
    if let Some(failure) = error.downcast_ref::<Failure>() {
        return failure.code;
    }
    let is_away =
        |error: &sqlx::Error| matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed);
    if error.downcast_ref::<Unreachable>().is_some() || error.downcast_ref::<sqlx::Error>().is_some_and(is_away) {
        return Code::Unreachable;
    }
    Code::Failed
}
