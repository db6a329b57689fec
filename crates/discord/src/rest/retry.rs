//! The retry policy: whether and when a request that failed is attempted again. It is pure.

use std::time::Duration;

use super::request::Idempotency;
use crate::RequestFailure;

/// The number of attempts at a request.
const MAX_ATTEMPTS: u32 = 3;
/// The number of attempts that may time out.
pub const MAX_TIMEOUTS: u32 = 2;
/// The longest sum of the pauses that Discord asks for. After that the reply would come too late to be of use.
pub const MAX_TOTAL_WAIT: Duration = Duration::from_secs(60);
/// The longest pause that Discord could mean; a longer one is ignored.
const MAX_CREDIBLE_PAUSE: Duration = Duration::from_secs(48 * 60 * 60);
/// The pause after a first failure for which Discord names none. It doubles with each attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The shortest pause after a limit on the whole bot, which may come more often than a request is attempted.
const MIN_SHARED_PAUSE: Duration = Duration::from_millis(100);

/// A failed attempt, as far as the policy depends on it.
#[derive(Debug, Clone, Copy)]
pub struct FailedAttempt {
    pub failure: RequestFailure,
    /// The pause that Discord asks for.
    pub retry_after: Option<Duration>,
    /// Other requests caused the limit: it applies to the whole bot.
    pub is_shared_limit: bool,
}

/// The policy's answer to a failed attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry {
    /// The time until a similar request may be sent.
    pub pause: Duration,
    /// This request is attempted again.
    pub again: bool,
}

/// The failed attempts at one request.
#[derive(Debug)]
pub struct RetryPolicy {
    idempotency: Idempotency,
    attempts: u32,
    timeouts: u32,
    waited: Duration,
}

impl RetryPolicy {
    pub fn new(idempotency: Idempotency) -> Self {
        Self { idempotency, attempts: 0, timeouts: 0, waited: Duration::ZERO }
    }

    /// Records a failed attempt and decides what follows; `random` is from 0 to 1.
    pub fn after(&mut self, failed: FailedAttempt, random: f64) -> Retry {
        let FailedAttempt { failure, retry_after, is_shared_limit } = failed;
        // A request that only came at the wrong time does not count as attempted if Discord says when to come.
        if !is_shared_limit || retry_after.is_none() {
            self.attempts += 1;
        }
        if failure == RequestFailure::Timeout {
            self.timeouts += 1;
        }
        let doublings = self.attempts.saturating_sub(1).min(16);
        let backoff = FIRST_PAUSE.saturating_mul(1 << doublings).mul_f64(0.5 + random / 2.0);
        let pause = match failure {
            // The timeout was pause enough.
            RequestFailure::Timeout if self.is_retryable(failure) => Duration::ZERO,
            RequestFailure::RateLimited if is_shared_limit => retry_after.unwrap_or(backoff).max(MIN_SHARED_PAUSE),
            RequestFailure::RateLimited => retry_after.unwrap_or(backoff),
            _ => backoff,
        };
        self.waited = self.waited.saturating_add(pause);
        let may_help = self.is_retryable(failure) && self.attempts < MAX_ATTEMPTS && self.timeouts < MAX_TIMEOUTS;
        Retry { pause, again: may_help && self.waited <= MAX_TOTAL_WAIT }
    }

    /// Reports whether another attempt may succeed and does no harm.
    fn is_retryable(&self, failure: RequestFailure) -> bool {
        match failure {
            RequestFailure::RateLimited | RequestFailure::Unreached => true,
            RequestFailure::Refused => false,
            // An acknowledgement that timed out is too late for a second attempt.
            RequestFailure::Timeout => self.idempotency == Idempotency::Idempotent,
            RequestFailure::ServerError | RequestFailure::Broken => self.idempotency != Idempotency::NotIdempotent,
        }
    }

    /// Reports whether the request has failed more than once.
    pub fn has_retried(&self) -> bool {
        self.attempts > 1
    }
}

/// Reads the seconds of a header, which need not be whole. Returns `None` for anything but a credible number.
pub fn parse_seconds(header: Option<&str>) -> Option<Duration> {
    let seconds = header?.trim().parse().ok()?;
    let duration = Duration::try_from_secs_f64(seconds).ok()?;
    (duration <= MAX_CREDIBLE_PAUSE).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn policy() -> RetryPolicy {
        RetryPolicy::new(Idempotency::Idempotent)
    }

    fn failed(failure: RequestFailure) -> FailedAttempt {
        FailedAttempt { failure, retry_after: None, is_shared_limit: false }
    }

    fn limited(retry_after: Option<&str>) -> FailedAttempt {
        FailedAttempt { retry_after: parse_seconds(retry_after), ..failed(RequestFailure::RateLimited) }
    }

    fn shared(retry_after: &str) -> FailedAttempt {
        FailedAttempt { is_shared_limit: true, ..limited(Some(retry_after)) }
    }

    fn after_limit(retry_after: Option<&str>) -> (Duration, bool) {
        let Retry { pause, again } = policy().after(limited(retry_after), 1.0);
        (pause, again)
    }

    /// Returns for each of these failures of one request whether it is attempted again.
    fn retries(idempotency: Idempotency, failures: &[FailedAttempt]) -> Vec<bool> {
        let mut policy = RetryPolicy::new(idempotency);
        failures.iter().map(|failed| policy.after(*failed, 1.0).again).collect()
    }

    #[test]
    fn the_pause_that_discord_asks_for_is_respected() {
        assert_eq!(after_limit(Some("2.5")), (Duration::from_millis(2_500), true));
        assert_eq!(after_limit(Some("60")), (MAX_TOTAL_WAIT, true));
        assert_eq!(after_limit(Some("61")), (MAX_TOTAL_WAIT + Duration::from_secs(1), false), "too long to wait");
        assert_eq!(after_limit(Some("86400")), (DAY, false));
    }

    #[test]
    fn an_absurd_pause_is_ignored() {
        for endless in ["1e300", "inf", "999999999999999999999"] {
            assert_eq!(after_limit(Some(endless)), (FIRST_PAUSE, true), "{endless}");
        }
        for nonsense in [None, Some(""), Some("soon"), Some("-1"), Some("NaN"), Some("Wed, 21 Oct 2015 07:28:00 GMT")] {
            assert_eq!(after_limit(nonsense), (FIRST_PAUSE, true), "{nonsense:?}");
        }
    }

    #[test]
    fn failures_that_may_pass_are_retried() {
        let idempotent = |failure, times| retries(Idempotency::Idempotent, &vec![failed(failure); times]);
        assert_eq!(idempotent(RequestFailure::Refused, 1), [false]);
        assert_eq!(idempotent(RequestFailure::ServerError, 3), [true, true, false]);
        assert_eq!(idempotent(RequestFailure::Unreached, 3), [true, true, false]);
        assert_eq!(idempotent(RequestFailure::Timeout, 2), [true, false]);
    }

    #[test]
    fn a_request_that_discord_may_have_received_is_retried_only_where_it_cannot_count_twice() {
        let first = |idempotency, failure| retries(idempotency, &[failed(failure)])[0];
        for failure in [RequestFailure::ServerError, RequestFailure::Broken] {
            assert!(first(Idempotency::Acknowledgement, failure));
            assert!(!first(Idempotency::NotIdempotent, failure));
        }
        assert!(!first(Idempotency::Acknowledgement, RequestFailure::Timeout));
        assert!(!first(Idempotency::NotIdempotent, RequestFailure::Timeout));
        assert!(first(Idempotency::NotIdempotent, RequestFailure::Unreached), "Discord does not know of it");
    }

    #[test]
    fn a_limit_on_the_whole_bot_does_not_count_as_an_attempt() {
        let seven = retries(Idempotency::Idempotent, &[shared("10"); 7]);
        assert_eq!(seven, [true, true, true, true, true, true, false], "a minute in all");
        assert_eq!(retries(Idempotency::Idempotent, &[shared("soon"); 3]), [true, true, false]);
        assert_eq!(policy().after(shared("0"), 1.0), Retry { pause: MIN_SHARED_PAUSE, again: true });
    }

    proptest! {
        #[test]
        fn no_request_takes_longer_than_a_minute(headers in prop::collection::vec("[0-9.e-]{0,9}", 5), random in 0.0..=1.0) {
            let mut policy = policy();
            let mut waited = Duration::ZERO;
            for (attempt, header) in (1..).zip(&headers) {
                let retry = policy.after(limited(Some(header)), random);
                if !retry.again { break }
                prop_assert!(attempt < MAX_ATTEMPTS);
                waited += retry.pause;
            }
            prop_assert!(waited <= MAX_TOTAL_WAIT);
        }
    }
}
