//! Calls that were not believed: counted by platform and reason in memory and written down by the minute, for the figures and the people
//! of the installation. Never a row for a call, and nothing of what it said.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use cmis_base::platform::Platform;

use super::queries;
use crate::state::App;

/// How often counts are written down.
const WRITE_EVERY: Duration = Duration::from_secs(5);

/// Why a call was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// No such platform or app.
    Unknown,
    /// A handshake that does not know the word.
    Handshake,
    /// No signature that can be read.
    Unsigned,
    /// Signed by somebody else, or of other bytes.
    WrongSignature,
    /// Signed too long ago.
    Stale,
    /// Signed, and no body of the platform.
    Unreadable,
    /// Larger than may be.
    TooLarge,
}

impl Reason {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Handshake => "handshake",
            Self::Unsigned => "unsigned",
            Self::WrongSignature => "wrong_signature",
            Self::Stale => "stale",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
        }
    }
}

/// How often, by minute, platform and reason.
pub type Counts = BTreeMap<(DateTime<Utc>, &'static str, &'static str), i64>;

/// Counts that were not written down yet.
#[derive(Default)]
pub struct Refused(Mutex<Counts>);

impl Refused {
    /// Counts one. What names no platform has none.
    pub fn count(&self, platform: Option<Platform>, reason: Reason, now: DateTime<Utc>) {
        let (platform, reason) = (platform.map_or("other", Platform::as_str), reason.as_str());
        ::metrics::counter!("cmis_webhooks_refused_total", "platform" => platform, "reason" => reason).increment(1);
        let minute = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((minute, platform, reason)).or_default() += 1;
    }

    fn take(&self) -> Counts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn give_back(&self, taken: Counts) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, count) in taken {
            *counts.entry(key).or_default() += count;
        }
    }
}

/// Writes down what was counted since the last time.
///
/// # Errors
/// When the database is away: the counts wait for the next time.
pub async fn write(app: &App) -> Result<(), sqlx::Error> {
    let counts = app.inbound.refused.take();
    if counts.is_empty() {
        return Ok(());
    }
    for ((_, platform, reason), count) in &counts {
        tracing::warn!(platform, reason, count, "webhook calls were refused");
    }
    let written = async {
        let mut tx = app.system("refused webhooks").await?;
        queries::add_refused(&mut tx, &counts).await?;
        tx.commit().await
    };
    let written = written.await;
    if written.is_err() {
        app.inbound.refused.give_back(counts);
    }
    written
}

/// Writes counts down every few seconds.
pub async fn write_forever(app: App) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(WRITE_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        write(&app).await?;
    }
}

/// Writes the last ones down when the process ends.
pub async fn write_at_the_end(app: App) {
    app.stopping.cancelled().await;
    if let Err(error) = write(&app).await {
        tracing::warn!(%error, "refused webhooks of the last seconds are not counted");
    }
}
