//! `ask`: answers questions one after another, as cards for people or as JSON for programs.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use clap::Args;
use serde::Serialize;

use super::{Failure, WordsOnly, card, terminal};
use crate::reply::{self, Locale};
use crate::settings::FaqSettings;
use crate::storage::Engine;
use faq::Entry;
use matching::decide::{Decision, Outcome, Reason};

#[derive(Debug, Args)]
pub(super) struct AskArgs {
    #[command(flatten)]
    faq: FaqSettings,
    #[command(flatten)]
    words: WordsOnly,
    /// Print one JSON object per line instead of one card per question.
    #[arg(long)]
    json: bool,
    /// The question, whose words are joined. Without it, one question per line is read from standard input.
    #[arg(value_name = "QUESTION")]
    question: Vec<OsString>,
}

/// Answers the given question, or else those on standard input in their order, each as soon as it is read.
pub(super) fn run(args: &AskArgs) -> Result<(), Failure> {
    let engine = terminal::learn(&super::open_store(&args.faq, args.words)?);
    if !args.question.is_empty() {
        let words: Vec<_> = args.question.iter().map(|word| word.to_string_lossy()).collect();
        return answer(&engine, &words.join(" "), args.json);
    }
    if io::stdin().is_terminal() {
        terminal::notice("Type one question per line; Ctrl-D ends.");
    }
    for question in terminal::questions(io::stdin().lock()) {
        answer(&engine, &question?, args.json)?;
    }
    Ok(())
}

fn answer(engine: &Engine, question: &str, as_json: bool) -> Result<(), Failure> {
    let decision = engine.decide(question);
    if as_json {
        return terminal::print(json_line(question, &decision));
    }
    let locale = Locale::of_question(&decision);
    let reply = reply::decision(engine.faq(), &decision, locale);
    terminal::print(format!("{}{}", card::draw(&reply, card::terminal_width()), card::suggestions(&reply)))
}

fn json_line(question: &str, decision: &Decision<'_>) -> String {
    format!("{}\n", AskRecord::new(question, decision).to_json())
}

/// The line of JSON that `ask --json` prints for a question. Programs read it: the names, order and meaning of the keys
/// must not change.
#[derive(Debug, Serialize)]
struct AskRecord<'a> {
    question: &'a str,
    /// The BCP 47 tag of the question's language.
    language: String,
    outcome: &'static str,
    entry: Option<&'a str>,
    also: Vec<&'a str>,
    referral: Option<&'a str>,
    confidence: f64,
    suggestions: Vec<&'a str>,
    candidates: Vec<CandidateRecord<'a>>,
}

#[derive(Debug, Serialize)]
struct CandidateRecord<'a> {
    entry: &'a str,
    confidence: f64,
}

impl<'a> AskRecord<'a> {
    fn new(question: &'a str, decision: &Decision<'a>) -> Self {
        let mut record = AskRecord {
            question,
            language: decision.language.to_string(),
            outcome: "answer",
            entry: None,
            also: decision.others.also.iter().copied().map(id).collect(),
            referral: None,
            confidence: rounded(decision.confidence()),
            suggestions: Vec::new(),
            candidates: Vec::new(),
        };
        match &decision.outcome {
            Outcome::Answer(entry) => record.entry = Some(id(entry)),
            Outcome::Refer { reason, suggestions } => {
                record.outcome = "referral";
                record.referral = Some(referral_name(reason));
                record.suggestions.extend(suggestions.iter().copied().map(id));
            }
        }
        for candidate in &decision.candidates {
            let confidence = rounded(candidate.confidence);
            record.candidates.push(CandidateRecord { entry: id(candidate.entry), confidence });
        }
        record
    }

    fn to_json(&self) -> String {
        // serde_json refuses no record: it holds only strings and finite numbers.
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn id(entry: &Entry) -> &str {
    entry.id().as_str()
}

/// Returns the referral's id, or the name of the FAQ's own text that was given.
fn referral_name<'a>(reason: &Reason<'a>) -> &'a str {
    match reason {
        Reason::General | Reason::NoWords | Reason::Ambiguous | Reason::Foreign(_) => "general",
        Reason::Named(referral) => referral.id().as_str(),
        Reason::Urgent(_) => "urgent",
    }
}

/// Rounds to four decimals. More of them carry no information, and differ between machines.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::sync::{Mutex, mpsc};
    use std::thread;

    use super::*;
    use crate::storage::{self, Store, StoreOptions};
    use faq::{Faq, file};
    use matching::Explanation;
    use matching::decide::{Candidate, Others};

    const SAMPLE: &[u8] = b"\
entries:
  - id: pain
    question: Does it hurt?
    answer: Hardly.
  - id: numbing
    question: Is there numbing cream?
    answer: Yes.
referrals:
  - id: cost
    question: How much is it?
";

    fn record(question: &str, decide: impl for<'a> Fn(&'a Faq) -> Outcome<'a>) -> String {
        let faq = file::parse(SAMPLE).unwrap().faq;
        let candidates = faq.entries().iter().zip([0.912_345_6, 0.1]);
        let candidates = candidates.map(|(entry, confidence)| Candidate { entry, confidence }).collect();
        let others = Others::default();
        let decision = Decision {
            outcome: decide(&faq),
            others,
            candidates,
            language: faq.language(),
            explanation: Explanation::default(),
        };
        AskRecord::new(question, &decision).to_json()
    }

    #[test]
    fn an_answer() {
        let json = record("say \"ow\"\u{7}", |faq| Outcome::Answer(&faq.entries()[0]));
        insta::assert_snapshot!(json, @r#"{"question":"say \"ow\"\u0007","language":"en","outcome":"answer","entry":"pain","also":[],"referral":null,"confidence":0.9123,"suggestions":[],"candidates":[{"entry":"pain","confidence":0.9123},{"entry":"numbing","confidence":0.1}]}"#);
    }

    #[test]
    fn a_referral_with_suggestions() {
        let json = record("how much", |faq| Outcome::Refer {
            reason: Reason::Named(&faq.referrals()[0]),
            suggestions: vec![&faq.entries()[1]],
        });
        insta::assert_snapshot!(json, @r#"{"question":"how much","language":"en","outcome":"referral","entry":null,"also":[],"referral":"cost","confidence":0.9123,"suggestions":["numbing"],"candidates":[{"entry":"pain","confidence":0.9123},{"entry":"numbing","confidence":0.1}]}"#);
    }

    #[test]
    fn each_reason_has_its_name() {
        let faq = file::parse(SAMPLE).unwrap().faq;
        let referral = &faq.referrals()[0];
        let reasons = [Reason::General, Reason::NoWords, Reason::Named(referral), Reason::Urgent(referral)];
        let names = reasons.map(|reason| referral_name(&reason).to_owned());
        assert_eq!(names, ["general", "general", "cost", "urgent"]);
    }

    /// Returns the lines for some questions, asked as soon as the FAQ is learned. `slow` is called at each step of learning.
    fn lines(data_dir: &Path, slow: impl Fn() + Send + Sync + 'static) -> String {
        let faq = data_dir.with_extension("yaml");
        fs::write(&faq, SAMPLE).unwrap();
        let options = StoreOptions { data_dir: Some(data_dir.to_owned()), ..StoreOptions::default() };
        let store = Store::open(&faq, options).unwrap();
        store.on_learning(move |_| slow());
        let engine = storage::learn(&store);
        let mut lines = String::new();
        for question in ["does it hurt", "will it be painful?", "numbing creem", "how much", "which team won?"] {
            lines.push_str(&json_line(question, &engine.decide(question)));
        }
        lines
    }

    /// On a machine that is too busy to learn, questions wait. They are not answered from what was learned so far.
    #[test]
    fn answers_do_not_depend_on_how_long_learning_takes() {
        let folder = tempfile::tempdir().unwrap();
        let cold = lines(&folder.path().join("cold"), || ());
        assert_eq!(lines(&folder.path().join("cold"), || panic!("it is learned already")), cold);
        let (begun, begins) = mpsc::channel();
        let (go_on, held) = mpsc::channel::<()>();
        let held = Mutex::new(held);
        let slow_folder = folder.path().join("slow");
        let asking = thread::spawn(move || {
            lines(&slow_folder, move || {
                let _ = begun.send(());
                let _ = held.lock().unwrap().recv();
            })
        });
        begins.recv().unwrap();
        assert!(!asking.is_finished());
        drop(go_on);
        assert_eq!(asking.join().unwrap(), cold);
    }
}
