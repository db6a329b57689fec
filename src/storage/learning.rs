//! From a FAQ that is served by its words to one that is understood: meaning, classifiers, calibration.
//!
//! Everything here takes from milliseconds, when it was learned before, to seconds. Answers go on meanwhile.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use super::learned::Learned;
use super::model::Model;
use super::store::{Snapshot, Store};
use super::vectors::VectorCache;
use faq::file::{self, Places, Problem, Section};
use matching::{Calibration, Probe, Topic, Validation};

/// More sentences than this take longer to encode than anybody should wait for an answer by words.
const MANY_SENTENCES: usize = 300;
/// Whether sentences are compared by meaning, and with which model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MeaningModel {
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
pub struct EncodingProgress {
    /// Sentences encoded.
    pub done: usize,
    /// Sentences that were not in the cache.
    pub total: usize,
}

impl EncodingProgress {
    /// How many sentences lie between one report and the next.
    pub const STEP: usize = 50;
}

/// What learning keeps between FAQs.
#[derive(Default)]
pub(super) struct Learning {
    /// One at a time.
    turn: Mutex<()>,
    /// One at a time, and not in the way of those who learn another FAQ.
    validation: Mutex<()>,
    /// Whether another FAQ was served since [`Store::validate_continuously`] looked last.
    swapped: Mutex<bool>,
    on_swap: Condvar,
    /// Whether it was told that nothing can be kept.
    told: AtomicBool,
    model: OnceLock<Option<Arc<Model>>>,
}

impl Snapshot {
    fn validation(&self) -> Validation {
        Validation::run(self.faq(), self.matcher.vectors().as_deref())
    }
}

impl Store {
    /// Brings the current FAQ from words to meaning and classifiers, and serves it so. Does nothing if that was done.
    /// EncodingProgress is told while sentences are encoded.
    pub fn prepare(&self, progress: &dyn Fn(EncodingProgress)) {
        let _turn = self.learning.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current();
        if !snapshot.prepared {
            let serve = |better: Snapshot| {
                self.serve(better);
            };
            serve(self.improve(&snapshot, progress, &serve));
        }
    }

    /// Learns from the current FAQ's own examples how sure the bot can be, and keeps what it learned for the next start.
    /// Takes several times as long as [`Self::prepare`], which must have been called.
    pub fn validate(&self) {
        let _turn = self.learning.validation.lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.current();
        if snapshot.validated || !snapshot.prepared {
            return;
        }
        let calibration = Calibration::fit(&snapshot.validation()).unwrap_or_default();
        let better = Snapshot { calibration: Some(calibration), validated: true, ..Snapshot::clone(&snapshot) };
        if self.serve(better.clone()) {
            self.keep(&better);
        }
    }

    /// Does what [`Self::validate`] does, now and whenever another FAQ is served, for ever: give it a thread of its own.
    pub fn validate_continuously(&self) -> ! {
        loop {
            self.validate();
            let mut swapped = self.learning.swapped.lock().unwrap_or_else(PoisonError::into_inner);
            while !*swapped {
                swapped = self.learning.on_swap.wait(swapped).unwrap_or_else(PoisonError::into_inner);
            }
            *swapped = false;
        }
    }

    /// Warnings for the examples of the current FAQ that pull toward an entry which is not theirs, `places` telling where
    /// they stand. Takes as long as [`Self::validate`].
    pub fn misplaced_examples(&self, places: &Places) -> Vec<Problem> {
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

    /// What the FAQ in this text would answer, without serving it; none if it is no FAQ. Takes as long as [`Self::prepare`].
    pub fn preview(&self, text: &str) -> Option<Snapshot> {
        let faq = file::parse(text.as_bytes()).ok()?.faq;
        let before = self.current();
        let fresh = Snapshot::new(text.as_bytes().to_vec(), faq, self.options.threshold);
        let fresh = Snapshot { calibration: before.calibration, ..fresh };
        Some(if before.prepared { self.learn(&fresh, &|_| (), &|_| ()) } else { fresh })
    }

    /// Serves a FAQ that was just read: at its best if that takes a moment, else by its words until it is ready.
    pub(super) fn replace(&self, fresh: Snapshot) {
        let _turn = self.learning.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.current();
        if !before.prepared {
            self.current.store(Arc::new(fresh));
            return;
        }
        // What the last FAQ taught about confidence is near enough until this one has been validated.
        let fresh = Snapshot { calibration: before.calibration, ..fresh };
        let better = self.improve(&fresh, &|_| (), &|words| self.current.store(Arc::new(words)));
        self.current.store(Arc::new(better));
        *self.learning.swapped.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.learning.on_swap.notify_all();
    }

    /// Serves a better state of the current FAQ, unless the FAQ has changed meanwhile; whether it does.
    fn serve(&self, better: Snapshot) -> bool {
        let current = self.current();
        let same = Arc::ptr_eq(&better.content, &current.content);
        same && Arc::ptr_eq(&current, &self.current.compare_and_swap(&current, Arc::new(better)))
    }

    /// The snapshot with meaning and classifiers: as they were learned before, or learned now and kept for the next start.
    fn improve(
        &self,
        snapshot: &Snapshot,
        progress: &dyn Fn(EncodingProgress),
        meanwhile: &dyn Fn(Snapshot),
    ) -> Snapshot {
        self.recall(snapshot).unwrap_or_else(|| {
            let better = self.learn(snapshot, progress, meanwhile);
            self.keep(&better);
            better
        })
    }

    /// The snapshot at its best, if it was learned before.
    fn recall(&self, snapshot: &Snapshot) -> Option<Snapshot> {
        let model = self.model();
        if !snapshot.matcher.is_trained() || snapshot.model != model.as_ref().map(|model| model.id) {
            return None;
        }
        let matcher = model.map_or_else(
            || snapshot.matcher.clone(),
            |model| snapshot.matcher.with_encoder(Arc::clone(&model.encoder)),
        );
        Some(Snapshot { matcher, prepared: true, ..snapshot.clone() })
    }

    /// Learns meaning and classifiers. If encoding takes long, `meanwhile` gets a snapshot with classifiers for words.
    fn learn(
        &self,
        snapshot: &Snapshot,
        progress: &dyn Fn(EncodingProgress),
        meanwhile: &dyn Fn(Snapshot),
    ) -> Snapshot {
        let model = self.model();
        let id = model.as_ref().map(|model| model.id);
        let words =
            Snapshot { matcher: snapshot.matcher.without_meaning(), model: None, validated: false, ..snapshot.clone() };
        let better = match model {
            Some(model) => self.with_meaning(&words, &model, progress, meanwhile),
            None => Snapshot { matcher: words.matcher.train(), ..words },
        };
        Snapshot { model: id, prepared: true, ..better }
    }

    fn with_meaning(
        &self,
        snapshot: &Snapshot,
        model: &Model,
        progress: &dyn Fn(EncodingProgress),
        meanwhile: &dyn Fn(Snapshot),
    ) -> Snapshot {
        let nowhere = PathBuf::new();
        let mut cache = VectorCache::open(self.options.data_dir.as_ref().unwrap_or(&nowhere), model.id);
        let sentences: Vec<String> = snapshot.matcher.sentences().collect();
        let missing: Vec<&str> =
            sentences.iter().map(String::as_str).filter(|sentence| cache.get(sentence).is_none()).collect();
        let mut words = snapshot.matcher.clone();
        if missing.len() > MANY_SENTENCES {
            words = words.train();
            meanwhile(Snapshot { matcher: words.clone(), ..snapshot.clone() });
        }
        encode(model, &missing, &mut cache, progress);
        if !missing.is_empty() && self.options.data_dir.is_some() {
            let saved = cache.save(sentences.iter().map(String::as_str));
            self.told(saved);
        }
        let vectors = sentences.iter().filter_map(|sentence| cache.get(sentence)).collect();
        Snapshot { matcher: words.with_meaning(Arc::clone(&model.encoder), vectors).train(), ..snapshot.clone() }
    }

    /// Keeps what was learned for the next start.
    fn keep(&self, snapshot: &Snapshot) {
        if let Some(folder) = self.options.data_dir.as_deref() {
            let (matcher, calibration) =
                (snapshot.matcher.clone(), snapshot.calibration.filter(|_| snapshot.validated));
            let learned = Learned { matcher, model: snapshot.model, calibration };
            self.told(learned.write(folder, &snapshot.content.bytes));
        }
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

    /// The model, loaded once; without one there is a warning and words must do.
    fn model(&self) -> Option<Arc<Model>> {
        let load = || {
            let folder = match &self.options.meaning {
                MeaningModel::Off => return None,
                MeaningModel::Embedded => None,
                MeaningModel::Folder(folder) => Some(folder.as_path()),
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
fn encode(model: &Model, missing: &[&str], cache: &mut VectorCache, progress: &dyn Fn(EncodingProgress)) {
    let total = missing.len();
    for (done, sentence) in missing.iter().enumerate() {
        if done % EncodingProgress::STEP == 0 {
            progress(EncodingProgress { done, total });
        }
        match model.encoder.embed(sentence) {
            Ok(vector) => cache.insert(sentence, vector),
            Err(error) => tracing::warn!("a sentence has no meaning to the model: {error}"),
        }
    }
    if total > 0 {
        progress(EncodingProgress { done: total, total });
    }
}
