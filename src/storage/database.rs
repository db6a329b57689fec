//! SQLite databases in the data folder: readable by their owner only, intact after a crash, with a known schema.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

/// How long a statement waits for a lock of another process.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// A reason why a database cannot be used. The message says what the operator can do.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The file or its folder cannot be created.
    #[error("cannot make {path}: {error}; check DATA_DIR and its permissions")]
    NotCreated { path: String, error: io::Error },
    /// The file was written by a later version of the program. `found` is the version of its schema.
    #[error("{path} is of a later version of this program ({found}); start that version, or move the file away")]
    TooNew { path: String, found: u32 },
    /// SQLite fails: the file is locked or damaged, or the disk is full.
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
}

/// Opens the database at `path`, which is created if it does not exist, and migrates it to the latest schema: of `migrations`,
/// batches of SQL, those that the file has not seen are run in order.
///
/// # Errors
/// [`DatabaseError`].
pub fn open(path: &Path, migrations: &[&str]) -> Result<Connection, DatabaseError> {
    create(path).map_err(|error| DatabaseError::NotCreated { path: path.display().to_string(), error })?;
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(LOCK_TIMEOUT)?;
    // A crash loses nothing that was committed, and readers do not wait for a writer.
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection, path, migrations)?;
    Ok(connection)
}

/// Creates the file with the owner's permissions only. SQLite gives the same permissions to the files beside it.
fn create(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?;
    Ok(())
}

fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<(), DatabaseError> {
    // Locked from the beginning: two processes that start together must not both run a migration.
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let Some(new_migrations) = migrations.get(found as usize..) else {
        return Err(DatabaseError::TooNew { path: path.display().to_string(), found });
    };
    for migration in new_migrations {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", migrations.len() as u32)?;
    transaction.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE words (word TEXT NOT NULL) STRICT";
    const SECOND: &str = "ALTER TABLE words ADD COLUMN said INTEGER NOT NULL DEFAULT 1";

    #[test]
    fn stored_data_is_migrated_to_the_latest_schema() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/test.sqlite");
        open(&path, &[FIRST]).unwrap().execute("INSERT INTO words VALUES ('pain')", []).unwrap();
        let later = open(&path, &[FIRST, SECOND]).unwrap();
        let stored = later.query_row("SELECT word, said FROM words", [], |row| Ok((row.get(0)?, row.get(1)?)));
        assert_eq!(stored, Ok(("pain".to_owned(), 1)));
    }

    #[test]
    fn a_later_schema_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.sqlite");
        drop(open(&path, &[FIRST, SECOND]).unwrap());
        let error = open(&path, &[FIRST]).unwrap_err().to_string();
        assert!(
            error.ends_with("is of a later version of this program (2); start that version, or move the file away")
        );
    }

    #[test]
    fn a_folder_that_cannot_be_created_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let path = folder.path().join("file/test.sqlite");
        assert!(open(&path, &[]).unwrap_err().to_string().contains("check DATA_DIR"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("test.sqlite"), &[FIRST]).unwrap();
        connection.execute("INSERT INTO words VALUES ('pain')", []).unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert!(files.len() > 1, "the write-ahead log is beside the file");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
    }
}
