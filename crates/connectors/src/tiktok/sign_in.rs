//! Signing in as an advertiser. The code is good for an hour and once; the token that it brings does not end and is not refreshed. What is
//! asked for is settled with the app at TikTok, not in the address.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{TikTok, call::data, values::Text};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::below,
};

/// Ad accounts, managing ads, reports: TikTok's words are numbers.
const SCOPES: &[&str] = &["1", "2", "4"];

/// What the exchange brings.
#[derive(Deserialize)]
struct Exchanged {
    access_token: Secret,
    #[serde(default)]
    scope: Vec<Text>,
}

impl TikTok {
    fn portal(&self, back: &Url, state: &str) -> Begun {
        let mut url = below(&self.hosts.portal, ["portal", "auth"]);
        url.query_pairs_mut().extend_pairs([
            ("app_id", self.app.id.as_str()),
            ("state", state),
            ("redirect_uri", back.as_str()),
        ]);
        // no PKCE: TikTok has none here
        Begun { url, keep: None }
    }

    async fn exchange(&self, query: &BTreeMap<String, String>) -> Result<Tokens, Problem> {
        let code = code(query)?;
        let body = json!({ "app_id": self.app.id, "secret": expose(&self.app.secret), "auth_code": code });
        let reply = self.post_as_app(&["oauth2", "access_token"], body, &Secret::from(code)).await?;
        let Exchanged { access_token, scope } = data(&reply)?;
        if expose(&access_token).is_empty() {
            return Err(Problem::unreadable("The token is empty"));
        }
        let scopes = scope.into_iter().map(|scope| scope.0).collect();
        Ok(Tokens { access: access_token, refresh: None, expires_at: None, refresh_expires_at: None, scopes })
    }

    async fn identity(&self, tokens: &Tokens) -> Result<Identity, Problem> {
        let oldest = self.granted(tokens).await?.into_iter().next();
        let words = "The grant reaches no ad account";
        let oldest = oldest.ok_or_else(|| Problem::new(Class::Permission, "no_ad_account", words))?;
        Ok(Identity { id: oldest.id, name: oldest.name, scopes: tokens.scopes.clone() })
    }

    async fn give_back(&self, tokens: &Tokens) -> Result<(), Problem> {
        let token = expose(&tokens.access);
        let body = json!({ "app_id": self.app.id, "secret": expose(&self.app.secret), "access_token": token });
        match self.post_as_app(&["oauth2", "revoke_token"], body, &tokens.access).await {
            Ok(_) => Ok(()),
            // nothing is left to give back
            Err(problem) if problem.class == Class::Revoked => Ok(()),
            Err(problem) => Err(problem),
        }
    }
}

/// The code that came back, or why none did.
fn code(query: &BTreeMap<String, String>) -> Result<&str, Problem> {
    let given = |name| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    if let Some(error) = given("error") {
        let class = match error {
            "access_denied" => Class::Denied,
            "server_error" | "temporarily_unavailable" => Class::Transient,
            _ => Class::Invalid,
        };
        let code: String = error.chars().filter(char::is_ascii_graphic).take(100).collect();
        return Err(Problem::new(class, code, given("error_description").unwrap_or_default()));
    }
    given("auth_code").ok_or_else(|| Problem::new(Class::Invalid, "no_code", "TikTok sent no code back"))
}

impl SignIn for TikTok {
    fn scopes(&self) -> &'static [&'static str] {
        SCOPES
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move { Ok(self.portal(back, state)) })
    }

    fn finish<'a>(
        &'a self,
        _back: &'a Url,
        query: &'a BTreeMap<String, String>,
        _keep: Option<&'a Secret>,
        _now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(self.exchange(query))
    }

    /// Always none: there is nothing to refresh.
    fn refresh<'a>(&'a self, _tokens: &'a Tokens, _now: DateTime<Utc>) -> Answer<'a, Option<Tokens>> {
        Box::pin(async { Ok(None) })
    }

    /// TikTok does not tell here who the person is: the identity is the account with the smallest id, the oldest of the grant. Nor does
    /// it tell what is granted by now: the scopes are those that came with the token. A grant without any account is
    /// [`Class::Permission`].
    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity> {
        Box::pin(self.identity(tokens))
    }

    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()> {
        Box::pin(self.give_back(tokens))
    }
}
