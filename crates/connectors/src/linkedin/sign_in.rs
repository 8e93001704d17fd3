//! Signing in by LinkedIn's three-legged flow, without PKCE, which its web flow does not take. A token holds for 60 days. Only approved
//! partners get a refresh token with it; without one the person signs in again before the token ends.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose};
use http::{HeaderMap, Method};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

use super::{LinkedIn, below, call::bearer, problem};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply},
};

const SCOPES: &[&str] = &["openid", "profile", "r_ads", "rw_ads", "r_ads_reporting", "r_marketing_leadgen_automation"];

/// What an exchange brings.
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: Option<i64>,
    refresh_token: Option<Secret>,
    refresh_token_expires_in: Option<i64>,
    #[serde(default)]
    scope: String,
}

/// What LinkedIn says of a token.
#[derive(Deserialize)]
struct Introspected {
    active: bool,
    #[serde(default)]
    status: String,
    #[serde(default)]
    scope: String,
}

#[derive(Deserialize)]
struct Me {
    sub: String,
    name: Option<String>,
    given_name: Option<String>,
    family_name: Option<String>,
}

impl Granted {
    fn tokens(self, now: DateTime<Utc>) -> Tokens {
        let end = |seconds: Option<i64>| {
            let life = seconds.filter(|seconds| *seconds > 0).and_then(TimeDelta::try_seconds);
            life.and_then(|life| now.checked_add_signed(life))
        };
        Tokens {
            access: self.access_token,
            expires_at: end(self.expires_in),
            refresh_expires_at: self.refresh_token.as_ref().and_then(|_| end(self.refresh_token_expires_in)),
            refresh: self.refresh_token,
            scopes: scopes(&self.scope),
        }
    }
}

/// LinkedIn separates scopes by commas here and takes them separated by spaces there.
fn scopes(text: &str) -> Vec<String> {
    text.split([',', ' ']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

impl LinkedIn {
    fn consent(&self, back: &Url, state: &str) -> Begun {
        let mut url = below(&self.hosts.www, "oauth/v2/authorization");
        url.query_pairs_mut().extend_pairs([
            ("response_type", "code"),
            ("client_id", self.app.id.as_str()),
            ("redirect_uri", back.as_str()),
            ("state", state),
            ("scope", &SCOPES.join(" ")),
        ]);
        Begun { url, keep: None }
    }

    /// Asks LinkedIn's sign-in for something, as the app. `given` is what must not come back in a failure, beside the app's secret.
    async fn ask<T: DeserializeOwned>(&self, what: &str, fields: &[(&str, &str)], given: &str) -> Result<T, Problem> {
        self.posted(what, fields, given).await?.json()
    }

    /// A success, whatever it holds.
    async fn posted(&self, what: &str, fields: &[(&str, &str)], given: &str) -> Result<Reply, Problem> {
        let secret = expose(&self.app.secret);
        let ours = [("client_id", self.app.id.as_str()), ("client_secret", secret)];
        let form = fields.iter().chain(&ours).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = below(&self.hosts.www, &format!("oauth/v2/{what}"));
        let reply = self.wire.call(Method::POST, url, HeaderMap::new(), Body::Form(form)).await?;
        if !reply.is_success() {
            let is_refresh = fields.contains(&("grant_type", "refresh_token"));
            return Err(problem::of_grant(&reply, is_refresh, &[secret, given]));
        }
        Ok(reply)
    }

    async fn finished(
        &self,
        back: &Url,
        query: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Problem> {
        let code = code(query)?;
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back.as_str())];
        let granted: Granted = self.ask("accessToken", &fields, code).await?;
        Ok(granted.tokens(now))
    }

    async fn refreshed(&self, tokens: &Tokens, now: DateTime<Utc>) -> Result<Option<Tokens>, Problem> {
        let Some(refresh) = &tokens.refresh else { return Ok(None) };
        let fields = [("grant_type", "refresh_token"), ("refresh_token", expose(refresh))];
        let granted: Granted = self.ask("accessToken", &fields, expose(refresh)).await?;
        let mut fresh = granted.tokens(now);
        // its own life goes on as it was, and it may not be sent again
        fresh.refresh_expires_at = fresh.refresh_expires_at.or(tokens.refresh_expires_at);
        fresh.refresh = fresh.refresh.or_else(|| Some(refresh.clone()));
        if fresh.scopes.is_empty() {
            fresh.scopes.clone_from(&tokens.scopes);
        }
        Ok(Some(fresh))
    }

    /// Whose token it is is told by one call, what it allows by another.
    async fn identity(&self, tokens: &Tokens) -> Result<Identity, Problem> {
        let url = below(&self.hosts.api, "v2/userinfo");
        let reply = self.wire.call(Method::GET, url, bearer(tokens)?, Body::None).await?;
        if !reply.is_success() {
            return Err(problem::of(&reply, &self.secrets(tokens)));
        }
        let me: Me = reply.json()?;
        let name = me
            .name
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| [me.given_name, me.family_name].into_iter().flatten().collect::<Vec<_>>().join(" "));
        let token = expose(&tokens.access);
        let told: Result<Introspected, Problem> = self.ask("introspectToken", &[("token", token)], token).await;
        // a POST, and still nothing but a question
        let told = told.map_err(|problem| Problem { may_have_happened: false, ..problem })?;
        match (told.active, told.status.as_str()) {
            (true, _) => Ok(Identity { id: me.sub, name, scopes: scopes(&told.scope) }),
            (false, "revoked") => Err(Problem::new(Class::Revoked, "token_revoked", "The token was revoked")),
            (false, _) => Err(Problem::new(Class::Expired, "token_inactive", "The token is not active")),
        }
    }

    /// First the token that others could still be got with.
    async fn give_back(&self, tokens: &Tokens) -> Result<(), Problem> {
        for token in tokens.refresh.iter().chain([&tokens.access]).map(expose) {
            self.posted("revoke", &[("token", token)], token).await?;
        }
        Ok(())
    }
}

/// The code that came back, or why none did.
fn code(query: &BTreeMap<String, String>) -> Result<&str, Problem> {
    let given = |name| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    if let Some(error) = given("error") {
        let class = match error {
            "user_cancelled_login" | "user_cancelled_authorize" | "access_denied" => Class::Denied,
            "server_error" | "temporarily_unavailable" => Class::Transient,
            _ => Class::Invalid,
        };
        let words = given("error_description").unwrap_or_default();
        return Err(Problem::new(class, problem::word_or(error, "error"), words));
    }
    given("code").ok_or_else(|| Problem::new(Class::Invalid, "no_code", "LinkedIn sent no code back"))
}

impl SignIn for LinkedIn {
    fn scopes(&self) -> &'static [&'static str] {
        SCOPES
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move { Ok(self.consent(back, state)) })
    }

    fn finish<'a>(
        &'a self,
        back: &'a Url,
        query: &'a BTreeMap<String, String>,
        _keep: Option<&'a Secret>,
        now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(self.finished(back, query, now))
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
