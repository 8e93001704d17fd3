//! X: sections 1, 2, 3, 6 and 7 of its facts. Calls are signed here by hand, without a look at how the sandbox checks them.

mod analytics;
mod calls;
mod oauth2;
mod objects;
mod sign_in;

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine, engine::general_purpose::STANDARD};
use cmis_sandbox::SECRET;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha1::Sha1;
use url::form_urlencoded;

use crate::stage::{Got, Stage, param, query};

static NONCE: AtomicU64 = AtomicU64::new(0);

/// RFC 3986: letters, digits and four signs stay.
fn percent(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// A token of OAuth 1.0a with its secret; both empty where there is none yet.
#[derive(Clone, Default)]
pub struct Token {
    pub token: String,
    pub secret: String,
}

/// What is signed, and what may be spoiled on purpose.
pub struct Signing<'a> {
    pub method: &'a str,
    pub address: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    pub form: &'a [(&'a str, &'a str)],
    pub more: &'a [(&'a str, &'a str)],
    pub timestamp: i64,
}

/// The header `Authorization` of a call.
pub fn authorization(signing: &Signing<'_>, key: &str, token: &Token) -> String {
    let nonce = format!("n{}", NONCE.fetch_add(1, Ordering::Relaxed));
    let timestamp = signing.timestamp.to_string();
    let mut said = vec![
        ("oauth_consumer_key", key),
        ("oauth_nonce", nonce.as_str()),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", timestamp.as_str()),
        ("oauth_version", "1.0"),
    ];
    if !token.token.is_empty() {
        said.push(("oauth_token", &token.token));
    }
    said.extend(signing.more);
    let all = said.iter().chain(signing.query).chain(signing.form);
    let mut all: Vec<String> = all.map(|(name, value)| format!("{}={}", percent(name), percent(value))).collect();
    all.sort();
    let base = format!("{}&{}&{}", signing.method, percent(signing.address), percent(&all.join("&")));
    let key = format!("{}&{}", percent(SECRET), percent(&token.secret));
    let mac = Hmac::<Sha1>::new_from_slice(key.as_bytes()).unwrap().chain_update(base.as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    said.push(("oauth_signature", &signature));
    let said: Vec<String> = said.iter().map(|(name, value)| format!("{name}=\"{}\"", percent(value))).collect();
    format!("OAuth {}", said.join(", "))
}

/// Somebody who calls with an app and a token.
pub struct Caller<'a> {
    pub stage: &'a Stage,
    pub key: String,
    pub token: Token,
}

/// A body as a form has it.
#[track_caller]
pub fn pairs(got: &Got) -> std::collections::BTreeMap<String, String> {
    assert_eq!(got.status, 200, "{}", got.body);
    form_urlencoded::parse(got.body.as_bytes()).into_owned().collect()
}

impl<'a> Caller<'a> {
    /// An app that nobody allowed anything yet.
    pub fn app(stage: &'a Stage) -> Self {
        Self { stage, key: "app-1".to_owned(), token: Token::default() }
    }

    /// Signed in, with everything allowed.
    pub async fn new(stage: &'a Stage) -> Self {
        Self::with(stage, &[]).await
    }

    /// Signed in, with more to say when asking.
    pub async fn with(stage: &'a Stage, query: &[(&str, &str)]) -> Self {
        let mut caller = Self::app(stage);
        let request = caller.request_token(query).await;
        let sent = caller.decide(&request.token, "allow").await;
        let verifier = param(sent.header("location"), "oauth_verifier");
        caller.token = request;
        let told = pairs(&caller.access_token(&verifier).await);
        caller.token = Token { token: told["oauth_token"].clone(), secret: told["oauth_token_secret"].clone() };
        caller
    }

    pub async fn request_token(&self, query: &[(&str, &str)]) -> Token {
        let back = format!("{}/callback?state=s 1", self.stage.product);
        let more = [("oauth_callback", back.as_str())];
        let told = pairs(&self.api("POST", "oauth/request_token", query, &more).await);
        assert_eq!(told["oauth_callback_confirmed"], "true");
        Token { token: told["oauth_token"].clone(), secret: told["oauth_token_secret"].clone() }
    }

    pub async fn decide(&self, token: &str, decision: &str) -> Got {
        let form = [("oauth_token", token), ("sandbox_decision", decision)];
        self.stage.form("/twitter/api/oauth/authorize", &form).await
    }

    pub async fn access_token(&self, verifier: &str) -> Got {
        self.api("POST", "oauth/access_token", &[("oauth_verifier", verifier)], &[]).await
    }

    /// A call of `api`, with more words in the header.
    pub async fn api(&self, method: &str, path: &str, query: &[(&str, &str)], more: &[(&str, &str)]) -> Got {
        let address = format!("{}/twitter/api/{path}", self.stage.base);
        self.send(&self.signing(method, &address, query, &[], more), String::new(), &[]).await
    }

    pub fn signing<'s>(
        &self,
        method: &'s str,
        address: &'s str,
        query: &'s [(&'s str, &'s str)],
        form: &'s [(&'s str, &'s str)],
        more: &'s [(&'s str, &'s str)],
    ) -> Signing<'s> {
        Signing { method, address, query, form, more, timestamp: self.stage.clock.now().timestamp() }
    }

    /// Sends what was signed.
    pub async fn send(&self, signing: &Signing<'_>, body: String, headers: &[(&str, &str)]) -> Got {
        let signed = authorization(signing, &self.key, &self.token);
        let headers = [headers, &[("authorization", signed.as_str())]].concat();
        let address = if signing.query.is_empty() {
            signing.address.to_owned()
        } else {
            format!("{}?{}", signing.address, query(signing.query))
        };
        self.stage.send(signing.method, &address, &headers, body).await
    }

    /// A call of the Ads API with a query.
    pub async fn ads(&self, method: &str, path: &str, asked: &[(&str, &str)]) -> Got {
        let address = format!("{}/twitter/ads/12/{path}", self.stage.base);
        self.send(&self.signing(method, &address, asked, &[], &[]), String::new(), &[]).await
    }

    /// A call of the Ads API with JSON, which is not signed.
    pub async fn json(&self, path: &str, body: &Value) -> Got {
        let address = format!("{}/twitter/ads/12/{path}", self.stage.base);
        let headers = [("content-type", "application/json")];
        self.send(&self.signing("POST", &address, &[], &[], &[]), body.to_string(), &headers).await
    }

    /// Id of the account with a currency, as X writes it, and its number.
    pub async fn account(&self, currency: &str) -> (String, u64) {
        let list = self.ads("GET", "accounts", &[]).await.ok();
        for id in list["data"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()) {
            let funding = self.ads("GET", &format!("accounts/{id}/funding_instruments"), &[]).await.ok();
            if funding["data"][0]["currency"] == currency {
                return (id.to_owned(), u64::from_str_radix(id, 36).unwrap());
            }
        }
        panic!("no account has {currency}");
    }
}

/// The status and the code of a refusal of the Ads API.
#[track_caller]
pub fn refusal(got: &Got) -> (u16, String) {
    let body = got.json();
    (got.status, body["errors"][0]["code"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned())
}

/// The status and the number of a refusal that is older than version 2.
#[track_caller]
pub fn numbered(got: &Got) -> (u16, u64) {
    let body = got.json();
    (got.status, body["errors"][0]["code"].as_u64().unwrap_or_else(|| panic!("{body}")))
}
