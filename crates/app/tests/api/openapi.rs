//! The API document is generated from the code; the web app's client is generated from the document. Neither may drift.

use cmis_app::{http::error::ErrorCode, openapi};
use cmis_base::permission::Permission;
use serde_json::{Value, json};

use crate::{
    harness::TestApp,
    routes::{Operation, operations},
};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../web/openapi.json");

#[test]
fn the_committed_document_is_the_one_that_the_code_makes() {
    let made = serde_json::to_string_pretty(&openapi::document()).expect("JSON") + "\n";
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(made == committed, "web/openapi.json is not what the code makes: run `make gen` and commit the result");
}

#[test]
fn every_operation_says_who_may_call_it_and_how_it_fails() {
    let document = openapi::document();
    let schemes = &document["components"]["securitySchemes"];
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
                    if schemes.get(scheme).is_none() {
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

fn parameter<'a>(operation: &'a Operation, name: &str) -> Option<&'a Value> {
    operation.parameters.iter().find(|parameter| parameter["name"] == name)
}

/// A value that a query parameter takes, as its schema has it, and one that it refuses if there is any.
fn values(schema: &Value) -> (String, Option<&'static str>) {
    let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
    match (schema["enum"].as_array(), schema["type"].as_str(), schema["format"].as_str()) {
        (Some(words), ..) => (words[0].as_str().expect("word").to_owned(), Some("nothing")),
        (_, Some("integer"), _) => ("1".to_owned(), Some("0")),
        (_, Some("boolean"), _) => ("true".to_owned(), Some("perhaps")),
        (_, Some("string"), Some("uuid")) => ("01900000-0000-7000-8000-00000000dead".to_owned(), Some("7")),
        (_, Some("string"), _) => (String::new(), None),
        _ => ("2026-01-31".to_owned(), Some("yesterday")),
    }
}

#[tokio::test]
async fn every_list_takes_the_parameters_that_the_document_gives_it() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let root = app.instance_admin("Root").await;
    let document = openapi::document();
    let hook = json!({"url": "https://a.example"});
    let hook = salma.post(&format!("/api/orgs/{org}/webhooks"), hook).await.data()["id"].clone();
    let campaign = json!({"name": "Listed"});
    let campaign = salma.post(&format!("/api/orgs/{org}/campaigns"), campaign).await.data()["id"].clone();
    let integration = json!("01900000-0000-7000-8000-00000000feed");
    app.as_owner(&format!(
        "insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status,
                                   token_version, verified_at, created_by, created_at, updated_at)
         select org_id, '01900000-0000-7000-8000-00000000feed', 'meta', 'a', false, 'x', 'n', '{{}}', '{{}}', 'active', 1, now(), id,
                now(), now()
         from members where org_id = '{org}'"
    ))
    .await;
    let mut lists = 0;
    for operation in operations().iter().filter(|operation| is_page(&document, operation)) {
        lists += 1;
        let name = operation.name();
        for needed in ["page", "limit", "sort", "fields"] {
            assert!(parameter(operation, needed).is_some(), "{name} is a list and does not document {needed}");
        }
        let client = if operation.scheme.as_deref() == Some("instance") { &root } else { &salma };
        let member = salma.get(&format!("/api/orgs/{org}/members")).await.data()[0]["id"].clone();
        let thing = match &name {
            name if name.contains("/integrations/{id}") => &integration,
            name if name.contains("/webhooks/{id}") => &hook,
            name if name.contains("/campaigns/{id}") => &campaign,
            _ => &member,
        };
        let address = operation.path.replace("{org_id}", &org.to_string()).replace("{id}", thing.as_str().expect("id"));
        for parameter in operation.parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let parameter_name = parameter["name"].as_str().expect("name");
            let (good, bad) = values(&parameter["schema"]);
            let answer = client.get(&format!("{address}?{parameter_name}={good}")).await;
            assert_eq!(answer.status.as_u16(), 200, "{name}?{parameter_name}={good}: {}", answer.body);
            let answer = client.get(&format!("{address}?{parameter_name}=")).await;
            assert_eq!(answer.status.as_u16(), 200, "{name}?{parameter_name}=: {}", answer.body);
            assert_eq!(parameter["allowEmptyValue"], true, "{name}?{parameter_name}");
            if let Some(bad) = bad {
                let answer = client.get(&format!("{address}?{parameter_name}={bad}")).await;
                assert_eq!(answer.status.as_u16(), 400, "{name}?{parameter_name}={bad}: {}", answer.body);
            }
        }
    }
    assert!(lists > 10, "{lists} lists");
    let six = "name,email,role,-name,-email,-role";
    salma.get(&format!("/api/orgs/{org}/members?sort={six}")).await.refused(400, "malformed_request");
}

fn is_page(document: &Value, operation: &Operation) -> bool {
    let method = operation.method.as_str().to_lowercase();
    let body = &document["paths"][&operation.path][method]["responses"]["200"]["content"]["application/json"];
    let schema = body["schema"]["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    schema.is_some_and(|schema| schema["properties"]["links"].is_object())
}

#[test]
fn a_lists_fields_are_those_of_its_rows() {
    let document = openapi::document();
    for operation in operations().iter().filter(|operation| is_page(&document, operation)) {
        let body = &document["paths"][&operation.path]["get"]["responses"]["200"]["content"]["application/json"];
        let page =
            document.pointer(body["schema"]["$ref"].as_str().expect("page").trim_start_matches('#')).expect("page");
        let row = &page["properties"]["data"]["items"];
        let row = row["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#'))).unwrap_or(row);
        let row = row["properties"].as_object().expect("fields");
        let fields = parameter(operation, "fields").expect("fields")["schema"]["items"]["enum"].clone();
        let mut fields: Vec<&str> = fields.as_array().expect("words").iter().filter_map(Value::as_str).collect();
        let mut names: Vec<&str> = row.keys().map(String::as_str).collect();
        fields.sort_unstable();
        names.sort_unstable();
        assert_eq!(fields, names, "{}", operation.name());
    }
}

#[tokio::test]
async fn if_match_is_read_where_the_document_says_so_and_nowhere_else() {
    let app = TestApp::start().await;
    for operation in operations().iter().filter(|operation| operation.method != http::Method::GET) {
        let (salma, org) = app.founder(&format!("Salma{}", app.app.ids.next::<()>())).await;
        let root = app.instance_admin(&format!("Root{}", app.app.ids.next::<()>())).await;
        let client = if operation.scheme.as_deref() == Some("instance") { &root } else { &salma };
        for wrong in ["five", "5", "W/\"5\"", "\"+5\""] {
            let client = client.with("if-match", wrong);
            let answer = client.send(operation.method.clone(), &operation.address(org), Some(json!({}))).await;
            let is_read = answer.status.as_u16() == 400 && answer.body["message"].to_string().contains("If-Match");
            assert_eq!(is_read, parameter(operation, "If-Match").is_some(), "{} with {wrong}", operation.name());
            if !is_read {
                break;
            }
        }
    }
}

#[tokio::test]
async fn a_body_that_asks_for_nothing_may_be_left_out() {
    let app = TestApp::start().await;
    let (salma, _) = app.founder("Salma").await;
    let document = openapi::document();
    let required = |path: &str, method: &str| document["paths"][path][method]["requestBody"]["required"].clone();
    assert_eq!(required("/api/onboarding", "put"), false);
    salma.send(http::Method::PUT, "/api/onboarding", None).await.data();
    assert_eq!(required("/api/orgs", "post"), true);
    salma.send(http::Method::POST, "/api/orgs", None).await.refused(422, "validation_failed");
}

#[tokio::test]
async fn the_addresses_outside_the_envelope_are_documented_as_they_answer() {
    let app = TestApp::start().await;
    let document = openapi::document();
    let client = app.anonymous();
    let outside = document["paths"].as_object().expect("paths").iter().filter(|(path, _)| !path.starts_with("/api/"));
    let mut seen = 0;
    for (path, item) in outside {
        for (method, operation) in item.as_object().expect("operations") {
            seen += 1;
            let method = method.to_uppercase().parse().expect("method");
            let answer = client.raw(method, path, Some("application/x-www-form-urlencoded"), Vec::new()).await;
            let status = answer.status.as_str();
            let told = &operation["responses"][status];
            assert!(told.is_object(), "{path} answered {status}: {}", answer.body);
            let schema = told["content"]["application/json"]["schema"]["$ref"].as_str().unwrap_or_default();
            let Some(schema) = document.pointer(schema.trim_start_matches('#')).filter(|_| !schema.is_empty()) else {
                continue;
            };
            for field in schema["required"].as_array().expect("required") {
                assert!(answer.body.get(field.as_str().expect("name")).is_some(), "{path}: {field} in {}", answer.body);
            }
        }
    }
    assert_eq!(seen, 11, "addresses outside the envelope");
}
