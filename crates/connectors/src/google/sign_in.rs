//! Signing in with Google: a code with PKCE, a refresh token that stays the same, and who it is by the accounts that are reached.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose, token};
use http::{HeaderMap, Method};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Google, values::Whole};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

/// Ads is the one right that is asked for: Google then tells nothing of the person.
const SCOPE: &str = "https://www.googleapis.com/auth/adwords";

/// What the token endpoint gives.
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: Option<Whole>,
    refresh_token: Option<Secret>,
    refresh_token_expires_in: Option<Whole>,
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

impl SignIn for Google {
    fn scopes(&self) -> &'static [&'static str] {
        &[SCOPE]
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move {
            let verifier = token("");
            let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(expose(&verifier).as_bytes()));
            let mut url = below(&self.hosts.accounts, ["o", "oauth2", "v2", "auth"]);
            url.query_pairs_mut().extend_pairs([
                ("response_type", "code"),
                ("client_id", &self.app.id),
                ("redirect_uri", back.as_str()),
                ("scope", SCOPE),
                // a refresh token, which without the consent comes the first time only
                ("access_type", "offline"),
                ("prompt", "consent"),
                ("include_granted_scopes", "true"),
                ("state", state),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ]);
            Ok(Begun { url, keep: Some(verifier) })
        })
    }

    fn finish<'a>(
        &'a self,
        back: &'a Url,
        query: &'a BTreeMap<String, String>,
        keep: Option<&'a Secret>,
        now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(async move {
            let (code, verifier) = self.came_back(query, keep)?;
            let fields = [
                ("grant_type", "authorization_code"),
                ("code", code),
                ("client_id", &self.app.id),
                ("client_secret", expose(&self.app.secret)),
                ("redirect_uri", back.as_str()),
                ("code_verifier", expose(verifier)),
            ];
            let granted = self.ask_for_tokens(Step::Finish, &fields).await?;
            let tokens = granted.into_tokens(now, None);
            // the consent has a box for each right, and the person may leave it empty
            if !tokens.scopes.iter().any(|scope| scope == SCOPE) {
                return Err(Problem::new(
                    Class::Denied,
                    "scope_not_granted",
                    "The right to manage Google Ads was not given",
                ));
            }
            Ok(tokens)
        })
    }

    fn refresh<'a>(&'a self, tokens: &'a Tokens, now: DateTime<Utc>) -> Answer<'a, Option<Tokens>> {
        Box::pin(async move {
            let Some(refresh) = &tokens.refresh else { return Ok(None) };
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", expose(refresh)),
                ("client_id", &self.app.id),
                ("client_secret", expose(&self.app.secret)),
            ];
            let granted = self.ask_for_tokens(Step::Refresh, &fields).await?;
            Ok(Some(granted.into_tokens(now, Some(tokens))))
        })
    }

    /// The person has no id here: it is that of the account with the lowest number among those that they reach by themselves.
    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity> {
        Box::pin(async move {
            let Some(first) = self.accessible(tokens).await?.first().copied() else {
                return Err(Problem::new(
                    Class::Permission,
                    "no_ads_account",
                    "This Google account has no Google Ads account",
                ));
            };
            let name = self.name_of(tokens, first).await?;
            Ok(Identity { id: first.to_string(), name, scopes: tokens.scopes.clone() })
        })
    }

    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()> {
        Box::pin(async move {
            // with the refresh token goes every access token of it
            let secret = tokens.refresh.as_ref().unwrap_or(&tokens.access);
            let mut url = below(&self.hosts.oauth, ["revoke"]);
            url.query_pairs_mut().append_pair("token", expose(secret));
            let reply = self.wire.call(Method::POST, url, HeaderMap::new(), Body::Form(Vec::new())).await?;
            if reply.is_success() {
                return Ok(());
            }
            let problem = self.discreet(refusal(Step::Revoke, &reply), tokens);
            // it was given back before
            if matches!(problem.code.as_str(), "invalid_token" | "invalid_grant") { Ok(()) } else { Err(problem) }
        })
    }
}

impl Google {
    /// The code and the verifier that a person came back with.
    fn came_back<'a>(
        &self,
        query: &'a BTreeMap<String, String>,
        keep: Option<&'a Secret>,
    ) -> Result<(&'a str, &'a Secret), Problem> {
        if let Some(error) = query.get("error") {
            let class = match error.as_str() {
                "access_denied" => Class::Denied,
                "server_error" | "temporarily_unavailable" => Class::Transient,
                _ => Class::Invalid,
            };
            return Err(Problem::new(class, word(error).unwrap_or("consent_failed"), ""));
        }
        let code = query.get("code").filter(|code| !code.is_empty());
        let code = code.ok_or_else(|| Problem::new(Class::Invalid, "no_code", "Google sent no code back"))?;
        let verifier =
            keep.ok_or_else(|| Problem::new(Class::Invalid, "no_verifier", "This sign-in was not begun here"))?;
        Ok((code, verifier))
    }

    async fn ask_for_tokens(&self, step: Step, fields: &[(&str, &str)]) -> Result<Granted, Problem> {
        let form = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = below(&self.hosts.oauth, ["token"]);
        let reply = self.wire.call(Method::POST, url, HeaderMap::new(), Body::Form(form)).await?;
        if reply.is_success() {
            return reply.json();
        }
        // all but the first of the fields may be secret
        Err(refusal(step, &reply).without(fields.iter().skip(1).map(|(_, value)| *value)))
    }
}

impl Granted {
    /// What is not sent again stays as it was; of a first grant, the scope that is not told is the one that was asked for.
    fn into_tokens(self, now: DateTime<Utc>, old: Option<&Tokens>) -> Tokens {
        let after = |seconds: Option<Whole>| {
            let seconds = seconds.map(|it| it.0.max(0)).and_then(TimeDelta::try_seconds)?;
            now.checked_add_signed(seconds)
        };
        let is_new = self.refresh_token.is_some();
        let asked = || old.map_or_else(|| vec![SCOPE.to_owned()], |old| old.scopes.clone());
        Tokens {
            access: self.access_token,
            refresh: self.refresh_token.or_else(|| old.and_then(|old| old.refresh.clone())),
            expires_at: after(self.expires_in),
            refresh_expires_at: match old {
                Some(old) if !is_new => after(self.refresh_token_expires_in).or(old.refresh_expires_at),
                _ => after(self.refresh_token_expires_in),
            },
            scopes: match self.scope.as_deref().map(str::split_whitespace) {
                Some(scopes) => scopes.map(str::to_owned).collect(),
                None => asked(),
            },
        }
    }
}

/// What a refusal of the token endpoint means. A wrong client is for whoever runs the app to mend, and disconnects nobody.
fn refusal(step: Step, reply: &Reply) -> Problem {
    let refused: Refused = serde_json::from_slice(&reply.body).unwrap_or_default();
    let Some(word) = word(&refused.error) else {
        let mut problem = reply.by_status();
        // here 401 is about the client
        if problem.class == Class::Expired {
            problem.class = Class::Invalid;
        }
        return problem;
    };
    let class = match word {
        "invalid_grant" if step == Step::Refresh => Class::Revoked,
        "access_denied" | "admin_policy_enforced" => Class::Permission,
        "rate_limit_exceeded" | "slow_down" => Class::RateLimited,
        "internal_failure" | "server_error" | "temporarily_unavailable" | "backend_error" => Class::Transient,
        _ if reply.status == 429 || reply.status >= 500 => reply.by_status().class,
        _ => Class::Invalid,
    };
    Problem::new(class, word, &refused.error_description).after(reply.retry_after())
}

/// One of OAuth's words, if it is one.
fn word(text: &str) -> Option<&str> {
    let is_word = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    (1..=60).contains(&text.len()).then_some(text).filter(|text| text.bytes().all(is_word))
}
