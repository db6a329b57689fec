//! The journal's database: opened when it is needed, and again after a failure.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::storage::database::{self, DatabaseError};

/// How long a statement waits for a lock of another process. Events are written later anyway, but a moderator waits for this.
const LOCK_TIMEOUT: Duration = Duration::from_millis(250);

/// Times are seconds since 1970, days are days since then.
///
/// `telling` holds the keywords by which similar questions are merged, separated by spaces, and `tellings` their number. `nearest`
/// holds entry ids, separated by spaces. A question is listed if it went unanswered `shown_from` times: 0 until it is dismissed.
const MIGRATIONS: [&str; 1] = ["
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
"];

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
            _ => open(&self.path)?,
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
    // After a power cut the last events may be lost: not worth waiting for the disk.
    connection.pragma_update(None, "synchronous", "normal")?;
    // Deleted content is overwritten, so that its text cannot be found in the file any more.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn is_locked(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
