//! What a saved view is, and what one may hold. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, SavedView};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use crate::{
    access::api_keys::model::Creator,
    http::{check::Check, words::Say},
};

/// The pages that views are of.
pub const PAGES: [&str; 2] = ["campaigns", "analytics"];
/// Views that one member may have.
pub const MOST: i64 = 100;
/// Parameters of an address.
const MOST_PARAMETERS: usize = 30;
/// Values of one parameter.
const MOST_VALUES: usize = 100;
/// Columns of a list.
const MOST_COLUMNS: usize = 50;
/// Characters of a parameter's or a column's name.
const LONGEST_NAME: usize = 60;
/// Characters of a value.
const LONGEST_VALUE: usize = 500;

/// What an address says of a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SavedViewParameter)]
pub enum Parameter {
    /// One value.
    One(String),
    /// Several.
    Many(Vec<String>),
}

/// What a page's address says.
pub type Query = BTreeMap<String, Parameter>;

/// A saved view.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SavedView)]
pub struct SavedViewView {
    /// Id.
    pub id: Id<SavedView>,
    /// `campaigns` or `analytics`.
    pub page: String,
    /// Name.
    pub name: String,
    /// What the page's address says.
    pub query: BTreeMap<String, Parameter>,
    /// The columns of its list, in their order; null for those that it has by itself.
    pub columns: Option<Vec<String>>,
    /// Whether everybody in the organization sees it.
    pub is_shared: bool,
    /// Whether it is the caller's own.
    pub is_own: bool,
    /// Whose it is.
    pub owner: Option<Creator>,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A row of `saved_views` with its owner.
#[derive(Clone, Debug, FromRow)]
pub struct ViewRow {
    /// Id.
    pub id: Id<SavedView>,
    /// Page.
    pub page: String,
    /// Name.
    pub name: String,
    /// Parameters.
    pub query: Json<Query>,
    /// Columns.
    pub columns: Option<Vec<String>>,
    /// Shared.
    pub is_shared: bool,
    /// The owner's membership.
    pub owner_id: Id<Member>,
    /// The owner's name.
    pub owner_name: String,
    /// Version.
    pub version: i32,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

impl ViewRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        json!({"name": self.name, "page": self.page, "is_shared": self.is_shared, "query": self.query.0, "columns": self.columns,
               "owner_id": self.owner_id})
    }

    /// The row as the API shows it to a member.
    pub fn view(self, to: Id<Member>) -> SavedViewView {
        SavedViewView {
            id: self.id,
            page: self.page,
            name: self.name,
            query: self.query.0,
            columns: self.columns,
            is_shared: self.is_shared,
            is_own: self.owner_id == to,
            owner: Some(Creator { id: self.owner_id, name: self.owner_name }),
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// Valid parameters; what does not hold is noted.
pub fn query(check: &mut Check, given: Query) -> Option<Query> {
    if given.len() > MOST_PARAMETERS {
        check.fail("query", Say::new("check-view-parameters").count("max", MOST_PARAMETERS));
        return None;
    }
    let mut query = Query::new();
    for (name, parameter) in given {
        let name = check.text_if("query", Some(name), 1..=LONGEST_NAME)?;
        let parameter = match parameter {
            Parameter::One(value) => Parameter::One(check.text_if("query", Some(value), 0..=LONGEST_VALUE)?),
            Parameter::Many(values) => Parameter::Many(texts(check, "query", values, MOST_VALUES, 0..=LONGEST_VALUE)?),
        };
        query.insert(name, parameter);
    }
    Some(query)
}

/// Valid columns; what does not hold is noted.
pub fn columns(check: &mut Check, given: Vec<String>) -> Option<Vec<String>> {
    texts(check, "columns", given, MOST_COLUMNS, 1..=LONGEST_NAME)
}

fn texts(
    check: &mut Check,
    field: &str,
    given: Vec<String>,
    most: usize,
    length: std::ops::RangeInclusive<usize>,
) -> Option<Vec<String>> {
    if given.len() > most {
        check.fail(field, "check-too-many");
        return None;
    }
    given.into_iter().map(|text| check.text_if(field, Some(text), length.clone())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Parameter, Query, columns, query};
    use crate::http::check::Check;

    fn parsed(value: serde_json::Value) -> Query {
        serde_json::from_value(value).expect("parameters")
    }

    #[test]
    fn a_parameter_is_a_text_or_texts() {
        let given = parsed(json!({"status": ["active", "paused"], "sort": "-spend"}));
        assert_eq!(given["sort"], Parameter::One("-spend".into()));
        let mut check = Check::new();
        assert_eq!(query(&mut check, given.clone()), Some(given));
        assert!(check.done().is_ok());
        assert!(serde_json::from_value::<Query>(json!({"page": 2})).is_err());
    }

    #[test]
    fn what_is_too_much_is_refused() {
        let many: Query = (0..31).map(|n| (n.to_string(), Parameter::One("x".into()))).collect();
        for wrong in [many, parsed(json!({"q": "x".repeat(501)})), parsed(json!({"": "x"})), parsed(json!({"q": "\0"}))]
        {
            let mut check = Check::new();
            assert!(query(&mut check, wrong).is_none() && check.done().is_err());
        }
        for wrong in [vec![String::new()], vec!["x".repeat(61)], vec!["x".to_owned(); 51]] {
            let mut check = Check::new();
            assert!(columns(&mut check, wrong).is_none() && check.done().is_err());
        }
    }
}
