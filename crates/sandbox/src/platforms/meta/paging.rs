//! Meta's pages: `data` with cursors and the address of the next page, which leads back to where the caller came from.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

use super::{
    Ask,
    problem::{Problem, Told},
};
use crate::core::sign::{opaque, opened};

/// Rows of a page when nobody says.
const USUAL: usize = 25;
/// Most rows of a page.
const MOST: usize = 500;

/// The page that was asked for. A row is named by its key, so that a page stays in place when rows before it go.
pub fn page(ask: &Ask<'_>, rows: Vec<(String, Value)>) -> Told {
    page_of(ask, &rows, Value::clone)
}

/// The same where a row is put together only if it is shown: reports are long.
pub fn page_of<T>(ask: &Ask<'_>, rows: &[(String, T)], say: impl Fn(&T) -> Value) -> Told {
    let limit = match ask.params.filled("limit") {
        None => USUAL,
        Some(text) => match text.parse::<usize>() {
            Ok(limit) if limit > 0 => limit.min(MOST),
            _ => return Err(Problem::invalid("Param limit must be an integer greater than 0")),
        },
    };
    let place = |cursor: &str| {
        let key = opened(cursor).ok_or_else(|| Problem::invalid("Invalid cursors values"))?;
        rows.iter().position(|it| it.0 == key).ok_or_else(|| Problem::invalid("Invalid cursors values"))
    };
    let (start, end) = match (ask.params.filled("after"), ask.params.filled("before")) {
        (Some(after), _) => {
            let start = place(after)? + 1;
            (start, rows.len().min(start + limit))
        }
        (None, Some(before)) => {
            let end = place(before)?;
            (end.saturating_sub(limit), end)
        }
        (None, None) => (0, rows.len().min(limit)),
    };
    let shown = rows.get(start..end).unwrap_or_default();
    let (Some((first, _)), Some((last, _))) = (shown.first(), shown.last()) else { return Ok(json!({"data": []})) };
    let data: Vec<Value> = shown.iter().map(|(_, row)| say(row)).collect();
    let (before, after) = (opaque(first), opaque(last));
    let mut paging = json!({"cursors": {"before": before, "after": after}});
    if end < rows.len() {
        paging["next"] = address(ask, "after", &after).into();
    }
    if start > 0 {
        paging["previous"] = address(ask, "before", &before).into();
    }
    let mut answer = json!({"data": data, "paging": paging});
    if ask.params.get("summary").is_some_and(|summary| summary.contains("total_count") || summary == "true") {
        answer["summary"] = json!({"total_count": rows.len()});
    }
    Ok(answer)
}

/// The same call at another cursor.
fn address(ask: &Ask<'_>, name: &str, cursor: &str) -> String {
    let mut query = Serializer::new(String::new());
    for (name, value) in ask.params.0.iter().filter(|(name, _)| name != "after" && name != "before") {
        query.append_pair(name, value);
    }
    query.append_pair(name, cursor);
    format!("{}/{}?{}", ask.call.base, ask.call.path.join("/"), query.finish())
}
