//! Turning the optional fields of a body into valid values, and collecting every failure on the way.
//!
//! ```text
//! let mut check = Check::new();
//! let name = check.text("name", body.name, 1..=120);
//! let email = check.email("email", body.email);
//! check.done()?;
//! ```
//! After `done()` every required value is `Some`; [`Check::finish`] builds the valid struct with `?`.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Utc};
use cmis_base::{
    currency,
    locale::Locale,
    permission::{Permissions, Role},
};

use super::{
    error::{ApiError, FieldErrors},
    words::Say,
};

/// Collects the failures of one request.
#[derive(Default)]
pub struct Check {
    errors: FieldErrors,
}

impl Check {
    /// Nothing failed yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a failure of `field`, once.
    pub fn fail(&mut self, field: &str, message: impl Into<Say>) {
        let (failures, message) = (self.errors.entry(field.to_owned()).or_default(), message.into().here());
        if !failures.contains(&message) {
            failures.push(message);
        }
    }

    /// 422 with everything that failed; nothing otherwise.
    pub fn done(self) -> Result<(), ApiError> {
        if self.errors.is_empty() { Ok(()) } else { Err(ApiError::validation(self.errors)) }
    }

    /// Everything that failed, by field.
    pub fn into_errors(self) -> FieldErrors {
        self.errors
    }

    /// The valid value, or 422 with everything that failed.
    pub fn finish<T>(self, build: impl FnOnce() -> Option<T>) -> Result<T, ApiError> {
        self.done()?;
        build().ok_or_else(|| ApiError::internal(anyhow::anyhow!("a field was missing and no failure was noted")))
    }

    /// The value, or a failure when it is missing.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.fail(field, "check-required");
        }
        value
    }

    /// Required text, trimmed, of `length` characters, without control characters.
    pub fn text(&mut self, field: &str, value: Option<String>, length: RangeInclusive<usize>) -> Option<String> {
        let value = self.required(field, value)?;
        self.text_if(field, Some(value), length)
    }

    /// Optional text under the same rules as [`Check::text`].
    pub fn text_if(&mut self, field: &str, value: Option<String>, length: RangeInclusive<usize>) -> Option<String> {
        self.characters(field, value, length, |c| c.is_control())
    }

    /// Optional text of several lines; an empty one is `None`.
    pub fn lines_if(&mut self, field: &str, value: Option<String>, max: usize) -> Option<String> {
        let text = self.characters(field, value, 0..=max, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))?;
        (!text.is_empty()).then_some(text)
    }

    fn characters(
        &mut self,
        field: &str,
        value: Option<String>,
        length: RangeInclusive<usize>,
        is_control: fn(char) -> bool,
    ) -> Option<String> {
        let text = value?.trim().to_owned();
        let characters = text.chars().count();
        if characters < *length.start() {
            let key = if characters == 0 {
                Say::new("check-required")
            } else {
                Say::new("check-too-short").count("min", *length.start())
            };
            self.fail(field, key);
        } else if characters > *length.end() {
            self.fail(field, Say::new("check-too-long").count("max", *length.end()));
        } else if text.chars().any(|c| is_control(c) || is_deceptive(c)) {
            self.fail(field, "check-control-characters");
        } else {
            return Some(text);
        }
        None
    }

    /// A required mail address, lower-cased.
    pub fn email(&mut self, field: &str, value: Option<String>) -> Option<String> {
        let value = self.text(field, value, 3..=254)?;
        let parsed =
            value.parse::<lettre::Address>().ok().filter(|address| address.domain().contains('.') && value.is_ascii());
        if parsed.is_none() {
            self.fail(field, "check-email");
            return None;
        }
        Some(value.to_ascii_lowercase())
    }

    /// A required IANA time zone.
    pub fn time_zone(&mut self, field: &str, value: Option<String>) -> Option<String> {
        let value = self.required(field, value)?;
        match value.parse::<chrono_tz::Tz>() {
            Ok(zone) => Some(zone.name().to_owned()),
            Err(_) => {
                self.fail(field, "check-time-zone");
                None
            }
        }
    }

    /// A required ISO 4217 code.
    pub fn currency(&mut self, field: &str, value: Option<String>) -> Option<String> {
        let value = self.required(field, value)?;
        if currency::is_known(&value) {
            return Some(value);
        }
        self.fail(field, "check-currency");
        None
    }

    /// A required language.
    pub fn locale(&mut self, field: &str, value: Option<String>) -> Option<Locale> {
        let value = self.required(field, value)?;
        let locale = Locale::parse(&value);
        if locale.is_none() {
            self.fail(field, Say::new("check-one-of").with("options", "ar, en"));
        }
        locale
    }

    /// A required role.
    pub fn role(&mut self, field: &str, value: Option<String>) -> Option<Role> {
        let value = self.required(field, value)?;
        let role = Role::parse(&value);
        if role.is_none() {
            self.fail(field, Say::new("check-one-of").with("options", "admin, manager, member, viewer"));
        }
        role
    }

    /// A required word of a list.
    pub fn one_of(&mut self, field: &str, value: Option<String>, options: &[&'static str]) -> Option<&'static str> {
        let value = self.required(field, value)?;
        let found = options.iter().copied().find(|option| *option == value);
        if found.is_none() {
            self.fail(field, Say::new("check-one-of").with("options", options.join(", ")));
        }
        found
    }

    /// Required permissions, at least one, all known.
    pub fn scopes(&mut self, field: &str, value: Option<Vec<String>>) -> Option<Permissions> {
        let words = self.required(field, value)?;
        let set = Permissions::from_words(words.iter().map(String::as_str));
        if words.is_empty() {
            self.fail(field, "check-scopes-empty");
        } else if words.len() > 200 || words.iter().any(|word| cmis_base::permission::Permission::parse(word).is_none())
        {
            self.fail(field, "check-scopes-unknown");
        } else {
            return Some(set);
        }
        None
    }

    /// An optional instant that must lie ahead.
    pub fn future(&mut self, field: &str, value: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let at = value?;
        if at <= now || at.year() > 9999 {
            self.fail(field, "check-future");
            return None;
        }
        Some(at)
    }
}

/// The direction overrides that let a name pretend to be another, and the non-characters.
fn is_deceptive(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}
