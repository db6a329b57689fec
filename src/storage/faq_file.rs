//! Reading the FAQ file at the start and after it was saved, the reasons to serve it or not, and the report of what came of it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::history::Author;
use super::replace::read_at_most;
use super::store::{Refused, Snapshot, Store};
use super::{changes, learning};
use faq::difference::Difference;
use faq::file::{self, Parsed, Problem, Severity};
use faq::text;
use faq::{Faq, limits};

/// A reason why a file cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("there is no FAQ file at {}; name one with --faq or FAQ_PATH", .0.display())]
    Missing(PathBuf),
    #[error("{} is a folder; name the FAQ file in it with --faq or FAQ_PATH", .0.display())]
    Folder(PathBuf),
    #[error("cannot read the FAQ file {}: {error}; check its permissions", path.display())]
    Unreadable { path: PathBuf, error: io::Error },
    /// The problems are in order of position; some may be warnings.
    #[error("{}", error_lines(path, problems))]
    Invalid { path: PathBuf, problems: Vec<Problem> },
    /// The file lost over half of its content, probably by accident.
    #[error(
        "{} has only {} of the current {} {}; if that is what you want, {}",
        path.display(), loss.has, loss.had, loss.what,
        if *has_history { "accept it with /faq check" } else { "start the bot again" }
    )]
    Shrunk {
        path: PathBuf,
        loss: Loss,
        /// Whether there is a history to compare with, so that a restart does not accept the file either.
        has_history: bool,
    },
}

impl OpenError {
    /// Returns whether the file could not be read at all, as opposed to having content that cannot be served.
    pub fn is_fault(&self) -> bool {
        match self {
            Self::Missing(_) | Self::Folder(_) | Self::Unreadable { .. } => true,
            Self::Invalid { .. } | Self::Shrunk { .. } => false,
        }
    }
}

/// The outcome of a reload.
#[derive(Debug)]
pub enum Reload {
    /// The file has not changed since the last reload.
    Unchanged,
    /// The file was refused and now has the content again that is served.
    Restored,
    /// The new FAQ is served.
    Swapped {
        warnings: Vec<Problem>,
        /// Whether the content before this one was refused.
        after_refusal: bool,
        /// Whether the file was saved by hand rather than by the bot.
        is_manual: bool,
        /// The state of the file before.
        before: Arc<Snapshot>,
    },
    /// The last valid FAQ is still served.
    Refused(OpenError),
}

/// A change of the FAQ file by hand, as moderators are informed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEvent {
    /// The file was changed and is served.
    Changed {
        /// The person with an editor, or the moderator who accepted it although it lost over half of its content.
        author: Author,
        /// The difference in one line.
        summary: String,
        /// The file's text before.
        before: String,
        /// The file's text now.
        after: String,
        /// Whether the content before this one was refused.
        after_refusal: bool,
    },
    /// The file was changed and is refused: each problem with its line, column and the text of the line.
    Refused(String),
    /// The file was refused and now has the content again that is served.
    Restored,
}

/// The number of warnings that are logged at once. A file without phrasings has one for each entry, and `check` shows them all.
const LOGGED_WARNINGS: usize = 20;

/// How much of a line with a problem is quoted, in characters. A file that is no FAQ at all may be one line.
const QUOTED_LINE_LENGTH: usize = 200;

/// The treatment of a file that lost over half of its entries or referrals.
#[derive(Clone, Copy)]
pub(super) enum Shrinkage<'a> {
    Refuse,
    Accept,
    /// Accepts a text if this function agrees to it.
    AcceptIf(&'a dyn Fn(&str) -> bool),
}

impl Shrinkage<'_> {
    fn accepts(self, bytes: &[u8]) -> bool {
        match self {
            Self::Refuse => false,
            Self::Accept => true,
            Self::AcceptIf(is_meant) => is_meant(&String::from_utf8_lossy(bytes)),
        }
    }
}

/// Returns a line for each error among the problems.
fn error_lines(path: &Path, problems: &[Problem]) -> String {
    let mut lines = Vec::new();
    for problem in problems {
        if problem.severity == Severity::Error {
            lines.push(problem.at(path.display()).to_string());
        }
    }
    lines.join("\n")
}

/// Reads and validates an FAQ file.
///
/// # Errors
/// Every [`OpenError`] but `Shrunk`.
pub fn read_faq(path: &Path) -> Result<Parsed, OpenError> {
    parse(path, &read_bytes(path)?)
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Parsed, OpenError> {
    file::parse(bytes).map_err(|problems| OpenError::Invalid { path: path.to_owned(), problems })
}

/// Reads the file's bytes, valid or not: at most one more than a FAQ may have, so that a huge file is not read whole.
///
/// # Errors
/// The file is missing or unreadable.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, OpenError> {
    let mut bytes = read_at_most(path, limits::FILE_BYTES + 1).map_err(|error| read_error(path, error))?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn read_error(path: &Path, error: io::Error) -> OpenError {
    let path = path.to_owned();
    match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path),
        io::ErrorKind::IsADirectory => OpenError::Folder(path),
        _ => OpenError::Unreadable { path, error },
    }
}

/// What an FAQ lost, if that is over half of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// "entries", "referrals" or "urgent referrals".
    pub what: &'static str,
    /// The number that there was.
    pub had: usize,
    /// The number that is left.
    pub has: usize,
}

/// Returns what a new FAQ lost, if it has less than half of the entries or referrals of the one before it. A slip in an editor can
/// remove half a file, and the rest is still valid; without its referrals, the FAQ would answer questions that it must not.
pub fn loss(before: &Faq, now: &Faq) -> Option<Loss> {
    let losses = [
        Loss { what: "entries", had: before.entries().len(), has: now.entries().len() },
        Loss { what: "referrals", had: before.referrals().len(), has: now.referrals().len() },
        Loss { what: "urgent referrals", had: urgent_referrals(before), has: urgent_referrals(now) },
    ];
    losses.into_iter().find(|loss| loss.has * 2 < loss.had)
}

fn urgent_referrals(faq: &Faq) -> usize {
    faq.referrals().iter().filter(|referral| referral.is_urgent()).count()
}

/// Reads the file again and serves it if it changed, is valid and did not lose over half of its entries or referrals. If it
/// teaches anything new, waits until that is learned; questions are answered from the old FAQ until then.
pub fn reload(store: &Store) -> Reload {
    reload_as(store, Author::File, Shrinkage::Refuse)
}

/// Reloads the file even if it lost over half of its content, because `author` has confirmed it; `is_meant` tells whether a text
/// is the one that they saw.
pub fn accept_file(store: &Store, author: Author, is_meant: impl Fn(&str) -> bool) -> Reload {
    reload_as(store, author, Shrinkage::AcceptIf(&is_meant))
}

/// Returns the reason why the file in its present state is not served; `None` if it is, or will be in a moment.
pub fn refusal(store: &Store) -> Option<OpenError> {
    match read_bytes(&store.path) {
        Ok(bytes) => parse_to_serve(store, &bytes, Shrinkage::Refuse).err(),
        Err(error) => Some(error),
    }
}

fn reload_as(store: &Store, by: Author, shrinkage: Shrinkage<'_>) -> Reload {
    let mut refused = store.lock_file();
    let (reload, mut event) = reload_locked(store, &mut refused, shrinkage);
    // Learning takes time, and the listener may too, so the lock on the file is released first.
    drop(refused);
    learning::serve_latest(store);
    log(&reload, store);
    if let Some(FileEvent::Changed { author, .. }) = &mut event {
        *author = by;
    }
    if let Some(event) = event {
        store.notify(event);
    }
    reload
}

/// Reads the file again. Once the caller has released the file, it has the latest state learned and served, logs the outcome, and
/// passes the event to the listener.
pub(super) fn reload_locked(
    store: &Store,
    refused: &mut Refused,
    shrinkage: Shrinkage<'_>,
) -> (Reload, Option<FileEvent>) {
    let reload = read_again(store, refused, shrinkage);
    let event = event(&reload, &store.latest(), refused.as_deref().unwrap_or_default());
    (reload, event)
}

fn read_again(store: &Store, refused: &mut Refused, shrinkage: Shrinkage<'_>) -> Reload {
    let bytes = match read_bytes(&store.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let refused_before = refused.replace(Vec::new());
            return if refused_before == Some(Vec::new()) { Reload::Unchanged } else { Reload::Refused(error) };
        }
    };
    let before = store.latest();
    if before.bytes() == bytes {
        return if refused.take().is_some() { Reload::Restored } else { Reload::Unchanged };
    }
    match parse_to_serve(store, &bytes, shrinkage) {
        Ok(Parsed { faq, warnings, .. }) => {
            let is_manual = changes::record_manual_edit(store, &bytes);
            // The very text that was refused may be accepted by a moderator: then no mistake was corrected.
            let after_refusal = refused.take().is_some_and(|refused| refused != bytes);
            store.set_latest(Snapshot::new(bytes, faq));
            Reload::Swapped { warnings, after_refusal, is_manual, before }
        }
        Err(_) if refused.as_ref() == Some(&bytes) => Reload::Unchanged,
        Err(error) => {
            *refused = Some(bytes);
            Reload::Refused(error)
        }
    }
}

/// Parses a content of the file, and checks that it may replace the FAQ that is served.
pub(super) fn parse_to_serve(store: &Store, bytes: &[u8], shrinkage: Shrinkage<'_>) -> Result<Parsed, OpenError> {
    let parsed = parse(&store.path, bytes)?;
    let latest = store.latest();
    if latest.bytes() == bytes || shrinkage.accepts(bytes) {
        return Ok(parsed);
    }
    match loss(latest.faq(), &parsed.faq) {
        // The bot wrote the latest revision itself.
        Some(loss) if !changes::is_latest_revision(store, bytes) => {
            Err(OpenError::Shrunk { path: store.path.clone(), loss, has_history: store.history.get().is_some() })
        }
        _ => Ok(parsed),
    }
}

pub(super) fn log(reload: &Reload, store: &Store) {
    match reload {
        Reload::Unchanged => {}
        Reload::Restored => tracing::info!("the FAQ file has the content again that is served"),
        Reload::Swapped { warnings, .. } => {
            let entries = store.latest().faq().entries().len();
            tracing::info!(entries, warnings = warnings.len(), "the FAQ was read again");
            log_warnings(warnings, &store.path);
        }
        Reload::Refused(error) => {
            for line in error.to_string().lines() {
                tracing::error!("{line}");
            }
            tracing::error!("the last good FAQ is still served");
        }
    }
}

pub(super) fn log_warnings(warnings: &[Problem], path: &Path) {
    for warning in warnings.iter().take(LOGGED_WARNINGS) {
        tracing::warn!("{}", warning.at(path.display()));
    }
    if warnings.len() > LOGGED_WARNINGS {
        tracing::warn!("{} more warnings are not logged; `check` lists them", warnings.len() - LOGGED_WARNINGS);
    }
}

/// Returns the event of a reload, if the file was changed by hand.
fn event(reload: &Reload, latest: &Snapshot, refused: &[u8]) -> Option<FileEvent> {
    match reload {
        Reload::Restored => Some(FileEvent::Restored),
        Reload::Refused(error) => Some(FileEvent::Refused(refusal_text(error, &String::from_utf8_lossy(refused)))),
        Reload::Swapped { is_manual: true, after_refusal, before, .. } => {
            Some(changed_event(before, latest.faq(), latest.text(), *after_refusal))
        }
        Reload::Unchanged | Reload::Swapped { .. } => None,
    }
}

pub(super) fn changed_event(before: &Snapshot, faq: &Faq, after: String, after_refusal: bool) -> FileEvent {
    let summary = Difference::between(before.faq(), faq).to_string();
    FileEvent::Changed { author: Author::File, summary, before: before.text(), after, after_refusal }
}

/// Returns the refusal for a reader without an editor at hand: each problem, and below it the line that it is about.
fn refusal_text(error: &OpenError, content: &str) -> String {
    let OpenError::Invalid { problems, .. } = error else { return error.to_string() };
    let mut paragraphs = Vec::new();
    for problem in problems {
        if problem.severity == Severity::Error {
            let position = problem.position;
            let line = content.lines().nth(position.line - 1).unwrap_or_default();
            let line = text::cut(line, QUOTED_LINE_LENGTH);
            paragraphs
                .push(format!("line {}, column {}: {}\n    {line}", position.line, position.column, problem.message));
        }
    }
    paragraphs.join("\n")
}
