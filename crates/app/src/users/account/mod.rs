//! What a signed-in person does with their own account: profile, picture, second factor, current org, first steps.
//!
//! The addresses stand in `users/routes`; here is what several of them need, and the SQL. What makes an account less safe
//! asks for the password again: [`confirm_password`].

pub mod address;
pub mod picture;
pub mod queries;

use cmis_base::id::{Id, User};
use cmis_db::Conn;

use crate::{
    access::{
        caller::Person,
        passwords,
        throttle::{self, Gate},
    },
    http::error::ApiError,
    state::App,
    users::{
        model::MeView,
        queries::{UserRow, find},
        sign_in::view,
    },
};

/// A person on their own page.
pub async fn me(app: &App, conn: &mut Conn, user: &UserRow) -> Result<MeView, sqlx::Error> {
    let pending_email = queries::pending_email(conn, user.id, app.now()).await?;
    Ok(MeView { user: view(app, user), pending_email })
}

/// That a person knew their password a moment ago.
#[derive(Debug)]
#[must_use = "what follows locks the person by it"]
pub struct Confirmed {
    user: Id<User>,
    hash: Option<String>,
    field: &'static str,
}

impl Confirmed {
    /// The person, locked, while that password is still theirs: it may have been reset since it was looked at.
    pub async fn lock(&self, conn: &mut Conn) -> Result<UserRow, ApiError> {
        let user = queries::lock(conn, self.user).await?.ok_or_else(ApiError::unauthenticated)?;
        if user.password_hash == self.hash { Ok(user) } else { Err(wrong(self.field)) }
    }
}

/// Proves that the person knows their password. A wrong one is 422 at `field`, and counted before it is looked at, so that
/// guesses made at once do not all get through.
pub async fn confirm_password(
    app: &App,
    person: &Person,
    field: &'static str,
    password: String,
) -> Result<Confirmed, ApiError> {
    let now = app.now();
    let mut tx = app.system("confirm password").await?;
    let user = find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    let gate = [Gate::confirmation(user.id)];
    throttle::enter(&mut tx, &gate, now).await?;
    tx.commit().await?;
    let verified = if password.len() <= passwords::MAX_BYTES {
        app.passwords.verify(password, user.password_hash.clone()).await
    } else {
        Ok(false)
    };
    let mut tx = app.system("confirm password").await?;
    match &verified {
        Ok(true) => throttle::clear(&mut tx, &gate[0]).await?,
        Ok(false) => {}
        // too busy to look at it
        Err(_) => throttle::undo(&mut tx, &gate).await?,
    }
    tx.commit().await?;
    if verified? { Ok(Confirmed { user: user.id, hash: user.password_hash, field }) } else { Err(wrong(field)) }
}

fn wrong(field: &str) -> ApiError {
    ApiError::field(field, "check-password-wrong")
}
