//! A forgotten password, by a mailed link.

use axum::extract::State;
use cmis_base::{locale::Locale, secret::token_hash};
use serde::Deserialize;
use utoipa::ToSchema;

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
        reply::{Nothing, Reply},
        request::Origin,
    },
    mail::{self, Mail},
    state::App,
    users::{
        account::queries::lock,
        links::MailLink,
        queries::{self, Purpose},
    },
};

/// An address.
#[derive(Deserialize, ToSchema)]
pub struct ForgotPassword {
    /// The account's address.
    #[schema(required, nullable = false, format = Email)]
    email: Option<String>,
}

/// Ask for a link to reset the password
///
/// The answer is the same for known and unknown addresses. The link is good for one hour and works once.
#[utoipa::path(post, path = "/api/auth/forgot-password", tag = "Account", request_body = ForgotPassword, responses(
    (status = 202, body = Reply<Nothing>)))]
pub async fn forgot_password(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<ForgotPassword>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut check = Check::new();
    let email = check.email("email", body.email);
    let email = check.finish(|| email)?;
    let now = app.now();
    let mut tx = app.system("forgot password").await?;
    throttle::enter(&mut tx, &[Gate::mails_by(origin.address)], now).await?;
    // who asked too often for an address is not told: the links of before still work
    let may_mail = throttle::take(&mut tx, &Gate::mails_to(&email), now).await?;
    if may_mail {
        MailLink::reset_password(&app, &email).enqueue(&app, &mut tx).await?;
    }
    tx.commit().await?;
    Ok(Reply::accepted(Nothing {}).say("message-reset-sent"))
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub struct ResetPassword {
    /// The token of the link.
    #[schema(required, nullable = false)]
    token: Option<String>,
    /// At least 12 characters, not a common one.
    #[schema(required, nullable = false, min_length = 12, max_length = 512, format = Password)]
    password: Option<String>,
}

/// Set a new password with a mailed link
///
/// Ends every login of the account.
#[utoipa::path(post, path = "/api/auth/reset-password", tag = "Account", request_body = ResetPassword, responses(
    (status = 200, body = Reply<Nothing>), (status = 404, body = FailureBody)))]
pub async fn reset_password(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<ResetPassword>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut check = Check::new();
    let token = check.text("token", body.token, 1..=200);
    let password = check.required("password", body.password);
    let (token, password) = check.finish(|| Some((token?, password?)))?;
    let hash = token_hash(&token);
    let now = app.now();
    let gone = || ApiError::new(ErrorCode::NotFound, "error-link-gone");
    let mut tx = app.system("reset password").await?;
    let found = queries::find_token(&mut tx, &hash, Purpose::ResetPassword, now).await?.ok_or_else(gone)?;
    let user = queries::find(&mut tx, found.user_id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    let mut check = Check::new();
    let password = passwords::check(&mut check, "password", Some(password), &[&user.name, &user.email]);
    let password = check.finish(|| password)?;
    let new_hash = app.passwords.hash(password).await?;

    let mut tx = app.system("reset password").await?;
    // the person first, like whatever else changes an account: a login under way waits and finds another password
    let user = lock(&mut tx, user.id).await?.filter(|user| user.disabled_at.is_none()).ok_or_else(gone)?;
    queries::find_token(&mut tx, &hash, Purpose::ResetPassword, now).await?.ok_or_else(gone)?;
    queries::use_token(&mut tx, &hash, now).await?;
    queries::set_password(&mut tx, user.id, &new_hash).await?;
    queries::end_sessions(&mut tx, user.id, None, "password reset", now).await?;
    // what somebody else began with the old password, a new address above all, must not be finished
    queries::delete_tokens(&mut tx, user.id, &Purpose::ALL).await?;
    throttle::forgive(&mut tx, &user.email.to_ascii_lowercase()).await?;
    let notice = Mail::PasswordChanged { name: user.name.clone(), at: now, address: origin.address.to_string() };
    mail::send(&mut tx, &app, None, &user.email, Locale::parse(&user.locale).unwrap_or_default(), &notice).await?;
    let actor = Actor {
        kind: "person",
        id: Some(user.id.raw()),
        name: Some(user.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    };
    audit::record_system(&mut tx, &actor, now, Change::new("user.password_reset", "user", user.id)).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-password-reset"))
}
