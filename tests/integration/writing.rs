//! Moderators' changes of the FAQ file: written whole, kept, and never over what somebody else saved.

mod interleaving;
mod killing;
#[cfg(target_os = "linux")]
mod mounts;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use discord::Budget;
use faq::edit::{self, Edit, EditError, TopicId};
use micropen_faq::storage::journal::Journal;
use micropen_faq::storage::{
    self, Author, ChangeError, Changed, FileEvent, FileWatcher, MeaningModel, Reload, StorageFault, Store, StoreOptions,
};
use tempfile::TempDir;

const MODERATOR: Author = Author::User(42);

/// A file in memory where the system has such files: thousands of writes to a disk take minutes.
fn folder() -> TempDir {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

struct Kept {
    folder: TempDir,
    store: Arc<Store>,
}

impl Kept {
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
    storage::open_history(&store, || 1_790_000_000).unwrap();
    Arc::new(store)
}

fn teaching(phrasing: &str) -> Edit {
    Edit::AddPhrasing { topic: TopicId::Entry("pain".parse().unwrap()), phrasing: phrasing.to_owned() }
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
fn a_change_is_written_served_and_kept() {
    let kept = Kept::new(TEXT);
    let changed = kept.teach("ouch").unwrap();
    assert_eq!(kept.text(), TEXT.replace("painful\n", "painful\n      - ouch\n"));
    assert_eq!((changed.revision, changed.in_place), (2, false));
    assert_eq!((changed.before.as_str(), changed.after), (TEXT, kept.text()));
    assert_eq!(kept.store.current().faq().entries()[0].phrasings(), ["is it painful", "ouch"]);
    assert!(matches!(storage::reload(&kept.store), Reload::Unchanged));
    insta::assert_snapshot!(kept.history().join("\n"), @r#"
    2 42: taught
    1 file: as it was when the history began
    "#);
}

#[test]
fn what_is_undone_and_restored_is_the_same_byte_for_byte() {
    let text = format!("\u{FEFF}{}", TEXT.replace('\n', "\r\n"));
    let kept = Kept::new(&text);
    kept.teach("ouch").unwrap();
    let taught = kept.text();
    kept.teach("does it sting").unwrap();

    storage::undo(&kept.store, MODERATOR).unwrap();
    assert_eq!(kept.text(), taught);
    storage::undo(&kept.store, MODERATOR).unwrap();
    assert_eq!(kept.text(), text);
    assert_eq!(storage::undo(&kept.store, MODERATOR).unwrap_err().to_string(), "there is nothing to undo");
    storage::restore(&kept.store, MODERATOR, 2).unwrap();
    assert_eq!(kept.text(), taught);
    insta::assert_snapshot!(kept.history().join("\n"), @r#"
    6 42: restored revision 2
    5 42: undone: back to revision 1
    4 42: undone: back to revision 2
    3 42: taught
    2 42: taught
    1 file: as it was when the history began
    "#);
    let gone = storage::restore(&kept.store, MODERATOR, 99).unwrap_err().to_string();
    assert_eq!(gone, "there is no revision 99 any more; /faq history lists those that are kept");
}

#[test]
fn hand_edits_are_revisions_even_those_made_while_the_bot_was_away() {
    let kept = Kept::new(TEXT);
    kept.save(&TEXT.replace("A little.", "A lot."));
    assert!(matches!(storage::reload(&kept.store), Reload::Swapped { is_manual: true, .. }));
    kept.save(&TEXT.replace("# ours", "# theirs"));
    kept.teach("ouch").unwrap();
    assert!(kept.text().starts_with("# theirs"), "a change is made on what was saved last");

    kept.save(&kept.text().replace("ouch", "aua"));
    let store = open(kept.folder.path());
    let kept = Kept { folder: kept.folder, store };
    insta::assert_snapshot!(kept.history().join("\n"), @r#"
    5 file: 1 entry changed (pain)
    4 42: taught
    3 file: 1 entry changed (pain)
    2 file: 1 entry changed (pain)
    1 file: as it was when the history began
    "#);
    storage::undo(&kept.store, MODERATOR).unwrap();
    assert!(kept.text().contains("ouch"), "what was done by hand can be undone");
}

#[test]
fn a_save_that_comes_between_is_built_on() {
    let kept = Kept::new(TEXT);
    let first = Mutex::new(true);
    let path = kept.path();
    let outcome = storage::change(&kept.store, MODERATOR, "taught", |text| {
        if std::mem::take(&mut *first.lock().unwrap()) {
            fs::write(&path, text.replace("A little.", "A lot.")).unwrap();
        }
        edit::apply(text, &teaching("ouch"))
    });
    assert!(outcome.unwrap().before.contains("A lot."));
    assert!(kept.text().contains("A lot.") && kept.text().contains("- ouch"));
    insta::assert_snapshot!(kept.history().join("\n"), @r#"
    4 42: taught
    3 file: 1 entry changed (pain)
    1 file: as it was when the history began
    "#);
}

#[test]
fn a_file_with_mistakes_is_never_written_over() {
    let kept = Kept::new(TEXT);
    let broken = TEXT.replace("answer: A little.", "anwser: A little.");
    kept.save(&broken);
    let refused = kept.teach("ouch").unwrap_err().to_string();
    insta::assert_snapshot!(refused.replace(&kept.path().display().to_string(), "faq.yaml"), @r#"the FAQ file on disk cannot be edited as it is: faq.yaml:3:5: error: entry "pain": "answer" is missing; add a line that begins with "answer:""#);
    assert_eq!(kept.text(), broken);
    assert_eq!(kept.history().len(), 1);
}

#[test]
fn undo_takes_back_what_cannot_be_served_and_keeps_its_text() {
    let kept = Kept::new(TEXT);
    kept.teach("ouch").unwrap();
    let good = kept.text();
    let broken = good.replace("answer: A little.", "anwser: A little, my own words.");
    kept.save(&broken);
    assert!(matches!(storage::reload(&kept.store), Reload::Refused(_)));
    storage::undo(&kept.store, MODERATOR).unwrap();
    assert_eq!(kept.text(), good);
    insta::assert_snapshot!(kept.history().join("\n"), @r#"
    4 42: undone: back to revision 2
    3 file: set aside: it was no valid FAQ
    2 42: taught
    1 file: as it was when the history began
    "#);
    let refused = storage::restore(&kept.store, MODERATOR, 3).unwrap_err().to_string();
    insta::assert_snapshot!(refused, @r#"the FAQ would not be valid any more: line 3: entry "pain": "answer" is missing; add a line that begins with "answer:""#);
    storage::undo(&kept.store, MODERATOR).unwrap();
    assert_eq!(kept.text(), TEXT, "undoing goes on before what could not be served");
}

#[test]
fn a_damaged_revision_is_not_brought_back() {
    let kept = Kept::new(TEXT);
    kept.teach("ouch").unwrap();
    kept.teach("does it sting").unwrap();
    let now = kept.text();
    let history = rusqlite::Connection::open(kept.folder.path().join("data/history.sqlite")).unwrap();
    let damage = "UPDATE revisions SET content = (SELECT content FROM revisions WHERE number = 1) WHERE number = 2";
    assert_eq!(history.execute(damage, []).unwrap(), 1);
    insta::assert_snapshot!(storage::restore(&kept.store, MODERATOR, 2).unwrap_err().to_string(), @"revision 2 is damaged on the disk and cannot be brought back; /faq history lists the others");
    assert!(matches!(storage::undo(&kept.store, MODERATOR).unwrap_err(), ChangeError::Fault(StorageFault::Damaged(2))));
    assert_eq!(kept.text(), now);
    storage::restore(&kept.store, MODERATOR, 1).unwrap();
    assert_eq!(kept.text(), TEXT);
}

#[test]
fn what_a_change_finds_saved_by_hand_is_told_once() {
    let kept = Kept::new(TEXT);
    let (tell, told) = std::sync::mpsc::channel();
    kept.store.on_event(move |event| tell.send(event).unwrap());
    let by_hand = TEXT.replace("An hour.", "A day.");
    kept.save(&by_hand);
    kept.teach("ouch").unwrap();
    assert!(matches!(storage::reload(&kept.store), Reload::Unchanged));
    let events: Vec<_> = told.try_iter().collect();
    let [FileEvent::Changed { summary, before, after, after_refusal: false }] = events.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((summary.as_str(), before.as_str(), after), ("1 entry changed (time)", TEXT, &by_hand));
}

#[test]
fn a_file_that_lost_over_half_its_entries_is_held_back() {
    let kept = Kept::new(TEXT);
    let half = "entries:\n  - {id: pain, question: Does it hurt?, answer: A little.}\n";
    kept.save(half);
    let Reload::Refused(error) = storage::reload(&kept.store) else { panic!("it was taken") };
    insta::assert_snapshot!(error.to_string().replace(&kept.path().display().to_string(), "faq.yaml"), @"faq.yaml holds only 1 of the 3 entries that are served; if that is meant, take it with /faq check or start the bot again");
    assert_eq!(kept.store.current().faq().entries().len(), 3);
    assert!(kept.teach("ouch").is_err(), "nor is it built on");
    assert!(matches!(storage::reload(&kept.store), Reload::Unchanged), "told once");
    assert!(storage::refusal(&kept.store).is_some());

    assert!(matches!(storage::accept_file(&kept.store), Reload::Swapped { .. }));
    assert!(storage::refusal(&kept.store).is_none());
    kept.teach("ouch").unwrap();
    storage::restore(&kept.store, MODERATOR, 1).unwrap();
    assert_eq!(kept.text(), TEXT);
}

#[test]
fn a_file_that_lost_its_referrals_is_held_back() {
    let with = |referrals: &str| format!("{TEXT}referrals: [{referrals}]\n");
    let (price, allergy) = ("{id: price, question: Is it dear?}", "{id: allergy, question: Am I allergic?}");
    let bleeding = "{id: bleeding, question: It bleeds, urgent: true}";
    let kept = Kept::new(&with(&[price, allergy, bleeding].join(", ")));
    for (left, lost) in [
        (with(""), "0 of the 3 referrals"),
        (with(price), "1 of the 3 referrals"),
        (with(&[price, allergy].join(", ")), "0 of the 1 urgent referrals"),
    ] {
        kept.save(&left);
        let Reload::Refused(error) = storage::reload(&kept.store) else { panic!("it was taken") };
        assert!(error.to_string().contains(lost), "{error}");
    }
    kept.save(&with(&[allergy, bleeding].join(", ")));
    assert!(matches!(storage::reload(&kept.store), Reload::Swapped { .. }), "most of them are left");
}

#[test]
fn what_changes_nothing_or_breaks_the_faq_is_refused() {
    let kept = Kept::new(TEXT);
    let same = storage::change(&kept.store, MODERATOR, "nothing", |text| Ok::<_, EditError>(text.to_owned()));
    assert_eq!(same.unwrap_err().to_string(), "nothing would change: the file says so already");
    let broken = storage::change(&kept.store, MODERATOR, "imported", |_| Ok::<_, EditError>("entries: []".to_owned()));
    insta::assert_snapshot!(broken.unwrap_err().to_string(), @r#"the FAQ would not be valid any more: line 1: "entries" needs at least 1 and has 0; add what is missing"#);
    assert_eq!((kept.text().as_str(), kept.history().len()), (TEXT, 1));
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
    assert!(storage::open_history(&store, || 0).is_err());
    let outcome = storage::change(&store, MODERATOR, "taught", |text| edit::apply(text, &teaching("ouch")));
    insta::assert_snapshot!(outcome.unwrap_err().to_string(), @"the FAQ cannot be edited here, because its history cannot be kept: it could not be opened when the bot started; tell whoever runs the bot");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_stays_as_it_was() {
    let kept = Kept::new(TEXT);
    // A folder that is gone refuses new files whoever the user is.
    let elsewhere = folder();
    let real = elsewhere.path().join("gone/faq.yaml");
    fs::create_dir(elsewhere.path().join("gone")).unwrap();
    fs::write(&real, TEXT).unwrap();
    fs::remove_file(kept.path()).unwrap();
    std::os::unix::fs::symlink(&real, kept.path()).unwrap();
    let outcome = storage::change(&kept.store, MODERATOR, "taught", |text| {
        fs::remove_dir_all(elsewhere.path().join("gone")).unwrap();
        edit::apply(text, &teaching("ouch"))
    });
    assert!(matches!(outcome.unwrap_err(), ChangeError::Fault(StorageFault::Write(_))));
    assert_eq!(kept.history().len(), 1, "what was not written is no revision");
    assert_eq!(kept.store.current().text(), TEXT, "answers go on");
}

#[test]
fn what_becomes_of_the_file_is_told() {
    let kept = Kept::new(TEXT);
    let (tell, told) = std::sync::mpsc::channel();
    kept.store.on_event(move |event| tell.send(event).unwrap());
    let _watch = FileWatcher::start(Arc::clone(&kept.store));
    let next = || told.recv_timeout(Duration::from_secs(60)).unwrap();

    kept.save(&TEXT.replace("answer: An hour.", "answr: An hour."));
    let FileEvent::Refused(problems) = next() else { panic!("it was taken") };
    insta::assert_snapshot!(problems, @r#"
    line 12, column 5: entry "time": "answer" is missing; add a line that begins with "answer:"
          - id: time
    line 14, column 5: entry "time": unknown key "answr"; did you mean "answer"?
            answr: An hour.
    "#);
    kept.save(TEXT);
    assert_eq!(next(), FileEvent::Restored);

    kept.teach("ouch").unwrap();
    kept.save(&TEXT.replace("An hour.", "A day."));
    let FileEvent::Changed { summary, after, after_refusal, .. } = next() else { panic!("it was refused") };
    assert_eq!((summary.as_str(), after, after_refusal), ("2 entries changed (pain, time)", kept.text(), false));
}

#[cfg(unix)]
#[test]
fn the_data_folder_holds_files_of_the_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let kept = Kept::new(TEXT);
    storage::prepare(&kept.store, &|_| ());
    kept.teach("ouch").unwrap();
    let data = kept.folder.path().join("data");
    let journal = Journal::open(&data, || 0, |_| ());
    assert!(Budget::open(&data, || 0).spend());
    assert!(journal.flush());
    let mode = |file: &fs::DirEntry| file.metadata().unwrap().permissions().mode() & 0o777;
    let files: Vec<_> = fs::read_dir(&data).unwrap().map(Result::unwrap).collect();
    let modes: Vec<_> = files.iter().map(|file| format!("{:?} {:o}", file.file_name(), mode(file))).collect();
    assert!(files.len() >= 4 && modes.iter().all(|mode| mode.ends_with(" 600")), "{modes:?}");
}
