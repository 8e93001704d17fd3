//! The API document is generated from the code; the web app's client is generated from the document. Neither may drift.

use cmis_app::{http::error::ErrorCode, openapi};
use cmis_base::permission::Permission;
use serde_json::Value;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");

#[test]
fn the_committed_document_is_the_one_that_the_code_makes() {
    let made = openapi::document().to_pretty_json().expect("JSON") + "\n";
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(made == committed, "web/openapi.json is not what the code makes: run `make gen` and commit the result");
}

#[test]
fn every_operation_says_who_may_call_it_and_how_it_fails() {
    let document: Value = serde_json::to_value(openapi::document()).expect("JSON");
    let mut wrong = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let name = format!("{method} {path}");
            if operation["summary"].as_str().is_none_or(str::is_empty) {
                wrong.push(format!("{name}: no summary"));
            }
            if !names.insert(operation["operationId"].to_string()) {
                wrong.push(format!("{name}: its operationId is another one's too"));
            }
            if operation["tags"].as_array().is_none_or(Vec::is_empty) {
                wrong.push(format!("{name}: no tag"));
            }
            let security = operation["security"].as_array().cloned().unwrap_or_default();
            for requirement in &security {
                for (scheme, scopes) in requirement.as_object().expect("requirement") {
                    if !["bearer", "person", "instance"].contains(&scheme.as_str()) {
                        wrong.push(format!("{name}: unknown scheme {scheme}"));
                    }
                    for scope in scopes.as_array().expect("scopes") {
                        if Permission::parse(scope.as_str().expect("word")).is_none() {
                            wrong.push(format!("{name}: unknown permission {scope}"));
                        }
                    }
                }
            }
            if path.starts_with("/api/orgs/{org_id}") && security.is_empty() {
                wrong.push(format!("{name}: an org's address without a caller"));
            }
            let known = |status: &str| ErrorCode::ALL.iter().any(|code| code.status().as_str() == status);
            for status in operation["responses"].as_object().expect("responses").keys() {
                if !status.starts_with('2') && !status.starts_with('3') && !known(status) {
                    wrong.push(format!("{name}: {status} belongs to no error code"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
