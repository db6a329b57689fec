//! Learning: from a state of the FAQ to the engine that answers from it.
//!
//! Learning takes seconds, unless the data folder holds what an earlier start learned. Its steps are: the sentences are encoded,
//! the matcher is trained, and its confidence is calibrated by cross-validation. At the start, nothing is answered before all of
//! that is done. After a change, training starts from what is served, which takes a fraction of the time, and the engine is
//! served with the earlier calibration. Then it is trained from nothing and calibrated, so that an FAQ is always learned in the
//! same way in the end, whatever it was before.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use super::engine::Engine;
use super::foreign::{ForeignEngines, Languages};
use super::leads;
use super::learned::{FaqKey, Learned};
use super::model::{Model, ModelId};
use super::store::{Snapshot, Store};
use super::vectors::VectorCache;
use faq::Faq;
use faq::file::{self, ExamplePositions, Parsed, Problem, Section};
use matching::{Calibration, HeldOut, Matcher, Probe, ShouldStop, Topic, Validation};

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

/// How long a person waits for the FAQ to be learned before being told that it takes longer.
pub const LEARNING_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a preview that waits looks whether it should stop.
const STOP_POLL_INTERVAL: Duration = Duration::from_millis(100);

/// A step of learning that begins or goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LearningStep {
    /// Sentences that are in no cache are encoded. Reported every [`Self::SENTENCES`] sentences.
    Encoding { done: usize, total: usize },
    /// The matcher is trained.
    Training,
    /// The confidence in answers is calibrated.
    Calibrating,
}

impl LearningStep {
    /// The number of sentences between two reports.
    pub const SENTENCES: usize = 50;
}

/// The state of learning that outlives an FAQ.
#[derive(Default)]
pub(super) struct Learner {
    /// Locked while an FAQ is learned, so that only one is learned at a time.
    learning: Mutex<()>,
    /// How many threads wait to learn and serve a change of the FAQ, or do so. A preview gives way to them.
    changes: Mutex<usize>,
    changes_served: Condvar,
    /// Locked while an FAQ is calibrated, which takes longer and does not block learning the next one.
    calibrating: Mutex<()>,
    /// Whether an engine without a calibration of its own was served since [`calibrate_continuously`] looked.
    is_uncalibrated: Mutex<bool>,
    uncalibrated: Condvar,
    /// What the latest preview learned: most previews are saved next.
    previewed: Mutex<Option<(FaqKey, Arc<Learned>)>>,
    /// Whether it was logged that what was learned cannot be saved.
    save_failure_logged: AtomicBool,
    /// The time that learning and calibrating took last.
    time: Mutex<Duration>,
    /// The model, opened once; `None` if there is none to use.
    model: OnceLock<Option<Arc<Model>>>,
    foreign: OnceLock<Arc<ForeignEngines>>,
    listener: OnceLock<Box<dyn Fn(LearningStep) + Send + Sync>>,
}

/// A change of the FAQ that is to be served, until this is dropped.
struct PendingChange<'a>(&'a Learner);

impl Learner {
    fn announce_change(&self) -> PendingChange<'_> {
        *lock(&self.changes) += 1;
        PendingChange(self)
    }

    fn has_pending_change(&self) -> bool {
        *lock(&self.changes) > 0
    }

    /// Waits until no change is pending. Returns false if it is stopped before.
    fn wait_for_changes(&self, should_stop: ShouldStop<'_>) -> bool {
        let mut changes = lock(&self.changes);
        while *changes > 0 {
            if should_stop() {
                return false;
            }
            let waited = self.changes_served.wait_timeout(changes, STOP_POLL_INTERVAL);
            changes = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl Drop for PendingChange<'_> {
    fn drop(&mut self) {
        *lock(&self.0.changes) -= 1;
        self.0.changes_served.notify_all();
    }
}

impl Store {
    /// Calls `listener` with every step of learning. Only the first listener is registered.
    pub fn on_learning(&self, listener: impl Fn(LearningStep) + Send + Sync + 'static) {
        let _ = self.learner.listener.set(Box::new(listener));
    }

    /// Returns the time that learning and calibrating took last.
    pub(super) fn learning_time(&self) -> Duration {
        *lock(&self.learner.time)
    }

    /// Returns what understands other languages, for every engine of this store.
    fn foreign_engines(&self) -> Arc<ForeignEngines> {
        let languages = match self.options.meaning {
            MeaningModel::Off => Languages::Off,
            MeaningModel::Embedded | MeaningModel::Folder(_) => self.options.languages,
        };
        let data_dir = || self.options.data_dir.clone();
        let engines = self.learner.foreign.get_or_init(|| Arc::new(ForeignEngines::new(languages, data_dir())));
        Arc::clone(engines)
    }

    fn report(&self, step: LearningStep) {
        if let Some(listener) = self.learner.listener.get() {
            listener(step);
        }
    }

    /// Returns whether a newer state of the FAQ teaches something else, so that there is no point in learning this one.
    fn is_superseded(&self, key: &FaqKey) -> bool {
        self.latest().key() != key
    }

    /// Serves what was learned, with the latest state of the FAQ, unless that teaches something else.
    fn serve(&self, key: &FaqKey, learned: Arc<Learned>, is_calibrated: bool) {
        self.engine.send_if_modified(|engine| {
            // Read under the lock, so that of two states with the same key the later one is served.
            let snapshot = self.latest();
            if snapshot.key() != key {
                return false;
            }
            let threshold = self.options.threshold;
            *engine =
                Some(Arc::new(Engine { snapshot, learned, is_calibrated, threshold, foreign: self.foreign_engines() }));
            true
        });
    }
}

/// Returns the engine, learned and calibrated. If that is not done yet, does it now and saves it for the next start. If the file
/// changes in the meantime, its new state is learned instead.
pub fn learn(store: &Store) -> Arc<Engine> {
    loop {
        match store.engine() {
            Some(engine) if engine.is_calibrated() => return engine,
            Some(_) => {
                serve_latest(store);
                calibrate(store);
            }
            None => learn_first(store),
        }
    }
}

/// Calibrates every engine that is served without a calibration of its own. Never returns: give it a thread of its own.
pub fn calibrate_continuously(store: &Store) -> ! {
    loop {
        calibrate(store);
        let mut is_uncalibrated = lock(&store.learner.is_uncalibrated);
        while !*is_uncalibrated {
            is_uncalibrated = store.learner.uncalibrated.wait(is_uncalibrated).unwrap_or_else(PoisonError::into_inner);
        }
        *is_uncalibrated = false;
    }
}

/// The outcome of a preview.
#[derive(Debug)]
pub enum Preview {
    Learned(Box<Engine>),
    /// A change of the FAQ is to be learned first, after which the text may be out of date.
    Superseded,
    /// It was stopped, is not a valid FAQ, or nothing is learned yet.
    Stopped,
}

/// Learns the FAQ in this text without serving it. Its calibration is that of the FAQ that is served. Gives way to changes of the FAQ
/// that are to be served, so that these wait for no preview.
pub fn preview(store: &Store, text: &str, should_stop: ShouldStop<'_>) -> Preview {
    let Ok(Parsed { faq, .. }) = file::parse(text.as_bytes()) else { return Preview::Stopped };
    let snapshot = Arc::new(Snapshot::new(text.as_bytes().to_vec(), faq));
    if !store.learner.wait_for_changes(should_stop) {
        return Preview::Stopped;
    }
    let Some(served) = store.engine() else { return Preview::Stopped };
    if served.key() == snapshot.key() {
        return Preview::Learned(Box::new(Engine { snapshot, ..Engine::clone(&served) }));
    }
    let _learning = lock(&store.learner.learning);
    let gives_way = || should_stop() || store.learner.has_pending_change();
    let Some((matcher, model)) = train(store, &snapshot, Some(&served.learned.matcher), &gives_way) else {
        return if should_stop() { Preview::Stopped } else { Preview::Superseded };
    };
    let learned = Arc::new(Learned { matcher, model, calibration: served.learned.calibration });
    *lock(&store.learner.previewed) = Some((*snapshot.key(), Arc::clone(&learned)));
    Preview::Learned(Box::new(Engine { snapshot, learned, is_calibrated: false, ..Engine::clone(&served) }))
}

/// How well an FAQ can be told from other talk, by its own held-out examples.
#[derive(Debug)]
pub struct Examination {
    pub held_out: HeldOut,
    /// Warnings for the examples that lead elsewhere, or are closer to another entry than to their own.
    pub misplaced: Vec<Problem>,
}

/// Learns the latest state of the FAQ and examines it. Nothing is served or saved. `positions` are those of its examples in the file.
pub fn examine(store: &Store, positions: &ExamplePositions) -> Option<Examination> {
    let snapshot = store.latest();
    let (matcher, model) = train(store, &snapshot, None, &|| false)?;
    store.report(LearningStep::Calibrating);
    let validation = Validation::run(snapshot.faq(), &matcher);
    let calibration = Calibration::fit(&validation).unwrap_or_default();
    let learned = Arc::new(Learned { matcher, model, calibration });
    let threshold = store.options.threshold;
    let engine = Engine {
        snapshot: Arc::clone(&snapshot),
        learned,
        is_calibrated: true,
        threshold,
        foreign: store.foreign_engines(),
    };
    let mut misplaced = leads::misleading(&engine, positions);
    for (probe, best) in validation.misplaced(&calibration) {
        misplaced.extend(misplaced_warning(snapshot.faq(), positions, probe, best));
    }
    misplaced.sort_by_key(|warning| warning.position);
    Some(Examination { held_out: validation.summary(&calibration), misplaced })
}

fn misplaced_warning(faq: &Faq, positions: &ExamplePositions, probe: &Probe, best: usize) -> Option<Problem> {
    let (section, index) = match probe.topic {
        Topic::Entry(index) => (Section::Entries, index),
        Topic::Referral(index) => (Section::Referrals, index),
    };
    let entry = faq.entries().get(best)?.id();
    let message = format!("this reads more like the entry \"{entry}\": were it not written here, that would answer it");
    Some(Problem::warning(positions.get(section, index, probe.example), message))
}

/// Serves the latest state of the FAQ: at once if it teaches nothing new, otherwise as soon as it is learned. If a newer state
/// supersedes it, that is left to the thread that read the newer one. Does nothing before [`learn`] has learned any.
pub(super) fn serve_latest(store: &Store) {
    if store.engine().is_none() || serve_as_learned(store) {
        return;
    }
    let _pending = store.learner.announce_change();
    let _learning = lock(&store.learner.learning);
    // Looked at again: while this thread waited, another one may have learned it, or a newer state may have superseded it.
    if serve_as_learned(store) {
        return;
    }
    let Some(served) = store.engine() else { return };
    let latest = store.latest();
    let begin = Instant::now();
    let Some(learned) = learn_change(store, &latest, &served.learned) else { return };
    *lock(&store.learner.time) = begin.elapsed();
    store.serve(latest.key(), learned, false);
    request_calibration(store);
}

/// Wakes [`calibrate_continuously`].
fn request_calibration(store: &Store) {
    *lock(&store.learner.is_uncalibrated) = true;
    store.learner.uncalibrated.notify_all();
}

/// Learns a changed FAQ from what is served, unless its preview has. The calibration of the FAQ before is near enough until this
/// one has its own. Returns `None` if it is superseded.
fn learn_change(store: &Store, latest: &Snapshot, served: &Learned) -> Option<Arc<Learned>> {
    let key = latest.key();
    if let Some((_, learned)) = lock(&store.learner.previewed).take_if(|(previewed, _)| previewed == key) {
        return Some(learned);
    }
    let (matcher, model) = train(store, latest, Some(&served.matcher), &|| store.is_superseded(key))?;
    Some(Arc::new(Learned { matcher, model, calibration: served.calibration }))
}

/// Serves the latest state of the FAQ with what is learned already. Returns false if it teaches anything else.
fn serve_as_learned(store: &Store) -> bool {
    let Some(served) = store.engine() else { return false };
    let is_learned = !store.is_superseded(served.key());
    if is_learned {
        store.serve(served.key(), Arc::clone(&served.learned), served.is_calibrated());
        if !served.is_calibrated() {
            // Its calibration may have stopped because another state superseded it for a while.
            request_calibration(store);
        }
    }
    is_learned
}

/// Learns and calibrates the latest state of the FAQ, unless another thread has, and serves it. Stops early if it is superseded.
fn learn_first(store: &Store) {
    let _learning = lock(&store.learner.learning);
    if store.engine().is_some() {
        return;
    }
    let begin = Instant::now();
    let latest = store.latest();
    let key = latest.key();
    if let Some(learned) = read_learned(store, &latest) {
        *lock(&store.learner.time) = begin.elapsed();
        store.serve(key, Arc::new(learned), true);
        return;
    }
    let should_stop = || store.is_superseded(key);
    let Some((matcher, model)) = train(store, &latest, None, &should_stop) else { return };
    let Some(calibration) = fit(store, &latest, &matcher, &should_stop) else { return };
    let learned = Learned { matcher, model, calibration };
    save(store, key, &learned);
    *lock(&store.learner.time) = begin.elapsed();
    store.serve(key, Arc::new(learned), true);
}

/// Trains the engine that is served from nothing and calibrates it, if it has no calibration of its own. Stops early if it is
/// superseded.
fn calibrate(store: &Store) {
    let _calibrating = lock(&store.learner.calibrating);
    let Some(engine) = store.engine() else { return };
    if engine.is_calibrated() {
        return;
    }
    let begin = Instant::now();
    let key = engine.key();
    let should_stop = || store.is_superseded(key);
    let Some(matcher) = engine.learned.matcher.train_unless(&should_stop) else { return };
    let Some(calibration) = fit(store, &engine.snapshot, &matcher, &should_stop) else { return };
    let learned = Learned { matcher, calibration, model: engine.learned.model };
    save(store, key, &learned);
    *lock(&store.learner.time) += begin.elapsed();
    store.serve(key, Arc::new(learned), true);
}

/// Calibrates a matcher by the FAQ's own examples. Returns `None` if it is stopped.
fn fit(store: &Store, snapshot: &Snapshot, matcher: &Matcher, should_stop: ShouldStop<'_>) -> Option<Calibration> {
    store.report(LearningStep::Calibrating);
    let validation = Validation::run_unless(snapshot.faq(), matcher, should_stop)?;
    Some(Calibration::fit(&validation).unwrap_or_default())
}

/// Returns what an earlier start learned from this state of the FAQ with the present model.
fn read_learned(store: &Store, snapshot: &Snapshot) -> Option<Learned> {
    let folder = store.options.data_dir.as_deref()?;
    let model = model(store);
    let id = model.as_ref().map(|model| model.id);
    let mut learned = Learned::read(folder, snapshot.key(), id, snapshot.faq())?;
    if let Some(model) = model {
        learned.matcher = learned.matcher.with_encoder(Arc::clone(&model.encoder));
    }
    Some(learned)
}

/// Learns the words, meaning and classifiers of an FAQ, from nothing or from what a similar one taught. Returns the matcher and
/// the model of its vectors, or `None` if it is stopped.
fn train(
    store: &Store,
    snapshot: &Snapshot,
    similar: Option<&Matcher>,
    should_stop: ShouldStop<'_>,
) -> Option<(Matcher, Option<ModelId>)> {
    let mut matcher = Matcher::build(snapshot.faq());
    let model = model(store);
    if let Some(model) = &model {
        matcher = with_meaning(store, &matcher, model, should_stop)?;
    }
    store.report(LearningStep::Training);
    let trained = match similar {
        Some(similar) => matcher.train_from(similar, should_stop)?,
        None => matcher.train_unless(should_stop)?,
    };
    Some((trained, model.map(|model| model.id)))
}

/// Returns the matcher with the vectors of its sentences, from the cache where possible.
fn with_meaning(store: &Store, matcher: &Matcher, model: &Model, should_stop: ShouldStop<'_>) -> Option<Matcher> {
    let data_dir = store.options.data_dir.as_deref();
    let mut cache = match data_dir {
        Some(folder) => VectorCache::open(folder, model.id),
        None => VectorCache::embedded(model.id),
    };
    let sentences = matcher.sentences();
    let mut missing = Vec::new();
    for sentence in &sentences {
        if cache.get(sentence).is_none() {
            missing.push(sentence.as_str());
        }
    }
    encode(store, model, &missing, &mut cache, should_stop)?;
    if !missing.is_empty() && data_dir.is_some() {
        log_save_failure(store, cache.save(sentences.iter().map(String::as_str)));
    }
    let vectors = sentences.iter().filter_map(|sentence| cache.get(sentence)).collect();
    Some(matcher.with_meaning(Arc::clone(&model.encoder), vectors))
}

/// Encodes sentences into the cache. One that cannot be encoded stays missing. Returns `None` if it is stopped.
fn encode(
    store: &Store,
    model: &Model,
    missing: &[&str],
    cache: &mut VectorCache,
    should_stop: ShouldStop<'_>,
) -> Option<()> {
    let total = missing.len();
    for (done, sentence) in missing.iter().enumerate() {
        if done % LearningStep::SENTENCES == 0 {
            store.report(LearningStep::Encoding { done, total });
        }
        if should_stop() {
            return None;
        }
        match model.encoder.embed(sentence) {
            Ok(vector) => cache.insert(sentence, vector),
            Err(error) => tracing::warn!("a sentence has no meaning to the model: {error}"),
        }
    }
    if total > 0 {
        store.report(LearningStep::Encoding { done: total, total });
    }
    Some(())
}

/// Saves what was learned for the next start.
fn save(store: &Store, key: &FaqKey, learned: &Learned) {
    if let Some(folder) = store.options.data_dir.as_deref() {
        log_save_failure(store, learned.write(folder, key));
    }
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;
    use std::{fs, thread};

    use super::*;
    use crate::storage::StoreOptions;
    use crate::storage::faq_file::reload;

    #[test]
    fn a_preview_gives_way_to_a_change_that_is_to_be_served() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let faq = |question: &str| format!("entries:\n  - {{id: pain, question: {question}, answer: No.}}\n");
        fs::write(&path, faq("Does it hurt?")).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
        let store = Arc::new(Store::open(&path, options).unwrap());
        learn(&store);
        let (training, trains) = mpsc::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let held = Mutex::new(may_go_on);
        store.on_learning(move |_| {
            if thread::current().name() == Some("preview") {
                training.send(()).unwrap();
                let _ = held.lock().unwrap().recv();
            }
        });
        let previewing = Arc::clone(&store);
        let previewed = faq("Is there pain?");
        let work = move || preview(&previewing, &previewed, &|| false);
        let preview = thread::Builder::new().name("preview".to_owned()).spawn(work).unwrap();
        trains.recv().unwrap();
        fs::write(&path, faq("Is it painful?")).unwrap();
        let changing = Arc::clone(&store);
        let change = thread::spawn(move || drop(reload(&changing)));
        while !store.learner.has_pending_change() {
            thread::yield_now();
        }
        drop(go_on);
        assert!(matches!(preview.join().unwrap(), Preview::Superseded));
        change.join().unwrap();
        assert_eq!(store.engine().unwrap().faq().entries()[0].question(), "Is it painful?");
        assert!(matches!(super::preview(&store, &faq("Is there pain?"), &|| false), Preview::Learned(_)));
        assert!(matches!(super::preview(&store, &faq("Is there ache?"), &|| true), Preview::Stopped));
    }

    #[test]
    fn a_state_that_is_put_back_while_it_is_uncalibrated_is_calibrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let faq = |question: &str| format!("entries:\n  - {{id: pain, question: {question}, answer: No.}}\n");
        fs::write(&path, faq("Does it hurt?")).unwrap();
        let options = StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() };
        let store = Store::open(&path, options).unwrap();
        learn(&store);
        fs::write(&path, faq("Is it painful?")).unwrap();
        reload(&store);
        // The thread that calibrates was woken, and stopped because a newer state was read, which was then taken back.
        assert!(std::mem::take(&mut *lock(&store.learner.is_uncalibrated)));
        serve_latest(&store);
        assert!(!store.engine().unwrap().is_calibrated());
        assert!(*lock(&store.learner.is_uncalibrated));
    }

    #[test]
    fn a_changed_faq_is_learned_in_the_end_as_if_it_were_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        let faq = |phrasing: &str| {
            let entry =
                format!("{{id: pain, question: Does it hurt?, answer: No., phrasings: [is it sore, {phrasing}]}}");
            format!("entries:\n  - {entry}\n  - {{id: cream, question: Is there a cream?, answer: Yes.}}\n")
        };
        let open =
            || Store::open(&path, StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() }).unwrap();
        fs::write(&path, faq("will it sting")).unwrap();
        let store = open();
        learn(&store);
        fs::write(&path, faq("ouch")).unwrap();
        reload(&store);
        calibrate(&store);
        let (changed, new) = (store.engine().unwrap(), learn(&open()));
        assert!(changed.is_calibrated());
        assert_eq!(changed.learned.calibration, new.learned.calibration);
        assert_eq!(changed.learned.matcher.encode(), new.learned.matcher.encode());
    }
}
