//! Drafts: proposals that wait for "Save". They are too long for a button, and must survive a restart.
//!
//! A draft is open until it is saved, discarded, or replaced by a corrected one. Its outcome is kept for a day, so
//! that a button that is pressed again shows the first outcome.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

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

const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE drafts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        user TEXT NOT NULL,
        time INTEGER NOT NULL,
        proposal TEXT NOT NULL
    ) STRICT",
    // A `DraftState` in JSON. Earlier versions deleted a draft when it was saved or cancelled.
    r#"
    ALTER TABLE drafts ADD COLUMN state TEXT NOT NULL DEFAULT '"open"'"#,
];

/// The state of a draft. It is stored as JSON.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DraftState {
    Open,
    /// It is being saved, with this line in the history. If nobody has claimed it, the bot was stopped during the save.
    Saving(String),
    Saved(SavedChange),
    Discarded,
    /// It was corrected; the draft with this number replaced it.
    Replaced(i64),
}

/// A change that was made, as it is reported.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SavedChange {
    /// The number of its revision; `None` if the bot was stopped before it was recorded.
    pub revision: Option<u64>,
    pub summary: String,
    /// Whether the file was overwritten in place.
    pub in_place: bool,
    /// Whether it was an undo.
    pub is_undo: bool,
    /// The revision that an undo took back.
    pub takes_back: Option<u64>,
}

/// The drafts of all moderators.
pub struct Drafts {
    connection: Mutex<Connection>,
    /// The drafts that are being worked on in this process.
    claimed: Mutex<BTreeSet<i64>>,
    released: Condvar,
    /// Seconds since 1970.
    clock: Clock,
}

/// Exclusive access to a draft, until this is dropped.
pub struct Claim<'a> {
    drafts: &'a Drafts,
    pub id: i64,
    pub proposal: Proposal,
    pub state: DraftState,
}

impl Claim<'_> {
    /// Stores the state of the draft.
    pub fn set(&mut self, state: DraftState) -> Result<(), Fault> {
        let json = serde_json::to_string(&state).map_err(Fault::new)?;
        self.drafts.update(self.id, &json).map_err(fault)?;
        self.state = state;
        Ok(())
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.drafts.release(self.id);
    }
}

impl Drafts {
    /// Opens the drafts in the data folder.
    ///
    /// # Errors
    /// The file cannot be opened.
    pub fn open(folder: &Path, clock: Clock) -> Result<Self, DatabaseError> {
        let connection = database::open(&folder.join(FILE), &MIGRATIONS)?;
        Ok(Self { connection: Mutex::new(connection), claimed: Mutex::default(), released: Condvar::new(), clock })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a user's proposal, deletes drafts that are too old, and returns the new draft's number. If the same proposal is
    /// still open, for example because a form arrived twice, it is not added again, but kept for another day.
    pub fn add(&self, user: u64, proposal: &Proposal) -> Result<i64, Fault> {
        let json = serde_json::to_string(proposal).map_err(Fault::new)?;
        let now = self.clock.now();
        self.insert(user, now, &json).map_err(fault)
    }

    fn insert(&self, user: u64, now: i64, json: &str) -> Result<i64, DatabaseError> {
        let connection = self.connection();
        connection.execute("DELETE FROM drafts WHERE time < ?1", [now - RETENTION_SECONDS])?;
        let same = r#"
            SELECT id FROM drafts
            WHERE user = ?1 AND proposal = ?2 AND (state = '"open"' OR state LIKE '{"saving":%')"#;
        let known = connection.query_row(same, params![user.to_string(), json], |row| row.get(0)).optional()?;
        if let Some(id) = known {
            connection.execute("UPDATE drafts SET time = ?2 WHERE id = ?1", params![id, now])?;
            return Ok(id);
        }
        let insert = "INSERT INTO drafts (user, time, proposal) VALUES (?1, ?2, ?3)";
        connection.execute(insert, params![user.to_string(), now, json])?;
        Ok(connection.last_insert_rowid())
    }

    /// Returns the outcome of the same proposal by this user, if it was saved.
    pub fn saved_before(&self, user: u64, proposal: &Proposal) -> Result<Option<SavedChange>, Fault> {
        let json = serde_json::to_string(proposal).map_err(Fault::new)?;
        let mut newest_first = self.states(user, &json)?.into_iter();
        Ok(newest_first.find_map(|state| match serde_json::from_str(&state) {
            Ok(DraftState::Saved(saved)) => Some(saved),
            _ => None,
        }))
    }

    /// Returns the latest change by this user that was saved and dealt with any of these unanswered questions.
    pub fn saved_for_questions(&self, user: u64, questions: &[i64]) -> Result<Option<SavedChange>, Fault> {
        for (proposal, state) in self.saved_of(user)? {
            if let Ok(proposal) = serde_json::from_str::<Proposal>(&proposal)
                && proposal.unanswered().iter().any(|id| questions.contains(id))
                && let Ok(DraftState::Saved(saved)) = serde_json::from_str(&state)
            {
                return Ok(Some(saved));
            }
        }
        Ok(None)
    }

    /// Returns the saved drafts of a user, but imports, which are large; the newest first.
    fn saved_of(&self, user: u64) -> Result<Vec<(String, String)>, DatabaseError> {
        let connection = self.connection();
        let query = r#"
            SELECT proposal, state FROM drafts
            WHERE user = ?1 AND state LIKE '{"saved":%' AND proposal NOT LIKE '{"Import":%' ORDER BY id DESC"#;
        let mut statement = connection.prepare(query)?;
        let rows = statement.query_map([user.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn states(&self, user: u64, json: &str) -> Result<Vec<String>, DatabaseError> {
        let connection = self.connection();
        let query = "SELECT state FROM drafts WHERE user = ?1 AND proposal = ?2 ORDER BY id DESC";
        let mut statement = connection.prepare(query)?;
        let rows = statement.query_map(params![user.to_string(), json], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns a draft with its state; `None` if there is none with this number, or if it is another user's.
    pub fn find(&self, user: u64, id: i64) -> Result<Option<(Proposal, DraftState)>, Failure> {
        let Some((proposal, state)) = self.select(user, id)? else { return Ok(None) };
        let proposal = serde_json::from_str(&proposal);
        match proposal.and_then(|proposal| Ok((proposal, serde_json::from_str(&state)?))) {
            Ok(draft) => Ok(Some(draft)),
            // Another version wrote it, or the disk damaged it. Its text stays in the database until it is too old.
            Err(error) => Err(Fault::with_advice(format!("draft {id}: {error}"), words::DRAFT_UNREADABLE).into()),
        }
    }

    /// Returns whether somebody works on a draft in this process.
    pub fn is_claimed(&self, id: i64) -> bool {
        self.claimed().contains(&id)
    }

    fn claimed(&self) -> MutexGuard<'_, BTreeSet<i64>> {
        self.claimed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As [`Self::find`], and claims it. Waits while somebody else works on it.
    pub fn claim(&self, user: u64, id: i64) -> Result<Option<Claim<'_>>, Failure> {
        let mut claimed = self.claimed();
        while claimed.contains(&id) {
            claimed = self.released.wait(claimed).unwrap_or_else(PoisonError::into_inner);
        }
        // Looked up under the lock, so that its state cannot change in between.
        let Some((proposal, state)) = self.find(user, id)? else { return Ok(None) };
        claimed.insert(id);
        Ok(Some(Claim { drafts: self, id, proposal, state }))
    }

    fn release(&self, id: i64) {
        self.claimed().remove(&id);
        self.released.notify_all();
    }

    fn select(&self, user: u64, id: i64) -> Result<Option<(String, String)>, DatabaseError> {
        let query = "SELECT proposal, state FROM drafts WHERE id = ?1 AND user = ?2";
        let connection = self.connection();
        let found = connection.query_row(query, params![id, user.to_string()], |row| Ok((row.get(0)?, row.get(1)?)));
        Ok(found.optional()?)
    }

    fn update(&self, id: i64, state: &str) -> Result<(), DatabaseError> {
        self.connection().execute("UPDATE drafts SET state = ?2 WHERE id = ?1", params![id, state])?;
        Ok(())
    }
}

/// Returns a fault of the drafts; if their file is gone, with what can be done about it.
fn fault(error: DatabaseError) -> Fault {
    match error {
        DatabaseError::Gone => Fault::with_advice(&error, words::drafts_gone(&error.to_string())),
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::thread;

    use super::super::stamp::TextStamp;
    use super::super::view::Fields;
    use super::*;

    fn import(text: &str) -> Proposal {
        Proposal::Import { text: text.to_owned(), seen: TextStamp::of("x") }
    }

    fn saved() -> SavedChange {
        SavedChange {
            revision: Some(2),
            summary: "imported".to_owned(),
            in_place: false,
            is_undo: false,
            takes_back: None,
        }
    }

    #[test]
    fn a_draft_belongs_to_its_author_and_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let proposal = import("entries: []");
        let id = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap().add(1, &proposal).unwrap();
        let drafts = Drafts::open(folder.path(), Clock::new(|| RETENTION_SECONDS + 1)).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), Some((proposal.clone(), DraftState::Open)));
        assert_eq!(drafts.find(2, id).unwrap(), None);
        assert!(drafts.claim(2, id).unwrap().is_none());
        drafts.add(2, &proposal).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), None, "a day has passed");
    }

    #[test]
    fn what_became_of_a_draft_survives_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        for state in [
            DraftState::Open,
            DraftState::Saving("x".to_owned()),
            DraftState::Saved(saved()),
            DraftState::Discarded,
            DraftState::Replaced(7),
        ] {
            let drafts = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap();
            let id = drafts.add(1, &import(&format!("{state:?}"))).unwrap();
            drafts.claim(1, id).unwrap().unwrap().set(state.clone()).unwrap();
            drop(drafts);
            let drafts = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap();
            assert_eq!(drafts.claim(1, id).unwrap().unwrap().state, state);
        }
    }

    #[test]
    fn the_same_proposal_is_one_draft_while_it_is_open() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::open(folder.path(), Clock::new(|| 0)).unwrap();
        let proposal = import("entries: []");
        let id = drafts.add(1, &proposal).unwrap();
        assert_eq!(drafts.add(1, &proposal).unwrap(), id);
        assert_ne!(drafts.add(2, &proposal).unwrap(), id);
        assert_eq!(drafts.saved_before(1, &proposal).unwrap(), None);
        drafts.claim(1, id).unwrap().unwrap().set(DraftState::Saved(saved())).unwrap();
        assert_ne!(drafts.add(1, &proposal).unwrap(), id);
        assert_eq!(drafts.saved_before(1, &proposal).unwrap(), Some(saved()));
        assert_eq!(drafts.saved_before(2, &proposal).unwrap(), None);
    }

    #[test]
    fn a_draft_that_is_proposed_again_is_kept_for_another_day() {
        let folder = tempfile::tempdir().unwrap();
        let now = Arc::new(AtomicI64::new(0));
        let clock = Arc::clone(&now);
        let drafts = Drafts::open(folder.path(), Clock::new(move || clock.load(Ordering::Relaxed))).unwrap();
        let proposal = import("entries: []");
        let id = drafts.add(1, &proposal).unwrap();
        now.store(RETENTION_SECONDS, Ordering::Relaxed);
        assert_eq!(drafts.add(1, &proposal).unwrap(), id);
        now.store(2 * RETENTION_SECONDS, Ordering::Relaxed);
        drafts.add(2, &proposal).unwrap();
        assert_eq!(drafts.find(1, id).unwrap(), Some((proposal, DraftState::Open)));
    }

    #[test]
    fn a_claimed_draft_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Arc::new(Drafts::open(folder.path(), Clock::new(|| 0)).unwrap());
        let id = drafts.add(1, &import("entries: []")).unwrap();
        let mut claim = drafts.claim(1, id).unwrap().unwrap();
        let waiting = Arc::clone(&drafts);
        let waiter = thread::spawn(move || waiting.claim(1, id).unwrap().unwrap().state.clone());
        claim.set(DraftState::Discarded).unwrap();
        drop(claim);
        assert_eq!(waiter.join().unwrap(), DraftState::Discarded);
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
                Proposal::Add { fields: fields.clone(), unanswered: vec![7] },
            ),
            (
                format!(r#"{{"Gap":{{"fields":{typed},"item":7}}}}"#),
                Proposal::Gap { fields: fields.clone(), unanswered: vec![7] },
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
            assert_eq!(drafts.find(1, id).unwrap(), Some((proposal, DraftState::Open)));
        }
    }
}
