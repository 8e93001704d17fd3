//! What the command line says, in Arabic and English, from `locales/*.ftl`. The language is chosen once, at the start.

use std::{borrow::Cow, fmt::Display, sync::LazyLock, sync::OnceLock};

use cmis_base::locale::Locale;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use unic_langid::langid;

static CHOSEN: OnceLock<Locale> = OnceLock::new();
static ARABIC: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(langid!("ar"), include_str!("../locales/ar.ftl")));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(langid!("en"), include_str!("../locales/en.ftl")));
/// Descriptions of options; the English ones stand beside the options.
static ARABIC_HELP: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(langid!("ar"), include_str!("../locales/help.ar.ftl")));

fn bundle(language: unic_langid::LanguageIdentifier, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    bundle.add_resource_overriding(resource);
    bundle
}

/// Chooses the language: `--lang`, else what the environment says, else English.
pub fn choose(flag: Option<Locale>) {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let named = || {
        let name = variable("LC_ALL").or_else(|| variable("LC_MESSAGES")).or_else(|| variable("LANG"))?;
        Locale::parse(name.split(['_', '.', '-', '@']).next().unwrap_or_default())
    };
    // the first choice holds
    let _ = CHOSEN.set(flag.or_else(named).unwrap_or(Locale::En));
}

/// The language of this run.
pub fn locale() -> Locale {
    CHOSEN.get().copied().unwrap_or(Locale::En)
}

/// Arguments of a sentence.
#[derive(Default)]
pub struct Args(FluentArgs<'static>);

impl Args {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// With a text in it.
    pub fn set(mut self, name: &'static str, value: impl Display) -> Self {
        self.0.set(name, FluentValue::String(Cow::Owned(value.to_string())));
        self
    }

    /// With a count in it, which also chooses the plural form.
    pub fn count(mut self, name: &'static str, value: u64) -> Self {
        self.0.set(name, FluentValue::from(value));
        self
    }
}

/// The sentence of a key. A key that does not exist is said as itself; a test sees to it that none is missing.
pub fn say(key: &str, args: Args) -> String {
    say_in(locale(), key, &args)
}

/// The sentence of a key without arguments.
pub fn word(key: &str) -> String {
    say(key, Args::new())
}

/// A text of the Arabic help, if there is one by this key.
pub fn arabic_help(key: &str) -> Option<String> {
    let pattern = ARABIC_HELP.get_message(key)?.value()?;
    Some(ARABIC_HELP.format_pattern(pattern, None, &mut Vec::new()).into_owned())
}

/// A sentence of the Arabic help.
pub fn say_arabic_help(key: &str, args: Args) -> String {
    said(&ARABIC_HELP, key, &args)
}

fn say_in(locale: Locale, key: &str, args: &Args) -> String {
    match locale {
        Locale::Ar => said(&ARABIC, key, args),
        Locale::En => said(&ENGLISH, key, args),
    }
}

fn said(bundle: &FluentBundle<FluentResource>, key: &str, args: &Args) -> String {
    bundle.get_message(key).and_then(|message| message.value()).map_or_else(
        || key.to_owned(),
        |pattern| bundle.format_pattern(pattern, Some(&args.0), &mut Vec::new()).into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use cmis_base::locale::Locale;

    use super::{Args, say_in};

    fn keys(source: &str) -> BTreeSet<&str> {
        assert!(super::FluentResource::try_new(source.to_owned()).is_ok(), "a file of locales/ does not parse");
        source
            .lines()
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
            .filter(|key| key.starts_with(|c: char| c.is_ascii_lowercase()))
            .collect()
    }

    #[test]
    fn both_languages_say_the_same_and_every_command_has_words() {
        let (arabic, english) = (keys(include_str!("../locales/ar.ftl")), keys(include_str!("../locales/en.ftl")));
        assert_eq!(arabic.symmetric_difference(&english).collect::<Vec<_>>(), Vec::<&&str>::new());
        for name in crate::cli::names() {
            let key = crate::cli::about_key(&name);
            assert!(english.contains(key.as_str()), "{key}");
        }
    }

    #[test]
    fn every_key_that_the_code_names_exists() {
        let english = keys(include_str!("../locales/en.ftl"));
        let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                for start in ["say(\"", "word(\"", "say(\n"] {
                    for part in text.split(start).skip(1) {
                        let part = part.trim_start().trim_start_matches('"');
                        let key: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
                        let is_literal = part[key.len()..].starts_with('"');
                        assert!(!is_literal || english.contains(key.as_str()), "{key} in {}", path.display());
                    }
                }
            }
        }
    }

    #[test]
    fn arabic_counts_have_their_own_forms() {
        let forms: BTreeSet<String> =
            [0, 1, 2, 5, 30].map(|n| say_in(Locale::Ar, "migrate-applied", &Args::new().count("count", n))).into();
        assert_eq!(forms.len(), 5, "{forms:?}");
    }
}
