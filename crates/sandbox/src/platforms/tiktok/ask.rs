//! What a call asks: JSON in the values of a query, JSON in a body. Says what is wrong in the words of error 40002.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json, value::RawValue};

use super::{
    money,
    problem::{Problem, Told},
};
use crate::core::call::{Call, Params};

/// Rows of a page when nobody says.
const USUAL: usize = 10;
/// Most rows of a page.
const MOST: usize = 1_000;
/// Longest list of ids.
const IDS: usize = 100;

/// A parameter of a query that has to be there.
pub fn required<'a>(query: &'a Params, name: &str) -> Result<&'a str, Problem> {
    query.filled(name).ok_or_else(|| missing(name))
}

/// A parameter of a query that is a list of texts: `["1","2"]`.
pub fn list(query: &Params, name: &str) -> Result<Option<Vec<String>>, Problem> {
    let Some(text) = query.filled(name) else { return Ok(None) };
    serde_json::from_str(text).map(Some).map_err(|_| Problem::invalid(format!("{name}: Not a valid list of strings.")))
}

/// A parameter of a query that is an object; empty if it is not there.
pub fn object(query: &Params, name: &str) -> Result<Map<String, Value>, Problem> {
    let Some(text) = query.filled(name) else { return Ok(Map::new()) };
    serde_json::from_str(text).map_err(|_| Problem::invalid(format!("{name}: Not a valid object.")))
}

/// Texts of a list of JSON; an error that names the list if it is none, or too long a one.
pub fn texts(name: &str, value: &Value) -> Result<Vec<String>, Problem> {
    let wrong = || Problem::invalid(format!("{name}: Not a valid list of 1 to {IDS} strings."));
    let values = value.as_array().filter(|values| (1..=IDS).contains(&values.len())).ok_or_else(wrong)?;
    values.iter().map(|value| value.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
}

/// A parameter that was left out.
pub fn missing(name: &str) -> Problem {
    Problem::invalid(format!("{name}: Missing data for required field."))
}

/// One of the values that a parameter may have.
pub fn one_of<'a>(name: &str, value: &str, may: &[&'a str]) -> Result<&'a str, Problem> {
    let found = may.iter().find(|it| **it == value);
    found.copied().ok_or_else(|| Problem::invalid(format!("{name}: Must be one of: {}.", may.join(", "))))
}

/// `list` and `page_info` of the page that was asked for; only what is on it is said.
pub fn page<T>(query: &Params, rows: &[T], say: impl Fn(&T) -> Value) -> Told {
    let number = |name: &str, usual: usize, most: usize| match query.filled(name) {
        None => Ok(usual),
        Some(text) => {
            let number = text.parse::<usize>().ok().filter(|number| (1..=most).contains(number));
            number.ok_or_else(|| Problem::invalid(format!("{name}: Must be between 1 and {most}.")))
        }
    };
    let (page, size) = (number("page", 1, usize::MAX)?, number("page_size", USUAL, MOST)?);
    let start = (page - 1).saturating_mul(size).min(rows.len());
    let shown = rows.get(start..rows.len().min(start + size)).unwrap_or_default();
    let shown: Vec<Value> = shown.iter().map(say).collect();
    let info = json!({
        "page": page,
        "page_size": size,
        "total_number": rows.len(),
        "total_page": rows.len().div_ceil(size),
    });
    Ok(json!({"list": shown, "page_info": info}))
}

/// A body of JSON, its fields as they were written: amounts keep their digits.
pub struct Body(BTreeMap<String, Box<RawValue>>);

impl Body {
    /// Reads it.
    pub fn of(call: &Call) -> Result<Self, Problem> {
        serde_json::from_slice(&call.body).map(Self).map_err(|_| Problem::invalid("The body is no object of JSON."))
    }

    /// A field; none where it is `null`.
    pub fn get(&self, name: &str) -> Option<Value> {
        let value: Value = serde_json::from_str(self.0.get(name)?.get()).ok()?;
        (!value.is_null()).then_some(value)
    }

    /// A field of text that is not empty.
    pub fn text(&self, name: &str) -> Result<Option<String>, Problem> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
            Some(_) => Err(Problem::invalid(format!("{name}: Not a valid string."))),
        }
    }

    /// A field of text that has to be there.
    pub fn required(&self, name: &str) -> Result<String, Problem> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    /// A name that people give: at most 512 letters.
    pub fn name(&self, name: &str) -> Result<Option<String>, Problem> {
        let text = self.text(name)?;
        if text.as_ref().is_some_and(|text| text.chars().count() > 512) {
            return Err(Problem::invalid(format!("{name}: Longer than maximum length 512.")));
        }
        Ok(text)
    }

    /// A list of ids that has to be there.
    pub fn ids(&self, name: &str) -> Result<Vec<String>, Problem> {
        texts(name, &self.get(name).ok_or_else(|| missing(name))?)
    }

    /// A whole number from 1 on.
    pub fn number(&self, name: &str, most: u64) -> Result<Option<u64>, Problem> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let number = value.as_u64().filter(|number| (1..=most).contains(number));
        number.map(Some).ok_or_else(|| Problem::invalid(format!("{name}: Must be between 1 and {most}.")))
    }

    /// An amount in micros.
    pub fn money(&self, name: &str, quantum: i64) -> Result<Option<i64>, Problem> {
        let Some(raw) = self.0.get(name).filter(|raw| raw.get() != "null") else { return Ok(None) };
        money::read(name, raw.get(), quantum).map(Some)
    }
}
