//! Changes of the FAQ file by moderators. Each is made on the file in its present state, recorded in the history, and served
//! at once.

use std::convert::Infallible;
use std::io;

use super::database::DatabaseError;
use super::faq_file::{self, FileEvent, OpenError, Reload, Shrinkage};
use super::history::{Author, History, HistoryError, Revision, RevisionNote};
use super::learning;
use super::replace::{ReplaceError, Replaced, replace};
use super::store::{Refused, Snapshot, Store};
use crate::clock::Clock;
use faq::difference::Difference;
use faq::file::{self, Problem, Severity};
use faq::{Faq, limits};

/// How often a change is tried again because the file was saved by hand in the middle of it.
const MAX_ATTEMPTS: usize = 20;

/// A change that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The number of its revision.
    pub revision: u64,
    /// The file's text before.
    pub before: String,
    /// The file's text now.
    pub after: String,
    /// Whether the file had to be overwritten in place, where a crash could have left it half written.
    pub in_place: bool,
}

/// A reason why a change was not made. The file is as it was, except after [`StorageFault::Unsure`].
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<E> {
    /// The moderator can correct it, or has to accept it.
    #[error(transparent)]
    Rejected(Rejection<E>),
    /// The machine failed. The caller logs it: nothing has been logged yet.
    #[error(transparent)]
    Fault(#[from] StorageFault),
}

/// A reason why a change cannot be made although everything works.
#[derive(Debug, thiserror::Error)]
pub enum Rejection<E> {
    /// The edit does not fit the file in its present state.
    #[error(transparent)]
    Edit(E),
    /// The file is not a valid FAQ, perhaps unfinished work that must not be overwritten.
    #[error("the FAQ file on disk cannot be edited as it is: {}", first_line(.0))]
    File(OpenError),
    /// After the change the file would not be a valid FAQ.
    #[error("the FAQ would not be valid any more: {}", first_error(.0))]
    Invalid(Vec<Problem>),
    #[error("there is no revision {0} any more; /faq history lists those that are kept")]
    NoRevision(u64),
    #[error("there is nothing to undo")]
    NothingToUndo,
    #[error("nothing would change: the file already has this")]
    Unchanged,
    /// The file was saved by hand during each of `MAX_ATTEMPTS` attempts.
    #[error("the file is being saved by somebody else again and again; try again in a minute")]
    Busy,
}

/// A failure of the disk, the history, or the access to either. The message says what a moderator can do.
#[derive(Debug, thiserror::Error)]
pub enum StorageFault {
    /// The FAQ file is gone or cannot be read.
    #[error("the FAQ file on disk cannot be edited as it is: {}", first_line(.0))]
    Unreadable(OpenError),
    /// Without a history no change could be undone.
    #[error("the FAQ cannot be edited here, because its history cannot be kept: {0}; tell the person who runs the bot")]
    History(String),
    /// The content of a revision is damaged.
    #[error("revision {0} is damaged on the disk and cannot be brought back; /faq history lists the others")]
    Damaged(u64),
    /// The FAQ file could not be written.
    #[error("{}", write_error(.0))]
    Write(io::Error),
    /// Writing the FAQ file failed half-way, and so did restoring it.
    #[error(
        "the FAQ file could not be written ({0}), and may be damaged now: answers go on as before; once the disk works again, \
         undo brings the text back, and the history has every text that was there"
    )]
    Unsure(io::Error),
}

impl<E> From<Rejection<E>> for ChangeError<E> {
    fn from(rejection: Rejection<E>) -> Self {
        Self::Rejected(rejection)
    }
}

impl<E> From<OpenError> for ChangeError<E> {
    fn from(error: OpenError) -> Self {
        if error.is_fault() { StorageFault::Unreadable(error).into() } else { Rejection::File(error).into() }
    }
}

impl From<DatabaseError> for StorageFault {
    fn from(error: DatabaseError) -> Self {
        Self::History(error.to_string())
    }
}

impl From<HistoryError> for StorageFault {
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
    match problems.iter().find(|problem| problem.severity == Severity::Error) {
        Some(problem) => format!("line {}: {}", problem.position.line, problem.message),
        None => String::new(),
    }
}

fn write_error(error: &io::Error) -> String {
    let advice = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full; free some space, then try again"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "it is read-only for the bot; the person who runs it must allow writing to the file and its folder"
        }
        _ => "try again; if that does not help, tell the person who runs the bot",
    };
    format!("the FAQ file could not be written ({error}), and nothing was changed: {advice}")
}

/// The state in which a change finds the file.
struct FileState {
    bytes: Vec<u8>,
    /// The reason why it cannot be served, if it cannot.
    refusal: Option<OpenError>,
}

/// A content to write over the file.
struct PlannedWrite {
    note: RevisionNote,
    text: String,
}

/// Opens the history in the data folder, without which nothing can be changed; does nothing without a data folder. A change by
/// hand since the last revision becomes a revision. A file that lost over half of its content since then is held back, as it
/// would be while the bot runs, and the last revision is served.
///
/// # Errors
/// The history cannot be opened.
pub fn open_history(store: &Store, clock: Clock) -> Result<(), DatabaseError> {
    let Some(folder) = store.options.data_dir.as_deref() else { return Ok(()) };
    let history = History::open(folder, clock)?;
    match larger_revision(&history, &store.latest()) {
        Some(revision) => store.set_latest(revision),
        None => drop(add_if_new(&history, store.latest().bytes())?),
    }
    let _ = store.history.set(history);
    Ok(())
}

/// Returns the latest revision if the file lost over half of what it held.
fn larger_revision(history: &History, file: &Snapshot) -> Option<Snapshot> {
    let (_, content) = history.latest().ok()??;
    let parsed = file::parse(&content).ok()?;
    faq_file::loss(&parsed.faq, file.faq())?;
    Some(Snapshot::new(content, parsed.faq))
}

/// Makes a change: `edit` turns the file's text into another, which is validated, recorded, written and served.
///
/// If the file is saved by hand in the middle, `edit` is called again with what was saved, so it must judge from its argument
/// whether it still fits. It must not use the store itself. Learning the changed FAQ is waited for.
///
/// # Errors
/// [`ChangeError`]; the file is as it was.
pub fn change<E>(
    store: &Store,
    author: Author,
    summary: &str,
    edit: impl Fn(&str) -> Result<String, E>,
) -> Result<Changed, ChangeError<E>> {
    write(store, |_, state| {
        // A file that cannot be served may be unfinished work.
        if let Some(error) = state.refusal.take() {
            return Err(error.into());
        }
        let text = edit(&text_of(&state.bytes)).map_err(Rejection::Edit)?;
        Ok(PlannedWrite { note: RevisionNote { author, summary: summary.to_owned(), undoes: None }, text })
    })
}

/// What an undo would do to the file as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// The revision that it takes back. `None` if the file cannot be served: then its text is what is taken back.
    pub takes_back: Option<Revision>,
    /// The revision whose content it brings back.
    pub revision: u64,
    /// The file's text.
    pub before: String,
    /// The text that it would have.
    pub after: String,
    /// The revision that the undo after this one would take back.
    pub next: Option<Revision>,
}

/// A return to the content of a revision.
#[derive(Debug, Clone, Copy)]
pub struct WayBack<'a> {
    /// The number of the revision.
    pub revision: u64,
    /// Whether it is an undo, so that the next undo goes further back.
    pub is_undo: bool,
    /// The line about it in the history.
    pub summary: &'a str,
}

/// Returns what an undo would do: it takes the latest change back, byte for byte, and after an undo the one before it. If the file
/// cannot be served, that is the change that it takes back. A save by hand that nobody has noticed yet is recorded first.
///
/// # Errors
/// There is nothing to undo, or the history or the file cannot be read.
pub fn next_undo(store: &Store) -> Result<Undo, ChangeError<Infallible>> {
    let history = history(store)?;
    faq_file::reload(store);
    let bytes = faq_file::read_bytes(&store.path)?;
    let parsed = faq_file::parse_to_serve(store, &bytes, Shrinkage::Refuse);
    let is_served = parsed.is_ok();
    // Only the beginning of a file that is too large was read, and the rest would be lost.
    if let Err(refusal) = parsed
        && bytes.len() > limits::FILE_BYTES
    {
        return Err(refusal.into());
    }
    let earlier = if is_served { history.before_latest() } else { history.latest() };
    let (revision, content) = earlier.map_err(StorageFault::from)?.ok_or(Rejection::NothingToUndo)?;
    let mut takes_back = None;
    if is_served {
        takes_back = history.latest_revision().map_err(StorageFault::from)?;
    }
    let next = history.change_before(revision).map_err(StorageFault::from)?;
    Ok(Undo { takes_back, revision, before: text_of(&bytes), after: text_of(&content), next })
}

/// Gives the file the content of a revision, byte for byte, if `check` agrees to the text that it replaces. If the file cannot
/// be served, its text becomes a revision that undos skip.
///
/// # Errors
/// [`ChangeError`]; the file is as it was.
pub fn go_back<E>(
    store: &Store,
    author: Author,
    way: WayBack<'_>,
    check: impl Fn(&str) -> Result<(), E>,
) -> Result<Changed, ChangeError<E>> {
    write(store, |history, state| {
        check(&text_of(&state.bytes)).map_err(Rejection::Edit)?;
        let number = way.revision;
        let content = history.content(number).map_err(StorageFault::from)?.ok_or(Rejection::NoRevision(number))?;
        let note = RevisionNote {
            author,
            summary: way.summary.to_owned(),
            undoes: if way.is_undo { Some(number) } else { None },
        };
        Ok(PlannedWrite { note, text: text_of(&content) })
    })
}

/// Returns the text of the file on disk, valid or not.
///
/// # Errors
/// The file cannot be read.
pub fn file_text(store: &Store) -> Result<String, OpenError> {
    Ok(text_of(&faq_file::read_bytes(&store.path)?))
}

/// Returns the text that a change would be made on: that of the file on disk, or of its latest good state if it cannot be served.
pub fn servable_text(store: &Store) -> String {
    match faq_file::read_bytes(&store.path) {
        Ok(bytes) if faq_file::parse_to_serve(store, &bytes, Shrinkage::Refuse).is_ok() => text_of(&bytes),
        _ => store.latest().text(),
    }
}

/// Returns a revision, if it is still stored.
///
/// # Errors
/// The history cannot be read.
pub fn revision(store: &Store, number: u64) -> Result<Option<Revision>, StorageFault> {
    Ok(history(store)?.revision(number)?)
}

/// Returns at most `limit` revisions, the latest first, skipping the `offset` latest; and the number of all.
///
/// # Errors
/// The history cannot be read.
pub fn revisions(store: &Store, offset: usize, limit: usize) -> Result<(Vec<Revision>, usize), StorageFault> {
    let history = history(store)?;
    Ok((history.list(offset, limit)?, history.len()?))
}

/// Returns the file's text at a revision, if that is still stored.
///
/// # Errors
/// The history cannot be read.
pub fn revision_text(store: &Store, number: u64) -> Result<Option<String>, StorageFault> {
    let content = history(store)?.content(number)?;
    Ok(content.map(|bytes| text_of(&bytes)))
}

fn text_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn history(store: &Store) -> Result<&History, StorageFault> {
    let history = store.history.get();
    history.ok_or_else(|| StorageFault::History("it could not be opened when the bot started".to_owned()))
}

/// Writes the text that `plan` makes of the file's present state.
fn write<E>(
    store: &Store,
    plan: impl Fn(&History, &mut FileState) -> Result<PlannedWrite, ChangeError<E>>,
) -> Result<Changed, ChangeError<E>> {
    let history = history(store)?;
    let mut events = Vec::new();
    let mut reloaded = None;
    let mut refused = store.lock_file();
    let mut outcome = Err(Rejection::Busy.into());
    for _ in 0..MAX_ATTEMPTS {
        match attempt(store, history, &mut refused, &mut events, &plan) {
            // The file was saved by hand in the middle.
            Ok(None) => {}
            Ok(Some((changed, reload))) => {
                outcome = Ok(changed);
                reloaded = Some(reload);
                break;
            }
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    // Learning takes time, and the listener may too, so the lock on the file is released first.
    drop(refused);
    if let Some(reload) = reloaded {
        learning::serve_latest(store);
        faq_file::log(&reload, store);
    }
    for event in events {
        store.notify(event);
    }
    outcome
}

/// Plans and writes once. Returns `None` if the file was saved by hand between the two.
fn attempt<E>(
    store: &Store,
    history: &History,
    refused: &mut Refused,
    events: &mut Vec<FileEvent>,
    plan: impl Fn(&History, &mut FileState) -> Result<PlannedWrite, ChangeError<E>>,
) -> Result<Option<(Changed, Reload)>, ChangeError<E>> {
    let mut state = read_state(store, history, refused, events)?;
    let aside = state.refusal.as_ref().map(set_aside_summary);
    let PlannedWrite { note, text } = plan(history, &mut state)?;
    if text.as_bytes() == state.bytes {
        return Err(Rejection::Unchanged.into());
    }
    file::parse(text.as_bytes()).map_err(Rejection::Invalid)?;
    let writing = store.block_writes();
    if let Some(summary) = aside {
        history.set_aside(summary, &state.bytes).map_err(StorageFault::from)?;
    }
    // Recorded before it is written. If the program dies in between, the next start records the file's state as another
    // revision.
    let revision = history.add(&note, text.as_bytes()).map_err(StorageFault::from)?;
    let replaced = replace(&*store.disk, &store.path, &state.bytes, text.as_bytes());
    drop(writing);
    match replaced {
        Ok(Replaced::Changed) => {
            remove_revision(history, revision);
            Ok(None)
        }
        Ok(how) => {
            // The author has seen how much is left.
            let (reload, event) = faq_file::reload_locked(store, refused, Shrinkage::Accept);
            events.extend(event);
            let in_place = how == Replaced::InPlace;
            Ok(Some((Changed { revision, before: text_of(&state.bytes), after: text, in_place }, reload)))
        }
        Err(ReplaceError::Untouched(error)) => {
            remove_revision(history, revision);
            Err(StorageFault::Write(error).into())
        }
        // The revision stays: it may be what is in the file.
        Err(ReplaceError::Unsure(error)) => Err(StorageFault::Unsure(error).into()),
    }
}

/// Reads the file. If it was saved by hand and no watcher has noticed yet, that is recorded and reported.
fn read_state<E>(
    store: &Store,
    history: &History,
    refused: &mut Refused,
    events: &mut Vec<FileEvent>,
) -> Result<FileState, ChangeError<E>> {
    let bytes = faq_file::read_bytes(&store.path)?;
    match faq_file::parse_to_serve(store, &bytes, Shrinkage::Refuse) {
        Ok(parsed) => {
            events.extend(record_found(store, history, refused, &bytes, &parsed.faq).map_err(StorageFault::from)?);
            Ok(FileState { bytes, refusal: None })
        }
        // Only the beginning of a file that is too large was read.
        Err(refusal) if bytes.len() > limits::FILE_BYTES => Err(refusal.into()),
        Err(refusal) => Ok(FileState { bytes, refusal: Some(refusal) }),
    }
}

/// Records a valid state of the file, and returns the event of it if it was saved by hand.
fn record_found(
    store: &Store,
    history: &History,
    refused: &mut Refused,
    bytes: &[u8],
    faq: &Faq,
) -> Result<Option<FileEvent>, DatabaseError> {
    let is_new = add_if_new(history, bytes)?;
    let latest = store.latest();
    if latest.bytes() == bytes {
        return Ok(refused.take().map(|_| FileEvent::Restored));
    }
    if !is_new {
        return Ok(None);
    }
    let after_refusal = refused.take().is_some();
    Ok(Some(faq_file::changed_event(&latest, faq, text_of(bytes), after_refusal)))
}

/// Records a state of the file that was read, and returns whether it was written by hand. A failure is logged only: the file
/// counts more than its history.
pub(super) fn record_manual_edit(store: &Store, content: &[u8]) -> bool {
    let Some(history) = store.history.get() else { return true };
    add_if_new(history, content).unwrap_or_else(|error| {
        tracing::error!("a change of the FAQ is missing in its history: {error}");
        true
    })
}

/// Returns whether a content is that of the latest revision, as what the bot has just written is.
pub(super) fn is_latest_revision(store: &Store, content: &[u8]) -> bool {
    let Some(history) = store.history.get() else { return false };
    match history.latest() {
        Ok(latest) => latest.is_some_and(|(_, known)| known == content),
        Err(error) => {
            tracing::error!("the history of the FAQ cannot be read: {error}");
            false
        }
    }
}

fn set_aside_summary(refusal: &OpenError) -> &'static str {
    match refusal {
        OpenError::Shrunk { .. } => "set aside: it had lost over half of what it held",
        _ => "set aside: it was no valid FAQ",
    }
}

/// Removes the revision of a write that did not happen. If even that fails, the history looks as if the change had been made and
/// undone by hand.
fn remove_revision(history: &History, revision: u64) {
    if let Err(error) = history.remove(revision) {
        tracing::error!("the history of the FAQ has a state that never was, revision {revision}: {error}");
    }
}

/// Stores a state of the file that is not the latest revision: a person wrote it by hand. Returns whether it was stored.
fn add_if_new(history: &History, content: &[u8]) -> Result<bool, DatabaseError> {
    let summary = match history.latest() {
        Ok(Some((_, known))) if known == content => return Ok(false),
        Ok(Some((_, known))) => difference(&known, content),
        Ok(None) => "as it was when the history began".to_owned(),
        Err(HistoryError::Damaged(number)) => {
            tracing::error!("revision {number} of the FAQ is damaged on the disk and cannot be brought back");
            "as it is: the revision before is damaged".to_owned()
        }
        Err(HistoryError::Database(error)) => return Err(error),
    };
    history.add(&RevisionNote { author: Author::File, summary, undoes: None }, content)?;
    Ok(true)
}

/// Returns the difference between two states of the file in one line.
fn difference(before: &[u8], after: &[u8]) -> String {
    match (file::parse(before), file::parse(after)) {
        (Ok(before), Ok(after)) => Difference::between(&before.faq, &after.faq).to_string(),
        _ => "changed".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_fits_the_reason() {
        let kinds = [
            io::ErrorKind::StorageFull,
            io::ErrorKind::ReadOnlyFilesystem,
            io::ErrorKind::PermissionDenied,
            io::ErrorKind::ResourceBusy,
        ];
        let said: Vec<_> = kinds.map(|kind| write_error(&kind.into())).into();
        insta::assert_snapshot!(said.join("\n"), @r#"
        the FAQ file could not be written (no storage space), and nothing was changed: the disk is full; free some space, then try again
        the FAQ file could not be written (read-only filesystem or storage medium), and nothing was changed: it is read-only for the bot; the person who runs it must allow writing to the file and its folder
        the FAQ file could not be written (permission denied), and nothing was changed: it is read-only for the bot; the person who runs it must allow writing to the file and its folder
        the FAQ file could not be written (resource busy), and nothing was changed: try again; if that does not help, tell the person who runs the bot
        "#);
    }
}
