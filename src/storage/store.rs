//! The FAQ that is served: read whole, validated whole, replaced whole.
//!
//! A question that is being answered keeps the snapshot that it began with, and an invalid file changes nothing.

use std::borrow::Borrow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use arc_swap::ArcSwap;

use super::faq_file::{self, FileEvent, OpenError};
use super::history::History;
use super::learned::Learned;
use super::learning::{Learner, MeaningModel};
use super::model::ModelId;
use super::replace::{Disk, RealDisk};
use faq::Faq;
use faq::file::Parsed;
use matching::decide::{self, Decision};
use matching::{Calibration, Matcher, Query, QueryRanking};

/// Options of a [`Store`].
#[derive(Debug, Clone, Default)]
pub struct StoreOptions {
    /// The confidence above which a question is answered, 0 to 1; derived from the FAQ if unset.
    pub threshold: Option<f32>,
    pub meaning: MeaningModel,
    /// The folder of the history and of what was learned; nothing is stored if unset.
    pub data_dir: Option<PathBuf>,
}

/// A state of the FAQ with everything that answering from it needs.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) content: Arc<Content>,
    pub(super) matcher: Matcher,
    /// The model of the matcher's vectors, if it has vectors.
    pub(super) model: Option<ModelId>,
    /// Whether the matcher has learned everything that it can.
    pub(super) prepared: bool,
    /// `None` until an FAQ has been validated. Until this FAQ has been, the calibration of the one before serves.
    pub(super) calibration: Option<Calibration>,
    pub(super) validated: bool,
    pub(super) threshold: Option<f32>,
}

pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    pub(super) faq: Faq,
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("entries", &self.faq().entries().len()).finish_non_exhaustive()
    }
}

impl Snapshot {
    /// Returns a snapshot that answers by words alone.
    pub(super) fn new(bytes: Vec<u8>, faq: Faq, threshold: Option<f32>) -> Self {
        let learned = Learned { matcher: Matcher::build(&faq), model: None, calibration: None };
        Self::learned(bytes, faq, learned, threshold)
    }

    /// Returns a snapshot with what an earlier start learned.
    pub(super) fn learned(bytes: Vec<u8>, faq: Faq, learned: Learned, threshold: Option<f32>) -> Self {
        Self {
            content: Arc::new(Content { bytes, faq }),
            matcher: learned.matcher,
            model: learned.model,
            prepared: false,
            calibration: learned.calibration,
            validated: learned.calibration.is_some(),
            threshold,
        }
    }

    pub fn faq(&self) -> &Faq {
        &self.content.faq
    }

    /// Returns the text of the file that the FAQ was read from.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content.bytes).into_owned()
    }

    /// Returns the confidence above which a question is answered, 0 to 1.
    pub fn threshold(&self) -> f32 {
        self.threshold.unwrap_or_else(|| self.calibration.unwrap_or_default().threshold())
    }

    /// Decides what to say to a question as it was typed.
    pub fn decide(&self, question: &str) -> Decision<'_> {
        self.decide_by(question, |query| self.rank(query))
    }

    /// Decides as [`Self::decide`] does, with rankings from a cache: `rank` returns what [`Self::rank`] would.
    pub fn decide_by<R: Borrow<QueryRanking>>(&self, question: &str, rank: impl Fn(&Query) -> R) -> Decision<'_> {
        let calibration = self.calibration.unwrap_or_default();
        decide::decide_question(self.faq(), question, &calibration, self.threshold(), rank)
    }

    /// Ranks every topic by its similarity to a query. This is most of the work of an answer.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        self.matcher.rank(query)
    }

    /// Returns whether questions are compared by meaning, which takes milliseconds.
    pub fn compares_meaning(&self) -> bool {
        self.matcher.compares_meaning()
    }
}

/// The content that was refused last, so that it is reported once. Empty for a file that could not be read.
pub(super) type Refused = Option<Vec<u8>>;

/// An FAQ file and its latest valid state.
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) options: StoreOptions,
    pub(super) current: ArcSwap<Snapshot>,
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
    /// Reads the FAQ file, and what an earlier start learned from it. Questions are answered by their words alone until
    /// [`prepare`](super::prepare) has learned the rest.
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
        let learned = match options.data_dir.as_deref() {
            Some(folder) => Learned::read(folder, &bytes, &faq),
            None => None,
        };
        let snapshot = match learned {
            Some(learned) => Snapshot::learned(bytes, faq, learned, options.threshold),
            None => Snapshot::new(bytes, faq, options.threshold),
        };
        Ok(Self {
            path: path.to_owned(),
            options,
            current: ArcSwap::from_pointee(snapshot),
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

    /// Returns the latest valid state. Hold it while one question is answered, not longer.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
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
