//! A small X: it gives the prepared answers in their order and keeps every question. Signatures it checks with code of its own, from
//! what came over the wire.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use cmis_base::{clock::Clock, secret::Secret};
use cmis_connectors::{
    platform::{
        AdAccount, App, Tokens,
        wire::{Usage, Wire},
    },
    twitter::{Hosts, Twitter, TwitterV2, VERSION},
};
use hmac::{Hmac, KeyInit, Mac};
use http::request::Parts;
use serde_json::Value;
use sha1::Sha1;
use tokio::task::JoinSet;
use url::form_urlencoded;

use crate::recorder::{Recorder, Says, header};

pub const KEY: &str = "consumer-key";
pub const APP_SECRET: &str = "consumer secret & more";
pub const TOKEN: &str = "7588892-kagSNqWge8gB1WwE3plnFsJHAZVfxWD7Vb57p0b4";
pub const TOKEN_SECRET: &str = "PbKfYqSryyeKDWz4ebtY3o5ogNLG11WJuZBc9fQrQo";
pub const REQUEST_TOKEN: &str = "NPcudxy0yU5T3tBzho7iCotZ3cnetKwcTIRlX0iwRl0";
pub const REQUEST_SECRET: &str = "veNRnAWe6inFuo8o2u8SLLZLjolYDmDP7SzL0YfYI";
/// 2026-05-20, noon.
pub const NOW: i64 = 1_779_278_400;

/// A question as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET /path?query`, the query decoded.
    pub line: String,
    /// The query as it came.
    pub query: String,
    pub form: BTreeMap<String, String>,
    /// A body of JSON, which is not signed; else nothing.
    pub json: Value,
    /// Who signed and with which token, if the signature holds; else the header as it came.
    pub by: String,
    /// What the signature says beside that.
    pub oauth: BTreeMap<String, String>,
}

pub struct Platform {
    recorder: Recorder<Asked>,
    used: Arc<Mutex<Vec<Usage>>>,
    _tasks: JoinSet<()>,
}

impl Platform {
    pub async fn start() -> Self {
        let (recorder, tasks) = Recorder::start(read).await;
        Self { recorder, used: Arc::default(), _tasks: tasks }
    }

    fn wire(&self) -> Wire {
        let used = self.used.clone();
        Wire::new(Arc::new(move |usage| used.lock().expect("lock").push(usage))).expect("client")
    }

    pub fn twitter(&self) -> Twitter {
        Twitter::new(
            self.wire(),
            Hosts::under(&self.recorder.root("/sandbox/")),
            VERSION.to_owned(),
            app(KEY),
            Clock::fixed(now()),
        )
        .with_nonce(Arc::new(|| "chapoH".to_owned()))
    }

    pub fn v2(&self) -> TwitterV2 {
        TwitterV2::new(
            self.wire(),
            Hosts::under(&self.recorder.root("/sandbox/")),
            app("client-id"),
            Clock::fixed(now()),
        )
    }

    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.recorder.root("/sandbox/"))
    }

    /// Prepares a 200.
    pub fn says(&self, body: &str) -> &Self {
        self.answers(200, &[], body)
    }

    pub fn answers(&self, status: u16, headers: &[(&'static str, &str)], body: &str) -> &Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.recorder.prepare(Says { status, headers, body: body.to_owned() });
        self
    }

    /// Every question until now; every prepared answer was fetched.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.recorder.asked())
    }

    /// The questions' lines, all signed with the token of [`tokens`].
    pub fn lines(&self) -> Vec<String> {
        let asked = self.asked();
        for asked in &asked {
            assert_eq!(asked.by, format!("{KEY} {TOKEN}"), "{}", asked.line);
            assert!(asked.form.is_empty(), "{}", asked.line);
        }
        asked.into_iter().map(|asked| asked.line).collect()
    }

    pub fn used(&self) -> Vec<Usage> {
        std::mem::take(&mut self.used.lock().expect("lock"))
    }
}

fn read(head: &Parts, body: String) -> Asked {
    let is_form = header(head, "content-type") == Some("application/x-www-form-urlencoded");
    let is_json = header(head, "content-type") == Some("application/json");
    assert_eq!(is_form || is_json, !body.is_empty(), "a body is a form or JSON");
    let json = if is_json { serde_json::from_str(&body).expect("JSON") } else { Value::Null };
    let body = if is_json { String::new() } else { body };
    // without a body too: a length is what some ask of whoever changes something
    let is_change = matches!(head.method.as_str(), "POST" | "PUT");
    assert!(!is_change || head.headers.contains_key("content-length"), "a change has a length");
    let form: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let query = head.uri.query().unwrap_or_default().to_owned();
    let decoded: Vec<String> =
        form_urlencoded::parse(query.as_bytes()).map(|(name, value)| format!("{name}={value}")).collect();
    let mark = if decoded.is_empty() { "" } else { "?" };
    let (by, oauth) = signed_by(head, &form);
    Asked {
        line: format!("{} {}{mark}{}", head.method, head.uri.path(), decoded.join("&")),
        query,
        form: form.into_iter().collect(),
        json,
        by,
        oauth,
    }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

fn unescaped(text: &str) -> String {
    let query = format!("a={}", text.replace('+', "%2B"));
    form_urlencoded::parse(query.as_bytes()).next().expect("one").1.into_owned()
}

/// Who signed a call of OAuth 1.0a, by RFC 5849 and the few secrets that there are.
fn signed_by(head: &Parts, form: &[(String, String)]) -> (String, BTreeMap<String, String>) {
    let signed = header(head, "authorization").unwrap_or_default();
    let Some(list) = signed.strip_prefix("OAuth ") else { return (signed.to_owned(), BTreeMap::new()) };
    let mut oauth: BTreeMap<String, String> = list
        .split(", ")
        .map(|pair| {
            let (name, value) = pair.split_once('=').expect("a pair");
            (name.to_owned(), unescaped(value.strip_prefix('"').expect("quoted").strip_suffix('"').expect("quoted")))
        })
        .collect();
    let signature = oauth.remove("oauth_signature").expect("a signature");
    let query = form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned();
    let own = oauth.iter().map(|(name, value)| (name.clone(), value.clone()));
    let mut all: Vec<(String, String)> =
        query.chain(form.iter().cloned()).chain(own).map(|(name, value)| (escaped(&name), escaped(&value))).collect();
    all.sort();
    let all: Vec<String> = all.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    let host = header(head, "host").expect("a host");
    let place = format!("http://{host}{}", head.uri.path());
    let base = format!("{}&{}&{}", head.method, escaped(&place), escaped(&all.join("&")));
    let (token, secret) = match oauth.remove("oauth_token") {
        Some(token) if token == TOKEN => (token, TOKEN_SECRET),
        Some(token) if token == REQUEST_TOKEN => (token, REQUEST_SECRET),
        Some(token) => (token, "nobody's"),
        None => ("-".to_owned(), ""),
    };
    let key = format!("{}&{}", escaped(APP_SECRET), escaped(secret));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).expect("a key");
    mac.update(base.as_bytes());
    if STANDARD.encode(mac.finalize().into_bytes()) != signature {
        return (signed.to_owned(), oauth);
    }
    let consumer = oauth.remove("oauth_consumer_key").expect("a key");
    (format!("{consumer} {token}"), oauth)
}

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).expect("a time")
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub fn app(id: &str) -> App {
    App { id: id.to_owned(), secret: Secret::from(APP_SECRET), more: BTreeMap::new() }
}

pub fn tokens() -> Tokens {
    Tokens {
        access: Secret::from(TOKEN),
        refresh: Some(Secret::from(TOKEN_SECRET)),
        expires_at: None,
        refresh_expires_at: None,
        scopes: Vec::new(),
    }
}

pub fn account() -> AdAccount {
    AdAccount {
        id: "18ce54d4x5t".to_owned(),
        name: "Acme".to_owned(),
        currency: "USD".to_owned(),
        time_zone: "America/Los_Angeles".to_owned(),
        is_active: true,
        through: None,
    }
}

/// A line of the Ads API about [`account`].
pub fn line(method: &str, path: &str) -> String {
    format!("{method} /sandbox/twitter/ads/12/accounts/18ce54d4x5t/{path}")
}
