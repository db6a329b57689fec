//! Every state the FAQ file was in, byte for byte: what can be undone.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::database::{self, DatabaseError};
use crate::faq::limits;

/// The file in the data folder.
const FILE: &str = "history.sqlite";
/// How many revisions are kept.
const KEPT: u64 = 500;

const MIGRATIONS: [&str; 1] = ["
    CREATE TABLE revisions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        time INTEGER NOT NULL,
        user TEXT,
        summary TEXT NOT NULL,
        undoes INTEGER,
        content BLOB NOT NULL
    ) STRICT"];

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
#[derive(Debug, Clone, Copy)]
pub(super) struct Note<'a> {
    pub author: Author,
    pub summary: &'a str,
    /// The revision that it takes back, if it is an undoing.
    pub undoes: Option<u64>,
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
    pub fn keep(&self, note: Note<'_>, content: &[u8]) -> Result<u64, DatabaseError> {
        let user = match note.author {
            Author::User(id) => Some(id.to_string()),
            Author::File => None,
        };
        let connection = self.connection();
        connection.execute(
            "INSERT INTO revisions (time, user, summary, undoes, content) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![(self.clock)(), user, note.summary, note.undoes.map(u64::cast_signed), packed(content)],
        )?;
        let number = connection.last_insert_rowid().cast_unsigned();
        let oldest = number.saturating_sub(KEPT).cast_signed();
        connection.execute("DELETE FROM revisions WHERE number <= ?1", [oldest])?;
        Ok(number)
    }

    /// Forgets a state that did not come about.
    pub fn forget(&self, number: u64) -> Result<(), DatabaseError> {
        self.connection().execute("DELETE FROM revisions WHERE number = ?1", [number.cast_signed()])?;
        Ok(())
    }

    /// The latest state, if there is any.
    pub fn latest(&self) -> Result<Option<(u64, Vec<u8>)>, DatabaseError> {
        let query = "SELECT number, content FROM revisions ORDER BY number DESC LIMIT 1";
        let found = self.connection().query_row(query, [], numbered).optional()?;
        Ok(found.map(unpacked))
    }

    /// The state before that of the latest revision; what an undoing restored stands for that.
    pub fn before_latest(&self) -> Result<Option<(u64, Vec<u8>)>, DatabaseError> {
        let query = "SELECT number, content FROM revisions
            WHERE number < (SELECT coalesce(undoes, number) FROM revisions ORDER BY number DESC LIMIT 1)
            ORDER BY number DESC LIMIT 1";
        let found = self.connection().query_row(query, [], numbered).optional()?;
        Ok(found.map(unpacked))
    }

    /// The content of a revision, if it is still kept.
    pub fn content(&self, number: u64) -> Result<Option<Vec<u8>>, DatabaseError> {
        let query = "SELECT number, content FROM revisions WHERE number = ?1";
        let found = self.connection().query_row(query, [number.cast_signed()], numbered).optional()?;
        Ok(found.map(|found| unpacked(found).1))
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

fn numbered(row: &Row<'_>) -> rusqlite::Result<(u64, Vec<u8>)> {
    Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get(1)?))
}

fn unpacked((number, content): (u64, Vec<u8>)) -> (u64, Vec<u8>) {
    let mut bytes = Vec::new();
    // What was damaged on the disk is no valid FAQ, and restoring it is refused.
    let _ = DeflateDecoder::new(content.as_slice()).take(2 * limits::FILE_BYTES as u64).read_to_end(&mut bytes);
    (number, bytes)
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

    fn note(undoes: Option<u64>) -> Note<'static> {
        Note { author: Author::User(u64::MAX), summary: "taught", undoes }
    }

    #[test]
    fn the_last_revisions_are_kept_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let history = History::open(folder.path(), || 7).unwrap();
        assert_eq!(history.latest().unwrap(), None);
        for number in 1..=KEPT + 3 {
            assert_eq!(history.keep(note(None), format!("\u{FEFF}é{number}\r\n").as_bytes()).unwrap(), number);
        }
        assert_eq!(history.len().unwrap(), KEPT as usize);
        assert_eq!(history.content(3).unwrap(), None);
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
            history.keep(note(None), content.as_bytes()).unwrap();
        }
        let (second, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((second, content.as_slice()), (2, b"two".as_slice()));
        history.keep(note(Some(2)), b"two").unwrap();
        let (first, content) = history.before_latest().unwrap().unwrap();
        assert_eq!((first, content.as_slice()), (1, b"one".as_slice()));
        history.keep(note(Some(1)), b"one").unwrap();
        assert_eq!(history.before_latest().unwrap(), None);
    }
}
