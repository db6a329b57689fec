//! Learning: a snapshot that answers by words becomes one with meaning, classifiers and a calibration.
//!
//! Each step takes milliseconds if an earlier start did it, else seconds. Questions are answered in the meantime.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use super::learned::Learned;
use super::model::Model;
use super::store::{Snapshot, Store};
use super::vectors::VectorCache;
use faq::file::{self, ExamplePositions, Problem, Section};
use matching::{Calibration, Probe, Topic, Validation};

/// With more new sentences than this, a snapshot with classifiers for words is served while the sentences are encoded.
const MAX_SENTENCES_TO_WAIT_FOR: usize = 300;

/// The model by which sentences are compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum MeaningModel {
    /// Questions are compared by words alone: small and fast, but less is understood.
    Off,
    /// The model that the program carries.
    #[default]
    Embedded,
    /// The model in this folder.
    Folder(PathBuf),
}

/// The progress of encoding sentences that are in no cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EncodingProgress {
    pub done: usize,
    pub total: usize,
}

impl EncodingProgress {
    /// The number of sentences between two reports.
    pub const STEP: usize = 50;
}

/// The state of learning that outlives an FAQ.
#[derive(Default)]
pub(super) struct Learner {
    /// Locked while an FAQ is learned.
    learning: Mutex<()>,
    /// Locked while an FAQ is validated, which takes longer and does not block learning the next one.
    validation: Mutex<()>,
    /// Whether the FAQ was replaced since [`validate_continuously`] checked.
    is_replaced: Mutex<bool>,
    replaced: Condvar,
    /// Whether it was logged that what was learned cannot be saved.
    save_failure_logged: AtomicBool,
    /// The model, opened once; `None` if there is none to use.
    model: OnceLock<Option<Arc<Model>>>,
}

/// Learns the current FAQ, and serves it with what was learned. Does nothing if that was done. Calls `progress` while sentences
/// are encoded.
pub fn prepare(store: &Store, progress: &dyn Fn(EncodingProgress)) {
    let _learning = store.learner.learning.lock().unwrap_or_else(PoisonError::into_inner);
    let snapshot = store.current();
    if !snapshot.prepared {
        let better = improve(store, &snapshot, progress, &|interim| {
            serve_if_current(store, interim);
        });
        serve_if_current(store, better);
    }
}

/// Calibrates the confidence of answers by the current FAQ's own examples, and saves it for the next start. Takes several
/// times the time of [`prepare`], which must have been called.
pub fn validate(store: &Store) {
    let _validation = store.learner.validation.lock().unwrap_or_else(PoisonError::into_inner);
    let snapshot = store.current();
    if snapshot.validated || !snapshot.prepared {
        return;
    }
    let calibration = Calibration::fit(&validation_of(&snapshot)).unwrap_or_default();
    let better = Snapshot { calibration: Some(calibration), validated: true, ..Snapshot::clone(&snapshot) };
    if serve_if_current(store, better.clone()) {
        save(store, &better);
    }
}

/// Validates the current FAQ, and every one that replaces it. Never returns: give it a thread of its own.
pub fn validate_continuously(store: &Store) -> ! {
    loop {
        validate(store);
        let mut is_replaced = store.learner.is_replaced.lock().unwrap_or_else(PoisonError::into_inner);
        while !*is_replaced {
            is_replaced = store.learner.replaced.wait(is_replaced).unwrap_or_else(PoisonError::into_inner);
        }
        *is_replaced = false;
    }
}

/// Returns warnings for the examples of the current FAQ that are closer to another entry than to their own. `positions` are their
/// positions in the file. Takes the time of a [`validate`].
pub fn misplaced_examples(store: &Store, positions: &ExamplePositions) -> Vec<Problem> {
    let snapshot = store.current();
    let validation = validation_of(&snapshot);
    let calibration = Calibration::fit(&validation).unwrap_or_default();
    let mut warnings = Vec::new();
    for (probe, best) in validation.misplaced(&calibration) {
        warnings.extend(misplaced_warning(&snapshot, positions, probe, best));
    }
    warnings.sort_by_key(|warning| warning.position);
    warnings
}

fn misplaced_warning(snapshot: &Snapshot, positions: &ExamplePositions, probe: &Probe, best: usize) -> Option<Problem> {
    let (section, index) = match probe.topic {
        Topic::Entry(index) => (Section::Entries, index),
        Topic::Referral(index) => (Section::Referrals, index),
    };
    let entry = snapshot.faq().entries().get(best)?.id();
    let message = format!("this reads more like the entry \"{entry}\": were it not written here, that would answer it");
    Some(Problem::warning(positions.get(section, index, probe.example), message))
}

fn validation_of(snapshot: &Snapshot) -> Validation {
    Validation::run(snapshot.faq(), &snapshot.matcher)
}

/// Returns a snapshot of the FAQ in this text without serving it; `None` if it is not a valid FAQ. Takes the time of a [`prepare`].
pub fn preview(store: &Store, text: &str) -> Option<Snapshot> {
    let faq = file::parse(text.as_bytes()).ok()?.faq;
    let before = store.current();
    let fresh = Snapshot::new(text.as_bytes().to_vec(), faq, store.options.threshold);
    let fresh = Snapshot { calibration: before.calibration, ..fresh };
    Some(if before.prepared { learn(store, &fresh, &|_| (), &|_| ()) } else { fresh })
}

/// Serves an FAQ that was just read: once it is learned, or by its words first if learning takes long.
pub(super) fn replace(store: &Store, fresh: Snapshot) {
    let _learning = store.learner.learning.lock().unwrap_or_else(PoisonError::into_inner);
    let before = store.current();
    if !before.prepared {
        // The first `prepare` is still to come, and learns this one.
        store.current.store(Arc::new(fresh));
        return;
    }
    // The calibration of the last FAQ is near enough until this one has been validated.
    let fresh = Snapshot { calibration: before.calibration, ..fresh };
    let better = improve(store, &fresh, &|_| (), &|interim| store.current.store(Arc::new(interim)));
    store.current.store(Arc::new(better));
    *store.learner.is_replaced.lock().unwrap_or_else(PoisonError::into_inner) = true;
    store.learner.replaced.notify_all();
}

/// Serves a better snapshot of the current FAQ, unless another FAQ has replaced it. Returns whether it is served.
fn serve_if_current(store: &Store, better: Snapshot) -> bool {
    let current = store.current();
    if !Arc::ptr_eq(&better.content, &current.content) {
        return false;
    }
    let before = store.current.compare_and_swap(&current, Arc::new(better));
    Arc::ptr_eq(&current, &before)
}

/// Returns the snapshot with meaning and classifiers, from an earlier start or learned now and saved for the next one.
fn improve(
    store: &Store,
    snapshot: &Snapshot,
    progress: &dyn Fn(EncodingProgress),
    serve_interim: &dyn Fn(Snapshot),
) -> Snapshot {
    if let Some(learned) = with_encoder(store, snapshot) {
        return learned;
    }
    let better = learn(store, snapshot, progress, serve_interim);
    save(store, &better);
    better
}

/// Completes a snapshot whose matcher an earlier start has trained with the present model. Returns `None` for any other.
fn with_encoder(store: &Store, snapshot: &Snapshot) -> Option<Snapshot> {
    let model = model(store);
    if !snapshot.matcher.is_trained() || snapshot.model != model.as_ref().map(|model| model.id) {
        return None;
    }
    let matcher = match model {
        Some(model) => snapshot.matcher.with_encoder(Arc::clone(&model.encoder)),
        None => snapshot.matcher.clone(),
    };
    Some(Snapshot { matcher, prepared: true, ..snapshot.clone() })
}

/// Learns meaning and classifiers. If encoding takes long, `serve_interim` gets a snapshot with classifiers for words.
fn learn(
    store: &Store,
    snapshot: &Snapshot,
    progress: &dyn Fn(EncodingProgress),
    serve_interim: &dyn Fn(Snapshot),
) -> Snapshot {
    let words =
        Snapshot { matcher: snapshot.matcher.without_meaning(), model: None, validated: false, ..snapshot.clone() };
    let Some(model) = model(store) else {
        return Snapshot { matcher: words.matcher.train(), prepared: true, ..words };
    };
    let better = learn_meaning(store, &words, &model, progress, serve_interim);
    Snapshot { model: Some(model.id), prepared: true, ..better }
}

fn learn_meaning(
    store: &Store,
    snapshot: &Snapshot,
    model: &Model,
    progress: &dyn Fn(EncodingProgress),
    serve_interim: &dyn Fn(Snapshot),
) -> Snapshot {
    let data_dir = store.options.data_dir.as_deref();
    let mut cache = match data_dir {
        Some(folder) => VectorCache::open(folder, model.id),
        None => VectorCache::embedded(model.id),
    };
    let sentences: Vec<String> = snapshot.matcher.sentences().collect();
    let mut missing = Vec::new();
    for sentence in &sentences {
        if cache.get(sentence).is_none() {
            missing.push(sentence.as_str());
        }
    }
    let mut words = snapshot.matcher.clone();
    if missing.len() > MAX_SENTENCES_TO_WAIT_FOR {
        words = words.train();
        serve_interim(Snapshot { matcher: words.clone(), ..snapshot.clone() });
    }
    encode(model, &missing, &mut cache, progress);
    if !missing.is_empty() && data_dir.is_some() {
        log_save_failure(store, cache.save(sentences.iter().map(String::as_str)));
    }
    let vectors = sentences.iter().filter_map(|sentence| cache.get(sentence)).collect();
    Snapshot { matcher: words.with_meaning(Arc::clone(&model.encoder), vectors).train(), ..snapshot.clone() }
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

/// Saves what was learned for the next start.
fn save(store: &Store, snapshot: &Snapshot) {
    let Some(folder) = store.options.data_dir.as_deref() else { return };
    // The calibration of another FAQ is not worth saving.
    let calibration = if snapshot.validated { snapshot.calibration } else { None };
    let learned = Learned { matcher: snapshot.matcher.clone(), model: snapshot.model, calibration };
    log_save_failure(store, learned.write(folder, &snapshot.content.bytes));
}

/// Logs the first failure. It costs nothing but time at the next start.
fn log_save_failure(store: &Store, outcome: io::Result<()>) {
    if let Err(error) = outcome
        && !store.learner.save_failure_logged.swap(true, Ordering::Relaxed)
    {
        let folder = store.options.data_dir.as_deref().unwrap_or(Path::new("")).display();
        tracing::warn!("cannot keep what was learned in {folder}: {error}; the next start takes longer");
    }
}

/// Returns the model, opened at the first call. Without one there is a warning, and questions are compared by words alone.
fn model(store: &Store) -> Option<Arc<Model>> {
    store.learner.model.get_or_init(|| open_model(&store.options.meaning)).clone()
}

fn open_model(meaning: &MeaningModel) -> Option<Arc<Model>> {
    let model = match meaning {
        MeaningModel::Off => return None,
        MeaningModel::Embedded => Model::open(None),
        MeaningModel::Folder(folder) => Model::open(Some(folder)),
    };
    match model {
        Ok(model) => Some(Arc::new(model)),
        Err(error) => {
            tracing::warn!("{error}; questions are understood by their words alone");
            None
        }
    }
}
