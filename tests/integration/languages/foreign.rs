//! Messages in other languages than the FAQ's.

use std::path::Path;
use std::sync::Arc;
use std::{fs, thread};

use matching::decide::{Decision, Outcome, Reason};
use micropen_faq::storage::{self, Engine, Languages, MeaningModel, Store, StoreOptions};

use super::super::shipped_faq::shipped;
use super::faqs::{GERMAN, JAPANESE, RUSSIAN};

const ENGLISH: &str = "
entries:
  - id: pain
    question: Does it hurt?
    phrasings: [is it painful, will I feel pain, how much does it sting, is it sore]
    answer: Hardly.
  - id: duration
    question: How long does it take?
    phrasings: [how many minutes is a session, length of an appointment, how much time do I need]
    answer: An hour.
  - id: device
    question: Which device is used?
    phrasings: [what tool is it done with, what does the machine look like, is it a pen]
    answer: A pen.
referrals:
  - id: cost
    question: How much does it cost?
    phrasings: [what is the price, is it expensive, how much money]
  - id: breathing
    question: I cannot breathe
    phrasings: [my throat is closing, he has stopped breathing, struggling for air, she is choking and turning blue]
    urgent: true
  - id: bleeding
    question: It does not stop bleeding
    phrasings: [blood is pouring out, I am losing a lot of blood, the bleeding will not stop]
    urgent: true
";

fn engine(folder: &Path, file: &str, languages: Languages) -> Arc<Engine> {
    fs::create_dir_all(folder).unwrap();
    let path = folder.join("faq.yaml");
    fs::write(&path, file).unwrap();
    let data_dir = Some(folder.join("data"));
    let options = StoreOptions { meaning: MeaningModel::Embedded, languages, data_dir, ..StoreOptions::default() };
    storage::learn(&Store::open(&path, options).unwrap())
}

fn outcome(decision: &Decision<'_>) -> String {
    match &decision.outcome {
        Outcome::Answer(entry) => format!("answer {}", entry.id()),
        Outcome::Refer { reason: Reason::Urgent(referral), .. } => format!("urgent {}", referral.id()),
        Outcome::Refer { suggestions, .. } => {
            let suggestions: Vec<&str> = suggestions.iter().map(|entry| entry.id().as_str()).collect();
            format!("refer {}", suggestions.join(" "))
        }
    }
}

#[test]
fn an_emergency_is_first_in_any_language_and_beside_any_question() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path(), ENGLISH, Languages::On);
    for message in [
        "no puedo respirar",
        "er atmet nicht mehr",
        "il ne respire plus",
        "он не дышит",
        "息ができない",
        "does it hurt? no puedo respirar",
        "how long does it take, sie ist bewusstlos",
        "which device is used 血が止まらない",
    ] {
        assert!(engine.decide(message).is_urgent(), "{message}: {}", outcome(&engine.decide(message)));
    }
}

#[test]
fn without_the_model_an_emergency_is_known_by_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(folder.path(), ENGLISH, Languages::Off);
    for message in ["no puedo respirar", "er ist bewusstlos", "血が止まらない", "does it hurt? no puedo respirar"]
    {
        assert!(engine.decide(message).is_urgent(), "{message}");
    }
    let decision = engine.decide("¿cuánto tiempo dura una sesión?");
    assert!(matches!(decision.outcome, Outcome::Refer { reason: Reason::Foreign(_), .. }), "{decision:?}");
    assert_eq!(decision.language.code(), "es");
}

#[test]
fn the_same_message_has_one_answer_on_a_cold_and_a_warm_folder_and_from_many_threads() {
    let messages = ["¿duele mucho?", "wie lange dauert es", "сколько это стоит", "no puedo respirar", "does it hurt"];
    let folder = tempfile::tempdir().unwrap();
    let ask = |engine: &Engine| messages.map(|message| engine.decide(message).to_owned_text());
    let cold = ask(&engine(folder.path(), ENGLISH, Languages::On));
    let warm = engine(folder.path(), ENGLISH, Languages::On);
    thread::scope(|scope| {
        let asking: Vec<_> = (0..3).map(|_| scope.spawn(|| ask(&warm))).collect();
        for asked in asking {
            assert_eq!(asked.join().unwrap(), cold);
        }
    });
}

/// A decision as text, to compare.
trait ToOwnedText {
    fn to_owned_text(&self) -> String;
}

impl ToOwnedText for Decision<'_> {
    fn to_owned_text(&self) -> String {
        format!("{} {} {}", outcome(self), self.language, self.confidence())
    }
}

#[test]
fn other_languages_understand_a_question_to_an_faq_in_any() {
    for (file, question, entry) in [
        (GERMAN, "how much does a lesson cost?", "price"),
        (RUSSIAN, "how much does a lesson cost?", "price"),
        (JAPANESE, "how much does a lesson cost?", "price"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(folder.path(), file, Languages::On);
        let decision = engine.decide(question);
        assert_eq!(decision.language.code(), "en");
        assert_eq!(decision.candidates.first().map(|best| best.entry.id().as_str()), Some(entry), "{question}");
    }
}

#[test]
fn the_shipped_files_lines_in_other_languages_are_told_from_english_ones() {
    let faq = shipped();
    let foreign = matching::foreign_lines(&faq);
    assert!(foreign.len() >= 1_700, "{}", foreign.len());
    let english = matching::examples(&faq).filter(|(_, text)| !text.is_ascii()).count();
    assert!(english <= 40, "{english} lines with other than English letters are learned as English");
}
