//! How long a failed job waits before its next attempt. Pure.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The wait after the first failure.
const BASE: Duration = Duration::from_secs(10);
/// No wait is longer.
const CEILING: Duration = Duration::from_secs(3600);

/// The wait after attempt number `attempt` (1 is the first): doubles each time up to an hour, and `random` (0 to 1) picks
/// a point in its upper half, so that jobs that failed together do not return together.
pub fn delay(attempt: i16, random: f64) -> Duration {
    let doublings = u32::from(attempt.saturating_sub(1).max(0).unsigned_abs()).min(20);
    let full = BASE.saturating_mul(1 << doublings).min(CEILING);
    full.mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
}

/// A random number from 0 to 1 of the operating system's generator.
pub fn random() -> f64 {
    f64::from(u32::from_le_bytes(cmis_base::secret::random_bytes::<4>())) / f64::from(u32::MAX)
}

/// The wait that a `Retry-After` header asks for: seconds, or an HTTP date. None for what is neither; a date that is past is
/// no wait at all.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(header).ok()?;
    Some((date.to_utc() - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{delay, retry_after};

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = "2026-11-21T10:00:00Z".parse().expect("an instant");
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_secs(120)));
        assert_eq!(retry_after("Sat, 21 Nov 2026 10:01:30 GMT", now), Some(Duration::from_secs(90)));
        assert_eq!(retry_after("Fri, 20 Nov 2026 10:01:30 GMT", now), Some(Duration::ZERO));
        for absurd in ["", "soon", "-5", "1.5", "99999999999999999999999"] {
            assert_eq!(retry_after(absurd, now), None, "{absurd}");
        }
    }

    #[test]
    fn the_wait_doubles_up_to_an_hour() {
        let waits: Vec<u64> = (1..=11).map(|attempt| delay(attempt, 1.0).as_secs()).collect();
        assert_eq!(waits, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(delay(i16::MAX, 1.0), Duration::from_secs(3600));
    }

    #[test]
    fn jitter_takes_up_to_half_of_it() {
        assert_eq!(delay(1, 0.0), Duration::from_secs(5));
        assert_eq!(delay(3, 0.5), Duration::from_secs(30));
    }
}
