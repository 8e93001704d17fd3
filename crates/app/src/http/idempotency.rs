//! `Idempotency-Key` on any POST of a known caller: the same key and body within 24 hours gives the first answer again.
//!
//! Only answers of the 2xx range are kept (sealed, they may hold a secret); a refused request changed nothing and frees its
//! key. A request that died half-way keeps its key taken: whether it took effect is for the caller to look up, never to repeat.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{BODY_LIMIT, error::ApiError, extract::too_large, queries};
use crate::{
    access::{
        caller::Resolved,
        sessions::{Credential, Identity},
    },
    state::App,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest key, in characters.
const MAX_KEY: usize = 200;
/// A first request that has not answered by then never will: the server's own time limit is shorter.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::seconds(90);
/// Headers of the first answer that are given again.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::CONTENT_DISPOSITION];

/// Answers a repeated POST with what the first one was answered.
pub async fn idempotency(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let applies = request.method() == Method::POST && !path.starts_with("/api/auth/") && !path.starts_with("/oauth/");
    let key = request.headers().get(KEY).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let caller = match request.extensions().get::<Resolved>() {
        Some(Resolved(Ok(identity))) => Some(caller_id(identity)),
        _ => None,
    };
    match (applies, key, caller) {
        (true, Some(key), Some(caller)) => {
            answer(&app, caller, key, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

/// A person's keys are their own across logins; an API key's or app's are its own.
fn caller_id(identity: &Identity) -> Uuid {
    match &identity.credential {
        Credential::Session { .. } => identity.profile.user_id.raw(),
        Credential::Key { id, .. } => id.raw(),
        Credential::App { grant, .. } => grant.raw(),
    }
}

async fn answer(app: &App, caller: Uuid, key: String, request: Request, next: Next) -> Result<Response, ApiError> {
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err(ApiError::malformed("error-idempotency-key"));
    }
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| too_large(BODY_LIMIT))?;
    let mut hash = Sha256::new();
    hash.update(parts.uri.to_string());
    hash.update([0]);
    hash.update(&body);
    let hash = hash.finalize().to_vec();
    let now = app.now();

    let mut tx = app.system("idempotency key").await?;
    let is_first = queries::claim_idempotency_key(&mut tx, caller, &key, &hash, now).await?;
    let stored = if is_first { None } else { queries::find_idempotency_key(&mut tx, caller, &key).await? };
    tx.commit().await?;
    if let Some(stored) = stored {
        return replay(app, caller, &key, &hash, stored, now);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(app, caller, &key, response).await
}

fn place(caller: Uuid, key: &str) -> String {
    format!("idempotency_keys.body:{caller}:{key}")
}

fn replay(
    app: &App,
    caller: Uuid,
    key: &str,
    hash: &[u8],
    stored: queries::Stored,
    now: DateTime<Utc>,
) -> Result<Response, ApiError> {
    if stored.request_hash != hash {
        return Err(ApiError::conflict("error-idempotency-other-body"));
    }
    let (Some(status), Some(headers), Some(body)) = (stored.status, stored.headers, stored.body) else {
        let message = if now - stored.created_at < GIVEN_UP_AFTER {
            "error-idempotency-running"
        } else {
            "error-idempotency-lost"
        };
        return Err(ApiError::conflict(message));
    };
    let body = app.keys.open(&place(caller, key), &body).map_err(ApiError::internal)?;
    let status = u16::try_from(status).ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(StatusCode::OK);
    let mut response = (status, Bytes::copy_from_slice(&body)).into_response();
    for name in KEPT {
        if let Some(value) =
            headers.get(name.as_str()).and_then(Value::as_str).and_then(|text| HeaderValue::try_from(text).ok())
        {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    Ok(response)
}

async fn keep(app: &App, caller: Uuid, key: &str, response: Response) -> Result<Response, ApiError> {
    let mut tx = app.system("idempotency key").await?;
    if !response.status().is_success() {
        queries::release_idempotency_key(&mut tx, caller, key).await?;
        tx.commit().await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.map_err(ApiError::internal)?;
    let status = i16::try_from(parts.status.as_u16()).unwrap_or(200);
    let sealed = app.keys.seal(&place(caller, key), &body);
    queries::store_answer(&mut tx, caller, key, status, &kept_headers(&parts.headers), &sealed).await?;
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

fn kept_headers(headers: &HeaderMap) -> Value {
    KEPT.iter()
        .filter_map(|name| Some((name.to_string(), Value::from(headers.get(name)?.to_str().ok()?))))
        .collect::<Map<_, _>>()
        .into()
}
