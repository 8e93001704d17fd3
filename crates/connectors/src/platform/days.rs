//! Changing when something runs: what of it is new, and what no platform takes.

use chrono::{DateTime, Utc};

use super::{
    Days,
    problem::{Class, Problem},
};

/// When something runs before it is changed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Present {
    /// Begins, or has begun.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// Whether what it may spend is for all of its days, so that there has to be a last one.
    pub has_to_end: bool,
}

/// What of some days is another than what is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// Another beginning.
    pub starts_at: Option<DateTime<Utc>>,
    /// Another end, or the end taken away.
    pub ends_at: Option<Option<DateTime<Utc>>>,
}

impl Days {
    /// What has to be told; none where all of it is so already.
    pub(crate) fn change(self, present: Present) -> Result<Option<Change>, Problem> {
        let second = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
        let is_new = |at: &DateTime<Utc>| match present.starts_at {
            there if self.has_begun => there.is_some_and(|there| there > *at),
            there => second(Some(*at)) != second(there),
        };
        let starts_at = self.starts_at.filter(is_new);
        let ends_at = Some(self.ends_at).filter(|at| second(*at) != second(present.ends_at));
        if starts_at.is_none() && ends_at.is_none() {
            return Ok(None);
        }
        if ends_at == Some(None) && present.has_to_end {
            return Err(refused(
                "no_end",
                "What may be spent is for all of its days, so it has to end: choose the day on which it ends",
            ));
        }
        if let (Some(starts), Some(ends)) = (starts_at.or(present.starts_at), self.ends_at)
            && ends <= starts
        {
            return Err(refused("bad_days", "It would end before it begins: choose a later end"));
        }
        Ok(Some(Change { starts_at, ends_at }))
    }
}

impl Change {
    /// Refuses what is over, for connectors that know the time.
    pub(crate) fn in_time(self, present: Present, now: DateTime<Utc>) -> Result<Self, Problem> {
        match self {
            Self { starts_at: Some(_), .. } if present.starts_at.is_some_and(|at| at <= now) => {
                Err(refused("has_begun", "It has begun already: leave its beginning as it is"))
            }
            Self { starts_at: Some(at), .. } if at < now => {
                Err(refused("past_start", "This beginning is over already: choose a later one"))
            }
            Self { ends_at: Some(Some(at)), .. } if at <= now => {
                Err(refused("past_end", "This end is over already: choose a later one, or pause it"))
            }
            change => Ok(change),
        }
    }
}

/// What has no days of its own.
pub(crate) fn without_days(words: &str) -> Problem {
    refused("no_days", words)
}

fn refused(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::{Change, Days, Present};

    fn day(number: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("a time") + TimeDelta::days(number)
    }

    const fn present(starts_at: DateTime<Utc>, ends_at: Option<DateTime<Utc>>) -> Present {
        Present { starts_at: Some(starts_at), ends_at, has_to_end: false }
    }

    #[test]
    fn only_what_is_new_is_told() {
        let there = present(day(1), Some(day(9)));
        let change = |starts_at, ends_at| Days { starts_at, ends_at, has_begun: false }.change(there);
        assert_eq!(change(None, Some(day(9))), Ok(None));
        assert_eq!(change(Some(day(1)), Some(day(9) + TimeDelta::milliseconds(400))), Ok(None));
        assert_eq!(change(None, Some(day(5))), Ok(Some(Change { starts_at: None, ends_at: Some(Some(day(5))) })));
        assert_eq!(change(Some(day(1)), None), Ok(Some(Change { starts_at: None, ends_at: Some(None) })));
        assert_eq!(change(Some(day(2)), Some(day(9))), Ok(Some(Change { starts_at: Some(day(2)), ends_at: None })));
    }

    #[test]
    fn what_is_to_have_begun_begins_now_and_what_has_begun_stays() {
        let by = |starts_at| Days { starts_at: Some(starts_at), ends_at: None, has_begun: true };
        let begins = |days: Days, there| days.change(there).map(|change| change.and_then(|it| it.starts_at));
        assert_eq!(begins(by(day(3)), present(day(7), None)), Ok(Some(day(3))));
        assert_eq!(begins(by(day(3)), present(day(1), None)), Ok(None));
        assert_eq!(begins(by(day(3)), present(day(1), Some(day(9)))), Ok(None), "only its end is taken away");
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_reason() {
        let there = present(day(1), Some(day(9)));
        let code = |days: Days, there: Present| days.change(there).map_err(|problem| problem.code);
        let until = |ends_at| Days { starts_at: None, ends_at, has_begun: false };
        let bad = Err("bad_days".to_owned());
        assert_eq!(code(until(Some(day(1))), there), bad);
        assert_eq!(code(Days { starts_at: Some(day(9)), ..until(Some(day(9))) }, there), bad);
        let in_all = Present { has_to_end: true, ..there };
        assert_eq!(code(until(None), in_all), Err("no_end".to_owned()));
        assert_eq!(code(until(None), Present { ends_at: None, ..in_all }), Ok(None), "there is nothing to take away");
    }

    #[test]
    fn nothing_is_moved_into_the_past() {
        let code = |days: Days, there: Present| {
            let change = days.change(there).expect("a change").expect("something new");
            change.in_time(there, day(5)).map_err(|problem| problem.code)
        };
        let (begun, planned) = (present(day(1), None), present(day(7), None));
        let from = |number: i64| Days { starts_at: Some(day(number)), ends_at: Some(day(20)), has_begun: false };
        assert_eq!(code(from(6), begun), Err("has_begun".to_owned()));
        assert_eq!(code(from(4), planned), Err("past_start".to_owned()));
        assert!(code(from(6), planned).is_ok() && code(from(5), planned).is_ok());
        assert_eq!(
            code(Days { starts_at: None, ends_at: Some(day(4)), has_begun: false }, begun),
            Err("past_end".to_owned())
        );
    }
}
