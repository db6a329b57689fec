//! Every state the FAQ file was in, byte for byte: what can be undone.

use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use crate::storage::database::{self, DatabaseError};
use faq::limits;

/// The file in the data folder.
const FILE: &str = "history.sqlite";
/// How many revisions are kept.
const KEPT: u64 = 500;

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
    // The SHA-256 of a state that is kept from now on; and whether it was only set aside.
    "
    ALTER TABLE revisions ADD COLUMN checksum BLOB;
    ALTER TABLE revisions ADD COLUMN aside INTEGER NOT NULL DEFAULT 0",
];

/// Who made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// A moderator, by Discord's user id.
    User(u64),
    /// Somebody with an editor.
    File,
}

/// One state of the file; its content is fetched apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1; higher is later.
    pub number: u64,
    /// When it came about, in seconds since 1970.
    pub time: i64,
    /// Who made it.
    pub author: Author,
    /// What was done, in a line.
    pub summary: String,
}

/// What is to be kept with a revision.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub author: Author,
    pub summary: String,
    /// The revision that it takes back, if it is an undoing.
    pub undoes: Option<u64>,
}

/// Why a state cannot be had.
#[derive(Debug, thiserror::Error)]
pub(super) enum HistoryError {
    /// The database refuses.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// This revision's content is not what was kept.
    #[error("revision {0} is damaged on the disk")]
    Damaged(u64),
}

impl From<rusqlite::Error> for HistoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.into())
    }
}

/// The revisions, and where the time comes from.
pub(super) struct History {
    connection: Mutex<Connection>,
    /// Seconds since 1970.
    clock: fn() -> i64,
}

impl History {
    pub fn open(folder: &Path, clock: fn() -> i64) -> Result<Self, DatabaseError> {
        let connection = database::open(&folder.join(FILE), &MIGRATIONS)?;
        Ok(Self { connection: Mutex::new(connection), clock })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a state, and forgets those that are too old. Returns its number.
    pub fn keep(&self, note: &Note, content: &[u8]) -> Result<u64, DatabaseError> {
        self.insert(note, content, false)
    }

    /// Keeps a text that was never the FAQ, so that nobody's words are lost: undoing passes it over. One that is known in
    /// any way is not kept again.
    pub fn set_aside(&self, summary: &str, content: &[u8]) -> Result<(), DatabaseError> {
        if !self.knows(content)? {
            let note = Note { author: Author::File, summary: summary.to_owned(), undoes: None };
            self.insert(&note, content, true)?;
        }
        Ok(())
    }

    fn insert(&self, note: &Note, content: &[u8], aside: bool) -> Result<u64, DatabaseError> {
        let user = match note.author {
            Author::User(id) => Some(id.to_string()),
            Author::File => None,
        };
        let undoes = note.undoes.map(u64::cast_signed);
        let connection = self.connection();
        connection.execute(
            "INSERT INTO revisions (time, user, summary, undoes, content, checksum, aside)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![(self.clock)(), user, note.summary, undoes, packed(content), checksum(content), aside],
        )?;
        let number = connection.last_insert_rowid().cast_unsigned();
        let oldest = number.saturating_sub(KEPT).cast_signed();
        connection.execute("DELETE FROM revisions WHERE number <= ?1", [oldest])?;
        Ok(number)
    }

    /// Whether a text is that of some revision. Of revisions that earlier versions kept this cannot be told.
    pub fn knows(&self, content: &[u8]) -> Result<bool, DatabaseError> {
        let query = "SELECT EXISTS (SELECT 1 FROM revisions WHERE checksum = ?1)";
        Ok(self.connection().query_row(query, [checksum(content)], |row| row.get(0))?)
    }

    /// Forgets a state that did not come about.
    pub fn forget(&self, number: u64) -> Result<(), DatabaseError> {
        self.connection().execute("DELETE FROM revisions WHERE number = ?1", [number.cast_signed()])?;
        Ok(())
    }

    /// The latest state that was the FAQ, if there is any. Where an undoing restored it, its number is that of the state that
    /// was restored.
    pub fn latest(&self) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        self.find(
            "SELECT coalesce(undoes, number), content, checksum FROM revisions WHERE NOT aside
            ORDER BY number DESC LIMIT 1",
        )
    }

    /// The state before the latest; what an undoing restored stands for the state that it restored.
    pub fn before_latest(&self) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        self.find(
            "SELECT number, content, checksum FROM revisions
            WHERE NOT aside AND number <
                (SELECT coalesce(undoes, number) FROM revisions WHERE NOT aside ORDER BY number DESC LIMIT 1)
            ORDER BY number DESC LIMIT 1",
        )
    }

    fn find(&self, query: &str) -> Result<Option<(u64, Vec<u8>)>, HistoryError> {
        let found = self.connection().query_row(query, [], kept).optional()?;
        found.map(|found| Ok((found.number, found.unpacked()?))).transpose()
    }

    /// The content of a revision, if it is still kept.
    pub fn content(&self, number: u64) -> Result<Option<Vec<u8>>, HistoryError> {
        let query = "SELECT number, content, checksum FROM revisions WHERE number = ?1";
        let found = self.connection().query_row(query, [number.cast_signed()], kept).optional()?;
        found.map(|found| found.unpacked()).transpose()
    }

    /// Revisions, the latest first, at most `limit`, after so many later ones.
    pub fn list(&self, later: usize, limit: usize) -> Result<Vec<Revision>, DatabaseError> {
        let connection = self.connection();
        let query = "SELECT number, time, user, summary FROM revisions ORDER BY number DESC LIMIT ?1 OFFSET ?2";
        let mut statement = connection.prepare(query)?;
        let rows = statement.query_map(params![limit as i64, later as i64], revision)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many revisions are kept.
    pub fn len(&self) -> Result<usize, DatabaseError> {
        let count: i64 = self.connection().query_row("SELECT count(*) FROM revisions", [], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}

fn revision(row: &Row<'_>) -> rusqlite::Result<Revision> {
    let user: Option<String> = row.get(2)?;
    let author = user.and_then(|id| id.parse().ok()).map_or(Author::File, Author::User);
    Ok(Revision { number: row.get::<_, i64>(0)?.cast_unsigned(), time: row.get(1)?, author, summary: row.get(3)? })
}

/// A content as it is kept.
struct Kept {
    number: u64,
    packed: Vec<u8>,
    /// None if an earlier version kept it.
    checksum: Option<Vec<u8>>,
}

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept { number: row.get::<_, i64>(0)?.cast_unsigned(), packed: row.get(1)?, checksum: row.get(2)? })
}

impl Kept {
    fn unpacked(&self) -> Result<Vec<u8>, HistoryError> {
        let mut bytes = Vec::with_capacity(limits::FILE_BYTES + 1);
        let end = Decompress::new(false).decompress_vec(&self.packed, &mut bytes, FlushDecompress::Finish);
        let whole = matches!(end, Ok(Status::StreamEnd));
        let same = self.checksum.as_ref().is_none_or(|known| *known == checksum(&bytes));
        if whole && same { Ok(bytes) } else { Err(HistoryError::Damaged(self.number)) }
    }
}

fn checksum(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}

fn packed(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(content);
    encoder.finish().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(undoes: Option<u64>) -> Note {
        Note { author: Author::User(u64::MAX), summary: "taught".to_owned(), undoes }
    }

    #[test]
    fn the_last_revisions_are_kept_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), || 7).unwrap();
        assert!(history.latest().unwrap().is_none());
        for number in 1..=KEPT + 3 {
            assert_eq!(history.keep(&note(None), format!("\u{FEFF}é{number}\r\n").as_bytes()).unwrap(), number);
        }
        assert_eq!(history.len().unwrap(), KEPT as usize);
        assert!(history.content(3).unwrap().is_none());
        assert_eq!(history.content(4).unwrap().unwrap(), "\u{FEFF}é4\r\n".as_bytes());
        let revision = Revision { number: 503, time: 7, author: Author::User(u64::MAX), summary: "taught".to_owned() };
        assert_eq!(history.list(0, 1).unwrap(), [revision]);
        assert_eq!(history.list(499, 5).unwrap()[0].number, 4);
    }

    #[test]
    fn undoing_goes_further_back_each_time() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), || 0).unwrap();
        for content in ["one", "two", "three"] {
            history.keep(&note(None), content.as_bytes()).unwrap();
        }
        let (second, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((second, content.as_slice()), (2, b"two".as_slice()));
        history.keep(&note(Some(2)), b"two").unwrap();
        let (first, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((first, content.as_slice()), (1, b"one".as_slice()));
        history.keep(&note(Some(1)), b"one").unwrap();
        assert!(history.before_latest().unwrap().is_none());
    }

    #[test]
    fn what_was_set_aside_is_passed_over_and_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), || 0).unwrap();
        history.keep(&note(None), b"one").unwrap();
        history.set_aside("broken", b"theirs").unwrap();
        history.set_aside("broken", b"theirs").unwrap();
        history.set_aside("known", b"one").unwrap();
        assert_eq!(history.len().unwrap(), 2);
        assert_eq!(history.latest().unwrap().unwrap(), (1, b"one".to_vec()));
        history.keep(&note(None), b"two").unwrap();
        assert_eq!(history.before_latest().unwrap().unwrap(), (1, b"one".to_vec()));
        assert_eq!(history.content(2).unwrap().unwrap(), b"theirs");
    }

    #[test]
    fn a_content_that_was_damaged_is_no_content() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), || 0).unwrap();
        let other = packed(b"another text, as whole as can be");
        for damage in ["substr(content, 1, 9)", "x''", "x'ffffffff'", "?1"] {
            let number = history.keep(&note(None), "a text that is kept ".repeat(9).as_bytes()).unwrap();
            let damaging = format!("UPDATE revisions SET content = {damage} WHERE ?1 IS NOT NULL");
            history.connection().execute(&damaging, [&other]).unwrap();
            assert!(matches!(history.content(number), Err(HistoryError::Damaged(of)) if of == number), "{damage}");
        }
        // What an earlier version kept has no checksum; only that it is cut off can be seen.
        let number = history.keep(&note(None), b"a text").unwrap();
        history.connection().execute("UPDATE revisions SET checksum = NULL", []).unwrap();
        assert_eq!(history.content(number).unwrap().unwrap(), b"a text");
        history.connection().execute("UPDATE revisions SET content = substr(content, 1, 4)", []).unwrap();
        assert!(history.content(number).is_err());
    }
}
