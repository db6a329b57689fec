//! Noticing that the FAQ file was saved, by renaming as well as by writing in place.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::faq_file::reload;
use super::store::Store;

/// The file is read once nothing has changed for this time: an editor truncates, writes and renames in less.
const QUIET_TIME: Duration = Duration::from_millis(150);
/// If changes never stop, the file is read after this time.
const MAX_SETTLING_TIME: Duration = Duration::from_secs(1);
/// The content is compared this often without any notification: some get lost (network mounts, bind mounts), and systems limit
/// the number of watches.
const POLL_INTERVAL: Duration = Duration::from_secs(20);

/// The most symbolic links that are followed on the way to the file, as on Linux.
const MAX_LINKS: usize = 40;

/// A watcher of an FAQ file, until it is dropped.
pub struct FileWatcher {
    signals: Sender<Signal>,
    _watcher: Option<RecommendedWatcher>,
}

enum Signal {
    Changed,
    Stop,
}

impl FileWatcher {
    /// Reloads the store within two seconds of every save of its file. If the folder cannot be watched, there is a warning and it
    /// takes up to twenty seconds.
    pub fn start(store: Arc<Store>) -> Self {
        Self::with_poll_interval(store, POLL_INTERVAL)
    }

    fn with_poll_interval(store: Arc<Store>, poll_interval: Duration) -> Self {
        let (signals, received) = mpsc::channel();
        let path = store.path().display().to_string();
        let watcher = watch_folders(store.path(), signals.clone());
        if let Err(error) = &watcher {
            let seconds = poll_interval.as_secs();
            tracing::warn!("cannot watch the folder of {path}: {error}; changes are looked for every {seconds} s");
        }
        let thread = thread::Builder::new().name("faq-watcher".to_owned());
        if let Err(error) = thread.spawn(move || serve(&store, &received, poll_interval)) {
            tracing::error!("there is no thread to watch {path}: {error}; changes are noticed at the next start");
        }
        Self { signals, _watcher: watcher.ok() }
    }
}

/// Does not wait for the thread, which may be learning an FAQ. The files that it writes are whole at any moment.
impl Drop for FileWatcher {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
    }
}

/// Sends a signal for everything that may have changed the file, until the returned watcher is dropped.
fn watch_folders(path: &Path, signals: Sender<Signal>) -> notify::Result<RecommendedWatcher> {
    let file = path.to_owned();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let may_be_changed = match event {
            Ok(event) => may_change(&file, &event),
            Err(error) => {
                tracing::warn!("watching the folder of {} failed: {error}", file.display());
                true
            }
        };
        if may_be_changed {
            // A closed channel means that it is time to stop.
            let _ = signals.send(Signal::Changed);
        }
    })?;
    for folder in folders(path) {
        watcher.watch(&folder, RecursiveMode::NonRecursive)?;
    }
    Ok(watcher)
}

/// Returns whether an event may have changed the content at `path`. Reading is an event too, and so is everything that happens
/// to another file in the folder, such as a log. An event without a name may concern any file.
fn may_change(path: &Path, event: &Event) -> bool {
    if matches!(event.kind, EventKind::Access(_)) {
        return false;
    }
    let names: Option<Vec<_>> = event.paths.iter().map(|changed| changed.file_name()).collect();
    match names {
        Some(names) if !names.is_empty() => {
            let on_the_way = names_on_the_way(path);
            names.into_iter().any(|name| on_the_way.contains(name))
        }
        _ => true,
    }
}

/// Returns the name of the file, and those of all folders and symbolic links on the way to it: replacing one of them changes
/// the content too.
fn names_on_the_way(path: &Path) -> HashSet<OsString> {
    let mut names = HashSet::new();
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        names.extend(path.iter().map(OsString::from));
        match follow_first_link(&path) {
            Some(target) => path = target,
            None => break,
        }
    }
    names
}

/// Returns the path with the target of its first symbolic link in place of the link.
fn follow_first_link(path: &Path) -> Option<PathBuf> {
    let mut walked = PathBuf::new();
    let mut rest = path.iter();
    while let Some(part) = rest.next() {
        walked.push(part);
        if let Ok(target) = fs::read_link(&walked) {
            walked.pop();
            walked.push(target);
            walked.extend(rest);
            return Some(walked);
        }
    }
    None
}

/// Returns the file's folder and, if it is a symbolic link, that of the real file: either may change.
fn folders(path: &Path) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::from([folder_of(path)]);
    if let Ok(real) = path.canonicalize() {
        folders.insert(folder_of(&real));
    }
    folders
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn serve(store: &Store, signals: &Receiver<Signal>, poll_interval: Duration) {
    // The file may have been saved since it was read, or be held back since the start.
    reload(store);
    loop {
        match signals.recv_timeout(poll_interval) {
            Ok(Signal::Changed) if !settle(signals) => return,
            Ok(Signal::Changed) | Err(RecvTimeoutError::Timeout) => drop(reload(store)),
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Waits until nothing has changed for [`QUIET_TIME`], at most [`MAX_SETTLING_TIME`]. Returns `false` if it is time to stop.
fn settle(signals: &Receiver<Signal>) -> bool {
    let latest = Instant::now() + MAX_SETTLING_TIME;
    loop {
        let left = latest.saturating_duration_since(Instant::now());
        match signals.recv_timeout(QUIET_TIME.min(left)) {
            Ok(Signal::Changed) if !left.is_zero() => {}
            Ok(Signal::Changed) | Err(RecvTimeoutError::Timeout) => return true,
            Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{FileEvent, MeaningModel, StoreOptions};

    /// Long enough for a loaded machine; a passing test never waits this long.
    const TEST_TIMEOUT: Duration = Duration::from_secs(60);

    fn text(answer: &str) -> String {
        format!("entries: [{{id: pain, question: Does it hurt?, answer: {answer}}}]")
    }

    /// Returns a store on this file, and its events.
    fn store(path: &Path) -> (Arc<Store>, Receiver<FileEvent>) {
        fs::write(path, text("No.")).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
        let store = Arc::new(Store::open(path, options).unwrap());
        let (sender, events) = mpsc::channel();
        store.on_event(move |event| drop(sender.send(event)));
        (store, events)
    }

    #[test]
    fn a_save_without_a_notification_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let (store, events) = store(&path);
        let (stop, signals) = mpsc::channel();
        let serving = thread::spawn(move || serve(&store, &signals, Duration::from_millis(10)));
        fs::write(&path, "entries: 1").unwrap();
        let event = events.recv_timeout(TEST_TIMEOUT).unwrap();
        assert!(matches!(event, FileEvent::Refused(_)));
        stop.send(Signal::Stop).unwrap();
        serving.join().unwrap();
        assert!(POLL_INTERVAL + MAX_SETTLING_TIME < Duration::from_secs(30));
    }

    #[test]
    fn a_save_is_noticed_where_the_folder_cannot_be_watched() {
        let outer = tempfile::tempdir().unwrap();
        let (folder, away) = (outer.path().join("here"), outer.path().join("away"));
        fs::create_dir(&folder).unwrap();
        let (store, events) = store(&folder.join("faq.yaml"));
        fs::rename(&folder, &away).unwrap();
        let watch = FileWatcher::with_poll_interval(store, Duration::from_millis(10));
        assert!(watch._watcher.is_none());
        fs::write(away.join("faq.yaml"), text("Yes.")).unwrap();
        fs::rename(&away, &folder).unwrap();
        // That the file is gone may be noticed before it is back.
        let changed = |event: &FileEvent| matches!(event, FileEvent::Changed { .. });
        while !changed(&events.recv_timeout(TEST_TIMEOUT).unwrap()) {}
    }

    #[test]
    fn a_save_is_noticed_although_changes_never_stop() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let (store, events) = store(&path);
        let (signal, signals) = mpsc::channel();
        let serving = thread::spawn(move || serve(&store, &signals, TEST_TIMEOUT));
        fs::write(&path, text("Yes.")).unwrap();
        let begin = Instant::now();
        let event = loop {
            signal.send(Signal::Changed).unwrap();
            match events.recv_timeout(QUIET_TIME / 10) {
                Ok(event) => break event,
                Err(_) => assert!(begin.elapsed() < TEST_TIMEOUT, "it still waits for the changes to stop"),
            }
        };
        assert!(matches!(event, FileEvent::Changed { .. }));
        signal.send(Signal::Stop).unwrap();
        serving.join().unwrap();
    }

    #[test]
    fn writing_to_another_file_is_ignored() {
        use notify::event::{AccessKind, CreateKind, DataChange, ModifyKind, RemoveKind, RenameMode};
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let concerned = |kind, file: &str| may_change(&path, &Event::new(kind).add_path(folder.path().join(file)));
        assert!(!concerned(written, "bot.log"));
        assert!(!concerned(EventKind::Access(AccessKind::Any), "faq.yaml"));
        for kind in [written, renamed, EventKind::Create(CreateKind::Any), EventKind::Remove(RemoveKind::Any)] {
            assert!(concerned(kind, "faq.yaml"));
            assert!(!concerned(kind, "bot.log.1"), "{kind:?}");
        }
        assert!(may_change(&path, &Event::new(EventKind::Other)), "some events were lost");
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            // This is how Kubernetes mounts a file.
            fs::create_dir(folder.path().join("..2026_11_27")).unwrap();
            fs::write(folder.path().join("..2026_11_27/faq.yaml"), "").unwrap();
            symlink("..2026_11_27", folder.path().join("..data")).unwrap();
            symlink("..data/faq.yaml", &path).unwrap();
            for name in ["faq.yaml", "..data", "..2026_11_27"] {
                assert!(concerned(renamed, name), "{name}");
            }
            assert!(!concerned(renamed, "..2026_11_28"), "not on the way yet");
        }
    }
}
