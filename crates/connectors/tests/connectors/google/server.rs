//! The small server, and the connector that calls it.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use cmis_base::secret::Secret;
use cmis_connectors::{
    google::{Google, Hosts, VERSION},
    platform::{AdAccount, App, Tokens, wire::Wire},
};
use http::request::Parts;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::recorder::{Recorder, Says, header};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `POST /google/ads/…`, with the query.
    pub line: String,
    pub head: Parts,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.head, name)
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("a JSON body")
    }

    pub fn form(&self) -> BTreeMap<String, String> {
        assert_eq!(self.header("content-type"), Some("application/x-www-form-urlencoded"));
        url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect()
    }

    /// The GAQL of a search, which holds nothing else but a page token.
    pub fn query(&self) -> String {
        let body = self.json();
        for name in body.as_object().expect("an object").keys() {
            assert!(name == "query" || name == "pageToken", "{name} was sent");
        }
        body["query"].as_str().expect("a query").to_owned()
    }
}

pub fn says(status: u16, body: &Value) -> Says {
    Says { status, headers: vec![("content-type", "application/json".to_owned())], body: body.to_string() }
}

/// An answer with one header more.
pub fn with(mut says: Says, name: &'static str, value: &str) -> Says {
    says.headers.push((name, value.to_owned()));
    says
}

pub fn ok(body: &Value) -> Says {
    says(200, body)
}

pub fn text(status: u16, body: &str) -> Says {
    Says { status, headers: Vec::new(), body: body.to_owned() }
}

/// The server: gives its answers in turn, and 418 when there is none left. All of them have to be fetched.
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

    /// The connector, with an app that has no manager set.
    pub fn google(&self) -> Google {
        self.google_through(None)
    }

    pub fn google_through(&self, manager: Option<&str>) -> Google {
        let mut more = BTreeMap::from([("developer_token", Secret::from(DEVELOPER_TOKEN))]);
        more.extend(manager.map(|id| ("login_customer_id", Secret::from(id))));
        self.google_as(App { id: "client.apps".to_owned(), secret: Secret::from(APP_SECRET), more })
    }

    pub fn google_as(&self, app: App) -> Google {
        let wire = Wire::new(Arc::new(|_| {})).expect("a client");
        Google::new(wire, Hosts::under(&self.recorder.root("")), VERSION, app)
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
    Asked { line: format!("{} {}", head.method, head.uri), head: head.clone(), body }
}

pub const ACCESS: &str = "ya29.access-token";
pub const REFRESH: &str = "1//0refresh-token";
pub const APP_SECRET: &str = "GOCSPX-app-secret";
pub const DEVELOPER_TOKEN: &str = "AbCdEfGhIjKlMnOpQrStUv";
pub const SCOPE: &str = "https://www.googleapis.com/auth/adwords";
pub const SEARCH: &str = "POST /google/ads/v26/customers/1234567890/googleAds:search";

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

pub fn tokens() -> Tokens {
    Tokens {
        access: Secret::from(ACCESS),
        refresh: Some(Secret::from(REFRESH)),
        expires_at: Some(at("2026-11-22T13:00:00Z")),
        refresh_expires_at: Some(at("2026-11-29T12:00:00Z")),
        scopes: vec![SCOPE.to_owned()],
    }
}

/// One in Riyadh, below the manager 9990000001.
pub fn account() -> AdAccount {
    AdAccount {
        id: "1234567890".to_owned(),
        name: "Shop".to_owned(),
        currency: "SAR".to_owned(),
        time_zone: "Asia/Riyadh".to_owned(),
        is_active: true,
        through: Some("9990000001".to_owned()),
    }
}
