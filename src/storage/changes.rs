//! Changes by moderators: on the file as it is at that moment, kept in the history, served at once.

use std::convert::Infallible;
use std::io;
use std::sync::{MutexGuard, PoisonError};

use super::history::{Author, History, HistoryError, Note, Revision};
use super::replace::{ReplaceError, Replaced, replace};
use super::store::{OpenError, Refused, Reload, Store, bytes, parse};
use super::watcher::FileEvent;
use crate::storage::database::DatabaseError;
use faq::Faq;
use faq::difference::Difference;
use faq::file::{self, Problem, Severity};
use faq::limits;

/// How often a change is tried anew on a file that somebody saves meanwhile.
const TRIES: usize = 20;

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The revision that it became.
    pub revision: u64,
    /// The file's text before.
    pub before: String,
    /// The file's text now.
    pub after: String,
    /// Whether the file had to be written in place, which a crash could have left half done.
    pub in_place: bool,
}

/// Why a change was not made: the file is as it was, but for [`ChangeError::Unsure`].
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// The edit itself cannot be made on the file as it is now.
    #[error(transparent)]
    Edit(E),
    /// The file cannot be read, or is no valid FAQ: nothing is written over what somebody is working on.
    #[error("the FAQ file on disk cannot be edited as it is: {}", first_line(.0))]
    File(OpenError),
    /// The change would make it no valid FAQ.
    #[error("the FAQ would not be valid any more: {}", first_error(.0))]
    Invalid(Vec<Problem>),
    /// There is no such revision.
    #[error("there is no revision {0} any more; /faq history lists those that are kept")]
    NoRevision(u64),
    /// A revision cannot be read.
    #[error("revision {0} is damaged on the disk and cannot be brought back; /faq history lists the others")]
    Damaged(u64),
    /// There is no earlier revision.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// All is as it is wished.
    #[error("nothing would change: the file says so already")]
    Unchanged,
    /// Somebody saves the file over and over.
    #[error("the file is being changed by somebody else all the time; try again in a minute")]
    Busy,
    /// Without a history nothing could be undone.
    #[error("the FAQ cannot be edited here, because its history cannot be kept: {0}; tell whoever runs the bot")]
    History(String),
    /// The file cannot be written.
    #[error("{}", unwritable(.0))]
    Write(io::Error),
    /// Writing failed half-way, and so did putting the old text back.
    #[error(
        "the FAQ file could not be written ({0}), and may be damaged now: answers go on as before; once the disk is well, \
         undo brings the text back, and the history has every text that was there"
    )]
    Unsure(io::Error),
}

impl<E> From<DatabaseError> for ChangeError<E> {
    fn from(error: DatabaseError) -> Self {
        Self::History(error.to_string())
    }
}

impl<E> From<HistoryError> for ChangeError<E> {
    fn from(error: HistoryError) -> Self {
        match error {
            HistoryError::Database(error) => error.into(),
            HistoryError::Damaged(number) => Self::Damaged(number),
        }
    }
}

fn first_line(error: &OpenError) -> String {
    error.to_string().lines().next().unwrap_or_default().to_owned()
}

fn first_error(problems: &[Problem]) -> String {
    let first = problems.iter().find(|problem| problem.severity == Severity::Error);
    first.map(|problem| format!("line {}: {}", problem.position.line, problem.message)).unwrap_or_default()
}

fn unwritable(error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; free some space, then try again"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "it is read-only for the bot; whoever runs it must allow writing to the file and its folder"
        }
        _ => "try again; if that does not help, tell whoever runs the bot",
    };
    format!("the FAQ file could not be written ({error}), and nothing was changed: {advice}")
}

/// The file as a change finds it.
struct Found {
    bytes: Vec<u8>,
    /// Why it cannot be served, if it cannot.
    refusal: Option<OpenError>,
}

impl Found {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// What is to be written over the file.
struct Plan {
    note: Note,
    text: String,
}

impl Store {
    /// Keeps a history of the file from now on, in the data folder: without one nothing can be changed. What was changed
    /// by hand since the history was last kept becomes a revision. `clock` gives seconds since 1970.
    ///
    /// # Errors
    /// The history cannot be opened.
    pub fn open_history(&self, clock: fn() -> i64) -> Result<(), DatabaseError> {
        let Some(folder) = self.options.data_dir.as_deref() else { return Ok(()) };
        let history = History::open(folder, clock)?;
        note_hand_edit(&history, &self.current().content.bytes)?;
        let _ = self.history.set(history);
        Ok(())
    }

    /// Makes a change: `edit` turns the file's text into another, which is checked, written, kept and served.
    ///
    /// If somebody saves the file meanwhile, `edit` is made on what they saved, so it must judge from the text it is given
    /// whether it still fits. It must not call the store itself. Takes as long as learning the FAQ does.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn change<E>(
        &self,
        author: Author,
        summary: &str,
        edit: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Changed, ChangeError<E>> {
        self.write(|_, found| match found.refusal.take() {
            // Nothing is written over what somebody is working on.
            Some(error) => Err(ChangeError::File(error)),
            None => {
                let note = Note { author, summary: summary.to_owned(), undoes: None };
                Ok(Plan { note, text: edit(&found.text()).map_err(ChangeError::Edit)? })
            }
        })
    }

    /// Takes the latest change back, byte for byte; done again, the one before it. Where the file cannot be served, that is
    /// the change that is taken back: its text is kept as a revision, which no undoing brings back.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn undo(&self, author: Author) -> Result<Changed, ChangeError<Infallible>> {
        self.write(|history, found| {
            let earlier = if found.refusal.is_some() { history.latest()? } else { history.before_latest()? };
            let (number, content) = earlier.ok_or(ChangeError::NothingToUndo)?;
            let note = Note { author, summary: format!("undone: back to revision {number}"), undoes: Some(number) };
            Ok(Plan { note, text: String::from_utf8_lossy(&content).into_owned() })
        })
    }

    /// Makes the file what it was at a revision, byte for byte. Where the file cannot be served, its text is kept as
    /// [`Self::undo`] does.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn restore(&self, author: Author, number: u64) -> Result<Changed, ChangeError<Infallible>> {
        self.write(|history, _| {
            let content = history.content(number)?.ok_or(ChangeError::NoRevision(number))?;
            let note = Note { author, summary: format!("restored revision {number}"), undoes: None };
            Ok(Plan { note, text: String::from_utf8_lossy(&content).into_owned() })
        })
    }

    /// Revisions, the latest first, at most `limit`, after so many later ones; and how many there are.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn revisions(&self, later: usize, limit: usize) -> Result<(Vec<Revision>, usize), ChangeError<Infallible>> {
        let history = self.history()?;
        Ok((history.list(later, limit)?, history.len()?))
    }

    /// The file's text at a revision, if that is still kept.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn revision_text(&self, number: u64) -> Result<Option<String>, ChangeError<Infallible>> {
        let content = self.history()?.content(number)?;
        Ok(content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
    }

    fn history<E>(&self) -> Result<&History, ChangeError<E>> {
        self.history.get().ok_or_else(|| ChangeError::History("it could not be opened when the bot started".to_owned()))
    }

    /// Tries to write what `plan` makes of the file until nobody saves it meanwhile.
    fn write<E>(
        &self,
        plan: impl Fn(&History, &mut Found) -> Result<Plan, ChangeError<E>>,
    ) -> Result<Changed, ChangeError<E>> {
        let history = self.history()?;
        let mut events = Vec::new();
        let outcome = {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            self.write_in_turn(history, &mut refused, &mut events, plan)
        };
        events.into_iter().for_each(|event| self.tell(event));
        outcome
    }

    fn write_in_turn<E>(
        &self,
        history: &History,
        refused: &mut Refused,
        events: &mut Vec<FileEvent>,
        plan: impl Fn(&History, &mut Found) -> Result<Plan, ChangeError<E>>,
    ) -> Result<Changed, ChangeError<E>> {
        for _ in 0..TRIES {
            let mut found = self.found(history, refused, events)?;
            let aside = found.refusal.as_ref().map(set_aside);
            let Plan { note, text } = plan(history, &mut found)?;
            if text.as_bytes() == found.bytes {
                return Err(ChangeError::Unchanged);
            }
            file::parse(text.as_bytes()).map_err(ChangeError::Invalid)?;
            let writing = self.block_writes();
            if let Some(summary) = aside {
                history.set_aside(summary, &found.bytes)?;
            }
            // Kept before it is written: should the program die in between, the file's state is noted at the next start.
            let revision = history.keep(&note, text.as_bytes())?;
            let replaced = replace(&*self.disk, &self.path, &found.bytes, text.as_bytes());
            drop(writing);
            match replaced {
                Ok(Replaced::Changed) => forget(history, revision),
                Ok(how) => {
                    events.extend(self.reload_in_turn(refused, |_, _| Ok(())).1);
                    let in_place = how == Replaced::InPlace;
                    return Ok(Changed { revision, before: found.text(), after: text, in_place });
                }
                Err(ReplaceError::Untouched(error)) => {
                    forget(history, revision);
                    return Err(ChangeError::Write(error));
                }
                Err(ReplaceError::Unsure(error)) => return Err(ChangeError::Unsure(error)),
            }
        }
        Err(ChangeError::Busy)
    }

    /// Waits until a change that is being written is on the disk; none is written while what this gives is held. Learning what
    /// was written is not waited for.
    pub fn block_writes(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file as it is. What somebody saved and no watch has noticed yet is noted and told of.
    fn found<E>(
        &self,
        history: &History,
        refused: &mut Refused,
        events: &mut Vec<FileEvent>,
    ) -> Result<Found, ChangeError<E>> {
        let bytes = bytes(&self.path).map_err(ChangeError::File)?;
        let faq =
            parse(&self.path, &bytes).and_then(|parsed| self.refuse_shrunk(&bytes, &parsed.faq).map(|()| parsed.faq));
        match faq {
            Ok(faq) => {
                events.extend(self.hand_edit(history, refused, &bytes, &faq)?);
                Ok(Found { bytes, refusal: None })
            }
            // Of a larger file only the beginning was read.
            Err(refusal) if bytes.len() > limits::FILE_BYTES => Err(ChangeError::File(refusal)),
            Err(refusal) => Ok(Found { bytes, refusal: Some(refusal) }),
        }
    }

    /// Notes a valid state of the file; what is to be told of it.
    fn hand_edit(
        &self,
        history: &History,
        refused: &mut Refused,
        bytes: &[u8],
        faq: &Faq,
    ) -> Result<Option<FileEvent>, DatabaseError> {
        let noted = note_hand_edit(history, bytes)?;
        let current = self.current();
        if current.content.bytes == bytes {
            return Ok(refused.take().map(|_| FileEvent::Restored));
        }
        let changed = || FileEvent::Changed {
            summary: Difference::between(current.faq(), faq).to_string(),
            before: current.text(),
            after: String::from_utf8_lossy(bytes).into_owned(),
            after_refusal: refused.take().is_some(),
        };
        Ok(noted.then(changed))
    }

    /// Serves the file as it is, however much of it is gone: a moderator has seen it.
    pub fn accept_file(&self) -> Reload {
        self.reload_if(|_, _| Ok(()))
    }

    /// Keeps a state that was written by hand; whether it was. A history that fails now is told of in the log: the file is
    /// what counts.
    pub(super) fn note_hand_edit(&self, content: &[u8]) -> bool {
        let Some(history) = self.history.get() else { return true };
        note_hand_edit(history, content).unwrap_or_else(|error| {
            tracing::error!("the history of the FAQ was not kept: {error}");
            true
        })
    }

    /// Whether a state of the file is the latest that the history knows, as is what the bot has just written.
    pub(super) fn is_latest_revision(&self, content: &[u8]) -> bool {
        let latest = self.history.get().and_then(|history| history.latest().ok().flatten());
        latest.is_some_and(|(_, known)| known == content)
    }
}

/// What is noted with a text that could not be served.
fn set_aside(refusal: &OpenError) -> &'static str {
    match refusal {
        OpenError::Shrunk { .. } => "set aside: it had lost over half of what it held",
        _ => "set aside: it was no valid FAQ",
    }
}

/// Forgets a state that did not come about. On a full disk even that may fail; then it looks as if it had been undone by
/// hand.
fn forget(history: &History, revision: u64) {
    if let Err(error) = history.forget(revision) {
        tracing::error!("the history of the FAQ has a state that never was, revision {revision}: {error}");
    }
}

/// Keeps a state of the file that the history does not know yet: somebody wrote it by hand. Whether there was one.
fn note_hand_edit(history: &History, content: &[u8]) -> Result<bool, DatabaseError> {
    let summary = match history.latest() {
        Ok(Some((_, known))) if known == content => return Ok(false),
        Ok(Some((_, known))) => difference(&known, content),
        Ok(None) => "as it was when the history began".to_owned(),
        Err(HistoryError::Damaged(_)) => "as it is: the revision before is damaged".to_owned(),
        Err(HistoryError::Database(error)) => return Err(error),
    };
    history.keep(&Note { author: Author::File, summary, undoes: None }, content)?;
    Ok(true)
}

/// What parts two states of the file, in a line.
fn difference(before: &[u8], after: &[u8]) -> String {
    match (file::parse(before), file::parse(after)) {
        (Ok(before), Ok(after)) => Difference::between(&before.faq, &after.faq).to_string(),
        _ => "changed".to_owned(),
    }
}

#[cfg(test)]
mod tests;
