//! A person's picture: uploaded, removed, and shown by a signed address.

use axum::{
    body::{Body, Bytes},
    extract::{FromRequest, Multipart, Request, State, multipart::MultipartError},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use cmis_base::id::User;
use serde::Deserialize;
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::caller::Person,
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode},
        extract::{Item, Query, too_large},
        reply::Reply,
        words::Say,
    },
    state::App,
    users::{
        account::{
            me,
            picture::{self, BadPicture},
            queries::{self, lock},
        },
        model::MeView,
        queries::find,
    },
};

/// Bytes around the file in a form.
const FORM_OVERHEAD: usize = 16 * 1024;
/// Largest body of an upload, in bytes.
pub const BODY_LIMIT: usize = picture::MAX_BYTES + FORM_OVERHEAD;
/// Pictures decoded at once: each may take some hundred megabytes.
static TURNS: Semaphore = Semaphore::const_new(2);

/// A picture to upload.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the form in the API document; the handler reads it part by part")]
pub struct SetAvatar {
    /// PNG, JPEG, WebP or GIF of at most 5 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Set one's own picture
///
/// It is cropped to a square and made anew, so that nothing but the pixels is kept.
#[utoipa::path(put, path = "/api/users/me/avatar", tag = "Account", security(("person" = [])),
    request_body(content = SetAvatar, content_type = "multipart/form-data"), responses(
    (status = 200, body = Reply<MeView>)))]
pub async fn set(State(app): State<App>, person: Person, request: Request) -> Result<Reply<MeView>, ApiError> {
    let bytes = read_file(request).await?;
    if bytes.len() > picture::MAX_BYTES {
        return Err(too_large(picture::MAX_BYTES));
    }
    let turn = TURNS.acquire().await.map_err(ApiError::internal)?;
    // the turn is the decoder's, not the request's: who hangs up does not make room for another picture
    let decode = move || {
        let _turn = turn;
        picture::normalize(&bytes)
    };
    let kept = tokio::task::spawn_blocking(decode).await.map_err(ApiError::internal)?;
    let kept = kept.map_err(|bad| match bad {
        BadPicture::Format => unsupported(picture::ACCEPTED),
        BadPicture::Dimensions => ApiError::field("file", "check-picture-dimensions"),
        BadPicture::Broken => ApiError::field("file", "check-picture-broken"),
    })?;
    let now = app.now();
    let mut tx = app.system("own picture").await?;
    lock(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    queries::set_picture(&mut tx, person.user, picture::CONTENT_TYPE, &kept, now).await?;
    let user = find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.picture_set", "user", user.id)).await?;
    let me = me(&app, &mut tx, &user).await?;
    tx.commit().await?;
    Ok(Reply::ok(me))
}

/// Remove one's own picture
#[utoipa::path(delete, path = "/api/users/me/avatar", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<MeView>)))]
pub async fn delete(State(app): State<App>, person: Person) -> Result<Reply<MeView>, ApiError> {
    let now = app.now();
    let mut tx = app.system("own picture").await?;
    lock(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    queries::delete_picture(&mut tx, person.user).await?;
    let user = find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.picture_removed", "user", user.id)).await?;
    let me = me(&app, &mut tx, &user).await?;
    tx.commit().await?;
    Ok(Reply::ok(me))
}

/// The file of the form's part `file`.
async fn read_file(request: Request) -> Result<Bytes, ApiError> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| unsupported("multipart/form-data"))?;
    while let Some(part) = form.next_field().await.map_err(|error| unreadable(&error))? {
        if part.name() == Some("file") {
            let bytes = part.bytes().await.map_err(|error| unreadable(&error))?;
            if !bytes.is_empty() {
                return Ok(bytes);
            }
        }
    }
    Err(ApiError::field("file", "check-required"))
}

fn unreadable(error: &MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large(picture::MAX_BYTES)
    } else {
        ApiError::malformed("error-body-incomplete")
    }
}

fn unsupported(accepted: &'static str) -> ApiError {
    ApiError::new(ErrorCode::UnsupportedMediaType, Say::new("error-unsupported-media-type").with("accepted", accepted))
}

/// The signature of an address.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Signed {
    /// Seconds since 1970 until when it holds.
    expires: Option<String>,
    /// The signature.
    signature: Option<String>,
}

/// Show a person's picture
///
/// The address comes signed from wherever a `picture_url` stands, and stops to work by itself.
#[utoipa::path(get, path = "/api/files/pictures/{id}", tag = "Account", params(("id" = cmis_base::id::Id<User>, Path), Signed),
    responses((status = 200, body = Vec<u8>, content_type = "image/webp"), (status = 304, description = "Unchanged")))]
pub async fn show(
    State(app): State<App>,
    Item(id): Item<User>,
    Query(signed): Query<Signed>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let gone = || ApiError::not_found("thing-picture");
    let expires: i64 = signed.expires.and_then(|text| text.parse().ok()).ok_or_else(gone)?;
    let signature = signed.signature.ok_or_else(gone)?;
    if !app.signer.address_holds(&format!("/api/files/pictures/{id}"), expires, &signature, app.now()) {
        return Err(gone());
    }
    let mut tx = app.system("show picture").await?;
    let found = queries::find_picture(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    let tag = format!("\"{:x}\"", found.updated_at.timestamp_micros());
    let is_known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()) == Some(tag.as_str());
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut response = Body::from(found.bytes).into_response();
        let kind = HeaderValue::try_from(found.content_type).map_err(ApiError::internal)?;
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        response
    };
    let headers = response.headers_mut();
    // the address stays the same for a day, the picture may not
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=300"));
    headers.insert(header::ETAG, HeaderValue::try_from(tag).map_err(ApiError::internal)?);
    Ok(response)
}
