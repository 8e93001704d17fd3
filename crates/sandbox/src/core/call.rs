//! A call as a stand-in sees it: whole, bounded and parsed. Never panics on what came in, never printed with its secrets.

use axum::body::Bytes;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::locale::Locale;
use http::{HeaderMap, Method, header};
use serde_json::Value;

/// Longest name or value, in bytes.
const LONGEST: usize = 64 * 1024;

/// Names and values of a query or a form, in their order.
#[derive(Clone, Default)]
pub struct Params(pub Vec<(String, String)>);

impl Params {
    /// Reads `a=b&c=d`; none when one of them is too long.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let params = Self(url::form_urlencoded::parse(text).into_owned().take(500).collect());
        let is_bounded = params.0.iter().all(|(name, value)| name.len() <= LONGEST && value.len() <= LONGEST);
        is_bounded.then_some(params)
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name that is not empty.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(it, _)| it == name).map(|(_, value)| value.as_str())
    }
}

/// One call of a platform's stand-in.
pub struct Call {
    /// Method.
    pub method: Method,
    /// Address of the stand-in's host as the caller reached it: `http://localhost:8081/meta/graph`.
    pub base: String,
    /// Which of the platform's hosts: `graph`.
    pub host: String,
    /// What follows the host, decoded, in pieces.
    pub path: Vec<String>,
    /// Path and query as they came, still encoded: at LinkedIn what is encoded is content, and what is not is structure.
    pub target: String,
    /// Whether the path ended with a slash: to TikTok that is another address.
    pub has_last_slash: bool,
    /// The query.
    pub query: Params,
    /// The query, then the fields of a form, if one came.
    pub params: Params,
    /// The body as it came.
    pub body: Bytes,
    /// Headers.
    pub headers: HeaderMap,
    /// Names the call in answers (`fbtrace_id`, `request-id`).
    pub trace: String,
    /// When it came.
    pub at: DateTime<Utc>,
}

impl Call {
    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// What follows `Bearer`.
    pub fn bearer(&self) -> Option<&str> {
        let value = self.header("authorization")?;
        let (scheme, token) = value.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    }

    /// Id and secret of `Authorization: Basic`, both of which came encoded as in a form (RFC 6749, section 2.3.1).
    pub fn basic(&self) -> Option<(String, String)> {
        let (scheme, text) = self.header("authorization")?.split_once(' ')?;
        let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
        let (id, secret) = text.split_once(':').filter(|(id, _)| !id.is_empty())?;
        // as two names without values, in which only percent and plus signs mean something
        let decoded = |text: &str| {
            let plain = text.replace('&', "%26").replace('=', "%3D");
            url::form_urlencoded::parse(plain.as_bytes()).next().map(|(text, _)| text.into_owned()).unwrap_or_default()
        };
        scheme.eq_ignore_ascii_case("basic").then(|| (decoded(id), decoded(secret)))
    }

    /// The body as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// The path in pieces to match on.
    pub fn pieces(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The caller's language; English is what platforms fall back to.
    pub fn locale(&self) -> Locale {
        locale(&self.headers)
    }
}

/// The language of a request.
pub fn locale(headers: &HeaderMap) -> Locale {
    let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    header.and_then(Locale::from_accept_language).unwrap_or(Locale::En)
}

/// Where the sandbox stands, as the caller reached it: `http://localhost:8081`.
pub fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let is_host = |host: &&str| {
        host.len() < 256
            && host.bytes().all(|it| it.is_ascii_alphanumeric() || b".:-[]_".contains(&it))
            && !host.is_empty()
    };
    let host = text("host").filter(is_host).unwrap_or("localhost:8081");
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// A day as platforms want it, in exactly this form: `2026-08-01`.
pub fn day(text: &str) -> Option<NaiveDate> {
    if text.len() == 10 { text.parse().ok() } else { None }
}
