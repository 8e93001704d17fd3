//! Calls to the Ads API: headers, paths, one page of a query, one mutate. The access token stands in a header and nowhere else.

use cmis_base::secret::{Secret, expose};
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{Google, problem};
use crate::platform::{
    AdAccount, Page, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

/// The account that a call is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Customer<'a> {
    /// In digits.
    pub id: &'a str,
    /// `login-customer-id`: the manager through whom the person acts; checked when it is called.
    pub login: Option<&'a str>,
}

/// A page of a query's rows. `pageSize` is fixed and must not be sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Found<R> {
    // by name: a plain `default` would ask of `R` to have one
    #[serde(default = "Vec::new")]
    results: Vec<R>,
    next_page_token: Option<String>,
}

impl Google {
    /// The account of a call.
    pub(super) fn customer<'a>(&'a self, account: &'a AdAccount) -> Result<Customer<'a>, Problem> {
        Ok(Customer { id: digits(&account.id)?, login: account.through.as_deref().or(self.login()) })
    }

    /// The manager that the app is set to act through.
    pub(super) fn login(&self) -> Option<&str> {
        self.login.as_deref()
    }

    /// One page of the rows of a query.
    pub(super) async fn search<R: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        customer: Customer<'_>,
        query: &str,
        after: Option<&str>,
    ) -> Result<Page<R>, Problem> {
        let body = match after {
            Some(token) => json!({ "query": query, "pageToken": token }),
            None => json!({ "query": query }),
        };
        let path = ["customers", customer.id, "googleAds:search"];
        // a POST, and still nothing but a question
        let harmless = |problem: Problem| Problem { may_have_happened: false, ..problem };
        let reply = self.call(tokens, Method::POST, &path, customer.login, body).await.map_err(harmless)?;
        let found: Found<R> = reply.json()?;
        if found.next_page_token.is_some() && found.next_page_token.as_deref() == after {
            return Err(Problem::unreadable("The next page is this one"));
        }
        Ok(Page { items: found.results, next: found.next_page_token.filter(|token| !token.is_empty()) })
    }

    /// Makes a change: `service` is `campaigns:mutate` and its like.
    pub(super) async fn mutate(
        &self,
        tokens: &Tokens,
        customer: Customer<'_>,
        service: &str,
        body: Value,
    ) -> Result<Value, Problem> {
        let path = ["customers", customer.id, service];
        let reply = self.call(tokens, Method::POST, &path, customer.login, body).await?;
        let answer: Value = reply.json().map_err(unsure)?;
        // never asked for; were it on all the same, 200 would say nothing
        match answer.get("partialFailureError").and_then(|status| problem::in_answer(status, &reply)) {
            Some(problem) => Err(self.discreet(problem, tokens)),
            None => Ok(answer),
        }
    }

    /// Any call. What is no success is a [`Problem`].
    pub(super) async fn call(
        &self,
        tokens: &Tokens,
        method: Method,
        path: &[&str],
        login: Option<&str>,
        body: Value,
    ) -> Result<Reply, Problem> {
        let url = below(&self.hosts.ads, [self.version.as_str()].iter().chain(path));
        let mut headers = HeaderMap::new();
        let bearer = Secret::from(format!("Bearer {}", expose(&tokens.access)));
        headers.insert(header::AUTHORIZATION, hidden(&bearer)?);
        if let Some(token) = self.app.more.get("developer_token").filter(|token| !expose(token).is_empty()) {
            headers.insert(HeaderName::from_static("developer-token"), hidden(token)?);
        }
        if let Some(login) = login {
            let value = HeaderValue::from_str(digits(login)?).map_err(|_| not_an_id())?;
            headers.insert(HeaderName::from_static("login-customer-id"), value);
        }
        let is_reading = method == Method::GET;
        let body = if is_reading { Body::None } else { Body::Json(body) };
        let reply = self.wire.call(method, url, headers, body).await?;
        if reply.is_success() {
            return Ok(reply);
        }
        let mut problem = self.discreet(problem::of(&reply), tokens);
        // Google may have done it and failed to say so
        problem.may_have_happened = !is_reading && reply.status >= 500;
        Err(problem)
    }

    /// A problem whose words hold none of the secrets of the call, should Google ever repeat one.
    pub(super) fn discreet(&self, problem: Problem, tokens: &Tokens) -> Problem {
        let secrets = [Some(&self.app.secret), self.app.more.get("developer_token"), Some(&tokens.access)];
        problem.without(secrets.into_iter().chain([tokens.refresh.as_ref()]).flatten().map(expose))
    }
}

/// An answer to a change that came and cannot be read: whether it was made is not known.
pub(super) fn unsure(problem: Problem) -> Problem {
    Problem { may_have_happened: true, ..problem }
}

/// A header that is not shown.
fn hidden(secret: &Secret) -> Result<HeaderValue, Problem> {
    let mut value = HeaderValue::from_str(expose(secret))
        .map_err(|_| Problem::new(Class::Invalid, "bad_token", "A token holds characters that no token has"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// An int64 that is not negative, in digits: the one form in which an id goes into a path or a query.
pub(super) fn is_id(text: &str) -> bool {
    (1..=19).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The id, if it is one.
pub(super) fn digits(id: &str) -> Result<&str, Problem> {
    if is_id(id) { Ok(id) } else { Err(not_an_id()) }
}

fn not_an_id() -> Problem {
    Problem::new(Class::Invalid, "bad_id", "Google's ids are digits")
}
