//! A small LinkedIn: it gives the prepared answers in their order and keeps every question.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use cmis_base::secret::Secret;
use cmis_connectors::{
    linkedin::{Hosts, LinkedIn, VERSION},
    platform::{AdAccount, App, Tokens, wire::Wire},
};
use http::request::Parts;
use tokio::task::JoinSet;

use crate::recorder::{Recorder, Says, header};

pub const TOKEN: &str = "AQX-token";
pub const APP_SECRET: &str = "test_secret";

/// A question as it came: nothing is decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// `GET /path?query`
    pub line: String,
    pub authorization: Option<String>,
    pub version: Option<String>,
    pub protocol: Option<String>,
    pub method: Option<String>,
    pub content_type: Option<String>,
    pub body: String,
}

pub struct Platform {
    recorder: Recorder<Asked>,
    _tasks: JoinSet<()>,
}

impl Platform {
    pub async fn start() -> Self {
        let (recorder, tasks) = Recorder::start(read).await;
        Self { recorder, _tasks: tasks }
    }

    pub fn linkedin(&self) -> LinkedIn {
        LinkedIn::new(wire(), Hosts::under(&self.recorder.root("/sandbox")), VERSION.to_owned(), app())
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

    /// Every question until now.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.recorder.asked())
    }

    /// Their first lines.
    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

fn read(head: &Parts, body: String) -> Asked {
    let header = |name: &str| header(head, name).map(str::to_owned);
    Asked {
        line: format!("{} {}", head.method, head.uri),
        authorization: header("authorization"),
        version: header("linkedin-version"),
        protocol: header("x-restli-protocol-version"),
        method: header("x-restli-method"),
        content_type: header("content-type"),
        body,
    }
}

/// A question to the versioned API; `line` begins behind `/rest`.
pub fn rest(line: &str) -> Asked {
    let (verb, path) = line.split_once(' ').expect("a verb");
    Asked {
        line: format!("{verb} /sandbox/linkedin/api/rest{path}"),
        authorization: Some(format!("Bearer {TOKEN}")),
        version: Some("202607".to_owned()),
        protocol: Some("2.0.0".to_owned()),
        ..Asked::default()
    }
}

/// A question to a finder.
pub fn finder(line: &str) -> Asked {
    Asked { method: Some("FINDER".to_owned()), ..rest(line) }
}

pub fn wire() -> Wire {
    Wire::new(Arc::new(|_| {})).expect("client")
}

pub fn app() -> App {
    App { id: "78abc".to_owned(), secret: Secret::from(APP_SECRET), more: Default::default() }
}

pub fn tokens() -> Tokens {
    let access = Secret::from(TOKEN);
    Tokens { access, refresh: None, expires_at: None, refresh_expires_at: None, scopes: Vec::new() }
}

pub fn account(currency: &str) -> AdAccount {
    AdAccount {
        id: "507525021".to_owned(),
        name: "Acme".to_owned(),
        currency: currency.to_owned(),
        time_zone: "UTC".to_owned(),
        is_active: true,
        through: None,
    }
}

pub fn time(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}
