//! Signing in with Snapchat: a code without PKCE, an access token of half an hour, and a refresh token that does not end by itself.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose};
use http::{HeaderMap, Method};
use serde::Deserialize;
use url::Url;

use super::{
    Snapchat,
    problem::{forget, of_consent, of_tokens},
    values::{Id, Whole},
};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

/// The one right that is asked for.
const SCOPE: &str = "snapchat-marketing-api";

/// Seconds that an access token lives, should Snapchat not say.
const LIFE: i64 = 1800;

/// What the token endpoint gives.
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: Option<Whole>,
    refresh_token: Option<Secret>,
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Me {
    id: Id,
    display_name: Option<String>,
    email: Option<String>,
}

impl SignIn for Snapchat {
    fn scopes(&self) -> &'static [&'static str] {
        &[SCOPE]
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move {
            let mut url = below(&self.hosts.accounts, ["login", "oauth2", "authorize"]);
            url.query_pairs_mut().extend_pairs([
                ("response_type", "code"),
                ("client_id", &self.app.id),
                ("redirect_uri", back.as_str()),
                ("scope", SCOPE),
                ("state", state),
            ]);
            Ok(Begun { url, keep: None })
        })
    }

    fn finish<'a>(
        &'a self,
        back: &'a Url,
        query: &'a BTreeMap<String, String>,
        _keep: Option<&'a Secret>,
        now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(async move {
            let code = came_back(query)?;
            let given = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", back.as_str())];
            let granted = self.ask_for_tokens(&given, code, Class::Invalid).await?;
            let tokens = granted.into_tokens(now, None);
            if !tokens.scopes.iter().any(|scope| scope == SCOPE) {
                return Err(Problem::new(
                    Class::Denied,
                    "scope_not_granted",
                    "The right to manage Snapchat ads was not given",
                ));
            }
            Ok(tokens)
        })
    }

    fn refresh<'a>(&'a self, tokens: &'a Tokens, now: DateTime<Utc>) -> Answer<'a, Option<Tokens>> {
        Box::pin(async move {
            let Some(refresh) = tokens.refresh.as_ref().map(expose) else { return Ok(None) };
            let given = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
            let granted = self.ask_for_tokens(&given, refresh, Class::Revoked).await?;
            Ok(Some(granted.into_tokens(now, Some(tokens))))
        })
    }

    /// Snapchat does not tell what a token allows: the scopes are those that it was granted with.
    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity> {
        Box::pin(async move {
            let me = self.get(tokens, &["me"], &[]).await?.take("me");
            let unreadable = || Problem::unreadable("The answer does not say whose the token is");
            let me: Me = serde_json::from_value(me.ok_or_else(unreadable)?).map_err(|_| unreadable())?;
            let name = [me.display_name, me.email].into_iter().flatten().find(|name| !name.is_empty());
            Ok(Identity { id: me.id.0, name: name.unwrap_or_default(), scopes: tokens.scopes.clone() })
        })
    }

    /// By an address that Snapchat documents for its other sign-ins only. Where it does not do, people remove the app in the settings of
    /// their account.
    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()> {
        Box::pin(async move {
            // with the refresh token goes every access token of it
            let token = expose(tokens.refresh.as_ref().unwrap_or(&tokens.access));
            let reply = self.post_form(&["accounts", "oauth2", "revoke"], &[("token", token)], token).await?;
            if reply.is_success() {
                return Ok(());
            }
            let problem = of_tokens(&reply, Class::Invalid);
            // it was given back before
            if matches!(problem.code.as_str(), "invalid_token" | "invalid_grant") { Ok(()) } else { Err(problem) }
        })
    }
}

impl Snapchat {
    /// `ended` is what it means that a grant does not hold.
    async fn ask_for_tokens(&self, given: &[(&str, &str)], secret: &str, ended: Class) -> Result<Granted, Problem> {
        let reply = self.post_form(&["login", "oauth2", "access_token"], given, secret).await?;
        if reply.is_success() { reply.json() } else { Err(of_tokens(&reply, ended)) }
    }

    /// Asks as the app; nothing secret is left in a refusal.
    async fn post_form(&self, path: &[&str], given: &[(&str, &str)], secret: &str) -> Result<Reply, Problem> {
        let app_secret = expose(&self.app.secret);
        let ours = [("client_id", self.app.id.as_str()), ("client_secret", app_secret)];
        let fields = given.iter().chain(&ours).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let url = below(&self.hosts.accounts, path);
        let mut reply = self.wire.call(Method::POST, url, HeaderMap::new(), Body::Form(fields.collect())).await?;
        if !reply.is_success() {
            forget(&mut reply, &[secret, app_secret]);
        }
        Ok(reply)
    }
}

impl Granted {
    /// What is not sent again stays as it was; of a first grant, the scope that is not told is the one that was asked for.
    fn into_tokens(self, now: DateTime<Utc>, old: Option<&Tokens>) -> Tokens {
        let life = TimeDelta::try_seconds(self.expires_in.map_or(LIFE, |it| it.0.max(0)));
        let scopes = match self.scope.as_deref().map(str::split_whitespace) {
            Some(scopes) => scopes.map(str::to_owned).collect(),
            None => old.map_or_else(|| vec![SCOPE.to_owned()], |old| old.scopes.clone()),
        };
        let given = self.refresh_token.filter(|token| !expose(token).is_empty());
        Tokens {
            access: self.access_token,
            refresh: given.or_else(|| old.and_then(|old| old.refresh.clone())),
            expires_at: life.and_then(|life| now.checked_add_signed(life)),
            refresh_expires_at: None,
            scopes,
        }
    }
}

/// The code that a person came back with, or why there is none.
fn came_back(query: &BTreeMap<String, String>) -> Result<&str, Problem> {
    let given = |name| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    if let Some(error) = given("error") {
        return Err(of_consent(error, given("error_description").unwrap_or_default()));
    }
    given("code").ok_or_else(|| Problem::new(Class::Invalid, "no_code", "Snapchat sent no code back"))
}
