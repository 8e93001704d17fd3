//! Keeping a login alive, and ending it.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use cmis_base::secret::token_hash;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::caller::{Actor, Person},
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::Json,
        reply::{Nothing, Reply},
        request::Origin,
    },
    state::App,
    users::{
        model::{Rotation, rotation, session_life},
        queries,
        sign_in::{self, Client, SignedIn, Successors},
    },
};

/// A refresh token, for clients without cookies.
#[derive(Deserialize, ToSchema)]
pub struct Refresh {
    /// Absent in a browser: the cookie has it.
    refresh_token: Option<String>,
}

/// Get a new access token
///
/// The refresh token changes with each use. The one before gives the same answer for ten more seconds; using an older one ends
/// the login.
#[utoipa::path(post, path = "/api/auth/refresh", tag = "Account", request_body = Refresh,
    security((), ("refresh" = [])), responses(
    (status = 200, body = Reply<SignedIn>), (status = 401, body = FailureBody),
    (status = 403, body = FailureBody)))]
pub async fn refresh(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    Json(body): Json<Refresh>,
) -> Result<Response, ApiError> {
    let gone = || ApiError::new(ErrorCode::Unauthenticated, "error-session-ended");
    let token = match body.refresh_token {
        Some(token) => token,
        None => sign_in::cookie_token(&app, &headers)?.ok_or_else(gone)?,
    };
    let hash = token_hash(&token);
    let now = app.now();
    let mut tx = app.system("refresh login").await?;
    let found = queries::find_refresh(&mut tx, &hash, now).await?.ok_or_else(gone)?;
    let successors = Successors::of(&app, &token);
    let live = successors.live(&mut tx, found.session_id).await?;
    let decided = rotation(found.rotated_at, live.is_some(), now);
    if decided == Rotation::Reused {
        queries::end_session(&mut tx, found.user_id, found.session_id, "refresh token reused", now).await?;
        let actor = Actor {
            kind: "person",
            id: Some(found.user_id.raw()),
            name: None,
            request_id: Some(origin.request_id.clone()),
            address: Some(origin.address.to_string()),
        };
        let change = Change::new("user.refresh_token_reused", "session", found.session_id);
        audit::record_system(&mut tx, &actor, now, change).await?;
        tx.commit().await?;
        app.access.forget();
        return Err(gone());
    }
    let next = match live.filter(|_| decided == Rotation::Repeat) {
        Some(live) => live,
        None => {
            queries::rotate_refresh(&mut tx, &hash, now).await?;
            queries::extend_session(&mut tx, found.session_id, now + session_life(found.remember), now).await?;
            successors.begin(&mut tx, found.session_id, now).await?
        }
    };
    let user = queries::find(&mut tx, found.user_id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    sign_in::answer(&app, &user, found.session_id, next, Client::parse(&found.client), found.remember)
}

/// Sign out
#[utoipa::path(post, path = "/api/auth/logout", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Nothing>)))]
pub async fn logout(State(app): State<App>, person: Person) -> Result<Response, ApiError> {
    let now = app.now();
    let mut tx = app.system("sign out").await?;
    queries::end_session(&mut tx, person.user, person.session, "signed out", now).await?;
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.logged_out", "session", person.session))
        .await?;
    tx.commit().await?;
    app.access.forget();
    let mut response = Reply::done().say("message-signed-out").into_response();
    sign_in::clear_cookie(&app, &mut response)?;
    Ok(response)
}

/// How many logins ended.
#[derive(Serialize, ToSchema)]
pub struct Ended {
    /// Logins, this one among them.
    ended: u64,
}

/// Sign out everywhere
#[utoipa::path(post, path = "/api/auth/logout-all", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Ended>)))]
pub async fn logout_all(State(app): State<App>, person: Person) -> Result<Response, ApiError> {
    let now = app.now();
    let mut tx = app.system("sign out everywhere").await?;
    let ended = queries::end_sessions(&mut tx, person.user, None, "signed out everywhere", now).await?;
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.logged_out_everywhere", "user", person.user))
        .await?;
    tx.commit().await?;
    app.access.forget();
    let mut response = Reply::ok(Ended { ended }).say("message-signed-out").into_response();
    sign_in::clear_cookie(&app, &mut response)?;
    Ok(response)
}
