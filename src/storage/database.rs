//! SQLite databases in the data folder: readable by their owner only, intact after a crash, with a known schema.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::files;

/// The suffixes of the files that SQLite has beside a database, now or in an earlier version of the program.
const SIDE_FILES: [&str; 3] = ["-journal", "-wal", "-shm"];
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
    /// The file or its folder was deleted or replaced after it had been opened.
    #[error("its file was moved or deleted while the bot was running; put it back, or start the bot again")]
    Gone,
    /// SQLite fails: the file is locked or damaged, or the disk is full.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
}

impl DatabaseError {
    fn not_created(path: &Path, error: io::Error) -> Self {
        Self::NotCreated { path: path.display().to_string(), error }
    }
}

impl From<rusqlite::Error> for DatabaseError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error() {
            Some(cause) if cause.extended_code == rusqlite::ffi::SQLITE_READONLY_DBMOVED => Self::Gone,
            _ => Self::Sqlite(error),
        }
    }
}

/// Opens the database at `path`, which is created if it does not exist, and migrates it to the latest schema: of `migrations`,
/// batches of SQL, those that the file has not seen are run in order.
///
/// # Errors
/// [`DatabaseError`].
pub fn open(path: &Path, migrations: &[&str]) -> Result<Connection, DatabaseError> {
    let real_path = create(path)?;
    let mut connection =
        Connection::open_with_flags(real_path, OpenFlags::default() | OpenFlags::SQLITE_OPEN_NOFOLLOW)?;
    connection.busy_timeout(LOCK_TIMEOUT)?;
    // There is no write-ahead log: its index is mapped into memory, so truncating it would kill the process, and SQLite would not
    // notice that it writes to a file that was deleted.
    connection.pragma_update(None, "journal_mode", "truncate")?;
    // Neither a crash nor a power cut loses what was committed. Without a write-ahead log, anything less may damage the file.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrate(&mut connection, path, migrations)?;
    Ok(connection)
}

/// Creates the file with the owner's permissions only, and returns its path without links. SQLite gives the same permissions to
/// the files beside it, which it would open whatever they are.
fn create(path: &Path) -> Result<PathBuf, DatabaseError> {
    for suffix in SIDE_FILES {
        let side = with_suffix(path, suffix);
        files::check_own(&side).map_err(|error| DatabaseError::not_created(&side, error))?;
    }
    create_file(path).map_err(|error| DatabaseError::not_created(path, error))
}

fn create_file(path: &Path) -> io::Result<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder)?;
    files::append_own(path)?;
    // SQLite refuses links in every part of a path; the folder may be one.
    let name = path.file_name().unwrap_or_default();
    Ok(folder.canonicalize()?.join(name))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
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
    fn a_database_that_is_deleted_or_replaced_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data/test.sqlite");
        let connection = open(&path, &[FIRST]).unwrap();
        fs::remove_dir_all(path.parent().unwrap()).unwrap();
        let insert = || connection.execute("INSERT INTO words VALUES ('pain')", []).map_err(DatabaseError::from);
        assert!(matches!(insert(), Err(DatabaseError::Gone)));
        drop(open(&path, &[FIRST]).unwrap());
        assert!(matches!(insert(), Err(DatabaseError::Gone)), "another file in its place");
    }

    #[test]
    fn a_database_of_an_earlier_version_with_a_write_ahead_log_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.sqlite");
        let earlier = Connection::open(&path).unwrap();
        earlier.pragma_update(None, "journal_mode", "wal").unwrap();
        earlier.execute_batch(&format!("{FIRST}; PRAGMA user_version = 1; INSERT INTO words VALUES ('pain')")).unwrap();
        // Killed: the log beside the database is left.
        let copy = folder.path().join("copy.sqlite");
        for suffix in ["", "-wal"] {
            fs::copy(with_suffix(&path, suffix), with_suffix(&copy, suffix)).unwrap();
        }
        let stored = open(&copy, &[FIRST]).unwrap().query_row("SELECT word FROM words", [], |row| row.get(0));
        assert_eq!(stored, Ok("pain".to_owned()));
        assert!(!with_suffix(&copy, "-wal").exists() && !with_suffix(&copy, "-shm").exists());
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_files() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let connection = open(&folder.path().join("test.sqlite"), &[FIRST]).unwrap();
        connection.execute_batch("BEGIN; INSERT INTO words VALUES ('pain')").unwrap();
        let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap()).collect();
        assert!(files.len() > 1, "the journal of a change is beside the file");
        for file in files {
            assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        }
    }
}
