//! Signing in for the Ads API: OAuth 1.0a in three steps. A request token, the consent, the access token, which does not end and is
//! worth nothing without its secret: that is kept as [`Tokens::refresh`].

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, same};
use http::Method;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::{
    Twitter,
    call::{Call, asking, token},
    problem,
    sign::{Pair, Token},
};
use crate::platform::{
    Answer, Begun, Identity, SignIn, Tokens,
    problem::{Class, Problem},
    wire::{Reply, below},
};

/// Who it is, as version 2 tells.
#[derive(Deserialize)]
struct Me {
    data: User,
}

#[derive(Deserialize)]
pub(super) struct User {
    id: String,
    name: Option<String>,
    username: Option<String>,
}

impl User {
    /// Somebody with these rights.
    pub fn granting(self, scopes: Vec<String>) -> Result<Identity, Problem> {
        // ids of people are decimal
        if self.id.is_empty() || !self.id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Problem::unreadable("An id is not one of X"));
        }
        let name = self.name.filter(|name| !name.is_empty()).or(self.username).unwrap_or_default();
        Ok(Identity { id: self.id, name, scopes })
    }
}

/// Reads who it is. A 200 may hold a refusal.
pub(super) fn me(reply: &Reply, secrets: &[&str]) -> Result<User, Problem> {
    match problem::in_answer(reply, secrets) {
        Some(problem) => Err(problem),
        None => reply.json::<Me>().map(|me| me.data),
    }
}

impl Twitter {
    async fn ask(
        &self,
        path: [&str; 2],
        form: Vec<Pair>,
        oauth: &[(&str, &str)],
        token: Option<Token<'_>>,
    ) -> Result<Reply, Problem> {
        let url = below(&self.hosts.api, path);
        let call = Call { method: Method::POST, url, form, json: None, oauth, token, account: None };
        // nothing that anybody granted is in question yet: what is refused is the app, or a sign-in that took too long
        self.signed(call).await.map_err(|problem| match problem.class {
            Class::Expired | Class::Revoked => Problem { class: Class::Invalid, ..problem },
            _ => problem,
        })
    }

    async fn begun(&self, back: &Url, state: &str) -> Result<Begun, Problem> {
        // there is no state in OAuth 1.0a: it comes back because it is in the address
        let mut back = back.clone();
        back.query_pairs_mut().append_pair("state", state);
        let oauth = [("oauth_callback", back.as_str())];
        let reply = self.ask(["oauth", "request_token"], Vec::new(), &oauth, None).await?;
        let fields = fields(&reply);
        let (token, secret) = pair(&fields)?;
        if fields.get("oauth_callback_confirmed").map(String::as_str) != Some("true") {
            return Err(Problem::new(
                Class::Invalid,
                "callback_not_confirmed",
                "X did not confirm where to come back to",
            ));
        }
        let url = asking(below(&self.hosts.api, ["oauth", "authorize"]), &[("oauth_token", token)]);
        let mut keep = form_urlencoded::Serializer::new(String::new());
        keep.append_pair("oauth_token", token).append_pair("oauth_token_secret", secret);
        Ok(Begun { url, keep: Some(Secret::from(keep.finish())) })
    }

    async fn finished(&self, query: &BTreeMap<String, String>, keep: Option<&Secret>) -> Result<Tokens, Problem> {
        let given = |name: &str| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
        if query.contains_key("denied") {
            return Err(Problem::new(Class::Denied, "access_denied", ""));
        }
        let invalid = |code: &str, words: &str| Problem::new(Class::Invalid, code, words);
        let kept = keep.map(|keep| read(expose(keep).as_bytes())).unwrap_or_default();
        let (id, secret) = pair(&kept).map_err(|_| invalid("no_request_token", "This sign-in was not begun here"))?;
        let verifier = given("oauth_verifier").ok_or_else(|| invalid("no_verifier", "X sent no verifier back"))?;
        if !given("oauth_token").is_some_and(|came| same(came.as_bytes(), id.as_bytes())) {
            return Err(invalid("other_request_token", "What came back belongs to another sign-in"));
        }
        let form = vec![("oauth_verifier".to_owned(), verifier.to_owned())];
        let reply = self.ask(["oauth", "access_token"], form, &[], Some(Token { id, secret })).await?;
        let fields = fields(&reply);
        let (access, secret) = pair(&fields)?;
        Ok(Tokens {
            access: Secret::from(access),
            refresh: Some(Secret::from(secret)),
            expires_at: None,
            refresh_expires_at: None,
            scopes: Vec::new(),
        })
    }

    /// The rights are those that the app is set to: X tells them in a header, as one word (`read-write`).
    async fn identity(&self, tokens: &Tokens) -> Result<Identity, Problem> {
        let token = token(tokens)?;
        let url = below(&self.hosts.api, ["2", "users", "me"]);
        let call = Call {
            method: Method::GET,
            url,
            form: Vec::new(),
            json: None,
            oauth: &[],
            token: Some(token),
            account: None,
        };
        let reply = self.signed(call).await?;
        let level = reply.header("x-access-level").filter(|level| !level.is_empty());
        let secrets = [expose(&self.app.secret), token.id, token.secret];
        me(&reply, &secrets)?.granting(level.map(str::to_owned).into_iter().collect())
    }

    async fn give_back(&self, tokens: &Tokens) -> Result<(), Problem> {
        let url = below(&self.hosts.api, ["1.1", "oauth", "invalidate_token.json"]);
        let token = Some(token(tokens)?);
        let call = Call { method: Method::POST, url, form: Vec::new(), json: None, oauth: &[], token, account: None };
        match self.signed(call).await {
            // nothing is left to give back
            Err(problem) if problem.class == Class::Revoked => Ok(()),
            other => other.map(|_| ()),
        }
    }
}

/// The fields of a form that came.
fn fields(reply: &Reply) -> BTreeMap<String, String> {
    read(&reply.body)
}

fn read(form: &[u8]) -> BTreeMap<String, String> {
    form_urlencoded::parse(form).into_owned().collect()
}

/// A token and its secret.
fn pair(fields: &BTreeMap<String, String>) -> Result<(&str, &str), Problem> {
    let field = |name: &str| fields.get(name).map(String::as_str).filter(|text| !text.is_empty());
    field("oauth_token").zip(field("oauth_token_secret")).ok_or_else(|| Problem::unreadable("No token came"))
}

impl SignIn for Twitter {
    /// None: what a token allows is a setting of the app at X.
    fn scopes(&self) -> &'static [&'static str] {
        &[]
    }

    /// Keeps the request token with its secret: both have to be known when the person comes back.
    fn begin<'a>(&'a self, back: &'a Url, state: &'a str, _now: DateTime<Utc>) -> Answer<'a, Begun> {
        Box::pin(self.begun(back, state))
    }

    fn finish<'a>(
        &'a self,
        _back: &'a Url,
        query: &'a BTreeMap<String, String>,
        keep: Option<&'a Secret>,
        _now: DateTime<Utc>,
    ) -> Answer<'a, Tokens> {
        Box::pin(self.finished(query, keep))
    }

    /// Never: these tokens do not end.
    fn refresh<'a>(&'a self, _tokens: &'a Tokens, _now: DateTime<Utc>) -> Answer<'a, Option<Tokens>> {
        Box::pin(async { Ok(None) })
    }

    fn identify<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, Identity> {
        Box::pin(self.identity(tokens))
    }

    fn revoke<'a>(&'a self, tokens: &'a Tokens) -> Answer<'a, ()> {
        Box::pin(self.give_back(tokens))
    }
}
