//! Passwords: Argon2id off the async threads, and the rule for good ones.

use std::sync::Arc;

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc::PasswordHash};
use tokio::sync::Semaphore;

use crate::http::{check::Check, error::ApiError, words::Say};

/// Shortest password, in characters.
pub const MIN_LENGTH: usize = 12;
/// Longest password, in bytes: a bound on hashing work.
pub const MAX_BYTES: usize = 512;

/// Hashes and verifies. At most as many at once as there are cores, so that a flood of logins neither takes the memory
/// (19 MB each) nor the cores that other requests need.
#[derive(Clone)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// The hash of no password: verified for unknown accounts, so that both answers take as long.
    decoy: Arc<str>,
}

impl Passwords {
    /// Makes the decoy hash: takes as long as one login.
    pub fn new(cores: usize) -> anyhow::Result<Self> {
        let decoy = hash_now("no account has this password")?;
        Ok(Self { turns: Arc::new(Semaphore::new(cores.max(1))), decoy: decoy.into() })
    }

    /// The Argon2id hash of a password, in PHC form.
    pub async fn hash(&self, password: String) -> anyhow::Result<String> {
        let _turn = self.turns.acquire().await?;
        tokio::task::spawn_blocking(move || hash_now(&password)).await?
    }

    /// Whether the password belongs to the hash; `None` stands for an account that has none, and takes as long.
    pub async fn verify(&self, password: String, hash: Option<String>) -> anyhow::Result<bool> {
        let _turn = self.turns.acquire().await?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.decoy.to_string());
        let fits = tokio::task::spawn_blocking(move || {
            let parsed = PasswordHash::new(&hash).map_err(|error| anyhow::anyhow!("stored hash: {error}"))?;
            anyhow::Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await??;
        Ok(fits && known)
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

/// Fewer than 10^8 guesses for somebody with a list of common passwords and the person's name and address.
fn is_guessable(password: &str, own_words: &[&str]) -> bool {
    let head: String = password.chars().take(72).collect();
    let parts: Vec<&str> = own_words
        .iter()
        .flat_map(|word| word.split(['@', '.', ' ', '-', '_']).chain(std::iter::once(*word)))
        .filter(|word| word.chars().count() > 2)
        .collect();
    zxcvbn::zxcvbn(&head, &parts).guesses_log10() < 8.0
}

/// 401 for a wrong pair, the same for unknown accounts.
pub fn wrong() -> ApiError {
    ApiError::new(crate::http::error::ErrorCode::Unauthenticated, "error-wrong-credentials")
}

#[cfg(test)]
mod tests {
    use super::{Passwords, is_guessable};

    #[test]
    fn common_and_own_words_are_refused() {
        for bad in ["password1234", "123456789012", "qwertyuiop123", "aaaaaaaaaaaa"] {
            assert!(is_guessable(bad, &["Salma Haddad", "salma@haddad.sa"]), "{bad}");
        }
        for good in ["correct horse battery staple", "مطر خفيف فوق الجبل", "x9!Kq2vLp0#w"] {
            assert!(!is_guessable(good, &["Salma Haddad"]), "{good}");
        }
    }

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
