//! Snapchat's pages: rows wrapped one by one, and the whole address of the next page, which leads back to where the caller came from.

use serde_json::{Map, Value, json};
use url::form_urlencoded::Serializer;

use super::problem::{Problem, Told, parts};
use crate::core::{
    call::Call,
    sign::{opaque, opened},
};

/// Fewest and most rows of a page that may be asked for.
const LIMITS: std::ops::RangeInclusive<usize> = 50..=1000;

/// Rows of a page when nobody says: few, since the documents leave it open and whoever reads has to go on anyway.
const USUAL: usize = 50;

/// A row with its key; none where it is not shown. What was deleted is passed on so, for its key still leads to what follows.
pub type Row<T> = (String, Option<T>);

/// A page of rows under the plural, each under the singular. A row is named by its key, so that a page stays in place when
/// rows before it go.
pub fn page(call: &Call, plural: &str, singular: &str, rows: Vec<Row<Value>>) -> Told {
    let Cut { rows, paging } = cut(call, rows)?;
    let items = rows.into_iter().map(|row| json!({"sub_request_status": "SUCCESS", singular: row}));
    let mut told = parts([(plural, items.collect())]);
    told.extend(paging);
    Ok(told)
}

/// The rows of a page, and `paging` if there are more.
pub struct Cut<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// Nothing, or `paging`.
    pub paging: Map<String, Value>,
}

/// The page that was asked for.
pub fn cut<T>(call: &Call, rows: Vec<Row<T>>) -> Result<Cut<T>, Problem> {
    let limit = match call.query.filled("limit") {
        None => USUAL,
        Some(text) => text.parse::<usize>().ok().filter(|limit| LIMITS.contains(limit)).ok_or_else(|| {
            Problem::invalid(format!("limit must be between {} and {}", LIMITS.start(), LIMITS.end()))
        })?,
    };
    let start = match call.query.filled("cursor") {
        None => 0,
        Some(cursor) => {
            let key = opened(cursor).ok_or_else(|| Problem::invalid("The cursor is not valid"))?;
            let place = rows.iter().position(|row| row.0 == key);
            place.ok_or_else(|| Problem::invalid("The cursor is not valid"))? + 1
        }
    };
    let mut following = rows.into_iter().skip(start).filter_map(|(key, row)| Some((key, row?)));
    let shown: Vec<(String, T)> = following.by_ref().take(limit).collect();
    let last = shown.last().filter(|_| following.next().is_some());
    let paging = last.map(|(key, _)| parts([("paging", json!({"next_link": address(call, &opaque(key))}))]));
    let paging = paging.unwrap_or_default();
    Ok(Cut { rows: shown.into_iter().map(|(_, row)| row).collect(), paging })
}

/// The same call at another cursor.
fn address(call: &Call, cursor: &str) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("cursor", cursor);
    for (name, value) in call.query.0.iter().filter(|(name, _)| name != "cursor") {
        query.append_pair(name, value);
    }
    format!("{}/{}?{}", call.base, call.path.join("/"), query.finish())
}
