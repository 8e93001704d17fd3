//! Clients that register themselves (RFC 7591): assistants that meet this installation for the first time.
//!
//! Such a client belongs to no org and has nothing until a person consents to it. Its name is its own claim.

use axum::{
    extract::{FromRequest, Request, State},
    http::StatusCode,
    response::Response,
};
use cmis_base::secret::{expose, token, token_hash};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;
use utoipa::ToSchema;

use crate::{
    access::{
        caller::Actor,
        oauth::{
            clients::{Client, DYNAMIC_ID_PREFIX, SECRET_PREFIX},
            error::{OAuthError, answer},
            form, model, queries,
            wire::{Refusal, RegisteredClient},
        },
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{check::Check, extract::is_array, request::Origin},
    state::App,
};

/// What a client says of itself. What is not listed is left out of the answer, as the RFC allows.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ClientMetadata)]
pub struct Registration {
    /// 1 to 10 addresses: https, http on a loopback host, or a private-use scheme with a dot.
    #[schema(required, nullable = false, min_items = 1, max_items = 10)]
    redirect_uris: Option<Vec<String>>,
    /// What people read at consent.
    client_name: Option<String>,
    /// `client_secret_basic` (default), `client_secret_post` or `none`.
    token_endpoint_auth_method: Option<String>,
    /// `authorization_code` and `refresh_token`.
    grant_types: Option<Vec<String>>,
    /// `code`.
    response_types: Option<Vec<String>>,
    /// Permissions, separated by spaces.
    scope: Option<String>,
}

impl<S: Send + Sync> FromRequest<S> for Registration {
    type Rejection = OAuthError;

    async fn from_request(request: Request, _: &S) -> Result<Self, OAuthError> {
        if form::content_type(&request) != "application/json" {
            return Err(invalid("Send application/json"));
        }
        let bytes = form::bytes(request).await?;
        let metadata = if is_array(&bytes) { None } else { serde_json::from_slice(&bytes).ok() };
        metadata.ok_or(invalid("The body is not a JSON object of client metadata"))
    }
}

const fn invalid(description: &'static str) -> OAuthError {
    OAuthError::new("invalid_client_metadata", description)
}

/// Valid metadata.
struct Metadata {
    name: String,
    redirect_uris: Vec<String>,
    auth_method: &'static str,
    grant_types: Vec<&'static str>,
}

impl Registration {
    fn check(self) -> Result<Metadata, OAuthError> {
        let redirect_uris = self.redirect_uris.unwrap_or_default();
        if !(1..=model::MAX_REDIRECTS).contains(&redirect_uris.len())
            || !redirect_uris.iter().all(|uri| model::is_redirect(uri))
        {
            return Err(OAuthError::new(
                "invalid_redirect_uri",
                "1 to 10 addresses: https, http on a loopback host, or a private-use scheme with a dot; no fragment",
            ));
        }
        let mut check = Check::new();
        let name = check.text_if("client_name", self.client_name, 1..=120);
        check.done().map_err(|_| invalid("client_name takes 1 to 120 characters without control characters"))?;
        let auth_method = match self.token_endpoint_auth_method.as_deref() {
            None | Some("client_secret_basic") => "client_secret_basic",
            Some("client_secret_post") => "client_secret_post",
            Some("none") => "none",
            Some(_) => return Err(invalid("This token_endpoint_auth_method is not supported")),
        };
        let asked = self.grant_types.unwrap_or_else(|| vec!["authorization_code".to_owned()]);
        let known = ["authorization_code", "refresh_token"];
        if !asked.iter().any(|word| word == known[0]) || asked.iter().any(|word| !known.contains(&word.as_str())) {
            return Err(invalid("grant_types takes authorization_code and refresh_token"));
        }
        if self.response_types.is_some_and(|types| types.is_empty() || types.iter().any(|word| word != "code")) {
            return Err(invalid("response_types takes code"));
        }
        if self.scope.is_some_and(|text| model::scopes(&text).is_none()) {
            return Err(invalid("A scope does not exist"));
        }
        let host = || redirect_uris.first().and_then(|uri| Url::parse(uri).ok()?.host_str().map(str::to_owned));
        Ok(Metadata {
            name: name.or_else(host).unwrap_or_else(|| redirect_uris[0].chars().take(120).collect()),
            // a refresh token comes with every code exchange, whether asked for or not
            grant_types: known.to_vec(),
            redirect_uris,
            auth_method,
        })
    }
}

/// Register a client (RFC 7591)
#[utoipa::path(post, path = "/oauth/register", tag = "OAuth", request_body = Registration,
    responses((status = 201, body = RegisteredClient, description = "The client"), (status = 400, body = Refusal, description = "The request or what it names does not hold"), (status = 413, body = Refusal, description = "The body is too large"), (status = 429, body = Refusal, description = "Too often"), (status = 500, body = Refusal, description = "Our fault"), (status = 503, body = Refusal, description = "Retrying helps")))]
pub async fn register(
    State(app): State<App>,
    origin: Origin,
    registration: Registration,
) -> Result<Response, OAuthError> {
    let now = app.now();
    let metadata = registration.check()?;
    let gates = [Gate::registrations(origin.address)];
    let secret = (metadata.auth_method != "none").then(|| token(SECRET_PREFIX));
    let client = Client::dynamic(
        expose(&token(DYNAMIC_ID_PREFIX)).to_owned(),
        metadata.name,
        secret.as_ref().map(|secret| token_hash(expose(secret))),
        metadata.redirect_uris,
    );

    let mut tx = app.system("register OAuth client").await?;
    throttle::enter(&mut tx, &gates, now).await?;
    queries::insert_dynamic_client(&mut tx, &client, now).await?;
    let actor = Actor {
        kind: "app",
        id: None,
        name: Some(client.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    };
    let after = json!({"client_id": client.client_id, "name": client.name, "redirect_uris": client.redirect_uris});
    let change =
        Change { action: "oauth_client.registered", object: "oauth_client", id: None, before: Value::Null, after };
    audit::record_system(&mut tx, &actor, now, change).await?;
    tx.commit().await?;

    let mut body = json!({
        "client_id": client.client_id,
        "client_id_issued_at": now.timestamp(),
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "token_endpoint_auth_method": metadata.auth_method,
        "grant_types": metadata.grant_types,
        "response_types": ["code"],
    });
    if let Some(secret) = secret {
        body["client_secret"] = expose(&secret).into();
        body["client_secret_expires_at"] = 0.into();
    }
    Ok(answer(StatusCode::CREATED, &body))
}
