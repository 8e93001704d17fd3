//! Token revocation (RFC 7009).

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use cmis_base::secret::token_hash;
use serde_json::json;

use super::token::actor;
use crate::{
    access::oauth::{
        clients,
        error::{OAuthError, answer},
        form::Form,
        queries,
        wire::{Refusal, TokenQuestion},
    },
    audit::{self, Change},
    http::{reply::Nothing, request::Origin},
    state::App,
};

/// End a token of the client (RFC 7009)
///
/// A refresh token takes the whole consent with it; an unknown token is no error.
#[utoipa::path(post, path = "/oauth/revoke", tag = "OAuth", request_body(content = TokenQuestion, content_type = "application/x-www-form-urlencoded"), security((), ("client" = [])),
    responses((status = 200, body = Nothing, description = "It holds no longer"), (status = 400, body = Refusal, description = "The request or what it names does not hold"), (status = 401, body = Refusal, description = "The client did not prove who it is"), (status = 413, body = Refusal, description = "The body is too large"), (status = 429, body = Refusal, description = "Too often"), (status = 500, body = Refusal, description = "Our fault"), (status = 503, body = Refusal, description = "Retrying helps")))]
pub async fn revoke(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, OAuthError> {
    let now = app.now();
    let mut tx = app.system("revoke OAuth token").await?;
    let client = clients::authenticate(&mut tx, &headers, &form).await?;
    let hash = token_hash(form.need("token", "token is missing")?);
    let done = || Ok(answer(StatusCode::OK, &json!({})));
    let Some(row) = queries::find_token(&mut tx, &hash).await? else { return done() };
    if row.standing.client_id != client.client_id {
        return Err(OAuthError::invalid_grant("The token belongs to another client"));
    }
    let told = json!({"client_id": client.client_id, "client_name": client.name});
    let grant = row.standing.grant_id;
    let action = if row.kind == "refresh" {
        queries::revoke_grant(&mut tx, row.standing.org_id, grant, now).await?;
        "oauth_grant.revoked"
    } else {
        queries::delete_token(&mut tx, &hash).await?;
        "oauth_grant.token_revoked"
    };
    let change = Change::new(action, "oauth_grant", grant).before(told);
    audit::record(&mut tx, row.standing.org_id, &actor(grant, &client, &origin), now, change).await?;
    tx.commit().await?;
    app.access.forget();
    done()
}
