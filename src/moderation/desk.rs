//! Where moderators' commands are worked on: everything that may take a while, off the async threads.

use std::sync::Arc;

use super::drafts::Drafts;
use super::form::{self, Form, FormId};
use super::press::Press;
use super::proposal::{Objection, Proposal, shown, sign};
use super::screen::Screen;
use crate::reply::words::moderating as words;
use crate::reply::{self, Choice};
use crate::storage::database::DatabaseError;
use crate::storage::journal::{Journal, JournalError, UnansweredQuestion};
use crate::storage::{ChangeError, Snapshot, StorageFault, Store};
use discord::rest::Attached;
use faq::{Entry, Faq};
use matching::evaluation::Case;

/// What moderators work with.
pub struct Desk {
    pub(super) store: Arc<Store>,
    pub(super) journal: Journal,
    pub(super) drafts: Option<Drafts>,
    /// The text of the golden cases, if there are any.
    pub(super) cases: Option<String>,
}

/// What was done: what the moderator is shown, and what the log channel is told.
pub struct Done {
    pub screen: Screen,
    pub report: Option<Report>,
}

impl From<Screen> for Done {
    fn from(screen: Screen) -> Self {
        Self { screen, report: None }
    }
}

/// What the log channel is told.
pub struct Report {
    pub text: String,
    pub files: Vec<Attached>,
}

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// A sentence that says what to do.
    Mistake(String),
    /// Ours: for the log, and an id for the moderator.
    Fault(String),
}

impl From<DatabaseError> for Trouble {
    fn from(error: DatabaseError) -> Self {
        Self::Fault(error.to_string())
    }
}

impl From<JournalError> for Trouble {
    fn from(error: JournalError) -> Self {
        Self::Fault(error.to_string())
    }
}

impl From<StorageFault> for Trouble {
    fn from(fault: StorageFault) -> Self {
        tracing::error!("a change of the FAQ failed: {fault}");
        Self::Mistake(words::sentence(&fault.to_string()))
    }
}

impl<E: std::fmt::Display> From<ChangeError<E>> for Trouble {
    fn from(error: ChangeError<E>) -> Self {
        match error {
            ChangeError::Rejected(rejection) => Self::Mistake(words::sentence(&rejection.to_string())),
            ChangeError::Fault(fault) => fault.into(),
        }
    }
}

impl From<Objection> for Trouble {
    fn from(objection: Objection) -> Self {
        Self::Mistake(words::sentence(&objection.to_string()))
    }
}

impl Desk {
    /// A desk on this store and journal. Without `drafts` nothing can be proposed; `cases` are the golden cases' text.
    pub fn new(store: Arc<Store>, journal: Journal, drafts: Option<Drafts>, cases: Option<String>) -> Self {
        Self { store, journal, drafts, cases }
    }

    pub(super) fn drafts(&self) -> Result<&Drafts, Trouble> {
        self.drafts.as_ref().ok_or_else(|| Trouble::Mistake(words::NO_DRAFTS.to_owned()))
    }

    pub(super) fn draft(&self, user: u64, draft: i64) -> Result<Proposal, Trouble> {
        self.drafts()?.find(user, draft)?.ok_or_else(|| Trouble::Mistake(words::DRAFT_GONE.to_owned()))
    }

    pub(super) fn item(&self, item: i64) -> Result<UnansweredQuestion, Trouble> {
        self.journal.question(item)?.ok_or_else(|| Trouble::Mistake(words::ITEM_GONE.to_owned()))
    }

    /// The golden cases that fit the FAQ.
    pub(super) fn golden(&self, faq: &Faq) -> Vec<Case> {
        let text = self.cases.as_deref().unwrap_or_default();
        matching::evaluation::parse(text, faq).unwrap_or_default()
    }

    /// The entry that an option names.
    pub(super) fn named<'a>(snapshot: &'a Snapshot, option: &str) -> Result<&'a Entry, Trouble> {
        let entry = super::entry_id(option).and_then(|id| snapshot.faq().entry(&id));
        entry.ok_or_else(|| Trouble::Mistake(words::NO_SUCH_ENTRY.to_owned()))
    }

    /// The entries that are offered while one is typed.
    pub fn choices(&self, typed: &str) -> Vec<Choice> {
        let snapshot = self.store.current();
        let decision = snapshot.decide(typed);
        reply::choices(snapshot.faq(), typed, decision.candidates.iter().map(|candidate| candidate.entry))
    }

    /// The form of an entry as it is.
    pub fn form_edit(&self, option: &str) -> Result<Form, Trouble> {
        let snapshot = self.store.current();
        let entry = Self::named(&snapshot, option)?;
        Ok(form::edit(entry, sign(&shown(entry))))
    }

    /// The form of a draft.
    pub fn form_again(&self, user: u64, draft: i64) -> Result<Form, Trouble> {
        let proposal = self.draft(user, draft)?;
        let fields = proposal.fields().cloned().ok_or_else(|| Trouble::Mistake(words::UNKNOWN.to_owned()))?;
        Ok(form::again(draft, fields, !matches!(proposal, Proposal::Gap { .. })))
    }

    /// The form of a new entry for what was asked in vain.
    pub fn form_for_item(&self, item: i64) -> Result<Form, Trouble> {
        Ok(form::add(&self.item(item)?.text, Some(item)))
    }

    /// The form of a new referral for what was asked in vain.
    pub fn form_gap(&self, item: i64) -> Result<Form, Trouble> {
        Ok(form::gap(&self.item(item)?.text, item))
    }

    /// Takes a submitted form, and shows what would come of it.
    pub fn propose(&self, user: u64, id: &FormId, fields: form::Fields) -> Result<Done, Trouble> {
        let proposal = match id {
            FormId::Add(item) => Proposal::Add { fields, item: *item },
            FormId::Edit(entry, seen) => Proposal::Change { entry: entry.to_string(), seen: seen.clone(), fields },
            FormId::Gap(item) => Proposal::Gap { fields, item: *item },
            FormId::Again(draft) => {
                let earlier = self.draft(user, *draft)?;
                self.drafts()?.discard(user, *draft)?;
                earlier.with(fields)
            }
        };
        self.preview(user, proposal)
    }

    /// Does what a button says, of those that open no form.
    pub fn press(&self, press: Press, user: u64, chosen: Option<&str>) -> Result<Done, Trouble> {
        match press {
            Press::Save(draft) => self.save(user, draft),
            Press::Cancel(draft) => {
                self.drafts()?.discard(user, draft)?;
                Ok(Screen::text(words::CANCELLED).into())
            }
            Press::Remove(entry) => self.remove(user, &entry),
            Press::Keep => Ok(Screen::text(words::CANCELLED).into()),
            Press::Take => Ok(self.take().into()),
            Press::Check(page) => Ok(self.check(page).into()),
            Press::History(page) => self.history(page),
            Press::Unanswered(page) => self.unanswered(page),
            Press::Teach(item) => self.offer_entries(item),
            Press::TeachTo(item) => self.teach_item(user, item, chosen.unwrap_or_default()),
            Press::Dismiss(item, page) => {
                self.journal.dismiss(item)?;
                self.unanswered(page)
            }
            Press::Again(_) | Press::NewEntry(_) | Press::NameGap(_) => {
                Err(Trouble::Mistake(words::UNKNOWN.to_owned()))
            }
        }
    }
}
