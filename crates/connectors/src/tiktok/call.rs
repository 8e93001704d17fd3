//! Calling the Business API: the token in a header of its own, a slash behind every path, lists and objects in a query as JSON, and the
//! envelope around every answer.

use cmis_base::secret::{Secret, expose};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use url::Url;

use super::{TikTok, problem};
use crate::platform::{
    Page, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply, below},
};

const TOKEN: HeaderName = HeaderName::from_static("access-token");

/// Rows in one answer: the most that TikTok gives.
pub(super) const ROWS: &str = "1000";

/// Names and values of a query.
pub(super) type Params<'a> = [(&'a str, &'a str)];

/// The inside of an answer.
#[derive(Deserialize)]
struct Answered<T> {
    data: T,
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct Listed<T> {
    list: Vec<T>,
    page_info: PageInfo,
}

#[derive(Deserialize)]
struct PageInfo {
    page: u32,
    total_page: u32,
}

impl<T> Listed<T> {
    /// Reads each row of the page that was `asked` for.
    pub fn page<U>(self, asked: u32, read: impl Fn(T) -> Result<U, Problem>) -> Result<Page<U>, Problem> {
        if self.page_info.page != asked {
            return Err(Problem::unreadable("Another page came than was asked for"));
        }
        let items = self.list.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let has_more = asked < self.page_info.total_page;
        if has_more && items.is_empty() {
            return Err(Problem::unreadable("There is more, and nothing came"));
        }
        Ok(Page { items, next: has_more.then(|| (asked + 1).to_string()) })
    }
}

/// The number of the page that begins at `after`.
pub(super) fn page_number(after: Option<&str>) -> Result<u32, Problem> {
    let Some(text) = after else { return Ok(1) };
    let number = text.parse().ok().filter(|number: &u32| (2..u32::MAX).contains(number) && number.to_string() == text);
    number.ok_or_else(|| Problem::new(Class::Invalid, "bad_page", "Not a page of TikTok's"))
}

impl TikTok {
    /// Reads.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        path: &[&str],
        params: &Params<'_>,
    ) -> Result<T, Problem> {
        let mut url = self.address(path);
        url.query_pairs_mut().extend_pairs(params);
        let reply = self.wire.call(Method::GET, url, headers(&tokens.access)?, Body::None).await?;
        self.read(&reply, &tokens.access)
    }

    /// Makes or changes; what it brings is read.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        path: &[&str],
        body: Value,
    ) -> Result<T, Problem> {
        let reply = self.send(tokens, path, body).await?;
        self.read(&reply, &tokens.access).map_err(unsure)
    }

    /// Changes; what it brings says nothing new.
    pub(super) async fn change(&self, tokens: &Tokens, path: &[&str], body: Value) -> Result<(), Problem> {
        let reply = self.send(tokens, path, body).await?;
        self.check(&reply, &tokens.access).map_err(unsure)
    }

    async fn send(&self, tokens: &Tokens, path: &[&str], body: Value) -> Result<Reply, Problem> {
        self.wire.call(Method::POST, self.address(path), headers(&tokens.access)?, Body::Json(body)).await
    }

    /// Posts as the app alone, which proves itself by what is in `body`; `given` is what must not come back in a failure.
    pub(super) async fn post_as_app(&self, path: &[&str], body: Value, given: &Secret) -> Result<Reply, Problem> {
        let reply = self.wire.call(Method::POST, self.address(path), HeaderMap::new(), Body::Json(body)).await?;
        self.check(&reply, given).map_err(unsure)?;
        Ok(reply)
    }

    fn address(&self, path: &[&str]) -> Url {
        let path = ["open_api", self.version.as_str()].into_iter().chain(path.iter().copied());
        // without the slash that the empty segment makes, TikTok knows no path
        below(&self.hosts.business, path.chain([""]))
    }

    fn check(&self, reply: &Reply, given: &Secret) -> Result<(), Problem> {
        problem::refusal(reply, &[expose(given), expose(&self.app.secret)]).map_or(Ok(()), Err)
    }

    fn read<T: DeserializeOwned>(&self, reply: &Reply, given: &Secret) -> Result<T, Problem> {
        self.check(reply, given)?;
        data(reply)
    }
}

/// What an answer brings that was checked.
pub(super) fn data<T: DeserializeOwned>(reply: &Reply) -> Result<T, Problem> {
    reply.json().map(|Answered { data }| data)
}

/// Done and answered with what cannot be read, or broken somewhere on the way, or done in part.
fn unsure(mut problem: Problem) -> Problem {
    problem.may_have_happened |= matches!(problem.class, Class::Transient | Class::Outage);
    problem
}

/// A token that no header can hold is none of TikTok's.
fn headers(token: &Secret) -> Result<HeaderMap, Problem> {
    let mut value = Some(expose(token))
        .filter(|token| !token.is_empty())
        .and_then(|token| HeaderValue::from_str(token).ok())
        .ok_or_else(|| Problem::new(Class::Revoked, "bad_token", "The token is not one of TikTok's"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(TOKEN, value)]))
}
