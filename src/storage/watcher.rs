//! Notices that the FAQ file was saved, however the editor did it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::store::{OpenError, Reload, Store};
use faq::difference::Difference;
use faq::file::Severity;

/// An editor writes, truncates and renames within this time; the file is read once it is over.
const SETTLING: Duration = Duration::from_millis(150);
/// Where something changes all the time, the file is read after this time all the same.
const SETTLING_AT_MOST: Duration = Duration::from_secs(1);
/// Notifications get lost (network mounts, bind mounts), and systems let only so many be asked for; the content is compared
/// this often all the same.
const LOOKING_ANYWAY: Duration = Duration::from_secs(20);

/// Watches until dropped.
pub struct FileWatcher {
    stop: Sender<Signal>,
    _watcher: Option<RecommendedWatcher>,
}

enum Signal {
    Changed,
    Stop,
}

impl FileWatcher {
    /// Where the folder cannot be watched there is a warning, and the file is looked at now and then.
    pub(super) fn start(store: Arc<Store>) -> Self {
        Self::looking(store, LOOKING_ANYWAY)
    }

    fn looking(store: Arc<Store>, anyway: Duration) -> Self {
        let (signals, received) = mpsc::channel();
        let watcher = watcher(store.path(), signals.clone()).inspect_err(|error| {
            let (path, seconds) = (store.path().display(), anyway.as_secs());
            tracing::warn!("cannot watch the folder of {path}: {error}; changes are looked for every {seconds} s");
        });
        thread::spawn(move || serve(&store, &received, anyway));
        Self { stop: signals, _watcher: watcher.ok() }
    }
}

/// The thread is not waited for: it may be learning a FAQ. What it writes is whole at any moment.
impl Drop for FileWatcher {
    fn drop(&mut self) {
        let _ = self.stop.send(Signal::Stop);
    }
}

/// Signals whatever may have changed the file, until dropped.
fn watcher(path: &Path, signals: Sender<Signal>) -> notify::Result<RecommendedWatcher> {
    let file = path.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| concerns(&file, &event)) {
            // A closed channel means that it is time to stop.
            let _ = signals.send(Signal::Changed);
        }
    })?;
    folders(path).iter().try_for_each(|folder| watcher.watch(folder, RecursiveMode::NonRecursive))?;
    Ok(watcher)
}

/// Whether an event may have changed what is read at `path`. Reading is an event too, and so is writing to another file, such
/// as a log. Any other event may have turned a link on the way to the file, or put another folder in a folder's place.
fn concerns(path: &Path, event: &Event) -> bool {
    match event.kind {
        EventKind::Access(_) => false,
        EventKind::Modify(ModifyKind::Data(_)) => {
            let real = path.canonicalize().ok();
            let names = [path.file_name(), real.as_deref().and_then(Path::file_name)];
            event.paths.is_empty() || event.paths.iter().any(|changed| names.contains(&changed.file_name()))
        }
        _ => true,
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

/// Waits until nothing has changed for a moment, but not for long; false if it is time to stop.
fn settled(signals: &Receiver<Signal>) -> bool {
    let latest = Instant::now() + SETTLING_AT_MOST;
    loop {
        let left = latest.saturating_duration_since(Instant::now());
        match signals.recv_timeout(SETTLING.min(left)) {
            Ok(Signal::Changed) if !left.is_zero() => {}
            Ok(Signal::Changed) | Err(RecvTimeoutError::Timeout) => return true,
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
        after_refusal: bool,
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
        Reload::Swapped { warnings, after_refusal, is_manual, before } => {
            let now = store.current();
            tracing::info!(entries = now.faq().entries().len(), warnings = warnings.len(), "the FAQ was read again");
            let summary = Difference::between(before.faq(), now.faq()).to_string();
            is_manual.then(|| FileEvent::Changed {
                summary,
                before: before.text(),
                after: now.text(),
                after_refusal: *after_refusal,
            })
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
    use crate::storage::{MeaningModel, StoreOptions};

    /// Long enough for a loaded machine; a passing test never waits this long.
    const PATIENCE: Duration = Duration::from_secs(60);

    fn text(answer: &str) -> String {
        format!("entries: [{{id: pain, question: Does it hurt?, answer: {answer}}}]")
    }

    /// A store on this file, and what becomes of it.
    fn store(path: &Path) -> (Arc<Store>, Receiver<FileEvent>) {
        fs::write(path, text("No.")).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
        let store = Arc::new(Store::open(path, options).unwrap());
        let (told, events) = mpsc::channel();
        store.on_event(move |event| drop(told.send(event)));
        (store, events)
    }

    #[test]
    fn a_save_that_nobody_tells_of_is_noticed_all_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let (store, events) = store(&path);
        let (stop, signals) = mpsc::channel();
        let serving = thread::spawn(move || serve(&store, &signals, Duration::from_millis(10)));
        fs::write(&path, "entries: 1").unwrap();
        let event = events.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(event, FileEvent::Refused(_)));
        stop.send(Signal::Stop).unwrap();
        serving.join().unwrap();
        assert!(LOOKING_ANYWAY + SETTLING_AT_MOST < Duration::from_secs(30));
    }

    #[test]
    fn a_save_is_noticed_where_the_folder_cannot_be_watched() {
        let outer = tempfile::tempdir().unwrap();
        let (folder, away) = (outer.path().join("here"), outer.path().join("away"));
        fs::create_dir(&folder).unwrap();
        let (store, events) = store(&folder.join("faq.yaml"));
        fs::rename(&folder, &away).unwrap();
        let watch = FileWatcher::looking(store, Duration::from_millis(10));
        assert!(watch._watcher.is_none());
        fs::write(away.join("faq.yaml"), text("Yes.")).unwrap();
        fs::rename(&away, &folder).unwrap();
        // That the file is gone may be noticed before it is back.
        let changed = |event: &FileEvent| matches!(event, FileEvent::Changed { .. });
        while !changed(&events.recv_timeout(PATIENCE).unwrap()) {}
    }

    #[test]
    fn a_save_is_noticed_where_something_changes_all_the_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let (store, events) = store(&path);
        let (signal, signals) = mpsc::channel();
        let serving = thread::spawn(move || serve(&store, &signals, PATIENCE));
        fs::write(&path, text("Yes.")).unwrap();
        let begin = Instant::now();
        let event = loop {
            signal.send(Signal::Changed).unwrap();
            match events.recv_timeout(SETTLING / 10) {
                Ok(event) => break event,
                Err(_) => assert!(begin.elapsed() < PATIENCE, "it still waits for quiet"),
            }
        };
        assert!(matches!(event, FileEvent::Changed { .. }));
        signal.send(Signal::Stop).unwrap();
        serving.join().unwrap();
    }

    #[test]
    fn writing_to_another_file_is_let_be() {
        use notify::event::{AccessKind, CreateKind, DataChange, RenameMode};
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let concerned = |kind, file: &str| concerns(&path, &Event::new(kind).add_path(folder.path().join(file)));
        assert!(!concerned(written, "bot.log"));
        assert!(!concerned(EventKind::Access(AccessKind::Any), "faq.yaml"));
        assert!(concerned(written, "faq.yaml"));
        // A link or a folder on the way to the file may have any name.
        assert!(concerned(renamed, "..data"));
        assert!(concerned(EventKind::Create(CreateKind::Any), "..data"));
        assert!(concerns(&path, &Event::new(EventKind::Other)), "some were lost");
        #[cfg(unix)]
        {
            fs::write(folder.path().join("real.yaml"), "").unwrap();
            std::os::unix::fs::symlink("real.yaml", &path).unwrap();
            assert!(concerned(written, "real.yaml"), "what the link leads to");
        }
    }
}
