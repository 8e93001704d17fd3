//! The stand-ins, one line each. A stand-in knows its platform's wire from the facts and nothing of the product.

mod countries;
mod days;
mod google;
mod linkedin;
mod meta;
mod snapchat;
mod tiktok;
mod twitter;

use std::time::Duration;

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value};

use crate::core::{answer::Answer, call::Call, state::Desk};

/// How the core refuses a call in a platform's own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Too many calls.
    RateLimit,
    /// Down.
    Outage,
}

/// An event, ready to be sent: the body is signed as it stands.
pub struct Event {
    /// Names the event in the answer of the control API.
    pub id: String,
    /// Bytes that are sent.
    pub body: Vec<u8>,
    /// Headers, with the signature.
    pub headers: Vec<(&'static str, String)>,
    /// Whether somebody asked to be told of it; otherwise it happens and is not sent.
    pub is_wanted: bool,
}

/// Makes an event of a kind that happened at a time, from what was asked.
pub type MakeEvent = fn(&mut Desk<'_>, &str, DateTime<Utc>, &Map<String, Value>) -> Result<Event, String>;

/// A handshake that the platform begins: it calls the product's address of webhooks and wants a certain answer.
pub struct Challenge {
    /// Names it in the answer of the control API.
    pub id: String,
    /// Query of the call, encoded.
    pub query: String,
    /// What the answer's JSON has to say at least.
    pub expected: Map<String, Value>,
    /// How long the product may take.
    pub within: Duration,
}

/// How a platform makes its handshake; none for platforms that do not begin one.
pub fn challenge(platform: Platform) -> Option<fn(&mut Desk<'_>) -> Challenge> {
    match platform {
        Platform::Linkedin => Some(linkedin::challenge),
        Platform::Twitter => Some(twitter::challenge),
        _ => None,
    }
}

/// A platform's stand-in.
pub struct Stand {
    /// Which.
    pub platform: Platform,
    /// Hosts of pages for people, or `host/path` where a host has others too: faults do not hit them.
    pub page_hosts: &'static [&'static str],
    /// Answers a call.
    pub answer: fn(&mut Desk<'_>, &Call) -> Answer,
    /// Refuses a call.
    pub refuse: fn(&Call, Refusal) -> Answer,
    /// The access token that a call presents.
    pub token: fn(&Call) -> Option<String>,
    /// Makes an event of a kind that happened at a time, from what was asked; the sentence says what is wrong with it.
    pub event: MakeEvent,
    /// Kinds of events.
    pub events: &'static [&'static str],
}

impl Stand {
    /// Whether a page for people is at an address of the platform.
    pub fn is_page<S: AsRef<str>>(&self, host: &str, path: &[S]) -> bool {
        let is_it = |page: &&str| match page.split_once('/') {
            None => *page == host,
            Some((its, rest)) => its == host && path.iter().map(AsRef::as_ref).eq(rest.split('/')),
        };
        self.page_hosts.iter().any(is_it)
    }
}

/// All of them.
pub static STANDS: [&Stand; 6] =
    [&meta::STAND, &google::STAND, &tiktok::STAND, &linkedin::STAND, &twitter::STAND, &snapchat::STAND];

/// The secret of every app at every stand-in, which also signs webhooks.
pub const SECRET: &str = "sandbox-secret";

/// The stand-in of a platform.
pub fn of(platform: Platform) -> Option<&'static Stand> {
    STANDS.into_iter().find(|stand| stand.platform == platform)
}

/// The id by which a platform calls what has a number in the world's trees.
pub fn name_of(platform: Platform, number: u64) -> String {
    match platform {
        Platform::Snapchat => snapchat::ids::uuid(number),
        Platform::Twitter => twitter::nodes::base36(number),
        _ => number.to_string(),
    }
}
