//! What a signed-in person does with their own account: profile, picture, second factor, current org, first steps.
//!
//! The addresses stand in `users/routes`; here is what several of them need, and the SQL. What makes an account less safe
//! asks for the password again: [`confirm_password`].

pub mod address;
pub mod picture;
pub mod queries;

use crate::{
    access::{
        caller::Person,
        passwords,
        throttle::{self, Gate},
    },
    http::error::ApiError,
    state::App,
    users::queries::{UserRow, find},
};

/// The person, after they proved to know their password. A wrong one is 422 at `field`, and counted.
pub async fn confirm_password(app: &App, person: &Person, field: &str, password: String) -> Result<UserRow, ApiError> {
    let now = app.now();
    let mut tx = app.system("confirm password").await?;
    let user = find(&mut tx, person.user).await?.ok_or_else(ApiError::unauthenticated)?;
    let gate = [Gate::confirmation(user.id)];
    throttle::enter(&mut tx, &gate, now).await?;
    tx.commit().await?;
    let fits = password.len() <= passwords::MAX_BYTES;
    let is_right = fits && app.passwords.verify(password, user.password_hash.clone()).await?;
    if !is_right {
        return Err(ApiError::field(field, "check-password-wrong"));
    }
    let mut tx = app.system("confirm password").await?;
    throttle::clear(&mut tx, &gate[0]).await?;
    tx.commit().await?;
    Ok(user)
}
