//! The small server that stands for every platform here: it gives the prepared answers in their order, and 418 when there is none left, and
//! keeps every question as its suite reads it.

use std::{
    collections::VecDeque,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    response::Response,
};
use http::request::Parts;
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

/// An answer that waits to be given.
#[derive(Clone, Debug)]
pub struct Says {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

/// The server's memory.
pub struct Recorder<A> {
    at: SocketAddr,
    asked: Arc<Mutex<Vec<A>>>,
    prepared: Arc<Mutex<VecDeque<Says>>>,
}

impl<A: Send + 'static> Recorder<A> {
    /// It serves until the tasks end. `read` makes of a question what the suite looks at, and may refuse what no question may be.
    pub async fn start(read: fn(&Parts, String) -> A) -> (Self, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = listener.local_addr().expect("an address");
        let recorder = Self { at, asked: Arc::default(), prepared: Arc::default() };
        let (asked, prepared, mut tasks) = (recorder.asked.clone(), recorder.prepared.clone(), JoinSet::new());
        let router = Router::new().fallback(move |request: Request| answer(asked, prepared, read, request));
        tasks.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        (recorder, tasks)
    }

    /// The address that connectors are told, with a path as behind a proxy.
    pub fn root(&self, path: &str) -> Url {
        format!("http://{}{path}", self.at).parse().expect("an address")
    }

    pub fn prepare(&self, says: Says) {
        self.prepared.lock().expect("lock").push_back(says);
    }

    /// The questions until now, when every answer was fetched: to be looked at, or taken.
    pub fn asked(&self) -> MutexGuard<'_, Vec<A>> {
        assert!(self.prepared.lock().expect("lock").is_empty(), "some answers were never fetched");
        self.asked.lock().expect("lock")
    }
}

async fn answer<A>(
    kept: Arc<Mutex<Vec<A>>>,
    prepared: Arc<Mutex<VecDeque<Says>>>,
    read: fn(&Parts, String) -> A,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, 1 << 20).await.expect("a body");
    let asked = read(&head, String::from_utf8(body.to_vec()).expect("text"));
    kept.lock().expect("lock").push(asked);
    let prepared = prepared.lock().expect("lock").pop_front();
    let nothing = || Says { status: 418, headers: Vec::new(), body: "nobody prepared for this".to_owned() };
    let Says { status, headers, body } = prepared.unwrap_or_else(nothing);
    let response =
        headers.into_iter().fold(Response::builder().status(status), |it, (name, value)| it.header(name, value));
    response.body(Body::from(body)).expect("a response")
}

/// A header of a question as text.
pub fn header<'a>(head: &'a Parts, name: &str) -> Option<&'a str> {
    head.headers.get(name).map(|value| value.to_str().expect("text"))
}
