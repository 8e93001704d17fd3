//! The small server, and the connector that calls it through the path of a proxy.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Response},
};
use chrono::{DateTime, Utc};
use cmis_base::secret::Secret;
use cmis_connectors::{
    platform::{AdAccount, App, Tokens, wire::Wire},
    snapchat::{Hosts, Snapchat, VERSION},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET /v1/me`, of the API; `POST accounts/…`, of the other host.
    pub line: String,
    pub query: BTreeMap<String, String>,
    pub headers: HeaderMap,
    pub body: String,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("text"))
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

/// An answer that waits to be given.
#[derive(Clone)]
pub struct Says(pub u16, pub String);

pub fn ok(body: &Value) -> Says {
    Says(200, body.to_string())
}

pub fn says(status: u16, body: &Value) -> Says {
    Says(status, body.to_string())
}

#[derive(Clone, Default)]
struct Shared {
    waiting: Arc<Mutex<VecDeque<Says>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// Gives its answers in turn, and 418 when there is none left. All of them have to be fetched.
pub struct Server {
    shared: Shared,
    root: Url,
    _running: JoinSet<()>,
}

impl Server {
    pub async fn new(answers: impl IntoIterator<Item = Says>) -> Self {
        let shared = Shared::default();
        shared.waiting.lock().expect("lock").extend(answers);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let root = format!("http://{}/proxy", listener.local_addr().expect("an address")).parse().expect("an address");
        let router = Router::new().fallback(answer).with_state(shared.clone());
        let mut running = JoinSet::new();
        running.spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        Self { shared, root, _running: running }
    }

    pub fn snapchat(&self) -> Snapchat {
        snapchat(Hosts::under(&self.root))
    }

    pub fn root(&self) -> &Url {
        &self.root
    }

    /// What was asked, in its order, when every answer was fetched.
    pub fn asked(&self) -> Vec<Asked> {
        assert!(self.shared.waiting.lock().expect("lock").is_empty(), "some answers were never fetched");
        self.shared.asked.lock().expect("lock").clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

async fn answer(State(shared): State<Shared>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let path = head.uri.path().strip_prefix("/proxy/snapchat/").expect("below the proxy");
    let path = path.strip_prefix("api").unwrap_or(path);
    shared.asked.lock().expect("lock").push(Asked {
        line: format!("{} {path}", head.method),
        query: url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect(),
        headers: head.headers,
        body: String::from_utf8(body.to_vec()).expect("text"),
    });
    let Says(status, body) =
        shared.waiting.lock().expect("lock").pop_front().unwrap_or(Says(418, "nothing left to say".to_owned()));
    Response::builder().status(status).body(Body::from(body)).expect("a response")
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
