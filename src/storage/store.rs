//! The live FAQ: read whole, checked whole, swapped whole.
//!
//! Questions in flight finish on the FAQ they began with; a bad file changes nothing.

use std::borrow::Borrow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arc_swap::ArcSwap;

use super::faq_file::Shrinkage;
use super::history::History;
use super::learned::Learned;
use super::learning::{self, MeaningModel};
use super::model::ModelId;
use super::replace::{Disk, RealDisk};
use super::watcher::{self, FileEvent, FileWatcher};
use faq::file::{self, Parsed, Problem, Severity};
use faq::{Faq, limits};
use matching::decide::{self, Decision};
use matching::{Calibration, Matcher, Query, QueryRanking};

/// How the FAQ is served.
#[derive(Debug, Clone, Default)]
pub struct StoreOptions {
    /// The confidence above which a question is answered, 0 to 1; derived from the FAQ if unset.
    pub threshold: Option<f32>,
    /// Whether sentences are compared by meaning, and with which model.
    pub meaning: MeaningModel,
    /// Where what was learned is kept for the next start; nowhere if unset.
    pub data_dir: Option<PathBuf>,
}

/// Why a file cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing is there.
    #[error("there is no FAQ file at {}; name one with --faq or FAQ_PATH", .0.display())]
    Missing(PathBuf),
    /// It is a folder.
    #[error("{} is a folder; name the FAQ file in it with --faq or FAQ_PATH", .0.display())]
    Folder(PathBuf),
    /// It cannot be read.
    #[error("cannot read the FAQ file {}: {error}; check its permissions", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// It is no valid FAQ.
    #[error("{}", listed(path, problems))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, in order of position.
        problems: Vec<Problem>,
    },
    /// It lost so much at once that it looks like an accident.
    #[error(
        "{} holds only {has} of the {had} {what} that are served; if that is meant, take it with /faq check or start the bot again",
        path.display()
    )]
    Shrunk {
        /// The file.
        path: PathBuf,
        /// What it lost: entries, referrals or urgent referrals.
        what: &'static str,
        /// How many of them are served.
        had: usize,
        /// How many it holds.
        has: usize,
    },
}

fn listed(path: &Path, problems: &[Problem]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| problem.at(path.display()).to_string()).collect::<Vec<_>>().join("\n")
}

/// Reads a FAQ file and checks it whole.
///
/// # Errors
/// It is missing, unreadable, or no valid FAQ.
pub fn read_faq(path: &Path) -> Result<Parsed, OpenError> {
    parse(path, &bytes(path)?)
}

pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Parsed, OpenError> {
    file::parse(bytes).map_err(|problems| OpenError::Invalid { path: path.to_owned(), problems })
}

/// The file's bytes: at most one more than it may hold, so that a huge file is refused without being read.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, OpenError> {
    let unreadable = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path.to_owned()),
        io::ErrorKind::IsADirectory => OpenError::Folder(path.to_owned()),
        _ => OpenError::Unreadable { path: path.to_owned(), error },
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(limits::FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// One state of the FAQ with all that is needed to answer from it.
#[derive(Clone)]
pub struct Snapshot {
    pub(super) content: Arc<Content>,
    pub(super) matcher: Matcher,
    /// The model of the vectors that its matcher has, if it has any.
    pub(super) model: Option<ModelId>,
    /// Whether the matcher is as good as it gets.
    pub(super) prepared: bool,
    /// None until a FAQ has been validated.
    pub(super) calibration: Option<Calibration>,
    /// Whether the calibration is this FAQ's own.
    pub(super) validated: bool,
    pub(super) threshold: Option<f32>,
}

/// A file and the FAQ in it.
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
    /// Serves the words of a FAQ alone, as long as nothing more has been learned.
    pub(super) fn new(bytes: Vec<u8>, faq: Faq, threshold: Option<f32>) -> Self {
        let learned = Learned { matcher: Matcher::build(&faq), model: None, calibration: None };
        Self::learned(bytes, faq, learned, threshold)
    }

    /// Serves a FAQ with what was learned of it before.
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

    /// The FAQ.
    pub fn faq(&self) -> &Faq {
        &self.content.faq
    }

    /// The text of the file that it was read from.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.content.bytes).into_owned()
    }

    /// The confidence above which a question is answered, 0 to 1.
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

    /// How near a query is to every topic: most of the work of an answer.
    pub fn rank(&self, query: &Query) -> QueryRanking {
        self.matcher.rank(query)
    }

    /// Whether questions are compared by their meaning, which takes milliseconds.
    pub fn compares_meaning(&self) -> bool {
        self.matcher.compares_meaning()
    }
}

/// The content that was refused last, so that it is reported once.
pub(super) type Refused = Option<Vec<u8>>;

/// A FAQ file and its latest valid state.
pub struct Store {
    pub(super) path: PathBuf,
    pub(super) options: StoreOptions,
    pub(super) current: ArcSwap<Snapshot>,
    /// Held while the file is read again or changed: one at a time.
    pub(super) refused: Mutex<Refused>,
    /// Held while the file is being written, which takes a moment.
    pub(super) writing: Mutex<()>,
    pub(super) learning: learning::Learning,
    pub(super) history: OnceLock<History>,
    pub(super) disk: Box<dyn Disk>,
    pub(super) on_event: OnceLock<Box<dyn Fn(FileEvent) + Send + Sync>>,
}

/// What a reload came to.
#[derive(Debug)]
pub enum Reload {
    /// The file is what it was.
    Unchanged,
    /// The file is what is served again, after one that was refused.
    Restored,
    /// The new FAQ is served.
    Swapped {
        /// What would make it better.
        warnings: Vec<Problem>,
        /// Whether the file before it was refused.
        after_refusal: bool,
        /// Whether somebody wrote it with an editor, and not the bot.
        is_manual: bool,
        /// The FAQ before it.
        before: Arc<Snapshot>,
    },
    /// The last good FAQ is still served.
    Refused(OpenError),
}

impl Store {
    /// Reads the FAQ file and what was learned of it before. Questions are answered by their words alone until
    /// [`Self::prepare`] has learned more.
    ///
    /// # Errors
    /// It is missing, unreadable, or no valid FAQ.
    pub fn open(path: &Path, options: StoreOptions) -> Result<Self, OpenError> {
        let bytes = bytes(path)?;
        let Parsed { faq, .. } = parse(path, &bytes)?;
        let learned = options.data_dir.as_deref().and_then(|folder| Learned::read(folder, &bytes, &faq));
        let snapshot = match learned {
            Some(learned) => Snapshot::learned(bytes, faq, learned, options.threshold),
            None => Snapshot::new(bytes, faq, options.threshold),
        };
        let current = ArcSwap::from_pointee(snapshot);
        let learning = learning::Learning::default();
        Ok(Self {
            path: path.to_owned(),
            options,
            current,
            refused: Mutex::new(None),
            writing: Mutex::default(),
            learning,
            history: OnceLock::new(),
            disk: Box::new(RealDisk),
            on_event: OnceLock::new(),
        })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The latest valid state. Hold it while one question is answered, not longer.
    pub fn current(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    /// Reads the file again and serves it if it changed, is valid and did not lose over half of what it held. Takes as long as
    /// learning the FAQ does; answers go on meanwhile.
    pub fn reload(&self) -> Reload {
        self.reload_if(|bytes, faq| self.refuse_shrunk(bytes, faq))
    }

    /// Why the file as it is now is not served; `None` if it is, or will be in a moment.
    pub fn refusal(&self) -> Option<OpenError> {
        let held = || {
            let bytes = bytes(&self.path)?;
            self.refuse_shrunk(&bytes, &parse(&self.path, &bytes)?.faq)
        };
        held().err()
    }

    pub(super) fn reload_if(&self, fits: impl Fn(&[u8], &Faq) -> Result<(), OpenError>) -> Reload {
        let (reload, event) = {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            self.reload_in_turn(&mut refused, fits)
        };
        if let Some(event) = event {
            self.tell(event);
        }
        reload
    }

    pub(super) fn reload_in_turn(
        &self,
        refused: &mut Refused,
        fits: impl Fn(&[u8], &Faq) -> Result<(), OpenError>,
    ) -> (Reload, Option<FileEvent>) {
        let reload = self.read_again(refused, fits);
        let event = watcher::log(self, &reload);
        (reload, event)
    }

    fn read_again(&self, refused: &mut Refused, fits: impl Fn(&[u8], &Faq) -> Result<(), OpenError>) -> Reload {
        let bytes = match bytes(&self.path) {
            Ok(bytes) => bytes,
            // An unreadable file has no content to tell it by; an empty one stands for it.
            Err(_) if refused.as_deref() == Some(&[]) => return Reload::Unchanged,
            Err(error) => {
                *refused = Some(Vec::new());
                return Reload::Refused(error);
            }
        };
        let before = self.current();
        if before.content.bytes == bytes {
            return if refused.take().is_some() { Reload::Restored } else { Reload::Unchanged };
        }
        let read = parse(&self.path, &bytes).and_then(|parsed| fits(&bytes, &parsed.faq).map(|()| parsed));
        match read {
            Ok(Parsed { faq, warnings, .. }) => {
                let is_manual = self.note_hand_edit(&bytes);
                // The same text is refused at first and taken later where a moderator says so.
                let after_refusal = refused.take().is_some_and(|refused| refused != bytes);
                self.replace(Snapshot::new(bytes, faq, self.options.threshold));
                Reload::Swapped { warnings, after_refusal, is_manual, before }
            }
            Err(_) if refused.as_ref() == Some(&bytes) => Reload::Unchanged,
            Err(error) => {
                *refused = Some(bytes);
                Reload::Refused(error)
            }
        }
    }

    pub(super) fn refuse_shrunk(&self, bytes: &[u8], faq: &Faq) -> Result<(), OpenError> {
        let current = self.current();
        match Shrinkage::between(current.faq(), faq) {
            Some(Shrinkage { what, had, has }) if current.content.bytes != bytes && !self.is_latest_revision(bytes) => {
                Err(OpenError::Shrunk { path: self.path.clone(), what, had, has })
            }
            _ => Ok(()),
        }
    }

    /// Tells `listener` of what becomes of the file, once of each, whoever notices it. It must not wait for the store. The
    /// first listener stays the only one.
    pub fn on_event(&self, listener: impl Fn(FileEvent) + Send + Sync + 'static) {
        let _ = self.on_event.set(Box::new(listener));
    }

    pub(super) fn tell(&self, event: FileEvent) {
        if let Some(listener) = self.on_event.get() {
            listener(event);
        }
    }

    /// Notices every change of the file within two seconds of its being saved, until the watch is dropped. Where the folder
    /// cannot be watched it takes up to twenty, and there is a warning.
    pub fn watch(self: &Arc<Self>) -> FileWatcher {
        FileWatcher::start(Arc::clone(self))
    }
}
