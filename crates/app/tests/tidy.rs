//! The rules of the house that no compiler checks. A rule that makes the code worse is broken with a word beside the code
//! and a line here.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cmis_app::http::error::ErrorCode;

/// Longest source file, in lines.
const MAX_LINES: usize = 600;

struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs") || self.path.ends_with("testing.rs")
    }

    /// Without the unit tests at its end.
    fn code(&self) -> &str {
        self.text.split("#[cfg(test)]").next().unwrap_or_default()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository")
}

fn sources(folder: &str, endings: &[&str]) -> Vec<Source> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.map(|entry| entry.expect("entry").path()) {
            let name = entry.file_name().expect("name").to_string_lossy().into_owned();
            if entry.is_dir() && !["node_modules", "target", "dist", ".git"].contains(&name.as_str()) {
                folders.push(entry);
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                let path = entry.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned();
                found.push(Source { path, text: fs::read_to_string(&entry).expect("text") });
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

fn rust() -> Vec<Source> {
    sources("crates", &[".rs"])
}

#[track_caller]
fn none(rule: &str, broken: Vec<String>) {
    assert!(broken.is_empty(), "{rule}:\n{}", broken.join("\n"));
}

#[test]
fn files_are_short_enough_to_read() {
    let long = |source: &Source| source.text.lines().count() > MAX_LINES;
    let mut all = rust();
    all.extend(
        sources("web/src", &[".ts", ".tsx"])
            .into_iter()
            .filter(|source| ![".d.ts", ".gen.ts"].iter().any(|made| source.path.ends_with(made))),
    );
    none("files of at most 600 lines", all.into_iter().filter(long).map(|source| source.path).collect());
}

#[test]
fn every_module_says_what_it_is() {
    let silent = |source: &Source| !source.text.trim_start().starts_with("//!");
    none("a module starts with //!", rust().into_iter().filter(silent).map(|source| source.path).collect());
}

#[test]
fn sql_stands_in_queries() {
    // the machinery of lists composes statements of fragments that features declare
    let may = ["queries.rs", "http/list/mod.rs"];
    let broken = rust()
        .into_iter()
        .filter(|source| source.path.contains("/src/") && !source.is_test() && !source.path.starts_with("crates/db/"))
        .filter(|source| !may.iter().any(|name| source.path.ends_with(name)))
        .filter(|source| {
            ["sqlx::query", "sqlx::raw_sql", "QueryBuilder"].iter().any(|call| source.code().contains(call))
        })
        .map(|source| source.path);
    none("SQL only in queries.rs", broken.collect());
}

/// The calls of sqlx that take a statement at run time, each with what follows the parenthesis.
fn run_time_statements(code: &str) -> Vec<&str> {
    let calls = ["sqlx::query(", "sqlx::query_as(", "sqlx::query_scalar(", "sqlx::query::<", "sqlx::query_as::<"];
    let calls = calls.into_iter().chain(["sqlx::query_scalar::<", "sqlx::query_with(", "sqlx::raw_sql("]);
    calls.flat_map(|call| code.split(call).skip(1).map(str::trim_start)).collect()
}

#[test]
fn fixed_statements_are_checked_by_the_compiler() {
    // what puts statements together, and why it cannot know them earlier
    let composing = [
        ("crates/app/src/http/list/mod.rs", "filters, order and page come with the request"),
        ("crates/app/src/access/api_keys/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/access/oauth/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/admin/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/alerts/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/campaigns/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/campaigns/changes/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/metrics/queries.rs", "what numbers are told by comes with the request"),
        ("crates/app/src/orgs/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/personas/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/spending/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/views/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/webhooks/endpoints/queries.rs", "one row of a list, with its columns"),
        ("crates/app/src/orgs/invitations/queries.rs", "one row of a list, with its columns"),
        (
            "crates/app/src/orgs/data/queries.rs",
            "tables and columns come from the catalogue; settings of a transaction",
        ),
        ("crates/db/src/", "makes the database that statements are checked against"),
    ];
    let composed = |statement: &str| {
        ["AssertSqlSafe(", "sqlx::AssertSqlSafe(", "\"set "].iter().any(|start| statement.starts_with(start))
    };
    let mut broken = Vec::new();
    let mut composes = Vec::new();
    for source in rust().iter().filter(|source| source.path.contains("/src/") && !source.is_test()) {
        let statements = run_time_statements(source.code());
        let Some((place, _)) = composing.iter().find(|(place, _)| source.path.starts_with(place)) else {
            broken.extend((!statements.is_empty()).then(|| source.path.clone()));
            continue;
        };
        composes.extend((!statements.is_empty()).then_some(*place));
        if source.path.starts_with("crates/app/") && !statements.iter().all(|statement| composed(statement)) {
            broken.push(source.path.clone());
        }
    }
    broken.extend(
        composing.iter().filter(|(place, _)| !composes.contains(place)).map(|(place, _)| format!("not {place}")),
    );
    none("sqlx::query!, query_as! or query_scalar! for a statement that is known beforehand", broken);
}

#[test]
fn statements_are_described_once() {
    let code: Vec<String> = rust().into_iter().map(|source| source.text).collect();
    let mut broken = Vec::new();
    for description in sources(".sqlx", &[".json"]) {
        let described: serde_json::Value = serde_json::from_str(&description.text).expect("JSON");
        let statement = described["query"].as_str().expect("a statement");
        if !code.iter().any(|text| text.contains(statement)) {
            broken.push(description.path);
        }
    }
    broken.extend(
        fs::read_dir(root().join("crates"))
            .expect("crates")
            .map(|entry| entry.expect("entry").path().join(".sqlx"))
            .filter(|folder| folder.exists())
            .map(|folder| folder.display().to_string()),
    );
    none("descriptions of statements that nobody makes, or that hide those of the root: make gen", broken);
}

#[test]
fn the_pool_stays_behind_its_door() {
    let broken = rust()
        .into_iter()
        .filter(|source| !source.path.starts_with("crates/db/") && !source.is_test())
        .filter(|source| {
            ["PgPool", "PgConnectOptions", "PgConnection::connect"].iter().any(|name| source.code().contains(name))
        })
        .map(|source| source.path);
    none("no pool and no connection outside crates/db", broken.collect());
}

#[test]
fn crates_use_only_the_floors_below() {
    let floors: [(&str, &[&str]); 6] = [
        ("base", &["cmis_db", "cmis_jobs", "cmis_connectors", "cmis_sandbox", "cmis_app"]),
        ("db", &["cmis_jobs", "cmis_connectors", "cmis_sandbox", "cmis_app"]),
        ("jobs", &["cmis_connectors", "cmis_sandbox", "cmis_app"]),
        ("connectors", &["cmis_db", "cmis_jobs", "cmis_sandbox", "cmis_app"]),
        // it must not share a misunderstanding with the connectors that are tested against it
        ("sandbox", &["cmis_db", "cmis_jobs", "cmis_connectors", "cmis_app"]),
        ("app", &["cmis::"]),
    ];
    let mut broken = Vec::new();
    for source in rust() {
        for (floor, above) in floors {
            if source.path.starts_with(&format!("crates/{floor}/src/")) {
                broken.extend(
                    above
                        .iter()
                        .filter(|name| source.code().contains(*name))
                        .map(|name| format!("{} uses {name}", source.path)),
                );
            }
        }
    }
    none("a crate uses only what is listed under it", broken);
}

#[test]
fn nothing_is_silenced_without_a_reason() {
    let mut broken = Vec::new();
    for source in rust().iter().filter(|source| !source.path.ends_with("tidy.rs")) {
        for (number, line) in source.text.lines().enumerate() {
            let bare = line.contains("#[allow(") || line.contains("#![allow(") || line.contains("#[ignore");
            if bare || (line.contains("#[expect(") && line.ends_with(")]") && !line.contains("reason")) {
                broken.push(format!("{}:{}", source.path, number + 1));
            }
        }
    }
    none("#[expect(…, reason = \"…\")] instead", broken);
}

#[test]
fn every_error_code_is_documented() {
    let text = fs::read_to_string(root().join("docs/api.md")).unwrap_or_default();
    let missing = ErrorCode::ALL.iter().filter(|code| !text.contains(&format!("`{}`", code.as_str())));
    none("docs/api.md lists every error code", missing.map(|code| code.as_str().to_owned()).collect());
}

#[test]
fn every_sentence_that_the_code_says_exists() {
    let known: Vec<String> = sources("crates/app/locales/en", &[".ftl"])
        .iter()
        .flat_map(|source| source.text.lines())
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
        .collect();
    let mut missing = Vec::new();
    let mut used = String::new();
    for source in rust().iter().filter(|source| source.path.starts_with("crates/app/src/")) {
        used.push_str(&source.text);
        for piece in source.code().split('"').skip(1).step_by(2) {
            let is_key = ["error-", "check-", "message-", "thing-"].iter().any(|start| piece.starts_with(start))
                && piece.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit());
            if is_key && !known.iter().any(|key| key == piece) {
                missing.push(format!("{} says {piece}", source.path));
            }
        }
    }
    none("keys that are missing from locales/", missing);
    let stale = known.iter().filter(|key| {
        ["error-", "check-", "message-"].iter().any(|start| key.starts_with(start)) && !used.contains(key.as_str())
    });
    none("keys that nothing says", stale.cloned().collect());
}

#[test]
fn dependencies_come_from_the_workspace() {
    let broken = sources("crates", &["Cargo.toml"])
        .into_iter()
        .filter(|source| source.text.lines().any(|line| line.contains("version = \"") || line.contains("= \"^")))
        .map(|source| source.path);
    none("versions stand in the workspace's Cargo.toml", broken.collect());
}
