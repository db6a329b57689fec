//! The thread that writes: what fails is tried again, and told once.

use std::sync::Arc;

use super::event::TimedEvent;
use super::file::JournalFile;
use super::item::UnansweredQuestion;
use super::queue::{CAPACITY, JournalQueue};
use super::{Clock, DAY, noting};
use crate::storage::database::DatabaseError;

/// Seconds between one report of lost events and the next.
const REPORT: i64 = 600;

/// Takes events from the queue to the file.
pub(super) struct JournalWriter {
    queue: Arc<JournalQueue>,
    file: Arc<JournalFile>,
    clock: Clock,
    alert: Box<dyn Fn(UnansweredQuestion) + Send>,
    in_hand: Vec<TimedEvent>,
    /// When what is too old was deleted last.
    expired: Option<i64>,
    /// Whether the last round failed.
    failing: bool,
    /// How many lost events were reported, and when.
    reported: (u64, Option<i64>),
}

/// Nobody waits for a writer that is gone.
impl Drop for JournalWriter {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl JournalWriter {
    pub(super) fn new(
        queue: Arc<JournalQueue>,
        file: Arc<JournalFile>,
        clock: Clock,
        alert: Box<dyn Fn(UnansweredQuestion) + Send>,
    ) -> Self {
        Self { queue, file, clock, alert, in_hand: Vec::new(), expired: None, failing: false, reported: (0, None) }
    }

    /// Writes until the queue is closed and all of it is written, or cannot be.
    pub(super) fn run(mut self) {
        loop {
            let more = self.queue.begin(&mut self.in_hand, self.failing);
            let outcome = self.round();
            self.report(outcome.err());
            let waiting = self.queue.end(self.in_hand.is_empty());
            if !more && (self.failing || waiting == 0) {
                return self.report_rest(waiting);
            }
        }
    }

    /// Deletes what is too old, once a day, and writes what is in hand.
    fn round(&mut self) -> Result<(), DatabaseError> {
        let now = (self.clock)();
        if self.expired.is_none_or(|last| (now - last).abs() >= DAY) {
            self.file.work(|connection| noting::expire(connection, now))?;
            self.expired = Some(now);
        }
        let gathered = self.file.work(|connection| noting::write(connection, &self.in_hand))?;
        tracing::debug!(events = self.in_hand.len(), "noted in the journal");
        self.in_hand.clear();
        gathered.into_iter().for_each(&self.alert);
        Ok(())
    }

    /// Tells of trouble when it begins and when it ends, and of losses now and then.
    fn report(&mut self, error: Option<DatabaseError>) {
        let path = self.file.path().display();
        match &error {
            Some(error) if !self.failing => tracing::warn!(
                "cannot write the journal {path}: {error}; answers go on, up to {CAPACITY} events are kept until it can be \
                 written, and should it be damaged, move it away"
            ),
            None if self.failing => tracing::info!("the journal {path} is written again"),
            _ => {}
        }
        self.failing = error.is_some();
        let (lost, now) = (self.queue.lost(), (self.clock)());
        let (reported, when) = self.reported;
        if lost > reported && when.is_none_or(|when| (now - when).abs() >= REPORT) {
            tracing::warn!(
                lost = lost - reported,
                "events are missing in the journal: more came than could be written"
            );
            self.reported = (lost, Some(now));
        }
    }

    fn report_rest(&self, waiting: usize) {
        let lost = self.queue.lost() - self.reported.0 + waiting as u64;
        if lost > 0 {
            tracing::warn!(lost, "events are missing in the journal: it could not be written to the end");
        }
    }
}
