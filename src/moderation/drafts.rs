//! Drafts: proposals that wait for "Save". They are too long for a button, and must survive a restart.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, params};

use super::failure::{Failure, Fault};
use super::proposal::Proposal;
use crate::clock::Clock;
use crate::reply::moderation as words;
use crate::storage::database::{self, DatabaseError};

/// The file in the data folder.
const FILE: &str = "drafts.sqlite";
/// The seconds after which a draft is deleted: a day.
const RETENTION_SECONDS: i64 = 24 * 60 * 60;

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
    clock: Clock,
}

impl Drafts {
    /// Opens the drafts in the data folder.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, DatabaseError> {
        let connection = database::open(&folder.join(FILE), &MIGRATIONS)?;
        Ok(Self { connection: Mutex::new(connection), clock })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a proposal of a user's, deletes drafts that are too old, and returns the new draft's number.
    pub fn add(&self, user: u64, proposal: &Proposal) -> Result<i64, Fault> {
        let json = serde_json::to_string(proposal).map_err(Fault::new)?;
        let now = self.clock.now();
        Ok(self.insert(user, now, &json)?)
    }

    fn insert(&self, user: u64, now: i64, json: &str) -> Result<i64, DatabaseError> {
        let connection = self.connection();
        connection.execute("DELETE FROM drafts WHERE time < ?1", [now - RETENTION_SECONDS])?;
        let insert = "INSERT INTO drafts (user, time, proposal) VALUES (?1, ?2, ?3)";
        connection.execute(insert, params![user.to_string(), now, json])?;
        Ok(connection.last_insert_rowid())
    }

    /// Returns a draft of this user's; none if there is none, or if it is another user's.
    pub fn find(&self, user: u64, id: i64) -> Result<Option<Proposal>, Failure> {
        let Some(json) = self.select(user, id)? else { return Ok(None) };
        match serde_json::from_str(&json) {
            Ok(proposal) => Ok(Some(proposal)),
            // Another version wrote it, or the disk damaged it. Its text stays in the database until it is too old.
            Err(error) => Err(Fault::with_advice(format!("draft {id}: {error}"), words::DRAFT_UNREADABLE).into()),
        }
    }

    fn select(&self, user: u64, id: i64) -> Result<Option<String>, DatabaseError> {
        let query = "SELECT proposal FROM drafts WHERE id = ?1 AND user = ?2";
        let connection = self.connection();
        Ok(connection.query_row(query, params![id, user.to_string()], |row| row.get(0)).optional()?)
    }

    /// Deletes a draft of this user's, if there is one.
    pub fn delete(&self, user: u64, id: i64) -> Result<(), DatabaseError> {
        let delete = "DELETE FROM drafts WHERE id = ?1 AND user = ?2";
        self.connection().execute(delete, params![id, user.to_string()])?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::proposal::TextStamp;
    use super::super::view::Fields;
    use super::*;

    #[test]
    fn a_draft_belongs_to_its_author_and_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let proposal = Proposal::Import { text: "entries: []".to_owned(), seen: TextStamp::of("x") };
        let id = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap().add(1, &proposal).unwrap();
        let drafts = Drafts::open(folder.path(), Clock::new(|| RETENTION_SECONDS + 1)).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), Some(proposal.clone()));
        assert_eq!(drafts.find(2, id).unwrap(), None);
        drafts.delete(2, id).unwrap();
        assert!(drafts.find(1, id).unwrap().is_some());
        drafts.add(2, &proposal).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), None, "a day has passed");
    }

    #[test]
    fn drafts_of_earlier_versions_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap();
        let fields = Fields { question: Some("Does it hurt?".to_owned()), ..Fields::default() };
        let typed = r#"{"question":"Does it hurt?","phrasings":null,"answer":null,"category":null}"#;
        let seen: TextStamp = "giybj7h4".parse().unwrap();
        for (json, proposal) in [
            (
                format!(r#"{{"Add":{{"fields":{typed},"item":7}}}}"#),
                Proposal::Add { fields: fields.clone(), unanswered: Some(7) },
            ),
            (
                format!(r#"{{"Gap":{{"fields":{typed},"item":7}}}}"#),
                Proposal::Gap { fields: fields.clone(), unanswered: 7 },
            ),
            (
                format!(r#"{{"Change":{{"entry":"pain","seen":"giybj7h4","fields":{typed}}}}}"#),
                Proposal::Change { entry: "pain".to_owned(), seen, fields: fields.clone() },
            ),
            (
                r#"{"Import":{"text":"entries: []","seen":"giybj7h4"}}"#.to_owned(),
                Proposal::Import { text: "entries: []".to_owned(), seen },
            ),
        ] {
            let id = drafts.insert(1, 0, &json).unwrap();
            assert_eq!(drafts.find(1, id).unwrap(), Some(proposal));
        }
    }
}
