//! The installation's own row: which key seals its secrets, and the token that makes the first person.

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, token, token_hash};
use cmis_db::Db;

use super::queries;
use crate::state::App;

/// The fingerprint of the key that the database's secrets are sealed with; `None` before the first start.
pub async fn key_fingerprint(db: &Db) -> Result<Option<String>, sqlx::Error> {
    let mut tx = db.system("instance: read").await?;
    let found = queries::key_fingerprint(&mut tx).await?;
    tx.commit().await?;
    Ok(found)
}

/// Makes the row, unless another process was faster, and gives the fingerprint that stands in it.
pub async fn create(db: &Db, fingerprint: &str, now: DateTime<Utc>) -> Result<String, sqlx::Error> {
    let mut tx = db.system("instance: create").await?;
    queries::insert_instance(&mut tx, fingerprint, now).await?;
    let found = queries::key_fingerprint(&mut tx).await?;
    tx.commit().await?;
    Ok(found.unwrap_or_else(|| fingerprint.to_owned()))
}

/// A fresh set-up token while there is no person, else none. The token before it stops to work.
pub async fn renew_setup_token(app: &App) -> Result<Option<Secret>, sqlx::Error> {
    let mut tx = app.system("instance: set-up token").await?;
    let fresh = if queries::has_people(&mut tx).await? { None } else { Some(token("setup_")) };
    let hash = fresh.as_ref().map(|token| token_hash(expose(token)));
    queries::set_setup_token(&mut tx, hash.as_deref()).await?;
    tx.commit().await?;
    Ok(fresh)
}
