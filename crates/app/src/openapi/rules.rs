//! What is true of every operation, written once: who may call it, how it may fail, which headers go with it.
//!
//! Handlers declare what is theirs alone: their success, and a 402, 409 or 404 that no rule knows. Nothing here may say what
//! the layers of the router do not do.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::{
    http::{error::ErrorCode, idempotency},
    webhooks::inbound,
};

/// The refusals of the envelope, each kept once among the components: status, name, what it means.
const REFUSALS: [(&str, &str, &str); 13] = [
    ("400", "MalformedRequest", "Not JSON, a wrong type, a header or query parameter that does not parse"),
    ("401", "Unauthenticated", "No credential, or one that does not hold"),
    ("402", "PlanLimit", "The plan does not allow more of it"),
    (
        "403",
        "Forbidden",
        "Not allowed; `code` says whether a permission, a confirmed address or a second factor is missing",
    ),
    ("404", "NotFound", "No such thing, or not the caller's"),
    ("409", "Conflict", "Clashes with what is there, with the `If-Match` or with the use of an `Idempotency-Key`"),
    ("413", "TooLarge", "Larger than `limit` bytes"),
    ("415", "UnsupportedMediaType", "A content type that is not accepted here"),
    ("422", "ValidationFailed", "Every failing field, with its sentences, in `errors`"),
    ("429", "RateLimited", "Too often; again in `retry_after` seconds"),
    ("500", "Internal", "Our fault; `error_id` finds the log line"),
    ("503", "Unavailable", "The database is away, the server stops or is too busy; retrying helps"),
    ("504", "Timeout", "Took longer than the server allows"),
];

/// The header that each answer has, and those of whoever is counted: name, component, meaning, type.
const HEADERS: [(&str, &str, &str, &str); 8] = [
    ("X-Request-Id", "RequestId", "The request's id, in every log line about it", "string"),
    ("X-RateLimit-Limit", "RateLimit", "Requests a minute", "integer"),
    ("X-RateLimit-Remaining", "RateRemaining", "Requests left in this minute", "integer"),
    ("X-RateLimit-Reset", "RateReset", "Seconds to the next minute", "integer"),
    ("Location", "Location", "The address of what was made", "string"),
    (
        "WWW-Authenticate",
        "Challenge",
        "`Bearer`, with `error=\"invalid_token\"` when a token is past its time",
        "string",
    ),
    ("Retry-After", "RetryAfter", "Seconds to wait", "integer"),
    ("Idempotency-Replayed", "Replayed", "`true` on the first answer, given again", "string"),
];

const COUNTED: [&str; 4] = ["X-Request-Id", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"];

/// The document with all that follows from the rules.
pub fn complete(mut document: Value) -> Value {
    let paths = document["paths"].as_object_mut().into_iter().flatten();
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            if let Some(operation) = operation.as_object_mut() {
                complete_operation(method, path, operation);
            }
        }
    }
    let components = &mut document["components"];
    for (status, name, told) in REFUSALS {
        components["responses"][name] = refusal(status, told, !status.starts_with('5'));
    }
    for (name, component, told, kind) in HEADERS {
        let is_always = !["Idempotency-Replayed", "Retry-After"].contains(&name);
        components["headers"][component] =
            json!({"description": told, "required": is_always, "schema": {"type": kind}});
    }
    let codes: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
    components["schemas"]["Failure"]["properties"]["code"]["enum"] = json!(codes);
    require_what_is_always_there(&mut document);
    let optional = optional_bodies(&document);
    let items = document["paths"].as_object_mut().into_iter().flatten().map(|(_, item)| item);
    let operations = items.filter_map(Value::as_object_mut).flatten().map(|(_, operation)| operation);
    for operation in operations.filter(|operation| body_of(operation).is_some_and(|name| optional.contains(name))) {
        operation["requestBody"]["required"] = false.into();
    }
    document
}

/// Names of the schemas that ask for nothing: a body of one may be left out, which means `{}`.
fn optional_bodies(document: &Value) -> BTreeSet<String> {
    let schemas = document["components"]["schemas"].as_object().into_iter().flatten();
    let asks = |schema: &Value| schema["required"].as_array().is_some_and(|names| !names.is_empty());
    let is_plain = |schema: &Value| schema["type"] == "object";
    schemas.filter(|(_, schema)| is_plain(schema) && !asks(schema)).map(|(name, _)| name.clone()).collect()
}

fn body_of(operation: &Value) -> Option<&str> {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    schema["$ref"].as_str()?.strip_prefix("#/components/schemas/")
}

fn complete_operation(method: &str, path: &str, operation: &mut Map<String, Value>) {
    operation.insert("operationId".to_owned(), operation_id(method, path).into());
    let is_post = method == "post";
    let has_caller = secure(operation);
    let takes_key = is_post && has_caller && idempotency::applies(path);
    if takes_key {
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        parameters.as_array_mut().into_iter().for_each(|parameters| parameters.push(idempotency_key()));
    }
    let own = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    for parameter in own.filter(|parameter| parameter["name"] == "org_id") {
        parameter["description"] =
            "The organization. The same address without `/orgs/{org_id}` means the one of the header \
                                    `X-Org-Id`, else the caller's current one."
                .into();
    }
    let is_list = parameters_of(operation).any(|parameter| parameter["name"] == "page");
    let own = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
    // `?q=&to=` as a form sends it: what is empty was not asked for
    for parameter in own.filter(|parameter| is_list && parameter["in"] == "query") {
        parameter["allowEmptyValue"] = true.into();
    }
    let is_enveloped = path.starts_with("/api/");
    // platforms are no callers of the API, and are not told of limits
    let is_door = inbound::is_door(path);
    let is_counted = !is_door && is_enveloped || path.starts_with("/oauth/") || path.starts_with("/.well-known/");
    let has = |place: &str| parameters_of(operation).any(|parameter| parameter["in"] == place);
    let takes_version = parameters_of(operation).any(|parameter| parameter["name"] == "If-Match");
    let has_body = operation.contains_key("requestBody");
    let mut statuses: BTreeSet<&str> = BTreeSet::new();
    if is_enveloped {
        statuses.extend(["429", "500", "503", "504"]);
        if has_body {
            statuses.extend(["400", "413", "415", "422"]);
        }
        if has("query") || has("header") {
            statuses.insert("400");
        }
        if has("path") || parameters_of(operation).any(|parameter| parameter["name"] == "X-Org-Id") {
            statuses.insert("404");
        }
        if has_caller {
            statuses.extend(["401", "403"]);
        }
        if takes_key || takes_version {
            statuses.insert("409");
        }
        if takes_key {
            statuses.insert("413");
        }
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for status in statuses {
        responses.entry(status).or_insert(Value::Null);
    }
    for (status, response) in responses.iter_mut() {
        let refusal = REFUSALS.iter().find(|(known, ..)| is_enveloped && known == status);
        if let Some((_, name, told)) = refusal {
            *response = match is_door {
                true => self::refusal(status, told, false),
                false => json!({"$ref": format!("#/components/responses/{name}")}),
            };
            continue;
        }
        if response["description"].as_str().is_none_or(str::is_empty) {
            response["description"] = match status.as_str() {
                "201" => "Made".into(),
                "202" => "Accepted: the work goes on".into(),
                _ => "Done".into(),
            };
        }
        let counted = if is_counted { &COUNTED[..] } else { &COUNTED[..1] };
        let made = (is_enveloped && status == "201").then_some("Location");
        let replayed = takes_key.then_some("Idempotency-Replayed");
        let later = (!is_enveloped && status == "429").then_some("Retry-After");
        let challenge = (status == "401").then_some("WWW-Authenticate");
        for name in counted.iter().copied().chain(made).chain(replayed).chain(later).chain(challenge) {
            response["headers"][name] = header(name);
        }
    }
    responses.sort_keys();
}

/// Beside the header of people and tokens, what else gets in. Whether a caller is needed at all.
fn secure(operation: &mut Map<String, Value>) -> bool {
    let Some(ways) = operation.get_mut("security").and_then(Value::as_array_mut) else { return false };
    if let Some(scopes) = ways.first().and_then(|way| way.get("bearer")).cloned() {
        ways.push(json!({"key": scopes}));
        ways.push(json!({"oauth": scopes}));
    }
    ways.iter().all(|way| ["bearer", "key", "oauth", "person", "instance"].iter().any(|name| way.get(name).is_some()))
}

fn parameters_of(operation: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    operation.get("parameters").and_then(Value::as_array).into_iter().flatten()
}

fn idempotency_key() -> Value {
    json!({
        "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "The same key and body within 24 hours gives the first answer again.",
        "schema": {"type": "string", "minLength": 1, "maxLength": idempotency::MAX_KEY, "pattern": "^[!-~]([\\t -~]*[!-~])?$"},
    })
}

fn header(name: &str) -> Value {
    let component = HEADERS.iter().find(|(known, ..)| *known == name).map_or(name, |(_, component, ..)| component);
    json!({"$ref": format!("#/components/headers/{component}")})
}

/// A refusal. What fails before or around the count of a caller's requests does not carry it.
fn refusal(status: &str, told: &str, is_counted: bool) -> Value {
    let names = if is_counted { &COUNTED[..] } else { &COUNTED[..1] };
    let mut headers: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), header(name))).collect();
    if status == "401" {
        headers.insert("WWW-Authenticate".to_owned(), header("WWW-Authenticate"));
    }
    if status == "429" || status == "503" {
        headers.insert("Retry-After".to_owned(), header("Retry-After"));
    }
    let body = json!({"application/json": {"schema": {"$ref": "#/components/schemas/Failure"}}});
    json!({"description": told, "headers": headers, "content": body})
}

/// A field that may be null is there, with null: only what is marked `nullable = false` is left out when there is nothing.
/// So it is in what the server says; in what it is told, both mean the same.
fn require_what_is_always_there(document: &mut Value) {
    let mut told = BTreeSet::new();
    for item in document["paths"].as_object().into_iter().flatten().flat_map(|(_, item)| item.as_object()).flatten() {
        references(&item.1["requestBody"], document, &mut told);
    }
    // a failure holds what belongs to its code
    told.insert("Failure".to_owned());
    let schemas = document["components"]["schemas"].as_object_mut().into_iter().flatten();
    for (_, schema) in schemas.filter(|(name, _)| !told.contains(name.as_str())) {
        require_nullable(schema);
    }
}

fn require_nullable(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(require_nullable),
        Value::Object(fields) => {
            let names = fields.get("properties").and_then(Value::as_object).into_iter().flatten();
            let nullable: Vec<Value> =
                names.filter(|(_, schema)| is_nullable(schema)).map(|(name, _)| name.as_str().into()).collect();
            if !nullable.is_empty() {
                let required = fields.entry("required").or_insert_with(|| json!([]));
                if let Some(required) = required.as_array_mut() {
                    required.extend(nullable);
                    required.dedup();
                }
            }
            fields.iter_mut().filter(|(name, _)| *name != "required").for_each(|(_, value)| require_nullable(value));
        }
        _ => {}
    }
}

fn is_nullable(schema: &Value) -> bool {
    let is_null = |kind: &Value| kind == "null";
    let Some(fields) = schema.as_object() else { return false };
    match fields.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is_null),
        Some(kind) => is_null(kind),
        None => match fields.get("oneOf").and_then(Value::as_array) {
            Some(ways) => ways.iter().any(is_nullable),
            // any value at all
            None => !fields.contains_key("$ref") && !fields.contains_key("allOf") && !fields.contains_key("anyOf"),
        },
    }
}

/// The names of all schemas that a part of the document leads to.
fn references(part: &Value, document: &Value, found: &mut BTreeSet<String>) {
    match part {
        Value::Array(items) => items.iter().for_each(|item| references(item, document, found)),
        Value::Object(fields) => {
            let name =
                fields.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix("#/components/schemas/"));
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                references(&document["components"]["schemas"][name], document, found);
            }
            fields.values().for_each(|value| references(value, document, found));
        }
        _ => {}
    }
}

/// A name that no other operation has: handlers of different resources share theirs. `get_orgs_members_id`.
fn operation_id(method: &str, path: &str) -> String {
    // `/health` is there twice: in the envelope and outside of it
    let path = path.strip_prefix("/api").map_or_else(|| format!("/plain{path}"), str::to_owned);
    let words = path.split(['/', '-', '.']).filter(|word| !word.is_empty() && *word != "{org_id}");
    let words: Vec<&str> = words.map(|word| word.trim_matches(['{', '}'])).collect();
    format!("{method}_{}", words.join("_"))
}
