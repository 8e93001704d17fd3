//! Faults that somebody planted: what they are, and which of them hit a call. Deterministic: by count, path and time.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::platform::Platform;
use serde::{Deserialize, Serialize};

/// Planted faults that are kept at most.
const MOST: usize = 200;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The platform's own refusal of too many calls.
    RateLimit,
    /// The token that is presented is over from now on; a refresh helps.
    ExpiredToken,
    /// The consent behind the token that is presented is taken back; only a new consent helps.
    RevokedToken,
    /// The platform is down.
    Outage,
    /// The answer takes `seconds`.
    Slow,
    /// The effect happens, then the connection is cut before the answer.
    Cut,
    /// Events come twice.
    DuplicateWebhook,
    /// Events come newest first.
    ReorderedWebhooks,
    /// Events are `seconds` old when they come.
    LateWebhook,
}

impl FaultKind {
    /// All of them, for the page.
    pub const ALL: [Self; 9] = [
        Self::RateLimit,
        Self::ExpiredToken,
        Self::RevokedToken,
        Self::Outage,
        Self::Slow,
        Self::Cut,
        Self::DuplicateWebhook,
        Self::ReorderedWebhooks,
        Self::LateWebhook,
    ];

    /// The word of the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::ExpiredToken => "expired_token",
            Self::RevokedToken => "revoked_token",
            Self::Outage => "outage",
            Self::Slow => "slow",
            Self::Cut => "cut",
            Self::DuplicateWebhook => "duplicate_webhook",
            Self::ReorderedWebhooks => "reordered_webhooks",
            Self::LateWebhook => "late_webhook",
        }
    }

    const fn is_of_webhooks(self) -> bool {
        matches!(self, Self::DuplicateWebhook | Self::ReorderedWebhooks | Self::LateWebhook)
    }

    const fn needs_a_token(self) -> bool {
        matches!(self, Self::ExpiredToken | Self::RevokedToken)
    }

    /// How long it takes when nobody says.
    const fn usual_seconds(self) -> u32 {
        match self {
            Self::Slow => 5,
            Self::LateWebhook => 3_600,
            _ => 0,
        }
    }

    /// Whether `seconds` is how long it takes, and not how long the fault stays.
    const fn takes_seconds(self) -> bool {
        matches!(self, Self::Slow | Self::LateWebhook)
    }
}

/// What is asked of `POST /control/faults`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFault {
    /// At which platform.
    pub platform: Platform,
    /// What.
    pub kind: FaultKind,
    /// Only calls whose path has this in it.
    #[serde(default)]
    pub path_contains: Option<String>,
    /// How many calls it hits; once, unless `seconds` says how long it stays.
    #[serde(default)]
    pub times: Option<u32>,
    /// How long it stays; for `slow` and `late_webhook`, how long it takes (at most 120, or 30 days).
    #[serde(default)]
    pub seconds: Option<u32>,
    /// How many calls that would be hit pass before.
    #[serde(default)]
    pub after: Option<u32>,
}

/// A planted fault.
#[derive(Clone, Debug, Serialize)]
pub struct Fault {
    /// Its number.
    pub id: u64,
    /// At which platform.
    pub platform: Platform,
    /// What.
    pub kind: FaultKind,
    /// Only calls whose path has this in it.
    pub path_contains: Option<String>,
    /// How many calls it still hits; none for as many as come.
    pub times_left: Option<u32>,
    /// Until when it stays.
    pub until: Option<DateTime<Utc>>,
    /// How long it takes.
    pub seconds: Option<u32>,
    /// How many calls pass before.
    pub after: u32,
}

/// The planted faults.
#[derive(Default)]
pub struct Faults(pub Vec<Fault>);

/// One that hits now.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// What.
    pub kind: FaultKind,
    /// How long it takes.
    pub seconds: u32,
}

impl Faults {
    /// Plants one; none when there are too many.
    pub fn plant(&mut self, id: u64, new: NewFault, now: DateTime<Utc>) -> Option<&Fault> {
        if self.0.len() >= MOST {
            return None;
        }
        let stays = new.seconds.filter(|_| !new.kind.takes_seconds());
        let times_left = new.times.or_else(|| stays.is_none().then_some(1));
        self.0.push(Fault {
            id,
            platform: new.platform,
            kind: new.kind,
            path_contains: new.path_contains.filter(|text| !text.is_empty()),
            times_left,
            until: stays.and_then(|seconds| now.checked_add_signed(TimeDelta::seconds(seconds.into()))),
            seconds: new.seconds,
            after: new.after.unwrap_or(0),
        });
        self.0.last()
    }

    /// Those that hit a call; each counts itself down.
    pub fn hit_call(&mut self, platform: Platform, path: &str, has_token: bool, now: DateTime<Utc>) -> Vec<Hit> {
        self.hits(now, |fault| {
            let is_here = fault.path_contains.as_ref().is_none_or(|part| path.contains(part.as_str()));
            fault.platform == platform
                && is_here
                && !fault.kind.is_of_webhooks()
                && (has_token || !fault.kind.needs_a_token())
        })
    }

    /// Those that hit the sending of events.
    pub fn hit_webhooks(&mut self, platform: Platform, now: DateTime<Utc>) -> Vec<Hit> {
        self.hits(now, |fault| fault.platform == platform && fault.kind.is_of_webhooks())
    }

    fn hits(&mut self, now: DateTime<Utc>, concerns: impl Fn(&Fault) -> bool) -> Vec<Hit> {
        self.0.retain(|fault| fault.until.is_none_or(|until| now < until));
        let mut hits = Vec::new();
        for fault in self.0.iter_mut().filter(|fault| concerns(fault)) {
            if fault.after > 0 {
                fault.after -= 1;
            } else if fault.times_left != Some(0) {
                fault.times_left = fault.times_left.map(|times| times - 1);
                hits.push(Hit { kind: fault.kind, seconds: fault.seconds.unwrap_or(fault.kind.usual_seconds()) });
            }
        }
        self.0.retain(|fault| fault.times_left != Some(0));
        hits
    }
}
