//! The step that resolves the credential of a request and counts it against the caller's limit.

use std::sync::Arc;

use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use cmis_base::secret::token_hash;

use super::{
    caller::Resolved,
    sessions::{Credential, Identity},
    tokens::BadToken,
};
use crate::{
    http::{
        error::{ApiError, ErrorCode},
        rate::Standing,
        request::{Origin, network},
    },
    state::App,
    web,
    webhooks::inbound,
};

/// Start of every API key.
pub const KEY_PREFIX: &str = "cmis_live_";
/// Start of every OAuth access token.
pub const APP_PREFIX: &str = "cmis_at_";

/// Finds out who calls, and answers 429 when they called too often.
pub async fn identify(app: App, mut request: Request, next: Next) -> Response {
    // a probe that was refused would take a node out that is well
    let path = request.uri().path();
    let is_probe = matches!(path, "/health" | "/health/live" | "/health/ready" | "/metrics");
    // platforms are no callers: who does not verify is counted at the door
    // many people behind one address open the web app, which is twenty files to a browser that does not know it yet
    if is_probe
        || inbound::is_door(path)
        || (web::is_own(path) && matches!(*request.method(), Method::GET | Method::HEAD))
    {
        return next.run(request).await;
    }
    let Some(origin) = request.extensions().get::<Origin>().cloned() else {
        return ApiError::internal(anyhow::anyhow!("the request middleware is missing")).into_response();
    };
    let resolved = match credential(request.headers()) {
        None => None,
        Some(text) if is_junk(&app, &text, &origin) => {
            Some(found(None, ErrorCode::Unauthenticated, "error-unauthenticated"))
        }
        Some(text) => match resolve(&app, &text).await {
            Ok(resolved) => Some(resolved),
            Err(error) => return error.into_response(),
        },
    };
    let standing = count(&app, resolved.as_ref(), &origin);
    if !standing.allowed {
        let mut response = ApiError::rate_limited(standing.reset, standing.limit).into_response();
        standing.write(response.headers_mut());
        return response;
    }
    if let Some(resolved) = resolved {
        request.extensions_mut().insert(resolved);
    }
    let mut response = next.run(request).await;
    if !response.headers().contains_key("x-ratelimit-limit") {
        standing.write(response.headers_mut());
    }
    response
}

fn credential(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // proxies may add an `Authorization: Basic` of their own
    text(header::AUTHORIZATION.as_str())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .or_else(|| text("x-api-key"))
        .map(str::to_owned)
}

/// A key or token that is not worth a look into the database: the address is over its limit (what does not hold counts
/// against it) and the credential did not hold lately. The count that follows answers 429.
fn is_junk(app: &App, token: &str, origin: &Origin) -> bool {
    (token.starts_with(KEY_PREFIX) || token.starts_with(APP_PREFIX))
        && app.rates.is_over(&address_key(origin), app.settings.limits.anonymous, app.now())
        && !app.access.held_lately(<[u8; 32]>::try_from(token_hash(token)).unwrap_or_default())
}

fn address_key(origin: &Origin) -> String {
    format!("address:{}", network(origin.address))
}

async fn resolve(app: &App, token: &str) -> Result<Resolved, ApiError> {
    let now = app.now();
    let hash = || <[u8; 32]>::try_from(token_hash(token)).unwrap_or_default();
    if token.starts_with(KEY_PREFIX) {
        return Ok(found(app.access.key(hash(), now).await?, ErrorCode::InvalidApiKey, "error-invalid-api-key"));
    }
    if token.starts_with(APP_PREFIX) {
        return Ok(found(app.access.app(hash(), now).await?, ErrorCode::TokenExpired, "error-token-expired"));
    }
    match app.signer.verify(token, now) {
        Ok(claims) => {
            let session =
                app.access.session(claims.sid, now).await?.filter(|found| found.profile.user_id == claims.sub);
            Ok(found(session, ErrorCode::Unauthenticated, "error-session-ended"))
        }
        Err(BadToken::Expired) => Ok(found(None, ErrorCode::TokenExpired, "error-token-expired")),
        Err(BadToken::Invalid) => Ok(found(None, ErrorCode::Unauthenticated, "error-unauthenticated")),
    }
}

fn found(identity: Option<Arc<Identity>>, code: ErrorCode, message: &'static str) -> Resolved {
    Resolved(
        identity.ok_or_else(|| -> Arc<dyn Fn() -> ApiError + Send + Sync> {
            Arc::new(move || ApiError::new(code, message))
        }),
    )
}

fn count(app: &App, resolved: Option<&Resolved>, origin: &Origin) -> Standing {
    let limits = &app.settings.limits;
    let (key, limit) = match resolved {
        Some(Resolved(Ok(identity))) => match &identity.credential {
            Credential::Session { id, .. } => (format!("session:{id}"), limits.session),
            Credential::Key { id, .. } => (format!("key:{id}"), limits.token),
            Credential::App { grant, .. } => (format!("app:{grant}"), limits.token),
        },
        _ => (address_key(origin), limits.anonymous),
    };
    app.rates.count(&key, limit, app.now())
}
