//! Changes of the FAQ file by moderators: written whole, recorded, and never over what a person has saved.

mod interleaving;
mod killing;
#[cfg(target_os = "linux")]
mod mounts;

use std::convert::Infallible;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use discord::{LoginBudget, ShardRange};
use faq::edit::{self, Edit, EditError, TopicId};
use micropen_faq::bot::SavedLogins;
use micropen_faq::clock::Clock;
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{
    self, Author, ChangeError, Changed, FileEvent, FileWatcher, MeaningModel, Rejection, Reload, StorageFault, Store,
    StoreOptions, WayBack,
};
use tempfile::TempDir;

const MODERATOR: Author = Author::User(42);

/// Creates a folder, in memory where the system has such folders: thousands of writes to a disk take minutes.
fn folder() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

struct Fixture {
    folder: TempDir,
    store: Arc<Store>,
}

impl Fixture {
    fn new(text: &str) -> Self {
        let folder = folder();
        fs::write(folder.path().join("faq.yaml"), text).unwrap();
        let store = open(folder.path());
        Self { folder, store }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("faq.yaml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    fn save(&self, text: &str) {
        fs::write(self.path(), text).unwrap();
    }

    fn teach(&self, phrasing: &str) -> Result<Changed, ChangeError<EditError>> {
        storage::change(&self.store, MODERATOR, "taught", |text| edit::apply(text, &teaching(phrasing)))
    }

    fn history(&self) -> Vec<String> {
        let (revisions, _) = storage::revisions(&self.store, 0, 100).unwrap();
        let told = |author| match author {
            Author::User(id) => id.to_string(),
            Author::File => "file".to_owned(),
        };
        revisions.iter().map(|r| format!("{} {}: {}", r.number, told(r.author), r.summary)).collect()
    }
}

fn open(folder: &Path) -> Arc<Store> {
    let options =
        StoreOptions { meaning: MeaningModel::Off, data_dir: Some(folder.join("data")), ..StoreOptions::default() };
    let store = Store::open(&folder.join("faq.yaml"), options).unwrap();
    storage::open_history(&store, Clock::new(|| 1_790_000_000)).unwrap();
    Arc::new(store)
}

fn teaching(phrasing: &str) -> Edit {
    Edit::AddPhrasing { topic: TopicId::Entry("pain".parse().unwrap()), phrasing: phrasing.to_owned() }
}

fn undo(store: &Store) -> Result<Changed, ChangeError<Infallible>> {
    let undo = storage::next_undo(store)?;
    go_back(store, undo.revision, true)
}

fn restore(store: &Store, revision: u64) -> Result<Changed, ChangeError<Infallible>> {
    go_back(store, revision, false)
}

fn go_back(store: &Store, revision: u64, is_undo: bool) -> Result<Changed, ChangeError<Infallible>> {
    let summary = format!("{}: back to revision {revision}", if is_undo { "undone" } else { "restored" });
    storage::go_back(store, MODERATOR, WayBack { revision, is_undo, summary: &summary }, |_| Ok(()))
}

const TEXT: &str = "\
# ours
entries:
  - id: pain # short
    question: Does it hurt?
    answer: A little.
    phrasings:
      - is it painful

  - id: cost
    question: What does it cost?
    answer: It depends.
  - id: time
    question: How long does it take?
    answer: An hour.
";

#[test]
fn a_change_is_written_served_and_recorded() {
    let fixture = Fixture::new(TEXT);
    let changed = fixture.teach("ouch").unwrap();
    assert_eq!(fixture.text(), TEXT.replace("painful\n", "painful\n      - ouch\n"));
    assert_eq!((changed.revision, changed.in_place), (2, false));
    assert_eq!((changed.before.as_str(), changed.after), (TEXT, fixture.text()));
    assert_eq!(fixture.store.current().faq().entries()[0].phrasings(), ["is it painful", "ouch"]);
    assert!(matches!(storage::reload(&fixture.store), Reload::Unchanged));
    insta::assert_snapshot!(fixture.history().join("\n"), @r#"
    2 42: taught
    1 file: as it was when the history began
    "#);
}

#[test]
fn undo_and_restore_give_the_same_bytes_back() {
    let text = format!("\u{FEFF}{}", TEXT.replace('\n', "\r\n"));
    let fixture = Fixture::new(&text);
    fixture.teach("ouch").unwrap();
    let taught = fixture.text();
    fixture.teach("does it sting").unwrap();

    undo(&fixture.store).unwrap();
    assert_eq!(fixture.text(), taught);
    undo(&fixture.store).unwrap();
    assert_eq!(fixture.text(), text);
    assert_eq!(undo(&fixture.store).unwrap_err().to_string(), "there is nothing to undo");
    restore(&fixture.store, 2).unwrap();
    assert_eq!(fixture.text(), taught);
    insta::assert_snapshot!(fixture.history().join("\n"), @r#"
    6 42: restored: back to revision 2
    5 42: undone: back to revision 1
    4 42: undone: back to revision 2
    3 42: taught
    2 42: taught
    1 file: as it was when the history began
    "#);
    let gone = restore(&fixture.store, 99).unwrap_err().to_string();
    assert_eq!(gone, "there is no revision 99 any more; /faq history lists those that are kept");
}

#[test]
fn manual_edits_are_revisions_even_while_the_bot_was_stopped() {
    let fixture = Fixture::new(TEXT);
    fixture.save(&TEXT.replace("A little.", "A lot."));
    assert!(matches!(storage::reload(&fixture.store), Reload::Swapped { is_manual: true, .. }));
    fixture.save(&TEXT.replace("# ours", "# theirs"));
    fixture.teach("ouch").unwrap();
    assert!(fixture.text().starts_with("# theirs"), "a change is made on the last save");

    fixture.save(&fixture.text().replace("ouch", "aua"));
    let store = open(fixture.folder.path());
    let fixture = Fixture { folder: fixture.folder, store };
    insta::assert_snapshot!(fixture.history().join("\n"), @r#"
    5 file: 1 entry changed (pain)
    4 42: taught
    3 file: 1 entry changed (pain)
    2 file: 1 entry changed (pain)
    1 file: as it was when the history began
    "#);
    undo(&fixture.store).unwrap();
    assert!(fixture.text().contains("ouch"), "a manual edit can be undone");
}

#[test]
fn a_change_is_made_on_a_save_in_the_middle_of_it() {
    let fixture = Fixture::new(TEXT);
    let first = Mutex::new(true);
    let path = fixture.path();
    let outcome = storage::change(&fixture.store, MODERATOR, "taught", |text| {
        if std::mem::take(&mut *first.lock().unwrap()) {
            fs::write(&path, text.replace("A little.", "A lot.")).unwrap();
        }
        edit::apply(text, &teaching("ouch"))
    });
    assert!(outcome.unwrap().before.contains("A lot."));
    assert!(fixture.text().contains("A lot.") && fixture.text().contains("- ouch"));
    insta::assert_snapshot!(fixture.history().join("\n"), @r#"
    4 42: taught
    3 file: 1 entry changed (pain)
    1 file: as it was when the history began
    "#);
}

#[test]
fn a_file_with_mistakes_is_never_overwritten() {
    let fixture = Fixture::new(TEXT);
    let broken = TEXT.replace("answer: A little.", "anwser: A little.");
    fixture.save(&broken);
    let refused = fixture.teach("ouch").unwrap_err().to_string();
    insta::assert_snapshot!(refused.replace(&fixture.path().display().to_string(), "faq.yaml"), @r#"the FAQ file on disk cannot be edited as it is: faq.yaml:3:5: error: entry "pain": "answer" is missing; add a line that begins with "answer:""#);
    assert_eq!(fixture.text(), broken);
    assert_eq!(fixture.history().len(), 1);
}

#[test]
fn undo_replaces_a_file_that_cannot_be_served_and_records_its_text() {
    let fixture = Fixture::new(TEXT);
    fixture.teach("ouch").unwrap();
    let good = fixture.text();
    let broken = good.replace("answer: A little.", "anwser: A little, my own words.");
    fixture.save(&broken);
    assert!(matches!(storage::reload(&fixture.store), Reload::Refused(_)));
    undo(&fixture.store).unwrap();
    assert_eq!(fixture.text(), good);
    insta::assert_snapshot!(fixture.history().join("\n"), @r#"
    4 42: undone: back to revision 2
    3 file: set aside: it was no valid FAQ
    2 42: taught
    1 file: as it was when the history began
    "#);
    let refused = restore(&fixture.store, 3).unwrap_err().to_string();
    insta::assert_snapshot!(refused, @r#"the FAQ would not be valid any more: line 3: entry "pain": "answer" is missing; add a line that begins with "answer:""#);
    undo(&fixture.store).unwrap();
    assert_eq!(fixture.text(), TEXT, "undo goes on before the text that could not be served");
}

#[test]
fn a_damaged_revision_is_not_restored() {
    let fixture = Fixture::new(TEXT);
    fixture.teach("ouch").unwrap();
    fixture.teach("does it sting").unwrap();
    let now = fixture.text();
    let history = rusqlite::Connection::open(fixture.folder.path().join("data/history.sqlite")).unwrap();
    let damage = "UPDATE revisions SET content = (SELECT content FROM revisions WHERE number = 1) WHERE number = 2";
    assert_eq!(history.execute(damage, []).unwrap(), 1);
    insta::assert_snapshot!(restore(&fixture.store, 2).unwrap_err().to_string(), @"revision 2 is damaged on the disk and cannot be brought back; /faq history lists the others");
    assert!(matches!(undo(&fixture.store).unwrap_err(), ChangeError::Fault(StorageFault::Damaged(2))));
    assert_eq!(fixture.text(), now);
    restore(&fixture.store, 1).unwrap();
    assert_eq!(fixture.text(), TEXT);
}

#[test]
fn a_manual_edit_that_a_change_finds_is_reported_once() {
    let fixture = Fixture::new(TEXT);
    let (sender, received) = std::sync::mpsc::channel();
    fixture.store.on_event(move |event| sender.send(event).unwrap());
    let by_hand = TEXT.replace("An hour.", "A day.");
    fixture.save(&by_hand);
    fixture.teach("ouch").unwrap();
    assert!(matches!(storage::reload(&fixture.store), Reload::Unchanged));
    let events: Vec<_> = received.try_iter().collect();
    let [FileEvent::Changed { author: Author::File, summary, before, after, after_refusal: false }] = events.as_slice()
    else {
        panic!("{events:?}")
    };
    assert_eq!((summary.as_str(), before.as_str(), after), ("1 entry changed (time)", TEXT, &by_hand));
}

#[test]
fn a_file_that_lost_over_half_of_its_entries_is_refused() {
    let fixture = Fixture::new(TEXT);
    let half = "entries:\n  - {id: pain, question: Does it hurt?, answer: A little.}\n";
    fixture.save(half);
    let Reload::Refused(error) = storage::reload(&fixture.store) else { panic!("it was accepted") };
    insta::assert_snapshot!(error.to_string().replace(&fixture.path().display().to_string(), "faq.yaml"), @"faq.yaml has only 1 of the current 3 entries; if that is what you want, accept it with /faq check");
    assert_eq!(fixture.store.current().faq().entries().len(), 3);
    assert!(fixture.teach("ouch").is_err(), "no change is made on it either");
    assert!(matches!(storage::reload(&fixture.store), Reload::Unchanged), "reported once");
    assert!(storage::refusal(&fixture.store).is_some());

    assert!(matches!(storage::accept_file(&fixture.store, MODERATOR, |text| text == half), Reload::Swapped { .. }));
    assert!(storage::refusal(&fixture.store).is_none());
    fixture.teach("ouch").unwrap();
    restore(&fixture.store, 1).unwrap();
    assert_eq!(fixture.text(), TEXT);
}

#[test]
fn a_file_that_lost_its_referrals_is_refused() {
    let with = |referrals: &str| format!("{TEXT}referrals: [{referrals}]\n");
    let (price, allergy) = ("{id: price, question: Is it dear?}", "{id: allergy, question: Am I allergic?}");
    let bleeding = "{id: bleeding, question: It bleeds, urgent: true}";
    let fixture = Fixture::new(&with(&[price, allergy, bleeding].join(", ")));
    for (left, lost) in [
        (with(""), "0 of the current 3 referrals"),
        (with(price), "1 of the current 3 referrals"),
        (with(&[price, allergy].join(", ")), "0 of the current 1 urgent referrals"),
    ] {
        fixture.save(&left);
        let Reload::Refused(error) = storage::reload(&fixture.store) else { panic!("it was accepted") };
        assert!(error.to_string().contains(lost), "{error}");
    }
    fixture.save(&with(&[allergy, bleeding].join(", ")));
    assert!(matches!(storage::reload(&fixture.store), Reload::Swapped { .. }), "most of them are left");
}

#[test]
fn a_change_without_effect_or_to_an_invalid_faq_is_rejected() {
    let fixture = Fixture::new(TEXT);
    let same = storage::change(&fixture.store, MODERATOR, "nothing", |text| Ok::<_, EditError>(text.to_owned()));
    assert_eq!(same.unwrap_err().to_string(), "nothing would change: the file already has this");
    let broken =
        storage::change(&fixture.store, MODERATOR, "imported", |_| Ok::<_, EditError>("entries: []".to_owned()));
    insta::assert_snapshot!(broken.unwrap_err().to_string(), @r#"the FAQ would not be valid any more: line 1: "entries" needs at least 1 and has 0; add what is missing"#);
    assert_eq!((fixture.text().as_str(), fixture.history().len()), (TEXT, 1));
}

#[test]
fn without_a_history_nothing_is_changed() {
    let folder = folder();
    fs::write(folder.path().join("faq.yaml"), TEXT).unwrap();
    fs::write(folder.path().join("data"), "no folder").unwrap();
    let options = StoreOptions {
        meaning: MeaningModel::Off,
        data_dir: Some(folder.path().join("data")),
        ..StoreOptions::default()
    };
    let store = Store::open(&folder.path().join("faq.yaml"), options).unwrap();
    assert!(storage::open_history(&store, Clock::new(|| 0)).is_err());
    let outcome = storage::change(&store, MODERATOR, "taught", |text| edit::apply(text, &teaching("ouch")));
    insta::assert_snapshot!(outcome.unwrap_err().to_string(), @"the FAQ cannot be edited here, because its history cannot be kept: it could not be opened when the bot started; tell the person who runs the bot");
}

/// The caller logs faults; a rejection is for the moderator to correct.
#[test]
fn a_failure_of_the_machine_is_a_fault_and_a_mistake_is_a_rejection() {
    let fixture = Fixture::new(TEXT);
    let path = fixture.path();
    assert!(matches!(fixture.teach("is it painful"), Err(ChangeError::Rejected(Rejection::Edit(_)))));
    assert!(matches!(undo(&fixture.store), Err(ChangeError::Rejected(Rejection::NothingToUndo))));
    let busy = storage::change(&fixture.store, MODERATOR, "taught", |text| {
        fs::write(&path, format!("{text}# saved again\n")).unwrap();
        edit::apply(text, &teaching("ouch"))
    });
    assert!(matches!(busy, Err(ChangeError::Rejected(Rejection::Busy))));
    fixture.save("entries: []");
    assert!(matches!(fixture.teach("ouch"), Err(ChangeError::Rejected(Rejection::File(_)))));

    fs::remove_file(fixture.path()).unwrap();
    assert!(matches!(fixture.teach("ouch"), Err(ChangeError::Fault(StorageFault::Unreadable(_)))));
    fs::create_dir(fixture.path()).unwrap();
    assert!(matches!(fixture.teach("ouch"), Err(ChangeError::Fault(StorageFault::Unreadable(_)))));
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_stays_as_it_was() {
    let fixture = Fixture::new(TEXT);
    // A deleted folder refuses new files, even from root.
    let elsewhere = folder();
    let real = elsewhere.path().join("gone/faq.yaml");
    fs::create_dir(elsewhere.path().join("gone")).unwrap();
    fs::write(&real, TEXT).unwrap();
    fs::remove_file(fixture.path()).unwrap();
    std::os::unix::fs::symlink(&real, fixture.path()).unwrap();
    let outcome = storage::change(&fixture.store, MODERATOR, "taught", |text| {
        fs::remove_dir_all(elsewhere.path().join("gone")).unwrap();
        edit::apply(text, &teaching("ouch"))
    });
    assert!(matches!(outcome.unwrap_err(), ChangeError::Fault(StorageFault::Write(_))));
    assert_eq!(fixture.history().len(), 1, "a failed write is no revision");
    assert_eq!(fixture.store.current().text(), TEXT, "answers go on");
}

#[test]
fn events_report_refusal_restoration_and_change() {
    let fixture = Fixture::new(TEXT);
    let (sender, received) = std::sync::mpsc::channel();
    fixture.store.on_event(move |event| sender.send(event).unwrap());
    let _watch = FileWatcher::start(Arc::clone(&fixture.store));
    let next = || received.recv_timeout(Duration::from_secs(60)).unwrap();

    fixture.save(&TEXT.replace("answer: An hour.", "answr: An hour."));
    let FileEvent::Refused(problems) = next() else { panic!("it was accepted") };
    insta::assert_snapshot!(problems, @r#"
    line 12, column 5: entry "time": "answer" is missing; add a line that begins with "answer:"
          - id: time
    line 14, column 5: entry "time": unknown key "answr"; did you mean "answer"?
            answr: An hour.
    "#);
    fixture.save(TEXT);
    assert_eq!(next(), FileEvent::Restored);

    fixture.teach("ouch").unwrap();
    fixture.save(&TEXT.replace("An hour.", "A day."));
    let FileEvent::Changed { summary, after, after_refusal, .. } = next() else { panic!("it was refused") };
    assert_eq!((summary.as_str(), after, after_refusal), ("2 entries changed (pain, time)", fixture.text(), false));
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_can_read_the_data_folder() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new(TEXT);
    storage::learn(&fixture.store);
    fixture.teach("ouch").unwrap();
    let data = fixture.folder.path().join("data");
    let journal = Journal::open(&data, Clock::new(|| 0), |_| ());
    assert!(SavedLogins::open(&data, ShardRange::all(1), Clock::new(|| 0)).await.try_spend().await);
    assert!(journal.flush());
    let mode = |file: &fs::DirEntry| file.metadata().unwrap().permissions().mode() & 0o777;
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(Result::unwrap).collect();
    let modes: Vec<_> = files.iter().map(|file| format!("{:?} {:o}", file.file_name(), mode(file))).collect();
    assert!(files.len() >= 4 && modes.iter().all(|mode| mode.ends_with(" 600")), "{modes:?}");
}
