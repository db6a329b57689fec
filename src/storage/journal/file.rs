//! The journal's file: opened when it is needed, and again after it failed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode};

use crate::storage::database::{self, DatabaseError};

/// How long a statement waits for another process: events are kept and tried again, and a moderator waits meanwhile.
const PATIENCE: Duration = Duration::from_millis(250);

/// The file's forms, oldest first. Times are seconds since 1970, days are days since then.
///
/// `telling` holds the telling words by which questions are merged, and `tellings` how many there are. `shown_from` is how
/// often a question must have been asked to be shown: more than 0 once it was dismissed.
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

/// A file that may be locked, gone or damaged at any time. One at a time works with it.
pub(super) struct JournalFile {
    path: PathBuf,
    connection: Mutex<Option<Connection>>,
}

impl JournalFile {
    /// The journal in this folder. Nothing is opened yet.
    pub(super) fn new(folder: &Path) -> Self {
        Self { path: folder.join("journal.sqlite"), connection: Mutex::new(None) }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Does `work` with the file, which is made if it is not there, or not any more.
    pub(super) fn work<T>(
        &self,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, DatabaseError> {
        let mut kept = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut connection = match kept.take().filter(|_| self.path.exists()) {
            Some(connection) => connection,
            None => open(&self.path)?,
        };
        let outcome = work(&mut connection);
        // Whoever only waited in vain can go on; after anything else the file may be another one.
        if outcome.as_ref().err().is_none_or(is_busy) {
            *kept = Some(connection);
        }
        Ok(outcome?)
    }
}

fn open(path: &Path) -> Result<Connection, DatabaseError> {
    let connection = database::open(path, &MIGRATIONS)?;
    connection.busy_timeout(PATIENCE)?;
    // After a power cut the last events may be lost: nothing that is worth a wait for the disk.
    connection.pragma_update(None, "synchronous", "normal")?;
    // What is deleted is overwritten: its text is not to be found in the file any more.
    connection.pragma_update(None, "secure_delete", true)?;
    Ok(connection)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
