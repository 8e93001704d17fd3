//! The second factor: time-based codes (RFC 6238) that work once, and recovery codes.

use cmis_base::secret::{random_bytes, token_hash};
use cmis_db::Conn;
use totp_rs::{Builder, Totp};

use super::queries::{self, UserRow};
use crate::{http::error::ApiError, state::App};

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits that nobody takes for one another.
const ALPHABET: &[u8; 31] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// Characters of a recovery code, without its dash: about 50 bits.
const RECOVERY_LENGTH: usize = 10;

/// A new recovery code: `xxxxx-xxxxx`.
pub fn recovery_code() -> String {
    let mut code = String::with_capacity(RECOVERY_LENGTH + 1);
    for position in 0..RECOVERY_LENGTH {
        if position == RECOVERY_LENGTH / 2 {
            code.push('-');
        }
        code.push(letter());
    }
    code
}

fn letter() -> char {
    loop {
        let [byte] = random_bytes::<1>();
        // the last few values would favour the first letters
        if usize::from(byte) < 256 - 256 % ALPHABET.len() {
            return char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
        }
    }
}

/// What is stored of a recovery code, however it was typed.
pub fn recovery_hash(code: &str) -> Vec<u8> {
    token_hash(&plain(code).to_ascii_lowercase())
}

fn plain(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

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
    let code = plain(code);
    if code.len() != 6 {
        return Ok(queries::use_recovery_code(conn, user.id, &recovery_hash(&code), app.now()).await?);
    }
    let Some(sealed) = &user.mfa_secret else { return Ok(false) };
    let secret = app.keys.open(&place(user), sealed).map_err(ApiError::internal)?;
    let now = u64::try_from(app.now().timestamp()).unwrap_or_default();
    match totp(&secret, &user.email)?.check(&code, now) {
        Some(step) => Ok(queries::use_totp_step(conn, user.id, i64::try_from(step).unwrap_or(i64::MAX)).await?),
        None => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::{recovery_code, recovery_hash};

    #[test]
    fn a_recovery_code_is_the_same_however_it_is_typed() {
        let code = recovery_code();
        assert_eq!((code.len(), code.find('-')), (11, Some(5)), "{code}");
        assert!(!code.contains(['0', 'o', '1', 'l', 'i']), "{code}");
        assert_eq!(recovery_hash(&code), recovery_hash(&code.replace('-', " ").to_uppercase()));
        assert_ne!(code, recovery_code());
    }
}
