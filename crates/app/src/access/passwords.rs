//! Passwords: Argon2id off the async threads, and the rule for good ones.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};

use super::{strength::is_guessable, turns::Turns};
use crate::http::{check::Check, error::ApiError, words::Say};

/// Shortest password, in characters.
pub const MIN_LENGTH: usize = 12;
/// Longest password, in bytes: a bound on hashing work.
pub const MAX_BYTES: usize = 512;

/// Hashes and verifies. At most as many at once as there are cores, so that a flood of logins neither takes the memory
/// (19 MB each) nor the cores that other requests need; 503 when no turn comes.
#[derive(Clone)]
pub struct Passwords {
    turns: Turns,
    /// The hash of no password: verified for unknown accounts, so that both answers take as long.
    decoy: Arc<str>,
}

impl Passwords {
    /// Makes the decoy hash: takes as long as one login.
    pub fn new(cores: usize) -> anyhow::Result<Self> {
        let decoy = hash_now("no account has this password")?;
        Ok(Self { turns: Turns::new(cores), decoy: decoy.into() })
    }

    /// The Argon2id hash of a password, in PHC form.
    pub async fn hash(&self, password: String) -> Result<String, ApiError> {
        Ok(self.turns.run(move || hash_now(&password)).await??)
    }

    /// Whether the password belongs to the hash; `None` stands for an account that has none, and takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, ApiError> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let fits = self.turns.run(move || {
            let parsed = PasswordHash::new(&hash).map_err(|error| anyhow::anyhow!("stored hash: {error}"))?;
            anyhow::Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        });
        Ok(fits.await?? && known)
    }
}

fn hash_now(password: &str) -> anyhow::Result<String> {
    Argon2::default()
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow::anyhow!("hashing: {error}"))
}

/// Checks a new password: long enough, not one that people often choose, not made of the person's own words.
pub fn check(check: &mut Check, field: &str, password: Option<String>, own_words: &[&str]) -> Option<String> {
    let password = check.required(field, password)?;
    if password.chars().count() < MIN_LENGTH {
        check.fail(field, Say::new("check-password-short").count("min", MIN_LENGTH));
    } else if password.len() > MAX_BYTES {
        check.fail(field, Say::new("check-too-long").count("max", MAX_BYTES));
    } else if is_guessable(&password, own_words) {
        check.fail(field, "check-password-common");
    } else {
        return Some(password);
    }
    None
}

/// 401 for a wrong pair, the same for unknown accounts.
pub fn wrong() -> ApiError {
    ApiError::new(crate::http::error::ErrorCode::Unauthenticated, "error-wrong-credentials")
}

#[cfg(test)]
mod tests {
    use super::Passwords;

    #[tokio::test]
    async fn a_hash_verifies_its_password_only() {
        let passwords = Passwords::new(2).expect("decoy");
        let hash = passwords.hash("correct horse".into()).await.expect("hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.expect("verified"));
        assert!(!passwords.verify("wrong horse".into(), Some(hash)).await.expect("verified"));
        assert!(!passwords.verify("no account has this password".into(), None).await.expect("verified"));
    }
}
