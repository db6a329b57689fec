//! What to make of a request's failure: pure.

use std::time::Duration;

/// How often a request is tried in all.
pub const TRIES: u32 = 3;
/// How many tries may remain without an answer.
pub const LATE: u32 = 2;
/// The longest that Discord is waited for in all when it asks for a pause. After that nobody waits for the reply.
pub const LONGEST: Duration = Duration::from_secs(60);
/// Longer than Discord ever asks for: whatever says so is as good as nothing.
const ABSURD: Duration = Duration::from_secs(48 * 60 * 60);
/// The pause after a first failure that names none; the second is twice as long.
const PAUSE: Duration = Duration::from_millis(500);
/// The least pause after a limit on the whole bot, which may come more often than a request is tried.
const LEAST: Duration = Duration::from_millis(100);

/// What came in the way of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// There have been too many.
    Limited {
        /// The header `Retry-After`, whatever stands in it.
        retry_after: Option<&'a str>,
        /// Whether it is no fault of this request: there have been too many of the whole bot's.
        of_all: bool,
    },
    /// No answer came in time.
    Late,
    /// No connection, or a fault of Discord's.
    Passing,
    /// Discord refuses it, and would again.
    Lasting,
}

/// The tries of one request so far.
#[derive(Debug, Default)]
pub struct Tries {
    tried: u32,
    late: u32,
    waited: Duration,
}

impl Tries {
    /// Takes note of a try that failed: the pause before anything like it is tried, and whether to try this one again.
    /// `random` is from 0 to 1.
    pub fn after(&mut self, trouble: Trouble<'_>, random: f64) -> (Duration, bool) {
        let (asked, of_all) = match trouble {
            Trouble::Limited { retry_after, of_all } => (seconds(retry_after), of_all),
            _ => (None, false),
        };
        // A request that only came at the wrong time has not been tried, as long as it is told when to come.
        self.tried += u32::from(!of_all || asked.is_none());
        self.late += u32::from(trouble == Trouble::Late);
        let own = PAUSE.saturating_mul(1 << self.tried.saturating_sub(1).min(16)).mul_f64(0.5 + random / 2.0);
        let pause = match trouble {
            // It was waited for long enough.
            Trouble::Late => Duration::ZERO,
            Trouble::Limited { .. } if of_all => asked.unwrap_or(own).max(LEAST),
            _ => asked.unwrap_or(own),
        };
        self.waited = self.waited.saturating_add(pause);
        let worth_it = trouble != Trouble::Lasting && self.tried < TRIES && self.late < LATE;
        (pause, worth_it && self.waited <= LONGEST)
    }

    /// Whether it has been tried more than once.
    pub fn several(&self) -> bool {
        self.tried > 1
    }
}

/// A header's seconds, whole or not. What is no number, or an absurd one, is as good as nothing.
pub fn seconds(header: Option<&str>) -> Option<Duration> {
    let seconds = Duration::try_from_secs_f64(header?.trim().parse().ok()?).ok()?;
    (seconds <= ABSURD).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn limit(retry_after: Option<&str>) -> Trouble<'_> {
        Trouble::Limited { retry_after, of_all: false }
    }

    fn limited(retry_after: Option<&str>) -> (Duration, bool) {
        Tries::default().after(limit(retry_after), 1.0)
    }

    /// Whether each of these failures is worth another try.
    fn tried_again(troubles: &[Trouble<'_>]) -> Vec<bool> {
        let mut tries = Tries::default();
        troubles.iter().map(|trouble| tries.after(*trouble, 1.0).1).collect()
    }

    #[test]
    fn a_pause_that_discord_asks_for_is_kept() {
        assert_eq!(limited(Some("2.5")), (Duration::from_millis(2_500), true));
        assert_eq!(limited(Some("60")), (LONGEST, true));
        assert_eq!(limited(Some("61")), (LONGEST + Duration::from_secs(1), false), "nobody waits for it");
        assert_eq!(limited(Some("86400")), (DAY, false));
    }

    #[test]
    fn an_absurd_pause_is_not() {
        for endless in ["1e300", "inf", "999999999999999999999"] {
            assert_eq!(limited(Some(endless)), (PAUSE, true), "{endless}");
        }
        for nonsense in [None, Some(""), Some("soon"), Some("-1"), Some("NaN"), Some("Wed, 21 Oct 2015 07:28:00 GMT")] {
            assert_eq!(limited(nonsense), (PAUSE, true), "{nonsense:?}");
        }
    }

    #[test]
    fn what_cannot_pass_is_not_tried_again() {
        assert_eq!(tried_again(&[Trouble::Lasting]), [false]);
        assert_eq!(tried_again(&[Trouble::Passing; 3]), [true, true, false]);
        assert_eq!(tried_again(&[Trouble::Late; 2]), [true, false]);
    }

    #[test]
    fn a_limit_on_the_whole_bot_is_no_try() {
        let all = |retry_after| Trouble::Limited { retry_after: Some(retry_after), of_all: true };
        assert_eq!(tried_again(&[all("10"); 7]), [true, true, true, true, true, true, false], "a minute in all");
        assert_eq!(tried_again(&[all("soon"); 3]), [true, true, false]);
        assert_eq!(Tries::default().after(all("0"), 1.0), (LEAST, true));
    }

    proptest! {
        #[test]
        fn no_request_takes_longer_than_a_minute(headers in prop::collection::vec("[0-9.e-]{0,9}", 5), random in 0.0..=1.0) {
            let (mut tries, mut waited) = (Tries::default(), Duration::ZERO);
            for (tried, header) in (1..).zip(&headers) {
                let (pause, again) = tries.after(limit(Some(header)), random);
                if !again { break }
                prop_assert!(tried < TRIES);
                waited += pause;
            }
            prop_assert!(waited <= LONGEST);
        }
    }
}
