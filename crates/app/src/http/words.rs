//! What the server says, in Arabic and English, from `locales/*.ftl`.
//!
//! The caller's language travels as a task-local set by the outermost middleware, so that an error made anywhere on the
//! way is said in the right language. Never put a secret into an argument.

use std::{borrow::Cow, cell::Cell, sync::LazyLock};

use cmis_base::locale::Locale;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

tokio::task_local! {
    static LOCALE: Cell<Locale>;
}

/// The files of one language, one a feature.
macro_rules! sources {
    ($language:literal) => {
        [
            include_str!(concat!("../../locales/", $language, "/http.ftl")),
            include_str!(concat!("../../locales/", $language, "/access.ftl")),
            include_str!(concat!("../../locales/", $language, "/users.ftl")),
            include_str!(concat!("../../locales/", $language, "/orgs.ftl")),
            include_str!(concat!("../../locales/", $language, "/oauth.ftl")),
            include_str!(concat!("../../locales/", $language, "/notifications.ftl")),
            include_str!(concat!("../../locales/", $language, "/webhooks.ftl")),
            include_str!(concat!("../../locales/", $language, "/integrations.ftl")),
            include_str!(concat!("../../locales/", $language, "/campaigns.ftl")),
            include_str!(concat!("../../locales/", $language, "/personas.ftl")),
            include_str!(concat!("../../locales/", $language, "/metrics.ftl")),
            include_str!(concat!("../../locales/", $language, "/views.ftl")),
            include_str!(concat!("../../locales/", $language, "/alerts.ftl")),
            include_str!(concat!("../../locales/", $language, "/spending.ftl")),
            include_str!(concat!("../../locales/", $language, "/admin.ftl")),
            include_str!(concat!("../../locales/", $language, "/jobs.ftl")),
            include_str!(concat!("../../locales/", $language, "/operations.ftl")),
        ]
    };
}

static ARABIC: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(langid!("ar"), &sources!("ar")));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(langid!("en"), &sources!("en")));

fn bundle(language: unic_langid::LanguageIdentifier, sources: &[&str]) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    for source in sources {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Runs `work` with the caller's language known to everything in it.
pub async fn with_locale<F: Future>(locale: Locale, work: F) -> F::Output {
    LOCALE.scope(Cell::new(locale), work).await
}

/// The language of the request being answered; Arabic outside of one.
pub fn locale() -> Locale {
    LOCALE.try_with(Cell::get).unwrap_or_default()
}

/// A sentence with its arguments, said later in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say {
    key: &'static str,
    args: Vec<(&'static str, Arg)>,
}

/// An argument of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Text, shown as it is.
    Text(String),
    /// A count, which also chooses the plural form.
    Count(i64),
    /// Another sentence's key, said in the same language.
    Word(&'static str),
}

impl Say {
    /// The sentence of a key.
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// With a text in it.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, Arg::Text(value.into())));
        self
    }

    /// With a count in it.
    pub fn count(mut self, name: &'static str, value: impl TryInto<i64>) -> Self {
        self.args.push((name, Arg::Count(value.try_into().unwrap_or(i64::MAX))));
        self
    }

    /// With another key's words in it.
    pub fn word(mut self, name: &'static str, key: &'static str) -> Self {
        self.args.push((name, Arg::Word(key)));
        self
    }

    /// The sentence in one language. A key that does not exist is said as itself; a test sees to it that none is missing.
    pub fn to(&self, locale: Locale) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in &self.args {
            let value = match value {
                Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
                Arg::Count(count) => FluentValue::from(*count),
                Arg::Word(key) => FluentValue::String(Cow::Owned(Self::new(key).to(locale))),
            };
            args.set(*name, value);
        }
        format(locale, self.key, &args).unwrap_or_else(|| self.key.to_owned())
    }

    /// The sentence in the language of the request.
    pub fn here(&self) -> String {
        self.to(locale())
    }
}

impl From<&'static str> for Say {
    fn from(key: &'static str) -> Self {
        Self::new(key)
    }
}

/// The sentence of a key known only at run time (`activity-member-joined`), with text arguments; `None` when there is none.
pub fn lookup(locale: Locale, key: &str, args: &[(&str, &str)]) -> Option<String> {
    let mut values = FluentArgs::new();
    for (name, value) in args {
        values.set(*name, FluentValue::String(Cow::Borrowed(value)));
    }
    format(locale, key, &values)
}

fn format(locale: Locale, key: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = match locale {
        Locale::Ar => &*ARABIC,
        Locale::En => &*ENGLISH,
    };
    let pattern = bundle.get_message(key)?.value()?;
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use cmis_base::locale::Locale;

    use super::Say;

    fn keys(sources: &[&str]) -> BTreeSet<String> {
        let mut keys = BTreeSet::new();
        for source in sources {
            assert!(super::FluentResource::try_new((*source).to_owned()).is_ok(), "a file of locales/ does not parse");
            for line in source.lines() {
                let Some((key, _)) = line.split_once(" =") else { continue };
                if key.starts_with(|c: char| c.is_ascii_lowercase()) {
                    assert!(keys.insert(key.to_owned()), "{key} stands twice");
                }
            }
        }
        keys
    }

    #[test]
    fn both_languages_say_the_same_things() {
        let (arabic, english) = (keys(&sources!("ar")), keys(&sources!("en")));
        assert_eq!(arabic.symmetric_difference(&english).collect::<Vec<_>>(), Vec::<&String>::new());
    }

    #[test]
    fn arabic_counts_have_their_own_forms() {
        let seconds = |n: i64| Say::new("error-rate-limited").count("seconds", n).to(Locale::Ar);
        let forms: BTreeSet<String> = [1, 2, 5, 30].into_iter().map(seconds).collect();
        assert_eq!(forms.len(), 4, "{forms:?}");
    }
}
