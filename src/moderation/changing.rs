//! Changes of the FAQ: saved, taught, removed, undone.

use super::desk::{Desk, Done, Report, Trouble};
use super::notices::{attached, both};
use super::press::Press;
use super::preview;
use super::proposal::{Objection, Proposal, typed};
use super::screen::{Button, Screen};
use crate::reply::words::moderating as words;
use crate::storage::{self, Author, ChangeError, Changed, Rejection};
use faq::edit::{self, Edit, TopicId};
use faq::{EntryId, file};

impl Desk {
    /// Makes the change that a draft proposes.
    pub fn save(&self, user: u64, draft: i64) -> Result<Done, Trouble> {
        let proposal = self.draft(user, draft)?;
        let summary = self.summary(&proposal);
        match storage::change(&self.store, Author::User(user), &summary, |text| proposal.apply(text)) {
            Ok(changed) => {
                self.drafts()?.discard(user, draft)?;
                if let Some(item) = proposal.item() {
                    self.journal.dismiss(item)?;
                }
                Ok(done(user, &summary, changed))
            }
            Err(ChangeError::Rejected(Rejection::Edit(Objection::Conflict { theirs }))) => {
                Ok(conflict(draft, &proposal, theirs).into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What becomes of the FAQ by a proposal, in a line.
    fn summary(&self, proposal: &Proposal) -> String {
        let snapshot = self.store.current();
        let question = || proposal.fields().and_then(|fields| fields.question.clone()).unwrap_or_default();
        match proposal {
            Proposal::Add { .. } => words::added(&question()),
            Proposal::Change { entry, .. } => words::changed(entry),
            Proposal::Gap { .. } => words::named(&question()),
            Proposal::Import { text, .. } => words::imported(&preview::difference(&snapshot, text)),
        }
    }

    /// Adds a phrasing to an entry.
    pub fn teach(&self, user: u64, option: &str, phrasing: &str) -> Result<Done, Trouble> {
        let snapshot = self.store.current();
        let entry = Self::named(&snapshot, option)?;
        let before = preview::collisions(&snapshot, Some(entry.id()), [phrasing].into_iter());
        let edit = Edit::AddPhrasing { topic: TopicId::Entry(entry.id().clone()), phrasing: phrasing.to_owned() };
        let summary = words::taught(entry.id(), phrasing);
        let changed = storage::change(&self.store, Author::User(user), &summary, |text| edit::apply(text, &edit))?;
        let mut done = done(user, &summary, changed);
        done.screen.text.extend(before.iter().map(|collision| format!("\n{collision}")));
        Ok(done)
    }

    /// Makes what was asked in vain a phrasing of an entry.
    pub fn teach_item(&self, user: u64, item: i64, entry: &str) -> Result<Done, Trouble> {
        let text = self.item(item)?.text;
        let done = self.teach(user, entry, &text)?;
        self.journal.dismiss(item)?;
        Ok(done)
    }

    /// Asks whether an entry is to go, and names what leads to it.
    pub fn confirm_removal(&self, option: &str) -> Result<Done, Trouble> {
        let snapshot = self.store.current();
        let entry = Self::named(&snapshot, option)?;
        let named_by = snapshot.faq().entries().iter().filter(|other| other.leads_to(entry));
        let named_by: Vec<String> = named_by.map(|other| other.id().to_string()).collect();
        let rows = vec![vec![
            Button::danger(words::REMOVE, Press::Remove(entry.id().clone())),
            Button::new(words::CANCEL, Press::Keep),
        ]];
        Ok(Screen { rows, ..Screen::text(words::confirm_removal(entry, &named_by)) }.into())
    }

    /// Removes an entry.
    pub fn remove(&self, user: u64, entry: &EntryId) -> Result<Done, Trouble> {
        let edit = Edit::RemoveEntry { id: entry.clone() };
        let summary = words::removed(entry);
        let changed = storage::change(&self.store, Author::User(user), &summary, |text| edit::apply(text, &edit))?;
        Ok(done(user, &summary, changed))
    }

    /// Takes the latest change back, or makes the file what it was at a revision.
    pub fn undo(&self, user: u64, revision: Option<i64>) -> Result<Done, Trouble> {
        let author = Author::User(user);
        let changed = match revision {
            None => storage::undo(&self.store, author)?,
            Some(number) => storage::restore(&self.store, author, u64::try_from(number).unwrap_or_default())?,
        };
        let what = match (file::parse(changed.before.as_bytes()), file::parse(changed.after.as_bytes())) {
            (Ok(before), Ok(after)) => faq::difference::Difference::between(&before.faq, &after.faq).to_string(),
            _ => String::new(),
        };
        Ok(done(user, &words::undone(revision, &what), changed))
    }
}

fn done(user: u64, summary: &str, changed: Changed) -> Done {
    let text = words::saved(summary, changed.revision, changed.in_place);
    let report = Report { text: words::report(user, summary), files: both(changed.before, changed.after) };
    Done { screen: Screen::text(text), report: Some(report) }
}

/// Both texts, so that nothing that was typed is lost.
fn conflict(draft: i64, proposal: &Proposal, theirs: String) -> Screen {
    let yours = match proposal {
        Proposal::Import { text, .. } => text.clone(),
        proposal => proposal.fields().map(typed).unwrap_or_default(),
    };
    let files = vec![attached("now.txt", theirs), attached("yours.txt", yours)];
    let rows = vec![vec![Button::new(words::CANCEL, Press::Cancel(draft))]];
    Screen { files, rows, ..Screen::text(words::CONFLICT) }
}
