//! When something runs, before and after a change: what every platform refuses, each in its own words.

use chrono::{DateTime, Utc};

/// From when and until when.
#[derive(Clone, Copy, Debug, Default)]
pub struct Span {
    /// Begins.
    pub start: Option<DateTime<Utc>>,
    /// Ends; none for what runs on.
    pub end: Option<DateTime<Utc>>,
}

/// Why something cannot run so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It has begun, and would begin at another time.
    HasBegun,
    /// It would begin at a time that is over.
    StartIsOver,
    /// It would end at a time that is over.
    EndIsOver,
    /// It would end before it begins.
    EndsFirst,
}

impl Span {
    /// What is wrong with another span in place of this one. What stays as it is may be over.
    pub fn wrong(self, new: Self, now: DateTime<Utc>) -> Option<Wrong> {
        let (start, end) = (new.start.filter(|_| new.start != self.start), new.end.filter(|_| new.end != self.end));
        if start.is_some() && self.start.is_some_and(|start| start <= now) {
            return Some(Wrong::HasBegun);
        }
        if start.is_some_and(|start| start < now) {
            return Some(Wrong::StartIsOver);
        }
        let is_first =
            (start.is_some() || end.is_some()) && new.start.zip(new.end).is_some_and(|(start, end)| end <= start);
        match end {
            _ if is_first => Some(Wrong::EndsFirst),
            Some(end) if end <= now => Some(Wrong::EndIsOver),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Span, Wrong};

    #[test]
    fn what_is_over_stays_and_is_not_made() {
        let now = DateTime::<Utc>::from_timestamp(1_800_000_000, 0).unwrap();
        let day = |number: i64| now + TimeDelta::days(number);
        let span = |start: i64, end: Option<i64>| Span { start: Some(day(start)), end: end.map(day) };
        for (old, new, expected) in [
            (span(-9, Some(-1)), span(-9, Some(-1)), None),
            (span(-9, Some(-1)), span(-9, Some(1)), None),
            (span(-9, Some(5)), span(-9, None), None),
            (span(-9, None), span(-8, None), Some(Wrong::HasBegun)),
            (span(-9, None), span(1, None), Some(Wrong::HasBegun)),
            (span(2, None), span(1, None), None),
            (span(2, None), span(-1, None), Some(Wrong::StartIsOver)),
            (span(-9, None), span(-9, Some(-1)), Some(Wrong::EndIsOver)),
            (span(2, None), span(2, Some(1)), Some(Wrong::EndsFirst)),
            (span(2, Some(4)), span(5, Some(4)), Some(Wrong::EndsFirst)),
        ] {
            assert_eq!(old.wrong(new, now), expected, "{old:?} {new:?}");
        }
    }
}
