//! The FAQ that is served: read whole, validated whole, replaced whole.
//!
//! A question that is being answered keeps the engine that it began with, and an invalid file changes nothing.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use super::engine::Engine;
use super::faq_file::{self, FileEvent, OpenError};
use super::foreign::Languages;
use super::history::History;
use super::learned::FaqKey;
use super::learning::{Learner, MeaningModel};
use super::replace::{Disk, RealDisk};
use faq::Faq;
use faq::file::Parsed;

/// Options of a [`Store`].
#[derive(Debug, Clone, Default)]
pub struct StoreOptions {
    /// The confidence above which a question is answered, 0 to 1; derived from the FAQ if unset.
    pub threshold: Option<f32>,
    pub meaning: MeaningModel,
    pub languages: Languages,
    /// The folder of the history and of what was learned; nothing is stored if unset.
    pub data_dir: Option<PathBuf>,
}

/// A state of the FAQ file that can be served.
pub struct Snapshot {
    bytes: Vec<u8>,
    faq: Faq,
    key: FaqKey,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("entries", &self.faq.entries().len()).finish_non_exhaustive()
    }
}

impl Snapshot {
    pub(super) fn new(bytes: Vec<u8>, faq: Faq) -> Self {
        let key = FaqKey::of(&faq);
        Self { bytes, faq, key }
    }

    pub fn faq(&self) -> &Faq {
        &self.faq
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the text of the file that the FAQ was read from.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// Returns the key of what it teaches.
    pub(super) fn key(&self) -> &FaqKey {
        &self.key
    }
}

/// The content that was refused last, so that it is reported once. Empty for a file that could not be read.
pub(super) type Refused = Option<Vec<u8>>;

/// An FAQ file, its latest valid state, and the engine that answers from it.
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) options: StoreOptions,
    /// The state that was read last. It is served once it is learned.
    latest: Mutex<Arc<Snapshot>>,
    /// The engine that is served; `None` until the first one is learned.
    pub(super) engine: watch::Sender<Option<Arc<Engine>>>,
    /// Locked while the file is reloaded or changed, so that only one of these happens at a time.
    refused: Mutex<Refused>,
    /// Locked while the file is being written: milliseconds.
    writing: Mutex<()>,
    pub(super) learner: Learner,
    pub(super) history: OnceLock<History>,
    pub(super) disk: Box<dyn Disk>,
    listener: OnceLock<Box<dyn Fn(FileEvent) + Send + Sync>>,
}

impl Store {
    /// Reads the FAQ file. No question can be answered until [`learn`](super::learn) was called.
    ///
    /// # Errors
    /// The file is missing, unreadable, or not a valid FAQ.
    pub fn open(path: &Path, options: StoreOptions) -> Result<Self, OpenError> {
        Self::open_on(path, options, Box::new(RealDisk))
    }

    /// Like [`Self::open`], but changes are written by `disk`.
    pub(super) fn open_on(path: &Path, options: StoreOptions, disk: Box<dyn Disk>) -> Result<Self, OpenError> {
        let bytes = faq_file::read_bytes(path)?;
        let Parsed { faq, warnings, .. } = faq_file::parse(path, &bytes)?;
        faq_file::log_warnings(&warnings, path);
        Ok(Self {
            path: path.to_owned(),
            options,
            latest: Mutex::new(Arc::new(Snapshot::new(bytes, faq))),
            engine: watch::Sender::new(None),
            refused: Mutex::new(None),
            writing: Mutex::default(),
            learner: Learner::default(),
            history: OnceLock::new(),
            disk,
            listener: OnceLock::new(),
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the state of the FAQ that is served. Until one is learned, that is the latest one.
    pub fn current(&self) -> Arc<Snapshot> {
        match &*self.engine.borrow() {
            Some(engine) => Arc::clone(&engine.snapshot),
            None => self.latest(),
        }
    }

    /// Returns the latest valid state of the file. If it teaches anything new, it is not served until that is learned.
    pub(super) fn latest(&self) -> Arc<Snapshot> {
        Arc::clone(&self.lock_latest())
    }

    pub(super) fn set_latest(&self, snapshot: Snapshot) {
        *self.lock_latest() = Arc::new(snapshot);
    }

    fn lock_latest(&self) -> MutexGuard<'_, Arc<Snapshot>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the engine that answers questions, or `None` if nothing is learned yet. Hold it while one question is answered,
    /// not longer.
    pub fn engine(&self) -> Option<Arc<Engine>> {
        self.engine.borrow().clone()
    }

    /// Returns the engine as soon as there is one, or `None` if there is none by `deadline`.
    pub async fn learned_by(&self, deadline: Instant) -> Option<Arc<Engine>> {
        let mut engines = self.engine.subscribe();
        let learned = engines.wait_for(Option::is_some);
        timeout_at(deadline, learned).await.ok()?.ok()?.clone()
    }

    /// Calls `listener` with every [`FileEvent`], once each, whether a watcher, a reload or a change noticed it. The listener
    /// must not call the store. Only the first listener is registered.
    pub fn on_event(&self, listener: impl Fn(FileEvent) + Send + Sync + 'static) {
        let _ = self.listener.set(Box::new(listener));
    }

    pub(super) fn notify(&self, event: FileEvent) {
        if let Some(listener) = self.listener.get() {
            listener(event);
        }
    }

    /// Waits until a change that is being written is on the disk. Nothing is written while the guard is held. Learning
    /// what was written is not waited for.
    pub fn block_writes(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lock_file(&self) -> MutexGuard<'_, Refused> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::fs::{self, File};
    use std::io::{self, Write};
    use std::sync::mpsc::{self, Receiver, Sender};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::clock::Clock;
    use crate::storage::{Author, change, open_history};

    /// A disk that reports the beginning of a write, and pauses until it may go on.
    struct Slow {
        begun: Mutex<Sender<()>>,
        go_on: Mutex<Receiver<()>>,
    }

    impl Disk for Slow {
        fn write(&self, file: &mut File, content: &[u8]) -> io::Result<()> {
            self.begun.lock().unwrap().send(()).unwrap();
            self.go_on.lock().unwrap().recv().unwrap();
            file.write_all(content)
        }
    }

    fn text(answer: &str) -> String {
        format!("entries: [{{id: pain, question: Does it hurt?, answer: {answer}}}]")
    }

    fn on_disk(path: &Path, disk: impl Disk + 'static) -> Arc<Store> {
        let data_dir = path.parent().map(Path::to_owned);
        let options = StoreOptions { meaning: MeaningModel::Off, data_dir, ..StoreOptions::default() };
        let store = Store::open_on(path, options, Box::new(disk)).unwrap();
        open_history(&store, Clock::new(|| 0)).unwrap();
        Arc::new(store)
    }

    #[test]
    fn a_change_that_is_being_written_is_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, text("No.")).unwrap();
        let ((begun, begins), (go_on, told)) = (mpsc::channel(), mpsc::channel());
        let store = on_disk(&path, Slow { begun: Mutex::new(begun), go_on: Mutex::new(told) });
        let changing = Arc::clone(&store);
        let changing_thread = thread::spawn(move || {
            let edit = |_: &str| Ok::<_, Infallible>(text("Yes."));
            change(&changing, Author::User(1), "changed", edit).is_ok()
        });
        begins.recv().unwrap();
        let (tell, seen) = mpsc::channel();
        thread::spawn(move || {
            let _held = store.block_writes();
            tell.send(fs::read_to_string(&path).unwrap()).unwrap();
        });
        assert!(seen.recv_timeout(Duration::from_millis(50)).is_err(), "it is still being written");
        go_on.send(()).unwrap();
        assert_eq!(seen.recv().unwrap(), text("Yes."));
        assert!(changing_thread.join().unwrap());
    }
}
