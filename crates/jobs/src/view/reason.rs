//! Why a job failed, in a word that may be shown. The stored text is for the log: it may hold a host, a path, a query.

use serde::Serialize;

/// How the stored text of a payload that does not decode begins.
pub(crate) const UNREADABLE: &str = "undecodable payload";
/// How the stored text of a panic begins.
pub(crate) const PANICKED: &str = "panicked";
/// The stored text of an attempt whose worker went away.
pub(crate) const LOST: &str = "the worker was lost";
/// How the stored text begins when no worker knew the kind.
pub(crate) const UNKNOWN_KIND: &str = "no worker has known jobs of this kind";

/// Why a job failed, as far as the queue itself knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Its payload could not be read: made by another version, or damaged.
    Unreadable,
    /// No worker knew this kind of job for days.
    UnknownKind,
    /// The program broke off.
    Crashed,
    /// The worker went away in the middle of every attempt.
    Lost,
    /// The work itself did not succeed.
    Failed,
}

impl Reason {
    /// Every reason.
    pub const ALL: &'static [Self] = &[Self::Unreadable, Self::UnknownKind, Self::Crashed, Self::Lost, Self::Failed];

    /// The reason behind a stored error.
    pub fn of(error: &str) -> Self {
        let starts = [
            (UNREADABLE, Self::Unreadable),
            (UNKNOWN_KIND, Self::UnknownKind),
            (PANICKED, Self::Crashed),
            (LOST, Self::Lost),
        ];
        starts.into_iter().find(|(start, _)| error.starts_with(start)).map_or(Self::Failed, |(_, reason)| reason)
    }

    /// The public word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::UnknownKind => "unknown_kind",
            Self::Crashed => "crashed",
            Self::Lost => "lost",
            Self::Failed => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Reason;

    #[test]
    fn a_stored_error_is_told_as_a_word() {
        assert_eq!(Reason::of("panicked: index out of bounds"), Reason::Crashed);
        assert_eq!(Reason::of("connection refused to 10.0.0.7"), Reason::Failed);
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).expect("JSON"), reason.as_str());
        }
    }
}
