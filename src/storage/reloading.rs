//! Reloading the FAQ file after it was saved, and the report of what came of it.

use std::sync::Arc;

use super::faq_file::{self, OpenError};
use super::store::{Refused, Snapshot, Store};
use super::{changes, learning};
use faq::difference::Difference;
use faq::file::{Parsed, Problem, Severity};

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
        /// The snapshot that was served before.
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

/// The treatment of a file that lost over half of its entries or referrals.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shrinkage {
    Refuse,
    Accept,
}

/// Reads the file again and serves it if it changed, is valid and did not lose over half of its entries or referrals. Learning
/// the FAQ is waited for; questions are answered from the old FAQ until then.
pub fn reload(store: &Store) -> Reload {
    reload_and_notify(store, Shrinkage::Refuse)
}

/// Reloads the file even if it lost over half of its content, because a moderator has confirmed it.
pub fn accept_file(store: &Store) -> Reload {
    reload_and_notify(store, Shrinkage::Accept)
}

/// Returns the reason why the file in its present state is not served; `None` if it is, or will be in a moment.
pub fn refusal(store: &Store) -> Option<OpenError> {
    match faq_file::read_bytes(&store.path) {
        Ok(bytes) => parse_to_serve(store, &bytes, Shrinkage::Refuse).err(),
        Err(error) => Some(error),
    }
}

fn reload_and_notify(store: &Store, shrinkage: Shrinkage) -> Reload {
    let mut refused = store.lock_file();
    let (reload, event) = reload_locked(store, &mut refused, shrinkage);
    // The listener may take its time: the file is free for others by then.
    drop(refused);
    if let Some(event) = event {
        store.notify(event);
    }
    reload
}

/// Reloads and logs. The caller passes the event to the listener once it has released the file.
pub(super) fn reload_locked(store: &Store, refused: &mut Refused, shrinkage: Shrinkage) -> (Reload, Option<FileEvent>) {
    let reload = read_again(store, refused, shrinkage);
    let current = store.current();
    log(&reload, &current);
    let event = event(&reload, &current, refused.as_deref().unwrap_or_default());
    (reload, event)
}

fn read_again(store: &Store, refused: &mut Refused, shrinkage: Shrinkage) -> Reload {
    let bytes = match faq_file::read_bytes(&store.path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let refused_before = refused.replace(Vec::new());
            return if refused_before == Some(Vec::new()) { Reload::Unchanged } else { Reload::Refused(error) };
        }
    };
    let before = store.current();
    if before.content.bytes == bytes {
        return if refused.take().is_some() { Reload::Restored } else { Reload::Unchanged };
    }
    match parse_to_serve(store, &bytes, shrinkage) {
        Ok(Parsed { faq, warnings, .. }) => {
            let is_manual = changes::record_manual_edit(store, &bytes);
            // The very text that was refused may be accepted by a moderator: then no mistake was corrected.
            let after_refusal = refused.take().is_some_and(|refused| refused != bytes);
            learning::replace(store, Snapshot::new(bytes, faq, store.options.threshold));
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
pub(super) fn parse_to_serve(store: &Store, bytes: &[u8], shrinkage: Shrinkage) -> Result<Parsed, OpenError> {
    let parsed = faq_file::parse(&store.path, bytes)?;
    let current = store.current();
    if shrinkage == Shrinkage::Accept || current.content.bytes == bytes {
        return Ok(parsed);
    }
    match faq_file::check_shrinkage(&store.path, current.faq(), &parsed.faq) {
        // The bot wrote the latest revision itself.
        Err(error) if !changes::is_latest_revision(store, bytes) => Err(error),
        _ => Ok(parsed),
    }
}

fn log(reload: &Reload, current: &Snapshot) {
    match reload {
        Reload::Unchanged => {}
        Reload::Restored => tracing::info!("the FAQ file has the content again that is served"),
        Reload::Swapped { warnings, .. } => {
            let entries = current.faq().entries().len();
            tracing::info!(entries, warnings = warnings.len(), "the FAQ was read again");
        }
        Reload::Refused(error) => {
            for line in error.to_string().lines() {
                tracing::error!("{line}");
            }
            tracing::error!("the last good FAQ is still served");
        }
    }
}

/// Returns the event of a reload, if the file was changed by hand.
fn event(reload: &Reload, current: &Snapshot, refused: &[u8]) -> Option<FileEvent> {
    match reload {
        Reload::Restored => Some(FileEvent::Restored),
        Reload::Refused(error) => Some(FileEvent::Refused(refusal_text(error, &String::from_utf8_lossy(refused)))),
        Reload::Swapped { is_manual: true, after_refusal, before, .. } => {
            Some(changed_event(before, current.faq(), current.text(), *after_refusal))
        }
        Reload::Unchanged | Reload::Swapped { .. } => None,
    }
}

pub(super) fn changed_event(before: &Snapshot, faq: &faq::Faq, after: String, after_refusal: bool) -> FileEvent {
    let summary = Difference::between(before.faq(), faq).to_string();
    FileEvent::Changed { summary, before: before.text(), after, after_refusal }
}

/// Returns the refusal for a reader without an editor at hand: each problem, and below it the line that it is about.
fn refusal_text(error: &OpenError, text: &str) -> String {
    let OpenError::Invalid { problems, .. } = error else { return error.to_string() };
    let mut paragraphs = Vec::new();
    for problem in problems {
        if problem.severity == Severity::Error {
            let position = problem.position;
            let line = text.lines().nth(position.line - 1).unwrap_or_default();
            paragraphs
                .push(format!("line {}, column {}: {}\n    {line}", position.line, position.column, problem.message));
        }
    }
    paragraphs.join("\n")
}
