//! What waits to be written: bounded, so that a journal that cannot be written costs little memory and no answer.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::event::TimedEvent;

/// How many events wait at most; what comes then is lost.
pub(super) const CAPACITY: usize = 1_000;
/// How many events are written at once: a reader waits no longer than for these.
const BATCH: usize = 200;
/// How long the writer rests after a failure.
const RETRY: Duration = Duration::from_secs(5);
/// How long the writer waits for further events once there is one: many are written with little more work than one. A
/// reader does not wait for that.
const GATHER: Duration = Duration::from_millis(250);
/// How long the writer rests with nothing to write: it also deletes what is too old.
const IDLE: Duration = Duration::from_secs(3600);

/// The events between those who tell and the one who writes. The writer works in rounds.
pub(super) struct JournalQueue {
    waiting: Mutex<QueueState>,
    changed: Condvar,
}

#[derive(Default)]
struct QueueState {
    events: VecDeque<TimedEvent>,
    /// Taken by the writer and not written yet.
    in_hand: usize,
    /// How many were let in, and how many of them are written, since the beginning.
    pushed: u64,
    written: u64,
    /// What did not fit, since the beginning.
    lost: u64,
    /// Somebody waits for a round.
    called: bool,
    closed: bool,
    /// The number of the round that was begun last, of the one that ended last, and of the last that failed.
    begun: u64,
    ended: u64,
    failed: u64,
}

impl QueueState {
    fn len(&self) -> usize {
        self.events.len() + self.in_hand
    }
}

/// Empty, with a first round to be done at once: it finds out whether the file can be written.
impl Default for JournalQueue {
    fn default() -> Self {
        let waiting = QueueState { called: true, ..QueueState::default() };
        Self { waiting: Mutex::new(waiting), changed: Condvar::new() }
    }
}

impl JournalQueue {
    /// Adds an event if there is room.
    pub(super) fn push(&self, event: TimedEvent) {
        let mut waiting = self.waiting();
        if waiting.len() < CAPACITY && !waiting.closed {
            waiting.events.push_back(event);
            waiting.pushed += 1;
            // The writer that gathers more wakes by itself, or once there is a batch.
            if matches!(waiting.events.len(), 1 | BATCH) {
                self.changed.notify_all();
            }
        } else {
            waiting.lost += 1;
        }
    }

    /// How many events are not written yet.
    pub(super) fn len(&self) -> usize {
        self.waiting().len()
    }

    /// How many events were lost since the beginning.
    pub(super) fn lost(&self) -> u64 {
        self.waiting().lost
    }

    /// Has the writer do a round at once. Whether all that was pushed before is written; `false` once a round failed.
    pub(super) fn flush(&self) -> bool {
        let mut waiting = self.waiting();
        waiting.called = true;
        self.changed.notify_all();
        // What comes later is not waited for: it may never end.
        let (before, pushed) = (waiting.begun, waiting.pushed);
        let undecided = |waiting: &mut QueueState| {
            let written = waiting.ended > before && waiting.written >= pushed;
            !written && waiting.failed <= before && !waiting.closed
        };
        let waiting = self.changed.wait_while(waiting, undecided).unwrap_or_else(PoisonError::into_inner);
        waiting.written >= pushed
    }

    /// Lets nothing more in, and the writer end after a last round.
    pub(super) fn close(&self) {
        self.waiting().closed = true;
        self.changed.notify_all();
    }

    /// Waits until there is something to do, a little longer for what comes together, and gives the writer what to write if
    /// it has nothing in hand. After a failure it waits longer. `false` if this is the last round.
    pub(super) fn begin(&self, in_hand: &mut Vec<TimedEvent>, after_failure: bool) -> bool {
        let patience = if after_failure { RETRY } else { IDLE };
        let resting = |waiting: &mut QueueState| {
            let work = waiting.len() > 0 && !after_failure;
            !work && !waiting.called && !waiting.closed
        };
        let waiting = self.changed.wait_timeout_while(self.waiting(), patience, resting);
        let (waiting, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        let gathering = |waiting: &mut QueueState| {
            let few = (1..BATCH).contains(&waiting.events.len());
            few && in_hand.is_empty() && !waiting.called && !waiting.closed
        };
        let waiting = self.changed.wait_timeout_while(waiting, GATHER, gathering);
        let (mut waiting, _) = waiting.unwrap_or_else(PoisonError::into_inner);
        if in_hand.is_empty() {
            let batch = waiting.events.len().min(BATCH);
            in_hand.extend(waiting.events.drain(..batch));
            waiting.in_hand = in_hand.len();
        }
        waiting.called = false;
        waiting.begun += 1;
        !waiting.closed
    }

    /// Ends a round; `written` if nothing of it is left in the writer's hand. How many events still wait.
    pub(super) fn end(&self, written: bool) -> usize {
        let mut waiting = self.waiting();
        waiting.ended = waiting.begun;
        if written {
            waiting.written += std::mem::take(&mut waiting.in_hand) as u64;
        } else {
            waiting.failed = waiting.begun;
        }
        self.changed.notify_all();
        waiting.len()
    }

    fn waiting(&self) -> MutexGuard<'_, QueueState> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
