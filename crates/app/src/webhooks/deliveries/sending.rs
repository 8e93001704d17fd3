//! One attempt: signed, sent through the guarded client, and what came of it. No transaction is open.

use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::SealError;
use cmis_connectors::outside::Call;
use http::Method;
use url::Url;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    state::App,
    webhooks::{endpoints::model::EndpointRow, signing},
};

/// How much of an answer is kept, in bytes.
const KEEP: usize = 4096;
/// How much of the system's words about a failure is kept, in characters.
const DETAIL: usize = 300;

/// An endpoint, ready to be sent to.
pub struct Receiver {
    url: Option<Url>,
    secrets: Vec<Zeroizing<String>>,
}

/// What came of an attempt.
#[derive(Debug)]
pub struct Outcome {
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took.
    pub latency_ms: i32,
    /// The status, if an answer came.
    pub status: Option<i16>,
    /// The first of the answer.
    pub answer: Option<String>,
    /// Why none came.
    pub error: Option<&'static str>,
    /// The same in the words of the system.
    pub detail: Option<String>,
    /// The wait that the receiver asked for.
    pub asked: Option<TimeDelta>,
}

impl Outcome {
    /// Whether it was answered 2xx.
    pub fn is_success(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// Whether the receiver says that it is no more.
    pub fn is_gone(&self) -> bool {
        self.status == Some(410)
    }
}

impl Receiver {
    /// Opens an endpoint's secrets.
    pub fn of(app: &App, endpoint: &EndpointRow, now: DateTime<Utc>) -> Result<Self, SealError> {
        // what does not parse any more is refused at each attempt, where people see it
        Ok(Self { url: app.outside.check(&endpoint.url).ok(), secrets: endpoint.secrets(&app.keys, now)? })
    }

    /// Sends one event.
    pub async fn send(&self, app: &App, event_id: Uuid, body: &str) -> Outcome {
        let (at, begun) = (app.now(), Instant::now());
        let failed = |error: &'static str, detail: String| Outcome {
            at,
            latency_ms: millis(begun),
            status: None,
            answer: None,
            error: Some(error),
            detail: Some(storable(&detail).chars().take(DETAIL).collect()),
            asked: None,
        };
        let Some(url) = self.url.clone() else {
            return failed("address_refused", "refused: an address that may not be called".to_owned());
        };
        let headers = signing::headers(self.secrets.iter().map(|secret| secret.as_str()), event_id, at, body);
        let call = Call { method: Method::POST, url, headers, body: body.to_owned(), keep: KEEP };
        match app.outside.call(call).await {
            Ok(answer) => Outcome {
                at,
                latency_ms: i32::try_from(answer.latency.as_millis()).unwrap_or(i32::MAX),
                status: i16::try_from(answer.status).ok(),
                answer: Some(storable(&String::from_utf8_lossy(&answer.body))),
                error: None,
                detail: None,
                asked: answer
                    .retry_after
                    .and_then(|header| cmis_jobs::retry_after(&header, at))
                    .map(|wait| TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX)),
            },
            Err(problem) => failed(problem.word(), problem.to_string()),
        }
    }
}

fn millis(begun: Instant) -> i32 {
    i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX)
}

/// PostgreSQL's text holds no zero.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
