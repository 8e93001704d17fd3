//! What is asked of the Ads API: parameters of query and form, how X repeats them, and their kinds. Knows no objects.

use serde_json::{Map, Value, json};

use super::problem::Problem;
use crate::core::call::Params;

/// Most ids of a list.
const IDS: usize = 200;

/// Parameters, and the account of the address.
pub struct Ask {
    /// Query, form, or the params of one operation of many.
    pub params: Params,
}

impl Ask {
    /// Without what belongs to the signature.
    pub fn new(params: &Params) -> Self {
        let kept = params.0.iter().filter(|(name, _)| !name.starts_with("oauth_"));
        Self { params: Params(kept.cloned().collect()) }
    }

    /// From the params of an operation.
    pub fn of_json(params: &Map<String, Value>) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            Value::Null => String::new(),
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)).collect();
                items.join(",")
            }
            other => other.to_string(),
        };
        Self { params: Params(params.iter().map(|(name, value)| (name.clone(), text(value))).collect()) }
    }

    /// As X repeats it: lists as lists, numbers as numbers.
    pub fn echo(&self, path: &[(&str, &str)]) -> Value {
        let said = |name: &str, value: &str| match name {
            "placements" | "metric_groups" | "sort_by" => list(value),
            _ if name.ends_with("_ids") => list(value),
            _ if name == "count" || name.ends_with("_micro") => {
                value.parse::<i64>().map_or_else(|_| value.into(), Value::from)
            }
            _ if name.starts_with("with_") => {
                value.to_ascii_lowercase().parse::<bool>().map_or_else(|_| value.into(), Value::from)
            }
            _ => value.into(),
        };
        let asked = self.params.0.iter().map(|(name, value)| (name.clone(), said(name, value)));
        let path = path.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value)));
        Value::Object(asked.chain(path).collect())
    }

    /// A text that has to be there.
    pub fn needed(&self, name: &str) -> Result<&str, Problem> {
        self.params.filled(name).ok_or_else(|| Problem::missing(name))
    }

    /// A whole number.
    pub fn long(&self, name: &str) -> Result<Option<i64>, Problem> {
        let Some(text) = self.params.filled(name) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Problem::expected("Long", text, name))
    }

    /// `true` or `false`, in small letters or, as X's own client for Python writes them, not; false when it is not there.
    pub fn flag(&self, name: &str) -> Result<bool, Problem> {
        let Some(text) = self.params.filled(name) else { return Ok(false) };
        text.to_ascii_lowercase().parse().map_err(|_| Problem::expected("Boolean", text, name))
    }

    /// One of some words.
    pub fn word(&self, name: &str, may: &[&'static str]) -> Result<Option<&'static str>, Problem> {
        let Some(text) = self.params.filled(name) else { return Ok(None) };
        may.iter().copied().find(|word| *word == text).map(Some).ok_or_else(|| one_of(name, text, may))
    }

    /// Some of some words, separated by commas.
    pub fn words(&self, name: &str, may: &[&'static str]) -> Result<Vec<&'static str>, Problem> {
        let text = self.params.get(name).unwrap_or_default();
        let words = text.split(',').filter(|word| !word.is_empty());
        words
            .map(|text| may.iter().copied().find(|word| *word == text).ok_or_else(|| one_of(name, text, may)))
            .collect()
    }

    /// Ids separated by commas, 200 at most; none when it is not there.
    pub fn ids(&self, name: &str) -> Result<Option<Vec<&str>>, Problem> {
        let Some(text) = self.params.filled(name) else { return Ok(None) };
        let ids: Vec<&str> = text.split(',').map(str::trim).filter(|id| !id.is_empty()).collect();
        if ids.len() > IDS {
            return Err(Problem::invalid(name, format!("{name} may have at most {IDS} values")));
        }
        Ok(Some(ids))
    }
}

fn list(text: &str) -> Value {
    json!(text.split(',').filter(|it| !it.is_empty()).collect::<Vec<_>>())
}

fn one_of(name: &str, text: &str, may: &[&str]) -> Problem {
    let text: String = text.chars().take(100).collect();
    Problem::invalid(name, format!("Expected one of {}, got \"{text}\" for {name}", may.join(", ")))
}
