//! A person's own profile, address and password.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    access::{caller::Person, passwords},
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::Json,
        precondition::IfMatch,
        reply::Reply,
    },
    mail::{self, Mail},
    state::App,
    users::{
        account::{
            address, confirm_password, me,
            queries::{Profile, lock, update_profile},
        },
        model::MeView,
        queries::{self, Purpose, UserRow},
    },
};

/// Show one's own profile
#[utoipa::path(get, path = "/api/users/me", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<MeView>)))]
pub async fn show(State(app): State<App>, person: Person) -> Result<Reply<MeView>, ApiError> {
    let mut tx = app.system("own profile").await?;
    let user = queries::find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    let me = me(&app, &mut tx, &user).await?;
    tx.done();
    Ok(Reply::ok(me))
}

/// A person's profile, whole.
#[derive(Deserialize, ToSchema)]
pub struct UpdateMe {
    /// Shown name.
    #[schema(required, nullable = false, min_length = 1, max_length = 120)]
    name: Option<String>,
    /// A new address is mailed a link; the old one stays until the link is followed. Absent: stays.
    #[schema(format = Email)]
    email: Option<String>,
    /// The password; needed for a new `email` only.
    #[schema(format = Password)]
    current_password: Option<String>,
    /// `ar` or `en`.
    #[schema(required, nullable = false)]
    locale: Option<String>,
    /// IANA time zone.
    #[schema(required, nullable = false)]
    time_zone: Option<String>,
    /// `system`, `light`, `dark` or `rose`.
    #[schema(required, nullable = false)]
    theme: Option<String>,
}

/// Change one's own profile
///
/// A new `email` needs `current_password` and takes effect once the link that is mailed to it is followed. Then every other
/// login ends, and the old address can take the change back for seven days.
#[utoipa::path(put, path = "/api/users/me", tag = "Account", request_body = UpdateMe, params(IfMatch), security(("person" = [])), responses(
    (status = 200, body = Reply<MeView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    person: Person,
    seen: IfMatch,
    Json(body): Json<UpdateMe>,
) -> Result<Reply<MeView>, ApiError> {
    let mut check = Check::new();
    let name = check.text("name", body.name, 1..=120);
    let email = body.email.and_then(|email| check.email("email", Some(email)));
    let locale = check.locale("locale", body.locale);
    let time_zone = check.time_zone("time_zone", body.time_zone);
    let theme = check.one_of("theme", body.theme, &["system", "light", "dark", "rose"]);
    let is_moving = email.as_ref().is_some_and(|email| !email.eq_ignore_ascii_case(&person.identity.profile.email));
    let password =
        if is_moving { check.required("current_password", body.current_password) } else { body.current_password };
    let (name, locale, time_zone, theme) = check.finish(|| Some((name?, locale?, time_zone?, theme?)))?;
    let confirmed = match password.filter(|_| is_moving) {
        Some(password) => Some(confirm_password(&app, &person, "current_password", password).await?),
        None => None,
    };

    let mut tx = app.system("change own profile").await?;
    let before = match &confirmed {
        Some(confirmed) => confirmed.lock(&mut tx).await?,
        None => lock(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?,
    };
    seen.holds(before.version)?;
    let profile = Profile { name: &name, locale: locale.code(), time_zone: &time_zone, theme };
    update_profile(&mut tx, person.user, &profile).await?;
    let new_email = email.filter(|email| !email.eq_ignore_ascii_case(&before.email));
    if let Some(email) = &new_email {
        if confirmed.is_none() {
            // the address changed under this request: nobody was asked for the password
            return Err(ApiError::field("current_password", "check-required"));
        }
        address::ask(&app, &mut tx, &person, &before, email).await?;
    }
    let after = queries::find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    let told =
        |row: &UserRow| json!({"name": row.name, "locale": row.locale, "time_zone": row.time_zone, "theme": row.theme});
    let change = Change::new("user.updated", "user", person.user).before(told(&before)).after(told(&after));
    audit::record_system(&mut tx, &person.actor, app.now(), change).await?;
    let me = me(&app, &mut tx, &after).await?;
    tx.commit().await?;
    app.access.forget();
    let reply = Reply::ok(me);
    Ok(if new_email.is_some() { reply.say("message-change-email-sent") } else { reply })
}

/// A new password.
#[derive(Deserialize, ToSchema)]
pub struct ChangePassword {
    /// The one so far.
    #[schema(required, nullable = false, format = Password)]
    current_password: Option<String>,
    /// At least 12 characters, not a common one.
    #[schema(required, nullable = false, min_length = 12, max_length = 512, format = Password)]
    new_password: Option<String>,
}

/// How many other logins ended.
#[derive(Serialize, ToSchema)]
pub struct PasswordChanged {
    /// Logins.
    ended_sessions: u64,
}

/// Change one's own password
///
/// Ends every other login. Ten wrong attempts in a quarter of an hour shut the account's door for as long.
#[utoipa::path(put, path = "/api/users/me/password", tag = "Account", request_body = ChangePassword, security(("person" = [])),
    responses((status = 200, body = Reply<PasswordChanged>)))]
pub async fn change_password(
    State(app): State<App>,
    person: Person,
    Json(body): Json<ChangePassword>,
) -> Result<Reply<PasswordChanged>, ApiError> {
    let profile = &person.identity.profile;
    let mut check = Check::new();
    let current = check.required("current_password", body.current_password);
    let new = passwords::check(&mut check, "new_password", body.new_password, &[&profile.name, &profile.email]);
    let (current, new) = check.finish(|| Some((current?, new?)))?;
    let confirmed = confirm_password(&app, &person, "current_password", current).await?;
    let hash = app.passwords.hash(new).await?;

    let now = app.now();
    let mut tx = app.system("change own password").await?;
    let user = confirmed.lock(&mut tx).await?;
    queries::set_password(&mut tx, user.id, &hash).await?;
    let ended = queries::end_sessions(&mut tx, user.id, Some(person.session), "password changed", now).await?;
    // what somebody else began with the old password must not be finished
    queries::delete_tokens(&mut tx, user.id, &Purpose::ALL).await?;
    let notice = Mail::PasswordChanged { name: user.name.clone(), at: now, address: person.origin.address.to_string() };
    mail::send(&mut tx, &app, None, &user.email, person.locale(), &notice).await?;
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.password_changed", "user", user.id)).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(PasswordChanged { ended_sessions: ended }).say("message-password-changed"))
}
