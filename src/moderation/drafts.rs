//! Proposals that wait for "Save": too long for a button, and to be there after a restart.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::proposal::Proposal;
use crate::storage::database::{self, DatabaseError};

/// The file in the data folder.
const FILE: &str = "drafts.sqlite";
/// How long a draft is kept, in seconds: a day.
const KEPT: i64 = 24 * 60 * 60;

const MIGRATIONS: [&str; 1] = ["
    CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user TEXT NOT NULL,
        time INTEGER NOT NULL,
        proposal TEXT NOT NULL
    ) STRICT"];

/// The drafts of all moderators.
pub struct Drafts {
    connection: Mutex<Connection>,
    /// Seconds since 1970.
    clock: fn() -> i64,
}

impl Drafts {
    /// Opens those in the data folder.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(folder: &Path, clock: fn() -> i64) -> Result<Self, DatabaseError> {
        let connection = database::open(&folder.join(FILE), &MIGRATIONS)?;
        Ok(Self { connection: Mutex::new(connection), clock })
    }

    /// Keeps a proposal of a user's, and throws away what is too old. Returns its number.
    pub fn keep(&self, user: u64, proposal: &Proposal) -> Result<i64, DatabaseError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.clock)();
        connection.execute("DELETE FROM drafts WHERE time < ?1", [now - KEPT])?;
        // Strings and lists of them always have a JSON form.
        let json = serde_json::to_string(proposal).unwrap_or_default();
        connection.execute(
            "INSERT INTO drafts (user, time, proposal) VALUES (?1, ?2, ?3)",
            params![user.to_string(), now, json],
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// A user's proposal, if it is still kept; nobody else's.
    pub fn find(&self, user: u64, id: i64) -> Result<Option<Proposal>, DatabaseError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let query = "SELECT proposal FROM drafts WHERE id = ?1 AND user = ?2";
        let found: Option<String> =
            connection.query_row(query, params![id, user.to_string()], |row| row.get(0)).optional()?;
        Ok(found.and_then(|json| serde_json::from_str(&json).ok()))
    }

    /// Throws a user's proposal away.
    pub fn discard(&self, user: u64, id: i64) -> Result<(), DatabaseError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        connection.execute("DELETE FROM drafts WHERE id = ?1 AND user = ?2", params![id, user.to_string()])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_its_authors_alone_and_outlives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let proposal = Proposal::Import { text: "entries: []".to_owned(), seen: "x".to_owned() };
        let id = Drafts::open(folder.path(), || 0).unwrap().keep(1, &proposal).unwrap();
        let drafts = Drafts::open(folder.path(), || KEPT + 1).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), Some(proposal.clone()));
        assert_eq!(drafts.find(2, id).unwrap(), None);
        drafts.discard(2, id).unwrap();
        assert!(drafts.find(1, id).unwrap().is_some());
        drafts.keep(2, &proposal).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), None, "a day has passed");
    }
}
