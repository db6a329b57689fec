//! SQLite files in the data folder: the owner's alone, whole after a crash, of a known form.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

/// How long a statement waits for another process that has the file locked.
const PATIENCE: Duration = Duration::from_secs(2);

/// Why a database cannot be used. Its display says what to do.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file or its folder cannot be made.
    #[error("cannot make {path}: {error}; check DATA_DIR and its permissions")]
    Unmade {
        /// The file.
        path: String,
        /// Why not.
        error: io::Error,
    },
    /// It was written by a later version of the program.
    #[error("{path} is of a later version of this program ({found}); start that version, or move the file away")]
    Later {
        /// The file.
        path: String,
        /// The form it says to have.
        found: u32,
    },
    /// SQLite refuses: locked, full, damaged.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Opens the database at `path`, made if need be, and brings it to its latest form: `migrations` are batches of SQL, of
/// which those that the file has not seen are run in order.
///
/// # Errors
/// The file cannot be made, is of a later version, or SQLite refuses.
pub fn open(path: &Path, migrations: &[&str]) -> Result<Connection, DatabaseError> {
    make(path).map_err(|error| DatabaseError::Unmade { path: path.display().to_string(), error })?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    // A crash loses nothing that was committed, and readers do not wait for a writer.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection, path, migrations)?;
    Ok(connection)
}

/// SQLite's companions of the file take over its permissions.
fn make(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), DatabaseError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let seen: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let Some(unseen) = migrations.get(seen as usize..) else {
        return Err(DatabaseError::Later { path: path.display().to_string(), found: seen });
    };
    for batch in unseen {
        transaction.execute_batch(batch)?;
    }
    transaction.pragma_update(None, "user_version", migrations.len() as u32)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE words (word TEXT NOT NULL) STRICT";
    const SECOND: &str = "ALTER TABLE words ADD COLUMN said INTEGER NOT NULL DEFAULT 1";

    #[test]
    fn what_was_kept_is_there_in_the_latest_form() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/kept.sqlite");
        open(&path, &[FIRST]).unwrap().execute("INSERT INTO words VALUES ('pain')", []).unwrap();
        let later = open(&path, &[FIRST, SECOND]).unwrap();
        let kept = later.query_row("SELECT word, said FROM words", [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(kept, Ok(("pain".to_owned(), 1)));
    }

    #[test]
    fn a_later_form_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept.sqlite");
        drop(open(&path, &[FIRST, SECOND]).unwrap());
        let error = open(&path, &[FIRST]).unwrap_err().to_string();
        assert!(
            error.ends_with("is of a later version of this program (2); start that version, or move the file away")
        );
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let path = folder.path().join("file/kept.sqlite");
        assert!(open(&path, &[]).unwrap_err().to_string().contains("check DATA_DIR"));
    }

    #[cfg(unix)]
    #[test]
    fn the_files_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("kept.sqlite"), &[FIRST]).unwrap();
        connection.execute("INSERT INTO words VALUES ('pain')", []).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert!(files.len() > 1, "beside the file stands its log");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
    }
}
