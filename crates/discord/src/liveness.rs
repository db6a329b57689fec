//! Signs of life: each connection to Discord tells when its next one is due, and somebody else looks whether it came.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::Instant;

/// When a connection's next sign is due; none while nobody can tell.
#[derive(Debug, Default)]
struct Due(Mutex<Option<Instant>>);

impl Due {
    fn set(&self, due: Option<Instant>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = due;
    }

    fn is_over(&self, now: Instant) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|due| due < now)
    }
}

/// The connections that give signs.
#[derive(Debug, Default)]
pub(crate) struct Signs(Mutex<Vec<Weak<Due>>>);

impl Signs {
    /// One more connection, until what this gives is dropped.
    pub(crate) fn expected(&self) -> Expected {
        let due = Arc::default();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(&due));
        Expected(due)
    }

    /// Whether one of them gave none when it was due.
    pub(crate) fn missing(&self) -> bool {
        let (mut signs, now) = (self.0.lock().unwrap_or_else(PoisonError::into_inner), Instant::now());
        signs.retain(|due| due.strong_count() > 0);
        signs.iter().filter_map(Weak::upgrade).any(|due| due.is_over(now))
    }
}

/// A connection that gives signs.
#[derive(Debug)]
pub(crate) struct Expected(Arc<Due>);

impl Expected {
    /// This is a sign; the next one comes `within` this time, or nobody can tell when.
    pub(crate) fn within(&self, within: Option<Duration>) {
        self.0.set(within.and_then(|within| Instant::now().checked_add(within)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn each_connection_must_give_its_own_signs() {
        let signs = Signs::default();
        let (one, other) = (signs.expected(), signs.expected());
        one.within(Some(2 * SECOND));
        for _ in 0..3 {
            other.within(Some(2 * SECOND));
            tokio::time::advance(SECOND).await;
        }
        assert!(signs.missing());
        one.within(Some(2 * SECOND));
        assert!(!signs.missing());
        other.within(None);
        tokio::time::advance(2 * SECOND).await;
        assert!(!signs.missing(), "due just now");
        drop(one);
        tokio::time::advance(SECOND).await;
        assert!(!signs.missing(), "one is gone, nobody can tell of the other");
    }
}
