//! Calling the Graph API as somebody: the token in a header, the proof that the app made the call, and what the answer tells of limits.
//! Tokens never stand in an address, except where Meta takes them nowhere else.

use cmis_base::secret::{Secret, expose, hmac};
use http::{HeaderMap, HeaderValue, Method, header};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Meta, problem};
use crate::platform::{
    AdAccount, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

/// Names and values of a query or a form.
pub(super) type Params<'a> = [(&'a str, &'a str)];

/// Calls as whoever the token belongs to.
pub(super) struct Caller<'a> {
    meta: &'a Meta,
    access: &'a Secret,
    account: Option<&'a str>,
}

/// What a change is answered with.
#[derive(Deserialize)]
pub(super) struct Done {
    success: bool,
}

impl Done {
    /// A change that Meta says it did not make is a failure.
    pub fn check(self) -> Result<(), Problem> {
        match self.success {
            true => Ok(()),
            false => Err(Problem::new(Class::Transient, "not_done", "The change was answered with success: false")),
        }
    }
}

impl Meta {
    /// Calls with `tokens`.
    pub(super) fn with<'a>(&'a self, tokens: &'a Tokens) -> Caller<'a> {
        self.with_access(&tokens.access)
    }

    /// Calls with an access token.
    pub(super) fn with_access<'a>(&'a self, access: &'a Secret) -> Caller<'a> {
        Caller { meta: self, access, account: None }
    }

    /// Calls as the app alone, which proves itself by what is in `params`; `secrets` are what must not come back in a failure.
    pub(super) async fn as_app<T: DeserializeOwned>(
        &self,
        path: &[&str],
        params: &Params<'_>,
        secrets: &[&str],
    ) -> Result<T, Problem> {
        let mut url = below(&self.hosts.graph, [self.version.as_str()].iter().chain(path).copied());
        url.query_pairs_mut().extend_pairs(params);
        let reply = self.wire.call(Method::GET, url, HeaderMap::new(), Body::None).await?;
        self.read(&reply, None, secrets)
    }

    /// Reads an answer, or why there is none.
    fn read<T: DeserializeOwned>(&self, reply: &Reply, account: Option<&str>, secrets: &[&str]) -> Result<T, Problem> {
        let limits = problem::limits(reply, account);
        for usage in &limits {
            self.wire.used(usage.clone());
        }
        if !reply.is_success() {
            return Err(problem::refusal(reply, &limits, secrets).unwrap_or_else(|| problem::bare(reply, &limits)));
        }
        reply.json().map_err(|unreadable| {
            problem::refusal(reply, &limits, secrets).unwrap_or_else(|| problem::named(unreadable, reply))
        })
    }
}

impl<'a> Caller<'a> {
    /// About an account: whose limits the answer tells.
    pub fn of(self, account: &'a AdAccount) -> Self {
        Self { account: Some(&account.id), ..self }
    }

    /// Reads.
    pub async fn get<T: DeserializeOwned>(&self, path: &[&str], params: &Params<'_>) -> Result<T, Problem> {
        self.send(Method::GET, path, params).await
    }

    /// Makes or changes.
    pub async fn post<T: DeserializeOwned>(&self, path: &[&str], params: &Params<'_>) -> Result<T, Problem> {
        self.send(Method::POST, path, params).await
    }

    /// Removes.
    pub async fn delete<T: DeserializeOwned>(&self, path: &[&str]) -> Result<T, Problem> {
        self.send(Method::DELETE, path, &[]).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<T, Problem> {
        let (token, app_secret) = (expose(self.access), expose(&self.meta.app.secret));
        let proof = hex::encode(hmac(app_secret.as_bytes(), token.as_bytes()));
        let mut url = below(&self.meta.hosts.graph, [self.meta.version.as_str()].iter().chain(path).copied());
        let params = params.iter().copied().chain([("appsecret_proof", proof.as_str())]);
        let body = if method == Method::POST {
            Body::Form(params.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        } else {
            url.query_pairs_mut().extend_pairs(params);
            Body::None
        };
        let is_reading = method == Method::GET;
        let reply = self.meta.wire.call(method, url, bearer(token)?, body).await?;
        self.meta.read(&reply, self.account, &[token, app_secret, &proof]).map_err(|mut problem| {
            // done, and answered with what cannot be read; or broken somewhere on the way
            let is_unsure = reply.status >= 500 || problem.code == "unreadable";
            problem.may_have_happened |= !is_reading && is_unsure;
            problem
        })
    }
}

/// A token that no header can hold is none of Meta's.
fn bearer(token: &str) -> Result<HeaderMap, Problem> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| Problem::new(Class::Revoked, "bad_token", "The token is not one of Meta's"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}

/// `id` as a part of an address: letters, digits and underscores, as all ids of Meta's are.
pub(super) fn id(id: &str) -> Result<&str, Problem> {
    if super::values::is_id(id) { Ok(id) } else { Err(Problem::new(Class::NotFound, "bad_id", "Not an id of Meta's")) }
}

/// `id` of a campaign, an ad set or an ad: digits, so that neither `me` nor an account can be meant.
pub(super) fn number(id: &str) -> Result<&str, Problem> {
    if id.bytes().all(|byte| byte.is_ascii_digit()) { self::id(id) } else { self::id("") }
}

/// An account's node.
pub(super) fn node(account: &AdAccount) -> Result<String, Problem> {
    id(&account.id).map(|id| format!("act_{id}"))
}
