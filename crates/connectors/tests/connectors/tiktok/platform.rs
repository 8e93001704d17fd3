//! A small TikTok: it gives the prepared answers in their order and keeps every question.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    response::Response,
};
use cmis_base::secret::Secret;
use cmis_connectors::{
    platform::{AdAccount, App, Tokens, wire::Wire},
    tiktok::{Hosts, TikTok, VERSION},
};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};
use url::{Url, form_urlencoded};

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

struct Prepared {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
}

#[derive(Clone, Default)]
struct Kept {
    asked: Arc<Mutex<Vec<Asked>>>,
    prepared: Arc<Mutex<VecDeque<Prepared>>>,
}

pub struct Platform {
    root: Url,
    kept: Kept,
    _tasks: JoinSet<()>,
}

impl Platform {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let root = format!("http://{}/sandbox", listener.local_addr().expect("address"));
        let kept = Kept::default();
        let router = Router::new().fallback(answer).with_state(kept.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { root: Url::parse(&root).expect("root"), kept, _tasks: tasks }
    }

    pub fn tiktok(&self) -> TikTok {
        at(Hosts::under(&self.root))
    }

    pub fn root(&self) -> &Url {
        &self.root
    }

    /// Prepares what is in the envelope.
    pub fn says(&self, data: &Value) -> &Self {
        let body = format!(r#"{{"code":0,"message":"OK","request_id":"20240101","data":{data}}}"#);
        self.answers(200, &[], &body)
    }

    pub fn answers(&self, status: u16, headers: &[(&'static str, &str)], body: &str) -> &Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.kept.prepared.lock().expect("lock").push_back(Prepared { status, headers, body: body.to_owned() });
        self
    }

    /// Every question until now, when every answer was fetched.
    pub fn asked(&self) -> Vec<Asked> {
        assert!(self.kept.prepared.lock().expect("lock").is_empty(), "some answers were never fetched");
        std::mem::take(&mut self.kept.asked.lock().expect("lock"))
    }
}

async fn answer(State(kept): State<Kept>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1_000_000).await.expect("body");
    let header = |name: &str| head.headers.get(name).map(|it| it.to_str().expect("text").to_owned());
    let is_json = header("content-type").as_deref() == Some("application/json");
    assert_eq!(is_json, !body.is_empty(), "a body is JSON");
    assert_eq!(header("authorization"), None, "TikTok's token has a header of its own");
    let query = head.uri.query().unwrap_or_default().as_bytes();
    kept.asked.lock().expect("lock").push(Asked {
        line: format!("{} {}", head.method, head.uri.path()),
        query: form_urlencoded::parse(query).into_owned().collect(),
        body: String::from_utf8(body.to_vec()).expect("text"),
        token: header("access-token"),
    });
    let prepared = kept.prepared.lock().expect("lock").pop_front();
    let Prepared { status, headers, body } =
        prepared.unwrap_or(Prepared { status: 418, headers: Vec::new(), body: "nobody prepared for this".to_owned() });
    let builder =
        headers.into_iter().fold(Response::builder().status(status), |it, (name, value)| it.header(name, value));
    builder.body(Body::from(body)).expect("answer")
}

pub fn at(hosts: Hosts) -> TikTok {
    let wire = Wire::new(Arc::new(|_| {})).expect("client");
    let app = App { id: APP_ID.to_owned(), secret: Secret::from(APP_SECRET), more: Default::default() };
    TikTok::new(wire, hosts, VERSION, app)
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
