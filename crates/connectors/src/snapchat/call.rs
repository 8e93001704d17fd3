//! How a call to the Marketing API is made, and the envelope that every answer comes in: whether it went well in all, whether it went
//! well with each row, and where the next page begins.
//!
//! The next page comes as a whole address. Only its cursor is taken: the token never goes where an answer points.

use cmis_base::secret::expose;
use http::{HeaderMap, HeaderValue, Method, header};
use serde_json::{Map, Value};
use url::Url;

use super::{Snapchat, problem};
use crate::platform::{
    Page, Tokens,
    problem::{Class, Problem},
    wire::{Body, below},
};

/// Rows of a page: Snapchat takes 50 to 1000.
const ROWS: &str = "500";
/// Pages of a list that is read to its end at once: more is a circle.
const MOST_PAGES: usize = 1000;
/// Longest cursor that is believed to be one.
const LONGEST_CURSOR: usize = 4096;

/// Names and values of a query.
pub(super) type Query<'a> = [(&'a str, &'a str)];

/// A kind of things by its names: of the list, and of the one thing in each row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// In addresses and envelopes.
    pub plural: &'static str,
    /// In rows.
    pub singular: &'static str,
    /// Whether deleted ones are listed on request.
    keeps_deleted: bool,
}

pub(super) const ORGANIZATIONS: Kind = Kind { plural: "organizations", singular: "organization", keeps_deleted: false };
pub(super) const ACCOUNTS: Kind = Kind { plural: "adaccounts", singular: "adaccount", keeps_deleted: false };
pub(super) const CAMPAIGNS: Kind = Kind { plural: "campaigns", singular: "campaign", keeps_deleted: true };
pub(super) const AD_SQUADS: Kind = Kind { plural: "adsquads", singular: "adsquad", keeps_deleted: true };
pub(super) const ADS: Kind = Kind { plural: "ads", singular: "ad", keeps_deleted: true };
/// Countries in which ads are shown; of no use in an address, like the two below.
pub(super) const COUNTRIES: Kind = Kind { plural: "targeting_dimensions", singular: "country", keeps_deleted: false };
/// Languages that are told apart.
pub(super) const LANGUAGES: Kind = Kind { plural: "targeting_dimensions", singular: "languages", keeps_deleted: false };
/// Statistics.
pub(super) const SERIES: Kind = Kind { plural: "timeseries_stats", singular: "timeseries_stat", keeps_deleted: false };

/// An answer that went well as a whole; its rows may not have.
pub(super) struct Envelope(Map<String, Value>);

impl Envelope {
    /// What `name` holds, which is not there afterwards.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        self.0.get_mut(name).map(Value::take).filter(|value| !value.is_null())
    }

    /// The things in the rows, every one of which went well.
    pub fn rows(&mut self, kind: Kind) -> Result<Vec<Map<String, Value>>, Problem> {
        let Some(Value::Array(rows)) = self.take(kind.plural) else {
            return Err(Problem::unreadable("The answer has no rows"));
        };
        let read = |row: Value| {
            let Value::Object(mut row) = row else { return Err(Problem::unreadable("A row is no object")) };
            problem::row(&row, self.request_id())?;
            match row.get_mut(kind.singular).map(Value::take) {
                Some(Value::Object(thing)) => Ok(thing),
                _ => Err(Problem::unreadable("A row holds nothing")),
            }
        };
        rows.into_iter().map(read).collect()
    }

    /// The one thing that was asked for or changed.
    pub fn one(&mut self, kind: Kind) -> Result<Map<String, Value>, Problem> {
        let mut rows = self.rows(kind)?;
        match (rows.pop(), rows.is_empty()) {
            (Some(thing), true) => Ok(thing),
            _ => Err(Problem::unreadable("The answer is not one row")),
        }
    }

    /// Checks the rows of an answer that may have none.
    pub fn check(&self, kind: Kind) -> Result<(), Problem> {
        let rows = self.0.get(kind.plural).and_then(Value::as_array);
        let mut rows = rows.into_iter().flatten().filter_map(Value::as_object);
        rows.try_for_each(|row| problem::row(row, self.request_id()))
    }

    /// The cursor of the next page; `asked` is this page's own.
    pub fn next(&self, asked: Option<&str>) -> Result<Option<String>, Problem> {
        cursor(self.0.get("paging"), asked)
    }

    fn request_id(&self) -> Option<&str> {
        self.0.get("request_id").and_then(Value::as_str)
    }
}

/// The cursor in a `paging`. A link that leads nowhere, or back to the page that was asked for, is none to follow.
pub(super) fn cursor(paging: Option<&Value>, asked: Option<&str>) -> Result<Option<String>, Problem> {
    let link = paging.and_then(|paging| paging.get("next_link")).and_then(Value::as_str);
    let Some(link) = link.filter(|link| !link.is_empty()) else { return Ok(None) };
    // of its host and path nothing is used; Snapchat's own examples name hosts that are not the API's
    let found = Url::parse(link).ok().and_then(|url| {
        let (_, cursor) = url.query_pairs().find(|(name, _)| name == "cursor")?;
        Some(cursor.into_owned()).filter(|cursor| (1..=LONGEST_CURSOR).contains(&cursor.len()))
    });
    let next = found.filter(|cursor| Some(cursor.as_str()) != asked);
    next.map(Some).ok_or_else(|| Problem::unreadable("There is more, and no way to it"))
}

impl Snapchat {
    /// Reads.
    pub(super) async fn get(&self, tokens: &Tokens, path: &[&str], query: &Query<'_>) -> Result<Envelope, Problem> {
        let mut url = self.address(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.call(tokens, Method::GET, url, Body::None).await
    }

    /// Makes, changes or removes.
    pub(super) async fn send(
        &self,
        tokens: &Tokens,
        method: Method,
        path: &[&str],
        body: Body,
    ) -> Result<Envelope, Problem> {
        self.call(tokens, method, self.address(path), body).await
    }

    /// One page of what is below `path`, deleted things too: numbers of the past belong to them.
    pub(super) async fn page<T>(
        &self,
        tokens: &Tokens,
        path: &[&str],
        kind: Kind,
        after: Option<&str>,
        read: fn(Map<String, Value>) -> Result<T, Problem>,
    ) -> Result<Page<T>, Problem> {
        let mut query = vec![("limit", ROWS)];
        query.extend(kind.keeps_deleted.then_some(("read_deleted_entities", "true")));
        query.extend(after.map(|after| ("cursor", after)));
        let mut envelope = self.get(tokens, path, &query).await?;
        let next = envelope.next(after)?;
        let items = envelope.rows(kind)?.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }

    /// All of what is below `path`, handed to `each` page by page until it has enough.
    pub(super) async fn pages<T>(
        &self,
        tokens: &Tokens,
        path: &[&str],
        kind: Kind,
        read: fn(Map<String, Value>) -> Result<T, Problem>,
        mut has_enough: impl FnMut(Vec<T>) -> bool + Send,
    ) -> Result<(), Problem> {
        let mut after = None;
        for _ in 0..MOST_PAGES {
            let Page { items, next } = self.page(tokens, path, kind, after.as_deref(), read).await?;
            if has_enough(items) || next.is_none() {
                return Ok(());
            }
            after = next;
        }
        Err(Problem::unreadable("The list does not end"))
    }

    fn address(&self, path: &[&str]) -> Url {
        below(&self.hosts.api, [self.version.as_str()].iter().chain(path))
    }

    async fn call(&self, tokens: &Tokens, method: Method, url: Url, body: Body) -> Result<Envelope, Problem> {
        let is_reading = method == Method::GET;
        let token = expose(&tokens.access);
        let mut reply = self.wire.call(method, url, bearer(token)?, body).await?;
        problem::forget(&mut reply, &[token]);
        problem::envelope(&reply).map(Envelope).map_err(|mut problem| {
            // done, and answered with what cannot be read; or broken somewhere on the way
            problem.may_have_happened |= !is_reading && (reply.status >= 500 || problem.code == "unreadable");
            problem
        })
    }
}

/// An answer to a change that came and cannot be read: whether it was made is not known.
pub(super) fn unsure(problem: Problem) -> Problem {
    let is_unsure = problem.code == "unreadable";
    Problem { may_have_happened: problem.may_have_happened || is_unsure, ..problem }
}

fn bearer(token: &str) -> Result<HeaderMap, Problem> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}"))
        .map_err(|_| Problem::new(Class::Invalid, "bad_token", "The token holds characters that no token has"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(header::AUTHORIZATION, value)]))
}
