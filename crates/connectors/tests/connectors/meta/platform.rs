//! A small Meta: it gives the prepared answers in their order and keeps every question.

use std::sync::{Arc, Mutex};

use cmis_base::secret::Secret;
use cmis_connectors::{
    meta::{Hosts, Meta, VERSION},
    platform::{
        AdAccount, App, Tokens,
        wire::{Usage, Wire},
    },
};
use http::request::Parts;
use tokio::task::JoinSet;
use url::form_urlencoded;

use crate::recorder::{Recorder, Says, header};

/// `appsecret_proof` of [`TOKEN`] with [`APP_SECRET`]: a vector computed outside of this code.
pub const PROOF: &str = "42b0dc9b544d9b8d4818b3d899e129b88d2e97382133bbbbb4297c27c18adb1b";
pub const TOKEN: &str = "TOKEN";
pub const APP_SECRET: &str = "test_secret";

/// A question as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET /path`
    pub line: String,
    /// Of the query and the form, decoded.
    pub query: Vec<(String, String)>,
    pub form: Vec<(String, String)>,
    pub authorization: Option<String>,
}

pub struct Platform {
    recorder: Recorder<Asked>,
    used: Arc<Mutex<Vec<Usage>>>,
    tasks: JoinSet<()>,
}

impl Platform {
    pub async fn start() -> Self {
        let (recorder, tasks) = Recorder::start(read).await;
        Self { recorder, used: Arc::default(), tasks }
    }

    pub fn meta(&self) -> Meta {
        let used = self.used.clone();
        let wire = Wire::new(Arc::new(move |usage| used.lock().expect("lock").push(usage))).expect("client");
        let app = App { id: "4711".to_owned(), secret: Secret::from(APP_SECRET), more: Default::default() };
        Meta::new(wire, Hosts::under(&self.recorder.root("/sandbox")), VERSION.to_owned(), app)
    }

    /// Nobody listens any more.
    pub async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }

    /// Prepares a 200.
    pub fn says(&self, body: &str) -> &Self {
        self.answers(200, &[], body)
    }

    pub fn answers(&self, status: u16, headers: &[(&'static str, &str)], body: &str) -> &Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.recorder.prepare(Says { status, headers, body: body.to_owned() });
        self
    }

    /// Every question until now.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.recorder.asked())
    }

    pub fn used(&self) -> Vec<Usage> {
        std::mem::take(&mut self.used.lock().expect("lock"))
    }
}

fn read(head: &Parts, body: String) -> Asked {
    let pairs = |text: &[u8]| form_urlencoded::parse(text).into_owned().collect();
    let is_form = header(head, "content-type") == Some("application/x-www-form-urlencoded");
    assert_eq!(is_form, !body.is_empty(), "a body is a form");
    Asked {
        line: format!("{} {}", head.method, head.uri.path()),
        query: pairs(head.uri.query().unwrap_or_default().as_bytes()),
        form: pairs(body.as_bytes()),
        authorization: header(head, "authorization").map(str::to_owned),
    }
}

/// A question with a token.
pub fn with_token(line: &str, query: &[(&str, &str)], form: &[(&str, &str)]) -> Asked {
    let mut asked = Asked { authorization: Some(format!("Bearer {TOKEN}")), ..as_app(line, query) };
    asked.form = pairs(form);
    // the proof goes where the rest goes
    let place = if line.starts_with("POST") { &mut asked.form } else { &mut asked.query };
    place.push(("appsecret_proof".to_owned(), PROOF.to_owned()));
    asked
}

/// A question of the app's own.
pub fn as_app(line: &str, query: &[(&str, &str)]) -> Asked {
    let (method, path) = line.split_once(' ').expect("a method");
    let line = format!("{method} /sandbox/meta/graph/v26.0{path}");
    Asked { line, query: pairs(query), form: Vec::new(), authorization: None }
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

pub fn tokens() -> Tokens {
    let access = Secret::from(TOKEN);
    Tokens { access, refresh: None, expires_at: None, refresh_expires_at: None, scopes: Vec::new() }
}

pub fn account(currency: &str) -> AdAccount {
    AdAccount {
        id: "123".to_owned(),
        name: "Acme".to_owned(),
        currency: currency.to_owned(),
        time_zone: "Asia/Riyadh".to_owned(),
        is_active: true,
        through: None,
    }
}
