//! Registration and the confirmation of the mail address.

use axum::extract::State;
use cmis_base::{
    id::{Id, User},
    locale::Locale,
    secret::{expose, same, token, token_hash},
};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
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
        error::{ApiError, ErrorCode, FailureBody, constraint},
        extract::Json,
        reply::{Nothing, Reply},
        request::Origin,
    },
    mail::{self, Mail},
    orgs::invitations,
    settings::Registration as Policy,
    state::App,
    users::{
        account::address,
        links::MailLink,
        model::{REGISTRATION_KEPT, RESET_LIFE, VERIFY_LIFE},
        queries::{self, NewToken, NewUser, Purpose, Registration},
    },
};

/// What the sign-in pages need to know of the installation.
#[derive(Serialize, ToSchema)]
pub struct AuthOptions {
    /// `open` or `invite`.
    registration: &'static str,
    /// Whether the installation waits for its first person.
    setup_required: bool,
    /// Whether mail is caught on this machine (`/dev/mail`) instead of sent.
    mail_caught: bool,
    /// Whom to ask for help.
    support_email: Option<String>,
}

/// What the sign-in pages need to know of the installation
#[utoipa::path(get, path = "/api/auth/options", tag = "Account", responses((status = 200, body = Reply<AuthOptions>)))]
pub async fn options(State(app): State<App>) -> Result<Reply<AuthOptions>, ApiError> {
    let mut tx = app.system("registration options").await?;
    let setup_required = queries::is_set_up_open(&mut tx).await?;
    tx.done();
    Ok(Reply::ok(AuthOptions {
        registration: app.settings.registration.as_str(),
        setup_required,
        mail_caught: app.mailer.as_caught().is_some(),
        support_email: app.settings.support_email.clone(),
    }))
}

/// A registration.
#[derive(Deserialize, ToSchema)]
pub struct Register {
    /// Shown name.
    #[schema(required, nullable = false, min_length = 1, max_length = 120)]
    name: Option<String>,
    /// Mail address.
    #[schema(required, nullable = false, format = Email, max_length = 254)]
    email: Option<String>,
    /// At least 12 characters, not a common one.
    #[schema(required, nullable = false, min_length = 12, max_length = 512, format = Password)]
    password: Option<String>,
    /// Language: `ar` (default) or `en`.
    locale: Option<String>,
    /// IANA time zone; `Asia/Riyadh` unless told otherwise.
    time_zone: Option<String>,
    /// The token in the address that `make run` prints: makes the first person the instance administrator.
    setup_token: Option<String>,
    /// The token of an invitation's link.
    invitation_token: Option<String>,
}

/// How a registration goes on.
#[derive(Serialize, ToSchema)]
pub struct Registered {
    /// `verification_sent`: follow the link in the mail. `ready`: sign in.
    status: &'static str,
}

struct Valid {
    name: String,
    email: String,
    password: String,
    locale: Locale,
    time_zone: String,
}

impl Register {
    fn valid(&self, origin: &Origin) -> Result<Valid, ApiError> {
        let mut check = Check::new();
        let name = check.text("name", self.name.clone(), 1..=120).filter(|name| {
            // it stands in a mail to an address that nobody proved yet
            let is_name = !looks_like_link(name);
            if !is_name {
                check.fail("name", "check-name-link");
            }
            is_name
        });
        let email = check.email("email", self.email.clone());
        let own = [self.name.as_deref().unwrap_or_default(), self.email.as_deref().unwrap_or_default()];
        let password = passwords::check(&mut check, "password", self.password.clone(), &own);
        let locale = match self.locale.clone() {
            Some(word) => check.locale("locale", Some(word)),
            None => Some(origin.locale),
        };
        let time_zone = check.time_zone("time_zone", self.time_zone.clone().or_else(|| Some("Asia/Riyadh".to_owned())));
        check.finish(|| {
            Some(Valid { name: name?, email: email?, password: password?, locale: locale?, time_zone: time_zone? })
        })
    }
}

/// Whether mail programs would make a link of a part of it.
fn looks_like_link(name: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count() > 1;
    name.split_whitespace().any(|word| {
        word.contains(['@', '/', '\\'])
            || word.contains("www.")
            || word.char_indices().any(|(at, c)| {
                let before = word[..at].rsplit('.').next().unwrap_or_default();
                let after = word[at + c.len_utf8()..].split('.').next().unwrap_or_default();
                matches!(c, '.' | '。' | '．') && letters(before) && letters(after)
            })
    })
}

/// Register an account
///
/// The answer is the same for known and unknown addresses. The link in the mail is good for 24 hours.
#[utoipa::path(post, path = "/api/auth/register", tag = "Account", request_body = Register, responses(
    (status = 202, body = Reply<Registered>), (status = 403, body = FailureBody)))]
pub async fn register(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<Register>,
) -> Result<Reply<Registered>, ApiError> {
    let now = app.now();
    let by = [Gate::mails_by(origin.address)];
    let mut tx = app.system("register").await?;
    throttle::pass(&mut tx, &by, now).await?;
    tx.commit().await?;
    let valid = body.valid(&origin)?;
    let mut tx = app.system("register").await?;
    throttle::enter(&mut tx, &by, now).await?;
    tx.commit().await?;
    let hash = app.passwords.hash(valid.password.clone()).await?;

    let mut tx = app.system("register").await?;
    let ready = if let Some(token) = &body.setup_token {
        use_setup_token(&mut tx, token).await?;
        create(&app, &mut tx, &valid, &hash, true, &origin).await?;
        true
    } else if let Some(token) = &body.invitation_token {
        let open = invitations::find_open(&mut tx, &token_hash(token), now).await?;
        if open.map(|open| open.email.to_ascii_lowercase()).as_deref() != Some(valid.email.as_str()) {
            return Err(ApiError::new(ErrorCode::NotFound, "error-invitation-gone"));
        }
        create(&app, &mut tx, &valid, &hash, false, &origin).await?;
        true
    } else if app.settings.registration == Policy::Open {
        ask_to_verify(&app, &mut tx, &valid, hash).await?;
        false
    } else {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-registration-closed"));
    };
    tx.commit().await?;
    let (status, message) =
        if ready { ("ready", "message-registered-ready") } else { ("verification_sent", "message-verification-sent") };
    Ok(Reply::accepted(Registered { status }).say(message))
}

async fn use_setup_token(conn: &mut Conn, token: &str) -> Result<(), ApiError> {
    match queries::setup_token_hash(conn).await? {
        Some(hash) if same(&hash, &token_hash(token)) => Ok(queries::clear_setup_token(conn).await?),
        _ => Err(ApiError::new(ErrorCode::Forbidden, "error-setup-token")),
    }
}

async fn create(
    app: &App,
    conn: &mut Conn,
    valid: &Valid,
    hash: &str,
    is_instance_admin: bool,
    origin: &Origin,
) -> Result<Id<User>, ApiError> {
    let id = app.ids.next();
    let user = NewUser {
        id,
        email: &valid.email,
        name: &valid.name,
        password_hash: hash,
        locale: valid.locale.code(),
        time_zone: &valid.time_zone,
        is_instance_admin,
    };
    queries::insert(conn, &user, app.now()).await.map_err(|error| match constraint(&error) {
        Some("users_email_key") => ApiError::conflict("error-account-exists"),
        _ => error.into(),
    })?;
    queries::delete_registrations(conn, &valid.email).await?;
    let actor = Actor {
        kind: "person",
        id: Some(id.raw()),
        name: Some(valid.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    };
    audit::record_system(conn, &actor, app.now(), Change::new("user.registered", "user", id)).await?;
    Ok(id)
}

async fn ask_to_verify(app: &App, conn: &mut Conn, valid: &Valid, hash: String) -> Result<(), ApiError> {
    let now = app.now();
    if !throttle::take(conn, &Gate::mails_to(&valid.email), now).await? {
        // the answer is the same, and the links of before still work
        return Ok(());
    }
    let row = Registration {
        id: app.ids.next::<Registration>().raw(),
        email: valid.email.clone(),
        name: valid.name.clone(),
        password_hash: hash,
        locale: valid.locale.code().to_owned(),
        time_zone: valid.time_zone.clone(),
        created_at: now,
        expires_at: now + VERIFY_LIFE,
    };
    queries::insert_registration(conn, &row, &token_hash(&app.signer.registration_token(row.id))).await?;
    // the job finds out whether the address has an account
    MailLink::Confirm { id: row.id }.enqueue(app, conn).await?;
    Ok(())
}

/// A mailed token.
#[derive(Deserialize, ToSchema)]
pub struct VerifyEmail {
    /// The token of the link.
    #[schema(required, nullable = false)]
    token: Option<String>,
}

/// A confirmed address.
#[derive(Serialize, ToSchema)]
pub struct VerifiedEmail {
    /// The address.
    email: String,
}

/// Confirm a mail address
///
/// Makes the account of a registration, moves an account to its new address, or back to its old one. When the address was
/// registered more than once, the link proves the address but not whose password it is: the account has none until the
/// person sets one with a second link, which is mailed at once.
#[utoipa::path(post, path = "/api/auth/verify-email", tag = "Account", request_body = VerifyEmail, responses(
    (status = 200, body = Reply<VerifiedEmail>), (status = 404, body = FailureBody),
    (status = 409, body = FailureBody)))]
pub async fn verify_email(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<VerifyEmail>,
) -> Result<Reply<VerifiedEmail>, ApiError> {
    let mut check = Check::new();
    let token = check.text("token", body.token, 1..=200);
    let token = check.finish(|| token)?;
    let hash = token_hash(&token);
    let now = app.now();
    let mut tx = app.system("verify email").await?;
    let mut message = "message-email-verified";
    let email = if let Some(row) = queries::find_registration(&mut tx, &hash, now).await? {
        let is_disputed = queries::has_rivals(&mut tx, &row, now - REGISTRATION_KEPT).await?;
        let valid = Valid {
            name: row.name,
            email: row.email,
            password: String::new(),
            locale: Locale::parse(&row.locale).unwrap_or_default(),
            time_zone: row.time_zone,
        };
        let user = create(&app, &mut tx, &valid, &row.password_hash, false, &origin).await?;
        if is_disputed {
            ask_for_password(&app, &mut tx, user, &valid).await?;
            message = "message-email-verified-set-password";
        }
        valid.email
    } else if let Some(found) = queries::find_token(&mut tx, &hash, queries::Purpose::ChangeEmail, now).await? {
        queries::use_token(&mut tx, &hash, now).await?;
        let email = found.email.unwrap_or_default();
        address::change(&app, &mut tx, found.user_id, &hash, &email, &origin).await?;
        email
    } else if let Some(email) = address::undo(&app, &mut tx, &hash, &origin).await? {
        email
    } else {
        return Err(ApiError::new(ErrorCode::NotFound, "error-link-gone"));
    };
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(VerifiedEmail { email }).say(message))
}

/// Whoever reads the mail owns the address; which of the passwords that were registered for it is theirs, nobody knows. None of
/// them counts.
async fn ask_for_password(app: &App, conn: &mut Conn, user: Id<User>, valid: &Valid) -> Result<(), ApiError> {
    let now = app.now();
    queries::clear_password(conn, user).await?;
    let token = token("rst_");
    let row = NewToken {
        hash: &token_hash(expose(&token)),
        user,
        purpose: Purpose::ResetPassword,
        email: None,
        remember: false,
        client: None,
        expires_at: now + RESET_LIFE,
    };
    queries::insert_token(conn, &row, now).await?;
    let link = app.settings.link(&format!("/reset-password?token={}", expose(&token)));
    let mail = Mail::ResetPassword { name: valid.name.clone(), link };
    mail::send(conn, app, None, &valid.email, valid.locale, &mail).await?;
    Ok(())
}

/// An address.
#[derive(Deserialize, ToSchema)]
pub struct ResendVerification {
    /// The address of the registration.
    #[schema(required, nullable = false, format = Email)]
    email: Option<String>,
}

/// Send the confirmation link again
///
/// The answer is the same whether the address waits for confirmation or not.
#[utoipa::path(post, path = "/api/auth/resend-verification", tag = "Account", request_body = ResendVerification, responses(
    (status = 202, body = Reply<Nothing>)))]
pub async fn resend_verification(
    State(app): State<App>,
    origin: Origin,
    Json(body): Json<ResendVerification>,
) -> Result<Reply<Nothing>, ApiError> {
    let mut check = Check::new();
    let email = check.email("email", body.email);
    let email = check.finish(|| email)?;
    let now = app.now();
    let mut tx = app.system("resend verification").await?;
    throttle::enter(&mut tx, &[Gate::mails_by(origin.address)], now).await?;
    let may_mail = throttle::take(&mut tx, &Gate::mails_to(&email), now).await?;
    if may_mail {
        MailLink::confirm_again(&app, &email).enqueue(&app, &mut tx).await?;
    }
    tx.commit().await?;
    Ok(Reply::accepted(Nothing {}).say("message-verification-sent"))
}
