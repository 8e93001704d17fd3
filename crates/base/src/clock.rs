//! The clock as a value: the product reads time from here only.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time. Cheap to clone; all clones of a [`Clock::fixed`] move together.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    Fixed(Arc<Mutex<DateTime<Utc>>>),
    Wrong(TimeDelta),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands until [`Clock::advance`] moves it.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Kind::Fixed(Arc::new(Mutex::new(at))))
    }

    /// The machine's clock, off by some time: a node whose clock is wrong.
    pub fn wrong_by(skew: TimeDelta) -> Self {
        Self(Kind::Wrong(skew))
    }

    /// The instant of a fixed clock; none where time passes. What several machines must agree on is computed in the
    /// database, from this if there is one and else from the database's own clock.
    pub fn standing(&self) -> Option<DateTime<Utc>> {
        match &self.0 {
            Kind::Fixed(_) => Some(self.now()),
            Kind::System | Kind::Wrong(_) => None,
        }
    }

    /// Now, in UTC, cut to microseconds as PostgreSQL stores it.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.0 {
            Kind::System => Utc::now(),
            Kind::Wrong(skew) => Utc::now() + *skew,
            Kind::Fixed(at) => *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner),
        };
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    /// Moves a fixed clock; does nothing to the system's.
    pub fn advance(&self, by: TimeDelta) {
        if let Kind::Fixed(at) = &self.0 {
            *at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) += by;
        }
    }
}
