//! How long a failed job waits before its next attempt. Pure.

use std::time::Duration;

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::delay;

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
