//! What a successful sign-in hands out: an access token, and a refresh token in a cookie or in the body.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::{Cookie, SameSite};
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Session},
    locale::Locale,
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{UserView, session_life},
    queries::{self, NewSession, UserRow},
};
use crate::{
    access::{caller::Actor, tokens::ACCESS_SECONDS},
    audit::{self, Change},
    http::{error::ApiError, reply::Reply, request::Origin},
    mail::{self, Mail},
    settings::Settings,
    state::App,
};

/// Where the refresh token of a login goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// An HttpOnly cookie.
    Web,
    /// The body.
    Api,
}

impl Client {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Api => "api",
        }
    }

    /// The client of a stored word.
    pub fn parse(word: &str) -> Self {
        if word == "web" { Self::Web } else { Self::Api }
    }
}

/// A signed-in person's tokens.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// For `Authorization: Bearer`; 15 minutes.
    pub access_token: String,
    /// Seconds that the access token lives.
    pub expires_in: i64,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// For `/api/auth/refresh`; absent for `client: "web"`, which gets a cookie.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub refresh_token: Option<String>,
    /// Who signed in.
    pub user: UserView,
}

/// Who signs in, how.
pub struct SignIn<'a> {
    /// The person.
    pub user: &'a UserRow,
    /// Where the refresh token goes.
    pub client: Client,
    /// "Remember me".
    pub remember: bool,
    /// Whether a second factor was given.
    pub mfa: bool,
}

/// Makes a login and its first refresh token; tells the person by mail when the place is new.
pub async fn start(
    app: &App,
    conn: &mut Conn,
    sign_in: &SignIn<'_>,
    origin: &Origin,
) -> Result<(Id<Session>, String), ApiError> {
    let now = app.now();
    let user = sign_in.user;
    let address = origin.address.to_string();
    if queries::is_known_place(conn, user.id, &origin.device, &address, now).await? == Some(false) {
        let notice = Mail::NewLogin {
            name: user.name.clone(),
            device: device_name(&origin.device),
            address: address.clone(),
            at: now,
        };
        let locale = Locale::parse(&user.locale).unwrap_or_default();
        mail::send(conn, app, None, &user.email, locale, &notice).await?;
        let actor = Actor {
            kind: "person",
            id: Some(user.id.raw()),
            name: Some(user.name.clone()),
            request_id: Some(origin.request_id.clone()),
            address: Some(address.clone()),
        };
        audit::record_system(conn, &actor, now, Change::new("user.new_place", "user", user.id)).await?;
    }
    let session = NewSession {
        id: app.ids.next(),
        user: user.id,
        client: sign_in.client.as_str(),
        remember: sign_in.remember,
        device: &origin.device,
        address: &address,
        mfa: sign_in.mfa,
        expires_at: now + session_life(sign_in.remember),
    };
    queries::insert_session(conn, &session, now).await?;
    let refresh = hand_out(conn, session.id, now).await?;
    Ok((session.id, refresh))
}

/// Browser and system of a `User-Agent`: in a mail of ours stand words of ours, not what a stranger writes there.
fn device_name(agent: &str) -> String {
    let first =
        |known: &[(&str, &'static str)]| known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
        ("cmis", "CMIS"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "–".to_owned(),
    }
}

/// Start of every refresh token.
const REFRESH_PREFIX: &str = "cmis_rt_";

/// Makes the first refresh token of a login.
async fn hand_out(conn: &mut Conn, session: Id<Session>, now: DateTime<Utc>) -> Result<String, ApiError> {
    let refresh = token(REFRESH_PREFIX);
    queries::insert_refresh(conn, session, &token_hash(expose(&refresh)), now).await?;
    Ok(expose(&refresh).to_owned())
}

/// The one token that follows a refresh token.
pub struct Successors(Vec<String>);

impl Successors {
    /// The candidates, by key.
    pub fn of(app: &App, token: &str) -> Self {
        Self(app.signer.successors(REFRESH_PREFIX, token))
    }

    /// The one that is the login's live token now.
    pub async fn live(&self, conn: &mut Conn, session: Id<Session>) -> Result<Option<String>, sqlx::Error> {
        let hashes: Vec<Vec<u8>> = self.0.iter().map(|token| token_hash(token)).collect();
        let live = queries::live_refresh(conn, session, &hashes).await?;
        Ok(live.and_then(|live| {
            self.0.iter().zip(&hashes).find(|(_, hash)| **hash == live).map(|(token, _)| token.clone())
        }))
    }

    /// Makes it the login's live token.
    pub async fn begin(self, conn: &mut Conn, session: Id<Session>, now: DateTime<Utc>) -> Result<String, ApiError> {
        let next = self.0.into_iter().next().ok_or_else(|| ApiError::internal(anyhow::anyhow!("no key")))?;
        queries::insert_refresh(conn, session, &token_hash(&next), now).await?;
        Ok(next)
    }
}

/// The answer: tokens in the body, or the refresh token in a cookie.
pub fn answer(
    app: &App,
    user: &UserRow,
    session: Id<Session>,
    refresh: String,
    client: Client,
    remember: bool,
) -> Result<Response, ApiError> {
    let access_token = app.signer.access_token(user.id, session, app.now()).map_err(ApiError::internal)?;
    let mut signed_in = SignedIn {
        access_token,
        expires_in: ACCESS_SECONDS,
        token_type: "Bearer",
        refresh_token: None,
        user: view(app, user),
    };
    let cookie = match client {
        Client::Api => {
            signed_in.refresh_token = Some(refresh);
            None
        }
        Client::Web => Some(refresh_cookie(&app.settings, refresh, remember)),
    };
    let mut response = Reply::ok(signed_in).into_response();
    if let Some(cookie) = cookie {
        set_cookie(&mut response, &cookie)?;
    }
    Ok(response)
}

/// The cookie's name; `__Host-` binds it to this host where TLS allows it.
pub fn cookie_name(settings: &Settings) -> &'static str {
    if settings.is_https() { "__Host-cmis_refresh" } else { "cmis_refresh" }
}

fn refresh_cookie(settings: &Settings, value: String, remember: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build((cookie_name(settings), value))
        .path("/")
        .http_only(true)
        .secure(settings.is_https())
        .same_site(SameSite::Strict)
        .build();
    if remember {
        cookie.set_max_age(time::Duration::seconds(session_life(true).num_seconds()));
    }
    cookie
}

/// Takes the cookie away.
pub fn clear_cookie(app: &App, response: &mut Response) -> Result<(), ApiError> {
    let mut cookie = refresh_cookie(&app.settings, String::new(), true);
    cookie.set_max_age(time::Duration::ZERO);
    set_cookie(response, &cookie)
}

fn set_cookie(response: &mut Response, cookie: &Cookie<'_>) -> Result<(), ApiError> {
    let value = HeaderValue::try_from(cookie.to_string()).map_err(ApiError::internal)?;
    response.headers_mut().append(header::SET_COOKIE, value);
    Ok(())
}

/// The refresh token of the cookie, if the request comes from one of our own pages.
pub fn cookie_token(app: &App, headers: &HeaderMap) -> Result<Option<String>, ApiError> {
    let jar = axum_extra::extract::CookieJar::from_headers(headers);
    let Some(cookie) = jar.get(cookie_name(&app.settings)) else { return Ok(None) };
    let origin = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let is_own = origin.is_some_and(|origin| {
        origin == app.settings.origin() || app.settings.cors_origins.iter().any(|allowed| allowed == origin)
    });
    if !is_own {
        return Err(ApiError::new(crate::http::error::ErrorCode::Forbidden, "error-origin"));
    }
    Ok(Some(cookie.value().to_owned()))
}

/// A person as they see themselves.
pub fn view(app: &App, user: &UserRow) -> UserView {
    UserView {
        id: user.id,
        name: user.name.clone(),
        email: user.email.clone(),
        email_verified: user.email_verified_at.is_some(),
        locale: user.locale.clone(),
        time_zone: user.time_zone.clone(),
        theme: user.theme.clone(),
        // the signed address stays the same for a day, and a new picture must be seen at once
        picture_url: user.picture_at.map(|at| format!("{}&v={}", picture_url(app, user.id), at.timestamp())),
        mfa_enabled: user.mfa_enabled_at.is_some(),
        is_instance_admin: user.is_instance_admin,
        has_password: user.password_hash.is_some(),
        created_at: user.created_at,
        version: user.version,
    }
}

/// A signed address of a person's picture, good until the end of the next day, so that browsers can keep it.
pub fn picture_url(app: &App, user: Id<cmis_base::id::User>) -> String {
    let day = chrono::TimeDelta::days(1);
    let now = app.now();
    let midnight = now - chrono::TimeDelta::seconds(now.timestamp().rem_euclid(day.num_seconds()));
    app.signer.sign_address(&format!("/api/files/pictures/{user}"), midnight, day * 2)
}
