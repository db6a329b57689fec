//! The journal as the bot and the moderators use it, with a clock that each test sets.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use tempfile::TempDir;

use super::*;
use faq::EntryId;
use matching::Explanation;
use matching::decide::Others;

/// The time at which a test starts.
const START: i64 = 20_000 * SECONDS_PER_DAY;

/// A journal in a folder of its own.
struct Bench {
    journal: Journal,
    folder: TempDir,
    now: Arc<AtomicI64>,
    alerts: Arc<Mutex<Vec<(i64, u32)>>>,
}

impl Bench {
    fn new() -> Self {
        Self::at(tempfile::tempdir().unwrap(), START)
    }

    fn at(folder: TempDir, now: i64) -> Self {
        let now = Arc::new(AtomicI64::new(now));
        let alerts = Arc::<Mutex<Vec<_>>>::default();
        let (clock, alerted) = (Arc::clone(&now), Arc::clone(&alerts));
        let journal = Journal::open(folder.path(), Clock::new(move || clock.load(Ordering::Relaxed)), move |item| {
            alerted.lock().unwrap().push((item.id, item.asked))
        });
        Self { journal, folder, now, alerts }
    }

    fn passes(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::Relaxed);
    }

    fn refers(&self, question: &str) {
        self.refers_near(question, &[]);
    }

    fn refers_near(&self, question: &str, nearest: &[&str]) {
        self.journal.record(referred(question, Gap::General, nearest));
    }

    /// Returns the list of unanswered questions: text, referred, not meant.
    fn listed(&self) -> Vec<(String, u32, u32)> {
        let mut listed = Vec::new();
        for question in self.journal.unanswered().unwrap() {
            listed.push(match question.part {
                Part::NotWhatIAsked => (question.text, 0, question.asked),
                Part::NoMatch | Part::NamedGap => (question.text, question.asked, 0),
            });
        }
        listed
    }

    fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// Closes the journal and returns its folder.
    fn closed(self) -> TempDir {
        drop(self.journal);
        self.folder
    }
}

fn id(text: &str) -> EntryId {
    text.parse().unwrap()
}

fn referred(question: &str, gap: Gap, nearest: &[&str]) -> JournalEvent {
    let nearest = nearest.iter().map(|text| id(text)).collect();
    JournalEvent::Asked { outcome: RecordedOutcome::Referred(gap), question: MaskedQuestion::new(question), nearest }
}

fn not_meant(entry: &str, question: Option<&str>) -> JournalEvent {
    JournalEvent::NotWhatIAsked {
        entry: id(entry),
        question: question.and_then(MaskedQuestion::new),
        nearest: vec![id(entry)],
    }
}

/// Locks the file as another process might.
fn locked(folder: &Path) -> Connection {
    let other = Connection::open(folder.join("journal.sqlite")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    other
}

#[test]
fn similar_questions_are_one_and_the_most_frequent_comes_first() {
    let bench = Bench::new();
    bench.refers_near("Can I fly home?", &["sun"]);
    bench.refers_near("Does insurance  cover it?", &["pain", "sun"]);
    bench.passes(60);
    bench.refers_near("is it covered by my insurence", &["pain"]);
    bench.journal.record(not_meant("hours", Some("INSURANCE covers it???")));
    let insurance = "Does insurance cover it?".to_owned();
    let listed = bench.listed();
    assert_eq!(listed[0], (insurance, 2, 0));
    assert_eq!(listed[1..], [("INSURANCE covers it???".to_owned(), 0, 1), ("Can I fly home?".to_owned(), 1, 0)]);
    let questions = bench.journal.unanswered().unwrap();
    assert_eq!((questions[0].first, questions[0].last), (START, START + 60));
    assert_eq!(
        (questions[0].nearest.as_slice(), questions[1].nearest.as_slice()),
        ([id("pain")].as_slice(), [id("hours")].as_slice())
    );
    assert_eq!(questions[2].nearest, [id("sun")]);
    assert_eq!(bench.journal.question(questions[0].id).unwrap().as_ref(), questions.first());
    assert_eq!(bench.journal.question(99).unwrap(), None);
}

#[test]
fn readers_see_what_was_recorded_just_before() {
    let bench = Bench::new();
    for number in 1..=300 {
        bench.refers("can I fly");
        assert_eq!(bench.journal.unanswered().unwrap()[0].asked, number);
        assert_eq!(bench.journal.statistics(1).unwrap().total.referred, number);
    }
}

#[test]
fn a_named_gap_is_stored_with_the_question() {
    let bench = Bench::new();
    bench.journal.record(referred("what is the price", Gap::Named("cost".parse().unwrap()), &[]));
    bench.refers("what is the price");
    let [question] = <[UnansweredQuestion; 1]>::try_from(bench.journal.unanswered().unwrap()).unwrap();
    assert_eq!((question.part, question.asked), (Part::NamedGap, 2), "a gap that was named stays named");
    assert_eq!(question.gap, Some("cost".parse().unwrap()));
}

const FAQ: &[u8] = b"
entries:
  - {id: pain, question: Does it hurt?, answer: Hardly.}
  - {id: numbing, question: Is there a cream?, answer: Yes.}
referrals:
  - {id: cost, question: How much is it?}
  - {id: parking, question: Where can I park?}
";

#[test]
fn each_question_of_a_message_counts_and_its_text_is_stored_once() {
    let faq = faq::file::parse(FAQ).unwrap().faq;
    let decision = Decision {
        outcome: Outcome::Answer(&faq.entries()[0]),
        others: Others { also: vec![&faq.entries()[1]], unanswered: faq.referrals().iter().collect(), unclear: true },
        candidates: Vec::new(),
        language: faq.language(),
        explanation: Explanation::default(),
    };
    let bench = Bench::new();
    let question = MaskedQuestion::new("does it hurt, is there a cream, how much is it, where can I park, and xyz");
    for event in JournalEvent::asked(question.as_ref(), &decision) {
        bench.journal.record(event);
    }
    let statistics = bench.journal.statistics(1).unwrap();
    assert_eq!((statistics.total.answered, statistics.total.referred), (2, 3));
    let cost = Gap::Named("cost".parse().unwrap());
    let parking = Gap::Named("parking".parse().unwrap());
    assert_eq!(statistics.gaps, [(cost, 1), (parking, 1), (Gap::General, 1)]);
    let [noted] = <[UnansweredQuestion; 1]>::try_from(bench.journal.unanswered().unwrap()).unwrap();
    assert_eq!((noted.asked, noted.gap.unwrap().as_str()), (1, "cost"));
}

#[test]
fn small_talk_and_emergencies_are_counted_and_not_listed() {
    let faq = "entries: [{id: pain, question: Does it hurt?, answer: No.}]\nreferrals: [{id: hi, question: Hello, \
               small_talk: true, message: Hi.}, {id: bleeding, question: It bleeds, urgent: true}]";
    let faq = faq::file::parse(faq.as_bytes()).unwrap().faq;
    let bench = Bench::new();
    let question = MaskedQuestion::new("hello it bleeds");
    for reason in [Reason::Named(&faq.referrals()[0]), Reason::Urgent(&faq.referrals()[1])] {
        let outcome = Outcome::Refer { reason, suggestions: Vec::new() };
        let (others, explanation) = (Others::default(), Explanation::default());
        let decision = Decision { outcome, others, candidates: Vec::new(), language: faq.language(), explanation };
        for event in JournalEvent::asked(question.as_ref(), &decision) {
            bench.journal.record(event);
        }
    }
    assert_eq!(bench.journal.statistics(1).unwrap().total.referred, 2);
    assert_eq!(bench.listed(), []);
}

/// The file as it was before questions had a kind.
#[test]
fn the_questions_of_earlier_versions_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let old = Connection::open(folder.path().join("journal.sqlite")).unwrap();
    old.execute_batch(writer::MIGRATIONS[0]).unwrap();
    let insert = "INSERT INTO questions VALUES (?1, ?2, 1, ?2, 'pain', ?3, ?4, ?5, 7, 8, ?6)";
    for (id, text, gap, referred, not_meant, shown_from) in [
        (1, "both", None, 3, 2, 0),
        (2, "dismissed", None, 4, 0, 9),
        (3, "named", Some("cost"), 1, 0, 0),
        (6, "not meant", None, 0, 1, 0),
    ] {
        let row = rusqlite::params![id, text, gap, referred, not_meant, shown_from];
        assert_eq!(old.execute(insert, row).unwrap(), 1);
    }
    old.pragma_update(None, "user_version", 1).unwrap();
    drop(old);
    let bench = Bench::at(folder, 9);
    let questions = bench.journal.unanswered().unwrap();
    let mut shown: Vec<_> = questions.iter().map(|it| (it.id, it.part, it.text.as_str(), it.asked)).collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [
            (1, Part::NoMatch, "both", 3),
            (3, Part::NamedGap, "named", 1),
            (6, Part::NotWhatIAsked, "not meant", 1),
            (7, Part::NotWhatIAsked, "both", 2),
        ]
    );
    assert_eq!(bench.journal.question(2).unwrap().unwrap().asked, 4);
}

#[test]
fn a_question_that_reaches_the_threshold_alerts_once() {
    let bench = Bench::new();
    for _ in 0..7 {
        bench.refers("does insurance cover it");
    }
    bench.refers("can I fly");
    assert!(bench.journal.flush());
    assert_eq!(*bench.alerts.lock().unwrap(), [(1, ALERT_THRESHOLD)]);
}

#[test]
fn a_dismissed_question_is_listed_again_when_it_is_asked_often() {
    let bench = Bench::new();
    bench.refers("does insurance cover it");
    assert!(bench.journal.flush());
    assert_eq!(bench.journal.dismiss(&[1, 2]).unwrap(), 1);
    for _ in 1..RESURFACE_AFTER {
        bench.refers("does insurance cover it");
    }
    assert_eq!((bench.listed(), bench.alerts.lock().unwrap().len()), (vec![], 0));
    bench.refers("does insurance cover it");
    assert_eq!(bench.listed(), [("does insurance cover it".to_owned(), 1 + RESURFACE_AFTER, 0)]);
    assert_eq!(*bench.alerts.lock().unwrap(), [(1, 1 + RESURFACE_AFTER)]);
}

#[test]
fn after_ninety_days_nothing_is_left_in_the_file() {
    let bench = Bench::new();
    bench.refers("does insurance cover it");
    bench.journal.record(JournalEvent::Helpful { entry: id("pain") });
    bench.refers("may I go swimming");
    bench.passes(SECONDS_PER_DAY);
    bench.refers("may I go swimming");
    let wanted = |needle: &str, bytes: Vec<u8>| bytes.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(bench.journal.flush() && wanted("insurance", bench.bytes()));
    bench.passes(RETENTION_DAYS * SECONDS_PER_DAY);
    assert_eq!(bench.listed(), [("may I go swimming".to_owned(), 2, 0)]);
    assert!(!wanted("insur", bench.bytes()), "deleted, but its text can still be read in the file");
    assert_eq!(bench.journal.statistics(RETENTION_DAYS as u32 + 9).unwrap().total.helpful, 0);
    let folder = bench.closed();
    let later = Bench::at(folder, START + (2 + 2 * RETENTION_DAYS) * SECONDS_PER_DAY);
    assert_eq!(later.listed(), []);
}

#[test]
fn the_rarest_of_too_many_questions_are_dropped() {
    let bench = Bench::new();
    bench.refers("the oldest question");
    bench.passes(1);
    bench.refers("asked twice");
    bench.refers("asked twice");
    for number in 0..MAX_QUESTIONS {
        // A full queue drops what comes.
        if number % 500 == 0 {
            assert!(bench.journal.flush());
        }
        bench.refers(&format!("subject n{number}"));
    }
    let listed = bench.listed();
    assert_eq!((listed.len(), bench.journal.backlog().lost()), (MAX_QUESTIONS as usize, 0));
    assert_eq!(listed[0], ("asked twice".to_owned(), 2, 0));
    assert!(listed.iter().all(|(text, ..)| text != "the oldest question" && text != "subject n0"));
}

#[test]
fn statistics_by_entry_by_gap_and_by_day() {
    let bench = Bench::new();
    for _ in 0..2 {
        bench.journal.record(JournalEvent::picked(id("pain")));
        bench.journal.record(referred("???", Gap::NoWords, &[]));
    }
    bench.journal.record(JournalEvent::picked(id("sun")));
    bench.journal.record(JournalEvent::Helpful { entry: id("sun") });
    bench.passes(6 * SECONDS_PER_DAY);
    bench.journal.record(referred("what is the price", Gap::Named("cost".parse().unwrap()), &[]));
    bench.journal.record(not_meant("pain", None));
    assert_eq!(bench.listed().len(), 1, "without its text a question is only counted");
    let week = bench.journal.statistics(7).unwrap();
    assert_eq!(week.total, QuestionCounts { answered: 3, referred: 3, helpful: 1, not_meant: 1 });
    assert_eq!(week.total.asked(), 6);
    let counts = |answered, helpful, not_meant| QuestionCounts { answered, referred: 0, helpful, not_meant };
    assert_eq!(week.entries, [(id("pain"), counts(2, 0, 1)), (id("sun"), counts(1, 1, 0))]);
    assert_eq!(week.gaps, [(Gap::NoWords, 2), (Gap::Named("cost".parse().unwrap()), 1)]);
    let days: Vec<_> =
        week.days.iter().map(|day| ((day.start - START) / SECONDS_PER_DAY, day.counts.asked())).collect();
    assert_eq!(days, [(0, 5), (1, 0), (2, 0), (3, 0), (4, 0), (5, 0), (6, 1)]);
    bench.passes(SECONDS_PER_DAY);
    assert_eq!(bench.journal.statistics(7).unwrap().total.asked(), 1);
    assert_eq!(bench.journal.statistics(30).unwrap().total.asked(), 6);
}

#[test]
fn while_the_file_is_locked_a_thousand_events_wait_and_the_rest_is_counted() {
    let bench = Bench::new();
    bench.refers("does insurance cover it");
    assert!(bench.journal.flush());
    let other = locked(bench.folder.path());
    for _ in 0..1_500 {
        bench.refers("does insurance cover it");
    }
    assert!(!bench.journal.flush());
    assert_eq!(bench.journal.backlog().lost(), 500);
    assert!(bench.journal.unanswered().unwrap_err().to_string().contains("try again in a minute"));
    assert!(bench.journal.dismiss(&[1]).unwrap_err().to_string().contains("try again in a minute"));
    drop(other);
    assert_eq!(bench.listed(), [("does insurance cover it".to_owned(), 1_001, 0)]);
}

#[test]
fn a_journal_that_cannot_be_opened_is_opened_later() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data");
    fs::write(&path, "no folder").unwrap();
    let journal = Journal::open(&path, Clock::new(|| START), |_| ());
    journal.record(JournalEvent::picked(id("pain")));
    assert!(!journal.flush());
    assert!(journal.statistics(1).unwrap_err().to_string().contains("DATA_DIR"));
    fs::remove_file(&path).unwrap();
    assert!(journal.flush());
    assert_eq!(journal.statistics(1).unwrap().total.answered, 1);
}

#[test]
fn a_deleted_file_is_created_again() {
    let bench = Bench::new();
    bench.refers("does insurance cover it");
    assert!(bench.journal.flush());
    for file in fs::read_dir(bench.folder.path()).unwrap() {
        fs::remove_file(file.unwrap().path()).unwrap();
    }
    bench.refers("can I fly");
    assert_eq!(bench.listed(), [("can I fly".to_owned(), 1, 0)]);
}

#[test]
fn recorded_events_are_written_before_the_journal_is_dropped() {
    let bench = Bench::new();
    (0..900).for_each(|_| bench.refers("can I fly"));
    let again = Bench::at(bench.closed(), START);
    assert_eq!(again.listed(), [("can I fly".to_owned(), 900, 0)]);
}

#[test]
fn a_disabled_journal_stores_nothing() {
    let journal = Journal::disabled();
    journal.record(JournalEvent::picked(id("pain")));
    assert!(journal.flush());
    assert_eq!(journal.statistics(7).unwrap(), Statistics::default());
    assert_eq!(journal.unanswered().unwrap(), []);
}
