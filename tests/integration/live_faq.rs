//! A saved FAQ file is served whole, or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use micropen_faq::storage::{
    self, FileWatcher, LearningStep, MeaningModel, Preview, Reload, Snapshot, Store, StoreOptions,
};
use tempfile::TempDir;

/// Long enough for a loaded machine; a passing test never waits this long.
const TEST_TIMEOUT: Duration = Duration::from_secs(60);
/// A save is served within this time.
const MAX_RELOAD_TIME: Duration = Duration::from_secs(2);

fn faq(answer: &str) -> String {
    format!(
        "entries:\n  - id: pain\n    question: Does it hurt?\n    answer: {answer}\n    phrasings: [is it painful, ouch, pain level]\n"
    )
}

fn answer(snapshot: &Snapshot) -> String {
    snapshot.faq().entries()[0].answer().to_owned()
}

struct Served {
    folder: TempDir,
    store: Arc<Store>,
}

impl Served {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("faq.yaml");
        fs::write(&path, faq("first")).unwrap();
        let store = Arc::new(Store::open(&path, by_words()).unwrap());
        Self { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("faq.yaml")
    }

    fn wait_for(&self, expected: &str) {
        self.wait_until(|snapshot| answer(snapshot) == expected);
    }

    fn wait_until(&self, condition: impl Fn(&Snapshot) -> bool) {
        let step = Duration::from_millis(10);
        for _ in 0..TEST_TIMEOUT.as_millis() / step.as_millis() {
            if condition(&self.store.current()) {
                return;
            }
            thread::sleep(step);
        }
        panic!("still {:?}", answer(&self.store.current()));
    }
}

/// Saves as editors do: in place, by renaming another file, or by writing again after deleting the file.
fn save(path: &Path, text: &str, way: usize) {
    let beside = path.with_extension("swp");
    match way % 3 {
        0 => fs::write(path, text).unwrap(),
        1 => {
            fs::write(&beside, text).unwrap();
            fs::rename(&beside, path).unwrap();
        }
        _ => {
            fs::remove_file(path).unwrap();
            fs::write(path, text).unwrap();
        }
    }
}

#[test]
fn every_way_of_saving_is_noticed() {
    let served = Served::new();
    let _watch = FileWatcher::start(Arc::clone(&served.store));
    let mut slowest = Duration::ZERO;
    for n in 0..50 {
        let answer = format!("saved {n} times");
        save(&served.path(), &faq(&answer), n);
        let saved = Instant::now();
        served.wait_for(&answer);
        slowest = slowest.max(saved.elapsed());
    }
    println!("50 of 50 saves were served, the slowest after {slowest:.2?}");
    assert!(slowest < MAX_RELOAD_TIME, "{slowest:?}");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_with_a_new_target_is_followed() {
    let served = Served::new();
    let real = |name: &str| served.folder.path().join(name);
    fs::write(real("one.yaml"), faq("one")).unwrap();
    fs::write(real("two.yaml"), faq("two")).unwrap();
    let link = |target: &Path| {
        std::os::unix::fs::symlink(target, real("new-link")).unwrap();
        fs::rename(real("new-link"), served.path()).unwrap();
    };
    link(&real("one.yaml"));
    let _watch = FileWatcher::start(Arc::clone(&served.store));
    link(&real("two.yaml"));
    served.wait_for("two");
}

#[test]
fn a_bad_file_changes_nothing_and_is_reported_once() {
    let served = Served::new();
    fs::write(served.path(), "entries:\n  - id: pain\n    question: Does it hurt?\n    anwser: no\n").unwrap();
    let Reload::Refused(error) = storage::reload(&served.store) else { panic!("a bad file was accepted") };
    let shown = error.to_string().replace(&served.path().display().to_string(), "faq.yaml");
    insta::assert_snapshot!(shown, @r#"
    faq.yaml:2:5: error: entry "pain": "answer" is missing; add a line that begins with "answer:"
    faq.yaml:4:5: error: entry "pain": unknown key "anwser"; did you mean "answer"?
    "#);
    assert!(matches!(storage::reload(&served.store), Reload::Unchanged));
    assert_eq!(answer(&served.store.current()), "first");

    fs::write(served.path(), faq("mended")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    assert_eq!(answer(&served.store.current()), "mended");
}

#[test]
fn a_file_that_is_gone_changes_nothing() {
    let served = Served::new();
    fs::remove_file(served.path()).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Refused(_)));
    assert!(matches!(storage::reload(&served.store), Reload::Unchanged));
    assert_eq!(answer(&served.store.current()), "first");
    fs::write(served.path(), faq("first")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Restored), "it is as it was before");
}

#[test]
fn a_question_in_flight_keeps_its_faq() {
    let served = Served::new();
    let held = served.store.current();
    fs::write(served.path(), faq("second")).unwrap();
    storage::reload(&served.store);
    assert_eq!(answer(&held), "first");
    assert_eq!(answer(&served.store.current()), "second");
}

#[test]
fn a_learned_faq_is_followed_by_a_learned_one() {
    let served = Served::new();
    storage::learn(&served.store);
    fs::write(served.path(), faq("second").replace("ouch", "does it sting")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    let engine = served.store.engine().unwrap();
    assert_eq!(answer(&served.store.current()), "second");
    assert_eq!(engine.decide("does it sting").explanation.matched.as_deref(), Some("does it sting"));
}

/// Returns an FAQ of two entries with distinct phrasings.
fn two_entries(answer: &str) -> String {
    let price = "what is the price, price please, the price of it, is the price high, price list, price for one";
    let sting = "does the sting last, is there a sting, sting a lot, sting or not, the sting of it, a sting at all";
    format!(
        "entries:\n  - {{id: sting, question: Is there a sting?, answer: {answer}, phrasings: [{sting}, a price]}}\n  \
         - {{id: price, question: What is the price?, answer: high, phrasings: [{price}]}}\n"
    )
}

/// Returns the threshold of this FAQ, learned from nothing.
fn threshold_of(text: &str) -> f32 {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faq.yaml");
    fs::write(&path, text).unwrap();
    storage::learn(&Store::open(&path, by_words()).unwrap()).threshold()
}

fn by_words() -> StoreOptions {
    StoreOptions { meaning: MeaningModel::Off, ..StoreOptions::default() }
}

/// A change is served before it is calibrated, and later with a calibration of its own.
#[test]
fn calibration_follows_behind_a_change() {
    let served = Served::new();
    let before = storage::learn(&served.store).threshold();
    fs::write(served.path(), two_entries("no")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    let engine = served.store.engine().unwrap();
    assert_eq!((engine.is_calibrated(), engine.threshold()), (false, before));
    let calibrated = Arc::clone(&served.store);
    thread::spawn(move || storage::calibrate_continuously(&calibrated));
    served.wait_until(|_| served.store.engine().is_some_and(|engine| engine.is_calibrated()));
    assert_eq!(served.store.engine().unwrap().threshold(), threshold_of(&two_entries("no")));
}

/// Counts the FAQs that a store learns.
#[derive(Clone, Default)]
struct Lessons(Arc<AtomicUsize>);

impl Lessons {
    fn of(store: &Store) -> Self {
        let lessons = Self::default();
        let counted = lessons.clone();
        store.on_learning(move |_| {
            counted.0.fetch_add(1, Ordering::Relaxed);
        });
        lessons
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

#[test]
fn a_change_that_teaches_nothing_is_served_without_learning() {
    let served = Served::new();
    let before = storage::learn(&served.store);
    let lessons = Lessons::of(&served.store);
    let text = faq("second").replace("    answer", "    category: Feeling\n    answer");
    fs::write(served.path(), format!("# A comment.\ndisclaimer: No advice.\n{text}")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    let after = served.store.engine().unwrap();
    assert_eq!((answer(&served.store.current()).as_str(), after.is_calibrated(), lessons.count()), ("second", true, 0));
    assert_eq!(after.decide("is it painful").confidence(), before.decide("is it painful").confidence());
    fs::write(served.path(), text.replace("ouch", "does it sting")).unwrap();
    storage::reload(&served.store);
    assert!(lessons.count() > 0 && !served.store.engine().unwrap().is_calibrated());
}

#[test]
fn what_a_preview_learned_is_not_learned_again() {
    let served = Served::new();
    storage::learn(&served.store);
    let changed = faq("first").replace("ouch", "does it sting");
    assert!(matches!(storage::preview(&served.store, &changed, &|| false), Preview::Learned(_)));
    let lessons = Lessons::of(&served.store);
    fs::write(served.path(), changed).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    let matched = served.store.engine().unwrap().decide("does it sting").explanation.matched;
    assert_eq!((matched.as_deref(), lessons.count()), (Some("does it sting"), 0));
}

#[test]
fn learning_is_reused_by_the_next_start_and_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path().join("faq.yaml"), folder.path().join("data"));
    fs::write(&path, two_entries("No.")).unwrap();
    fs::create_dir(&data).unwrap();
    let start = || {
        let store = Store::open(&path, StoreOptions { data_dir: Some(data.clone()), ..by_words() }).unwrap();
        let lessons = Lessons::of(&store);
        let engine = storage::learn(&store);
        (engine.threshold(), engine.decide("is there a sting").confidence(), lessons.count())
    };
    let (threshold, confidence, lessons) = start();
    assert!(lessons > 0);
    let kept: Vec<PathBuf> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&kept[0]).unwrap().set_modified(long_ago).unwrap();
    assert_eq!(start(), (threshold, confidence, 0));
    assert_eq!(fs::metadata(&kept[0]).unwrap().modified().unwrap(), long_ago);
}

/// Learning is held up where it reports its first step, while somebody saves another file.
#[test]
fn a_newer_faq_supersedes_the_one_that_is_being_learned() {
    let served = Served::new();
    let (begun, begins) = mpsc::channel();
    let (go_on, held) = mpsc::channel::<()>();
    let held = Mutex::new(held);
    let steps = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&steps);
    served.store.on_learning(move |step| {
        seen.lock().unwrap().push(step);
        if begun.send(()).is_ok() {
            let _ = held.lock().unwrap().recv();
        }
    });
    let learning = Arc::clone(&served.store);
    let learned = thread::spawn(move || storage::learn(&learning));
    begins.recv().unwrap();
    assert!(served.store.engine().is_none(), "nothing is answered before it is learned");
    fs::write(served.path(), two_entries("no")).unwrap();
    storage::reload(&served.store);
    drop(begins);
    drop(go_on);
    let engine = learned.join().unwrap();
    assert_eq!(engine.faq().entries().len(), 2);
    let calibrations = steps.lock().unwrap().iter().filter(|step| **step == LearningStep::Calibrating).count();
    assert_eq!(calibrations, 1, "the first FAQ is given up before it is calibrated");
}
