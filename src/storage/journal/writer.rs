//! The queue of events, the thread that writes them, and the database that it writes to.
//!
//! The queue is bounded, so that a journal that cannot be written costs little memory and delays no answer. The thread works in
//! rounds: it takes a batch, writes it, and keeps it for the next round if that fails.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use super::unanswered::UnansweredQuestion;
use super::{JournalEvent, Place, SECONDS_PER_DAY, unanswered};
use crate::clock::Clock;
use crate::storage::database::{self, DatabaseError};

/// The number of events that can wait; more are lost.
const QUEUE_CAPACITY: usize = 1_000;
/// The number of events that are written at once, for which a reader has to wait at most.
const BATCH_SIZE: usize = 200;
/// The pause after a failure.
const RETRY_PAUSE: Duration = Duration::from_secs(5);
/// How long the thread collects further events after the first: many are written with little more work than one. A reader
/// does not wait for this.
const COLLECT_TIME: Duration = Duration::from_millis(250);
/// The longest pause without events: rounds also delete what has expired.
const IDLE_PAUSE: Duration = Duration::from_secs(3600);
/// Seconds between two reports of lost events.
const LOSS_REPORT_INTERVAL: i64 = 600;
/// How long a statement waits for a lock of another process. Events are written later anyway, but a moderator waits for this.
const LOCK_TIMEOUT: Duration = Duration::from_millis(250);

/// Times are seconds since 1970, days are days since then.
///
/// `telling` holds the keywords by which similar questions are merged, separated by spaces, and `tellings` their number. `nearest`
/// holds entry ids, separated by spaces. A question is listed if it went unanswered `shown_from` times: 0 until it is dismissed.
/// `kind` is "referred", or "not-meant" where "Not what I asked" was pressed below the answer; earlier, one row counted both.
pub(super) const MIGRATIONS: [&str; 4] = [
    "
    CREATE TABLE questions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        telling TEXT NOT NULL UNIQUE,
        tellings INTEGER NOT NULL,
        text TEXT NOT NULL,
        nearest TEXT NOT NULL,
        gap TEXT,
        referred INTEGER NOT NULL,
        not_meant INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        shown_from INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX questions_by_tellings ON questions (tellings);
    CREATE INDEX questions_by_last ON questions (last);
    CREATE TABLE counters (
        day INTEGER NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (day, kind, id)
    ) STRICT, WITHOUT ROWID;
",
    "
    CREATE TABLE new_questions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        telling TEXT NOT NULL,
        tellings INTEGER NOT NULL,
        text TEXT NOT NULL,
        nearest TEXT NOT NULL,
        gap TEXT,
        asked INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        shown_from INTEGER NOT NULL DEFAULT 0,
        UNIQUE (kind, telling)
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq) SELECT 'new_questions', seq FROM sqlite_sequence WHERE name = 'questions';
    INSERT INTO new_questions
        SELECT id, 'referred', telling, tellings, text, nearest, gap, referred, first, last,
            max(0, shown_from - not_meant)
        FROM questions WHERE referred > 0;
    INSERT INTO new_questions
        SELECT CASE referred WHEN 0 THEN id END, 'not-meant', telling, tellings, text, nearest, NULL, not_meant, first,
            last, max(0, shown_from - referred)
        FROM questions WHERE not_meant > 0;
    DROP TABLE questions;
    ALTER TABLE new_questions RENAME TO questions;
    CREATE INDEX questions_by_tellings ON questions (kind, tellings);
    CREATE INDEX questions_by_last ON questions (last);
",
    // `server` is empty for the home server and for direct messages; earlier, nothing was kept apart.
    "
    CREATE TABLE placed_questions (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        server TEXT NOT NULL,
        kind TEXT NOT NULL,
        telling TEXT NOT NULL,
        tellings INTEGER NOT NULL,
        text TEXT NOT NULL,
        nearest TEXT NOT NULL,
        gap TEXT,
        asked INTEGER NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        shown_from INTEGER NOT NULL DEFAULT 0,
        UNIQUE (server, kind, telling)
    ) STRICT;
    INSERT INTO sqlite_sequence (name, seq)
        SELECT 'placed_questions', seq FROM sqlite_sequence WHERE name = 'questions';
    INSERT INTO placed_questions
        SELECT id, '', kind, telling, tellings, text, nearest, gap, asked, first, last, shown_from FROM questions;
    DROP TABLE questions;
    ALTER TABLE placed_questions RENAME TO questions;
    CREATE INDEX questions_by_tellings ON questions (server, kind, tellings);
    CREATE INDEX questions_by_last ON questions (last);
    CREATE TABLE placed_counters (
        day INTEGER NOT NULL,
        server TEXT NOT NULL,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (day, server, kind, id)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO placed_counters SELECT day, '', kind, id, count FROM counters;
    DROP TABLE counters;
    ALTER TABLE placed_counters RENAME TO counters;
",
    // The tag of the question's language if that is not the FAQ's.
    "
    ALTER TABLE questions ADD COLUMN language TEXT",
];

/// An event and its time in seconds since 1970.
#[derive(Debug, Clone)]
pub(super) struct TimedEvent {
    pub event: JournalEvent,
    pub place: Place,
    pub time: i64,
}

/// The queue between the threads that record events and the one that writes them.
pub(super) struct JournalQueue {
    state: Mutex<QueueState>,
    changed: Condvar,
}

#[derive(Default)]
struct QueueState {
    events: VecDeque<TimedEvent>,
    /// The number of events that the writer has taken and not written yet.
    in_hand: usize,
    /// Totals since the start: accepted, written, and lost because the queue was full.
    pushed: u64,
    written: u64,
    lost: u64,
    /// Whether a round is wanted at once.
    is_flush_requested: bool,
    is_closed: bool,
    /// The numbers of the last round that began, that ended, and that failed.
    begun: u64,
    ended: u64,
    failed: u64,
}

impl QueueState {
    fn len(&self) -> usize {
        self.events.len() + self.in_hand
    }

    fn is_urgent(&self) -> bool {
        self.is_flush_requested || self.is_closed
    }
}

/// An empty queue whose first round is due at once: it finds out whether the file can be written.
impl Default for JournalQueue {
    fn default() -> Self {
        let state = QueueState { is_flush_requested: true, ..QueueState::default() };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }
}

impl JournalQueue {
    /// Adds an event if there is room.
    pub(super) fn push(&self, event: TimedEvent) {
        let mut state = self.state();
        if state.len() >= QUEUE_CAPACITY || state.is_closed {
            state.lost += 1;
            return;
        }
        state.events.push_back(event);
        state.pushed += 1;
        // In between the writer is collecting, and wakes by itself.
        if matches!(state.events.len(), 1 | BATCH_SIZE) {
            self.changed.notify_all();
        }
    }

    /// Returns the number of events that are not written yet.
    pub(super) fn len(&self) -> usize {
        self.state().len()
    }

    /// Returns the number of events that were lost since the start.
    pub(super) fn lost(&self) -> u64 {
        self.state().lost
    }

    /// Requests a round and waits until everything that was pushed before is written. Returns `false` if a round fails first.
    pub(super) fn flush(&self) -> bool {
        let mut state = self.state();
        state.is_flush_requested = true;
        self.changed.notify_all();
        // Events that come later are not waited for: they may never end.
        let begun_before = state.begun;
        let pushed_before = state.pushed;
        let state = self.changed.wait_while(state, |state| {
            // A round that had begun before does not count: it may have found nothing to write.
            let is_written = state.ended > begun_before && state.written >= pushed_before;
            !is_written && state.failed <= begun_before && !state.is_closed
        });
        state.unwrap_or_else(PoisonError::into_inner).written >= pushed_before
    }

    /// Accepts no more events, and lets the writer end after a last round.
    pub(super) fn close(&self) {
        self.state().is_closed = true;
        self.changed.notify_all();
    }

    /// Waits for a round's work, and for a little longer to collect more of it, and moves a batch to `in_hand` if that is
    /// empty. Returns `false` if this is the last round.
    fn begin_round(&self, in_hand: &mut Vec<TimedEvent>, after_failure: bool) -> bool {
        let pause = if after_failure { RETRY_PAUSE } else { IDLE_PAUSE };
        let waited = self.changed.wait_timeout_while(self.state(), pause, |state| {
            // After a failure, events in hand are no reason to try again at once.
            (state.len() == 0 || after_failure) && !state.is_urgent()
        });
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(state, COLLECT_TIME, |state| {
            in_hand.is_empty() && (1..BATCH_SIZE).contains(&state.events.len()) && !state.is_urgent()
        });
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if in_hand.is_empty() {
            let batch = state.events.len().min(BATCH_SIZE);
            in_hand.extend(state.events.drain(..batch));
            state.in_hand = in_hand.len();
        }
        state.is_flush_requested = false;
        state.begun += 1;
        !state.is_closed
    }

    /// Ends a round that wrote everything in hand, or failed. Returns the number of events that still wait.
    fn end_round(&self, is_written: bool) -> usize {
        let mut state = self.state();
        state.ended = state.begun;
        if is_written {
            state.written += std::mem::take(&mut state.in_hand) as u64;
        } else {
            state.failed = state.begun;
        }
        self.changed.notify_all();
        state.len()
    }

    fn state(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The writer, which runs on a thread of its own.
pub(super) struct JournalWriter {
    queue: Arc<JournalQueue>,
    file: Arc<JournalFile>,
    clock: Clock,
    alert: Box<dyn Fn(UnansweredQuestion) + Send>,
    in_hand: Vec<TimedEvent>,
    /// When expired data was last deleted, in seconds since 1970.
    last_expiry: Option<i64>,
    /// Whether the last round failed.
    is_failing: bool,
    /// The number of lost events that were reported, and the time of the report.
    reported_losses: u64,
    last_loss_report: Option<i64>,
}

/// A flush does not wait for a writer that panicked.
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
        Self {
            queue,
            file,
            clock,
            alert,
            in_hand: Vec::new(),
            last_expiry: None,
            is_failing: false,
            reported_losses: 0,
            last_loss_report: None,
        }
    }

    /// Writes until the queue is closed and everything is written, or cannot be.
    pub(super) fn run(mut self) {
        loop {
            let is_open = self.queue.begin_round(&mut self.in_hand, self.is_failing);
            let outcome = self.write();
            self.report_failure(outcome.err());
            self.report_losses();
            let waiting = self.queue.end_round(self.in_hand.is_empty());
            if !is_open && (self.is_failing || waiting == 0) {
                return self.report_last_losses(waiting);
            }
        }
    }

    /// Deletes what has expired, once a day, and writes what is in hand.
    fn write(&mut self) -> Result<(), DatabaseError> {
        let now = self.clock.now();
        if self.last_expiry.is_none_or(|last| (now - last).abs() >= SECONDS_PER_DAY) {
            self.file.with_connection(|connection| unanswered::delete_expired(connection, now))?;
            self.last_expiry = Some(now);
        }
        let alerts = self.file.with_connection(|connection| unanswered::write(connection, &self.in_hand))?;
        tracing::debug!(events = self.in_hand.len(), "wrote the journal");
        self.in_hand.clear();
        for question in alerts {
            (self.alert)(question);
        }
        Ok(())
    }

    /// Logs the first failure of several, and the end of it.
    fn report_failure(&mut self, error: Option<DatabaseError>) {
        let path = self.file.path().display();
        match &error {
            Some(error) if !self.is_failing => tracing::warn!(
                "cannot write the journal {path}: {error}; answers go on, up to {QUEUE_CAPACITY} events are kept until it \
                 can be written, and should it be damaged, move it away"
            ),
            None if self.is_failing => tracing::info!("the journal {path} is written again"),
            _ => {}
        }
        self.is_failing = error.is_some();
    }

    /// Logs how many events were lost since the last report, at most every [`LOSS_REPORT_INTERVAL`].
    fn report_losses(&mut self) {
        let lost = self.queue.lost();
        let now = self.clock.now();
        let is_due = self.last_loss_report.is_none_or(|last| (now - last).abs() >= LOSS_REPORT_INTERVAL);
        if lost > self.reported_losses && is_due {
            tracing::warn!(
                lost = lost - self.reported_losses,
                "events are missing in the journal: more came than could be written"
            );
            self.reported_losses = lost;
            self.last_loss_report = Some(now);
        }
    }

    fn report_last_losses(&self, waiting: usize) {
        let lost = self.queue.lost() - self.reported_losses + waiting as u64;
        if lost > 0 {
            tracing::warn!(lost, "events are missing in the journal: it could not be written to the end");
        }
    }
}

/// A database that may be locked, gone or damaged at any time. One thread at a time uses it.
pub(super) struct JournalFile {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl JournalFile {
    /// Returns the journal in this folder without opening it.
    pub(super) fn new(folder: &Path) -> Self {
        Self { path: folder.join("journal.sqlite"), connection: Mutex::new(None) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Calls `work` with the database, which is created if it does not exist or not any more.
    pub(super) fn with_connection<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, DatabaseError> {
        let mut slot = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut connection = match slot.take() {
            Some(connection) if self.path.exists() => connection,
            Some(_) => {
                let path = self.path.display();
                tracing::warn!("the journal {path} was moved or deleted while the bot was running, and begins again");
                open(&self.path)?
            }
            None => open(&self.path)?,
        };
        let outcome = work(&mut connection);
        let is_usable = match &outcome {
            Ok(_) => true,
            // After any failure but a lock the file may be another one: it is opened again.
            Err(error) => is_locked(error),
        };
        if is_usable {
            *slot = Some(connection);
        }
        Ok(outcome?)
    }
}

fn open(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = database::open(path, &MIGRATIONS)?;
    connection.busy_timeout(LOCK_TIMEOUT)?;
    // Deleted content is overwritten, so that its text cannot be found in the file any more.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn is_locked(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
