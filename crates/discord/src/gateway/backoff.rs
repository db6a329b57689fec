//! How long to wait before the next attempt: longer each time, and never in step with other bots.

use std::time::Duration;

/// Pauses that double from `first` up to `longest`.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    /// No attempt has failed yet.
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0 }
    }

    /// The pause after one more failure, at least half of what it is at most; `random` is from 0 to 1.
    pub fn next(&mut self, random: f64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        doubled.min(self.longest).mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }

    /// All is well: the next failure is the first one again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut backoff = Backoff::new(SECOND, 12 * SECOND);
        let pauses: Vec<u64> = (0..6).map(|_| backoff.next(1.0).as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 12, 12]);
        backoff.reset();
        assert_eq!(backoff.next(0.0), SECOND / 2);
    }

    proptest! {
        #[test]
        fn no_pause_is_out_of_bounds(failures in 0_usize..100, random in 0.0_f64..=1.0) {
            let mut backoff = Backoff::new(SECOND, 12 * SECOND);
            let pause = (0..=failures).map(|_| backoff.next(random)).last().unwrap();
            prop_assert!(pause >= SECOND / 2 && pause <= 12 * SECOND);
        }
    }
}
