//! Receivers of customers, good and bad: real servers on this machine.

use std::{
    future::Future,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, response::IntoResponse};
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// What a receiver got.
#[derive(Clone, Debug)]
pub struct Seen {
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Seen {
    pub fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name}")).to_str().expect("text")
    }
}

/// A receiver. It ends when it is dropped.
pub struct Receiver {
    pub url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
    _tasks: JoinSet<()>,
}

impl Receiver {
    /// One that answers each request with what `answer` gives for its number, from 0.
    pub async fn start<A: IntoResponse>(answer: impl Fn(usize) -> A + Clone + Send + Sync + 'static) -> Self {
        let (listener, url) = listen().await;
        let seen = Arc::new(Mutex::new(Vec::new()));
        let kept = seen.clone();
        let router = Router::new().fallback(move |headers: HeaderMap, bytes: Bytes| {
            let (kept, answer) = (kept.clone(), answer.clone());
            async move {
                let number = {
                    let mut all = kept.lock().expect("lock");
                    all.push(Seen { headers, bytes });
                    all.len() - 1
                };
                answer(number).into_response()
            }
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { url, seen, _tasks: tasks }
    }

    /// One that is always content.
    pub async fn good() -> Self {
        Self::start(|_| StatusCode::NO_CONTENT).await
    }

    /// One that does with each connection what it wants.
    pub async fn raw<F: Future<Output = ()> + Send + 'static>(
        handle: impl Fn(TcpStream) -> F + Send + Sync + 'static,
    ) -> Self {
        let (listener, url) = listen().await;
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(handle(stream));
            }
        });
        Self { url, seen: Arc::default(), _tasks: tasks }
    }

    /// Everything so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("lock").clone()
    }

    /// How many so far.
    pub fn count(&self) -> usize {
        self.seen.lock().expect("lock").len()
    }
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}/hook?token=abc", listener.local_addr().expect("address"));
    (listener, url)
}
