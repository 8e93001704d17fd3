//! The layers of the configuration, put on top of each other as text: defaults, file, environment, flags.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use super::names::{self, SETTINGS, Setting};
use crate::words::{Args, say};

/// Where the configuration comes from, besides the defaults.
#[derive(Debug, Default)]
pub struct Sources {
    /// `--config`, else CMIS_CONFIG.
    pub file: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(String, String)>,
    /// Flags by the key that they stand for.
    pub flags: Vec<(&'static str, String)>,
}

/// A value and where it was set, for messages.
#[derive(Clone, Debug)]
pub struct Value {
    /// The text; lists are separated by commas.
    pub text: String,
    /// `CMIS_BIND`, `server.bind in /etc/cmis.toml`, `--bind`.
    pub origin: String,
}

/// All layers, and what was strange in them.
#[derive(Debug, Default)]
pub struct Layers {
    /// The value of each key; empty ones are left out.
    pub values: HashMap<&'static str, Value>,
    /// What stops the start.
    pub mistakes: Vec<String>,
    /// What is told only.
    pub warnings: Vec<String>,
}

impl Layers {
    /// Reads the sources.
    pub fn read(sources: &Sources) -> Self {
        let mut layers = Self::default();
        layers.add_file(super::DEFAULTS, None);
        if let Some(path) = &sources.file {
            match std::fs::read_to_string(path) {
                Ok(text) => layers.add_file(&text, Some(path)),
                Err(error) => layers
                    .mistakes
                    .push(say("config-file-unreadable", Args::new().set("path", path.display()).set("cause", error))),
            }
        }
        layers.add_environment(&sources.environment);
        for (key, text) in &sources.flags {
            let flag = format!("--{}", key.rsplit('.').next().unwrap_or(key).replace('_', "-"));
            layers.set(key, text, flag);
        }
        layers
    }

    /// An empty value is none: what lies below shows through.
    fn set(&mut self, key: &'static str, text: &str, origin: String) {
        if !text.trim().is_empty() {
            self.values.insert(key, Value { text: text.to_owned(), origin });
        }
    }

    fn add_file(&mut self, text: &str, path: Option<&Path>) {
        let place = path.map(|path| path.display().to_string()).unwrap_or_default();
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                let line = error.span().map_or(1, |span| text[..span.start].lines().count().max(1));
                let args = Args::new().set("path", place).set("line", line).set("cause", error.message());
                self.mistakes.push(say("config-file-broken", args));
                return;
            }
        };
        for (section, content) in table {
            let Some(content) = content.as_table() else {
                self.unknown_key(&section, &place);
                continue;
            };
            for (name, value) in content {
                let key = format!("{section}.{name}");
                match (names::by_key(&key), text_of(value)) {
                    (Some(setting), Some(text)) => {
                        self.set(setting.key, &text, format!("{key} ({place})"));
                    }
                    (Some(setting), None) => self.mistakes.push(mistake(&key, "config-kind", setting)),
                    (None, _) => self.unknown_key(&key, &place),
                }
            }
        }
    }

    fn unknown_key(&mut self, key: &str, place: &str) {
        let near = names::nearest(key, SETTINGS.iter().map(|setting| setting.key));
        self.warn_unknown(&format!("{key} ({place})"), near);
    }

    fn add_environment(&mut self, environment: &[(String, String)]) {
        for setting in SETTINGS {
            if let Some((_, text)) = environment.iter().find(|(name, _)| name == setting.variable) {
                self.set(setting.key, text, setting.variable.to_owned());
            }
        }
        for (name, _) in environment.iter().filter(|(name, _)| name.starts_with("CMIS_")) {
            let known = SETTINGS.iter().any(|setting| setting.variable == name);
            if !known && !names::OTHER_VARIABLES.contains(&name.as_str()) {
                let near = names::nearest(name, SETTINGS.iter().map(|setting| setting.variable));
                self.warn_unknown(name, near);
            }
        }
    }

    fn warn_unknown(&mut self, name: &str, near: Option<&str>) {
        self.warnings.push(match near {
            Some(near) => say("config-unknown-near", Args::new().set("name", name).set("near", near)),
            None => say("config-unknown", Args::new().set("name", name)),
        });
    }
}

/// One sentence for a setting that does not hold.
pub fn mistake(origin: &str, key: &str, setting: &Setting) -> String {
    let why = say(key, Args::new());
    say("config-mistake", Args::new().set("name", origin).set("why", why).set("example", setting.example))
}

fn text_of(value: &toml::Value) -> Option<String> {
    Some(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Boolean(yes) => yes.to_string(),
        toml::Value::Array(items) => items.iter().map(|item| item.as_str()).collect::<Option<Vec<_>>>()?.join(","),
        _ => return None,
    })
}
