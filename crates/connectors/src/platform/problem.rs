//! Why a platform did not do what it was asked, in one classification for all of them. The platform's own words are kept for the person.

use std::{fmt, time::Duration};

/// What to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The token has ended: refresh it.
    Expired,
    /// The right was taken back, or the token was never good: the person has to connect again. Nothing else disconnects.
    Revoked,
    /// The person said no at the consent.
    Denied,
    /// The token does not reach so far: a scope or a role is missing.
    Permission,
    /// Too often: after [`Problem::retry_after`].
    RateLimited,
    /// The platform does not take what was sent; its words say why.
    Invalid,
    /// It is there already.
    Duplicate,
    /// There is no such thing, or none that these tokens may see.
    NotFound,
    /// Goes by itself: try again.
    Transient,
    /// The platform is away or cannot be reached: try again later, and tell people.
    Outage,
}

impl Class {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Expired => "token_expired",
            Self::Revoked => "token_revoked",
            Self::Denied => "consent_denied",
            Self::Permission => "permission_missing",
            Self::RateLimited => "rate_limited",
            Self::Invalid => "invalid",
            Self::Duplicate => "duplicate",
            Self::NotFound => "not_found",
            Self::Transient => "transient",
            Self::Outage => "outage",
        }
    }

    /// Whether the same call may succeed later with nothing changed.
    pub const fn passes(self) -> bool {
        matches!(self, Self::RateLimited | Self::Transient | Self::Outage)
    }
}

/// A refusal or a failure. Holds no secret: nothing of what was sent is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What to do.
    pub class: Class,
    /// The platform's code: `190/463`, `OAUTH_TOKEN_EXPIRED`, `http 502`; our word where it gave none.
    pub code: String,
    /// The platform's own words, cut to 500 characters; empty where it gave none.
    pub words: String,
    /// How long to wait at least.
    pub retry_after: Option<Duration>,
    /// The platform's id of the call, for its support.
    pub request_id: Option<String>,
    /// Whether the call may have taken effect all the same: it was a change, it was sent, and no answer came, or one that fails or cannot
    /// be read.
    pub may_have_happened: bool,
}

/// Letters of a secret that give nothing of it away.
const SHORTEST: usize = 6;

impl Problem {
    /// A problem with the platform's code and words.
    pub fn new(class: Class, code: impl Into<String>, words: &str) -> Self {
        let words = words.chars().filter(|it| !it.is_control()).take(500).collect();
        let mut code = code.into();
        code.retain(|it| !it.is_control());
        Self { class, code, words, retry_after: None, request_id: None, may_have_happened: false }
    }

    /// Without what was secret in the call, should the platform have repeated it: also where the cut went through it.
    pub fn without<'a>(mut self, secrets: impl IntoIterator<Item = &'a str>) -> Self {
        for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
            self.words = self.words.replace(secret, "…");
            let begun = (SHORTEST..secret.len()).rev().filter_map(|end| secret.get(..end));
            if let Some(begun) = begun.into_iter().find(|begun| self.words.ends_with(begun)) {
                self.words.truncate(self.words.len() - begun.len());
                self.words.push('…');
            }
        }
        self
    }

    /// An answer that is not what the platform documents.
    pub fn unreadable(what: &str) -> Self {
        Self::new(Class::Transient, "unreadable", what)
    }

    /// With a time to wait, a day at most: what is absurd is not waited for.
    pub fn after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait.map(|wait| wait.min(Duration::from_secs(86_400)));
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.class.as_str(), self.code, self.words)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::{Class, Problem};

    #[test]
    fn nothing_of_a_secret_stays_in_the_words() {
        let secret = "EAAG0123456789abcdef";
        for (words, left) in [
            (format!("Bad token {secret}, said twice {secret}."), "Bad token …, said twice ….".to_owned()),
            (format!("{}{secret}", "x".repeat(490)), format!("{}…", "x".repeat(490))),
            ("Nothing of it".to_owned(), "Nothing of it".to_owned()),
        ] {
            let problem = Problem::new(Class::Invalid, "1", &words).without([secret, ""]);
            assert_eq!(problem.words, left);
        }
    }
}
