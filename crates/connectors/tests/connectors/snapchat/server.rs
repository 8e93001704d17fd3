//! The small server, and the connector that calls it through the path of a proxy.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use cmis_base::secret::Secret;
use cmis_connectors::{
    platform::{AdAccount, App, Tokens, wire::Wire},
    snapchat::{Hosts, Snapchat, VERSION},
};
use http::request::Parts;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use url::Url;

use crate::recorder::{Recorder, Says, header};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET /v1/me`, of the API; `POST accounts/…`, of the other host.
    pub line: String,
    pub query: BTreeMap<String, String>,
    pub head: Parts,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    pub fn json(&self) -> Value {
        assert_eq!(self.header("content-type"), Some("application/json"));
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    pub fn form(&self) -> BTreeMap<String, String> {
        assert_eq!(self.header("content-type"), Some("application/x-www-form-urlencoded"));
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }
}

pub fn text(status: u16, body: impl Into<String>) -> Says {
    Says { status, headers: Vec::new(), body: body.into() }
}

pub fn ok(body: &Value) -> Says {
    text(200, body.to_string())
}

pub fn says(status: u16, body: &Value) -> Says {
    text(status, body.to_string())
}

/// Gives its answers in turn, and 418 when there is none left. All of them have to be fetched.
pub struct Server {
    recorder: Recorder<Asked>,
    _running: JoinSet<()>,
}

impl Server {
    pub async fn new(answers: impl IntoIterator<Item = Says>) -> Self {
        let (recorder, running) = Recorder::start(read).await;
        answers.into_iter().for_each(|says| recorder.prepare(says));
        Self { recorder, _running: running }
    }

    pub fn snapchat(&self) -> Snapchat {
        snapchat(Hosts::under(&self.root()))
    }

    pub fn root(&self) -> Url {
        self.recorder.root("/proxy")
    }

    /// What was asked, in its order, when every answer was fetched.
    pub fn asked(&self) -> Vec<Asked> {
        self.recorder.asked().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

fn read(head: &Parts, body: String) -> Asked {
    let path = head.uri.path().strip_prefix("/proxy/snapchat/").expect("below the proxy");
    let path = path.strip_prefix("api").unwrap_or(path);
    let query = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    Asked { line: format!("{} {path}", head.method), query, head: head.clone(), body }
}

pub fn snapchat(hosts: Hosts) -> Snapchat {
    let wire = Wire::new(Arc::new(|_| {})).expect("a client");
    let app = App { id: "client-1".to_owned(), secret: Secret::from(APP_SECRET), more: BTreeMap::new() };
    Snapchat::new(wire, hosts, VERSION, app)
}

pub const ACCESS: &str = "hCgwKCjE2MTk-access";
pub const REFRESH: &str = "hCgwKCjE2MTk-refresh";
pub const APP_SECRET: &str = "app-secret-of-snapchat";
pub const SCOPE: &str = "snapchat-marketing-api";

pub const ACCOUNT: &str = "3b0fbace-04b4-4f04-a425-33b5e0af1dd0";
pub const CAMPAIGN: &str = "92e1c28a-a331-45b4-8c26-fd3e0eea8c39";
pub const SQUAD: &str = "4c8e53c2-1747-4b50-a8a8-8200fe75aac5";
pub const AD: &str = "8ade8ef7-0cde-4eaa-bde6-990133575229";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub fn tokens() -> Tokens {
    Tokens {
        access: Secret::from(ACCESS),
        refresh: Some(Secret::from(REFRESH)),
        expires_at: Some(at("2026-11-22T12:30:00Z")),
        refresh_expires_at: None,
        scopes: vec![SCOPE.to_owned()],
    }
}

pub fn account(time_zone: &str) -> AdAccount {
    AdAccount {
        id: ACCOUNT.to_owned(),
        name: "Shop".to_owned(),
        currency: "USD".to_owned(),
        time_zone: time_zone.to_owned(),
        is_active: true,
        through: None,
    }
}

/// An answer with rows that all went well.
pub fn rows(plural: &str, singular: &str, things: &[Value]) -> Value {
    let rows: Vec<Value> =
        things.iter().map(|thing| json!({ "sub_request_status": "SUCCESS", singular: thing })).collect();
    json!({ "request_status": "SUCCESS", "request_id": "57b0021200ff0e34", plural: rows })
}

/// The same with a link to a next page.
pub fn more(mut answer: Value, link: &str) -> Value {
    answer["paging"] = json!({ "next_link": link });
    answer
}
