//! Signing in: password, then a second factor where one is set up.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, User},
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::{
        caller::Actor,
        passwords,
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::Json,
        reply::Reply,
        request::Origin,
    },
    state::App,
    users::{
        account::queries::lock,
        mfa,
        model::MFA_LIFE,
        queries::{self, NewToken, Purpose, UserRow},
        sign_in::{self, Client, SignIn, SignedIn},
    },
};

/// A login.
#[derive(Deserialize, ToSchema)]
pub struct Login {
    /// Mail address.
    #[schema(required, nullable = false, format = Email)]
    email: Option<String>,
    /// Password.
    #[schema(required, nullable = false, format = Password)]
    password: Option<String>,
    /// Stay signed in for 30 days instead of 12 hours.
    remember: Option<bool>,
    /// `web` gets the refresh token in a cookie, `api` (default) in the body.
    client: Option<String>,
}

/// A login that waits for the second factor.
#[derive(Serialize, ToSchema)]
pub struct MfaRequired {
    /// Always true.
    mfa_required: bool,
    /// For `/api/auth/login/mfa`.
    mfa_token: String,
    /// Seconds that it lives.
    expires_in: i64,
}

/// What a login is answered with.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum LoginAnswer {
    /// The tokens.
    SignedIn(Box<SignedIn>),
    /// The second step follows.
    MfaRequired(MfaRequired),
}

/// Sign in
///
/// Answers with tokens, or with `mfa_required` and an `mfa_token` when the account has a second factor. Throttled per account
/// and address.
#[utoipa::path(post, path = "/api/auth/login", tag = "Account", request_body = Login, responses(
    (status = 200, body = Reply<LoginAnswer>), (status = 401, body = FailureBody),
    (status = 403, body = FailureBody)))]
pub async fn login(State(app): State<App>, origin: Origin, Json(body): Json<Login>) -> Result<Response, ApiError> {
    let mut check = Check::new();
    let email = check.email("email", body.email);
    let password = check.required("password", body.password.filter(|text| text.len() <= passwords::MAX_BYTES));
    let client = check.one_of("client", body.client.or_else(|| Some("api".into())), &["web", "api"]);
    let (email, password, client) = check.finish(|| Some((email?, password?, Client::parse(client?))))?;
    let now = app.now();

    // counted before the password is looked at, so that guesses made at once do not all get through
    let own = Gate::account_from(&email, origin.address);
    let mut tx = app.system("sign in").await?;
    let user = queries::find_by_email(&mut tx, &email).await?;
    let shared = shared_gates(&mut tx, &email, user.as_ref(), &origin, now).await?;
    let gates = [std::slice::from_ref(&own), &shared].concat();
    throttle::enter(&mut tx, &gates, now).await?;
    let waiting = queries::latest_registration(&mut tx, &email).await?.filter(|_| user.is_none());
    tx.commit().await?;

    let seen = user.as_ref().and_then(|user| user.password_hash.clone());
    let hash = seen.clone().or_else(|| waiting.as_ref().map(|row| row.password_hash.clone()));
    let verified = app.passwords.verify(password, hash).await;
    let mut tx = app.system("sign in").await?;
    let is_right = match verified {
        Ok(is_right) => is_right,
        Err(error) => {
            // too busy to look at it
            throttle::undo(&mut tx, &gates).await?;
            tx.commit().await?;
            return Err(error);
        }
    };
    // as of now: the password may have been reset while this one was verified
    let user = lock(&mut tx, user.map_or_else(nobody, |user| user.id)).await?;
    let is_right =
        is_right && user.as_ref().is_none_or(|user| user.password_hash == seen) && (user.is_some() || seen.is_none());
    if !is_right {
        // a stranger's failure is written too: the answer takes as long
        let change = Change {
            id: user.as_ref().map(|user| user.id.raw()),
            ..Change::new("user.login_failed", "user", nobody())
        };
        audit::record_system(&mut tx, &actor(user.as_ref(), &origin), now, change).await?;
        tx.commit().await?;
        return Err(passwords::wrong());
    }
    throttle::refund(&mut tx, &own, &shared).await?;
    let Some(user) = user else {
        tx.commit().await?;
        return Err(ApiError::new(ErrorCode::EmailUnverified, "error-email-unverified"));
    };
    if user.disabled_at.is_some() {
        tx.commit().await?;
        return Err(ApiError::new(ErrorCode::Forbidden, "error-account-disabled"));
    }
    let remember = body.remember.unwrap_or(false);
    if user.mfa_enabled_at.is_some() {
        let answer = wait_for_code(&app, &mut tx, &user, client, remember).await?;
        tx.commit().await?;
        return Ok(Reply::ok(answer).into_response());
    }
    let sign_in = SignIn { user: &user, client, remember, mfa: false };
    let (session, refresh) = sign_in::start(&app, &mut tx, &sign_in, &origin).await?;
    audit::record_system(&mut tx, &actor(Some(&user), &origin), now, Change::new("user.logged_in", "session", session))
        .await?;
    tx.commit().await?;
    sign_in::answer(&app, &user, session, refresh, client, remember)
}

async fn wait_for_code(
    app: &App,
    conn: &mut Conn,
    user: &UserRow,
    client: Client,
    remember: bool,
) -> Result<MfaRequired, ApiError> {
    let token = token("mfa_");
    let row = NewToken {
        hash: &token_hash(expose(&token)),
        user: user.id,
        purpose: Purpose::MfaLogin,
        email: None,
        remember,
        client: Some(client.as_str()),
        expires_at: app.now() + MFA_LIFE,
    };
    queries::insert_token(conn, &row, app.now()).await?;
    Ok(MfaRequired { mfa_required: true, mfa_token: expose(&token).to_owned(), expires_in: MFA_LIFE.num_seconds() })
}

/// The gates of a login that others can fill too. Guesses from everywhere do not keep a person out of a place where they
/// signed in before.
async fn shared_gates(
    conn: &mut Conn,
    email: &str,
    user: Option<&UserRow>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<Vec<Gate>, sqlx::Error> {
    let mut gates = vec![Gate::address(origin.address)];
    let person = user.map_or_else(nobody, |user| user.id);
    let knows = queries::is_known_address(conn, person, &origin.address.to_string(), now).await?;
    if !knows {
        gates.push(Gate::account(email));
    }
    Ok(gates)
}

/// The second step of a login.
#[derive(Deserialize, ToSchema)]
pub struct LoginMfa {
    /// From the first step.
    #[schema(required, nullable = false)]
    mfa_token: Option<String>,
    /// Six digits of the authenticator app, or a recovery code.
    #[schema(required, nullable = false)]
    code: Option<String>,
}

/// Sign in, second step
///
/// Five wrong codes end the attempt.
#[utoipa::path(post, path = "/api/auth/login/mfa", tag = "Account", request_body = LoginMfa, responses(
    (status = 200, body = Reply<SignedIn>), (status = 401, body = FailureBody)))]
pub async fn login_mfa(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<LoginMfa>,
) -> Result<Response, ApiError> {
    let mut check = Check::new();
    let token = check.text("mfa_token", body.mfa_token, 1..=200);
    let code = check.text("code", body.code, 1..=64);
    let (token, code) = check.finish(|| Some((token?, code?)))?;
    let hash = token_hash(&token);
    let now = app.now();
    let gone = || ApiError::new(ErrorCode::Unauthenticated, "error-mfa-token");

    let mut tx = app.system("sign in, second step").await?;
    let found = queries::find_token(&mut tx, &hash, Purpose::MfaLogin, now).await?.ok_or_else(gone)?;
    tx.commit().await?;
    // the person is locked first, like wherever an account changes; then the token is looked at again
    let mut tx = app.system("sign in, second step").await?;
    let user = lock(&mut tx, found.user_id).await?.filter(|user| user.disabled_at.is_none()).ok_or_else(gone)?;
    let found = queries::find_token(&mut tx, &hash, Purpose::MfaLogin, now).await?.ok_or_else(gone)?;
    let gate = [Gate::codes(found.user_id)];
    throttle::enter(&mut tx, &gate, now).await?;
    if !mfa::accept(&app, &mut tx, &user, &code).await? {
        queries::count_attempt(&mut tx, &hash, now).await?;
        tx.commit().await?;
        return Err(ApiError::new(ErrorCode::Unauthenticated, "error-mfa-code"));
    }
    queries::use_token(&mut tx, &hash, now).await?;
    throttle::clear(&mut tx, &gate[0]).await?;
    let client = Client::parse(found.client.as_deref().unwrap_or_default());
    let sign_in = SignIn { user: &user, client, remember: found.remember, mfa: true };
    let (session, refresh) = sign_in::start(&app, &mut tx, &sign_in, &origin).await?;
    audit::record_system(&mut tx, &actor(Some(&user), &origin), now, Change::new("user.logged_in", "session", session))
        .await?;
    tx.commit().await?;
    sign_in::answer(&app, &user, session, refresh, client, found.remember)
}

/// Stands for the person of an address that nobody has, so that the database is asked the same for everybody.
fn nobody() -> Id<User> {
    Id::new(Uuid::nil())
}

fn actor(user: Option<&UserRow>, origin: &Origin) -> Actor {
    Actor {
        kind: "person",
        id: user.map(|user| user.id.raw()),
        name: user.map(|user| user.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    }
}
