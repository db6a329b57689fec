//! Changes by moderators: on the file as it is at that moment, kept in the history, served at once.

use std::convert::Infallible;
use std::io;
use std::sync::PoisonError;

use super::history::{Author, History, Note, Revision};
use super::replace::{ReplaceError, Replaced, replace};
use super::{OpenError, Reload, Store, bytes, parse};
use crate::database::DatabaseError;
use crate::faq::difference::Difference;
use crate::faq::file::{self, Problem, Severity};

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

impl Store {
    /// Keeps a history of the file from now on, in the data folder: without one nothing can be changed. What was changed
    /// by hand since the history was last kept becomes a revision. `clock` gives seconds since 1970.
    ///
    /// # Errors
    /// The history cannot be opened.
    pub fn keep_history(&self, clock: fn() -> i64) -> Result<(), DatabaseError> {
        let Some(folder) = self.options.data_dir.as_deref() else { return Ok(()) };
        let history = History::open(folder, clock)?;
        note_hand_edit(&history, &self.current().content.bytes)?;
        let _ = self.history.set(history);
        Ok(())
    }

    /// Makes a change: `edit` turns the file's text into another, which is checked, written, kept and served.
    ///
    /// If somebody saves the file meanwhile, `edit` is made on what they saved, so it must judge from the text it is given
    /// whether it still fits. Takes as long as learning the FAQ does.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn change<E>(
        &self,
        author: Author,
        summary: &str,
        edit: impl Fn(&str) -> Result<String, E>,
    ) -> Result<Changed, ChangeError<E>> {
        self.write(Note { author, summary, undoes: None }, edit)
    }

    /// Takes the latest change back, byte for byte; done again, the one before it.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn undo(&self, author: Author) -> Result<Changed, ChangeError<Infallible>> {
        let history = self.history()?;
        note_hand_edit(history, &bytes(&self.path).map_err(ChangeError::File)?)?;
        let (number, content) = history.before_latest()?.ok_or(ChangeError::NothingToUndo)?;
        let text = String::from_utf8_lossy(&content).into_owned();
        let summary = format!("undone: back to revision {number}");
        self.write(Note { author, summary: &summary, undoes: Some(number) }, |_| Ok(text.clone()))
    }

    /// Makes the file what it was at a revision, byte for byte.
    ///
    /// # Errors
    /// [`ChangeError`]; the file is as it was.
    pub fn restore(&self, author: Author, number: u64) -> Result<Changed, ChangeError<Infallible>> {
        let content = self.history()?.content(number)?.ok_or(ChangeError::NoRevision(number))?;
        let text = String::from_utf8_lossy(&content).into_owned();
        let summary = format!("restored revision {number}");
        self.write(Note { author, summary: &summary, undoes: None }, |_| Ok(text.clone()))
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

    fn write<E>(&self, note: Note<'_>, edit: impl Fn(&str) -> Result<String, E>) -> Result<Changed, ChangeError<E>> {
        let history = self.history()?;
        let _turn = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        for _ in 0..TRIES {
            let before = self.editable()?;
            let after = edit(&before).map_err(ChangeError::Edit)?;
            if after == before {
                return Err(ChangeError::Unchanged);
            }
            file::parse(after.as_bytes()).map_err(ChangeError::Invalid)?;
            note_hand_edit(history, before.as_bytes())?;
            // Kept before it is written: should the program die in between, the file's state is noted at the next start.
            let revision = history.keep(note, after.as_bytes())?;
            match replace(&*self.disk, &self.path, before.as_bytes(), after.as_bytes()) {
                Ok(Replaced::Changed) => forget(history, revision),
                Ok(how) => {
                    self.take();
                    return Ok(Changed { revision, before, after, in_place: how == Replaced::InPlace });
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

    /// The file's text, if it is a FAQ that is served or may be.
    fn editable<E>(&self) -> Result<String, ChangeError<E>> {
        let bytes = bytes(&self.path).map_err(ChangeError::File)?;
        let faq = parse(&self.path, &bytes).map_err(ChangeError::File)?.faq;
        self.refuse_shrunk(&bytes, &faq).map_err(ChangeError::File)?;
        // A FAQ is UTF-8.
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Serves the file as it is, however much of it is gone: a moderator has seen it.
    pub fn take(&self) -> Reload {
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

/// Forgets a state that did not come about. On a full disk even that may fail; then it looks as if it had been undone by
/// hand.
fn forget(history: &History, revision: u64) {
    if let Err(error) = history.forget(revision) {
        tracing::error!("the history of the FAQ has a state that never was, revision {revision}: {error}");
    }
}

/// Keeps a state of the file that the history does not know yet: somebody wrote it by hand. Whether there was one.
fn note_hand_edit(history: &History, content: &[u8]) -> Result<bool, DatabaseError> {
    let latest = history.latest()?;
    let summary = match &latest {
        Some((_, known)) if known == content => return Ok(false),
        Some((_, known)) => format!("by hand: {}", difference(known, content)),
        None => "as it was when the history began".to_owned(),
    };
    history.keep(Note { author: Author::File, summary: &summary, undoes: None }, content)?;
    Ok(true)
}

/// What parts two states of the file, in a line.
fn difference(before: &[u8], after: &[u8]) -> String {
    match (file::parse(before), file::parse(after)) {
        (Ok(before), Ok(after)) => Difference::between(&before.faq, &after.faq).to_string(),
        _ => "changed".to_owned(),
    }
}
