//! From a FAQ that is served by its words to one that is understood: meaning, classifiers, calibration.
//!
//! Everything here takes from milliseconds, when it was learned before, to seconds. Answers go on meanwhile.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::learned::Learned;
use super::model::Model;
use super::vectors::VectorCache;
use super::{Snapshot, Store};
use crate::faq::file::{Places, Problem, Section};
use crate::matching::meaning::Vector;
use crate::matching::{Calibration, Probe, Topic, Validation};

/// More sentences than this take longer to encode than anybody should wait for an answer by words.
const MANY_SENTENCES: usize = 300;
/// Whether sentences are compared by meaning, and with which model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Meaning {
    /// By words alone: small and fast, and understands less.
    Off,
    /// With the model that the program carries.
    #[default]
    Embedded,
    /// With the model in this folder.
    Folder(PathBuf),
}

/// How far encoding has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Sentences encoded.
    pub done: usize,
    /// Sentences that were not in the cache.
    pub total: usize,
}

impl Progress {
    /// How many sentences lie between one report and the next.
    pub const STEP: usize = 50;
}

/// What learning keeps between FAQs.
#[derive(Default)]
pub(super) struct Learning {
    /// One at a time.
    turn: Mutex<()>,
    /// Whether it was told that nothing can be kept.
    told: AtomicBool,
    model: OnceLock<Option<Arc<Model>>>,
}

impl Snapshot {
    fn validation(&self) -> Validation {
        Validation::run(self.faq(), self.vectors.as_deref())
    }
}

impl Store {
    /// Brings the current FAQ from words to meaning and classifiers, and serves it so. Does nothing if that was done.
    /// Progress is told while sentences are encoded.
    pub fn prepare(&self, progress: &dyn Fn(Progress)) {
        let _turn = self.learning.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current();
        if !snapshot.matcher.is_trained() {
            let serve = |better: Snapshot| self.serve(better);
            let better = self.improve(&snapshot, progress, &serve);
            self.serve(better);
        }
    }

    /// Learns from the current FAQ's own examples how sure the bot can be, and keeps what it learned for the next start.
    /// Takes several times as long as [`Self::prepare`], which must have been called.
    pub fn validate(&self) {
        let _turn = self.learning.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current();
        if snapshot.validated {
            return;
        }
        let calibration = Calibration::fit(&snapshot.validation()).unwrap_or_default();
        let better = Snapshot { calibration: Some(calibration), validated: true, ..Snapshot::clone(&snapshot) };
        self.keep(&better);
        self.serve(better);
    }

    /// Warnings for the examples of the current FAQ that pull toward an entry which is not theirs, `places` telling where
    /// they stand. Takes as long as [`Self::validate`].
    pub fn review(&self, places: &Places) -> Vec<Problem> {
        let snapshot = self.current();
        let validation = snapshot.validation();
        let calibration = Calibration::fit(&validation).unwrap_or_default();
        let warning = |(probe, best): (&Probe, usize)| {
            let (section, index) = match probe.topic {
                Topic::Entry(index) => (Section::Entries, index),
                Topic::Referral(index) => (Section::Referrals, index),
            };
            let entry = snapshot.faq().entries().get(best)?.id();
            let message =
                format!("this reads more like the entry \"{entry}\": were it not written here, that would answer it");
            Some(Problem::warning(places.example(section, index, probe.example), message))
        };
        let mut warnings: Vec<Problem> = validation.misplaced(&calibration).filter_map(warning).collect();
        warnings.sort_by_key(|warning| warning.position);
        warnings
    }

    /// Serves a FAQ that was just read: at its best if that takes a moment, else by its words until it is ready.
    pub(super) fn replace(&self, fresh: Snapshot) {
        let _turn = self.learning.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current();
        if !before.matcher.is_trained() {
            self.current.store(Arc::new(fresh));
            return;
        }
        // What the last FAQ taught about confidence is near enough until this one has been validated.
        let fresh = Snapshot { calibration: before.calibration, ..fresh };
        let better = self.improve(&fresh, &|_| (), &|words| self.current.store(Arc::new(words)));
        self.current.store(Arc::new(better));
    }

    /// Serves a better state of the current FAQ, unless the FAQ has changed meanwhile.
    fn serve(&self, better: Snapshot) {
        if Arc::ptr_eq(&better.content, &self.current().content) {
            self.current.store(Arc::new(better));
        }
    }

    /// The snapshot with meaning and classifiers. If encoding takes long, `meanwhile` gets one with classifiers for words.
    fn improve(&self, snapshot: &Snapshot, progress: &dyn Fn(Progress), meanwhile: &dyn Fn(Snapshot)) -> Snapshot {
        let Some(model) = self.model() else {
            return self.trained(snapshot.clone());
        };
        let nowhere = PathBuf::new();
        let mut cache = VectorCache::open(self.options.data_dir.as_ref().unwrap_or(&nowhere), model.id);
        let sentences: Vec<String> = snapshot.matcher.sentences().collect();
        let missing: Vec<&str> =
            sentences.iter().map(String::as_str).filter(|sentence| cache.get(sentence).is_none()).collect();
        if missing.len() > MANY_SENTENCES {
            meanwhile(Snapshot { matcher: snapshot.matcher.train(), ..snapshot.clone() });
        }
        encode(&model, &missing, &mut cache, progress);
        if !missing.is_empty() && self.options.data_dir.is_some() {
            let saved = cache.save(sentences.iter().map(String::as_str));
            self.told(saved);
        }
        let vectors: Arc<[Vector]> = sentences.iter().filter_map(|sentence| cache.get(sentence)).collect();
        let matcher = snapshot.matcher.with_meaning(Arc::clone(&model.encoder), Arc::clone(&vectors));
        self.trained(Snapshot { matcher, vectors: Some(vectors), ..snapshot.clone() })
    }

    /// The snapshot with its classifiers: those of an earlier start if they are kept, else trained now.
    fn trained(&self, snapshot: Snapshot) -> Snapshot {
        let kept = self.options.data_dir.as_deref().and_then(|folder| Learned::read(folder, &self.key(&snapshot)));
        let from_kept = kept.and_then(|kept| Some((snapshot.matcher.train_from(&kept.classifiers)?, kept.calibration)));
        match from_kept {
            Some((matcher, calibration)) => {
                let validated = calibration.is_some();
                Snapshot { matcher, validated, calibration: calibration.or(snapshot.calibration), ..snapshot }
            }
            None => {
                let trained = Snapshot { matcher: snapshot.matcher.train(), ..snapshot };
                self.keep(&trained);
                trained
            }
        }
    }

    /// Keeps what was learned for the next start.
    fn keep(&self, snapshot: &Snapshot) {
        let Some((folder, classifiers)) = self.options.data_dir.as_deref().zip(snapshot.matcher.trained()) else {
            return;
        };
        let calibration = snapshot.calibration.filter(|_| snapshot.validated);
        let learned = Learned { classifiers, calibration };
        self.told(learned.write(folder, &self.key(snapshot)));
    }

    /// A folder that cannot be written costs the next start a moment, nothing else: it is told once.
    fn told(&self, kept: io::Result<()>) {
        if let Err(error) = kept
            && !self.learning.told.swap(true, Ordering::Relaxed)
        {
            let folder = self.options.data_dir.as_deref().unwrap_or(Path::new("")).display();
            tracing::warn!("cannot keep what was learned in {folder}: {error}; the next start takes longer");
        }
    }

    fn key(&self, snapshot: &Snapshot) -> super::learned::Key {
        super::learned::key(&snapshot.content.bytes, snapshot.vectors.as_deref())
    }

    /// The model, loaded once; without one there is a warning and words must do.
    fn model(&self) -> Option<Arc<Model>> {
        let load = || {
            let folder = match &self.options.meaning {
                Meaning::Off => return None,
                Meaning::Embedded => None,
                Meaning::Folder(folder) => Some(folder.as_path()),
            };
            let model = Model::open(folder);
            let told =
                model.inspect_err(|error| tracing::warn!("{error}; questions are understood by their words alone"));
            told.ok().map(Arc::new)
        };
        self.learning.model.get_or_init(load).clone()
    }
}

/// Encodes sentences into the cache. One that cannot be encoded stays missing.
fn encode(model: &Model, missing: &[&str], cache: &mut VectorCache, progress: &dyn Fn(Progress)) {
    let total = missing.len();
    for (done, sentence) in missing.iter().enumerate() {
        if done % Progress::STEP == 0 {
            progress(Progress { done, total });
        }
        match model.encoder.encode(sentence) {
            Ok(vector) => cache.insert(sentence, vector),
            Err(error) => tracing::warn!("a sentence has no meaning to the model: {error}"),
        }
    }
    if total > 0 {
        progress(Progress { done: total, total });
    }
}
