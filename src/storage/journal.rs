//! What people ask in vain, and how much the guide helps: noted for moderators, naming nobody.
//!
//! No user, message, channel or server is told to the journal, so that it cannot keep any; a text gets in as a
//! [`MaskedQuestion`] alone, which blanks out what tells of people. Presses of a button are counted as they come: to count each
//! person once, it would have to remember persons.
//!
//! Events go through a bounded queue to a thread of their own, which writes them to `journal.sqlite`. Whatever becomes of
//! that file, nobody who asks waits for it.

mod event;
mod file;
mod item;
mod masking;
mod noting;
mod question;
mod queue;
mod similarity;
mod statistics;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rusqlite::Connection;

use crate::storage::database::DatabaseError;
use event::TimedEvent;
pub use event::{Gap, JournalEvent, RecordedOutcome};
use file::JournalFile;
pub use item::{UnansweredPage, UnansweredQuestion};
pub use question::MaskedQuestion;
use queue::JournalQueue;
pub use statistics::{DayCounts, QuestionCounts, Statistics};
use writer::JournalWriter;

/// How many days a question is kept after it was asked last, and a day's numbers.
pub const RETENTION_DAYS: i64 = 90;
/// Moderators are alerted when a question was asked in vain this often.
pub const ALERT_THRESHOLD: u32 = 5;
/// How often a dismissed question must be asked again to come back.
pub const RESURFACE_AFTER: u32 = 5;
/// How many questions are kept; of more, the rarest are dropped.
const MAX_QUESTIONS: i64 = 5_000;
/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// Tells the time in seconds since 1970.
type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The journal cannot be used just now: a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("the journal cannot be used just now ({0}); try again in a minute, and if it stays so look at DATA_DIR")]
pub struct JournalError(#[from] DatabaseError);

/// A journal; clones are the same one. What was recorded is written before the last of them is gone.
///
/// [`Self::record`] waits for nothing and may be called anywhere; everything else waits for the disk.
#[derive(Clone)]
pub struct Journal {
    /// None keeps nothing.
    kept: Option<Arc<OpenJournal>>,
}

/// How much of a journal waits to be written.
#[derive(Clone)]
pub struct JournalBacklog(Option<Arc<JournalQueue>>);

impl JournalBacklog {
    /// How many events wait to be written.
    pub fn waiting(&self) -> usize {
        self.0.as_ref().map_or(0, |queue| queue.len())
    }

    /// How many events were lost since the start because too many waited to be written.
    pub fn lost(&self) -> u64 {
        self.0.as_ref().map_or(0, |queue| queue.lost())
    }
}

struct OpenJournal {
    queue: Arc<JournalQueue>,
    file: Arc<JournalFile>,
    clock: Clock,
    thread: Option<JoinHandle<()>>,
}

impl Drop for OpenJournal {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Journal {
    /// The journal in `folder`. It is opened in the background; if that fails, it is logged and tried again.
    ///
    /// `clock` tells the time in seconds since 1970. `alert` is called, on the journal's thread, with a question that was
    /// asked in vain [`ALERT_THRESHOLD`] times, and with a dismissed one that comes back; it must not hold a clone of the journal.
    pub fn open(
        folder: &Path,
        clock: impl Fn() -> i64 + Send + Sync + 'static,
        alert: impl Fn(UnansweredQuestion) + Send + 'static,
    ) -> Self {
        let (queue, file, clock) =
            (Arc::<JournalQueue>::default(), Arc::new(JournalFile::new(folder)), Arc::new(clock) as Clock);
        let writer = JournalWriter::new(Arc::clone(&queue), Arc::clone(&file), Arc::clone(&clock), Box::new(alert));
        match thread::Builder::new().name("journal".to_owned()).spawn(|| writer.run()) {
            Ok(thread) => Self { kept: Some(Arc::new(OpenJournal { queue, file, clock, thread: Some(thread) })) },
            Err(error) => {
                tracing::warn!(%error, "there is no thread for the journal; nothing is noted until the next start");
                Self::disabled()
            }
        }
    }

    /// A journal that keeps nothing.
    pub fn disabled() -> Self {
        Self { kept: None }
    }

    /// Notes that something happened. Never waits; if too much waits to be written already, it is lost and counted.
    pub fn record(&self, event: JournalEvent) {
        if let Some(kept) = &self.kept {
            kept.queue.push(TimedEvent { event, time: (kept.clock)() });
        }
    }

    /// The questions asked in vain until now, most frequent first: `limit` of them after the first `offset`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn unanswered(&self, offset: usize, limit: usize) -> Result<UnansweredPage, JournalError> {
        self.flush();
        self.with(UnansweredPage::default(), |connection, _| item::page(connection, offset, limit))
    }

    /// One of these questions, dismissed or not; none if it is not kept any more.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn question(&self, id: i64) -> Result<Option<UnansweredQuestion>, JournalError> {
        self.with(None, |connection, _| item::find(connection, id))
    }

    /// Takes a question off the list until it was asked in vain [`RESURFACE_AFTER`] times more; `false` if it is not kept any
    /// more.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn dismiss(&self, id: i64) -> Result<bool, JournalError> {
        self.with(false, |connection, _| item::dismiss(connection, id))
    }

    /// What happened on the last `days` days, at most [`RETENTION_DAYS`], today included and until now.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn statistics(&self, days: u32) -> Result<Statistics, JournalError> {
        self.flush();
        self.with(Statistics::default(), |connection, now| statistics::read(connection, now, days))
    }

    /// What to tell by how much waits to be written. It does not keep the journal open.
    pub fn backlog(&self) -> JournalBacklog {
        JournalBacklog(self.kept.as_ref().map(|kept| Arc::clone(&kept.queue)))
    }

    /// Waits until what was recorded is written; `false` if that fails just now. Takes a moment at most, or some seconds while
    /// another process has the file locked.
    pub fn flush(&self) -> bool {
        self.kept.as_ref().is_none_or(|kept| kept.queue.flush())
    }

    fn with<T>(
        &self,
        none: T,
        work: impl FnOnce(&mut Connection, i64) -> rusqlite::Result<T>,
    ) -> Result<T, JournalError> {
        let Some(kept) = &self.kept else { return Ok(none) };
        Ok(kept.file.work(|connection| work(connection, (kept.clock)()))?)
    }
}

#[cfg(test)]
mod tests;
