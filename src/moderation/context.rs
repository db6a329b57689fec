//! The things that all moderators' commands work on.

use std::sync::Arc;

use super::drafts::Drafts;
use super::failure::{Failure, Fault, Mistake};
use super::proposal::Proposal;
use crate::reply::moderation as words;
use crate::reply::{self, Choice};
use crate::storage::database::DatabaseError;
use crate::storage::journal::{Journal, UnansweredQuestion};
use crate::storage::{Snapshot, Store};
use faq::{Entry, EntryId};

/// The store, the journal and the drafts of one bot.
pub struct Context {
    pub store: Arc<Store>,
    pub journal: Journal,
    /// Without a database of drafts nothing can be proposed; the error says why there is none.
    pub drafts: Result<Drafts, DatabaseError>,
    /// The text of the file of golden cases, if there is one.
    pub golden_cases: Option<String>,
}

impl Context {
    pub fn drafts(&self) -> Result<&Drafts, Fault> {
        self.drafts.as_ref().map_err(|error| Fault::with_advice(error, words::NO_DRAFTS))
    }

    /// Returns a draft of this user's.
    pub fn draft(&self, user: u64, draft: i64) -> Result<Proposal, Failure> {
        let found = self.drafts()?.find(user, draft)?;
        Ok(found.ok_or_else(|| Mistake::new(words::DRAFT_GONE))?)
    }

    pub fn unanswered_question(&self, question: i64) -> Result<UnansweredQuestion, Failure> {
        let found = self.journal.question(question)?;
        Ok(found.ok_or_else(|| Mistake::new(words::QUESTION_GONE))?)
    }

    /// Returns the entries that are offered while one is typed.
    pub fn entry_choices(&self, typed: &str) -> Vec<Choice> {
        let snapshot = self.store.current();
        let decision = snapshot.decide(typed);
        reply::choices(snapshot.faq(), typed, decision.candidates.iter().map(|candidate| candidate.entry))
    }
}

/// Returns the entry that an option names, picked from the list or typed as an id.
pub fn named_entry<'a>(snapshot: &'a Snapshot, option: &str) -> Result<&'a Entry, Mistake> {
    let id: Option<EntryId> = match reply::picked(option) {
        Some(id) => Some(id),
        None => option.trim().parse().ok(),
    };
    let entry = id.and_then(|id| snapshot.faq().entry(&id));
    entry.ok_or_else(|| Mistake::new(words::NO_SUCH_ENTRY))
}
