//! A saved FAQ file is served whole, or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use micropen_faq::storage::{self, FileWatcher, MeaningModel, Reload, Snapshot, Store, StoreOptions};
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
        let store = Arc::new(Store::open(&path, StoreOptions::default()).unwrap());
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
    storage::prepare(&served.store, &|_| ());
    fs::write(served.path(), faq("second").replace("ouch", "does it sting")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    let snapshot = served.store.current();
    assert_eq!(answer(&snapshot), "second");
    assert_eq!(snapshot.decide("does it sting").explanation.matched.as_deref(), Some("does it sting"));
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

/// Confidence is calibrated by the FAQ that is served, not by the one before.
#[test]
fn a_reloaded_faq_is_validated_again() {
    let served = Served::new();
    storage::prepare(&served.store, &|_| ());
    let validator = Arc::clone(&served.store);
    thread::spawn(move || storage::validate_continuously(&validator));
    let before = served.store.current().threshold();
    fs::write(served.path(), two_entries("no")).unwrap();
    assert!(matches!(storage::reload(&served.store), Reload::Swapped { .. }));
    served.wait_until(|snapshot| answer(snapshot) == "no" && snapshot.threshold() != before);
}

#[test]
fn learning_is_reused_by_the_next_start_and_not_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path().join("faq.yaml"), folder.path().join("data"));
    fs::write(&path, two_entries("No.")).unwrap();
    fs::create_dir(&data).unwrap();
    let start = || {
        let options = StoreOptions { meaning: MeaningModel::Off, data_dir: Some(data.clone()), threshold: None };
        storage::prepare(&Store::open(&path, options).unwrap(), &|_| ());
    };
    start();
    let kept: Vec<PathBuf> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 1, "{kept:?}");
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&kept[0]).unwrap().set_modified(long_ago).unwrap();
    start();
    assert_eq!(fs::metadata(&kept[0]).unwrap().modified().unwrap(), long_ago);
}
