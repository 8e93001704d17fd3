//! A client of Socket.IO as small as the protocol allows, through a real listener. The official one is in the browser journeys.

use std::{net::SocketAddr, time::Duration};

use cmis_app::{background, router, state::App};
use cmis_jobs::supervise;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

use crate::harness::{Person, TestApp};

/// How long anything may take that is to happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A node that listens, with everything that runs beside it.
pub struct Node {
    pub address: SocketAddr,
    app: App,
}

impl Node {
    pub async fn of(app: &TestApp) -> Self {
        Self::start(app.app.clone()).await
    }

    pub async fn start(app: App) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("address");
        let service = router::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        supervise::once(&app.tasks, axum::serve(listener, service).into_future());
        background::start(&app);
        Self { address, app }
    }

    /// As a process that stops does.
    pub async fn stop(&self) {
        self.app.stopping.cancel();
    }

    /// A connection that has not said who it is.
    pub async fn connect(&self) -> Socket {
        let url = format!("ws://{}/socket.io/?EIO=4&transport=websocket", self.address);
        let (ws, _) = connect_async(url).await.expect("a connection");
        let mut socket = Socket { ws, heard: Vec::new(), asked: 0 };
        let open = socket.packet().await.expect("an open packet");
        assert!(open.starts_with("0{"), "{open}");
        socket
    }

    /// Somebody's socket, in their own room.
    pub async fn enter(&self, person: &Person) -> Socket {
        let mut socket = self.connect().await;
        let answer = socket.introduce(&json!({"token": person.token()})).await;
        assert!(answer.starts_with("40{"), "{answer}");
        socket
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.app.stopping.cancel();
    }
}

/// A client.
pub struct Socket {
    ws: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// Events that came while something else was waited for.
    heard: Vec<(String, Value)>,
    asked: u64,
}

impl Socket {
    /// Sends a packet as it is.
    pub async fn send(&mut self, packet: impl Into<Message>) {
        // one that was let go finds out when it reads
        let _ = self.ws.send(packet.into()).await;
    }

    /// The next packet that is no ping; none when the connection is over.
    pub async fn packet(&mut self) -> Option<String> {
        let patience = tokio::time::Instant::now() + PATIENCE;
        loop {
            // a ping is no answer: it does not prolong the patience
            let next = tokio::time::timeout_at(patience, self.ws.next()).await;
            match next.unwrap_or_else(|_| panic!("nothing within {PATIENCE:?}; so far {:?}", self.heard))?.ok()? {
                Message::Text(text) if text == "2" => self.send("3").await,
                Message::Text(text) => return Some(text.to_string()),
                Message::Close(_) => return None,
                other => panic!("{other:?}"),
            }
        }
    }

    /// Says who it is; gives the answer.
    pub async fn introduce(&mut self, auth: &Value) -> String {
        self.send(format!("40{auth}")).await;
        self.packet().await.expect("an answer")
    }

    /// Asks and gives the answer.
    pub async fn ask(&mut self, event: &str, what: &str) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(format!("42{id}{}", json!([event, what]))).await;
        loop {
            let packet = self.packet().await.expect("an answer");
            match packet.strip_prefix(&format!("43{id}")) {
                Some(answer) => return serde_json::from_str::<Value>(answer).expect("JSON")[0].clone(),
                None => self.keep(&packet),
            }
        }
    }

    fn keep(&mut self, packet: &str) {
        let event: (String, Value) =
            serde_json::from_str(packet.strip_prefix("42").unwrap_or_else(|| panic!("{packet}"))).expect("an event");
        self.heard.push(event);
    }

    /// The payload of the next event of a name.
    pub async fn hears(&mut self, name: &str) -> Value {
        loop {
            if let Some(place) = self.heard.iter().position(|(event, _)| event == name) {
                return self.heard.remove(place).1;
            }
            let packet = self.packet().await.unwrap_or_else(|| panic!("the end instead of {name}"));
            self.keep(&packet);
        }
    }

    /// Everything that came up to the answer to a question: what was sent before it has arrived.
    pub async fn so_far(&mut self) -> Vec<(String, Value)> {
        self.ask("leave", "org:00000000-0000-0000-0000-000000000000").await;
        std::mem::take(&mut self.heard)
    }

    /// Waits for the end.
    pub async fn is_let_go(&mut self) {
        while let Some(packet) = self.packet().await {
            if packet == "41" || packet == "1" {
                return;
            }
        }
    }
}
