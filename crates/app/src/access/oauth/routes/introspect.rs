//! Token introspection (RFC 7662), for confidential clients about their own tokens.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use cmis_base::{permission::Permissions, secret::token_hash};
use serde_json::json;

use crate::{
    access::oauth::{
        clients,
        error::{OAuthError, answer},
        form::Form,
        model, queries,
        wire::{Introspection, Refusal, TokenQuestion},
    },
    state::App,
};

/// Ask whether a token holds, and what for (RFC 7662)
///
/// For confidential clients. Of a foreign token it says only that it does not.
#[utoipa::path(post, path = "/oauth/introspect", tag = "OAuth", request_body(content = TokenQuestion, content_type = "application/x-www-form-urlencoded"), security(("client" = [])),
    responses((status = 200, body = Introspection, description = "What is known of it"), (status = 400, body = Refusal, description = "The request or what it names does not hold"), (status = 401, body = Refusal, description = "The client did not prove who it is"), (status = 413, body = Refusal, description = "The body is too large"), (status = 429, body = Refusal, description = "Too often"), (status = 500, body = Refusal, description = "Our fault"), (status = 503, body = Refusal, description = "Retrying helps")))]
pub async fn introspect(State(app): State<App>, headers: HeaderMap, form: Form) -> Result<Response, OAuthError> {
    let now = app.now();
    let mut tx = app.system("introspect OAuth token").await?;
    let client = clients::authenticate(&mut tx, &headers, &form).await?;
    if !client.is_confidential() {
        return Err(OAuthError::invalid_client());
    }
    let hash = token_hash(form.need("token", "token is missing")?);
    let row = queries::find_token(&mut tx, &hash).await?.filter(|row| {
        row.standing.client_id == client.client_id
            && row.standing.is_live
            && row.rotated_at.is_none()
            && row.expires_at > now
    });
    tx.commit().await?;
    let Some(row) = row else { return Ok(answer(StatusCode::OK, &json!({"active": false}))) };
    let scopes: Permissions = row.scopes().and(row.standing.effective());
    let mut body = json!({
        "active": true,
        "scope": model::scope_text(scopes),
        "client_id": row.standing.client_id,
        "sub": row.standing.user_id,
        "org_id": row.standing.org_id,
        "iss": app.settings.origin(),
        "aud": app.settings.origin(),
        "iat": row.issued_at.timestamp(),
        "exp": row.expires_at.timestamp(),
    });
    if row.kind == "access" {
        body["token_type"] = "Bearer".into();
    }
    Ok(answer(StatusCode::OK, &body))
}
