//! The revisions of the FAQ file, byte for byte, in `history.sqlite`.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::database::{self, DatabaseError};
use crate::clock::Clock;
use faq::limits;

/// The file's name in the data folder.
const FILE_NAME: &str = "history.sqlite";
/// The number of revisions that are stored; older ones are deleted.
const MAX_REVISIONS: u64 = 500;

const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE revisions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        user TEXT,
        summary TEXT NOT NULL,
        undoes INTEGER,
        content BLOB NOT NULL
    ) STRICT",
    // `checksum` is the SHA-256 of the content, NULL in revisions of earlier versions. `aside` marks a content that was never
    // served.
    "
    ALTER TABLE revisions ADD COLUMN checksum BLOB;
    ALTER TABLE revisions ADD COLUMN aside INTEGER NOT NULL DEFAULT 0",
];

/// The author of a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// A moderator, by Discord's user id.
    User(u64),
    /// A person with an editor.
    File,
}

/// A revision without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// From 1; higher is later.
    pub number: u64,
    /// Seconds since 1970.
    pub time: i64,
    pub author: Author,
    /// The change in one line.
    pub summary: String,
    /// For an undo, the revision whose content it brought back.
    pub undoes: Option<u64>,
}

/// The metadata of a new revision.
#[derive(Debug, Clone)]
pub(super) struct RevisionNote {
    pub author: Author,
    pub summary: String,
    /// For an undo, the revision whose content it brings back.
    pub undoes: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum HistoryError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The content of this revision is not the one that was stored.
    #[error("revision {0} is damaged on the disk")]
    Damaged(u64),
}

impl From<rusqlite::Error> for HistoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The database of revisions.
pub(super) struct History {
    connection: Mutex<Connection>,
    /// The number of the latest revision that was served, 0 if there is none. Kept here too, so that metrics do not wait for the disk.
    latest_number: AtomicU64,
    /// Returns seconds since 1970.
    clock: Clock,
}

impl History {
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, DatabaseError> {
        let connection = database::open(&folder.join(FILE_NAME), &MIGRATIONS)?;
        let latest_number = AtomicU64::new(read_latest_number(&connection)?);
        Ok(Self { connection: Mutex::new(connection), latest_number, clock })
    }

    /// Returns the number of the latest revision that was served, if there is one.
    pub fn latest_number(&self) -> Option<u64> {
        match self.latest_number.load(Ordering::Relaxed) {
            0 => None,
            number => Some(number),
        }
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Stores a revision, deletes those that are too old, and returns its number.
    pub fn add(&self, note: &RevisionNote, content: &[u8]) -> Result<u64, DatabaseError> {
        self.insert(note, content, false)
    }

    /// Stores a content that was never served, so that no text is lost; undo skips it. A content that any revision has is not
    /// stored again.
    pub fn set_aside(&self, summary: &str, content: &[u8]) -> Result<(), DatabaseError> {
        if !self.contains(content)? {
            let note = RevisionNote { author: Author::File, summary: summary.to_owned(), undoes: None };
            self.insert(&note, content, true)?;
        }
        Ok(())
    }

    fn insert(&self, note: &RevisionNote, content: &[u8], aside: bool) -> Result<u64, DatabaseError> {
        let user = match note.author {
            Author::User(id) => Some(id.to_string()),
            Author::File => None,
        };
        let undoes = note.undoes.map(u64::cast_signed);
        let connection = self.connection();
        connection.execute(
            "INSERT INTO revisions (time, user, summary, undoes, content, checksum, aside)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![self.clock.now(), user, note.summary, undoes, compress(content), checksum(content), aside],
        )?;
        let number = connection.last_insert_rowid().cast_unsigned();
        let oldest = number.saturating_sub(MAX_REVISIONS).cast_signed();
        connection.execute("DELETE FROM revisions WHERE number <= ?1", [oldest])?;
        if !aside {
            self.latest_number.store(number, Ordering::Relaxed);
        }
        Ok(number)
    }

    /// Returns whether any revision has this content. Revisions of versions that stored no checksum are not compared.
    fn contains(&self, content: &[u8]) -> Result<bool, DatabaseError> {
        let query = "SELECT EXISTS (SELECT 1 FROM revisions WHERE checksum = ?1)";
        Ok(self.connection().query_row(query, [checksum(content)], |row| row.get(0))?)
    }

    /// Deletes a revision that was never written to the FAQ file.
    pub fn remove(&self, number: u64) -> Result<(), DatabaseError> {
        let connection = self.connection();
        connection.execute("DELETE FROM revisions WHERE number = ?1", [number.cast_signed()])?;
        self.latest_number.store(read_latest_number(&connection)?, Ordering::Relaxed);
        Ok(())
    }

    /// Returns the latest content that was served and its number. If an undo brought it back, the number is that of the
    /// revision that was brought back.
    pub fn latest(&self) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        self.find(
            "SELECT coalesce(undoes, number), content, checksum FROM revisions WHERE NOT aside
            ORDER BY number DESC LIMIT 1",
        )
    }

    /// Returns the content before the latest and its number. After an undo this is the one before the revision that was brought
    /// back, so that the next undo goes further back.
    pub fn before_latest(&self) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        self.find(
            "SELECT number, content, checksum FROM revisions
            WHERE NOT aside AND number <
                (SELECT coalesce(undoes, number) FROM revisions WHERE NOT aside ORDER BY number DESC LIMIT 1)
            ORDER BY number DESC LIMIT 1",
        )
    }

    fn find(&self, query: &str) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        let stored = self.connection().query_row(query, [], read_content).optional()?;
        match stored {
            Some(stored) => Ok(Some((stored.number, stored.decompress()?))),
            None => Ok(None),
        }
    }

    /// Returns the content of a revision, if it is still stored.
    pub fn content(&self, number: u64) -> Result<Option<Vec<u8>>, HistoryError> {
        let query = "SELECT number, content, checksum FROM revisions WHERE number = ?1";
        let stored = self.connection().query_row(query, [number.cast_signed()], read_content).optional()?;
        stored.map(|stored| stored.decompress()).transpose()
    }

    /// Returns at most `limit` revisions, the latest first, skipping the `offset` latest.
    pub fn list(&self, offset: usize, limit: usize) -> Result<Vec<Revision>, DatabaseError> {
        let connection = self.connection();
        let query = "SELECT number, time, user, summary, undoes FROM revisions ORDER BY number DESC LIMIT ?1 OFFSET ?2";
        let mut statement = connection.prepare(query)?;
        let rows = statement.query_map(params![limit as i64, offset as i64], read_revision)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns a revision without its content, if it is still stored.
    pub fn revision(&self, number: u64) -> Result<Option<Revision>, DatabaseError> {
        let query = "SELECT number, time, user, summary, undoes FROM revisions WHERE number = ?1";
        Ok(self.connection().query_row(query, [number.cast_signed()], read_revision).optional()?)
    }

    /// Returns the latest revision that was served; after an undo, the one that was brought back.
    pub fn latest_revision(&self) -> Result<Option<Revision>, DatabaseError> {
        let query = "SELECT coalesce(undoes, number) FROM revisions WHERE NOT aside ORDER BY number DESC LIMIT 1";
        let latest: Option<i64> = self.connection().query_row(query, [], |row| row.get(0)).optional()?;
        match latest {
            Some(number) => self.revision(number.cast_unsigned()),
            None => Ok(None),
        }
    }

    /// Returns the revision whose change an undo takes back while the file has the content of revision `number`, and that has
    /// one before it.
    pub fn change_before(&self, number: u64) -> Result<Option<Revision>, DatabaseError> {
        let query = "SELECT EXISTS (SELECT 1 FROM revisions WHERE NOT aside AND number < ?1)";
        let has_earlier: bool = self.connection().query_row(query, [number.cast_signed()], |row| row.get(0))?;
        if has_earlier { self.revision(number) } else { Ok(None) }
    }

    /// Returns the number of stored revisions.
    pub fn len(&self) -> Result<usize, DatabaseError> {
        let count: i64 = self.connection().query_row("SELECT count(*) FROM revisions", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}

/// Returns the number of the latest revision that was served, or 0.
fn read_latest_number(connection: &Connection) -> rusqlite::Result<u64> {
    let query = "SELECT coalesce(max(number), 0) FROM revisions WHERE NOT aside";
    connection.query_row(query, [], |row| row.get(0)).map(i64::cast_unsigned)
}

fn read_revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    let user: Option<String> = row.get(2)?;
    let author = match user.and_then(|id| id.parse().ok()) {
        Some(id) => Author::User(id),
        None => Author::File,
    };
    let undoes: Option<i64> = row.get(4)?;
    Ok(Revision {
        number: row.get::<_, i64>(0)?.cast_unsigned(),
        time: row.get(1)?,
        author,
        summary: row.get(3)?,
        undoes: undoes.map(i64::cast_unsigned),
    })
}

/// A content as it is stored.
struct StoredContent {
    number: u64,
    /// Compressed by raw DEFLATE.
    compressed: Vec<u8>,
    /// `None` in a revision of a version that stored no checksum.
    checksum: Option<Vec<u8>>,
}

fn read_content(row: &Row<'_>) -> rusqlite::Result<StoredContent> {
    Ok(StoredContent { number: row.get::<_, i64>(0)?.cast_unsigned(), compressed: row.get(1)?, checksum: row.get(2)? })
}

impl StoredContent {
    fn decompress(&self) -> Result<Vec<u8>, HistoryError> {
        let mut bytes = Vec::with_capacity(limits::FILE_BYTES + 1);
        let end = Decompress::new(false).decompress_vec(&self.compressed, &mut bytes, FlushDecompress::Finish);
        if !matches!(end, Ok(Status::StreamEnd)) {
            return Err(HistoryError::Damaged(self.number));
        }
        match &self.checksum {
            Some(stored) if *stored != checksum(&bytes) => Err(HistoryError::Damaged(self.number)),
            _ => Ok(bytes),
        }
    }
}

fn checksum(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}

fn compress(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(undoes: Option<u64>) -> RevisionNote {
        RevisionNote { author: Author::User(u64::MAX), summary: "taught".to_owned(), undoes }
    }

    #[test]
    fn the_last_revisions_are_stored_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), Clock::new(|| 7)).unwrap();
        assert!(history.latest().unwrap().is_none());
        for number in 1..=MAX_REVISIONS + 3 {
            assert_eq!(history.add(&note(None), format!("\u{FEFF}é{number}\r\n").as_bytes()).unwrap(), number);
        }
        assert_eq!(history.len().unwrap(), MAX_REVISIONS as usize);
        assert!(history.content(3).unwrap().is_none());
        assert_eq!(history.content(4).unwrap().unwrap(), "\u{FEFF}é4\r\n".as_bytes());
        let summary = "taught".to_owned();
        let revision = Revision { number: 503, time: 7, author: Author::User(u64::MAX), summary, undoes: None };
        assert_eq!(history.list(0, 1).unwrap(), [revision]);
        assert_eq!(history.list(499, 5).unwrap()[0].number, 4);
    }

    #[test]
    fn each_undo_goes_further_back() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), Clock::new(|| 0)).unwrap();
        for content in ["one", "two", "three"] {
            history.add(&note(None), content.as_bytes()).unwrap();
        }
        let (second, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((second, content.as_slice()), (2, b"two".as_slice()));
        history.add(&note(Some(2)), b"two").unwrap();
        let (first, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((first, content.as_slice()), (1, b"one".as_slice()));
        history.add(&note(Some(1)), b"one").unwrap();
        assert!(history.before_latest().unwrap().is_none());
    }

    #[test]
    fn a_content_that_was_set_aside_is_skipped_and_stored_once() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), Clock::new(|| 0)).unwrap();
        history.add(&note(None), b"one").unwrap();
        assert_eq!(history.latest_number(), Some(1));
        history.set_aside("broken", b"theirs").unwrap();
        history.set_aside("broken", b"theirs").unwrap();
        history.set_aside("known", b"one").unwrap();
        assert_eq!(history.len().unwrap(), 2);
        assert_eq!(history.latest().unwrap().unwrap(), (1, b"one".to_vec()));
        history.add(&note(None), b"two").unwrap();
        assert_eq!(history.latest_number(), Some(3));
        history.remove(3).unwrap();
        assert_eq!(history.latest_number(), Some(1), "what was set aside does not count");
        history.add(&note(None), b"two").unwrap();
        assert_eq!(history.before_latest().unwrap().unwrap(), (1, b"one".to_vec()));
        assert_eq!(history.content(2).unwrap().unwrap(), b"theirs");
    }

    #[test]
    fn a_damaged_content_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), Clock::new(|| 0)).unwrap();
        let other = compress(b"another text, undamaged");
        for damage in ["substr(content, 1, 9)", "x''", "x'ffffffff'", "?1"] {
            let number = history.add(&note(None), "a text that is stored ".repeat(9).as_bytes()).unwrap();
            let damaging = format!("UPDATE revisions SET content = {damage} WHERE ?1 IS NOT NULL");
            history.connection().execute(&damaging, [&other]).unwrap();
            assert!(matches!(history.content(number), Err(HistoryError::Damaged(of)) if of == number), "{damage}");
        }
        // Without a checksum, as in revisions of earlier versions, only a truncated content can be detected.
        let number = history.add(&note(None), b"a text").unwrap();
        history.connection().execute("UPDATE revisions SET checksum = NULL", []).unwrap();
        assert_eq!(history.content(number).unwrap().unwrap(), b"a text");
        history.connection().execute("UPDATE revisions SET content = substr(content, 1, 4)", []).unwrap();
        assert!(history.content(number).is_err());
    }
}
