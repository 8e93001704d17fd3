//! The address of an account: asked for with the password, counted once its new owner followed the link, and taken back for
//! a week by whoever reads the old one.
//!
//! The link of the undo is no [`Purpose`] of the others: a reset of the password, which the new address can order, must not
//! take it away.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Session, User},
    locale::Locale,
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde_json::json;

use super::queries::{self as account, lock};
use crate::{
    access::{
        caller::{Actor, Person},
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, constraint},
        request::Origin,
    },
    mail::{self, Mail},
    state::App,
    users::{
        model::{RESET_LIFE, VERIFY_LIFE},
        queries::{self, NewToken, Purpose, UserRow},
    },
};

/// How long the old address can take a change back.
pub const UNDO_LIFE: TimeDelta = TimeDelta::days(7);
/// Start of every token that takes a change back.
const UNDO_PREFIX: &str = "und_";

/// Mails the link to the new address and a word to the old one. Whether the new address has an account already is told to
/// that address only.
pub async fn ask(app: &App, conn: &mut Conn, person: &Person, user: &UserRow, email: &str) -> Result<(), ApiError> {
    let now = app.now();
    let gates = [Gate::mails_by(person.origin.address), Gate::mails_to(email)];
    throttle::enter(conn, &gates, now).await?;
    let locale = locale_of(user);
    let token = token("chg_");
    let hash = token_hash(expose(&token));
    let row = NewToken {
        hash: &hash,
        user: user.id,
        purpose: Purpose::ChangeEmail,
        email: Some(email),
        remember: false,
        client: None,
        expires_at: now + VERIFY_LIFE,
    };
    // kept also for an address that has an account, whose token nobody gets: the person sees the same either way
    queries::insert_token(conn, &row, now).await?;
    account::set_token_session(conn, &hash, person.session).await?;
    if let Some(other) = queries::find_by_email(conn, email).await? {
        let notice = Mail::AccountExists {
            name: other.name.clone(),
            login_link: app.settings.link("/sign-in"),
            reset_link: app.settings.link("/forgot-password"),
        };
        mail::send(conn, app, None, email, locale_of(&other), &notice).await?;
    } else {
        let link = app.settings.link(&format!("/verify-email?token={}", expose(&token)));
        let ask = Mail::ChangeEmail { name: user.name.clone(), new_email: email.to_owned(), link };
        mail::send(conn, app, None, email, locale, &ask).await?;
    }
    let told = Mail::EmailChanging {
        name: user.name.clone(),
        new_email: email.to_owned(),
        at: now,
        address: person.origin.address.to_string(),
    };
    mail::send(conn, app, None, &user.email, locale, &told).await?;
    audit::record_system(conn, &person.actor, now, Change::new("user.email_change_asked", "user", user.id)).await?;
    Ok(())
}

/// Moves an account to the address of a followed link, which the caller has found and used up. Every login ends but the one
/// that asked, and so does everything that was mailed to the old address; that address gets a link to take it back.
pub async fn change(
    app: &App,
    conn: &mut Conn,
    id: Id<User>,
    hash: &[u8],
    email: &str,
    origin: &Origin,
) -> Result<(), ApiError> {
    let now = app.now();
    let user = live(conn, id).await?;
    let asked_by = account::token_session(conn, hash).await?;
    set_email(conn, id, email, now).await?;
    queries::end_sessions(conn, id, asked_by.map(Id::<Session>::new), "address changed", now).await?;
    queries::delete_tokens(conn, id, &Purpose::ALL).await?;
    let undo = token(UNDO_PREFIX);
    account::insert_undo(conn, &token_hash(expose(&undo)), id, &user.email, now, now + UNDO_LIFE).await?;
    let told = Mail::EmailChanged {
        name: user.name.clone(),
        new_email: email.to_owned(),
        at: now,
        link: app.settings.link(&format!("/verify-email?token={}", expose(&undo))),
        expires: now + UNDO_LIFE,
    };
    mail::send(conn, app, None, &user.email, locale_of(&user), &told).await?;
    let change = Change::new("user.email_changed", "user", id).after(json!({"by_link": true}));
    audit::record_system(conn, &actor(&user, origin), now, change).await?;
    Ok(())
}

/// Takes a change back, if the token is one of an undo: the account has its old address again, every login ends, the password
/// that allowed the change opens nothing any more, and a link to a new one is mailed. Gives the address.
pub async fn undo(app: &App, conn: &mut Conn, hash: &[u8], origin: &Origin) -> Result<Option<String>, ApiError> {
    let now = app.now();
    let Some((id, email)) = account::find_undo(conn, hash, now).await? else { return Ok(None) };
    let id = Id::<User>::new(id);
    let user = live(conn, id).await?;
    set_email(conn, id, &email, now).await?;
    queries::end_sessions(conn, id, None, "address change undone", now).await?;
    queries::delete_tokens(conn, id, &Purpose::ALL).await?;
    account::delete_undos(conn, id, hash).await?;
    account::clear_password(conn, id).await?;
    let reset = token("rst_");
    let row = NewToken {
        hash: &token_hash(expose(&reset)),
        user: id,
        purpose: Purpose::ResetPassword,
        email: None,
        remember: false,
        client: None,
        expires_at: now + RESET_LIFE,
    };
    queries::insert_token(conn, &row, now).await?;
    let link = app.settings.link(&format!("/reset-password?token={}", expose(&reset)));
    let ask = Mail::ResetPassword { name: user.name.clone(), link };
    mail::send(conn, app, None, &email, locale_of(&user), &ask).await?;
    let change = Change::new("user.email_change_undone", "user", id);
    audit::record_system(conn, &actor(&user, origin), now, change).await?;
    Ok(Some(email))
}

/// The account of a link, locked, while it may be used.
async fn live(conn: &mut Conn, id: Id<User>) -> Result<UserRow, ApiError> {
    let found = lock(conn, id).await?.filter(|user| user.disabled_at.is_none());
    found.ok_or_else(|| ApiError::new(ErrorCode::NotFound, "error-link-gone"))
}

async fn set_email(conn: &mut Conn, id: Id<User>, email: &str, now: DateTime<Utc>) -> Result<(), ApiError> {
    queries::set_email(conn, id, email, now).await.map_err(|error| match constraint(&error) {
        Some("users_email_key") => ApiError::conflict("error-email-taken"),
        _ => error.into(),
    })
}

fn locale_of(user: &UserRow) -> Locale {
    Locale::parse(&user.locale).unwrap_or_default()
}

fn actor(user: &UserRow, origin: &Origin) -> Actor {
    Actor {
        kind: "person",
        id: Some(user.id.raw()),
        name: Some(user.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    }
}
