//! People: making, listing, passwords, administration, disabling.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, User},
    locale::Locale,
};
use serde::Serialize;
use serde_json::json;

use super::{actor, queries};
use crate::{
    access::passwords,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, constraint},
    },
    state::App,
    users::queries::{self as users, NewUser, UserRow},
};

/// A person to be made.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Shown name.
    pub name: String,
    /// Address; counts as confirmed.
    pub email: String,
    /// Password.
    pub password: String,
    /// Language.
    pub locale: Locale,
    /// IANA time zone.
    pub time_zone: String,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
}

/// A person in the list.
#[derive(Debug, Serialize)]
pub struct Person {
    /// Id.
    pub id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Whether they administer the installation.
    pub is_instance_admin: bool,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
    /// Whether they are disabled.
    pub disabled: bool,
    /// In how many orgs they are.
    pub orgs: i64,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// Last use.
    pub last_seen_at: Option<DateTime<Utc>>,
}

/// Makes a person. Uses the set-up token up: the installation has its first one.
pub async fn create(app: &App, new: &NewPerson) -> Result<Id<User>, ApiError> {
    let mut check = Check::new();
    let name = check.text("name", Some(new.name.clone()), 1..=120);
    let email = check.email("email", Some(new.email.clone()));
    let time_zone = check.time_zone("time-zone", Some(new.time_zone.clone()));
    let own = [new.name.as_str(), new.email.as_str()];
    let password = passwords::check(&mut check, "password", Some(new.password.clone()), &own);
    let (name, email, time_zone, password) = check.finish(|| Some((name?, email?, time_zone?, password?)))?;
    let hash = app.passwords.hash(password).await?;
    let id = app.ids.next();
    let row = NewUser {
        id,
        email: &email,
        name: &name,
        password_hash: &hash,
        locale: new.locale.code(),
        time_zone: &time_zone,
        is_instance_admin: new.is_instance_admin,
    };
    let mut tx = app.system("command line: create user").await?;
    users::insert(&mut tx, &row, app.now()).await.map_err(|error| match constraint(&error) {
        Some("users_email_key") => ApiError::conflict("error-email-taken"),
        _ => error.into(),
    })?;
    users::delete_registrations(&mut tx, &email).await?;
    users::clear_setup_token(&mut tx).await?;
    let change = Change::new("user.created", "user", id)
        .after(json!({"email": email, "name": name, "is_instance_admin": new.is_instance_admin}));
    audit::record_system(&mut tx, &actor(), app.now(), change).await?;
    tx.commit().await?;
    Ok(id)
}

/// Everybody, by address.
pub async fn list(app: &App) -> Result<Vec<Person>, ApiError> {
    let mut tx = app.system("command line: list users").await?;
    let people = queries::list_people(&mut tx).await?;
    tx.commit().await?;
    Ok(people)
}

/// Sets a password and ends every login. Gives how many ended.
pub async fn set_password(app: &App, email: &str, password: String) -> Result<u64, ApiError> {
    let mut tx = app.system("command line: set password").await?;
    let user = find(&mut tx, email).await?;
    tx.commit().await?;
    let mut check = Check::new();
    let password = passwords::check(&mut check, "password", Some(password), &[&user.name, &user.email]);
    let password = check.finish(|| password)?;
    let hash = app.passwords.hash(password).await?;
    let mut tx = app.system("command line: set password").await?;
    users::set_password(&mut tx, user.id, &hash).await?;
    let ended = users::end_sessions(&mut tx, user.id, None, "password set by the administrator", app.now()).await?;
    audit::record_system(&mut tx, &actor(), app.now(), Change::new("user.password_set", "user", user.id)).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Makes a person an administrator of the installation, or takes that away.
pub async fn set_instance_admin(app: &App, email: &str, yes: bool) -> Result<(), ApiError> {
    let mut tx = app.system("command line: instance admin").await?;
    let user = find(&mut tx, email).await?;
    queries::set_instance_admin(&mut tx, user.id, yes).await?;
    let change = Change::new("user.instance_admin_changed", "user", user.id)
        .before(json!({"is_instance_admin": user.is_instance_admin}))
        .after(json!({"is_instance_admin": yes}));
    audit::record_system(&mut tx, &actor(), app.now(), change).await?;
    tx.commit().await?;
    Ok(())
}

/// Disables a person, which ends their logins, or lets them in again.
pub async fn set_disabled(app: &App, email: &str, yes: bool) -> Result<(), ApiError> {
    let now = app.now();
    let mut tx = app.system("command line: disable user").await?;
    let user = find(&mut tx, email).await?;
    queries::set_disabled(&mut tx, user.id, yes.then_some(now)).await?;
    if yes {
        users::end_sessions(&mut tx, user.id, None, "disabled by the administrator", now).await?;
    }
    let action = if yes { "user.disabled" } else { "user.enabled" };
    audit::record_system(&mut tx, &actor(), now, Change::new(action, "user", user.id)).await?;
    tx.commit().await?;
    Ok(())
}

/// The person of an address, or 404.
pub(super) async fn find(conn: &mut cmis_db::Conn, email: &str) -> Result<UserRow, ApiError> {
    users::find_by_email(conn, email.trim()).await?.ok_or_else(|| ApiError::not_found("thing-user"))
}
