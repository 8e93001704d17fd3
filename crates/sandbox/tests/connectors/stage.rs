//! A sandbox on a port, and connectors that are pointed at it.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use cmis_base::{clock::Clock, platform::Platform, secret::Secret};
use cmis_connectors::{
    google, meta,
    platform::{AdAccount, Ads, App, EditAds, Inbound, Insight, SignIn, Split, Tokens, Window, wire::Wire},
};
use cmis_sandbox::{SECRET, Sandbox, Settings};
use http::HeaderMap;
use reqwest::redirect::Policy;
use serde_json::Value;
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

/// What this story asks of a platform.
pub trait Connector: SignIn + Ads + EditAds + Inbound {}
impl<T: SignIn + Ads + EditAds + Inbound> Connector for T {}

/// A call that the sandbox made to the product.
pub type Arrived = (String, HeaderMap, Bytes);

pub struct Stage {
    pub clock: Clock,
    pub sandbox: Sandbox,
    pub root: Url,
    pub client: reqwest::Client,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    _serving: JoinSet<()>,
}

impl Stage {
    pub async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Clock::fixed(DateTime::parse_from_rfc3339("2026-11-21T09:00:00Z").unwrap().to_utc());
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let mut serving = JoinSet::new();
        let (product, listener) = port().await;
        let door = Router::new().fallback(keep).with_state(arrived.clone());
        serving.spawn(async move { axum::serve(listener, door).await.unwrap() });
        let sandbox = Sandbox::new(Settings { seed: 1, product, clock: clock.clone() });
        let (root, listener) = port().await;
        let router = cmis_sandbox::router(sandbox.clone());
        serving.spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { clock, sandbox, root, client, arrived, _serving: serving }
    }

    /// The platforms that have both sides.
    pub fn connectors(&self) -> [(Platform, Box<dyn Connector>); 2] {
        let wire = || Wire::new(Arc::new(|_| {})).unwrap();
        let app = |more: &[(&'static str, &str)]| App {
            id: "4711".to_owned(),
            secret: Secret::from(SECRET),
            more: more.iter().map(|(name, value)| (*name, Secret::from(*value))).collect(),
        };
        let meta = meta::Meta::new(wire(), meta::Hosts::under(&self.root), meta::VERSION.to_owned(), app(&[]));
        let token = app(&[("developer_token", "0123456789abcdefghijkl")]);
        let google = google::Google::new(wire(), google::Hosts::under(&self.root), google::VERSION, token);
        [(Platform::Meta, Box::new(meta)), (Platform::Google, Box::new(google))]
    }

    /// A person comes back from the consent page with what the platform sends along.
    pub async fn consent(&self, begun: &Url, decision: &str, scopes: &[&str]) -> BTreeMap<String, String> {
        let page = self.client.get(begun.clone()).send().await.unwrap();
        assert_eq!(page.status().as_u16(), 200, "{}", page.text().await.unwrap());
        let mut form: Vec<(String, String)> = begun.query_pairs().into_owned().collect();
        form.push(("sandbox_decision".to_owned(), decision.to_owned()));
        form.extend(scopes.iter().map(|scope| ("sandbox_scope".to_owned(), (*scope).to_owned())));
        let mut address = begun.clone();
        address.set_query(None);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = "application/x-www-form-urlencoded";
        let sent = self.client.post(address).header("content-type", kind).body(body).send().await.unwrap();
        let back = sent.headers().get("location").unwrap().to_str().unwrap().parse::<Url>().unwrap();
        back.query_pairs().into_owned().collect()
    }

    /// Signs in and allows everything.
    pub async fn tokens(&self, connector: &dyn Connector) -> Tokens {
        let now = self.clock.now();
        let begun = connector.begin(&back(), "state-1", now).await.unwrap();
        let query = self.consent(&begun.url, "allow", connector.scopes()).await;
        assert_eq!(query["state"], "state-1");
        connector.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap()
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let address = self.root.join("control/").unwrap().join(path).unwrap();
        let answer = self
            .client
            .post(address)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }

    /// What came to the product since the last look.
    pub fn arrived(&self) -> Vec<Arrived> {
        std::mem::take(&mut self.arrived.lock().unwrap())
    }
}

pub async fn port() -> (Url, TcpListener) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    (format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap(), listener)
}

async fn keep(State(arrived): State<Arc<Mutex<Vec<Arrived>>>>, request: axum::extract::Request) {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
    arrived.lock().unwrap().push((head.uri.path().to_owned(), head.headers, body));
}

pub fn back() -> Url {
    "http://localhost:8080/integrations/return".parse().unwrap()
}

/// All pages of a list; `$after` is where the next one begins.
macro_rules! all {
    ($after:ident => $call:expr) => {{
        let (mut items, mut place): (Vec<_>, Option<String>) = (Vec::new(), None);
        loop {
            let $after = place.as_deref();
            let page = $call.await.unwrap();
            items.extend(page.items);
            place = page.next;
            if place.is_none() {
                break items;
            }
        }
    }};
}
pub(crate) use all;

/// The rows of a window, in as many questions as the connector wants.
pub async fn insights(
    ads: &(impl Ads + ?Sized),
    tokens: &Tokens,
    account: &AdAccount,
    window: Window,
    split: Split,
) -> Vec<Insight> {
    let (mut rows, mut from) = (Vec::new(), window.from);
    while from <= window.to {
        let to = window.to.min(from + TimeDelta::days(i64::from(ads.longest_window(split)) - 1));
        rows.extend(all!(after => ads.insights(tokens, account, Window { from, to }, split, after)));
        from = to + TimeDelta::days(1);
    }
    rows
}

/// Ten days that are over in every time zone.
pub fn november(now: DateTime<Utc>) -> Window {
    let to: NaiveDate = now.date_naive().pred_opt().unwrap().pred_opt().unwrap();
    Window { from: to - TimeDelta::days(9), to }
}
