//! The end of a connection: its meaning, and the pause before the next attempt. All of it is pure.

use std::time::Duration;

use crate::RunError;

/// The end of a connection, by what may follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disconnect {
    /// The session remains: Discord sends the events in between once it is resumed.
    Lost,
    /// The session is gone, so the bot has to log in again.
    SessionGone,
    /// Every further attempt would end in the same way.
    Refused(RunError),
}

impl Disconnect {
    /// Interprets the code of a close frame; `None` if the connection ended without one.
    pub fn from_close_code(code: Option<u16>) -> Self {
        match code {
            Some(4004) => Self::Refused(RunError::WrongToken),
            Some(4014) => Self::Refused(RunError::MissingIntent),
            Some(4010 | 4011) => Self::Refused(RunError::TooLarge),
            Some(code @ (4012 | 4013)) => Self::Refused(RunError::Outdated { code }),
            // Not logged in, an unknown sequence number, an expired session.
            Some(4003 | 4007 | 4009) => Self::SessionGone,
            _ => Self::Lost,
        }
    }
}

/// Pauses that double from `first` up to `longest`, with jitter, so that bots do not reconnect in step.
#[derive(Debug, Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl Backoff {
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, failures: 0 }
    }

    /// Returns the pause after another failure: between half of the full pause and all of it, as `random` goes from 0 to 1.
    pub fn next(&mut self, random: f64) -> Duration {
        let doubled = self.first.saturating_mul(1_u32.checked_shl(self.failures).unwrap_or(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        doubled.min(self.longest).mul_f64(0.5 + random.clamp(0.0, 1.0) / 2.0)
    }

    /// Makes the next failure count as the first one again.
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
    fn only_an_end_that_may_pass_is_followed_by_another_attempt() {
        for code in [None, Some(1000), Some(1001), Some(1006), Some(4000), Some(4008), Some(4999)] {
            assert_eq!(Disconnect::from_close_code(code), Disconnect::Lost, "{code:?}");
        }
        assert_eq!(Disconnect::from_close_code(Some(4009)), Disconnect::SessionGone);
        for code in [4004, 4010, 4011, 4012, 4013, 4014] {
            assert!(matches!(Disconnect::from_close_code(Some(code)), Disconnect::Refused(_)), "{code}");
        }
    }

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
