//! The second factor: time-based codes (RFC 6238) that work once, and recovery codes.

use cmis_base::secret::token_hash;
use cmis_db::Conn;
use totp_rs::{Builder, Totp};

use super::queries::{self, UserRow};
use crate::{http::error::ApiError, state::App};

/// The generator of a person's codes: six digits, thirty seconds, one step of tolerance either way.
pub fn totp(secret: &[u8], email: &str) -> Result<Totp, ApiError> {
    Builder::new()
        .with_secret(secret.to_vec())
        .with_account_name(email.replace(':', ""))
        .with_issuer(Some("CMIS"))
        .build()
        .map_err(|error| ApiError::internal(anyhow::anyhow!("TOTP: {error}")))
}

/// Where a person's sealed secret stands.
pub fn place(user: &UserRow) -> String {
    format!("users.mfa_secret:{}", user.id)
}

/// Whether the code is the person's, and uses it up.
pub async fn accept(app: &App, conn: &mut Conn, user: &UserRow, code: &str) -> Result<bool, ApiError> {
    let code: String = code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if code.len() != 6 {
        let hash = token_hash(&code.to_ascii_lowercase());
        return Ok(queries::use_recovery_code(conn, user.id, &hash, app.now()).await?);
    }
    let Some(sealed) = &user.mfa_secret else { return Ok(false) };
    let secret = app.keys.open(&place(user), sealed).map_err(ApiError::internal)?;
    let now = u64::try_from(app.now().timestamp()).unwrap_or_default();
    match totp(&secret, &user.email)?.check(&code, now) {
        Some(step) => Ok(queries::use_totp_step(conn, user.id, i64::try_from(step).unwrap_or(i64::MAX)).await?),
        None => Ok(false),
    }
}
