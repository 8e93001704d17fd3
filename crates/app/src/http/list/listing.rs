//! A list's query as a handler's parameter. One type reads it and describes it in the API document, so that neither drifts.

use std::{marker::PhantomData, ops::RangeInclusive};

use axum::{extract::FromRequestParts, http::request::Parts};
use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::{Value, json};
use sqlx::{FromRow, postgres::PgRow};
use utoipa::{
    IntoParams,
    openapi::path::{Parameter, ParameterIn},
};
use uuid::Uuid;

use super::{Bound, DEFAULT_LIMIT, Kind, List, ListQuery, MAX_LIMIT, MAX_PAGE, MAX_SORTS, MAX_TEXT, MAX_VALUES, Page};
use crate::http::error::ApiError;

/// Names a [`List`] as a type: `listed!(Members = MEMBERS)`.
pub trait Listed {
    /// What callers may ask of it.
    const LIST: &'static List;
}

/// A type for each list, to stand in a handler's signature and in its part of the document.
macro_rules! listed {
    ($($name:ident = $list:path),+ $(,)?) => {
        $(
            #[doc = concat!("The list `", stringify!($list), "`, as a type.")]
            pub struct $name;

            impl $crate::http::list::Listed for $name {
                const LIST: &'static $crate::http::list::List = &$list;
            }
        )+
    };
}
pub(crate) use listed;

/// What the caller asks of the list `L`: `query: Listing<Members>` reads it, `params(Listing<Members>)` describes it.
pub struct Listing<L> {
    query: ListQuery,
    list: PhantomData<L>,
}

impl<S: Send + Sync, L> FromRequestParts<S> for Listing<L> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self { query: ListQuery::of(parts)?, list: PhantomData })
    }
}

impl<L: Listed> Listing<L> {
    /// Fetches one page as the caller asked, on the caller's transaction.
    pub async fn fetch<T>(&self, conn: &mut Conn) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        self.fetch_where(conn, &[]).await
    }

    /// As [`Listing::fetch`], with fixed conditions of the handler (`("n.user_id =", id)`).
    pub async fn fetch_where<T>(&self, conn: &mut Conn, fixed: &[(&'static str, Uuid)]) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        L::LIST.fetch(conn, &self.query, fixed, Vec::new()).await
    }

    /// As [`Listing::fetch`], for a list whose SQL compares with the present: `$1` is `now` in every fragment.
    pub async fn fetch_at<T>(&self, conn: &mut Conn, now: DateTime<Utc>) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        L::LIST.fetch(conn, &self.query, &[], vec![Bound::Time(now)]).await
    }

    /// As [`Listing::fetch`], with the columns of another list when the caller includes `name`.
    pub async fn fetch_including<T>(&self, name: &str, list: &List, conn: &mut Conn) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let list = if self.query.all("include").contains(&name) { list } else { L::LIST };
        list.fetch(conn, &self.query, &[], Vec::new()).await
    }

    /// As [`Listing::fetch`], for a list with values of the handler: `$1`, `$2`, … in every fragment. Where the caller sorts by nothing that
    /// only this list knows, `plain`, the same without what it takes to know that, is asked instead.
    pub async fn fetch_with<T>(&self, plain: &List, first: Vec<Bound>, conn: &mut Conn) -> Result<Page<T>, ApiError>
    where
        T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let is_known = |name: &str| plain.sorts.iter().any(|(known, _)| *known == name.trim_start_matches('-'));
        let list = if self.query.all("sort").into_iter().all(is_known) { plain } else { L::LIST };
        list.fetch(conn, &self.query, &[], first).await
    }
}

impl<L: Listed> IntoParams for Listing<L> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        L::LIST.parameters().into_iter().filter_map(|parameter| serde_json::from_value(parameter).ok()).collect()
    }
}

impl List {
    /// The query parameters as the API document has them.
    fn parameters(&self) -> Vec<Value> {
        let number =
            |max: i64, default: i64| json!({"type": "integer", "minimum": 1, "maximum": max, "default": default});
        let mut all = vec![
            parameter("page", "Page to show, from 1.", number(MAX_PAGE, 1)),
            parameter("limit", "Rows on a page.", number(MAX_LIMIT, DEFAULT_LIMIT)),
        ];
        if self.feed.is_some() {
            let told = "Walks the feed instead of turning pages: empty at first, then `meta.next_cursor`.";
            all.push(parameter("cursor", told, json!({"type": "string"})));
        }
        if !self.search.is_empty() {
            all.push(parameter("q", "Text to search for, ignoring case.", text(0..=MAX_TEXT)));
        }
        let sorts = self.sorts.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("-{name}")]);
        let told = format!("Order, `-` for descending; `{}` unless told otherwise.", self.default_sort);
        all.push(several("sort", &told, json!({"type": "string", "enum": sorts.collect::<Vec<_>>()}), MAX_SORTS));
        let words = |words: &[&str]| json!({"type": "string", "enum": words});
        all.push(several("fields", "Keeps these fields of each row.", words(self.fields), MAX_VALUES));
        if !self.includes.is_empty() {
            all.push(several("include", "Adds related things to each row.", words(self.includes), MAX_VALUES));
        }
        all.extend(self.filters.iter().map(|filter| filter.kind.parameter(filter.name)));
        all
    }
}

impl Kind {
    /// A filter of this kind in the API document.
    fn parameter(self, name: &str) -> Value {
        let any = format!("Only rows with one of these as `{name}`.");
        let instant = |told: &str| {
            let formats =
                [json!({"type": "string", "format": "date-time"}), json!({"type": "string", "format": "date"})];
            parameter(name, told, json!({"anyOf": formats}))
        };
        match self {
            Self::Words(words) => several(name, &any, json!({"type": "string", "enum": words}), MAX_VALUES),
            Self::Text => several(name, &any, text(1..=MAX_TEXT), MAX_VALUES),
            Self::Id => several(name, &any, json!({"type": "string", "format": "uuid"}), MAX_VALUES),
            Self::Bool => parameter(name, &format!("Only rows where `{name}` is this."), json!({"type": "boolean"})),
            Self::Time if name == "to" => instant("Until this instant, or the midnight (UTC) that begins this day."),
            Self::Time => instant("From this instant, or the midnight (UTC) that begins this day."),
        }
    }
}

fn text(length: RangeInclusive<usize>) -> Value {
    json!({"type": "string", "minLength": length.start(), "maxLength": length.end()})
}

fn parameter(name: &str, told: &str, schema: Value) -> Value {
    json!({"name": name, "in": "query", "required": false, "description": told, "schema": schema})
}

/// Comma-separated values.
fn several(name: &str, told: &str, items: Value, most: usize) -> Value {
    let mut parameter = parameter(name, told, json!({"type": "array", "items": items, "maxItems": most}));
    parameter["style"] = "form".into();
    parameter["explode"] = false.into();
    parameter
}
