//! Signing in by Facebook Login. The code is exchanged twice in one go, for a token of an hour and that for one of about 60 days.
//! There is no refresh token: while a token holds it is exchanged for a younger one, and when it has ended the person signs in again.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, expose};
use serde::Deserialize;
use url::Url;

use super::{
    Meta,
    call::{Done, Params},
    values::Text,
};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::below,
};

const SCOPES: &[&str] = &[
    "ads_read",
    "ads_management",
    "business_management",
    "leads_retrieval",
    "pages_show_list",
    "pages_manage_metadata",
    "pages_read_engagement",
    "pages_manage_ads",
];

/// What an exchange brings.
#[derive(Deserialize)]
struct Granted {
    access_token: Secret,
    expires_in: Option<i64>,
}

#[derive(Deserialize)]
struct Me {
    id: Text,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Permissions {
    data: Vec<Permission>,
}

#[derive(Deserialize)]
struct Permission {
    permission: String,
    status: String,
}

impl Meta {
    fn dialog(&self, back: &Url, state: &str) -> Begun {
        let mut url = below(&self.hosts.www, [&self.version, "dialog", "oauth"]);
        url.query_pairs_mut().extend_pairs([
            ("client_id", self.app.id.as_str()),
            ("redirect_uri", back.as_str()),
            ("state", state),
            ("response_type", "code"),
            ("scope", &SCOPES.join(",")),
        ]);
        // no PKCE: the dialog of the web flow does not take it
        Begun { url, keep: None }
    }

    async fn exchange(&self, params: &Params<'_>, given: &str) -> Result<Granted, Problem> {
        let secret = expose(&self.app.secret);
        let ours = [("client_id", self.app.id.as_str()), ("client_secret", secret)];
        let params: Vec<_> = ours.iter().chain(params).copied().collect();
        self.as_app(&["oauth", "access_token"], &params, &[secret, given]).await
    }

    /// Exchanges a token that holds for one of about 60 days.
    async fn longer(&self, access: &Secret, now: DateTime<Utc>) -> Result<Tokens, Problem> {
        let token = expose(access);
        let params = [("grant_type", "fb_exchange_token"), ("fb_exchange_token", token)];
        let Granted { access_token, expires_in } = self.exchange(&params, token).await?;
        let scopes = self.granted(&access_token).await?;
        // none, or 0, for a token that does not end
        let life = expires_in.filter(|seconds| *seconds > 0).and_then(TimeDelta::try_seconds);
        let expires_at = life.and_then(|life| now.checked_add_signed(life));
        Ok(Tokens { access: access_token, refresh: None, expires_at, refresh_expires_at: None, scopes })
    }

    async fn granted(&self, access: &Secret) -> Result<Vec<String>, Problem> {
        let Permissions { data } = self.with_access(access).get(&["me", "permissions"], &[]).await?;
        Ok(data.into_iter().filter(|it| it.status == "granted").map(|it| it.permission).collect())
    }

    async fn finished(
        &self,
        back: &Url,
        query: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Problem> {
        let code = code(query)?;
        let short = self.exchange(&[("redirect_uri", back.as_str()), ("code", code)], code).await?;
        self.longer(&short.access_token, now).await
    }

    async fn refreshed(&self, tokens: &Tokens, now: DateTime<Utc>) -> Result<Option<Tokens>, Problem> {
        self.longer(&tokens.access, now).await.map(Some).map_err(|mut problem| {
            // a token that has ended is exchanged no more: only the person can go on from here. It is Meta that has to say so, not
            // whatever stands between
            if problem.class == Class::Expired && problem.code.starts_with("190") {
                problem.class = Class::Revoked;
            }
            problem
        })
    }

    async fn identity(&self, tokens: &Tokens) -> Result<Identity, Problem> {
        let Me { id, name } = self.with(tokens).get(&["me"], &[("fields", "id,name")]).await?;
        Ok(Identity { id: id.0, name: name.unwrap_or_default(), scopes: self.granted(&tokens.access).await? })
    }

    async fn give_back(&self, tokens: &Tokens) -> Result<(), Problem> {
        match self.with(tokens).delete::<Done>(&["me", "permissions"]).await {
            Ok(done) => done.check(),
            // nothing is left to give back
            Err(problem) if problem.class == Class::Revoked => Ok(()),
            Err(problem) => Err(problem),
        }
    }
}

/// The code that came back, or why none did.
fn code(query: &BTreeMap<String, String>) -> Result<&str, Problem> {
    let given = |name| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
    if let Some(error) = given("error").or_else(|| given("error_code")) {
        let class = match error {
            "access_denied" => Class::Denied,
            "server_error" | "temporarily_unavailable" => Class::Transient,
            _ => Class::Invalid,
        };
        let words = given("error_description").or_else(|| given("error_message")).unwrap_or_default();
        return Err(Problem::new(
            class,
            error.chars().filter(char::is_ascii_graphic).take(100).collect::<String>(),
            words,
        ));
    }
    given("code").ok_or_else(|| Problem::new(Class::Invalid, "no_code", "Meta sent no code back"))
}

impl SignIn for Meta {
    fn scopes(&self) -> &'static [&'static str] {
        SCOPES
    }

    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(async move { Ok(self.dialog(back, state)) })
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

    /// An ended token cannot be exchanged: that is [`Class::Revoked`] here, as nothing but a new sign-in helps.
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
