//! The second factor: set up, confirmed by a first code, switched off, and its recovery codes.

use axum::extract::State;
use cmis_base::secret::random_bytes;
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::{
        caller::Person,
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::ApiError,
        extract::Json,
        reply::{Nothing, Reply},
    },
    mail::{self, Mail},
    state::App,
    users::{
        account::{
            confirm_password,
            queries::{self, lock},
        },
        mfa,
        queries::UserRow,
    },
};

/// The password, once more.
#[derive(Deserialize, ToSchema)]
pub struct WithPassword {
    /// The person's password.
    #[schema(required, nullable = false, format = Password)]
    password: Option<String>,
}

impl WithPassword {
    fn valid(self) -> Result<String, ApiError> {
        let mut check = Check::new();
        let password = check.required("password", self.password);
        check.finish(|| password)
    }
}

/// A secret for an authenticator app.
#[derive(Serialize, ToSchema)]
pub struct MfaSecret {
    /// Base32, to type in.
    secret: String,
    /// To show as a QR code.
    otpauth_url: String,
}

/// Begin to set up a second factor
///
/// Nothing changes until a code of the app confirms it.
#[utoipa::path(post, path = "/api/users/me/mfa/setup", tag = "Account", request_body = WithPassword, security(("person" = [])),
    responses((status = 200, body = Reply<MfaSecret>)))]
pub async fn setup(
    State(app): State<App>,
    person: Person,
    Json(body): Json<WithPassword>,
) -> Result<Reply<MfaSecret>, ApiError> {
    let confirmed = confirm_password(&app, &person, "password", body.valid()?).await?;
    let secret = random_bytes::<20>();
    let mut tx = app.system("set up second factor").await?;
    let user = confirmed.lock(&mut tx).await?;
    if user.mfa_enabled_at.is_some() {
        return Err(ApiError::conflict("error-mfa-enabled"));
    }
    queries::set_pending_mfa(&mut tx, user.id, &app.keys.seal(&mfa::place(&user), &secret)).await?;
    audit::record_system(&mut tx, &person.actor, app.now(), Change::new("user.mfa_set_up", "user", user.id)).await?;
    tx.commit().await?;
    let totp = mfa::totp(&secret, &user.email)?;
    let otpauth_url = totp.to_url().map_err(|error| ApiError::internal(anyhow::anyhow!("TOTP address: {error}")))?;
    Ok(Reply::ok(MfaSecret { secret: totp.secret().to_base32(), otpauth_url }).shown_once(&["secret", "otpauth_url"]))
}

/// A code of the authenticator app.
#[derive(Deserialize, ToSchema)]
pub struct ConfirmMfa {
    /// Six digits.
    #[schema(required, nullable = false)]
    code: Option<String>,
}

/// The way in without the phone.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Ten codes, each good for one sign-in. Shown this once.
    recovery_codes: Vec<String>,
}

/// Switch the second factor on
///
/// Answers with ten recovery codes, shown this once. This login counts as one with a second factor from now on; other logins
/// have to sign in again where an org asks for one.
#[utoipa::path(post, path = "/api/users/me/mfa/confirm", tag = "Account", request_body = ConfirmMfa, security(("person" = [])),
    responses((status = 200, body = Reply<RecoveryCodes>)))]
pub async fn confirm(
    State(app): State<App>,
    person: Person,
    Json(body): Json<ConfirmMfa>,
) -> Result<Reply<RecoveryCodes>, ApiError> {
    let mut check = Check::new();
    let code = check.text("code", body.code, 1..=64);
    let code = check.finish(|| code)?;
    let now = app.now();
    let mut tx = app.system("confirm second factor").await?;
    let user = lock(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    if user.mfa_enabled_at.is_some() {
        return Err(ApiError::conflict("error-mfa-enabled"));
    }
    if user.mfa_secret.is_none() {
        return Err(ApiError::conflict("error-mfa-not-set-up"));
    }
    let gate = [Gate::codes(user.id)];
    throttle::enter(&mut tx, &gate, now).await?;
    // a secret that was never confirmed has no recovery codes
    let is_right = mfa::accept(&app, &mut tx, &user, &code).await?;
    if !is_right {
        tx.commit().await?;
        return Err(ApiError::field("code", "error-mfa-code"));
    }
    throttle::clear(&mut tx, &gate[0]).await?;
    queries::enable_mfa(&mut tx, user.id, person.session, now).await?;
    let codes = renew_codes(&mut tx, &user).await?;
    changed(&app, &mut tx, &person, &user, true).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(codes).shown_once(&["recovery_codes"]).say("message-mfa-enabled"))
}

/// The password and a code.
#[derive(Deserialize, ToSchema)]
pub struct DisableMfa {
    /// The person's password.
    #[schema(required, nullable = false, format = Password)]
    password: Option<String>,
    /// Six digits of the app, or a recovery code.
    #[schema(required, nullable = false)]
    code: Option<String>,
}

/// Switch the second factor off
///
/// Forgets the secret and the recovery codes. Orgs that ask for a second factor stay shut until one is set up again.
#[utoipa::path(post, path = "/api/users/me/mfa/disable", tag = "Account", request_body = DisableMfa, security(("person" = [])),
    responses((status = 200, body = Reply<Nothing>)))]
pub async fn disable(
    State(app): State<App>,
    person: Person,
    Json(body): Json<DisableMfa>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut check = Check::new();
    let password = check.required("password", body.password);
    let code = check.text("code", body.code, 1..=64);
    let (password, code) = check.finish(|| Some((password?, code?)))?;
    let confirmed = confirm_password(&app, &person, "password", password).await?;
    let now = app.now();
    let mut tx = app.system("switch second factor off").await?;
    let user = confirmed.lock(&mut tx).await?;
    if user.mfa_enabled_at.is_none() {
        return Err(ApiError::conflict("error-mfa-not-enabled"));
    }
    let gate = [Gate::codes(user.id)];
    throttle::enter(&mut tx, &gate, now).await?;
    if !mfa::accept(&app, &mut tx, &user, &code).await? {
        tx.commit().await?;
        return Err(ApiError::field("code", "error-mfa-code"));
    }
    throttle::clear(&mut tx, &gate[0]).await?;
    queries::disable_mfa(&mut tx, user.id).await?;
    changed(&app, &mut tx, &person, &user, false).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-mfa-disabled"))
}

/// Get new recovery codes
///
/// The old ones stop to work.
#[utoipa::path(post, path = "/api/users/me/mfa/recovery-codes", tag = "Account", request_body = WithPassword,
    security(("person" = [])), responses((status = 200, body = Reply<RecoveryCodes>)))]
pub async fn recovery_codes(
    State(app): State<App>,
    person: Person,
    Json(body): Json<WithPassword>,
) -> Result<Reply<RecoveryCodes>, ApiError> {
    let confirmed = confirm_password(&app, &person, "password", body.valid()?).await?;
    let mut tx = app.system("new recovery codes").await?;
    let user = confirmed.lock(&mut tx).await?;
    if user.mfa_enabled_at.is_none() {
        return Err(ApiError::conflict("error-mfa-not-enabled"));
    }
    let codes = renew_codes(&mut tx, &user).await?;
    let change = Change::new("user.recovery_codes_renewed", "user", user.id);
    audit::record_system(&mut tx, &person.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::ok(codes).shown_once(&["recovery_codes"]))
}

async fn renew_codes(conn: &mut Conn, user: &UserRow) -> Result<RecoveryCodes, ApiError> {
    let recovery_codes: Vec<String> = (0..mfa::RECOVERY_CODES).map(|_| mfa::recovery_code()).collect();
    let hashes: Vec<Vec<u8>> = recovery_codes.iter().map(|code| mfa::recovery_hash(code)).collect();
    queries::replace_recovery_codes(conn, user.id, &hashes).await?;
    Ok(RecoveryCodes { recovery_codes })
}

/// Tells the person by mail, and the log.
async fn changed(app: &App, conn: &mut Conn, person: &Person, user: &UserRow, enabled: bool) -> Result<(), ApiError> {
    let notice = Mail::MfaChanged { name: user.name.clone(), enabled };
    mail::send(conn, app, None, &user.email, person.locale(), &notice).await?;
    let action = if enabled { "user.mfa_enabled" } else { "user.mfa_disabled" };
    audit::record_system(conn, &person.actor, app.now(), Change::new(action, "user", user.id)).await?;
    Ok(())
}
