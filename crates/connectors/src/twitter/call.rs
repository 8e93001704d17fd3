//! Calls: signed, to an address whose parts are encoded, and read into an answer or a [`Problem`]. Tokens stand in signatures and in the
//! one header, never in an address.

use cmis_base::secret::expose;
use http::{HeaderMap, HeaderValue, Method, header};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::Value;
use url::Url;

use super::{
    Twitter, problem,
    sign::{Pair, Signer, Token, encoded},
};
use crate::platform::{
    AdAccount, Page, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

/// Pages of a list that is known to be short.
const MOST_PAGES: usize = 100;

/// Names and values of a query.
pub(super) type Params<'a> = [(&'a str, &'a str)];

/// Everything of the Ads API comes in this.
#[derive(Deserialize)]
struct Enveloped<T> {
    data: T,
    next_cursor: Option<String>,
}

/// A call before it is signed.
pub(super) struct Call<'a> {
    pub method: Method,
    pub url: Url,
    pub form: Vec<Pair>,
    /// A body instead of a form, which is not signed.
    pub json: Option<Value>,
    /// Parameters of the protocol beside those that every call has.
    pub oauth: &'a [(&'a str, &'a str)],
    pub token: Option<Token<'a>>,
    /// Whose limits the answer tells.
    pub account: Option<&'a str>,
}

impl Twitter {
    /// One page of a list of the account, or of all that the tokens reach.
    pub(super) async fn list<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        account: Option<&AdAccount>,
        what: &str,
        params: &Params<'_>,
        after: Option<&str>,
    ) -> Result<Page<T>, Problem> {
        let mut params = params.to_vec();
        params.extend(after.map(|cursor| ("cursor", cursor)));
        let answer: Enveloped<Vec<T>> = match account {
            Some(account) => self.ads(tokens, Method::GET, account, &[what], &params).await?,
            None => self.enveloped(tokens, Method::GET, None, &[what], &params).await?,
        };
        let next = answer.next_cursor.filter(|cursor| !cursor.is_empty());
        if next.is_some() && next.as_deref() == after {
            return Err(Problem::unreadable("The next page is this one again"));
        }
        Ok(Page { items: answer.data, next })
    }

    /// All pages of a list, which is known to be short.
    pub(super) async fn whole_list<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        what: &str,
        params: &Params<'_>,
    ) -> Result<Vec<T>, Problem> {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let page = self.list(tokens, Some(account), what, params, after.as_deref()).await?;
            all.extend(page.items);
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
        Err(Problem::unreadable("A list does not end"))
    }

    /// All that can be targeted by something, in every account the same.
    pub(super) async fn options<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        what: &str,
        params: &Params<'_>,
    ) -> Result<Vec<T>, Problem> {
        let (mut all, mut after) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let mut params = params.to_vec();
            params.extend(after.as_deref().map(|cursor| ("cursor", cursor)));
            let path = ["targeting_criteria", what];
            let answer: Enveloped<Vec<T>> = self.enveloped(tokens, Method::GET, None, &path, &params).await?;
            all.extend(answer.data);
            match answer.next_cursor.filter(|cursor| !cursor.is_empty()) {
                Some(next) => after = Some(next),
                None => return Ok(all),
            }
        }
        Err(Problem::unreadable("A list does not end"))
    }

    /// Does several things to the account at once: all of them, or none.
    pub(super) async fn batch(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        what: &str,
        operations: Value,
    ) -> Result<(), Problem> {
        let account = id(&account.id)?;
        let path = ["batch", "accounts", account, what];
        let said: (&Params<'_>, _) = (&[], Some(operations));
        self.told::<IgnoredAny>(tokens, Method::POST, Some(account), &path, said).await.map(|_| ())
    }

    /// Reads one thing of the account.
    pub(super) async fn one<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        path: &[&str],
    ) -> Result<T, Problem> {
        let answer: Enveloped<T> = self.ads(tokens, Method::GET, account, path, &[]).await?;
        Ok(answer.data)
    }

    /// Changes something of the account, and brings what X made of it.
    pub(super) async fn change<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        method: Method,
        account: &AdAccount,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<T, Problem> {
        let answer: Enveloped<T> = self.ads(tokens, method, account, path, params).await?;
        Ok(answer.data)
    }

    async fn ads<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        method: Method,
        account: &AdAccount,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<T, Problem> {
        let account = id(&account.id)?;
        let path: Vec<&str> = ["accounts", account].into_iter().chain(path.iter().copied()).collect();
        self.enveloped(tokens, method, Some(account), &path, params).await
    }

    /// A call to the Ads API: everything goes in the query, whatever the method.
    pub(super) async fn enveloped<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        method: Method,
        account: Option<&str>,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<T, Problem> {
        self.told(tokens, method, account, path, (params, None)).await
    }

    /// A call to the Ads API, with what goes in the query and what does not.
    async fn told<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        method: Method,
        account: Option<&str>,
        path: &[&str],
        (params, json): (&Params<'_>, Option<Value>),
    ) -> Result<T, Problem> {
        let is_reading = method == Method::GET;
        let url = below(&self.hosts.ads, [self.version.as_str()].into_iter().chain(path.iter().copied()));
        let call = Call {
            method,
            url: asking(url, params),
            form: Vec::new(),
            json,
            oauth: &[],
            token: Some(token(tokens)?),
            account,
        };
        let reply = self.signed(call).await?;
        // what was changed and answered with something else was changed all the same
        reply
            .json()
            .map_err(|unreadable| Problem { may_have_happened: !is_reading, ..problem::named(unreadable, &reply) })
    }

    /// Signs a call and makes it. What is no success is a [`Problem`].
    pub(super) async fn signed(&self, call: Call<'_>) -> Result<Reply, Problem> {
        let Call { method, url, form, json, oauth, token, account } = call;
        let nonce = (self.nonce)();
        let signer = Signer {
            consumer: &self.app.id,
            consumer_secret: &self.app.secret,
            token,
            nonce: &nonce,
            at: self.clock.now().timestamp(),
        };
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, signer.authorization(&method, &url, &form, oauth)?);
        let sent: Vec<String> = form.iter().map(|(_, value)| value.clone()).collect();
        if form.is_empty() && json.is_none() && matches!(method, Method::POST | Method::PUT) {
            // some front ends refuse what changes something and does not say how long it is (411)
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let body = match json {
            Some(json) => Body::Json(json),
            None if form.is_empty() => Body::None,
            None => Body::Form(form),
        };
        let is_reading = method == Method::GET;
        let reply = self.wire.call(method, url, headers, body).await?;
        let now = self.clock.now();
        for usage in problem::limits(&reply, account, now) {
            self.wire.used(usage);
        }
        if reply.is_success() {
            return Ok(reply);
        }
        let own = [expose(&self.app.secret), token.map_or("", |it| it.id), token.map_or("", |it| it.secret)];
        let secrets: Vec<&str> = own.into_iter().chain(sent.iter().map(String::as_str)).collect();
        let mut problem = problem::of(&reply, account, now, &secrets);
        problem.may_have_happened = !is_reading && reply.status >= 500;
        Err(problem)
    }
}

/// The token and its secret; half of one was never good.
pub(super) fn token(tokens: &Tokens) -> Result<Token<'_>, Problem> {
    let secret = tokens.refresh.as_ref().ok_or_else(|| {
        Problem::new(Class::Revoked, "no_token_secret", "The token came without the secret that belongs to it")
    })?;
    Ok(Token { id: expose(&tokens.access), secret: expose(secret) })
}

/// The address with a query in which all is encoded that is not unreserved, commas and colons too: X checks signatures strictly.
pub(super) fn asking(mut url: Url, params: &Params<'_>) -> Url {
    if !params.is_empty() {
        let query: Vec<String> = params.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        url.set_query(Some(&query.join("&")));
    }
    url
}

/// An id, if it can be one of the Ads API: numbers in base 36.
pub(super) fn id(text: &str) -> Result<&str, Problem> {
    let is_one = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_lowercase();
    if (1..=32).contains(&text.len()) && text.bytes().all(is_one) {
        Ok(text)
    } else {
        Err(Problem::new(Class::Invalid, "bad_id", "Not an id of X"))
    }
}

/// An id that came in an answer.
pub(super) fn told_id(text: String) -> Result<String, Problem> {
    match id(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(Problem::unreadable("An id is not one of X")),
    }
}
