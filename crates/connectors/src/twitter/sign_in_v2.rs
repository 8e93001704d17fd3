//! Signing in for posts, media and messages: OAuth 2.0 with PKCE as a confidential client. Access tokens last two hours. A refresh token
//! is good once: what comes back with it replaces it.

use std::{collections::BTreeMap, fmt};

use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    clock::Clock,
    secret::{Secret, expose, token},
};
use http::{HeaderMap, HeaderValue, Method, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Hosts, call::asking, problem, sign_in::me};
use crate::platform::{
    Answer, App, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, Wire, below},
};

/// What publishing and the inbox need; without the last of them there is no refresh token.
const SCOPES: &[&str] = &[
    "tweet.read",
    "tweet.write",
    "tweet.moderate.write",
    "users.read",
    "dm.read",
    "dm.write",
    "media.write",
    "offline.access",
];

/// X's sign-in of version 2, as a client of its own: its id and secret are not those of [`super::Twitter`].
#[derive(Clone)]
pub struct TwitterV2 {
    wire: Wire,
    hosts: Hosts,
    app: App,
    clock: Clock,
}

impl fmt::Debug for TwitterV2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TwitterV2").field("hosts", &self.hosts).field("app", &self.app).finish_non_exhaustive()
    }
}

/// What the token endpoint gives.
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: Option<i64>,
    refresh_token: Option<Secret>,
    scope: Option<String>,
}

/// Its refusal.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Refused {
    error: String,
    error_description: String,
}

/// What is being refused: the same word means different things.
#[derive(Clone, Copy, PartialEq)]
enum Step {
    Finish,
    Refresh,
    Revoke,
}

impl TwitterV2 {
    /// A sign-in at `hosts` as the OAuth 2.0 client `app`. `clock` tells how long a limit still lasts.
    pub fn new(wire: Wire, hosts: Hosts, app: App, clock: Clock) -> Self {
        Self { wire, hosts, app, clock }
    }

    fn begun(&self, back: &Url, state: &str) -> Begun {
        let verifier = token("");
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(expose(&verifier).as_bytes()));
        let params = [
            ("response_type", "code"),
            ("client_id", &self.app.id),
            ("redirect_uri", back.as_str()),
            ("scope", &SCOPES.join(" ")),
            ("state", state),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let url = asking(below(&self.hosts.www, ["i", "oauth2", "authorize"]), &params);
        Begun { url, keep: Some(verifier) }
    }

    async fn finished(
        &self,
        back: &Url,
        query: &BTreeMap<String, String>,
        keep: Option<&Secret>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Problem> {
        let code = code(query)?;
        let verifier =
            keep.ok_or_else(|| Problem::new(Class::Invalid, "no_verifier", "This sign-in was not begun here"))?;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back.as_str()),
            ("code_verifier", expose(verifier)),
        ];
        let reply = self.ask("token", Step::Finish, &fields).await?;
        Ok(reply.json::<Granted>()?.into_tokens(now, None))
    }

    async fn refreshed(&self, tokens: &Tokens, now: DateTime<Utc>) -> Result<Option<Tokens>, Problem> {
        let Some(refresh) = &tokens.refresh else { return Ok(None) };
        let fields = [("grant_type", "refresh_token"), ("refresh_token", expose(refresh))];
        let reply = self.ask("token", Step::Refresh, &fields).await?;
        // the old one is spent by now
        let granted: Granted = reply.json().map_err(|problem| Problem { may_have_happened: true, ..problem })?;
        Ok(Some(granted.into_tokens(now, Some(tokens))))
    }

    async fn identity(&self, tokens: &Tokens) -> Result<Identity, Problem> {
        let access = expose(&tokens.access);
        let url = below(&self.hosts.api, ["2", "users", "me"]);
        let headers = authorized(&format!("Bearer {access}"))?;
        let reply = self.wire.call(Method::GET, url, headers, Body::None).await?;
        let now = self.clock.now();
        for usage in problem::limits(&reply, None, now) {
            self.wire.used(usage);
        }
        if !reply.is_success() {
            return Err(problem::of(&reply, None, now, &[access]));
        }
        me(&reply, &[access])?.granting(tokens.scopes.clone())
    }

    /// First the token that others could still be got with.
    async fn give_back(&self, tokens: &Tokens) -> Result<(), Problem> {
        let kinds = [(tokens.refresh.as_ref(), "refresh_token"), (Some(&tokens.access), "access_token")];
        for (secret, kind) in kinds {
            let Some(secret) = secret else { continue };
            match self.ask("revoke", Step::Revoke, &[("token", expose(secret)), ("token_type_hint", kind)]).await {
                // nothing is left to give back
                Err(problem) if problem.class == Class::Revoked => {}
                other => drop(other?),
            }
        }
        Ok(())
    }

    /// Asks `/2/oauth2` as the client that it is.
    async fn ask(&self, what: &str, step: Step, fields: &[(&str, &str)]) -> Result<Reply, Problem> {
        let client = STANDARD.encode(format!("{}:{}", self.app.id, expose(&self.app.secret)));
        let headers = authorized(&format!("Basic {client}"))?;
        let form = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = below(&self.hosts.api, ["2", "oauth2", what]);
        let reply = self.wire.call(Method::POST, url, headers, Body::Form(form)).await?;
        if reply.is_success() {
            return Ok(reply);
        }
        let own = [expose(&self.app.secret), client.as_str()];
        let is_secret = |name: &str| matches!(name, "code" | "code_verifier" | "refresh_token" | "token");
        let sent = fields.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| *value);
        let secrets: Vec<&str> = own.into_iter().chain(sent).collect();
        Err(self.refusal(step, &reply, &secrets))
    }

    /// What a refusal means. A wrong client is for whoever runs the app to mend, and disconnects nobody.
    fn refusal(&self, step: Step, reply: &Reply, secrets: &[&str]) -> Problem {
        let refused: Refused = serde_json::from_slice(&reply.body).unwrap_or_default();
        if !is_word(&refused.error) {
            let mut problem = problem::of(reply, None, self.clock.now(), secrets);
            // here 401 is about the client
            if matches!(problem.class, Class::Expired | Class::Revoked) {
                problem.class = Class::Invalid;
            }
            return problem;
        }
        // X calls a token that is no longer one an invalid request and says in words which value is meant
        let is_spent = refused.error == "invalid_grant"
            || (refused.error == "invalid_request" && refused.error_description.contains("token was invalid"));
        let class = match refused.error.as_str() {
            _ if reply.status == 429 || reply.status >= 500 => reply.by_status().class,
            "server_error" | "temporarily_unavailable" => Class::Transient,
            _ if is_spent && step != Step::Finish => Class::Revoked,
            "access_denied" => Class::Permission,
            _ => Class::Invalid,
        };
        let wait = problem::of(reply, None, self.clock.now(), &[]).retry_after;
        let told = Problem::new(class, refused.error, &refused.error_description).without(secrets.iter().copied());
        problem::named(told.after(wait), reply)
    }
}

impl Granted {
    /// What is not sent again stays as it was; of a first grant, the scopes that are not told are those that were asked for.
    fn into_tokens(self, now: DateTime<Utc>, old: Option<&Tokens>) -> Tokens {
        let life = self.expires_in.filter(|seconds| *seconds > 0).and_then(TimeDelta::try_seconds);
        Tokens {
            access: self.access_token,
            refresh: self.refresh_token.or_else(|| old.and_then(|old| old.refresh.clone())),
            expires_at: life.and_then(|life| now.checked_add_signed(life)),
            refresh_expires_at: None,
            scopes: match (self.scope.as_deref(), old) {
                (Some(scopes), _) => scopes.split_whitespace().map(str::to_owned).collect(),
                (None, Some(old)) => old.scopes.clone(),
                (None, None) => SCOPES.iter().map(|scope| (*scope).to_owned()).collect(),
            },
        }
    }
}

/// The code that came back, or why none did.
fn code(query: &BTreeMap<String, String>) -> Result<&str, Problem> {
    let given = |name: &str| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    if let Some(error) = given("error") {
        let class = match error {
            "access_denied" => Class::Denied,
            "server_error" | "temporarily_unavailable" => Class::Transient,
            _ => Class::Invalid,
        };
        let word = if is_word(error) { error } else { "consent_failed" };
        return Err(Problem::new(class, word, given("error_description").unwrap_or_default()));
    }
    given("code").ok_or_else(|| Problem::new(Class::Invalid, "no_code", "X sent no code back"))
}

/// Whether it is one of OAuth's words.
fn is_word(text: &str) -> bool {
    (1..=60).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

fn authorized(text: &str) -> Result<HeaderMap, Problem> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Problem::new(Class::Invalid, "bad_token", "A token holds characters that no token has"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

impl SignIn for TwitterV2 {
    fn scopes(&self) -> &'static [&'static str] {
        SCOPES
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move { Ok(self.begun(back, state)) })
    }

    /// A code lives for 30 seconds.
    fn finish<'a>(
        &'a self,
        back: &'a Url,
        query: &'a BTreeMap<String, String>,
        keep: Option<&'a Secret>,
        now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(self.finished(back, query, keep, now))
    }

    fn refresh<'a>(&'a self, tokens: &'a Tokens, now: DateTime<Utc>) -> Answer<'a, Option<Tokens>> {
        Box::pin(self.refreshed(tokens, now))
    }

    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity> {
        Box::pin(self.identity(tokens))
    }

    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()> {
        Box::pin(self.give_back(tokens))
    }
}
