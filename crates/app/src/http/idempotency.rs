//! `Idempotency-Key` on a POST of a known caller (`/auth/*` and `/oauth/*` have none): the same key and body within 24 hours gives
//! the first answer again.
//!
//! A key belongs to a caller in one org, and a repeat is answered only while the caller may still do what they did: membership
//! and permission are looked at again. Answers of the 2xx range are kept sealed and without the secrets that are shown once; so is
//! a 500, after which nobody knows what took effect. Any other refused request changed nothing and frees its key. A request that
//! died half-way keeps its key taken: whether it took effect is for the caller to look up, never to repeat.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{id::Id, permission::Permission};
use futures_util::FutureExt;
use http_body_util::LengthLimitError;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    BODY_LIMIT,
    error::{ApiError, ErrorCode},
    extract::too_large,
    queries::{self, Slot},
    reply::ShownOnce,
    request::Origin,
};
use crate::{
    access::{
        caller::{OrgCaller, Resolved, asked_org},
        sessions::{Credential, Identity},
    },
    state::App,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Longest key, in characters.
pub const MAX_KEY: usize = 200;
/// A first request that has not answered by then never will: the server's own time limit is shorter.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::seconds(90);
/// Headers of the first answer that are given again.
const KEPT: [HeaderName; 3] = [header::CONTENT_TYPE, header::LOCATION, header::CONTENT_DISPOSITION];

/// Most keys that one caller may hold at once: a client that puts one on each request must not reach it on a working day, and
/// the answers kept for one caller must not fill the disk.
const MAX_KEYS: i64 = 10_000;
/// How long a key holds.
const LIFE: TimeDelta = TimeDelta::hours(24);

/// Largest answer that is kept; of a larger one only that it came.
const MAX_KEPT: usize = 64 * 1024;

/// What each POST asks of its caller, read off the API document, by route template.
#[derive(Clone)]
pub struct Needs(Arc<HashMap<String, Need>>);

enum Need {
    Anyone,
    Person,
    InstanceAdmin,
    Permission(Permission),
}

impl Needs {
    /// Reads them off the document.
    pub fn of(document: &Value) -> Self {
        let needs = document["paths"].as_object().into_iter().flatten().filter_map(|(path, item)| {
            let security = item.get("post")?.get("security");
            let need = |scheme: &str| security?.get(0)?.get(scheme);
            let need = if need("person").is_some() {
                Need::Person
            } else if need("instance").is_some() {
                Need::InstanceAdmin
            } else {
                let word = need("bearer").and_then(|scopes| scopes.get(0)).and_then(Value::as_str);
                word.and_then(Permission::parse).map_or(Need::Anyone, Need::Permission)
            };
            Some((path.clone(), need))
        });
        Self(Arc::new(needs.collect()))
    }

    /// Refuses a repeat as the handler would refuse the request.
    fn check(&self, app: &App, request: &Asking) -> Result<(), ApiError> {
        let need = self.0.get(&request.route).unwrap_or(&Need::Anyone);
        let identity = &request.identity;
        if !request.slot.org.is_nil() {
            let caller = OrgCaller::within(app, identity, Id::new(request.slot.org), request.origin.clone())?;
            if let Need::Permission(permission) = need {
                caller.need(*permission)?;
            }
        }
        match need {
            Need::Person | Need::InstanceAdmin if !matches!(identity.credential, Credential::Session { .. }) => {
                Err(ApiError::new(ErrorCode::Forbidden, "error-people-only"))
            }
            Need::InstanceAdmin if !identity.profile.is_instance_admin => {
                Err(ApiError::new(ErrorCode::Forbidden, "error-instance-admin-only"))
            }
            _ => Ok(()),
        }
    }
}

/// A request with a key.
struct Asking {
    slot: Slot,
    hash: Vec<u8>,
    route: String,
    identity: Arc<Identity>,
    origin: Origin,
}

/// Whether a POST at this address takes a key. A sign-in and a consent answer with a credential; they are never given again.
pub fn applies(path: &str) -> bool {
    !["/api/auth/", "/api/oauth/", "/oauth/"].iter().any(|prefix| path.starts_with(prefix))
}

/// Answers a repeated POST with what the first one was answered.
pub async fn idempotency(State((app, needs)): State<(App, Needs)>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let applies = request.method() == Method::POST && applies(path);
    let route = request.extensions().get::<MatchedPath>().map(|route| route.as_str().to_owned());
    let identity = match request.extensions().get::<Resolved>() {
        Some(Resolved(Ok(identity))) => Some(identity.clone()),
        _ => None,
    };
    match (applies && request.headers().contains_key(KEY), route, identity) {
        (true, Some(route), Some(identity)) => {
            // boxed, because it is rare and large: every request's future would have room for it
            let answer = Box::pin(answer(&app, &needs, route, identity, request, next));
            answer.await.unwrap_or_else(IntoResponse::into_response)
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

async fn answer(
    app: &App,
    needs: &Needs,
    route: String,
    identity: Arc<Identity>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let (mut parts, body) = request.into_parts();
    let key = parts.headers.get(KEY).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    if key.is_empty() || key.chars().count() > MAX_KEY {
        return Err(ApiError::malformed("error-idempotency-key"));
    }
    let origin = Origin::from_request_parts(&mut parts, app).await?;
    let org = if route.contains("{org_id}") { asked_org(&mut parts, app, &identity).await?.raw() } else { Uuid::nil() };
    let body =
        to_bytes(body, BODY_LIMIT).await.map_err(|error| match error.into_inner().downcast::<LengthLimitError>() {
            Ok(_) => too_large(BODY_LIMIT),
            Err(_) => ApiError::malformed("error-body-incomplete"),
        })?;
    let mut hash = Sha256::new();
    hash.update(parts.uri.to_string());
    hash.update([0]);
    hash.update(org);
    hash.update(parts.headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default());
    hash.update([0]);
    hash.update(&body);
    let slot = Slot { caller: caller_id(&identity), org, key };
    let asking = Asking { slot, hash: hash.finalize().to_vec(), route, identity, origin };
    let now = app.now();

    let mut tx = app.system("idempotency key").await?;
    let is_first = queries::claim_idempotency_key(&mut tx, &asking.slot, &asking.hash, now).await?;
    let stored = if is_first {
        let (held, oldest) = queries::count_idempotency_keys(&mut tx, asking.slot.caller, now).await?;
        if held > MAX_KEYS {
            return Err(too_many(oldest.unwrap_or(now) + LIFE - now));
        }
        None
    } else {
        queries::find_idempotency_key(&mut tx, &asking.slot).await?
    };
    tx.commit().await?;
    if let Some(stored) = stored {
        needs.check(app, &asking)?;
        return replay(app, &asking, stored, now);
    }
    let handler = AssertUnwindSafe(next.run(Request::from_parts(parts, Body::from(body)))).catch_unwind();
    let response = match handler.await {
        Ok(response) => response,
        Err(panic) => {
            let text = cmis_jobs::supervise::panic_text(&*panic).to_owned();
            ApiError::internal(anyhow::anyhow!("panic: {text}")).into_response()
        }
    };
    Ok(keep(app, &asking.slot, response).await)
}

fn too_many(wait: TimeDelta) -> ApiError {
    ApiError::new(ErrorCode::RateLimited, "error-idempotency-too-many")
        .extra("retry_after", wait.num_seconds().max(0) + 1)
        .extra("limit", MAX_KEYS)
        .extra("remaining", 0)
}

fn place(slot: &Slot) -> String {
    format!("idempotency_keys.body:{}:{}:{}", slot.caller, slot.org, slot.key)
}

fn replay(app: &App, asking: &Asking, stored: queries::Stored, now: DateTime<Utc>) -> Result<Response, ApiError> {
    if stored.request_hash != asking.hash {
        return Err(ApiError::conflict("error-idempotency-other-body"));
    }
    let (Some(status), Some(headers), Some(body)) = (stored.status, stored.headers, stored.body) else {
        let is_running = stored.status.is_none() && now - stored.created_at < GIVEN_UP_AFTER;
        return Err(ApiError::conflict(if is_running {
            "error-idempotency-running"
        } else {
            "error-idempotency-lost"
        }));
    };
    let body = app.keys.open(&place(&asking.slot), &body).map_err(ApiError::internal)?;
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

/// Keeps the answer or frees the key. The answer is the caller's whatever comes of that: what was done is done.
async fn keep(app: &App, slot: &Slot, response: Response) -> Response {
    let is_kept = response.status().is_success() || response.status() == StatusCode::INTERNAL_SERVER_ERROR;
    let (parts, body) = response.into_parts();
    let bytes = match to_bytes(body, usize::MAX).await {
        Ok(bytes) => bytes,
        Err(error) => return ApiError::internal(error).into_response(),
    };
    let kept = async {
        let mut tx = app.system("idempotency key").await?;
        if is_kept {
            let status = i16::try_from(parts.status.as_u16()).unwrap_or(200);
            let hidden = parts.extensions.get::<ShownOnce>().copied().unwrap_or_default();
            let sealed = without(&bytes, hidden)
                .filter(|body| body.len() <= MAX_KEPT)
                .map(|body| app.keys.seal(&place(slot), &body));
            queries::store_answer(&mut tx, slot, status, &kept_headers(&parts.headers), sealed.as_deref()).await?;
        } else {
            queries::release_idempotency_key(&mut tx, slot).await?;
        }
        tx.commit().await
    };
    if let Err(error) = kept.await {
        tracing::warn!(error = %error, "the answer to an idempotent request could not be kept");
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// The body as it may be given again: the secrets in `data` are null, and `secret_shown` is false.
fn without(body: &Bytes, ShownOnce(fields): ShownOnce) -> Option<Bytes> {
    if fields.is_empty() {
        return Some(body.clone());
    }
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let data = value.get_mut("data")?.as_object_mut()?;
    for field in fields {
        data.insert((*field).to_owned(), Value::Null);
    }
    data.insert("secret_shown".to_owned(), Value::Bool(false));
    serde_json::to_vec(&value).ok().map(Bytes::from)
}

fn kept_headers(headers: &HeaderMap) -> Value {
    KEPT.iter()
        .filter_map(|name| Some((name.to_string(), Value::from(headers.get(name)?.to_str().ok()?))))
        .collect::<Map<_, _>>()
        .into()
}
