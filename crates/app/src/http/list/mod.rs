//! Lists: page, cursor, filter, sort, fields and include, written once.
//!
//! A feature declares a [`List`] (static SQL fragments and the names that callers may use) and takes a [`Listing`] of it
//! as its handler's parameter. Every fragment is a literal of the code; every value of a caller is bound.

mod listing;

use axum::{
    http::request::Parts,
    response::{IntoResponse, Response},
};
use base64::Engine;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, FromRow, Postgres, Row, postgres::PgRow};
use utoipa::ToSchema;
use uuid::Uuid;

use cmis_db::Conn;

use super::{error::ApiError, reply::json, words::Say};
pub(crate) use listing::listed;
pub use listing::{Listed, Listing};

/// Rows on a page unless the caller says otherwise.
const DEFAULT_LIMIT: i64 = 20;
/// Most rows on a page.
const MAX_LIMIT: i64 = 100;
/// Most values in one filter.
const MAX_VALUES: usize = 100;
/// Longest text to search for or to filter by, in characters.
const MAX_TEXT: usize = 200;
/// Most names to sort by.
const MAX_SORTS: usize = 5;
/// Furthest page: past it the caller has to filter (offset work grows with the page).
const MAX_PAGE: i64 = 100_000;

/// Marks a sort whose expression may be null.
const NULLS_LAST: &str = " nulls last";
/// Rows of a feed that are counted: it grows for ever, and nobody turns to its thousandth page.
const MAX_COUNT: i64 = 10_000;

/// What a list of one kind of thing selects and what callers may ask of it.
pub struct List {
    /// Columns of the row type, as SQL.
    pub select: &'static str,
    /// Tables, joins and a fixed condition: `members m where m.status <> 'removed'`. Must hold a `where`.
    pub from: &'static str,
    /// Names to filter by.
    pub filters: &'static [Filter],
    /// Names to sort by, each with its SQL expression. One that may be null ends in ` nulls last`, in both directions; the others
    /// are ordered as an index has them.
    pub sorts: &'static [(&'static str, &'static str)],
    /// The order when the caller names none, in the caller's notation: `-created_at`.
    pub default_sort: &'static str,
    /// A unique expression that makes every order total.
    pub tie: &'static str,
    /// Expressions that `q` searches, ignoring case.
    pub search: &'static [&'static str],
    /// Names for `fields`.
    pub fields: &'static [&'static str],
    /// Names for `include`.
    pub includes: &'static [&'static str],
    /// For feeds that grow while being read: the time and the sequence expression that a cursor walks, newest first.
    pub feed: Option<(&'static str, &'static str)>,
}

/// A filter: `?name=a,b` becomes `sql = any($n)` or `sql >= $n`.
#[derive(Clone, Copy)]
pub struct Filter {
    /// The query parameter.
    pub name: &'static str,
    /// Left side and operator, `m.role =`, `a.at >=`; or the whole condition with `{}` where the value stands.
    pub sql: &'static str,
    /// What a value has to be.
    pub kind: Kind,
}

/// What a filter's value has to be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// One of the words.
    Words(&'static [&'static str]),
    /// Any text of up to 200 characters.
    Text,
    /// A UUID.
    Id,
    /// An RFC 3339 instant or a date (its midnight in UTC).
    Time,
    /// `true` or `false`.
    Bool,
}

/// The query string of a list request, before a [`List`] gives it meaning.
struct ListQuery {
    pairs: Vec<(String, String)>,
    path: String,
}

impl ListQuery {
    fn of(parts: &Parts) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(query.as_bytes()).into_owned().take(64).collect();
        if pairs.iter().any(|(_, value)| value.contains('\0')) {
            return Err(ApiError::malformed("error-query-zero"));
        }
        let path = parts
            .extensions
            .get::<super::request::OriginalPath>()
            .map_or_else(|| parts.uri.path().to_owned(), |original| original.0.clone());
        Ok(Self { pairs, path })
    }

    fn one(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .rev()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.pairs
            .iter()
            .filter(|(key, _)| key == name)
            .flat_map(|(_, value)| value.split(','))
            .map(str::trim)
            .filter(|value| !value.is_empty())
            .collect()
    }

    fn number(&self, name: &'static str, max: i64) -> Result<Option<i64>, ApiError> {
        self.one(name)
            .map(|text| {
                text.parse().ok().filter(|number| (1..=max).contains(number)).ok_or_else(|| {
                    ApiError::malformed(Say::new("error-parameter-number").with("name", name).count("max", max))
                })
            })
            .transpose()
    }
}

fn unknown(name: &str, value: &str, options: &str) -> ApiError {
    ApiError::malformed(
        Say::new("error-parameter-value")
            .with("name", name)
            .with("value", value.chars().take(60).collect::<String>())
            .with("options", options),
    )
}

/// A value in a statement.
#[derive(Clone, Debug)]
pub enum Bound {
    /// Any of these texts.
    Texts(Vec<String>),
    /// Any of these ids.
    Ids(Vec<Uuid>),
    /// These ids; null where it does not matter which.
    Within(Option<Vec<Uuid>>),
    /// An instant.
    Time(DateTime<Utc>),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Bool(bool),
    /// Text to search for.
    Like(String),
    /// A number.
    Integer(i64),
}

/// One page of rows.
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    meta: Map<String, Value>,
    links: Map<String, Value>,
    fields: Vec<String>,
}

/// `{"success": true, "data": […], "meta": {…}, "links": {…}}`.
#[derive(Serialize, ToSchema)]
#[schema(as = Page)]
pub struct PageBody<T> {
    /// Always true.
    pub success: bool,
    /// The rows.
    pub data: Vec<T>,
    /// Where this page stands.
    pub meta: PageMeta,
    /// Addresses of the other pages, null at the ends.
    pub links: PageLinks,
}

/// Where a page stands.
#[derive(Serialize, ToSchema)]
pub struct PageMeta {
    /// From 1; absent when walking by cursor.
    #[schema(nullable = false)]
    pub current_page: Option<i64>,
    /// Rows a page.
    pub per_page: i64,
    /// Absent when walking by cursor.
    #[schema(nullable = false)]
    pub total_pages: Option<i64>,
    /// Absent when walking by cursor.
    #[schema(nullable = false)]
    pub total: Option<i64>,
    /// For the next rows of a feed; absent at its end.
    #[schema(nullable = false)]
    pub next_cursor: Option<String>,
}

/// Addresses of the other pages.
#[derive(Serialize, ToSchema)]
pub struct PageLinks {
    /// The first page.
    pub first: Option<String>,
    /// The page before.
    pub prev: Option<String>,
    /// The page after.
    pub next: Option<String>,
    /// The last page.
    pub last: Option<String>,
}

impl List {
    /// `first` are `$1`, `$2`, … of every fragment.
    async fn fetch<T>(
        &self,
        conn: &mut Conn,
        query: &ListQuery,
        fixed: &[(&'static str, Uuid)],
        first: Vec<Bound>,
    ) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let plan = self.plan(query, fixed, first)?;
        let rows = plan.run(conn).await?;
        self.page(query, &plan, rows)
    }

    fn plan(&self, query: &ListQuery, fixed: &[(&'static str, Uuid)], first: Vec<Bound>) -> Result<Plan, ApiError> {
        let limit = query.number("limit", MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
        let page = query.number("page", MAX_PAGE)?.unwrap_or(1);
        let cursor = match (self.feed, query.pairs.iter().any(|(name, _)| name == "cursor")) {
            (Some(feed), true) => Some((feed, query.one("cursor").map(decode_cursor).transpose()?)),
            _ => None,
        };
        let mut sql = Sql { conditions: String::new(), bounds: first };
        for (left, id) in fixed {
            sql.condition(left, Bound::Ids(vec![*id]));
        }
        self.conditions(query, &mut sql)?;
        let fields: Vec<String> = query.all("fields").into_iter().map(str::to_owned).collect();
        if let Some(wrong) = fields.iter().find(|name| !self.fields.contains(&name.as_str())) {
            return Err(unknown("fields", wrong, &self.fields.join(", ")));
        }
        if let Some(wrong) = query.all("include").into_iter().find(|name| !self.includes.contains(name)) {
            return Err(unknown("include", wrong, &self.includes.join(", ")));
        }
        let text = match cursor {
            Some(((time, seq), position)) => {
                if let Some((at, number)) = position {
                    let at = sql.bind(Bound::Time(at));
                    let number = sql.bind(Bound::Integer(number));
                    sql.conditions.push_str(&format!(" and ({time}, {seq}) < (${at}, ${number})"));
                }
                let rows = sql.bind(Bound::Integer(limit + 1));
                format!(
                    "select {}, {time} as feed_time, {seq} as feed_seq from {}{} order by {time} desc, {seq} desc limit ${rows}",
                    self.select, self.from, sql.conditions
                )
            }
            None => {
                let order = self.order(query)?;
                let most = if self.feed.is_some() { format!(" limit {MAX_COUNT}") } else { String::new() };
                let count = format!(
                    "select count(*) as total_count from (select 1 from {}{}{most}) as counted",
                    self.from, sql.conditions
                );
                let rows = sql.bind(Bound::Integer(limit + 1));
                let offset = sql.bind(Bound::Integer((page - 1) * limit));
                let text = format!(
                    "select {} from {}{} order by {order} limit ${rows} offset ${offset}",
                    self.select, self.from, sql.conditions
                );
                return Ok(Plan { text, count: Some(count), bounds: sql.bounds, limit, page, cursor: false, fields });
            }
        };
        Ok(Plan { text, count: None, bounds: sql.bounds, limit, page, cursor: true, fields })
    }

    fn conditions(&self, query: &ListQuery, sql: &mut Sql) -> Result<(), ApiError> {
        for filter in self.filters {
            let values = query.all(filter.name);
            if values.is_empty() {
                continue;
            }
            if values.len() > MAX_VALUES {
                return Err(ApiError::malformed(Say::new("error-parameter-many").with("name", filter.name)));
            }
            sql.condition(filter.sql, filter.kind.parse(filter.name, &values)?);
        }
        if let (Some(text), false) = (query.one("q"), self.search.is_empty()) {
            if text.chars().count() > MAX_TEXT {
                return Err(ApiError::malformed(Say::new("error-parameter-long").with("name", "q")));
            }
            let number = sql.bind(Bound::Like(text.to_lowercase()));
            let any: Vec<String> = self.search.iter().map(|column| format!("lower({column}) like ${number}")).collect();
            sql.conditions.push_str(&format!(" and ({})", any.join(" or ")));
        }
        Ok(())
    }

    fn order(&self, query: &ListQuery) -> Result<String, ApiError> {
        let asked = query.all("sort");
        let asked = if asked.is_empty() { self.default_sort.split(',').collect() } else { asked };
        let mut order = Vec::with_capacity(asked.len() + 1);
        if asked.len() > MAX_SORTS {
            return Err(ApiError::malformed(Say::new("error-parameter-many").with("name", "sort")));
        }
        for word in asked {
            let (name, direction) = word.strip_prefix('-').map_or((word, "asc"), |name| (name, "desc"));
            let Some((_, sql)) = self.sorts.iter().find(|(known, _)| *known == name) else {
                let names: Vec<&str> = self.sorts.iter().map(|(known, _)| *known).collect();
                return Err(unknown("sort", word, &names.join(", ")));
            };
            order.push(match sql.strip_suffix(NULLS_LAST) {
                Some(sql) => format!("{sql} {direction}{NULLS_LAST}"),
                None => format!("{sql} {direction}"),
            });
        }
        order.push(self.tie.to_owned());
        Ok(order.join(", "))
    }

    fn page<T>(&self, query: &ListQuery, plan: &Plan, (rows, tail): (Vec<T>, Tail)) -> Result<Page<T>, ApiError> {
        let mut meta = Map::new();
        let mut links = Map::new();
        match tail {
            Tail::Total(total) => {
                let last = ((total + plan.limit - 1) / plan.limit).max(1);
                meta.insert("current_page".into(), plan.page.into());
                meta.insert("per_page".into(), plan.limit.into());
                meta.insert("total_pages".into(), last.into());
                meta.insert("total".into(), total.into());
                let link =
                    |page: Option<i64>| page.map_or(Value::Null, |page| query.link("page", &page.to_string()).into());
                links.insert("first".into(), link(Some(1)));
                links.insert("prev".into(), link((plan.page > 1).then(|| (plan.page - 1).min(last))));
                links.insert("next".into(), link((plan.page < last).then_some(plan.page + 1)));
                links.insert("last".into(), link(Some(last)));
            }
            Tail::Cursor(next) => {
                meta.insert("per_page".into(), plan.limit.into());
                links.extend(["first", "prev", "last"].map(|name| (name.to_owned(), Value::Null)));
                links.insert(
                    "next".into(),
                    next.as_deref().map_or(Value::Null, |cursor| query.link("cursor", cursor).into()),
                );
                meta.extend(next.map(|next| ("next_cursor".to_owned(), next.into())));
            }
        }
        Ok(Page { rows, meta, links, fields: plan.fields.clone() })
    }
}

impl ListQuery {
    /// This request's address with one parameter changed, the others kept.
    fn link(&self, name: &str, value: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (key, kept) in self.pairs.iter().filter(|(key, _)| key != name) {
            query.append_pair(key, kept);
        }
        query.append_pair(name, value);
        format!("{}?{}", self.path, query.finish())
    }
}

impl Kind {
    fn parse(self, name: &str, values: &[&str]) -> Result<Bound, ApiError> {
        let first = values[0];
        match self {
            Self::Words(words) => match values.iter().find(|value| !words.contains(value)) {
                Some(wrong) => Err(unknown(name, wrong, &words.join(", "))),
                None => Ok(Bound::Texts(values.iter().map(|&value| value.to_owned()).collect())),
            },
            Self::Text => match values.iter().find(|value| value.chars().count() > MAX_TEXT) {
                Some(_) => Err(ApiError::malformed(Say::new("error-parameter-long").with("name", name))),
                None => Ok(Bound::Texts(values.iter().map(|&value| value.to_owned()).collect())),
            },
            Self::Id => values
                .iter()
                .map(|value| Uuid::parse_str(value).map_err(|_| unknown(name, value, "UUID")))
                .collect::<Result<_, _>>()
                .map(Bound::Ids),
            Self::Time => parse_time(first)
                .map(Bound::Time)
                .ok_or_else(|| unknown(name, first, "2026-01-31, 2026-01-31T10:00:00Z")),
            Self::Bool => match first {
                "true" => Ok(Bound::Bool(true)),
                "false" => Ok(Bound::Bool(false)),
                _ => Err(unknown(name, first, "true, false")),
            },
        }
    }
}

fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    use chrono::Datelike;
    let at = DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .ok()
        .or_else(|| text.parse::<chrono::NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|at| at.and_utc()))?;
    (1..=9999).contains(&at.year()).then_some(at)
}

fn decode_cursor(text: &str) -> Result<(DateTime<Utc>, i64), ApiError> {
    let parse = || {
        let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (micros, number) = text.split_once('.')?;
        let at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        use chrono::Datelike;
        (1..=9999).contains(&at.year()).then_some(())?;
        Some((at, number.parse().ok()?))
    };
    parse().ok_or_else(|| ApiError::malformed("error-cursor"))
}

fn encode_cursor(at: DateTime<Utc>, number: i64) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("{}.{number}", at.timestamp_micros()))
}

struct Sql {
    conditions: String,
    bounds: Vec<Bound>,
}

impl Sql {
    fn bind(&mut self, bound: Bound) -> usize {
        self.bounds.push(bound);
        self.bounds.len()
    }

    fn condition(&mut self, left: &str, bound: Bound) {
        let many = matches!(bound, Bound::Texts(_) | Bound::Ids(_));
        let number = self.bind(bound);
        if left.contains("{}") {
            self.conditions.push_str(&format!(" and {}", left.replace("{}", &format!("${number}"))));
            return;
        }
        let right = if many { format!("any(${number})") } else { format!("${number}") };
        self.conditions.push_str(&format!(" and {left} {right}"));
    }
}

enum Tail {
    Total(i64),
    Cursor(Option<String>),
}

struct Plan {
    text: String,
    count: Option<String>,
    bounds: Vec<Bound>,
    limit: i64,
    page: i64,
    cursor: bool,
    fields: Vec<String>,
}

impl Plan {
    async fn run<T>(&self, conn: &mut Conn) -> Result<(Vec<T>, Tail), ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let raw = bind(&self.text, &self.bounds).fetch_all(&mut *conn).await?;
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let rows = raw.iter().take(limit).map(T::from_row).collect::<Result<Vec<T>, _>>()?;
        if self.cursor {
            let next = match (raw.len() > limit, limit.checked_sub(1).and_then(|last| raw.get(last))) {
                (true, Some(last)) => Some(encode_cursor(last.try_get("feed_time")?, last.try_get("feed_seq")?)),
                _ => None,
            };
            return Ok((rows, Tail::Cursor(next)));
        }
        // one row more than shown tells whether there are others: without them the total is known
        let found = i64::try_from(raw.len()).unwrap_or(i64::MAX);
        let total = if found <= self.limit && (found > 0 || self.page == 1) {
            (self.page - 1) * self.limit + found
        } else {
            // a statement of its own: with the rows it would read everything for every page
            let count = self.count.as_deref().unwrap_or_default();
            let bounds = self.bounds.get(..self.bounds.len().saturating_sub(2)).unwrap_or_default();
            bind(count, bounds).fetch_one(conn).await?.try_get("total_count")?
        };
        Ok((rows, Tail::Total(total)))
    }
}

fn bind<'a>(text: &str, bounds: &'a [Bound]) -> sqlx::query::Query<'a, Postgres, sqlx::postgres::PgArguments> {
    let mut query = sqlx::query(AssertSqlSafe(text.to_owned()));
    for bound in bounds {
        query = match bound {
            Bound::Texts(values) => query.bind(values),
            Bound::Ids(values) => query.bind(values),
            Bound::Within(ids) => query.bind(ids),
            Bound::Time(at) => query.bind(at),
            Bound::Day(day) => query.bind(day),
            Bound::Bool(value) => query.bind(value),
            Bound::Like(text) => {
                query.bind(format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")))
            }
            Bound::Integer(number) => query.bind(number),
        };
    }
    query
}

impl<T> Page<T> {
    /// The same page with each row turned into something else.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { rows: self.rows.into_iter().map(f).collect(), meta: self.meta, links: self.links, fields: self.fields }
    }

    /// With one more figure in `meta`.
    pub fn meta(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.meta.insert(name.to_owned(), value.into());
        self
    }
}

#[derive(Serialize)]
struct Body<'a, T> {
    success: bool,
    data: T,
    meta: &'a Map<String, Value>,
    links: &'a Map<String, Value>,
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let Self { rows, meta, links, fields } = self;
        if fields.is_empty() {
            return json(Body { success: true, data: rows, meta: &meta, links: &links }).into_response();
        }
        let kept: Result<Vec<Value>, _> = rows
            .iter()
            .map(|row| {
                serde_json::to_value(row).map(|value| match value {
                    Value::Object(map) => {
                        Value::Object(map.into_iter().filter(|(name, _)| fields.contains(name)).collect())
                    }
                    other => other,
                })
            })
            .collect();
        match kept {
            Ok(data) => json(Body { success: true, data, meta: &meta, links: &links }).into_response(),
            Err(error) => ApiError::internal(error).into_response(),
        }
    }
}
