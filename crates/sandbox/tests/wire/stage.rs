//! A sandbox on a port, a product that catches its webhooks, and a client that follows no redirects.

use std::sync::{Arc, Mutex};

use axum::{body::Bytes, http::HeaderMap};
use chrono::{DateTime, Utc};
use cmis_base::clock::Clock;
use cmis_sandbox::{Settings, serve};
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};
use url::{Url, form_urlencoded::Serializer};

/// What the product was sent.
pub type Caught = Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>;

/// A running sandbox; it ends with this value.
pub struct Stage {
    pub base: String,
    pub product: String,
    pub clock: Clock,
    pub caught: Caught,
    client: reqwest::Client,
    _tasks: JoinSet<()>,
}

/// An answer.
pub struct Got {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Got {
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    #[track_caller]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

pub fn query(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Stage {
    pub async fn new() -> Self {
        Self::at("2026-08-20T12:00:00Z").await
    }

    pub async fn at(now: &str) -> Self {
        let now: DateTime<Utc> = now.parse().unwrap();
        let (clock, caught) = (Clock::fixed(now), Caught::default());
        let mut tasks = JoinSet::new();
        let product = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let product_base = format!("http://{}", product.local_addr().unwrap());
        let keep = caught.clone();
        let catch =
            axum::Router::new().fallback(move |uri: axum::http::Uri, headers: HeaderMap, body: Bytes| async move {
                keep.lock().unwrap().push((uri.path().to_owned(), headers, body));
                "ok"
            });
        tasks.spawn(async move { axum::serve(product, catch).await.unwrap() });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let settings = Settings { seed: 7, product: Url::parse(&product_base).unwrap(), clock: clock.clone() };
        tasks.spawn(async move { serve(listener, settings, std::future::pending()).await.unwrap() });
        let client = loop {
            // the sandbox chooses how TLS is done; a client can be made once it did
            if Self::answers(&base).await {
                let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy();
                break builder.build().unwrap();
            }
            tokio::task::yield_now().await;
        };
        Self { base, product: product_base, clock, caught, client, _tasks: tasks }
    }

    async fn answers(base: &str) -> bool {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut stream = tokio::net::TcpStream::connect(base.trim_start_matches("http://")).await.unwrap();
        stream
            .write_all(b"GET /control/faults HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
            .await
            .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.is_ok_and(|_| text.starts_with("HTTP/1.1 200"))
    }

    pub async fn try_send(
        &self,
        method: &str,
        address: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Result<Got, reqwest::Error> {
        let address = if address.starts_with("http") { address.to_owned() } else { format!("{}{address}", self.base) };
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, address).body(body);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Got { status, headers, body: answer.text().await? })
    }

    pub async fn send(&self, method: &str, address: &str, headers: &[(&str, &str)], body: String) -> Got {
        self.try_send(method, address, headers, body).await.unwrap()
    }

    pub async fn get(&self, address: &str) -> Got {
        self.send("GET", address, &[], String::new()).await
    }

    pub async fn form(&self, address: &str, pairs: &[(&str, &str)]) -> Got {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", address, &headers, query(pairs)).await
    }

    pub async fn control(&self, path: &str, body: Value) -> Got {
        self.send("POST", &format!("/control/{path}"), &[("content-type", "application/json")], body.to_string()).await
    }

    /// Consent and code at Meta; the token.
    pub async fn meta_token(&self, scopes: &str) -> String {
        let back = format!("{}/callback", self.product);
        let mut pairs = vec![("client_id", "app"), ("redirect_uri", back.as_str()), ("state", "s1"), ("scope", scopes)];
        pairs.push(("sandbox_decision", "allow"));
        pairs.extend(scopes.split(',').map(|scope| ("sandbox_scope", scope)));
        let sent = self.form("/meta/www/v26.0/dialog/oauth", &pairs).await;
        let code = param(sent.header("location"), "code");
        let exchange =
            [("client_id", "app"), ("client_secret", "sandbox-secret"), ("redirect_uri", &back), ("code", &code)];
        let told = self.get(&format!("/meta/graph/v26.0/oauth/access_token?{}", query(&exchange))).await.ok();
        told["access_token"].as_str().unwrap().to_owned()
    }

    /// Consent and code at Google; the answer with both tokens.
    pub async fn google_tokens(&self) -> Value {
        let back = format!("{}/callback", self.product);
        // the pair of RFC 7636, appendix B
        let (verifier, challenge) =
            ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let asked = [
            ("client_id", "app"),
            ("redirect_uri", back.as_str()),
            ("response_type", "code"),
            ("scope", "https://www.googleapis.com/auth/adwords"),
            ("state", "s1"),
            ("access_type", "offline"),
            ("prompt", "consent"),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
            ("sandbox_decision", "allow"),
        ];
        let sent = self.form("/google/accounts/o/oauth2/v2/auth", &asked).await;
        let code = param(sent.header("location"), "code");
        let exchange = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("client_id", "app"),
            ("client_secret", "sandbox-secret"),
            ("redirect_uri", &back),
            ("code_verifier", verifier),
        ];
        self.form("/google/oauth/token", &exchange).await.ok()
    }

    /// The first account of a platform with a currency.
    pub async fn account(&self, platform: &str, currency: &str) -> String {
        let accounts = self.get("/control/accounts").await.ok();
        let mut accounts = accounts[platform].as_array().unwrap().clone().into_iter();
        accounts.find(|it| it["currency"] == currency).unwrap()["id"].as_str().unwrap().to_owned()
    }
}

/// A parameter of an address.
#[track_caller]
pub fn param(address: &str, name: &str) -> String {
    let address = Url::parse(address).unwrap_or_else(|error| panic!("{error}: {address}"));
    address.query_pairs().find(|(it, _)| it == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
}
