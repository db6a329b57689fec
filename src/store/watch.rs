//! Notices that the FAQ file was saved, however the editor did it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};

use super::{OpenError, Reload, Store};
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
        let thread = thread::spawn(move || serve(&store, &received));
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

fn serve(store: &Store, signals: &Receiver<Signal>) {
    loop {
        match signals.recv_timeout(LOOKING_ANYWAY) {
            Ok(Signal::Changed) if !settled(signals) => return,
            Ok(Signal::Changed) | Err(RecvTimeoutError::Timeout) => report(store, store.reload()),
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

fn report(store: &Store, reload: Reload) {
    match reload {
        Reload::Unchanged => {}
        Reload::Swapped { warnings } => {
            let entries = store.current().faq().entries().len();
            tracing::info!(entries, warnings = warnings.len(), "the FAQ was read again");
        }
        Reload::Refused(OpenError::Invalid { path, problems }) => {
            for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
                tracing::error!("{}", problem.at(path.display()));
            }
            tracing::error!("the changed FAQ has mistakes; the last good one is still served");
        }
        Reload::Refused(error) => tracing::error!("{error}; the last good FAQ is still served"),
    }
}
