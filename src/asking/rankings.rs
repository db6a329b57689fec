//! Rankings of questions that were asked a short while ago: in a busy server many people ask the same.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::storage::Snapshot;
use discord::Bounded;
use matching::decide::Decision;
use matching::{Query, QueryRanking};

/// How many rankings are remembered: each takes some kilobytes.
const REMEMBERED: usize = 200;

/// The rankings of one state of the FAQ.
#[derive(Debug)]
pub struct Rankings(Mutex<Known>);

#[derive(Debug)]
struct Known {
    /// What gave them; of another state of the FAQ they say nothing.
    snapshot: Weak<Snapshot>,
    rankings: Bounded<Query, Arc<QueryRanking>>,
}

impl Default for Rankings {
    fn default() -> Self {
        Self(Mutex::new(Known::of(Weak::new())))
    }
}

impl Known {
    fn of(snapshot: Weak<Snapshot>) -> Self {
        Self { snapshot, rankings: Bounded::new(REMEMBERED) }
    }
}

impl Rankings {
    /// What `snapshot` decides on a question as it was typed.
    pub fn decide<'snapshot>(&self, snapshot: &'snapshot Arc<Snapshot>, question: &str) -> Decision<'snapshot> {
        snapshot.decide_by(question, |query| self.rank(snapshot, query))
    }

    fn rank(&self, snapshot: &Arc<Snapshot>, query: &Query) -> Arc<QueryRanking> {
        let known = self.known(snapshot).rankings.get(query).map(Arc::clone);
        known.unwrap_or_else(|| {
            // Nobody else waits while it is made.
            let ranked = Arc::new(snapshot.rank(query));
            self.known(snapshot).rankings.insert_new(query.clone(), Arc::clone(&ranked));
            ranked
        })
    }

    /// What is known of this snapshot; of any other it is forgotten.
    fn known(&self, snapshot: &Arc<Snapshot>) -> MutexGuard<'_, Known> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.snapshot.as_ptr() != Arc::as_ptr(snapshot) {
            *known = Known::of(Arc::downgrade(snapshot));
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::storage::{Store, StoreOptions};

    const FAQ: &str = "entries:\n  - id: pain\n    question: Does it hurt?\n    answer: No.\n";

    fn snapshot() -> Arc<Snapshot> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, FAQ).unwrap();
        Store::open(&path, StoreOptions::default()).unwrap().current()
    }

    #[test]
    fn what_was_asked_before_is_ranked_once() {
        let (rankings, snapshot) = (Rankings::default(), snapshot());
        let first = rankings.rank(&snapshot, &Query::new("Does it HURT?  I wonder."));
        assert!(Arc::ptr_eq(&first, &rankings.rank(&snapshot, &Query::new("<@12> does *it* hurt? i wonder."))));
        assert!(!Arc::ptr_eq(&first, &rankings.rank(&snapshot, &Query::new("does it hurt, I wonder"))));
        assert_eq!(rankings.decide(&snapshot, "does it hurt"), snapshot.decide("does it hurt"));
    }

    #[test]
    fn another_state_of_the_faq_ranks_anew() {
        let (rankings, before, after) = (Rankings::default(), snapshot(), snapshot());
        let first = rankings.rank(&before, &Query::new("does it hurt"));
        let second = rankings.rank(&after, &Query::new("does it hurt"));
        assert!(!Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&second, &rankings.rank(&after, &Query::new("does it hurt"))));
        assert!(!Arc::ptr_eq(&first, &rankings.rank(&before, &Query::new("does it hurt"))));
    }
}
