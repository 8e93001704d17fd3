//! What happened to an integration, line by line, for people: each line is a sentence of the product's with what stands in it.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Integration, Org, SyncRun},
    locale::Locale,
};
use cmis_connectors::platform::problem::Problem;
use cmis_db::Conn;
use serde_json::{Map, Value, json};

use super::queries;
use crate::{
    http::words::{locale, lookup},
    state::App,
};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// All is well.
    Info,
    /// Something goes on by itself.
    Warning,
    /// Somebody has to do something.
    Error,
}

impl Level {
    /// The stored and public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A line.
#[derive(Clone, Debug)]
pub struct Line {
    /// How much it matters.
    pub level: Level,
    /// The sentence: `integration-log-<code>` of `locales/`.
    pub code: &'static str,
    /// What stands in it, texts and numbers.
    pub params: Map<String, Value>,
    /// The sync that it belongs to.
    pub run: Option<Id<SyncRun>>,
}

impl Line {
    /// A line without params.
    pub fn new(level: Level, code: &'static str) -> Self {
        Self { level, code, params: Map::new(), run: None }
    }

    /// A failure: its class, code and the platform's own words.
    pub fn problem(level: Level, code: &'static str, problem: &Problem) -> Self {
        let wait = problem.retry_after.map(|wait| wait.as_secs());
        let line = Self::new(level, code).with("class", problem.class.as_str()).with("problem", problem.code.clone());
        line.with("words", problem.words.clone()).with("wait", json!(wait))
    }

    /// With one more param.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), value.into());
        self
    }

    /// Of a sync.
    pub fn of(mut self, run: Id<SyncRun>) -> Self {
        self.run = Some(run);
        self
    }
}

/// Writes a line.
pub async fn write(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
    line: Line,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    queries::insert_log(conn, org, integration, app.ids.next::<Line>().raw(), &line, now).await
}

/// How long something that stays as it is need not be said again.
const AGAIN: TimeDelta = TimeDelta::days(1);

/// Writes a line that tells of a problem, unless the same was said of the integration within a day.
pub async fn write_once(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    integration: Id<Integration>,
    line: Line,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    if queries::was_said(conn, org, integration, &line, now - AGAIN).await? {
        return Ok(());
    }
    write(conn, app, org, integration, line, now).await
}

/// Names that stand in one line.
const NAMED: usize = 5;

/// What was refused for the same reason, told in one line however many it hit.
#[derive(Debug, Default)]
pub struct Refused(Vec<(Problem, Vec<String>)>);

impl Refused {
    /// One more that was refused, by its name.
    pub fn add(&mut self, problem: Problem, name: String) {
        match self.0.iter_mut().find(|(it, _)| (it.class, &it.code) == (problem.class, &problem.code)) {
            Some((_, names)) => names.push(name),
            None => self.0.push((problem, vec![name])),
        }
    }

    /// A warning for each reason: how many, and some of them by name.
    pub fn lines(self, code: &'static str) -> impl Iterator<Item = Line> {
        self.0.into_iter().map(move |(problem, names)| {
            let more = if names.len() > NAMED { " …" } else { "" };
            let some: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
            let line = Line::problem(Level::Warning, code, &problem).with("count", names.len());
            line.with("names", some.join(" · ") + more)
        })
    }
}

/// The sentence of a stored line in the reader's language; of one of a later version its code.
pub fn sentence(code: &str, params: &Value) -> String {
    let locale = locale();
    let owned: Vec<(&str, String)> = params
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| {
            (name.as_str(), value.as_str().map_or_else(|| value.to_string(), |text| apart(locale, text)))
        })
        .collect();
    let args: Vec<(&str, &str)> = owned.iter().map(|(name, text)| (*name, text.as_str())).collect();
    lookup(locale, &format!("integration-log-{code}"), &args).unwrap_or_else(|| code.to_owned())
}

/// A text that keeps its own direction in a sentence from right to left: a date, a name, the platform's words. What a sentence chooses its own
/// words by stays as it is.
fn apart(locale: Locale, text: &str) -> String {
    const FIRST_STRONG_ISOLATE: char = '\u{2068}';
    const POP_ISOLATE: char = '\u{2069}';
    let is_ours = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if locale != Locale::Ar || is_ours { text.to_owned() } else { format!("{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}") }
}
