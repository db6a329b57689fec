//! Notices that the FAQ file was saved, however the editor did it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::{OpenError, Reload, Store};
use crate::faq::difference::Difference;
use crate::faq::file::Severity;

/// An editor writes, truncates and renames within this time; the file is read once it is over.
const SETTLING: Duration = Duration::from_millis(150);
/// Notifications get lost (network mounts, bind mounts); then the content is compared this often all the same.
const LOOKING_ANYWAY: Duration = Duration::from_secs(20);

/// The folder of the FAQ file cannot be watched.
#[derive(Debug, thiserror::Error)]
#[error("cannot watch the folder of {} for changes: {error}", path.display())]
pub struct WatchError {
    path: PathBuf,
    error: notify::Error,
}

/// Watches until dropped.
pub struct Watch {
    stop: Sender<Signal>,
    thread: Option<JoinHandle<()>>,
    _watcher: RecommendedWatcher,
}

enum Signal {
    Changed,
    Stop,
}

impl Watch {
    pub(super) fn start(store: Arc<Store>) -> Result<Self, WatchError> {
        let failed = |error| WatchError { path: store.path().to_owned(), error };
        let (signals, received) = mpsc::channel();
        let changed = signals.clone();
        let on_event = move |event: notify::Result<notify::Event>| {
            // Reading the file is an event too; only what may have changed it counts. A closed channel means we are stopping.
            if event.is_ok_and(|event| !event.kind.is_access() || event.kind.is_other()) {
                let _ = changed.send(Signal::Changed);
            }
        };
        let mut watcher = notify::recommended_watcher(on_event).map_err(failed)?;
        for folder in folders(store.path()) {
            watcher.watch(&folder, RecursiveMode::NonRecursive).map_err(failed)?;
        }
        let thread = thread::spawn(move || serve(&store, &received, LOOKING_ANYWAY));
        Ok(Self { stop: signals, thread: Some(thread), _watcher: watcher })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.stop.send(Signal::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The file's folder and, behind symbolic links, the real file's: either may change.
fn folders(path: &Path) -> BTreeSet<PathBuf> {
    let parent = |path: &Path| match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let real = path.canonicalize().ok();
    [Some(parent(path)), real.as_deref().map(parent)].into_iter().flatten().collect()
}

fn serve(store: &Store, signals: &Receiver<Signal>, looking_anyway: Duration) {
    loop {
        match signals.recv_timeout(looking_anyway) {
            Ok(Signal::Changed) if !settled(signals) => return,
            Ok(Signal::Changed) | Err(RecvTimeoutError::Timeout) => drop(store.reload()),
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Waits until nothing has changed for a moment; false if it is time to stop.
fn settled(signals: &Receiver<Signal>) -> bool {
    loop {
        match signals.recv_timeout(SETTLING) {
            Ok(Signal::Changed) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

/// What became of the file that people edit by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEvent {
    /// It was changed, and is served.
    Changed {
        /// What changed, in a line.
        summary: String,
        /// The text before.
        before: String,
        /// The text now.
        after: String,
        /// Whether the file before it was refused.
        mended: bool,
    },
    /// It was changed, and is refused: each problem with its line, column and the line itself.
    Refused(String),
    /// It was refused, and now is again what is served.
    Restored,
}

/// Logs what a reload came to; what a listener is to be told of it.
pub(super) fn log(store: &Store, reload: &Reload) -> Option<FileEvent> {
    match reload {
        Reload::Unchanged => None,
        Reload::Restored => {
            tracing::info!("the FAQ file is again what is served");
            Some(FileEvent::Restored)
        }
        Reload::Swapped { warnings, mended, by_hand, before } => {
            let now = store.current();
            tracing::info!(entries = now.faq().entries().len(), warnings = warnings.len(), "the FAQ was read again");
            let summary = Difference::between(before.faq(), now.faq()).to_string();
            by_hand.then(|| FileEvent::Changed { summary, before: before.text(), after: now.text(), mended: *mended })
        }
        Reload::Refused(error) => {
            for line in error.to_string().lines() {
                tracing::error!("{line}");
            }
            tracing::error!("the last good FAQ is still served");
            Some(FileEvent::Refused(told(store, error)))
        }
    }
}

/// The refusal as a person reads it who has no editor at hand: each problem, and below it the line that it is about.
fn told(store: &Store, error: &OpenError) -> String {
    let OpenError::Invalid { problems, .. } = error else { return error.to_string() };
    let bytes = std::fs::read(store.path()).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    let told = errors.map(|problem| {
        let line = text.lines().nth(problem.position.line - 1).unwrap_or_default();
        format!("line {}, column {}: {}\n    {line}", problem.position.line, problem.position.column, problem.message)
    });
    told.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::store::{Meaning, Options};

    #[test]
    fn a_save_that_nobody_tells_of_is_noticed_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let text = |answer| format!("entries: [{{id: pain, question: Does it hurt?, answer: {answer}}}]");
        fs::write(&path, text("No.")).unwrap();
        let options = Options { meaning: Meaning::Off, ..Options::default() };
        let store = Arc::new(Store::open(&path, options).unwrap());
        let (told, events) = mpsc::channel();
        store.on_event(move |event| told.send(event).unwrap());
        let (stop, signals) = mpsc::channel();
        let serving = thread::spawn({
            let store = Arc::clone(&store);
            move || serve(&store, &signals, Duration::from_millis(10))
        });
        fs::write(&path, "entries: 1").unwrap();
        let event = events.recv_timeout(Duration::from_secs(60)).unwrap();
        assert!(matches!(event, FileEvent::Refused(_)));
        stop.send(Signal::Stop).unwrap();
        serving.join().unwrap();
        assert!(LOOKING_ANYWAY + SETTLING < Duration::from_secs(30));
    }
}
