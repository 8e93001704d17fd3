//! What clients read before anything else: RFC 8414 and RFC 9728.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use cmis_base::permission::Permission;
use serde_json::json;

use crate::{
    access::oauth::{
        error::answer,
        wire::{ResourceMetadata, ServerMetadata},
    },
    http::error::FailureBody,
    state::App,
};

/// Show the authorization server (RFC 8414)
#[utoipa::path(get, path = "/.well-known/oauth-authorization-server", tag = "OAuth", responses(
    (status = 200, body = ServerMetadata, description = "Public, for five minutes"), (status = 429, body = FailureBody)))]
pub async fn server(State(app): State<App>) -> Response {
    let link = |path: &str| app.settings.link(path);
    let proofs = ["client_secret_basic", "client_secret_post", "none"];
    public(&json!({
        "issuer": app.settings.origin(),
        "authorization_endpoint": link("/oauth/authorize"),
        "token_endpoint": link("/oauth/token"),
        "revocation_endpoint": link("/oauth/revoke"),
        "introspection_endpoint": link("/oauth/introspect"),
        "registration_endpoint": link("/oauth/register"),
        "scopes_supported": Permission::ALL,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "token_endpoint_auth_methods_supported": proofs,
        "revocation_endpoint_auth_methods_supported": proofs,
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "ui_locales_supported": ["ar", "en"],
        "service_documentation": link("/api/documentation"),
    }))
}

/// Show this installation as a protected resource (RFC 9728)
#[utoipa::path(get, path = "/.well-known/oauth-protected-resource", tag = "OAuth", responses(
    (status = 200, body = ResourceMetadata, description = "Public, for five minutes"), (status = 429, body = FailureBody)))]
pub async fn resource(State(app): State<App>) -> Response {
    protected(&app, "")
}

/// Show the address for assistants as a protected resource (RFC 9728)
#[utoipa::path(get, path = "/.well-known/oauth-protected-resource/mcp", tag = "OAuth", responses(
    (status = 200, body = ResourceMetadata, description = "Public, for five minutes"), (status = 429, body = FailureBody)))]
pub async fn mcp_resource(State(app): State<App>) -> Response {
    protected(&app, "/mcp")
}

fn protected(app: &App, path: &str) -> Response {
    let origin = app.settings.origin();
    public(&json!({
        "resource": format!("{origin}{path}"),
        "resource_name": "CMIS",
        "authorization_servers": [origin],
        "scopes_supported": Permission::ALL,
        "bearer_methods_supported": ["header"],
        "resource_documentation": app.settings.link("/api/documentation"),
    }))
}

fn public(body: &serde_json::Value) -> Response {
    let mut response = answer(StatusCode::OK, body);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.remove(header::PRAGMA);
    response
}
