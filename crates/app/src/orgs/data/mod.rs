//! Everything that an org owns, table by table, as the catalog of the database knows it: so that a table of a later feature
//! is in the export and goes with the org without anybody thinking of it.

pub mod erase;
pub mod export;
pub mod queries;

use std::collections::{BTreeMap, BTreeSet};

/// A table whose rows belong to orgs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name, quoted where needed.
    pub name: String,
    /// The columns that an export may show, quoted where needed.
    pub columns: Vec<String>,
    /// The tables that its rows point to.
    pub parents: Vec<String>,
}

/// Children before their parents, so that no row is deleted while another one points to it.
fn children_first(tables: Vec<Table>) -> Vec<Table> {
    let mut waiting: BTreeMap<String, Table> = tables.into_iter().map(|table| (table.name.clone(), table)).collect();
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let pointed_to: BTreeSet<String> = waiting
            .values()
            .flat_map(|table| table.parents.iter().filter(|parent| **parent != table.name).cloned())
            .collect();
        let free: Vec<String> = waiting.keys().filter(|name| !pointed_to.contains(*name)).cloned().collect();
        // tables that point at each other go together: their rows go with the org's own row
        let next = if free.is_empty() { waiting.keys().cloned().collect() } else { free };
        ordered.extend(next.iter().filter_map(|name| waiting.remove(name)));
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::{Table, children_first};

    #[test]
    fn rows_that_point_go_before_those_that_are_pointed_to() {
        let table = |name: &str, parents: &[&str]| Table {
            name: name.into(),
            columns: Vec::new(),
            parents: parents.iter().map(|&parent| parent.to_owned()).collect(),
        };
        let tables =
            vec![table("a", &["orgs"]), table("b", &["a", "b"]), table("c", &["b", "a"]), table("orgs", &["plans"])];
        let names: Vec<String> = children_first(tables).into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["c", "b", "a", "orgs"]);
        let circle = vec![table("x", &["y"]), table("y", &["x"])];
        assert_eq!(children_first(circle).len(), 2);
    }
}
