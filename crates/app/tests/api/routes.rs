//! Every route of the API document, from every side that must not get in: generated, so that a new route is walked too.

use cmis_app::openapi;
use cmis_base::permission::{Permission, Role};
use http::Method;
use serde_json::{Value, json};

use crate::harness::TestApp;

/// Routes without a caller. A new one has to be put here by hand, with its reason.
const PUBLIC: &[(&str, &str)] = &[
    ("get /api/auth/options", "the sign-in pages need it before anybody is signed in"),
    ("post /api/auth/register", "makes the caller"),
    ("post /api/auth/verify-email", "the mailed token is the credential"),
    ("post /api/auth/resend-verification", "answers alike for everybody"),
    ("post /api/auth/login", "makes the login"),
    ("post /api/auth/login/mfa", "the first step's token is the credential"),
    ("post /api/auth/refresh", "the refresh token is the credential"),
    ("post /api/auth/forgot-password", "answers alike for everybody"),
    ("post /api/auth/reset-password", "the mailed token is the credential"),
    ("get /api/invitations/{token}", "the mailed token is the credential"),
    ("get /api/reconnect/{token}", "the link's token is the credential"),
    ("post /api/reconnect/{token}/begin", "the link's token is the credential"),
    ("post /api/reconnect/{token}/callback", "the link's token is the credential"),
    ("get /api/files/pictures/{id}", "the signature in the address is the credential"),
    ("get /api/files/exports/{id}", "the signature in the address is the credential"),
    (
        "get /api/webhooks/{platform}",
        "platforms ask whether the address is right; they show a token or get an answer for it",
    ),
    ("get /api/webhooks/{platform}/{app_id}", "the same, for an organization's own app"),
    ("post /api/webhooks/{platform}", "platforms call; the signature over the body is the credential"),
    ("post /api/webhooks/{platform}/{app_id}", "the same, for an organization's own app"),
    ("get /api/health", "load balancers ask without a credential; names and latencies only"),
];

/// A route of the document.
#[derive(Debug)]
pub struct Operation {
    pub method: Method,
    pub path: String,
    pub scheme: Option<String>,
    pub scopes: Vec<Permission>,
    pub body: Option<Value>,
    pub parameters: Vec<Value>,
}

impl Operation {
    pub fn name(&self) -> String {
        format!("{} {}", self.method.as_str().to_lowercase(), self.path)
    }

    /// The address with an org and something unknown in every other place.
    pub fn address(&self, org: impl std::fmt::Display) -> String {
        self.path
            .replace("{org_id}", &org.to_string())
            .replace("{id}", "01900000-0000-7000-8000-00000000dead")
            .replace("{delivery_id}", "01900000-0000-7000-8000-00000000dead")
            .replace("{change_id}", "01900000-0000-7000-8000-00000000dead")
            .replace("{token}", "inv_unknown")
            .replace("{name}", "free")
            .replace("{queue}", "default")
    }
}

/// Every route of the document that answers in the envelope; bodies with their references resolved.
pub fn operations() -> Vec<Operation> {
    let document = openapi::document();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        if !path.starts_with("/api/") {
            continue;
        }
        for (method, operation) in item.as_object().expect("operations") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let requirement = operation["security"].as_array().and_then(|all| all.first()).and_then(Value::as_object);
            let scopes = requirement
                .into_iter()
                .flat_map(|scheme| scheme.values())
                .flat_map(|scopes| scopes.as_array().cloned().unwrap_or_default())
                .filter_map(|scope| Permission::parse(scope.as_str()?))
                .collect();
            let content = &operation["requestBody"]["content"];
            found.push(Operation {
                method,
                path: path.clone(),
                scheme: requirement.and_then(|scheme| scheme.keys().next().cloned()),
                scopes,
                parameters: operation["parameters"].as_array().cloned().unwrap_or_default(),
                body: content.get("application/json").map(|json| resolve(&document, &json["schema"])),
            });
        }
    }
    assert!(found.len() > 10, "the document holds the routes");
    found
}

fn resolve(document: &Value, schema: &Value) -> Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).cloned().unwrap_or_default(),
        None => schema.clone(),
    }
}

#[tokio::test]
async fn nobody_gets_in_without_a_credential_but_where_it_is_meant() {
    let app = TestApp::start().await;
    let stranger = app.anonymous();
    for operation in operations() {
        let name = operation.name();
        let is_public = PUBLIC.iter().any(|(public, _)| *public == name);
        assert_eq!(
            operation.scheme.is_none(),
            is_public,
            "{name}: public routes stand in PUBLIC with their reason, others name a scheme"
        );
        if !is_public {
            let answer = stranger
                .send(operation.method.clone(), &operation.address(app.app.ids.next::<()>()), Some(json!({})))
                .await;
            assert_eq!(answer.status.as_u16(), 401, "{name}: {}", answer.body);
            let forged = stranger.bearer("eyJhbGciOiJIUzI1NiJ9.e30.AAAA");
            let answer = forged
                .send(operation.method.clone(), &operation.address(app.app.ids.next::<()>()), Some(json!({})))
                .await;
            assert_eq!(answer.status.as_u16(), 401, "{name}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn every_permission_named_by_a_route_is_asked_for_and_no_other_org_gets_near() {
    let app = TestApp::start().await;
    let (_, org) = app.founder("Salma").await;
    let (mallory, _) = app.founder("Mallory").await;
    let mut colleagues = Vec::new();
    for role in [Role::Viewer, Role::Member, Role::Manager] {
        colleagues.push((role, app.colleague(role.as_str(), org, role.as_str()).await.0));
    }
    for operation in operations() {
        let name = operation.name();
        let address = operation.address(org);
        if operation.scheme.as_deref() == Some("instance") {
            let answer = mallory.send(operation.method.clone(), &address, Some(json!({}))).await;
            assert_eq!(answer.status.as_u16(), 403, "{name}: {}", answer.body);
        }
        if operation.scheme.as_deref() != Some("bearer") || !operation.path.starts_with("/api/orgs/{org_id}") {
            continue;
        }
        let answer = mallory.send(operation.method.clone(), &address, Some(json!({}))).await;
        assert_eq!(answer.status.as_u16(), 404, "{name} by another org: {}", answer.body);
        for (role, colleague) in &colleagues {
            let Some(missing) = operation.scopes.iter().find(|scope| !role.permissions().has(**scope)) else {
                continue;
            };
            let answer = colleague.send(operation.method.clone(), &address, Some(json!({}))).await;
            assert_eq!(answer.status.as_u16(), 403, "{name} by a {}: {}", role.as_str(), answer.body);
            assert_eq!(answer.body["permission"], missing.as_str(), "{name}");
        }
    }
}

#[tokio::test]
async fn an_unknown_id_is_not_found_for_everybody() {
    let app = TestApp::start().await;
    for operation in
        operations().into_iter().filter(|operation| operation.path.contains("{id}") && operation.scheme.is_some())
    {
        let (salma, org) = app.founder(&format!("Salma{}", app.app.ids.next::<()>())).await;
        let admin = match operation.scheme.as_deref() {
            Some("instance") => app.instance_admin(&format!("Root{}", app.app.ids.next::<()>())).await,
            _ => salma,
        };
        for id in ["01900000-0000-7000-8000-00000000dead", "not-an-id", "%00", "..%2f..", "%F0%9F%A6%92"] {
            let address =
                operation.path.replace("{org_id}", &org.to_string()).replace("{id}", id).replace("{queue}", "default");
            let answer = admin.send(operation.method.clone(), &address, Some(json!({}))).await;
            let status = answer.status.as_u16();
            assert!(status == 404 || status == 422, "{} with {id}: {status} {}", operation.name(), answer.body);
        }
    }
}
