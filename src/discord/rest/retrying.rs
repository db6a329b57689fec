//! What to make of a request's failure: pure.

use std::time::Duration;

/// How often a request is tried in all.
pub const TRIES: u32 = 3;
/// The longest that Discord is waited for in all when it asks for a pause. After that nobody waits for the reply.
pub const LONGEST: Duration = Duration::from_secs(60);
/// The pause after a first failure that names none; the second is twice as long.
const PAUSE: Duration = Duration::from_millis(500);

/// What came in the way of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// There have been too many.
    Limited {
        /// The header `Retry-After`, whatever stands in it.
        retry_after: Option<&'a str>,
    },
    /// No connection, or a fault of Discord's.
    Passing,
    /// Discord refuses it, and would again.
    Lasting,
}

/// The pause before the next try; `None` if there should be none. `tried` counts the tries so far, `waited` is what was
/// waited for in earlier pauses, and `random` is from 0 to 1.
pub fn pause(trouble: Trouble<'_>, tried: u32, waited: Duration, random: f64) -> Option<Duration> {
    let own = PAUSE.saturating_mul(1 << tried.saturating_sub(1).min(16)).mul_f64(0.5 + random / 2.0);
    let pause = match trouble {
        Trouble::Limited { retry_after } => seconds(retry_after).unwrap_or(own),
        Trouble::Passing => own,
        Trouble::Lasting => return None,
    };
    (tried < TRIES && waited.saturating_add(pause) <= LONGEST).then_some(pause)
}

/// A header's seconds, whole or not. What is no number is as good as nothing.
pub fn seconds(header: Option<&str>) -> Option<Duration> {
    let seconds: f64 = header?.trim().parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok().or_else(|| (seconds > 0.0).then_some(Duration::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(trouble: Trouble<'_>, tried: u32) -> Option<Duration> {
        pause(trouble, tried, Duration::ZERO, 1.0)
    }

    fn limited(retry_after: Option<&str>) -> Option<Duration> {
        after(Trouble::Limited { retry_after }, 1)
    }

    #[test]
    fn a_pause_that_discord_asks_for_is_kept() {
        assert_eq!(limited(Some("2.5")), Some(Duration::from_millis(2_500)));
        assert_eq!(limited(Some("60")), Some(LONGEST));
    }

    #[test]
    fn an_absurd_pause_is_not() {
        for endless in ["61", "1e300", "inf", "999999999999999999999"] {
            assert_eq!(limited(Some(endless)), None, "{endless}");
        }
        for nonsense in [None, Some(""), Some("soon"), Some("-1"), Some("NaN"), Some("Wed, 21 Oct 2015 07:28:00 GMT")] {
            assert_eq!(limited(nonsense), Some(PAUSE), "{nonsense:?}");
        }
    }

    #[test]
    fn what_cannot_pass_is_not_tried_again() {
        assert_eq!(after(Trouble::Lasting, 1), None);
        assert_eq!((after(Trouble::Passing, 2), after(Trouble::Passing, TRIES)), (Some(2 * PAUSE), None));
    }

    proptest! {
        #[test]
        fn no_request_takes_longer_than_a_minute(headers in prop::collection::vec("[0-9.e-]{0,9}", 5), random in 0.0..=1.0) {
            let mut waited = Duration::ZERO;
            for (tried, header) in (1..).zip(&headers) {
                let trouble = Trouble::Limited { retry_after: Some(header) };
                let Some(pause) = pause(trouble, tried, waited, random) else { break };
                prop_assert!(tried < TRIES);
                waited += pause;
            }
            prop_assert!(waited <= LONGEST);
        }
    }
}
