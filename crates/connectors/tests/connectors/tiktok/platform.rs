//! A small TikTok: it gives the prepared answers in their order and keeps every question.

use std::sync::Arc;

use cmis_base::{clock::Clock, secret::Secret};
use cmis_connectors::{
    platform::{AdAccount, App, Tokens, wire::Wire},
    tiktok::{Hosts, TikTok, VERSION},
};
use http::request::Parts;
use serde_json::Value;
use tokio::task::JoinSet;
use url::{Url, form_urlencoded};

use crate::recorder::{Recorder, Says, header};

pub const TOKEN: &str = "act-token-of-an-advertiser";
pub const APP_ID: &str = "7123000000000000001";
pub const APP_SECRET: &str = "secret-of-the-app";
pub const ACCOUNT: &str = "7002238017842757633";

/// A question as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET /path/`
    pub line: String,
    /// Decoded.
    pub query: Vec<(String, String)>,
    /// As text: numbers with the digits that were sent.
    pub body: String,
    pub token: Option<String>,
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

    pub fn tiktok(&self) -> TikTok {
        at(Hosts::under(&self.recorder.root("/sandbox")))
    }

    pub fn root(&self) -> Url {
        self.recorder.root("/sandbox")
    }

    /// Prepares what is in the envelope.
    pub fn says(&self, data: &Value) -> &Self {
        let body = format!(r#"{{"code":0,"message":"OK","request_id":"20240101","data":{data}}}"#);
        self.answers(200, &[], &body)
    }

    pub fn answers(&self, status: u16, headers: &[(&'static str, &str)], body: &str) -> &Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.recorder.prepare(Says { status, headers, body: body.to_owned() });
        self
    }

    /// Every question until now, when every answer was fetched.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.recorder.asked())
    }
}

fn read(head: &Parts, body: String) -> Asked {
    let header = |name: &str| header(head, name).map(str::to_owned);
    let is_json = header("content-type").as_deref() == Some("application/json");
    assert_eq!(is_json, !body.is_empty(), "a body is JSON");
    assert_eq!(header("authorization"), None, "TikTok's token has a header of its own");
    let query = head.uri.query().unwrap_or_default().as_bytes();
    Asked {
        line: format!("{} {}", head.method, head.uri.path()),
        query: form_urlencoded::parse(query).into_owned().collect(),
        body,
        token: header("access-token"),
    }
}

pub fn at(hosts: Hosts) -> TikTok {
    let wire = Wire::new(Arc::new(|_| {})).expect("client");
    let app = App { id: APP_ID.to_owned(), secret: Secret::from(APP_SECRET), more: Default::default() };
    TikTok::new(wire, hosts, VERSION, app, Clock::system())
}

/// A reading question with a token.
pub fn get(path: &str, query: &[(&str, &str)]) -> Asked {
    let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let line = format!("GET /sandbox/tiktok/business/open_api/v1.3{path}");
    Asked { line, query, body: String::new(), token: Some(TOKEN.to_owned()) }
}

/// A changing question with a token.
pub fn post(path: &str, body: &str) -> Asked {
    let line = format!("POST /sandbox/tiktok/business/open_api/v1.3{path}");
    Asked { line, query: Vec::new(), body: body.to_owned(), token: Some(TOKEN.to_owned()) }
}

pub fn tokens() -> Tokens {
    let scopes = ["4", "1", "2"].map(str::to_owned).to_vec();
    Tokens { access: Secret::from(TOKEN), refresh: None, expires_at: None, refresh_expires_at: None, scopes }
}

pub fn account() -> AdAccount {
    account_of(ACCOUNT)
}

pub fn account_of(id: &str) -> AdAccount {
    AdAccount {
        id: id.to_owned(),
        name: "Acme".to_owned(),
        currency: "SAR".to_owned(),
        time_zone: "Asia/Riyadh".to_owned(),
        is_active: true,
        through: None,
    }
}
