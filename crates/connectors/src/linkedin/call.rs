//! Calling the API as somebody: the token and the version in headers, Rest.li's addresses, pages by token. A token never stands in an
//! address, and what stands in one is encoded or checked.

use cmis_base::secret::expose;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    LinkedIn, below, problem,
    restli::{encoded, is_id},
};
use crate::platform::{
    Page, Tokens,
    problem::{Class, Problem},
    wire::{Body, Reply},
};

const VERSION: HeaderName = HeaderName::from_static("linkedin-version");
const PROTOCOL: HeaderName = HeaderName::from_static("x-restli-protocol-version");
const METHOD: HeaderName = HeaderName::from_static("x-restli-method");

/// What Rest.li is told to do where the verb of HTTP does not say it.
#[derive(Clone, Copy)]
enum Ask {
    Get,
    Find,
    Create,
    Change,
}

impl Ask {
    const fn verb(self) -> Method {
        match self {
            Self::Get | Self::Find => Method::GET,
            Self::Create | Self::Change => Method::POST,
        }
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Find => Some("FINDER"),
            Self::Change => Some("PARTIAL_UPDATE"),
            Self::Get | Self::Create => None,
        }
    }
}

/// What a finder finds, with what it says of the rest: lists that page by token say the next one in `metadata`, those that page by place how
/// many there are, or lead to the next page, in `paging`.
#[derive(Deserialize)]
pub(super) struct Found<T> {
    pub elements: Vec<T>,
    metadata: Option<Metadata>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Metadata {
    next_page_token: Option<String>,
}

#[derive(Deserialize)]
struct Paging {
    total: Option<usize>,
    #[serde(default)]
    links: Vec<Link>,
}

#[derive(Deserialize)]
struct Link {
    #[serde(default)]
    rel: String,
}

impl<T> Found<T> {
    /// How many there are in all, if that is said.
    pub fn total(&self) -> Option<usize> {
        self.paging.as_ref()?.total
    }

    /// Whether a link leads to more.
    pub fn has_next(&self) -> bool {
        self.paging.iter().flat_map(|paging| &paging.links).any(|link| link.rel == "next")
    }
}

impl LinkedIn {
    /// Reads one thing below `/rest`.
    pub(super) async fn get<T: DeserializeOwned>(&self, tokens: &Tokens, path: &str) -> Result<T, Problem> {
        self.send(tokens, Ask::Get, path, None, Body::None).await?.json()
    }

    /// Asks a finder, whose query is encoded already.
    pub(super) async fn find<T: DeserializeOwned>(
        &self,
        tokens: &Tokens,
        path: &str,
        query: &str,
    ) -> Result<Found<T>, Problem> {
        self.send(tokens, Ask::Find, path, Some(query), Body::None).await?.json()
    }

    /// One page of a finder that pages by token, each row read.
    pub(super) async fn page<T: DeserializeOwned, U>(
        &self,
        tokens: &Tokens,
        (path, query): (&str, &str),
        after: Option<&str>,
        read: impl Fn(T) -> Result<U, Problem>,
    ) -> Result<Page<U>, Problem> {
        let query = match after {
            Some(token) => format!("{query}&pageToken={}", encoded(token)),
            None => query.to_owned(),
        };
        let found: Found<T> = self.find(tokens, path, &query).await?;
        let next = found.metadata.and_then(|metadata| metadata.next_page_token).filter(|token| !token.is_empty());
        if next.is_some() && next.as_deref() == after {
            return Err(Problem::unreadable("The next page is this one"));
        }
        Ok(Page { items: found.elements.into_iter().map(read).collect::<Result<_, _>>()?, next })
    }

    /// Makes something; its id, which stands in a header, as the body is empty.
    pub(super) async fn create(&self, tokens: &Tokens, path: &str, body: Value) -> Result<String, Problem> {
        let reply = self.send(tokens, Ask::Create, path, None, Body::Json(body)).await?;
        let given = ["x-restli-id", "x-linkedin-id", "location"].into_iter().find_map(|name| reply.header(name));
        let id = given.and_then(|given| given.rsplit(['/', ':']).next()).filter(|id| is_id(id));
        id.map(str::to_owned).ok_or_else(|| Problem {
            may_have_happened: true,
            ..problem::named(Problem::unreadable("The new id is missing"), &reply)
        })
    }

    /// Sets fields of something.
    pub(super) async fn change(&self, tokens: &Tokens, path: &str, fields: Value) -> Result<(), Problem> {
        let body = Body::Json(json!({ "patch": { "$set": fields } }));
        self.send(tokens, Ask::Change, path, None, body).await.map(drop)
    }

    async fn send(
        &self,
        tokens: &Tokens,
        ask: Ask,
        path: &str,
        query: Option<&str>,
        body: Body,
    ) -> Result<Reply, Problem> {
        let mut url = below(&self.hosts.api, &format!("rest/{path}"));
        url.set_query(query);
        let mut headers = bearer(tokens)?;
        let version = HeaderValue::from_str(&self.version)
            .map_err(|_| Problem::new(Class::Invalid, "bad_version", "Not a version of LinkedIn's"))?;
        headers.insert(VERSION, version);
        headers.insert(PROTOCOL, HeaderValue::from_static("2.0.0"));
        if let Some(name) = ask.name() {
            headers.insert(METHOD, HeaderValue::from_static(name));
        }
        let reply = self.wire.call(ask.verb(), url, headers, body).await?;
        if reply.is_success() {
            return Ok(reply);
        }
        let mut problem = problem::of(&reply, &self.secrets(tokens));
        // made, perhaps, and broken somewhere on the way back
        problem.may_have_happened = ask.verb() != Method::GET && reply.status >= 500;
        Err(problem)
    }

    /// What must not come back in a failure.
    pub(super) fn secrets<'a>(&'a self, tokens: &'a Tokens) -> Vec<&'a str> {
        let refresh = tokens.refresh.as_ref().map(expose);
        [expose(&tokens.access), expose(&self.app.secret)].into_iter().chain(refresh).collect()
    }
}

/// A token that no header can hold is none of LinkedIn's.
pub(super) fn bearer(tokens: &Tokens) -> Result<HeaderMap, Problem> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", expose(&tokens.access)))
        .map_err(|_| Problem::new(Class::Revoked, "bad_token", "The token is not one of LinkedIn's"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}
