//! The way to a platform: one pooled client for all of them, bounded in time and size. It follows no redirect, and what it tells of a
//! failure holds nothing of the address or of what was sent, where tokens are.

use std::{sync::Arc, time::Duration};

use chrono::DateTime;
use http::{HeaderMap, Method, header};
use reqwest::redirect;
use serde::de::DeserializeOwned;
use url::Url;

use super::problem::{Class, Problem};

/// How long a call may take, its body included.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// How long connecting may take.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// Largest answer, in bytes.
const LARGEST: usize = 32 * 1024 * 1024;

/// How much of a limit is used up, as a platform tells with its answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Usage {
    /// What is limited: `app`, or the platform's id of the account.
    pub of: String,
    /// 0 to 100, and over it when it is exceeded.
    pub percent: f64,
    /// When there is room again, from now.
    pub regains: Option<Duration>,
}

/// Who is told of usage.
pub type Meter = Arc<dyn Fn(Usage) + Send + Sync>;

/// The client. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    client: reqwest::Client,
    meter: Meter,
}

/// What goes with a call. It may hold secrets and cannot be printed.
pub enum Body {
    /// Nothing.
    None,
    /// `application/x-www-form-urlencoded`.
    Form(Vec<(String, String)>),
    /// `application/json`.
    Json(serde_json::Value),
}

/// An answer of any status. It may hold secrets and cannot be printed.
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Wire {
    /// A client that tells `meter` what platforms say of their limits.
    pub fn new(meter: Meter) -> Result<Self, reqwest::Error> {
        // `Err`: the process has chosen it already
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .user_agent(concat!("CMIS/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(CONNECT_LIMIT)
            .timeout(TIME_LIMIT)
            .pool_max_idle_per_host(16)
            .pool_idle_timeout(Duration::from_secs(60))
            .tcp_nodelay(true)
            .build()?;
        Ok(Self { client, meter })
    }

    /// The same client with another meter.
    pub fn metered(&self, meter: Meter) -> Self {
        Self { client: self.client.clone(), meter }
    }

    /// Tells how much of a limit is used up.
    pub fn used(&self, usage: Usage) {
        (self.meter)(usage);
    }

    /// Makes a call. Any status is an answer; what it means is for the connector to say.
    pub async fn call(&self, method: Method, url: Url, headers: HeaderMap, body: Body) -> Result<Reply, Problem> {
        let is_reading = method == Method::GET;
        let request = self.client.request(method, url).headers(headers);
        let request = match body {
            Body::None => request,
            Body::Form(fields) => {
                let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(text)
            }
            Body::Json(value) => request.header(header::CONTENT_TYPE, "application/json").body(value.to_string()),
        };
        let mut response = request.send().await.map_err(|error| failure(error, is_reading))?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(error, is_reading))? {
            if body.len() + chunk.len() > LARGEST {
                let may_have_happened = !is_reading;
                return Err(Problem { may_have_happened, ..Problem::unreadable("The answer is larger than 32 MB") });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply { status, headers, body })
    }
}

impl Reply {
    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_slice(&self.body).map_err(|error| Problem::unreadable(&place(&error)))
    }

    /// Whether it is a 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// `Retry-After`, in seconds or as a date, which is compared with the answer's own.
    pub fn retry_after(&self) -> Option<Duration> {
        let text = self.header("retry-after")?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = |text: &str| DateTime::parse_from_rfc2822(text).ok();
        Some((date(text)? - date(self.header("date")?)?).to_std().unwrap_or_default())
    }

    /// What a status means where the body says nothing that the platform documents.
    pub fn by_status(&self) -> Problem {
        let class = match self.status {
            401 => Class::Expired,
            408 => Class::Transient,
            403 => Class::Permission,
            404 => Class::NotFound,
            409 => Class::Duplicate,
            429 => Class::RateLimited,
            502..=504 => Class::Outage,
            500..=599 => Class::Transient,
            _ => Class::Invalid,
        };
        Problem::new(class, format!("http {}", self.status), "").after(self.retry_after())
    }
}

/// `root` with `segments` behind its path, each encoded: a host's own path, that of a sandbox or a proxy, stays in front.
pub fn below<S: AsRef<str>>(root: &Url, segments: impl IntoIterator<Item = S>) -> Url {
    let mut url = root.clone();
    // an address without a path (`mailto:`) stays what it is: no call to it succeeds
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Where JSON broke, without what it held.
fn place(error: &serde_json::Error) -> String {
    format!("The answer does not read at line {}, column {}", error.line(), error.column())
}

/// Nothing of the address is told: tokens stand in queries.
fn failure(error: reqwest::Error, is_reading: bool) -> Problem {
    let (class, code) = if error.is_connect() {
        (Class::Outage, "no_connection")
    } else if error.is_timeout() {
        (Class::Transient, "timeout")
    } else {
        (Class::Transient, "cut_off")
    };
    let mut problem = Problem::new(class, code, "");
    problem.may_have_happened = !is_reading && !error.is_connect();
    problem
}
